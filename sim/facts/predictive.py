"""A prior predictive check: before any calibration, does what the model says beforehand cover what is known?

Runs at base parameters over seeds, and runs of plausible worlds, one seed each: the ranges of `sim.compare.worlds`
taken as a prior. Box 1980; Gelman et al. 2013, ch. 6.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.compare.robustness import wilson
from sim.facts.likelihood import Judged, judged_facts
from sim.facts.observed import NEVER, column_of
from sim.facts.reading import Fact, Facts
from sim.state import Flags, Floats

QUANTILES = (0.05, 0.5, 0.95)


class Effort(NamedTuple):
    """How many runs."""

    seeds: int = 40  # at base parameters
    worlds: int = 160  # one seed each


FULL, QUICK = Effort(), Effort(seeds=8, worlds=20)


class Arm(NamedTuple):
    """Some runs and what they say of the facts; runs that failed are left out."""

    values: Floats  # (run, column)
    judged: Judged

    @property
    def together(self) -> Flags:
        """(run,) True where every fact with weight is met."""
        return np.asarray(self.judged.met[:, self.judged.counted].all(axis=1))

    @property
    def probability(self) -> Floats:
        """(fact,) mean of P(fact | run), NaN of no run."""
        return means(self.judged.probability)

    @property
    def met(self) -> Floats:
        """(fact,) share of the runs that meet it, NaN of no run."""
        return means(self.judged.met)


class Predictive(NamedTuple):
    """The runs, beside the facts."""

    effort: Effort
    codes: tuple[str, ...]  # official codes of the regions, in their order
    names: tuple[str, ...]  # of the regions
    sourced: tuple[bool, ...]  # whether the envelope has a source
    columns: tuple[str, ...]
    months: int
    start: tuple[int, int]  # year and month of the year of month 0
    file: Facts
    base: Arm
    worlds: Arm
    runs: int
    failed: int
    seconds: float  # of all the runs, added up

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Those judged, in the order of the regions and of the file: fact number n is facts[n - 1]."""
        return self.base.judged.facts

    @property
    def arms(self) -> dict[str, Arm]:
        """By name."""
        return {"base": self.base, "worlds": self.worlds}

    def of_measure(self, arm: str, region: str, what: str) -> Floats:
        """(run,) what each run of an arm gives."""
        return np.asarray(self.arms[arm].values[:, self.columns.index(column_of(region, what))])

    def calendar(self, month: int) -> tuple[int, int]:
        """(year, month of the year) of a month of the model."""
        years, rest = divmod(self.start[1] - 1 + month, 12)
        return self.start[0] + years, rest + 1


def means(values: Any) -> Floats:
    """Mean over runs (run, fact), NaN of no run."""
    return np.asarray(values.mean(axis=0)) if len(values) else np.full(values.shape[1], np.nan)


def in_order(facts: Sequence[Fact], codes: Sequence[str]) -> tuple[Fact, ...]:
    """Facts region by region, in the order of the regions; those about all of them last; others left out."""
    place = {code: k for k, code in enumerate((*codes, "all"))}
    return tuple(sorted((f for f in facts if f.region in place), key=lambda f: place[f.region]))


def arm(values: Floats, columns: Sequence[str], facts: Sequence[Fact], months: int) -> Arm:
    """An arm from the values of its runs (run, column)."""
    kept = values[~np.isnan(values).all(axis=1)]
    return Arm(kept, judged_facts(kept, columns, facts, months))


def spread(values: Floats) -> tuple[Floats, float]:
    """(QUANTILES of dates, share of the runs where it came); what never came is later than any date: inf."""
    came = values != NEVER
    if not len(values):
        return np.full(len(QUANTILES), np.nan), float("nan")
    dates = np.where(came, values, np.inf)
    return np.quantile(dates, QUANTILES, method="inverted_cdf"), float(came.mean())


def share_of(flags: Flags) -> tuple[float, float, float]:
    """(share, low, high): Wilson's 95 % interval; NaN of nothing."""
    if not len(flags):
        return (float("nan"),) * 3
    share = float(flags.mean())
    low, high = wilson(np.array([share]), np.array([len(flags)], dtype=np.int32))
    return share, float(low[0]), float(high[0])
