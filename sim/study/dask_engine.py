"""The one optional engine: Dask, on this machine or on a running scheduler (`pip install concertation[dask]`).

It only says who makes which runs; the table is written here, part by part, as with our own processes. A chunk of runs
is a task. When a worker dies, Dask gives its task to another; a run that kills every worker that it is given to is
found by trying the runs of its chunk one by one, and is reported as `died`.
"""

import itertools
import multiprocessing as mp
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sim.parameter import ParameterError
from sim.settings import Engine
from sim.store.durable import say
from sim.study.runner import Crew, Measure, run_all
from sim.study.worker import Done, Ending, Job
from sim.world.network import Network

LASTING = 2.0  # seconds of work a task, at the pace of those that have ended
FIRST, MOST = 4, 500  # runs of the first tasks, and of any
AHEAD = 2  # tasks a worker, made or waiting: the others are not in memory yet
TRIES = 2  # workers that a run may lose


def chunk(runs: list[tuple[int, Any, int]], network: Network, measure: Measure, limit: float | None) -> list[Done]:
    """Make some runs, one after the other, where Dask has sent them. runs: number, scenario, seed of each.

    With a limit, in a process that can be stopped, one a task; loading the rules counts in its first run. Dask forbids
    its workers to have any process; ours ends with its parent, so that none is left behind.
    """
    jobs = (Job(scenario, network, seed) for _, scenario, seed in runs)
    if limit is None:
        ended = list(run_all(jobs, measure, 1))
    else:
        mp.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
        crew, ended = Crew(jobs, measure, 1, limit), []
        crew.proven = bool(compiled_here)
        try:
            while crew.hand_out():
                ended += crew.news()
        finally:
            crew.stop()
    if any(done.ending is Ending.OK for done in ended):
        compiled_here.add(True)
    return [done._replace(number=runs[done.number][0]) for done in ended]


compiled_here: set[bool] = set()  # filled once a run has ended well in this worker: its rules are compiled


class DaskEngine:
    """Runs made by the workers of a Dask scheduler."""

    def __init__(self, address: str = "") -> None:
        self.address = address

    def client(self, workers: int) -> Any:
        """A connection to the scheduler that was named, or to one of our own with so many processes."""
        try:
            import dask
            from distributed import Client, LocalCluster
        except ImportError:
            why = "Dask is not installed here: pip install 'concertation[dask]'; allowed: local"
            raise ParameterError("engine", Engine.DASK.value, why) from None
        dask.config.set({"distributed.scheduler.allowed-failures": TRIES - 1, "distributed.worker.daemon": False})
        if self.address:
            try:
                return Client(self.address, timeout="20s")
            except (OSError, ValueError) as reason:
                raise ParameterError("address", self.address, f"no scheduler answers there ({reason})") from None
        cluster = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0")
        return Client(cluster)

    def __call__(
        self,
        jobs: Iterable[Job],
        measure: Measure,
        workers: int,
        on_done: Callable[[Done], None],
        limit: float | None = None,
    ) -> Iterator[Done]:
        """As `run_all`, in any order."""
        client = self.client(workers)
        try:
            for done in Chunks(client, jobs, measure, limit).ended():
                on_done(done)
                yield done
        finally:
            cluster = client.cluster if not self.address else None
            client.close()
            if cluster is not None:
                cluster.close()


class Chunks:
    """The runs that are at the workers, and those that are still to be sent."""

    def __init__(self, client: Any, jobs: Iterable[Job], measure: Measure, limit: float | None) -> None:
        self.client, self.measure, self.limit = client, measure, limit
        self.source = enumerate(jobs)
        self.networks: dict[int, tuple[Network, Any]] = {}  # by identity: the network, and where the workers have it
        self.sent: dict[Any, list[tuple[int, Job]]] = {}
        self.seconds: list[float] = []

    def size(self) -> int:
        """Runs of the next task."""
        recent = self.seconds[-50:]
        cost = sorted(recent)[len(recent) // 2] if recent else 0.0
        return max(1, min(MOST, round(LASTING / cost))) if cost else FIRST

    def send(self, numbered: list[tuple[int, Job]], alone: bool = False) -> Any:
        """Give a task to Dask."""
        network = numbered[0][1].network
        if id(network) not in self.networks:
            self.networks[id(network)] = (network, self.client.scatter(network, broadcast=True, hash=False))
        runs = [(number, job.scenario, job.seed) for number, job in numbered]
        there = self.networks[id(network)][1]
        future = self.client.submit(chunk, runs, there, self.measure, self.limit, pure=False, retries=0)
        self.sent[future] = numbered
        return future

    def following(self) -> Iterator[list[tuple[int, Job]]]:
        """Tasks, as they are asked for; the runs of one are on the same network."""
        for _, same in itertools.groupby(self.source, key=lambda one: id(one[1].network)):
            while numbered := list(itertools.islice(same, self.size())):
                yield numbered

    def ended(self) -> Iterator[Done]:
        """What became of each run, as tasks end."""
        from distributed import as_completed

        waiting = self.following()
        ahead = AHEAD * max(1, sum(self.client.nthreads().values()))
        going = as_completed([self.send(numbered) for numbered in itertools.islice(waiting, ahead)])
        for future in going:
            numbered = self.sent.pop(future)
            for done in self.results(future, numbered, going):
                self.seconds.append(done.seconds)
                yield done
            future.release()
            for more in itertools.islice(waiting, max(0, ahead - len(self.sent))):
                going.add(self.send(more))

    def results(self, future: Any, numbered: list[tuple[int, Job]], going: Any) -> list[Done]:
        """What a task gave; if it lost its workers, its runs are tried one by one, and one alone is reported."""
        if future.status == "finished":
            found: list[Done] = future.result()
            return found
        why = str(future.exception())
        if len(numbered) > 1:
            say(f"A task of {len(numbered)} runs was lost ({why[:80]}); they are tried one by one.")
            for one in numbered:
                going.add(self.send([one]))
            return []
        error = f"its process died {TRIES} times, or could not begin ({why[:500]})"
        return [Done(numbered[0][0], None, 0.0, error, Ending.DIED)]
