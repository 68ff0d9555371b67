"""Splits: from a region's envelope to shares of its territories."""

from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

import numpy as np

from sim.parameter import Parameters, parameter
from sim.state import Floats


class Places(NamedTuple):
    """What a split is told of the territories of one region."""

    population: Floats  # (territory,) persons
    poor: Floats  # (territory,) persons in low income
    past: Floats  # (territory,) $ a year that its community organizations, dormant ones included, receive already


@dataclass
class Split(Parameters):
    """A split is a callable: the places of one region give the shares of its territories, summing to 1.

    `negotiated` tells that the delegates bargain and that the formula is only what the ministry imposes at the
    deadline. `pooled` tells that the money stays in one regional pot.
    """

    section: ClassVar[str] = "split"
    name: str = field(default="", init=False)
    negotiated: ClassVar[bool] = False
    pooled: ClassVar[bool] = False

    def __call__(self, places: Places) -> Floats:
        """Shares (territory,), non-negative, summing to 1."""
        raise TypeError("a split states its own formula")


def in_proportion(amount: Floats) -> Floats:
    """Shares (territory,) in proportion to an amount (territory,) >= 0; equal when there is none anywhere."""
    total = amount.sum()
    share: Floats = amount / total if total > 0.0 else np.full(len(amount), 1.0 / len(amount))
    return share


@dataclass
class Equal(Split):
    """The same amount to each territory."""

    name: str = field(default="equal", init=False)

    def __call__(self, places: Places) -> Floats:
        """1 / n."""
        n = len(places.population)
        return np.full(n, 1.0 / n)


@dataclass
class PerCapita(Split):
    """In proportion to population. Source: Côte-Nord, "critères tels que la démographie" (regions.csv)."""

    name: str = field(default="per_capita", init=False)

    def __call__(self, places: Places) -> Floats:
        """population / total population."""
        share: Floats = places.population / places.population.sum()
        return share


@dataclass
class ByNeed(Split):
    """In proportion to persons in low income, after a fixed part shared equally."""

    name: str = field(default="by_need", init=False)
    fixed: float = parameter(0.0, 0.0, 1.0, "share of the envelope", "[A] part shared equally before the rest")

    def __call__(self, places: Places) -> Floats:
        """fixed/n + (1 - fixed) * poor / total poor; equal when nobody is in low income."""
        n = len(places.poor)
        return self.fixed / n + (1.0 - self.fixed) * in_proportion(places.poor)


@dataclass
class ByNeedFixed(ByNeed):
    """By need with a fixed part: small territories cannot do without a minimum. French: "part fixe"."""

    name: str = field(default="by_need_fixed", init=False)
    fixed: float = parameter(
        0.4, 0.0, 1.0, "share of the envelope", "[D] small regions get more per head: a fixed part; its size [A]"
    )


@dataclass
class Historical(Split):
    """In proportion to what the territory's community organizations receive already: money follows money.

    A reference point: it renews the present distribution whatever the need. Equal when nobody receives anything.
    """

    name: str = field(default="historical", init=False)

    def __call__(self, places: Places) -> Floats:
        """past / total past."""
        return in_proportion(places.past)


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


SPLITS: tuple[type[Split], ...] = (Equal, PerCapita, ByNeed, ByNeedFixed, Historical, Negotiated, OnePot)
