"""The runs behind the scorecard: every arm of every pattern, once, at base parameters, in worlds, under controls.

Arms that change the same things are one arm, whichever patterns read them. Interrupted, the same call goes on.
"""

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.compare.worlds import World, draw_worlds
from sim.config import Scenario
from sim.parameter import ParameterError
from sim.state import Floats
from sim.store.design import Cell, Design
from sim.store.folder import MANIFEST, check_target
from sim.store.manifest import digest_of, manifest_of, to_json
from sim.store.runs import Runs
from sim.store.study_folder import RUNS, check_study, keep_products, new_products
from sim.store.write import put
from sim.study.batch import Said, run_batch, status_of, tell_failures
from sim.study.progress import announce, duration
from sim.study.worker import Job
from sim.validation.controls import CONTROLS, OF_PATTERNS, PLACEBO, Control
from sim.validation.judge import Under, placebo, scored, under
from sim.validation.pattern import Changes, Pattern, scenario_of
from sim.validation.patterns import PATTERNS
from sim.validation.quantities import Observed, columns
from sim.validation.scorecard import FULL, QUICK, Effort, Scorecard
from sim.world.network import Network
from sim.world.quebec import real

PLACE = "six_regions"
REFERENCE = Path("results/reference/patterns")
NO_WORLD, NO_CONTROL = World(0, {}), Control("none", CONTROLS[0].text, {})


class Bench:
    """The distinct arms of some patterns, and where their runs are kept."""

    def __init__(self, patterns: Sequence[Pattern], folder: Path, workers: int, place: str = PLACE) -> None:
        self.patterns, self.folder, self.workers = patterns, folder, workers
        self.network: Network = real(place)
        self.arms: tuple[Changes, ...] = distinct(p.arms[name] for p in patterns for name in p.used)
        self.made: list[Runs] = []

    def make(self, name: str, seeds: Sequence[int], worlds: Sequence[World], control: Control) -> Floats:
        """(arm, world, seed, column): every arm on the same worlds and seeds; each world has seeds of its own."""
        design = design_of(self.arms, seeds, worlds, control)
        kept: dict[tuple[int, int], Scenario] = {}

        def job_of(row: Mapping[str, Cell]) -> Job:
            arm, world = int(row["arm"]), int(row["world"])
            if (arm, world) not in kept:
                if worlds[0].number:
                    kept.clear()  # worlds come one after the other
                changes = worlds[world - worlds[0].number].changes
                kept[arm, world] = scenario_of(self.arms[arm], changes, control.cut)
            return Job(kept[arm, world], self.network, int(row["seed"]))

        origin = {"network": digest_of(self.network)}
        found = run_batch(design, job_of, Observed(), columns(), self.folder / name, origin, self.workers)
        tell_failures(found)
        self.made.append(found)
        each = len(seeds) // len(worlds)
        values = found.values.reshape(len(worlds), each, len(self.arms), -1)
        return np.ascontiguousarray(values.transpose(2, 0, 1, 3))

    def by_arm(self, pattern: Pattern, values: Floats) -> dict[str, Floats]:
        """The runs of the arms of one pattern, by name, out of values (arm, ...)."""
        return {name: values[self.arms.index(pattern.arms[name])] for name in pattern.used}


def distinct(arms: Iterator[Changes]) -> tuple[Changes, ...]:
    """Arms that differ, in the order in which they come."""
    found: list[Changes] = []
    for arm in arms:
        if arm not in found:
            found.append(arm)
    return tuple(found)


def design_of(arms: Sequence[Changes], seeds: Sequence[int], worlds: Sequence[World], control: Control) -> Design:
    """One row a run: for each world and seed, every arm in turn. `states` is a digest of all that the run changes."""
    n_arms, each = len(arms), len(seeds) // len(worlds)
    told = [[sorted(arm.items()), sorted(control.cut.items())] for arm in arms]
    states = [
        hashlib.sha256(repr([*arm, sorted(world.changes.items())]).encode()).hexdigest()[:12]
        for world in worlds
        for _ in range(each)
        for arm in told
    ]
    return Design(
        {
            "arm": np.tile(np.arange(n_arms, dtype=np.int64), len(seeds)),
            "states": np.array(states),
            "world": np.repeat(np.array([world.number for world in worlds], dtype=np.int64), each * n_arms),
            "seed": np.repeat(np.asarray(seeds, dtype=np.int64), n_arms),
        }
    )


def score(patterns: Sequence[Pattern], effort: Effort, folder: Path, workers: int = 0, place: str = PLACE) -> Scorecard:
    """Make the runs that are missing under `folder`, and judge the patterns."""
    bench = Bench(patterns, folder, workers, place)
    announce(f"{len(bench.arms)} arms at base parameters, {effort.seeds} seeds each.")
    seeds = range(1, effort.seeds + 1)
    base = bench.make("base", seeds, [NO_WORLD], NO_CONTROL)[:, 0]
    spread = over_worlds(bench, effort)
    found = tuple(
        scored(p, bench.by_arm(p, base), bench.by_arm(p, spread) if spread is not None else None) for p in patterns
    )
    controls = {control.name: cut_by(bench, control, effort, base) for control in OF_PATTERNS if effort.control_seeds}
    if effort.control_seeds:
        controls[PLACEBO] = tuple(
            under(p, bench.by_arm(p, base), placebo(p, bench.by_arm(p, base)[p.used[0]])) for p in patterns
        )
    made = bench.made
    return Scorecard(
        effort, found, controls, sum(len(r.run) for r in made), int(sum((~r.ok).sum() for r in made)),
        float(sum(np.nansum(r.seconds) for r in made)),
    )  # fmt: skip


