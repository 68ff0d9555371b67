"""One run read under every threshold, window and level: the same counts, other words for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np

from sim.history import History
from sim.metrics.typology import Counts, Typology, axes, gather
from sim.state import Flags, Floats, Ints

COOPERATIVE = (0.40, 0.45, 0.50, 0.55, 0.60)  # share of encounters held from which cooperation counts as high
CONFLICTUAL = (0.10, 0.15, 0.20, 0.25, 0.30)  # share of encounters held from which conflict counts as high
WINDOWS = (3, 6, 12)  # months
ATTENDED = (0.05, 0.10, 0.20)  # share of members who come under which a place is dormant
LEVELS = ("territory", "region", "all")
YEAR = 12


class Setting(NamedTuple):
    """One way to read a run."""

    level: str
    window: int
    attended: float
    cooperative: float
    conflictual: float


SETTINGS = tuple(Setting(*choice) for choice in product(LEVELS, WINDOWS, ATTENDED, COOPERATIVE, CONFLICTUAL))
SHAPE = (len(LEVELS), len(WINDOWS), len(ATTENDED), len(COOPERATIVE), len(CONFLICTUAL))
USUAL = Setting("region", *(getattr(Typology(), n) for n in ("window", "attended", "cooperative", "conflictual")))

READINGS: dict[str, str] = {
    "conflict_first": "place-months in conflict or in both, first year less last",
    "cooperation_later": "place-months in cooperation, last year less first",
    "movers": "places that change dynamic",
    "returns": "places that come back, after the first half year, to a dynamic that they had left",
    "cooperative": "places that end in cooperation",
    "conflictual": "places that end in conflict",
    "mixed": "places that end in cooperation-conflict",
    "routine": "places that end in routine",
    "dormant": "places that end dormant",
}
READ = tuple(READINGS)


class Column(NamedTuple):
    """One number kept of each run."""

    name: str
    unit: str
    meaning: str


def read_states(high: Flags, hot: Flags, asleep: Flags, year: int) -> Floats:
    """(..., reading) in the order of READ, of high cooperation, hot conflict and dormancy, each (..., time, place).

    year: steps of time in a year. Leading axes are broadcast against each other.
    """
    later = slice(year // 2, None)
    first, last = slice(0, year), slice(-year, None)
    high, hot, asleep = np.broadcast_arrays(high & ~asleep, hot & ~asleep, asleep)
    calm = high & ~hot
    moved = np.logical_or.reduce([x[..., 1:, :] != x[..., :-1, :] for x in (high, hot, asleep)])
    end_high, end_hot, end_asleep = high[..., -1, :], hot[..., -1, :], asleep[..., -1, :]
    found = (
        hot[..., first, :].mean(axis=(-2, -1)) - hot[..., last, :].mean(axis=(-2, -1)),
        calm[..., last, :].mean(axis=(-2, -1)) - calm[..., first, :].mean(axis=(-2, -1)),
        moved.any(axis=-2).mean(axis=-1),
        came_back(high[..., later, :], hot[..., later, :], asleep[..., later, :]).mean(axis=-1),
        (end_high & ~end_hot).mean(axis=-1),
        (~end_high & end_hot).mean(axis=-1),
        (end_high & end_hot).mean(axis=-1),
        (~end_high & ~end_hot & ~end_asleep).mean(axis=-1),
        end_asleep.mean(axis=-1),
    )
    return np.stack(found, axis=-1)


def came_back(high: Flags, hot: Flags, asleep: Flags) -> Flags:
    """(..., place) True where a dynamic is entered again after it was left; high, hot, asleep (..., time, place)."""
    found = np.zeros((*high.shape[:-2], high.shape[-1]), dtype=np.bool_)
    for there in (high & ~hot, ~high & hot, high & hot, ~(high | hot | asleep), asleep):
        entries = there[..., 0, :] + (there[..., 1:, :] & ~there[..., :-1, :]).sum(axis=-2)
        found |= entries > 1
    return found


def under_thresholds(counts: Counts, window: int, attended: float) -> Floats:
    """(cooperative, conflictual, reading) of monthly counts (month, place), for every pair of thresholds."""
    rates = axes(counts, Typology(window=window))
    high = rates.cooperation >= np.array(COOPERATIVE)[:, None, None, None]
    hot = rates.conflict >= np.array(CONFLICTUAL)[:, None, None]
    asleep = (rates.participation < attended) | np.isnan(rates.cooperation)
    return read_states(high, hot, asleep, YEAR)


def under_settings(history: History) -> Floats:
    """(setting, reading) in the order of SETTINGS and READ."""
    counts = {level: gather(history, level, history.final.tables.region) for level in LEVELS}
    parts = [under_thresholds(counts[level], w, d) for level, w, d in product(LEVELS, WINDOWS, ATTENDED)]
    return np.stack(parts).reshape(len(SETTINGS), len(READ))


def territory_years(history: History) -> Floats:
    """(year, territory, axis) cooperation and conflict of each local table over each whole year."""
    counts = gather(history, "territory", history.final.tables.region)
    ends: Ints = np.arange(YEAR - 1, history.months, YEAR, dtype=np.int32)
    rates = axes(counts, Typology(window=YEAR))
    return np.stack([rates.cooperation[ends], rates.conflict[ends]], axis=-1)


def columns(codes: Sequence[str], months: int) -> tuple[Column, ...]:
    """What is kept of a run of `months` on the territories of these codes."""
    found = [
        Column(f"{s.level}.{s.window}.{s.attended:g}.{s.cooperative:g}.{s.conflictual:g}.{name}", "share", meaning)
        for s in SETTINGS
        for name, meaning in READINGS.items()
    ]
    for year, code, axis in product(range(months // YEAR), codes, ("cooperation", "conflict")):
        found.append(Column(f"year.{year + 1}.{code}.{axis}", "rate", f"{axis} of a local table over a year"))
    return tuple(found)


@dataclass(frozen=True)
class UnderThresholds:
    """The measure of a run: everything above, as one vector."""

    def __call__(self, history: History) -> Floats:
        """(column,) in the order of `columns`."""
        return np.concatenate([under_settings(history).ravel(), territory_years(history).ravel()])


def unpacked(values: Floats, territories: int) -> tuple[Floats, Floats]:
    """(readings (run, setting, reading), rates (run, year, territory, axis)) of vectors (run, column)."""
    cut = len(SETTINGS) * len(READ)
    readings = values[:, :cut].reshape(len(values), len(SETTINGS), len(READ))
    return readings, values[:, cut:].reshape(len(values), -1, territories, 2)
