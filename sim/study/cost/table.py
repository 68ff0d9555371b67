"""What a run costs, in words and tables: one page of Markdown, and the same as JSON."""

import dataclasses
import json
import os
import platform
from datetime import datetime
from pathlib import Path
from typing import Any

from sim.show.growth import Curve, draw_growth
from sim.store.manifest import LIBRARIES, processor, state_of_code, version
from sim.study.cost.benchmark import Findings
from sim.study.cost.growth import ACTORS, LARGE, MONTHS, TERRITORIES, slope
from sim.study.cost.history import add, line_of, verdict
from sim.study.cost.one_to_one import describe
from sim.study.cost.ways import ARRAYS

AXES = (  # what grows, in words, and the size from which the fixed cost of a month is small
    (ACTORS, "More actors (made-up networks, 150 actors a territory, 36 months)", LARGE),
    (TERRITORIES, "More territories (made-up networks, actors as in the study, 60 months)", 0),
    (MONTHS, "More months (the six regions)", 0),
)


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
    """The same deliberation, four ways."""
    arrays = f.mesa[ARRAYS]
    lines = [
        "## The same months of deliberation, written four ways (same luck, same results to 1e-12)",
        "",
        "From what the other stages hand over to what the month leaves. Careful: plain numbers, lists and loops on one",
        "object an actor and one a tie. Tutorials: a Mesa network whose edges remember, small arrays, data collector.",
        "",
        row("written as", "a month", "an actor", "ratio"),
        row("---", "---:", "---:", "---:"),
    ]
    body = [row(n, short(c), short(c / f.actors), f"{c / arrays:.0f}") for n, c in f.mesa.items()]
    return [*lines, *body, ""]


def describe_start(f: Findings) -> list[str]:
    """Cold and warm, and memory."""
    lines = [
        "## Start and memory",
        "",
        row("start", "to the end of one run, or of the whole command"),
        row("---", "---:"),
    ]
    lines += [row(name, short(cost)) for name, cost in f.starts.items()]
    if f.megabytes:
        before, after = f.megabytes["before"], f.megabytes["after"]
        lines += ["", f"Peak memory of a process that runs it once: {after:.0f} MB ({before:.0f} MB before the run)."]
    if f.commands:
        slowest = max(f.commands, key=lambda name: f.commands[name])
        lines += ["", f"`--help` of {len(f.commands)} commands: {short(min(f.commands.values()))} to "
                  f"{short(f.commands[slowest])} (`{slowest}`), by the wall clock."]  # fmt: skip
    return [*lines, ""]


def describe_limits(f: Findings) -> list[str]:
    """The hot loops of deliberation beside bare loops, and the memory of the machine."""
    order, anywhere = f.memory.values()
    lines = [
        "## The hot loops beside what they must touch",
        "",
        "A bare loop reads and writes the same numbers at the same places and takes as many exponentials; it decides",
        "and books nothing. Both are called from Python: *passing* is what a page that receives the same arguments and",
        "does nothing takes. The last column takes it out of both.",
        "",
        row("page", "items", "a call", "passing", "bare", "passing", "times the bare loop", "without passing"),
        row("---", "---", *["---:"] * 6),
    ]
    body = []
    for b in f.limits:
        cells = [short(cost) for cost in (b.seconds, b.passing, b.bare, b.bare_passing)]
        body.append(row(b.page, f"{b.items:,} {b.of}", *cells, f"{b.ratio:.1f}", f"{b.ratio_inside:.1f}"))
    speed = (
        f"Memory, one thread: {order / 1e9:.1f} GB/s in order, {anywhere * 1e9:.1f} ns a number read anywhere in 32 MB."
    )
    return [*lines, *body, "", speed, ""]


def describe_growth(f: Findings) -> list[str]:
    """From few to many: actors, territories, months."""
    if not f.growth:
        return []
    lines = ["## Growth", "", "![Seconds of a run against actors, territories and months.](benchmark_growth.png)", ""]
    for axis, what, least in AXES:
        sizes = [s for s in f.growth if s.axis == axis]
        if not sizes:
            continue
        head = row("territories", "actors", "ties", "months", "build", "the months", "an actor a month", "peak memory")
        lines += [f"### {what}", "", head, row(*["---:"] * 8)]
        for s in sizes:
            cells = s.months, short(s.build_seconds), short(s.seconds), short(s.microseconds / 1e6)
            lines.append(row(s.territories, f"{s.actors:,}", f"{s.ties:,}", *cells, f"{s.megabytes:.0f} MB"))
        if (found := slope(f.growth, axis, least)) == found:
            since = f" from {least:,} on" if least else ""
            lines += ["", f"Slope of log(time) over log({axis}){since}: **{found:.2f}** (1 is linear)."]
        lines.append("")
    return lines


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
    for part in (describe_run, describe_mesa, describe_limits, describe_start, describe_growth):
        lines += part(f)
    return "\n".join(lines + (describe(f.whole) if f.whole else []))


def plain(f: Findings) -> dict[str, Any] | None:
    """One actor per inhabitant, without arrays."""
    if f.whole is None:
        return None
    runs = {
        name: {key: value for key, value in run._asdict().items() if isinstance(value, (int, float))}
        for name, run in f.whole._asdict().items()
    }
    return {**runs, "same_series": f.whole.same, "series": len(f.whole.everyone.series), "gaps": f.whole.gaps.tolist()}


def to_json(f: Findings, command: str) -> str:
    """The same numbers, for a program."""
    rows = {"growth": [s._asdict() for s in f.growth], "limits": [b._asdict() for b in f.limits]}
    tree = dataclasses.asdict(dataclasses.replace(f, whole=None)) | rows
    slopes = {axis: slope(f.growth, axis, least) for axis, _, least in AXES}
    derived = {"seconds": f.seconds, "slopes": {axis: s for axis, s in slopes.items() if s == s}, "whole": plain(f)}
    found = {"command": command, "machine": machine(), "code": state_of_code(), **derived, **tree}
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def keep(f: Findings, command: str, folder: Path) -> str:
    """Write the page, its numbers, its picture and a line of the history; say what the history tells."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "benchmark.md").write_text(to_markdown(f, command), encoding="utf-8")
    (folder / "benchmark.json").write_text(to_json(f, command), encoding="utf-8")
    curves = []
    for axis, what, least in AXES:
        sizes = [s for s in f.growth if s.axis == axis]
        if len(sizes) > 1:
            curves.append(Curve(what.partition(" (")[0], axis, [s.grown for s in sizes], [s.seconds for s in sizes],
                                slope(f.growth, axis, least)))  # fmt: skip
    if curves:
        draw_growth(curves, folder / "benchmark_growth.png")
    commit = state_of_code()["git_commit"] or "unknown"
    return verdict(add(folder / "benchmark_history.csv", line_of(f, f"{datetime.now():%Y-%m-%d}", commit, processor())))
