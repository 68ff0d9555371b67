"""The one engine for many runs: a design, a job for each of its rows, a folder that is filled part by part.

Whatever stops it, the same call goes on from there. After Ctrl-C, a request to end or a full disk, every run that was
made is kept, those of incomplete parts too; after kill -9 or a power cut, all but the last LASTING seconds. A run that
fails, that kills its process or that lasts too long is a row with its reason; the rest goes on. The table is the same,
bit for bit, whatever the number of processes, the size of the parts and the interruptions.
"""

import time
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.state import Floats
from sim.store.code import digest_of_code
from sim.store.design import AnyDesign, Cell
from sim.store.durable import say
from sim.store.folder import FolderError
from sim.store.identity import Described
from sim.store.run_folder import RunFolder, Share, run_folder
from sim.store.runs import Row, Runs
from sim.study.progress import Progress, announce
from sim.study.runner import Measure, cores, run_all
from sim.study.worker import Done, Ending, Job

LASTING = 15.0  # seconds of work that a death without warning can cost, besides the time to write them
SELDOM = 20.0  # incomplete parts are written so seldom that it takes a twentieth of the time at most
MOST = 500  # runs a part, unless the design is so long that there would be more than FILES parts
FILES = 4_000
LEAST = 50  # runs a part, however many fill the folder: a part of few runs is mostly the description of its columns
PARTS_A_SHARE = 4  # if they can have LEAST runs, so that shares end together
ALL_WELL, NONE_WELL, NOT_ALL_WELL = 0, 1, 3  # exit statuses of what makes many runs
ROUNDS = 3  # times that runs are made before giving up on a disk that damages what is written

JobOf = Callable[[Mapping[str, Cell]], Job]  # from a row of the design, with its number under "run"
Engine = Callable[[Iterable[Job], Measure, int, Callable[[Done], None], float | None], Iterator[Done]]


def run_batch(
    design: AnyDesign,
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
    measured: bool = True,
) -> Runs:
    """Every run of the design: those that the folder has, and those that it lacks, made now.

    job_of builds the job of a row when a process is free for it: jobs are never all in memory. It should give the same
    network object to runs on the same network, which then travels once. measure (a function of a module) gives
    (column,) numbers, described by `columns`: name, unit, meaning. origin: digests of the configuration and the
    network, "code" if it is not only this package. workers: 0, one a core. limit: seconds a run, see `run_all`.
    size: runs a part, for a new folder; None, `part_size`. again: endings of runs to be made again. share: only the
    runs of this share, which are given back; others may make theirs at the same time. engine: who makes the runs, with
    the arguments and the promises of `run_all`, except their order. measured: False, only how each run ended is given
    back: the measures of a million runs stay on the disk, where they are checked part by part.
    """
    crew = workers or cores()
    size = size or part_size(len(design), share.total if share else 1)
    with run_folder(folder, design, columns, {"code": digest_of_code(), **origin}, share, size) as store:
        repeated = [ending.value for ending in again]
        for number in range(ROUNDS):
            runs_to_make = store.missing(repeated)
            if len(runs_to_make):
                fill(store, runs_to_make, job_of, measure, crew, limit, progress, engine)
            runs, repeated = store.read() if measured else store.read((), ()), []
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
    sorting = Sorting(store, wanted)
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
            try:
                for _ in ends:
                    pass
            except BaseException:
                with suppress(FolderError):  # a disk that is full: what could be written is there
                    sorting.keep()
                raise
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
    """Rows as they come, in any order: a part is written when it is complete, or now and then if it is not."""

    def __init__(self, store: RunFolder, wanted: NDArray[np.int64]) -> None:
        self.store, self.done = store, 0
        parts, counts = np.unique(wanted // store.size, return_counts=True)
        self.left = dict(zip(parts.tolist(), counts.tolist(), strict=True))  # part: its rows that are not written yet
        self.rows: dict[int, list[Row]] = {}  # part: rows to be written
        self.next = time.monotonic() + LASTING  # when incomplete parts are written

    def add(self, row: Row) -> None:
        """Keep a row; write its part if it was the last one, or what there is if that was long ago."""
        self.done += 1
        part = row.run // self.store.size
        self.rows.setdefault(part, []).append(row)
        if len(self.rows[part]) == self.left[part]:
            self.write(part)
        elif time.monotonic() >= self.next:
            self.keep()

    def write(self, part: int) -> None:
        """Write the rows of a part; stopped in the middle, they are still here."""
        self.store.write(self.rows[part])
        self.left[part] -= len(self.rows.pop(part))

    def keep(self) -> None:
        """Write every row that is here."""
        began = time.monotonic()
        for part in sorted(self.rows):
            self.write(part)
        now = time.monotonic()
        self.next = now + max(LASTING, SELDOM * (now - began))


def part_size(runs: int, shares: int = 1) -> int:
    """Runs a part of a design of so many runs: MOST, or more if that would make more than FILES parts.

    Where several fill the folder, each has PARTS_A_SHARE parts if these have LEAST runs; else fewer, but one.
    """
    size = max(MOST, -(-runs // FILES))
    if shares == 1:
        return size
    return max(1, min(size, runs // (PARTS_A_SHARE * shares)), min(LEAST, runs // shares))


class Said(NamedTuple):
    """What a command says in the end, and its exit status."""

    text: str
    status: int = ALL_WELL


def status_of(failed: int, total: int) -> int:
    """The exit status of a command that made `total` runs, of which `failed` did not end well."""
    if not failed:
        return ALL_WELL
    return NONE_WELL if failed == total else NOT_ALL_WELL


def tell_failures(runs: Runs) -> None:
    """Say on standard error how many runs did not end well, and why the first did not."""
    bad = np.flatnonzero(~runs.ok)
    if len(bad):
        kinds, counts = np.unique(runs.status[bad], return_counts=True)
        parts = ", ".join(f"{n} {kind.replace('_', ' ')}" for kind, n in zip(kinds.tolist(), counts, strict=True))
        why = runs.error[bad[0]].strip().splitlines()[-1]
        say(f"{len(bad)} of {len(runs.run)} runs did not end well ({parts}). The first, run {runs.run[bad[0]]}: {why}")
