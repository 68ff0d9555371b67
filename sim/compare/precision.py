"""How many replicates are enough: stop on precision, never on significance; and what common luck saves.

"Add runs until the interval excludes zero" declares a difference where there is none in about a third of comparisons:
each look is one more chance to be wrong, and one stops at the first. The width of an interval says nothing of which
side of zero it is on; to stop on it keeps its level (Chow & Robbins 1965). So nothing here reads a mean.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.compare.differences import Differences
from sim.state import Flags, Floats

LEAST = 50  # replicates, whatever the precision: below, the spread between runs itself is poorly known
SHARE = 0.25  # of the baseline's standard deviation between runs
GROWTH = 2.0  # most times more replicates at the next look


class Precision(NamedTuple):
    """What the replicates made so far allow."""

    half_width: Floats  # (variant, column) of the simultaneous interval; NaN with fewer than two pairs
    target: Floats  # (column,) half-width wanted; NaN where the quantity never exists
    needed: Floats  # (variant, column) replicates that would have been enough, at least LEAST; inf, NaN: cannot be said
    precise: Flags  # (column,) every variant that can be judged is within the target
    unknown: Flags  # (column,) no variant has two pairs: cannot be judged
    enough: int  # replicates that would have been enough for every column that can be judged
    go_on: bool  # more replicates are needed, and allowed
    following: int  # replicates to have made at the next look; those made so far when it stops


def targets(values: Floats, wanted: Mapping[int, float] | None = None, share: float = SHARE) -> Floats:
    """(column,) half-widths wanted, in the unit of each column, for values (arm, replicate, column).

    Those of `wanted` (column: half-width) as given. The others: a `share` of the baseline's standard deviation between
    runs, so that a mean difference is known to within a quarter of what luck alone does to one run: a "small" effect
    is 0.2 of it (Cohen 1988). Where luck does nothing in the baseline, the largest deviation among arms stands for it.
    NaN where no arm has two runs.
    """
    spread = np.stack([deviation(arm) for arm in values])
    largest = np.where(np.isfinite(spread), spread, -1.0).max(axis=0)
    usual = np.where(spread[0] > 0.0, spread[0], np.where(largest >= 0.0, largest, np.nan))
    found: Floats = share * usual
    for column, half_width in (wanted or {}).items():
        if not half_width > 0.0:
            raise ValueError(f"half-width wanted for column {column} = {half_width}: a number above 0 is expected")
        found[column] = half_width
    return found


def deviation(runs: Floats) -> Floats:
    """(column,) standard deviation between runs (replicate, column), of those that exist; NaN with fewer than two."""
    there = np.isfinite(runs)
    number = there.sum(axis=0)
    filled = np.where(there, runs, 0.0)
    away = np.where(there, filled - filled.sum(axis=0) / np.maximum(number, 1), 0.0)
    return np.where(number > 1, np.sqrt((away**2).sum(axis=0) / np.maximum(number - 1, 1)), np.nan)


def judge(found: Differences, target: Floats, made: int, most: int) -> Precision:
    """What `made` replicates allow, and whether to go on, up to `most`.

        needed = made * (half-width / target)^2       since a half-width falls as 1 / sqrt(replicates)

    from the variance of the paired differences and the critical value of the family, both as estimated now.
    """
    half = (found.high_all - found.low_all) / 2.0
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = np.where(half == 0.0, 0.0, made * (half / target) ** 2)
    needed = np.where(np.isfinite(half), np.maximum(np.ceil(needed), LEAST), np.nan)
    judged = np.isfinite(half) & np.isfinite(target)
    precise: Flags = np.asarray(((half <= target) | ~judged).all(axis=0))
    unknown: Flags = np.asarray(~judged.any(axis=0))
    enough = float(needed[judged].max(initial=LEAST))
    go_on = made < most and (made < LEAST or not bool(precise.all()))
    following = made
    if go_on:
        following = int(min(most, max(LEAST, made + 1, min(enough, GROWTH * made))))
    capped = int(enough) if np.isfinite(enough) else np.iinfo(np.int64).max
    return Precision(half, target, needed, precise & ~unknown, unknown, capped, go_on, following)


def gain(values: Floats) -> Floats:
    """(variant, column) how many times more replicates independent seeds would need for the same half-width.

        (variance of the variant + variance of the baseline) / variance of their paired difference

    over pairs of runs in which both exist, values (arm, replicate, column). One when luck is not shared in effect;
    infinite when the difference is the same in every pair; NaN with fewer than two pairs, or when nothing varies.
    """
    found = np.full((len(values) - 1, values.shape[2]), np.nan)
    for v, variant in enumerate(values[1:]):
        both = np.isfinite(variant) & np.isfinite(values[0])
        a, b = np.where(both, variant, np.nan), np.where(both, values[0], np.nan)
        apart, together = deviation(a) ** 2 + deviation(b) ** 2, deviation(a - b) ** 2
        size = np.maximum(np.abs(np.where(both, a, 0)).max(axis=0), np.abs(np.where(both, b, 0)).max(axis=0))
        still = together <= (1e-12 * size) ** 2
        with np.errstate(divide="ignore", invalid="ignore"):
            found[v] = np.where(still, np.where(apart > (1e-12 * size) ** 2, np.inf, np.nan), apart / together)
        found[v][~np.isfinite(together)] = np.nan
    return found
