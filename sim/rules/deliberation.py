"""Stage 2. Deliberation: encounters, why they turn to conflict, and what they do to trust and positions."""

import math
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import numpy as np

from sim.compiled import compiled
from sim.formulas import distance
from sim.parameter import Parameters, parameter, switch
from sim.state import Actors, Flags, Floats, Tables, Ties
from sim.vocabulary import Role


class Influence(Enum):
    """How a position moves in an encounter. Only the first is on by default: evidence for the others is contested."""

    LINEAR = "linear"
    BOUNDED = "bounded"
    REPULSIVE = "repulsive"


@dataclass
class Deliberation(Parameters):
    """The seven stakes of the study weigh as `by_...`; the letters of the ODD document are given in brackets."""

    influence: Influence = Influence.LINEAR
    intensity: float = parameter(0.5, 0.0, 1.0, "share of ties a month", "[A] half of the ties are active a month")
    cooperation: float = parameter(-1.2, -6.0, 6.0, "log-odds", "[A] a0")
    by_trust: float = parameter(2.6, 0.0, 8.0, "log-odds", "[A] a_T")
    by_facilitation: float = parameter(0.9, 0.0, 4.0, "log-odds", "[A] a_F")
    by_horizontality: float = parameter(0.5, 0.0, 4.0, "log-odds", "[A] a_H")
    by_complementarity: float = parameter(0.5, 0.0, 4.0, "log-odds", "[A] a_C")
    conflict: float = parameter(-0.6, -6.0, 6.0, "log-odds", "[A] c0")
    calm: float = parameter(2.6, 0.0, 8.0, "log-odds", "[A] c_T, trust against conflict")
    by_envelope: float = parameter(1.2, 0.0, 6.0, "log-odds", "[A] c1, stake of [S]: share of the envelope")
    by_priorities: float = parameter(0.8, 0.0, 6.0, "log-odds", "[A] c2, stake of [S]: priority problems")
    by_orientations: float = parameter(0.8, 0.0, 6.0, "log-odds", "[A] c3, stake of [S]: orientation of action")
    by_leadership: float = parameter(1.4, 0.0, 6.0, "log-odds", "[A] c4, stake of [S]: structures and leadership")
    by_elected: float = parameter(0.6, 0.0, 6.0, "log-odds", "[A] c5, stake of [S]: relations with elected officials")
    by_representativeness: float = parameter(0.8, 0.0, 6.0, "log-odds", "[A] c6, stake of [S]: representativeness")
    by_management: float = parameter(0.8, 0.0, 6.0, "log-odds", "[A] c7, 'irritants' of [S]: management of the fund")
    gain: float = parameter(0.06, 0.0, 0.5, "trust an encounter", "[A] g")
    asymmetry: float = parameter(2.0, 1.0, 4.0, "ratio", "[L] lambda; mixed: Slovic 1993, Poortinga & Pidgeon 2004")
    contact: float = parameter(6.0, 0.5, 60.0, "encounters", "[A] history after which two actors know each other")
    pull: float = parameter(0.10, 0.0, 1.0, "share of the distance", "[A] mu; linear: Takács, Flache & Mäs 2016")
    mandate: float = parameter(0.03, 0.0, 1.0, "share of the distance a month", "[L] Friedkin & Johnsen 1990; size [A]")
    bound: float = parameter(0.5, 0.0, 1.0, "distance", "[L] Hegselmann & Krause 2002; only if influence=bounded")
    repulsion: float = parameter(0.05, 0.0, 0.5, "share of the distance", "[L] contested; only if influence=repulsive")
    efficacy_gain: float = parameter(0.010, 0.0, 0.2, "an encounter", "[A] cooperation encourages")
    efficacy_loss: float = parameter(0.010, 0.0, 0.2, "an encounter", "[A] conflict discourages")
    trust_learns: bool = switch(True, "[A] off: a control in which encounters leave no trace on trust")


class Encounters(NamedTuple):
    """What a month of deliberation gives."""

    trust: Floats  # (tie,)
    history: Floats  # (tie,)
    priorities: Floats  # (actor, problem)
    approach: Floats  # (actor, approach)
    efficacy: Floats  # (actor,)
    possible: Floats  # (table,) ties active this month whose two ends have a seat, whether or not they came
    held: Floats  # (table,)
    cooperative: Floats  # (table,)
    conflictual: Floats  # (table,)
    ledger: Floats  # (table, stake) conflicts booked to their stakes; rows sum to conflictual


