"""Robustness of the typology: the runs behind it, and what they say. Interrupted, the same call goes on.

Three parts, each in its folder of runs: three pasts read under every threshold; maps of two parameters at a time; two
starts followed for fifteen years.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.config import Scenario
from sim.explore.analysis import Analysis, regime_map
from sim.metrics.typology import Typology
from sim.override import changed
from sim.settings import Sweeping
from sim.state import Floats
from sim.store.design import Cell, Design
from sim.store.durable import say
from sim.store.identity import Described
from sim.store.manifest import digest_of
from sim.store.runs import Runs
from sim.study.analyzing import Question as SweepQuestion
from sim.study.analyzing import names_wanted, sample_of
from sim.study.batch import run_batch, tell_failures
from sim.study.run_once import RunFailed
from sim.study.runner import Measure
from sim.study.sweep_making import Means, asked_of, make, prepare
from sim.study.sweeping import load
from sim.study.worker import Job
from sim.territory import Territory, open_network
from sim.validation.typology import breaks, hysteresis, thresholds
from sim.validation.typology.arms import ARMS, BASE
from sim.validation.typology.conclusions import Judged, judged
from sim.validation.typology.drivers import DRIVERS, HIGH, LOW, MONTHS, RENEWALS, STARTS, Driver, changes_of
from sim.validation.typology.hysteresis import CURVES, Memory, memory
from sim.world.network import Network

MAPS: dict[str, tuple[str, str]] = {  # design: the parameter that runs to the right, and the one that runs up
    "past_and_facilitation": ("conditions.prehistory", "conditions.facilitation"),
    "trust_and_asymmetry": ("acquaintance.trust", "deliberation.asymmetry"),
    "money_and_verticality": ("events.envelope_change", "conditions.verticality"),
    "meetings_and_reporting": ("deliberation.intensity", "norms.reporting"),
}
MOST_CELLS = 16  # values that a parameter of a map may have


class Effort(NamedTuple):
    """How much is done."""

    place: str = "six_regions"
    seeds: int = 100  # an arm
    maps: tuple[str, ...] = tuple(MAPS)
    replicates: int = 0  # runs a cell of a map; 0: as its design says
    drivers: tuple[Driver, ...] = DRIVERS
    starts_seeds: int = 10  # runs from each start, at each value of a driver
    months: int = MONTHS  # of these


FULL = Effort()
QUICK = Effort(
    "cote_nord", 4, ("money_and_verticality",), 1,
    tuple(d._replace(values=(d.values[0], d.values[-1])) for d in DRIVERS[:1]), 2, 30,
)  # fmt: skip


class Alternative(NamedTuple):
    """Territory-years read with thresholds found in the runs, or with none."""

    name: str
    limits: tuple[float, float]  # cooperative, conflictual; NaN: none
    judged: Judged  # one way of reading


class Sided(NamedTuple):
    """One value of a driver: where both starts end, and the memory that is left."""

    driver: str
    value: float
    renewal: str
    curves: Mapping[str, Mapping[str, Floats]]  # start, curve: (seed, month)
    ends: Mapping[str, Floats]  # start: (dynamic,) mean share of regions over the last year
    awarded: Mapping[str, Floats]  # start: (year,) mean share of the envelope that is awarded
    memory: Mapping[str, Memory]  # by curve


class Robustness(NamedTuple):
    """Everything that the three parts say."""

    effort: Effort
    network: Network
    judged: Judged  # of every setting
    readings: Mapping[str, Floats]  # arm: (setting, reading) mean over seeds
    alternatives: tuple[Alternative, ...]
    maps: Mapping[str, Analysis]
    sides: tuple[Sided, ...]
    runs: int
    failed: int
    seconds: float


class Bench:
    """The network, the place of the runs, and those already made."""

    def __init__(self, effort: Effort, folder: Path, workers: int) -> None:
        self.effort, self.folder, self.workers = effort, folder, workers
        self.territory = Territory(regions=[effort.place])
        self.network = open_network(self.territory, 1)
        self.made: list[Runs] = []

    def make(self, name: str, rows: Sequence[tuple[Any, ...]], columns: Sequence[str],
             changes: Mapping[tuple[Any, ...], Mapping[str, Any]], measure: Measure,
             described: Sequence[Described]) -> Floats:  # fmt: skip
        """(run, column) of rows whose last cell is the seed, the others naming what the run changes."""
        kept: dict[tuple[Any, ...], Scenario] = {}

        def job_of(row: Mapping[str, Cell]) -> Job:
            key = tuple(row[column] for column in columns[:-1])
            if key not in kept:
                kept[key] = changed(Scenario(), changes[key])
            return Job(kept[key], self.network, int(row["seed"]))

        design = Design({c: np.array([row[k] for row in rows]) for k, c in enumerate(columns)})
        told = repr([(key, sorted(change.items())) for key, change in changes.items()])
        origin = {"configuration": hashlib.sha256(told.encode()).hexdigest(), "network": digest_of(self.network)}
        found = run_batch(design, job_of, measure, described, self.folder / name, origin, self.workers)
        tell_failures(found)
        self.made.append(found)
        return found.values


def whole(values: Floats) -> Floats:
    """values (arm, seed, column) of the seeds that were measured in every arm: two at least."""
    there = np.isfinite(values).all(axis=(0, 2))
    if there.sum() < 2:
        raise RunFailed("fewer than two seeds ended well in every arm; see the reasons above")
    return values[:, there]


def under_thresholds(bench: Bench) -> tuple[Judged, dict[str, Floats], tuple[Alternative, ...]]:
    """Part 1: three pasts, read under every threshold, then with thresholds found in the runs."""
    rows = [(arm, seed) for seed in range(1, bench.effort.seeds + 1) for arm in ARMS]
    codes = bench.network.code
    described = thresholds.columns(codes, Scenario().months)
    changes = {(arm,): change for arm, change in ARMS.items()}
    found = bench.make("thresholds", rows, ("arm", "seed"), changes, thresholds.UnderThresholds(), described)
    values = whole(found.reshape(bench.effort.seeds, len(ARMS), -1).swapaxes(0, 1))
    pairs = {arm: thresholds.unpacked(values[k], len(codes)) for k, arm in enumerate(ARMS)}
    readings, rates = ({arm: pair[k] for arm, pair in pairs.items()} for k in (0, 1))
    others = []
    for name in breaks.ALTERNATIVES:
        limits = breaks.thresholds(name, rates[BASE])
        one = {arm: breaks.by_year(rate, limits)[:, None, :] for arm, rate in rates.items()}
        others.append(Alternative(name, limits, judged(one)))
    return judged(readings), {arm: r.mean(axis=0) for arm, r in readings.items()}, tuple(others)


def mapped(bench: Bench, name: str) -> Analysis:
    """Part 2: one map; each region is read over its last twelve months."""
    settings = Sweeping(
        territory=bench.territory, typology=Typology(window=thresholds.YEAR), design=name, workers=bench.workers,
        replicates=bench.effort.replicates,
    )  # fmt: skip
    target = bench.folder / "maps" / name
    asked = prepare(asked_of(settings, Scenario(), {}), target, f"python -m experiments.typology (map {name})")
    bench.made.append(make(asked, target, Means(bench.workers)))
    wanted, _ = names_wanted(SweepQuestion(target))
    sample = sample_of(load(target, wanted))
    return Analysis(sample, (), None, regime_map(sample, MAPS[name], MOST_CELLS), None, None)


def followed(bench: Bench) -> tuple[Sided, ...]:
    """Part 3: two starts at each value of each driver, with and without renewal of those who sit at the tables."""
    e = bench.effort
    places = [(d.name, value, renewal) for d in e.drivers for value in d.values for renewal in RENEWALS]
    changes = {(*p, s): changes_of(p[0], p[1], s, p[2], e.months) for p in places for s in STARTS}
    rows = [(*key, seed) for seed in range(1, e.starts_seeds + 1) for key in changes]
    columns = ("driver", "value", "renewal", "start", "seed")
    described = hysteresis.columns(e.months)
    found = bench.make("starts", rows, columns, changes, hysteresis.Followed(), described)
    values = found.reshape(e.starts_seeds, len(places), len(STARTS), -1)
    return tuple(sided(*place, values[:, k], e.months) for k, place in enumerate(places))


def sided(driver: str, value: float, renewal: str, values: Floats, months: int) -> Sided:
    """One value of a driver, of values (seed, start, column)."""
    kept = whole(values.swapaxes(0, 1))
    by_start = dict(zip(STARTS, kept, strict=True))
    curves = {s: {c: v[:, k * months : (k + 1) * months] for k, c in enumerate(CURVES)} for s, v in by_start.items()}
    rest = {s: v[:, len(CURVES) * months :].mean(axis=0) for s, v in by_start.items()}
    cut = len(hysteresis.ENDS)
    return Sided(
        driver, value, renewal, curves,
        {s: v[:cut] for s, v in rest.items()},
        {s: v[cut:] for s, v in rest.items()},
        {c: memory(curves[LOW][c], curves[HIGH][c]) for c in CURVES},
    )  # fmt: skip


def robustness(effort: Effort, folder: Path, workers: int = 0) -> Robustness:
    """Make the runs that are missing under `folder`, and read them."""
    bench = Bench(effort, folder, workers)
    say(f"1 of 3. Thresholds: {len(ARMS)} pasts, {effort.seeds} seeds each, {len(thresholds.SETTINGS)} ways to read.")
    found, readings, others = under_thresholds(bench)
    maps = {}
    for name in effort.maps:
        say(f"2 of 3. Map: {' x '.join(MAPS[name])}.")
        maps[name] = mapped(bench, name)
    say(f"3 of 3. Two starts: {len(effort.drivers)} drivers, {effort.months} months.")
    sides = followed(bench)
    made = bench.made
    return Robustness(
        effort, bench.network, found, readings, others, maps, sides, sum(len(r.run) for r in made),
        int(sum((~r.ok).sum() for r in made)), float(sum(np.nansum(r.seconds) for r in made)),
    )  # fmt: skip
