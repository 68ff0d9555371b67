"""Whether cooperation and conflict are two axes, and how much of cooperation is only that people come."""

import numpy as np

from sim.life.record import Meetings
from sim.life.resampling import ratio
from sim.state import Flags, Floats

YEAR = 12
NAMES = ("cooperation", "conflict", "participation", "attendance")


def by_year(monthly: Floats) -> Floats:
    """(year, place) sums over whole years of (month, place); months after the last whole year are left out."""
    years = len(monthly) // YEAR
    summed: Floats = monthly[: years * YEAR].reshape(years, YEAR, -1).sum(axis=1)
    return summed


def yearly_rates(m: Meetings, per_possible: bool = False) -> tuple[Floats, Floats, Floats, Floats]:
    """(cooperation, conflict, participation, attendance), each (year, place), NaN where nobody met, or nobody could.

    Cooperation and conflict are shares of encounters held; participation is present / members, and attendance is held /
    possible: how many of those who have a place there come, and how many of those who have a seat meet. per_possible:
    the first two as shares of encounters that were possible, as they were published before.
    """
    below = by_year(m.possible if per_possible else m.held)
    return (
        ratio(by_year(m.cooperative), below),
        ratio(by_year(m.conflictual), below),
        ratio(by_year(m.present), by_year(m.members)),
        ratio(by_year(m.held), by_year(m.possible)),
    )


def moment_sums(rates: tuple[Floats, ...]) -> dict[str, float]:
    """Number of place-years where all of `rates` (each (year, place)) exist, their sums and sums of products, by name:
    `number`, `cooperation`, `cooperation*conflict` and so on."""
    there: Flags = np.logical_and.reduce([np.isfinite(x) for x in rates])
    values = [x[there] for x in rates]
    sums = {"number": float(there.sum())}
    for i, first in enumerate(NAMES):
        sums[first] = float(values[i].sum())
        for j in range(i, len(NAMES)):
            sums[f"{first}*{NAMES[j]}"] = float((values[i] * values[j]).sum())
    return sums


def correlation(sums: dict[str, Floats], first: str, second: str) -> Floats:
    """Pearson's correlation over place-years, from sums (any,) as of `moment_sums`; NaN where one does not vary."""
    n = sums["number"]
    one, two = sorted((first, second), key=NAMES.index)
    both = ratio(sums[f"{one}*{two}"], n) - ratio(sums[one], n) * ratio(sums[two], n)
    spreads = [ratio(sums[f"{x}*{x}"], n) - ratio(sums[x], n) ** 2 for x in (one, two)]
    below = np.where((spreads[0] > 1e-15) & (spreads[1] > 1e-15), spreads[0] * spreads[1], np.nan)
    return ratio(both, np.sqrt(below))


def principal_share(r: Floats) -> Floats:
    """Share of the variance of two standardized axes along the first principal one: (1 + |r|) / 2. One half: two axes;
    one: a single axis under two names."""
    share: Floats = 0.5 * (1.0 + np.abs(r))
    return share
