"""Does the typology hang on its thresholds? Regime maps, and the memory of the start.

    python -m experiments.typology            everything, in results/typology (make typology)
    python -m experiments.typology --quick    one region, few runs: to see how it works
    python -m experiments.typology --save     and what is kept, in results/reference/typology

La typologie tient-elle à ses seuils ? Cartes des dynamiques, et mémoire du point de départ.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from sim.command.door import Asks, through, whole

REFERENCE = Path("results/reference/typology")


def typology(asked: argparse.Namespace) -> int:
    """Make the study, or go on with it, and say where it is."""
    from sim.store.folder import check_target
    from sim.store.study_folder import keep_products
    from sim.study.batch import status_of
    from sim.study.typology import FULL, QUICK
    from sim.study.typology_folder import study_typology

    target = asked.output or Path("results/typology_quick" if asked.quick else "results/typology")
    command = "python -m experiments.typology" + (" --quick" if asked.quick else "")
    if asked.save:
        check_target(REFERENCE, "typology")
    found = study_typology(QUICK if asked.quick else FULL, target, command, asked.workers)
    if asked.save:
        keep_products(target, REFERENCE, "typology", but=("timing.json",))
    print(f"Results in {target}: open summary.en.md or summary.fr.md.")
    return status_of(found.failed, found.runs)


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command."""
    asks = Asks(prog="python -m experiments.typology", description=__doc__)
    asks.add_argument("--quick", action="store_true", help="one region, few runs / une région, peu de simulations")
    asks.add_argument("--save", action="store_true", help=f"keep the pages in {REFERENCE} / garder les pages")
    asks.add_argument("--workers", type=whole(0, 1024), default=0, metavar="N",
                      help="processes, 0: one a core / processus, 0 : un par cœur")  # fmt: skip
    asks.add_argument("--output", type=Path, metavar="FOLDER", help="results/typology if none / sinon")
    asked = asks.parse_args(arguments)
    if asked.quick and asked.save:
        asks.error("--quick --save: what is kept comes from the whole study; leave one out")
    return through(lambda: typology(asked))


if __name__ == "__main__":
    raise SystemExit(main())
