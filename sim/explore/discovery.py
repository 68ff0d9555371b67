"""A box that can be believed: few parameters, found again in halves of the points, none kept that chance explains.

Peeling finds something in any table, the more so the more parameters there are. So the search is made among the few
parameters that tell most; the number of restrictions is the one that does best on points that did not serve to find
them; and a restriction that chance would do as well, or that half of the points does not show, is given up.
"""

from typing import NamedTuple

import numpy as np

from sim.explore.importance import binned, bins_for, explained
from sim.explore.prim import Box, Way, balance, chosen, moved, paste, peel, way
from sim.state import Flags, Floats, Ints

SOUGHT = 12  # parameters among which a box is sought
MOST = 6  # restrictions, at most: what can be said in a sentence
DRAWS = 9_999
HALVES = 20
LEVEL = 0.05  # quasi-p above which a restriction is given up
AGAIN = 0.5  # share of the halves, under which it is too


class Judged(NamedTuple):
    """A chosen box, and whether chance would do as well."""

    way: Way
    place: int  # on the way, before edges are put back and weak restrictions given up
    box: Box
    coverage: float
    density: float
    base: float  # density of the whole space
    mass: float
    quasi_p: Floats  # (parameter,) NaN where it is not restricted
    kept: Floats  # (parameter,) share of random halves of the points whose own box restricts it
    density_apart: float  # of the boxes found in halves, on the other halves, mean
    coverage_apart: float


def most_telling(x: Floats, wanted: Flags, number: int = SOUGHT) -> Ints:
    """(number,) the parameters whose classes explain most of what is wanted, in the order of the table."""
    y, bins = wanted.astype(np.float64)[:, None], bins_for(len(wanted))
    share = np.array([float(explained(binned(column, bins), y)[0]) for column in x.T])
    first = np.argsort(-np.nan_to_num(share, nan=-1.0), kind="stable")[:number]
    return np.sort(first).astype(np.int32)


def sought(x: Floats, wanted: Flags, where: Ints, most: int) -> Way:
    """The way of a peeling among the parameters `where`, of which `most` are restricted; boxes are over all."""
    small = peel(x[:, where], wanted, most)
    boxes = []
    for one in small.boxes:
        low, high = np.full(x.shape[1], -np.inf), np.full(x.shape[1], np.inf)
        low[where], high[where] = one.low, one.high
        boxes.append(Box(low, high))
    return way(x, wanted, boxes)


def on_others(box: Box, x: Floats, wanted: Flags) -> tuple[float, float]:
    """(coverage, density) of a box on points that did not serve to find it; a density of zero when none is inside."""
    inside = box.holds(x)
    hits = float(wanted[inside].sum())
    return hits / max(float(wanted.sum()), 1.0), hits / max(float(inside.sum()), 1.0)


def quasi_p(x: Floats, wanted: Flags, box: Box, seed: int = 0) -> Floats:
    """(parameter,) whether chance would do what a restriction does; NaN where there is none.

    Without the restriction the box holds more points. As many as the box has are drawn among them at random, many
    times: the share of draws with at least as many wanted points as the box has. Quasi, because the restriction was
    chosen for what it does: believe the small ones (Bryant & Lempert 2010).
    """
    rng, found = np.random.default_rng(seed), np.full(x.shape[1], np.nan)
    inside = box.holds(x)
    for k in np.flatnonzero(box.restricted).tolist():
        free = moved(moved(box, k, "low", -np.inf), k, "high", np.inf).holds(x)
        good = int(wanted[free].sum())
        drawn = rng.hypergeometric(good, int(free.sum()) - good, int(inside.sum()), DRAWS)
        found[k] = (1.0 + (drawn >= wanted[inside].sum()).sum()) / (1.0 + DRAWS)
    return found


def without_weak(x: Floats, wanted: Flags, box: Box, kept: Floats, seed: int = 0) -> Box:
    """The box without the restrictions that fewer than AGAIN of the halves find, then, the weakest first, without those
    whose quasi-p is above LEVEL."""
    box = Box(np.where(kept < AGAIN, -np.inf, box.low), np.where(kept < AGAIN, np.inf, box.high))
    while True:
        p = np.nan_to_num(quasi_p(x, wanted, box, seed), nan=0.0)
        worst = int(np.argmax(p))
        if p[worst] <= LEVEL:
            return box
        box = moved(moved(box, worst, "low", -np.inf), worst, "high", np.inf)


class Halves(NamedTuple):
    """What the same search finds in random halves of the points, for each number of restrictions from 0."""

    restricted: Floats  # (half, number, parameter) 0 or 1
    coverage: Floats  # (half, number) on the other half
    density: Floats


def in_halves(x: Floats, wanted: Flags, seed: int = 0, halves: int = HALVES) -> Halves:
    """The search, made again in each half for 0 to MOST restrictions, and judged on the other half."""
    rng, n, numbers = np.random.default_rng(seed), len(x), MOST + 1
    restricted = np.zeros((halves, numbers, x.shape[1]))
    coverage, density = np.zeros((halves, numbers)), np.zeros((halves, numbers))
    for h in range(halves):
        order = rng.permutation(n)
        one, other = order[: n // 2], order[n // 2 :]
        where = most_telling(x[one], wanted[one])
        for number in range(numbers):
            found = sought(x[one], wanted[one], where, number)
            box = found.boxes[chosen(found)]
            restricted[h, number] = box.restricted
            coverage[h, number], density[h, number] = on_others(box, x[other], wanted[other])
    return Halves(restricted, coverage, density)


def how_many(found: Halves) -> int:
    """The smallest number of restrictions within one standard error of the best balance on unseen points."""
    each = balance(found.coverage, found.density)
    mean = each.mean(axis=0)
    best = int(np.argmax(mean))
    error = each[:, best].std(ddof=1) / np.sqrt(len(each))
    return int(np.argmax(mean >= mean[best] - error))


def discovered(x: Floats, wanted: Flags, seed: int = 0, halves: int = HALVES) -> Judged:
    """The box where a result happens most, of x (point, parameter) and wanted (point,), with what judges it."""
    apart = in_halves(x, wanted, seed, halves)
    number = how_many(apart)
    found = sought(x, wanted, most_telling(x, wanted), number)
    place = chosen(found)
    kept = apart.restricted[:, number].mean(axis=0)
    box = without_weak(x, wanted, paste(x, wanted, found.boxes[place]), kept, seed)
    coverage, density = on_others(box, x, wanted)
    return Judged(
        found,
        place,
        box,
        coverage,
        density,
        float(wanted.mean()),
        float(box.holds(x).mean()),
        quasi_p(x, wanted, box, seed),
        kept,
        float(apart.density[:, number].mean()),
        float(apart.coverage[:, number].mean()),
    )
