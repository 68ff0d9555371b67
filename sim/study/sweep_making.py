"""Make a sweep: its folder is prepared, its runs are made by whatever means, and the same request goes on after
anything."""

import functools
import hashlib
import json
import time
from collections.abc import Collection, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from sim.compare.measures import Measured, columns
from sim.config import Scenario
from sim.settings import Engine, Settings, Sweeping
from sim.simulate import simulate
from sim.store.code import digest_of_code
from sim.store.design import Cell
from sim.store.durable import LOCK, WORKSHOP, held, say
from sim.store.folder import MANIFEST, FolderError
from sim.store.identity import IDENTITY, Identity, identity_of, read_identity
from sim.store.manifest import about_place, digest_of, manifest_of, to_json
from sim.store.run_folder import OURS, Share, check_identity, check_place, run_folder
from sim.store.runs import OK, Row, Runs
from sim.store.saved import digest_of_config, plain, to_yaml
from sim.store.study_folder import check_study, new_products
from sim.store.write import put
from sim.study.batch import Engine as Making
from sim.study.batch import part_size, run_batch, tell_failures
from sim.study.runner import run_all
from sim.study.sweeping import CONFIG, DESIGN_FILE, TOLD_CONFIG, Asked, asked_in
from sim.study.worker import Ending, Job
from sim.sweep.design_file import read, text_of
from sim.sweep.factor import DesignError
from sim.sweep.layout import at_point, scenarios, try_points
from sim.sweep.plan import extended
from sim.territory import files_of, open_network
from sim.user_rules import LOADED
from sim.world.network import Network

LONG = 20.0  # seconds of a first run, compilation included, from which a second one would say nothing more

README = """\
A sweep of the laboratory of concertation. Un balayage du laboratoire de la concertation.

design.yaml          what varies, how, how many times / ce qui varie, comment, combien de fois
config.yaml          what every run shares / ce que toutes les simulations partagent
runs/part-*.parquet  a row a run: its point, its seed, its status, its measures / une ligne par simulation
identity.json        each measure with its unit and meaning / chaque mesure, son unité, son sens

python -m experiments.sweep status <this folder>     what is there, what is missing / ce qui est là, ce qui manque
python -m experiments.sweep resume <this folder>     goes on / continue
python -m experiments.sweep rerun <this folder> --run 12      one run again, whole / une simulation, en entier
python -m experiments.sweep export <this folder>     CSV and a research object / CSV et un objet de recherche

It explains and compares; it predicts no region. Elle explique et compare ; elle ne prédit aucune région.
"""


class Means(NamedTuple):
    """By what means runs are made; nothing here changes a number."""

    workers: int = 0
    share: Share | None = None
    engine: Engine = Engine.LOCAL
    address: str = ""
    again: Collection[Ending] = ()


def share_of(text: str) -> Share | None:
    """2/5 as a share; nothing without text; a DesignError if it is something else."""
    if not text:
        return None
    number, slash, total = text.partition("/")
    if not slash or not number.isdigit() or not total.isdigit() or not 1 <= int(number) <= int(total):
        raise DesignError(f"shard = {text}: two numbers are expected, such as 2/5: the second of five shares.")
    return Share(int(number), int(total))


def asked_of(settings: Sweeping, scenario: Scenario, typed: Mapping[str, str]) -> Asked:
    """What a request asks, its design checked: every value, and every point as far as they can be tried."""
    plan, changes = read(settings.design, scenario, typed, settings.points, settings.replicates)
    try_points(plan, scenarios(scenario, changes))
    alone = Settings(**{f.name: getattr(settings, f.name) for f in fields(Settings) if f.name != "replicates"})
    return Asked(alone, scenario, plan, changes, settings.limit)


def united(there: Asked, asked: Asked, folder: Path) -> Asked:
    """What a folder holds, going as far as is asked; refused if it is another sweep."""
    pairs = {
        "design": (dict(there.plan.told), dict(asked.plan.told)),
        "rules": (there.changes, asked.changes),
        "seed": (there.settings.seed, asked.settings.seed),
        "territory": (plain(there.settings.territory), plain(asked.settings.territory)),
        "configuration": (plain(there.scenario), plain(asked.scenario)),
        "typology": (plain(there.settings.typology), plain(asked.settings.typology)),
    }
    for word, (had, wanted) in pairs.items():
        if had != wanted:
            raise FolderError(
                f"output = {folder}: it holds another sweep: its {word} differs{first_difference(had, wanted)}. "
                "Choose another name, or remove it."
            )
    return asked._replace(plan=extended(there.plan, *asked.plan.last))


def first_difference(had: Any, wanted: Any) -> str:
    """' (key: a there, b asked)' of two mappings."""
    if not isinstance(had, Mapping) or not isinstance(wanted, Mapping):
        return f" ({had} there, {wanted} asked)"
    for key in dict.fromkeys([*had, *wanted]):
        one, other = had.get(key, "nothing"), wanted.get(key, "nothing")
        if one != other:
            if isinstance(one, Mapping) and isinstance(other, Mapping):
                return first_difference(
                    {f"{key}.{k}": v for k, v in one.items()}, {f"{key}.{k}": v for k, v in other.items()}
                )
            return f" ({key}: {one} there, {other} asked)"
    return ""


