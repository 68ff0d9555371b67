"""Memory of the start: do territories that begin with little trust join those that begin with much, and when?

Nothing in the model moves a parameter slowly within a run, so there is no ramp up and down: at each value of a driver,
two starts are followed to the end on the same seeds. A gap that stays open is a memory longer than the run. It is not
by itself a proof of two stable states: `pace` says whether it still shrinks.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from sim.compare.robustness import Z95
from sim.history import History
from sim.metrics.typology import Dynamic, Typology, axes, classify, gather
from sim.state import Floats
from sim.validation.typology.thresholds import YEAR, Column

CURVES = ("cooperation", "conflict", "trust")
CLOSED = 0.05  # a gap of rate or trust under which two starts are said to have joined [A]
ENDS = tuple(d.name.lower() for d in Dynamic)
LATE = 60  # months at the end over which the pace is measured
NEVER = -1


@dataclass(frozen=True)
class Followed:
    """The measure of a run: cooperation, conflict and trust of all, month by month, and how regions end."""

    def __call__(self, history: History) -> Floats:
        """(column,) in the order of `columns`. Rates are over twelve months, trust over the ties of all tables."""
        year, region = Typology(window=YEAR), history.final.tables.region
        rates = axes(gather(history, "all", region), year)
        ties = np.bincount(history.final.ties.table, minlength=len(region))
        trust = np.nan_to_num(history["trust"]) @ (ties / ties.sum())
        ended = classify(axes(gather(history, "region", region), year), year)[-1]
        ends = np.array([(ended == d).mean() for d in Dynamic])
        awarded = history["awarded"].sum(axis=1) / np.maximum(history["envelope"].sum(axis=1), 1)
        return np.concatenate([rates.cooperation[:, 0], rates.conflict[:, 0], trust, ends, awarded[YEAR - 1 :: YEAR]])


def columns(months: int) -> tuple[Column, ...]:
    """What is kept of a run of `months`."""
    found = [
        Column(f"{axis}.{m:03d}", "rate", f"{axis}, all tables, month {m}") for axis in CURVES for m in range(months)
    ]
    found += [Column(f"end.{end}", "share", f"regions in {end} over the last year") for end in ENDS]
    years = range(1, months // YEAR + 1)
    return (*found, *(Column(f"awarded.{y:02d}", "share", f"of the envelope awarded after {y} years") for y in years))


class Fate(IntEnum):
    """What becomes of the gap between the two starts."""

    CLOSES = 0  # the whole 95 % interval of the last year is within CLOSED of zero
    UNCLEAR = 1
    REMAINS = 2  # the whole interval is beyond CLOSED


class Memory(NamedTuple):
    """The gap between two starts on one curve, at one value of a driver."""

    first: float  # mean over seeds of the gap over the first twelve months
    last: float  # over the last twelve months, with its 95 % interval
    low: float
    high: float
    fate: Fate
    half: int  # months after which the mean gap is under half of what it was, for good; NEVER
    half_low: float  # 95 % interval over seeds (bootstrap); infinite: beyond the run
    half_high: float
    pace: float  # share of the gap that a year closes, over the last LATE months; NaN in a shorter run, or without gap


def mean_gap(gap: Floats) -> tuple[float, float, float]:
    """(mean, low, high) over seeds of the gap (seed, month) over the last twelve months, 95 % interval."""
    values = gap[:, -YEAR:].mean(axis=1)
    reach = Z95 * values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    return float(values.mean()), float(values.mean() - reach), float(values.mean() + reach)


def half_life(gap: Floats) -> int:
    """Months after which a mean gap (month,) stays under half of its first year's; NEVER if it does not."""
    over = np.flatnonzero(np.abs(gap) > 0.5 * abs(gap[:YEAR].mean()))
    found = int(over[-1]) + 1 if len(over) else 0
    return found if found < len(gap) else NEVER


def half_interval(gap: Floats, resamples: int = 400) -> tuple[float, float]:
    """95 % interval of the half-life of gap (seed, month), by the bootstrap over seeds; always the same draw."""
    drawn = np.random.default_rng(0).integers(0, len(gap), size=(resamples, len(gap)))
    found = np.array([half_life(gap[rows].mean(axis=0)) for rows in drawn], dtype=np.float64)
    low, high = np.quantile(np.where(found == NEVER, np.inf, found), [0.025, 0.975], method="inverted_cdf")
    return float(low), float(high)


def pace(gap: Floats) -> float:
    """Share of a mean gap (month,) that a year closes: 1 - (last year / year that ends LATE months before)^(1/5)."""
    if len(gap) < LATE + 2 * YEAR:
        return float("nan")
    before, after = gap[-LATE - YEAR : -LATE].mean(), gap[-YEAR:].mean()
    if before < CLOSED / 2.0 or after <= 0.0:
        return float("nan")  # nothing is left to close
    return float(1.0 - (after / before) ** (YEAR / LATE))


def memory(low_start: Floats, high_start: Floats) -> Memory:
    """The memory of curves (seed, month) from two starts on the same seeds; at least two of them."""
    gap = high_start - low_start
    mean = gap.mean(axis=0)
    last, low, high = mean_gap(gap)
    fate = Fate.REMAINS if low > CLOSED or high < -CLOSED else Fate.UNCLEAR
    if low > -CLOSED and high < CLOSED:
        fate = Fate.CLOSES
    return Memory(float(mean[:YEAR].mean()), last, low, high, fate, half_life(mean), *half_interval(gap), pace(mean))
