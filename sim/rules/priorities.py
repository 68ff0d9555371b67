"""Stage 3. Priority setting: from mobilization to a plan that enough of those present support."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.compiled import compiled
from sim.formulas import distance, logistic
from sim.parameter import Parameters, parameter
from sim.rules.governance import Governance
from sim.state import Actors, Bytes, Flags, Floats, Indices, Ints, Rows, Tables, Ties
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
    by_voice: float = parameter(
        1.0, 0.0, 6.0, "log-odds", "[L] who took no part supports less: Folger 1977, Lind & Tyler 1988; size [A]"
    )
    amendment: float = parameter(
        0.1, 0.0, 1.0, "share", "[L] one text, amended after each objection: Fisher & Ury 1981; size [A]"
    )
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
def seats_taken(actors: Actors, region: Indices, opened: Flags) -> tuple[Rows, Rows]:
    """(actor, table), each (seat,): every presence of the month, at the local or regional tables `opened` (table,).

    region (table,)
    """
    here, there, place = actors.attends, actors.attends_region, actors.territory
    who, at = np.empty(2 * len(place), dtype=np.uint32), np.empty(2 * len(place), dtype=np.uint32)
    n, n_territories = 0, len(region) - (region.max() + 1)
    for i in range(len(place)):
        if here[i] and opened[place[i]]:
            who[n], at[n] = i, place[i]
            n += 1
        if there[i] and opened[n_territories + region[place[i]]]:
            who[n], at[n] = i, n_territories + region[place[i]]
            n += 1
    return who[:n], at[:n]


@compiled
def seats_of(actors: Actors, region: Indices) -> Ints:
    """(table,) active actors who have a seat this month: invited at the local table, delegates at the regional one."""
    seats = np.zeros(len(region), dtype=np.int32)
    n_territories = len(region) - (region.max() + 1)
    for i in range(len(actors.role)):
        place = actors.territory[i]
        if actors.active[i]:
            seats[place] += actors.invited[i]
            seats[n_territories + region[place]] += actors.delegate[i]
    return seats


@compiled
def weigh(
    actors: Actors, tables: Tables, who: Indices, at: Indices, voice: float, hierarchy: float
) -> tuple[Floats, Floats]:
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
def approve(
    actors: Actors,
    tables: Tables,
    who: Indices,
    at: Indices,
    plan: Floats,
    trust: Floats,
    standing: Floats,
    p: Priorities,
    luck: Floats,
    luck_region: Floats,
) -> Flags:
    """(seat,) whether each of those present supports the plan of its table.

    log-odds = support + by_trust*mean trust of the actor - by_distance*standing*problem distance to the plan
               - by_voice*(1 - voice of the actor) - by_conflict*recent conflict + by_facilitation*facilitation

    who, at (seat,) the presences; plan (table, problem); trust (actor,) in [0, 1]; standing (table,) share of the
    objections that amendments have not answered. Voice: how far the actor took part so far.
    """
    n_territories = len(tables.region) - (tables.region.max() + 1)
    opinion, voice, conflict, facilitation = actors.priorities, actors.voice, tables.conflict, tables.facilitation
    yes = np.zeros(len(who), dtype=np.bool_)
    for s in range(len(who)):
        i, t = who[s], at[s]
        u = p.support + p.by_trust * trust[i] - p.by_conflict * conflict[t] + p.by_facilitation * facilitation[t]
        u -= p.by_distance * standing[t] * distance(opinion, i, plan, t) + p.by_voice * (1.0 - voice[i])
        yes[s] = (luck[i] if t < n_territories else luck_region[i]) < logistic(u)
    return yes


@compiled
def share_for(role: Bytes, who: Indices, at: Indices, yes: Flags, voice: float, n_tables: int) -> Floats:
    """(table,) share of the voices present that say yes (seat,), -1 where nobody is; one each, citizens `voice`."""
    found, voices = np.zeros(n_tables), np.zeros(n_tables)
    for s in range(len(who)):
        w = voice if role[who[s]] == Role.CITIZEN else 1.0
        voices[at[s]] += w
        if yes[s]:
            found[at[s]] += w
    for t in range(n_tables):
        found[t] = found[t] / voices[t] if voices[t] > 0.0 else -1.0
    return found


@compiled
def amend(plan: Floats, opinion: Floats, who: Indices, at: Indices, yes: Flags, size: float) -> Floats:
    """(table, point) the plan moved by `size` of the way to the mean position (actor, point) of those who refused it.

    who, at, yes (seat,): the presences at the tables whose text is discussed further, and who would accept it as it is.
    """
    total, number = np.zeros_like(plan), np.zeros(len(plan))
    for s in range(len(who)):
        if not yes[s]:
            number[at[s]] += 1.0
            for k in range(plan.shape[1]):
                total[at[s], k] += opinion[who[s], k]
    amended = plan.copy()
    for t in range(len(plan)):
        if number[t] > 0.0:
            for k in range(plan.shape[1]):
                amended[t, k] += size * (total[t, k] / number[t] - plan[t, k])
    return amended


@compiled
def unless(kept: Flags, before: Floats, after: Floats) -> Floats:
    """(table, axis) `before` at the tables that have kept it, kept (table,), else `after`."""
    found = after.copy()
    for t in range(len(kept)):
        if kept[t]:
            for k in range(after.shape[1]):
                found[t, k] = before[t, k]
    return found


@compiled
def set_priorities(
    actors: Actors,
    tables: Tables,
    present: Ints,
    structures: Floats,
    trust: Floats,
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
        priorities    a text, amended every month toward those who would refuse it; from `deliberation_months` on a
                      vote a month, if the quorum is there, or half of those who have a seat where they are fewer;
                      adopted when support reaches the threshold

    The text is first the mean of those present; after k months of discussion (1 - amendment)^k of the objections to it
    still stand. present (table, role), structures (table,) and trust (actor,) in [0, 1]. Adopted plans keep their
    priorities: they are the frame in which projects are filed [S, D Mauricie guide 2013].
    """
    n_tables = len(tables.region)
    support, adopted = np.full(n_tables, -1.0), np.zeros(n_tables, dtype=np.bool_)
    opened, drafted, going_on = np.zeros((3, n_tables), dtype=np.bool_)
    discussed = np.zeros(n_tables)  # months for which the text has been on the table
    for t in range(n_tables):
        opened[t] = tables.phase[t] < Phase.ADOPTED
        drafted[t] = tables.phase[t] == Phase.PRIORITIES
        discussed[t] = month - tables.since[t]
    who, at = seats_taken(actors, tables.region, opened)
    priorities, approach = weigh(actors, tables, who, at, voice, g.hierarchy)
    written = drafted & (discussed > 1.0)
    priorities = unless(written, tables.priorities, priorities)
    approach = unless(written, tables.approach, approach)
    voting = drafted[at]
    who, at = who[voting], at[voting]
    yes = approve(actors, tables, who, at, priorities, trust, (1.0 - p.amendment) ** discussed, p, luck, luck_region)
    share, seats = share_for(actors.role, who, at, yes, voice, n_tables), seats_of(actors, tables.region)
    for t in range(n_tables):
        enough = present[t].sum() >= min(float(g.quorum), 0.5 * seats[t])
        if drafted[t] and discussed[t] >= g.deliberation_months and enough and share[t] >= 0.0:
            support[t] = share[t]
            adopted[t] = share[t] >= g.threshold
        going_on[t] = drafted[t] and not adopted[t]
    arguing = going_on[at]
    who, at, yes = who[arguing], at[arguing], yes[arguing]
    priorities = amend(priorities, actors.priorities, who, at, yes, p.amendment)
    approach = amend(approach, actors.approach, who, at, yes, p.amendment)
    phase, progress = advance(tables, present, structures, adopted, g, p)
    return Plans(phase, progress, priorities, approach, support, adopted)


@compiled
def advance(
    tables: Tables, present: Ints, structures: Floats, adopted: Flags, g: Governance, p: Priorities
) -> tuple[Bytes, Floats]:
    """(phase, progress), each (table,), after this month: see `set_priorities`."""
    phase, progress = tables.phase.copy(), tables.progress.copy()
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
        if phase[t] < Phase.PRIORITIES and progress[t] >= 1.0:
            phase[t] += 1
            progress[t] = 0.0
        if adopted[t]:
            phase[t] = Phase.ADOPTED
    return phase, progress


@compiled
def celebrate(actors: Actors, ties: Ties, n_territories: int, won: Flags, size: float) -> Floats:
    """(tie,) trust after a success: T += size*(1 - T) on ties whose two ends attend a table that won (table,)."""
    trust, here, there = ties.trust.copy(), actors.attends, actors.attends_region
    for t in range(len(trust)):
        table, i, j = ties.table[t], ties.left[t], ties.right[t]
        if won[table] and (here[i] and here[j] if table < n_territories else there[i] and there[j]):
            trust[t] += size * (1.0 - trust[t])
    return trust
