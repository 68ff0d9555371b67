"""The actors: where they live, in which order they are invited, what they can do, what they hold dear."""

from typing import NamedTuple

import numpy as np

from sim.draws import Luck, Names, numbered
from sim.state import Actors, Bytes, Cents, Flags, Floats, Ints, Rows
from sim.vocabulary import APPROACHES, PROBLEMS, Role
from sim.world import profiles
from sim.world.conditions import region_names, territory_names
from sim.world.network import Network
from sim.world.population import Population, by_role, count_actors, reached
from sim.world.spread import WORLD, around, ranked, simplex

BLOCKS = np.array((Role.COMMUNITY, Role.INSTITUTION, Role.INSTITUTION, Role.ELECTED, Role.CITIZEN), dtype=np.int8)
OFFICES = 2  # index in BLOCKS of the regional offices, who sit in the seat territory after its own institutions
AGENDA, RESOURCES = 5, 0  # columns of Territories.conditions
MANY_TABLES = 30


class Places(NamedTuple):
    """Who is where: actors sorted by territory, then role, then rank."""

    name: Names  # (actor,)
    territory: Rows  # (actor,)
    role: Bytes  # (actor,)
    office: Flags  # (actor,)
    rank: Ints  # (actor,)
    lived: Flags  # (actor,)


