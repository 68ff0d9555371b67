"""What a sweep will cost, before it is made."""

from typing import NamedTuple


class Cost(NamedTuple):
    """What a sweep costs."""

    runs: int
    seconds: float  # of work, all processes together
    bytes: float  # on disk


def cost(runs: int, seconds: float, numbers: int, footer: float, size: int, filed: int = 0) -> Cost:
    """runs * seconds; runs * 8 (numbers + 2 + filed) + footer * parts, parts = runs / size.

    seconds: of a run, measured. numbers: 8-byte columns of a row, measures and factors; measures hardly compress (0.9
    to 1.0), whole numbers and repeated factors do: this is an upper bound, within a third. footer: bytes of a part
    besides its rows, measured on a part of one row. filed: columns of the file of the design.
    """
    parts = -(-runs // max(size, 1))
    return Cost(runs, runs * seconds, runs * 8.0 * (numbers + 2 + filed) + footer * parts)
