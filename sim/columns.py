"""What a page reads of the groups of arrays that it receives, so that machine code is made for these columns alone.

A page says `actors` and reads six of their twenty-seven columns. Handed them all, it compiles a third longer: each is
unpacked by machine code. So the door of `sim.compiled` hands over a narrow group, whose columns have the same names.
"""

import operator
from collections.abc import Callable
from functools import partial
from typing import Any

from sim.parameter import tuple_of

Pick = Callable[[Any], Any]


class Columns(dict[type, Pick | None]):
    """Type of an argument -> how to keep of a group the columns that a page reads; None: the argument is left whole."""

    def __init__(self, page: Callable[..., Any]) -> None:
        super().__init__()
        self.page = page

    def __missing__(self, kind: type) -> Pick | None:
        """The first time that the page meets this type of argument."""
        fields: tuple[str, ...] = getattr(kind, "_fields", ())
        read = names_of(self.page) if fields else set()
        kept = [name for name in fields if name in read]
        self[kind] = picker(kept) if 1 < len(kept) < len(fields) else None  # attrgetter gives a tuple from two on
        return self[kind]


def picker(kept: list[str]) -> Pick:
    """Takes the columns `kept` of a group: a named tuple of them."""
    new, pick = partial(tuple.__new__, tuple_of("Numbers:" + ",".join(kept))), operator.attrgetter(*kept)
    return lambda group: new(pick(group))


def names_of(page: Callable[..., Any]) -> set[str]:
    """Every name that a page reads, and those that read the pages that it calls: all of its columns among them."""
    found = set(page.__code__.co_names)
    for name in tuple(found):
        called = page.__globals__.get(name)
        called = getattr(called, "py_func", getattr(called, "page", None))  # compiled by numba already, or not yet
        if called is not None and called is not page:
            found |= names_of(called)
    return found
