"""What is known of the real process, as numbers with a tolerance: the file that a calibration is made against.

    title: Dates of two regions
    patterns:
      region.09.first_money: {low: 35, tolerance: 1, source: "nothing paid on 27 March 2013"}     # not before
      region.15.agreement_month: {low: 15, high: 27, tolerance: 1, source: "announced, 6 July"}   # anywhere between
      region.01.agreement_month: {target: 20, tolerance: 3, source: "adopted, 16 December 2011"}  # give or take
    distance: largest      # largest | mean: how the distances to several patterns are put together
    accept: 0.05           # share of the runs that are kept, the nearest

A key is an outcome (`outcome.` may be left out) or any other column of the table of runs.
"""

import math
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.parameter import finite
from sim.quoted import shown
from sim.state import Floats
from sim.strict_yaml import Unreadable, tree_of

KEYS = ("title", "patterns", "distance", "accept")
WORDS = ("target", "low", "high", "tolerance", "source")
DISTANCES = ("largest", "mean")


class PatternError(ValueError):
    """A file of patterns that is refused. The message names the key, the value and what is allowed."""


class Pattern(NamedTuple):
    """One thing that is known. Anything from `low` to `high` fits; beyond, by so many tolerances."""

    measure: str  # column of the table of runs
    low: float
    high: float
    tolerance: float
    source: str


class Patterns(NamedTuple):
    """What a calibration is made against."""

    title: str
    each: tuple[Pattern, ...]
    distance: str
    accept: float


def number(place: str, told: object) -> float:
    """A finite number, or a PatternError."""
    found = finite(told)
    if found is None:
        raise PatternError(f"{place} = {shown(told, quotes=True)}: a number is expected")
    return found


def pattern(key: str, told: object, measures: Sequence[str]) -> Pattern:
    """A pattern from its line."""
    column = key if key in measures else f"outcome.{key}"
    if column not in measures:
        close = get_close_matches(key, [m.removeprefix("outcome.") for m in measures], 3)
        hint = f" Close: {', '.join(close)}." if close else ""
        raise PatternError(f"patterns.{shown(key)}: the runs have no such measure.{hint}")
    if not isinstance(told, Mapping):
        raise PatternError(f"patterns.{key} = {shown(told, quotes=True)}: {{target: ..., tolerance: ...}} is expected")
    for word in told:
        if word not in WORDS:
            raise PatternError(f"patterns.{key}.{shown(word)}: no such key; allowed: {', '.join(WORDS)}")
    if ("target" in told) == bool({"low", "high"} & set(told)):
        raise PatternError(f"patterns.{key}: either `target`, or `low`, `high` or both, is expected")
    given = {word: number(f"patterns.{key}.{word}", told[word]) for word in WORDS[:4] if word in told}
    low = given.get("target", given.get("low", -math.inf))
    high = given.get("target", given.get("high", math.inf))
    if low > high:
        raise PatternError(f"patterns.{key}: low = {low:g} is above high = {high:g}")
    if given.get("tolerance", 0.0) <= 0.0:
        raise PatternError(f"patterns.{key}.tolerance = {shown(told.get('tolerance'))}: a number above 0 is expected")
    return Pattern(column, low, high, given["tolerance"], str(told.get("source", "")))


def parsed(tree: object, measures: Sequence[str]) -> Patterns:
    """The patterns that a file says, among the measures of the runs."""
    if not isinstance(tree, Mapping) or not isinstance(tree.get("patterns"), Mapping) or not tree["patterns"]:
        raise PatternError("`patterns:` is expected, and below it one line a measure")
    for key in tree:
        if key not in KEYS:
            raise PatternError(f"{shown(key)}: no such key; allowed: {', '.join(KEYS)}")
    distance = tree.get("distance", "largest")
    if distance not in DISTANCES:
        raise PatternError(f"distance = {shown(distance, quotes=True)}: allowed: {', '.join(DISTANCES)}")
    accept = number("accept", tree.get("accept", 0.05))
    if not 0.0 < accept <= 1.0:
        raise PatternError(f"accept = {accept:g}: allowed: above 0, to 1 (share of the runs)")
    found = tuple(pattern(str(key), told, measures) for key, told in tree["patterns"].items())
    columns = [p.measure for p in found]
    if twice := [c for c in dict.fromkeys(columns) if columns.count(c) > 1]:
        short = twice[0].removeprefix("outcome.")
        raise PatternError(f"patterns: {short} is written twice, as {short} and as outcome.{short}: leave one out")
    return Patterns(str(tree.get("title", "")), found, distance, accept)


def read_patterns(path: Path, measures: Sequence[str]) -> Patterns:
    """The patterns of a file; a PatternError that names the file if it is refused."""
    try:
        return parsed(tree_of(path), measures)
    except (Unreadable, PatternError) as error:
        raise PatternError(f"in {path.name}: {error}") from None


def distances(values: Floats, patterns: Patterns) -> Floats:
    """(run,) how far each run is from all the patterns, in tolerances; values (run, pattern).

        d_p = max(low - value, value - high, 0) / tolerance

    then the largest d_p, or their root mean square. A value that does not exist is infinitely far.
    """
    low, high, tolerance = (
        np.array([getattr(p, name) for p in patterns.each]) for name in ("low", "high", "tolerance")
    )
    apart = np.maximum(np.maximum(low - values, values - high), 0.0) / tolerance
    apart = np.where(np.isfinite(values), apart, np.inf)
    return np.asarray(apart.max(axis=1) if patterns.distance == "largest" else np.sqrt((apart**2).mean(axis=1)))
