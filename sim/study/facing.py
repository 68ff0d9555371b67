"""The runs that are set beside the facts: base parameters over seeds, plausible worlds. Interrupted, the same call goes
on; another file of facts judges the same runs again, and makes none."""

import hashlib
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.compare.worlds import World, draw_worlds
from sim.config import Scenario
from sim.facts.observed import ObservedFacts, facts_columns
from sim.facts.predictive import FULL, QUICK, Effort, Predictive, arm, in_order
from sim.facts.reading import FactError, Facts, read_facts
from sim.override import changed
from sim.parameter import ParameterError
from sim.store.design import Cell, Design
from sim.store.folder import MANIFEST, check_target
from sim.store.manifest import about_place, digest_of, manifest_of, to_json
from sim.store.runs import Runs
from sim.store.study_folder import RUNS, check_study, keep_products, new_products
from sim.store.write import put
from sim.study.batch import Said, run_batch, status_of, tell_failures
from sim.study.progress import announce, duration
from sim.study.worker import Job
from sim.world.network import Network
from sim.world.quebec import real

PLACE = "six_regions"
REFERENCE = Path("results/reference/facts")
KIND = "facts"
LUCK_OF_WORLDS = 1  # the seed that draws the worlds: those of the scorecard


def predictive(facts: Facts, effort: Effort, folder: Path, workers: int = 0, place: str = PLACE) -> Predictive:
    """Make the runs that are missing under `folder`, and judge the facts of the regions of `place`."""
    network, scenario = real(place), Scenario()
    worlds = draw_worlds(scenario, effort.worlds, seed=LUCK_OF_WORLDS)
    announce(f"{effort.seeds} seeds at base parameters, then {effort.worlds} plausible worlds, a seed each.")
    base = made("base", [(worlds[0], seed) for seed in range(1, effort.seeds + 1)], network, folder, workers)
    spread = made("worlds", [(world, world.number) for world in worlds[1:]], network, folder, workers)
    codes, columns = network.region_code, tuple(c.name for c in facts_columns(network.region_code))
    asked, months = in_order(facts.of(), codes), scenario.months
    calendar, found = scenario.calendar, [r for r in (base, spread) if r is not None]
    arms = [arm(r.values if r else np.zeros((0, len(columns))), columns, asked, months) for r in (base, spread)]
    return Predictive(
        effort, codes, network.region_name, tuple(network.envelope_sourced.tolist()), columns, months,
        (calendar.start_year, calendar.start_month), facts, arms[0], arms[1], sum(len(r.run) for r in found),
        sum(int((~r.ok).sum()) for r in found), float(sum(np.nansum(r.seconds) for r in found)),
    )  # fmt: skip


def made(name: str, asked: Sequence[tuple[World, int]], network: Network, folder: Path, workers: int) -> Runs | None:
    """The runs of (world, seed), those that are there and those that were missing; None if none is asked."""
    if not asked:
        return None
    told = [hashlib.sha256(repr(sorted(world.changes.items())).encode()).hexdigest()[:12] for world, _ in asked]
    design = Design(
        {
            "world": np.array([world.number for world, _ in asked], dtype=np.int64),
            "states": np.array(told),
            "seed": np.array([seed for _, seed in asked], dtype=np.int64),
        }
    )

    def job_of(row: Mapping[str, Cell]) -> Job:
        world, seed = asked[int(row["run"])]
        return Job(changed(Scenario(), world.changes), network, seed)

    measure, origin = ObservedFacts(network.region_code), {"network": digest_of(network)}
    columns = facts_columns(network.region_code)
    found = run_batch(design, job_of, measure, columns, folder / name, origin, workers)
    tell_failures(found)
    return found


def effort_of(quick: bool, seeds: int | None, worlds: int | None) -> Effort:
    """The effort asked: whole or quick, then what is said of it."""
    base = QUICK if quick else FULL
    found = Effort(base.seeds if seeds is None else seeds, base.worlds if worlds is None else worlds)
    for key, value, least in (("seeds", found.seeds, 1), ("worlds", found.worlds, 0)):
        if value < least:
            raise ParameterError(key, value, f"{least} or more is expected")
    return found


def faced(file: Path | None, effort: Effort, target: Path, workers: int, keep: bool, place: str = PLACE) -> Said:
    """The check made and written at `target`; what to say of it, and the status of its runs."""
    facts = read_facts(file, Scenario().calendar)
    judged = [f.name for f in in_order(facts.of(), real(place).region_code) if f.weight > 0.0]
    if not judged:
        raise FactError(f"facts = {file}: none of its facts with weight, for calibration, is about {place}")
    check_study(target, KIND, [file] if file else [])
    if keep:
        check_target(REFERENCE, KIND)
    started = time.perf_counter()
    found = predictive(facts, effort, target / RUNS, workers, place)
    with new_products(target, KIND) as folder:
        told = manifest_of(KIND, about(found, file, place))
        from sim.show.facing.page import write

        write(folder, found, told)
        timing = {"seconds_of_runs": round(found.seconds, 1), "seconds": round(time.perf_counter() - started, 1)}
        put(folder / "timing.json", to_json(timing))
        put(folder / MANIFEST, to_json(told))
    if keep:
        keep_products(target, REFERENCE, KIND)
    from sim.show.facing.tables import told as told_of

    spent = duration(time.perf_counter() - started)
    said = f"{found.runs:,} runs, {spent}. Results in {target}: open facts_en.md, ou facts_fr.md."
    return Said(f"{told_of(found)}\n{said}", status_of(found.failed, found.runs))


def about(found: Predictive, file: Path | None, place: str) -> dict[str, Any]:
    """What the manifest says, besides where it comes from."""
    effort = found.effort
    words = ["python -m experiments.facts", f"--seeds {effort.seeds} --worlds {effort.worlds}" * (effort != FULL)]
    words += [f"--facts {file}" if file else ""]
    return {
        "command": " ".join(word for word in words if word),
        "configuration": hashlib.sha256(repr([found.file, effort]).encode()).hexdigest(),
        **about_place(real(place)),
        **effort._asdict(),
        "runs": found.runs,
        "failed": found.failed,
    }
