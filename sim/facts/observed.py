"""What a run gives that a fact can be about: dates, shares and sizes by region, in columns that never change.

Dates are whole months of the model, -1 for what never happened within the run. Amounts that do not exist (the size of
a first lot where nothing was awarded) are NaN.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.draws import word
from sim.history import History
from sim.state import Cents, Flags, Floats
from sim.vocabulary import Agreement
from sim.world import quebec

EVERYWHERE = "all"  # the six regions of the study, together
LEVELS = (50, 75, 90, 95)  # percent of the envelope
NEVER = -1.0


class Measured(NamedTuple):
    """Something of a region that a fact can be about."""

    unit: str  # month (a date), months, projects, dollars, yes or no
    meaning: str

    @property
    def dated(self) -> bool:
        """Whether it is a date."""
        return self.unit == "month"


MEASURES: dict[str, Measured] = {
    "agreed": Measured("month", "the regional table agrees on the sharing, or a formula is imposed"),
    "imposed": Measured("yes or no", "1 if nobody agreed: the sharing is a formula imposed at the deadline"),
    "opened": Measured("month", "the fund opens: projects can be filed"),
    "first_award": Measured("month", "a first project is awarded, after endorsement"),
    "first_dollar": Measured("month", "a first project starts to spend"),
    **{f"committed_{n}": Measured("month", f"{n} % of the envelope is committed, what is set aside included")
       for n in LEVELS},
    "award_months": Measured("months", "with awards, in the year from the first award: rounds"),
    "first_lot": Measured("projects", "awarded in the month of the first award"),
    "first_lot_mean": Measured("dollars", "mean grant of the first lot"),
    "projects": Measured("projects", "awarded within the run, continuations included"),
    "mean_grant": Measured("dollars", "mean grant of the projects awarded"),
}  # fmt: skip
TOGETHER = ("projects", "mean_grant")  # also measured over the six regions, where the codes are these


class FactColumn(NamedTuple):
    """One number kept of each run."""

    name: str
    unit: str
    meaning: str


def study_codes() -> tuple[str, ...]:
    """The codes of the six regions of the study."""
    return quebec.codes_of("six_regions")


def column_of(region: str, what: str) -> str:
    """The name of a column: facts.09.first_award, facts.all.projects."""
    return f"facts.{region}.{what}"


def facts_columns(codes: Sequence[str] | None = None) -> tuple[FactColumn, ...]:
    """Every number that `observed_facts` gives, in its order; codes: official ones, the study's if None."""
    codes = study_codes() if codes is None else codes
    places = [(code, what) for code in codes for what in MEASURES]
    places += [(EVERYWHERE, what) for what in TOGETHER if set(codes) == set(study_codes())]
    return tuple(FactColumn(column_of(r, what), MEASURES[what].unit, MEASURES[what].meaning) for r, what in places)


def observed_facts(history: History, codes: Sequence[str] | None = None) -> Floats:
    """(column,) in the order of `facts_columns`; a region that is not in the run has NaN everywhere."""
    codes = study_codes() if codes is None else codes
    names = [int(name) for name in history.final.regions.name]
    wanted = [word(f"region {code}") for code in codes]
    rows = [names.index(name) if name in names else -1 for name in wanted]
    found = [x for r in rows for x in (of_region(history, r) if r >= 0 else [math.nan] * len(MEASURES))]
    if set(codes) == set(study_codes()):
        q = history.final.projects
        here = np.isin(history.final.tables.region[q.account], rows) & (q.awarded >= 0)
        found += [float(here.sum()), mean_grant(q.request, here)] if min(rows) >= 0 else [math.nan] * len(TOGETHER)
    return np.array(found)


def of_region(history: History, r: int) -> list[float]:
    """The measures of one region of the run, in the order of MEASURES."""
    s, q, end = history.final, history.final.projects, history.months
    here = s.tables.region[q.account] == r
    awarded = here & (q.awarded >= 0)
    months = q.awarded[awarded]
    first = int(months.min()) if len(months) else -1
    lot = awarded & (q.awarded == first)
    agreed, opened = float(s.regions.agreed_month[r]), float(s.regions.open_month[r])
    started = q.started[here & (q.started >= 0)]
    return [
        agreed,
        float(s.regions.agreement[r] == Agreement.IMPOSED),
        opened if opened < end else NEVER,  # open_month is decided at the agreement, for later
        float(first),
        float(started.min()) if len(started) else NEVER,
        *committed(history, r),
        float(len(np.unique(months[months < first + 12]))),
        float(lot.sum()),
        mean_grant(q.request, lot),
        float(awarded.sum()),
        mean_grant(q.request, awarded),
    ]


def committed(history: History, r: int) -> list[float]:
    """The first month at the end of which each of LEVELS is committed, -1 where none is."""
    mine = history.final.tables.region == r
    envelope = history["envelope"][:, r]
    share = history["awarded"][:, mine].sum(axis=1) / np.maximum(envelope, 1)
    found = []
    for level in LEVELS:
        there = np.flatnonzero((share >= level / 100.0 - 1e-12) & (envelope > 0))
        found.append(float(there[0]) if len(there) else NEVER)
    return found


def mean_grant(request: Cents, which: Flags) -> float:
    """Mean dollars asked of the fund, NaN of no project."""
    return float(request[which].mean()) / 100.0 if which.any() else float("nan")


@dataclass(frozen=True)
class ObservedFacts:
    """`observed_facts` for these regions, in a form that can be sent to other processes."""

    codes: tuple[str, ...]

    def __call__(self, history: History) -> Floats:
        """(column,) in the order of `facts_columns(codes)`."""
        return observed_facts(history, self.codes)
