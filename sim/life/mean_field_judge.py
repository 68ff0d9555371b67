"""How far the mean field stands in for runs that it has not seen, beside the mean of all tables and other luck."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.life.mean_field import GROUPS, Course, Numbers, Starts, simulate_mean_field
from sim.life.mean_field_fit import MeanField, fit
from sim.state import Floats

YEAR = 12
FIRST, LAST = slice(0, YEAR), slice(-YEAR, None)
AXES = ("cooperation", "conflict")
WITHOUT: Mapping[str, Sequence[str]] = {  # what the equations may rest on: the numbers held at zero
    "heat": ("conflict_heat",),
    "learning": Numbers._fields[GROUPS["trust"]],
    "trust": ("cooperate_trust", "conflict_calm"),
    "facilitation": ("cooperate_facilitation",),
    "verticality": ("cooperate_horizontality", "conflict_verticality"),
    "unsettled": ("conflict_unsettled", "conflict_split"),
    "lived": ("come_lived",),
}


class Verdict(NamedTuple):
    """One axis at one level, in the last year or from the first to the last. Shares of variance may be negative."""

    level: str  # table, territory, or region
    axis: str  # cooperation or conflict, per encounter held
    when: str  # last_year, or change
    runs: float  # mean of the runs
    field: float  # mean of the mean field
    explained: float  # R2 of what the mean field expects, against single runs; the mean of all places has 0
    other_luck: float  # R2 of another run of the same world, likewise; NaN if there is none
    all_lucks: float  # R2 of the mean of the other runs of the same world, the most that can be explained; or NaN
    expected: float  # R2 of what the mean field expects against the mean of the runs of a world; NaN
    ranked: float  # squared correlation of the two, whatever their means; NaN
    luck_of_runs: float  # standard deviation over lucks of a place; NaN
    luck_of_field: float


class Rest(NamedTuple):
    """What is lost when a term is left out of the equations and all the others are fitted again."""

    likelihood: float  # change of the log-likelihood of turns and attendance, an encounter
    rise: float  # of cooperation, as a share of what the runs show
    fall: float  # of conflict, likewise


def simulate_many(numbers: Numbers, starts: Starts, draws: int, seed: int, months: int) -> Course:
    """(run, draw, month, table) the mean field `draws` times from each of the starts (run, table)."""
    found = []
    for run in range(len(starts.trust)):
        mine = alone(starts, run)
        lucks = [simulate_mean_field(numbers, mine, seed + run * draws + k, months) for k in range(draws)]
        found.append([np.stack(series) for series in zip(*lucks, strict=True)])
    return Course(*(np.stack(series) for series in zip(*found, strict=True)))


def alone(starts: Starts, run: int) -> Starts:
    """The starts (table,) of one run, of those of several (run, table)."""
    brought = ("trust", "facilitation", "verticality", "members", "ties")
    return starts._replace(**{name: getattr(starts, name)[run] for name in brought})


def places_of(starts: Starts, level: str) -> Floats:
    """(table, place) 1 where a table belongs to a place: each `table`, each `territory`, or each `region`."""
    every = np.eye(len(starts.region))
    if level == "region":
        whole: Floats = np.eye(int(starts.region.max()) + 1)[starts.region]
        return whole
    if level not in ("table", "territory"):
        raise ValueError(f"level = {level!r}: allowed: table, territory, region")
    return every if level == "table" else every[:, ~starts.regional]


def rates(course: Course, place: Floats, part: slice) -> tuple[Floats, Floats]:
    """(cooperation, conflict) per encounter held over months, each (..., place); NaN where nothing was held."""
    held, cooperative, conflictual = (
        series[..., part, :].sum(axis=-2) @ place for series in (course.held, course.cooperative, course.conflictual)
    )
    below = np.where(held > 0.0, held, np.nan)
    return cooperative / below, conflictual / below


def r2(seen: Floats, said: Floats) -> float:
    """Share of the variance of what was seen that is explained; 0 for their mean; arrays that broadcast."""
    return float(1.0 - np.nanmean((seen - said) ** 2) / np.nanvar(seen))


def readings(course: Course, place: Floats) -> dict[tuple[str, str], Floats]:
    """(..., place) by axis and by when."""
    first, last = rates(course, place, FIRST), rates(course, place, LAST)
    found = {(axis, "last_year"): last[k] for k, axis in enumerate(AXES)}
    return found | {(axis, "change"): last[k] - first[k] for k, axis in enumerate(AXES)}


def judge(numbers: Numbers, runs: Course, starts: Starts, draws: int = 16, seed: int = 0) -> list[Verdict]:
    """The mean field against runs that it was not fitted on.

    runs (run, luck, month, table): worlds, each lived once or several times; starts (run, table).
    """
    field = simulate_many(numbers, starts, draws, seed, runs.held.shape[2])
    found = []
    for level in ("territory", "region"):
        place = places_of(starts, level)
        seen, said = readings(runs, place), readings(field, place)
        found += [verdict(level, *key, seen[key], said[key]) for key in seen]
    return found


def verdict(level: str, axis: str, when: str, seen: Floats, said: Floats) -> Verdict:
    """seen (run, luck, place), said (run, draw, place)."""
    n, expected, none = seen.shape[1], said.mean(axis=1), float("nan")
    found = Verdict(level, axis, when, float(np.nanmean(seen)), float(np.nanmean(said)), 0.0, *[none] * 5, 0.0)
    found = found._replace(explained=r2(seen, expected[:, None]), luck_of_field=float(said.std(axis=1, ddof=1).mean()))
    if n == 1:
        return found
    mean = seen.mean(axis=1)
    others = (n * mean[:, None] - seen) / (n - 1)
    return found._replace(
        other_luck=r2(seen, np.roll(seen, 1, axis=1)),
        all_lucks=r2(seen, others),
        expected=r2(mean, expected),
        ranked=float(np.corrcoef(mean.ravel(), expected.ravel())[0, 1] ** 2),
        luck_of_runs=float(seen.std(axis=1, ddof=1).mean()),
    )


def passage(course: Course, place: Floats) -> tuple[float, float]:
    """(rise of cooperation, fall of conflict) from the first year to the last, mean over places and runs."""
    seen = readings(course, place)
    return float(np.nanmean(seen["cooperation", "change"])), -float(np.nanmean(seen["conflict", "change"]))


def rests_on(course: Course, starts: Starts, whole: MeanField, draws: int = 4, seed: int = 0) -> dict[str, Rest]:
    """What the equations rest on: for each term of WITHOUT, what is lost when they are fitted without it.

    course (run, month, table) and starts (run, table): those that `whole` was fitted on.
    """
    place = places_of(starts, "region")
    rise, fall = passage(course, place)
    months, found = course.held.shape[1], {}
    for name, without in {"nothing": (), **WITHOUT}.items():
        part = fit(course, starts, without)
        lost = sum(part.likelihood[k] - whole.likelihood[k] for k in ("turns", "attendance"))
        up, down = passage(simulate_many(part.numbers, starts, draws, seed, months), place)
        found[name] = Rest(lost / whole.observations["turns"], up / rise, down / fall)
    return found
