"""Runs as tasks of a Dask scheduler whose workers come, go and die: who is asked, what is sent, what is sent again."""

import itertools
import pickle
import queue
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sim.parameter import ParameterError
from sim.store.durable import say
from sim.study.progress import duration
from sim.study.same_code import Statement, contrast, statement
from sim.study.worker import Done, Ending, Job

LASTING = 2.0  # seconds of work a task, at the pace of those that have ended
FIRST, MOST = 4, 500  # runs of the first tasks, and of any
AHEAD = 2  # tasks a thread of a worker, made or waiting: the others are not in memory yet
LOOK = 1.0  # seconds between two looks at who is there
WAITING = 600.0  # seconds during which no worker may be there
ASKING = 60.0  # seconds that a worker may take to say which code it has
Sent = list[tuple[int, Job]]  # the runs of a task, numbered


class Chunks:
    """The runs that are at the workers, and those that are still to be sent.

    client: of Dask. task: what makes (runs, network, *more); more ends with the statement that workers must share.
    """

    def __init__(self, client: Any, jobs: Iterable[Job], task: Callable[..., Any], more: tuple[Any, ...]) -> None:
        self.client, self.task, self.more = client, task, more
        self.waiting, self.again = self.following(enumerate(jobs)), list[Sent]()
        self.networks: dict[int, tuple[Any, bytes]] = {}  # by identity: the network, and how it travels
        self.sent: dict[Any, tuple[Sent, tuple[str, ...]]] = {}  # by future: its runs, the workers that it may go to
        self.over: queue.SimpleQueue[Any] = queue.SimpleQueue()  # futures that have ended
        self.threads: dict[str, int] = {}  # of the workers that are there and have our code, by address
        self.refused: dict[str, str] = {}  # the others that are there: why
        self.seconds: list[float] = []
        self.looked, self.alone = -LOOK, time.monotonic()  # when: the last look; a worker was there last
        self.told = self.ever = False  # that nobody is there; a worker was there

    def ended(self) -> Iterator[Done]:
        """What became of each run, as tasks end."""
        while True:
            self.look()
            for numbered in self.due():
                self.send(numbered)
            if not self.sent and self.threads:
                return
            try:
                future = self.over.get(timeout=LOOK)
            except queue.Empty:
                continue
            if future in self.sent:
                numbered, _ = self.sent.pop(future)
                for done in self.results(future, numbered):
                    self.seconds.append(done.seconds)
                    yield done
                future.release()

    def look(self) -> None:
        """Who is there now: newcomers are asked for their code, and tasks whose workers are all gone come back."""
        now = time.monotonic()
        if now - self.looked < LOOK:
            return
        self.looked = now
        there: dict[str, int] = self.client.nthreads()
        gone = [address for address in (*self.threads, *self.refused) if address not in there]
        for address in gone:
            self.threads.pop(address, None)
            self.refused.pop(address, None)
        new = [address for address in there if address not in self.threads and address not in self.refused]
        if new:
            self.welcome(new, there)
        if gone:
            for future, (numbered, places) in list(self.sent.items()):
                if future.status == "pending" and not set(places) & set(self.threads):
                    self.come_back(future, numbered)
        self.wait_for_some()

    def welcome(self, new: list[str], there: dict[str, int]) -> None:
        """Ask workers which code they have; one whose code is another, or that has none, is given no run, and named."""
        try:
            answers = self.client.run(statement, workers=new, on_error="return", callback_timeout=ASKING)
        except (OSError, TimeoutError):
            return  # gone meanwhile, or too busy: the next look tells
        for address, answer in answers.items():
            if isinstance(answer, OSError):
                continue
            if isinstance(answer, Statement):
                why = contrast(self.more[-1], answer)
            else:
                why = f"it cannot load this project ({type(answer).__name__}: {answer})"
            if why:
                self.refused[address] = why
                say(f"The worker {address} is given no run: {why}. Install there what is here, then start it again.")
            else:
                self.threads[address] = there[address]

    def wait_for_some(self) -> None:
        """Say that nobody is there, and since when; after a while, or if all who are there are refused, give up."""
        now = time.monotonic()
        if self.threads:
            self.alone, self.told, self.ever = now, False, True
            return
        address = self.client.scheduler.address
        if self.refused and not self.ever:
            why = "; ".join(f"{name}: {reason}" for name, reason in self.refused.items())
            raise ParameterError("address", address, f"no worker there has the code that is here: {why}")
        if now - self.alone > WAITING:
            raise ParameterError("address", address, f"no worker came in {WAITING:g} s; the runs made so far are kept")
        if not self.told:
            say(f"No worker at {address}: waiting for one, at most {duration(WAITING)}.")
            self.told = True

    def due(self) -> Iterator[Sent]:
        """The tasks that can be sent now, those that came back first."""
        while len(self.sent) < AHEAD * sum(self.threads.values()):
            numbered = self.again.pop() if self.again else next(self.waiting, None)
            if numbered is None:
                return
            yield numbered

    def following(self, source: Iterator[tuple[int, Job]]) -> Iterator[Sent]:
        """Tasks, as they are asked for; the runs of one are on the same network."""
        for _, same in itertools.groupby(source, key=lambda one: id(one[1].network)):
            while numbered := list(itertools.islice(same, self.size())):
                yield numbered

    def size(self) -> int:
        """Runs of the next task."""
        recent = self.seconds[-50:]
        cost = sorted(recent)[len(recent) // 2] if recent else 0.0
        return max(1, min(MOST, round(LASTING / cost))) if cost else FIRST

    def send(self, numbered: Sent) -> None:
        """Give a task to Dask, for the workers that have our code. The network travels with it: a few kilobytes, that
        no worker can take with it when it dies."""
        network = numbered[0][1].network
        if id(network) not in self.networks:
            self.networks[id(network)] = (network, pickle.dumps(network))
        runs = [(number, job.scenario, job.seed) for number, job in numbered]
        places = tuple(self.threads)
        future = self.client.submit(
            self.task, runs, self.networks[id(network)][1], *self.more, workers=places, pure=False, retries=0
        )
        self.sent[future] = (numbered, places)
        future.add_done_callback(self.over.put)

    def come_back(self, future: Any, numbered: Sent) -> None:
        """Take a task back, to be sent again."""
        self.sent.pop(future, None)
        future.cancel()
        self.again.append(numbered)

    def results(self, future: Any, numbered: Sent) -> list[Done]:
        """What a task gave. If it was lost with its worker it is sent again; if it killed its workers, its runs are
        tried one by one, and one alone is reported."""
        from distributed import KilledWorker

        if future.status == "finished":
            try:
                found: list[Done] = future.result(timeout=ASKING)
                return found
            except (OSError, TimeoutError):  # its worker died before the answer had come
                self.again.append(numbered)
                return []
        error = future.exception(timeout=ASKING) if future.status == "error" else None
        if type(error).__name__ == "OtherCode":  # another process than the one that was asked: all are asked again
            self.looked = -LOOK
            self.threads.clear()
            self.refused.clear()
            error = None
        if error is None:
            self.again.append(numbered)
            return []
        if not isinstance(error, KilledWorker):
            raise RuntimeError(f"a task was not carried out by its worker: {type(error).__name__}: {error}") from error
        if len(numbered) > 1:
            say(f"A task of {len(numbered)} runs lost its workers; they are tried one by one.")
            self.again += [[one] for one in numbered]
            return []
        return [Done(numbered[0][0], None, 0.0, f"its worker died again and again ({error})"[:500], Ending.DIED)]
