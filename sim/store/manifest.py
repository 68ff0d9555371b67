"""Where results come from: code, libraries, machine, seed. Nothing here changes when the same run is made again."""

import hashlib
import importlib.metadata
import json
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.config import Scenario
from sim.history import History
from sim.settings import Settings
from sim.store.earlier import PROJECT
from sim.store.saved import digest
from sim.user_rules import LOADED
from sim.world.network import Network

FORMAT = 1  # of the folder; raised when a reader must know
LIBRARIES = ("numpy", "numba", "pyarrow", "networkx", "omegaconf", "hydra-core", "matplotlib", "mesa")
SIM = Path(__file__).parent.parent


def version(package: str) -> str:
    """The installed version, without importing the package."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def digest_of_sources() -> str:
    """SHA-256 of every page of `sim/` and of its data: what the results depend on, git or not."""
    total = hashlib.sha256()
    for page in sorted(p for p in SIM.rglob("*") if p.suffix in (".py", ".csv")):
        total.update(page.relative_to(SIM).as_posix().encode() + b"\0" + page.read_bytes() + b"\0")
    return total.hexdigest()


def git(*arguments: str) -> str | None:
    """What git answers about the folder of the project; None without git or outside a repository of ours."""
    try:
        answer = subprocess.run(
            ["git", "-C", str(SIM.parent), *arguments],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()


def state_of_code() -> dict[str, Any]:
    """Commit, whether sources differ from it, and their digest."""
    top = git("rev-parse", "--show-toplevel")
    ours = top is not None and Path(top).resolve() == SIM.parent.resolve()
    changes = git("status", "--porcelain", "--", "sim", "configs", "experiments") if ours else None
    return {
        "git_commit": git("rev-parse", "HEAD") if ours else None,
        "uncommitted_changes": None if changes is None else bool(changes),
        "sha256_of_sim": digest_of_sources(),
    }


def processor() -> str:
    """The name of the processor, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def digest_of(network: Network) -> str:
    """SHA-256 of the territories, the borders and the envelopes: a user's files may change without their names."""
    rows = [str(sorted(row.items())) for row in (*network.node_rows(), *network.edge_rows())]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def about_place(network: Network) -> dict[str, Any]:
    """What a manifest says of the network of territories."""
    unsourced = [
        n for n, known in zip(network.region_name, network.envelope_sourced.tolist(), strict=True) if not known
    ]
    return {
        "regions": list(network.region_name),
        "territories": len(network.code),
        "sha256_of_network": digest_of(network),
        "envelopes_not_sourced": unsourced,
    }


def manifest(
    settings: Settings, scenario: Scenario, network: Network, history: History, asked: Sequence[str]
) -> dict[str, Any]:
    """The manifest of one run and its replicates."""
    return manifest_of(
        "run",
        {
            "asked": list(asked),
            "command": " ".join(["python -m experiments.run", *asked]),
            "seed": settings.seed,
            "replicates": settings.replicates,
            "configuration": digest(settings, scenario),
            "months": scenario.months,
            **about_place(network),
            "actors": len(history.final.actors.role),
            "ties_at_start": history.final.born,
        },
    )


def manifest_of(kind: str, about: dict[str, Any]) -> dict[str, Any]:
    """Everything that a reader must know to trust or to repeat the results; `about` says what is particular to them.

    about has at least `command` and `configuration` (a digest).
    """
    return {
        "project": PROJECT,
        "format": FORMAT,
        "kind": kind,
        "version": version(PROJECT),
        "code": state_of_code(),
        kind: about,
        "own_rules": [rules._asdict() for rules in LOADED.values()],
        "software": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        "machine": {
            "system": f"{platform.system()} {platform.machine()}",
            "processor": processor(),
            "byte_order": sys.byteorder,
        },
    }


def origin(found: dict[str, Any]) -> dict[str, str]:
    """What a reader of the report must know of the manifest, in a few words."""
    code, about = found["code"], found[found["kind"]]
    commit = code["git_commit"] or "no git"
    return {
        "command": about["command"],
        "version": f"{found['project']} {found['version']}",
        "commit": f"{commit}, with uncommitted changes" if code["uncommitted_changes"] else commit,
        "digest": about["configuration"],
        "python": found["software"]["python"],
        "machine": f"{found['machine']['system']}, {found['machine']['processor']}",
    }


def to_json(tree: dict[str, Any]) -> str:
    """Readable JSON, accents kept."""
    return json.dumps(tree, indent=2, ensure_ascii=False) + "\n"
