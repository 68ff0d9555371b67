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


def box(spot: Spot, wide: float, tall: float) -> Frame:
    """The box that a text fills there."""
    left = spot.x - {"left": 0.0, "center": 0.5, "right": 1.0}[spot.across] * wide
    bottom = spot.y - {"bottom": 0.0, "center": 0.5, "top": 1.0}[spot.up] * tall
    return left, bottom, left + wide, bottom + tall


def overlap(one: Frame, others: Boxes) -> float:
    """Area of a box that others cover."""
    if len(others) == 0:
        return 0.0
    across = np.minimum(one[2], others[:, 2]) - np.maximum(one[0], others[:, 0])
    up = np.minimum(one[3], others[:, 3]) - np.maximum(one[1], others[:, 1])
    return float((np.maximum(across, 0.0) * np.maximum(up, 0.0)).sum())


def outside(one: Frame, frame: Frame) -> float:
    """How far a box leaves the frame."""
    lack = (frame[0] - one[0], frame[1] - one[1], one[2] - frame[2], one[3] - frame[3])
    return sum(max(part, 0.0) for part in lack)


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
        found.append(np.concatenate([at - 0.7, at + 0.7], axis=1))
    return np.concatenate(found) if found else np.zeros((0, 4))


def round_boxes(x: Floats, y: Floats, radius: Floats) -> Boxes:
    """(symbol, 4) boxes around symbols."""
    return np.stack([x - radius, y - radius, x + radius, y + radius], axis=1)


def place(
    texts: Sequence[str],
    spots: Sequence[Sequence[Spot]],
    size: float,
    obstacles: Boxes,
    frame: Frame = EVERYWHERE,
    bold: bool = False,
) -> tuple[list[Spot], Boxes]:
    """A spot for each text, and its box: placed one after the other, then each tried again twice among the others."""
    tall = 1.18 * size
    choices = [[box(s, width(t, size, bold), tall) for s in mine] for t, mine in zip(texts, spots, strict=True)]
    fixed = [
        [spot.cost + overlap(b, obstacles) + 40.0 * outside(b, frame) for b, spot in zip(boxes, mine, strict=True)]
        for boxes, mine in zip(choices, spots, strict=True)
    ]
    chosen = [0] * len(texts)
    for turn in range(3):
        for k, boxes in enumerate(choices):
            rest = [choices[j][chosen[j]] for j in range(len(texts)) if j != k and (turn or j < k)]
            busy = np.array(rest, dtype=np.float64).reshape(-1, 4)
            cost = [fix + 3.0 * overlap(b, busy) for b, fix in zip(boxes, fixed[k], strict=True)]
            chosen[k] = int(np.argmin(cost))
    boxes = np.array([choices[k][c] for k, c in enumerate(chosen)], dtype=np.float64).reshape(-1, 4)
    return [spots[k][c] for k, c in enumerate(chosen)], boxes
