"""What is known of the regions, by dated and sourced facts, beside what the model says before any calibration.

    python -m experiments.facts --quick              a look
    python -m experiments.facts                      40 seeds at base parameters, 160 plausible worlds; a minute or two
    python -m experiments.facts --facts mine.yaml    facts of your own, as docs/facts.md says; no run is made again

Ce que l’on sait des régions, par des faits datés et sourcés, à côté de ce que le modèle dit avant tout calage.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from sim.command.door import Asks, through, whole

MOST = 10**6  # seeds, worlds


def facts(asked: argparse.Namespace) -> int:
    """Make the check, or go on with it, and tell it."""
    from sim.study.facing import effort_of, faced

    effort = effort_of(asked.quick, asked.seeds, asked.worlds)
    said = faced(asked.facts, effort, asked.output, asked.workers, asked.save)
    print(said.text)
    return said.status


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command."""
    asks = Asks(prog="python -m experiments.facts", description=__doc__)
    say = asks.add_argument
    say("--quick", action="store_true", help="few runs / peu de simulations")
    say("--seeds", type=whole(-MOST, MOST), help="at base parameters (40) / à la base")
    say("--worlds", type=whole(-MOST, MOST), help="plausible ones (160) / mondes plausibles")
    say("--facts", type=Path, metavar="FILE.yaml", help="facts of your own / vos propres faits")
    say("--workers", type=whole(0, 1024), default=0, help="0: one a core / 0 : un par cœur")
    say("--output", type=Path, default=Path("results/facts"), help="folder / dossier (results/facts)")
    say("--save", action="store_true", help="kept in results/reference/facts / gardé là")
    asked = asks.parse_args(arguments)
    return through(lambda: facts(asked))


if __name__ == "__main__":
    raise SystemExit(main())
