"""How much of a result is luck, and how many replicates a point needs."""

from typing import NamedTuple

import numpy as np

from sim.compare.precision import SHARE
from sim.compare.robustness import Z95
from sim.state import Floats, Ints

CURVE = 200  # replicates, the end of the curve


class Luck(NamedTuple):
    """Variances, in the unit of the result squared, and what replicates do for a point."""

    parameters: float  # share of the variance between single runs that the parameters carry
    shared: float  # share of luck that is the same at every point: it cancels in comparisons; NaN if not crossed
    own: float  # share of luck that depends on the point
    deviation: float  # standard deviation of a run within its point
    between: float  # standard deviation of points, luck taken out
    replicates: Ints  # (step,) of the curve
    half_width: Floats  # (step,) of the 95 % interval of the mean of a point, without the luck that all points share
    wanted: float  # half-width
    enough: float  # replicates; NaN if it cannot be said


def luck(y: Floats, crossed: bool = True, share: float = SHARE) -> Luck:
    """The part of luck in y (point, replicate), which needs two replicates at some points.

        within  = pooled variance of replicates around the mean of their point
        between = variance of the means of points - luck that is left in them, own / replicates      (at least 0)
        parameters = between / (between + within)

    crossed: replicate k has the same seed at every point. Then the mean of a seed over points is luck that all points
    share: it moves their means together, so that it does not blur their order, and replicates need not wear it away.
    The half-width wanted is a `share` of the standard deviation between points: means of points then keep their
    order, by and large.
    """
    there = np.isfinite(y)
    number = there.sum(axis=1)
    mean = np.where(there, y, 0.0).sum(axis=1) / np.maximum(number, 1)
    away = np.where(there, y - mean[:, None], 0.0)
    free = int(np.maximum(number - 1, 0).sum())
    points = number > 0
    steps = np.arange(1, CURVE + 1, dtype=np.int32)
    if free == 0 or points.sum() < 2:
        nothing = float("nan")
        return Luck(nothing, nothing, nothing, nothing, nothing, steps, np.full(CURVE, np.nan), nothing, nothing)
    within = float((away**2).sum() / free)
    effective = 1.0 / float((1.0 / number[points]).mean())
    shared = shared_part(y, within) if crossed else float("nan")
    noise = within * (1.0 - shared) if np.isfinite(shared) else within
    between = max(float(mean[points].var(ddof=1)) - noise / effective, 0.0)
    total = between + within
    part = within / total if total > 0.0 else float("nan")
    half = Z95 * np.sqrt(noise / steps)
    wanted = share * float(np.sqrt(between))
    enough = float(np.ceil((Z95 / wanted) ** 2 * noise)) if wanted > 0.0 else float("nan")
    own = part * (1.0 - shared) if np.isfinite(shared) else part
    return Luck(
        1.0 - part, part * shared, own, float(np.sqrt(within)), float(np.sqrt(between)), steps, half, wanted,
        max(enough, 1.0),
    )  # fmt: skip


def shared_part(y: Floats, within: float) -> float:
    """Share of the variance within points that replicates of one number have in common; NaN without whole points.

    Two-way analysis of variance without repetition: (mean square of seeds - of the rest) / points, over `within`.
    """
    whole = y[np.isfinite(y).all(axis=1)]
    p, r = whole.shape
    if p < 2 or r < 2 or within == 0.0:
        return float("nan")
    away = whole - whole.mean(axis=1, keepdims=True)
    seeds = away.mean(axis=0)
    rest = ((away - seeds) ** 2).sum() / ((p - 1) * (r - 1))
    seed = max(float(p * (seeds**2).sum() / (r - 1) - rest) / p, 0.0)
    return seed / (seed + float(rest)) if seed + rest > 0.0 else float("nan")
