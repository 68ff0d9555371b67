"""Thresholds that come from the runs themselves, and a reading without any threshold: another aggregation, by year.

A territory-year is a local table over twelve months. Thresholds are found on those of the base case, then the three
arms are read with them; what is high is then high for the base case, not in itself.
"""

from collections.abc import Callable

import numpy as np

from sim.state import Flags, Floats
from sim.validation.typology.thresholds import read_states


def median(values: Floats) -> float:
    """Half of the values (any,) are high."""
    return float(np.median(values))


def top_third(values: Floats) -> float:
    """A third of the values (any,) are high: the upper tercile."""
    return float(np.quantile(values, 2.0 / 3.0))


def two_groups(values: Floats) -> float:
    """The middle between the two groups (any,) that are each the most alike: k-means with k = 2, solved exactly.

    least over cuts k of   sum (x - mean(x[:k]))^2 over x[:k]  +  sum (x - mean(x[k:]))^2 over x[k:],   x sorted
    """
    x = np.sort(values)
    if x[0] == x[-1]:
        return float(x[0])
    n, total, size = np.cumsum(x)[:-1], x.sum(), np.arange(1, len(x))
    between = n**2 / size + (total - n) ** 2 / (len(x) - size)  # what the cut explains, up to a constant
    between[x[1:] == x[:-1]] = -np.inf  # equal values stay together
    cut = int(between.argmax()) + 1
    return float((x[:cut].mean() + x[cut:].mean()) / 2.0)


METHODS: dict[str, Callable[[Floats], float]] = {"median": median, "top_third": top_third, "two_groups": two_groups}
BALANCE = "balance"  # which of the two is more frequent: no threshold at all
ALTERNATIVES = (*METHODS, BALANCE)


def thresholds(method: str, base: Floats) -> tuple[float, float]:
    """(cooperative, conflictual) found by a method on base (run, year, territory, axis); NaN where there is none."""
    if method == BALANCE:
        return float("nan"), float("nan")
    return METHODS[method](base[..., 0].ravel()), METHODS[method](base[..., 1].ravel())


def states(rates: Floats, limits: tuple[float, float]) -> tuple[Flags, Flags]:
    """(high, hot), each (run, year, territory), of rates (run, year, territory, axis).

    Without limits (NaN), whichever rate is the larger names the year: cooperation and conflict cannot both be high.
    """
    cooperation, conflict = rates[..., 0], rates[..., 1]
    if np.isnan(limits).any():
        return cooperation > conflict, conflict > cooperation
    return cooperation >= limits[0], conflict >= limits[1]


def by_year(rates: Floats, limits: tuple[float, float]) -> Floats:
    """(run, reading) of rates (run, year, territory, axis), a year being one step of time."""
    high, hot = states(rates, limits)
    asleep: Flags = np.asarray(np.isnan(rates).any(axis=-1))
    return read_states(high, hot, asleep, year=1)
