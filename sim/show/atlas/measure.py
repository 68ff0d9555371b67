"""What the atlas keeps of a run, as one vector: rates by month, dynamics at dates, stakes, money, outcomes."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sim.formulas import total_by
from sim.history import History
from sim.metrics.outcomes import OUTCOMES, outcomes
from sim.metrics.typology import Axes, Typology, axes, classify, gather
from sim.state import Floats
from sim.vocabulary import STAKES, Status

STEP = 6  # months between two maps
HEADLINE = (
    "cooperation_last_year", "conflict_last_year", "territories_cooperative", "agreement_month", "first_money",
    "funded", "lasting", "need_concentration", "fragile", "attendance_citizens",
)  # fmt: skip


class Kept(NamedTuple):
    """One number of the vector."""

    name: str
    unit: str
    meaning: str


def dates(months: int) -> list[int]:
    """The months of the maps: the last of each half-year."""
    return list(range(STEP - 1, months, STEP)) or [months - 1]


def columns(months: int, codes: tuple[str, ...]) -> tuple[Kept, ...]:
    """The columns of the vector, in its order."""
    found = [Kept(f"{axis}.{m}", "rate", f"{axis} everywhere, month {m}")
             for axis in Axes._fields for m in range(months)]  # fmt: skip
    found += [Kept(f"dynamic.{m}.{c}", "dynamic", f"month {m}, territory {c}") for m in dates(months) for c in codes]
    found += [Kept(f"stake.{m}.{s}", "conflicts", f"six months to {m}: {s}") for m in dates(months) for s in STAKES]
    found += [Kept(f"money.{c}", "$", f"awarded to projects of territory {c}") for c in codes]
    return (*found, *(Kept(f"outcome.{name}", *OUTCOMES[name]) for name in HEADLINE))


@dataclass(frozen=True)
class Measure:
    """The vector of a run; it travels to the workers."""

    typology: Typology = field(default_factory=Typology)

    def __call__(self, history: History) -> Floats:
        """(column,) in the order of `columns`."""
        region, q = history.final.tables.region, history.final.projects
        whole = axes(gather(history, "all", region), self.typology)
        places = classify(axes(gather(history, "territory", region), self.typology), self.typology)
        at = dates(history.months)
        ledger = np.cumsum(history["ledger"].sum(axis=1), axis=0)[at]
        n = history["need"].shape[1]
        money = total_by(q.territory, np.where(q.status >= Status.AWARDED, q.request, 0) / 100.0, n)
        told = outcomes(history, self.typology)
        parts = (
            *(rate[:, 0] for rate in whole), places[at].ravel(),
            np.diff(ledger, axis=0, prepend=0.0).ravel(), money, [told[name] for name in HEADLINE],
        )  # fmt: skip
        return np.concatenate([np.asarray(part, dtype=np.float64) for part in parts])
