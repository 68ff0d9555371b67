"""Channels: the intermediate quantities through which a rule reaches its outcomes, one number a run each.

Read off the history alone. Two things stay outside, because a history does not keep its scenario: which part of the
contributions organizations paid themselves (the rest comes from other funders), and when the calendar closes the fund.
"""

import numpy as np

from sim.compare.lived import Lived, Quantity
from sim.formulas import total_by
from sim.metrics.outcomes import mean_or_nan
from sim.state import Cents, Floats, Indices, Ints
from sim.vocabulary import PAIRS, ROLES, Agreement, Status


def mean_of(name: str, only: str = "tables") -> "Reader":
    """Reader of the mean of a monthly series over the run, all tables or local tables."""
    return Reader(name, only == "local", False)


def end_of(name: str) -> "Reader":
    """Reader of the mean of a monthly series over local tables in the last month."""
    return Reader(name, True, True)


class Reader:
    """Mean of one monthly series: over the months or in the last one, over all tables or over the local ones."""

    def __init__(self, name: str, local: bool, last: bool) -> None:
        self.name, self.local, self.last = name, local, last

    def __call__(self, run: Lived) -> float:
        """The mean."""
        series = run.history[self.name]
        series = series[:, : run.n] if self.local else series
        return float((series[-1] if self.last else series).mean())


def failed_proposals(run: Lived) -> float:
    """Proposals of a split that failed, all regions."""
    return float(sum(happening.word == "proposal_failed" for happening in run.history.log))


def walkouts(run: Lived) -> float:
    """Delegations that walked out of the negotiation, all regions.

        decisions against somebody at regional tables before the agreement - plans withheld there - failed proposals

    No fund is open before its agreement: nothing else is booked there. The month of an imposed split is left out (it
    is booked as one decision), and none that is negotiated ends in a month with a failure.
    """
    h = run.history
    end = h.final.regions.agreed_month
    before = np.arange(h.months)[:, None] < np.where(end >= 0, end, h.months)
    return float(((h["against"] - h["vetoed"])[:, run.n :] * before).sum()) - failed_proposals(run)


def months_open(run: Lived) -> float:
    """Months from the opening of a region's fund to the end of the run, mean over regions, 0 where it never opened."""
    opened = run.history.final.regions.open_month
    left = np.where((opened >= 0) & (opened < run.history.months), run.history.months - opened, 0)
    return float(left.mean())


def contributions(run: Lived) -> float:
    """Dollars that projects which started brought besides the fund: other funders, partners and own reserves."""
    q = run.history.final.projects
    return float((q.cost - q.request)[q.started >= 0].sum()) / 100.0


def core_money(run: Lived) -> float:
    """Dollars paid for core mission: the core share of what projects have spent, and what the core fund has paid.

    Sums set aside are paid at one pace: of what an account spent besides projects, its core fund has the part that it
    has of all that was set aside, to a cent.
    """
    s = run.history.final
    q, money = s.projects, s.money
    of_projects = float((q.core * (q.spent / np.maximum(q.request, 1))).sum())
    besides = money.spent - total_by(q.account, q.spent, len(money.spent))
    aside = np.maximum(money.mission + money.coordination, 1)
    return (of_projects + float((besides * (money.mission / aside)).sum())) / 100.0


def mean_awarded(run: Lived, amount: Floats | Ints | Cents | Indices) -> float:
    """Mean of `amount` (project,) over awarded projects, NaN when there is none."""
    return mean_or_nan(np.asarray(amount, dtype=np.float64)[run.awarded])


def refused_share(run: Lived) -> float:
    """Files refused over files decided."""
    q = run.history.final.projects
    return mean_or_nan(q.status[q.decided >= 0] == Status.REFUSED)


def of_organizations(run: Lived, amount: Floats) -> float:
    """Mean of `amount` (actor,) over active community organizations, NaN when none is left."""
    return mean_or_nan(amount[run.organizations & run.history.final.actors.active])


def reserve(run: Lived) -> float:
    """Median months of budget in reserve over community organizations, dormant ones included."""
    found = run.history.final.actors.reserve[run.organizations]
    return float(np.median(found)) if len(found) else float("nan")


def dormant(run: Lived) -> float:
    """Dormant community organizations at the end."""
    return float((run.organizations & ~run.history.final.actors.active).sum())


