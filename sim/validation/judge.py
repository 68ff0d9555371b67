"""What the runs say of a claim and of a pattern: at base parameters, beside nulls, in plausible worlds, under controls.

A claim of an effect asks for its smallest effect of interest, and survives a control when half of the effect is left.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple

import numpy as np

from sim.compare.robustness import HOLDS as MOST_WORLDS
from sim.compare.robustness import Z95, mean_over, wilson
from sim.life.surrogates import NULLS
from sim.state import Flags, Floats
from sim.validation.pattern import Claim, Pattern
from sim.validation.quantities import COUNTED, columns, described

PLACE = {column.name: k for k, column in enumerate(columns())}
Runs = Mapping[str, Floats]  # by arm: (..., seed, column)
HALF = 0.5  # of the effect that must be left under a control [A] a convention, fixed before any control was run
RESAMPLES = 999


class Verdict(Enum):
    """What can be said of a pattern."""

    HOLDS = "holds"  # at base parameters, and in nine worlds of ten or more
    HOLDS_IN_SOME = "holds in some worlds"  # at base parameters, and in fewer worlds
    NO_BETTER = "a null does as well"  # at base parameters, but a process without life takes the same way
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
    size: float = float("nan")  # the mean over the standard deviation of the quantity between seeds (luck)
    nulls: Mapping[str, bool] = {}

    @property
    def withdrawn(self) -> bool:
        """Whether it is about the way that a run goes, and a null goes that way too."""
        return self.claim.path and any(self.nulls.values())


class Scored(NamedTuple):
    """A pattern: its claims, and in how many worlds all of them hold together."""

    pattern: Pattern
    claims: tuple[Judged, ...]
    verdict: Verdict
    share: float  # of worlds in which every claim holds; NaN without any
    low: float  # its 95 % interval (Wilson)
    high: float


class Survival(NamedTuple):
    """What a control leaves of the effect of a claim; NaN for a claim that is not of an effect."""

    share: float  # of the base effect
    low: float  # its 95 % interval, seeds drawn again
    high: float


NOTHING = Survival(float("nan"), float("nan"), float("nan"))


class Left(Enum):
    """What a control leaves of a pattern, or of a claim."""

    STANDS = "still stands"  # every claim: half of its effect or more, the whole interval; or its level holds
    DESTROYED = "destroyed"  # some claim: less than half, the whole interval; or its level does not hold
    OPEN = "cannot be told"  # half lies inside some interval


class Under(NamedTuple):
    """A pattern under a control."""

    left: Left
    claims: tuple[Survival, ...]  # in the order of the pattern's claims


def statistic(claim: Claim, runs: Runs, null: str = "") -> Floats:
    """(..., seed, component) the combination of arms that the claim is about; under a null, if one is named."""
    at = [PLACE[f"{name}@{null}" if null else name] for name in described(claim.quantity)[2]]
    total: Floats = sum((weight * runs[arm][..., at] for arm, weight in claim.weights.items()), start=np.zeros(1))
    return total


def inside(claim: Claim, low: Floats, high: Floats) -> Flags:
    """(...) whether low to high lies in the claimed range, bounds excluded; NaN does not."""
    return np.asarray((low > claim.bound) & (high < claim.high))


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
    contrary = bool(((high <= (0.0 if claim.effect else claim.bound)) | (low >= claim.high)).any())
    in_worlds: Flags = np.zeros(0, dtype=np.bool_)
    if worlds is not None:
        middle = mean_over(statistic(claim, worlds), 1)
        in_worlds = np.asarray(inside(claim, middle, middle).all(axis=1))
    return Judged(claim, mean, low, high, n, holds, contrary, in_worlds, size_of(claim, base), under_nulls(claim, base))


def size_of(claim: Claim, base: Runs) -> float:
    """The largest mean of the claim, in standard deviations of its quantity between seeds of its first arm."""
    at = [PLACE[name] for name in described(claim.quantity)[2]]
    luck = next(iter(base[arm] for arm in claim.weights))[:, at]
    luck = luck[np.isfinite(luck).all(axis=1)]
    if len(luck) < 2:
        return float("nan")
    spread, mean = luck.std(axis=0, ddof=1), mean_over(statistic(claim, base), 0)
    sizes = np.divide(np.abs(mean), spread, out=np.full(mean.shape, np.nan), where=spread > 0.0)
    return float(np.nanmax(sizes)) if np.isfinite(sizes).any() else float("nan")


def under_nulls(claim: Claim, base: Runs) -> dict[str, bool]:
    """Whether the claim holds of each process without life, made from the same runs; empty where none can be read."""
    if claim.quantity not in COUNTED:
        return {}
    found = {}
    for null in NULLS:
        _, low, high, _ = mean_interval(statistic(claim, base, null))
        found[null] = bool(inside(claim, low, high).all())
    return found


def surviving(claim: Claim, base: Runs, cut: Runs) -> Survival:
    """The share of the effect that is left, base[arm] and cut[arm] (seed, column) on the same seeds."""
    if not claim.effect:
        return NOTHING
    return share_left(statistic(claim, base)[:, 0], statistic(claim, cut)[:, 0])


def share_left(base: Floats, cut: Floats) -> Survival:
    """The share of an effect that is left; base, cut (seed,) the effect on the same seeds, NaN where there is none."""
    both = np.stack([base, cut])
    both = both[:, np.isfinite(both).all(axis=0)]
    n = both.shape[1]
    if n < 2 or both[0].mean() <= 0.0:
        return NOTHING
    drawn = np.random.default_rng(0).multinomial(n, np.full(n, 1.0 / n), size=RESAMPLES) / n
    of_base, of_cut = drawn @ both[0], drawn @ both[1]
    there = of_base > 0.0  # without an effect in the runs drawn, no share of it
    low, high = np.quantile(of_cut[there] / of_base[there], (0.025, 0.975))
    return Survival(float(both[1].mean() / both[0].mean()), float(low), float(high))


def left_of(claim: Claim, base: Runs, cut: Runs) -> tuple[Left, Survival]:
    """What a control leaves of a claim that holds: of an effect, by halves; of a level, whether it holds still."""
    if not claim.effect:
        return (Left.STANDS if judged(claim, cut, None).holds else Left.DESTROYED), surviving(claim, base, cut)
    found = surviving(claim, base, cut)
    if found.low >= HALF:
        return Left.STANDS, found
    return (Left.DESTROYED if found.high < HALF else Left.OPEN), found


def scored(pattern: Pattern, base: Runs, worlds: Runs | None = None) -> Scored:
    """A pattern: all its claims must hold, each on its own interval (intersection-union tests need no correction)."""
    claims = tuple(judged(claim, base, worlds) for claim in pattern.claims)
    together: Flags = np.asarray(np.logical_and.reduce([c.worlds for c in claims]))
    share = float(together.mean()) if together.size else float("nan")
    low, high = wilson(np.array([share]), np.array([together.size], dtype=np.int32))
    return Scored(pattern, claims, verdict(claims, share), share, float(low[0]), float(high[0]))


def under(pattern: Pattern, base: Runs, cut: Runs) -> Under:
    """What a control leaves of a pattern: destroyed if one of its claims is, standing if all stand."""
    marks, shares = zip(*(left_of(claim, base, cut) for claim in pattern.claims), strict=True)
    left = Left.DESTROYED if Left.DESTROYED in marks else Left.OPEN if Left.OPEN in marks else Left.STANDS
    return Under(left, shares)


def verdict(claims: Sequence[Judged], share: float) -> Verdict:
    """HOLDS asks for every claim at base parameters and nine worlds of ten; without worlds, for the base alone."""
    if any(not np.isfinite(c.mean).all() for c in claims):
        return Verdict.UNKNOWN
    if not all(c.holds for c in claims):
        return Verdict.FAILS
    if any(c.withdrawn for c in claims):
        return Verdict.NO_BETTER
    return Verdict.HOLDS_IN_SOME if share < MOST_WORLDS else Verdict.HOLDS


def placebo(pattern: Pattern, base: Floats) -> dict[str, Floats]:
    """The runs of one arm (seed, column) in the place of every arm, each under other seeds: luck and nothing else."""
    step = max(1, len(base) // (len(pattern.arms) + 1))
    return {arm: np.roll(base, k * step, axis=0) for k, arm in enumerate(pattern.arms)}
