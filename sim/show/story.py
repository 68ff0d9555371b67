"""What happened, in sentences: a first paragraph from the numbers, the table of outcomes, the log of events."""

from typing import NamedTuple

import numpy as np

from sim.history import AMOUNTS
from sim.metrics.outcomes import OUTCOMES
from sim.show.reading import Reading, quantiles
from sim.show.words import UNKNOWN, Words

GROUPS = {
    "dynamics": (
        "cooperation_",
        "conflict_",
        "participation_",
        "regions_",
        "territories_",
        "moves",
        "first_cooperation",
    ),
    "process": ("plan_", "agreement", "imposed", "failed_proposals", "vetoes", "verticality"),
    "projects": ("filed", "funded", "multi_partner", "lasting"),
    "money": ("first_money", "unspent", "leverage", "gini", "need", "fragile"),
    "relations": (),
}
DECIMALS = {
    "rate": 1,
    "share": 0,
    "months": 1,
    "changes": 1,
    "projects": 0,
    "proposals": 0,
    "files": 0,
    "persons": 1,
    "score of 100": 1,
}
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


def written(x: float, unit: str, words: Words, until: float | None = None) -> str:
    """A number of this unit in the language's way, or an interval when `until` is given; the unit is said once."""
    if not np.isfinite(x):
        return UNKNOWN
    decimals, factor = DECIMALS.get(unit, 2), 100.0 if unit in SHARES else 1.0
    text = words.number(factor * x, decimals)
    if until is not None:
        text = words.interval(text, words.number(factor * until, decimals))
    return words.fill(words.get(f"units.{unit}", "{x}"), {"x": text})


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
        title, span = words.get(f"outcomes.{name}", meaning), written(v.low, unit, words, v.high)
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

    def say(self, name: str, times: float = 1.0) -> str:
        """An outcome with its interval, without decimals; shares become percentages, or counts when multiplied."""
        v, unit = value_of(self.reading, name), OUTCOMES[name][0]
        share, key = unit in SHARES and times == 1.0, "story.months" if unit == "months" else "story.bare"

        def text(x: float) -> str:
            return self.words.percent(x) if share else self.words.number(x * times)

        if not self.many:
            return self.words(key, x=text(v.this))
        span = (
            self.words("story.always")
            if text(v.low) == text(v.high)
            else self.words.interval(text(v.low), text(v.high))
        )
        return self.words("story.with_interval", x=self.words(key, x=text(v.middle)), span=span)

    def when(self, name: str) -> str:
        """About when, as a date."""
        return self.reading.date(round(self.best(name)), self.words)

    def exists(self, name: str) -> bool:
        """True when the outcome has a value at all."""
        return bool(np.isfinite(self.best(name)))

    def paragraphs(self) -> list[str]:
        """What was run; what became of cooperation and conflict; when things came; what remains."""
        r, w = self.reading, self.words
        count = {"n": r.n_territories, "m": r.months, "k": len(r.replicates)}
        opening = w("story.opening", where=r.where(w), period=r.period(w), **count)
        luck = w("story.replicates", **count) if self.many else w("story.alone")
        axes = w(
            "story.axes", cooperation=self.say("cooperation_first_year"), conflict=self.say("conflict_first_year"),
            later=self.say("cooperation_last_year"), calmer=self.say("conflict_last_year"),
            come=self.say("participation_first_year"), still=self.say("participation_last_year"),
        )  # fmt: skip
        dates = [
            self.came("plan_month", "plan_month", "no_plan"),
            self.shared(),
            self.came("first_money", "first_money", "no_money"),
        ]
        rest = (
            [w("story.projects", **{k: self.say(k) for k in ("funded", "filed", "lasting")})]
            if self.best("funded") > 0
            else []
        )
        rest.append(w("story.left", **{k: self.say(k) for k in ("unspent", "need_left", "fragile")}))
        return [f"{opening} {luck}", f"{axes} {self.endings()}", " ".join(dates), " ".join(rest)]

    def came(self, name: str, told: str, absent: str) -> str:
        """After how long something came, about when, in how many replicates if not in all; or that it never came."""
        if not self.exists(name):
            return self.words(f"story.{absent}")
        sentence = self.words(f"story.{told}", x=self.say(name), date=self.when(name))
        known, n = value_of(self.reading, name).known, len(self.reading.replicates)
        return f"{sentence} {self.words('story.in_some', k=known, n=n)}" if self.many and known < n else sentence

    def shared(self) -> str:
        """How and when the envelope was shared."""
        imposed = self.best("imposed")
        if imposed > 0.999:
            return self.came("agreement_month", "imposed_everywhere", "no_agreement")
        sentence = self.came("agreement_month", "agreement_month", "no_agreement")
        if not imposed > 0.0 or self.reading.n_regions == 1:
            return sentence
        n = self.reading.n_regions
        return f"{sentence} {self.words('story.imposed', n=n, x=self.say('imposed', times=float(n)))}"

    def endings(self) -> str:
        """In which dynamics regions end."""
        names = ("cooperative", "mixed", "conflictual", "routine", "dormant")
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
    if word in AMOUNTS:
        return words.dollars(x)
    return words.number(x, 2) if word == "adjusted" else words.percent(x)


def log(reading: Reading, words: Words) -> list[Entry]:
    """What happened, in order, in sentences."""
    found = []
    for event in reading.history.log:
        template = words.get(f"events.{event.word}", event.word)
        values = {"n": round(event.amount), "x": amount(event.word, event.amount, words)}
        place = reading.place(event.table, words)
        found.append(
            Entry(event.table, reading.date(event.month, words, short=True), place, words.fill(template, values))
        )
    return found
