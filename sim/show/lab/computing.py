"""Runs for many visitors at once: a few processes that stay, what is asked twice made once, what was made kept.

The processes are those of the one runner (`sim.study.runner.Worker`): spawned, sent a job, killed if it lasts too long,
replaced if it dies. A thread drives each. What somebody waits for goes before the replicates behind it.
"""

import itertools
import math
import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from concurrent.futures import Future
from typing import Any, NamedTuple

from sim.show.lab.refusal import Busy
from sim.study.runner import TRIES, Measure, Worker, cores
from sim.study.worker import Done, Ending, Job

STOP, NOW, BEHIND = -1, 0, 1  # no more; what is waited for on the screen; replicates
LIMIT, COMPILING = 30.0, 120.0  # seconds a run; seconds added to the first of all, which compiles the rules
ENDING = 5.0  # seconds that a process may take to end its run when all stops; it ends with this one at the latest
MOST_WAITING = 400  # runs that may wait before a visitor is told to come back
MOST_KEPT = 96 * 2**20  # bytes of results that are kept


class RunFailed(RuntimeError):
    """A run that did not come to its end."""


def weight(value: Any) -> int:
    """About how many bytes a result takes."""
    parts = value if isinstance(value, tuple) else (value,)
    return 200 + sum(len(part) if isinstance(part, bytes) else getattr(part, "nbytes", 100) for part in parts)


def ended(value: Any) -> "Future[Any]":
    """A result, or a failure, that is there already."""
    future: Future[Any] = Future()
    if isinstance(value, RunFailed):
        future.set_exception(value)
    else:
        future.set_result(value)
    return future


class Kept:
    """Results by key, the least lately read forgotten first; for several threads under one lock."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.most, self.size = most, 0
        self.found: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable) -> Any:
        """The result, or None."""
        if key not in self.found:
            return None
        self.found.move_to_end(key)
        return self.found[key]

    def put(self, key: Hashable, value: Any) -> None:
        """Keep a result, and forget others until all fits."""
        self.size += weight(value) - (weight(self.found[key]) if key in self.found else 0)
        self.found[key] = value
        self.found.move_to_end(key)
        while self.size > self.most and len(self.found) > 1:
            self.size -= weight(self.found.popitem(last=False)[1])


class Order(NamedTuple):
    """A run that somebody waits for."""

    key: Hashable
    job: Job
    measure: Measure


class Computing:
    """The processes, what waits for them, what is known."""

    def __init__(self, workers: int = 0) -> None:
        self.lock = threading.Lock()
        self.kept = Kept()
        self.pending: dict[Hashable, Future[Any]] = {}
        self.waiting: queue.PriorityQueue[tuple[int, int, Order | None]] = queue.PriorityQueue()
        self.order = itertools.count()
        self.made = 0  # runs that have ended
        self.closed = False
        self.size = workers or cores()
        self.threads = [threading.Thread(target=self.drive, daemon=True) for _ in range(self.size)]
        for thread in self.threads:
            thread.start()

    def ask(self, key: Hashable, job: Job, measure: Measure, urgency: int = NOW) -> "Future[Any]":
        """What `measure` finds on this run: known, being made for somebody else, or made now."""
        with self.lock:
            known = self.kept.get(key)
            if known is not None:
                return ended(known)
            if key in self.pending:
                return self.pending[key]
            if self.waiting.qsize() >= MOST_WAITING:
                raise Busy
            future: Future[Any] = Future()
            self.pending[key] = future
            self.waiting.put((urgency, next(self.order), Order(key, job, measure)))
            return future

    def known(self, key: Hashable) -> Any:
        """A result that is there already, a RunFailed if it failed, or None."""
        with self.lock:
            return self.kept.get(key)

    def drive(self) -> None:
        """Send one job after the other to a process, for as long as the page is served."""
        worker = Worker()
        while not self.closed:
            _, number, asked = self.waiting.get()
            if asked is None:
                break
            key, job, measure = asked
            try:
                for _ in range(TRIES):
                    done = self.carried_out(worker, number, job, measure)
                    if done.ending in (Ending.DIED, Ending.TIMED_OUT):
                        worker.stop()
                        worker = Worker()
                    if done.ending is not Ending.DIED:
                        break
            except Exception as error:
                done = Done(number, None, 0.0, repr(error), Ending.FAILED)
            self.settle(key, done)
        worker.stop()

    def carried_out(self, worker: Worker, number: int, job: Job, measure: Measure) -> Done:
        """What becomes of a job; a process that dies or lasts too long is a result too."""
        limit = LIMIT if self.made else LIMIT + COMPILING
        worker.take((number, job), measure)
        deadline = math.inf
        while True:
            if worker.ready and deadline == math.inf:
                deadline = time.monotonic() + limit
            if not worker.pipe.poll(min(1.0, max(0.0, deadline - time.monotonic()))):
                if time.monotonic() >= deadline:
                    return Done(number, None, limit, f"it lasted longer than {limit:g} s", Ending.TIMED_OUT)
                continue
            try:
                said = worker.pipe.recv()
            except (EOFError, ConnectionResetError):
                return Done(number, None, 0.0, "its process died", Ending.DIED)
            if isinstance(said, Done):
                return said
            worker.ready = True

    def settle(self, key: Hashable, done: Done) -> None:
        """Give the result to all who wait for it, and keep it; a failure too, which would only fail again."""
        value = done.value if done.ending is Ending.OK else RunFailed(done.error)
        with self.lock:
            future = self.pending.pop(key)
            self.made += 1
            self.kept.put(key, value)
        if isinstance(value, RunFailed):
            future.set_exception(value)
        else:
            future.set_result(value)

    def close(self) -> None:
        """Stop the processes, each after the run that it is making; what still waits is dropped."""
        self.closed = True
        for _ in self.threads:
            self.waiting.put((STOP, next(self.order), None))
        for thread in self.threads:
            thread.join(ENDING)
