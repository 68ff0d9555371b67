"""Calls and projects of one place, from filing to the end, read in the record of a run, without words."""

from typing import Any, NamedTuple

import numpy as np

from sim.show.comparison.chronicle_moments import Followed, Moment
from sim.state import Indices
from sim.vocabulary import PROBLEMS, ROLES, Role, Status


class Brief(NamedTuple):
    """One project in a few facts."""

    problem: str
    promoter: str  # role
    partners: int
    dollars: int  # asked of the fund
    months: int
    continues: bool  # an earlier project


def brief(f: Followed, k: int) -> Brief:
    """The facts of the k-th project of the register."""
    s, q = f.history.final, f.history.final.projects
    return Brief(
        PROBLEMS[q.problem[k]],
        ROLES[s.actors.role[q.promoter[k]]],
        int((q.partner[k] >= 0).sum()),
        round(int(q.request[k]) / 100),
        int(q.months[k]),
        bool(q.parent[k] >= 0),
    )


def briefs(f: Followed, which: Indices) -> list[Brief]:
    """Several projects, the dearest first."""
    return sorted((brief(f, int(k)) for k in which), key=lambda b: (-b.dollars, b.problem))


def of_place(f: Followed) -> Indices:
    """(any,) the projects that organizations of the place filed, whoever holds the money."""
    return np.flatnonzero(f.history.final.projects.territory == f.place)


def dropped(f: Followed) -> Indices:
    """(project,) month in which elected officials withheld a project once too often, -1 if that did not happen."""
    q = f.history.final.projects
    return np.where(q.status == Status.VETOED, q.decided + q.vetoes * f.scenario.endorsement.delay, -1)


def left_before(f: Followed, account: int, month: int) -> int:
    """Cents that a call of this month could award: the account, less what is set aside and what was chosen before.

    What was chosen before counts until it is dropped. The record of accounts is that of the end of the month.
    """
    q, h, gone = f.history.final.projects, f.history, dropped(f)
    before = (q.account == account) & (q.decided >= 0) & (q.decided < month) & (q.status != Status.REFUSED)
    before &= (gone < 0) | (gone >= month)
    aside = int(h["coordination"][month, account] + h["mission"][month, account])
    return int(h["allotted"][month, account]) - aside - int(q.request[before].sum())


def calls(f: Followed) -> list[Moment]:
    """Files submitted from the place, month by month: how many, for how many dollars."""
    q, mine = f.history.final.projects, of_place(f)
    found = []
    for m in np.unique(q.filed[mine]).tolist():
        files = mine[q.filed[mine] == m]
        facts = {"n": len(files), "dollars": round(int(q.request[files].sum()) / 100)}
        found.append(Moment(m, False, "filed", facts))
    return found


def choices(f: Followed) -> list[Moment]:
    """What the award rule chose among them. A file is refused for want of money when it asks for more than is left.

    In the month when the envelope is revised, what was left at the time of the choice is not in the record: no reason.
    """
    q, mine = f.history.final.projects, of_place(f)
    found = list[Moment]()
    for m in np.unique(q.decided[mine][q.decided[mine] >= 0]).tolist():
        files = mine[q.decided[mine] == m]
        refused = q.status[files] == Status.REFUSED
        facts: dict[str, Any] = {
            "of": len(files),
            "n": int((~refused).sum()),
            "rule": f.scenario.award.name,
            "first": not found,
        }
        facts["dollars"] = round(int(q.request[files[~refused]].sum()) / 100)
        facts["asked"] = round(int(q.request[files].sum()) / 100)
        facts["refused"], facts["short"], facts["left"] = int(refused.sum()), -1, -1
        accounts = np.unique(q.account[files])
        if refused.any() and len(accounts) == 1 and not f.noted("envelope_changed", at=f.regional, month=m):
            here = (q.account == accounts[0]) & (q.decided == m) & (q.status != Status.REFUSED)
            left = left_before(f, int(accounts[0]), m) - int(q.request[here].sum())
            facts["short"], facts["left"] = int((q.request[files[refused]] > left).sum()), left // 100
        found.append(Moment(m, False, "chosen", facts))
    return found


def withheld(f: Followed) -> list[Moment]:
    """Projects that elected officials withheld: the first time, and when they do it once too often, for good."""
    q, mine, gone = f.history.final.projects, of_place(f), dropped(f)
    blocked = mine[q.vetoes[mine] > 0]
    first = q.decided[blocked] + f.scenario.endorsement.delay
    found, later = list[Moment](), first != gone[blocked]
    for m in np.unique(first[later]).tolist():
        found.append(Moment(m, False, "withheld", {"projects": briefs(f, blocked[later & (first == m)])}))
    for k in blocked[gone[blocked] >= 0].tolist():
        facts = {"projects": [brief(f, k)], "n": int(q.vetoes[k])}
        found.append(Moment(int(gone[k]), False, "dropped", facts))
    return found


def works(f: Followed) -> list[Moment]:
    """Projects that are awarded, start (the first ones of the place apart), end with a lasting effect or without."""
    q, mine = f.history.final.projects, of_place(f)
    kept, began = q.lasting[mine], q.started[mine]
    first = int(began[began >= 0].min()) if (began >= 0).any() else -1
    dated = {
        "awarded": q.awarded[mine],
        "first_money": np.where(began == first, first, -1),
        "started": np.where(began == first, -1, began),
        "ended_lasting": np.where(kept, q.ended[mine], -1),
        "ended": np.where(kept, -1, q.ended[mine]),
    }
    found = []
    for kind, month in dated.items():
        for m in np.unique(month[month >= 0]).tolist():
            which = mine[month == m]
            found.append(Moment(m, False, kind, {"projects": briefs(f, which), "n": len(which)}))
    return found


def balance(f: Followed) -> list[Moment]:
    """The last month: what the place filed and received, what lasts, which organizations are awake."""
    q, mine, h = f.history.final.projects, of_place(f), f.history
    awarded = mine[q.awarded[mine] >= 0]
    actors = h.final.actors
    groups = (actors.role == Role.COMMUNITY) & (actors.territory == f.place)
    facts = {
        "filed": len(mine),
        "n": len(awarded),
        "dollars": round(int(q.request[awarded].sum()) / 100),
        "lasting": int(q.lasting[mine].sum()),
        "asleep": int((groups & ~actors.active).sum()),
        "groups": int(groups.sum()),
        "months": f.months,
    }
    return [Moment(f.months - 1, False, "balance", facts)]


TOLD = (calls, choices, withheld, works, balance)
