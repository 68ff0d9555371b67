"""What a run costs: in all, stage by stage, against plain Mesa, from a cold start, in memory, and as it grows.

Times are processor seconds of one thread, medians of several runs, so that other programs on the machine weigh little;
cold starts alone are by the wall clock. Believe ratios and shares more than milliseconds: machines differ. Sizes are
measured each in a process of its own, so that memory is its own.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sim.compare.measures import Measured
from sim.config import Scenario
from sim.history import History, blank, rows
from sim.month import STAGES
from sim.simulate import begin, observe, simulate
from sim.study.cost.growth import ACTORS, MONTHS, TERRITORIES, Point, Size, apart, measure_size, peak_megabytes
from sim.study.cost.machine_limit import Beside, against_the_machine, memory
from sim.study.cost.one_to_one import EVERYWHERE, OneToOne, one_to_one
from sim.world.kept import Worlds
from sim.world.network import Network
from sim.world.quebec import real

ALONE, SHARED = "a world a run", "a world shared by arms"
COMMANDS = (
    "run",
    "sweep",
    "compare",
    "validate",
    "analyze",
    "base_case",
    "golden",
    "sensitivity",
    "typology",
    "lab",
    "atlas",
)
COLD = "territory={region} output={folder}"  # of `run`


@dataclass
class Plan:
    """What is measured. The defaults take two minutes or so; `quick` takes half a minute."""

    region: str = "six_regions"
    months: int = 60
    runs: int = 15
    mesa_months: int = 6
    points: tuple[Point, ...] = (
        *(Point(ACTORS, n) for n in (500, 2_000, 5_000, 20_000, 50_000, 200_000, 500_000)),
        *(Point(TERRITORIES, n) for n in (6, 21, 42, 105, 301, 1_001)),
        *(Point(MONTHS, n) for n in (12, 24, 60, 120, 300, 600)),
    )
    cold: bool = True
    everywhere: str = ""  # where every inhabitant is an actor; nowhere: left out

    @classmethod
    def quick(cls) -> "Plan":
        """Fewer runs, small sizes, no cold start."""
        return cls(runs=5, mesa_months=3, points=tuple(Point(ACTORS, n) for n in (500, 2_000, 5_000)), cold=False)

    @classmethod
    def full(cls) -> "Plan":
        """Up to eight million actors, and Québec with one actor per inhabitant: 5 minutes or so, 8 GB."""
        large = tuple(Point(ACTORS, n) for n in (2_000_000, 8_000_000))
        return cls(points=(*cls.points, *large), everywhere=EVERYWHERE)


@dataclass
class Findings:
    """What was measured; times in seconds."""

    actors: int = 0
    ties: int = 0
    months: int = 0
    runs: list[float] = field(default_factory=list)
    stages: dict[str, float] = field(default_factory=dict)  # of one run, in the order of the month
    sweeps: dict[str, float] = field(default_factory=dict)  # of one run among many, measured, by kind of sweep
    mesa: dict[str, float] = field(default_factory=dict)  # seconds a month of deliberation, by way of writing it
    limits: list[Beside] = field(default_factory=list)  # hot loops beside their bare loops
    memory: dict[str, float] = field(default_factory=dict)  # of the machine
    starts: dict[str, float] = field(default_factory=dict)
    commands: dict[str, float] = field(default_factory=dict)  # seconds of `--help`, by command
    megabytes: dict[str, float] = field(default_factory=dict)
    growth: list[Size] = field(default_factory=list)
    whole: OneToOne | None = None

    @property
    def seconds(self) -> float:
        """Median seconds of a run."""
        return statistics.median(self.runs)


def timed(work: Callable[[], Any], clock: Callable[[], float] = time.process_time) -> float:
    """Seconds that `work` takes."""
    start = clock()
    work()
    return clock() - start


def of_stages(scenario: Scenario, network: Network, seed: int) -> dict[str, float]:
    """Seconds of one run in each stage, in observing, in building the world and in measuring the run."""
    start = time.process_time()
    run = begin(scenario, network, seed)
    series = blank(run.state, scenario.months)
    cost = {name: 0.0 for name, _ in STAGES} | {"observe": 0.0, "build": time.process_time() - start}
    for run.row in rows(series):
        for name, stage in (*STAGES, ("observe", observe)):
            cost[name] += timed(partial(stage, run))
        run.state.month += 1
    history = History(seed, scenario.months, series, run.state, run.log)
    return cost | {"measure": timed(partial(Measured(), history))}


def of_sweeps(scenario: Scenario, network: Network, runs: int) -> dict[str, float]:
    """Median seconds of one run among many in one process, measured as comparisons do: world, months, measures."""
    worlds, measure = Worlds(), Measured()

    def one(seed: int) -> None:
        measure(simulate(scenario, network, seed, worlds=worlds))

    one(0)
    seeds = {ALONE: range(1, runs + 1), SHARED: [0] * runs}
    return {kind: statistics.median([timed(partial(one, seed)) for seed in those]) for kind, those in seeds.items()}


def medians(costs: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure."""
    return {name: statistics.median(cost[name] for cost in costs) for name in costs[0]}


