"""Where the variance of an end comes from: parameters, the initial draw of a world, the luck of the process."""

from typing import NamedTuple

import numpy as np

from sim.life.resampling import Estimate, estimate, ratio
from sim.state import Floats, Indices


class Shares(NamedTuple):
    """Of the variance of an end at a place; they sum to 1."""

    parameters: Estimate  # NaN with a single set of parameters
    draw: Estimate
    luck: Estimate


def components(values: Floats, crossed: bool = False) -> Floats:
    """(source,) variance due to parameters, draw and luck of the mean place; values (parameter, draw, luck, place).

    Unbiased components of a nested analysis of variance (Searle, Casella & McCulloch 1992), W sets of parameters, D
    draws in each, L lucks in each draw:

        luck = M_luck,   draw = (M_draw - M_luck) / L,   parameters = (M_parameter - M_draw) / (D L)

    from mean squares M, place by place, then averaged: differences between places are no variance of an end. Negative
    components are cut at 0. crossed: draw d is the same draw under all parameters; M_draw is then parted into its main
    effect and its interaction with the parameters, both of them the draw's. Lucks must differ from draw to draw.
    """
    worlds, draws, lucks, _ = values.shape
    cell = values.mean(axis=2)
    row, whole = cell.mean(axis=1), cell.mean(axis=(0, 1))
    of_luck = ((values - cell[:, :, None]) ** 2).sum(axis=(0, 1, 2)) / (worlds * draws * (lucks - 1))
    within = lucks * ((cell - row[:, None]) ** 2).sum(axis=(0, 1)) / (worlds * (draws - 1))
    draw, parameters = (within - of_luck) / lucks, np.zeros_like(whole)
    if worlds > 1:
        among = draws * lucks * ((row - whole) ** 2).sum(axis=0) / (worlds - 1)
        beside = interaction(cell) * lucks if crossed else within
        parameters = (among - beside) / (draws * lucks)
    found = np.array([parameters.mean(), draw.mean(), of_luck.mean()])
    positive: Floats = np.maximum(found, 0.0)
    return positive


def interaction(cell: Floats) -> Floats:
    """(place,) mean square of draw by parameters, for the means cell (parameter, draw, place) of a crossed design."""
    left = cell - cell.mean(axis=0) - cell.mean(axis=1)[:, None] + cell.mean(axis=(0, 1))
    worlds, draws, _ = cell.shape
    square: Floats = (left**2).sum(axis=(0, 1)) / ((worlds - 1) * (draws - 1))
    return square


def variance_shares(values: Floats, crossed: bool = False, times: int = 400, seed: int = 0) -> Shares:
    """Shares of the variance of an end, values (parameter, draw, luck, place): see `components`.

    The interval draws sets of parameters again with replacement, or initial draws where there is a single set: of few,
    it is short on the side of what is drawn (by 1/8 of its variance with eight), and a crossed design's draws are taken
    as they are. Needs two draws and two lucks at least, without NaN.
    """
    worlds, draws, lucks, _ = values.shape
    if draws < 2 or lucks < 2:
        raise ValueError(f"values of {draws} draws and {lucks} lucks: at least 2 of each are expected")
    luck, axis = np.random.default_rng(seed), 0 if worlds > 1 else 1
    n = values.shape[axis]

    def shares(which: Indices) -> Floats:
        found = components(np.take(values, which, axis=axis), crossed)
        return ratio(found, found.sum())

    again = [np.arange(n), *(luck.integers(0, n, n) for _ in range(times))]
    drawn = [shares(np.asarray(which)) for which in again]
    parts = [estimate(np.array([one[k] for one in drawn])) for k in range(3)]
    return Shares(parts[0] if worlds > 1 else Estimate(np.nan, np.nan, np.nan), parts[1], parts[2])
