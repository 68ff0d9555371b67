"""Which points agree with what is known: approximate Bayesian computation by rejection.

Beaumont, Zhang & Balding 2002. Every run of a design is a candidate; those nearest to the patterns are kept, and the
points that they come from are a sample of the plausible worlds: the posterior, given that the design is the prior. It
says what the patterns rule out. It does not prove that the model is right: worlds that all miss a pattern are kept too
if they are the nearest there is, which is why the number of runs within every tolerance is told beside.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.state import Flags, Floats, Ints

SHUFFLES = 200


class Calibrated(NamedTuple):
    """The runs kept, and what the patterns teach about each parameter."""

    accepted: Ints  # (kept,) positions of the runs, the nearest first
    distance: Floats  # (run,) in tolerances
    threshold: float  # the largest distance kept
    fitting: int  # runs of the design whose every pattern is within its tolerance (distance of 1 at most)
    candidates: int  # runs in which every pattern exists
    moved: Floats  # (parameter,) largest gap between the distributions kept and before, in [0, 1]
    by_chance: float  # the largest gap over parameters in 95 % of random choices of as many runs
    narrowed: Floats  # (parameter,) 1 - (interquartile range kept / before)


def kept(distance: Floats, share: float) -> Ints:
    """(kept,) the nearest runs, `share` of those whose distance is finite; equals of the last one are kept too."""
    finite = np.isfinite(distance)
    if not finite.any():
        return np.empty(0, dtype=np.int32)
    number = max(1, round(share * int(finite.sum())))
    limit = np.sort(distance[finite])[number - 1]
    order = np.argsort(distance, kind="stable")
    return np.asarray(order[distance[order] <= limit], dtype=np.int32)


class Ranked(NamedTuple):
    """Columns in increasing order, to compare some of their rows with all of them, many times."""

    order: NDArray[np.int64]  # (run, parameter) rows from the least value to the largest
    last: Flags  # (run, parameter) True where the next value is larger

    @classmethod
    def of(cls, x: Floats) -> "Ranked":
        """The order of each column of x (run, parameter)."""
        order = np.argsort(x, axis=0, kind="stable")
        ordered = np.take_along_axis(x, order, axis=0)
        return cls(order, np.concatenate([ordered[1:] > ordered[:-1], np.ones((1, x.shape[1]), np.bool_)]))

    def gaps(self, rows: Ints) -> Floats:
        """(parameter,) largest gap between the distributions of these rows and of all (Kolmogorov-Smirnov)."""
        n = len(self.order)
        some = np.zeros(n)
        some[rows] = 1.0 / max(len(rows), 1)
        apart = np.abs(some[self.order].cumsum(axis=0) - (np.arange(1, n + 1) / n)[:, None])
        return np.asarray(np.where(self.last, apart, 0.0).max(axis=0))


def spread(x: Floats) -> Floats:
    """(parameter,) interquartile range of x (run, parameter)."""
    return np.asarray(np.subtract(*np.quantile(x, (0.75, 0.25), axis=0)))


def calibrated(x: Floats, distance: Floats, accept: float, seed: int = 0) -> Calibrated:
    """What is kept of the runs x (run, parameter) by their distance (run,), and what it teaches."""
    there = np.flatnonzero(np.isfinite(distance))
    rows = kept(distance, accept)
    if not len(rows):
        nothing = np.full(x.shape[1], np.nan)
        return Calibrated(rows, distance, float("nan"), 0, 0, nothing, float("nan"), nothing)
    rng, n = np.random.default_rng(seed), len(x)
    ranked = Ranked.of(x)
    drawn = [ranked.gaps(rng.choice(n, len(rows), replace=False).astype(np.int32)).max() for _ in range(SHUFFLES)]
    before = spread(x)
    ratio = np.divide(spread(x[rows]), before, out=np.full(x.shape[1], np.nan), where=before > 0.0)
    return Calibrated(
        rows,
        distance,
        float(distance[rows[-1]]),
        int((distance <= 1.0).sum()),
        len(there),
        ranked.gaps(rows),
        float(np.quantile(drawn, 0.95)),
        1.0 - ratio,
    )


def adjusted(x: Floats, values: Floats, aim: Floats, distance: Floats, rows: Ints) -> Floats:
    """(kept, parameter) the kept points, each moved to where it would be, had its run met the patterns exactly.

        x* = x - (values - aim) beta        beta: weighted least squares of x on values - aim, over the kept runs
        weight = 1 - (distance / threshold)^2

    values (run, pattern); aim (run, pattern): the nearest value that fits. x on a scale where effects are about
    straight, such as positions in a range; moved points stay within the ends of x. For pictures: the worlds that
    `compare` takes are those that were really run.
    """
    limit = float(distance[rows].max(initial=0.0))
    if limit == 0.0:
        return x[rows]
    away = values[rows] - aim[rows]
    weight = np.maximum(1.0 - (distance[rows] / limit) ** 2, 0.0)
    columns = np.column_stack([np.ones(len(rows)), away])
    root = np.sqrt(weight)[:, None]
    beta = np.linalg.lstsq(root * columns, root * x[rows], rcond=None)[0]
    return np.asarray(np.clip(x[rows] - away @ beta[1:], x.min(axis=0), x.max(axis=0)))