def imposed(run: Lived) -> float:
    """Regions whose split was imposed."""
    return float((run.history.final.regions.agreement == Agreement.IMPOSED).sum())


def between(k: int) -> Quantity:
    """Mean trust at the end between the roles of pair k."""
    a, b = (ROLES[r] for r in PAIRS[k])
    name, meaning = f"trust_{a}_{b}", f"mean trust at the end, {a} and {b}, all ties"
    return Quantity(name, "trust", meaning, 1, lambda run: float(run.trust[k]))


def efficacy_of(k: int) -> Quantity:
    """Mean efficacy at the end of role k."""
    meaning = f"mean belief that taking part changes something, {ROLES[k]}, at the end"
    return Quantity(f"efficacy_{ROLES[k]}", "share", meaning, 1, lambda run: float(run.efficacy[k]))


Q = Quantity
RELATIONS = (
    *(between(k) for k in range(len(PAIRS))),
    *(efficacy_of(k) for k in range(len(ROLES))),
    Q("facilitation", "share", "facilitation, mean over tables and months", 1, mean_of("facilitation")),
    Q("verticality", "share", "verticality, mean over tables and months", 0, mean_of("verticality")),
    Q("sharing", "share", "leadership shared, mean over tables and months", 0, mean_of("sharing")),
    Q("dispersion_priorities", "distance", "spread of priorities at the end", 0, end_of("dispersion_priorities")),
    Q("dispersion_approach", "distance", "spread of approaches at the end", 0, end_of("dispersion_approach")),
)
DECISIONS = (
    Q(
        "scarcity",
        "share",
        "asked / (asked + there), mean over local tables and months",
        -1,
        mean_of("scarcity", "local"),
    ),
    Q("refusals", "projects", "projects refused", -1, lambda run: float(run.history["refused"].sum())),
    Q("refused_share", "share", "files refused over files decided", -1, refused_share),
    Q("vetoes", "files", "files withheld by elected officials", -1, lambda run: float(run.history["vetoed"].sum())),
    Q("failed_proposals", "proposals", "proposals of a split that failed", -1, failed_proposals),
    Q("walkouts", "walk-outs", "delegations that left the negotiation", -1, walkouts),
    Q("imposed", "regions", "regions whose split was imposed", -1, imposed),
    Q("months_open", "months", "from the opening of the fund to the end of the run, mean over regions", 0, months_open),
)
ORGANIZATIONS = (
    Q("burden", "share", "burden of active community organizations in the last month", -1,
      lambda run: of_organizations(run, run.history.final.actors.burden)),
    Q("capacity", "share", "capacity of active community organizations in the last month", 1,
      lambda run: of_organizations(run, run.history.final.actors.capacity)),
    Q("reserve", "months", "median reserve of community organizations at the end", 1, reserve),
    Q("dormant", "organizations", "dormant community organizations at the end", -1, dormant),
    Q("contributions", "$", "brought to projects besides the fund: other funders, partners, own reserves", 0,
      contributions),
    Q("core_money", "$", "paid by the fund for core mission", 0, core_money),
)  # fmt: skip
PROJECTS = (
    Q("project_money", "$", "of the fund, awarded to projects", 0, lambda run: float(run.dollars.sum())),
    Q("length", "months", "mean length of awarded projects", 0,
      lambda run: mean_awarded(run, run.history.final.projects.months)),
    Q("partners", "partners", "mean number of partners of awarded projects", 1,
      lambda run: mean_awarded(run, (run.history.final.projects.partner >= 0).sum(axis=1))),
    Q("quality", "share", "mean quality of awarded projects", 1,
      lambda run: mean_awarded(run, run.history.final.projects.quality)),
    Q("novelty", "share", "mean novelty of awarded projects", 0,
      lambda run: mean_awarded(run, run.history.final.projects.novelty)),
    Q("continuations", "projects", "awarded continuations of a project", 0,
      lambda run: float((run.history.final.projects.parent[run.awarded] >= 0).sum())),
    Q("request", "$", "mean request of awarded projects", 0, lambda run: mean_awarded(run, run.dollars)),
)  # fmt: skip
CHANNELS: tuple[Quantity, ...] = (*RELATIONS, *DECISIONS, *ORGANIZATIONS, *PROJECTS)
