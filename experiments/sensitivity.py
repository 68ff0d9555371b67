"""A full sensitivity analysis of the model: which assumed parameters decide the final dynamics, which can be fixed.

    python -m experiments.sensitivity                     six regions, some 40,000 runs; the same command goes on
    python -m experiments.sensitivity --save              and a copy of the summary in results/reference/sensitivity
    python -m experiments.sensitivity territory=mauricie months=36 workers=2
    python -m experiments.sensitivity --quick territory=cote_nord months=12      the whole way, too small to conclude

Une analyse de sensibilité complète : quelles hypothèses décident de la dynamique finale, lesquelles on peut fixer.
"""

from collections.abc import Sequence
from pathlib import Path

from sim.command.door import Asks, through

REFERENCE = Path("results/reference/sensitivity")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command; that of its first sweep which is not made."""
    asks = Asks(prog="python -m experiments.sensitivity", description=__doc__)
    asks.add_argument("choices", nargs="*", metavar="KEY=VALUE", help="of every run / de chaque simulation")
    asks.add_argument("--quick", action="store_true", help="tiny designs / de tout petits plans")
    asks.add_argument("--save", action="store_true", help=f"a copy of the summary / du résumé : {REFERENCE}")
    asks.add_argument("--output", type=Path, metavar="FOLDER", help="results/sensitivity-<code> if none / sinon")
    asked = asks.parse_intermixed_args(arguments)

    def study() -> int:
        from experiments.sweep import main as sweep
        from sim.study.sensitivity import FULL, QUICK, sensitivity

        sizes = QUICK if asked.quick else FULL
        return sensitivity(sweep, asked.choices, sizes, asked.output, REFERENCE if asked.save else None)

    return through(study)


if __name__ == "__main__":
    raise SystemExit(main())
