"""What the patterns read of a run, besides its outcomes: one function a reading, each a number or several."""

from collections.abc import Callable

import numpy as np

from sim.compare.lived import YEAR, Lived
from sim.metrics.outcomes import known_mean
from sim.metrics.typology import Dynamic, Typology, axes, classify, gather
from sim.state import Bytes, Floats, Ints
from sim.vocabulary import PROBLEMS, Role

FIRST, LAST = slice(0, YEAR), slice(-YEAR, None)
WEAK = (Role.COMMUNITY, Role.CITIZEN)
ELECTION, AFTER = 43, 6  # month of the municipal election of 2013; months after it that are looked at
HALF_YEAR = 6  # months


def dynamics(run: Lived) -> Bytes:
    """(month, region) the dynamic of each region."""
    return classify(axes(gather(run.history, "region", run.history.final.tables.region), run.typology), run.typology)


def yearly(run: Lived, level: str) -> tuple[Floats, Floats]:
    """(month, place) cooperation and conflict over the last twelve months."""
    year = Typology(**{**run.typology.__dict__, "window": min(YEAR, run.history.months)})
    a = axes(gather(run.history, level, run.history.final.tables.region), year)
    return a.cooperation, a.conflict


def conflictual_months(run: Lived, part: slice) -> float:
    """Share of region-months in conflict, or in cooperation-conflict."""
    found = dynamics(run)[part]
    return float(((found == Dynamic.CONFLICT) | (found == Dynamic.COOPERATION_CONFLICT)).mean())


def cooperative_months(run: Lived, part: slice) -> float:
    """Share of region-months in cooperation."""
    return float((dynamics(run)[part] == Dynamic.COOPERATION).mean())


def movers(run: Lived) -> float:
    """Share of regions that change dynamic at least once."""
    found = dynamics(run)
    return float((found[1:] != found[:-1]).any(axis=0).mean())


def improved(run: Lived) -> float:
    """Share of regions that cooperate more in their last year than in their first."""
    cooperation, _ = yearly(run, "region")
    return float((cooperation[-1] > cooperation[min(YEAR, len(cooperation)) - 1]).mean())


def returns(run: Lived) -> float:
    """Share of regions that come back, after the first half year, to a dynamic that they had left."""
    found = dynamics(run)[HALF_YEAR:]
    share = [came_back(found[:, r]) for r in range(found.shape[1])]
    return float(np.mean(share))


def came_back(path: Bytes) -> bool:
    """Whether a path (month,) goes back to a dynamic already left; one of no month does not."""
    if len(path) == 0:
        return False
    visits = path[np.concatenate([[True], path[1:] != path[:-1]])]
    return len(visits) > len(np.unique(visits))


def largest_fall(run: Lived) -> float:
    """The largest fall of yearly cooperation from a peak, mean over regions."""
    cooperation, _ = yearly(run, "region")
    later = cooperation[min(YEAR, len(cooperation)) - 1 :]
    return float((np.maximum.accumulate(later, axis=0) - later).max(axis=0).mean())


def after_election(run: Lived, axis: str) -> float:
    """Cooperation or conflict of all tables over the months that follow the election."""
    h = run.history
    window = Typology(**{**run.typology.__dict__, "window": AFTER})
    whole = axes(gather(h, "all", h.final.tables.region), window)
    return float(getattr(whole, axis)[min(ELECTION + AFTER, h.months - 1), 0])


def trust_after_election(run: Lived) -> float:
    """Trust between elected officials and community at local tables, AFTER months after the election; NaN where no
    table has such a tie."""
    month = min(ELECTION + AFTER, run.history.months - 1)
    return known_mean(run.history["trust_by_pair"][month, : run.n, 2])


def or_the_end(run: Lived, months: Ints) -> Floats:
    """Months (any,) that are -1 when the thing never happened, as the month after the last one then."""
    return np.where(months >= 0, months, run.history.months).astype(np.float64)


