"""What a folder of runs is about, so that runs of two different studies are never mixed in one table."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sim.quoted import shown
from sim.store.design import AnyDesign
from sim.store.folder import FolderError

IDENTITY = "identity.json"
LARGEST = 10**6  # runs a part: far more than any part has
FORMAT = 1  # of the parts; raised when a reader must know
RESERVED = ("run", "status", "error", "seconds")


class Described(Protocol):
    """A measure: anything that has a name, a unit and a meaning."""

    @property
    def name(self) -> str:
        """Its column."""

    @property
    def unit(self) -> str:
        """Its unit."""

    @property
    def meaning(self) -> str:
        """What it says, in a few words."""


class Field(NamedTuple):
    """A measure, as it is kept."""

    name: str
    unit: str
    meaning: str


class Identity(NamedTuple):
    """What decides the rows besides the design, and how they are shared between files. It never changes."""

    size: int  # runs a part; 0 while it is not decided
    origin: dict[str, str]  # digests of the code, the configuration, the network...
    design: dict[str, str]  # the kind of each column of the design
    columns: tuple[Field, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The measures, in order."""
        return tuple(field.name for field in self.columns)

    @property
    def token(self) -> str:
        """A short name for exactly this identity; every part carries it."""
        return hashlib.sha256(to_text(self).encode()).hexdigest()[:16]


def identity_of(design: AnyDesign, columns: Sequence[Described], origin: Mapping[str, str]) -> Identity:
    """The identity of a batch, the size of its parts not decided yet."""
    fields = tuple(Field(c.name, c.unit, c.meaning) for c in columns)
    names = [*RESERVED, *design.kinds, *(field.name for field in fields)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two columns of the table of runs would have the same name: {', '.join(twice)}")
    return Identity(0, dict(origin), design.kinds, fields)


def to_text(identity: Identity) -> str:
    """The identity as JSON."""
    tree = {
        "format": FORMAT,
        "runs_a_part": identity.size,
        "origin": identity.origin,
        "design": identity.design,
        "columns": [field._asdict() for field in identity.columns],
    }
    return json.dumps(tree, indent=1, ensure_ascii=False) + "\n"


def from_text(text: str) -> Identity:
    """The identity that JSON tells; a ValueError if it is not one of ours."""
    try:
        tree: dict[str, Any] = json.loads(text)
        if not isinstance(tree, dict):
            raise ValueError(f"{shown(tree)}: a mapping is expected")
        if tree["format"] != FORMAT:
            raise ValueError(f"format {tree['format']}; this version reads format {FORMAT}")
        columns = tuple(Field(**field) for field in tree["columns"])
        size = int(tree["runs_a_part"])
        if not 0 <= size <= LARGEST:
            raise ValueError(f"runs_a_part = {shown(size)}: allowed: 0 to {LARGEST:,}")
        return Identity(size, dict(tree["origin"]), dict(tree["design"]), columns)
    except (KeyError, TypeError) as reason:
        raise ValueError(f"{reason!r} is missing or is of another type") from reason


def read_identity(folder: Path) -> Identity:
    """The identity of a folder of runs; a FolderError if it has none that can be read."""
    try:
        return from_text((folder / IDENTITY).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise FolderError(f"output = {folder}: no runs here (it has no {IDENTITY}).") from None
    except (OSError, ValueError, RecursionError) as reason:
        raise FolderError(f"output = {folder}: {IDENTITY} cannot be read ({shown(str(reason))}).") from reason


def contrast(there: Identity, asked: Identity) -> str:
    """In what a folder is not about what is asked, the size of its parts aside; nothing if it is."""
    for name in dict.fromkeys([*there.origin, *asked.origin]):
        had, wanted = there.origin.get(name, "none"), asked.origin.get(name, "none")
        if had != wanted:
            return f"its {name} differs ({had[:16]} there, {wanted[:16]} asked)"
    if there.design != asked.design:
        had, wanted = (", ".join(f"{name} ({kind})" for name, kind in i.design.items()) for i in (there, asked))
        return f"its design has the columns {had}; asked: {wanted}"
    if there.columns != asked.columns:
        pairs = zip(there.columns, asked.columns, strict=False)
        first = next((f"{a} there, {b} asked" for a, b in pairs if a != b), "one list goes further")
        return f"its {len(there.columns)} measures are not the {len(asked.columns)} asked ({first})"
    return ""
