"""Every key of the configuration, read off the code: value, range or choices, unit, source."""

import functools
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import NamedTuple

from sim.config import CHOICES, Scenario
from sim.parameter import descriptions
from sim.settings import Comparing, Settings, spelled
from sim.world.check import near


class Entry(NamedTuple):
    """One key."""

    key: str
    value: object  # the default
    low: float
    high: float
    unit: str
    source: str
    choices: tuple[str, ...] = ()  # for a word
    rules: tuple[str, ...] = ()  # the interchangeable pieces that have this key; empty: every scenario has it

    @property
    def range(self) -> str:
        """The range as it is read."""
        if self.choices:
            return " | ".join(self.choices)
        return "true | false" if isinstance(self.value, bool) else f"{self.low:g} to {self.high:g}"


def entries_of(group: object, path: str, rules: tuple[str, ...] = ()) -> Iterator[Entry]:
    """The keys of a tree of dataclasses, in the order in which they are written."""
    if not is_dataclass(group):
        return
    described = descriptions(type(group))
    for f in fields(group):
        key, value = f"{path}.{f.name}" if path else f.name, getattr(group, f.name)
        if not path and f.name in CHOICES:
            yield from entries_of_pieces(f.name)
        elif f.name in described:
            yield Entry(key, value, *described[f.name], rules=rules)
        elif isinstance(value, Enum):
            choices = tuple(spelled(kind) for kind in type(value))
            yield Entry(key, spelled(value), 0, 0, "choice", "", choices, rules)
        elif isinstance(value, list):
            yield Entry(key, f"[{','.join(value)}]", 0, 0, "list", "", ("any",), rules)
        elif isinstance(value, str) and f.name != "name":
            yield Entry(key, value, 0, 0, "path", "", ("any",), rules)
        else:
            yield from entries_of(value, key, rules)


def entries_of_pieces(group: str) -> Iterator[Entry]:
    """The keys of a group of rules; those that several rules share stand once."""
    found: dict[tuple[object, ...], Entry] = {}
    for rule in CHOICES[group]:
        piece = rule()
        for entry in entries_of(piece, group, (piece.name,)):  # type: ignore[attr-defined]
            same = found.get(entry[:6])
            found[entry[:6]] = entry if same is None else same._replace(rules=(*same.rules, *entry.rules))
    yield from found.values()


@functools.cache
def inventory() -> tuple[Entry, ...]:
    """Every key: settings first, those of a comparison after those of a run, then the scenario."""
    run = tuple(entries_of(Settings(), ""))
    known = {entry.key for entry in run}
    compared = (entry for entry in entries_of(Comparing(), "") if entry.key not in known)
    return (*run, *compared, *entries_of(Scenario(), ""))


def entry_of(key: str) -> Entry | None:
    """What is known of a key; for a rule's key, of the first rule that has it."""
    return next((entry for entry in inventory() if entry.key == key), None)


def group_of(key: str) -> str:
    """The key that takes a list where the group was given one."""
    return "territory.regions" if key == "territory" else key


def near_key(key: str) -> str:
    """What was perhaps meant by a key that does not exist."""
    known = [entry.key for entry in inventory()]
    last = key.rpartition(".")[2]
    same = [k for k in known if k.rpartition(".")[2] == last]
    pieces = sorted({rule for e in inventory() if e.key == key for rule in e.rules})
    if pieces:
        return f" Only with {key.partition('.')[0]}: {', '.join(pieces)}."
    if same:
        return f" Close: {', '.join(same[:4])}."
    groups = {k.partition(".")[0] for k in known} | {"rules", "experiment"}
    return near(key, known) or near(key, groups)
