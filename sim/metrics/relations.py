"""Trust by pair of roles, dispersion of positions, coverage of perspectives: read off the state each month."""

import numpy as np

from sim.compiled import compiled
from sim.state import Actors, Floats, Ints, Ties

N_PAIRS = 10


@compiled
def trust_by_pair(actors: Actors, ties: Ties, n_tables: int) -> Floats:
    """(table, pair of roles) mean trust of the ties that meet at each table; NaN where there is no such tie.

    Pairs in the order of vocabulary.PAIRS: (0,0), (0,1), (0,2), (0,3), (1,1), ... (3,3).
    """
    total, number = np.zeros((n_tables, N_PAIRS)), np.zeros((n_tables, N_PAIRS))
    role, left, right, table, trust = actors.role, ties.left, ties.right, ties.table, ties.trust
    for t in range(len(left)):
        a, b = role[left[t]], role[right[t]]
        low, high = min(a, b), max(a, b)
        pair = low * 4 - low * (low - 1) // 2 + high - low
        total[table[t], pair] += trust[t]
        number[table[t], pair] += 1.0
    for k in range(n_tables):
        for pair in range(N_PAIRS):
            total[k, pair] = total[k, pair] / number[k, pair] if number[k, pair] > 0.0 else np.nan
    return total


@compiled
def mean_trust(ties: Ties, n_tables: int) -> Floats:
    """(table,) mean trust of the ties that meet at each table; NaN where there is none."""
    total, number = np.zeros(n_tables), np.zeros(n_tables)
    for t in range(len(ties.left)):
        total[ties.table[t]] += ties.trust[t]
        number[ties.table[t]] += 1.0
    for k in range(n_tables):
        total[k] = total[k] / number[k] if number[k] > 0.0 else np.nan
    return total


@compiled
def dispersion(positions: Floats, territory: Ints, n_territories: int) -> Floats:
    """(territory,) mean distance (half L1, in [0, 1]) of the actors of a territory to their mean position."""
    n_axes = positions.shape[1]
    mean, number = np.zeros((n_territories, n_axes)), np.zeros(n_territories)
    for i in range(len(territory)):
        number[territory[i]] += 1.0
        for k in range(n_axes):
            mean[territory[i], k] += positions[i, k]
    for t in range(n_territories):
        for k in range(n_axes):
            mean[t, k] /= max(number[t], 1.0)
    spread = np.zeros(n_territories)
    for i in range(len(territory)):
        total, place = 0.0, territory[i]
        for k in range(n_axes):
            total += abs(positions[i, k] - mean[place, k])
        spread[place] += 0.5 * total
    return spread / np.maximum(number, 1.0)


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
    """(territory, role) mean efficacy; NaN where a role is absent."""
    total, number = np.zeros((n_territories, 4)), np.zeros((n_territories, 4))
    for i in range(len(actors.role)):
        total[actors.territory[i], actors.role[i]] += actors.efficacy[i]
        number[actors.territory[i], actors.role[i]] += 1.0
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
