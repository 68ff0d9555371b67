"""A number is written once: its value, its range, its unit and its source stand on one line.

Every parameter of the model is a field of a dataclass that derives from `Parameters`, declared with
`parameter(default, low, high, unit, source)`. Validation, the table of parameters, sweeps and sensitivity
analyses all read that line. The source starts with a tag:

    [S] the study      [L] literature, named      [D] measured data, file named      [A] assumption, to be swept
"""

import collections
import functools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from typing import Any, NamedTuple, TypeVar, cast, get_type_hints

from sim.quoted import shown

TAGS = ("[S]", "[L]", "[D]", "[A]")


class ParameterError(ValueError):
    """A value that the model refuses. The message names the key, the value and what is allowed."""

    def __init__(self, key: str, value: object, allowed: str) -> None:
        super().__init__(f"{shown(key)} = {shown(value, quotes=True)}: {allowed}")
        self.key, self.value, self.allowed = key, value, allowed

    @property
    def told(self) -> str:
        """The key, the value and what is allowed, without a point at the end: for a message that names the file too."""
        return f"{shown(self.key)} = {shown(self.value, quotes=True)}: {self.allowed.rstrip('.')}"

    def __reduce__(self) -> tuple[type, tuple[str, object, str]]:
        """How it travels between processes."""
        return type(self), (self.key, self.value, self.allowed)


class Description(NamedTuple):
    """What is known of one parameter besides its value."""

    low: float
    high: float
    unit: str
    source: str

    @property
    def assumed(self) -> bool:
        """True when no source supports the value, or its size: it must be swept."""
        return "[A]" in self.source


def parameter(default: float | int | bool, low: float, high: float, unit: str, source: str) -> Any:
    """Declare a number with its admissible range (both ends included), its unit and its source."""
    if not source.startswith(TAGS):
        raise ValueError(f"a source starts with one of {', '.join(TAGS)}: {source!r}")
    if not low <= default <= high:
        raise ValueError(f"default {default} outside [{low}, {high}]")
    return field(default=default, metadata={"description": Description(low, high, unit, source)})


def switch(default: bool, source: str) -> Any:
    """Declare a mechanism that can be turned on or off."""
    return parameter(default, False, True, "on or off", source)


@dataclass
class Parameters:
    """Base of every group of parameters: refuses at once a value of the wrong type or out of range."""

    def __post_init__(self) -> None:
        mine: Any = type(self)
        for name, key, kind, description in checks(mine):
            setattr(self, name, checked(key, getattr(self, name), kind, description))


def section_of(cls: type) -> str:
    """The word by which a configuration names this group of parameters, such as `deliberation`."""
    return getattr(cls, "section", None) or "".join("_" + c.lower() if c.isupper() else c for c in cls.__name__).lstrip(
        "_"
    )


def descriptions(cls: type) -> dict[str, Description]:
    """The described fields of a group of parameters, in the order in which they are written."""
    return {f.name: f.metadata["description"] for f in fields(cls) if "description" in f.metadata}


@functools.cache
def checks(cls: Any) -> tuple[tuple[str, str, Any, Description], ...]:
    """(name, dotted key, type, description) of each described field: the same for every object of the class.

    A sweep builds tens of thousands of scenarios: looking this up for each of their values was most of their cost.
    """
    types: dict[Any, type] = {"bool": bool, "int": int, "float": float}
    kinds = {f.name: types.get(f.type, f.type) for f in fields(cls)}
    return tuple((name, f"{section_of(cls)}.{name}", kinds[name], d) for name, d in descriptions(cls).items())


def finite(value: object) -> float | None:
    """A number as a finite float; None for anything else: true, a text, a list, NaN, an infinity, or a whole number
    that no float can hold (309 digits and more, which `float` and `math.isfinite` do not take)."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def finite_in(text: str) -> float | None:
    """The finite number that a text writes, as in 12, -0.5 and 1e4; None for anything else, "inf" included."""
    try:
        return finite(float(text))
    except ValueError:
        return None


def checked(key: str, value: Any, kind: Any, description: Description) -> Any:
    """`value` in the type of its field, or a ParameterError that says what is allowed."""
    low, high, unit, _ = description
    if kind is bool:
        if not isinstance(value, bool):
            raise ParameterError(key, value, "allowed: true or false")
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ParameterError(key, value, f"a number is expected; allowed: {low:g} to {high:g} ({unit})")
    if finite(value) is None or not low <= value <= high:
        raise ParameterError(key, value, f"allowed: {low:g} to {high:g} ({unit})")
    if kind is int:
        if value != int(value):
            raise ParameterError(key, value, f"a whole number is expected; allowed: {low:g} to {high:g} ({unit})")
        return int(value)
    return float(value)


P = TypeVar("P")


@functools.cache
def tuple_of(label: str) -> Any:
    """The named-tuple class of a list of fields, "Numbers:gain,bound": one class a list, whoever asks for it."""
    make: Any = collections.namedtuple
    kind = make("Numbers", label.partition(":")[2].replace(",", " "), module=__name__)
    kind.__qualname__ = label
    return kind


def group_of(names: Iterable[str]) -> Any:
    """The named-tuple class of these fields, in this order."""
    return tuple_of("Numbers:" + ",".join(names))


def __getattr__(label: str) -> Any:
    """Where the cache of compiled code, which only knows a class by its name, finds `tuple_of` again.

    Made from the name alone: code that another rule compiled is read even by a process that never heard of that rule.
    """
    if label.startswith("Numbers:"):
        return tuple_of(label)
    raise AttributeError(label)


@functools.cache
def numbers_of(cls: Any) -> tuple[str, ...]:
    """The fields of a group that machine code can have: those that are not texts."""
    kinds = get_type_hints(cls)
    return tuple(f.name for f in fields(cls) if kinds[f.name] is not str)


def values(group: P) -> P:
    """The numbers of a group as a named tuple, the only form that compiled code accepts.

    It reads as the group itself (`p.gain`), so pages annotate it with the group's class. Enums become their position
    in their class; texts are left out.
    """
    kind: Any = type(group)
    names = numbers_of(kind)
    numbers = (getattr(group, name) for name in names)
    return cast(P, group_of(names)(*[list(type(v)).index(v) if isinstance(v, Enum) else v for v in numbers]))


def walk(group: object, path: str = "") -> Iterator[tuple[str, object, Description]]:
    """(dotted key, value, description) of every described parameter of a tree of dataclasses, in order."""
    if not is_dataclass(group):
        return
    described = descriptions(type(group))
    for f in fields(group):
        key = f"{path}.{f.name}" if path else f.name
        value = getattr(group, f.name)
        if f.name in described:
            yield key, value, described[f.name]
        elif is_dataclass(value):
            yield from walk(value, key)
