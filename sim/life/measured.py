"""What is kept of each run for the signs of life, as vectors with named columns."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sim.history import History
from sim.life.record import KINDS, Meetings, Record, record_of
from sim.life.signs import signs_of
from sim.metrics.outcomes import OUTCOMES, known_mean, outcomes
from sim.metrics.typology import Counts, Typology, axes, classify, gather
from sim.state import Bytes, Floats, Ints
from sim.vocabulary import DYNAMICS
from sim.world.network import Network

TRUST_START = "trust_start"
ENDS = ("cooperation", "conflict")  # of each region, then of each territory, over the last year


class Column(NamedTuple):
    """One number kept of a run."""

    name: str
    unit: str
    meaning: str


def classified(p: Typology) -> Callable[[Meetings], Bytes]:
    """The dynamic of each month and place of `Meetings`, by the typology of the model."""

    def dynamics(m: Meetings) -> Bytes:
        none = np.zeros_like(m.held)
        counts = Counts(m.possible, m.held, m.cooperative, m.conflictual, none, none, m.present, m.members)
        return classify(axes(counts, p), p)

    return dynamics


def sign_columns(network: Network, months: int) -> tuple[Column, ...]:
    """The columns of `Signs` on a network, for runs of so many months."""
    n, r = len(network.code), len(network.region_code)
    places, regions = (Meetings(*(np.zeros((months, k)) for _ in Meetings._fields)) for k in (n, r))
    none: Ints = np.zeros((0, 2), dtype=np.int32)
    nowhere: Floats = np.full(n, np.nan)
    nothing = Record(
        0, places, regions, network.region.astype(np.int32), dict.fromkeys(KINDS, none), nowhere, nowhere,
        np.zeros((0, 4), dtype=np.int32), np.zeros((0, 3), dtype=np.int32),
    )  # fmt: skip
    row = signs_of(nothing, classified(Typology()), DYNAMICS)
    return tuple(Column(name, "sum", "a sum of the signs of life: sim/life/signs.py") for name in row)


@dataclass(frozen=True)
class Signs:
    """The row of a run for the signs of life, its nulls included; it travels to the workers."""

    typology: Typology = field(default_factory=Typology)

    def __call__(self, history: History) -> Floats:
        """(column,) in the order of `sign_columns`."""
        row = signs_of(record_of(history), classified(self.typology), DYNAMICS)
        return np.array(list(row.values()), dtype=np.float64)


def end_columns(network: Network) -> tuple[Column, ...]:
    """The columns of `Ends`."""
    found = [Column(name, *told) for name, told in OUTCOMES.items()]
    found.append(Column(TRUST_START, "trust", "mean trust at the end of the first month, over tables"))
    for level, codes in (("region", network.region_code), ("territory", network.code)):
        found += [
            Column(f"{level}.{code}.{axis}", "rate", f"{axis} of {level} {code}, last year")
            for axis in ENDS
            for code in codes
        ]
    return tuple(found)


@dataclass(frozen=True)
class Ends:
    """Outcomes, trust at the start, and both axes of every region and territory over the last year."""

    typology: Typology = field(default_factory=Typology)

    def __call__(self, history: History) -> Floats:
        """(column,) in the order of `end_columns`."""
        year = Typology(**{**self.typology.__dict__, "window": min(12, history.months)})
        parts = [list(outcomes(history, self.typology).values()), [known_mean(history["trust"][0])]]
        for level in ("region", "territory"):
            rates = axes(gather(history, level, history.final.tables.region), year)
            parts += [getattr(rates, axis)[-1].tolist() for axis in ENDS]
        return np.concatenate([np.asarray(part, dtype=np.float64) for part in parts])
