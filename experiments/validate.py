"""Does the model show what it must? Every pattern, over seeds, over plausible worlds, under negative controls.

    python -m experiments.validate --quick            a look, in about two minutes
    python -m experiments.validate                    the whole scorecard; half an hour on two cores
    python -m experiments.validate --patterns 1 8     these only

Le modèle montre-t-il ce qu’il doit ? Chaque patron, sur des graines, des mondes plausibles, sous des témoins négatifs.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from sim.command.door import Asks, through, whole

MOST = 10**6  # seeds, worlds


def validate(asked: argparse.Namespace) -> int:
    """Make the scorecard, or go on with it, and tell it."""
    from sim.study.validating import effort_of, patterns_of, validated

    patterns = patterns_of(asked.patterns)
    effort = effort_of(asked.quick, asked.seeds, asked.worlds, asked.controls)
    said = validated(patterns, effort, asked.output, asked.workers, asked.save)
    print(said.text)
    return said.status


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command."""
    asks = Asks(prog="python -m experiments.validate", description=__doc__)
    say = asks.add_argument
    say("--quick", action="store_true", help="few runs, no controls / peu de simulations, sans témoins")
    say("--patterns", nargs="+", type=whole(1, 1000), metavar="N", help="numbers; all if none / numéros ; tous sinon")
    say("--seeds", type=whole(-MOST, MOST), help="an arm, at base parameters / par bras, à la base")
    say("--worlds", type=whole(-MOST, MOST), help="plausible ones / mondes plausibles")
    say(
        "--controls",
        type=whole(-MOST, MOST),
        metavar="SEEDS",
        help="an arm and control; 0: none / par témoin",
    )
    say("--workers", type=whole(0, 1024), default=0, help="0: one a core / 0 : un par cœur")
    say("--output", type=Path, default=Path("results/patterns"), help="folder / dossier (results/patterns)")
    say("--save", action="store_true", help="kept in results/reference/patterns / gardé là")
    asked = asks.parse_args(arguments)
    return through(lambda: validate(asked))


if __name__ == "__main__":
    raise SystemExit(main())
