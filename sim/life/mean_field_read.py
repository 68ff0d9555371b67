"""Runs of the first model as the mean field reads them: the one page of it that knows a History."""

from collections.abc import Iterable

import numpy as np

from sim.config import Scenario
from sim.history import History
from sim.life.mean_field import Record, Starts
from sim.life.mean_field_fit import MeanField, fit
from sim.simulate import simulate
from sim.state import Ints
from sim.vocabulary import Agreement, Phase
from sim.world.network import Network


def record_of(history: History) -> Record:
    """What is counted of a run, each (month, table)."""
    tables = history.final.tables
    agreed = (history["agreement"] >= Agreement.AGREED)[:, tables.region]
    stage: Ints = np.minimum(history["phase"], Phase.PRIORITIES).astype(np.int32)
    persons = (history[name].sum(axis=2).astype(np.float64) for name in ("present", "members"))
    counts = (history[name] for name in ("held", "cooperative", "conflictual"))
    ends = (history[name] for name in ("trust", "facilitation", "verticality"))
    return Record(*persons, *counts, *ends, stage, agreed)


def starts_of(history: History, launch: int) -> Starts:
    """What its tables bring, each (table,): as they were at the end of the first month, which is all that a run keeps."""
    region, regional = history.final.tables.region, np.zeros(len(history.final.tables.region), dtype=np.bool_)
    regional[history["need"].shape[1] :] = True
    ways = (history[name][0] for name in ("trust", "facilitation", "verticality"))
    return Starts(*ways, history["members"][0].sum(axis=1).astype(np.int32), regional, region, launch)


def recorded(scenario: Scenario, network: Network, seeds: Iterable[int]) -> tuple[Record, Starts]:
    """Runs made now, one a seed: what is counted (run, month, table), and what tables brought (run, table)."""
    found = []
    for seed in seeds:
        history = simulate(scenario, network, seed)
        found.append((record_of(history), starts_of(history, scenario.calendar.launch)))
    record = Record(*(np.stack(series) for series in zip(*(r for r, _ in found), strict=True)))
    brought = [np.stack(values) for values in zip(*(s[:4] for _, s in found), strict=True)]
    return record, Starts(*brought, *found[0][1][4:])


def fitted_on(scenario: Scenario, network: Network, seeds: Iterable[int]) -> MeanField:
    """The mean field of a scenario: the runs are made, then the equations fitted."""
    return fit(*recorded(scenario, network, seeds))