def plan_months(run: Lived) -> Floats:
    """(territory,) month of the plan; the end for those without one."""
    return or_the_end(run, run.history.final.tables.plan_month[: run.n])


def agreement_months(run: Lived) -> Floats:
    """(region,) month of the agreement; the end for those without one."""
    return or_the_end(run, run.history.final.regions.agreed_month)


def cooperation_of_territories(run: Lived) -> Floats:
    """(territory,) cooperation of local tables over the last year."""
    cooperation: Floats = run.territories.cooperation[0]
    return cooperation


def planned(run: Lived) -> float:
    """Share of territories that have a plan at the end."""
    return float((run.history.final.tables.plan_month[: run.n] >= 0).mean())


def votes_needed(run: Lived) -> float:
    """Votes on a plan a territory, until it is adopted or the run ends; NaN without a vote."""
    votes = (run.history["support"][:, : run.n] >= 0.0).sum(axis=0)
    return float(votes[votes > 0].mean()) if votes.any() else float("nan")


def first_support(run: Lived) -> float:
    """Mean support of territories at their first vote on a plan, adopted or not; NaN without a vote."""
    support = run.history["support"][:, : run.n]
    voted = support >= 0.0
    there = np.flatnonzero(voted.any(axis=0))
    return float(support[voted.argmax(axis=0)[there], there].mean()) if len(there) else float("nan")


def support_of_plans(run: Lived) -> float:
    """Mean support for the adopted plans of territories, at their adoption; NaN without a plan."""
    month = run.history.final.tables.plan_month[: run.n]
    there = np.flatnonzero(month >= 0)
    return float(run.history["support"][month[there], there].mean()) if len(there) else float("nan")


def distance_to_plan(run: Lived) -> float:
    """Mean distance between the mandates of groups and citizens and the plan of their territory, where there is one."""
    s = run.history.final
    there = (s.tables.plan_month[: run.n] >= 0)[s.actors.territory] & np.isin(s.actors.role, WEAK)
    if not there.any():
        return float("nan")
    gap = np.abs(s.actors.mandate_priorities - s.tables.priorities[s.actors.territory]).sum(axis=1) / 2.0
    return float(gap[there].mean())


def mean_plan(run: Lived) -> Floats:
    """(problem,) mean priorities of the plans of territories; NaN without any."""
    s = run.history.final
    there = s.tables.plan_month[: run.n] >= 0
    plans = s.tables.priorities[: run.n][there]
    return np.asarray(plans.mean(axis=0)) if len(plans) else np.full(len(PROBLEMS), np.nan)


def dispersion(run: Lived) -> float:
    """Distance of actors to the mean position of their territory, at the end over what it was in the first month."""
    found = run.history["dispersion_priorities"][:, : run.n]
    return float(found[-1].mean() / max(float(found[0].mean()), 1e-12))


def absentees(run: Lived) -> float:
    """Mean over territories of the share of members who are absent, whole run."""
    present, members = (run.history[name][:, : run.n].sum(axis=(0, 2)) for name in ("present", "members"))
    return float(1.0 - (present / np.maximum(members, 1)).mean())


def repeated_authors(run: Lived) -> float:
    """Among failed proposals that follow another in a region, the share with the same author; NaN without any."""
    last: dict[int, int] = {}
    same, number = 0, 0
    for event in run.history.log:
        if event.word != "proposal_failed" or event.table >= run.n:
            continue
        region = int(run.history.final.territories.region[event.table])
        if region in last:
            number += 1
            same += last[region] == event.table
        last[region] = event.table
    return same / number if number else float("nan")


def mean_of(values: Callable[[Lived], Floats]) -> Callable[[Lived], float]:
    """The mean of several numbers of a run."""
    return lambda run: float(values(run).mean())


def gap_of(values: Callable[[Lived], Floats]) -> Callable[[Lived], float]:
    """The standard deviation of several numbers of a run."""
    return lambda run: float(values(run).std())
