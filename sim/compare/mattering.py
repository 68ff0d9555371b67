"""Which differences are too small to matter, however certain: below the smallest one of interest, set beforehand.

Many pairs of runs make any difference certain. What an outcome's unit means to those who decide or live it says which
ones would be noticed (see `metrics.interest`); `robustness` gives the others a verdict of their own.
"""

from collections.abc import Sequence

import numpy as np

from sim.compare.measures import Column
from sim.metrics.interest import SMALLEST, smallest
from sim.state import Floats
from sim.world.network import Network

OF_THE_WHOLE = ("outcome", "channel")  # families whose counts are those of the whole network


def smallest_of(columns: Sequence[Column], network: Network) -> Floats:
    """(column,) the smallest difference of interest of each, in its unit; NaN where none was set."""
    return np.array([smallest_of_column(column, network) for column in columns], dtype=np.float64)


def smallest_of_column(column: Column, network: Network) -> float:
    """That of the outcome of the same last word, where it has the same unit: `territory.<code>.need_left` has one.

    Counts grow with the number of places: those of a part of the network have none.
    """
    family, name = column.name.partition(".")[0], column.name.rpartition(".")[2]
    found = SMALLEST.get(name)
    if found is None or found.unit != column.unit or (found.each and family not in OF_THE_WHOLE):
        return float("nan")
    return smallest(name, len(network.code), len(network.region_code))
