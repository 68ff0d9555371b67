"""One run as comparisons read it: what several measures need, worked out once."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.formulas import count_by, total_by
from sim.history import History
from sim.metrics.relations import pair_of
from sim.metrics.typology import Axes, Counts, Typology, axes, counts_of, gather
from sim.state import Bytes, Flags, Floats, Ints
from sim.vocabulary import PAIRS, ROLES, Role

YEAR = 12


@dataclass(frozen=True)
class Lived:
    """A run and the thresholds by which it is read."""

    history: History
    typology: Typology

    @cached_property
    def n(self) -> int:
        """Number of territories; tables 0 to n - 1 are local, the others regional."""
        return int(self.history["need"].shape[1])

    @cached_property
    def awarded(self) -> Flags:
        """(project,) True for projects that were awarded."""
        return np.asarray(self.history.final.projects.awarded >= 0)

    @cached_property
    def dollars(self) -> Floats:
        """(project,) dollars of the fund awarded to each project, 0 if it was not."""
        return np.where(self.awarded, self.history.final.projects.request, 0) / 100.0

    @cached_property
    def last_year(self) -> Counts:
        """Counts of the last year, each (1, table): twelve months, or the run if it is shorter."""
        return Counts(*(c[-YEAR:].sum(axis=0, keepdims=True) for c in counts_of(self.history)))

    @cached_property
    def territories(self) -> Axes:
        """The two axes and participation of each local table over the last year, each (1, territory)."""
        return axes(Counts(*(c[:, : self.n] for c in self.last_year)), self.typology)

    @cached_property
    def regions(self) -> Axes:
        """The same of each region, its local tables and its regional one, each (1, region)."""
        member = np.eye(self.history["unallotted"].shape[1])[self.history.final.tables.region]
        return axes(Counts(*(c @ member for c in self.last_year)), self.typology)

    @cached_property
    def months(self) -> Axes:
        """The two axes of all tables together over the typology's window, each (month, 1)."""
        return axes(gather(self.history, "all", self.history.final.tables.region), self.typology)

    @cached_property
    def trust(self) -> Floats:
        """(pair of roles,) mean trust at the end over all ties, in the order of PAIRS; NaN where there is no tie."""
        actors, ties = self.history.final.actors, self.history.final.ties
        return mean_by(pair_of(actors, ties), ties.trust, len(PAIRS))

    @cached_property
    def efficacy(self) -> Floats:
        """(role,) mean efficacy at the end over all actors; NaN for a role that is absent."""
        actors = self.history.final.actors
        return mean_by(actors.role, actors.efficacy, len(ROLES))

    @cached_property
    def organizations(self) -> Flags:
        """(actor,) True for community organizations."""
        return np.asarray(self.history.final.actors.role == Role.COMMUNITY)


class Quantity(NamedTuple):
    """Something measured on a run: one number, or one for each key of its family (each territory, each role...)."""

    name: str
    unit: str
    meaning: str
    good: int  # +1 more is better, -1 less is better, 0 neither
    of: Callable[[Lived], float | Floats]


def mean_by(group: Bytes, amount: Floats, n: int) -> Floats:
    """(group,) of length n: mean of `amount` (item,) over the items of each group (item,), NaN where there is none."""
    number = count_by(group, n)
    mean: Floats = np.divide(total_by(group, amount, n), number, out=np.full(n, np.nan), where=number > 0)
    return mean


def ratio(above: Floats, below: Floats) -> Floats:
    """above / below, NaN where there is nothing below; arrays of one shape."""
    share: Floats = np.divide(above, below, out=np.full(np.shape(above), np.nan), where=np.asarray(below) > 0)
    return share


def known(values: Ints) -> Floats:
    """Months that are -1 when the thing never happened, as numbers that are NaN then."""
    return np.where(values >= 0, values, np.nan).astype(np.float64)
