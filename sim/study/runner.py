"""The one way to make many runs: in order, on any number of processes, with the same results.

Plain processes and pipes rather than `concurrent.futures`: there, one worker killed by the system breaks the whole
pool and nobody knows which run it was on. Here that run is tried again, and reported if it kills its worker again.
"""

import math
import multiprocessing as mp
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any

from sim.history import History
from sim.study.same_code import Statement, contrast, statement
from sim.study.worker import Done, Ending, Job, Order, carry_out, serve
from sim.world.network import Network

Measure = Callable[[History], Any]
STUCK = (
    "the processes that share the runs cannot start. They read the calling script again: run it from a file, with its "
    "commands under `if __name__ == '__main__':`, or ask for one worker"
)
STILLBORN = (
    "the processes that share the runs end, or hang, before they can begin (the last one: status {code}). Have they "
    "enough memory? See `ulimit -v`, and ask for fewer workers"
)
MOST_STILLBORN = 4  # in a row; one that never ends counts for two
STARTING = 180.0  # seconds that a process may take to begin: to load what rules need, and to compile one page
TRIES = 2  # processes that a run may lose before it is reported as failed
COMPILING = (
    120.0  # seconds added to the limit of runs that begin before any has ended: the rules may have to be compiled
)


def run_all(
    jobs: Iterable[Job],
    measure: Measure,
    workers: int = 1,
    on_done: Callable[[Done], None] | None = None,
    limit: float | None = None,
) -> Iterator[Done]:
    """What `measure` finds on the history of each job, in the order of the jobs, whatever the number of workers.

    jobs may be endless: they are taken as workers get free, and one ahead for each. measure is a function of a module
    (it travels to other processes) and what it gives should be small. on_done is called as jobs end, in any order. A
    run that fails is given with its error. Stopping the iteration stops the workers. One worker: no other process,
    unless there is a limit: seconds after which a run is stopped, its process with it. Leave it well above the slowest
    run, and some seconds for the first run of a process, which loads the rules.
    """
    if workers <= 1 and limit is None:
        for number, job in enumerate(jobs):
            done = carry_out(number, job, measure)
            if on_done is not None:
                on_done(done)
            yield done
        return
    ready: dict[int, Done] = {}
    following = 0
    for done in share_out(jobs, measure, max(1, workers), limit):
        if on_done is not None:
            on_done(done)
        ready[done.number] = done
        while following in ready:
            yield ready.pop(following)
            following += 1


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def deaf_to_interruption() -> Iterator[None]:
    """Processes started inside never see Ctrl-C, not even before their first line; here it waits until the end."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # or it would start inside, and lift the block when it has
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Worker:
    """One process, its pipe, and what it is at."""

    def __init__(self) -> None:
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            os.environ.setdefault(name, "1")  # one worker a core: more threads would only fight
        context = mp.get_context("spawn")
        ours, theirs = context.Pipe()
        self.pipe: Connection = ours
        self.process = context.Process(target=serve, args=(theirs,), daemon=True)
        with deaf_to_interruption():
            self.process.start()
        theirs.close()
        self.network: Network | None = None
        self.task: tuple[int, Job] | None = None
        self.ready = False
        self.began = time.monotonic()
        self.deadline = self.began + STARTING  # time at which its run, or its start, is stopped

    def take(self, task: tuple[int, Job], measure: Measure) -> None:
        """Send a job; its network only when it is not the one of the job before."""
        number, job = task
        news = None if job.network is self.network else job.network
        self.task, self.network = task, job.network
        with suppress(BrokenPipeError, ConnectionResetError):  # it died idle: the reading end will tell
            self.pipe.send(Order(number, job.scenario, news, job.seed, measure))

    def could_not_start(self) -> bool:
        """True when it ended by itself before it said that it was ready: another one would do the same."""
        self.process.join(timeout=10.0)
        return not self.ready and (self.process.exitcode or 0) > 0

    def dismiss(self, crew: list["Worker"]) -> tuple[int, Job]:
        """Take it out of the crew, ended; give back the job that it had."""
        assert self.task is not None
        task, self.task = self.task, None
        crew.remove(self)
        self.stop()
        return task

    def stop(self) -> None:
        """End the process at once: nothing that it does outlives it."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