def place_actors(network: Network, p: Population, luck: Luck) -> Places:
    """Lay the actors out and name them: (territory, group, order of invitation), offices by (region, order).

    Attributes are drawn by name, so the order of invitation is already a drawn one: rank 0 is anybody. More actors
    (`scale`) leave the first ones as they were. Lived experience of poverty: a citizen's chance is the low-income
    rate of the territory times `lived_factor`.
    """
    counts = count_actors(network, p).astype(np.int64)
    n_territories, n_blocks = counts.shape
    of_block = np.stack([numbered(territory_names(network), 100 + b) for b in range(n_blocks)], axis=1)
    of_block[network.seat, OFFICES] = numbered(region_names(network), 100 + OFFICES)
    sizes = counts.ravel()
    block = np.repeat(np.arange(n_territories * n_blocks), sizes)
    rank = np.arange(len(block)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    name = ranked(of_block.ravel()[block], rank)
    territory, which = np.divmod(block, n_blocks)
    office = which == OFFICES
    role = BLOCKS[which]
    rank[office] += counts[territory[office], OFFICES - 1]
    chance = np.minimum(1.0, p.lived_factor * network.low_income_rate / 100.0)
    lived = (role == Role.CITIZEN) & (luck.uniform(WORLD, "lived experience", name) < chance[territory])
    return Places(name, territory.astype(np.uint32), role, office, rank.astype(np.int32), lived)


def persons_represented(network: Network, places: Places) -> Floats:
    """(actor,) inhabitants for whom a citizen of the sample stands; 1 for the other actors.

    Citizens with lived experience share the persons in low income of their territory, the other citizens the rest
    (post-stratification), so that weights add up to the population; a group that nobody was drawn in goes to the other.
    """
    citizen = places.role == Role.CITIZEN
    stratum = 2 * places.territory[citizen] + places.lived[citizen]
    drawn = np.bincount(stratum, minlength=2 * len(network.code)).reshape(-1, 2)
    persons = np.stack((network.population - network.poor, network.poor), axis=1)
    persons = np.where(drawn[:, ::-1] == 0, network.population[:, None], persons)
    weight = np.ones(len(citizen))
    weight[citizen] = (persons / np.maximum(drawn, 1)).ravel()[stratum]
    return weight


def draw_positions(network: Network, places: Places, need: Floats, p: Population, luck: Luck) -> tuple[Floats, Floats]:
    """Priorities (actor, problem) and approach (actor, approach), each row on its simplex.

        score = role_contrast * ln(profile of the group) + need_pull * need of the territory [priorities only]
                + place_spread * N(territory) + position_spread * N(actor);   position = softmax(score)

    Logistic-normal law on the simplex (Aitchison 1986); profiles of groups in profiles.py. The study's "conceptions"
    of poverty by group, and its problems.
    """
    group = np.where(places.lived, profiles.LIVED, places.role)
    territories = territory_names(network)
    found = []
    for what, table, axes in (
        ("priorities", profiles.PRIORITIES, PROBLEMS),
        ("approach", profiles.APPROACHES, APPROACHES),
    ):
        scores = np.empty((len(group), len(axes)))
        of_places = p.place_spread * luck.normals(WORLD, tuple(f"{what}/{axis}" for axis in axes), territories)
        for k, axis in enumerate(axes):
            of_place = of_places[k]
            if what == "priorities":
                of_place += p.need_pull * need[:, k]
            of_group = p.role_contrast * np.log(table[:, k])
            scores[:, k] = p.position_spread * luck.normal(WORLD, f"{what}/{axis}", places.name)
            scores[:, k] += of_group[group] + of_place[places.territory]
        found.append(simplex(scores))
    return found[0], found[1]


def draw_character(what: str, places: Places, p: Population, luck: Luck, shift: float | Floats = 0.0) -> Floats:
    """(actor,) in [0, 1]: logit-normal around the mean of the actor's role; shift: log-odds, (actor,) or one number."""
    mean = np.array(by_role(p, what))[places.role]
    return around(mean, shift + p.character_spread * luck.normal(WORLD, what, places.name))


def draw_money(places: Places, p: Population, luck: Luck) -> tuple[Cents, Floats, Floats]:
    """(budget in cents a year, reserve in months, target in months), each (actor,).

    Log-normal; elected officials and citizens have none, institutions no reserve to lose. The target is what recurrent
    funding sustains; the reserve starts there.
    """
    median = np.array((p.budget_community, p.budget_institution, 0.0, 0.0))[places.role]
    dollars = median * np.exp(p.budget_spread * luck.normal(WORLD, "budget", places.name))
    months = p.reserve_months * np.exp(p.reserve_spread * luck.normal(WORLD, "reserve", places.name))
    months = np.where(places.role == Role.COMMUNITY, months, 0.0)
    return np.rint(dollars * 100.0).astype(np.int64), months, months.copy()


def draw_other_tables(places: Places, p: Population, luck: Luck) -> Ints:
    """(actor,) other concertations sat at: Poisson by inversion, mean by role; at most MANY_TABLES."""
    chance = luck.uniform(WORLD, "other tables", places.name)
    found = np.zeros(len(chance), dtype=np.int32)
    mean = np.array(by_role(p, "tables"))
    term = np.exp(-mean)
    reached = term.copy()
    for k in range(1, MANY_TABLES + 1):
        more = chance >= reached[places.role]
        if not more.any():
            break
        found += more
        term = term * mean / k
        reached = reached + term
    return found


def choose_delegates(places: Places, p: Population) -> Flags:
    """(actor,) who sits at the regional table: the first ranks of each role in each territory, and every office."""
    seats = np.array(by_role(p, "delegates"))
    return places.office | (places.rank < seats[places.role])


def make_actors(network: Network, conditions: Floats, need: Floats, p: Population, luck: Luck) -> Actors:
    """All the actors at the start. conditions (territory, condition); need (territory, problem)."""
    places = place_actors(network, p, luck)
    n = len(places.name)
    priorities, approach = draw_positions(network, places, need, p, luck)
    agenda = p.agenda_pull * (conditions[places.territory, AGENDA] - 0.5) * (places.role == Role.ELECTED)
    resources = p.resources_pull * (conditions[places.territory, RESOURCES] - 0.5)
    skill = draw_character("skill", places, p, luck, resources)
    budget, reserve, target = draw_money(places, p, luck)
    return Actors(
        name=places.name,
        role=places.role,
        territory=places.territory,
        rank=places.rank,
        delegate=choose_delegates(places, p),
        office=places.office,
        lived=places.lived,
        weight=persons_represented(network, places),
        priorities=priorities,
        approach=approach,
        mandate_priorities=priorities.copy(),
        mandate_approach=approach.copy(),
        entrenchment=draw_character("entrenchment", places, p, luck),
        influence=draw_character("influence", places, p, luck),
        efficacy=draw_character("efficacy", places, p, luck, agenda),
        skill=skill,
        capacity=skill.copy(),
        burden=np.zeros(n),
        budget=budget,
        reserve=reserve,
        target=target,
        other_tables=draw_other_tables(places, p, luck),
        projects=np.zeros(n, dtype=np.int32),
        invited=np.zeros(n, dtype=np.bool_),
        attends=np.zeros(n, dtype=np.bool_),
        attends_region=np.zeros(n, dtype=np.bool_),
        voice=np.zeros(n),
        active=(places.role != Role.CITIZEN) | (places.rank < reached(p)),
    )
