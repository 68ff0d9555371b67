"""What a run costs, in words and tables: one page of Markdown, and the same as JSON."""

import dataclasses
import json
import os
import platform
from typing import Any

from sim.store.manifest import LIBRARIES, processor, state_of_code, version
from sim.study.benchmark import ARRAYS, Findings


def machine() -> dict[str, Any]:
    """The machine and the versions, without a name or a path."""
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }


def row(*cells: object) -> str:
    """One line of a Markdown table."""
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def short(seconds: float) -> str:
    """A duration with three significant digits in its natural unit."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.3g} µs"
    return f"{seconds * 1e3:.3g} ms" if seconds < 1.0 else f"{seconds:.3g} s"


def describe_run(f: Findings) -> list[str]:
    """One run, and its stages."""
    months = f.actors * f.months / f.seconds, f.ties * f.months / f.seconds
    low, high = min(f.runs), max(f.runs)
    lines = [
        f"## One run: {f.actors:,} actors, {f.ties:,} ties, {f.months} months, every stage and series recorded",
        "",
        f"**{short(f.seconds)}** warm (median of {len(f.runs)}; {short(low)} to {short(high)}): "
        f"{months[0] / 1e6:.2f} million actor-months and {months[1] / 1e6:.2f} million tie-months a second.",
        "",
        row("part", "a run", "share"),
        row("---", "---:", "---:"),
    ]
    whole = sum(f.stages.values())
    lines += [row(name, short(cost), f"{cost / whole:.1%}") for name, cost in f.stages.items()]
    return [*lines, "", *describe_sweeps(f)]


def describe_sweeps(f: Findings) -> list[str]:
    """One run among many, in one process."""
    lines = [
        "## In a sweep: world, months and measures of a run, in one process",
        "",
        row("runs", "a run", "runs a second a core"),
        row("---", "---:", "---:"),
    ]
    return [*lines, *(row(kind, short(cost), f"{1.0 / cost:.1f}") for kind, cost in f.sweeps.items()), ""]


def describe_mesa(f: Findings) -> list[str]:
    """The same deliberation, three ways."""
    arrays = f.mesa[ARRAYS]
    lines = [
        "## The same months of deliberation, written three ways (same luck, same results to 1e-12)",
        "",
        row("written as", "a month", "an actor", "ratio"),
        row("---", "---:", "---:", "---:"),
    ]
    body = [row(n, short(c), short(c / f.actors), f"{c / arrays:.0f}") for n, c in f.mesa.items()]
    return [*lines, *body, ""]


def describe_start(f: Findings) -> list[str]:
    """Cold and warm, and memory."""
    lines = ["## Start and memory", "", row("start", "to the end of one run"), row("---", "---:")]
    lines += [row(name, short(cost)) for name, cost in f.starts.items()]
    if f.megabytes:
        before, after = f.megabytes["before"], f.megabytes["after"]
        lines += ["", f"Peak memory of a process that runs it once: {after:.0f} MB ({before:.0f} MB before the run)."]
    return [*lines, ""]


def describe_growth(f: Findings) -> list[str]:
    """From few actors to many."""
    lines = [
        "## Growth (made-up networks, more territories; whole runs)",
        "",
        row("actors", "ties", "months", "build", "a month", "an actor a month", "peak memory"),
        row(*["---:"] * 7),
    ]
    for s in f.growth:
        cells = s.months, short(s.build_seconds), short(s.seconds / s.months), short(s.microseconds / 1e6)
        lines.append(row(f"{s.actors:,}", f"{s.ties:,}", *cells, f"{s.megabytes:.0f} MB"))
    if f.slope == f.slope:
        lines += ["", f"Slope of log(time) over log(actors), larger sizes: **{f.slope:.2f}** (1 is linear)."]
    return [*lines, ""]


def to_markdown(f: Findings, command: str) -> str:
    """The page."""
    m = machine()
    versions = ", ".join(f"{name} {m[name]}" for name in ("python", "numpy", "numba", "mesa"))
    where = f"{m['processor']}, {m['cores']} cores, {m['system']}; {versions}."
    lines = ["# What a run costs", "", f"`{command}` on {where}"]
    lines += [
        "Processor time of one thread, medians (cold starts: wall clock). Believe shares and ratios, not milliseconds.",
        "",
    ]
    for part in (describe_run, describe_mesa, describe_start, describe_growth):
        lines += part(f)
    return "\n".join(lines)


def to_json(f: Findings, command: str) -> str:
    """The same numbers, for a program."""
    tree = dataclasses.asdict(f) | {"growth": [s._asdict() for s in f.growth]}
    derived = {"seconds": f.seconds, "slope": None if f.slope != f.slope else f.slope}
    found = {"command": command, "machine": machine(), "code": state_of_code(), **derived, **tree}
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"
