"""The one door to Hydra: every typed group and every interchangeable rule, under the name that a user writes."""

from dataclasses import field, fields, make_dataclass
from enum import Enum
from typing import Any

from hydra.core.config_store import ConfigStore
from omegaconf import MISSING, DictConfig, OmegaConf

from sim.config import CHOICES, Scenario
from sim.parameter import ParameterError, Parameters
from sim.rules.deliberation import Influence
from sim.settings import Language, Settings
from sim.territory import Source
from sim.world.synthetic import Topology

QUIET = {  # Hydra neither makes folders, nor moves, nor logs: the run folder is ours (sim/store)
    "run": {"dir": "."},
    "output_subdir": None,
    "job": {"name": "run", "chdir": False},
    "mode": "RUN",
}


def asked(cls: type) -> list[tuple[str, Any, Any]]:
    """The fields of a class for the root of the configuration; an interchangeable piece is chosen by its group."""
    return [(f.name, Any, field(default=MISSING)) if f.name in CHOICES else (f.name, f.type, f) for f in fields(cls)]


Request = make_dataclass("Request", [*asked(Settings), *asked(Scenario)])
Request.__doc__ = "The root of the configuration: settings and scenario side by side, so that keys stay short."


def spell_by_value(kind: type[Enum]) -> None:
    """Let a configuration write a choice as the study does (`bounded`): OmegaConf only knows the names of members."""
    for member in list(kind):
        kind._member_map_.setdefault(member.value, member)


def register() -> None:
    """Make every schema and every rule known to Hydra. Idempotent."""
    for kind in (Influence, Language, Source, Topology):
        spell_by_value(kind)
    shelves = ConfigStore.instance()
    shelves.store(name="schema", node=Request)
    shelves.store(name="quiet", node={"hydra": QUIET}, package="_global_")
    for group, rules in CHOICES.items():
        for rule in rules:
            shelves.store(group=group, name=rule().name, node=rule)  # type: ignore[attr-defined]


def to_settings(cfg: DictConfig) -> tuple[Settings, Scenario]:
    """The live objects of a composed configuration; every value is checked here."""
    chosen = {f.name: getattr(OmegaConf.to_object(cfg), f.name) for f in fields(Request)}
    for group, rules in CHOICES.items():
        named = chosen[group]
        if isinstance(named, Parameters) and named.name != type(named)().name:  # type: ignore[attr-defined]
            allowed = f"choose a rule by {group}={named.name}"  # type: ignore[attr-defined]
            raise ParameterError(f"{group}.name", named.name, allowed)  # type: ignore[attr-defined]
    parts = [{f.name: chosen[f.name] for f in fields(cls)} for cls in (Settings, Scenario)]
    return Settings(**parts[0]), Scenario(**parts[1])
