"""Whether the whole distribution of a result moves with a parameter, its tails included (Pianosi & Wagener 2018)."""

from typing import NamedTuple

import numpy as np

from sim.explore.importance import SHUFFLES, binned, bins_for
from sim.explore.table import known
from sim.state import Floats, Ints


class Pawn(NamedTuple):
    """Distances between distributions, in [0, 1], each (parameter,)."""

    names: tuple[str, ...]
    median: Floats  # over the classes of a parameter
    largest: Floats
    threshold: float  # the largest median over parameters that chance gives in 95 % of shuffles
    points: int

    @property
    def order(self) -> Ints:
        """(parameter,) from the largest median to the smallest."""
        return np.argsort(-np.nan_to_num(self.median, nan=-1.0), kind="stable").astype(np.int32)


def distances(classes: Ints, place: Ints) -> Floats:
    """(class,) largest gap between the distribution of the result in a class and overall (Kolmogorov-Smirnov).

    classes: (point,); place: (point,) rank of the result among the different results, from 0.
    """
    counts = np.zeros((classes.max() + 1, place.max() + 1))
    np.add.at(counts, (classes, place), 1.0)
    inside = counts.cumsum(axis=1) / counts.sum(axis=1, keepdims=True)
    overall = counts.sum(axis=0).cumsum() / len(place)
    return np.asarray(np.abs(inside - overall).max(axis=1))


def pawn(names: tuple[str, ...], x: Floats, y: Floats, seed: int = 0, shuffles: int = SHUFFLES // 4) -> Pawn:
    """The PAWN index of each parameter, from any points: x (point, parameter), y (point,)."""
    x, y = known(x, y)
    if len(y) < 4:
        nothing = np.full(len(names), np.nan)
        return Pawn(names, nothing, nothing, float("nan"), len(y))
    rng, bins = np.random.default_rng(seed), bins_for(len(y))
    place = np.unique(y, return_inverse=True)[1].astype(np.int32)
    classes = [binned(column, bins) for column in x.T]
    found = [distances(one, place) for one in classes]
    by_chance = []
    for _ in range(shuffles):
        mixed = rng.permutation(place)
        by_chance.append(max(float(np.median(distances(one, mixed))) for one in classes))
    medians, largest = (np.array([f(d) for d in found]) for f in (np.median, np.max))
    return Pawn(names, medians, largest, float(np.quantile(by_chance, 0.95)), len(y))
