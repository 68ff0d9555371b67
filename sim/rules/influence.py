"""Stage 2, continued: how encounters move positions. Part of deliberation, whose parameters it reads."""

import math
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.compiled import compiled
from sim.state import Bytes, Floats, Indices, Rows, Ties

if TYPE_CHECKING:
    from sim.rules.deliberation import Deliberation


class Influence(IntEnum):
    """How a position moves in an encounter. Only the first is on by default: evidence for the others is contested."""

    LINEAR = 0
    BOUNDED = 1
    REPULSIVE = 2


class Turn(IntEnum):
    """How a tie's month went, in the order of what it took."""

    NONE = 0
    POSSIBLE = 1
    ROUTINE = 2
    COOPERATIVE = 3
    CONFLICTUAL = 4


class Met(NamedTuple):
    """The ties whose two ends came, as they were before the encounter."""

    left: Rows  # (encounter,) actor
    right: Rows  # (encounter,) actor
    table: Rows  # (encounter,) where they meet
    trust: Floats  # (encounter,) in [0, 1]
    history: Floats  # (encounter,) encounters lived together


@compiled
def among(ties: Ties, held: Indices) -> Met:
    """What an encounter needs to know of the ties `held` (encounter,)."""
    return Met(ties.left[held], ties.right[held], ties.table[held], ties.trust[held], ties.history[held])


@compiled
def pulls(turn: Bytes, gap: Floats, p: "Deliberation") -> Floats:
    """(tie,) how strongly an encounter pulls its two ends together, before trust and entrenchment; negative: apart.

    Linear: `pull` in an encounter without conflict. Bounded: nothing beyond `bound`. Repulsive: -repulsion in conflict.
    """
    strength = np.zeros(len(turn))
    for t in range(len(strength)):
        if turn[t] == Turn.CONFLICTUAL:
            strength[t] = -p.repulsion if p.influence == Influence.REPULSIVE else 0.0
        elif turn[t] >= Turn.ROUTINE and not (p.influence == Influence.BOUNDED and gap[t] > p.bound):
            strength[t] = p.pull
    return strength


@compiled
def felt(ties: Met, entrenchment: Floats, strength: Floats) -> tuple[Floats, Floats]:
    """(pull (tie, 2) felt by the left and by the right end, share (actor,) of the way that an actor goes).

    w = strength * T * (1 - entrenchment), |strength| alone when it repels;   share = (1 - exp(-W)) / W, W the sum of w
    """
    pull, weight = np.zeros((len(strength), 2)), np.zeros(len(entrenchment))
    share = np.zeros(len(entrenchment))
    for t in range(len(strength)):
        if strength[t] != 0.0:
            for side, a in ((0, ties.left[t]), (1, ties.right[t])):
                w = strength[t] * ties.trust[t] * (1.0 - entrenchment[a]) if strength[t] > 0.0 else strength[t]
                pull[t, side] = w
                weight[a] += abs(w)
    for i in (weight > 1e-12).nonzero()[0]:
        share[i] = (1.0 - math.exp(-weight[i])) / weight[i]
    return pull, share


@compiled
def shift(
    positions: Floats,
    mandates: Floats,
    ties: Met,
    entrenchment: Floats,
    pull: Floats,
    share: Floats,
    p: "Deliberation",
) -> Floats:
    """Positions (actor, axis) after the pulls (tie, 2), of which an actor follows its share (actor,): see `move`."""
    n_axes, after = positions.shape[1], np.zeros_like(positions)
    for t in range(len(pull)):
        if pull[t, 0] != 0.0 or pull[t, 1] != 0.0:
            a, b = ties.left[t], ties.right[t]
            for k in range(n_axes):
                apart = positions[b, k] - positions[a, k]
                after[a, k] += pull[t, 0] * apart
                after[b, k] -= pull[t, 1] * apart
    for i in range(len(positions)):
        back = p.mandate * entrenchment[i]
        for k in range(n_axes):
            x = positions[i, k] + share[i] * after[i, k]
            after[i, k] = max(0.0, x + back * (mandates[i, k] - x))
        if p.influence == Influence.REPULSIVE:
            total = 0.0
            for k in range(n_axes):
                total += after[i, k]
            for k in range(n_axes):
                after[i, k] /= total
    return after


@compiled
def move(
    positions: Floats, mandates: Floats, ties: Met, entrenchment: Floats, strength: Floats, p: "Deliberation"
) -> Floats:
    """Positions (actor, axis) after the month's pulls and the pull to one's own mandate.

        w = strength * T * (1 - entrenchment)   toward the other; |strength| alone when it repels
        x <- x + (1 - exp(-W)) * (mean of the others - x),   W the sum of the pulls received
        x <- x + mandate * entrenchment * (own mandate - x)

    For few encounters this is the linear rule x += pull*T*(1-entrenchment)*(x_j - x); the exponential keeps every
    position inside the simplex however many they are, and makes the result independent of the order of encounters.
    Source: Friedkin & Johnsen 1990; Takács, Flache & Mäs 2016.
    """
    pull, share = felt(ties, entrenchment, strength)
    return shift(positions, mandates, ties, entrenchment, pull, share, p)