@compiled
def stakes_between(
    ties: Ties, t: int, actors: Actors, tables: Tables, promoter: Flags, absent: Floats, splitting: Flags,
    p: Deliberation, stakes: Floats,
) -> tuple[float, float]:
    """Fill `stakes` (stake,) with the seven terms of the log-odds of conflict of tie t; give (problem distance, sum).

        envelope            by_envelope * rivalry * scarcity
        priorities          by_priorities * problem distance
        orientations        by_orientations * approach distance
        leadership          by_leadership * V * (1 - leadership sharing) * |influence gap|
        elected             by_elected * exp(-history/contact)     if exactly one of the two is elected
        representativeness  by_representativeness * absent roles
        management          by_management * mean burden of the two

    rivalry = 1 between delegates of two territories while the envelope is being split; else, between two possible
    promoters, 1 - problem distance (they want money for the same problem); else 0. promoter (actor,), absent
    (table,) in [0, 1], splitting (table,). Source: the six "enjeux" and the "irritants" of the study.
    """
    i, j, table = ties.left[t], ties.right[t], ties.table[t]
    gap = distance(actors.priorities, i, actors.priorities, j)
    rivalry = 1.0 - gap if promoter[i] and promoter[j] else 0.0
    if splitting[table]:
        rivalry = 0.0 if actors.territory[i] == actors.territory[j] else 1.0
    one_elected = (actors.role[i] == Role.ELECTED) != (actors.role[j] == Role.ELECTED)
    stakes[0] = p.by_envelope * rivalry * tables.scarcity[table]
    stakes[1] = p.by_priorities * gap
    stakes[2] = p.by_orientations * distance(actors.approach, i, actors.approach, j)
    alone = tables.verticality[table] * (1.0 - tables.sharing[table])
    stakes[3] = p.by_leadership * alone * abs(actors.influence[i] - actors.influence[j])
    stakes[4] = p.by_elected * math.exp(-ties.history[t] / p.contact) if one_elected else 0.0
    stakes[5] = p.by_representativeness * absent[table]
    stakes[6] = p.by_management * 0.5 * (actors.burden[i] + actors.burden[j])
    total = 0.0
    for k in range(7):
        total += stakes[k]
    return gap, total


@compiled
def accumulate(source: Floats, i: int, j: int, weight: float, moved: Floats) -> None:
    """Add to row i of `moved` the pull of row j of `source`: weight * (x_j - x_i)."""
    for k in range(source.shape[1]):
        moved[i, k] += weight * (source[j, k] - source[i, k])


@compiled
def settle(
    positions: Floats, mandates: Floats, moved: Floats, weight: Floats, entrenchment: Floats, p: Deliberation
) -> Floats:
    """Positions (actor, axis) after the month's pulls and the pull to one's own mandate.

        x <- x + (1 - exp(-W)) * (mean of the others - x),   W the sum of the pulls received
        x <- x + mandate * entrenchment * (own mandate - x)

    For few encounters this is the linear rule; the exponential keeps every position inside the simplex however many
    they are, and makes the result independent of the order of encounters. Source: Friedkin & Johnsen 1990.
    """
    after = np.empty_like(positions)
    for i in range(len(positions)):
        scale = (1.0 - math.exp(-weight[i])) / weight[i] if weight[i] > 1e-12 else 0.0
        back = p.mandate * entrenchment[i]
        for k in range(positions.shape[1]):
            x = positions[i, k] + scale * moved[i, k]
            after[i, k] = x + back * (mandates[i, k] - x)
    return after


@compiled
def repel(positions: Floats) -> None:
    """Bring rows that repulsion pushed outside the simplex back to it: negative parts to zero, then sum to one."""
    for i in range(len(positions)):
        total = 0.0
        for k in range(positions.shape[1]):
            positions[i, k] = max(0.0, positions[i, k])
            total += positions[i, k]
        for k in range(positions.shape[1]):
            positions[i, k] /= total


