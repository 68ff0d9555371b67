"""Runs of the first model as the mean field reads them: the one page of it that knows a History."""

from collections.abc import Iterable, Sequence

import numpy as np

from sim.config import Scenario
from sim.history import History
from sim.life.mean_field import Course, Starts
from sim.life.mean_field_fit import MeanField, fit
from sim.override import changed
from sim.simulate import simulate
from sim.state import Ints
from sim.vocabulary import Agreement, Kind, Phase
from sim.world.network import Network


def course_of(history: History) -> Course:
    """What is counted of a run, each (month, table)."""
    stage: Ints = np.minimum(history["phase"], Phase.PRIORITIES).astype(np.int32)
    return Course(
        present=history["present"].sum(axis=2, dtype=np.float64),
        members=history["members"].sum(axis=2, dtype=np.float64),
        held=history["held"],
        cooperative=history["cooperative"],
        conflictual=history["conflictual"],
        trust=history["trust"],
        facilitation=history["facilitation"],
        verticality=history["verticality"],
        stage=stage,
        agreed=(history["agreement"] >= Agreement.AGREED)[:, history.final.tables.region],
    )


def starts_of(history: History, launch: int) -> Starts:
    """What its tables bring, each (table,): as at the end of the first month, which is the first that a run keeps.

    launch: month in which the fund is launched, from which the clocks run.
    """
    region, ties = history.final.tables.region, history.final.ties
    return Starts(
        trust=history["trust"][0],
        facilitation=history["facilitation"][0],
        verticality=history["verticality"][0],
        members=history["members"][0].sum(axis=1).astype(np.int32),
        ties=np.bincount(ties.table[ties.kind != Kind.PROJECT], minlength=len(region)).astype(np.float64),
        regional=np.arange(len(region)) >= history["need"].shape[1],
        region=region,
        launch=launch,
    )


def pooled(courses: Sequence[Course]) -> Course:
    """Courses of as many months and tables one after the other, each (run, month, table)."""
    return Course(*(np.stack(series) for series in zip(*courses, strict=True)))


def gathered(starts: Sequence[Starts]) -> Starts:
    """What tables brought to several runs of the same tables, each (run, table)."""
    return starts[0]._replace(
        trust=np.stack([s.trust for s in starts]),
        facilitation=np.stack([s.facilitation for s in starts]),
        verticality=np.stack([s.verticality for s in starts]),
        members=np.stack([s.members for s in starts]),
        ties=np.stack([s.ties for s in starts]),
    )


def recorded(scenario: Scenario, network: Network, seeds: Iterable[int]) -> tuple[Course, Starts]:
    """Runs made now, one a seed: what is counted (run, month, table), and what tables brought (run, table)."""
    courses, starts = [], []
    for seed in seeds:
        history = simulate(scenario, network, seed)
        courses.append(course_of(history))
        starts.append(starts_of(history, scenario.calendar.launch))
    return pooled(courses), gathered(starts)


def relived(scenario: Scenario, network: Network, seed: int, luck: int) -> History:
    """A run in the world of `seed`, 1 or more, with the luck of another seed from the first month on."""
    return simulate(changed(scenario, {"population.world_seed": seed}), network, luck)


def relived_often(scenario: Scenario, network: Network, seeds: Iterable[int], lucks: int) -> tuple[Course, Starts]:
    """Each world of `seeds` lived under its own luck, then under others, `lucks` in all and a thousand at most.

    Gives courses (run, luck, month, table) and starts (run, table).
    """
    courses, starts = [], []
    for seed in seeds:
        others = range(1_000 * (seed + 1_000) + 1, 1_000 * (seed + 1_000) + lucks)
        histories = [relived(scenario, network, seed, luck) for luck in (seed, *others)]
        courses.append(pooled([course_of(history) for history in histories]))
        starts.append(starts_of(histories[0], scenario.calendar.launch))
    return pooled(courses), gathered(starts)


def fitted_on(scenario: Scenario, network: Network, seeds: Iterable[int]) -> MeanField:
    """The mean field of a scenario: its runs are made, then the equations fitted."""
    return fit(*recorded(scenario, network, seeds))
