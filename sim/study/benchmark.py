"""What a run costs: in all, stage by stage, against plain Mesa, from a cold start, in memory, and as it grows.

Times are processor seconds of one thread, medians of several runs, so that other programs on the machine weigh little;
cold starts alone are by the wall clock. Believe ratios and shares more than milliseconds: machines differ. Sizes are
measured each in a process of its own, so that memory is its own.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.compare.measures import Measured
from sim.config import Scenario
from sim.history import History, blank
from sim.month import STAGES
from sim.simulate import begin, observe, simulate
from sim.world.kept import Worlds
from sim.world.network import Network
from sim.world.population import Population
from sim.world.quebec import real
from sim.world.synthetic import Synthetic, synthetic

ALONE, SHARED = "a world a run", "a world shared by arms"
ARRAYS, CAREFUL, TUTORIAL = "arrays, compiled", "Mesa, plain floats on objects", "Mesa, small arrays on objects"
COLD = "from sim.simulate import *; from sim.world.quebec import real; simulate(Scenario(), real({region!r}), 1)"
SCALE = 2.2  # Population.scale of made-up networks: 500,000 actors then fit in the regions that they may have
A_TERRITORY = 150.0  # actors, at that scale
PER_REGION = 7  # territories a region, as in the study
LARGE = 4_000  # actors from which the fixed cost of a month is small
FEW = 3  # territories of the smallest made-up network


@dataclass
class Plan:
    """What is measured. The defaults take two minutes or so; `quick` takes ten seconds."""

    region: str = "six_regions"
    months: int = 60
    runs: int = 15
    mesa_months: int = 6
    sizes: tuple[int, ...] = (500, 2_000, 5_000, 20_000, 50_000, 200_000, 500_000)
    cold: bool = True

    @classmethod
    def quick(cls) -> "Plan":
        """Fewer runs, small sizes, no cold start."""
        return cls(runs=5, mesa_months=3, sizes=(500, 2_000, 5_000), cold=False)


class Size(NamedTuple):
    """One point of the growth."""

    actors: int
    ties: int
    months: int
    build_seconds: float
    seconds: float  # the months, recording included
    megabytes: float  # peak of the process

    @property
    def microseconds(self) -> float:
        """Microseconds an actor a month."""
        return 1e6 * self.seconds / (self.actors * self.months)


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
    starts: dict[str, float] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)
    growth: list[Size] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Median seconds of a run."""
        return statistics.median(self.runs)

    @property
    def slope(self) -> float:
        """Slope of log(seconds) over log(actors) from LARGE actors on: 1 is linear. NaN with fewer than two such sizes.

        Below, the fixed cost of a month (calls, not actors) weighs, and the slope is well under one.
        """
        points = [s for s in self.growth if s.actors >= LARGE]
        if len(points) < 2:
            return float("nan")
        x, y = np.log([s.actors for s in points]), np.log([s.seconds for s in points])
        return float(np.polyfit(x, y, 1)[0])


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
    for month in range(scenario.months):
        run.row = {name: values[month] for name, values in series.items()}
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


def peak_megabytes() -> float:
    """Most memory that this process has held, in MB; NaN where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024.0
    except (OSError, IndexError, ValueError):
        pass
    try:
        import resource

        unit = 1024.0**2 if sys.platform == "darwin" else 1024.0
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    except ImportError:
        return float("nan")


def shape_of(actors: int) -> Synthetic:
    """The made-up network that holds about this many actors, in regions of the usual size."""
    territories = max(FEW, round(actors / A_TERRITORY))
    regions = max(1, round(territories / PER_REGION))
    return Synthetic(regions=regions, territories_per_region=min(PER_REGION, territories))


def measure_size(actors: int, months: int) -> Size:
    """The cost of one run on a made-up network, once the code is compiled; to be called in a process of its own."""
    scenario = Scenario(months=months, population=Population(scale=SCALE))
    simulate(scenario, synthetic(shape_of(500)), 1)
    network = synthetic(shape_of(actors))
    build = timed(lambda: begin(scenario, network, 1))
    state = begin(scenario, network, 1).state
    size = len(state.actors.role), len(state.ties.left)
    del state
    runs = 1 if actors > 10_000 else 5
    whole = statistics.median([timed(partial(simulate, scenario, network, seed)) for seed in range(runs)])
    return Size(*size, months, build, whole - build, peak_megabytes())


def measure_memory(region: str, months: int) -> dict[str, float]:
    """Peak memory of a process that simulates once; to be called in a process of its own."""
    before = peak_megabytes()
    simulate(Scenario(months=months), real(region), 1)
    return {"before": before, "after": peak_megabytes()}


def apart(work: Callable[..., Any], *arguments: Any) -> Any:
    """What `work` gives in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def cold_starts(region: str) -> dict[str, float]:
    """Seconds from nothing to the end of a run: first use on a machine (everything compiled), then a new process."""
    with tempfile.TemporaryDirectory() as folder:
        where = os.environ | {"NUMBA_CACHE_DIR": folder}
        command = [sys.executable, "-c", COLD.format(region=region)]
        start = partial(subprocess.run, command, env=where, check=True)
        first, again = (timed(start, time.perf_counter) for _ in range(2))
    return {"first use, compiling": first, "new process, compiled before": again}


def measure(plan: Plan) -> Iterator[tuple[float, Findings]]:
    """The findings as they grow, each with the share of the work that is done."""
    found = Findings(months=plan.months)
    scenario, network = Scenario(months=plan.months), real(plan.region)
    weights = [1.0, 3.0, 1.0, 60.0 * plan.cold, 2.0, *(2.0 + actors / 20_000 for actors in plan.sizes)]
    done = np.cumsum(weights) / sum(weights)
    state = simulate(scenario, network, 1).final
    found.actors, found.ties = len(state.actors.role), state.born
    found.runs = [timed(partial(simulate, scenario, network, seed)) for seed in range(plan.runs)]
    yield float(done[0]), found
    found.stages = medians([of_stages(scenario, network, seed) for seed in range(plan.runs)])
    found.sweeps = of_sweeps(scenario, network, plan.runs)
    yield float(done[1]), found
    from sim.study.against_mesa import against_mesa  # here: processes that measure memory must not pay for Mesa

    found.mesa = against_mesa(scenario, network, plan.mesa_months)
    yield float(done[2]), found
    found.starts = (cold_starts(plan.region) if plan.cold else {}) | {"warm": found.seconds}
    yield float(done[3]), found
    found.megabytes = apart(measure_memory, plan.region, plan.months)
    for k, actors in enumerate(plan.sizes):
        yield float(done[4 + k]), found
        found.growth.append(apart(measure_size, actors, plan.months))
    yield 1.0, found
