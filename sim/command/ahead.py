"""What is understood before Hydra composes: the packages of `rules=`, and the user's own code of `--load`."""

import os
import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from hydra.core.config_store import ConfigStore

from sim.command.door import Refused
from sim.command.guide import folders
from sim.command.line import LOAD
from sim.config import CHOICES
from sim.package import PLUS, Package, names, read, stack
from sim.places import home
from sim.quoted import shown
from sim.strict_yaml import Unreadable, bounded, text_of
from sim.user_rules import load

ASKED = "asked"  # the choice of the group `rules` that stands for what was typed
MOST = 5_000  # files of a folder of configurations that are looked at
WORDS = re.compile(r"[^\s=:,/\[\]{}\"']+")


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


def check_files(typed: Sequence[str]) -> None:
    """Refuse, before Hydra reads them, files of --config-dir that no memory could hold, or in another encoding.

    Only those that may be read: named by a choice, or by a file that a choice names.
    """
    pages = {page for folder in folders(typed)[1:] for page in islice(folder.glob("**/*.yaml"), MOST)}
    told = set(WORDS.findall(" ".join(typed)))
    while named := {page for page in pages if page.stem in told}:
        pages -= named
        for page in sorted(named):
            try:
                text = text_of(page)
                bounded(text)
            except Unreadable as error:
                raise Refused(f"in {shown(str(page))}: {error}.") from None
            told |= set(WORDS.findall(text))


def shelve(typed: Sequence[str], primary: str) -> list[str]:
    """Make every package known to Hydra, and what `rules=` asks as one more; the words that Hydra reads."""
    for name in names():
        put(name, read(name))
    rest: list[str] = []
    for word in typed:
        key, equals, value = word.partition("=")
        if key == "rules" and primary == "compare":
            told = shown(value)
            raise Refused(f"{shown(word)}: in a comparison, write baseline={told} or variants={told}.")
        if key == "rules" and equals:
            put(ASKED, stack(joined(value)))
            word = f"{key}={ASKED}"
        elif key == "variants" and equals and not value.startswith("["):
            word = f"{key}=[{value}]"
        rest.append(word)
    return rest


def joined(value: str) -> str:
    """a, a+b, [a,b] and [a, b] as a+b; the path of a file as it is."""
    if os.path.isfile(home(value)):
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
