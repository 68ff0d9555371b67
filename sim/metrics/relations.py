"""Trust by pair of roles, dispersion of positions, coverage of perspectives: read off the state each month."""

import numpy as np

from sim.compiled import compiled
from sim.state import Actors, Bytes, Flags, Floats, Indices, Ties
from sim.vocabulary import PAIRS, ROLES, Role

PAIR = np.zeros((len(ROLES), len(ROLES)), dtype=np.int8)  # (role, role) the place of each pair in vocabulary.PAIRS
for _place, (_a, _b) in enumerate(PAIRS):
    PAIR[_a, _b] = PAIR[_b, _a] = _place


def pair_of(actors: Actors, ties: Ties) -> Bytes:
    """(tie,) the place in PAIRS of the roles of its two ends: it does not change."""
    pair: Bytes = PAIR[actors.role[ties.left], actors.role[ties.right]]
    return pair


@compiled
def mean_trust(ties: Ties, pairs: Bytes, n_tables: int) -> tuple[Floats, Floats]:
    """Mean trust of the ties that meet at each table: (table,) of all, (table, pair of roles) in the order of PAIRS.

    pairs (tie,): see `pair_of`. NaN where there is no such tie.
    """
    total, number = np.zeros((n_tables, len(PAIRS))), np.zeros((n_tables, len(PAIRS)), dtype=np.int64)
    mean, here, so_far = np.zeros(n_tables), 0, 0.0  # most ties meet where the tie before them does
    table, trust = ties.table, ties.trust
    for t in range(len(table)):
        at, pair = table[t], pairs[t]
        total[at, pair] += trust[t]
        number[at, pair] += 1
        if at != here:
            mean[here], here, so_far = so_far, at, mean[at]
        so_far += trust[t]
    mean[here] = so_far
    for k in range(n_tables):
        here = number[k].sum()
        mean[k] = mean[k] / here if here > 0 else np.nan
        for pair in range(len(PAIRS)):
            total[k, pair] = total[k, pair] / number[k, pair] if number[k, pair] > 0 else np.nan
    return mean, total


@compiled
def dispersion(positions: Floats, n_axes: int, territory: Indices, counted: Flags, n_territories: int) -> Floats:
    """(territory,) mean distance (half L1, in [0, 1]) of the actors of a territory to their mean position.

    positions (actor, axis), whose n_axes its caller knows beforehand: loops over them unroll, in half the time;
    territory (actor,): actors are stored by territory; counted (actor,): see `concerned`.
    """
    spread, mean, end = np.zeros(n_territories), np.empty(n_axes), 0
    while end < len(territory):
        start, place, number = end, territory[end], 0
        mean[:] = 0.0
        while end < len(territory) and territory[end] == place:
            if counted[end]:
                number += 1
                for k in range(n_axes):
                    mean[k] += positions[end, k]
            end += 1
        mean /= number
        so_far = 0.0
        for i in range(start, end):
            if counted[i]:
                total = 0.0
                for k in range(n_axes):
                    total += abs(positions[i, k] - mean[k])
                so_far += 0.5 * total
        spread[place] = so_far / number
    return spread


@compiled
def concerned(actors: Actors) -> Flags:
    """(actor,) False for citizens whom the process does not reach; a dormant organization is still concerned."""
    found = actors.active.copy()
    for i in range(len(found)):
        found[i] |= actors.role[i] != Role.CITIZEN
    return found


@compiled
def coverage(actors: Actors, n_territories: int) -> Floats:
    """(territory,) in [0, 1]: share of nine perspectives present at the local table this month.

    The four roles, the four axes of approach (somebody whose leading axis it is), and lived experience of poverty.
    The study's "représentativité"; first condition of the Outil diagnostique de l'action en partenariat.
    """
    seen = np.zeros((n_territories, 9))
    for i in range(len(actors.role)):
        if actors.attends[i]:
            place = actors.territory[i]
            seen[place, actors.role[i]] = 1.0
            leading = 0
            for k in range(1, 4):
                if actors.approach[i, k] > actors.approach[i, leading]:
                    leading = k
            seen[place, 4 + leading] = 1.0
            if actors.lived[i]:
                seen[place, 8] = 1.0
    share = np.zeros(n_territories)
    for t in range(n_territories):
        for k in range(9):
            share[t] += seen[t, k] / 9.0
    return share


@compiled
def mean_efficacy(actors: Actors, n_territories: int) -> Floats:
    """(territory, role) mean efficacy of the actors that are `concerned`; NaN where a role is absent."""
    total, number = np.zeros((n_territories, 4)), np.zeros((n_territories, 4))
    territory, role, efficacy, end = actors.territory, actors.role, actors.efficacy, 0
    while end < len(role):  # actors are stored by territory, then role
        place, group, here = territory[end], role[end], 0
        so_far = total[place, group]
        while end < len(role) and territory[end] == place and role[end] == group:
            if actors.active[end] or group != Role.CITIZEN:
                so_far += efficacy[end]
                here += 1
            end += 1
        total[place, group] = so_far
        number[place, group] += here
    for t in range(n_territories):
        for r in range(4):
            total[t, r] = total[t, r] / number[t, r] if number[t, r] > 0.0 else np.nan
    return total


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