def over_worlds(bench: Bench, effort: Effort) -> Floats | None:
    """(arm, world, seed, column) over plausible worlds; None when none is asked."""
    if not effort.worlds:
        return None
    announce(f"{effort.worlds} plausible worlds, {effort.seeds_a_world} seeds each.")
    worlds = draw_worlds(Scenario(), effort.worlds, seed=1)[1:]
    return bench.make("worlds", range(1, effort.worlds * effort.seeds_a_world + 1), worlds, NO_CONTROL)


def cut_by(bench: Bench, control: Control, effort: Effort, base: Floats) -> tuple[Under, ...]:
    """What a negative control leaves of the patterns at base parameters, beside the base that it is read with."""
    announce(f"Control: {control.text.en}.")
    seeds = range(1, effort.control_seeds + 1)
    cut = bench.make(f"control_{control.name}", seeds, [NO_WORLD], control)[:, 0]
    beside = base[:, : effort.control_seeds]
    if control.alike:
        shared = control._replace(changes={})
        beside = bench.make(f"beside_{control.name}", seeds, [NO_WORLD], shared)[:, 0]
    elif effort.control_seeds > effort.seeds:
        beside = bench.make(f"beside_{control.name}", seeds, [NO_WORLD], NO_CONTROL)[:, 0]
    return tuple(under(p, bench.by_arm(p, beside), bench.by_arm(p, cut)) for p in bench.patterns)


def patterns_of(asked: Sequence[int] | None) -> tuple[Pattern, ...]:
    """The patterns of these numbers, all if none is asked."""
    known = {p.number: p for p in PATTERNS}
    for number in asked or ():
        if number not in known:
            raise ParameterError("patterns", number, f"allowed: {min(known)} to {max(known)}")
    return tuple(p for p in PATTERNS if not asked or p.number in asked)


def effort_of(quick: bool, seeds: int | None, worlds: int | None, controls: int | None) -> Effort:
    """The effort asked: whole or quick, then what is said of it."""
    base = QUICK if quick else FULL
    found = Effort(
        base.seeds if seeds is None else seeds,
        base.worlds if worlds is None else worlds,
        base.seeds_a_world,
        base.control_seeds if controls is None else controls,
    )
    if found.seeds < 2 or found.control_seeds == 1:
        raise ParameterError("seeds", min(found.seeds, found.control_seeds), "an interval needs two seeds at least")
    if min(found) < 0:
        raise ParameterError("seeds, worlds, controls", min(found), "0 or more is expected")
    return found


def validated(
    patterns: Sequence[Pattern], effort: Effort, target: Path, workers: int, keep: bool, place: str = PLACE
) -> Said:
    """The scorecard made and written at `target`; what to say of it, and the status of its runs. Interrupted, the
    same call goes on."""
    check_study(target, "scorecard")
    if keep:
        check_target(REFERENCE, "scorecard")
    started = time.perf_counter()
    card = score(patterns, effort, target / RUNS, workers, place)
    with new_products(target, "scorecard") as folder:
        found = manifest_of("scorecard", about(patterns, card))
        from sim.show.validation.page import write

        write(folder, card, found)
        timing = {"seconds_of_runs": round(card.seconds, 1), "seconds": round(time.perf_counter() - started, 1)}
        put(folder / "timing.json", to_json(timing))
        put(folder / MANIFEST, to_json(found))
    if keep:
        keep_products(target, REFERENCE, "scorecard")
    from sim.show.validation.tables import told

    spent = duration(time.perf_counter() - started)
    said = f"{card.runs:,} runs, {spent}. Results in {target}: open scorecard_en.md or scorecard_fr.md."
    return Said(f"{told(card)}\n{said}", status_of(card.failed, card.runs))


def about(patterns: Sequence[Pattern], card: Scorecard) -> dict[str, Any]:
    """What the manifest says of a scorecard, besides where it comes from."""
    return {
        "command": command_of(patterns, card.effort),
        "configuration": digest_of_experiments(patterns),
        "effort": card.effort.named,
        "runs": card.runs,
        "failed": card.failed,
    }


def digest_of_experiments(patterns: Sequence[Pattern]) -> str:
    """A digest of every arm, claim and control."""
    told = [[p.number, [sorted(arm.items()) for arm in p.arms.values()], p.claims] for p in patterns]
    return hashlib.sha256(repr([told, [sorted(c.cut.items()) for c in OF_PATTERNS]]).encode()).hexdigest()


def command_of(patterns: Sequence[Pattern], effort: Effort) -> str:
    """The command that makes this scorecard again."""
    words = ["python -m experiments.validate"]
    if len(patterns) < len(PATTERNS):
        words += ["--patterns", *(str(p.number) for p in patterns)]
    if effort != FULL:
        words += [f"--seeds {effort.seeds} --worlds {effort.worlds} --controls {effort.control_seeds}"]
    return " ".join(words)
