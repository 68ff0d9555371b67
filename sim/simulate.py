"""Run a scenario: the world is built, the months follow one another, every series is recorded."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim import memory
from sim.config import Scenario
from sim.draws import Luck
from sim.history import History, blank, rows
from sim.metrics.month_end import month_end
from sim.month import STAGES, Run
from sim.world.build import build
from sim.world.kept import Worlds
from sim.world.network import Network
from sim.world.population import count_actors


def begin(scenario: Scenario, network: Network, seed: int, worlds: Worlds | None = None) -> Run:
    """A run at month 0, before its first stage. worlds: those that were built before, if they are kept.

    The world is drawn by the seed of the run, or by `population.world_seed` where it is not 0: the same world then
    lives as many lives as there are seeds.
    """
    luck, making = Luck(seed), build if worlds is None else worlds.build
    of_world = Luck(scenario.population.world_seed or seed)
    if count_actors(network, scenario.population).sum() >= memory.LARGE:
        memory.keep_freed()
    state = making(network, scenario.conditions, scenario.population, scenario.acquaintance, of_world)
    return Run(scenario, luck, state)


def advance(run: Run, row: dict[str, NDArray[np.generic]]) -> None:
    """Live one month: the twelve stages in order, then what is observed at its end goes into `row`."""
    run.row = row
    for _, stage in STAGES:
        stage(run)
    observe(run)
    run.state.month += 1


def observe(run: Run) -> None:
    """Copy or measure the state at the end of the month."""
    s, row, n = run.state, run.row, run.n_territories
    for name in ("phase", "verticality", "sharing", "facilitation", "scarcity"):
        row[name][:] = getattr(s.tables, name)
    for name in ("allotted", "claimed", "selected", "awarded", "spent", "leveraged", "coordination", "mission"):
        row[name][:] = getattr(s.money, name)
    for name in ("envelope", "unallotted", "agreement"):
        row[name][:] = getattr(s.regions, name)
    row["need"][:] = s.territories.need
    seen = month_end(s.actors, s.ties, run.pairs, run.n_tables, n, run.p.viability.fragile)
    for name in ("trust", "trust_by_pair", "organizations", "fragile", "efficacy"):
        row[name][:] = getattr(seen, name)
    row["dispersion_priorities"][:n], row["dispersion_approach"][:n] = (
        seen.dispersion_priorities,
        seen.dispersion_approach,
    )


def simulate(
    scenario: Scenario,
    network: Network,
    seed: int,
    progress: Callable[[int], None] | None = None,
    worlds: Worlds | None = None,
) -> History:
    """The history of one run of `scenario.months` months. Same scenario, network and seed: same history, bit for bit.

    progress, if given, is called with the number of months lived after each month. worlds: where to keep the world
    for the next runs that differ only by their rules.
    """
    run = begin(scenario, network, seed, worlds)
    series = blank(run.state, scenario.months)
    for month, row in enumerate(rows(series), start=1):
        advance(run, row)
        if progress is not None:
            progress(month)
    return History(seed, scenario.months, series, run.state, run.log)
