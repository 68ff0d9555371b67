"""The atlas: scenarios computed beforehand in one HTML file: `python -m experiments.atlas --help`."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from sim.command.door import Asks, Refused, through, whole


def options() -> Asks:
    """What may be asked."""
    parser = Asks(prog="python -m experiments.atlas", description=__doc__)
    parser.add_argument("--output", default="results/atlas", help="folder of the page and of its runs")
    parser.add_argument("--seeds", type=whole(0, 10**9), default=20, help="runs a scenario, 5 to 1000")
    parser.add_argument("--territory", default="", help="regions, separated by commas (the six of the study)")
    parser.add_argument("--rules", default="", help="packages, separated by commas (those of sim/show/atlas/grid.yaml)")
    parser.add_argument("--workers", type=whole(0, 1024), default=0, help="processes (0: one a core)")
    return parser


def atlas(asked: argparse.Namespace) -> None:
    """Make the atlas and say where it is."""
    from sim.show.atlas.making import AtlasError, make_atlas

    regions, rules = ([part for part in text.split(",") if part] for text in (asked.territory, asked.rules))
    try:
        path = make_atlas(Path(asked.output), asked.seeds, regions, rules, asked.workers)
    except AtlasError as reason:
        raise Refused(str(reason)) from None
    print(f"The atlas is in {path}: it opens in any browser, without internet.")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command."""
    asked = options().parse_args(arguments)
    return through(lambda: atlas(asked))


if __name__ == "__main__":
    raise SystemExit(main())
