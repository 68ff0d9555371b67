"""python -m experiments.base_case [--seeds 50] [--save]: the base case over many seeds, beside what is known."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from sim.command.door import STOPPED, Asks, through, whole
from sim.show.base_case import draw
from sim.study.base_case import ARMS, describe_arm, describe_timing, findings
from sim.study.progress import Progress
from sim.study.runner import cores
from sim.world.quebec import real

REFERENCE = Path("results/reference")


def base_case(asked: argparse.Namespace) -> None:
    """Run the three arms, print the tables, and keep them under results/reference/ with --save."""
    network = real("six_regions")
    progress = Progress(asked.seeds * len(ARMS), "runs")
    found = findings(network, asked.seeds, cores(), lambda _: progress.to(progress.done + 1))
    progress.close()
    lines = [
        f"# The base case over {asked.seeds} seeds",
        "",
        f"`python -m experiments.base_case --seeds {asked.seeds}`",
        "",
    ]
    for arm, runs in found.items():
        lines += describe_arm(arm, runs)
    lines += ["### Timing of the base case", "", *describe_timing(network, found["base"]), ""]
    print("\n".join(lines))
    if asked.save:
        REFERENCE.mkdir(parents=True, exist_ok=True)
        (REFERENCE / "base_case.md").write_text("\n".join(lines), encoding="utf-8")
        outcomes = {arm: [f.outcomes for f in runs] for arm, runs in found.items()}
        (REFERENCE / "base_case.json").write_text(json.dumps(outcomes, indent=1), encoding="utf-8")
        draw(found, network).savefig(REFERENCE / "base_case.png", dpi=120, metadata={"Software": None})


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command."""
    asks = Asks(prog="python -m experiments.base_case", description=__doc__)
    asks.add_argument("--seeds", type=whole(2, 100_000), default=50, help="runs an arm (default 50)")
    asks.add_argument("--save", action="store_true", help=f"write base_case.md, .json and .png in {REFERENCE}")
    asked = asks.parse_args(arguments)
    return through(lambda: base_case(asked), STOPPED)


if __name__ == "__main__":
    raise SystemExit(main())