def measure_memory(region: str, months: int) -> dict[str, float]:
    """Peak memory of a process that simulates once; to be called in a process of its own."""
    before = peak_megabytes()
    simulate(Scenario(months=months), real(region), 1)
    return {"before": before, "after": peak_megabytes()}


def cold_starts(region: str) -> dict[str, float]:
    """Seconds of the command `run`: first use on a machine (everything compiled), then a new process. To the end of its
    main run, then to the end of all that it does: twenty more seeds, tables, a report in two languages."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        where = os.environ | {"NUMBA_CACHE_DIR": f"{folder}/compiled"}
        for name in ("first use, compiling", "new process, compiled before"):
            asked = COLD.format(region=region, folder=f"{folder}/{name[:3]}").split()
            command = [sys.executable, "-m", "experiments.run", *asked]
            whole = timed(
                partial(subprocess.run, command, env=where, check=True, capture_output=True), time.perf_counter
            )
            parts = json.loads(Path(f"{folder}/{name[:3]}/timing.json").read_text("utf-8"))["seconds"]
            found[name] = whole - sum(parts[part] for part in ("replicates", "tables", "report"))
            found[f"{name}, with the report"] = whole
    return found


def helps() -> dict[str, float]:
    """Median seconds of `--help` of each command, by the wall clock."""
    found = {}
    for name in COMMANDS:
        start = partial(subprocess.run, [sys.executable, "-m", f"experiments.{name}", "--help"], check=True, stdout=-3)
        found[name] = statistics.median(timed(start, time.perf_counter) for _ in range(3))
    return found


class Part(NamedTuple):
    """A piece of the work."""

    name: str
    seconds: float  # that it takes, roughly: for the progress
    work: Callable[[], None]  # leaves what it measures in the findings


def fixed_parts(plan: Plan, found: Findings) -> list[Part]:
    """What is measured on one run of the plan's region."""
    scenario, network = Scenario(months=plan.months), real(plan.region)

    def runs() -> None:
        state = simulate(scenario, network, 1).final
        found.actors, found.ties = len(state.actors.role), state.born
        found.runs = [timed(partial(simulate, scenario, network, seed)) for seed in range(plan.runs)]
        found.starts = {"warm": found.seconds}

    def shares() -> None:
        found.stages = medians([of_stages(scenario, network, seed) for seed in range(plan.runs)])
        found.sweeps = of_sweeps(scenario, network, plan.runs)

    def beside_mesa() -> None:
        from sim.study.cost.against_mesa import against_mesa  # here: processes that measure memory need no Mesa

        found.mesa = against_mesa(scenario, network, plan.mesa_months)

    def limits() -> None:
        found.memory, found.limits = memory(), against_the_machine(scenario, network)

    def starts() -> None:
        found.starts = cold_starts(plan.region) | found.starts

    def commands() -> None:
        found.commands = helps()
        found.megabytes = apart(measure_memory, plan.region, plan.months)

    return [
        Part("one run", 4.0, runs),
        Part("stages, sweeps", 4.0, shares),
        Part("deliberation beside Mesa", 2.0 + 0.8 * plan.mesa_months, beside_mesa),
        Part("hot loops beside the machine", 2.0, limits),
        *([Part("cold start, everything compiled", 30.0, starts)] if plan.cold else []),
        Part("start of each command, memory", 15.0, commands),
    ]


def growing_parts(plan: Plan, found: Findings) -> Iterator[Part]:
    """What is measured at each size, the whole of the inhabitants included."""

    def size(point: Point) -> None:
        found.growth.append(apart(measure_size, point))

    def whole() -> None:
        found.whole = one_to_one(region=plan.everywhere)

    for p in plan.points:
        yield Part(f"growth, {p.size:,} {p.axis}", weight(p), partial(size, p))
    if plan.everywhere:
        yield Part("every inhabitant", 70.0, whole)


class Step(NamedTuple):
    """How far the work is."""

    share: float  # done, in [0, 1]
    name: str  # of the part that begins; empty at the end
    total: int  # number of parts


def measure(plan: Plan) -> Iterator[tuple[Step, Findings]]:
    """The findings as they grow: before each part, and at the end."""
    found = Findings(months=plan.months)
    parts = [*fixed_parts(plan, found), *growing_parts(plan, found)]
    whole, done = sum(part.seconds for part in parts), 0.0
    for part in parts:
        yield Step(done / whole, part.name, len(parts)), found
        part.work()
        done += part.seconds
    yield Step(1.0, "", len(parts)), found


def weight(point: Point) -> float:
    """Seconds that a point takes, roughly."""
    return 2.0 + point.size * {ACTORS: 2e-5, TERRITORIES: 0.006, MONTHS: 0.002}[point.axis]
