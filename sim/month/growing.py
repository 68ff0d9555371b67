"""Groups of arrays that grow during a run: the register of projects, the ties born of joint work."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.state import Projects, Ties

G = TypeVar("G", Ties, Projects)
SPARE = 500  # rows of room at least, and an eighth of what is there


def roomy(field: NDArray[Any], rows: int) -> NDArray[Any]:
    """The same rows, and room for more: so many in all."""
    room = np.empty((rows, *field.shape[1:]), dtype=field.dtype)
    room[: len(field)] = field
    return room


class Growing:
    """Rows added to a group, field by field, without copying those that are there: each field has room after its end.

    What is given back is a view of the room. A group that comes from elsewhere than the last call, or a copy of what it
    gave, has no room yet.
    """

    def __init__(self) -> None:
        self.rooms: list[Any] = []  # one a field
        self.given: Any = None  # what the last call gave

    def extended(self, group: G, added: G) -> G:
        """A group with the rows of another after its own; both keep their types."""
        known, n = len(group[0]), len(group[0]) + len(added[0])
        ours = group is self.given and group[0].base is self.rooms[0]
        if not ours or n > len(self.rooms[0]):
            self.rooms = [roomy(field, n + n // 8 + SPARE) for field in group]
        for room, new in zip(self.rooms, added, strict=True):
            room[known:n] = new
        grown = type(group)(*[room[:n] for room in self.rooms])
        self.given = grown
        return grown
