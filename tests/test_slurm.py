"""The script for SLURM, run here as the scheduler would: odd paths, a warning before the time limit, an end."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from sim.study import slurm
from sim.study.slurm import Need, directive, memory

PYTHON = """#!/bin/bash
printf '%s\\n' "$@" > "$TOLD/words"
trap 'exit 143' TERM
for _ in $(seq 600); do [ -n "$QUICK" ] && exit 3; sleep 0.1; done
"""
SCONTROL = """#!/bin/bash
echo "$@" > "$TOLD/again"
"""
WARNED = getattr(signal, "SIGUSR1", 0)  # not on Windows
pytestmark = pytest.mark.skipif(not WARNED, reason="no such signal, nor bash, here")
ODD = 'an odd (folder) & it\'s #1 [été] = 50% "of" $HOME'


@pytest.fixture
def task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The script of a sweep in a folder with an odd name, whose Python only says how it was called."""
    programs, folder = tmp_path / "pro grams", tmp_path / ODD
    for path, text in ((programs / "python", PYTHON), (programs / "scontrol", SCONTROL)):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
    monkeypatch.setattr(slurm.sys, "executable", str(programs / "python"))
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    for name, value in {"TOLD": str(tmp_path), "SLURM_ARRAY_TASK_ID": "2", "SLURM_JOB_ID": "77", "QUICK": ""}.items():
        monkeypatch.setenv(name, value)
    folder.mkdir()
    return slurm.write_script(folder, 3, Need(7200.0, 9e8), ["my rule.py"])


def begun(task: Path, told: Path) -> subprocess.Popen[bytes]:
    """The script, once its Python has been called."""
    assert subprocess.run(["bash", "-n", str(task)], capture_output=True).returncode == 0
    process = subprocess.Popen(["bash", str(task)])
    deadline = time.monotonic() + 60
    while not (told / "words").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)  # the trap is set
    return process


def test_each_task_makes_its_share_whatever_the_path(task: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Protects a cluster from a path with spaces, quotes or signs; the status of the sweep is that of the task."""
    monkeypatch.setenv("QUICK", "yes")
    assert begun(task, tmp_path).wait(60) == 3
    assert (tmp_path / "words").read_text(encoding="utf-8").splitlines() == [
        "-m", "experiments.sweep", "resume", str((tmp_path / ODD).resolve()), "--shard", "2/3", "--workers", "1",
        "--load", "my rule.py",
    ]  # fmt: skip
    text = task.read_text(encoding="utf-8")
    assert "#SBATCH --array=1-3\n" in text
    assert "#SBATCH --time=80\n" in text
    assert "#SBATCH --mem-per-cpu=1536M\n" in text
    assert "#SBATCH --requeue\n#SBATCH --signal=B:USR1@180\n" in text
    assert directive(Path('/a b/50% of "it"')) == '"/a b/50%% of \\"it\\""'


@pytest.mark.parametrize(
    ("number", "restarts", "again"),
    [(WARNED, "0", "requeue 77\n"), (WARNED, "20", ""), (signal.SIGTERM, "0", "")],
)
def test_a_task_that_is_warned_keeps_its_runs_and_comes_back(
    task: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, restarts: str, again: str
) -> None:
    """Protects made runs from the time limit (the sweep is asked to end, which keeps them), the queue from a task that
    comes back for ever, and who cancels a job from its coming back."""
    monkeypatch.setenv("SLURM_RESTART_COUNT", restarts)
    process = begun(task, tmp_path)
    process.send_signal(number)
    assert process.wait(60) == 143
    found = (tmp_path / "again").read_text() if (tmp_path / "again").exists() else ""
    assert found == again


def test_memory_is_that_of_a_process_which_made_runs() -> None:
    """Protects tasks from being killed for the memory that the script forgot to ask."""
    assert [memory(bytes_) for bytes_ in (0.0, 7e8, 9e8, 4e9)] == [1024, 1024, 1536, 5888]
