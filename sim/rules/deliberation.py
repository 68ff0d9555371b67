"""Stage 2. Deliberation: encounters, why they turn to conflict, and what they do to trust and positions."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.compiled import compiled
from sim.formulas import distance, put
from sim.parameter import Parameters, parameter, switch
from sim.rules.influence import Influence, Met, Turn, among, felt, pulls, shift
from sim.state import Actors, Bytes, Flags, Floats, Indices, Rows, Tables, Ties
from sim.vocabulary import Role


@dataclass
class Deliberation(Parameters):
    """The seven stakes of the study weigh as `by_...`; sources give the letters of the ODD document."""

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
    history_grows: bool = switch(True, "[A] off: a control in which encounters add nothing to what two have lived")
    acquainted: bool = switch(True, "[A] off: a control in which relations are dealt again every month")
    rooted: bool = switch(True, "[A] off: a control in which they are dealt again over the whole network")
    meetings: float = parameter(0.0, 0.0, 1.0, "share of ties a month", "[A] 0: who comes meets; more: a control")


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
def rivalry_of(splitting: bool, neighbors: bool, promoters: bool, gap: float) -> float:
    """How far two actors want the same money, in [0, 1]: 1 between delegates of two territories while the envelope is
    being split, 0 within one; else 1 - problem distance between two possible promoters, 0 for others.
    """
    if splitting:
        return 0.0 if neighbors else 1.0
    return 1.0 - gap if promoters else 0.0


class Turns(NamedTuple):
    """How each encounter went."""

    turn: Bytes  # (encounter,) see Turn
    gap: Floats  # (encounter,) problem distance of its two ends
    ledger: Floats  # (table, stake) conflicts booked to their stakes


@compiled
def drawn(luck: Floats, chance: float) -> Rows:
    """Where luck (any,) is below `chance`, in order. Without a branch on luck, which no processor can foresee."""
    found, n = np.empty(len(luck) + 1, dtype=np.uint32), 0
    for t in range(len(luck)):
        found[n] = t
        n += luck[t] < chance
    return found[:n]


@compiled
def seats(actors: Actors) -> Bytes:
    """(actor,) in bits: 1 came to the local table, 2 has a seat there; 4 and 8 likewise for the regional table."""
    found = np.empty(len(actors.role), dtype=np.int8)
    here, seat, there = actors.attends, actors.invited, actors.attends_region
    for i in range(len(found)):
        found[i] = here[i] + 2 * seat[i] + 4 * there[i] + 8 * (actors.delegate[i] & actors.active[i])
    return found


@compiled
def seat_mask(region: Indices, present: Flags) -> Bytes:
    """(table,) the bits of `seats` that count there: 1 and 2 at a local table, 4 and 8 at a regional one, none at a
    table that does not exist. region (table,), present (table,)."""
    found, n_territories = np.zeros(len(region), dtype=np.int8), len(region) - (region.max() + 1)
    for t in range(len(region)):
        found[t] = present[t] * (3 if t < n_territories else 12)
    return found


@compiled
def meet(
    ties: Ties, actors: Actors, tables: Tables, present: Flags, p: Deliberation, luck: Floats
) -> tuple[Rows, Rows]:
    """(possible, held): the ties active this month whose two ends have a seat, came or not; those whose two ends came.

    A tie is active with probability `intensity`; present (table,) tables that exist; luck (tie,) in [0, 1).
    """
    active, n_possible, n_held = drawn(luck, p.intensity), 0, 0
    possible, held = np.empty(len(active) + 1, dtype=np.uint32), np.empty(len(active) + 1, dtype=np.uint32)
    left, right, at, sits, here = ties.left, ties.right, ties.table, seats(actors), seat_mask(tables.region, present)
    for t in active:
        both = sits[left[t]] & sits[right[t]] & here[at[t]]
        possible[n_possible], held[n_held] = t, t
        n_possible += both > 0
        n_held += both & 5 > 0
    return possible[:n_possible], held[:n_held]


@compiled
def talk(
    ties: Met,
    actors: Actors,
    tables: Tables,
    promoter: Flags,
    absent: Floats,
    splitting: Flags,
    p: Deliberation,
    luck: Floats,
) -> Turns:
    """Draw every encounter held among three turns, and book conflicts to their stakes in proportion (alike at zero).

        P(cooperative) : P(conflictual) : P(routine) = exp(u_coop) : exp(u_conf) : 1
        u_coop = cooperation + by_trust*T + by_facilitation*F + by_horizontality*(1-V) + by_complementarity*C
        u_conf = conflict - calm*T + the seven stakes:

        envelope            by_envelope * rivalry * scarcity
        priorities          by_priorities * problem distance
        orientations        by_orientations * approach distance
        leadership          by_leadership * V * (1 - leadership sharing) * |influence gap|
        elected             by_elected * exp(-history/contact)     if exactly one of the two is elected
        representativeness  by_representativeness * absent roles
        management          by_management * mean burden of the two

    C, complementarity: 1 - problem distance between two different roles, else 0 (other means, same problem).
    ties, luck in [0, 1) (encounter,); promoter (actor,) may file projects, absent (table,) in [0, 1] under-
    representation, splitting (table,) a regional table that shares its envelope. Source: the six "enjeux" and the
    "irritants" of the study; a leadership that is shared weighs less on others (ours).
    """
    n, turn, gaps = len(luck), np.empty(len(luck), dtype=np.int8), np.empty(len(luck))
    stakes, u_coop, u_conf = np.empty((n, 7)), np.empty(n), np.empty(n)
    priorities, approach, role = actors.priorities, actors.approach, actors.role
    influence, burden, place = actors.influence, actors.burden, actors.territory
    left, right, at, trusts, history = ties.left, ties.right, ties.table, ties.trust, ties.history
    scarcity, verticality, sharing = tables.scarcity, tables.verticality, tables.sharing
    for t in range(n):
        i, j, table, trust = left[t], right[t], at[t], trusts[t]
        gap, vertical = distance(priorities, i, priorities, j), verticality[table]
        rivalry = rivalry_of(splitting[table], place[i] == place[j], promoter[i] and promoter[j], gap)
        one_elected = (role[i] == Role.ELECTED) != (role[j] == Role.ELECTED)
        envelope, problems = p.by_envelope * rivalry * scarcity[table], p.by_priorities * gap
        orientations = p.by_orientations * distance(approach, i, approach, j)
        leadership = p.by_leadership * vertical * (1.0 - sharing[table]) * abs(influence[i] - influence[j])
        elected = p.by_elected * math.exp(-history[t] / p.contact) if one_elected else 0.0
        missing, management = p.by_representativeness * absent[table], p.by_management * 0.5 * (burden[i] + burden[j])
        stakes[t, 0], stakes[t, 1], stakes[t, 2], stakes[t, 3] = envelope, problems, orientations, leadership
        stakes[t, 4], stakes[t, 5], stakes[t, 6] = elected, missing, management
        at_stake = envelope + problems + orientations + leadership + elected + missing + management
        complementarity = 1.0 - gap if role[i] != role[j] else 0.0
        u = p.cooperation + p.by_trust * trust + p.by_facilitation * tables.facilitation[table]
        u_coop[t] = u + (p.by_horizontality * (1.0 - vertical) + p.by_complementarity * complementarity)
        u_conf[t], gaps[t] = p.conflict - p.calm * trust + at_stake, gap
    for t in range(n):
        odds_coop, odds_conf = math.exp(u_coop[t]), math.exp(u_conf[t])
        draw = luck[t] * (1.0 + odds_coop + odds_conf)
        cooperative, conflictual = draw < odds_coop, odds_coop <= draw < odds_coop + odds_conf
        turn[t] = Turn.COOPERATIVE if cooperative else Turn.CONFLICTUAL if conflictual else Turn.ROUTINE
    return Turns(turn, gaps, book(stakes, turn, at, len(absent)))


@compiled
def book(stakes: Floats, turn: Bytes, at: Indices, n_tables: int) -> Floats:
    """(table, stake): conflicts shared among the stakes (encounter, stake) of each, at the tables `at` (encounter,)."""
    ledger = np.zeros((n_tables, stakes.shape[1]))
    for t in range(len(turn)):
        if turn[t] == Turn.CONFLICTUAL:
            at_stake = stakes[t].sum()
            for k in range(stakes.shape[1]):
                ledger[at[t], k] += (stakes[t, k] + 1e-9) / (at_stake + 7e-9)
    return ledger


@compiled
def powers(base: float, most: int) -> Floats:
    """(most + 1,) base^0, base^1, ... base^most."""
    found = np.arange(most + 1, dtype=np.float64)
    for k in range(most + 1):
        found[k] = base ** found[k]
    return found


@compiled
def learn(ties: Met, actors: Actors, turn: Bytes, p: Deliberation) -> tuple[Floats, Floats, Floats]:
    """(trust (tie,), history (tie,), efficacy (actor,)) after the month's turns (tie,).

        cooperative   T += gain*(1 - T);     conflictual   T -= asymmetry*gain*T;    history += 1 if they met
        efficacy      1 - (1 - e)*(1 - efficacy_gain)^c,  then times (1 - efficacy_loss)^k

    c and k are the actor's cooperative and conflictual encounters of the month, whatever their order.
    """
    trust, history, efficacy = ties.trust.copy(), ties.history.copy(), actors.efficacy.copy()
    left, right, lived = ties.left, ties.right, np.zeros((len(efficacy), 2), dtype=np.int32)
    gain = p.gain if p.trust_learns else 0.0
    loss = min(1.0, p.asymmetry * gain)
    for t in range(len(turn)):
        cooperative, conflictual = turn[t] == Turn.COOPERATIVE, turn[t] == Turn.CONFLICTUAL
        history[t] += 1.0 if turn[t] >= Turn.ROUTINE else 0.0
        change = gain * (1.0 - trust[t]) if cooperative else -loss * trust[t]
        trust[t] += change if cooperative or conflictual else 0.0
        for a in (left[t], right[t]):
            lived[a, 0] += cooperative
            lived[a, 1] += conflictual
    most = lived.max() if len(lived) else 0
    doubt_left, heart_left = powers(1.0 - p.efficacy_gain, most), powers(1.0 - p.efficacy_loss, most)
    for i in range(len(efficacy)):
        encouraged = 1.0 - (1.0 - efficacy[i]) * doubt_left[lived[i, 0]]
        efficacy[i] = (encouraged if lived[i, 0] > 0 else efficacy[i]) * heart_left[lived[i, 1]]
    return trust, history, efficacy


@compiled
def tally(possible: Rows, held: Rows, turn: Bytes, n_tables: int) -> Floats:
    """(4, table) encounters possible, held, cooperative, conflictual, of the tables where they were `possible` (any,)
    and `held` (encounter,); turn (encounter,)."""
    number = np.zeros((4, n_tables))
    for t in range(len(possible)):
        number[0, possible[t]] += 1.0
    for t in range(len(held)):
        number[1, held[t]] += 1.0
        number[2, held[t]] += turn[t] == Turn.COOPERATIVE
        number[3, held[t]] += turn[t] == Turn.CONFLICTUAL
    return number


@compiled
def deliberate(
    actors: Actors,
    ties: Ties,
    tables: Tables,
    promoter: Flags,
    absent: Floats,
    splitting: Flags,
    present: Flags,
    p: Deliberation,
    luck_meet: Floats,
    luck_turn: Floats,
) -> Encounters:
    """One month of encounters: who meets, how each encounter turns, what it leaves on trust, positions and efficacy.

    promoter (actor,) may file projects; absent (table,) under-representation; splitting (table,) a regional table
    that shares its envelope; present (table,) tables that exist; luck_meet, luck_turn (tie,) in [0, 1).
    """
    possible, held = meet(ties, actors, tables, present, p, luck_meet)
    met = among(ties, held)
    turns = talk(met, actors, tables, promoter, absent, splitting, p, luck_turn[held])
    lived_trust, lived_history, efficacy = learn(met, actors, turns.turn, p)
    trust, history = put(ties.trust, held, lived_trust), put(ties.history, held, lived_history)
    pull, share = felt(met, actors.entrenchment, pulls(turns.turn, turns.gap, p))
    priorities = shift(actors.priorities, actors.mandate_priorities, met, actors.entrenchment, pull, share, p)
    approach = shift(actors.approach, actors.mandate_approach, met, actors.entrenchment, pull, share, p)
    number = tally(ties.table[possible], met.table, turns.turn, len(absent))
    return Encounters(
        trust, history, priorities, approach, efficacy, number[0], number[1], number[2], number[3], turns.ledger
    )
