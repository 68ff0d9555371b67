"""The eight starting conditions of each territory ("conditions pour agir"), its needs, its table's verticality."""

from dataclasses import dataclass

import numpy as np

from sim.draws import Luck, Names, numbered, word
from sim.parameter import Parameters, parameter
from sim.state import Floats
from sim.vocabulary import CONDITIONS, PROBLEMS
from sim.world.network import Network
from sim.world.spread import WORLD, around, region_means

DRAWN = CONDITIONS[:-1]


@dataclass
class Conditions(Parameters):
    """Where the starting conditions are centered, and how unequal they are.

    The study names the eight conditions and says that they differed; it measures none. Means a little below one half
    say that regions had something to build on, and more to build: facilitation was still to be financed, relations
    and past concertation were as often antagonistic as not, recognized structures did not exist everywhere.
    """

    resources: float = parameter(0.50, 0.0, 1.0, "share of the best", "[A] mean; condition named in [S]")
    relations: float = parameter(0.45, 0.0, 1.0, "share of the best", "[A] mean; condition named in [S]")
    structures: float = parameter(0.45, 0.0, 1.0, "share of the best", "[A] mean; condition named in [S]")
    facilitation: float = parameter(0.40, 0.0, 1.0, "share of the best", "[A] mean; condition named in [S]")
    knowledge: float = parameter(0.50, 0.0, 1.0, "share of the best", "[A] mean; condition named in [S]")
    agenda: float = parameter(0.50, 0.0, 1.0, "share of the best", "[A] mean; condition named in [S]")
    prehistory: float = parameter(0.45, 0.0, 1.0, "share of the best", "[A] mean; condition named in [S]")
    region_spread: float = parameter(0.5, 0.0, 3.0, "log-odds", "[A] deviation between regions; [S] says unequal")
    territory_spread: float = parameter(0.6, 0.0, 3.0, "log-odds", "[A] deviation within a region; [S] says unequal")
    reference_area: float = parameter(
        1725.0, 1.0, 1e6, "km2", "[D] median area of the 104 territories, data/territories.csv: half compact"
    )
    verticality: float = parameter(0.60, 0.0, 1.0, "0 horizontal, 1 vertical", "[A] mean; [S] frame imposed at first")
    need: float = parameter(0.5, 0.0, 1.0, "share of the worst", "[A] need where low income is Québec's")
    need_slope: float = parameter(1.0, 0.0, 5.0, "log-odds", "[A] rise when the low-income rate doubles")
    low_income_reference: float = parameter(16.7, 1.0, 100.0, "percent", "[D] NHS 2011, Québec; data/territories.csv")
    problem_spread: float = parameter(0.4, 0.0, 3.0, "log-odds", "[A] deviation between problems, same everywhere")
    need_spread: float = parameter(0.5, 0.0, 3.0, "log-odds", "[A] deviation between territories, problem by problem")


def territory_names(network: Network) -> Names:
    """(territory,) the luck's names, from official codes: the same whatever the other territories."""
    return np.array([word(f"territory {code}") for code in network.code], dtype=np.uint64)


def region_names(network: Network) -> Names:
    """(region,) the luck's names, from official codes."""
    return np.array([word(f"region {code}") for code in network.region_code], dtype=np.uint64)


def draw_conditions(network: Network, p: Conditions, luck: Luck) -> Floats:
    """(territory, condition) in [0, 1], in the order of vocabulary.CONDITIONS.

        condition   = logistic(logit(mean) + region_spread * N(region) + territory_spread * N(territory))
        compactness = 1 / (1 + sqrt(area / reference_area))

    N are standard normal numbers named by region or territory. The study's "conditions pour agir"; compactness is
    its "étendue" turned around, from real areas, without luck. Left out: that conditions go together, since the study
    does not say which do.
    """
    territories, regions = territory_names(network), region_names(network)
    found = np.empty((len(territories), len(CONDITIONS)))
    purposes = tuple(f"condition/{name}" for name in DRAWN)
    among_regions, among_territories = (luck.normals(WORLD, purposes, names) for names in (regions, territories))
    for k, name in enumerate(DRAWN):
        shift = p.region_spread * among_regions[k][network.region] + p.territory_spread * among_territories[k]
        found[:, k] = around(getattr(p, name), shift)
    found[:, -1] = 1.0 / (1.0 + np.sqrt(network.area / p.reference_area))
    return found


def draw_verticality(network: Network, p: Conditions, luck: Luck) -> Floats:
    """(table,) in [0, 1]: local tables scatter around their regional table as conditions do around their region's.

    The study's continuum from "top down" to "bottom up".
    """
    among_regions = p.region_spread * luck.normal(WORLD, "verticality", region_names(network))
    among_territories = p.territory_spread * luck.normal(WORLD, "verticality", territory_names(network))
    local = among_regions[network.region] + among_territories
    return around(p.verticality, np.concatenate((local, among_regions)))


def draw_needs(network: Network, p: Conditions, luck: Luck) -> Floats:
    """(territory, problem) in [0, 1], need before any action.

        need = logistic(logit(need) + need_slope * (rate / reference - 1) + offset(problem) + need_spread * N)

    rate: the territory's low-income rate; reference: Québec's, so that a region keeps its needs when simulated
    alone; offset: problem_spread * N named by the problem, since the study does not rank the nine problems.
    """
    names = territory_names(network)
    level = p.need_slope * (network.low_income_rate / p.low_income_reference - 1.0)
    offsets = luck.normal(WORLD, "need/problem", np.array([word(problem) for problem in PROBLEMS], dtype=np.uint64))
    found = np.empty((len(names), len(PROBLEMS)))
    of_needs = np.concatenate([numbered(names, k) for k in range(len(PROBLEMS))])
    noise = luck.normal(WORLD, "need", of_needs).reshape(len(PROBLEMS), len(names))
    for k in range(len(PROBLEMS)):
        shift = level + p.problem_spread * offsets[k] + p.need_spread * noise[k]
        found[:, k] = around(p.need, shift)
    return found


def of_tables(network: Network, condition: Floats) -> Floats:
    """(table,) a condition (territory,) at local tables, then its mean over the territories of each regional table."""
    return np.concatenate((condition, region_means(condition, network.region, len(network.region_code))))
