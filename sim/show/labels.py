"""Where names go so that they hide neither one another nor the symbols. Every length is in points."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float64]  # (box, 4) left, bottom, right, top
LETTER = 0.56  # width of a mean letter of DejaVu Sans, in ems


class Spot(NamedTuple):
    """A place for a name: where it is anchored and how it is aligned."""

    x: float
    y: float
    across: str  # left, center, right
    up: str  # bottom, center, top


def width(text: str, size: float, bold: bool = False) -> float:
    """About how wide a text is."""
    return LETTER * (1.12 if bold else 1.0) * size * len(text)


def box(spot: Spot, wide: float, tall: float) -> tuple[float, float, float, float]:
    """The box that a text fills there."""
    left = spot.x - {"left": 0.0, "center": 0.5, "right": 1.0}[spot.across] * wide
    bottom = spot.y - {"bottom": 0.0, "center": 0.5, "top": 1.0}[spot.up] * tall
    return left, bottom, left + wide, bottom + tall


def overlap(one: tuple[float, float, float, float], others: Boxes) -> float:
    """Area of a box that others cover."""
    if len(others) == 0:
        return 0.0
    across = np.minimum(one[2], others[:, 2]) - np.maximum(one[0], others[:, 0])
    up = np.minimum(one[3], others[:, 3]) - np.maximum(one[1], others[:, 1])
    return float((np.maximum(across, 0.0) * np.maximum(up, 0.0)).sum())


def outside(one: tuple[float, float, float, float], frame: tuple[float, float, float, float]) -> float:
    """How far a box leaves the frame."""
    lack = (frame[0] - one[0], frame[1] - one[1], one[2] - frame[2], one[3] - frame[3])
    return sum(max(part, 0.0) for part in lack)


def around(x: float, y: float, radius: float) -> list[Spot]:
    """The spots around a symbol, the best first."""
    near = radius + 1.5
    slant = 0.72 * radius + 1.0
    spots = [
        Spot(x + near, y, "left", "center"),
        Spot(x - near, y, "right", "center"),
        Spot(x, y + near, "center", "bottom"),
        Spot(x, y - near, "center", "top"),
        Spot(x + slant, y + slant, "left", "bottom"),
        Spot(x + slant, y - slant, "left", "top"),
        Spot(x - slant, y + slant, "right", "bottom"),
        Spot(x - slant, y - slant, "right", "top"),
    ]
    far = [Spot(s.x + 1.6 * (s.x - x), s.y + 1.6 * (s.y - y), s.across, s.up) for s in spots]
    return spots + far


def place(
    texts: Sequence[str],
    spots: Sequence[Sequence[Spot]],
    size: float,
    obstacles: Boxes,
    frame: tuple[float, float, float, float],
    bold: bool = False,
) -> list[Spot]:
    """A spot for each text: names are placed one after the other, then each is tried again twice among the others."""
    tall = 1.18 * size
    choices = [[box(s, width(t, size, bold), tall) for s in mine] for t, mine in zip(texts, spots, strict=True)]
    chosen = [0] * len(texts)
    for turn in range(3):
        for k, boxes in enumerate(choices):
            rest = [choices[j][chosen[j]] for j in range(len(texts)) if j != k and (turn or j < k)]
            busy = np.array([*obstacles.tolist(), *rest], dtype=np.float64).reshape(-1, 4)
            cost = [overlap(b, busy) + 40.0 * outside(b, frame) + 0.6 * rank for rank, b in enumerate(boxes)]
            chosen[k] = int(np.argmin(cost))
    return [spots[k][chosen[k]] for k in range(len(texts))]
