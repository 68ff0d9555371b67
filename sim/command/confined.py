"""A file of scenarios says what is simulated, and nothing else: Hydra's own settings are out of its reach.

Under the key `hydra`, a file could name functions to call and files to open: whoever receives a configuration from
somebody would run what it says. Every file that Hydra reads passes here, whatever names it; ours alone may speak of
Hydra. References to the environment (`${oc.env:...}`) are refused too: results are handed on.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.command.door import Refused
from sim.quoted import shown

HYDRA = re.compile(r"(?<![\w-])hydra(?![\w-])")
RESOLVER = re.compile(r"\$\{[^{}]*:")
FOLDERS = ("--config-dir", "-cd", "--config-path", "-cp")


def check_reach(typed: Sequence[str]) -> None:
    """Refuse words that change Hydra itself, or that would import a package to find configurations."""
    for word, following in zip(typed, [*typed, ""][1:], strict=True):
        key, equals, value = word.partition("=")
        if not word.startswith("-") and HYDRA.search(key):
            raise Refused(f"{shown(key)}: no such key: scenarios are chosen here, not how Hydra works.")
        if key in FOLDERS and "://" in (value if equals else following):
            raise Refused(f"{key} {shown(value if equals else following)}: a folder is expected.")


def check_loaded(place: str, package: str, config: Any) -> None:
    """Refuse a file that speaks of Hydra, or that refers to more than its own keys."""
    from omegaconf import DictConfig, OmegaConf

    tree: Any = OmegaConf.to_container(config, resolve=False) if isinstance(config, DictConfig) else {}
    told = [place, package, str(tree.get("defaults"))]
    if any(HYDRA.search(text) for text in told) or "hydra" in tree:
        raise Refused(f"in {shown(place)}: hydra: no such key: a file says what is simulated, not how Hydra works.")
    found = RESOLVER.search(OmegaConf.to_yaml(config)) if config is not None else None
    if found:
        raise Refused(f"in {shown(place)}: {shown(found[0])}...}}: a reference names a key of this configuration.")


@contextmanager
def confined(ours: Path) -> Iterator[None]:
    """While it lasts, each file that Hydra loads from elsewhere than the folder `ours` is checked first."""
    from hydra._internal.sources_registry import SourcesRegistry
    from hydra.core.plugins import Plugins

    Plugins.instance()  # it registers, once, the class by which files are read
    reader: Any = SourcesRegistry.instance().resolve("file")
    load = reader.load_config

    def checked(source: Any, config_path: str) -> Any:
        found = load(source, config_path)
        if Path(source.path).resolve() != ours.resolve():
            check_loaded(config_path, str((found.header or {}).get("package") or ""), found.config)
        return found

    reader.load_config = checked
    try:
        yield
    finally:
        reader.load_config = load
