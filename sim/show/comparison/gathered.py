"""What the report and the tables of a comparison say, worked out once for both languages."""

from enum import Enum
from typing import NamedTuple

import numpy as np

from sim.compare.censoring import unknown_yet
from sim.compare.comparison import OUTCOME, Comparison, Findings
from sim.compare.differences import Differences, differences
from sim.compare.mattering import smallest_of
from sim.compare.measures import Column
from sim.compare.precision import LEAST, deviation
from sim.compare.robustness import (
    Z95,
    Link,
    Shares,
    goes_with,
    mean_over,
    shares,
    too_small,
    verdicts,
    world_differences,
)
from sim.compare.why import Explanation, explain
from sim.compare.worlds import table
from sim.show.comparison.figure_reading import HEADLINE as GROUPS
from sim.show.comparison.quantities import Span
from sim.state import Flags, Floats, Ints

HEADLINE = tuple(name for several in GROUPS.values() for name in several)  # the outcomes of the first page
FAMILIES = ("channel", "ledger", "role", "problem", "territory", "region")  # each judged by itself, besides outcomes
VERY_SMALL = 0.2  # of the baseline's deviation between runs: below it a difference is called very small (Cohen 1988)
FEW_WORLDS = 20  # below, a share of worlds is too poorly known to call a difference established


class Standing(Enum):
    """What can be said of a difference; `Verdict`, and one more word for a comparison without plausible worlds."""

    HOLDS = "holds"
    DEPENDS = "depends"
    REVERSED = "reversed"
    SEEN = "seen"  # the interval at base parameters leaves zero out, and no other world was tried
    SMALL = "small"  # the interval leaves zero out, and the mean is below the smallest difference of interest
    NOT_SEEN = "not_seen"
    CENSORED = "censored"  # made by projects when they end, of which too many are under way: not known yet
    SAME = "same"
    NOT_MEASURED = "not_measured"

    @property
    def visible(self) -> bool:
        """Whether there is a difference that matters to tell."""
        return self in (Standing.HOLDS, Standing.DEPENDS, Standing.REVERSED, Standing.SEEN)


class Level(NamedTuple):
    """The mean of each arm, each (arm, column): over runs that have the quantity, with its 95 % interval."""

    mean: Floats
    low: Floats
    high: Floats

    def at(self, a: int, k: int) -> Span:
        """The mean of an arm, with its interval."""
        return Span(*(float(part[a, k]) for part in self))


class Judged(NamedTuple):
    """The columns of a family: levels, differences (simultaneous over the family), shares of worlds, standings."""

    columns: Ints  # (column,) positions among the columns of the comparison
    level: Level
    base: Differences
    shares: Shares
    standing: list[list[Standing]]  # [variant][column]
    size: Floats  # (variant, column) difference over the baseline's deviation between runs; inf where that is zero
    smallest: Floats  # (column,) smallest difference of interest, NaN where none was set

    def gap(self, v: int, k: int) -> Span:
        """The mean difference of a variant, with its simultaneous interval."""
        return Span(*(float(part[v, k]) for part in (self.base.mean, self.base.low_all, self.base.high_all)))

    def agreement(self, v: int, k: int) -> Span:
        """The share of worlds that have the sign of the base, with its interval."""
        return Span(*(float(part[v, k]) for part in (self.shares.same, self.shares.low, self.shares.high)))

    def worlds(self, v: int, k: int) -> int:
        """Worlds in which the quantity exists."""
        return int(self.shares.worlds[v, k])


class Gathered(NamedTuple):
    """A comparison, its findings, and what is shown besides."""

    c: Comparison
    f: Findings
    judged: dict[str, Judged]  # `outcome` and each of FAMILIES
    reasons: dict[tuple[int, int], Explanation]  # (variant, position among outcomes): those that are visible
    links: dict[tuple[int, int], tuple[Link, ...]]  # the same, where the direction is not that of every world
    same_rule: tuple[bool, ...]  # (variant,) every number of every run is that of the baseline

    @property
    def outcomes(self) -> Judged:
        """The outcomes."""
        return self.judged["outcome"]

    @property
    def names(self) -> list[str]:
        """(outcome,) names, without their family."""
        return [self.c.columns[k].name.removeprefix(OUTCOME) for k in self.f.outcome]

    @property
    def replicates(self) -> int:
        """Runs of each arm at base parameters."""
        return int(self.c.base.shape[1])

    @property
    def exploratory(self) -> bool:
        """Fewer runs than a precision can be judged on."""
        return self.replicates < LEAST

    @property
    def n_worlds(self) -> int:
        """Plausible worlds besides the base."""
        return len(self.c.worlds)

    def column(self, family: str, k: int) -> Column:
        """The k-th column of a family."""
        found: Column = self.c.columns[int(self.judged[family].columns[k])]
        return found

    def of(self, standing: Standing, v: int) -> list[int]:
        """The outcomes of a standing for variant v, the largest first, those of the first page before the others."""
        found = [k for k, mine in enumerate(self.outcomes.standing[v]) if mine is standing]
        names, size = self.names, np.abs(self.outcomes.size[v])

        def rank(k: int) -> tuple[bool, bool, float]:
            return bool(size[k] < VERY_SMALL), names[k] not in HEADLINE, -float(np.nan_to_num(size[k], posinf=1e9))

        return sorted(found, key=rank)


