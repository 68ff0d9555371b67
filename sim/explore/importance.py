"""Importance from any design, random or not: how much of a result each parameter explains alone, against chance.

A Latin hypercube, a Sobol' sequence, a grid or the worlds of a comparison all do. What a parameter does only together
with others is not seen here: `sim.explore.sobol` sees it.
"""

from typing import NamedTuple

import numpy as np

from sim.explore.table import known
from sim.state import Floats, Ints

SHUFFLES = 200
MOST_BINS = 16
A_BIN = 25  # points, about


class Importance(NamedTuple):
    """Shares of the variance of a result, each (parameter,)."""

    names: tuple[str, ...]
    first: Floats  # share explained alone, may be slightly negative
    threshold: float  # the largest share over parameters that chance gives in 95 % of shuffles
    p: Floats  # share of shuffles whose largest share is at least as large
    points: int

    @property
    def order(self) -> Ints:
        """(parameter,) from the largest share to the smallest."""
        return np.argsort(-np.nan_to_num(self.first, nan=-1.0), kind="stable").astype(np.int32)


def binned(x: Floats, bins: int) -> Ints:
    """(point,) the class of each value: its own if there are few values, else one of `bins` with as many points each.

    Equal values are in the same class.
    """
    values, place = np.unique(x, return_inverse=True)
    if len(values) <= bins:
        return place.astype(np.int32)
    edges = np.quantile(x, np.arange(1, bins) / bins)
    return np.unique(np.searchsorted(edges, x, side="right"), return_inverse=True)[1].astype(np.int32)


def bins_for(points: int) -> int:
    """Classes for so many points: about 25 points each, 2 to 16 classes."""
    return int(np.clip(points // A_BIN, 2, MOST_BINS))


def explained(classes: Ints, y: Floats) -> Floats:
    """(column,) share of the variance of y (point, column) that classes (point,) explain, corrected for their number.

        eta^2 = variance between classes / variance        e^2 = 1 - (1 - eta^2) (n - 1) / (n - classes)

    e^2 (Kelley 1935) is about zero for a parameter without effect, whatever the number of classes.
    """
    n, size = len(y), np.bincount(classes)
    away = y - y.mean(axis=0)
    total = (away**2).sum(axis=0)
    sums = np.zeros((len(size), y.shape[1]))
    np.add.at(sums, classes, away)
    between = (sums**2 / size[:, None]).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = 1.0 - between / total
    if n <= len(size):
        return np.full(y.shape[1], np.nan)
    return np.asarray(np.where(total > 0.0, 1.0 - left * (n - 1) / (n - len(size)), np.nan))


def importance(names: tuple[str, ...], x: Floats, y: Floats, seed: int = 0, shuffles: int = SHUFFLES) -> Importance:
    """First-order shares from given points: x (point, parameter), y (point,) (Plischke, Borgonovo & Smith 2013).

    The threshold is what a parameter that does nothing would show: y is shuffled, and the largest share over all
    parameters kept, so that a screen of a hundred parameters does not cry out at five of them by chance.
    """
    x, y = known(x, y)
    if len(y) < 4 or y.var() == 0.0:
        nothing = np.full(len(names), np.nan)
        return Importance(names, nothing, float("nan"), nothing, len(y))
    rng = np.random.default_rng(seed)
    every = np.stack([y, *(rng.permutation(y) for _ in range(shuffles))], axis=1)
    bins = bins_for(len(y))
    found = np.stack([explained(binned(column, bins), every) for column in x.T])
    largest = np.nan_to_num(found[:, 1:], nan=-np.inf).max(axis=0)
    first = found[:, 0]
    p = (1.0 + (largest >= first[:, None]).sum(axis=1)) / (1.0 + shuffles)
    return Importance(names, first, float(np.quantile(largest, 0.95)), np.where(np.isfinite(first), p, np.nan), len(y))
