"""What the study says of the dynamics, as conclusions that each way of reading the runs upholds or not."""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compare.robustness import Z95
from sim.state import Flags, Floats
from sim.validation.typology.arms import BASE, FAVORABLE, HOSTILE
from sim.validation.typology.thresholds import CONFLICTUAL, COOPERATIVE, READ, SETTINGS, SHAPE, USUAL


class Conclusion(NamedTuple):
    """The mean over seeds of a reading, or its contrast between two arms on one seed, must exceed a bound."""

    name: str
    reading: str
    weights: Mapping[str, int]  # by arm
    bound: float

    @property
    def difference(self) -> bool:
        """Whether it is a difference, from -1 to 1, and not a share: between two arms, or two years."""
        return len(self.weights) > 1 or self.reading in ("conflict_first", "cooperation_later")


CONCLUSIONS = (
    Conclusion("conflict_first", "conflict_first", {BASE: 1}, 0.0),
    Conclusion("cooperation_later", "cooperation_later", {BASE: 1}, 0.0),
    Conclusion("movers", "movers", {BASE: 1}, 0.9),
    Conclusion("not_straight", "returns", {BASE: 1}, 0.5),
    Conclusion("most_cooperative", "cooperative", {BASE: 1}, 0.5),
    Conclusion("fewer_hostile", "cooperative", {BASE: 1, HOSTILE: -1}, 0.0),
    Conclusion("more_favorable", "cooperative", {FAVORABLE: 1, BASE: -1}, 0.0),
)


class Verdict(IntEnum):
    """What a way of reading says of a conclusion."""

    FAILS = 0  # the whole 95 % interval is at the bound or under it
    OPEN = 1  # the interval has the bound inside
    HOLDS = 2  # the whole interval is above the bound


class Judged(NamedTuple):
    """Every conclusion under every way of reading; each (way, conclusion)."""

    mean: Floats
    low: Floats
    high: Floats
    verdict: NDArray[np.int8]


def judged(readings: Mapping[str, Floats]) -> Judged:
    """readings[arm] (seed, way, reading), the same seeds in every arm; at least two of them.

    Intervals are those of each way alone: with many ways, one in twenty may miss by luck.
    """
    parts = []
    for c in CONCLUSIONS:
        which = READ.index(c.reading)
        values = np.sum([weight * readings[arm][:, :, which] for arm, weight in c.weights.items()], axis=0)
        mean, reach = values.mean(axis=0), Z95 * values.std(axis=0, ddof=1) / np.sqrt(len(values))
        low, high = np.maximum(mean - reach, -1.0 if c.difference else 0.0), np.minimum(mean + reach, 1.0)
        verdict = np.where(low > c.bound, Verdict.HOLDS, np.where(high <= c.bound, Verdict.FAILS, Verdict.OPEN))
        parts.append((mean, low, high, verdict.astype(np.int8)))
    return Judged(*(np.stack(part, axis=1) for part in zip(*parts, strict=True)))


AXES = ("level", "window", "attended", "cooperative", "conflictual")  # of SHAPE


def shares_by(verdict: NDArray[np.int8], axis: str) -> Floats:
    """(value of the axis, conclusion) share of the ways with that value under which a conclusion holds."""
    held = (verdict == Verdict.HOLDS).reshape(*SHAPE, verdict.shape[1])
    over = tuple(k for k in range(len(SHAPE)) if k != AXES.index(axis))
    return np.asarray(held.mean(axis=over))


def at_thresholds(values: Floats | NDArray[np.int8], level: str = USUAL.level) -> Floats | NDArray[np.int8]:
    """(cooperative, conflictual, conclusion) of values (way, conclusion), at a level, the rest being as usual."""
    here = [k for k, s in enumerate(SETTINGS) if s[:3] == (level, USUAL.window, USUAL.attended)]
    return values[here].reshape(*SHAPE[3:], values.shape[1])


def neighbors(verdict: NDArray[np.int8]) -> Flags:
    """(conclusion,) True where every pair of thresholds one step from the usual one agrees with it, at its level."""
    grid = np.asarray(at_thresholds(verdict))
    row, column = COOPERATIVE.index(USUAL.cooperative), CONFLICTUAL.index(USUAL.conflictual)
    near = grid[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2]
    return np.asarray((near == grid[row, column]).all(axis=(0, 1)))
