"""The one door to Hydra: every typed group and every interchangeable rule, under the name that a user writes."""

import re
from dataclasses import field, fields, is_dataclass, make_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, cast

from hydra.core.config_store import ConfigStore
from omegaconf import MISSING, DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from sim.config import CHOICES, Scenario
from sim.inventory import near_key
from sim.parameter import ParameterError, Parameters
from sim.quoted import shown
from sim.rules.influence import Influence
from sim.settings import Comparing, Engine, Language, Settings, Sweeping, spelled
from sim.strict_yaml import Unreadable, bounded, text_of, tree_in
from sim.territory import Encoding, Source
from sim.world.rewire import Wiring
from sim.world.synthetic import Topology

QUIET = {  # Hydra neither makes folders, nor moves, nor logs: the run folder is ours (sim/store)
    "run": {"dir": "."},
    "output_subdir": None,
    "job": {"name": "run", "chdir": False},
    "mode": "RUN",
}

SILENT = [{"override hydra/job_logging": "disabled"}, {"override hydra/hydra_logging": "disabled"}]


def asked(cls: type) -> list[tuple[str, Any, Any]]:
    """The fields of a class for the root of the configuration; an interchangeable piece is chosen by its group."""
    return [(f.name, Any, field(default=MISSING)) if f.name in CHOICES else (f.name, f.type, f) for f in fields(cls)]


def request(kind: type[Settings]) -> type:
    """The root of a configuration: settings of this kind and scenario side by side, so that keys stay short."""
    return make_dataclass(f"{kind.__name__}Request", [*asked(kind), *asked(Scenario)])


REQUESTS: dict[type[Settings], type] = {kind: request(kind) for kind in (Settings, Comparing, Sweeping)}
SCHEMAS = {Settings: "schema", Comparing: "schema_compare", Sweeping: "schema_sweep"}


def spell_in_words(kind: type[Enum]) -> None:
    """Let a configuration write `bounded` where the code says `Influence.BOUNDED`: OmegaConf only knows BOUNDED."""
    for member in list(kind):
        kind._member_map_.setdefault(spelled(member), member)


def register() -> None:
    """Make every schema and every rule known to Hydra, those that a user has loaded included."""
    for kind in (Encoding, Engine, Influence, Language, Source, Topology, Wiring):
        spell_in_words(kind)
    shelves = ConfigStore.instance()
    for settings, name in SCHEMAS.items():
        shelves.store(name=name, node=REQUESTS[settings])
    shelves.store(name="quiet", node={"defaults": SILENT, "hydra": QUIET}, package="_global_")
    for group, rules in CHOICES.items():
        for rule in rules:
            for value in vars(rule()).values():
                if isinstance(value, Enum):
                    spell_in_words(type(value))
            shelves.store(group=group, name=rule().name, node=rule)  # type: ignore[attr-defined]


def piece(cfg: DictConfig, group: str) -> Parameters:
    """The interchangeable rule that a configuration names: the name decides, the keys must be this rule's."""
    named = {rule().name: rule for rule in CHOICES[group]}  # type: ignore[attr-defined]
    if OmegaConf.is_missing(cfg, group) or not OmegaConf.is_dict(cfg[group]):
        raise ParameterError(group, "nothing", f"a rule is needed: {', '.join(named)}")
    given = OmegaConf.to_container(cfg[group], resolve=True)
    name = given.get("name") if isinstance(given, dict) else None
    if name not in named:
        raise ParameterError(f"{group}.name", name, f"allowed: {', '.join(named)}")
    if OmegaConf.get_type(cfg, group) not in (dict, named[name]):
        raise ParameterError(f"{group}.name", name, f"a rule is chosen by {group}={name}")
    typed = OmegaConf.create({group: OmegaConf.structured(named[name])})
    found = OmegaConf.to_object(OmegaConf.merge(typed, {group: given}))
    assert isinstance(found, dict)
    return cast(Parameters, found[group])


def check_keys(cfg: DictConfig, kind: type, path: str = "") -> None:
    """Refuse a key that no class has: Hydra lets `+key=value` add anything."""
    types = {f.name: f.type for f in fields(kind)}
    for key in map(str, cfg):
        full = f"{path}{key}"
        if key not in types:
            raise ParameterError(full, cfg[key], f"no such key.{near_key(full)}")
        if is_dataclass(types[key]):
            check_keys(cfg[key], cast(type, types[key]), f"{full}.")


def to_settings(cfg: DictConfig) -> tuple[Settings, Scenario]:
    """The live objects of a composed configuration, its settings of the kind of its schema; every value is checked."""
    kind = next((k for k, root in REQUESTS.items() if OmegaConf.get_type(cfg) is root), Settings)
    check_keys(cfg, REQUESTS[kind])
    pieces = {group: piece(cfg, group) for group in CHOICES}
    whole = OmegaConf.to_object(cfg)
    chosen = {f.name: getattr(whole, f.name) for f in fields(REQUESTS[kind])} | pieces
    settings, scenario = ({f.name: chosen[f.name] for f in fields(part)} for part in (kind, Scenario))
    return kind(**settings), Scenario(**scenario)


def read(path: str) -> tuple[Settings, Scenario]:
    """The live objects of the config.yaml that a run has left.

    It may have been edited since: an Unreadable if it is no YAML, a ParameterError that names the key and the value.
    """
    register()
    text = text_of(Path(path))
    bounded(text)
    if not isinstance(tree_in(text), dict):
        raise Unreadable("a mapping is expected, keys and their values")
    try:
        saved = OmegaConf.create(text)
        assert isinstance(saved, DictConfig)
        saved.pop("defaults", None)
        whole = OmegaConf.merge(OmegaConf.structured(REQUESTS[Settings]), saved)
        assert isinstance(whole, DictConfig)
        return to_settings(whole)
    except OmegaConfBaseException as error:
        value = re.search(r"[Vv]alue '(.*?)'", str(error.msg or error), re.DOTALL)
        why = str(error.msg or error).splitlines()[0]
        raise ParameterError(str(error.full_key or error.key), value[1] if value else "...", shown(why)) from None
