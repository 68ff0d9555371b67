"""What happened, in sentences: a first paragraph from the numbers, the table of outcomes, the log of events."""

from typing import NamedTuple

import numpy as np

from sim.metrics.outcomes import OUTCOMES
from sim.show.reading import Reading, quantiles
from sim.show.words import Words

GROUPS = {
    "dynamics": ("cooperation", "conflict", "regions_", "territories_", "moves", "first_cooperation"),
    "process": ("plan_", "agreement", "imposed", "vetoes", "verticality"),
    "projects": ("filed", "funded", "multi_partner", "lasting"),
    "money": ("first_money", "unspent", "leverage", "gini", "need", "fragile"),
    "relations": (),
}
DECIMALS = {"rate": 1, "share": 0, "months": 1, "changes": 1, "projects": 0, "files": 0, "persons": 1, "score of 100": 1}
SHARES = ("rate", "share")


class Value(NamedTuple):
    """One outcome: this run, then median and nine tenths of the replicates (NaN when there are too few)."""

    this: float
    middle: float
    low: float
    high: float
    known: int  # replicates in which it exists


def value_of(reading: Reading, name: str) -> Value:
    """An outcome in this run and over replicates."""
    this = float(reading.this.outcomes[name])
    found = np.array([r.outcomes[name] for r in reading.replicates], dtype=np.float64)
    if len(found) < 2:
        return Value(this, float("nan"), float("nan"), float("nan"), 0)
    middle, low, high = (float(q) for q in quantiles(found, (0.5, 0.05, 0.95)))
    return Value(this, middle, low, high, int(np.isfinite(found).sum()))


def written(x: float, unit: str, words: Words) -> str:
    """A number of this unit, in the language's way."""
    decimals = DECIMALS.get(unit, 2)
    text = words.percent(x, decimals) if unit in SHARES else words.number(x, decimals)
    return text if not np.isfinite(x) else words.fill(words.get(f"units.{unit}", "{x}"), {"x": text})


def group_of(name: str) -> str:
    """The heading under which an outcome is listed."""
    return next((g for g, starts in GROUPS.items() if starts and name.startswith(starts)), "relations")


class Line(NamedTuple):
    """One line of the table of outcomes."""

    name: str
    this: str
    middle: str
    interval: str


def outcome_groups(reading: Reading, words: Words) -> list[tuple[str, list[Line]]]:
    """The table of outcomes, by group."""
    found: dict[str, list[Line]] = {g: [] for g in GROUPS}
    for name, (unit, meaning) in OUTCOMES.items():
        v = value_of(reading, name)
        span = words.interval(*(written(x, unit, words) for x in (v.low, v.high))) if np.isfinite(v.middle) else "—"
        title = words.get(f"outcomes.{name}", meaning)
        found[group_of(name)].append(Line(title, written(v.this, unit, words), written(v.middle, unit, words), span))
    return [(words(f"outcome_groups.{g}"), lines) for g, lines in found.items() if lines]


class Teller:
    """Writes the first paragraph; every number comes with its interval when there are replicates."""

    def __init__(self, reading: Reading, words: Words) -> None:
        self.reading, self.words = reading, words
        self.many = len(reading.replicates) > 1

    def best(self, name: str) -> float:
        """The median of the replicates, or this run's value."""
        v = value_of(self.reading, name)
        return v.middle if self.many else v.this

    def say(self, name: str, times: float = 1.0, decimals: int | None = None) -> str:
        """An outcome with its interval; shares become percentages, or counts when multiplied."""
        v, unit = value_of(self.reading, name), OUTCOMES[name][0]
        share = unit in SHARES and times == 1.0

        def text(x: float) -> str:
            places = (0 if decimals is None else decimals) if share or times != 1.0 else DECIMALS.get(unit, 2)
            return self.words.percent(x, places) if share else self.words.number(x * times, places)

        if not self.many:
            return text(v.this)
        return self.words("story.with_interval", x=text(v.middle), span=self.words.interval(text(v.low), text(v.high)))

    def when(self, name: str) -> str:
        """About when, as a date."""
        return self.reading.date(round(self.best(name)), self.words)

    def exists(self, name: str) -> bool:
        """True when the outcome has a value at all."""
        return bool(np.isfinite(self.best(name)))

    def sentences(self) -> list[str]:
        """The paragraph, sentence by sentence."""
        r, w = self.reading, self.words
        start, end = r.date(0, w), r.date(r.months - 1, w)
        count = {"n": r.n_territories, "m": r.months, "k": len(r.replicates)}
        where = w("report.in_region", region=r.network.region_name[0]) if r.n_regions == 1 else w("report.of_regions", n=r.n_regions)
        told = [w("story.opening", where=where, start=start, end=end, **count)]
        told.append(w("story.replicates", **count) if self.many else w("story.alone"))
        told.append(w("story.axes", **{k: self.say(f"{k}_{y}_year") for k in ("cooperation", "conflict") for y in ("first",)},
                      later=self.say("cooperation_last_year"), calmer=self.say("conflict_last_year")))  # fmt: skip
        told.append(self.endings())
        for name, absent in (("plan_month", "no_plan"), ("agreement_month", "no_agreement"), ("first_money", "no_money")):
            told.append(w(f"story.{name}", x=self.say(name), date=self.when(name)) if self.exists(name) else w(f"story.{absent}"))
        if self.best("funded") > 0:
            told.append(w("story.projects", **{k: self.say(k) for k in ("funded", "filed", "lasting")}))
        told.append(w("story.left", **{k: self.say(k) for k in ("unspent", "need_left", "fragile")}))
        return told

    def endings(self) -> str:
        """In which dynamics regions end."""
        names = ("cooperative", "mixed", "conflictual", "dormant")
        if self.reading.n_regions == 1:
            among = self.reading.replicates if self.many else (self.reading.this,)
            share = {k: self.words.percent(float(np.mean([s.outcomes[f"regions_{k}"] for s in among]))) for k in names}
            return self.words("story.one_region" if self.many else "story.one_region_alone", **share)
        n = self.reading.n_regions
        return self.words("story.regions", n=n, **{k: self.say(f"regions_{k}", times=float(n)) for k in names})


class Entry(NamedTuple):
    """One line of the log."""

    table: int
    date: str
    place: str
    sentence: str


def amount(word: str, x: float, words: Words) -> str:
    """The amount of an event, in its own unit."""
    if word == "fund_opens":
        return words.dollars(x)
    return words.number(x, 2) if word == "adjusted" else words.percent(x)


def log(reading: Reading, words: Words) -> list[Entry]:
    """What happened, in order, in sentences."""
    found = []
    for event in reading.history.log:
        template = words.get(f"events.{event.word}", event.word)
        values = {"n": round(event.amount), "x": amount(event.word, event.amount, words)}
        place = reading.place(event.table, words)
        found.append(Entry(event.table, reading.date(event.month, words, short=True), place, words.fill(template, values)))
    return found
