"""All that is said of the mean field of a scenario, from the runs to what reproduces them, in one call."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.config import Scenario
from sim.life.mean_field import Course, Numbers, Starts
from sim.life.mean_field_fit import MeanField, fit
from sim.life.mean_field_judge import Rest, Verdict, judge, rests_on, simulate_many
from sim.life.mean_field_pattern import Passed, dynamics_of, first_pattern
from sim.life.mean_field_read import recorded, relived_often
from sim.metrics.typology import Dynamic, Typology
from sim.override import changed
from sim.validation.patterns.conflict_first import HOSTILE
from sim.vocabulary import DYNAMICS
from sim.world.network import Network


class Account(NamedTuple):
    """A mean field, and what it is worth as an account of runs."""

    field: MeanField
    verdicts: list[Verdict]  # on worlds that it has not seen
    rests: dict[str, Rest]  # on the runs that it was fitted on
    claims: dict[str, dict[str, Passed]]  # of pattern 1, by claim, then "runs" and "field"; on unseen worlds
    ends: dict[str, dict[str, dict[str, float]]]  # shares of regions at the end: by arm, "runs" or "field", dynamic


def account(
    scenario: Scenario, network: Network, fitted: Sequence[int], unseen: Sequence[int], lucks: int, p: Typology
) -> Account:
    """Fit on the seeds `fitted`, judge on the worlds of the seeds `unseen`, each lived under as many `lucks`.

    The hostile arm is foretold, not fitted: the same numbers, its own starts, and no lift where nobody is paid to
    facilitate.
    """
    seen, brought = recorded(scenario, network, fitted)
    field = fit(seen, brought)
    runs, starts = relived_often(scenario, network, unseen, lucks)
    hostile, hostile_starts = recorded(changed(scenario, HOSTILE), network, unseen)
    of_runs = {"base": first_luck(runs), "hostile": hostile}
    of_field = {
        "base": once(field.numbers, starts, scenario.months),
        "hostile": once(field.numbers._replace(lift=0.0), hostile_starts, scenario.months),
    }
    both = {"runs": of_runs, "field": of_field}
    passed = {who: first_pattern(arms, starts, p) for who, arms in both.items()}
    return Account(
        field,
        judge(field.numbers, runs, starts),
        rests_on(seen, brought, field),
        {claim: {who: passed[who][claim] for who in both} for claim in passed["runs"]},
        {arm: {who: ends_of(both[who][arm], starts, p) for who in both} for arm in of_runs},
    )


def first_luck(runs: Course) -> Course:
    """(run, month, table) the first life of each world, of (run, luck, month, table)."""
    lived: list[NDArray[Any]] = [series[:, 0] for series in runs]
    return Course(*lived)


def once(numbers: Numbers, starts: Starts, months: int) -> Course:
    """(run, month, table) one life of the mean field from each of the starts (run, table)."""
    return first_luck(simulate_many(numbers, starts, 1, 1, months))


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
