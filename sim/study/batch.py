"""The one engine for many runs: a design, a job for each of its rows, a folder that is filled part by part.

Whatever stops it (Ctrl-C, kill -9, a full disk, a power cut), the parts that are complete stay, and the same call goes
on from there. A run that fails, that kills its process or that lasts too long is a row with its reason; the rest goes
on. The table is the same, bit for bit, whatever the number of processes, the size of the parts and the interruptions.
"""

import time
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.state import Floats
from sim.store.design import Cell, Design
from sim.store.durable import say
from sim.store.folder import FolderError
from sim.store.identity import Described, digest_of_code
from sim.store.run_folder import RunFolder, Share, run_folder
from sim.store.runs import OK, Row, Runs
from sim.study.progress import Progress, announce
from sim.study.runner import Measure, cores, run_all
from sim.study.worker import Done, Ending, Job

LASTING = 7.5  # seconds of work a part, at the pace of the first runs: what an interruption can cost
MOST = 500  # runs a part
ROUNDS = 3  # times that runs are made before giving up on a disk that damages what is written

JobOf = Callable[[Mapping[str, Cell]], Job]  # from a row of the design, with its number under "run"
Engine = Callable[[Iterable[Job], Measure, int, Callable[[Done], None], float | None], Iterator[Done]]


def run_batch(
    design: Design,
    job_of: JobOf,
    measure: Measure,
    columns: Sequence[Described],
    folder: Path,
    origin: Mapping[str, str],
    workers: int = 0,
    limit: float | None = None,
    size: int | None = None,
    again: Collection[Ending] = (),
    progress: bool = True,
    share: Share | None = None,
    engine: Engine = run_all,
) -> Runs:
    """Every run of the design: those that the folder has, and those that it lacks, made now.

    job_of builds the job of a row when a process is free for it: jobs are never all in memory. It should give the same
    network object to runs on the same network, which then travels once. measure (a function of a module) gives
    (column,) numbers, described by `columns`: name, unit, meaning. origin: digests of the configuration and the
    network, "code" if it is not only this package. workers: 0, one a core. limit: seconds a run, see `run_all`.
    size: runs a part, for a new folder; None, from the pace of the first runs. again: endings of runs to be made again.
    share: only the runs of this share, which are given back; others may make theirs at the same time. engine: who
    makes the runs, with the arguments and the promises of `run_all`, except their order.
    """
    crew = workers or cores()
    with run_folder(folder, design, columns, {"code": digest_of_code(), **origin}, share, size) as store:
        repeated = [ending.value for ending in again]
        for number in range(ROUNDS):
            runs_to_make = store.missing(repeated)
            if len(runs_to_make):
                fill(store, runs_to_make, job_of, measure, crew, limit, progress, engine)
            runs, repeated = store.read(), []
            if number == 0 and died(runs, runs_to_make):
                announce("Runs whose process died are tried once more, now that the others are made.")
                repeated = [Ending.DIED.value]
            elif len(runs.run) == (len(design) if share is None else store.mine.sum()):
                return runs
    raise FolderError(f"output = {folder}: what is written there cannot be read back. Is the disk failing?")


def died(runs: Runs, made: NDArray[np.int64]) -> bool:
    """Whether one of the runs just made lost its processes: perhaps it was not its fault."""
    return bool(np.isin(runs.run[runs.status == Ending.DIED.value], made).any())


