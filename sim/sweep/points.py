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
import itertools
import math
import warnings
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compare.worlds import BLOCK
from sim.state import Floats, Ints

METHODS = ("grid", "list", "latin_hypercube", "sobol", "morris", "saltelli")
DRAWN = ("latin_hypercube", "sobol", "morris", "saltelli")  # those whose `points` can be more
LEVELS = 4  # of a trajectory; its step is LEVELS / (2 (LEVELS - 1)) = 2/3
MOST_POINTS = 4_096  # drawn at once, blocks aside
MOST_SOBOL = 21_201  # dimensions of the direction numbers of Joe & Kuo 2008, which scipy has


def latin_hypercube(keys: Sequence[str], n: int, seed: int) -> Floats:
    """(point, factor) n points by blocks of 20; each twentieth of a factor is taken once in a block."""
    return hypercube_blocks(keys, range(math.ceil(n / BLOCK)), seed)[:n]


def hypercube_blocks(keys: Sequence[str], blocks: Sequence[int], seed: int) -> Floats:
    """(len(blocks) * 20, factor) the points of some blocks."""
    found = np.empty((len(blocks), BLOCK, len(keys)))
    names = [zlib.crc32(key.encode()) for key in keys]
    for place, block in enumerate(blocks):
        for k, name in enumerate(names):
            rng = np.random.default_rng([seed, block, name])
            stratum, inside = rng.permutation(BLOCK), rng.random(BLOCK)
            found[place, :, k] = (stratum + inside) / BLOCK
    return found.reshape(-1, len(keys))


def sequence(width: int, seed: int) -> Any:
    """The scrambled Sobol' sequence of scipy, at its beginning."""
    from scipy.stats import qmc

    return qmc.Sobol(width, scramble=True, rng=np.random.default_rng(seed))


def sobol(width: int, n: int, seed: int) -> Floats:
    """(point, width) the first n points of the scrambled Sobol' sequence."""
    found: Floats = sequence(width, seed).random(n)
    return found


def saltelli(group: Ints, n: int, seed: int, second_order: bool = False) -> Floats:
    """(n * block, factor) n blocks of g + 2 points, or 2 g + 2. group: (factor,) the group of each, from 0."""
    return saltelli_blocks(group, sobol(2 * len(group), n, seed), second_order)


def saltelli_blocks(group: Ints, base: Floats, second_order: bool) -> Floats:
    """(n * block, factor) the blocks of n base points (n, 2 factors)."""
    width, g = len(group), int(group.max()) + 1
    a, b = base[:, None, :width], base[:, None, width:]
    mine = group == np.arange(g)[:, None]  # (group, factor)
    mixed = [np.where(mine, b, a)] + ([np.where(mine, a, b)] if second_order else [])
    return np.concatenate([a, *mixed, b], axis=1).reshape(-1, width)


def morris(group: Ints, n: int, seed: int) -> Floats:
    """(n * (g + 1), factor) n trajectories on a grid of 4 levels: each moves one group at a time, in a drawn order.

    A factor starts on one of the two lower levels and goes up by 2/3, or on one of the two upper ones and goes down.
    Each trajectory has luck of its own, named by the seed and its number.
    """
    return trajectories(group, range(n), seed)


def trajectories(group: Ints, numbers: Sequence[int], seed: int) -> Floats:
    """(len(numbers) * (g + 1), factor) some trajectories of morris."""
    g, step = int(group.max()) + 1, LEVELS / (2.0 * (LEVELS - 1))
    found = np.empty((len(numbers), g + 1, len(group)))
    for place, k in enumerate(numbers):
        rng = np.random.default_rng([seed, k])
        start = rng.integers(0, LEVELS // 2, len(group)) / (LEVELS - 1)
        up = rng.random(len(group)) < 0.5
        low, high = np.where(up, start, start + step), np.where(up, start + step, start)
        turn = np.argsort(rng.random(g), kind="stable")  # (group,) at which step it moves
        moved = np.arange(g + 1)[:, None] > turn[group]
        found[place] = np.where(moved, high, low)
    return found.reshape(-1, len(group))


class Sampler:
    """Any points of a drawn method, without those before them: a task of a sweep draws what it runs.

    Blocks of a Latin hypercube and trajectories have luck of their own. A Sobol' sequence goes forward quickly (a
    million points of 216 dimensions in 0.2 s), and begins again to go back.
    """

    def __init__(self, method: str, keys: tuple[str, ...], groups: tuple[int, ...], seed: int, second: bool) -> None:
        self.method, self.keys, self.seed, self.second = method, keys, seed, second
        self.group = np.array(groups, dtype=np.int32)
        self.block = BLOCK if method == "latin_hypercube" else a_block(method, int(self.group.max()) + 1, second)
        self.passed = 0  # points of the Sobol' sequence
        self.sequence: Any = None

    def points(self, wanted: NDArray[np.int64]) -> Floats:
        """(len(wanted), factor) positions; wanted: numbers of points, in order, from 0."""
        found = np.empty((len(wanted), len(self.keys)))
        blocks, first = np.unique(wanted // self.block, return_index=True)
        runs = np.flatnonzero(np.diff(blocks, prepend=-2) != 1)  # where blocks that follow each other begin
        several = max(1, MOST_POINTS // self.block)
        for start, end in itertools.pairwise([*runs.tolist(), len(blocks)]):
            for here in range(start, end, several):
                last = min(here + several, end)
                some = slice(first[here], first[last] if last < len(blocks) else len(wanted))
                drawn = self.blocks(int(blocks[here]), last - here)
                found[some] = drawn[wanted[some] - blocks[here] * self.block]
        return found

    def blocks(self, first: int, n: int) -> Floats:
        """(n * block, factor) blocks that follow each other."""
        if self.method == "latin_hypercube":
            return hypercube_blocks(self.keys, range(first, first + n), self.seed)
        if self.method == "morris":
            return trajectories(self.group, range(first, first + n), self.seed)
        if self.method == "sobol":
            return self.continued(len(self.keys), first, n)
        return saltelli_blocks(self.group, self.continued(2 * len(self.keys), first, n), self.second)

    def continued(self, width: int, first: int, n: int) -> Floats:
        """(n, width) points of the Sobol' sequence from `first` on."""
        if self.sequence is None or first < self.passed:
            self.sequence, self.passed = sequence(width, self.seed), 0
        if first > self.passed:
            self.sequence.fast_forward(first - self.passed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # balance is a matter of all the points
            found: Floats = self.sequence.random(n)
        self.passed = first + n
        return found


@functools.lru_cache(maxsize=8)
def sampler(method: str, keys: tuple[str, ...], groups: tuple[int, ...], seed: int, second: bool) -> Sampler:
    """The sampler of a design; the same one is given again, where its sequence stands."""
    return Sampler(method, keys, groups, seed, second)


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


def grid(sizes: Sequence[int], points: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """(point, factor) the level of each factor at some points, at all if none are named; the last one turns first."""
    wanted = np.arange(math.prod(sizes)) if points is None else points
    if not sizes:
        return np.empty((len(wanted), 0), dtype=np.int64)
    return np.stack(np.unravel_index(wanted, tuple(sizes)), axis=1).astype(np.int64)
