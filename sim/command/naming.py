"""The folder of results when none is given: a name made of what was asked, so that two requests do not collide."""

import hashlib
import re
from pathlib import Path

from sim.command.line import Asked
from sim.config import CHOICES
from sim.places import home
from sim.settings import Settings

RESULTS = Path("results")
UNIMPORTANT = (  # they change no number
    "output", "workers", "language", "figures", "limit", "engine", "address", "shard", "slurm", "dry_run",
)  # fmt: skip
LONGEST = 80
COMMANDS = ("run", "compare", "sweep")  # the configurations that have a command of their own


def decisive(asked: Asked) -> tuple[str, ...]:
    """What was typed and decides the numbers."""
    kept = tuple(o for o in asked.overrides if o.lstrip("+~").partition("=")[0] not in UNIMPORTANT)
    return kept if asked.config_name in COMMANDS else (f"--config-name {asked.config_name}", *kept)


def typed_keys(asked: Asked) -> dict[str, str]:
    """The groups and keys of a scenario that were typed, with their values."""
    pairs = (o.lstrip("+~").partition("=") for o in asked.overrides)
    return {key: value for key, _, value in pairs if "." in key or key in CHOICES}


def folder_for(settings: Settings, asked: Asked) -> Path:
    """The folder that was given, or results/<territory, then the other choices, in alphabetical order>."""
    if settings.output:
        return home(settings.output)
    typed = decisive(asked)
    last = {o.partition("=")[0]: o for o in typed if not o.startswith("territory=")}
    named = [last.pop(key).partition("=")[2] for key in ("territory.regions", "territory.source") if key in last]
    place = named[0] if named else asked.territory
    command = () if asked.config_name == "run" else (asked.config_name,)
    parts = [*command, place, *sorted(o.lstrip("-+~") for o in last.values())]
    name = "-".join(re.sub(r"[^\w.-]+", "_", part).strip("_") for part in parts)
    if len(name) > LONGEST or asked.config_dir:
        whole = "\n".join([*parts, asked.config_dir])
        name = f"{name[:LONGEST]}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"
    return RESULTS / name
