"""How the cost of a run grows with actors, with territories and with months; each size in a process of its own."""

import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.config import Scenario
from sim.history import blank, rows
from sim.simulate import advance, begin, simulate
from sim.world.network import Network
from sim.world.population import Population
from sim.world.quebec import real
from sim.world.synthetic import Synthetic, synthetic

ACTORS, TERRITORIES, MONTHS = "actors", "territories", "months"  # what grows
SCALE = 2.2  # Population.scale where actors grow: 150 actors a territory
A_TERRITORY = 150.0  # actors, at that scale
PER_REGION = 7  # territories a region, as in the study
FEW = 3  # territories of the smallest made-up network
LARGE = 4_000  # actors from which the fixed cost of a month is small
LIVED = 36  # months lived where actors grow: the fund has opened, projects have begun
SEVERAL = 10_000  # actors up to which a size is lived several times


class Point(NamedTuple):
    """A size to be measured."""

    axis: str  # what grows
    size: int  # of it


class Size(NamedTuple):
    """One point of the growth, measured."""

    axis: str
    territories: int
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

    @property
    def grown(self) -> int:
        """The size of what grows."""
        return {ACTORS: self.actors, TERRITORIES: self.territories, MONTHS: self.months}[self.axis]


def slope(sizes: list[Size], axis: str, least: float = 0.0) -> float:
    """Slope of log(seconds) over log(size) along one axis, from `least` on: 1 is linear. NaN with fewer than two."""
    points = [s for s in sizes if s.axis == axis and s.grown >= least]
    if len(points) < 2:
        return float("nan")
    return float(np.polyfit(np.log([s.grown for s in points]), np.log([s.seconds for s in points]), 1)[0])


def shape_of(actors: int) -> Synthetic:
    """The made-up network that holds about this many actors, in regions of the usual size."""
    territories = max(FEW, round(actors / A_TERRITORY))
    regions = max(1, round(territories / PER_REGION))
    return Synthetic(regions=regions, territories_per_region=min(PER_REGION, territories))


def world_of(point: Point) -> tuple[Scenario, Network]:
    """What is lived at this point. Months grow in the six regions; actors and territories in made-up networks."""
    if point.axis == MONTHS:
        return Scenario(months=point.size), real("six_regions")
    if point.axis == TERRITORIES:
        regions = max(1, round(point.size / PER_REGION))
        shape = Synthetic(regions=regions, territories_per_region=max(1, round(point.size / regions)))
        return Scenario(), synthetic(shape)
    return Scenario(months=LIVED, population=Population(scale=SCALE)), synthetic(shape_of(point.size))


def measure_size(point: Point) -> Size:
    """The cost of one run at this point, once the code is compiled; to be called in a process of its own."""
    simulate(Scenario(months=LIVED), synthetic(shape_of(500)), 1)
    scenario, network = world_of(point)
    builds, lives = [], []
    size = (0, 0)
    seed = 0
    while seed == 0 or (size[0] <= SEVERAL and seed < 3):
        start = time.process_time()
        run = begin(scenario, network, seed)
        builds.append(time.process_time() - start)
        size = len(run.state.actors.role), len(run.state.ties.left)
        start = time.process_time()
        series = blank(run.state, scenario.months)
        for row in rows(series):
            advance(run, row)
        lives.append(time.process_time() - start)
        seed += 1
    cost = statistics.median(builds), statistics.median(lives)
    return Size(point.axis, len(network.code), *size, scenario.months, *cost, peak_megabytes())


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


def apart(work: Callable[..., Any], *arguments: Any) -> Any:
    """What `work` gives in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()
