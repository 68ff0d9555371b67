"""A sweep from its folder: the design, what varies, and the table of its runs, ready to be analyzed.

folder/design.yaml, config.yaml      the design with its extensions; what every run shares
folder/manifest.json, README.txt     where it comes from; how to go on
folder/identity.json, design.parquet, runs/part-*.parquet     the table: see `sim.store.runs`
"""

import contextlib
import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.config import Scenario
from sim.parameter import ParameterError
from sim.settings import Settings
from sim.state import Floats
from sim.store.design import LongDesign, departure
from sim.store.folder import MANIFEST, FolderError
from sim.store.identity import Field, read_identity
from sim.store.reading import damaged, manifest_in, number_of, part_of
from sim.store.runs import Runs, read, some
from sim.store.saved import digest_of_config
from sim.strict_yaml import Unreadable
from sim.strict_yaml import text_of as text_in
from sim.sweep.design_file import parsed, text_of
from sim.sweep.design_file import tree_of as tree_in
from sim.sweep.factor import DesignError, Factor
from sim.sweep.layout import HEAD, at_point, rows_of, scenarios
from sim.sweep.plan import Plan

DESIGN_FILE, CONFIG = "design.yaml", "config.yaml"
TOLD_CONFIG = "sha256_of_config"  # in the manifest
BLOCK = 16_384  # runs whose choices are computed again at once


class Asked(NamedTuple):
    """What a sweep is: enough to make any of its runs."""

    settings: Settings  # where, with which first seed
    scenario: Scenario  # what every run shares
    plan: Plan
    changes: Mapping[str, Mapping[str, Any]]  # rule: what it changes, by dotted key
    limit: float  # seconds a run; 0: none

    @property
    def design(self) -> LongDesign:
        """The runs to make, in order."""
        seed = self.settings.seed
        told = text_of(self.plan._replace(extents=()))
        rows = functools.partial(rows_of, self.plan, seed)
        return LongDesign(self.plan.n_runs, rows, HEAD, f"{told}first seed: {seed}\n")

    def scenario_of(self, row: Mapping[str, Any]) -> Scenario:
        """The scenario of a row of the design."""
        base = scenarios(self.scenario, {"": self.changes[str(row["rule"])]})[""]
        return at_point(base, self.plan.keys, [row[key] for key in self.plan.keys])


class Sweep(NamedTuple):
    """The runs of a sweep that are there, in the order of the design: by rule, then point, then replicate."""

    folder: Path
    plan: Plan
    runs: Runs
    columns: tuple[Field, ...]  # the measures: name, unit, meaning

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What varies: key, low, high, values, unit, default."""
        return self.plan.factors

    @property
    def unit(self) -> Floats:
        """(point, factor) positions in [0, 1], in the order in which the method of sampling made them."""
        return self.plan.unit()

    @property
    def points(self) -> Floats:
        """(point, factor) values; a word is its position in the list of its factor."""
        found = np.empty((self.plan.n_points, len(self.factors)))
        for k, values in enumerate(self.plan.at(np.arange(self.plan.n_points)).values()):
            found[:, k] = [self.factors[k].number(v) for v in values.tolist()] if self.factors[k].text else values
        return found

    def outcome(self, name: str) -> Floats:
        """(rule, point, replicate) a measure; NaN: the run is missing or failed, or has no such thing."""
        found = np.full((len(self.plan.rules), self.plan.n_points, self.plan.last.replicates), np.nan)
        rule, r = self.rule_index, self.runs
        found[rule, r.design["point"], r.design["replicate"]] = r.values[:, r.columns.index(name)]
        return found

    @property
    def made(self) -> NDArray[np.bool_]:
        """(rule, point, replicate) True where a run is there and ended well."""
        found = np.zeros((len(self.plan.rules), self.plan.n_points, self.plan.last.replicates), dtype=np.bool_)
        found[self.rule_index, self.runs.design["point"], self.runs.design["replicate"]] = self.runs.ok
        return found

    @property
    def rule_index(self) -> NDArray[np.int64]:
        """(run,) the position of the rule of each run."""
        place = {rule: k for k, rule in enumerate(self.plan.rules)}
        return np.array([place[str(rule)] for rule in self.runs.design["rule"]], dtype=np.int64)


def asked_in(folder: Path) -> Asked:
    """What the folder of a sweep was asked for; a FolderError if it is not one."""
    from sim.catalog import read as read_config

    for name in (MANIFEST, DESIGN_FILE, CONFIG):
        if not (folder / name).exists():
            raise FolderError(f"output = {folder}: this is not the folder of a sweep (it has no {name}).")
    place = folder / MANIFEST
    whole = manifest_in(folder)
    if "sweep" not in whole:
        raise FolderError(f"output = {folder}: this is not the folder of a sweep (see {MANIFEST}).")
    told = part_of(whole, place, "sweep")
    limit = number_of(told, place, "limit", 0.0)
    changes = rules_of(told, place)
    with named(folder / CONFIG):
        settings, scenario = read_config(str(folder / CONFIG))
        digest = digest_of_config(text_in(folder / CONFIG))
    if told.get(TOLD_CONFIG, digest) != digest:
        raise FolderError(
            f"output = {folder}: its {CONFIG} was changed after the sweep was planned, and its runs are those of what "
            "it said before. Put back what it said, or make another sweep."
        )
    with named(place):
        scenarios(scenario, changes)
    with named(folder / DESIGN_FILE):
        plan = parsed(tree_in(text_in(folder / DESIGN_FILE)), scenario, changes)
    return Asked(settings, scenario, plan, changes, limit)


def rules_of(told: Mapping[str, Any], place: Path) -> dict[str, dict[str, Any]]:
    """What each rule changes, by its name, as a manifest says it."""
    found = part_of(told, place, "rules")
    if not found:
        raise damaged(place, "rules = {}: one rule at least is expected")
    return {name: part_of(found, place, name) for name in found}


@contextlib.contextmanager
def named(path: Path) -> Iterator[None]:
    """Whatever is wrong inside of a file that people may have edited, with the name of the file."""
    try:
        yield
    except (ParameterError, DesignError, Unreadable) as reason:
        raise damaged(path, str(reason)) from None


def load(folder: Path | str, names: tuple[str, ...] | None = None) -> Sweep:
    """The sweep in a folder, nothing changed there. names: the measures wanted; None for all.

    Runs that are still missing, or that failed, are absent or NaN: look at `made`, or at `runs.ok`.
    """
    place = Path(folder)
    asked = asked_in(place)
    runs, unread = read(place, names)
    if unread:
        raise FolderError(f"output = {place}: {unread[0]}. Resume the sweep: the runs of this part are made again.")
    design = asked.design
    within = some(runs, runs.run < len(design))
    for start in range(0, len(within.run), BLOCK):
        block = slice(start, start + BLOCK)
        if why := departure({n: v[block] for n, v in within.design.items()}, design, within.run[block]):
            raise DesignError(f"{place}: its runs are not those of its {DESIGN_FILE}: {why}")
    identity = read_identity(place)
    described = tuple(c for name in within.columns for c in identity.columns if c.name == name)
    sweep = Sweep(place, asked.plan, within, described)
    order = np.lexsort((within.design["replicate"], within.design["point"], sweep.rule_index))
    return sweep._replace(runs=some(within, order))
