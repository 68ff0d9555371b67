"""The runs of one rule of a sweep, as arrays: what `sim.explore.analysis` looks at."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import NamedTuple

import numpy as np

from sim.explore.table import Explored, Space
from sim.numerals import EitherWayError, with_point
from sim.parameter import finite_in
from sim.quoted import shown
from sim.state import Flags, Floats, Ints

CONDITION = re.compile(r"\s*([\w.]+)\s*(<=|>=|<|>)\s*([^\s<>=].*?)\s*")


class AskedError(ValueError):
    """A question that the runs cannot answer. The message says what they could."""


class Measure(NamedTuple):
    """A result: the column of the table of runs that holds it."""

    name: str
    unit: str
    meaning: str


class Sample(NamedTuple):
    """Points, and what came out of each."""

    rule: str
    method: str  # of the design: grid, list, latin_hypercube, sobol, morris, saltelli
    block: int  # points that are made from one another: a trajectory, a block of Saltelli; 1 elsewhere
    crossed: bool  # replicate k has the same seed at every point
    space: Space
    units: tuple[str, ...]  # (parameter,)
    labels: tuple[
        tuple[str, ...], ...
    ]  # (parameter,) the words of a choice, whose values in x are positions; else empty
    unit: Floats  # (point, parameter) positions in [0, 1] of the range
    x: Floats  # (point, parameter) values
    measures: tuple[Measure, ...]
    values: Mapping[str, Floats]  # measure: (point, replicate); NaN: missing, failed, or no such thing in that run
    made: Flags  # (point, replicate) runs that ended well

    @property
    def failed(self) -> int:
        """Runs of the design that are missing or failed."""
        return int((~self.made).sum())

    @property
    def apart(self) -> Ints:
        """Positions of the points that were drawn independently of one another: A and B of a Saltelli design, none of
        a Morris one, whose points are too few and on four levels; all of any other.

        What is judged by shuffling or by halves needs them: near copies of a point would pass for new evidence.
        """
        if self.method == "morris":
            return np.empty(0, dtype=np.int32)
        first = np.arange(0, len(self.x), self.block, dtype=np.int32)
        return first if self.block == 1 else np.sort(np.concatenate([first, first + self.block - 1]))

    def measure(self, name: str) -> Measure:
        """A measure by its column; `outcome.` may be left out."""
        known = {m.name: m for m in self.measures}
        found = known.get(name) or known.get(f"outcome.{name}")
        if found is None:
            close = get_close_matches(name, [m.removeprefix("outcome.") for m in known], 3)
            hint = f" Close: {', '.join(close)}." if close else ""
            raise AskedError(f"{shown(name)}: the runs have no such measure.{hint}")
        return found

    def explored(self, measure: Measure) -> Explored:
        """The points, as positions in their ranges, with one result."""
        return Explored(self.space, self.unit, self.values[measure.name])

    def keys(self, *names: str) -> list[int]:
        """The positions of parameters by their names."""
        strange = [name for name in names if name not in self.space.names]
        if strange:
            close = get_close_matches(strange[0], self.space.names, 3)
            hint = f" Close: {', '.join(close)}." if close else ""
            raise AskedError(f"{shown(strange[0])}: not a parameter that varies in this sweep.{hint}")
        return [self.space.names.index(name) for name in names]

    def said(self, k: int, value: float) -> str:
        """The word of a choice; nothing for a number."""
        words = self.labels[k]
        return words[int(np.clip(round(value), 0, len(words) - 1))] if words else ""

    def spread_out(self) -> tuple[tuple[str, ...], Floats]:
        """(names, (point, column)) values, each word of a choice in a column of 0 and 1 named `key=word`."""
        names: list[str] = []
        found: list[Floats] = []
        for k, key in enumerate(self.space.names):
            if self.labels[k]:
                names += [f"{key}={word}" for word in self.labels[k]]
                found += [(self.x[:, k] == place).astype(np.float64) for place in range(len(self.labels[k]))]
            else:
                names.append(key)
                found.append(self.x[:, k])
        return tuple(names), np.stack(found, axis=1) if found else np.empty((len(self.x), 0))


class Condition(NamedTuple):
    """What makes a point one of interest: the mean of a measure over its replicates, against a number."""

    measure: Measure
    sign: str  # <= >= < >
    number: float

    def met(self, values: Floats) -> Flags:
        """(point,) True where it holds, of means (point,)."""
        compare = {"<=": np.less_equal, ">=": np.greater_equal, "<": np.less, ">": np.greater}[self.sign]
        return np.asarray(compare(values, self.number), dtype=np.bool_)


def condition(text: str, sample: Sample) -> Condition:
    """A condition as it is typed: regions_cooperative>=0.5."""
    found = CONDITION.fullmatch(text)
    try:
        limit = finite_in(with_point(found[3])) if found else None
    except EitherWayError as error:
        raise AskedError(f"where = {shown(text)}: {error}") from None
    if found is None or limit is None:
        raise AskedError(f"where = {shown(text)}: a condition such as regions_cooperative>=0.5 is expected")
    return Condition(sample.measure(found[1]), found[2], limit)
