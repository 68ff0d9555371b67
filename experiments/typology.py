"""Does the typology hang on its thresholds? Regime maps, and the memory of the start.

    python -m experiments.typology            everything, in results/typology (make typology)
    python -m experiments.typology --quick    one region, few runs: to see how it works
    python -m experiments.typology --save     and what is kept, in results/reference/typology

La typologie tient-elle à ses seuils ? Cartes des dynamiques, et mémoire du point de départ.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

REFERENCE = Path("results/reference/typology")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 done, 1 too few runs ended well, 2 refused, 3 some did not end well, 130 interrupted (the same
    command goes on)."""
    form = argparse.RawTextHelpFormatter
    asks = argparse.ArgumentParser(prog="python -m experiments.typology", description=__doc__, formatter_class=form)
    asks.error = lambda message: asks.exit(2, f"error: {message}\n")  # on one line
    asks.add_argument("--quick", action="store_true", help="one region, few runs / une région, peu de simulations")
    asks.add_argument("--save", action="store_true", help=f"keep the pages in {REFERENCE} / garder les pages")
    asks.add_argument("--workers", type=int, default=0, choices=range(1025), metavar="N",
                      help="processes, 0: one a core / processus, 0 : un par cœur")  # fmt: skip
    asks.add_argument("--output", type=Path, metavar="FOLDER", help="results/typology if none / sinon")
    asked = asks.parse_args(arguments)
    if asked.quick and asked.save:
        asks.error("--quick --save: what is kept comes from the whole study; leave one out")
    target = asked.output or Path("results/typology_quick" if asked.quick else "results/typology")

    from sim.store.folder import FolderError, check_target
    from sim.store.study_folder import keep_products
    from sim.study.batch import status_of
    from sim.study.run_once import RunFailed
    from sim.study.typology import FULL, QUICK
    from sim.study.typology_folder import study_typology

    command = "python -m experiments.typology" + (" --quick" if asked.quick else "")
    try:
        if asked.save:
            check_target(REFERENCE, "typology")
        found = study_typology(QUICK if asked.quick else FULL, target, command, asked.workers)
        if asked.save:
            keep_products(target, REFERENCE, "typology", but=("timing.json",))
    except FolderError as reason:
        print(f"error: {reason}", file=sys.stderr)
        return 2
    except RunFailed as reason:
        print(f"error: {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. The same command goes on. / Interrompu ; la même commande continue.", file=sys.stderr)
        return 130
    print(f"Results in {target}: open summary.en.md or summary.fr.md.")
    return status_of(found.failed, found.runs)


if __name__ == "__main__":
    raise SystemExit(main())
