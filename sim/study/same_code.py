"""What a process says of itself before it is given runs: processes of other code would give other numbers, as well."""

import functools
import importlib.metadata
import platform
from typing import NamedTuple

from sim.store.code import digest_of_code


class Statement(NamedTuple):
    """What numbers may depend on, besides the request and the machine."""

    code: str  # digest of the pages of `sim` from which this process began
    python: str
    numpy: str
    numba: str


@functools.cache
def statement() -> Statement:
    """That of this process, once and for all: pages that are edited later are not those that it has read."""
    versions = (importlib.metadata.version(package) for package in ("numpy", "numba"))
    return Statement(digest_of_code(), platform.python_version(), *versions)


def contrast(asked: Statement, there: Statement) -> str:
    """In what a process is not like the one that asks, in words; nothing if it is."""
    pairs = zip(Statement._fields, asked, there, strict=True)
    return ", ".join(f"its {name} is {other[:16]}, here {one[:16]}" for name, one, other in pairs if one != other)