@compiled
def deliberate(
    actors: Actors, ties: Ties, tables: Tables, promoter: Flags, absent: Floats, splitting: Flags, present: Flags,
    p: Deliberation, luck_meet: Floats, luck_turn: Floats,
) -> Encounters:
    """One month of encounters over all ties. Each active tie whose two ends attend is drawn among three turns:

        P(cooperative) : P(conflictual) : P(routine) = exp(u_coop) : exp(u_conf) : 1
        u_coop = cooperation + by_trust*T + by_facilitation*F + by_horizontality*(1-V) + by_complementarity*C
        u_conf = conflict - calm*T + the seven stakes (see `stakes_between`)

    C, complementarity: 1 - problem distance between two different roles, else 0 (other means, same problem).
    Trust: cooperative T += gain*(1-T); conflictual T -= asymmetry*gain*T. Influence: in an encounter without conflict
    each moves toward the other by pull*T*(1-entrenchment). Each conflict is booked to the stakes in proportion.

    promoter (actor,) may file projects; absent (table,) under-representation; splitting (table,) a regional table
    that shares its envelope; present (table,) tables that exist; luck_meet, luck_turn (tie,) in [0, 1).
    """
    n_tables, n_actors = len(tables.region), len(actors.role)
    trust, history, efficacy = ties.trust.copy(), ties.history.copy(), actors.efficacy.copy()
    possible, held = np.zeros(n_tables), np.zeros(n_tables)
    cooperative, conflictual = np.zeros(n_tables), np.zeros(n_tables)
    ledger = np.zeros((n_tables, 7))
    moved_priorities, moved_approach = np.zeros_like(actors.priorities), np.zeros_like(actors.approach)
    weight, stakes = np.zeros(n_actors), np.zeros(7)
    first_region = n_tables - (tables.region.max() + 1)
    for t in range(len(ties.left)):
        table = ties.table[t]
        if luck_meet[t] >= p.intensity or not present[table]:
            continue
        i, j = ties.left[t], ties.right[t]
        if table < first_region:
            met = actors.attends[i] and actors.attends[j]
            seated = actors.invited[i] and actors.invited[j]
        else:
            met = actors.attends_region[i] and actors.attends_region[j]
            seated = actors.delegate[i] and actors.delegate[j]
        if met or seated:
            possible[table] += 1.0
        if not met:
            continue
        gap, at_stake = stakes_between(ties, t, actors, tables, promoter, absent, splitting, p, stakes)
        complementarity = 1.0 - gap if actors.role[i] != actors.role[j] else 0.0
        u_coop = p.cooperation + p.by_trust * ties.trust[t] + p.by_facilitation * tables.facilitation[table]
        u_coop += p.by_horizontality * (1.0 - tables.verticality[table]) + p.by_complementarity * complementarity
        odds_coop = math.exp(u_coop)
        odds_conf = math.exp(p.conflict - p.calm * ties.trust[t] + at_stake)
        turn = luck_turn[t] * (1.0 + odds_coop + odds_conf)
        held[table] += 1.0
        history[t] += 1.0
        conflict = odds_coop <= turn < odds_coop + odds_conf
        if turn < odds_coop:
            cooperative[table] += 1.0
            if p.trust_learns:
                trust[t] += p.gain * (1.0 - trust[t])
            efficacy[i] += p.efficacy_gain * (1.0 - efficacy[i])
            efficacy[j] += p.efficacy_gain * (1.0 - efficacy[j])
        elif conflict:
            conflictual[table] += 1.0
            if p.trust_learns:
                trust[t] -= min(1.0, p.asymmetry * p.gain) * trust[t]
            efficacy[i] -= p.efficacy_loss * efficacy[i]
            efficacy[j] -= p.efficacy_loss * efficacy[j]
            for k in range(7):
                ledger[table, k] += (stakes[k] + 1e-9) / (at_stake + 7e-9)
        sign = p.pull
        if p.influence == 1 and gap > p.bound:
            sign = 0.0
        if conflict:
            sign = -p.repulsion if p.influence == 2 else 0.0
        if sign != 0.0:
            for a, b in ((i, j), (j, i)):
                w = sign * ties.trust[t] * (1.0 - actors.entrenchment[a]) if sign > 0.0 else sign
                accumulate(actors.priorities, a, b, w, moved_priorities)
                accumulate(actors.approach, a, b, w, moved_approach)
                weight[a] += abs(w)
    priorities = settle(actors.priorities, actors.mandate_priorities, moved_priorities, weight, actors.entrenchment, p)
    approach = settle(actors.approach, actors.mandate_approach, moved_approach, weight, actors.entrenchment, p)
    if p.influence == 2:
        repel(priorities)
        repel(approach)
    return Encounters(
        trust, history, priorities, approach, efficacy, possible, held, cooperative, conflictual, ledger
    )


@compiled
def underrepresented(present: Floats) -> Floats:
    """(table,) in [0, 1]: how far the four roles are from parity among those present (table, role).

        mean over roles of max(0, 1 - 4 * share of the role);  0.75 when nobody came, as for a single role alone

    The study's "rôle et représentativité des acteurs". Parity is the reference [A].
    """
    absent = np.zeros(len(present))
    for t in range(len(present)):
        total = 0.0
        for r in range(4):
            total += present[t, r]
        for r in range(4):
            share = present[t, r] / total if total > 0 else (1.0 if r == 0 else 0.0)
            absent[t] += 0.25 * max(0.0, 1.0 - 4.0 * share)
    return absent


@compiled
def trust_of_actor(ties: Ties, n_actors: int) -> Floats:
    """(actor,) mean trust over each actor's ties; 0 for an actor without tie."""
    total, number = np.zeros(n_actors), np.zeros(n_actors)
    for t in range(len(ties.left)):
        for a in (ties.left[t], ties.right[t]):
            total[a] += ties.trust[t]
            number[a] += 1.0
    for i in range(n_actors):
        if number[i] > 0.0:
            total[i] /= number[i]
    return total
