"""What the pictures draw, computed once: this run, its replicates, the axes and dynamics at every level."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.config import Scenario
from sim.history import History
from sim.metrics.outcomes import first_money
from sim.metrics.summary import Summary, summarize
from sim.metrics.typology import Axes, Typology, axes, classify, gather
from sim.rules.events import election_now
from sim.show.words import Words
from sim.state import Bytes, Floats, Ints
from sim.world.network import Network

DATES = 6


class Band(NamedTuple):
    """Median, half and nine tenths of the replicates, each of the shape of one replicate."""

    low: Floats
    lower: Floats
    middle: Floats
    upper: Floats
    high: Floats


def mean_of(values: NDArray[np.floating], axis: int | tuple[int, ...]) -> Floats:
    """Mean that leaves out what does not exist (NaN); NaN where nothing does."""
    there = np.isfinite(values)
    number = there.sum(axis=axis)
    total = np.where(there, values, 0.0).sum(axis=axis)
    return np.asarray(np.divide(total, number, out=np.full(np.shape(total), np.nan), where=number > 0))


def quantiles(values: NDArray[np.floating], shares: Sequence[float]) -> list[Floats]:
    """Quantiles over the first axis that leave out what does not exist; NaN where nothing does."""
    flat = np.asarray(values, dtype=np.float64).reshape(len(values), -1)
    found = np.full((len(shares), flat.shape[1]), np.nan)
    there = np.isfinite(flat)
    if there.all():
        found[:] = np.quantile(flat, shares, axis=0)
    else:
        for k in np.flatnonzero(there.any(axis=0)):
            found[:, k] = np.quantile(flat[there[:, k], k], shares)
    return [row.reshape(values.shape[1:]) for row in found]


def band_of(replicates: Sequence[NDArray[np.floating]]) -> Band | None:
    """The band of a quantity over replicates; nothing to say with fewer than two."""
    if len(replicates) < 2:
        return None
    return Band(*quantiles(np.stack(replicates), (0.05, 0.25, 0.5, 0.75, 0.95)))


@dataclass(frozen=True)
class Reading:
    """One run and its replicates, as pictures and tables read them. Months count from 0."""

    history: History
    network: Network
    scenario: Scenario
    replicates: tuple[Summary, ...]
    typology: Typology

    @cached_property
    def this(self) -> Summary:
        """The summary of this run."""
        return summarize(self.history, self.typology)

    @property
    def months(self) -> int:
        """Months lived."""
        return self.history.months

    @property
    def n_territories(self) -> int:
        """Number of territories, which is also the number of local tables."""
        return len(self.network.code)

    @property
    def n_regions(self) -> int:
        """Number of regions, which is also the number of regional tables."""
        return len(self.network.region_code)

    @cached_property
    def dates(self) -> list[int]:
        """The months at which maps are drawn."""
        first = min(self.typology.window, max(self.months // DATES, 1)) - 1
        return sorted(set(np.linspace(first, self.months - 1, DATES).round().astype(int).tolist()))

    @cached_property
    def yearly(self) -> list[int]:
        """The months that tables list: every sixth, and the last."""
        return sorted({*range(5, self.months, 6), self.months - 1})

    @cached_property
    def territory_axes(self) -> Axes:
        """The two axes, each (month, territory)."""
        return axes(gather(self.history, "territory", self.history.final.tables.region), self.typology)

    @cached_property
    def dynamics(self) -> Bytes:
        """(month, territory) dynamic."""
        return classify(self.territory_axes, self.typology)

    @cached_property
    def elections(self) -> list[int]:
        """Months of municipal elections."""
        return [m for m in range(self.months) if election_now(m, self.scenario.events)]

    @cached_property
    def first_money(self) -> Ints:
        """(region,) month when a project first spends, -1 if never."""
        return first_money(self.history)

    def of_region(self, r: int) -> Ints:
        """The territories of a region."""
        return np.flatnonzero(self.network.region == r).astype(np.int32)

    def place(self, table: int, words: Words) -> str:
        """The name of a table's place; a regional table says so."""
        n = self.n_territories
        if table < n:
            return self.network.name[table]
        return words("report.regional_table", region=self.network.region_name[table - n])

    def calendar(self, month: int) -> tuple[int, int]:
        """(year, month of the year) of a month of the run."""
        c = self.scenario.calendar
        years, rest = divmod(c.start_month - 1 + month, 12)
        return c.start_year + years, rest + 1

    def date(self, month: int, words: Words, short: bool = False) -> str:
        """A month of the run as a date."""
        year, rest = self.calendar(month)
        return words.date(rest, year, short)

    def period(self, words: Words) -> str:
        """from April 2010 to March 2015; d'avril 2010 in French, where the month begins with a vowel."""
        start, end = self.date(0, words), self.date(self.months - 1, words)
        return words("report.period_vowel" if start[0] in "ao" else "report.period_plain", start=start, end=end)

    def where(self, words: Words) -> str:
        """of six regions; of the region Mauricie."""
        if self.n_regions == 1:
            return words("report.in_region", region=self.network.region_name[0])
        return words("report.of_regions", n=self.n_regions)

    def month_of(self, year: int, month: int, day: int = 1) -> float:
        """Where a date falls on the run's axis, in months."""
        c = self.scenario.calendar
        return (year - c.start_year) * 12 + month - c.start_month + (day - 1) / 31.0


def read(
    history: History,
    network: Network,
    scenario: Scenario,
    replicates: Sequence[Summary],
    typology: Typology | None = None,
) -> Reading:
    """Bring together what pictures draw."""
    return Reading(history, network, scenario, tuple(replicates), typology or Typology())
