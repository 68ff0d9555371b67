"""Stage 3. Priority setting: from mobilization to a plan that enough of those present support."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.compiled import compiled
from sim.formulas import distance, logistic
from sim.parameter import Parameters, parameter
from sim.rules.governance import Governance
from sim.state import Actors, Bytes, Flags, Floats, Ints, Tables, Ties
from sim.vocabulary import Phase, Role


@dataclass
class Priorities(Parameters):
    """How fast a table gets to its plan, and who supports it. Phases have no fixed date [S]."""

    mobilization_pace: float = parameter(0.38, 0.01, 2.0, "progress a month", "[A] at full quorum and structures")
    consultation_pace: float = parameter(0.38, 0.01, 2.0, "progress a month", "[A] at full coverage and knowledge")
    support: float = parameter(-0.2, -6.0, 6.0, "log-odds", "[A]")
    by_trust: float = parameter(2.5, 0.0, 8.0, "log-odds", "[A] who trusts the others supports their plan")
    by_distance: float = parameter(3.5, 0.0, 12.0, "log-odds", "[A] who stands far from the plan does not")
    by_conflict: float = parameter(2.0, 0.0, 8.0, "log-odds", "[A] recent conflict at the table")
    by_facilitation: float = parameter(0.6, 0.0, 4.0, "log-odds", "[S] accompaniment; size [A]")
    win: float = parameter(0.04, 0.0, 0.5, "trust", "[L] a first success together, Ansell & Gash 2008; size [A]")


class Plans(NamedTuple):
    """What priority setting gives."""

    phase: Bytes  # (table,)
    progress: Floats  # (table,)
    priorities: Floats  # (table, problem) simplex
    approach: Floats  # (table, approach) simplex
    support: Floats  # (table,) share of voices for the plan put to the vote, -1 where none was
    adopted: Flags  # (table,) this month


@compiled
def seats_taken(actors: Actors, region: Ints, opened: Flags) -> tuple[Ints, Ints]:
    """(actor, table), each (seat,): every presence of the month, at the local or regional tables `opened` (table,).

    region (table,)
    """
    here, there, place = actors.attends, actors.attends_region, actors.territory
    who, at = np.empty(2 * len(place), dtype=np.int32), np.empty(2 * len(place), dtype=np.int32)
    n, n_territories = 0, len(region) - (region.max() + 1)
    for i in range(len(place)):
        if here[i] and opened[place[i]]:
            who[n], at[n] = i, place[i]
            n += 1
        if there[i] and opened[n_territories + region[place[i]]]:
            who[n], at[n] = i, n_territories + region[place[i]]
            n += 1
    return who[:n].copy(), at[:n].copy()


@compiled
def weigh(actors: Actors, tables: Tables, who: Ints, at: Ints, voice: float, hierarchy: float) -> tuple[Floats, Floats]:
    """Positions of each table: mean of those present, (table, problem) and (table, approach).

        weight = (1 - h*V) + h*V * influence / mean influence,  times `voice` for a citizen

    from equal voice (V = 0, or h = hierarchy = 0) to influence alone (both 1). who, at (seat,) the presences. A table
    where nobody sits keeps its positions.
    """
    mean, number, voices = np.zeros(len(tables.region)), np.zeros(len(tables.region)), np.zeros(len(tables.region))
    influence, role, opinion, stance = actors.influence, actors.role, actors.priorities, actors.approach
    priorities, approach = np.zeros_like(tables.priorities), np.zeros_like(tables.approach)
    for s in range(len(who)):
        mean[at[s]] += influence[who[s]]
        number[at[s]] += 1.0
    vertical = hierarchy * tables.verticality
    for s in range(len(who)):
        i, t = who[s], at[s]
        w = 1.0 - vertical[t] + vertical[t] * influence[i] * number[t] / max(mean[t], 1e-12)
        if role[i] == Role.CITIZEN:
            w *= voice
        voices[t] += w
        for k in range(priorities.shape[1]):
            priorities[t, k] += w * opinion[i, k]
        for k in range(approach.shape[1]):
            approach[t, k] += w * stance[i, k]
    for t in range(len(voices)):
        for k in range(priorities.shape[1]):
            priorities[t, k] = priorities[t, k] / voices[t] if voices[t] > 0.0 else tables.priorities[t, k]
        for k in range(approach.shape[1]):
            approach[t, k] = approach[t, k] / voices[t] if voices[t] > 0.0 else tables.approach[t, k]
    return priorities, approach


@compiled
def support_of_plans(
    actors: Actors,
    tables: Tables,
    who: Ints,
    at: Ints,
    plan: Floats,
    trust: Floats,
    voice: float,
    p: Priorities,
    luck: Floats,
    luck_region: Floats,
) -> Floats:
    """(table,) share of the voices present that support the plan, -1 where nobody is present.

    log-odds = support + by_trust*mean trust of the actor - by_distance*problem distance to the plan
               - by_conflict*recent conflict + by_facilitation*facilitation;   one person one voice, citizens `voice`.

    who, at (seat,) the presences; plan (table, problem); trust (actor,) in [0, 1].
    """
    n_tables = len(tables.region)
    n_territories = n_tables - (tables.region.max() + 1)
    yes, voices = np.zeros(n_tables), np.zeros(n_tables)
    opinion, role, conflict, facilitation = actors.priorities, actors.role, tables.conflict, tables.facilitation
    for s in range(len(who)):
        i, t = who[s], at[s]
        u = p.support + p.by_trust * trust[i] - p.by_conflict * conflict[t] + p.by_facilitation * facilitation[t]
        u -= p.by_distance * distance(opinion, i, plan, t)
        w = voice if role[i] == Role.CITIZEN else 1.0
        voices[t] += w
        if (luck[i] if t < n_territories else luck_region[i]) < logistic(u):
            yes[t] += w
    for t in range(n_tables):
        yes[t] = yes[t] / voices[t] if voices[t] > 0.0 else -1.0
    return yes


@compiled
def set_priorities(
    actors: Actors,
    tables: Tables,
    present: Ints,
    structures: Floats,
    trust: Floats,
    since: Ints,
    month: int,
    voice: float,
    g: Governance,
    p: Priorities,
    luck: Floats,
    luck_region: Floats,
) -> Plans:
    """One month of "mobilisation, consultation, priorisation" for every table.

        mobilization  progress += mobilization_pace * min(1, present/quorum) * (0.2 + 0.8*structures)
        consultation  progress += consultation_pace * min(1, present/quorum) * roles present/4 * (0.2 + 0.8*knowledge)
        priorities    from `deliberation_months` on, a vote a month; adopted when support reaches the threshold

    present (table, role), structures (table,) and trust (actor,) in [0, 1], since (table,) month when the phase began.
    Adopted plans keep their priorities: they are the frame in which projects are filed [S, D Mauricie guide 2013].
    """
    phase, progress = tables.phase.copy(), tables.progress.copy()
    support, adopted = np.full(len(phase), -1.0), np.zeros(len(phase), dtype=np.bool_)
    opened, votes = np.zeros(len(phase), dtype=np.bool_), np.zeros(len(phase), dtype=np.bool_)
    for t in range(len(phase)):
        opened[t] = phase[t] < Phase.ADOPTED
        votes[t] = phase[t] == Phase.PRIORITIES and month - since[t] >= g.deliberation_months
    who, at = seats_taken(actors, tables.region, opened)
    priorities, approach = weigh(actors, tables, who, at, voice, g.hierarchy)
    who, at = who[votes[at]], at[votes[at]]
    share = support_of_plans(actors, tables, who, at, priorities, trust, voice, p, luck, luck_region)
    for t in range(len(phase)):
        came, roles = 0, 0
        for r in range(4):
            came += present[t, r]
            roles += present[t, r] > 0
        full = min(1.0, came / g.quorum)
        if phase[t] == Phase.MOBILIZATION:
            progress[t] += p.mobilization_pace * full * (0.2 + 0.8 * structures[t])
        elif phase[t] == Phase.CONSULTATION:
            progress[t] += p.consultation_pace * full * roles / 4.0 * (0.2 + 0.8 * tables.knowledge[t])
        elif votes[t]:
            support[t] = share[t]
            adopted[t] = share[t] >= g.threshold
        if phase[t] < Phase.PRIORITIES and progress[t] >= 1.0:
            phase[t] += 1
            progress[t] = 0.0
        if adopted[t]:
            phase[t] = Phase.ADOPTED
    return Plans(phase, progress, priorities, approach, support, adopted)


@compiled
def celebrate(actors: Actors, ties: Ties, n_territories: int, won: Flags, size: float) -> Floats:
    """(tie,) trust after a success: T += size*(1 - T) on ties whose two ends attend a table that won (table,)."""
    trust = ties.trust.copy()
    for t in range(len(trust)):
        table, i, j = ties.table[t], ties.left[t], ties.right[t]
        if won[table]:
            there = actors.attends if table < n_territories else actors.attends_region
            if there[i] and there[j]:
                trust[t] += size * (1.0 - trust[t])
    return trust
