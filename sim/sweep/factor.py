"""A factor of a design: a parameter, or a choice, that differs from point to point.

The values that it takes come from three places, in this order: a list, or `low` and `high`, in the design file; else
the plausible range that `compare.worlds` derives from the parameter's own line; else, for a switch or a choice, all
that it can be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compare.worlds import Range, plausible, ranges
from sim.config import CHOICES, Scenario
from sim.inventory import Entry, entries_of, near_key
from sim.override import changed
from sim.parameter import Description, ParameterError, finite, walk
from sim.quoted import shown
from sim.state import Floats

Cell = int | float | str | bool
MOST_STEPS = 1_000_000  # levels of a range on a grid: a list of them is made
COMMON = ("months",)  # the measures of every run must be the same


class DesignError(ValueError):
    """A design that is refused. The message names the key, the value and what is allowed."""


class Factor(NamedTuple):
    """What varies, and between which values; a position in [0, 1] gives one of them."""

    key: str
    range: Range | None  # None: `values`
    values: tuple[Cell, ...]  # a list, in its order; empty: `range`
    steps: int  # levels of a range on a grid; 0 elsewhere
    unit: str
    default: Cell

    @property
    def low(self) -> float:
        """The least value, or the first position of a list."""
        return float(self.range.at(0.0)) if self.range else 0.0

    @property
    def high(self) -> float:
        """The greatest value, or the last position of a list."""
        return float(bounded(self.range, 1.0)) if self.range else float(len(self.values) - 1)

    @property
    def text(self) -> bool:
        """Whether its values are words."""
        return any(isinstance(value, str) for value in self.values)

    def at(self, position: float) -> Cell:
        """The value at a position in [0, 1]; each value of a list takes an equal part of it."""
        if self.range is None:
            return self.values[min(int(position * len(self.values)), len(self.values) - 1)]
        return bounded(self.range, position)

    def column(self, positions: Floats) -> NDArray[Any]:
        """(point,) the values at positions in [0, 1]: those of `at`, to the last bit."""
        if self.range is None:
            places = np.minimum((positions * len(self.values)).astype(np.int64), len(self.values) - 1)
            return np.array(self.values)[places]
        r = self.range
        if r.odds:  # the exponential of numpy depends on the processor
            return np.array([r.at(position) for position in positions.tolist()], dtype=np.float64)
        if r.whole:
            found = np.floor(r.low + positions * (r.high - r.low + 1))
            return np.minimum(found, int(r.high)).astype(np.int64)
        return r.low + positions * (r.high - r.low)

    def number(self, value: Cell) -> float:
        """A value as a number: itself, or its position in a list that has words."""
        return float(self.values.index(value)) if self.text else float(value)

    def levels(self) -> tuple[Cell, ...]:
        """Every value of a grid; those of a range are evenly spaced, both ends included."""
        if self.range is None:
            return self.values
        found = [bounded(self.range, k / (self.steps - 1)) for k in range(self.steps)]
        return tuple(dict.fromkeys(found))


def bounded(r: Range, position: float) -> float | int:
    """The value at a position, both ends included: a whole number stays in its range."""
    return min(int(r.at(position)), int(r.high)) if r.whole else r.at(position)


def entry(scenario: Scenario, key: str) -> Entry:
    """What is known of a key of a scenario, its value there first; a DesignError if no scenario has it."""
    named = {e.key: e for e in reversed(list(entries_of(Scenario(), "")))}
    if key in COMMON or key.partition(".")[0] not in {f.name for f in fields(scenario)}:
        why = "the same in every run; choose it on the command line" if key in COMMON else "no such parameter"
        raise DesignError(f"parameters: {shown(key)}: {why}.{'' if key in COMMON else near_key(key)}")
    if key in CHOICES:
        names = tuple(str(kind().name) for kind in CHOICES[key])  # type: ignore[attr-defined]
        return Entry(key, getattr(scenario, key).name, 0, 0, "choice", "", names)
    if key not in named:
        raise DesignError(f"parameters: {shown(key)}: no such parameter.{near_key(key)}")
    here = {k: value for k, value, _ in walk(scenario)}
    return named[key]._replace(value=here.get(key, named[key].value))


def factor(scenario: Scenario, key: str, told: object, spread: float) -> Factor:
    """A factor from what a design file says of it: nothing, a list, or a mapping with low and high, or steps."""
    known = entry(scenario, key)
    if isinstance(told, Mapping):
        return with_ends(known, {word: as_number(known, value) for word, value in told.items()}, spread)
    if told is not None and not isinstance(told, (list, tuple)):
        raise DesignError(
            f"parameters.{key} = {shown(told, quotes=True)}: "
            "a list of values, or {low: ..., high: ...}, or nothing, is expected"
        )
    if told is not None:
        return Factor(key, None, listed(scenario, known, told), 0, known.unit, cell(known.value))
    if isinstance(known.value, bool):
        return Factor(key, None, (False, True), 0, known.unit, known.value)
    if known.choices:
        return Factor(key, None, known.choices, 0, known.unit, cell(known.value))
    return Factor(key, own_range(known, spread), (), 0, known.unit, cell(known.value))


def as_number(known: Entry, value: object) -> object:
    """A number that YAML takes for a word (it wants 1.0e+4 for 1e4), where the parameter is a number."""
    if known.choices or not isinstance(value, str):
        return value
    try:
        return float(value)
    except ValueError:
        return value


def cell(value: object) -> Cell:
    """A value as a table holds it."""
    return value if isinstance(value, (int, float, str, bool)) else str(value)


def own_range(known: Entry, spread: float) -> Range:
    """The plausible range of a parameter; a DesignError if it has none."""
    d = Description(known.low, known.high, known.unit, known.source)
    found = plausible(known.key, known.value, d, spread)
    if found is None:
        raise DesignError(
            f"parameters.{known.key}: no plausible range follows from its value, {known.value}; give one, "
            f"{{low: ..., high: ...}} within {known.low:g} to {known.high:g} ({known.unit}), or a list of values"
        )
    return found


def with_ends(known: Entry, told: Mapping[Any, Any], spread: float) -> Factor:
    """A factor between two ends; an end that is not given is that of the plausible range."""
    key, allowed = known.key, ("low", "high", "steps")
    for word in told:
        if word not in allowed:
            raise DesignError(f"parameters.{key}.{shown(word)}: no such key; allowed: {', '.join(allowed)}")
    if known.choices or isinstance(known.value, bool) or not isinstance(known.value, (int, float)):
        raise DesignError(f"parameters.{key}: a list of values is expected; allowed: {known.range}")
    whole, steps = isinstance(known.value, int), told.get("steps", 0)
    if isinstance(steps, bool) or not isinstance(steps, int) or ("steps" in told and not 2 <= steps <= MOST_STEPS):
        raise DesignError(
            f"parameters.{key}.steps = {shown(steps)}: a whole number from 2 to {MOST_STEPS:,} is expected"
        )
    if "low" not in told and "high" not in told:
        return Factor(key, own_range(known, spread), (), steps, known.unit, known.value)
    start = None if {"low", "high"} <= set(told) else own_range(known, spread)
    ends = [told.get("low", start and start.at(0.0)), told.get("high", start and bounded(start, 1.0))]
    for word, value in zip(("low", "high"), ends, strict=True):
        if finite(value) is None:
            raise DesignError(f"parameters.{key}.{word} = {shown(value, quotes=True)}: a number is expected")
        if not known.low <= value <= known.high or (whole and value != int(value)):
            kind = "a whole number, " if whole else ""
            raise DesignError(
                f"parameters.{key}.{word} = {shown(value)}: "
                f"allowed: {kind}{known.low:g} to {known.high:g} ({known.unit})"
            )
    if ends[0] >= ends[1]:
        raise DesignError(f"parameters.{key}: low = {ends[0]}, high = {ends[1]}: low is expected to be below high")
    return Factor(key, Range(key, ends[0], ends[1], False, whole), (), steps, known.unit, known.value)


def listed(scenario: Scenario, known: Entry, told: list[Any] | tuple[Any, ...]) -> tuple[Cell, ...]:
    """The values of a list, all of one kind, all allowed, none twice."""
    key = known.key
    values: tuple[Any, ...] = tuple(as_number(known, value) for value in told)
    for value in values:
        if not isinstance(value, (int, float, str)):
            raise DesignError(f"parameters.{key} = {shown(value, quotes=True)}: a number or a word is expected")
        accept(scenario, known, value)
    if len(values) < 1 or len(set(map(repr, values))) < len(values):
        raise DesignError(f"parameters.{key} = {shown(list(told))}: different values are expected, one at least")
    if any(isinstance(v, float) for v in values):
        return tuple(float(v) for v in values)
    return values


def accept(scenario: Scenario, known: Entry, value: Any) -> None:
    """Refuse a value that the parameter cannot take, whichever interchangeable piece has it."""
    group = known.key.partition(".")[0]
    start = changed(scenario, {group: known.rules[0]}) if known.rules and known.key not in CHOICES else scenario
    try:
        changed(start, {known.key: value})
    except ParameterError as error:
        raise DesignError(
            f"parameters.{known.key} = {shown(value, quotes=True)}: {error.allowed.rstrip('.')}"
        ) from None


def assumed(scenario: Scenario, spread: float, stated: set[str]) -> list[Factor]:
    """Every number tagged as an assumption, between the ends of its plausible range; `stated` keys left alone."""
    described = {key: (value, d) for key, value, d in walk(scenario)}
    return [Factor(r.key, r, (), 0, described[r.key][1].unit, cell(described[r.key][0]))
            for r in ranges(scenario, spread, stated)]  # fmt: skip


def check_left_alone(scenario: Scenario, left: Sequence[object], named: Mapping[Any, Any]) -> None:
    """Refuse a key or section that no scenario has (what was meant would vary), and one that `parameters` names too."""
    known = {e.key for e in entries_of(scenario, "")} | set(CHOICES) | {f.name for f in fields(scenario)}
    sections = {key.rpartition(".")[0] for key in known}
    for key in map(str, left):
        if key not in known | sections:
            raise DesignError(f"left_alone: {shown(key)}: no such parameter or section.{near_key(key)}")
        if key in named:
            raise DesignError(f"left_alone: {key}: `parameters` names it too; leave one of them out")
