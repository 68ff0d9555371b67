"""The reader of files of facts: ours (`facts.yaml`), or a user's own. What is wrong is refused by its key."""

import math
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from sim.config import Calendar
from sim.facts.dates import ALLOWED, span_of
from sim.facts.observed import EVERYWHERE, MEASURES, TOGETHER, column_of
from sim.inventory import inventory
from sim.parameter import finite
from sim.quoted import shown
from sim.strict_yaml import Unreadable, tree_of
from sim.world import quebec

OURS = Path(__file__).parent / "facts.yaml"
CYCLE = "2010-2015"  # what the base case simulates
GRADES = ("read", "inferred", "stated", "unsourced")
ROLES = ("calibration", "held_out")
LANGUAGES = ("en", "fr")
NEEDED = ("region", "what", "says", "unit", "error", "why", "source", "grade", "role")
MAY = ("low", "high", "by", "later_by", "earlier_by", "weight", "why_weight", "anchors", "cycle")
LAG = ("low", "high", "why")
LONGEST_LAG = 120  # months


class FactError(ValueError):
    """A file of facts that is refused. The message names the key, the value and what is allowed."""


class Lag(NamedTuple):
    """Months between two things, unknown: every whole number from low to high is as likely."""

    low: int
    high: int
    why: Mapping[str, str]

    @property
    def months(self) -> range:
        """Every one of them."""
        return range(self.low, self.high + 1)


NO_LAG = Lag(0, 0, {"en": "", "fr": ""})


class Fact(NamedTuple):
    """What a source says: a measure of a region lies between low and high, both included, give or take `error`.

    A date is in months of the model. What the model dates comes `later` (1) or earlier (-1) by the lag than what the
    source dates.
    """

    name: str
    region: str  # official code, or all
    what: str  # of MEASURES
    says: Mapping[str, str]  # by language
    low: float  # -inf: open
    high: float  # inf: open
    error: float  # standard deviation
    why: Mapping[str, str]  # this error
    source: str
    grade: str  # of GRADES
    role: str  # of ROLES
    by: float  # last month of what an amount was counted in; of a date, its `high`
    later: int
    lag: Lag
    lag_name: str
    weight: float  # exponent in the likelihood; 0: it tests nothing
    why_weight: Mapping[str, str]
    anchors: tuple[str, ...]  # parameters whose value comes from the same source
    cycle: str

    @property
    def column(self) -> str:
        """The column of a run that it is about."""
        return column_of(self.region, self.what)


class Facts(NamedTuple):
    """A file of facts."""

    title: str
    lags: Mapping[str, Lag]
    each: tuple[Fact, ...]

    def of(self, role: str = "calibration", cycle: str = CYCLE) -> tuple[Fact, ...]:
        """Those of one role and one cycle of the fund."""
        return tuple(f for f in self.each if f.role == role and f.cycle == cycle)


def read_facts(path: Path | None = None, calendar: Calendar | None = None) -> Facts:
    """The facts of a file, ours if None; a FactError that names the file if it is refused."""
    path = path or OURS
    try:
        return parsed(tree_of(path), calendar or Calendar())
    except (Unreadable, FactError) as error:
        raise FactError(f"in {path.name}: {error}") from None


def parsed(tree: object, calendar: Calendar) -> Facts:
    """The facts that a file says."""
    if not isinstance(tree, Mapping) or not isinstance(tree.get("facts"), Mapping) or not tree["facts"]:
        raise FactError("`facts:` is expected, and below it one line a fact")
    known(tree, ("title", "lags", "facts"), "")
    told = tree.get("lags") or {}
    if not isinstance(told, Mapping):
        raise FactError(f"lags = {shown(told, quotes=True)}: one line a lag is expected, its name first")
    lags = {shown(name): lag(f"lags.{shown(name)}", line) for name, line in told.items()}
    found = tuple(Line(f"facts.{shown(name)}", line, calendar, lags).fact(shown(name))
                  for name, line in tree["facts"].items())  # fmt: skip
    return Facts(shown(tree.get("title", "")), lags, found)


def known(told: Mapping[Any, Any], allowed: Collection[str], place: str) -> None:
    """Refuse a key that is not allowed."""
    for key in told:
        if key not in allowed:
            raise FactError(f"{place}{shown(key)}: no such key{close(key, allowed)}; allowed: {', '.join(allowed)}")


def close(word: object, allowed: Collection[str]) -> str:
    """What was perhaps meant."""
    found = get_close_matches(shown(word)[:100], allowed, 1)
    return f" (close: {found[0]})" if found else ""


def lag(place: str, told: object) -> Lag:
    """A lag from its line."""
    if not isinstance(told, Mapping):
        raise FactError(f"{place} = {shown(told, quotes=True)}: {{low: ..., high: ..., why: ...}} is expected")
    known(told, LAG, f"{place}.")
    low, high = (whole_months(f"{place}.{key}", told.get(key)) for key in ("low", "high"))
    if low > high:
        raise FactError(f"{place}: low = {low} is above high = {high}")
    return Lag(low, high, words(f"{place}.why", told.get("why")))


def whole_months(place: str, told: object) -> int:
    """A whole number of months."""
    n = finite(told)
    if n is None or n != int(n) or not 0 <= n <= LONGEST_LAG:
        allowed = f"a whole number of months, 0 to {LONGEST_LAG}, is expected"
        raise FactError(f"{place} = {shown(told, quotes=True)}: {allowed}")
    return int(n)


