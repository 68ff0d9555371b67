"""All that is said of the mean field of a scenario, from the runs to what reproduces them, in one call."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.config import Scenario
from sim.life.mean_field import GROUPS, Course, Numbers, Starts
from sim.life.mean_field_fit import MeanField, fit
from sim.life.mean_field_judge import Rest, Verdict, judge, passage, places_of, rests_on, simulate_many
from sim.life.mean_field_pattern import Passed, dynamics_of, first_pattern
from sim.life.mean_field_read import recorded, relived_often
from sim.metrics.typology import Dynamic, Typology
from sim.override import changed
from sim.validation.controls import CONTROLS
from sim.validation.pattern import Changes
from sim.validation.patterns.conflict_first import HOSTILE
from sim.vocabulary import DYNAMICS
from sim.world.network import Network

LIVES = 16  # of the mean field, from each start; claims and ends read the first, as they read one run a world
TOLD = ("hostile", "no_trust")  # arms that are foretold, not fitted: what is changed in the runs, in the mean field
IN_RUNS: Mapping[str, Changes] = {"hostile": HOSTILE, "no_trust": {c.name: c for c in CONTROLS}["no_trust"].changes}
IN_FIELD: Mapping[str, Mapping[str, float]] = {
    "hostile": {"lift": 0.0},  # nobody is paid to facilitate
    "no_trust": dict.fromkeys(Numbers._fields[GROUPS["trust"]], 0.0),
}


class Account(NamedTuple):
    """A mean field, and what it is worth as an account of runs. Keys "runs" and "field" say who is measured."""

    field: MeanField
    verdicts: list[Verdict]  # on worlds that it has not seen
    rests: dict[str, Rest]  # on the runs that it was fitted on
    claims: dict[str, dict[str, Passed]]  # of pattern 1, on unseen worlds: by claim, then who
    ends: dict[str, dict[str, dict[str, float]]]  # shares of regions at the end: by arm, who, dynamic
    passages: dict[str, dict[str, dict[str, float]]]  # rise of cooperation, fall of conflict: by arm, who


def account(
    scenario: Scenario, network: Network, fitted: Sequence[int], unseen: Sequence[int], lucks: int, p: Typology
) -> Account:
    """Fit on the seeds `fitted`, judge on the worlds of the seeds `unseen`, each lived under as many `lucks`.

    Arms other than the base are foretold: the numbers of the base, the starts of the arm, and what the arm cuts.
    """
    seen, brought = recorded(scenario, network, fitted)
    field = fit(seen, brought)
    runs, starts = relived_often(scenario, network, unseen, lucks)
    both = {"runs": {"base": runs}, "field": {"base": lived(field.numbers, starts, scenario.months)}}
    for arm in TOLD:
        told_of, begun = recorded(changed(scenario, IN_RUNS[arm]), network, unseen)
        both["runs"][arm] = lived_once(told_of)
        both["field"][arm] = lived(field.numbers._replace(**IN_FIELD[arm]), begun, scenario.months)
    passages = {arm: {who: passage_of(both[who][arm], starts) for who in both} for arm in ("base", *TOLD)}
    both = {who: {arm: first_luck(lives) for arm, lives in arms.items()} for who, arms in both.items()}
    passed = {who: first_pattern(arms, starts, p) for who, arms in both.items()}
    return Account(
        field,
        judge(field.numbers, runs, starts),
        rests_on(seen, brought, field),
        {claim: {who: passed[who][claim] for who in both} for claim in passed["runs"]},
        {arm: {who: ends_of(both[who][arm], starts, p) for who in both} for arm in passages},
        passages,
    )


def passage_of(course: Course, starts: Starts) -> dict[str, float]:
    """The passage of regions, by name; course (run, luck, month, table)."""
    rise, fall = passage(course, places_of(starts, "region"))
    return {"rise": rise, "fall": fall}


def lived_once(runs: Course) -> Course:
    """(run, 1, month, table) of (run, month, table)."""
    series: list[NDArray[Any]] = [one[:, None] for one in runs]
    return Course(*series)


def first_luck(runs: Course) -> Course:
    """(run, month, table) the first life of each world, of (run, luck, month, table)."""
    series: list[NDArray[Any]] = [one[:, 0] for one in runs]
    return Course(*series)


def lived(numbers: Numbers, starts: Starts, months: int) -> Course:
    """(run, life, month, table) the mean field LIVES times from each of the starts (run, table)."""
    return simulate_many(numbers, starts, LIVES, 1, months)


def ends_of(course: Course, starts: Starts, p: Typology) -> dict[str, float]:
    """Share of regions that end in each dynamic, by name."""
    last = dynamics_of(course, starts, p)[:, -1]
    return {DYNAMICS[d]: float(np.mean(last == d)) for d in Dynamic}


def told(a: Account) -> dict[str, Any]:
    """The account as it can be written in JSON: names and numbers, null for what is unknown or without end."""
    numbers = zip(Numbers._fields, a.field.numbers, a.field.errors, strict=True)
    found: dict[str, Any] = {
        "numbers": {name: {"number": number, "error": error} for name, number, error in numbers},
        "log_likelihood": a.field.likelihood,
        "observations": a.field.observations,
        "noise_of_trust": a.field.jolt,
        "verdicts": [v._asdict() for v in a.verdicts],
        "rests_on": {name: rest._asdict() for name, rest in a.rests.items()},
        "pattern_1": {claim: {who: p._asdict() for who, p in of.items()} for claim, of in a.claims.items()},
        "ends": a.ends,
        "passages": a.passages,
    }
    return {key: plain(value) for key, value in found.items()}


def plain(value: Any) -> Any:
    """A value of JSON, numbers to six digits."""
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, float):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    return value
