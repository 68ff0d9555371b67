"""A rehearsal of a very large sweep: what it asks of memory, time and disk, everything real but the runs.

Runs are replaced by a made-up engine that gives random numbers at once, and their scenarios are not built (that takes 2
ms for 216 factors); the rows of the design are drawn, and what the engine gives goes the real way, part by part. Each
step is a process of its own, so that its memory is its own.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.compare.measures import columns
from sim.config import Scenario
from sim.history import History
from sim.memory import peak_memory
from sim.settings import Settings
from sim.store.code import digest_of_code
from sim.store.run_folder import Share, run_folder
from sim.study import batch
from sim.study.runner import Measure
from sim.study.sweep_after import size_in_words, status
from sim.study.sweep_making import origin, prepare, settle
from sim.study.sweeping import Asked, asked_in
from sim.study.worker import Done, Job
from sim.sweep.design_file import parsed
from sim.sweep.plan import ONE_RULE
from sim.territory import Territory, open_network

STEPS = ("plan", "a task plans", "make", "resume", "status", "one row")
SECONDS = 0.1  # what a made-up run says that it lasted
COMMAND = "a rehearsal: its runs are made up"


class Found(NamedTuple):
    """What one step asked."""

    step: str
    seconds: float
    memory: float  # bytes at most, of its process
    files: int  # in the folder, afterwards
    bytes: float  # on disk, afterwards


def made_up(width: int) -> Callable[..., Iterator[Done]]:
    """An engine whose runs are random numbers (width,), made at once."""

    def engine(
        jobs: Iterable[Job], measure: Measure, workers: int, on_done: Callable[[Done], None], limit: float | None = None
    ) -> Iterator[Done]:
        rng = np.random.default_rng(0)
        for number, _ in enumerate(jobs):
            done = Done(number, rng.random(width), SECONDS)
            on_done(done)
            yield done

    return engine


def unmeasured(history: History) -> None:
    """What made-up runs measure."""


def asked(runs: int, method: str, place: str) -> Asked:
    """A sweep of so many points, a run each, every assumed number a factor."""
    tree = {"method": method, "points": runs, "assumed": True}
    changes: dict[str, dict[str, Any]] = {ONE_RULE: {}}
    plan = parsed(tree, Scenario(), changes)
    return Asked(Settings(territory=Territory(regions=[place])), Scenario(), plan, changes, 0.0)


def step(name: str, folder: Path, runs: int, method: str, place: str) -> None:
    """Carry out one step in this process."""
    if name == "plan":
        settle(prepare(asked(runs, method, place), folder, COMMAND), folder, 1)
        return
    there = asked_in(folder)
    network = open_network(there.settings.territory, there.settings.seed)
    width = len(columns(network, there.scenario.months))
    if name == "a task plans":
        about = {"code": digest_of_code(), **origin(there, network)}
        described = columns(network, there.scenario.months)
        with run_folder(folder, there.design, described, about, Share(2, 20)) as store:
            mine = store.missing()
            for run in mine[:: max(1, len(mine) // 1000)].tolist():
                store.design.row(run)
    elif name in ("make", "resume"):
        job = Job(there.scenario, network, 0)
        batch.run_batch(
            there.design, lambda row: job, unmeasured, columns(network, there.scenario.months), folder,
            origin(there, network), 1, engine=made_up(width), measured=False,
        )  # fmt: skip
    elif name == "status":
        print(status(folder, there), file=sys.stderr)
    else:
        from sim.store.runs import read

        assert len(read(folder, None, (), [runs // 2])[0].run)


def rehearse(folder: Path, runs: int, method: str, place: str) -> Iterator[Found]:
    """Every step, one after the other, each in a process of its own."""
    for name in STEPS:
        words = [sys.executable, "-m", "sim.study.large", name, str(folder), str(runs), method, place]
        done = subprocess.run(words, stdout=subprocess.PIPE, encoding="utf-8")
        if done.returncode:
            raise ChildProcessError(f"the step '{name}' ended with status {done.returncode}")
        seconds, memory = json.loads(done.stdout.splitlines()[-1])
        sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
        yield Found(name, seconds, memory, len(sizes), float(sum(sizes)))


def told(found: Found) -> str:
    """One step in a line."""
    memory, disk = (size_in_words(number) for number in (found.memory, found.bytes))
    return f"{found.step:13} {found.seconds:8.1f} s  {memory:>8} of memory  {found.files:6,} files  {disk:>8} on disk"


def main() -> None:
    """One step; its seconds and its memory on the last line."""
    name, folder, runs, method, place = sys.argv[1:]
    began = time.monotonic()
    step(name, Path(folder), int(runs), method, place)
    print(json.dumps([time.monotonic() - began, peak_memory()]))


if __name__ == "__main__":
    main()
