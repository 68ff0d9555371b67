"""Null model 0, the mean field: a table is a trust, a heat and an attendance; it has no individual and no tie.

Each month, at each table, with what it brings (members, facilitation, verticality, trust at the start):

    present      ~ Binomial(members, a),   logit a = come + come_lived*L + come_facilitation*F + come_open*[open]
                                                     + come_regional*[regional]
    held         ~ Poisson(members * exp(meet) * (present / members)^meet_together)
    turns        ~ Multinomial(held; cooperative : conflictual : routine = exp(u) : exp(v) : 1)
                   u = cooperate + cooperate_trust*T + cooperate_facilitation*F + cooperate_horizontality*(1 - V)
                   v = conflict - conflict_calm*T + conflict_heat*H + conflict_verticality*V
                       + conflict_unsettled*[the region has not agreed]
    trust        T <- T + gain*(1 - T)*cooperative/members - loss*T*conflictual/members + back*(T at the start - T)
    impressions  H <- H + memory*(conflictual/held - H),   L <- L + memory*((cooperative - conflictual)/held - L)
    ways         F <- F + rise*(1 - F)*[local, the region has agreed],   V <- V - loosen*V*conflictual/held
    clocks       consultation opens, then closes, and the region agrees, with a chance a month that grows with waiting:
                 logit h = open_clock, close_clock or agree_clock, + patience*ln(months waited)

What may be asked of a run may be asked of what this page gives: any claim that it passes owes nothing to individuals.
"""

from typing import NamedTuple

import numpy as np

from sim.state import Flags, Floats, Indices, Ints


class Numbers(NamedTuple):
    """The fitted numbers, shared by all tables; log-odds unless said."""

    come: float
    come_lived: float
    come_facilitation: float
    come_open: float
    come_regional: float
    meet: float  # ln(encounters a member, were all present)
    meet_together: float  # exponent of attendance
    cooperate: float
    cooperate_trust: float
    cooperate_facilitation: float
    cooperate_horizontality: float
    conflict: float
    conflict_calm: float
    conflict_heat: float
    conflict_verticality: float
    conflict_unsettled: float
    memory: float  # share a month
    gain: float  # trust, for one cooperative encounter a member
    loss: float  # trust, for one conflictual encounter a member
    back: float  # share a month
    rise: float  # share of 1 - F a month
    loosen: float  # share of V a month, were all encounters conflictual
    open_clock: float
    close_clock: float
    agree_clock: float
    patience: float


GROUPS = {  # of Numbers, by equation, in their order
    "attendance": slice(0, 5),
    "encounters": slice(5, 7),
    "cooperation": slice(7, 11),
    "conflict": slice(11, 16),
    "trust": slice(17, 20),
    "clocks": slice(22, 26),
}


class Starts(NamedTuple):
    """What tables bring; a first axis (run,) may stand before (table,)."""

    trust: Floats  # (table,) mean of its ties at the start; NaN at a table without tie, where nothing is held
    facilitation: Floats  # (table,) share
    verticality: Floats  # (table,) share
    members: Ints  # (table,) persons
    regional: Flags  # (table,) always without the axis of runs
    region: Indices  # (table,) likewise
    launch: int  # month from which the clocks run


class Record(NamedTuple):
    """What is counted of a run; a first axis (run,) may stand before (month, table)."""

    present: Floats  # (month, table) persons
    members: Floats  # (month, table) persons
    held: Floats  # (month, table) encounters
    cooperative: Floats  # (month, table) encounters
    conflictual: Floats  # (month, table) encounters
    trust: Floats  # (month, table) at the end of the month
    facilitation: Floats  # (month, table) at the end of the month
    verticality: Floats  # (month, table) at the end of the month
    stage: Ints  # (month, table) at the end: 0 before the consultation, 1 while it is open, 2 after
    agreed: Flags  # (month, table) at the end, whether the region has agreed


class Before(NamedTuple):
    """Where tables are when a month begins, each (..., table)."""

    trust: Floats
    facilitation: Floats
    verticality: Floats
    heat: Floats
    lived: Floats
    stage: Ints
    agreed: Flags


def attendance_terms(at: Before, regional: Flags) -> Floats:
    """(..., table, term) what the numbers of attendance multiply."""
    constant, there = np.ones_like(at.lived), np.broadcast_to(regional, at.lived.shape)
    return np.stack([constant, at.lived, at.facilitation, (at.stage == 1) & ~there, there], axis=-1).astype(np.float64)


def turn_terms(at: Before) -> tuple[Floats, Floats]:
    """(..., table, term) what the numbers of cooperation, and those of conflict, multiply."""
    constant, trust = np.ones_like(at.heat), np.nan_to_num(at.trust)
    cooperation = np.stack([constant, trust, at.facilitation, 1.0 - at.verticality], axis=-1)
    conflict = np.stack([constant, -trust, at.heat, at.verticality, (~at.agreed).astype(np.float64)], axis=-1)
    return cooperation, conflict


