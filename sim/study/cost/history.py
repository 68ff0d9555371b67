"""What a run cost at each commit that was measured: a small table that shows regressions.

Milliseconds depend on the machine and on who else works on it. Each line therefore also gives the cost of a run in
months of deliberation of the plain Mesa version, measured in the same minute: that number compares across machines.
"""

import csv
from pathlib import Path
from typing import NamedTuple

from sim.spreadsheet.writing import as_csv, from_cell
from sim.study.cost.benchmark import ALONE, Findings
from sim.study.cost.ways import ARRAYS, CAREFUL, TUTORIAL

WORSE = 1.10  # times the cost of the line before from which it is called a regression


class Line(NamedTuple):
    """One measure."""

    day: str  # 2026-11-23
    commit: str
    processor: str
    run_ms: float  # one run of the six regions, warm
    runs_a_second: float  # of one core, in a sweep
    in_mesa_months: float  # one run, in months of deliberation of the plain Mesa version
    times_mesa: float  # deliberation against plain Mesa
    times_tutorial: float  # deliberation against Mesa as in tutorials
    cold_seconds: float  # first use on a machine; 0 if not measured
    megabytes: float


def line_of(found: Findings, day: str, commit: str, processor: str) -> Line:
    """The line of these findings."""
    arrays, careful = found.mesa[ARRAYS], found.mesa[CAREFUL]
    return Line(
        day,
        commit,
        processor,
        round(1e3 * found.seconds, 1),
        round(1.0 / found.sweeps[ALONE], 1),
        round(found.seconds / careful, 2),
        round(careful / arrays, 1),
        round(found.mesa[TUTORIAL] / arrays, 1),
        round(found.starts.get("first use, compiling", 0.0), 1),
        round(found.megabytes["after"], 0),
    )


def read(path: Path) -> list[Line]:
    """The lines that are kept, the oldest first."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [Line(day, commit, from_cell(cpu), *map(float, numbers)) for day, commit, cpu, *numbers in rows]


def add(path: Path, line: Line) -> list[Line]:
    """Keep a line, in place of one of the same commit; all the lines."""
    lines = [*(kept for kept in read(path) if kept.commit != line.commit), line]
    rows = [Line._fields, *lines]
    path.write_text(as_csv(rows, end="\n"), encoding="utf-8", newline="")
    return lines


def verdict(lines: list[Line]) -> str:
    """The last line beside the one before it."""
    if len(lines) < 2:
        return "The first line of the history."
    before, now = lines[-2:]
    ratio = now.in_mesa_months / before.in_mesa_months
    word = "**slower**" if ratio > WORSE else "faster" if ratio < 1.0 / WORSE else "about the same"
    return f"Beside {before.commit[:7]} ({before.day}): {word}, {ratio:.2f} times the cost, in months of plain Mesa."
