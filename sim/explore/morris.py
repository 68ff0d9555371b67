"""Screening by elementary effects: which parameters can be left alone, from few runs (Morris 1991)."""

from typing import NamedTuple

import numpy as np

from sim.explore.table import Explored, Space
from sim.state import Floats, Ints

STEP = 2.0 / 3.0  # of the range, on the four levels of `sim.sweep.points.morris`
DRAWS = 1_000


class Screening(NamedTuple):
    """What moving each group does, in the unit of the result, if it moved over its whole range at that pace."""

    groups: tuple[str, ...]  # (group,)
    mu: Floats  # (group,) mean effect of a rise; NaN for several parameters moved at once, which has no direction
    mu_star: Floats  # (group,) mean size of the effect
    sigma: Floats  # (group,) standard deviation of effects: curved, or depends on the others
    low: Floats  # (group,) 95 % bootstrap interval of mu_star, over trajectories
    high: Floats
    number: Ints  # (group,) effects that could be measured
    lost: int  # effects that could not, for want of a run
    luck: Floats  # (group,) the mean size that luck alone would give; NaN without replicates
    square: Floats  # (group,) mean squared effect, luck taken out where there are replicates: may be negative

    @property
    def order(self) -> Ints:
        """(group,) from the largest mu_star to the smallest."""
        return np.argsort(-np.nan_to_num(self.mu_star, nan=-1.0), kind="stable").astype(np.int32)


def elementary_effects(found: Explored, step: float = STEP) -> Floats:
    """(trajectory, group) change of the mean result when a group moves, over the step; NaN where a run is missing.

        effect_k = (y(after) - y(before)) / step      with the sign of a rise, for a group of one parameter

    A trajectory is one more point than there are groups, and each of its steps moves one group (ValueError if not).
    """
    s, n = found.space, len(found.space.groups)
    if len(found.x) % (n + 1):
        raise ValueError(f"{len(found.x)} points are no whole number of trajectories of {n + 1}: not a Morris design")
    x, y = found.x.reshape(-1, n + 1, len(s.names)), found.mean.reshape(-1, n + 1)
    change, result = np.diff(x, axis=1), np.diff(y, axis=1)
    moved = np.stack([(change[:, :, s.group == k] != 0.0).any(axis=2) for k in range(n)], axis=2)
    if (moved.sum(axis=2) > 1).any() or (moved.sum(axis=1) > 1).any():
        raise ValueError("a step of a trajectory moves several groups, or a group twice: not a Morris design")
    rise = np.where(s.alone, np.sign(total_by_group(change, s)), 1.0)
    effects = np.where(moved, result[:, :, None] * rise / step, np.nan)
    held = moved.any(axis=1)
    return np.where(held, np.where(moved, effects, 0.0).sum(axis=1), np.nan)


def total_by_group(change: Floats, s: Space) -> Floats:
    """(trajectory, step, group) sum of the changes of the parameters of each group."""
    return np.stack([change[:, :, s.group == k].sum(axis=2) for k in range(len(s.groups))], axis=2)


def screening(found: Explored, step: float = STEP, seed: int = 0) -> Screening:
    """Mean, mean size and spread of the elementary effects of each group, with bootstrap intervals.

    mu_star rather than mu ranks parameters, since effects of opposite signs do not cancel in it (Campolongo, Cariboni
    & Saltelli 2007).
    """
    effects = elementary_effects(found, step)
    n, there = len(effects), np.isfinite(effects)
    number = there.sum(axis=0).astype(np.int32)
    mu, mu_star = mean_there(effects), mean_there(np.abs(effects))
    sigma = np.sqrt(mean_there((effects - mu) ** 2) * number / np.maximum(number - 1, 1))
    picked = np.random.default_rng(seed).integers(0, n, (DRAWS, n))
    drawn = np.stack([mean_there(np.abs(effects[rows])) for rows in picked])
    low, high = between(drawn)
    few = number < 2
    sigma, low, high = (np.where(few, np.nan, part) for part in (sigma, low, high))
    lost = int(effects.size - there.sum())
    by_replicate = np.stack([elementary_effects(found._replace(y=y[:, None]), step) for y in found.y.T])
    return Screening(
        found.space.groups, np.where(found.space.alone, mu, np.nan), mu_star, sigma, low, high, number, lost,
        size_of_luck(by_replicate), square_beyond_luck(by_replicate),
    )  # fmt: skip


def size_of_luck(effects: Floats) -> Floats:
    """(group,) the mean size that luck alone would give to mean effects, from those of each replicate.

        E|luck of a mean of R| = mean |effect_r - effect_s| / sqrt(2 R)      over pairs of replicates

    exact for two replicates, whose half-difference is distributed as the luck of their mean; for more, exact if luck is
    normal. effects: (replicate, trajectory, group); NaN with one replicate.
    """
    copies = len(effects)
    pairs = [np.abs(effects[r] - effects[s]) for r in range(copies) for s in range(r)]
    nothing = np.full(effects.shape[2], np.nan)
    return mean_there(np.concatenate(pairs)) / np.sqrt(2.0 * copies) if pairs else nothing


def square_beyond_luck(effects: Floats) -> Floats:
    """(group,) mean squared effect: of the only replicate, or without the luck of each.

    The product of the effects of two replicates has the squared effect as its mean, since their luck is not the same:
    unlike mu_star, it does not grow with luck. effects: (replicate, trajectory, group).
    """
    copies = len(effects)
    pairs = [effects[r] * effects[s] for r in range(copies) for s in range(r)] or [effects[0] ** 2]
    return mean_there(np.concatenate(pairs))


def mean_there(effects: Floats) -> Floats:
    """(group,) mean over trajectories of the effects that exist, NaN without any."""
    there = np.isfinite(effects)
    number = there.sum(axis=0)
    total = np.where(there, effects, 0.0).sum(axis=0)
    return np.asarray(np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0))


def between(drawn: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """(low, high) percentiles over the first axis of draws; NaN where a draw is."""
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(drawn, (tail, 1.0 - tail), axis=0)
    return low, high
