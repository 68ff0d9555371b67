"""The configuration as it is saved: every value that was used, in the words and the order of the code."""

import hashlib
import re
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from sim.config import Scenario
from sim.settings import Settings, spelled

ELSEWHERE = ("workers", "output")  # they change no result: they are in timing.json

HEADER = """\
# The whole configuration of this run. To make the same run again, from the folder of the project:
#   python -m experiments.run --config-dir <this folder> --config-name config output=<another folder>
defaults:
  - schema
  - quiet
  - _self_
"""


def plain(value: object) -> Any:
    """Dataclasses as mappings, choices as their words, the rest as it is."""
    if is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Enum):
        return spelled(value)
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return value


def literal(tree: Any) -> Any:
    """The same tree, in which `${x}` in a text (the path of a file) is not the value of another key when it is read."""
    if isinstance(tree, dict):
        return {key: literal(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [literal(value) for value in tree]
    return re.sub(r"(\\*)\$\{", r"\1\1\\${", tree) if isinstance(tree, str) else tree


def resolved(settings: Settings, scenario: Scenario) -> dict[str, Any]:
    """Every key and value that decides the results."""
    kept = {key: value for key, value in plain(settings).items() if key not in ELSEWHERE}
    return {**kept, **plain(scenario)}


def to_yaml(settings: Settings, scenario: Scenario, name: str = "config") -> str:
    """The text of config.yaml, or of another file of this name."""
    import yaml

    body: str = yaml.safe_dump(literal(resolved(settings, scenario)), sort_keys=False, allow_unicode=True, width=120)
    return HEADER.replace("--config-name config", f"--config-name {name}") + body


def digest(settings: Settings, scenario: Scenario) -> str:
    """A short name for exactly this configuration, whatever the language of the tables."""
    words = [
        f"{key}={value!r}" for key, value in resolved(settings, scenario).items() if key not in ("language", "figures")
    ]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


def digest_of_config(text: str) -> str:
    """SHA-256 of what a config.yaml says, its comments and line ends aside."""
    import yaml

    return hashlib.sha256(repr(yaml.safe_load(text)).encode()).hexdigest()
