"""A number and its interval, by drawing runs again with replacement (Efron & Tibshirani 1993)."""

from typing import NamedTuple

import numpy as np

from sim.state import Floats

LEVEL = 0.95


class Estimate(NamedTuple):
    """A measure, and the limits of its interval at 95 %; NaN where it does not exist."""

    value: float
    low: float
    high: float


def ratio(above: Floats, below: Floats) -> Floats:
    """above / below, element by element; NaN where below is 0 or NaN."""
    above, below = np.broadcast_arrays(np.asarray(above, dtype=float), np.asarray(below, dtype=float))
    there = np.isfinite(below) & (below != 0.0)
    found: Floats = np.divide(above, below, out=np.full(above.shape, np.nan), where=there)
    return found


def draw_again(n: int, times: int, seed: int = 0) -> Floats:
    """(1 + times, n) how often each of n runs counts: once in the first row, drawn with replacement in the others."""
    counts = np.random.default_rng(seed).multinomial(n, np.full(n, 1.0 / n), size=times)
    return np.concatenate([np.ones((1, n)), counts.astype(float)])


def estimate(values: Floats) -> Estimate:
    """The first of `values` (1 + times,), and the quantiles of the others that exist.

    The quantiles are values that were drawn, so that a median spell longer than what is seen (infinite) may be one.
    """
    drawn = values[1:][~np.isnan(values[1:])]
    if len(drawn) == 0 or np.isnan(values[0]):
        return Estimate(float(values[0]), np.nan, np.nan)
    low, high = np.quantile(drawn, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0], method="nearest")
    return Estimate(float(values[0]), float(low), float(high))
