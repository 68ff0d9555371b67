"""Is there a process here, or a drift with noise? Signs of life, beside their nulls, under controls, beside facts.

    python -m experiments.life --quick            a look, under three minutes on two cores
    python -m experiments.life                    everything, in results/life
    python -m experiments.life --json signs.json  and the numbers, for machines

Y a-t-il ici un processus, ou une dérive et du bruit ? Des signes de vie, leurs témoins nuls, des témoins, des faits.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from sim.command.door import Asks, through, whole

MOST = 10**6  # seeds


def life(asked: argparse.Namespace) -> int:
    """Measure the signs, or go on with it, and tell them."""
    from sim.study.living_folder import effort_of, measured

    effort = effort_of(asked.quick, asked.seeds, asked.controls)
    target = asked.output or Path("results/life_quick" if asked.quick else "results/life")
    said = measured(effort, target, asked.workers, asked.save, asked.json)
    print(said.text)
    return said.status


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command."""
    asks = Asks(prog="python -m experiments.life", description=__doc__)
    say = asks.add_argument
    say("--quick", action="store_true", help="few runs / peu de simulations")
    say("--seeds", type=whole(-MOST, MOST), help="at base parameters / à la base")
    say("--controls", type=whole(-MOST, MOST), metavar="SEEDS", help="a control / par témoin")
    say("--json", type=Path, metavar="FILE", help="numbers for machines / nombres pour machines")
    say("--workers", type=whole(0, 1024), default=0, help="0: one a core / 0 : un par cœur")
    say("--output", type=Path, metavar="FOLDER", help="results/life if none / sinon")
    say("--save", action="store_true", help="kept in results/reference/life / gardé là")
    asked = asks.parse_args(arguments)
    return through(lambda: life(asked))


if __name__ == "__main__":
    raise SystemExit(main())
