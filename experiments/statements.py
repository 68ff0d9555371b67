"""What the study says and the rules state: how much does each such line move when it is switched off?

    python -m experiments.statements --quick      a look, eight seeds an arm
    python -m experiments.statements              forty seeds an arm, in results/statements

Ce que l'étude dit et que les règles énoncent : combien chacune de ces lignes déplace-t-elle quand on la coupe ?
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from sim.command.door import Asks, through, whole

MOST = 10**6  # seeds


def statements(asked: argparse.Namespace) -> int:
    """Switch each given line, or go on with it, and tell what it moves."""
    from sim.study.statements_folder import seeds_of, switched

    seeds = seeds_of(asked.quick, asked.seeds)
    target = asked.output or Path("results/statements_quick" if asked.quick else "results/statements")
    said = switched(seeds, target, asked.workers, asked.save)
    print(said.text)
    return said.status


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command."""
    asks = Asks(prog="python -m experiments.statements", description=__doc__)
    say = asks.add_argument
    say("--quick", action="store_true", help="few runs / peu de simulations")
    say("--seeds", type=whole(-MOST, MOST), help="an arm / par bras")
    say("--workers", type=whole(0, 1024), default=0, help="0: one a core / 0 : un par cœur")
    say("--output", type=Path, metavar="FOLDER", help="results/statements if none / sinon")
    say("--save", action="store_true", help="kept in results/reference/statements / gardé là")
    asked = asks.parse_args(arguments)
    return through(lambda: statements(asked))


if __name__ == "__main__":
    raise SystemExit(main())