def fill(
    store: RunFolder,
    wanted: NDArray[np.int64],
    job_of: JobOf,
    measure: Measure,
    workers: int,
    limit: float | None,
    progress: bool,
    engine: Engine = run_all,
) -> None:
    """Make the runs `wanted`, in order, and write each part when its last run has ended."""
    there = int(store.mine.sum()) - len(wanted)
    shown = Progress(len(wanted), f"runs (besides {there} made before)" if there else "runs")
    sorting = Sorting(store, wanted, workers)
    sent: list[int] = []  # the run of each job, in the order of the jobs

    def jobs() -> Iterator[Job]:
        for run in wanted.tolist():
            try:
                job = job_of(store.design.row(run))
            except Exception:
                sorting.add(Row(run, Ending.FAILED.value, traceback.format_exc(), 0.0, None))
                continue
            sent.append(run)
            yield job

    def collect(done: Done) -> None:
        sorting.add(row_of(sent[done.number], done, len(store.identity.columns)))
        if progress:
            shown.to(sorting.done)

    try:
        with closing(engine(jobs(), measure, workers, collect, limit)) as ends:  # type: ignore[type-var]
            for _ in ends:
                pass
    finally:
        if progress:
            shown.close()


def row_of(run: int, done: Done, width: int) -> Row:
    """What is kept of a run that has ended; what was measured must be `width` numbers."""
    if done.ending is not Ending.OK:
        return Row(run, done.ending.value, done.error, done.seconds, None)
    try:
        values: Floats = np.asarray(done.value, dtype=np.float64)
        if values.shape != (width,):
            raise ValueError(f"{width} numbers are expected of a run; what was measured has the shape {values.shape}")
    except (TypeError, ValueError) as reason:
        return Row(run, Ending.FAILED.value, str(reason), done.seconds, None)
    return Row(run, Ending.OK.value, "", done.seconds, values)


class Sorting:
    """Rows as they come, in any order, until the part of each is complete and can be written."""

    def __init__(self, store: RunFolder, wanted: NDArray[np.int64], workers: int) -> None:
        self.store, self.wanted, self.workers = store, wanted, workers
        self.start, self.done = time.monotonic(), 0
        self.early: list[Row] = []  # rows that come before the size of parts is decided
        self.rows: dict[int, list[Row]] = {}  # part: its rows so far
        self.expected: dict[int, int] = {}  # part: its rows when it is complete

    def add(self, row: Row) -> None:
        """Keep a row; write its part if it was the last one."""
        self.done += 1
        self.early.append(row)
        if not self.store.size and not self.paced():
            return
        if not self.store.size:
            self.store.settle(part_size(self.early, self.workers))
        if not self.expected:
            parts, counts = np.unique(self.wanted // self.store.size, return_counts=True)
            self.expected = dict(zip(parts.tolist(), counts.tolist(), strict=True))
        for kept in self.early:
            part = kept.run // self.store.size
            self.rows.setdefault(part, []).append(kept)
            if len(self.rows[part]) == self.expected[part]:
                self.store.write(self.rows.pop(part))
        self.early = []

    def paced(self) -> bool:
        """Whether enough runs have ended to know their pace; the first of each process also loads the rules."""
        enough = 4 * self.workers if time.monotonic() - self.start < LASTING else self.workers + 1
        return self.done >= min(enough, len(self.wanted))


def part_size(rows: Sequence[Row], workers: int) -> int:
    """Runs a part so that it lasts about LASTING seconds: LASTING workers / seconds of the quickest run, at most MOST.

    rows: the first ones. The quickest, since the first of each process may have waited for the rules to be compiled.
    """
    seconds = [row.seconds for row in rows if row.status == OK]
    cost = min(seconds, default=0.0)
    return max(1, min(MOST, round(LASTING * workers / max(cost, 1e-6))))


def tell_failures(runs: Runs) -> None:
    """Say on standard error how many runs did not end well, and why the first did not."""
    bad = np.flatnonzero(~runs.ok)
    if len(bad):
        kinds, counts = np.unique(runs.status[bad], return_counts=True)
        parts = ", ".join(f"{n} {kind.replace('_', ' ')}" for kind, n in zip(kinds.tolist(), counts, strict=True))
        why = runs.error[bad[0]].strip().splitlines()[-1]
        say(f"{len(bad)} of {len(runs.run)} runs did not end well ({parts}). The first, run {runs.run[bad[0]]}: {why}")
