"""What is printed arrives: on consoles that lack letters, before a reader that leaves, under a notebook's settings."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.command.console import steady_streams

HOUSE = Path(__file__).parent.parent
LIGHT = {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(HOUSE)}


def told(*command: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """A command in a process of its own, in an environment that is made worse."""
    return subprocess.run(
        [sys.executable, *command], capture_output=True, env={**os.environ, **LIGHT, **variables}, check=False
    )


@pytest.mark.parametrize("encoding", ["ascii", "cp850", "cp1252", "latin-1", "utf-8"])
def test_every_letter_is_printed_in_the_encoding_of_the_console(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An accent that the console lacks is lost, the line is not; one that it has is kept."""
    kept = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(kept, encoding=encoding))
    steady_streams()
    print("Côte-Nord\u202f: l’œuvre « 40\u00a0000 $ » ≤ 0,5 − 漢 \udce9")
    sys.stdout.flush()
    read = kept.getvalue().decode(encoding)
    assert read.endswith("\n")
    assert "re" in read
    assert "?" in read  # the lone surrogate, in all of them
    assert ("Côte-Nord" if encoding != "ascii" else "Cote-Nord") in read
    assert "oeuvre" in read or "œuvre" in read


@pytest.mark.parametrize("command", [["experiments.run", "--help"], ["experiments.sweep", "--help"]])
def test_help_is_printed_whatever_the_console(command: list[str]) -> None:
    """The whole text, status 0."""
    found = told("-m", *command, PYTHONIOENCODING="ascii")
    assert found.returncode == 0, found.stderr
    assert b"experiments.parameters" in found.stdout


def test_a_reader_that_leaves_ends_nothing() -> None:
    """`| head`: the pipe is closed before anything is read; the work is done, nothing is said, the status is 0."""
    code = (
        "import sys; from sim.command.console import leave_quietly, steady_streams; steady_streams()\n"
        "for k in range(50_000): print('a long line', k)\n"
        "print('to the end', file=sys.stderr); leave_quietly()"
    )
    reads, writes = os.pipe()
    os.close(reads)
    env = {**os.environ, **LIGHT}
    with os.fdopen(writes, "wb") as pipe:
        found = subprocess.run([sys.executable, "-c", code], stdout=pipe, stderr=subprocess.PIPE, env=env, check=False)
    assert found.stderr.split() == b"to the end".split()
    assert found.returncode == 0


@pytest.mark.parametrize(
    "backend", ["module://matplotlib_inline.backend_inline", "module://not here", "no such", "agg"]
)
def test_the_backend_of_a_notebook_does_no_harm(backend: str) -> None:
    """A command started from a notebook inherits the name of a backend that our environment may lack."""
    code = (
        "from sim.show.style import styled\n"
        "@styled\n"
        "def draw():\n"
        "    from matplotlib.figure import Figure\n"
        "    return Figure().add_subplot() is not None\n"
        "print(draw())"
    )
    found = told("-c", code, MPLBACKEND=backend)
    assert found.stdout.split() == [b"True"], found.stderr


@pytest.mark.parametrize("command", ["parameters", "validate --help", "analyze --help", "round --help"])
def test_every_command_prints_on_any_console(command: str) -> None:
    """The commands that do not pass through Hydra too."""
    found = told("-m", *f"experiments.{command}".split(), PYTHONIOENCODING="cp850")
    assert found.returncode == 0, found.stderr
    assert len(found.stdout.splitlines()) > 5
