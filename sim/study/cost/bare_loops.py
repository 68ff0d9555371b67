"""Loops that touch what a hot page must touch and do nothing with it: see `sim.study.cost.machine_limit`."""

import math
from typing import Any

from sim.compiled import compiled
from sim.state import Bytes, Floats, Indices, Ints


@compiled
def received(*arguments: Any) -> int:
    """Take arguments from Python, look at none: what a call costs before its first line."""
    return len(arguments)


@compiled
def bare_meet(luck: Floats, left: Indices, right: Indices, table: Indices, here: Ints, chance: float) -> int:
    """Read the luck of every tie; of those below `chance`, both ends and the table."""
    n = 0
    for t in range(len(luck)):
        if luck[t] < chance:
            n += (here[left[t]] & here[right[t]]) + (table[t] > n)
    return n


@compiled
def bare_talk(
    left: Indices, right: Indices, priorities: Floats, approach: Floats, burden: Floats, out: Floats
) -> float:
    """Gather both ends of each encounter, compare their positions, take two exponentials, write one number."""
    n, m = priorities.shape[1], approach.shape[1]
    for t in range(len(left)):
        i, j = left[t], right[t]
        gap, slant = 0.0, burden[i] + burden[j]
        for k in range(n):
            gap += abs(priorities[i, k] - priorities[j, k])
        for k in range(m):
            slant += abs(approach[i, k] - approach[j, k])
        out[t] = math.exp(-gap) + math.exp(-slant)
    return float(out.sum())


@compiled
def bare_shift(left: Indices, right: Indices, positions: Floats, mandates: Floats, after: Floats) -> None:
    """Add to both ends of each encounter, then go once through all positions and mandates."""
    n = positions.shape[1]
    after[:] = 0.0
    for t in range(len(left)):
        a, b = left[t], right[t]
        for k in range(n):
            apart = positions[b, k] - positions[a, k]
            after[a, k] += apart
            after[b, k] -= apart
    for i in range(len(positions)):
        for k in range(n):
            after[i, k] = positions[i, k] + 0.1 * after[i, k] + 0.01 * mandates[i, k]


@compiled
def bare_trust(table: Indices, pairs: Bytes, trust: Floats, total: Floats) -> None:
    """Read every tie, add to a small table."""
    for t in range(len(trust)):
        total[table[t], pairs[t]] += trust[t]


@compiled
def copy_of(source: Floats, target: Floats) -> None:
    """Read and write in order."""
    for k in range(len(source)):
        target[k] = source[k]


@compiled
def gathered(source: Floats, where: Indices) -> float:
    """Read here and there."""
    total = 0.0
    for k in range(len(where)):
        total += source[where[k]]
    return total
