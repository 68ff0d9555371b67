"""The one way to make many runs: in order, on any number of processes, with the same results.

Plain processes and pipes rather than `concurrent.futures`: there, one worker killed by the system breaks the whole
pool and nobody knows which run it was on. Here that run is tried again, and reported if it kills its worker again.
"""

import multiprocessing as mp
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any

from sim.history import History
from sim.study.worker import Done, Job, Order, carry_out, serve
from sim.world.network import Network

Measure = Callable[[History], Any]
STUCK = (
    "the processes that share the runs cannot start. They read the calling script again: run it from a file, with its "
    "commands under `if __name__ == '__main__':`, or ask for one worker"
)
TRIES = 2  # processes that a run may lose before it is reported as failed


def run_all(
    jobs: Iterable[Job], measure: Measure, workers: int = 1, on_done: Callable[[Done], None] | None = None
) -> Iterator[Done]:
    """What `measure` finds on the history of each job, in the order of the jobs, whatever the number of workers.

    jobs may be endless: they are taken as workers get free. measure is a function of a module (it travels to other
    processes) and what it gives should be small. on_done is called as jobs end, in any order. A run that fails is
    given with its error. Stopping the iteration stops the workers. One worker: no other process.
    """
    if workers <= 1:
        for number, job in enumerate(jobs):
            done = carry_out(number, job, measure)
            if on_done is not None:
                on_done(done)
            yield done
        return
    ready: dict[int, Done] = {}
    following = 0
    for done in share_out(jobs, measure, workers):
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

    def stop(self) -> None:
        """End the process at once: nothing that it does outlives it."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


def share_out(jobs: Iterable[Job], measure: Measure, size: int) -> Iterator[Done]:
    """What becomes of each job, as it comes, from at most `size` processes started when there is work for them."""
    source = enumerate(jobs)
    again: list[tuple[int, Job]] = []
    lost: dict[int, int] = {}
    crew: list[Worker] = []
    try:
        while True:
            while (free := next((w for w in crew if w.task is None), None)) or len(crew) < size:
                task = again.pop() if again else next(source, None)
                if task is None:
                    break
                if free is None:
                    free = Worker()
                    crew.append(free)
                free.take(task, measure)
            busy = {w.pipe: w for w in crew if w.task is not None}
            if not busy:
                return
            for pipe in wait(list(busy)):
                worker = busy[pipe]  # type: ignore[index]
                assert worker.task is not None
                number = worker.task[0]
                try:
                    news = worker.pipe.recv()
                    if isinstance(news, str):
                        worker.ready = True
                        continue
                    yield news
                except (EOFError, ConnectionResetError):
                    if worker.could_not_start():
                        raise RuntimeError(STUCK) from None
                    crew.remove(worker)
                    worker.stop()
                    lost[number] = lost.get(number, 0) + 1
                    if lost[number] < TRIES:
                        again.append(worker.task)
                    else:
                        yield Done(number, None, 0.0, f"its process died {TRIES} times (killed, or out of memory)")
                worker.task = None
    finally:
        for worker in crew:
            worker.stop()
