"""Stage 8. Implementation: projects start as staff allows, spend, relieve needs, and may leave a lasting effect."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.compiled import compiled
from sim.formulas import logistic
from sim.parameter import Parameters, parameter
from sim.rules.partners import number_of
from sim.state import Cents, Flags, Floats, Indices, Ints, Money, Projects, Regions, Tables, Territories, Ties
from sim.vocabulary import Status


@dataclass
class Implementation(Parameters):
    """Pace, effect and trace of projects."""

    protocols: float = parameter(0.8, 0.01, 20.0, "projects started a month, a staff member", "[A] administrative pace")
    relief: float = parameter(0.25, 0.0, 10.0, "share of need a 100 $ a poor person", "[A] met while money lasts")
    return_pace: float = parameter(0.08, 0.0, 1.0, "share a month", "[A] needs come back when a project ends")
    lasting: float = parameter(-4.2, -8.0, 6.0, "log-odds", "[A]")
    by_novelty: float = parameter(1.2, 0.0, 6.0, "log-odds", "[S] novelty; size [A]")
    by_partners: float = parameter(0.5, 0.0, 4.0, "log-odds a partner", "[S] multi-partner practice; size [A]")
    by_quality: float = parameter(1.5, 0.0, 6.0, "log-odds", "[A]")
    by_years: float = parameter(0.8, 0.0, 6.0, "log-odds a year", "[S] short projects leave little; size [A]")
    partner_trust: float = parameter(0.03, 0.0, 0.5, "trust a month", "[S] joint work; size [A]")
    new_tie: float = parameter(0.5, 0.0, 1.0, "trust", "[A] between partners who had no tie")
    agent_cost: float = parameter(60_000.0, 1e4, 5e5, "$ a year", "[A] an 'agent pivot' at full time")
    agent_gain: float = parameter(0.5, 0.0, 1.0, "share of what is missing", "[S] accompaniment; size [A]")


@compiled
def start_projects(projects: Projects, region: Indices, capacity: Floats, lots: Floats) -> Flags:
    """(project,) True for awarded projects that start this month: the oldest decisions first, then by lot.

    region (project,), capacity (region,) projects that the staff can start this month (a fraction carries over). A
    continuation waits for the end of the project that it continues, and takes no one's turn meanwhile.
    """
    status, parent, since = projects.status, projects.parent, projects.decided
    room, chosen = capacity.copy(), np.zeros(len(lots), dtype=np.bool_)
    while True:
        first = np.full(len(capacity), -1)  # (region,) the next to start, one a region at a time
        for q in range(len(lots)):
            ready = status[q] == Status.AWARDED and (parent[q] < 0 or status[parent[q]] == Status.FINISHED)
            if ready and not chosen[q] and room[region[q]] >= 1.0:
                best = first[region[q]]
                if best < 0 or since[q] + lots[q] < since[best] + lots[best]:
                    first[region[q]] = q
        for r in range(len(first)):
            if first[r] >= 0:
                chosen[first[r]] = True
                room[r] -= 1.0
        if (first < 0).all():
            return chosen


@compiled
def spend(projects: Projects, month: int) -> Cents:
    """(project,) cents spent this month: equal instalments, the last bringing the total to the request."""
    paid = np.zeros(len(projects.promoter), dtype=np.int64)
    for q in range(len(projects.promoter)):
        if projects.status[q] == Status.RUNNING:
            elapsed = month - projects.started[q] + 1
            due = projects.request[q] * min(elapsed, projects.months[q]) // projects.months[q]
            paid[q] = due - projects.spent[q]
    return paid


@compiled
def relieve(territories: Territories, projects: Projects, paid: Cents, p: Implementation) -> Floats:
    """(territory, problem) need after this month.

        need <- need + return_pace * (base need - lasting relief - need)
        need <- need * (1 - relief * quality * paid / (100 $ * poor persons))      for each project that runs

    Need comes back toward what it was, less what structuring projects have met for good. A regional project works in
    its promoter's territory. paid (project,) cents this month.
    """
    need = territories.need.copy()
    for t in range(need.shape[0]):
        for k in range(need.shape[1]):
            rest = max(0.0, territories.base_need[t, k] - territories.relief[t, k])
            need[t, k] += p.return_pace * (rest - need[t, k])
    for q in range(len(paid)):
        if paid[q] > 0:
            t, k = projects.territory[q], projects.problem[q]
            hundreds_a_head = paid[q] / 10_000.0 / max(territories.poor[t], 1.0)
            need[t, k] *= max(0.0, 1.0 - p.relief * projects.quality[q] * hundreds_a_head)
    return need


@compiled
def last(projects: Projects, ending: Flags, p: Implementation, luck: Floats) -> Flags:
    """(project,) True for projects that end (ending) and leave a structuring effect.

        log-odds = lasting + by_novelty*novelty + by_partners*partners + by_quality*quality + by_years*months/12

    The study's "effets structurants": novelty and the number of partners raise their chance; short ones leave little.
    Each is judged at its own end; the months of a continuation are those of its chain, from the first project on.
    """
    stays = np.zeros(len(luck), dtype=np.bool_)
    for q in range(len(luck)):
        if ending[q]:
            u = p.lasting + p.by_novelty * projects.novelty[q] + p.by_partners * number_of(projects.partner, q)
            months, earlier = projects.months[q], projects.parent[q]
            while earlier >= 0:
                months += projects.months[earlier]
                earlier = projects.parent[earlier]
            u += p.by_quality * projects.quality[q] + p.by_years * months / 12.0
            stays[q] = luck[q] < logistic(u)
    return stays


@compiled
def consolidate(territories: Territories, projects: Projects, stays: Flags, p: Implementation) -> Floats:
    """(territory, problem) need met for good, after projects that `stays` (project,) keep the effect that they had.

    A lasting project keeps what a year of its spending met, of the need that remains: relief * quality * hundreds of
    dollars a poor person, over at most twelve months.
    """
    relief = territories.relief.copy()
    for q in np.flatnonzero(stays):
        t, k = projects.territory[q], projects.problem[q]
        yearly = projects.request[q] / 10_000.0 * min(1.0, 12.0 / projects.months[q]) / max(territories.poor[t], 1.0)
        part = min(1.0, p.relief * projects.quality[q] * yearly)
        relief[t, k] += part * max(0.0, territories.base_need[t, k] - relief[t, k])
    return relief


@compiled
def joint(projects: Projects, n_ties: int) -> Ints:
    """(any,) the ties whose two ends run a project together now, once each, in order."""
    works = np.zeros(n_ties, dtype=np.bool_)
    for q in range(len(projects.promoter)):
        if projects.status[q] == Status.RUNNING:
            for t in projects.tie[q]:
                if t >= 0:
                    works[t] = True
    return np.flatnonzero(works).astype(np.int32)


@compiled
def work_together(trust: Floats, joint: Ints, size: float) -> Floats:
    """(joint,) trust after a month of joint work: T += size*(1 - T) on the ties `joint` (joint,), once each."""
    before = trust[joint]
    return before + size * (1.0 - before)


class Works(NamedTuple):
    """A month of the projects that run."""

    paid: Cents  # (project,) cents of the fund
    spent: Cents  # (table,) the same, by account
    need: Floats  # (territory, problem)
    joint: Ints  # (joint,) ties whose two ends run a project together
    trust: Floats  # (joint,) of these ties
    ending: Flags  # (project,) this month was the last one


@compiled
def work(
    territories: Territories, projects: Projects, ties: Ties, n_tables: int, month: int, p: Implementation
) -> Works:
    """What projects do in a month, once those that start have started: `spend`, `relieve`, `joint`, `work_together`."""
    paid = spend(projects, month)
    spent, ending = np.zeros(n_tables, dtype=np.int64), np.zeros(len(paid), dtype=np.bool_)
    for q in range(len(paid)):
        spent[projects.account[q]] += paid[q]
        ending[q] = projects.status[q] == Status.RUNNING and month - projects.started[q] + 1 >= projects.months[q]
    together = joint(projects, len(ties.trust))
    after = work_together(ties.trust, together, p.partner_trust)
    return Works(paid, spent, relieve(territories, projects, paid, p), together, after, ending)


@compiled
def count_projects(projects: Projects, n_actors: int) -> Ints:
    """(actor,) projects in hand: awarded or running, as promoter or partner."""
    hands = np.zeros(n_actors, dtype=np.int32)
    for q in range(len(projects.status)):
        if projects.status[q] == Status.RUNNING or projects.status[q] == Status.AWARDED:
            hands[projects.promoter[q]] += 1
            for k in range(projects.partner.shape[1]):
                if projects.partner[q, k] >= 0:
                    hands[projects.partner[q, k]] += 1
    return hands


@compiled
def in_hand(projects: Projects, n_ties: int, n_actors: int) -> tuple[Ints, Ints]:
    """(ties of joint work (any,), projects in hand (actor,)) now: `joint`, `count_projects`."""
    return joint(projects, n_ties), count_projects(projects, n_actors)


@compiled
def accompany(natural: Floats, coordination: Floats, p: Implementation) -> Floats:
    """(table,) facilitation: what the place offers, and what coordination money adds through an "agent pivot".

        F = natural + (1 - natural) * agent_gain * min(1, yearly coordination money / agent_cost)

    natural (table,) in [0, 1]; coordination (table,) dollars a year.
    """
    return natural + (1.0 - natural) * p.agent_gain * np.minimum(1.0, coordination / p.agent_cost)


@compiled
def instalment(total: Cents, elapsed: Ints, months: Ints, opened: Flags) -> Cents:
    """(table,) cents paid this month of a sum set aside: total/months a month, exactly `total` by the last one.

    elapsed (table,) months since the fund opened, months (table,) that it lasts, opened (table,) whether it has.
    """
    paid = np.zeros(len(total), dtype=np.int64)
    for t in range(len(total)):
        lasts = max(months[t], 1)
        if opened[t] and 0 <= elapsed[t] < lasts:
            paid[t] = total[t] * (elapsed[t] + 1) // lasts - total[t] * elapsed[t] // lasts
    return paid


@compiled
def support(
    tables: Tables,
    regions: Regions,
    money: Money,
    natural: Floats,
    present: Flags,
    month: int,
    fund_end: int,
    p: Implementation,
) -> tuple[Floats, Cents, Cents]:
    """(facilitation, cents paid of coordination, cents paid of core mission), each (table,): `accompany`, `instalment`.

    natural and present, whether the table exists, (table,). Coordination money is paid, and accompanies, until the end
    of the fund.
    """
    n, coordination = len(tables.region), money.coordination
    yearly, months = np.zeros(n), np.zeros(n, dtype=np.int32)
    elapsed, opened = np.zeros(n, dtype=np.int32), np.zeros(n, dtype=np.bool_)
    for t in range(n):
        since = regions.open_month[tables.region[t]]
        elapsed[t], months[t], opened[t] = month - since, fund_end - since, since >= 0
        yearly[t] = coordination[t] / 100.0 / (max(months[t], 1) / 12.0) if month < fund_end else 0.0
    level = accompany(natural, yearly, p) * present
    return level, instalment(coordination, elapsed, months, opened), instalment(money.mission, elapsed, months, opened)