def standings(base: Differences, found: Shares, worlds: int, unknown: Flags, smallest: Floats) -> list[list[Standing]]:
    """[variant][column] from the verdicts, or from the base alone when no world was tried; arguments as there."""
    if worlds:
        return [[Standing[one.name] for one in row] for row in verdicts(base, found, unknown, smallest)]
    n_variants, n_columns = base.mean.shape
    return [
        [Standing.CENSORED if unknown[v, k] else at_base(base, v, k, float(smallest[k])) for k in range(n_columns)]
        for v in range(n_variants)
    ]


def at_base(base: Differences, v: int, k: int, smallest: float) -> Standing:
    """What the base parameters alone say."""
    low, high = base.low_all[v, k], base.high_all[v, k]
    if not np.isfinite(low):
        return Standing.NOT_MEASURED
    if base.mean[v, k] == 0.0 and base.error[v, k] == 0.0:
        return Standing.SAME
    if low <= 0.0 <= high:
        return Standing.NOT_SEEN
    return Standing.SMALL if too_small(float(base.mean[v, k]), smallest) else Standing.SEEN


def levels(values: Floats) -> Level:
    """Mean of each arm and its interval, values (arm, replicate, column): mean -+ 1.96 * deviation / sqrt(runs)."""
    mean = mean_over(values, 1)
    number = np.maximum(np.isfinite(values).sum(axis=1), 1)
    reach = Z95 * np.stack([deviation(arm) for arm in values]) / np.sqrt(number)
    return Level(mean, mean - reach, mean + reach)


def relative(mean: Floats, runs: Floats) -> Floats:
    """(variant, column) mean difference over the deviation between runs of the baseline (replicate, column)."""
    usual = deviation(runs)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(mean == 0.0, 0.0, mean / np.where(np.isfinite(usual), usual, 0.0))


def judge_family(c: Comparison, columns: Ints, early: Flags) -> Judged:
    """A family of columns, judged as outcomes are; early (variant,) see `Findings`."""
    values = c.base[:, :, columns]
    found = differences(values)
    worlds = shares(found.mean, world_differences(c.spread[:, :, :, columns]))
    theirs = [c.columns[k] for k in columns]
    least = smallest_of(theirs, c.network)
    standing = standings(found, worlds, len(c.worlds), unknown_yet(early, theirs), least)
    return Judged(columns, levels(values), found, worlds, standing, relative(found.mean, values[0]), least)


def judge_outcomes(c: Comparison, f: Findings) -> Judged:
    """The outcomes, whose statistics are there already."""
    values = c.base[:, :, f.outcome]
    standing = standings(f.base, f.shares, len(c.worlds), f.unknown, f.smallest)
    size = relative(f.base.mean, values[0])
    return Judged(f.outcome, levels(values), f.base, f.shares, standing, size, f.smallest)


def alike(c: Comparison, v: int) -> bool:
    """Whether every number of every run of variant v (0 to K - 1) is that of the baseline."""
    pairs = ((c.base[0], c.base[v + 1]), (c.spread[0], c.spread[v + 1]))
    return all(np.array_equal(mine, theirs, equal_nan=True) for mine, theirs in pairs)


def gather(c: Comparison, f: Findings) -> Gathered:
    """Everything that is shown, worked out."""
    judged = {"outcome": judge_outcomes(c, f)}
    judged |= {word: judge_family(c, c.family(word), f.early) for word in FAMILIES}
    standing = judged["outcome"].standing
    reasons, links = {}, {}
    keys, values = table(c.worlds)
    over_worlds = world_differences(c.spread[:, :, :, f.outcome])
    for v, row in enumerate(standing):
        for k, one in enumerate(row):
            if one.visible:
                reasons[v, k] = explain(c.base, c.columns, v + 1, c.columns[f.outcome[k]].name)
            if one in (Standing.DEPENDS, Standing.REVERSED):
                links[v, k] = goes_with(keys, values, over_worlds[v, :, k])
    return Gathered(c, f, judged, reasons, links, tuple(alike(c, v) for v in range(len(standing))))
