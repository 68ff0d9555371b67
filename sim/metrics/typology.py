"""Two axes, participation, and the dynamics: cooperation, conflict, both (Bourque 2003), routine and dormant (ours).

Cooperation and conflict are two axes, not the two ends of one: shares of the encounters **held**. Participation is a
third quantity: the share of members who come. All three are taken over the months of a trailing window, at the level
asked: each table, each territory (its local table), each region (its local tables and its regional one), or all of
them. Decisions are series of their own (`sim.metrics.decisions`): no rate counts them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.parameter import Parameters, parameter
from sim.state import Bytes, Floats, Indices, Ints


class Dynamic(IntEnum):
    """Where a place stands, in the order of vocabulary.DYNAMICS."""

    COOPERATION = 0
    CONFLICT = 1
    COOPERATION_CONFLICT = 2
    ROUTINE = 3
    DORMANT = 4


@dataclass
class Typology(Parameters):
    """Thresholds have no empirical status (see the ODD): results are shown to be robust to them, or not."""

    window: int = parameter(6, 1, 60, "months", "[A] trailing window over which rates are taken")
    cooperative: float = parameter(0.50, 0.0, 1.0, "share of encounters held", "[A] from which cooperation is high")
    conflictual: float = parameter(0.20, 0.0, 1.0, "share of encounters held", "[A] from which conflict is high")
    attended: float = parameter(0.10, 0.0, 1.0, "share of members", "[A] under which a table is dormant")
    decision: float = parameter(
        2.0, 0.0, 100.0, "encounters", "[A] weight of a decision, in the rates of possible encounters only"
    )


class Counts(NamedTuple):
    """Monthly numbers of encounters, decisions and persons, each (month, place)."""

    possible: Floats
    held: Floats
    cooperative: Floats
    conflictual: Floats
    together: Floats
    against: Floats
    present: Floats
    members: Floats


class Axes(NamedTuple):
    """Rates in [0, 1] over the trailing window, each (month, place)."""

    cooperation: Floats  # share of the encounters held; NaN where none was
    conflict: Floats  # likewise
    participation: Floats  # share of members who come; 0 where there is none


class Series(Protocol):
    """What a run has recorded, by name: see history.SERIES."""

    def __getitem__(self, name: str, /) -> NDArray[Any]: ...


def counts_of(series: Series) -> Counts:
    """Counts of every table, each (month, table)."""
    persons = (np.asarray(series[name]).sum(axis=2, dtype=np.float64) for name in ("present", "members"))
    return Counts(*(np.asarray(series[name], dtype=np.float64) for name in Counts._fields[:6]), *persons)


def gather(series: Series, level: str, region_of_table: Indices) -> Counts:
    """Counts at a level: `table`, `territory`, `region` or `all`; region_of_table (table,)."""
    n_tables, n_regions = len(region_of_table), int(region_of_table.max()) + 1
    member: dict[str, Callable[[], Floats]] = {
        "table": lambda: np.eye(n_tables),
        "territory": lambda: np.eye(n_tables)[:, : n_tables - n_regions],
        "region": lambda: np.eye(n_regions)[region_of_table],
        "all": lambda: np.ones((n_tables, 1)),
    }
    if level not in member:
        raise ValueError(f"level = {level!r}: allowed: {', '.join(member)}")
    place: Floats = member[level]()
    return Counts(*(number @ place for number in counts_of(series)))


def trailing(monthly: Floats, window: int) -> Floats:
    """(month, place) sums over the last `window` months, fewer at the start."""
    total = np.cumsum(monthly, axis=0)
    total[window:] -= total[:-window].copy()
    return total


def share(part: Floats, whole: Floats, nothing: float = np.nan) -> Floats:
    """part / whole, `nothing` where there is no whole; arrays of one shape."""
    found: Floats = np.divide(part, whole, out=np.full_like(part, nothing, dtype=np.float64), where=whole > 0.0)
    return found


def axes(counts: Counts, p: Typology) -> Axes:
    """The two axes and participation, each (month, place).

        cooperation = cooperative / held        conflict = conflictual / held        participation = present / members

    Sums over the last `window` months. What people did not come to is not counted as peace: where nobody met, neither
    axis exists (NaN).
    """
    c = Counts(*(trailing(monthly, p.window) for monthly in counts))
    met = np.round(c.held)  # a window that has emptied may keep a rounding error
    return Axes(share(c.cooperative, met), share(c.conflictual, met), share(c.present, c.members, 0.0))


def rates_of_possible(counts: Counts, p: Typology) -> tuple[Floats, Floats]:
    """(cooperation, conflict), each (month, place) in [0, 1], as the first results were published: kept to compare.

        cooperation = (cooperative + decision*together) / (possible + decision*(together + against))

    and conflict likewise with conflictual and against. They mix three things: how encounters turn, who comes (an
    encounter that was possible and did not take place counts below the line) and decisions. Zero where nothing was
    possible.
    """
    c = Counts(*(trailing(monthly, p.window) for monthly in counts))
    below = c.possible + p.decision * (c.together + c.against)
    up = c.cooperative + p.decision * c.together, c.conflictual + p.decision * c.against
    cooperation, conflict = (share(u, below, 0.0) for u in up)
    return cooperation, conflict


def classify(a: Axes, p: Typology) -> Bytes:
    """(month, place) the dynamic.

    dormant              fewer than `attended` of the members come, or nobody meets anybody
    cooperation          cooperation high, conflict low;   conflict: the reverse;   cooperation-conflict: both high
    routine              they meet, and neither is high
    """
    high, hot = a.cooperation >= p.cooperative, a.conflict >= p.conflictual
    asleep = (a.participation < p.attended) | np.isnan(a.cooperation)
    names = (Dynamic.DORMANT, Dynamic.COOPERATION, Dynamic.CONFLICT, Dynamic.COOPERATION_CONFLICT)
    where = [asleep, high & ~hot, ~high & hot, high & hot]
    return np.select(where, names, default=Dynamic.ROUTINE).astype(np.int8)


def occupancy(dynamics: Bytes) -> Floats:
    """(month, dynamic) share of places in each dynamic; rows sum to one."""
    return np.stack([(dynamics == d).mean(axis=1) for d in Dynamic], axis=1)


def transitions(dynamics: Bytes) -> Floats:
    """(from, to) share of months in `from` followed by `to`; NaN rows for dynamics never left nor held."""
    table = np.zeros((len(Dynamic), len(Dynamic)))
    np.add.at(table, (dynamics[:-1].ravel(), dynamics[1:].ravel()), 1.0)
    total = table.sum(axis=1, keepdims=True)
    return share(table, np.broadcast_to(total, table.shape))


def first_month(dynamics: Bytes, dynamic: Dynamic) -> Ints:
    """(place,) first month in a dynamic, -1 if never."""
    there = dynamics == dynamic
    return np.where(there.any(axis=0), there.argmax(axis=0), -1).astype(np.int32)


def moves(dynamics: Bytes) -> Ints:
    """(place,) number of months in which the dynamic changed."""
    changes: Ints = (dynamics[1:] != dynamics[:-1]).sum(axis=0).astype(np.int32)
    return changes
