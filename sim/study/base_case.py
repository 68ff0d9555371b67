"""What the base case shows over many seeds, beside what is known of the six regions, and against other conditions.

Three arms share the same seeds: the base conditions, an antagonistic past without facilitation, and a favorable past
with facilitation. Nothing here is tuned to an arm: they differ by starting conditions only, those of
`configs/conditions/hostile.yaml` and `favorable.yaml`.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.config import Scenario
from sim.history import History
from sim.metrics.outcomes import first_money, outcomes
from sim.metrics.typology import Typology, axes, classify, gather, occupancy
from sim.state import Bytes, Floats, Ints
from sim.study.runner import run_all
from sim.study.worker import Done, Job
from sim.vocabulary import DYNAMICS, Status
from sim.world.network import Network

ARMS: dict[str, dict[str, float]] = {
    "base": {},
    "antagonistic, no facilitation": {"prehistory": 0.10, "relations": 0.15, "facilitation": 0.0},
    "favorable, facilitated": {
        "prehistory": 0.70,
        "relations": 0.70,
        "structures": 0.65,
        "resources": 0.60,
        "facilitation": 0.65,
    },
}
# Dated facts, months from April 2010; sim/world/data/timeline.csv. An announcement is not a signature.
LAUNCH = 2
ANNOUNCED = {"15": 15, "04": 18, "01": 20}
FIRST_MONEY = {"09": 40}
PROJECTS = 200  # "more than 200 projects" over the six regions, 2010-2014: the study


class Finding(NamedTuple):
    """What is kept of one run."""

    outcomes: dict[str, float]
    dynamics: Bytes  # (month, region)
    occupancy: Floats  # (month, dynamic) share of regions
    cooperation: Floats  # (month, region)
    conflict: Floats  # (month, region)
    first_money: Ints  # (region,) month, -1 never
    agreed: Ints  # (region,) month, -1 never
    projects: Ints  # (region,) awarded


def measure(history: History) -> Finding:
    """The finding of one run."""
    p, s = Typology(), history.final
    region = s.tables.region
    a = axes(gather(history, "region", region), p)
    dynamics = classify(a, p)
    awarded = s.projects.status >= Status.AWARDED
    projects = np.bincount(region[s.projects.account[awarded]], minlength=dynamics.shape[1]).astype(np.int32)
    return Finding(
        outcomes(history, p),
        dynamics,
        occupancy(dynamics),
        a.cooperation,
        a.conflict,
        first_money(history),
        s.regions.agreed_month.copy(),
        projects,
    )


def scenario_of(arm: str) -> Scenario:
    """The scenario of an arm."""
    scenario = Scenario()
    for name, value in ARMS[arm].items():
        setattr(scenario.conditions, name, value)
    return scenario


def findings(
    network: Network, seeds: int, workers: int, on_done: Callable[[Done], None] | None = None
) -> dict[str, list[Finding]]:
    """The findings of every arm over seeds 1 to `seeds`, in their order; a failed run stops with its error."""
    jobs = [Job(scenario_of(arm), network, seed) for arm in ARMS for seed in range(1, seeds + 1)]
    done = list(run_all(jobs, measure, workers, on_done))
    failed = [d.error for d in done if d.error]
    if failed:
        raise RuntimeError(f"{len(failed)} runs failed; the first: {failed[0]}")
    return {arm: [d.value for d in done[k * seeds : (k + 1) * seeds]] for k, arm in enumerate(ARMS)}


def interval(values: Floats) -> tuple[float, float]:
    """95 % interval of the mean of independent runs, by the percentile bootstrap (2,000 resamples, always the same)."""
    drawn = np.random.default_rng(0).integers(0, len(values), size=(2_000, len(values)))
    low, high = np.percentile(values[drawn].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def row(label: str, values: Floats, digits: int) -> str:
    """One line of a table: mean with its 95 % interval, and the spread of runs (5th to 95th percentile)."""
    low, high = interval(values)
    q5, q95 = np.nanpercentile(values, [5, 95])
    return (
        f"| {label} | {np.mean(values):.{digits}f} [{low:.{digits}f}, {high:.{digits}f}] "
        f"| {q5:.{digits}f} to {q95:.{digits}f} |"
    )


def describe_arm(arm: str, found: list[Finding]) -> list[str]:
    """The table of final dynamics and main outcomes of one arm, in Markdown."""
    lines = [f"### {arm}", "", "| at the end | mean over runs [95 % interval] | runs, 5 % to 95 % |", "|---|---|---|"]
    for d, name in enumerate(DYNAMICS):
        lines.append(row(f"share of regions in {name}", np.array([(f.dynamics[-1] == d).mean() for f in found]), 2))
    wanted = (
        ("cooperation_first_year", 3),
        ("cooperation_last_year", 3),
        ("conflict_first_year", 3),
        ("conflict_last_year", 3),
        ("participation_first_year", 3),
        ("participation_last_year", 3),
        ("moves", 1),
        ("plan_month", 1),
        ("plan_spread", 1),
        ("imposed", 2),
        ("funded", 0),
        ("unspent", 3),
        ("vetoes_first_year", 1),
        ("fragile", 3),
        ("trust_end", 3),
        ("trust_elected_community", 3),
    )
    lines += [row(name, np.array([f.outcomes[name] for f in found]), digits) for name, digits in wanted]
    return [*lines, ""]


def describe_timing(network: Network, found: list[Finding]) -> list[str]:
    """Agreement, first money and projects by region, beside dated facts where there are some."""
    lines = [
        "| region | agreement, months after launch (median, 5-95 %) | envelope announced (fact) "
        "| first money, months after launch (median, 5-95 %; share of runs) | first projects (fact) | projects |",
        "|---|---|---|---|---|---|",
    ]
    for r, code in enumerate(network.region_code):
        cells = []
        for facts, field in ((ANNOUNCED, "agreed"), (FIRST_MONEY, "first_money")):
            months = np.array([getattr(f, field)[r] for f in found])
            there = months[months >= 0] - LAUNCH
            low, mid, high = np.percentile(there, [5, 50, 95]) if len(there) else (np.nan,) * 3
            reached = "" if field == "agreed" else f"; {len(there) / len(months):.0%}"
            cells.append(f"{mid:.0f} ({low:.0f}-{high:.0f}{reached})")
            cells.append(str(facts[code] - LAUNCH) if code in facts else "not found")
        projects = [int(f.projects[r]) for f in found]
        mark = "" if network.envelope_sourced[r] else " (envelope not sourced)"
        lines.append(f"| {network.region_name[r]}{mark} | {' | '.join(cells)} | {np.median(projects):.0f} |")
    total = np.array([f.projects.sum() for f in found])
    low, high = np.percentile(total, [5, 95])
    more = f"{(total > PROJECTS).mean():.0%} of runs have more than {PROJECTS}"
    return [
        *lines,
        "",
        f"Projects over the six regions: median {np.median(total):.0f}, {low:.0f} to {high:.0f}; {more}.",
    ]
