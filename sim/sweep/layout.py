"""From a plan to its runs: a table with one row a run, which only grows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config import Scenario
from sim.override import changed
from sim.parameter import ParameterError
from sim.quoted import shown
from sim.sweep.factor import Cell, DesignError
from sim.sweep.plan import Plan
from sim.sweep.points import a_block

Column = NDArray[Any]
HEAD = ("point", "rule", "replicate", "seed")
TRIED = 300  # points that are built before anything is run


def columns_of(plan: Plan, first_seed: int) -> dict[str, Column]:
    """(run,) point, rule, replicate, seed, and one column a factor.

    Rows go by point, then replicate, then rule. Each extension of the plan adds, after the rows that are there, those
    of the new rectangle of points and replicates that they lack, in the same order.
    """
    block = a_block(plan.method, len(plan.groups), plan.second_order)
    pairs = [np.empty((0, 2), dtype=np.int64)]
    before = (0, 0)
    for extent in plan.extents:
        points, copies = extent.points * block, extent.replicates
        point, copy = (i.ravel() for i in np.indices((points, copies)))
        new = (point >= before[0]) | (copy >= before[1])
        pairs.append(np.stack([point[new], copy[new]], axis=1).astype(np.int64))
        before = (points, copies)
    point, replicate = np.repeat(np.concatenate(pairs), len(plan.rules), axis=0).T
    found: dict[str, Column] = {
        "point": point,
        "rule": np.tile(np.array(plan.rules, dtype=np.str_), len(point) // len(plan.rules)),
        "replicate": replicate,
        "seed": plan.seeds(point, replicate, first_seed),
    }
    cells = plan.cells()
    for k, factor in enumerate(plan.factors):
        values = np.array([row[k] for row in cells])
        found[factor.key] = values[point]
    return found


def scenarios(base: Scenario, changes: Mapping[str, Mapping[str, Any]]) -> dict[str, Scenario]:
    """The scenario of each rule, before the factors."""
    return {rule: changed(base, part) for rule, part in changes.items()}


def at_point(scenario: Scenario, keys: Sequence[str], cells: Sequence[Cell]) -> Scenario:
    """The scenario with the values of a point."""
    return changed(scenario, dict(zip(keys, cells, strict=True)))


def try_points(plan: Plan, arms: Mapping[str, Scenario]) -> None:
    """Refuse a design in which some point is no scenario: at most TRIED are built, evenly spread."""
    cells = plan.cells()
    for number in spread_over(len(cells)):
        for rule, scenario in arms.items():
            try:
                at_point(scenario, plan.keys, cells[number])
            except ParameterError as error:
                where = f"point {number}" + (f", rule {rule}" if len(arms) > 1 else "")
                here = dict(zip(plan.keys, cells[number], strict=True))
                several = {k: v for k, v in here.items() if k.partition(".")[0] == error.key.partition(".")[0]}
                told = ", ".join(f"{k} = {shown(v)}" for k, v in several.items() if k != error.key)
                allowed = error.allowed.rstrip(".") + (f" (with {told})" if told else "")
                raise DesignError(f"{where}: {error.key} = {shown(error.value, quotes=True)}: {allowed}") from None


def spread_over(n: int) -> Iterator[int]:
    """At most TRIED positions among n, the first and the last included."""
    yield from np.unique(np.linspace(0, n - 1, min(n, TRIED)).astype(np.int64)).tolist()
