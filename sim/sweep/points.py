"""The points of a design, as positions in [0, 1] of each factor. Every method can be continued: the first points stay
what they are when more are asked.

- grid: every combination of the levels, the last factor turning first; list: the rows of the file.
- latin_hypercube: McKay, Beckman & Conover 1979, by blocks of 20 points, as `sim.compare.worlds` draws worlds.
- sobol: the scrambled sequence of Sobol' 1967 (Owen's scrambling, scipy); a power of two, so that it is balanced.
- morris: Morris 1991, with the groups of Campolongo, Cariboni & Saltelli 2007; `points` trajectories of g + 1 points.
- saltelli: Saltelli 2002 and 2010 on the scrambled Sobol' sequence; `points` base points, each a block of g + 2 points
  A, AB_1 ... AB_g, B (2 g + 2 with second order: A, AB_1 ... AB_g, BA_1 ... BA_g, B), the order that SALib expects.

g is the number of groups of factors; a factor in no group is one by itself. AB_k is A with the factors of group k
from B.
"""

import functools
import math
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.compare.worlds import BLOCK
from sim.state import Floats, Ints

METHODS = ("grid", "list", "latin_hypercube", "sobol", "morris", "saltelli")
DRAWN = ("latin_hypercube", "sobol", "morris", "saltelli")  # those whose `points` can be more
LEVELS = 4  # of a trajectory; its step is LEVELS / (2 (LEVELS - 1)) = 2/3
MOST_SOBOL = 21_201  # dimensions of the direction numbers of Joe & Kuo 2008, which scipy has


def latin_hypercube(keys: Sequence[str], n: int, seed: int) -> Floats:
    """(point, factor) n points by blocks of 20; each twentieth of a factor is taken once in a block."""
    blocks = math.ceil(n / BLOCK)
    found = np.empty((blocks * BLOCK, len(keys)))
    for k, key in enumerate(keys):
        for block in range(blocks):
            rng = np.random.default_rng([seed, block, zlib.crc32(key.encode())])
            stratum, inside = rng.permutation(BLOCK), rng.random(BLOCK)
            found[block * BLOCK : (block + 1) * BLOCK, k] = (stratum + inside) / BLOCK
    return found[:n]


def sobol(width: int, n: int, seed: int) -> Floats:
    """(point, width) the first n points of the scrambled Sobol' sequence."""
    from scipy.stats import qmc

    sequence = qmc.Sobol(width, scramble=True, rng=np.random.default_rng(seed))
    found: Floats = sequence.random(n)
    return found


def saltelli(group: Ints, n: int, seed: int, second_order: bool = False) -> Floats:
    """(n * block, factor) n blocks of g + 2 points, or 2 g + 2. group: (factor,) the group of each, from 0."""
    width, g = len(group), int(group.max()) + 1
    base = sobol(2 * width, n, seed)
    a, b = base[:, None, :width], base[:, None, width:]
    mine = group == np.arange(g)[:, None]  # (group, factor)
    mixed = [np.where(mine, b, a)] + ([np.where(mine, a, b)] if second_order else [])
    return np.concatenate([a, *mixed, b], axis=1).reshape(-1, width)


def morris(group: Ints, n: int, seed: int) -> Floats:
    """(n * (g + 1), factor) n trajectories on a grid of 4 levels: each moves one group at a time, in a drawn order.

    A factor starts on one of the two lower levels and goes up by 2/3, or on one of the two upper ones and goes down.
    Each trajectory has luck of its own, named by the seed and its number.
    """
    g, step = int(group.max()) + 1, LEVELS / (2.0 * (LEVELS - 1))
    found = np.empty((n, g + 1, len(group)))
    for k in range(n):
        rng = np.random.default_rng([seed, k])
        start = rng.integers(0, LEVELS // 2, len(group)) / (LEVELS - 1)
        up = rng.random(len(group)) < 0.5
        low, high = np.where(up, start, start + step), np.where(up, start + step, start)
        place = np.argsort(rng.random(g), kind="stable")  # (group,) at which step it moves
        moved = np.arange(g + 1)[:, None] > place[group]
        found[k] = np.where(moved, high, low)
    return found.reshape(-1, len(group))


@functools.lru_cache(maxsize=8)
def drawn(method: str, keys: tuple[str, ...], groups: tuple[int, ...], n: int, seed: int, second: bool) -> Floats:
    """(point, factor) positions of a drawn method; n in the sense of its `points`."""
    group = np.array(groups, dtype=np.int32)
    if method == "latin_hypercube":
        return latin_hypercube(keys, n, seed)
    if method == "sobol":
        return sobol(len(keys), n, seed)
    return morris(group, n, seed) if method == "morris" else saltelli(group, n, seed, second)


def a_block(method: str, groups: int, second_order: bool) -> int:
    """Points of the design for each of the `points` that are asked."""
    if method == "morris":
        return groups + 1
    return (2 * groups + 2 if second_order else groups + 2) if method == "saltelli" else 1


def grid(sizes: Sequence[int]) -> NDArray[np.int64]:
    """(point, factor) the level of each factor, the last one turning first."""
    return np.indices(tuple(sizes)).reshape(len(sizes), -1).T.astype(np.int64)
