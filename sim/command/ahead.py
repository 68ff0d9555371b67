"""What is understood before Hydra composes: the packages of `rules=`, and the user's own code of `--load`."""

import re
from collections.abc import Sequence
from typing import Any

from hydra.core.config_store import ConfigStore

from sim.command.line import Refused
from sim.config import CHOICES
from sim.package import PLUS, Package, names, read, stack
from sim.places import home
from sim.user_rules import load

ASKED = "asked"  # the choice of the group `rules` that stands for what was typed
LOAD = "--load"


def load_code(typed: Sequence[str]) -> list[str]:
    """Load the Python files of `--load FILE` (any number of them); the other words, in order."""
    rest: list[str] = []
    words = iter(typed)
    for word in words:
        name, equals, value = word.partition("=")
        if name != LOAD:
            rest.append(word)
            continue
        path = value if equals else next(words, "")
        if not path:
            raise Refused(f"{LOAD}: the path of a Python file is expected: {LOAD} my/rule.py")
        load(path)
    return rest


def shelve(typed: Sequence[str], primary: str) -> list[str]:
    """Make every package known to Hydra, and what `rules=` asks as one more; the words that Hydra reads."""
    for name in names():
        put(name, read(name))
    rest: list[str] = []
    for word in typed:
        key, equals, value = word.partition("=")
        if key == "rules" and primary == "compare":
            raise Refused(f"{word}: in a comparison, write baseline={value} or variants={value}.")
        if key == "rules" and equals:
            put(ASKED, stack(joined(value)))
            word = f"{key}={ASKED}"
        elif key == "variants" and equals and not value.startswith("["):
            word = f"{key}=[{value}]"
        rest.append(word)
    return rest


def joined(value: str) -> str:
    """a, a+b, [a,b] and [a, b] as a+b; the path of a file as it is."""
    if home(value).is_file():
        return value
    inside = re.sub(r"^\[(.*)\]$", r"\1", value.strip())
    return PLUS.join(part.strip().strip("'\"") for part in inside.split(","))


def put(name: str, package: Package) -> None:
    """One choice of the group `rules`: other pieces first, then keys."""
    node: dict[str, Any] = {
        "defaults": [{f"override /{key}": value} for key, value in package.changes.items() if key in CHOICES]
    }
    for key, value in package.changes.items():
        group, dot, part = key.partition(".")
        if dot:
            node.setdefault(group, {})[part] = value
    ConfigStore.instance().store(group="rules", name=name, node=node, package="_global_")
