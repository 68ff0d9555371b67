"""The one optional engine: Dask, on this machine or on a running scheduler (`pip install concertation[dask]`).

It only says who makes which runs; the table is written here, part by part, as with our own processes. Workers may come,
go and die at any moment: each says which code it has before it is given runs, tasks in flight follow their number, and
a task whose workers are gone is sent again. A run that kills every worker that it is given to is found by trying the
runs of its task one by one, and is reported as `died`.
"""

import functools
import multiprocessing as mp
import pickle
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sim.parameter import ParameterError
from sim.settings import Engine
from sim.study.chunks import Chunks
from sim.study.runner import Crew, Measure, run_all
from sim.study.same_code import Statement, contrast, statement
from sim.study.worker import Done, Ending, Job
from sim.world.network import Network

TRIES = 2  # workers that a run may lose
ANSWERING = 20.0  # seconds that a scheduler may take to answer


class OtherCode(Exception):
    """A worker was given runs that its code is not made for."""


@functools.lru_cache(maxsize=4)
def unpacked(network: bytes) -> Network:
    """The network that travelled: the same object each time, so that a worker builds its worlds once."""
    found: Network = pickle.loads(network)
    return found


def chunk(
    runs: list[tuple[int, Any, int]], network: bytes, measure: Measure, limit: float | None, asked: Statement
) -> list[Done]:
    """Make some runs, one after the other, where Dask has sent them. runs: number, scenario, seed of each.

    With a limit, in a process that can be stopped, one a task; loading the rules counts in its first run. Dask forbids
    its workers to have any process; ours ends with its parent, so that none is left behind.
    """
    if why := contrast(asked, statement()):
        raise OtherCode(why)
    jobs = (Job(scenario, unpacked(network), seed) for _, scenario, seed in runs)
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

    def check(self) -> None:
        """Refuse, before anything is written, what is not installed or does not answer."""
        try:
            import distributed  # noqa: F401
        except ImportError:
            why = "Dask is not installed here: pip install 'concertation[dask]'; allowed: local"
            raise ParameterError("engine", Engine.DASK.value, why) from None
        if self.address:
            self.client(1).close()

    def client(self, workers: int) -> Any:
        """A connection to the scheduler that was named, or to one of our own with so many processes."""
        import dask
        from distributed import Client, LocalCluster

        dask.config.set({"distributed.scheduler.allowed-failures": TRIES - 1, "distributed.worker.daemon": False})
        if self.address:
            try:
                return Client(self.address, timeout=ANSWERING)
            except (OSError, ValueError) as reason:
                raise ParameterError("address", self.address, f"no scheduler answers there ({reason})") from None
        return Client(LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0"))

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
            for done in Chunks(client, jobs, chunk, (measure, limit, statement())).ended():
                on_done(done)
                yield done
        finally:
            cluster = client.cluster if not self.address else None
            client.close()
            if cluster is not None:
                cluster.close()
