"""Why an outcome differs: how the quantities that feed it changed, and what conflicts were about; a typical run."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.compare.differences import LEVEL, Differences, differences
from sim.compare.feeds import FEEDS, LEDGER, Feed
from sim.compare.measures import Column
from sim.compare.precision import deviation
from sim.compare.robustness import mean_over
from sim.state import Floats


class Change(NamedTuple):
    """How one column changed from the baseline to a variant, in its own unit and beside what luck does to one run."""

    column: Column
    stage: str  # of the month, that links it to the outcome; "" for a stake of the ledger
    because: str
    baseline: float  # mean over runs
    variant: float
    difference: float  # mean over pairs of runs
    low: float  # simultaneous interval of the difference, over everything in the explanation
    high: float
    standardized: float  # difference over the baseline's standard deviation between runs; NaN if it does not vary


class Explanation(NamedTuple):
    """What goes with the difference of one outcome, the largest standardized change first."""

    outcome: Change
    feeds: tuple[Change, ...]
    ledger: tuple[Change, ...]


def feeds_of(name: str) -> tuple[Feed, ...]:
    """What feeds a column: an outcome's own list; cooperation, conflict... of a place or a month those of all of them.

    A column that is itself intermediate has none.
    """
    family, _, rest = name.partition(".")
    if family == "outcome":
        return FEEDS[rest]
    alike = {
        "cooperation": "cooperation_last_year",
        "conflict": "conflict_last_year",
        "need_left": "need_left",
        "fragile": "fragile",
        "agreement_month": "agreement_month",
        "first_money": "first_money",
        "dollars_per_poor": "gini",
    }
    last = rest.rpartition(".")[2]
    return FEEDS[alike[last]] if family in ("territory", "region", "problem", "month") and last in alike else ()


def explain(values: Floats, columns: Sequence[Column], variant: int, outcome: str) -> Explanation:
    """What changed along with an outcome under a variant (1 to K), values (arm, replicate, column).

    The intervals are simultaneous over the outcome, its feeds and the seven stakes together.
    """
    number_of = {column.name: k for k, column in enumerate(columns)}
    fed = [feed for feed in feeds_of(outcome) if feed.column != outcome]
    links = [Feed(outcome, "", ""), *fed, *(Feed(stake, "", "") for stake in LEDGER)]
    chosen = [number_of[feed.column] for feed in links]
    runs = values[[0, variant]][:, :, chosen]
    found, means, usual = differences(runs, LEVEL), mean_over(runs, 1), deviation(runs[0])
    changes = [
        change(columns[column], feed, means[:, k], found, k, float(usual[k]))
        for k, (column, feed) in enumerate(zip(chosen, links, strict=True))
    ]
    cut = 1 + len(fed)
    return Explanation(changes[0], tuple(strongest_first(changes[1:cut])), tuple(strongest_first(changes[cut:])))


def change(column: Column, feed: Feed, means: Floats, found: Differences, k: int, usual: float) -> Change:
    """The change of the k-th column asked; means (2,) of baseline and variant, usual: deviation of the baseline."""
    gap = float(found.mean[0, k])
    standardized = gap / usual if usual > 0.0 else (0.0 if gap == 0.0 else float("nan"))
    return Change(
        column,
        feed.stage,
        feed.because,
        float(means[0]),
        float(means[1]),
        gap,
        float(found.low_all[0, k]),
        float(found.high_all[0, k]),
        standardized,
    )


def strongest_first(changes: Sequence[Change]) -> list[Change]:
    """Largest standardized change first; what cannot be standardized last."""
    return sorted(changes, key=lambda c: -abs(c.standardized) if np.isfinite(c.standardized) else np.inf)


def typical(values: Floats) -> int:
    """The replicate closest to the middle of every arm at once, for a log that may stand for the others.

        distance = mean over arms and columns of |value - median| / deviation between runs of this arm

    values (arm, replicate, column), the columns that matter. A column that does not vary in an arm says nothing; where
    a quantity exists in most runs, a run without it is as far as the farthest; where it exists in few, it is left out.
    The first of equals.
    """
    total, number = np.zeros(values.shape[1]), 0
    for arm in values:
        there = np.isfinite(arm)
        usual = deviation(arm)
        for c in np.flatnonzero((there.mean(axis=0) > 0.5) & (usual > 0.0)):
            here = there[:, c]
            away = np.abs(arm[:, c] - np.median(arm[here, c])) / usual[c]
            total += np.where(here, away, away[here].max())
            number += 1
    return int(np.argmin(total)) if number else 0
