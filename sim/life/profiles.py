"""A profile of months -6 to +6 around events, its band, and the peak that stands out of it, or does not."""

from typing import NamedTuple

import numpy as np

from sim.life.event_study import LAGS
from sim.life.resampling import LEVEL, Estimate, estimate, ratio
from sim.state import Flags, Floats

AFTER, QUARTER = LAGS >= 0, (LAGS >= 0) & (LAGS < 3)


class Peak(NamedTuple):
    """The highest month from the event on."""

    height: Estimate  # above the mean of the six months before, in the unit of the rate; limits of the band there
    lag: int  # months after the event
    months: int  # in a row around it whose band is above zero: 0 without a peak; 7 or more: not over at +6


class Profile(NamedTuple):
    """Above the mean of the six months before the event, each (lag,); lags from -6 to +6."""

    effect: Floats
    low: Floats  # band that holds all thirteen months together at 95 %
    high: Floats
    peak: Peak
    quarter: Estimate  # mean of months 0, 1 and 2: chosen beforehand, where the peak is the highest of seven
    number: int  # events
    cut: int  # of them, those whose thirteen months reach out of the run


def profile(effects: Floats, number: int, cut: int) -> Profile:
    """The profile of effects (1 + times, lag): of all runs, then of runs drawn again.

    The band is simultaneous: effect +- c * standard error, c the 95 % quantile of the largest of the thirteen
    standardized deviations (sup-t: Montiel Olea & Plagborg-Moller 2019), so that thirteen looks are not thirteen
    chances to see a peak. The lags told by no run are NaN.
    """
    before = effects[:, ~AFTER]
    known = np.isfinite(before)
    base = ratio(np.where(known, before, 0.0).sum(axis=1), known.sum(axis=1))
    above = effects - base[:, None]
    value, drawn = above[0], above[1:]
    half = half_width(value, drawn)
    quarter = estimate(above[:, QUARTER].mean(axis=1))
    return Profile(value, value - half, value + half, highest(value, half), quarter, number, cut)


def half_width(value: Floats, drawn: Floats) -> Floats:
    """(lag,) half of a band that all months hold together, for value (lag,) and its drawings again (times, lag)."""
    there: Flags = np.asarray(np.isfinite(drawn).all(axis=1))
    if there.sum() < 2:
        return np.full(len(value), np.nan)
    error = drawn[there].std(axis=0)
    away = np.nan_to_num(ratio(np.abs(drawn[there] - value), error[None, :])).max(axis=1)
    width: Floats = float(np.quantile(away, LEVEL)) * error
    return width


def highest(effect: Floats, half: Floats) -> Peak:
    """The peak of `effect` (lag,), given half of its band (lag,)."""
    value = np.where(AFTER, effect, np.nan)
    if not np.isfinite(value).any():
        return Peak(Estimate(np.nan, np.nan, np.nan), 0, 0)
    k = int(np.nanargmax(value))
    standing: Flags = AFTER & (np.nan_to_num(effect - half, nan=-1.0) > 0.0)
    first, last = k, k
    while first - 1 >= 0 and standing[first - 1]:
        first -= 1
    while last + 1 < len(standing) and standing[last + 1]:
        last += 1
    height = Estimate(float(effect[k]), float(effect[k] - half[k]), float(effect[k] + half[k]))
    return Peak(height, int(LAGS[k]), last - first + 1 if standing[k] else 0)
