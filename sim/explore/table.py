"""The points of a sweep with what came out of each: what every analysis of this room reads."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.compare.robustness import mean_over
from sim.state import Flags, Floats, Ints


class Space(NamedTuple):
    """What varies, and between which ends."""

    names: tuple[str, ...]  # (parameter,)
    low: Floats  # (parameter,) in the unit of the parameter
    high: Floats
    group: Ints  # (parameter,) the group in which it moves, from 0
    groups: tuple[str, ...]  # (group,) names

    @property
    def alone(self) -> Flags:
        """(group,) True where a group is one parameter."""
        return np.asarray(np.bincount(self.group, minlength=len(self.groups)) == 1)


class Explored(NamedTuple):
    """A design and one result. NaN in `y`: the run failed, or the result does not exist in it."""

    space: Space
    x: Floats  # (point, parameter) in the order of the design
    y: Floats  # (point, replicate)

    @property
    def mean(self) -> Floats:
        """(point,) mean over the replicates in which the result exists, NaN where there is none."""
        return mean_over(self.y, 1)

    @property
    def missing(self) -> int:
        """Points without any result."""
        return int((~np.isfinite(self.y).any(axis=1)).sum())


def space(
    names: Sequence[str], low: Sequence[float], high: Sequence[float], groups: Mapping[str, Sequence[str]] | None = None
) -> Space:
    """A space; `groups`: name to the parameters that move together, each other parameter being a group by itself."""
    of = {key: name for name, keys in (groups or {}).items() for key in keys}
    strange = sorted(set(of) - set(names))
    if strange:
        raise ValueError(f"groups: {', '.join(strange)}: no such parameter in this design")
    labels = tuple(dict.fromkeys(of.get(name, name) for name in names))
    group = np.array([labels.index(of.get(name, name)) for name in names], dtype=np.int32)
    return Space(tuple(names), np.array(low, dtype=np.float64), np.array(high, dtype=np.float64), group, labels)


def known(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """The rows (row, parameter), (row,) in which the result exists."""
    there = np.isfinite(y)
    return x[there], y[there]
