"""Where two runs with the same luck part: the first month in which anything that was recorded differs, and what."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.history import AXES, SERIES, History
from sim.state import Flags, Indices

# The record in the order in which a month makes it, so that what differs first comes first.
ORDER = (
    ("members", "present", "coverage"),  # mobilization
    ("scarcity", "possible", "held", "cooperative", "conflictual", "ledger"),  # deliberation
    ("dispersion_priorities", "dispersion_approach"),
    ("support", "phase"),  # priorities
    ("agreement", "unallotted", "allotted", "coordination", "mission"),  # negotiation
    ("filed", "claimed"),  # proposals
    ("selected",),  # award
    ("vetoed", "funded", "partnered", "together", "awarded", "leveraged"),  # endorsement
    ("facilitation", "spent", "finished", "lasting", "need"),  # implementation
    ("refused", "against"),  # accountability
    ("organizations", "fragile"),  # viability
    ("verticality", "sharing"),  # adjustment
    ("envelope",),  # events
    ("trust", "trust_by_pair", "efficacy"),  # what the month leaves
)


class Parting(NamedTuple):
    """The first difference, where it is largest."""

    month: int
    series: str  # a name of SERIES
    level: str  # first axis: table, region or territory
    place: int  # along that axis
    key: str  # along the second axis (a role, a stake, a problem, a pair); "" without one
    baseline: float
    variant: float
    spots: int  # tables, regions or territories where this series differs that month


def unequal(a: History, b: History, name: str, least: float, month: int | None = None) -> Flags:
    """Where a series differs by more than `least`, over all months or in one; values that do not exist are equal."""
    mine, theirs = (h[name] if month is None else h[name][month] for h in (a, b))
    if SERIES[name].kind != "f8":
        return np.asarray(mine != theirs)
    return np.asarray(~(np.abs(mine - theirs) <= least) & ~(np.isnan(mine) & np.isnan(theirs)))


def first_month(a: History, b: History, where: Mapping[str, Indices] | None = None, least: float = 0.0) -> int:
    """The first month in which any series differs by more than `least`, -1 if none does.

    where: for table, region and territory, the places (any,) that count; everywhere if it is not given.
    """
    months = list[int]()
    for name, series in SERIES.items():
        differ = unequal(a, b, name, least)
        if where is not None:
            differ = differ[:, where[series.axes[0]]]
        there = np.flatnonzero(differ.reshape(len(differ), -1).any(axis=1))
        months += there[:1].tolist()
    return min(months, default=-1)


def parting(a: History, b: History, where: Mapping[str, Indices] | None = None, least: float = 0.0) -> Parting | None:
    """What differs first between a baseline and a variant, and where it differs most; None for two equal runs."""
    month = first_month(a, b, where, least)
    if month < 0:
        return None
    for name in (name for stage in ORDER for name in stage):
        axes, differ = SERIES[name].axes, unequal(a, b, name, least, month)
        places = np.arange(len(differ)) if where is None else np.asarray(where[axes[0]])
        if not differ[places].any():
            continue
        old, new = a[name][month].astype(np.float64), b[name][month].astype(np.float64)
        size = np.where(differ, np.nan_to_num(np.abs(new - old), nan=np.inf), -1.0)
        chosen = size[places].reshape(len(places), -1)
        at, k = divmod(int(np.argmax(chosen)), chosen.shape[1])
        spot = (int(places[at]), k) if len(axes) > 1 else (int(places[at]),)
        key = AXES[axes[1]][k] if len(axes) > 1 else ""
        spots = int(differ[places].reshape(len(places), -1).any(axis=1).sum())
        return Parting(month, name, axes[0], spot[0], key, float(old[spot]), float(new[spot]), spots)
    raise AssertionError("ORDER leaves out a series")


def same_throughout(a: History, b: History) -> bool:
    """Whether two runs are equal in everything recorded: series, log, projects."""
    if first_month(a, b) >= 0 or a.log != b.log:
        return False
    mine, theirs = a.final.projects, b.final.projects
    return all(np.array_equal(getattr(mine, name), getattr(theirs, name)) for name in mine._fields)
