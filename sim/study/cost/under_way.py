"""What the benchmark is at, on standard error: which measure, for how long, how much is left.

Nothing is said while a measure runs (it would be measured too): the line changes between two of them. Where standard
error is not a terminal, only the last line is written.
"""

import sys
import time
from typing import TextIO

from sim.study.cost.benchmark import Step
from sim.study.progress import duration


class UnderWay:
    """One line that is replaced as measures follow one another."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self.start = time.monotonic()
        self.begun: list[tuple[str, float]] = []  # measures and when they began
        self.width = 0

    def to(self, step: Step) -> None:
        """A measure begins, or all are done."""
        now = time.monotonic()
        self.begun.append((step.name, now))
        text = self.line(step, now - self.start) if step.name else self.last(now - self.start)
        if self.stream.isatty():
            self.stream.write("\r" + text.ljust(self.width))
        elif not step.name:
            self.stream.write(text)
        self.width = len(text)
        self.stream.write("" if step.name else "\n")
        self.stream.flush()

    def line(self, step: Step, elapsed: float) -> str:
        """What is said while a measure runs, `elapsed` seconds after the beginning."""
        text = f"measure {len(self.begun)} of {step.total}: {step.name}"
        if step.share > 0.0:
            left = duration(elapsed * (1.0 - step.share) / step.share)
            text += f" ({duration(elapsed)} before it, about {left} to go)"
        return text

    def last(self, elapsed: float) -> str:
        """What is said at the end: how many measures, how long, which was the longest."""
        pairs = zip(self.begun[:-1], self.begun[1:], strict=True)
        longest, name = max((end - start, name) for (name, start), (_, end) in pairs)
        count = f"{len(self.begun) - 1} measures in {duration(elapsed)}"
        return f"{count}; the longest, {name}: {duration(longest)}"
