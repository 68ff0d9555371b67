"""Scenario discovery: the box of the space where a result happens most (PRIM, Friedman & Fisher 1999).

A box is a range of a few parameters, so that it can be said in a sentence. Two numbers judge it (Bryant & Lempert
2010): coverage, the share of all the cases of interest that are inside; density, the share of cases of interest among
those inside. Narrower boxes have more density and less coverage: the whole way is kept, and one chooses on it.
"""

from typing import NamedTuple

import numpy as np

from sim.state import Flags, Floats, Ints

PEEL = 0.05  # share of the points of the box taken away at each step, at least
PASTE = 0.05
SMALLEST = 0.05  # share of all points below which a box is not cut further


class Box(NamedTuple):
    """Ends of each parameter, both included, in its unit; infinite: not restricted."""

    low: Floats  # (parameter,)
    high: Floats

    @property
    def restricted(self) -> Flags:
        """(parameter,) True where an end is set."""
        return np.isfinite(self.low) | np.isfinite(self.high)

    def holds(self, x: Floats) -> Flags:
        """(point,) True for the points x (point, parameter) inside."""
        return np.asarray(((x >= self.low) & (x <= self.high)).all(axis=1))


class Way(NamedTuple):
    """The boxes of a peeling, the whole space first; each number (box,)."""

    boxes: tuple[Box, ...]
    coverage: Floats
    density: Floats
    mass: Floats  # share of all points inside
    restricted: Ints  # number of restricted parameters


def whole(x: Floats) -> Box:
    """The box without restriction."""
    return Box(np.full(x.shape[1], -np.inf), np.full(x.shape[1], np.inf))


def cuts(x: Floats, inside: Flags, share: float) -> list[tuple[int, str, float]]:
    """(parameter, end, value) of each way to take away about `share` of the points inside; equal ones go together."""
    found: list[tuple[int, str, float]] = []
    here = x[inside]
    lows, highs = np.quantile(here, (share, 1.0 - share), axis=0, method="nearest")
    for k, (low, high, least, most) in enumerate(zip(lows, highs, here.min(axis=0), here.max(axis=0), strict=True)):
        if least == most:
            continue
        values = here[:, k]
        found.append((k, "low", float(low if low > least else values[values > least].min())))
        found.append((k, "high", float(high if high < most else values[values < most].max())))
    return found


def moved(box: Box, k: int, end: str, value: float) -> Box:
    """The box with one end elsewhere."""
    low, high = box.low.copy(), box.high.copy()
    (low if end == "low" else high)[k] = value
    return Box(low, high)


def peel(x: Floats, wanted: Flags, most: int, share: float = PEEL, smallest: float = SMALLEST) -> Way:
    """Boxes ever smaller: each step takes away the edge that leaves most, for its size, of what is wanted.

        gain = (density after - density before) / share of points taken away

    x (point, parameter), wanted (point,). Dividing by the share lets edges of few values compete with fine ones. Once
    `most` parameters are restricted, only their ends move.
    """
    box, inside = whole(x), np.ones(len(x), dtype=np.bool_)
    boxes = [box]
    while inside.sum() > smallest * len(x):
        full, here, gains = box.restricted.sum() >= most, wanted[inside].mean(), []
        for k, end, value in cuts(x, inside, share):
            if full and not box.restricted[k]:
                continue
            kept = inside & ((x[:, k] >= value) if end == "low" else (x[:, k] <= value))
            if kept.sum() >= max(1.0, smallest * len(x)):
                gain = (wanted[kept].mean() - here) / (1.0 - kept.sum() / inside.sum())
                gains.append((float(gain), (k, end, value), kept))
        if not gains or max(g[0] for g in gains) <= 0.0:
            break
        _, cut, inside = max(gains, key=lambda g: g[0])
        box = moved(box, *cut)
        boxes.append(box)
    return way(x, wanted, boxes)


def way(x: Floats, wanted: Flags, boxes: list[Box]) -> Way:
    """Boxes with what judges them."""
    inside = [box.holds(x) for box in boxes]
    hits = np.array([float(wanted[i].sum()) for i in inside])
    size = np.array([float(i.sum()) for i in inside])
    number = np.array([int(box.restricted.sum()) for box in boxes], dtype=np.int32)
    return Way(tuple(boxes), hits / max(float(wanted.sum()), 1.0), hits / np.maximum(size, 1.0), size / len(x), number)


def paste(x: Floats, wanted: Flags, box: Box, share: float = PASTE) -> Box:
    """The box with edges put back as long as its density does not fall: peeling is greedy, and may cut too much."""
    while True:
        inside = box.holds(x)
        best, here = (0.0, box), wanted[inside].mean()
        for k in np.flatnonzero(box.restricted).tolist():
            free = moved(moved(box, k, "low", -np.inf), k, "high", np.inf).holds(x)
            for end, limit in (("low", box.low[k]), ("high", box.high[k])):
                beyond = x[free & ((x[:, k] < limit) if end == "low" else (x[:, k] > limit)), k]
                if not np.isfinite(limit) or not len(beyond):
                    continue
                least = max(1, int(share * inside.sum()))
                nearest = np.sort(beyond) if end == "high" else -np.sort(-beyond)
                wider = moved(box, k, end, float(nearest[min(least, len(nearest)) - 1]))
                now = wider.holds(x)
                if wanted[now].mean() >= here and (gain := float(now.sum() - inside.sum())) > best[0]:
                    best = (gain, wider)
        if best[0] == 0.0:
            return freed(x, box)
        box = best[1]


def freed(x: Floats, box: Box) -> Box:
    """The box without the ends that keep no point out."""
    for k in np.flatnonzero(box.restricted).tolist():
        for end in ("low", "high"):
            wider = moved(box, k, end, -np.inf if end == "low" else np.inf)
            if wider.holds(x).sum() == box.holds(x).sum():
                box = wider
    return box


def balance(coverage: Floats, density: Floats) -> Floats:
    """Harmonic mean of coverage and density, zero where both are; same shape."""
    both = coverage + density
    return np.asarray(np.divide(2.0 * coverage * density, both, out=np.zeros_like(both), where=both > 0.0))


def chosen(found: Way) -> int:
    """The position of the box with the best balance."""
    return int(np.argmax(balance(found.coverage, found.density)))
