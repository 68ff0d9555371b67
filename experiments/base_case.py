"""python -m experiments.base_case [--seeds 50] [--save]: the base case over many seeds, beside what is known."""

import argparse
import json
from pathlib import Path

from sim.show.base_case import draw
from sim.study.base_case import ARMS, describe_arm, describe_timing, findings
from sim.study.progress import Progress
from sim.study.runner import cores
from sim.world.quebec import real

REFERENCE = Path("results/reference")


def main() -> None:
    """Run the three arms, print the tables, and keep them under results/reference/ with --save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=50, help="runs an arm (default 50)")
    parser.add_argument("--save", action="store_true", help=f"write base_case.md, .json and .png in {REFERENCE}")
    asked = parser.parse_args()
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


if __name__ == "__main__":
    main()