def trust_terms(cooperative: Floats, conflictual: Floats, members: Floats, trust: Floats, start: Floats) -> Floats:
    """(..., table, term) what gain, loss and back multiply."""
    a_head = np.maximum(members, 1.0)
    return np.stack([cooperative / a_head * (1.0 - trust), -conflictual / a_head * trust, start - trust], axis=-1)


def impression(kept: Floats, share: Floats, held: Floats, memory: float) -> Floats:
    """(..., table) an impression after a month; one without encounter leaves it as it was."""
    found: Floats = np.where(held > 0.0, kept + memory * (share - kept), kept)
    return found


def shares(cooperative: Floats, conflictual: Floats, held: Floats) -> tuple[Floats, Floats]:
    """(conflictual, cooperative - conflictual) over held, each of the shape given; 0 where nothing was held."""
    below = np.maximum(held, 1.0)
    return conflictual / below, (cooperative - conflictual) / below


def chances(cooperation: Floats, conflict: Floats) -> Floats:
    """(..., 3) chances of a cooperative, a conflictual and a routine encounter, from log-odds against routine."""
    odds = np.exp(np.stack([cooperation, conflict, np.zeros_like(cooperation)], axis=-1))
    found: Floats = odds / odds.sum(axis=-1, keepdims=True)
    return found


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x)), of any shape."""
    found: Floats = 1.0 / (1.0 + np.exp(-x))
    return found


def simulate_mean_field(numbers: Numbers, starts: Starts, seed: int, months: int = 60) -> Record:
    """One run of the mean field, each (month, table), with what `starts` gives and luck of its own.

    starts: (table,), one run. Same numbers, starts and seed: the same record.
    """
    rng, n = np.random.default_rng(seed), len(starts.members)
    members, below = starts.members.astype(np.float64), np.maximum(starts.members, 1)
    calm = np.zeros(n)
    at = Before(
        starts.trust, starts.facilitation, starts.verticality, calm, calm, np.zeros(n, np.int32), np.zeros(n, np.bool_)
    )
    since = np.full((2, n), starts.launch)  # month since which the consultation, and the agreement, are waited for
    rows = []
    for month in range(months):
        come = sigmoid(attendance_terms(at, starts.regional) @ np.array(numbers[GROUPS["attendance"]]))
        present = rng.binomial(starts.members, come)
        mean = members * np.exp(numbers.meet) * (present / below) ** numbers.meet_together
        held = rng.poisson(np.where(np.isfinite(at.trust), mean, 0.0)).astype(np.float64)
        x, y = turn_terms(at)
        odds = chances(x @ np.array(numbers[GROUPS["cooperation"]]), y @ np.array(numbers[GROUPS["conflict"]]))
        turns = rng.multinomial(held.astype(np.int64), odds).astype(np.float64)
        at = after(at, numbers, starts, turns[:, 0], turns[:, 1], held)
        at, since = clocks(at, numbers, starts, since, month, rng)
        end = (at.trust, at.facilitation, at.verticality, at.stage, at.agreed)
        rows.append((present.astype(np.float64), members, held, turns[:, 0], turns[:, 1], *end))
    return Record(*(np.stack(column) for column in zip(*rows, strict=True)))


def after(
    at: Before, numbers: Numbers, starts: Starts, cooperative: Floats, conflictual: Floats, held: Floats
) -> Before:
    """Where tables are after the encounters of a month, the clocks left aside."""
    fought, lived = shares(cooperative, conflictual, held)
    moved = trust_terms(cooperative, conflictual, starts.members.astype(np.float64), at.trust, starts.trust)
    paid = at.agreed & ~starts.regional
    return at._replace(
        trust=np.clip(at.trust + moved @ np.array(numbers[GROUPS["trust"]]), 0.0, 1.0),
        facilitation=at.facilitation + numbers.rise * (1.0 - at.facilitation) * paid,
        verticality=at.verticality * (1.0 - numbers.loosen * fought),
        heat=impression(at.heat, fought, held, numbers.memory),
        lived=impression(at.lived, lived, held, numbers.memory),
    )


def clocks(
    at: Before, numbers: Numbers, starts: Starts, since: Ints, month: int, rng: np.random.Generator
) -> tuple[Before, Ints]:
    """(where tables are, since (2, table)) once the consultation may have opened or closed, and regions agreed."""
    luck, luck_region = rng.random(len(at.stage)), rng.random(int(starts.region.max()) + 1)[starts.region]
    if month < starts.launch:
        return at, since
    waited = np.log(month - since + 1.0)
    stage_clock = np.where(at.stage == 0, numbers.open_clock, numbers.close_clock) + numbers.patience * waited[0]
    moves = (at.stage < 2) & (luck < sigmoid(stage_clock))
    agrees = ~at.agreed & (luck_region < sigmoid(numbers.agree_clock + numbers.patience * waited[1]))
    since = np.stack([np.where(moves, month + 1, since[0]), since[1]])
    return at._replace(stage=(at.stage + moves).astype(np.int32), agreed=at.agreed | agrees), since
