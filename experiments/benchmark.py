"""python -m experiments.benchmark [--quick] [--save]: what a run costs on this machine, in one page."""

import argparse
from pathlib import Path

from sim.study.benchmark import Plan, measure
from sim.study.benchmark_table import to_json, to_markdown
from sim.study.progress import Progress

REFERENCE = Path("results/reference")
PARTS = 1_000


def main() -> None:
    """Measure, print the page, and keep it under results/reference/ with --save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs, small sizes, no cold start")
    parser.add_argument("--save", action="store_true", help=f"write benchmark.md and benchmark.json in {REFERENCE}")
    asked = parser.parse_args()
    progress = Progress(PARTS, "parts of the work")
    for share, found in measure(Plan.quick() if asked.quick else Plan()):  # noqa: B007
        progress.to(round(PARTS * share))
    progress.close()
    command = "python -m experiments.benchmark" + (" --quick" if asked.quick else "")
    page = to_markdown(found, command)
    print(page)
    if asked.save:
        REFERENCE.mkdir(parents=True, exist_ok=True)
        (REFERENCE / "benchmark.md").write_text(page, encoding="utf-8")
        (REFERENCE / "benchmark.json").write_text(to_json(found, command), encoding="utf-8")


if __name__ == "__main__":
    main()
