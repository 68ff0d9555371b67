"""Null model 0, the mean field: a table is a trust, a heat and an attendance; it has no individual and no tie.

Each month, at each table, with what it brings (members, number of ties, facilitation, verticality, trust at the start):

    present      ~ Binomial(members, a),   logit a = come + come_lived*L + come_facilitation*F
                                                     + come_open*[local, open] + come_regional*[regional]
    held         ~ Poisson(ties * exp(meet) * (present / members)^meet_together)
    turns        ~ Multinomial(held; cooperative : conflictual : routine = exp(u) : exp(v) : 1)
                   u = cooperate + cooperate_trust*T + cooperate_facilitation*F + cooperate_horizontality*(1 - V)
                   v = conflict - conflict_calm*T + conflict_heat*H + conflict_verticality*V
                       + [the region has not agreed]*(conflict_unsettled + conflict_split*[regional])
    trust        T <- T + gain*(1 - T)*cooperative/ties - loss*T*conflictual/ties + back*(T at the start - T)
    impressions  H <- H + memory*(conflictual/held - H),   L <- L + memory*((cooperative - conflictual)/held - L)
    ways         F <- F + pace*(F at the start + lift*(1 - F at the start) - F)*[local, the region has agreed]
                 V <- V - loosen*V*conflictual/held + frame*(1 - V)
    clocks       consultation opens, then closes, and the region agrees, with a chance a month that grows with waiting:
                 logit h = stage_clock or agree_clock, + patience*ln(months waited)

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
    meet: float  # ln(encounters a tie, were all present)
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
    conflict_split: float
    memory: float  # share a month
    gain: float  # trust, for one cooperative encounter a tie
    loss: float  # trust, for one conflictual encounter a tie
    back: float  # share a month
    pace: float  # share a month
    lift: float  # share of what F lacks at the start
    loosen: float  # share of V a month, were all encounters conflictual
    frame: float  # share of 1 - V a month
    stage_clock: float
    agree_clock: float
    patience: float


GROUPS = {  # of Numbers, by equation, in their order
    "attendance": slice(0, 5),
    "encounters": slice(5, 7),
    "cooperation": slice(7, 11),
    "conflict": slice(11, 17),
    "memory": slice(17, 18),
    "trust": slice(18, 21),
    "facilitation": slice(21, 23),
    "verticality": slice(23, 25),
    "clocks": slice(25, 28),
}


class Starts(NamedTuple):
    """What tables bring, and the calendar; axes (run,) may stand before (table,), except where said."""

    trust: Floats  # (table,) mean of its ties at the start; NaN at a table without tie, where nothing is held
    facilitation: Floats  # (table,) share
    verticality: Floats  # (table,) share
    members: Ints  # (table,) persons
    ties: Floats  # (table,) pairs of members who may meet
    regional: Flags  # (table,) whatever the runs
    region: Indices  # (table,) whatever the runs
    launch: int  # month from which the clocks run


def alone(starts: Starts, run: int) -> Starts:
    """The starts (table,) of one run, of those of several (run, table)."""
    return starts._replace(
        trust=starts.trust[run],
        facilitation=starts.facilitation[run],
        verticality=starts.verticality[run],
        members=starts.members[run],
        ties=starts.ties[run],
    )


class Course(NamedTuple):
    """What is counted of a run; axes (run,) may stand before (month, table)."""

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


def turn_terms(at: Before, regional: Flags) -> tuple[Floats, Floats]:
    """(..., table, term) what the numbers of cooperation, and those of conflict, multiply."""
    constant, trust = np.ones_like(at.heat), np.nan_to_num(at.trust)
    cooperation = np.stack([constant, trust, at.facilitation, 1.0 - at.verticality], axis=-1)
    unsettled = (~at.agreed).astype(np.float64)
    conflict = np.stack([constant, -trust, at.heat, at.verticality, unsettled, unsettled * regional], axis=-1)
    return cooperation, conflict


def trust_terms(cooperative: Floats, conflictual: Floats, ties: Floats, trust: Floats, start: Floats) -> Floats:
    """(..., table, term) what gain, loss and back multiply."""
    ties = np.maximum(ties, 1.0)
    return np.stack([cooperative / ties * (1.0 - trust), -conflictual / ties * trust, start - trust], axis=-1)


def facilitation_terms(facilitation: Floats, start: Floats) -> Floats:
    """(..., table, term) what pace * lift and pace multiply, at local tables whose region has agreed."""
    return np.stack([1.0 - start, start - facilitation], axis=-1)


def verticality_terms(verticality: Floats, fought: Floats) -> Floats:
    """(..., table, term) what loosen and frame multiply; fought: share of encounters that turned to conflict."""
    return np.stack([-verticality * fought, 1.0 - verticality], axis=-1)


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


def opening(starts: Starts) -> Before:
    """Where tables are before the first month."""
    calm = np.zeros(starts.trust.shape)
    ways = (starts.trust, starts.facilitation, starts.verticality)
    return Before(*ways, heat=calm, lived=calm, stage=calm.astype(np.int32), agreed=calm > 0.0)


def simulate_mean_field(numbers: Numbers, starts: Starts, seed: int, months: int = 60) -> Course:
    """A run of the mean field, each (month, table), from what `starts` gives (table,) and luck of its own.

    Starts with axes before the table give as many runs, each (..., month, table), with luck of their own. Same
    numbers, starts and seed: the same course.
    """
    rng, at = np.random.default_rng(seed), opening(starts)
    members, below = starts.members.astype(np.float64), np.maximum(starts.members, 1)
    since = np.full((2, *members.shape), starts.launch)  # since when the next stage, and the agreement, are waited for
    rows = []
    for month in range(months):
        come = sigmoid(attendance_terms(at, starts.regional) @ np.array(numbers[GROUPS["attendance"]]))
        present = rng.binomial(starts.members, come).astype(np.float64)
        mean = starts.ties * np.exp(numbers.meet) * (present / below) ** numbers.meet_together
        held = rng.poisson(mean)
        x, y = turn_terms(at, starts.regional)
        odds = chances(x @ np.array(numbers[GROUPS["cooperation"]]), y @ np.array(numbers[GROUPS["conflict"]]))
        turns = rng.multinomial(held, odds).astype(np.float64)
        at = after(at, numbers, starts, turns)
        at, since = ring(at, numbers, starts, since, month, rng)
        ends = (at.trust, at.facilitation, at.verticality, at.stage, at.agreed)
        rows.append((present, members, held.astype(np.float64), turns[..., 0], turns[..., 1], *ends))
    return Course(*(np.stack(column, axis=-2) for column in zip(*rows, strict=True)))


def after(at: Before, numbers: Numbers, starts: Starts, turns: Floats) -> Before:
    """Where tables are after the encounters of a month, the clocks left aside; turns (..., table, 3)."""
    held, cooperative, conflictual = turns.sum(axis=-1), turns[..., 0], turns[..., 1]
    fought, lived = shares(cooperative, conflictual, held)
    moved = trust_terms(cooperative, conflictual, starts.ties, at.trust, starts.trust)
    lifted = facilitation_terms(at.facilitation, starts.facilitation) @ (numbers.pace * np.array([numbers.lift, 1.0]))
    turned = verticality_terms(at.verticality, fought) @ np.array(numbers[GROUPS["verticality"]])
    return at._replace(
        trust=np.clip(at.trust + moved @ np.array(numbers[GROUPS["trust"]]), 0.0, 1.0),
        facilitation=at.facilitation + lifted * (at.agreed & ~starts.regional),
        verticality=np.clip(at.verticality + turned, 0.0, 1.0),
        heat=impression(at.heat, fought, held, numbers.memory),
        lived=impression(at.lived, lived, held, numbers.memory),
    )


def ring(
    at: Before, numbers: Numbers, starts: Starts, since: Ints, month: int, rng: np.random.Generator
) -> tuple[Before, Ints]:
    """(where tables are, since (2, ..., table)) once consultations may have opened or closed, and regions agreed."""
    shape, n_regions = at.stage.shape, int(starts.region.max()) + 1
    luck, luck_region = rng.random(shape), rng.random((*shape[:-1], n_regions))[..., starts.region]
    if month < starts.launch:
        return at, since
    waited = np.log(month - since + 1.0)
    moves = (at.stage < 2) & (luck < sigmoid(numbers.stage_clock + numbers.patience * waited[0]))
    agrees = ~at.agreed & (luck_region < sigmoid(numbers.agree_clock + numbers.patience * waited[1]))
    since = np.stack([np.where(moves, month + 1, since[0]), since[1]])
    return at._replace(stage=(at.stage + moves).astype(np.int32), agreed=at.agreed | agrees), since
