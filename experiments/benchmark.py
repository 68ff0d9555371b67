"""python -m experiments.benchmark [--quick | --full] [--save]: what a run costs on this machine, in one page."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from sim.command.door import STOPPED, Asks, through
from sim.study.cost.benchmark import Plan, measure
from sim.study.cost.table import keep, to_markdown
from sim.study.cost.under_way import UnderWay

REFERENCE = Path("results/reference")
PLANS = ("quick", "full")


def benchmark(asked: argparse.Namespace) -> None:
    """Measure, print the page, and keep it under results/reference/ with --save."""
    chosen = next((name for name in PLANS if getattr(asked, name)), "")
    under_way = UnderWay()
    for step, found in measure(getattr(Plan, chosen)() if chosen else Plan()):  # noqa: B007
        under_way.to(step)
    command = "python -m experiments.benchmark" + (f" --{chosen}" if chosen else "")
    print(to_markdown(found, command))
    if asked.save:
        print(keep(found, command, REFERENCE))


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command."""
    asks = Asks(prog="python -m experiments.benchmark", description=__doc__)
    size = asks.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="fewer runs, small sizes, no cold start")
    size.add_argument("--full", action="store_true", help="up to 8 million actors, all of Québec: some 5 minutes, 8 GB")
    asks.add_argument("--save", action="store_true", help=f"write benchmark.* and its history in {REFERENCE}")
    asked = asks.parse_args(arguments)
    return through(lambda: benchmark(asked), STOPPED)


if __name__ == "__main__":
    raise SystemExit(main())
