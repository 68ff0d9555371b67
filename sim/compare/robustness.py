"""What becomes of a difference over plausible worlds: shares of worlds, what a reversal goes with, a verdict.

A world's difference is a mean over a few seeds, so that part of the disagreement between worlds is luck: the share of
worlds where a small difference keeps its sign tends to one half, not to one.
"""

import math
from enum import Enum
from typing import NamedTuple

import numpy as np

from sim.compare.differences import Differences
from sim.state import Flags, Floats, Ints

HOLDS = 0.90  # share of worlds, at least, that have the direction of the base
REVERSED = 0.50  # share of worlds, more than, that have the other direction
Z95 = 1.959963984540054  # standard normal quantile of 97.5 %
SHUFFLES = 999
ROUNDING = 1e-9  # of the smallest difference of interest: a mean this close below it is not smaller


class Verdict(Enum):
    """What can be said of a difference, for one variant and one column.

    HOLDS           the simultaneous interval at base parameters leaves zero out, the mean is no smaller than the
                    smallest difference of interest, and at least 90 % of worlds agree
    DEPENDS         the same, but fewer worlds agree, and at most half go the other way
    REVERSED        the same, but more than half of the worlds go the other way
    SMALL           the interval leaves zero out, and the mean is smaller than the smallest difference of interest of
                    the column, set beforehand: certain or not elsewhere, it would matter to nobody (see `mattering`)
    NOT_SEEN        the interval at base parameters holds zero: no difference seen with the runs made, which is not a
                    proof that there is none
    CENSORED        made by projects when they end, of which too many are under way at the end of the runs: not known
                    yet, whatever the interval says (see `censoring`)
    SAME            exactly zero in every pair of runs, at base parameters and in every world
    NOT_MEASURED    fewer than two pairs of runs, or no world, in which the quantity exists
    """

    HOLDS = "holds"
    DEPENDS = "depends on the world"
    REVERSED = "reversed"
    SMALL = "too small to matter"
    NOT_SEEN = "no difference seen"
    CENSORED = "not known yet"
    SAME = "the same"
    NOT_MEASURED = "not measured"


class Shares(NamedTuple):
    """Shares of worlds, each (variant, column); NaN where no world has the quantity in both arms."""

    same: Floats  # with the sign of the mean difference at base parameters
    low: Floats  # Wilson interval of `same`, 95 %
    high: Floats
    positive: Floats
    zero: Floats
    negative: Floats
    worlds: Ints  # worlds in which the quantity exists in both arms


class Link(NamedTuple):
    """How a parameter goes with a difference over worlds."""

    key: str
    correlation: float  # Spearman, in [-1, 1]
    p: float  # share of shuffles whose strongest correlation, over all parameters, is at least as strong


def mean_over(values: Floats, axis: int) -> Floats:
    """Mean over an axis of what exists (is finite), NaN where nothing does."""
    there = np.isfinite(values)
    number = there.sum(axis=axis)
    total = np.where(there, values, 0.0).sum(axis=axis)
    return np.asarray(np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0))


def world_differences(values: Floats) -> Floats:
    """(variant, world, column) mean paired difference in each world, of values (arm, world, seed, column).

    Pass the drawn worlds, without the base. NaN where no pair of runs has the quantity in both arms.
    """
    with np.errstate(invalid="ignore"):
        return mean_over(values[1:] - values[:1], 2)


def wilson(share: Floats, number: Ints) -> tuple[Floats, Floats]:
    """95 % interval of a share of `number` independent trials (Wilson 1927), NaN where there is none; same shapes.

    (p + z^2/2n -+ z * sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)
    """
    n = np.where(number > 0, number, np.nan)
    middle, below = share + Z95**2 / (2 * n), 1.0 + Z95**2 / n
    reach = Z95 * np.sqrt(share * (1.0 - share) / n + Z95**2 / (4 * n**2))
    return np.maximum((middle - reach) / below, 0.0), np.minimum((middle + reach) / below, 1.0)


def shares(base: Floats, worlds: Floats) -> Shares:
    """Shares of worlds by direction: base (variant, column) mean differences, worlds (variant, world, column)."""
    there = np.isfinite(worlds)
    number = there.sum(axis=1).astype(np.int32)
    below = np.where(number > 0, number, np.nan)
    agree = there & (np.sign(worlds) == np.sign(base)[:, None, :])
    positive, zero, negative = ((there & (np.sign(worlds) == s)).sum(axis=1) / below for s in (1, 0, -1))
    same = np.where(np.isfinite(base), agree.sum(axis=1) / below, np.nan)
    low, high = wilson(same, number)
    return Shares(same, low, high, positive, zero, negative, number)


