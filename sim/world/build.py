"""From a network of territories to the world before its first month."""

import numpy as np

from sim.draws import Luck
from sim.state import PAIRS, PARTNERS, Floats, Money, Projects, Regions, State, Tables, Territories
from sim.vocabulary import APPROACHES, PROBLEMS
from sim.world.actors import make_actors
from sim.world.alike import averaged
from sim.world.conditions import (
    Conditions,
    draw_conditions,
    draw_needs,
    draw_verticality,
    of_tables,
    region_names,
    territory_names,
)
from sim.world.network import Network
from sim.world.population import Population
from sim.world.ties import Acquaintance, make_ties

STRUCTURES, FACILITATION, KNOWLEDGE = 2, 3, 4  # columns of Territories.conditions


def make_territories(network: Network, conditions: Floats, need: Floats) -> Territories:
    """The territories: real data copied, conditions and needs drawn, nothing relieved yet."""
    return Territories(
        name=territory_names(network),
        region=network.region.copy(),
        population=network.population.copy(),
        poor=network.poor.copy(),
        area=network.area.copy(),
        distance=network.distance.copy(),
        municipalities=network.municipalities.copy(),
        conditions=conditions,
        base_need=need,
        need=need.copy(),
        relief=np.zeros_like(need),
    )


def make_tables(network: Network, conditions: Floats, verticality: Floats) -> Tables:
    """Local tables, then regional ones, before they meet: no plan, indifferent priorities, no recent encounters.

    Leadership is as shared as recognized structures exist; facilitation and knowledge are the territory's; regional
    tables have the mean of their territories, each counting the same whatever its population.
    """
    n_territories, n_regions = len(network.code), len(network.region_code)
    n = n_territories + n_regions
    return Tables(
        region=np.concatenate((network.region, np.arange(n_regions, dtype=np.uint32))),
        seat=np.concatenate((territory_names(network), region_names(network))),
        phase=np.zeros(n, dtype=np.int8),
        progress=np.zeros(n),
        since=np.zeros(n, dtype=np.int32),
        plan_month=np.full(n, -1, dtype=np.int32),
        endorsed_month=np.full(n, -1, dtype=np.int32),
        priorities=np.full((n, len(PROBLEMS)), 1.0 / len(PROBLEMS)),
        approach=np.full((n, len(APPROACHES)), 1.0 / len(APPROACHES)),
        verticality=verticality,
        initial_verticality=verticality.copy(),
        sharing=of_tables(network, conditions[:, STRUCTURES]),
        facilitation=of_tables(network, conditions[:, FACILITATION]),
        knowledge=of_tables(network, conditions[:, KNOWLEDGE]),
        scarcity=np.zeros(n),
        demand=np.zeros(n),
        conflict=np.zeros(n),
        cooperation=np.zeros(n),
        patience=np.zeros(n),
    )


def make_regions(network: Network, p: Population) -> Regions:
    """The regions, their whole envelope still to be shared; each territory is heard fully as a proposer.

    Staff: `staff` and `staff_per_territory` for each territory, full-time equivalents.
    """
    n_territories, n_regions = len(network.code), len(network.region_code)
    return Regions(
        name=region_names(network),
        envelope=network.envelope.copy(),
        unallotted=network.envelope.copy(),
        agreement=np.zeros(n_regions, dtype=np.int8),
        agreed_month=np.full(n_regions, -1, dtype=np.int32),
        open_month=np.full(n_regions, -1, dtype=np.int32),
        staff=p.staff + p.staff_per_territory * np.bincount(network.region, minlength=n_regions).astype(np.float64),
        present=np.ones(n_regions, dtype=np.bool_),
        claim=np.zeros(n_territories),
        conceded=np.zeros(n_territories),
        standing=np.ones(n_territories),
        share=np.zeros(n_territories),
        returned_month=np.full(n_regions, -1, dtype=np.int32),
    )


def no_money(n: int) -> Money:
    """Empty accounts, (table,) = n."""
    return Money(*(np.zeros(n, dtype=np.int64) for _ in Money._fields))


def no_projects() -> Projects:
    """Before the first call for projects: arrays of length zero, of the right types."""
    small = dict.fromkeys(("problem", "approach", "status"), np.int8)
    rows = dict.fromkeys(("account", "territory"), np.uint32)
    cents = dict.fromkeys(("cost", "request", "spent", "core"), np.int64)
    floats = dict.fromkeys(("novelty", "quality"), np.float64)
    others = {"name": np.uint64, "lasting": np.bool_}
    dtype = dict.fromkeys(Projects._fields, np.int32) | small | rows | cents | floats | others
    wide = {"partner": (0, PARTNERS), "tie": (0, PAIRS)}
    empty = {name: np.zeros(wide.get(name, 0), dtype=kind) for name, kind in dtype.items()}
    return Projects(**empty)


def build(
    network: Network, conditions: Conditions, population: Population, acquaintance: Acquaintance, luck: Luck
) -> State:
    """The world before its first month. Everything drawn is named by codes, so a region is the same alone or not."""
    drawn = draw_conditions(network, conditions, luck)
    need = draw_needs(network, conditions, luck)
    actors = make_actors(network, drawn, need, population, luck)
    ties = make_ties(network, actors, drawn, acquaintance, luck)
    if not population.individual:
        actors = averaged(actors)
    return State(
        month=0,
        territories=make_territories(network, drawn, need),
        actors=actors,
        ties=ties,
        tables=make_tables(network, drawn, draw_verticality(network, conditions, luck)),
        regions=make_regions(network, population),
        money=no_money(len(network.code) + len(network.region_code)),
        projects=no_projects(),
        joint=np.zeros(0, dtype=np.int32),
        born=len(ties.name),
    )
