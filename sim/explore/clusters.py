"""Kinds of trajectories: runs that lived alike on the two axes, month by month, put together around a real run each."""

from typing import NamedTuple

import numpy as np

from sim.state import Floats, Ints

MOST = 1_200  # runs among which the typical ones are sought; others join the nearest
LARGEST = 6  # kinds, at most


class Clusters(NamedTuple):
    """Groups of runs, the largest first."""

    medoid: Ints  # (cluster,) the position of the run nearest to all others of its group
    member: Ints  # (run,) the group of each run; -1 where its trajectory is not whole
    size: Ints  # (cluster,)
    silhouette: Floats  # (number of groups - 2 + 1,) mean silhouette with 2, 3... groups
    left_out: int

    @property
    def clear(self) -> float:
        """The mean silhouette kept: above 0.5 groups are distinct, under 0.25 a convenience (Rousseeuw 1987)."""
        return float(self.silhouette.max(initial=-1.0))


def distances(series: Floats, others: Floats) -> Floats:
    """(run, other) root mean square distance between series (run, value) and (other, value)."""
    squared = (series**2).sum(axis=1)[:, None] + (others**2).sum(axis=1) - 2.0 * series @ others.T
    return np.asarray(np.sqrt(np.maximum(squared, 0.0) / series.shape[1]))


def medoids(apart: Floats, k: int) -> Ints:
    """(k,) the runs around which total distance is least: greedy start, then swaps (Kaufman & Rousseeuw 1990)."""
    chosen = [int(apart.sum(axis=0).argmin())]
    while len(chosen) < k:
        near = apart[:, chosen].min(axis=1)
        chosen.append(int(np.maximum(near[:, None] - apart, 0.0).sum(axis=0).argmax()))
    cost = apart[:, chosen].min(axis=1).sum()
    while True:
        best = (cost, chosen)
        for place in range(k):
            rest = [c for p, c in enumerate(chosen) if p != place]
            near = apart[:, rest].min(axis=1) if rest else np.full(len(apart), np.inf)
            totals = np.minimum(near[:, None], apart).sum(axis=0)
            new = int(totals.argmin())
            if totals[new] < best[0] - 1e-9 * cost:
                best = (float(totals[new]), [*rest, new])
        if best[0] == cost:
            return np.array(sorted(chosen), dtype=np.int32)
        cost, chosen = best


def silhouettes(apart: Floats, member: Ints) -> Floats:
    """(run,) (b - a) / max(a, b): a, mean distance to its own group; b, to the nearest other one (Rousseeuw 1987)."""
    k = int(member.max()) + 1
    size = np.bincount(member, minlength=k).astype(np.float64)
    sums = np.stack([apart[:, member == c].sum(axis=1) for c in range(k)], axis=1)
    mine = np.arange(k) == member[:, None]
    alone = size[member] < 2
    own = np.where(mine, sums / np.maximum(size - 1.0, 1.0), 0.0).sum(axis=1)
    other = np.where(mine, np.inf, sums / size).min(axis=1)
    scale = np.maximum(own, other)
    return np.where(alone | (scale == 0.0), 0.0, (other - own) / np.where(scale > 0.0, scale, 1.0))


def clusters(series: Floats, largest: int = LARGEST) -> Clusters:
    """Groups of runs by their series (run, value); their number is the one of the largest mean silhouette.

    Runs with a missing month are left out. Beyond 1,200 runs the typical ones are sought among 1,200, evenly taken.
    """
    whole = np.flatnonzero(np.isfinite(series).all(axis=1))
    some = (
        whole[np.unique(np.linspace(0, len(whole) - 1, min(MOST, len(whole))).astype(np.int64))]
        if len(whole)
        else whole
    )
    member = np.full(len(series), -1, dtype=np.int32)
    most = min(largest, len(np.unique(series[some], axis=0)) - 1)
    if most < 2:
        member[whole] = 0
        medoid = whole[:1].astype(np.int32)
        return Clusters(medoid, member, np.array([len(whole)], dtype=np.int32), np.empty(0), len(series) - len(whole))
    apart = distances(series[some], series[some])
    tried = [medoids(apart, k) for k in range(2, most + 1)]
    score = np.array([silhouettes(apart, apart[:, m].argmin(axis=1).astype(np.int32)).mean() for m in tried])
    typical = some[tried[int(score.argmax())]]
    nearest = distances(series[whole], series[typical]).argmin(axis=1)
    size = np.bincount(nearest, minlength=len(typical))
    order = np.argsort(-size, kind="stable")
    rank = np.argsort(order, kind="stable")
    member[whole] = rank[nearest]
    return Clusters(
        typical[order].astype(np.int32), member, size[order].astype(np.int32), score, len(series) - len(whole)
    )
