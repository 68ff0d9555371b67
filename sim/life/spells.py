"""How long a place stays in a dynamic: spells, the last one of each place censored, and their median."""

from typing import NamedTuple

import numpy as np

from sim.life.resampling import ratio
from sim.state import Bytes, Flags, Floats, Ints

STARTS = np.array([1, 2, 3, 4, 5, 6, 7, 9, 13, 25])  # months: first length of each class, the last one open
WIDTHS = np.diff(STARTS, append=np.inf)


class Spells(NamedTuple):
    """Months in a row in the same dynamic, each (spell,)."""

    dynamic: Ints
    length: Ints  # months
    censored: Flags  # still running at the end of the run


def spells(dynamics: Bytes) -> Spells:
    """Every spell of every place, in dynamics (month, place) of small whole numbers.

    The process begins at month 0, so that the first spell is whole; the last one is censored, unless the run is empty.
    """
    months, places = dynamics.shape
    flat = dynamics.T.ravel()  # place after place
    if flat.size == 0:
        return Spells(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.bool_))
    begins = np.ones(flat.size, dtype=np.bool_)
    begins[1:] = flat[1:] != flat[:-1]
    begins[::months] = True
    start = np.flatnonzero(begins)
    end = np.append(start[1:], months * places)
    return Spells(flat[start].astype(np.int32), (end - start).astype(np.int32), end % months == 0)


def spell_counts(found: Spells, n_dynamics: int) -> tuple[Floats, Floats]:
    """(ended, censored), each (dynamic, class): how many spells of each class of length (see `STARTS`)."""
    group = np.searchsorted(STARTS, found.length, side="right") - 1
    ended, censored = np.zeros((2, n_dynamics, len(STARTS)))
    np.add.at(ended, (found.dynamic[~found.censored], group[~found.censored]), 1.0)
    np.add.at(censored, (found.dynamic[found.censored], group[found.censored]), 1.0)
    return ended, censored


def median_spell(ended: Floats, censored: Floats) -> Floats:
    """Median length (...,) in months of spells counted by class, each (..., class) (Kaplan & Meier 1958).

        S(k) = product over classes up to k of (1 - ended / at risk)

    the first length where S is at most one half. Censored spells are at risk up to the end of their class where it is
    one month wide, up to its middle where it is wider (life table), and the median is then taken along a straight line
    within the class. Infinite where more than half are still running, or are 25 months or longer; NaN without spells.
    """
    both = ended + censored
    at_risk = np.cumsum(both[..., ::-1], axis=-1)[..., ::-1] - np.where(WIDTHS > 1.0, 0.5 * censored, 0.0)
    after = np.cumprod(1.0 - np.nan_to_num(ratio(ended, at_risk)), axis=-1)
    before = np.concatenate([np.ones((*after.shape[:-1], 1)), after[..., :-1]], axis=-1)
    crossed = (after <= 0.5 + 1e-12) & np.isfinite(WIDTHS)
    k = crossed.argmax(axis=-1)[..., None]
    high, low = (np.take_along_axis(x, k, axis=-1)[..., 0] for x in (before, after))
    first, width = STARTS[k[..., 0]], WIDTHS[k[..., 0]]
    within = np.nan_to_num(ratio(high - 0.5, high - low)) * np.where(width < np.inf, width, 1.0)
    median = np.where(width > 1.0, first - 1.0 + np.maximum(within, 0.0), first)
    found: Floats = np.where(crossed.any(axis=-1), median, np.inf)
    return np.where(both.sum(axis=-1) > 0.0, found, np.nan)
