"""A spread of plausible worlds: every assumed number is drawn around its default, so that no conclusion rests on one.

**The ranges are themselves assumptions.** No source gives them; the admissible range of a parameter says what the code
accepts, not what is plausible. They follow one rule, below, whose width is `spread`: conclusions should be read at
several spreads.

What is drawn: every number whose source is tagged as an assumption (`[A]`), conditions of the territories and behavior
of the actors alike. What is not: what a funding rule states (GROUPS_OF_RULES, and whatever the arms of a comparison
state themselves: argument `stated`), switches and choices, months at which something happens, and KEPT.
"""

import math
import zlib
from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from sim.config import Scenario
from sim.parameter import Description, walk
from sim.state import Floats

GROUPS_OF_RULES = ("months", "norms", "award", "split", "calendar")
KEPT = (
    "population.scale",  # a resolution: 1 is the real number of actors
    "viability.fragile",  # the definition of an outcome, not a feature of the world
)
BLOCK = 20  # worlds of one Latin hypercube
SPREAD = 0.5


class Range(NamedTuple):
    """The plausible range of one parameter; a world takes a point of it."""

    key: str
    low: float
    high: float
    odds: bool  # low and high are log-odds of a share
    whole: bool

    def at(self, point: float) -> float | int:
        """The value at a point in [0, 1)."""
        x = self.low + point * (self.high - self.low)
        if self.odds:
            return 1.0 / (1.0 + math.exp(-x))
        if self.whole:
            return math.floor(self.low + point * (self.high - self.low + 1))
        return x


class World(NamedTuple):
    """What differs from the base, by dotted key as `sim.override.changed` takes it; world 0 is the base."""

    number: int
    changes: dict[str, float | int]


def plausible(key: str, value: object, d: Description, spread: float) -> Range | None:
    """The plausible range of a parameter, from its default, its admissible range and `spread`; None: left alone.

        switch, choice, month of an event         left alone
        zero                                      left alone: it says that a mechanism is off, or that nobody is there
        whole number                              default * (1 -+ spread), ends rounded to the nearest
        log-odds that may be negative             default -+ spread
        share of [0, 1], not at an end            log-odds of the default -+ spread, so that it stays a share
        any other number, or a share of one       default * (1 -+ spread)

    cut to the admissible range. With the default spread of 0.5 odds are divided or multiplied by 1.65, other numbers
    by 0.5 to 1.5.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value == 0 or "never" in d.unit:
        return None
    if d.low < 0.0 and not isinstance(value, int):
        low, high = value - spread, value + spread
    elif (d.low, d.high) == (0.0, 1.0) and 0.0 < value < 1.0 and not isinstance(value, int):
        middle = math.log(value / (1.0 - value))
        return Range(key, middle - spread, middle + spread, True, False)
    else:
        low, high = sorted((value * (1.0 - spread), value * (1.0 + spread)))
    if isinstance(value, int):
        low, high = math.floor(low + 0.5), math.floor(high + 0.5)
    low, high = max(low, d.low), min(high, d.high)
    return Range(key, low, high, False, isinstance(value, int)) if high > low else None


def ranges(scenario: Scenario, spread: float = SPREAD, stated: Collection[str] = ()) -> tuple[Range, ...]:
    """The plausible ranges of every assumed number of a scenario, in order; `stated`: keys or groups left alone."""
    if not 0.0 <= spread < 1.0:
        raise ValueError(f"spread = {spread}: allowed: 0 to 1, 1 excluded")
    left_alone = {*GROUPS_OF_RULES, *KEPT, *stated}
    found = (
        plausible(key, value, described, spread)
        for key, value, described in walk(scenario)
        if described.assumed and key not in left_alone and key.partition(".")[0] not in left_alone
    )
    return tuple(one for one in found if one is not None)


def point(key: str, number: int, seed: int) -> float:
    """Where world `number` (from 1) stands in the range of a parameter, in [0, 1).

    Worlds 1 to 20, 21 to 40... are Latin hypercubes (McKay, Beckman & Conover 1979): in each block, each twentieth of
    a range is taken once. Drawn from the seed, the block and the parameter's own name: a world does not depend on how
    many are asked, nor on which other parameters are drawn. A number of worlds that is no multiple of 20 ends on part
    of a block, which covers ranges less evenly.
    """
    block, place = divmod(number - 1, BLOCK)
    rng = np.random.default_rng([seed, block, zlib.crc32(key.encode())])
    stratum, inside = rng.permutation(BLOCK), rng.random(BLOCK)
    return float((stratum[place] + inside[place]) / BLOCK)


def draw_worlds(
    scenario: Scenario, n: int, seed: int = 0, spread: float = SPREAD, stated: Collection[str] = ()
) -> tuple[World, ...]:
    """The base, world 0, then n plausible worlds around a scenario, in order.

    stated: keys ("governance.threshold") or groups ("governance") that an arm of the comparison sets itself; they are
    left alone in every arm, so that a world never overwrites a rule. Apply with `changed(arm, world.changes)`.
    """
    if n < 0 or seed < 0:
        raise ValueError(f"n = {n}, seed = {seed}: whole numbers of 0 or more are expected")
    found = ranges(scenario, spread, stated)
    drawn = (World(k, {r.key: r.at(point(r.key, k, seed)) for r in found}) for k in range(1, n + 1))
    return (World(0, {}), *drawn)


def table(worlds: tuple[World, ...]) -> tuple[tuple[str, ...], Floats]:
    """(keys, values (world, key)) of the drawn worlds, those that change something; empty without any."""
    drawn = [world for world in worlds if world.changes]
    keys = tuple(drawn[0].changes) if drawn else ()
    return keys, np.array([[world.changes[key] for key in keys] for world in drawn], dtype=np.float64)
