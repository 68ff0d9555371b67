"""Workers of a Dask cluster that come, go and die: the same table, nothing marked dead, no number of another code."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from test_batch import made, measure

from sim.history import History
from sim.parameter import ParameterError
from sim.store.runs import digest
from sim.study import chunks
from sim.study.dask_engine import DaskEngine

distributed = pytest.importorskip("distributed")
ROOT = Path(__file__).parent.parent
RUNS = 90


def measure_slowly(history: History) -> Any:
    """A run of a tenth of a second, whatever the machine."""
    time.sleep(0.1)
    return measure(history)


@pytest.fixture
def scheduler() -> Iterator[Any]:
    """A cluster without any worker."""
    with distributed.LocalCluster(n_workers=0, dashboard_address=None, silence_logs=50) as cluster:
        yield cluster


@contextmanager
def worker(address: str, *places: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process of its own, whose code is found in `places` first; nobody starts it again."""
    paths = [*map(str, places), *sys.path]
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny",
               "--no-dashboard"]  # fmt: skip
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)}, cwd=places[0] if places else None,
        stdout=quiet, stderr=quiet,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def until(condition: Any) -> None:
    """Wait for something that other processes bring about."""
    deadline = time.monotonic() + 120
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert condition()


def test_a_cluster_that_begins_empty_grows_to_three_and_loses_two(scheduler: Any, tmp_path: Path) -> None:
    """Protects a sweep on machines that come and go: it waits for the first worker, sends work to those that join, and
    sends again what the dead had; the table is that of one process and no run is said to have died."""
    seen: list[int] = []
    engine = DaskEngine(scheduler.scheduler_address)

    def come_and_go() -> None:
        with distributed.Client(scheduler.scheduler_address) as client, ExitStack() as stack:
            time.sleep(1.5)  # nobody is there
            workers = [stack.enter_context(worker(scheduler.scheduler_address))]
            until(lambda: len(client.nthreads()) == 1)
            workers += [stack.enter_context(worker(scheduler.scheduler_address)) for _ in range(2)]
            until(lambda: len(client.nthreads()) == 3)
            until(lambda: sum(map(bool, client.processing().values())) == 3)
            seen.append(3)
            for one in workers[:2]:
                one.kill()
            until(lambda: len(client.nthreads()) == 1)
            seen.append(1)
            until(over.is_set)

    over = threading.Event()
    story = threading.Thread(target=come_and_go)
    story.start()
    try:
        runs = made(tmp_path / "o", RUNS, measure_slowly, engine=engine)
    finally:
        over.set()
        story.join()
    assert seen == [3, 1]
    assert runs.ok.all()
    assert digest(runs) == digest(made(tmp_path / "here", RUNS))


def test_a_worker_of_other_code_is_given_no_run(
    scheduler: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Protects numbers: a worker whose outcomes are 1,000 too high is refused by its name, the other makes all runs;
    alone, it makes the whole sweep refused."""
    other = tmp_path / "other"
    shutil.copytree(ROOT / "sim", other / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    page = other / "sim" / "metrics" / "outcomes.py"
    page.write_text(page.read_text(encoding="utf-8") + "\n# + 1000.0\n", encoding="utf-8")
    address = scheduler.scheduler_address
    with distributed.Client(address) as client, worker(address, other):
        until(lambda: len(client.nthreads()) == 1)
        [name] = client.nthreads()
        with pytest.raises(ParameterError, match=r"no worker there has the code that is here.*its code is"):
            made(tmp_path / "alone", 6, engine=DaskEngine(address))
        assert f"The worker {name} is given no run: its code is" in capsys.readouterr().err
        with worker(address):
            until(lambda: len(client.nthreads()) == 2)
            runs = made(tmp_path / "o", 24, engine=DaskEngine(address))
    assert f"The worker {name} is given no run" in capsys.readouterr().err
    assert digest(runs) == digest(made(tmp_path / "here", 24))


def test_a_worker_without_the_project_is_told_in_words(scheduler: Any, tmp_path: Path) -> None:
    """Protects who forgot to install it there from an error about modules."""
    (tmp_path / "sim").mkdir()
    for name in ("__init__", "study"):  # hides ours, an editable installation too: `sim.study` is not a package
        (tmp_path / "sim" / f"{name}.py").touch()
    address = scheduler.scheduler_address
    with distributed.Client(address) as client, worker(address, tmp_path):
        until(lambda: len(client.nthreads()) == 1)
        with pytest.raises(ParameterError, match="it cannot load this project"):
            made(tmp_path / "o", 6, engine=DaskEngine(address))


def test_nobody_is_waited_for_without_end(
    scheduler: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Protects from a job that hangs for ever at a scheduler without workers."""
    monkeypatch.setattr(chunks, "WAITING", 1.0)
    with pytest.raises(ParameterError, match="no worker came in 1 s"):
        made(tmp_path / "o", 6, engine=DaskEngine(scheduler.scheduler_address))
    assert "waiting for one, at most 1 s" in capsys.readouterr().err


def test_a_scheduler_that_does_not_answer_is_refused_before_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Protects a folder from being prepared for runs that nobody can make."""
    monkeypatch.setattr("sim.study.dask_engine.ANSWERING", 0.5)
    with pytest.raises(ParameterError, match="no scheduler answers there"):
        DaskEngine("tcp://127.0.0.1:9").check()
