"""Stage 10. Finance of organizations: reserves, what draws on them, and dormancy."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.compiled import compiled
from sim.parameter import Parameters, parameter
from sim.rules.partners import number_of
from sim.rules.renewal import followed
from sim.state import Actors, Bytes, Cents, Flags, Floats, Indices, Projects
from sim.vocabulary import Role, Status


@dataclass
class Viability(Parameters):
    """What keeps a community organization alive or wears it down."""

    recovery: float = parameter(0.02, 0.0, 1.0, "share of the gap a month", "[A] recurrent funding toward the target")
    attending: float = parameter(0.03, 0.0, 1.0, "months of budget a table a month", "[A] unpaid cost of taking part")
    gap: float = parameter(0.35, 0.0, 1.0, "share of the monthly grant", "[S] end of a non-recurrent project; size [A]")
    core_return: float = parameter(1.0, 0.0, 1.0, "share", "[A] part of core money that reaches the reserve")
    revival: float = parameter(1.0, 0.0, 12.0, "months of budget", "[A] reserve at which a dormant one starts again")
    fragile: float = parameter(1.0, 0.0, 12.0, "months of budget", "[A] below: counted as fragile")


class Books(NamedTuple):
    """The month's accounts of organizations."""

    reserve: Floats  # (actor,) months of budget
    active: Flags  # (actor,)


@compiled
def entries(
    projects: Projects, actors: Actors, started: Flags, ending: Flags, followed: Flags, found: float, p: Viability
) -> Floats:
    """(actor,) dollars in (+) or out (-) of reserves this month on account of projects.

        out at the start    own contribution: (cost - request) * (1 - found), shared by promoter and partners
        in while it runs    core mission: core_return * core share of the instalment
        out at the end      gap * request/months: staff and rent that outlive a non-recurrent grant, unless its
                            continuation has been awarded

    started, ending (project,) this month, followed (project,) by a continuation (`renewal.followed`); found: share of
    contributions found from other funders.
    """
    dollars = np.zeros(len(actors.role))
    begun = np.flatnonzero(started)
    for k in range(-1, projects.partner.shape[1]):  # every promoter, then every first partner, every second one...
        for q in begun:
            payer = int(projects.partner[q, k] if k >= 0 else projects.promoter[q])
            if payer >= 0:
                hands = 1 + number_of(projects.partner, int(q))
                dollars[payer] -= (projects.cost[q] - projects.request[q]) / 100.0 * (1.0 - found) / hands
    for q in np.arange(len(ending)):
        if projects.status[q] == Status.RUNNING or ending[q]:
            dollars[projects.promoter[q]] += p.core_return * projects.core[q] / 100.0 / projects.months[q]
    for q in np.flatnonzero(ending & ~followed):
        dollars[projects.promoter[q]] -= p.gap * (projects.request[q] / 100.0 / max(projects.months[q], 1))
    return dollars


@compiled
def core_mission(paid: Cents, account: Indices, role: Bytes, p: Viability) -> Floats:
    """(actor,) dollars that the core fund brings to reserves this month, community organizations only.

        core_return * paid by its account / community organizations of the account, dormant ones included

    paid (table,) cents this month, account (actor,) table whose core fund it shares, role (actor,). The study's
    "financement de la mission de base".
    """
    members, dollars = np.zeros(len(paid)), np.zeros(len(role))
    for i in range(len(role)):
        members[account[i]] += role[i] == Role.COMMUNITY
    for i in range(len(role)):
        if role[i] == Role.COMMUNITY:
            dollars[i] = p.core_return * (paid[account[i]] / 100.0) / members[account[i]]
    return dollars


@compiled
def balance(actors: Actors, dollars: Floats, p: Viability) -> Books:
    """Reserves and activity after this month, community organizations only.

        reserve += recovery*(target - reserve) - attending*(tables attended) + dollars / monthly budget

    Below zero an organization goes dormant: it sits nowhere and files nothing, until recurrent funding brings its
    reserve back to `revival` (or to nine tenths of its target, if that is less). A reserve does not fall below minus
    three months: creditors stop there. dollars (actor,) from projects.

    The study's "fragilité de leur situation financière".
    """
    reserve, active = actors.reserve.copy(), actors.active.copy()
    for i in range(len(reserve)):
        if actors.role[i] != Role.COMMUNITY:
            continue
        sat = int(actors.attends[i]) + int(actors.attends_region[i])
        monthly = max(actors.budget[i] / 1200.0, 1.0)
        change = p.recovery * (actors.target[i] - reserve[i]) - p.attending * sat + dollars[i] / monthly
        reserve[i] = max(-3.0, reserve[i] + change)
        if active[i] and reserve[i] < 0.0:
            active[i] = False
        elif not active[i] and reserve[i] >= min(p.revival, 0.9 * actors.target[i]):
            active[i] = True
    return Books(reserve, active)


@compiled
def settle(
    projects: Projects, actors: Actors, month: int, found: float, paid: Cents, account: Indices, p: Viability
) -> Books:
    """The books of a month: `entries` on account of projects, `core_mission` where some was paid, then `balance`.

    found: share of contributions found from other funders; paid (table,) cents of core mission; account (actor,).
    """
    started, ending = projects.started == month, projects.ended == month
    dollars = entries(projects, actors, started, ending, followed(projects), found, p)
    if paid.sum() > 0:
        dollars += core_mission(paid, account, actors.role, p)
    return balance(actors, dollars, p)
