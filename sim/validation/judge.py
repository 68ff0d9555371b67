"""What the runs say of a claim and of a pattern: at base parameters, then in each plausible world."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple

import numpy as np

from sim.compare.robustness import HOLDS as MOST_WORLDS
from sim.compare.robustness import Z95, mean_over, wilson
from sim.state import Flags, Floats
from sim.validation.pattern import Claim, Pattern
from sim.validation.quantities import columns, described

PLACE = {column.name: k for k, column in enumerate(columns())}
Runs = Mapping[str, Floats]  # by arm: (..., seed, column)


class Verdict(Enum):
    """What can be said of a pattern."""

    HOLDS = "holds"  # at base parameters, and in nine worlds of ten or more
    HOLDS_IN_SOME = "holds in some worlds"  # at base parameters, and in fewer worlds
    FAILS = "does not hold"  # some claim is not established at base parameters
    UNKNOWN = "not measured"  # fewer than two seeds in which its quantities exist


class Judged(NamedTuple):
    """A claim at base parameters; (component,) arrays, one component for most quantities."""

    claim: Claim
    mean: Floats
    low: Floats  # 95 % interval of the mean
    high: Floats
    seeds: int  # seeds in which the quantity exists in every arm
    holds: bool  # the whole interval lies in the claimed range, for every component
    contrary: bool  # the whole interval lies out of it, for some component
    worlds: Flags  # (world,) whether the mean of the world lies in the range; empty if none was made


class Scored(NamedTuple):
    """A pattern: its claims, and in how many worlds all of them hold together."""

    pattern: Pattern
    claims: tuple[Judged, ...]
    verdict: Verdict
    share: float  # of worlds in which every claim holds; NaN without any
    low: float  # its 95 % interval (Wilson)
    high: float


def statistic(claim: Claim, runs: Runs) -> Floats:
    """(..., seed, component) the combination of arms that the claim is about."""
    at = [PLACE[name] for name in described(claim.quantity)[2]]
    total: Floats = sum((weight * runs[arm][..., at] for arm, weight in claim.weights.items()), start=np.zeros(1))
    return total


def inside(claim: Claim, low: Floats, high: Floats) -> Flags:
    """(...) whether low to high lies in the claimed range, bounds excluded; NaN does not."""
    return np.asarray((low > claim.low) & (high < claim.high))


def mean_interval(values: Floats) -> tuple[Floats, Floats, Floats, int]:
    """(mean, low, high, seeds) of values (seed, component): normal 95 % interval of the mean, NaN under two seeds."""
    there = values[np.isfinite(values).all(axis=1)]
    n = len(there)
    if n < 2:
        nothing = np.full(values.shape[1], np.nan)
        return nothing, nothing, nothing, n
    mean = there.mean(axis=0)
    reach = Z95 * there.std(axis=0, ddof=1) / np.sqrt(n)
    return mean, mean - reach, mean + reach, n


def judged(claim: Claim, base: Runs, worlds: Runs | None) -> Judged:
    """A claim on base[arm] (seed, column) and worlds[arm] (world, seed, column)."""
    mean, low, high, n = mean_interval(statistic(claim, base))
    holds = bool(inside(claim, low, high).all())
    contrary = bool(((high <= claim.low) | (low >= claim.high)).any())
    in_worlds: Flags = np.zeros(0, dtype=np.bool_)
    if worlds is not None:
        middle = mean_over(statistic(claim, worlds), 1)
        in_worlds = np.asarray(inside(claim, middle, middle).all(axis=1))
    return Judged(claim, mean, low, high, n, holds, contrary, in_worlds)


def scored(pattern: Pattern, base: Runs, worlds: Runs | None = None) -> Scored:
    """A pattern: all its claims must hold, each on its own interval (intersection-union tests need no correction)."""
    claims = tuple(judged(claim, base, worlds) for claim in pattern.claims)
    together: Flags = np.asarray(np.logical_and.reduce([c.worlds for c in claims]))
    share = float(together.mean()) if together.size else float("nan")
    low, high = wilson(np.array([share]), np.array([together.size], dtype=np.int32))
    return Scored(pattern, claims, verdict(claims, share), share, float(low[0]), float(high[0]))


def verdict(claims: Sequence[Judged], share: float) -> Verdict:
    """HOLDS asks for every claim at base parameters and nine worlds of ten; without worlds, for the base alone."""
    if any(not np.isfinite(c.mean).all() for c in claims):
        return Verdict.UNKNOWN
    if not all(c.holds for c in claims):
        return Verdict.FAILS
    return Verdict.HOLDS_IN_SOME if share < MOST_WORLDS else Verdict.HOLDS


def placebo(pattern: Pattern, base: Floats) -> dict[str, Floats]:
    """The runs of one arm (seed, column) in the place of every arm, each under other seeds: luck and nothing else."""
    step = max(1, len(base) // (len(pattern.arms) + 1))
    return {arm: np.roll(base, k * step, axis=0) for k, arm in enumerate(pattern.arms)}
