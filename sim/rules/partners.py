"""Stages 7 and 8: who carries a project together, the ties they had, the ties they make."""

import numpy as np

from sim.compiled import compiled
from sim.state import PARTNERS, Indices, Ints, Rows, Ties

FIRST, SECOND = np.triu_indices(1 + PARTNERS, 1)  # the pairs among a promoter and its partners


@compiled
def pairs(promoter: Ints, partner: Ints) -> tuple[Indices, Indices, Ints, Ints]:
    """(project, slot, a, b), each (pair,): every pair of actors who carry a project together.

    promoter (project,), partner (project, 4), -1 where there is none; slot in 0 to 9 numbers the pairs of a project.
    """
    most, n = len(promoter) * len(FIRST), 0
    project, slot = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    one, other = np.empty(most, dtype=np.int32), np.empty(most, dtype=np.int32)
    for q in range(len(promoter)):
        for k in range(len(FIRST)):
            a = promoter[q] if FIRST[k] == 0 else partner[q, FIRST[k] - 1]
            b = partner[q, SECOND[k] - 1]
            if a >= 0 and b >= 0:
                project[n], slot[n], one[n], other[n] = q, k, a, b
                n += 1
    return project[:n], slot[:n], one[:n], other[:n]


def strangers(a: Ints, b: Ints, territory: Indices, region: Indices) -> tuple[Rows, Rows, Rows, Indices]:
    """(left, right, table), each (tie,), once each and sorted by the two ends, of pairs of actors (pair,) who had no
    tie; and which of them (pair,).

    territory (actor,), region (territory,); two actors meet at their local table if they have the same, else at the
    regional one.
    """
    n = np.int64(len(territory))
    key = np.minimum(a, b) * n + np.maximum(a, b)
    pair = np.unique(key)
    left, right = (pair // n).astype(np.uint32), (pair % n).astype(np.uint32)
    place = territory[left]
    regional = (len(region) + region[place]).astype(np.uint32)
    table = np.where(place == territory[right], place, regional)
    return left, right, table, np.searchsorted(pair, key)


@compiled
def find_ties(ties: Ties, n_first: int, a: Indices, b: Indices) -> Ints:
    """(pair,) the tie between actors a and b (pair,), -1 where there is none.

    The first `n_first` ties are sorted by their two ends; those born later of joint projects are few and not sorted.
    """
    found = np.full(len(a), -1, dtype=np.int32)
    for k in range(len(a)):
        left, right = min(a[k], b[k]), max(a[k], b[k])
        t = np.searchsorted(ties.left[:n_first], left)
        while t < n_first and ties.left[t] == left and ties.right[t] < right:
            t += 1
        if t == n_first or ties.left[t] != left or ties.right[t] != right:
            t = n_first
            while t < len(ties.left) and (ties.left[t] != left or ties.right[t] != right):
                t += 1
        found[k] = t if t < len(ties.left) else -1
    return found
