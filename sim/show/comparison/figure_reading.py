"""What the figures of a comparison draw, worked out once: titles, things compared, differences, how sure each is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.compare.censoring import unknown_yet
from sim.compare.comparison import OUTCOME, Comparison, Findings
from sim.compare.differences import Differences, differences
from sim.compare.mattering import smallest_of
from sim.compare.measures import Column
from sim.compare.precision import targets
from sim.compare.robustness import Verdict, too_small, world_differences
from sim.show.comparison.figure_parts import difference, shortened
from sim.show.comparison.quantities import least_in_words
from sim.show.words import Words
from sim.state import Floats
from sim.world.network import Network

HEADLINE = {  # the outcomes that summaries show, by group, in the order of the process
    "relations": ("cooperation_last_year", "conflict_last_year", "regions_cooperative", "trust_elected_community"),
    "delays": ("agreement_month", "first_money"),
    "money": ("funded", "unspent"),
    "equity": ("gini", "need_concentration", "need_left"),
    "lasting": ("lasting", "fragile"),
    "participation": ("attendance_citizens",),
}
LONGEST = 46  # letters of a title
OF_VERDICT = {
    Verdict.HOLDS: "holds",
    Verdict.DEPENDS: "depends",
    Verdict.REVERSED: "reversed",
    Verdict.SMALL: "small",
    Verdict.NOT_SEEN: "not_seen",
    Verdict.CENSORED: "censored",
    Verdict.SAME: "same",
    Verdict.NOT_MEASURED: "not_measured",
}
CLEAR = ("holds", "depends", "reversed", "untested", "seen")  # what leaves zero out, and is not too small to matter


class Things(NamedTuple):
    """What a figure compares, one thing after the other, and the differences from the baseline."""

    columns: tuple[Column, ...]  # (thing,)
    labels: tuple[str, ...]  # (thing,) in words, short
    groups: tuple[str, ...]  # (thing,) heading, in words
    usual: Floats  # (thing,) deviation between runs of the baseline; NaN if nothing varies
    mean: Floats  # (variant, thing) variant minus baseline, over pairs of runs
    low: Floats  # (variant, thing) simultaneous interval; NaN with fewer than two pairs
    high: Floats
    smallest: Floats  # (thing,) smallest difference of interest, NaN where none was set
    # [variant][thing] holds, depends, reversed, untested, seen, small, not_seen, censored, same, not_measured
    sure: list[list[str]]

    def sense(self, v: int, t: int) -> str:
        """better, worse or neither, by the sign of the difference."""
        way = np.sign(self.mean[v, t]) * self.columns[t].good
        return "better" if way > 0 else "worse" if way < 0 else "neither"

    def ends(self, v: int, t: int) -> tuple[float, float, float]:
        """(mean, low, high) of a difference."""
        return float(self.mean[v, t]), float(self.low[v, t]), float(self.high[v, t])

    def text(self, v: int, t: int, words: Words) -> str:
        """A difference with its interval, in the unit of the column."""
        return difference(self.columns[t], *self.ends(v, t), words)

    def said(self, v: int, t: int, words: Words) -> str:
        """How sure a difference is, in words; with the smallest that would matter, where it is smaller."""
        word = words(f"versus_figures.marks.{self.sure[v][t]}")
        if self.sure[v][t] != "small":
            return word
        least = least_in_words(float(self.smallest[t]), self.columns[t].unit, words)
        return words("versus.less_than", word=word, least=least)

    def standard(self, x: float, t: int) -> float:
        """A number in deviations between runs of the baseline; zero stays zero, NaN where nothing varies."""
        return x / float(self.usual[t]) if self.usual[t] > 0.0 else 0.0 if x == 0.0 else float("nan")

    @property
    def some(self) -> bool:
        """True when at least one difference is measured and is not zero by construction."""
        return any(word not in ("censored", "same", "not_measured") for row in self.sure for word in row)


@dataclass(frozen=True)
class ComparisonReading:
    """A comparison and its findings, as figures in one language read them."""

    c: Comparison
    f: Findings
    words: Words

    @property
    def network(self) -> Network:
        """Where."""
        return self.c.network

    @property
    def n_variants(self) -> int:
        """Number of variants."""
        return len(self.c.arms) - 1

    @property
    def n_worlds(self) -> int:
        """Plausible worlds drawn."""
        return int(self.c.spread.shape[1])

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """(arm,) titles, all different."""
        found = [
            arm.package.title.get(self.words.language) or label
            for arm, label in zip(self.c.arms, self.c.labels, strict=True)
        ]
        twice = [found.count(title) > 1 for title in found]
        named = zip(found, self.c.labels, twice, strict=True)
        return tuple(shortened(f"{title} ({label})" if again else title, LONGEST) for title, label, again in named)

    @cached_property
    def names(self) -> list[str]:
        """(outcome,) names without their family, in the order of the findings."""
        return [self.c.columns[k].name.removeprefix(OUTCOME) for k in self.f.outcome]

    @cached_property
    def headline(self) -> dict[int, str]:
        """Position among the outcomes of the findings: group, for the outcomes that summaries show."""
        pairs = [(name, group) for group, several in HEADLINE.items() for name in several]
        return {self.names.index(name): group for name, group in pairs if name in self.names}

    @cached_property
    def usual(self) -> Floats:
        """(column,) standard deviation between runs of the baseline; the largest of all arms where it does not vary."""
        return targets(self.c.base, share=1.0)

    @cached_property
    def by_world(self) -> Floats:
        """(variant, world, outcome) mean difference in each world, outcomes of the findings."""
        return world_differences(self.c.spread[:, :, :, self.f.outcome])

    def outcome_label(self, name: str) -> str:
        """The short name of an outcome."""
        return self.words.get(f"versus_figures.outcomes.{name}", self.words.get(f"outcomes.{name}", name))

    def outcomes(self) -> Things:
        """The headline outcomes: intervals simultaneous over all outcomes, certainty from plausible worlds."""
        where = np.array(list(self.headline), dtype=np.int32)
        return Things(
            tuple(self.c.columns[self.f.outcome[o]] for o in where),
            tuple(self.outcome_label(self.names[o]) for o in where),
            tuple(self.words(f"versus_figures.groups.{group}") for group in self.headline.values()),
            self.usual[self.f.outcome[where]],
            self.f.base.mean[:, where],
            self.f.base.low_all[:, where],
            self.f.base.high_all[:, where],
            self.f.smallest[where],
            [[self.certainty(v, int(o)) for o in where] for v in range(self.n_variants)],
        )

    def certainty(self, v: int, o: int) -> str:
        """How sure the difference of an outcome is; without worlds, what its interval alone allows."""
        word = OF_VERDICT[self.f.verdicts[v][o]]
        if word != "not_measured" or self.f.shares.worlds[v, o]:
            return word
        alone = seen(self.f.base, v, o, float(self.f.smallest[o]))
        return "untested" if alone == "seen" else alone

    def things(self, names: Sequence[str], labels: Sequence[str], groups: Sequence[str]) -> Things:
        """Columns by name, with labels and headings; intervals simultaneous over all of them and all variants."""
        place = {column.name: k for k, column in enumerate(self.c.columns)}
        there = [k for k, name in enumerate(names) if name in place]
        where = np.array([place[names[k]] for k in there], dtype=np.int32)
        found = differences(self.c.base[:, :, where])
        theirs = tuple(self.c.columns[k] for k in where)
        late, least = unknown_yet(self.f.early, theirs), smallest_of(theirs, self.network)
        sure = [
            ["censored" if late[v, t] else seen(found, v, t, float(least[t])) for t in range(len(where))]
            for v in range(self.n_variants)
        ]
        return Things(
            theirs,
            tuple(labels[k] for k in there),
            tuple(groups[k] for k in there),
            self.usual[where],
            found.mean,
            found.low_all,
            found.high_all,
            least,
            sure,
        )

    def note(self) -> str:
        """The line at the foot of every figure."""
        seeds = self.c.seeds
        counts = {"runs": len(seeds), "worlds": self.n_worlds, "where": len(self.network.code)}
        span = {"first": str(int(seeds.min())), "last": str(int(seeds.max()))}
        return self.words("versus_figures.note", **counts, **span)


def seen(found: Differences, v: int, t: int, smallest: float) -> str:
    """What the simultaneous interval at base parameters, and the smallest difference of interest, allow to say."""
    low, high = found.low_all[v, t], found.high_all[v, t]
    if not np.isfinite(low):
        return "not_measured"
    if low == 0.0 == high:
        return "same"
    if low <= 0.0 <= high:
        return "not_seen"
    return "small" if too_small(float(found.mean[v, t]), smallest) else "seen"
