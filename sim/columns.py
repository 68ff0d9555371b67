"""What a page reads of the groups of arrays that it receives: its machine code is handed these columns, one by one.

A page says `actors` and reads six of their twenty-eight columns. Handed the group, numba looks at every field of it at
each call, and compiles a third longer. So machine code takes the columns as arguments of their own, puts them together
again under their names, at no cost, and goes on as the page is written.
"""

import zlib
from collections.abc import Callable
from typing import Any, cast

from sim.parameter import group_of, numbers_of

Columns = dict[str, tuple[str, ...]]  # argument of a page -> columns that it is handed; (): the argument itself


def names_of(page: Callable[..., Any]) -> set[str]:
    """Every name that a page reads, and those that read the pages that it calls: all of its columns among them."""
    found = set(page.__code__.co_names)
    for name in tuple(found):
        called = getattr(page.__globals__.get(name), "page", page)
        if called is not page:
            found |= names_of(called)
    return found


def fields_of(kind: Any) -> tuple[str, ...]:
    """The columns of a group of arrays, the numbers of a group of parameters; nothing for any other annotation."""
    if hasattr(kind, "__dataclass_fields__"):
        return numbers_of(kind)
    fields: tuple[str, ...] = getattr(kind, "_fields", ())
    return fields


def columns_of(page: Callable[..., Any]) -> Columns:
    """What a page is handed, by the annotations of its arguments: a group of which nothing is read is left whole."""
    arguments, read = page.__code__.co_varnames[: page.__code__.co_argcount], names_of(page)
    kinds = {name: page.__annotations__.get(name) for name in arguments}
    return {name: tuple(field for field in fields_of(kind) if field in read) for name, kind in kinds.items()}


def gathering(page: Callable[..., Any], whole: Callable[..., Any], columns: Columns) -> Callable[..., Any]:
    """A function of columns, which puts the groups together again and calls `whole`; to numba it stands where the page
    stands, so that its code is kept, and found again, under the name of the page and of these columns in this order."""
    names: dict[str, Any] = {"__name__": page.__module__, "whole": whole}
    taken, given = list[str](), list[str]()
    for name, kept in columns.items():
        mine = [f"{name}_{column}" for column in kept]
        taken += mine or [name]
        given.append(f"group_{name}({', '.join(mine)})" if mine else name)
        names[f"group_{name}"] = group_of(kept)
    made: Any = eval(f"lambda {', '.join(taken)}: whole({', '.join(given)})", names)
    at = page.__code__
    made.__code__ = made.__code__.replace(
        co_name=at.co_name, co_filename=at.co_filename, co_firstlineno=at.co_firstlineno
    )
    made.__name__, made.__qualname__ = page.__name__, f"{page.__qualname__}-{zlib.crc32(','.join(taken).encode()):08x}"
    return cast(Callable[..., Any], made)


def handing(columns: Columns, fast: Callable[..., Any]) -> Callable[..., Any]:
    """A function of the arguments of a page: it hands their columns to `fast`."""
    given = [", ".join(f"{name}.{column}" for column in kept) or name for name, kept in columns.items()]
    made: Callable[..., Any] = eval(f"lambda {', '.join(columns)}: fast({', '.join(given)})", {"fast": fast})
    return made
