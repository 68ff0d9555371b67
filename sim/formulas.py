"""The few formulas that every page uses: logistic choice, distance between two positions, exact sharing of cents."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled import compiled
from sim.state import Cents, Floats, Indices, Ints, Rows


@compiled
def logistic(x: float) -> float:
    """1 / (1 + exp(-x)): log-odds to probability."""
    return 1.0 / (1.0 + math.exp(-x))


@compiled
def distance(a: Floats, i: int, b: Floats, j: int) -> float:
    """Half the L1 distance between row i of `a` and row j of `b`: 0 for the same position, 1 for nothing in common."""
    total = 0.0
    for k in range(a.shape[1]):
        total += abs(a[i, k] - b[j, k])
    return 0.5 * total


@compiled
def total(amount: Floats) -> float:
    """The sum of `amount` (item,), added as numpy adds up to 128 numbers: in eight lanes, then what is left over.

    Pages that were written with numpy and are compiled since give the same bits.
    """
    lanes, whole = np.zeros(8), len(amount) - len(amount) % 8
    for k in range(whole):
        lanes[k % 8] += amount[k]
    found: float = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
    for k in range(whole, len(amount)):
        found += amount[k]
    return found


@compiled
def put(whole: Floats, where: Rows, new: Floats) -> Floats:
    """A copy of `whole` (any,), with `new` (some,) at the places `where` (some,)."""
    found = whole.copy()
    for k in range(len(where)):
        found[where[k]] = new[k]
    return found


@compiled
def draw_one(weights: Floats, luck: float) -> int:
    """The index drawn with probability in proportion to `weights` (k,), by one uniform number in [0, 1)."""
    threshold = luck * weights.sum()
    reached = 0.0
    for k in range(len(weights)):
        reached += weights[k]
        if threshold < reached:
            return k
    return len(weights) - 1


def apportion(total: int, shares: Floats) -> Cents:
    """Whole cents that add up to `total` exactly, in proportion to `shares` (part,): the largest remainders' method.

    Shares need not sum to one; equal remainders go to the first in order. All-zero shares give zeros.
    """
    weight = float(shares.sum())
    if weight <= 0.0:
        return np.zeros(len(shares), dtype=np.int64)
    quota = total * (shares / weight)
    whole = np.floor(quota).astype(np.int64)
    left = total - int(whole.sum())
    order = np.argsort(whole - quota, kind="stable")
    step = 1 if left >= 0 else -1
    whole[order[: abs(left)]] += step
    return whole


def total_by(group: Indices, amount: NDArray[Any], n: int) -> Floats:
    """(group,) of length n: the sum of `amount` (item,) over the items of each group (item,)."""
    return np.bincount(group, weights=amount, minlength=n).astype(np.float64, copy=False)


def count_by(group: Indices, n: int) -> Ints:
    """(group,) of length n: how many items fall in each group (item,)."""
    return np.bincount(group, minlength=n).astype(np.int32)
