"""Why: for each visible difference, the quantities that feed it and the conflict ledger, as sentences."""

from typing import NamedTuple

import numpy as np

from sim.compare.why import Change
from sim.show.comparison.columns_named import key_name, name_of
from sim.show.comparison.gathered import Gathered, Standing
from sim.show.comparison.quantities import Span, bare, in_words, unit_of
from sim.show.comparison.verdict import mark, outcome_name, title, tone
from sim.show.words import Words

MOST_FEEDS = 4


class Reason(NamedTuple):
    """A quantity that moved along with an outcome."""

    mark: str
    name: str
    gap: str
    because: str


class Explained(NamedTuple):
    """One visible outcome, and what moved with it."""

    name: str
    mark: str
    tone: str
    gap: str
    word: str
    feeds: list[Reason]


class Why(NamedTuple):
    """One variant."""

    title: str
    key: str
    stakes: list[Reason]  # what conflicts were about, more or less than in the baseline
    outcomes: list[Explained]


def clear(change: Change) -> bool:
    """Whether the interval of a change leaves zero out."""
    return bool(np.isfinite(change.low) and not change.low <= 0.0 <= change.high)


def reason(g: Gathered, change: Change, words: Words) -> Reason:
    """A change in words; through which stage of the month it acts, where it is a feed."""
    unit = unit_of(change.column.unit, words)
    gap = f"{bare(Span(change.difference, change.low, change.high), change.column.unit, words)} {unit}".strip()
    told = ""
    if change.because:
        stage = words(f"versus_stages.{change.stage}")
        told = words(
            "versus.because", stage=stage, because=words.get(f"versus_because.{change.because}", change.because)
        )
    arrow = mark(Standing.HOLDS, change.difference)
    return Reason(arrow, name_of(change.column, g.c.network, words), gap, told)


def explained(g: Gathered, v: int, k: int, words: Words) -> Explained:
    """One outcome of variant v."""
    found, column = g.reasons[v, k], g.column("outcome", k)
    standing, gap = g.outcomes.standing[v][k], g.outcomes.gap(v, k)
    feeds = [change for change in found.feeds if clear(change)]
    return Explained(
        outcome_name(g, k, words),
        mark(standing, gap.x),
        tone(standing, gap.x, column.good),
        in_words(gap, column.unit, words, g.names[k]),
        words(f"versus_standing.{standing.value}"),
        [reason(g, change, words) for change in feeds[:MOST_FEEDS]],
    )


def stakes(g: Gathered, v: int, words: Words) -> list[Reason]:
    """The stakes whose conflicts visibly changed under variant v, the largest first; the same for every outcome."""
    judged = g.judged["ledger"]
    mine = [k for k in range(len(judged.columns)) if judged.standing[v][k].visible]
    mine.sort(key=lambda k: -abs(judged.gap(v, k).x))
    found = []
    for k in mine:
        column, gap = g.column("ledger", k), judged.gap(v, k)
        word = words(f"versus_standing.{judged.standing[v][k].value}")
        name = key_name(column, g.c.network, words)
        found.append(Reason(mark(judged.standing[v][k], gap.x), name, bare(gap, column.unit, words), word))
    return found


def why(g: Gathered, words: Words) -> list[Why]:
    """Every variant that has a visible outcome; outcomes in the order of the verdict."""
    found = []
    for v in range(len(g.c.variants)):
        visible = (Standing.HOLDS, Standing.SEEN, Standing.DEPENDS, Standing.REVERSED)
        outcomes = [explained(g, v, k, words) for one in visible for k in g.of(one, v)]
        if outcomes:
            found.append(Why(title(g, v + 1, words), f"v{v + 1}", stakes(g, v, words), outcomes))
    return found
