"""One input: its sandbox, its run, and whether it ended as it must, with every file still there."""

import contextlib
import hashlib
import importlib
import io
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

CPU, WALL = 60.0, 240.0  # seconds that an input may take of the processor, and in all (machines are shared)
LONGEST, LINES = 2_000, 40  # of what is told of a refusal
HERE = ("deep", "er")  # so that "../.." is still ours
REPLACED = {"run": "run", "analyze": "analysis"}  # what a command may replace: its own earlier result


class Input(NamedTuple):
    """What is tried."""

    kind: str
    command: str  # a page of experiments
    words: tuple[str, ...]
    files: Mapping[str, bytes]  # by path in the sandbox
    apart: bool = False  # in a process of its own
    note: str = ""


class Ended(NamedTuple):
    """What became of it."""

    status: int
    out: str
    err: str
    seconds: float
    lost: tuple[str, ...]
    wrong: tuple[str, ...]  # what must not be: empty if all is well


class TooLong(BaseException):
    """An input that does not end."""


def books(sandbox: Path) -> dict[str, str]:
    """Every file and the digest of its bytes."""
    files = (p for p in sandbox.rglob("*") if p.is_file() and not p.is_symlink())
    return {p.relative_to(sandbox).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def lost(before: Mapping[str, str], after: Mapping[str, str], ours: frozenset[str]) -> tuple[str, ...]:
    """Files that are nowhere any more; ours: those that the command may replace, by their documentation."""
    there = set(after.values())
    return tuple(name for name, digest in before.items() if digest not in there and name not in ours)


@contextlib.contextmanager
def at_most(cpu: float, wall: float) -> Iterator[None]:
    """Stop what does not end (where the system has timers)."""

    def stop(number: int, frame: object) -> None:
        raise TooLong

    if not hasattr(signal, "SIGPROF"):
        yield
        return
    for number, timer, seconds in (
        (signal.SIGPROF, signal.ITIMER_PROF, cpu),
        (signal.SIGALRM, signal.ITIMER_REAL, wall),
    ):
        signal.signal(number, stop)
        signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        for timer in (signal.ITIMER_PROF, signal.ITIMER_REAL):
            signal.setitimer(timer, 0.0)


def called(one: Input) -> tuple[int, str, str]:
    """(status, what it wrote on standard output, on standard error) of a command called here; a stack is kept."""
    out, err = io.StringIO(), io.StringIO()
    status = -1
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            with at_most(CPU, WALL):
                main = importlib.import_module(f"experiments.{one.command}").main
                status = main(list(one.words))
        except TooLong:
            err.write("TOO LONG\n" + "".join(traceback.format_exc().splitlines(keepends=True)[-12:]))
        except SystemExit as leaving:
            status = leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else 1
        except BaseException:
            err.write(traceback.format_exc())
    return status, out.getvalue(), err.getvalue()


def spawned(one: Input) -> tuple[int, str, str]:
    """The same, in a process of its own."""
    words = [word.encode("utf-8", "surrogateescape") for word in one.words]
    command: list[str | bytes] = [sys.executable, "-m", f"experiments.{one.command}", *words]
    try:
        done = subprocess.run(command, capture_output=True, timeout=WALL, check=False)
    except subprocess.TimeoutExpired:
        return -1, "", "TOO LONG"
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def tried(one: Input, sandbox: Path, ours: frozenset[str]) -> Ended:
    """Run an input in its sandbox, where its files are already, and judge it."""
    place = sandbox.joinpath(*HERE)
    before, start, back = books(sandbox), time.perf_counter(), Path.cwd()
    os.chdir(place)
    try:
        status, out, err = spawned(one) if one.apart else called(one)
    finally:
        os.chdir(back)
    seconds = time.perf_counter() - start
    gone = lost(before, books(sandbox), ours)
    return Ended(status, out, err, seconds, gone, judged(status, err, gone))


def judged(status: int, err: str, gone: tuple[str, ...]) -> tuple[str, ...]:
    """What must not be."""
    wrong = []
    if "TOO LONG" in err:
        wrong.append("too long")
    elif "Traceback" in err:
        wrong.append("traceback")
    elif status not in (0, 1, 2):
        wrong.append(f"status {status}")
    if "should not happen" in err:
        wrong.append("should not happen")
    if status in (1, 2) and not wrong and (len(err) > LONGEST or len(err.splitlines()) > LINES):
        wrong.append(f"message of {len(err):,} characters, {len(err.splitlines())} lines")
    if status in (1, 2) and not wrong and "error" not in err:
        wrong.append("refused without a word")
    return (*wrong, *(f"lost {name}" for name in gone))
