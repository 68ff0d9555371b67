"""Splits: from a region's envelope to shares of its territories."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from sim.parameter import Parameters, parameter
from sim.state import Floats


@dataclass
class Split(Parameters):
    """A split is a callable: population and poor persons, each (territory,) of one region, give shares summing to 1.

    `negotiated` tells that the delegates bargain and that the formula is only what the ministry imposes at the
    deadline. `pooled` tells that the money stays in one regional pot.
    """

    section: ClassVar[str] = "split"
    name: str = field(default="", init=False)
    negotiated: ClassVar[bool] = False
    pooled: ClassVar[bool] = False

    def __call__(self, population: Floats, poor: Floats) -> Floats:
        """Shares (territory,), non-negative, summing to 1."""
        raise TypeError("a split states its own formula")


@dataclass
class Equal(Split):
    """The same amount to each territory."""

    name: str = field(default="equal", init=False)

    def __call__(self, population: Floats, poor: Floats) -> Floats:
        """1 / n."""
        return np.full(len(population), 1.0 / len(population))


@dataclass
class PerCapita(Split):
    """In proportion to population. Source: Côte-Nord, "critères tels que la démographie" (regions.csv)."""

    name: str = field(default="per_capita", init=False)

    def __call__(self, population: Floats, poor: Floats) -> Floats:
        """population / total population."""
        share: Floats = population / population.sum()
        return share


@dataclass
class ByNeed(Split):
    """In proportion to persons in low income, after a fixed part shared equally."""

    name: str = field(default="by_need", init=False)
    fixed: float = parameter(0.0, 0.0, 1.0, "share of the envelope", "[A] part shared equally before the rest")

    def __call__(self, population: Floats, poor: Floats) -> Floats:
        """fixed/n + (1 - fixed) * poor / total poor; equal when nobody is in low income."""
        n = len(poor)
        need = poor / poor.sum() if poor.sum() > 0.0 else np.full(n, 1.0 / n)
        return self.fixed / n + (1.0 - self.fixed) * need


@dataclass
class Negotiated(ByNeed):
    """Delegates of the territories bargain; at the deadline the ministry imposes need with a fixed part."""

    name: str = field(default="negotiated", init=False)
    fixed: float = parameter(
        0.4, 0.0, 1.0, "share of the envelope", "[D] small regions get more per head: a large fixed part; size [A]"
    )
    negotiated: ClassVar[bool] = True


@dataclass
class OnePot(Equal):
    """No split: one regional pot, open to the projects of all its territories."""

    name: str = field(default="one_pot", init=False)
    pooled: ClassVar[bool] = True


SPLITS: tuple[type[Split], ...] = (Equal, PerCapita, ByNeed, Negotiated, OnePot)
