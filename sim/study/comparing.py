"""A comparison of funding rules: every arm on the same seeds at base parameters, then on the same plausible worlds."""

import hashlib
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from sim.compare.arms import Arm, arms_of, in_world
from sim.compare.comparison import Comparison, Findings, analyzed, outcomes_of, read_targets
from sim.compare.differences import differences
from sim.compare.measures import Column, Measured, columns
from sim.compare.precision import judge, targets
from sim.compare.why import typical
from sim.compare.worlds import World, draw_worlds
from sim.compare.worlds_file import read_worlds
from sim.config import Scenario
from sim.history import History
from sim.metrics.outcomes import OUTCOMES
from sim.parameter import ParameterError
from sim.places import home
from sim.settings import Comparing, Settings
from sim.simulate import simulate
from sim.state import Floats, Ints
from sim.store.design import Cell, Design
from sim.store.folder import MANIFEST
from sim.store.manifest import about_place, digest_of, manifest_of, to_json
from sim.store.runs import Runs
from sim.store.saved import plain, to_yaml
from sim.store.study_folder import RUNS, check_study, new_products
from sim.store.write import put
from sim.study.batch import run_batch, tell_failures
from sim.study.progress import announce
from sim.study.worker import Job
from sim.territory import files_of, open_network
from sim.user_rules import LOADED
from sim.world.network import Network


class Bench:
    """What the runs of a comparison share, and the runs already made."""

    def __init__(self, settings: Comparing, network: Network, arms: tuple[Arm, ...], folder: Path) -> None:
        self.settings, self.network, self.arms, self.folder = settings, network, arms, folder
        self.columns: tuple[Column, ...] = columns(network, arms[0].scenario.months)
        self.measure = Measured(settings.typology)
        self.labels = unlike(arms)
        self.runs: dict[str, Runs] = {}  # by design: those at base parameters, those in worlds

    @property
    def origin(self) -> dict[str, str]:
        """Digests of what decides the runs besides their design."""
        return {"configuration": configuration(self.arms, self.settings), "network": digest_of(self.network)}

    def make(self, name: str, design: Design, scenario_of: dict[tuple[int, int], Scenario] | None = None) -> Runs:
        """The runs of a design, those that are there already included."""

        def job_of(row: Mapping[str, Cell]) -> Job:
            arm = int(row["arm"])
            scenario = scenario_of[arm, int(row["world"])] if scenario_of else self.arms[arm].scenario
            return Job(scenario, self.network, int(row["seed"]))

        workers = self.settings.workers
        found = run_batch(design, job_of, self.measure, self.columns, self.folder / name, self.origin, workers)
        tell_failures(found)
        self.runs[name] = found
        return found


def configuration(arms: Sequence[Arm], settings: Comparing) -> str:
    """A digest of what every arm is, of the thresholds, and of a user's own code."""
    told = [plain(arm.scenario) for arm in arms] + [plain(settings.typology), sorted(LOADED)]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def unlike(arms: Sequence[Arm]) -> tuple[str, ...]:
    """(arm,) names, all different: a rule compared with itself is named twice."""
    found: list[str] = []
    for arm in arms:
        found.append(arm.name if arm.name not in found else f"{arm.name} (again)")
    return tuple(found)


def same_seeds(bench: Bench, seeds: Sequence[int], worlds: Sequence[World]) -> Design:
    """One row a run: for each world and seed, every arm in turn, so that more seeds or worlds only add rows.

    `drawn` is a digest of what a world changes: runs of another spread, or of another file, are never taken for these.
    """
    n_arms, n_seeds = len(bench.arms), len(seeds) // max(len(worlds), 1)
    drawn = [hashlib.sha256(repr(world.changes).encode()).hexdigest()[:12] for world in worlds]
    return Design(
        {
            "rule": np.array(bench.labels * len(seeds)),
            "arm": np.tile(np.arange(n_arms, dtype=np.int64), len(seeds)),
            "world": np.repeat(np.array([world.number for world in worlds], dtype=np.int64), n_seeds * n_arms),
            "drawn": np.repeat(np.array(drawn), n_seeds * n_arms),
            "seed": np.repeat(np.asarray(seeds, dtype=np.int64), n_arms),
        }
    )


def at_base(bench: Bench) -> Floats:
    """(arm, replicate, column) at base parameters, replicates added until outcomes are known precisely enough."""
    s, n_arms = bench.settings, len(bench.arms)
    outcome = outcomes_of(bench.columns)
    made, most = s.replicates, max(s.most, s.replicates)
    while True:
        runs = bench.make("base", same_seeds(bench, range(s.seed, s.seed + made), [World(0, {})]))
        values = runs.values.reshape(made, n_arms, -1).transpose(1, 0, 2)
        kept = values[:, :, outcome]
        found = judge(differences(kept), targets(kept, share=s.precision), made, most)
        if not found.go_on:
            return np.ascontiguousarray(values)
        made = found.following


def over_worlds(bench: Bench, worlds: Sequence[World]) -> Floats:
    """(arm, world, seed, column) in each plausible world, with luck of its own."""
    s, n_arms, n_worlds = bench.settings, len(bench.arms), len(worlds)
    if not worlds:
        return np.full((n_arms, 0, s.seeds_a_world, len(bench.columns)), np.nan)
    seeds = range(s.seed, s.seed + n_worlds * s.seeds_a_world)
    made = {(a, w.number): in_world(arm, w.changes) for a, arm in enumerate(bench.arms) for w in worlds}
    runs = bench.make("worlds", same_seeds(bench, seeds, worlds), made)
    values = runs.values.reshape(n_worlds, s.seeds_a_world, n_arms, -1)
    return np.ascontiguousarray(values.transpose(2, 0, 1, 3))


