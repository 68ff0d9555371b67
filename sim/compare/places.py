"""Winners and losers: what each territory, region, role and problem gets, and the ledger of conflicts by stake.

`good` is said from the standpoint of the one named: more dollars are good for the territory that gets them.
"""

import numpy as np

from sim.compare.lived import YEAR, Lived, Quantity, known, ratio
from sim.formulas import total_by
from sim.metrics.outcomes import first_money
from sim.state import Floats
from sim.vocabulary import PROBLEMS, ROLES


def dollars_per_poor(run: Lived) -> Floats:
    """(territory,) dollars awarded to the projects of a territory, a person in low income."""
    s = run.history.final
    return total_by(s.projects.territory, run.dollars, run.n) / np.maximum(s.territories.poor, 1.0)


def fragile(run: Lived) -> Floats:
    """(territory,) share of its community organizations below viability or dormant at the end."""
    members = total_by(run.history.final.actors.territory[run.organizations], np.ones(run.organizations.sum()), run.n)
    return ratio(run.history["fragile"][-1].astype(np.float64), members)


def attendance(run: Lived) -> Floats:
    """(role,) share of members present at local tables, whole run."""
    present, members = (run.history[name][:, : run.n].sum(axis=(0, 1)) for name in ("present", "members"))
    return ratio(present.astype(np.float64), members.astype(np.float64))


def dollars_of_role(run: Lived) -> Floats:
    """(role,) dollars awarded to the projects that a role promotes."""
    s = run.history.final
    return total_by(s.actors.role[s.projects.promoter], run.dollars, len(ROLES))


def ledger(run: Lived, months: int) -> Floats:
    """(stake,) conflicts booked to each stake over the last `months`, per 100 encounters held, all tables."""
    booked = run.history["ledger"][-months:].sum(axis=(0, 1))
    return ratio(100.0 * booked, np.full(len(booked), float(run.history["held"][-months:].sum())))


def dollars_of_problem(run: Lived) -> Floats:
    """(problem,) dollars awarded to projects on each problem."""
    return total_by(run.history.final.projects.problem, run.dollars, len(PROBLEMS))


def projects_of_problem(run: Lived) -> Floats:
    """(problem,) projects awarded on each problem."""
    return total_by(run.history.final.projects.problem, run.awarded.astype(np.float64), len(PROBLEMS))


Q = Quantity
TERRITORY = (
    Q("dollars_per_poor", "$ a person", "awarded to projects, a person in low income", 1, dollars_per_poor),
    Q("cooperation", "rate", "cooperation, last 12 months, local table", 1, lambda run: run.territories.cooperation[0]),
    Q("conflict", "rate", "conflict, last 12 months, local table", -1, lambda run: run.territories.conflict[0]),
    Q("participation", "rate", "members who come, last 12 months, local table", 1,
      lambda run: run.territories.participation[0]),
    Q("need_left", "share", "need left at the end, mean over problems", -1,
      lambda run: run.history["need"][-1].mean(axis=1)),
    Q("fragile", "share", "community organizations below viability at the end", -1, fragile),
)  # fmt: skip
REGION = (
    Q("cooperation", "rate", "cooperation, last 12 months, all its tables", 1, lambda run: run.regions.cooperation[0]),
    Q("conflict", "rate", "conflict, last 12 months, all its tables", -1, lambda run: run.regions.conflict[0]),
    Q("participation", "rate", "members who come, last 12 months, all its tables", 1,
      lambda run: run.regions.participation[0]),
    Q("agreement_month", "months", "month of the agreement or of the imposed split", -1,
      lambda run: known(run.history.final.regions.agreed_month)),
    Q("first_money", "months", "first dollar to a project", -1, lambda run: known(first_money(run.history))),
)  # fmt: skip
ROLE = (
    Q("attendance", "share", "members present at local tables, whole run", 1, attendance),
    Q("efficacy", "share", "mean belief that taking part changes something, at the end", 1, lambda run: run.efficacy),
    Q("dollars", "$", "awarded to the projects that it promotes", 1, dollars_of_role),
)
PROBLEM = (
    Q("dollars", "$", "awarded to projects on this problem", 1, dollars_of_problem),
    Q("projects", "projects", "awarded on this problem", 1, projects_of_problem),
    Q("need_left", "share", "need left at the end, mean over territories", -1,
      lambda run: run.history["need"][-1].mean(axis=0)),
)  # fmt: skip
PER_100 = "conflicts per 100 encounters held"
LEDGER = (Q("", PER_100, "booked to this stake, whole run", -1, lambda run: ledger(run, run.history.months)),)
LEDGER_LAST = (Q("", PER_100, "booked to this stake, last 12 months", -1, lambda run: ledger(run, YEAR)),)
MONTH = (
    Q(
        "cooperation",
        "rate",
        "cooperation of all tables, typology's window",
        1,
        lambda run: run.months.cooperation[:, 0],
    ),
    Q("conflict", "rate", "conflict of all tables, typology's window", -1, lambda run: run.months.conflict[:, 0]),
    Q("participation", "rate", "members who come, all tables, typology's window", 1,
      lambda run: run.months.participation[:, 0]),
)  # fmt: skip
