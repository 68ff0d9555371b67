"""Many runs into a folder: one table, whatever the processes, the parts, the deaths and the interruptions."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from sim.config import Scenario
from sim.history import History
from sim.store import durable
from sim.store.design import Cell, Design
from sim.store.folder import FolderError
from sim.store.identity import Field
from sim.store.runs import Row, Runs, digest, read
from sim.study import batch
from sim.study.batch import run_batch, tell_failures
from sim.study.worker import Ending, Job
from sim.world.synthetic import Synthetic, synthetic

MEASURES = (Field("luck", "none", "its seed"), Field("trust", "trust", "at the end"), Field("no", "none", "never"))
ORIGIN = {"code": "fixed: sources may be edited meanwhile", "configuration": "c", "network": "n"}
NETWORK = synthetic(Synthetic(regions=1, territories_per_region=2), seed=3)
HANGS = 8  # a seed; its runs are 16 and 17


def design(n: int) -> Design:
    """Two arms with common luck; its first rows do not depend on its length."""
    return Design({"months": np.arange(n) % 2 + 1, "seed": np.arange(n) // 2})


def job_of(row: Mapping[str, Cell]) -> Job:
    return Job(Scenario(months=int(row["months"])), NETWORK, int(row["seed"]))


def measure(history: History) -> np.ndarray:
    return np.array([history.seed, history["trust"][-1].mean(), np.nan])


def measure_and_tell(history: History) -> np.ndarray:
    """Leaves the name of its process, for who wants to know whether it survives, once it hangs."""
    if "HANG" not in os.environ or history.seed == HANGS:
        (Path(os.environ["PIDS"]) / str(os.getpid())).touch()
        time.sleep(1000.0 if "HANG" in os.environ else 0.0)
    return measure(history)


def measure_and_die_once(history: History) -> np.ndarray:
    mark = Path(os.environ["PIDS"]) / f"dead {history.seed}"
    if history.months == 1 and history.seed in (0, 2, 3, 7, 11) and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return measure(history)


def measure_or_not(history: History) -> np.ndarray | list[float]:
    """One seed raises, one kills its process, one hangs, one gives something else; all the others are as usual."""
    if history.seed == 1:
        raise ArithmeticError("one")
    if history.seed == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    if history.seed == 3 and "LATE" not in os.environ:
        time.sleep(1000.0)
    return [1.0] if history.seed == 4 else measure(history)


def measure_process(history: History) -> np.ndarray:
    return np.array([os.getpid(), 0.0, 0.0])


def made(folder: Path, n: int = 24, how: Callable[[History], object] = measure, **choices: object) -> Runs:
    options: dict[str, object] = {"workers": 1, "size": 5, "progress": False, **choices}
    return run_batch(design(n), job_of, how, MEASURES, folder, ORIGIN, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest of 24 runs made in one process, in one part."""
    runs = made(tmp_path_factory.mktemp("reference"), size=500)
    assert runs.ok.all()
    assert runs.values[:, 0].tolist() == [k // 2 for k in range(24)]
    return digest(runs)


@pytest.fixture
def pids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "pids"
    folder.mkdir()
    monkeypatch.setenv("PIDS", str(folder))
    return folder


@pytest.mark.parametrize(("workers", "size"), [(1, 1), (2, 5), (2, 7), (3, None)])
def test_processes_and_parts_change_no_bit(tmp_path: Path, reference: str, workers: int, size: int | None) -> None:
    """Protects the table from how it was made."""
    assert digest(made(tmp_path, workers=workers, size=size)) == reference
    assert digest(read(tmp_path)[0]) == reference


def test_workers_killed_five_times_change_no_bit(tmp_path: Path, reference: str, pids: Path) -> None:
    """Protects the table from a system that kills processes."""
    assert digest(made(tmp_path / "o", how=measure_and_die_once, workers=2)) == reference
    assert len(list(pids.iterdir())) == 5


def test_a_longer_design_makes_only_what_is_new(tmp_path: Path, reference: str, pids: Path) -> None:
    """Protects what was paid for: the runs of before are read, not made again, and a second call makes none."""
    for n in (7, 16, 24):
        runs = made(tmp_path / "o", n)
        assert len(runs.run) == n
    assert digest(runs) == reference
    assert digest(made(tmp_path / "o", how=measure_and_tell)) == reference
    assert len(made(tmp_path / "o", 3, measure_and_tell).run) == 3
    assert not list(pids.iterdir())


DRIVER = """
import signal
import sys
from pathlib import Path
from sim.command.door import listen_to_the_end
from test_batch import made, measure_and_tell
if __name__ == "__main__":
    listen_to_the_end()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that runs tests behind lets them ignore it
    made(Path(sys.argv[1]), 24, measure_and_tell, workers=2)
"""


def alive(pid: str) -> bool:
    """True while a process runs (one that has ended may still have a number)."""
    try:
        return (Path("/proc") / pid / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(("number", "kept"), [(signal.SIGKILL, 15), (signal.SIGTERM, 16), (signal.SIGINT, 16)])
def test_a_driver_that_is_stopped_loses_little_and_leaves_no_process(
    tmp_path: Path, reference: str, pids: Path, number: int, kept: int
) -> None:
    """Protects hours of work, and the machine from processes that nobody waits for (here they hang). Runs of an
    incomplete part are kept too, but where nothing says that the end comes."""
    script, folder = tmp_path / "driver.py", tmp_path / "o"
    script.write_text(DRIVER)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "HANG": "yes"}
    deadline = time.monotonic() + 60
    with subprocess.Popen(
        [sys.executable, str(script), str(folder)], env=environment, stderr=subprocess.PIPE
    ) as driver:
        while len(workers := [path.name for path in pids.iterdir()]) < 2 and time.monotonic() < deadline:
            assert driver.poll() is None
            time.sleep(0.02)
        driver.send_signal(number)
        try:
            driver.wait(timeout=30)
        finally:
            driver.kill()
    while any(alive(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(workers) == 2
    assert not any(alive(pid) for pid in workers)
    assert len(read(folder)[0].run) == kept
    assert digest(made(folder)) == reference


def test_every_bad_run_is_a_row_with_its_reason_and_the_rest_goes_on(
    tmp_path: Path, reference: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Protects a long sweep from its worst runs: an error, a dead process, one that hangs, one that measures amiss,
    one that cannot even be described. (`reference` has compiled the rules: only loading them counts in the limit.)"""

    def job_or_not(row: Mapping[str, Cell]) -> Job:
        if row["run"] == 13:
            raise ValueError("thirteen")
        return job_of(row)

    def again(how: Callable[[History], object], *endings: Ending) -> Runs:
        return run_batch(
            design(24), job_or_not, how, MEASURES, tmp_path, ORIGIN, 2, 6.0, 5, endings, False  # type: ignore[arg-type]
        )  # fmt: skip

    runs = again(measure_or_not)
    wanted = {2: "failed", 3: "failed", 4: "died", 5: "died", 6: "timed_out", 7: "timed_out"}
    wanted |= {8: "failed", 9: "failed", 13: "failed"}
    assert {k: s for k, s in enumerate(runs.status.tolist()) if s != "ok"} == wanted
    said = {2: "ArithmeticError: one", 4: "died 2 times", 6: "limit, 6 s", 8: "3 numbers are expected", 13: "thirteen"}
    assert all(text in runs.error[k] for k, text in said.items())
    assert all(runs.error[k] == "" for k in range(24) if k not in wanted)
    assert np.isnan(runs.values[~runs.ok]).all()
    assert runs.values[runs.ok, 0].tolist() == [k // 2 for k in range(24) if k not in wanted]
    assert 6.0 <= runs.seconds[7] < 30.0
    tell_failures(runs)
    end = "(2 died, 5 failed, 2 timed out). The first, run 2: ArithmeticError: one\n"
    assert capsys.readouterr().err == f"9 of 24 runs did not end well {end}"
    assert digest(again(measure)) == digest(runs)
    monkeypatch.setenv("LATE", "yes")
    mended = again(measure, Ending.TIMED_OUT, Ending.DIED)
    assert {k for k, s in enumerate(mended.status.tolist()) if s != "ok"} == {2, 3, 8, 9, 13}


def test_a_limit_asks_for_a_process_that_can_be_stopped(tmp_path: Path) -> None:
    """Protects the driver: with one worker and a limit, runs are made elsewhere; without, here."""
    assert set(made(tmp_path / "here", 3, measure_process).values[:, 0]) == {os.getpid()}
    elsewhere = set(made(tmp_path / "there", 3, measure_process, limit=60.0).values[:, 0])
    assert len(elsewhere) == 1
    assert elsewhere != {os.getpid()}


def no_space(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_said_and_the_same_call_goes_on(
    tmp_path: Path, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects the parts that are there when the disk fills up in the middle."""
    folder = tmp_path / "o"
    with monkeypatch.context() as patch:
        plain = os.fsync
        fourth = "tmp/part-000003*"
        patch.setattr(durable.os, "fsync", lambda d: no_space() if list(folder.glob(fourth)) else plain(d))
        with pytest.raises(FolderError, match=r"part-000003.parquet could not be written \(No space left on device\)"):
            made(folder)
    assert read(folder)[0].run.tolist() == list(range(15))
    assert digest(made(folder)) == reference


def test_a_real_disk_that_is_full(tmp_path: Path, reference: str) -> None:
    """Protects the same, with a disk of 60 kB (where this test may make one)."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=60k", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("no right to mount a small disk here")
    try:
        with pytest.raises(FolderError, match="No space left on device"):
            made(disk / "o", size=1)
        before = len(read(disk / "o")[0].run)
        assert before > 1
        with pytest.raises(FolderError, match="No space left on device"):
            made(disk / "o")
        assert len(read(disk / "o")[0].run) == before
        subprocess.run(["mount", "-o", "remount,size=10m", str(disk)], check=True)
        assert digest(made(disk / "o")) == reference
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_folder_made_by_another_code_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Protects a table from two versions of the model; a caller who knows better may name the code itself."""
    for code in ("one", "other"):
        monkeypatch.setattr(batch, "digest_of_code", lambda code=code: code)
        if code == "other":
            with pytest.raises(FolderError, match=r"its code differs \(one there, other asked\)"):
                run_batch(design(4), job_of, measure, MEASURES, tmp_path, {}, 1, size=5)
        assert run_batch(design(4), job_of, measure, MEASURES, tmp_path, {"code": "one"}, 1, size=5).ok.all()


def test_jobs_are_made_when_they_are_needed(tmp_path: Path) -> None:
    """Protects memory: three jobs a process at most: at work, ready, ended."""
    ahead, ended = [0], [0]

    def counted(row: Mapping[str, Cell]) -> Job:
        ahead[0] = max(ahead[0], int(row["run"]) - ended[0])
        return job_of(row)

    class Count(batch.Sorting):
        def add(self, row: Row) -> None:
            ended[0] += 1
            super().add(row)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "Sorting", Count)
        run_batch(design(24), counted, measure, MEASURES, tmp_path, ORIGIN, 2, size=5, progress=False)
    assert (ahead[0] <= 6, ended[0]) == (True, 24)


def test_progress_counts_the_runs_of_before(
    tmp_path: Path, pids: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Protects the rate, which is of the runs made now."""
    made(tmp_path / "o", 14)
    monkeypatch.setattr("sim.study.progress.QUIET", 0.0)
    made(tmp_path / "o", 24, measure_and_tell, progress=True)
    assert capsys.readouterr().err.startswith("10 runs (besides 14 made before) in 0 s, ")
