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
    other_luck: float  # R2 of another run of the same world, likewise; NaN if worlds are lived once
    knowable: float  # R2 of what a world expects, luck being out of reach: the most that can be explained; or NaN
    ranked: float  # squared correlation of what the mean field and a world expect, whatever their means; or NaN
    luck_of_runs: float  # standard deviation over lucks of a place; or NaN
    luck_of_field: float


class Rest(NamedTuple):
    """What is lost when a term is left out of the equations and all the others are fitted again."""

    likelihood: float  # change of the log-likelihood of turns and attendance, an encounter
    rise: float  # of cooperation, as a share of what the runs show
    fall: float  # of conflict, likewise


def simulate_many(numbers: Numbers, starts: Starts, draws: int, seed: int, months: int) -> Course:
    """(run, draw, month, table) the mean field `draws` times from each of the starts (run, table)."""
    again = (len(starts.trust), draws, len(starts.region))
    often = starts._replace(
        trust=np.broadcast_to(starts.trust[:, None], again),
        facilitation=np.broadcast_to(starts.facilitation[:, None], again),
        verticality=np.broadcast_to(starts.verticality[:, None], again),
        members=np.broadcast_to(starts.members[:, None], again),
        ties=np.broadcast_to(starts.ties[:, None], again),
    )
    return simulate_mean_field(numbers, often, seed, months)


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
    """Share of the variance of what was seen that is explained, 0 for their mean, NaN where nothing varies."""
    spread = np.nanvar(seen)
    return float(1.0 - np.nanmean((seen - said) ** 2) / spread) if spread > 0.0 else float("nan")


def correlated(seen: Floats, said: Floats) -> float:
    """Squared correlation of two arrays of one shape, where both are known; NaN where one does not vary."""
    there = np.isfinite(seen) & np.isfinite(said)
    one, two = seen[there], said[there]
    if not len(one) or one.std() == 0.0 or two.std() == 0.0:
        return float("nan")
    return float(np.corrcoef(one, two)[0, 1] ** 2)


def readings(course: Course, place: Floats) -> dict[tuple[str, str], Floats]:
    """(..., place) by axis and by when."""
    first, last = rates(course, place, FIRST), rates(course, place, LAST)
    found = {(axis, "last_year"): last[k] for k, axis in enumerate(AXES)}
    return found | {(axis, "change"): last[k] - first[k] for k, axis in enumerate(AXES)}


def judge(numbers: Numbers, runs: Course, starts: Starts, draws: int = 32, seed: int = 0) -> list[Verdict]:
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
    n, mean, expected = seen.shape[1], seen.mean(axis=1), said.mean(axis=1)
    again, none = n > 1, float("nan")
    luck = float(np.nanmean(seen.var(axis=1, ddof=1))) if again else none
    spread = float(np.nanvar(seen))
    return Verdict(
        level=level,
        axis=axis,
        when=when,
        runs=float(np.nanmean(seen)),
        field=float(np.nanmean(said)),
        explained=r2(seen, expected[:, None]),
        other_luck=r2(seen, np.roll(seen, 1, axis=1)) if again else none,
        knowable=1.0 - luck / spread if spread > 0.0 else none,
        ranked=correlated(mean, expected) if again else none,
        luck_of_runs=float(np.sqrt(luck)),
        luck_of_field=float(np.sqrt(np.nanmean(said.var(axis=1, ddof=1)))),
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
    rise, fall = (change if change else float("nan") for change in passage(course, place))
    months, found = course.held.shape[1], {}
    for name, without in {"nothing": (), **WITHOUT}.items():
        part = fit(course, starts, without, whole.numbers.memory)
        lost = sum(part.likelihood[k] - whole.likelihood[k] for k in ("turns", "attendance"))
        up, down = passage(simulate_many(part.numbers, starts, draws, seed, months), place)
        found[name] = Rest(lost / whole.observations["turns"], up / rise, down / fall)
    return found
