"""Does the model show what it must? Every pattern, over seeds, over plausible worlds, under negative controls.

    python -m experiments.validate --quick            a look, in about two minutes
    python -m experiments.validate                    the whole scorecard; half an hour on two cores
    python -m experiments.validate --patterns 1 8     these only

Le modèle montre-t-il ce qu’il doit ? Chaque patron, sur des graines, des mondes plausibles, sous des témoins négatifs.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 done, 1 no run ended well, 2 refused, 3 some runs did not end well, 130 interrupted."""
    form = argparse.RawDescriptionHelpFormatter
    asks = argparse.ArgumentParser(prog="python -m experiments.validate", description=__doc__, formatter_class=form)
    asks.error = lambda message: asks.exit(2, f"error: {message}\n")  # type: ignore[method-assign]  # on one line
    say = asks.add_argument
    say("--quick", action="store_true", help="few runs, no controls / peu de simulations, sans témoins")
    say("--patterns", nargs="+", type=int, metavar="N", help="numbers; all if none / numéros ; tous sinon")
    say("--seeds", type=int, help="an arm, at base parameters / par bras, à la base")
    say("--worlds", type=int, help="plausible ones / mondes plausibles")
    say("--controls", type=int, metavar="SEEDS", help="an arm and control; 0: none / par bras et par témoin")
    say("--workers", type=int, default=0, help="0: one a core / 0 : un par cœur")
    say("--output", type=Path, default=Path("results/patterns"), help="folder / dossier (results/patterns)")
    say("--save", action="store_true", help="kept in results/reference/patterns / gardé là")
    asked = asks.parse_args(arguments)

    from sim.parameter import ParameterError
    from sim.store.folder import FolderError
    from sim.study.validating import effort_of, patterns_of, validated

    try:
        patterns = patterns_of(asked.patterns)
        effort = effort_of(asked.quick, asked.seeds, asked.worlds, asked.controls)
        said = validated(patterns, effort, asked.output, asked.workers, asked.save)
    except (ParameterError, FolderError) as reason:
        print(f"error: {reason}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted: the runs made so far are kept; the same command goes on from there.", file=sys.stderr)
        return 130
    print(said.text)
    return said.status


if __name__ == "__main__":
    raise SystemExit(main())
