"""The chapters of a chronicle: the stages of the process, as one run lives them."""

from typing import NamedTuple

import numpy as np

from sim.show.comparison.chronicle_moments import Followed
from sim.show.comparison.chronicle_projects import of_place
from sim.vocabulary import Phase

YEAR = 12
LONG = 2 * YEAR  # months from which the last year has a chapter of its own


class Stage(NamedTuple):
    """A stage, from its first month to its last."""

    name: str  # key of `versus_chronicle.chapters`
    first: int
    last: int


def beginnings(f: Followed) -> dict[str, int]:
    """The month when each stage begins, the number of months lived if it never does."""
    phase, regions = f.history["phase"][:, f.place], f.history.final.regions
    filed = np.unique(f.history.final.projects.filed[of_place(f)])

    def reached(step: Phase) -> int:
        there = np.flatnonzero(phase >= step)
        return int(there[0]) if len(there) else f.months

    def known(month: int) -> int:
        return month if 0 <= month < f.months else f.months

    return {
        "mobilization": 0,
        "consultation": reached(Phase.CONSULTATION),
        "priorities": reached(Phase.PRIORITIES),
        "negotiation": reached(Phase.ADOPTED) + 1,
        "signature": known(int(regions.agreed_month[f.region])) + 1,
        "opening": known(int(regions.open_month[f.region])),
        "first_call": int(filed[0]) if len(filed) else f.months,
        "calls": int(filed[1]) if len(filed) > 1 else f.months,
        "last_year": f.months - YEAR if f.months > LONG else f.months,
    }


def stages(f: Followed) -> list[Stage]:
    """The stages that last a month or more, in order and without gap: none begins before the one above it.

    The way of the local table comes first: what the region does before is told in the chapter of the plan. The last
    year cuts short whatever it meets.
    """
    begin = beginnings(f)
    last_year = min(begin.pop("last_year"), f.months)
    first = np.minimum(np.maximum.accumulate(list(begin.values())), last_year).tolist()
    spans = zip([*begin, "last_year"], [*first, last_year], [*first[1:], last_year, f.months], strict=True)
    return [Stage(name, a, b - 1) for name, a, b in spans if a < b]