def plausible_worlds(arms: Sequence[Arm], scenario: Scenario, settings: Comparing) -> tuple[World, ...]:
    """The drawn worlds, or those of a file, the nearest first; what any arm states is left alone in all of them."""
    stated = {key for arm in arms for key in arm.package.changes}
    if settings.worlds_from:
        if not settings.worlds:
            raise ParameterError("worlds", 0, f"worlds_from = {settings.worlds_from} asks for worlds; leave one out")
        found = read_worlds(home(settings.worlds_from), scenario, stated)[1:]
        check_worlds(found, arms, settings.worlds_from)
        if len(found) > settings.worlds:
            announce(f"The first {settings.worlds} of the {len(found)} worlds of {settings.worlds_from}: see worlds=.")
        return found[: settings.worlds]
    return draw_worlds(scenario, settings.worlds, settings.seed, settings.spread, stated)[1:]


def check_worlds(worlds: Sequence[World], arms: Sequence[Arm], path: str) -> None:
    """Refuse, before anything is made, a world that is none under the rule of some arm."""
    for world in worlds:
        for arm in arms:
            try:
                in_world(arm, world.changes)
            except ParameterError as error:
                where = f"{error.allowed.rstrip('.')} (world {world.number} of {path}, rule {arm.name})"
                raise ParameterError(error.key, error.value, where) from None


def check(settings: Comparing) -> None:
    """Refuse, before anything is made, targets that cannot be read."""
    try:
        read_targets(settings.targets, list(OUTCOMES))
    except ValueError as error:
        raise ParameterError("targets", settings.targets, str(error).partition(": ")[2]) from None


def compared(settings: Comparing, scenario: Scenario, folder: Path, typed: Mapping[str, str]) -> Comparison:
    """Make the runs that are missing under `folder`/runs, and give the comparison."""
    check(settings)
    arms = arms_of(scenario, settings.baseline, settings.variants, typed)
    worlds = plausible_worlds(arms, scenario, settings)
    network = open_network(settings.territory, settings.seed)
    bench = Bench(settings, network, arms, folder / RUNS)
    base = at_base(bench)
    spread = over_worlds(bench, worlds)
    every = bench.runs.values()
    failed = [f"{r.design['rule'][k]}, world {r.design['world'][k]}, seed {r.design['seed'][k]}: "
              f"{str(r.error[k]).strip().splitlines()[-1]}" for r in every for k in np.flatnonzero(~r.ok)]  # fmt: skip
    seeds: Ints = np.arange(settings.seed, settings.seed + base.shape[1], dtype=np.int32)
    seconds = float(sum(np.nansum(r.seconds) for r in every))
    return Comparison(
        settings, network, arms, bench.labels, bench.columns, seeds, base, worlds, spread, tuple(failed), seconds
    )


def typical_runs(c: Comparison, findings: Findings) -> list[History]:
    """The same seed under every arm, whole: the one closest to the middle of all of them."""
    seed = int(c.seeds[typical(c.base[:, :, findings.outcome])])
    announce(f"Telling a typical run under each rule (seed {seed}).")
    return [simulate(arm.scenario, c.network, seed) for arm in c.arms]


def about(c: Comparison, asked: Sequence[str]) -> dict[str, Any]:
    """What the manifest says of a comparison, besides where it comes from."""
    return {
        "command": " ".join(["python -m experiments.compare", *asked]),
        "configuration": configuration(c.arms, c.settings),
        "settings": plain(c.settings),
        "rules": {label: dict(arm.package.changes) for label, arm in zip(c.labels, c.arms, strict=True)},
        "replicates": int(c.base.shape[1]),
        "worlds": len(c.worlds),
        "runs": c.runs,
        "failed": list(c.failed),
        **about_place(c.network),
    }


def save_arms(folder: Path, c: Comparison) -> None:
    """The configuration of each arm, which `experiments.run` can run alone."""
    alone = Settings(**{f.name: getattr(c.settings, f.name) for f in fields(Settings) if f.name != "output"})
    for label, arm in zip(c.labels, c.arms, strict=True):
        name = re.sub(r"[^0-9A-Za-z_+-]+", "_", label).strip("_")
        put(folder / "rules" / f"{name}.yaml", to_yaml(alone, arm.scenario, name))


def compare_rules(
    settings: Comparing, scenario: Scenario, target: Path, asked: Sequence[str], typed: Mapping[str, str]
) -> tuple[Comparison, Findings]:
    """Make the comparison and leave its folder at `target`: runs, tables, report. Interrupted, it goes on."""
    check_study(target, "comparison", files_of(settings.territory))
    started = time.perf_counter()
    c = compared(settings, scenario, target, typed)
    findings = analyzed(c)
    with new_products(target, "comparison") as folder:
        found = manifest_of("comparison", about(c, asked))
        from sim.show.comparison.page import write_comparison, write_tables

        if not settings.figures:
            write_tables(folder, c, findings)
        else:
            histories = typical_runs(c, findings)
            announce("Drawing the report.")
            write_comparison(folder, c, findings, histories, found)
        save_arms(folder, c)
        timing = {"seconds_of_runs": c.seconds, "seconds": round(time.perf_counter() - started, 1)}
        put(folder / "timing.json", to_json(timing))
        put(folder / MANIFEST, to_json(found))
    return c, findings
