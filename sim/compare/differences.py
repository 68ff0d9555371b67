"""Paired differences between variants and the baseline, with intervals that hold for all of them at once.

Every arm lives the same worlds with the same luck, so run i of a variant is compared with run i of the baseline. An
interval is that of the **mean over seeds, at these parameters**: it says how well the runs made pin down the mean
difference in the model, not how one run may differ, nor whether the parameters are right (see `robustness`).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.state import Floats, Ints

LEVEL, DRAWS = 0.95, 2_000
CHUNK = 4_000_000  # most resampled means held at once: 32 MB an array
FLAT = 1e-12  # a spread this small beside the values compared is rounding
LEAST_ERROR = 0.5  # of the whole sample's error: the least error of a resample


class Differences(NamedTuple):
    """Variant minus baseline, each (variant, column); NaN where fewer than two pairs of runs exist, but for `mean`."""

    mean: Floats  # over pairs of runs in which the quantity exists in both; NaN without any
    deviation: Floats  # standard deviation of the paired differences
    error: Floats  # standard error of the mean
    low: Floats  # pointwise interval
    high: Floats
    low_all: Floats  # simultaneous interval: all variants and columns that were asked together
    high_all: Floats
    pairs: Ints  # pairs of runs in which the quantity exists in both
    critical: float  # standard errors on each side of the mean in the simultaneous interval; NaN when none is needed


class Pairs(NamedTuple):
    """Paired differences laid out for resampling, zero where a pair does not exist, one place a variant and column."""

    there: Floats  # (replicate, place) 1 where both runs have the quantity, else 0
    scaled: Floats  # (replicate, place) (difference - mean) / deviation
    mean: Floats  # (place,) NaN without any pair
    deviation: Floats  # (place,) 0 where the difference is the same in every pair, NaN with fewer than two pairs
    number: NDArray[np.int64]  # (place,) pairs that exist


def paired(values: Floats) -> Floats:
    """(variant, replicate, column) variant minus baseline, values (arm, replicate, column); NaN where not in both."""
    with np.errstate(invalid="ignore"):
        found: Floats = values[1:] - values[:1]
    found[~np.isfinite(found)] = np.nan
    return found


def differences(values: Floats, level: float = LEVEL, draws: int = DRAWS, seed: int = 0) -> Differences:
    """Paired differences of values (arm, replicate, column), arm 0 the baseline; the family is all that is passed.

        pointwise       mean +- q * error      q: the quantile `level` of |t*| of this variant and column
        simultaneous    mean +- Q * error      Q: the quantile `level` of max |t*| over the family
        t* = (mean* - mean) / error*           over replicates resampled with replacement

    The same resampled replicates serve every variant and column, so that their correlation counts: the max-t bootstrap
    (Westfall & Young 1993; Romano & Wolf 2005). All intervals hold together in `level` of repetitions, whichever of
    them is looked at. A difference that is the same in every pair has a degenerate interval, and is left out of the
    maximum. error* is at least half the error of the whole sample: in a resample that misses the only runs in which
    something happened it would be zero, and one rare event would make every interval infinite. For the same reason an
    event seen in few runs is poorly bounded, and one never seen has the interval [0, 0]: what the runs show, no more.
    """
    p = lay_out(values)
    point, all_together = critical_values(p, level, draws, seed)
    error = p.deviation / np.sqrt(np.maximum(p.number, 1))
    moving = p.deviation > 0.0
    reach = np.where(moving, point * error, error)  # zero where nothing varies, NaN with fewer than two pairs
    wide = np.where(moving, all_together * error, error)
    shape = (len(values) - 1, values.shape[2])
    return Differences(
        mean=p.mean.reshape(shape),
        deviation=p.deviation.reshape(shape),
        error=error.reshape(shape),
        low=(p.mean - reach).reshape(shape),
        high=(p.mean + reach).reshape(shape),
        low_all=(p.mean - wide).reshape(shape),
        high_all=(p.mean + wide).reshape(shape),
        pairs=p.number.astype(np.int32).reshape(shape),
        critical=all_together,
    )


def lay_out(values: Floats) -> Pairs:
    """The paired differences of values (arm, replicate, column), a place for each variant and column."""
    gap = paired(values)
    n_variants, n_replicates, n_columns = gap.shape
    flat = gap.transpose(1, 0, 2).reshape(n_replicates, n_variants * n_columns)
    there = np.isfinite(flat)
    number = there.sum(axis=0)
    filled = np.where(there, flat, 0.0)
    mean = np.divide(filled.sum(axis=0), number, out=np.full(number.shape, np.nan), where=number > 0)
    away = np.where(there, filled - mean, 0.0)
    deviation = np.sqrt((away**2).sum(axis=0) / np.maximum(number - 1, 1))
    largest = np.maximum(np.abs(values[1:]), np.abs(values[:1])).transpose(1, 0, 2).reshape(flat.shape)
    still = deviation <= FLAT * np.where(there, largest, 0.0).max(axis=0, initial=0.0)
    deviation = np.where(still, 0.0, deviation)
    scaled = np.divide(away, deviation, out=np.zeros_like(away), where=deviation > 0.0)
    return Pairs(there.astype(np.float64), scaled, mean, np.where(number < 2, np.nan, deviation), number)


def critical_values(pairs: Pairs, level: float, draws: int, seed: int) -> tuple[Floats, float]:
    """(quantile `level` of |t*| by place (place,), NaN where it does not move; the same of the maximum over places).

    A resample is the number of times that each replicate is drawn, so that all means are products of matrices; places
    are taken by groups so that memory stays small.
    """
    point = np.full(len(pairs.mean), np.nan)
    moving = np.flatnonzero(pairs.deviation > 0.0)
    if len(moving) == 0:
        return point, float("nan")
    n = len(pairs.there)
    times = np.random.default_rng(seed).multinomial(n, np.full(n, 1.0 / n), size=draws).astype(np.float64)
    greatest = np.zeros(draws)
    step = max(1, CHUNK // draws)
    for start in range(0, len(moving), step):
        here = moving[start : start + step]
        t = resampled(times, pairs.there[:, here], pairs.scaled[:, here])
        np.maximum(greatest, t.max(axis=1), out=greatest)
        point[here] = quantile(t, level)
    return point, float(quantile(greatest[:, None], level)[0])


def resampled(times: Floats, there: Floats, scaled: Floats) -> Floats:
    """(draw, place) |t*| in each resample: times (draw, replicate) how often each replicate is drawn."""
    whole = bool(there.all())
    drawn = np.full((1, 1), float(len(there))) if whole else times @ there
    number = np.maximum(drawn, 1.0)
    mean = times @ scaled / number
    square = times @ scaled**2 / number
    variance = np.maximum(square - mean**2, 0.0) * number / np.maximum(number - 1.0, 1.0)
    least = LEAST_ERROR / np.sqrt(there.sum(axis=0))
    t: Floats = np.abs(mean) / np.maximum(np.sqrt(variance / number), least)
    return np.where(drawn >= 2.0, t, 0.0)


def quantile(t: Floats, level: float) -> Floats:
    """(place,) quantile over draws of t (draw, place), rounded up to a value that was drawn: never too short."""
    rank = min(len(t) - 1, int(np.ceil(level * (len(t) + 1))) - 1)
    found: Floats = np.partition(t, rank, axis=0)[rank]
    return found
