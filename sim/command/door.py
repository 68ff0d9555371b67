"""The one door of every command: what goes wrong inside is told on one screen, and a script reads how it ended.

    0 done    1 failed, or no run ended well    2 refused, nothing was done    3 some runs did not end well
    130 interrupted (Ctrl-C)    143 terminated (`kill`, a cluster)

A reader that leaves (`| head`) is no failure: the work goes on to its end, and what is left to say is said to nobody.
With HYDRA_FULL_ERROR=1, an error is shown with everything that led to it.
"""

import argparse
import contextlib
import os
import signal
import sys
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any, NoReturn

from sim.command.console import leave_quietly, steady_streams
from sim.parameter import finite_in
from sim.quoted import shown

DEBUG = "HYDRA_FULL_ERROR"  # set to 1, errors are shown with everything that led to them
STOPPED = "Nothing was written; earlier results are as they were."
KEPT = "The runs made so far are kept: the same command goes on from there."
LONGEST, LINES = 1_600, 20  # characters and lines of what is told: one screen


class Refused(Exception):
    """A request that cannot be understood or granted. The message is what the person reads."""


class Leaving(SystemExit):
    """An end that is asked for and told already: a request to terminate, or what a library says of an option."""


def through(work: Callable[[], object], stopped: str = KEPT) -> int:
    """Do the work of a command; the exit status: what it returns, 0 for nothing. stopped: what to say after Ctrl-C."""
    end = signal.getsignal(signal.SIGTERM)
    listen_to_the_end()
    steady_streams()
    try:
        return inside(work, stopped)
    finally:
        leave_quietly()
        if end is not None and signal.getsignal(signal.SIGTERM) is not end:
            signal.signal(signal.SIGTERM, end)


def inside(work: Callable[[], object], stopped: str) -> int:
    """The work, and how it ended."""
    debug = os.environ.get(DEBUG) == "1"
    try:
        found = work()
        return found if isinstance(found, int) else 0
    except KeyboardInterrupt:
        print(f"\nStopped. {stopped}", file=sys.stderr)
        return 130
    except Leaving as leaving:
        if leaving.code == 128 + signal.SIGTERM:
            print(f"\nTerminated. {stopped}", file=sys.stderr)
        return leaving.code if isinstance(leaving.code, int) else 0
    except SystemExit as leaving:
        if debug:
            traceback.print_exc()
        print(screen(f"error: {left_early(leaving)}"), file=sys.stderr)
        return 2
    except Exception as error:
        if debug:
            raise
        from sim.command.refusal import explain

        status, message = explain(error)
        print(screen(message), file=sys.stderr)
        return status


def left_early(leaving: SystemExit) -> str:
    """Whose code left the command before its work was done: a rule of one's own that is a script, for one."""
    last: TracebackType | None = leaving.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    where = f"{last.tb_frame.f_code.co_filename}, line {last.tb_lineno}" if last else "a library"
    told = shown(leaving.code) if leaving.code is not None else ""
    return f"{where}: sys.exit({told}) ended the command before its work was done; nothing more was made."


def screen(text: str) -> str:
    """A message that fits on one screen, whatever is quoted in it; its end, which says what to do, is kept."""
    lines = text.splitlines()
    if len(lines) > LINES:
        lines = [*lines[: LINES - 4], f"... ({len(lines) - LINES + 1} more lines)", *lines[-3:]]
    text = "\n".join(lines)
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 500]} ... ({len(text) - LONGEST + 100:,} more characters) ... {text[-400:]}"


def listen_to_the_end() -> None:
    """A request to terminate (a cluster's scheduler, `kill`) cleans up as Ctrl-C does."""

    def leave(number: int, frame: object) -> None:
        raise Leaving(128 + number)

    with contextlib.suppress(ValueError):  # not in the main thread: whoever called us answers for signals
        signal.signal(signal.SIGTERM, leave)


class Asks(argparse.ArgumentParser):
    """The options of a command; what is wrong with them is said on one line, status 2."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**{"formatter_class": argparse.RawTextHelpFormatter, **told})

    def error(self, message: str) -> NoReturn:
        """Refuse."""
        self.exit(2, f"error: {screen(' '.join(message.split()))}\n")


def between(low: float, high: float) -> Callable[[str], float]:
    """The reader of an option that is a number between two others, both allowed."""

    def read(text: str) -> float:
        number = finite_in(text)
        if number is None or not low <= number <= high:
            raise argparse.ArgumentTypeError(f"{shown(text)}: allowed: {low:g} to {high:g}")
        return number

    return read


def whole(low: int, high: int) -> Callable[[str], int]:
    """The reader of an option that is a whole number between two others, both allowed."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise argparse.ArgumentTypeError(f"{shown(text)}: allowed: a whole number, {low} to {high}")
        return number

    return read
