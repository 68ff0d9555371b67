"""Stages 7 and 8: who carries a project together, the ties they had, the ties they make."""

from typing import NamedTuple

import numpy as np

from sim.compiled import compiled
from sim.state import PARTNERS, Actors, Indices, Ints, Rows, Territories, Ties

FIRST, SECOND = np.triu_indices(1 + PARTNERS, 1)  # the pairs among a promoter and its partners


class Partnership(NamedTuple):
    """Those who carry projects together, pair by pair, and the ties that some of them make for that."""

    project: Indices  # (pair,)
    slot: Indices  # (pair,) number of the pair within its project, 0 to 9
    tie: Ints  # (pair,) the tie that they had or make; those that are made come after all others, in this order:
    left: Rows  # (made,) actor
    right: Rows  # (made,) actor
    table: Rows  # (made,) where they meet


@compiled
def carry_together(
    actors: Actors, ties: Ties, territories: Territories, promoter: Ints, partner: Ints, n_first: int
) -> Partnership:
    """Who carries the projects of `promoter` (project,) and `partner` (project, 4), -1 where there is none.

    n_first: see `find_ties`.
    """
    project, slot, a, b = pairs(promoter, partner)
    tie = find_ties(ties, n_first, a, b)
    return Partnership(project, slot, tie, *strangers(actors, territories, a, b, tie, len(ties.left)))


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


@compiled
def number_of(partner: Ints, q: int) -> int:
    """How many partners project q has; partner (project, 4), -1 where there is none."""
    found = 0
    for k in range(partner.shape[1]):
        found += partner[q, k] >= 0
    return found


@compiled
def first_from(numbers: Indices, n: int, least: int) -> int:
    """Where the first that is not below `least` stands among the first n of `numbers` (any,), sorted; n where none."""
    low, high = 0, n
    while low < high:
        middle = (low + high) // 2
        if numbers[middle] < least:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def strangers(
    actors: Actors, territories: Territories, a: Ints, b: Ints, tie: Ints, known: int
) -> tuple[Rows, Rows, Rows]:
    """(left, right, table), each (made,), once each and sorted by the two ends: ties of the pairs of actors a and b
    (pair,) who had none. Their number, from `known` on, is written in `tie` (pair,), which is -1 until then.

    Two actors meet at their local table if they have the same, else at the regional one.
    """
    territory, region = actors.territory, territories.region
    n, n_actors, ends = 0, np.int64(len(territory)), np.empty(len(a), dtype=np.int64)
    for k in range(len(a)):
        pair = min(a[k], b[k]) * n_actors + max(a[k], b[k])
        place = first_from(ends, n, pair)
        if tie[k] >= 0 or (place < n and ends[place] == pair):
            continue
        for after in range(n, place, -1):
            ends[after] = ends[after - 1]
        ends[place] = pair
        n += 1
    for k in range(len(a)):
        if tie[k] < 0:
            tie[k] = known + first_from(ends, n, min(a[k], b[k]) * n_actors + max(a[k], b[k]))
    left, right, table = np.empty((3, n), dtype=np.uint32)
    for m in range(n):
        left[m], right[m] = ends[m] // n_actors, ends[m] % n_actors
        home = territory[left[m]]
        table[m] = home if home == territory[right[m]] else len(region) + region[home]
    return left, right, table


@compiled
def find_ties(ties: Ties, n_first: int, a: Indices, b: Indices) -> Ints:
    """(pair,) the tie between actors a and b (pair,), -1 where there is none.

    The first `n_first` ties are sorted by their two ends; those born later of joint projects are few and not sorted.
    """
    left, right, found = ties.left, ties.right, np.full(len(a), -1, dtype=np.int32)
    for k in range(len(a)):
        one, other = min(a[k], b[k]), max(a[k], b[k])
        t = first_from(left, n_first, one)
        while t < n_first and left[t] == one and right[t] < other:
            t += 1
        if t == n_first or left[t] != one or right[t] != other:
            t = n_first
            while t < len(left) and (left[t] != one or right[t] != other):
                t += 1
        found[k] = t if t < len(left) else -1
    return found
