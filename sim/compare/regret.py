"""Choosing under deep uncertainty: regret, and the share of plausible worlds in which targets are met.

Neither weighs worlds by a probability, which nobody has: regret asks how much is lost at worst by having chosen this
arm (Savage 1951), satisficing in how many worlds it is good enough (Simon 1956; Lempert 2019).
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.compare.robustness import mean_over, wilson
from sim.state import Flags, Floats


class Regret(NamedTuple):
    """What is lost against the best arm of the same world, each (arm, column), in the unit of the column."""

    mean: Floats
    ninetieth: Floats  # 90th percentile over worlds
    largest: Floats


class Target(NamedTuple):
    """What a column must reach: at least ">=" or at most "<=" a number."""

    sense: str
    number: float


class Satisficing(NamedTuple):
    """Shares of worlds in which targets are met."""

    every: Floats  # (arm,) every target at once
    low: Floats  # (arm,) Wilson interval, 95 %
    high: Floats
    each: Floats  # (arm, target) each target alone, in the order given


def regret(values: Floats, good: Sequence[int]) -> Regret:
    """Regret of values (arm, world, seed, column); good (column,): +1 more is better, -1 less is better, 0 neither.

        regret = best mean over the arms of this world - mean of this arm     (the other way round when less is better)

    over worlds in which every arm has the quantity, so that all arms are judged on the same worlds. NaN for a column
    without direction, or without such a world. The best of noisy means is flattered: with few seeds a world, regret is
    overstated, for every arm alike.
    """
    way = np.asarray(good, dtype=np.float64)
    means = mean_over(values, 2) * way
    lost = means.max(axis=0) - means  # NaN for every arm where one is NaN
    shape = (len(values), len(way))
    ninetieth, largest = np.full(shape, np.nan), np.full(shape, np.nan)
    for c in np.flatnonzero(way != 0.0):
        worlds = np.flatnonzero(np.isfinite(lost[0, :, c]))
        if len(worlds):
            ninetieth[:, c] = np.quantile(lost[:, worlds, c], 0.9, axis=1)
            largest[:, c] = lost[:, worlds, c].max(axis=1)
    mean = np.where(way == 0.0, np.nan, mean_over(lost, 1))
    return Regret(mean, ninetieth, largest)


def usual_targets(base: Floats, good: Sequence[int]) -> dict[int, Target]:
    """Targets when none is stated: as good as the baseline's mean at base parameters, base (arm, replicate, column).

    One for each column that has a direction and exists in the baseline.
    """
    means = mean_over(base[0], 0)
    senses = {1: ">=", -1: "<="}
    return {c: Target(senses[g], float(means[c])) for c, g in enumerate(good) if g and np.isfinite(means[c])}


def met(means: Floats, targets: Mapping[int, Target]) -> Flags:
    """(arm, world, target) whether each target is met by means (arm, world, column); what does not exist meets none."""
    found = []
    for column, (sense, number) in targets.items():
        if sense not in (">=", "<="):
            raise ValueError(f"target of column {column}: {sense!r}: allowed: '>=', '<='")
        reached = means[:, :, column] >= number if sense == ">=" else means[:, :, column] <= number
        found.append(reached & np.isfinite(means[:, :, column]))
    return np.stack(found, axis=2) if found else np.ones((*means.shape[:2], 0), dtype=np.bool_)


def satisficing(values: Floats, targets: Mapping[int, Target]) -> Satisficing:
    """Share of worlds whose mean meets every target, values (arm, world, seed, column); targets by column.

    NaN without a world.
    """
    reached = met(mean_over(values, 2), targets)
    if reached.shape[1] == 0:
        none = np.full(len(values), np.nan)
        return Satisficing(none, none, none, np.full((len(values), len(targets)), np.nan))
    every = reached.all(axis=2).mean(axis=1)
    low, high = wilson(every, np.full(len(every), reached.shape[1], dtype=np.int32))
    return Satisficing(every, low, high, reached.mean(axis=1))
