"""What a design says, checked: its factors, its method, its rules, and how far it goes."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.quoted import shown
from sim.state import Floats
from sim.sweep.factor import Cell, DesignError, Factor
from sim.sweep.points import DRAWN, MOST_SOBOL, a_block, drawn, grid, sampler

Whole = NDArray[np.int64]
SHARED, OWN = "shared", "own"
ONE_RULE = "as asked"  # the rule of a design that names none: that of the configuration
STRIDE = 1_000  # seeds that a point has for itself, when luck is its own
MOST_RUNS = 20_000_000


class Extent(NamedTuple):
    """How far a design goes."""

    points: int  # as asked: points of a sequence, trajectories of morris, base points of saltelli, all of a grid
    replicates: int


class Plan(NamedTuple):
    """A design."""

    method: str
    factors: tuple[Factor, ...]
    groups: tuple[str, ...]  # names; a factor in no group is one by itself
    group: tuple[int, ...]  # (factor,) the position of its group in `groups`
    rules: tuple[str, ...]  # packages, crossed with the points; one at least
    luck: str  # shared: a replicate has the same seed at every point; own: each point has its own seeds
    seed: int  # of the draw of the points
    second_order: bool  # blocks of saltelli
    rows: tuple[tuple[Cell, ...], ...]  # (point, factor) of a list
    extents: tuple[Extent, ...]  # the first one, then each extension
    told: Mapping[str, Any]  # the file as it was written, without points and replicates

    @property
    def keys(self) -> tuple[str, ...]:
        """The factors, by key."""
        return tuple(f.key for f in self.factors)

    @property
    def last(self) -> Extent:
        """How far it goes now."""
        return self.extents[-1]

    @property
    def n_points(self) -> int:
        """Points of the design."""
        return self.last.points * a_block(self.method, len(self.groups), self.second_order)

    @property
    def n_runs(self) -> int:
        """Runs of the design."""
        return self.n_points * self.last.replicates * len(self.rules)

    def unit(self) -> Floats:
        """(point, factor) positions in [0, 1]; of a grid or a list: middle of the part that each value takes."""
        if self.method in DRAWN:
            return drawn(self.method, self.keys, self.group, self.last.points, self.seed, self.second_order)
        found = np.empty((self.n_points, len(self.factors)))
        for k, values in enumerate(zip(*self.cells(), strict=True)):
            levels = list(dict.fromkeys(values)) if self.method == "list" else list(self.factors[k].levels())
            found[:, k] = [(levels.index(v) + 0.5) / len(levels) for v in values]
        return found

    def at(self, points: Whole) -> dict[str, NDArray[Any]]:
        """By factor, (len(points),) its values at some points, numbers in order; the other points are not drawn."""
        if self.method == "list":
            rows = [self.rows[k] for k in points.tolist()]
            kinds = [np.array(f.values).dtype for f in self.factors]
            return {f.key: np.array([row[k] for row in rows], kinds[k]) for k, f in enumerate(self.factors)}
        if self.method == "grid":
            levels = [np.array(f.levels()) for f in self.factors]
            table = grid([len(values) for values in levels], points)
            return {key: levels[k][table[:, k]] for k, key in enumerate(self.keys)}
        found = sampler(self.method, self.keys, self.group, self.seed, self.second_order).points(points)
        return {f.key: f.column(found[:, k]) for k, f in enumerate(self.factors)}

    def cells(self, points: Whole | None = None) -> list[tuple[Cell, ...]]:
        """(point, factor) values, at some points or at all."""
        wanted = np.arange(self.n_points) if points is None else points
        columns = [values.tolist() for values in self.at(wanted).values()]
        return list(zip(*columns, strict=True)) if columns else [()] * len(wanted)

    def seeds(self, point: Whole, replicate: Whole, first: int) -> Whole:
        """(run,) the seed of each run; first: that of replicate 0 (of point 0)."""
        own = self.luck == OWN
        return first + replicate + (STRIDE * point if own else 0)


def extended(plan: Plan, points: int, replicates: int) -> Plan:
    """The plan, going as far as this too; a DesignError if it would have to give up what it has."""
    now = plan.last
    asked = Extent(points or now.points, replicates or now.replicates)
    if asked == now or asked in plan.extents:
        return plan
    for name, had, wanted in zip(Extent._fields, now, asked, strict=True):
        if wanted < had:
            raise DesignError(f"{name} = {wanted}: the sweep has {had} already; a sweep only grows")
    if plan.method not in DRAWN and asked.points != now.points:
        raise DesignError(f"points = {points}: the points of a {plan.method} are those of its file")
    return checked(plan._replace(extents=(*plan.extents, asked)))


def checked(plan: Plan) -> Plan:
    """The plan, if its size is one that its method can have."""
    points, replicates = plan.last
    for name, value in zip(Extent._fields, plan.last, strict=True):
        if value > MOST_RUNS:
            raise DesignError(f"{name} = {shown(value)}: allowed: at most {MOST_RUNS:,}")
    balanced = plan.method in ("sobol", "saltelli")
    if points < 1 or (balanced and points & (points - 1)):
        power = 2 ** max(1, points.bit_length() - 1)
        kind = f"a power of two, such as {power} or {2 * power}" if balanced else "1 or more"
        raise DesignError(f"points = {points}: allowed with {plan.method}: {kind}")
    if replicates < 1 or (plan.luck == OWN and replicates > STRIDE):
        most = f"1 to {STRIDE} (with luck: {OWN})" if plan.luck == OWN else "1 or more"
        raise DesignError(f"replicates = {replicates}: allowed: {most}")
    width = len(plan.factors) * (2 if plan.method == "saltelli" else 1)
    if balanced and width > MOST_SOBOL:
        raise DesignError(f"method = {plan.method}: at most {MOST_SOBOL} dimensions; {width} are asked")
    if plan.n_runs > MOST_RUNS:
        raise DesignError(f"{plan.n_runs:,} runs are asked; a design has at most {MOST_RUNS:,}")
    return plan
