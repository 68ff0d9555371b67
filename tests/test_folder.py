"""A folder of results is whole or not at all, whatever stops the run that makes it."""

import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from experiments import run
from sim.store.durable import put_whole
from sim.store.folder import FolderError, marked, mend, new_folder
from sim.study.runner import cores

FIRST = ("territory=laval", "months=2", "replicates=0", "figures=false", "output=o")
LONG = ("territory=cote_nord", "months=60", "replicates=5000", "figures=false", "output=o", "workers=2")
# A shell that runs tests behind lets them ignore Ctrl-C, and so what they start.
DRIVER = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from experiments.run import main
sys.exit(main(sys.argv[1:]))
"""


def lasting(folder: Path) -> dict[str, str]:
    """The digest of every file that must not change when the same run is made again."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "timing.json")
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def start(*typed: str, **options: object) -> subprocess.Popen[str]:
    """The command in another process, at the head of its own group."""
    command = [sys.executable, "-c", DRIVER, *typed]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "start_new_session": True}
    return subprocess.Popen(command, **{**pipes, **options})  # type: ignore[call-overload,no-any-return]


def put_result(folder: Path, text: str, identity: str = "same") -> None:
    """What a run writes, in small."""
    about = {"command": "x", "configuration": identity}
    (folder / "manifest.json").write_text(json.dumps({"project": "concertation", "kind": "run", "run": about}))
    (folder / "result.txt").write_text(text)


def make(target: Path, text: str = "first", identity: str = "same") -> None:
    with new_folder(target, "run") as folder:
        put_result(folder, text, identity)


def test_a_new_folder_takes_the_place_of_an_old_one_whole(tmp_path: Path) -> None:
    target = tmp_path / "run"
    for text in ("first", "second"):
        with new_folder(target, "run") as folder:
            assert not target.exists() or (target / "result.txt").read_text() == "first"
            put_result(folder, text)
    assert (target / "result.txt").read_text() == "second"
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def fill(target: Path, error: BaseException) -> None:
    with new_folder(target, "run") as folder:
        put_result(folder, "second")
        raise error


def test_a_failure_leaves_the_old_folder_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "run"
    make(target)
    for error in (KeyboardInterrupt(), ValueError()):
        with pytest.raises(type(error)):
            fill(target, error)
    with pytest.raises(FolderError, match="No space left"):
        fill(target, OSError(28, "No space left on device"))
    assert (target / "result.txt").read_text() == "first"
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_the_old_folder_is_put_back_when_the_new_one_cannot_be_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, moves, rename = tmp_path / "run", [], Path.rename
    make(target)

    def second_fails(path: Path, place: Path) -> Path:
        moves.append(path.name)
        if len(moves) == 2:
            raise OSError(13, "Permission denied")
        return rename(path, place)

    monkeypatch.setattr(Path, "rename", second_fails)
    with pytest.raises(FolderError, match="Permission denied"):
        make(target, "second")
    assert len(moves) == 3
    assert (target / "result.txt").read_text() == "first"
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_every_file_is_on_disk_for_good_before_the_old_folder_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut after the swap must not leave a complete folder of empty files."""
    target, done = tmp_path / "run", []
    make(target)
    fsync, rename = os.fsync, Path.rename

    def kept(descriptor: int) -> None:
        done.append(os.readlink(f"/proc/self/fd/{descriptor}").rpartition("/")[2])
        fsync(descriptor)

    def moved(path: Path, place: Path) -> Path:
        done.append("moved")
        return rename(path, place)

    monkeypatch.setattr(os, "fsync", kept)
    monkeypatch.setattr(Path, "rename", moved)
    make(target, "second")
    assert {"manifest.json", "result.txt"} <= set(done[: done.index("moved")])


def test_a_file_that_appears_whole_is_on_disk_before_it_takes_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First what the file holds, then its name; then the folder that has the name."""
    done, fsync, replace = [], os.fsync, os.replace

    def kept(descriptor: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        done.append("folder" if path.is_dir() else path.read_bytes())
        fsync(descriptor)

    def named(made: Path, place: Path) -> None:
        done.append("named")
        replace(made, place)

    monkeypatch.setattr(os, "fsync", kept)
    monkeypatch.setattr(os, "replace", named)
    put_whole(tmp_path / "part", b"runs", tmp_path)
    assert done == [b"runs", "named", "folder"]


def dead_process() -> int:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_what_killed_runs_leave_is_mended_and_running_ones_are_left_alone(tmp_path: Path) -> None:
    target, dead = tmp_path / "run", dead_process()
    here = marked(target, "tmp").name
    abandoned = tmp_path / here.replace(str(os.getpid()), str(dead))
    running = tmp_path / here.replace(str(os.getpid()), str(os.getppid()))
    caught = tmp_path / abandoned.name.replace(".tmp", ".old")
    for folder in (abandoned, running, caught):
        folder.mkdir()
    put_result(caught, "first")
    mend(target)
    assert (target / "result.txt").read_text() == "first"
    assert not abandoned.exists()
    assert not caught.exists()
    assert running.exists()


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    process = start(*FIRST, cwd=tmp_path, preexec_fn=small_disk)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "output = o: the results could not be written" in err
    assert len(err.splitlines()) < 5
    assert not list(tmp_path.iterdir())


def workers_are_at_it(group: int) -> bool:
    """True when every worker of a run has started and computed for a second: not while Python still sets it up."""
    spent = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            figures = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(figures[2]) == group and "spawn_main" in (folder / "cmdline").read_text():
                spent.append((int(figures[11]) + int(figures[12])) / os.sysconf("SC_CLK_TCK"))
    return len(spent) >= cores() and min(spent) > 1.0


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_a_run_stopped_in_the_middle_damages_nothing(tmp_path: Path, number: int, status: int) -> None:
    assert run.main(FIRST) == 0
    before = lasting(tmp_path / "o")
    process = start(*LONG, cwd=tmp_path)
    deadline = time.monotonic() + 60
    while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    while not workers_are_at_it(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert process.returncode == status
    assert lasting(tmp_path / "o") == before
    assert "Traceback" not in err
    if number == signal.SIGINT:
        assert "Stopped" in err
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and group_lives(process.pid):
        time.sleep(0.05)
    assert not group_lives(process.pid), "workers outlive their run"
    assert run.main(FIRST) == 0
    assert lasting(tmp_path / "o") == before
    assert [path.name for path in tmp_path.iterdir()] == ["o"]


def group_lives(group: int) -> bool:
    """True while a process of the group runs."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] != "Z":
                return True
    return False
