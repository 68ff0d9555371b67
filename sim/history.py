"""What a run leaves: every series with its axes, unit and meaning, the projects, and the events in order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.state import State
from sim.vocabulary import APPROACHES, CONDITIONS, PAIRS, PROBLEMS, ROLES, STAKES


class Series(NamedTuple):
    """One monthly series: axes after the month, unit, meaning."""

    axes: tuple[str, ...]
    unit: str
    meaning: str
    kind: str = "f8"


SERIES: dict[str, Series] = {
    "possible": Series(("table",), "encounters", "ties active this month whose ends have a seat, came or not"),
    "held": Series(("table",), "encounters", "encounters that took place"),
    "cooperative": Series(("table",), "encounters", "encounters that turned to cooperation"),
    "conflictual": Series(("table",), "encounters", "encounters that turned to conflict"),
    "together": Series(("table",), "decisions", "agreed plans, co-signed projects, reciprocated concessions"),
    "against": Series(("table",), "decisions", "vetoes, unexplained refusals, failed proposals, walk-outs"),
    "ledger": Series(
        ("table", "stake"), "conflicts", "conflicts booked to their stakes; sums to conflictual + against"
    ),
    "present": Series(("table", "role"), "persons", "attendance"),
    "members": Series(("table", "role"), "persons", "active actors who belong to the table"),
    "coverage": Series(("table",), "share", "perspectives present, of nine; local tables"),
    "phase": Series(("table",), "phase", "0 mobilization to 4 plan endorsed", "i1"),
    "support": Series(("table",), "share", "support for the plan put to the vote, -1 without vote"),
    "verticality": Series(("table",), "share", "0 horizontal, 1 vertical"),
    "sharing": Series(("table",), "share", "leadership: 0 one leader, 1 shared"),
    "facilitation": Series(("table",), "share", "facilitation of the table"),
    "scarcity": Series(("table",), "share", "asked / (asked + available)"),
    "trust": Series(("table",), "trust", "mean over the ties that meet there"),
    "trust_by_pair": Series(("table", "pair"), "trust", "mean by pair of roles, NaN without tie"),
    "dispersion_priorities": Series(("table",), "distance", "mean distance to the mean position; local tables"),
    "dispersion_approach": Series(("table",), "distance", "mean distance to the mean position; local tables"),
    "allotted": Series(("table",), "cents", "share of the envelope, what is set aside included", "i8"),
    "claimed": Series(("table",), "cents", "asked by projects, cumulated", "i8"),
    "selected": Series(("table",), "cents", "chosen by the award rule, cumulated", "i8"),
    "awarded": Series(("table",), "cents", "awarded after endorsement, and set aside, cumulated", "i8"),
    "spent": Series(("table",), "cents", "spent, cumulated", "i8"),
    "leveraged": Series(("table",), "cents", "brought by others to awarded projects, cumulated", "i8"),
    "coordination": Series(("table",), "cents", "part of awarded that pays for facilitation", "i8"),
    "mission": Series(("table",), "cents", "part of awarded that pays for core mission", "i8"),
    "filed": Series(("table",), "projects", "files of this month, continuations included"),
    "funded": Series(("table",), "projects", "files awarded this month, continuations included"),
    "partnered": Series(("table",), "projects", "awarded this month with at least one partner"),
    "refused": Series(("table",), "projects", "refused this month"),
    "vetoed": Series(("table",), "files", "plans and projects withheld by elected officials this month"),
    "finished": Series(("table",), "projects", "ended this month"),
    "lasting": Series(("table",), "projects", "ended this month and left a structuring effect"),
    "envelope": Series(("region",), "cents", "envelope of the region; changes only by decision of the ministry", "i8"),
    "unallotted": Series(("region",), "cents", "envelope not yet shared", "i8"),
    "agreement": Series(("region",), "status", "0 waiting, 1 negotiating, 2 agreed, 3 imposed", "i1"),
    "need": Series(("territory", "problem"), "share", "need not met"),
    "organizations": Series(("territory",), "organizations", "active community organizations"),
    "fragile": Series(
        ("territory",), "organizations", "active ones with less than a month of reserve, and dormant ones"
    ),
    "efficacy": Series(("territory", "role"), "share", "mean belief that taking part changes something"),
}

AXES: dict[str, tuple[str, ...]] = {
    "role": ROLES,
    "stake": STAKES,
    "problem": PROBLEMS,
    "approach": APPROACHES,
    "condition": CONDITIONS,
    "pair": tuple(f"{ROLES[a]}-{ROLES[b]}" for a, b in PAIRS),
}


AMOUNTS = ("fund_opens", "money_returned", "envelope_changed")  # events whose amount is in dollars
SHARES = ("plan_adopted", "negotiation_opens")  # events whose amount is a share


class Happening(NamedTuple):
    """One line of the log: what happened, where, how much."""

    month: int
    word: str  # key of show/words.yaml
    table: int
    amount: float


@dataclass
class History:
    """The record of one run: `series[name]` has the axes (month, ...) of SERIES[name]."""

    seed: int
    months: int
    series: dict[str, NDArray[Any]]
    final: State
    log: list[Happening] = field(default_factory=list)

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.series[name]


def sizes(state: State) -> dict[str, int]:
    """Length of every axis."""
    n_tables, n_regions = len(state.tables.region), len(state.regions.envelope)
    return {"table": n_tables, "region": n_regions, "territory": n_tables - n_regions} | {
        axis: len(words) for axis, words in AXES.items()
    }


def blank(state: State, months: int) -> dict[str, NDArray[Any]]:
    """Empty series for a run of `months`."""
    length = sizes(state)
    return {
        name: np.zeros((months, *(length[a] for a in series.axes)), dtype=series.kind)
        for name, series in SERIES.items()
    }


def rows(series: dict[str, NDArray[Any]]) -> Iterator[dict[str, NDArray[Any]]]:
    """The record of each month in turn, to be written: `series[name][month]` of every series."""
    for row in zip(*series.values(), strict=True):
        yield dict(zip(series, row, strict=True))
