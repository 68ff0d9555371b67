"""How far a long job is, on standard error: nothing under two seconds, one plain line above."""

import sys
import time
from typing import TextIO

QUIET = 2.0  # seconds before anything is said
REFRESH = 0.2  # seconds between two changes of the line


def duration(seconds: float) -> str:
    """A length of time in words: 8 s, 3 min 20 s, 2 h 05 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def announce(text: str) -> None:
    """Say on a terminal what begins, when how long it takes cannot be told."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr, flush=True)


class Progress:
    """A line that says what is done, the rate and the time left. On anything but a terminal, only the last line."""

    def __init__(self, total: int, what: str, stream: TextIO | None = None) -> None:
        self.total, self.what = total, what
        self.stream = stream or sys.stderr
        self.done = 0
        self.start = self.shown = time.monotonic()
        self.width = 0

    def to(self, done: int) -> None:
        """`done` are done in all."""
        self.done = done
        now = time.monotonic()
        if self.stream.isatty() and now - self.start >= QUIET and now - self.shown >= REFRESH:
            self.shown = now
            self.write(self.line(now - self.start))

    def line(self, elapsed: float) -> str:
        """The line after `elapsed` seconds."""
        rate = self.done / elapsed
        left = f"{duration((self.total - self.done) / rate)} left" if rate > 0.0 else "time left unknown"
        return f"{self.done} of {self.total} {self.what}, {rate:.3g} a second, {left}"

    def write(self, text: str) -> None:
        """Put `text` in place of the line."""
        self.stream.write("\r" + text.ljust(self.width))
        self.stream.flush()
        self.width = len(text)

    def close(self) -> None:
        """Wipe the line; where it took more than two seconds, leave what it came to."""
        elapsed = time.monotonic() - self.start
        if self.width:
            self.write("")
            self.stream.write("\r")
        if elapsed >= QUIET and self.done:
            rate = self.done / elapsed
            self.stream.write(f"{self.done} {self.what} in {duration(elapsed)}, {rate:.3g} a second\n")
        self.stream.flush()
