"""The atlas: scenarios computed beforehand in one HTML file: `python -m experiments.atlas --help`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path


def options() -> argparse.ArgumentParser:
    """What may be asked."""
    parser = argparse.ArgumentParser(prog="python -m experiments.atlas", description=__doc__)
    parser.add_argument("--output", default="results/atlas", help="folder of the page and of its runs")
    parser.add_argument("--seeds", type=int, default=20, help="runs a scenario, 5 to 1000")
    parser.add_argument("--territory", default="", help="regions, separated by commas (the six of the study)")
    parser.add_argument("--rules", default="", help="packages, separated by commas (those of sim/show/atlas/grid.yaml)")
    parser.add_argument("--workers", type=int, default=0, help="processes (0: one a core)")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command."""
    from sim.command.refusal import explain
    from sim.show.atlas.making import AtlasError, make_atlas

    asked = options().parse_args(arguments)
    regions, rules = ([part for part in text.split(",") if part] for text in (asked.territory, asked.rules))
    try:
        path = make_atlas(Path(asked.output), asked.seeds, regions, rules, asked.workers)
    except Exception as error:
        status, text = (2, f"error: {error}") if isinstance(error, AtlasError) else explain(error)
        print(text, file=sys.stderr)
        return status
    print(f"The atlas is in {path}: it opens in any browser, without internet.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
