"""The two axes and the four dynamics: cooperation, conflict, cooperation-conflict (Bourque 2003), dormant (ours).

Cooperation and conflict are two axes, not the two ends of one. Each counts encounters and decisions over the months
of a trailing window, at the level asked: each table, each territory (its local table), each region (its local tables
and its regional table), or all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from sim.history import History
from sim.parameter import Parameters, parameter
from sim.state import Bytes, Floats, Indices, Ints


class Dynamic(IntEnum):
    """Where a place stands on the two axes, in the order of vocabulary.DYNAMICS."""

    COOPERATION = 0
    CONFLICT = 1
    COOPERATION_CONFLICT = 2
    DORMANT = 3


@dataclass
class Typology(Parameters):
    """Thresholds have no empirical status (see the ODD): results are shown to be robust to them, or not."""

    window: int = parameter(6, 1, 60, "months", "[A] trailing window over which rates are taken")
    decision: float = parameter(2.0, 0.0, 100.0, "encounters", "[A] weight of a decision against an encounter")
    cooperative: float = parameter(0.25, 0.0, 1.0, "rate", "[A] from which cooperation counts as high")
    conflictual: float = parameter(0.10, 0.0, 1.0, "rate", "[A] from which conflict counts as high")


class Counts(NamedTuple):
    """Monthly numbers of encounters and decisions, each (month, place)."""

    possible: Floats
    cooperative: Floats
    conflictual: Floats
    together: Floats
    against: Floats


class Axes(NamedTuple):
    """Rates in [0, 1] over the trailing window, each (month, place)."""

    cooperation: Floats
    conflict: Floats


def gather(history: History, level: str, region_of_table: Indices) -> Counts:
    """Counts at a level: `table`, `territory`, `region` or `all`; region_of_table (table,)."""
    n_regions = history["unallotted"].shape[1]
    n_tables = len(region_of_table)
    member: dict[str, Callable[[], Floats]] = {
        "table": lambda: np.eye(n_tables),
        "territory": lambda: np.eye(n_tables)[:, : n_tables - n_regions],
        "region": lambda: np.eye(n_regions)[region_of_table],
        "all": lambda: np.ones((n_tables, 1)),
    }
    if level not in member:
        raise ValueError(f"level = {level!r}: allowed: {', '.join(member)}")
    place: Floats = member[level]()
    return Counts(*(history[name] @ place for name in Counts._fields))


def trailing(monthly: Floats, window: int) -> Floats:
    """(month, place) sums over the last `window` months, fewer at the start."""
    total = np.cumsum(monthly, axis=0)
    total[window:] -= total[:-window].copy()
    return total


def axes(counts: Counts, p: Typology) -> Axes:
    """The two axes, each (month, place) in [0, 1].

        cooperation = (cooperative + decision*together) / (possible + decision*(together + against))

    and conflict likewise with conflictual and against. Encounters that were possible and did not take place count
    below the line, so that a table nobody attends shows as dormant. Zero where nothing was possible.
    """
    c = Counts(*(trailing(monthly, p.window) for monthly in counts))
    below = c.possible + p.decision * (c.together + c.against)
    up = c.cooperative + p.decision * c.together, c.conflictual + p.decision * c.against
    cooperation, conflict = (np.divide(u, below, out=np.zeros_like(u), where=below > 0.0) for u in up)
    return Axes(cooperation, conflict)


def classify(a: Axes, p: Typology) -> Bytes:
    """(month, place) the dynamic: cooperation (high, low), conflict (low, high), both, dormant (low, low)."""
    high, hot = a.cooperation >= p.cooperative, a.conflict >= p.conflictual
    names = (Dynamic.COOPERATION, Dynamic.CONFLICT, Dynamic.COOPERATION_CONFLICT)
    return np.select([high & ~hot, ~high & hot, high & hot], names, default=Dynamic.DORMANT).astype(np.int8)


def occupancy(dynamics: Bytes) -> Floats:
    """(month, dynamic) share of places in each dynamic; rows sum to one."""
    return np.stack([(dynamics == d).mean(axis=1) for d in Dynamic], axis=1)


def transitions(dynamics: Bytes) -> Floats:
    """(from, to) share of months in `from` followed by `to`; NaN rows for dynamics never left nor held."""
    table = np.zeros((len(Dynamic), len(Dynamic)))
    np.add.at(table, (dynamics[:-1].ravel(), dynamics[1:].ravel()), 1.0)
    total = table.sum(axis=1, keepdims=True)
    share: Floats = np.divide(table, total, out=np.full_like(table, np.nan), where=total > 0.0)
    return share


def first_month(dynamics: Bytes, dynamic: Dynamic) -> Ints:
    """(place,) first month in a dynamic, -1 if never."""
    there = dynamics == dynamic
    return np.where(there.any(axis=0), there.argmax(axis=0), -1).astype(np.int32)


def moves(dynamics: Bytes) -> Ints:
    """(place,) number of months in which the dynamic changed."""
    changes: Ints = (dynamics[1:] != dynamics[:-1]).sum(axis=0).astype(np.int32)
    return changes
