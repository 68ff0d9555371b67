"""A scenario with some parameters changed, by dotted key: for sweeps, for `mesa.batch_run`, for the command line.

    changed(Scenario(), {"deliberation.gain": 0.1, "award": "majority", "award.threshold": 0.67})

A key is a parameter ("months", "norms.cap"), or a group that has several kinds ("split", "award", "endorsement"), to
which the name of a kind is given. The scenario that is passed is left as it was.
"""

import difflib
from collections.abc import Mapping
from dataclasses import fields, replace
from enum import Enum
from typing import Any, TypeVar

import numpy as np

from sim.config import CHOICES, Scenario
from sim.parameter import ParameterError, Parameters
from sim.quoted import shown

P = TypeVar("P", bound=Parameters)


def changed(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """A copy of `scenario` with these keys changed; a ParameterError names a key or value that is refused."""
    whole = {key: value for key, value in changes.items() if "." not in key}
    parts: dict[str, dict[str, Any]] = {}
    for key, value in changes.items():
        if "." in key:
            group, name = key.split(".", 1)
            parts.setdefault(group, {})[name] = value
    new = {key: chosen(scenario, key, value) for key, value in whole.items()}
    for group, names in parts.items():
        known(scenario, group, next(f"{group}.{name}" for name in names))
        start = new.get(group, getattr(scenario, group))
        if not isinstance(start, Parameters):
            key = next(f"{group}.{name}" for name in names)
            raise ParameterError(key, names[key.split(".", 1)[1]], f"{group} is a number, not a group of parameters")
        new[group] = regrouped(start, group, names)
    return replace(scenario, **new)


def chosen(scenario: Scenario, key: str, value: Any) -> Any:
    """What a key without a dot becomes: a number, a whole group, or one of its kinds by its name."""
    known(scenario, key, key)
    kinds = {kind().name: kind for kind in CHOICES.get(key, ())}  # type: ignore[attr-defined]
    if isinstance(value, str) and kinds:
        if value not in kinds:
            raise ParameterError(key, value, f"allowed: {', '.join(kinds)}")
        return kinds[value]()
    expected = getattr(scenario, key)
    if isinstance(expected, Parameters):
        base = CHOICES[key][0].__mro__[1] if kinds else type(expected)
        if not isinstance(value, (base, *kinds.values())):
            example = f"{key}.{fields(expected)[-1].name}"
            names = f"a name is expected ({', '.join(kinds)}), or" if kinds else "a group is expected; write"
            raise ParameterError(key, value, f"{names} one of its parameters, such as {example}")
    return plain(value)


def regrouped(group: P, path: str, names: Mapping[str, Any]) -> P:
    """The group with these parameters changed, all at once, so that they are checked together."""
    described = {f.name for f in fields(group) if f.init}
    for name, value in names.items():
        if name not in described:
            allowed = f"no such parameter.{close(name, described, path)} Allowed: {', '.join(sorted(described))}"
            raise ParameterError(f"{path}.{name}", value, allowed)
    new = {name: member(group, f"{path}.{name}", name, value) for name, value in names.items()}
    return replace(group, **new)


def member(group: Parameters, key: str, name: str, value: Any) -> Any:
    """The value in the type of its field: a word becomes the member of an enumeration, a numpy number a Python one."""
    now = getattr(group, name)
    if not isinstance(now, Enum):
        return plain(value)
    words = {str(m.value).lower(): m for m in type(now)} | {m.name.lower(): m for m in type(now)}
    word = value.name.lower() if isinstance(value, Enum) else shown(value).lower()
    if word not in words:
        raise ParameterError(key, value, f"allowed: {', '.join(m.name.lower() for m in type(now))}")
    return words[word]


def known(scenario: Scenario, name: str, key: str) -> None:
    """Refuse a key that is in no scenario, and say which resemble it."""
    names = [f.name for f in fields(scenario)]
    if name not in names:
        raise ParameterError(key, "...", f"no such key.{close(name, names)} Allowed: {', '.join(names)}")


def close(name: str, names: Any, path: str = "") -> str:
    """' Close: ...' when a name resembles others."""
    found = difflib.get_close_matches(name, sorted(names), n=3, cutoff=0.6)
    return f" Close: {', '.join(f'{path}.{n}' if path else n for n in found)}." if found else ""


def plain(value: Any) -> Any:
    """A numpy scalar as a Python number; anything else as it is."""
    return value.item() if isinstance(value, np.generic) else value