class Crew:
    """At most `size` processes, the jobs that wait for one, and those that lost theirs."""

    def __init__(self, jobs: Iterable[Job], measure: Measure, size: int, limit: float | None) -> None:
        self.source = enumerate(jobs)
        self.measure, self.size, self.limit = measure, size, limit
        self.workers: list[Worker] = []
        self.again: list[tuple[int, Job]] = []
        self.stock: list[tuple[int, Job]] = []  # built while the processes compute, so that none waits for its next job
        self.lost: dict[int, int] = {}
        self.proven = False  # a run has come to its end: the rules are compiled
        self.stillborn = 0  # processes in a row that ended before they were ready

    def hand_out(self) -> bool:
        """Give work to who is free, starting processes when there is work for them; False if nobody has any."""
        while (free := next((w for w in self.workers if w.task is None), None)) or len(self.workers) < self.size:
            task = self.again.pop() if self.again else self.built()
            if task is None:
                break
            if free is None:
                free = Worker()
                self.workers.append(free)
            free.take(task, self.measure)
            self.time(free)
        return any(w.task is not None for w in self.workers)

    def built(self) -> tuple[int, Job] | None:
        """The next job, from the stock if there is one; None when there are no more."""
        return self.stock.pop(0) if self.stock else next(self.source, None)

    def look_ahead(self) -> None:
        """Build as many jobs as there are processes, for when they get free."""
        wanted = len(self.workers) - len(self.stock)
        self.stock.extend(islice(self.source, wanted))

    def time(self, worker: Worker) -> None:
        """Start the clock of a run: when its process is ready, and with time to compile if no run has ended yet."""
        if not worker.ready:
            return
        worker.began, worker.deadline = time.monotonic(), math.inf
        if self.limit is not None:
            worker.deadline = worker.began + self.limit + (0.0 if self.proven else COMPILING)

    def news(self) -> Iterator[Done]:
        """What becomes of jobs until something happened."""
        busy = {w.pipe: w for w in self.workers if w.task is not None}
        first = min(w.deadline for w in busy.values())
        patience = None if first == math.inf else max(0.0, first - time.monotonic())
        for pipe in wait(list(busy), patience):
            yield from self.hear(busy[pipe])  # type: ignore[index]
        now = time.monotonic()
        for worker in busy.values():
            if worker.task is None or worker.deadline > now or worker.pipe.poll():
                continue
            if not worker.ready:
                self.stillborn += 1
                worker.process.kill()
                yield from self.bury(worker)
            else:
                number = worker.dismiss(self.workers)[0]
                error = f"stopped: it lasted longer than the limit, {self.limit:g} s"
                yield Done(number, None, now - worker.began, error, Ending.TIMED_OUT)

    def hear(self, worker: Worker) -> Iterator[Done]:
        """What a process says: that it is ready, what became of its job, or nothing any more."""
        try:
            said = worker.pipe.recv()
        except (EOFError, ConnectionResetError):
            yield from self.bury(worker)
            return
        if isinstance(said, Statement):
            if why := contrast(statement(), said):
                raise ChildProcessError(f"sim: its code changed while runs were made ({why}). Give the command again.")
            worker.ready, self.stillborn = True, 0
            self.time(worker)
            return
        worker.task, worker.deadline = None, math.inf
        self.proven = True
        yield said

    def bury(self, worker: Worker) -> Iterator[Done]:
        """A process died: its job is tried again, and reported if it loses its process again."""
        if worker.could_not_start():
            raise RuntimeError(STUCK)
        task, begun = worker.dismiss(self.workers), worker.ready
        if not begun:
            self.stillborn += 1
            if self.stillborn >= MOST_STILLBORN:
                raise ChildProcessError(STILLBORN.format(code=worker.process.exitcode))
            self.again.append(task)
            return
        number = task[0]
        self.lost[number] = self.lost.get(number, 0) + 1
        if self.lost[number] < TRIES:
            self.again.append(task)
        else:
            error = f"its process died {TRIES} times (killed, or out of memory)"
            yield Done(number, None, time.monotonic() - worker.began, error, Ending.DIED)

    def stop(self) -> None:
        """End every process."""
        for worker in self.workers:
            worker.stop()


def share_out(jobs: Iterable[Job], measure: Measure, size: int, limit: float | None = None) -> Iterator[Done]:
    """What becomes of each job, as it comes, from at most `size` processes started when there is work for them."""
    crew = Crew(jobs, measure, size, limit)
    try:
        while crew.hand_out():
            crew.look_ahead()
            ended = list(crew.news())
            crew.hand_out()  # before anybody digests what has ended
            yield from ended
    finally:
        crew.stop()
