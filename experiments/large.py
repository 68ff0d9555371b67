"""What a very large sweep asks of memory, time and disk, at each step; its runs are made up, everything else is real.

    python -m experiments.large                            a million runs, 216 factors (some 20 minutes, 5 GB of disk)
    python -m experiments.large --runs 65536               the same way, small
    python -m experiments.large --method latin_hypercube --runs 100000

Ce que demande un très grand balayage, étape par étape ; ses simulations sont inventées, tout le reste est réel.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

LEAST, MOST = 1_000, 20_000_000  # runs


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 done, 1 failed, 2 refused, 130 interrupted."""
    form = argparse.RawTextHelpFormatter
    asks = argparse.ArgumentParser(prog="python -m experiments.large", description=__doc__, formatter_class=form)
    asks.error = lambda message: asks.exit(2, f"error: {message}\n")  # type: ignore[method-assign]  # on one line
    asks.add_argument("--runs", type=int, default=2**20, help="a power of two with sobol / une puissance de deux")
    asks.add_argument("--method", choices=("sobol", "latin_hypercube"), default="sobol")
    asks.add_argument("--territory", default="cote_nord", help="one region / une région (cote_nord)")
    asks.add_argument("--output", type=Path, help="where it works, then cleans / dossier de travail")
    asked = asks.parse_args(arguments)
    if not LEAST <= asked.runs <= MOST:
        asks.error(f"--runs {asked.runs}: allowed: {LEAST:,} to {MOST:,}")

    from sim.command.refusal import explain
    from sim.study.large import rehearse, told

    try:
        with tempfile.TemporaryDirectory(dir=asked.output) as place:
            print(f"{asked.runs:,} runs by {asked.method}; runs are made up. / simulations inventées.", flush=True)
            for found in rehearse(Path(place) / "large", asked.runs, asked.method, asked.territory):
                print(told(found), flush=True)
    except KeyboardInterrupt:
        print("Stopped. / Interrompu.", file=sys.stderr)
        return 130
    except Exception as error:
        status, message = explain(error)
        print(message, file=sys.stderr)
        return status
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
