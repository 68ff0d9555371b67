"""A small classification tree: a few questions, asked in order, that tell where a result happens (Breiman et al. 1984).

It complements the box of `sim.explore.prim`: a tree can find several separate regions, and covers the whole space.
"""

from typing import NamedTuple

import numpy as np

from sim.state import Flags, Floats, Ints

DEPTH = 3
LEAST = 0.05  # share of all points in a leaf
FOLDS = 5


class Node(NamedTuple):
    """A question, or a leaf."""

    points: int
    wanted: float  # share of the points of the node
    parameter: int  # -1 for a leaf
    at: float  # points below or at it go to `below`, others to `above`
    below: "Node | None"
    above: "Node | None"


class Leaf(NamedTuple):
    """Where a path of answers leads."""

    path: tuple[tuple[int, str, float], ...]  # (parameter, "<=" or ">", value)
    density: float
    coverage: float
    mass: float


def split(x: Floats, wanted: Flags, least: int) -> tuple[float, int, float]:
    """(gain, parameter, value) of the best question: largest fall of Gini impurity; parameter -1 if none helps.

    impurity = 2 p (1 - p)        gain = impurity - sum over both sides of (share of points) * impurity
    """
    n, best = len(wanted), (1e-12, -1, 0.0)
    before = 2.0 * wanted.mean() * (1.0 - wanted.mean())
    for k, column in enumerate(x.T):
        order = np.argsort(column, kind="stable")
        values, hits = column[order], wanted[order].cumsum()
        left = np.arange(1, n)
        allowed = (values[1:] > values[:-1]) & (left >= least) & (n - left >= least)
        if not allowed.any():
            continue
        p, q = hits[:-1] / left, (hits[-1] - hits[:-1]) / (n - left)
        after = (left * 2.0 * p * (1.0 - p) + (n - left) * 2.0 * q * (1.0 - q)) / n
        gain = np.where(allowed, before - after, -np.inf)
        at = int(np.argmax(gain))
        if gain[at] > best[0]:
            best = (float(gain[at]), k, float((values[at] + values[at + 1]) / 2.0))
    return best


def grow(x: Floats, wanted: Flags, depth: int, least: int) -> Node:
    """A tree of at most `depth` questions one after the other, with at least `least` points in each leaf."""
    share = float(wanted.mean()) if len(wanted) else 0.0
    leaf = Node(len(wanted), share, -1, 0.0, None, None)
    if depth == 0 or share in (0.0, 1.0):
        return leaf
    _, k, at = split(x, wanted, least)
    if k < 0:
        return leaf
    below = x[:, k] <= at
    sides = [grow(x[side], wanted[side], depth - 1, least) for side in (below, ~below)]
    return Node(len(wanted), share, k, at, sides[0], sides[1])


def told(node: Node, x: Floats) -> Floats:
    """(point,) the share of wanted points in the leaf to which each point of x (point, parameter) goes."""
    if node.below is None or node.above is None:
        return np.full(len(x), node.wanted)
    below = x[:, node.parameter] <= node.at
    found = np.empty(len(x))
    found[below], found[~below] = told(node.below, x[below]), told(node.above, x[~below])
    return found


def fitted(x: Floats, wanted: Flags, seed: int = 0, deepest: int = DEPTH) -> Node:
    """The smallest tree that foretells points it has not seen about as well as the best one does.

    Depths 0 to `deepest` are tried on five folds by mean squared error; the smallest within one standard error of the
    least is grown on all points (Breiman et al. 1984, section 3.4.3).
    """
    n = len(wanted)
    least = max(2, int(LEAST * n))
    fold = np.random.default_rng(seed).permutation(n) % FOLDS
    errors = np.empty((deepest + 1, n))
    for depth in range(deepest + 1):
        for f in range(FOLDS):
            out = fold == f
            tree = grow(x[~out], wanted[~out], depth, max(2, int(LEAST * (~out).sum())))
            errors[depth, out] = (told(tree, x[out]) - wanted[out]) ** 2
    mean = errors.mean(axis=1)
    best = int(np.argmin(mean))
    allowed = mean[best] + errors[best].std() / np.sqrt(n)
    return grow(x, wanted, int(np.argmax(mean <= allowed)), least)


def leaves(node: Node) -> list[Leaf]:
    """The leaves, the densest first."""
    total, hits = node.points, node.points * node.wanted

    def walk(here: Node, path: tuple[tuple[int, str, float], ...]) -> list[Leaf]:
        if here.below is None or here.above is None:
            inside = here.points * here.wanted
            return [Leaf(path, here.wanted, inside / hits if hits else float("nan"), here.points / total)]
        k, at = here.parameter, here.at
        return walk(here.below, (*path, (k, "<=", at))) + walk(here.above, (*path, (k, ">", at)))

    return sorted(walk(node, ()), key=lambda leaf: -leaf.density)


def used(node: Node) -> Ints:
    """The parameters that the questions name, in order."""
    found = {k for leaf in leaves(node) for k, _, _ in leaf.path}
    return np.array(sorted(found), dtype=np.int32)
