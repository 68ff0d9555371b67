"""Pattern 1 read on counts alone, per encounter held, so that it may be asked of the mean field as of any model."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from sim.life.mean_field import Course, Starts
from sim.life.mean_field_judge import FIRST, LAST, places_of, rates
from sim.metrics.typology import Counts, Dynamic, Typology, axes, classify
from sim.state import Bytes, Floats
from sim.validation.judge import mean_interval
from sim.validation.patterns.conflict_first import PATTERN
from sim.validation.readings import HALF_YEAR, came_back


class Passed(NamedTuple):
    """A claim, read on some courses."""

    mean: float
    low: float  # 95 % interval of the mean over runs
    high: float
    holds: bool  # the interval lies in the claimed range


def dynamics_of(course: Course, starts: Starts, p: Typology) -> Bytes:
    """(run, month, region) the dynamic of each region, as `sim.metrics.typology` names it."""
    place, counted = places_of(starts, "region"), ("present", "members", "held", "cooperative", "conflictual")
    by_month = {name: np.moveaxis(getattr(course, name) @ place, 1, 0) for name in counted}  # (month, run, region)
    shape = by_month["held"].shape
    flat = {name: series.reshape(shape[0], -1) for name, series in by_month.items()}
    none = np.zeros_like(flat["held"])  # the axes read neither what was possible nor decisions
    found = classify(axes(Counts(possible=none, together=none, against=none, **flat), p), p)
    return np.moveaxis(found.reshape(shape), 0, 1)


def fought(dynamics: Bytes, part: slice) -> Floats:
    """(run,) share of region-months in conflict, or in both; dynamics (run, month, region)."""
    found = dynamics[:, part]
    hot: Floats = ((found == Dynamic.CONFLICT) | (found == Dynamic.COOPERATION_CONFLICT)).mean(axis=(1, 2))
    return hot


def cooperated(dynamics: Bytes, part: slice) -> Floats:
    """(run,) share of region-months in cooperation; dynamics (run, month, region)."""
    found: Floats = (dynamics[:, part] == Dynamic.COOPERATION).mean(axis=(1, 2))
    return found


def returned(dynamics: Bytes) -> Floats:
    """(run,) share of regions that come back to a dynamic that they had left; dynamics (run, month, region)."""
    later = dynamics[:, HALF_YEAR:]
    found: Floats = np.array([[came_back(run[:, r]) for r in range(run.shape[1])] for run in later]).mean(axis=1)
    return found


def moved(dynamics: Bytes) -> Floats:
    """(run,) share of regions that change dynamic; dynamics (run, month, region)."""
    found: Floats = (dynamics[:, 1:] != dynamics[:, :-1]).any(axis=1).mean(axis=1)
    return found


def improved(course: Course, starts: Starts) -> Floats:
    """(run,) share of regions that cooperate more in their last year than in their first."""
    place = places_of(starts, "region")
    found: Floats = (rates(course, place, LAST)[0] > rates(course, place, FIRST)[0]).mean(axis=-1)
    return found


READINGS: Mapping[str, Callable[[Course, Starts, Bytes], Floats]] = {  # by quantity of the claims; each (run,)
    "conflict_first": lambda c, s, d: fought(d, FIRST) - fought(d, LAST),
    "cooperation_later": lambda c, s, d: cooperated(d, LAST) - cooperated(d, FIRST),
    "returns": lambda c, s, d: returned(d),
    "movers": lambda c, s, d: moved(d),
    "improved": lambda c, s, d: improved(c, s),
    "regions_cooperative": lambda c, s, d: cooperated(d, slice(-1, None)),
}


def first_pattern(arms: Mapping[str, Course], starts: Starts, p: Typology) -> dict[str, Passed]:
    """The claims of pattern 1 whose arms are there, by name.

    arms: by name of arm, (run, month, table), seed by seed; starts: whose tables belong to which region.
    """
    dynamics = {arm: dynamics_of(course, starts, p) for arm, course in arms.items()}
    found = {}
    for claim in PATTERN.claims:
        if claim.quantity not in READINGS or not set(claim.weights) <= set(arms):
            continue
        read = READINGS[claim.quantity]
        told = sum((w * read(arms[a], starts, dynamics[a]) for a, w in claim.weights.items()), start=np.zeros(1))
        mean, low, high, _ = (np.ravel(x)[0] for x in mean_interval(told[:, None]))
        found[claim.name] = Passed(float(mean), float(low), float(high), bool(low > claim.bound and high < claim.high))
    return found
