"""The grid of scenarios: rules x positions of sliders x seeds, as a design whose rows become jobs."""

import functools
import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml

from sim.config import Scenario
from sim.override import changed
from sim.package import Strict, applied, stack
from sim.store.design import Cell, Design
from sim.study.worker import Job
from sim.world.network import Network

PAGE = Path(__file__).parent / "grid.yaml"


class Point(NamedTuple):
    """One scenario of the atlas."""

    rules: str
    positions: tuple[int, ...]  # (slider,)


class Grid(NamedTuple):
    """Every scenario of the atlas, rules first."""

    rules: tuple[str, ...]
    sliders: Mapping[str, Sequence[Mapping[str, Any]]]
    start: Mapping[str, int]

    @property
    def points(self) -> list[Point]:
        """Every combination, in the order in which the page finds them: the last slider moves fastest."""
        positions = itertools.product(*(range(len(stops)) for stops in self.sliders.values()))
        return [Point(rule, place) for rule, place in itertools.product(self.rules, list(positions))]

    def changes(self, point: Point) -> dict[str, Any]:
        """The keys that the positions of a point set."""
        found: dict[str, Any] = {}
        for stops, k in zip(self.sliders.values(), point.positions, strict=True):
            found |= stops[k]
        return found


def read_grid(rules: Sequence[str] = ()) -> Grid:
    """The grid of the page `grid.yaml`, or the same sliders with other rules."""
    tree = yaml.load(PAGE.read_text(encoding="utf-8"), Strict)
    return Grid(tuple(rules or tree["rules"]), tree["sliders"], tree["start"])


@functools.cache
def ruled(rules: str) -> Scenario:
    """The base under a rule."""
    return applied(Scenario(), stack(rules))


def scenario_of(grid: Grid, point: Point) -> Scenario:
    """The scenario of a point: the rule, then what the sliders say, which has the last word."""
    return changed(ruled(point.rules), grid.changes(point))


def design_of(grid: Grid, seeds: int) -> Design:
    """A row a run: the point and the seed; every point has the same seeds."""
    n = len(grid.points)
    return Design({"point": np.repeat(np.arange(n), seeds), "seed": np.tile(np.arange(1, seeds + 1), n)})


class Jobs:
    """From a row of the design to the run that it asks for."""

    def __init__(self, grid: Grid, network: Network) -> None:
        self.network = network
        self.scenarios = [scenario_of(grid, point) for point in grid.points]

    def __call__(self, row: Mapping[str, Cell]) -> Job:
        """The job of a row."""
        return Job(self.scenarios[int(row["point"])], self.network, int(row["seed"]))
