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
from sim.sweep.plan import Plan, Whole
from sim.sweep.points import a_block

Column = NDArray[Any]
HEAD = ("point", "rule", "replicate", "seed")
TRIED = 300  # points that are built before anything is run


def columns_of(plan: Plan, first_seed: int) -> dict[str, Column]:
    """(run,) point, rule, replicate, seed, and one column a factor, of the whole design: see `rows_of`."""
    return rows_of(plan, first_seed, np.arange(plan.n_runs))


def rows_of(plan: Plan, first_seed: int, runs: Whole, factors: bool = True) -> dict[str, Column]:
    """(len(runs),) the same columns of some runs, the others not drawn. factors: False, the first four columns only.

    Rows go by point, then replicate, then rule. Each extension of the plan adds, after the rows that are there, those
    of the new rectangle of points and replicates that they lack, in the same order.
    """
    pair, rule = np.divmod(runs, len(plan.rules))
    point, replicate = places_of(plan, pair)
    found: dict[str, Column] = {
        "point": point,
        "rule": np.array(plan.rules, dtype=np.str_)[rule],
        "replicate": replicate,
        "seed": plan.seeds(point, replicate, first_seed),
    }
    if factors:
        points, back = np.unique(point, return_inverse=True)
        found |= {key: values[back] for key, values in plan.at(points).items()}
    return found


def places_of(plan: Plan, pair: Whole) -> tuple[Whole, Whole]:
    """(point, replicate) of pairs of them, by their number in the design."""
    block = a_block(plan.method, len(plan.groups), plan.second_order)
    point, replicate = np.empty_like(pair), np.empty_like(pair)
    start = had_points = had_copies = 0
    for extent in plan.extents:
        points, copies = extent.points * block, extent.replicates
        more = copies - had_copies  # new replicates of each point that was there
        old, new = had_points * more, (points - had_points) * copies
        within = pair - start
        here = (within >= 0) & (within < old)
        point[here], replicate[here] = within[here] // max(more, 1), had_copies + within[here] % max(more, 1)
        here = (within >= old) & (within < old + new)
        added = within[here] - old
        point[here], replicate[here] = had_points + added // copies, added % copies
        start, had_points, had_copies = start + old + new, points, copies
    return point, replicate


def scenarios(base: Scenario, changes: Mapping[str, Mapping[str, Any]]) -> dict[str, Scenario]:
    """The scenario of each rule, before the factors."""
    return {rule: changed(base, part) for rule, part in changes.items()}


def at_point(scenario: Scenario, keys: Sequence[str], cells: Sequence[Cell]) -> Scenario:
    """The scenario with the values of a point."""
    return changed(scenario, dict(zip(keys, cells, strict=True)))


def try_points(plan: Plan, arms: Mapping[str, Scenario]) -> None:
    """Refuse a design in which some point is no scenario: at most TRIED are built, evenly spread."""
    tried = np.array(list(spread_over(plan.n_points)), dtype=np.int64)
    for number, cells in zip(tried.tolist(), plan.cells(tried), strict=True):
        for rule, scenario in arms.items():
            try:
                at_point(scenario, plan.keys, cells)
            except ParameterError as error:
                where = f"point {number}" + (f", rule {rule}" if len(arms) > 1 else "")
                here = dict(zip(plan.keys, cells, strict=True))
                several = {k: v for k, v in here.items() if k.partition(".")[0] == error.key.partition(".")[0]}
                told = ", ".join(f"{k} = {shown(v)}" for k, v in several.items() if k != error.key)
                allowed = error.allowed.rstrip(".") + (f" (with {told})" if told else "")
                raise DesignError(f"{where}: {error.key} = {shown(error.value, quotes=True)}: {allowed}") from None


def spread_over(n: int) -> Iterator[int]:
    """At most TRIED positions among n, the first and the last included."""
    yield from np.unique(np.linspace(0, n - 1, min(n, TRIED)).astype(np.int64)).tolist()
