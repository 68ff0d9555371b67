"""Where names go so that they hide neither one another nor the symbols. Every length is in points."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.state import Floats

Boxes = NDArray[np.float64]  # (box, 4) left, bottom, right, top
Frame = tuple[float, float, float, float]
LETTER = 0.56  # width of a mean letter of DejaVu Sans, in ems
EVERYWHERE: Frame = (-1e9, -1e9, 1e9, 1e9)


class Spot(NamedTuple):
    """A place for a name: where it is anchored, how it is aligned, and what it costs before any overlap."""

    x: float
    y: float
    across: str  # left, center, right
    up: str  # bottom, center, top
    cost: float = 0.0
    far: bool = False  # so far that a line must lead to it


def width(text: str, size: float, bold: bool = False) -> float:
    """About how wide a text is."""
    return LETTER * (1.14 if bold else 1.0) * size * len(text)


def margin(texts: Sequence[str], size: float, bold: bool = False) -> float:
    """Inches to keep for names beside an axis."""
    return max((width(t, size, bold) for t in texts), default=0.0) / 72.0 + 0.2


def boxes_of(spots: Sequence[Spot], wide: float, tall: float) -> Boxes:
    """(spot, 4) the box that a text fills at each spot."""
    left = np.array([s.x - {"left": 0.0, "center": 0.5, "right": 1.0}[s.across] * wide for s in spots])
    bottom = np.array([s.y - {"bottom": 0.0, "center": 0.5, "top": 1.0}[s.up] * tall for s in spots])
    return np.stack([left, bottom, left + wide, bottom + tall], axis=1)


def overlap(boxes: Boxes, others: Boxes) -> Floats:
    """(box,) area of each box that others cover."""
    across = np.minimum(boxes[:, None, 2], others[None, :, 2]) - np.maximum(boxes[:, None, 0], others[None, :, 0])
    up = np.minimum(boxes[:, None, 3], others[None, :, 3]) - np.maximum(boxes[:, None, 1], others[None, :, 1])
    return np.asarray((np.maximum(across, 0.0) * np.maximum(up, 0.0)).sum(axis=1))


def outside(boxes: Boxes, frame: Frame) -> Floats:
    """(box,) how far each box leaves the frame."""
    low, high = np.array(frame[:2]), np.array(frame[2:])
    return np.asarray(
        np.maximum(low - boxes[:, :2], 0.0).sum(axis=1) + np.maximum(boxes[:, 2:] - high, 0.0).sum(axis=1)
    )


def around(x: float, y: float, radius: float) -> list[Spot]:
    """The spots around a symbol: touching it, then farther, with a line."""
    spots = []
    for reach, cost, far in ((radius + 1.5, 0.0, False), (radius + 9.0, 14.0, True), (radius + 20.0, 30.0, True)):
        slant = 0.72 * reach
        spots += [
            Spot(x + reach, y, "left", "center", cost, far),
            Spot(x - reach, y, "right", "center", cost + 1.0, far),
            Spot(x, y + reach, "center", "bottom", cost + 1.5, far),
            Spot(x, y - reach, "center", "top", cost + 1.5, far),
            Spot(x + slant, y + slant, "left", "bottom", cost + 1.0, far),
            Spot(x + slant, y - slant, "left", "top", cost + 1.0, far),
            Spot(x - slant, y + slant, "right", "bottom", cost + 2.0, far),
            Spot(x - slant, y - slant, "right", "top", cost + 2.0, far),
        ]
    return spots


def along(x: Floats, y: Floats, a: Sequence[int], b: Sequence[int], step: float = 5.0) -> Boxes:
    """(box, 4) small boxes along lines from places a to places b: names had better not cross them."""
    found = []
    for i, j in zip(a, b, strict=True):
        n = max(int(np.hypot(x[i] - x[j], y[i] - y[j]) / step), 1)
        share = (np.arange(n) + 0.5) / n
        at = np.stack([x[i] + share * (x[j] - x[i]), y[i] + share * (y[j] - y[i])], axis=1)
        found.append(np.concatenate([at - 1.5, at + 1.5], axis=1))
    return np.concatenate(found) if found else np.zeros((0, 4))


def round_boxes(x: Floats, y: Floats, radius: Floats) -> Boxes:
    """(symbol, 4) boxes around symbols."""
    return np.stack([x - radius, y - radius, x + radius, y + radius], axis=1)


class Placed(NamedTuple):
    """Where the names went: a spot and a box for each, and how much they hide in all."""

    spots: list[Spot]
    boxes: Boxes
    cost: float


def place(
    texts: Sequence[str],
    spots: Sequence[Sequence[Spot]],
    size: float,
    obstacles: Boxes,
    frame: Frame = EVERYWHERE,
    bold: bool = False,
) -> Placed:
    """A spot for each text: placed one after the other, then each tried again twice among the others."""
    choices = [boxes_of(mine, width(t, size, bold), 1.18 * size) for t, mine in zip(texts, spots, strict=True)]
    fixed = [
        np.array([spot.cost for spot in mine]) + overlap(boxes, obstacles) + 40.0 * outside(boxes, frame)
        for boxes, mine in zip(choices, spots, strict=True)
    ]
    chosen = [0] * len(texts)
    paid = np.zeros(len(texts))
    for turn in range(3):
        for k, boxes in enumerate(choices):
            rest = [choices[j][chosen[j]] for j in range(len(texts)) if j != k and (turn or j < k)]
            cost = fixed[k] + 3.0 * overlap(boxes, np.array(rest).reshape(-1, 4))
            chosen[k] = int(np.argmin(cost))
            paid[k] = cost[chosen[k]]
    boxes = np.array([choices[k][c] for k, c in enumerate(chosen)]).reshape(-1, 4)
    return Placed([spots[k][c] for k, c in enumerate(chosen)], boxes, float(paid.sum()))
