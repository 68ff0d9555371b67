"""Shares of the variance: how much each parameter carries alone, and in all with those it acts with (Sobol' 1993)."""

from itertools import combinations
from typing import NamedTuple

import numpy as np

from sim.explore.morris import between
from sim.explore.table import Explored
from sim.state import Floats, Ints

DRAWS = 500


class Blocks(NamedTuple):
    """The mean results of a Saltelli design; blocks with a missing result are left out."""

    a: Floats  # (block,)
    b: Floats  # (block,)
    ab: Floats  # (block, group) A with the parameters of a group taken from B
    ba: Floats  # (block, group) B with the parameters of a group taken from A; (block, 0) without second order
    lost: int  # blocks left out
    luck: Floats  # (group + 1,) mean variance that luck leaves in ab - a, then in b - a; NaN without replicates


class Indices(NamedTuple):
    """Shares of the variance of the mean result, with 95 % bootstrap intervals over blocks; each (group,)."""

    groups: tuple[str, ...]
    first: Floats  # alone
    first_low: Floats
    first_high: Floats
    total: Floats  # alone and with others
    total_low: Floats
    total_high: Floats
    variance: float  # of the mean result, in its unit squared
    blocks: int
    lost: int
    luck: Floats  # share of the variance that is luck left in `total`; NaN without replicates
    luck_in_all: float  # share of the variance of the mean result that is luck, which cannot be foretold
    second: Floats  # (pair,) what two groups carry together and neither alone; (0,) without blocks of second order
    second_low: Floats
    second_high: Floats

    @property
    def order(self) -> Ints:
        """(group,) from the largest total to the smallest."""
        return np.argsort(-np.nan_to_num(self.total, nan=-1.0), kind="stable").astype(np.int32)

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """(pair,) the groups of `second`, in its order: (0, 1), (0, 2) ... (1, 2) ..."""
        return tuple(combinations(range(len(self.groups)), 2)) if len(self.second) else ()


def blocks(found: Explored) -> Blocks:
    """The results by block, the order of points being A, AB_1 ... AB_g, B, or A, AB.., BA_1 ... BA_g, B."""
    s, g = found.space, len(found.space.groups)
    mine = s.group == np.arange(g)[:, None]  # (group, parameter)
    for size in (g + 2, 2 * g + 2):
        if len(found.x) % size:
            continue
        x, y = found.x.reshape(-1, size, len(s.names)), found.mean.reshape(-1, size)
        a, b = x[:, :1], x[:, -1:]
        if (x[:, 1 : g + 1] == np.where(mine, b, a)).all():
            well = np.isfinite(y).all(axis=1)
            kept = y[well]
            single = found.y.reshape(-1, size, found.y.shape[1])[well]
            luck = luck_of_gaps(single[:, [*range(1, g + 1), size - 1]] - single[:, :1])
            return Blocks(kept[:, 0], kept[:, -1], kept[:, 1 : g + 1], kept[:, g + 1 : -1], int((~well).sum()), luck)
    raise ValueError(
        f"{len(found.x)} points in {g} groups are not blocks of A, AB_1 ... AB_{g}, B: not a Saltelli design"
    )


def luck_of_gaps(gaps: Floats) -> Floats:
    """(gap,) mean over blocks of the variance of the mean over replicates, of gaps (block, gap, replicate)."""
    there = np.isfinite(gaps)
    number = there.sum(axis=2)
    mean = np.where(there, gaps, 0.0).sum(axis=2) / np.maximum(number, 1)
    square = (np.where(there, gaps - mean[:, :, None], 0.0) ** 2).sum(axis=2)
    variance = square / np.maximum(number - 1, 1) / np.maximum(number, 1)
    told = number > 1
    total = np.where(told, variance, 0.0).sum(axis=0)
    return np.asarray(np.divide(total, told.sum(axis=0), out=np.full(len(total), np.nan), where=told.any(axis=0)))


def estimate(a: Floats, b: Floats, ab: Floats) -> tuple[Floats, Floats]:
    """(first, total), each (group,), of results a, b (block,) and ab (block, group).

        first_k = mean(b (ab_k - a)) / V      Saltelli et al. 2010
        total_k = mean((a - ab_k)^2) / 2V     Jansen 1999

    with V the variance of a and b together, and results counted from their mean, which steadies `first`.
    """
    both = np.concatenate([a, b])
    variance = both.var()
    if variance == 0.0:
        return np.full(ab.shape[1], np.nan), np.full(ab.shape[1], np.nan)
    away = (b - both.mean())[:, None]
    first = (away * (ab - a[:, None])).mean(axis=0) / variance
    return first, ((a[:, None] - ab) ** 2).mean(axis=0) / (2.0 * variance)


def together(a: Floats, b: Floats, ab: Floats, ba: Floats) -> Floats:
    """(pair,) second-order indices of results a, b (block,) and ab, ba (block, group); pairs as in `Indices.pairs`.

        second_jk = mean(ba_j ab_k - a b) / V - first_j - first_k      Saltelli 2002, as SALib has it

    for j < k. Luck that each point has for itself adds nothing to these means, as it adds nothing to `first`: it widens
    the intervals, and it is part of V.
    """
    j, k = np.triu_indices(ab.shape[1], 1)
    both = np.concatenate([a, b])
    if both.var() == 0.0 or not ba.shape[1]:
        return np.full(len(j) if ba.shape[1] else 0, np.nan)
    first, middle = estimate(a, b, ab)[0], both.mean()
    product = (ba - middle).T @ (ab - middle) / len(a) - ((a - middle) * (b - middle)).mean()
    return np.asarray(product[j, k] / both.var() - first[j] - first[k])


def indices(found: Explored, seed: int = 0) -> Indices:
    """First and total indices of each group, those of each pair if the design has their blocks, with intervals.

    First indices may come out slightly negative: the estimate is noisy around zero. Means over replicates are
    explained, and some luck is left in them: `luck_in_all` of V, which no index can explain. It raises `total` besides,
    since a and ab differ by their luck too, by what `luck` says (variance over replicates of ab - a, over replicates,
    over 2 V): take it away to have what the group really carries.
    """
    part = blocks(found)
    n, g = part.ab.shape
    if n < 2:
        nothing = np.full(g, np.nan)
        return Indices(
            found.space.groups, nothing, nothing, nothing, nothing, nothing, nothing, float("nan"), n, part.lost,
            nothing, float("nan"), *[np.full(g * (g - 1) // 2 if part.ba.shape[1] else 0, np.nan)] * 3,
        )  # fmt: skip
    first, total = estimate(part.a, part.b, part.ab)
    rng = np.random.default_rng(seed)
    picked = [rng.integers(0, n, n) for _ in range(DRAWS)]
    drawn = np.array([estimate(part.a[rows], part.b[rows], part.ab[rows]) for rows in picked])
    (first_low, total_low), (first_high, total_high) = between(drawn)
    pairs = [together(part.a[rows], part.b[rows], part.ab[rows], part.ba[rows]) for rows in picked]
    second_low, second_high = between(np.array(pairs))
    variance = float(np.concatenate([part.a, part.b]).var())
    luck = part.luck / (2.0 * variance) if variance > 0.0 else np.full(g + 1, np.nan)
    return Indices(
        found.space.groups, first, first_low, first_high, total, total_low, total_high, variance, n, part.lost,
        luck[:-1], float(luck[-1]), together(part.a, part.b, part.ab, part.ba), second_low, second_high,
    )  # fmt: skip
