"""The runs behind the signs of life, and what they come to. Interrupted, the same call goes on."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.compare.worlds import draw_worlds
from sim.config import Scenario
from sim.facts.predictive import Effort as FactEffort
from sim.facts.predictive import Predictive
from sim.facts.reading import read_facts
from sim.history import History
from sim.life.loop_gain import LoopGain, loop_gain, open_loop_ratio
from sim.life.mean_field_account import Account, account
from sim.life.measured import ENDS, TRUST_START, Column, Ends, Signs, end_columns, sign_columns
from sim.life.pooling import Pooled, pooled
from sim.life.resampling import Estimate
from sim.life.variance_shares import Shares, variance_shares
from sim.metrics.outcomes import known_mean
from sim.metrics.typology import Typology
from sim.state import Floats
from sim.store.design import Cell, Design
from sim.store.manifest import digest_of
from sim.store.runs import Runs
from sim.study.batch import run_batch, tell_failures
from sim.study.facing import predictive
from sim.study.progress import announce
from sim.study.worker import Job
from sim.validation.controls import CONTROLS, Control
from sim.validation.judge import Survival, share_left
from sim.validation.pattern import Changes, scenario_of
from sim.vocabulary import DYNAMICS
from sim.world.quebec import real

PLACE = "six_regions"
SHIFT = 0.05  # of mean trust at the start, to see what becomes of it
WORLD_SEED = "population.world_seed"
NO_LOOP: Changes = {"deliberation.trust_learns": False}


class Effort(NamedTuple):
    """How many runs."""

    seeds: int = 60  # at base parameters: dispersion, axes, spells, events, negotiation
    draws: int = 20  # worlds at base parameters, each lived under as many lucks
    lucks: int = 8
    worlds: int = 16  # sets of plausible parameters, draws and lucks of each
    draws_a_world: int = 4
    lucks_a_draw: int = 4
    shifted: int = 40  # an arm, whose start is moved
    control_seeds: int = 40  # a control
    fact_seeds: int = 40
    fact_worlds: int = 160
    field_seeds: int = 16  # to fit the mean field, and as many unseen


FULL = Effort()
QUICK = Effort(
    seeds=16, draws=8, lucks=4, worlds=6, draws_a_world=3, lucks_a_draw=2, shifted=10, control_seeds=8, fact_seeds=10,
    fact_worlds=40, field_seeds=5,
)  # fmt: skip


class Cut(NamedTuple):
    """What a control leaves of the passage from the first year to the last, and how far it moves the end."""

    control: Control
    cooperation: Survival  # of the rise of cooperation
    conflict: Survival  # of the fall of conflict
    moved_cooperation: float  # last year, cut less base, in standard deviations of the base between seeds
    moved_conflict: float
    agreement: float  # months, cut less base
    cooperative: float  # share of regions that end in cooperation


class Life(NamedTuple):
    """Everything that is measured."""

    effort: Effort
    signs: Pooled
    luck: Mapping[str, Shares]  # by end, such as `region.cooperation`: of worlds at base parameters
    sources: Mapping[str, Shares]  # likewise, parameters drawn too
    trust_loop: LoopGain
    open_loop: Estimate  # effect of the shift on cooperation, the loop cut over the loop closed
    rise: Floats  # (seed,) of cooperation, base; the effect that controls leave or not
    fall: Floats  # (seed,) of conflict
    cuts: tuple[Cut, ...]
    field: Account
    facts: Predictive
    runs: int
    failed: int
    seconds: float  # of all the runs, added up


class Row(NamedTuple):
    """One run asked for."""

    changes: Changes
    seed: int


@dataclass(frozen=True)
class EndsOfRuns:
    """Runs as rows, by the name of their columns."""

    values: Floats  # (row, column)
    names: tuple[str, ...]

    def __getitem__(self, name: str) -> Floats:
        found: Floats = self.values[:, self.names.index(name)]
        return found

    def many(self, start: str, end: str) -> Floats:
        """(row, place) columns whose names begin and end so."""
        at = [k for k, name in enumerate(self.names) if name.startswith(start) and name.endswith(end)]
        found: Floats = self.values[:, at]
        return found

    @property
    def rise(self) -> Floats:
        """(row,) of cooperation, from the first year to the last."""
        return self["cooperation_last_year"] - self["cooperation_first_year"]

    @property
    def fall(self) -> Floats:
        """(row,) of conflict, likewise."""
        return self["conflict_first_year"] - self["conflict_last_year"]


class Bench:
    """Where runs are kept, and how many were made."""

    def __init__(self, folder: Path, workers: int, place: str = PLACE) -> None:
        self.folder, self.workers, self.network = folder, workers, real(place)
        self.made: list[Runs] = []

    def make(
        self, name: str, rows: Sequence[Row], measure: Callable[[History], Floats], columns: Sequence[Column]
    ) -> Floats:
        """(row, column) of every row, NaN of those that failed."""
        told = [hashlib.sha256(repr(sorted(row.changes.items())).encode()).hexdigest()[:12] for row in rows]
        seeds = np.array([row.seed for row in rows], dtype=np.int64)
        design = Design({"states": np.array(told), "seed": seeds})
        kept: dict[str, Scenario] = {}

        def job_of(row: Mapping[str, Cell]) -> Job:
            number = int(row["run"])
            if told[number] not in kept:
                kept.clear()
                kept[told[number]] = scenario_of(rows[number].changes)
            return Job(kept[told[number]], self.network, rows[number].seed)

        origin = {"network": digest_of(self.network)}
        found = run_batch(design, job_of, measure, columns, self.folder / name, origin, self.workers)
        tell_failures(found)
        self.made.append(found)
        return found.values

    def ends(self, name: str, rows: Sequence[Row]) -> EndsOfRuns:
        """The ends of every row."""
        columns = end_columns(self.network)
        return EndsOfRuns(self.make(name, rows, Ends(), columns), tuple(c.name for c in columns))


def lived(effort: Effort, folder: Path, workers: int = 0, place: str = PLACE) -> Life:
    """Make the runs that are missing under `folder`, and measure."""
    bench = Bench(folder, workers, place)
    announce(f"Base parameters: {effort.seeds} seeds.")
    columns = sign_columns(bench.network, Scenario().months)
    base = bench.make("base", [Row({}, seed) for seed in range(1, effort.seeds + 1)], Signs(), columns)
    base = base[np.isfinite(base[:, 0])]
    signs = pooled([c.name for c in columns], base, DYNAMICS)
    luck, sources = luck_of(bench, effort), sources_of(bench, effort)
    loop, opened = loops(bench, effort)
    beside, cuts = cut_by_each(bench, effort)
    announce(f"Mean field: fitted on {effort.field_seeds} seeds, judged on as many others.")
    first = range(1, effort.field_seeds + 1)
    unseen = range(effort.field_seeds + 1, 2 * effort.field_seeds + 1)
    field = account(Scenario(), bench.network, first, unseen, 3, Typology())
    asked = FactEffort(effort.fact_seeds, effort.fact_worlds)
    facts = predictive(read_facts(None, Scenario().calendar), asked, folder / "facts", workers, place)
    made = bench.made
    return Life(
        effort, signs, luck, sources, loop, opened, beside.rise, beside.fall, cuts, field, facts,
        sum(len(r.run) for r in made) + facts.runs, sum(int((~r.ok).sum()) for r in made) + facts.failed,
        float(sum(np.nansum(r.seconds) for r in made)) + facts.seconds,
    )  # fmt: skip


def shares_of(found: EndsOfRuns, shape: tuple[int, int, int]) -> dict[str, Shares]:
    """Shares of the variance of the ends of regions and territories; rows in the order of shape (world, draw, luck)."""
    shares = {}
    for level in ("region", "territory"):
        for axis in ENDS:
            values = found.many(f"{level}.", f".{axis}").reshape(*shape, -1)
            shares[f"{level}.{axis}"] = variance_shares(values[..., np.isfinite(values).all(axis=(0, 1, 2))])
    for name in ("trust_end", "agreement_month"):
        values = found[name].reshape(*shape, 1)
        if np.isfinite(values).all():
            shares[name] = variance_shares(values)
    return shares


def nested(worlds: Sequence[Changes], draws: int, lucks: int) -> list[Row]:
    """Each set of parameters with worlds of its own, each world with lucks of its own."""
    cells = [(w, d) for w in range(len(worlds)) for d in range(draws)]
    return [
        Row({**worlds[w], WORLD_SEED: 1 + w * draws + d}, 1 + (w * draws + d) * lucks + k)
        for w, d in cells
        for k in range(lucks)
    ]


def luck_of(bench: Bench, effort: Effort) -> dict[str, Shares]:
    """The same worlds under other lucks, at base parameters."""
    announce(f"{effort.draws} worlds, each lived under {effort.lucks} lucks.")
    found = bench.ends("same_worlds", nested([{}], effort.draws, effort.lucks))
    return shares_of(found, (1, effort.draws, effort.lucks))


def sources_of(bench: Bench, effort: Effort) -> dict[str, Shares]:
    """The same, parameters drawn too."""
    shape = (effort.worlds, effort.draws_a_world, effort.lucks_a_draw)
    announce(f"{shape[0]} sets of plausible parameters, {shape[1]} worlds each, {shape[2]} lucks a world.")
    worlds = [world.changes for world in draw_worlds(Scenario(), effort.worlds, seed=1)[1:]]
    return shares_of(bench.ends("sources", nested(worlds, *shape[1:])), shape)


def loops(bench: Bench, effort: Effort) -> tuple[LoopGain, Estimate]:
    """What becomes of more trust at the start, when it learns and when it does not."""
    announce(f"More trust at the start, with learning and without: {effort.shifted} seeds an arm.")
    trust = Scenario().acquaintance.trust
    moved: Changes = {"acquaintance.trust": trust + SHIFT}
    arms: tuple[Changes, ...] = ({}, moved, NO_LOOP, {**moved, **NO_LOOP})
    rows = [Row(changes, seed) for changes in arms for seed in range(1, effort.shifted + 1)]
    found = bench.ends("trust", rows)
    start, end, cooperation = (
        found[name].reshape(4, -1) for name in (TRUST_START, "trust_end", "cooperation_last_year")
    )
    gain = loop_gain(start[:2], end[:2], end[2:], start[2:])
    return gain, open_loop_ratio(cooperation[3] - cooperation[2], cooperation[1] - cooperation[0])


def cut_by_each(bench: Bench, effort: Effort) -> tuple[EndsOfRuns, tuple[Cut, ...]]:
    """The base on the seeds of the controls, and what each leaves."""
    announce(f"{len(CONTROLS)} controls, {effort.control_seeds} seeds each.")
    seeds = range(1, effort.control_seeds + 1)
    base = bench.ends("beside", [Row({}, seed) for seed in seeds])
    cuts = []
    for control in CONTROLS:
        beside = base
        if control.alike:
            beside = bench.ends(f"beside_{control.name}", [Row(control.alike, seed) for seed in seeds])
        cuts.append(cut(control, beside, bench.ends(control.name, [Row(control.cut, seed) for seed in seeds])))
    return base, tuple(cuts)


def cut(control: Control, base: EndsOfRuns, found: EndsOfRuns) -> Cut:
    """What a control leaves, beside its base on the same seeds."""

    def moved(name: str) -> float:
        spread = float(np.nanstd(base[name], ddof=1))
        return (known_mean(found[name]) - known_mean(base[name])) / spread if spread > 0.0 else float("nan")

    return Cut(
        control,
        share_left(base.rise, found.rise),
        share_left(base.fall, found.fall),
        moved("cooperation_last_year"),
        moved("conflict_last_year"),
        known_mean(found["agreement_month"]) - known_mean(base["agreement_month"]),
        known_mean(found["regions_cooperative"]),
    )