def verdicts(base: Differences, found: Shares, unknown: Flags, smallest: Floats) -> list[list[Verdict]]:
    """[variant][column] the verdict, from the differences at base parameters and the shares of worlds.

    unknown (variant, column): what is not known yet, see `censoring.unknown_yet`. smallest (column,): the smallest
    difference of interest, NaN where none was set, see `mattering.smallest_of`.
    """
    n_variants, n_columns = base.mean.shape
    return [
        [
            Verdict.CENSORED if unknown[v, c] else verdict(base, found, v, c, float(smallest[c]))
            for c in range(n_columns)
        ]
        for v in range(n_variants)
    ]


def too_small(mean: float, smallest: float) -> bool:
    """Whether a mean difference is smaller than the smallest of interest; False where either is not there (NaN)."""
    return bool(abs(mean) < smallest * (1.0 - ROUNDING))


def verdict(base: Differences, found: Shares, v: int, c: int, smallest: float) -> Verdict:
    """The verdict on variant v and column c; thresholds HOLDS and REVERSED are conventions, stated with the result."""
    if not np.isfinite(base.low_all[v, c]) or found.worlds[v, c] == 0:
        return Verdict.NOT_MEASURED
    if base.mean[v, c] == 0.0 and base.error[v, c] == 0.0 and found.zero[v, c] == 1.0:
        return Verdict.SAME
    if base.low_all[v, c] <= 0.0 <= base.high_all[v, c]:
        return Verdict.NOT_SEEN
    if too_small(float(base.mean[v, c]), smallest):
        return Verdict.SMALL
    if found.same[v, c] >= HOLDS:
        return Verdict.HOLDS
    opposite = found.negative[v, c] if base.mean[v, c] > 0.0 else found.positive[v, c]
    return Verdict.REVERSED if opposite > REVERSED else Verdict.DEPENDS


def ranks(values: Floats) -> Floats:
    """Ranks from 1 down the first axis of values (world, parameter); equal values share their mean rank."""
    found = np.empty(values.shape)
    for k in range(values.shape[1]):
        _, group, number = np.unique(values[:, k], return_inverse=True, return_counts=True)
        found[:, k] = (np.cumsum(number) - (number - 1) / 2.0)[group]
    return found


def standardized(values: Floats) -> Floats:
    """Columns of values (world, parameter) centered and divided by their length, zero where nothing varies."""
    away = values - values.mean(axis=0)
    length = np.sqrt((away**2).sum(axis=0))
    moving = length > 1e-9 * math.sqrt(len(values))
    return np.asarray(np.divide(away, length, out=np.zeros_like(away), where=moving))


def goes_with(
    keys: tuple[str, ...], parameters: Floats, difference: Floats, top: int = 3, shuffles: int = SHUFFLES, seed: int = 0
) -> tuple[Link, ...]:
    """The parameters that go most with a difference over worlds: what it may depend on, strongest first.

    parameters (world, key), difference (world,). Spearman's rank correlation, and a p value that allows for having
    looked at every parameter: the share of shuffles of the worlds in which the strongest correlation of all reaches it
    (Westfall & Young 1993). Worlds are drawn, so that a parameter that goes with the difference moves it, alone or
    with others; one that acts only through another, or both ways, is not seen. Empty with fewer than four worlds.
    """
    there = np.isfinite(difference)
    if there.sum() < 4 or not keys:
        return ()
    x, y = standardized(ranks(parameters[there])), standardized(ranks(difference[there][:, None]))
    correlation = (x.T @ y)[:, 0]
    rng = np.random.default_rng(seed)
    shuffled = np.stack([rng.permutation(y[:, 0]) for _ in range(shuffles)], axis=1)
    strongest = np.abs(x.T @ shuffled).max(axis=0)
    order = np.argsort(-np.abs(correlation), kind="stable")[:top]
    reached = [(strongest >= abs(correlation[k]) - 1e-12).sum() for k in order]
    return tuple(
        Link(keys[k], float(correlation[k]), float((1 + n) / (1 + shuffles)))
        for k, n in zip(order, reached, strict=True)
    )
