"""What each line that is *given* moves: the base beside its toggles, on the same seeds. Interrupted, it goes on."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.compare.differences import differences
from sim.metrics.interest import smallest
from sim.metrics.outcomes import OUTCOMES
from sim.state import Floats
from sim.study.living import PLACE, Bench, Row
from sim.study.progress import announce
from sim.validation.given import TOGGLES
from sim.validation.pattern import Changes
from sim.validation.toggles import Toggle

SEEDS, QUICK = 40, 8
COLUMNS = tuple(OUTCOMES)


class Verdict(StrEnum):
    """A difference beside its smallest effect of interest, by its interval at 95 %."""

    MOVED = "moved"  # the whole interval is beyond it
    STILL = "still"  # the whole interval is within it, on both sides
    OPEN = "open"  # the interval holds it: runs are too few to tell
    UNKNOWN = "unknown"  # fewer than two pairs of runs have the outcome


class Effect(NamedTuple):
    """What a toggle does to one outcome: toggled less base, mean over the pairs of runs that both have it."""

    outcome: str
    mean: float  # in the unit of the outcome; NaN without any pair
    low: float  # of the interval of the mean at 95 %, by bootstrap
    high: float
    smallest: float  # the smallest effect of interest, above 0
    luck: float  # standard deviation of the base between seeds
    own: bool  # whether the outcome states the mechanism: counted from it, or timed by it
    pairs: int

    @property
    def verdict(self) -> Verdict:
        """Moved, still, or open."""
        if not (np.isfinite(self.low) and np.isfinite(self.high)):
            return Verdict.UNKNOWN
        if self.low > self.smallest or self.high < -self.smallest:
            return Verdict.MOVED
        return Verdict.STILL if -self.smallest <= self.low and self.high <= self.smallest else Verdict.OPEN

    @property
    def deviations(self) -> float:
        """In standard deviations of luck; NaN where luck gives none."""
        return self.mean / self.luck if self.luck > 0.0 else float("nan")

    @property
    def times(self) -> float:
        """How many times the smallest effect of interest, whatever the sense; 0 where nothing is known."""
        return abs(self.mean) / self.smallest if np.isfinite(self.mean) else 0.0


class Switched(NamedTuple):
    """One toggle, and what it does to every outcome, in their order."""

    toggle: Toggle
    effects: tuple[Effect, ...]

    def having(self, verdict: Verdict) -> tuple[Effect, ...]:
        """The effects of this verdict, the largest first beside the smallest effect of interest."""
        return tuple(sorted((e for e in self.effects if e.verdict is verdict), key=lambda e: -e.times))

    @property
    def largest(self) -> Effect:
        """The largest beside its smallest effect of interest, moved or not."""
        return max(self.effects, key=lambda e: e.times)


class Statements(NamedTuple):
    """Everything that is measured."""

    seeds: int
    switched: tuple[Switched, ...]
    runs: int
    failed: int
    seconds: float  # of all the runs, added up


def switch_each(
    seeds: int, folder: Path, workers: int = 0, place: str = PLACE, toggles: Sequence[Toggle] = TOGGLES
) -> Statements:
    """Make the runs that are missing under `folder`, and measure what each toggle moves."""
    bench = Bench(folder, workers, place)
    announce(f"The base, then {len(toggles)} toggles, {seeds} seeds each.")
    bases: dict[str, Floats] = {}

    def made(name: str, changes: Changes) -> Floats:
        rows = [Row(changes, seed) for seed in range(1, seeds + 1)]
        found: Floats = bench.ends(name, rows).values[:, : len(COLUMNS)]
        return found

    def base_of(alike: Changes) -> Floats:
        name = "_".join(["base", *(f"{key}_{value}" for key, value in alike.items())])
        if name not in bases:
            bases[name] = made(name, alike)
        return bases[name]

    sizes = smallest_of(len(bench.network.code), len(bench.network.region_code))
    switched = tuple(Switched(t, effects(t, base_of(t.alike), made(t.name, t.cut), sizes)) for t in toggles)
    return Statements(
        seeds,
        switched,
        sum(len(r.run) for r in bench.made),
        sum(int((~r.ok).sum()) for r in bench.made),
        float(sum(np.nansum(r.seconds) for r in bench.made)),
    )


def smallest_of(territories: int, regions: int) -> dict[str, float]:
    """The smallest effect of interest of every outcome, on a network of this size."""
    return {name: smallest(name, territories, regions) for name in COLUMNS}


def effects(toggle: Toggle, base: Floats, found: Floats, sizes: Mapping[str, float]) -> tuple[Effect, ...]:
    """The effects of a toggle; base, found (seed, outcome) on the same seeds."""
    d = differences(np.stack([base, found]))
    return tuple(
        Effect(
            name,
            float(d.mean[0, k]),
            float(d.low[0, k]),
            float(d.high[0, k]),
            sizes[name],
            spread(base[:, k]),
            name in toggle.own,
            int(d.pairs[0, k]),
        )
        for k, name in enumerate(COLUMNS)
    )


def spread(values: Floats) -> float:
    """Standard deviation of what exists; NaN of fewer than two."""
    there = values[np.isfinite(values)]
    return float(there.std(ddof=1)) if len(there) > 1 else float("nan")
