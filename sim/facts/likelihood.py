"""How probable each fact is in a run: P(fact | run), and what the facts say together.

A fact is an interval. A run gives a value; the reading of the source has an error e, normal, of mean 0 and standard
deviation `error`. Everything is counted in whole numbers (months, projects, dollars), each of which fills half a step
on each side:

    P(fact | value) = P(low - 1/2 <= value + e <= high + 1/2)

Where source and model date two things, a lag L months apart that nobody knows, the interval moves by L and P is the
mean over its prior. What never happened within the run has, of a date, the probability that the date lies after the
end (of its latest day, with the error); of an amount, 1 if it was counted after the end, 0 otherwise.

Facts are taken as independent given the run: log P(facts | run) = sum of weight * log P(fact | run).
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.facts.observed import MEASURES, NEVER, column_of
from sim.facts.reading import Fact
from sim.state import Flags, Floats

HALF = 0.5  # of what is counted in whole numbers


class Judged(NamedTuple):
    """What some runs say of some facts. A run that failed, or that has not the region, has NaN."""

    facts: tuple[Fact, ...]
    probability: Floats  # (run, fact) P(fact | run)
    best: Floats  # (fact,) the largest P that any value could have
    met: Flags  # (run, fact) P is more than half of the best
    log_likelihood: Floats  # (run,) sum over facts of weight * log P, -inf where a fact is impossible
    by_region: Mapping[str, Floats]  # the same by region, over its facts that have weight

    @property
    def counted(self) -> Flags:
        """(fact,) those that have weight."""
        return np.array([f.weight > 0.0 for f in self.facts], dtype=np.bool_)

    @property
    def number_met(self) -> Floats:
        """(run,) facts with weight that the run meets."""
        return np.asarray(self.met[:, self.counted].sum(axis=1), dtype=np.float64)


def below(x: Floats) -> Floats:
    """P(a standard normal is under x), kept exact far below 0."""
    flat = np.ravel(x)
    return np.array([0.5 * math.erfc(-v / math.sqrt(2.0)) for v in flat.tolist()]).reshape(np.shape(x))


def inside(values: Floats, low: float, high: float, error: float) -> Floats:
    """P(low <= value + e <= high) for each value; low and high may be infinite, error may be 0."""
    if error == 0.0:
        found = np.where((values >= low) & (values <= high), 1.0, 0.0)
    else:
        a, b = (low - values) / error, (high - values) / error
        far = a > 0.0  # both ends above the value: the difference of upper tails loses nothing
        found = below(np.where(far, -a, b)) - below(np.where(far, -b, a))
    return np.where(np.isnan(values), np.nan, found)


def probability(fact: Fact, values: Floats, months: int) -> Floats:
    """(run,) P(fact | run) from what each run gives, over runs of so many months.

    values (run,): -1 for a date that never came, NaN for an amount that does not exist.
    """
    measured = MEASURES[fact.what]
    moves = [fact.later * between for between in fact.lag.months]
    values = np.asarray(values, dtype=np.float64)
    found = np.mean([inside(values, fact.low - HALF + m, fact.high + HALF + m, fact.error) for m in moves], axis=0)
    if measured.dated:
        late = np.mean([after(fact.high + HALF + m, float(months), fact.error) for m in moves])
        return np.where(values == NEVER, late, found)
    return np.where(np.isnan(values), 1.0 if fact.by >= months else 0.0, found)


def after(latest: float, end: float, error: float) -> float:
    """P(latest + e >= end)."""
    return float(inside(np.array([end]), -math.inf, latest, error)[0])


def best(fact: Fact) -> float:
    """The largest P(fact | run) that any value could have."""
    if not (math.isfinite(fact.low) and math.isfinite(fact.high)):
        return 1.0
    if not fact.later:
        return float(probability(fact, np.array([(fact.low + fact.high) / 2.0]), 0)[0])
    tried = np.arange(max(fact.low - fact.lag.high, 0.0), fact.high + fact.lag.high + 1.0)  # months
    return float(probability(fact, tried, 0).max(initial=0.0))


def judged_facts(values: Floats, columns: Sequence[str], facts: Sequence[Fact], months: int) -> Judged:
    """What runs say of facts: values (run, column) as `observed_facts` gives them, named by `columns`, over `months`.

    Facts about a region that the columns do not have are left out.
    """
    at = {name: k for k, name in enumerate(columns)}
    kept = tuple(f for f in facts if f.column in at)
    p = np.full((len(values), len(kept)), np.nan)
    for k, fact in enumerate(kept):
        there = ~np.isnan(values[:, at[column_of(fact.region, "projects")]])  # a number of any run that has the region
        p[there, k] = probability(fact, values[there, at[fact.column]], months)
    top = np.array([best(f) for f in kept])
    logs = logarithms(p, kept)
    places = dict.fromkeys(f.region for f in kept if f.weight > 0.0)
    parts = {r: logs[:, [k for k, f in enumerate(kept) if f.region == r]].sum(axis=1) for r in places}
    return Judged(kept, p, top, p > top / 2.0, logs.sum(axis=1), parts)


def logarithms(p: Floats, facts: Sequence[Fact]) -> Floats:
    """(run, fact) weight * log P; 0 of a fact without weight, even an impossible one."""
    weights = np.array([f.weight for f in facts])
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(weights > 0.0, np.log(p) * weights, 0.0)
    return np.where(np.isnan(p), np.nan, logs)
