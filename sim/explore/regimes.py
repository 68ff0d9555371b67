"""Which dynamic reigns over two parameters, and how clearly."""

from typing import NamedTuple

import numpy as np

from sim.state import Floats, Ints

CELLS = 6  # classes a parameter, unless it has fewer values
FEW = 5  # runs under which a cell is said to be thin


class Regimes(NamedTuple):
    """A map; cells (row, column), rows the second parameter, both from the least value to the largest."""

    edges: tuple[Floats, Floats]  # ends of the classes of each parameter, (class + 1,)
    share: Floats  # (row, column, dynamic) mean share over the runs of the cell; NaN in an empty one
    reigning: Ints  # (row, column) the dynamic of the largest share, -1 in an empty cell
    strength: Floats  # (row, column) its share
    error: Floats  # (row, column) standard error of that share over points, NaN with fewer than two
    runs: Ints  # (row, column)


def edges_of(x: Floats, cells: int = CELLS) -> Floats:
    """(class + 1,) ends of classes: between the values if there are few, else of the same width."""
    values = np.unique(x)
    if len(values) <= cells:
        between = (values[1:] + values[:-1]) / 2.0
        reach = (between[0] - values[0]) if len(between) else 0.5
        far = (values[-1] - between[-1]) if len(between) else 0.5
        return np.concatenate([[values[0] - reach], between, [values[-1] + far]])
    return np.linspace(values[0], values[-1], cells + 1)


def classes(x: Floats, edges: Floats) -> Ints:
    """(run,) the class of each value."""
    return np.clip(np.searchsorted(edges, x, side="right") - 1, 0, len(edges) - 2).astype(np.int32)


def regimes(x: Floats, shares: Floats, point: Ints, cells: int = CELLS) -> Regimes:
    """The map of x (run, 2), from shares (run, dynamic) of each dynamic in a run and the point (run,) of each run.

    The error counts points, not runs: the replicates of a point share everything but luck.
    """
    there = np.isfinite(shares).all(axis=1)
    x, shares, point = x[there], shares[there], point[there]
    edges = edges_of(x[:, 0], cells), edges_of(x[:, 1], cells)
    column, row = classes(x[:, 0], edges[0]), classes(x[:, 1], edges[1])
    size = len(edges[1]) - 1, len(edges[0]) - 1
    share = np.full((*size, shares.shape[1]), np.nan)
    error, runs = np.full(size, np.nan), np.zeros(size, dtype=np.int32)
    reigning = np.full(size, -1, dtype=np.int32)
    for r, c in np.ndindex(size):
        here = (row == r) & (column == c)
        runs[r, c] = here.sum()
        if not here.any():
            continue
        share[r, c] = shares[here].mean(axis=0)
        reigning[r, c] = int(np.argmax(share[r, c]))
        means = point_means(shares[here, reigning[r, c]], point[here])
        error[r, c] = means.std(ddof=1) / np.sqrt(len(means)) if len(means) > 1 else np.nan
    strength = np.where(runs > 0, np.nan_to_num(share, nan=-1.0).max(axis=2), np.nan)
    return Regimes(edges, share, reigning, strength, error, runs)


def point_means(values: Floats, point: Ints) -> Floats:
    """(different point,) mean of the values of each point."""
    place = np.unique(point, return_inverse=True)[1]
    return np.asarray(np.bincount(place, values) / np.bincount(place))