def words(place: str, told: object) -> Mapping[str, str]:
    """A text in both languages; one text stands for both."""
    if isinstance(told, str) and told.strip():
        return dict.fromkeys(LANGUAGES, told.strip())
    given = told.values() if isinstance(told, Mapping) and set(told) == set(LANGUAGES) else ()
    if isinstance(told, Mapping) and given and all(isinstance(text, str) and text.strip() for text in given):
        return {language: told[language].strip() for language in LANGUAGES}
    raise FactError(f"{place} = {shown(told, quotes=True)}: a text, or {{en: ..., fr: ...}}, is expected")


class Line:
    """One line of the file being read."""

    def __init__(self, place: str, told: object, calendar: Calendar, lags: Mapping[str, Lag]) -> None:
        if not isinstance(told, Mapping):
            raise FactError(f"{place} = {shown(told, quotes=True)}: {{region: ..., what: ..., low: ...}} is expected")
        self.place, self.told, self.calendar, self.lags = place, told, calendar, lags
        known(told, (*NEEDED, *MAY), f"{place}.")
        for key in NEEDED:
            if key not in told:
                raise FactError(f"{place}.{key} is missing")

    def refuse(self, key: str, allowed: str) -> FactError:
        """The error of a value."""
        return FactError(f"{self.place}.{key} = {shown(self.told.get(key), quotes=True)}: {allowed}")

    def among(self, key: str, allowed: Collection[str]) -> str:
        """One of a few words."""
        value = self.told[key]
        if not isinstance(value, str) or value not in allowed:
            raise self.refuse(key, f"allowed{close(value, allowed)}: {', '.join(allowed)}")
        return value

    def number(self, key: str, otherwise: float, low: float = -math.inf, high: float = math.inf) -> float:
        """A finite number."""
        if key not in self.told:
            return otherwise
        value = finite(self.told[key])
        if value is None or not low <= value <= high:
            ends = f" from {low:g} to {high:g}" if math.isfinite(high) else f", {low:g} or more," if low == 0 else ""
            raise self.refuse(key, f"a number{ends} is expected")
        return value

    def date(self, key: str, last: bool, otherwise: float) -> float:
        """The first or the last month of a date."""
        if key not in self.told:
            return otherwise
        found = span_of(self.told[key], self.calendar)
        if found is None:
            raise self.refuse(key, f"{ALLOWED} is expected")
        return float(found[last])

    def region(self, what: str) -> str:
        """An official code, or all."""
        value = self.told["region"]
        if value == EVERYWHERE and what not in TOGETHER:
            raise self.refuse("region", f"{what} is of one region; all is for {', '.join(TOGETHER)}")
        if value != EVERYWHERE and not (isinstance(value, str) and len(value) <= 40 and value.strip()):
            raise self.refuse("region", 'the code of a region, between quotes ("09"), or all, is expected')
        if value != EVERYWHERE and value not in (known_codes := quebec.codes_of("quebec")):
            raise self.refuse("region", f"no such region; allowed: all, {', '.join(known_codes)}")
        return str(value)

    def ends(self, dated: bool) -> tuple[float, float]:
        """(low, high)."""
        if not {"low", "high"} & set(self.told):
            raise FactError(f"{self.place}: `low`, `high` or both are expected")
        if dated:
            low, high = self.date("low", False, -math.inf), self.date("high", True, math.inf)
        else:
            low, high = self.number("low", -math.inf), self.number("high", math.inf)
        if low > high:
            raise FactError(f"{self.place}: low = {shown(self.told['low'])} is after high = {shown(self.told['high'])}")
        return low, high

    def shift(self, dated: bool) -> tuple[int, Lag, str]:
        """(1 later, -1 earlier, 0; the lag; its name)."""
        keys = [key for key in ("later_by", "earlier_by") if key in self.told]
        if len(keys) > 1:
            raise FactError(f"{self.place}: either `later_by` or `earlier_by`, not both")
        if not keys:
            return 0, NO_LAG, ""
        if not dated:
            raise self.refuse(keys[0], "only a date has a lag")
        name = self.among(keys[0], self.lags or ("(no lag is defined under `lags:`)",))
        return (1 if keys[0] == "later_by" else -1), self.lags[name], name

    def anchors(self) -> tuple[str, ...]:
        """Parameters that the same source gave."""
        told = self.told.get("anchors", [])
        keys = {entry.key for entry in inventory()}
        for key in told if isinstance(told, list) else [told]:
            if not isinstance(told, list) or key not in keys:
                raise self.refuse("anchors", f"a list of parameters is expected{close(key, keys)}")
        return tuple(told)

    def fact(self, name: str) -> Fact:
        """The fact that this line says."""
        what = self.among("what", MEASURES)
        measured = MEASURES[what]
        if self.told["unit"] != measured.unit:
            raise self.refuse("unit", f"{what} is in {measured.unit}")
        low, high = self.ends(measured.dated)
        later, between, lag_name = self.shift(measured.dated)
        weight = self.number("weight", 1.0, 0.0, 1.0)
        if (weight < 1.0) != ("why_weight" in self.told):
            raise FactError(f"{self.place}: `why_weight` goes with a weight under 1, and only with one")
        source = self.told["source"]
        if not isinstance(source, str) or not source.strip():
            raise self.refuse("source", "an address, or a file and its line, is expected")
        why_weight = words(f"{self.place}.why_weight", self.told["why_weight"]) if weight < 1.0 else NO_LAG.why
        return Fact(
            name, self.region(what), what, words(f"{self.place}.says", self.told["says"]), low, high,
            self.number("error", 0.0, 0.0), words(f"{self.place}.why", self.told["why"]), source.strip(),
            self.among("grade", GRADES), self.among("role", ROLES),
            high if measured.dated else self.date("by", True, math.inf),
            later, between, lag_name, weight, why_weight, self.anchors(), shown(self.told.get("cycle", CYCLE)),
        )  # fmt: skip