def engine_of(means: Means) -> Making:
    """Who makes the runs; a ParameterError if that is not here, or does not answer."""
    if means.engine is not Engine.DASK:
        return run_all
    from sim.study.dask_engine import DaskEngine

    engine = DaskEngine(means.address)
    engine.check()
    return engine


def prepare(asked: Asked, folder: Path, command: str) -> Asked:
    """Make the folder of a sweep, or go on with the one that is there; what it comes to. Refused, it is as it was."""
    check_study(folder, "sweep", files_of(asked.settings.territory), OURS)
    check_place(folder)
    try:
        (folder / WORKSHOP).mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        raise FolderError(f"output = {folder}: cannot be written ({reason.strerror}).") from reason
    with held(folder / LOCK, folder, shared=True), held(folder / WORKSHOP / "preparing", folder, wait=True):
        there = asked_in(folder) if (folder / MANIFEST).is_file() and (folder / DESIGN_FILE).is_file() else None
        found = united(there, asked, folder) if there else asked
        if (folder / IDENTITY).exists():
            check_identity(folder, wanted_identity(found))
        if there is None or (there.plan.extents, there.limit) != (found.plan.extents, found.limit):
            write_products(found, folder, command)
    return found


def write_products(asked: Asked, folder: Path, command: str) -> None:
    """design.yaml, config.yaml, README.txt, and the manifest last."""
    with new_products(folder, "sweep", told=False) as made:
        put(made / DESIGN_FILE, text_of(asked.plan))
        put(made / CONFIG, to_yaml(asked.settings, asked.scenario))
        put(made / "README.txt", README)
        before = commands(folder)
        about = {
            "command": (before or [command])[0],
            "extensions": [*before[1:], *([command] if before else [])],
            "configuration": configuration(asked),
            TOLD_CONFIG: digest_of_config(to_yaml(asked.settings, asked.scenario)),
            "rules": asked.changes,
            "limit": asked.limit,
            "runs": asked.plan.n_runs,
            **about_place(open_network(asked.settings.territory, asked.settings.seed)),
        }
        found = manifest_of("sweep", about)
        put(made / MANIFEST, to_json(found))


def commands(folder: Path) -> list[str]:
    """The command that made the folder, then those that extended it."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["sweep"]
        return [told["command"], *told["extensions"]]
    except (OSError, ValueError, KeyError):
        return []


def configuration(asked: Asked) -> str:
    """A digest of what decides the runs besides their design, the network and our code."""
    told = [plain(asked.scenario), asked.changes, plain(asked.settings.typology), sorted(LOADED)]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def origin(asked: Asked, network: Network) -> dict[str, str]:
    """The digests that a folder of runs keeps."""
    return {"configuration": configuration(asked), "network": digest_of(network)}


def wanted_identity(asked: Asked) -> Identity:
    """What a folder of these runs is about."""
    network = open_network(asked.settings.territory, asked.settings.seed)
    about = {"code": digest_of_code(), **origin(asked, network)}
    return identity_of(asked.design, columns(network, asked.scenario.months), about)


def trial(asked: Asked, network: Network) -> Row:
    """The first run of the design, made here: what one costs. A first one loads or compiles the rules."""
    row = asked.design.row(0)
    scenario, measure = asked.scenario_of(row), Measured(asked.settings.typology)
    for _ in range(2):
        start = time.perf_counter()
        values = measure(simulate(scenario, network, int(row["seed"])))
        seconds = time.perf_counter() - start
        if seconds > LONG:
            break
    return Row(0, OK, "", seconds, values)


def make(asked: Asked, folder: Path, means: Means = Means()) -> Runs:  # noqa: B008
    """How the runs of a prepared folder, or of one share of it, ended: those that are missing are made."""
    network = open_network(asked.settings.territory, asked.settings.seed)
    arms = scenarios(asked.scenario, asked.changes)
    keys = asked.plan.keys

    @functools.lru_cache(maxsize=64)
    def scenario(rule: str, cells: tuple[Cell, ...]) -> Scenario:
        return at_point(arms[rule], keys, cells)

    def job_of(row: Mapping[str, Cell]) -> Job:
        cells = tuple(row[key] for key in keys)
        return Job(scenario(str(row["rule"]), cells), network, int(row["seed"]))

    runs = run_batch(
        asked.design, job_of, Measured(asked.settings.typology), columns(network, asked.scenario.months), folder,
        origin(asked, network), means.workers, asked.limit or None, again=means.again, share=means.share,
        engine=engine_of(means), measured=False,
    )  # fmt: skip
    tell_failures(runs)
    return runs


def settle(asked: Asked, folder: Path, shares: int) -> None:
    """Decide the size of parts for so many shares, once, so that all of them agree on it."""
    network = open_network(asked.settings.territory, asked.settings.seed)
    described = columns(network, asked.scenario.months)
    about = {"code": digest_of_code(), **origin(asked, network)}
    size = part_size(len(asked.design), shares)
    with run_folder(folder, asked.design, described, about, Share(1, shares), size):
        say(f"{len(asked.design):,} runs in parts of {read_identity(folder).size}, {shares} shares.")


def endings(text: str) -> tuple[Ending, ...]:
    """failed,died,timed_out as endings; none without text; a DesignError if one is something else."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    allowed = {ending.value: ending for ending in Ending if ending is not Ending.OK}
    for word in words:
        if word not in allowed:
            raise DesignError(f"again = {word}: allowed: {', '.join(allowed)}, joined by commas.")
    return tuple(allowed[word] for word in words)
