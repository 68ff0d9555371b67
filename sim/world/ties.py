"""Who may meet whom at the start, and how much they trust one another."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.draws import Luck, join
from sim.parameter import Parameters, parameter
from sim.state import Actors, Bytes, Floats, Ties
from sim.vocabulary import Kind, Role
from sim.world.network import Network
from sim.world.rewire import Wiring, everybody, kept_of, kinds_of, rewired
from sim.world.spread import WORLD, around

Indices = NDArray[np.int64]
RELATIONS, STRUCTURES, PREHISTORY = 1, 2, 6  # columns of Territories.conditions
SLOTS = "ties drawn by an actor"
SIZE = "[A] density of acquaintances not measured"


@dataclass
class Acquaintance(Parameters):
    """How many partners each actor draws, group by group, and the trust and history that ties start with.

    wiring: drawn, or one of the controls of `sim.world.rewire`, in which who knows whom is dealt otherwise.
    """

    wiring: Wiring = Wiring.DRAWN
    community_community: float = parameter(2.2, 0.0, 50.0, SLOTS, SIZE)
    community_institution: float = parameter(1.5, 0.0, 50.0, SLOTS, SIZE)
    institution_institution: float = parameter(1.2, 0.0, 50.0, SLOTS, SIZE)
    citizen_community: float = parameter(1.5, 0.0, 50.0, SLOTS, "[A] one or two organizations a citizen")
    citizen_citizen: float = parameter(0.3, 0.0, 50.0, SLOTS, "[A] sometimes another citizen of the sample")
    elected_community: float = parameter(1.5, 0.0, 50.0, SLOTS, SIZE)
    elected_institution: float = parameter(0.8, 0.0, 50.0, SLOTS, SIZE)
    elected_citizen: float = parameter(1.0, 0.0, 50.0, SLOTS, SIZE)
    border_delegates: float = parameter(
        1.2, 0.0, 50.0, "ties drawn by a delegate", "[A] delegates of a neighbor territory"
    )
    problem_delegates: float = parameter(
        0.8, 0.0, 50.0, "ties drawn by a delegate", "[A] delegates who lead with the same problem"
    )
    any_delegates: float = parameter(0.5, 0.0, 50.0, "ties drawn by a delegate", "[A] delegates of the region at large")
    institution_offices: float = parameter(
        3.0, 0.0, 50.0, "ties drawn by a delegate", "[A] institution delegate to offices"
    )
    elected_offices: float = parameter(2.0, 0.0, 50.0, "ties drawn by a delegate", "[A] elected delegate to offices")
    office_offices: float = parameter(2.0, 0.0, 50.0, "ties drawn by an office", "[A] offices among themselves")

    trust: float = parameter(0.30, 0.01, 0.99, "trust", "[A] two actors of neutral conditions, without history or role")
    by_relations: float = parameter(1.6, 0.0, 8.0, "log-odds", "[S] quality of relations at the start; size [A]")
    by_prehistory: float = parameter(1.2, 0.0, 8.0, "log-odds", "[S] past experiences of concertation; size [A]")
    same_role: float = parameter(0.3, 0.0, 4.0, "log-odds", "[A] trust among peers")
    community_elected_gap: float = parameter(
        0.5, 0.0, 4.0, "log-odds", "[S] little mutual knowledge at first; size [A]"
    )
    citizen_official_gap: float = parameter(
        0.3, 0.0, 4.0, "log-odds", "[A] citizens and institutions or elected officials"
    )
    trust_spread: float = parameter(0.5, 0.0, 3.0, "log-odds", "[A] deviation between ties")
    encounters: float = parameter(6.0, 0.0, 120.0, "encounters", "[A] mean history where both conditions are one half")
    elected_history: float = parameter(
        0.05, 0.0, 1.0, "ratio", "[S] community and municipal worlds had not met; size [A]"
    )


class Pairs(NamedTuple):
    """Ties before names, trust and order; the same pair may come twice."""

    one: Indices
    other: Indices
    kind: Kind


class Pools(NamedTuple):
    """Where to draw partners: actors of one role in one territory are consecutive."""

    first: Indices  # (territory, role) index of the first, regional offices left out
    size: Indices  # (territory, role) without the citizens whom the process does not reach, who come last


def pools_of(actors: Actors, n_territories: int) -> Pools:
    """The consecutive actors of each role in each territory; offices come after local institutions."""
    key = actors.territory.astype(np.int64) * 5 + np.array((0, 1, 3, 4))[actors.role] + actors.office
    first = np.searchsorted(key, np.arange(5 * n_territories + 1))
    size = np.bincount(key[actors.active], minlength=5 * n_territories).reshape(-1, 5)
    return Pools(first[:-1].reshape(-1, 5)[:, (0, 1, 3, 4)], size[:, (0, 1, 3, 4)])


def slots(actors: Actors, who: Indices, mean: float, purpose: str, luck: Luck) -> list[tuple[Indices, Floats]]:
    """For each slot, (actors who fill it, their uniform number): `mean` slots each, the fraction being drawn."""
    whole = int(mean)
    last = who[luck.uniform(WORLD, f"{purpose}/more", actors.name[who]) < mean - whole]
    fillers = [who] * whole + ([last] if mean > whole else [])
    return [(some, luck.uniform(WORLD, f"{purpose}/{s}", actors.name[some])) for s, some in enumerate(fillers)]


def draw_local(
    actors: Actors, pools: Pools, roles: tuple[Role, Role], kind: Kind, mean: float, luck: Luck
) -> list[Pairs]:
    """Each actor of the first role draws partners of the second role in its own territory."""
    asking, asked = roles
    who = np.flatnonzero((actors.role == asking) & ~actors.office & actors.active)
    found = []
    for some, chance in slots(actors, who, mean, f"tie/{asking.name}/{asked.name}", luck):
        territory = actors.territory[some]
        size = pools.size[territory, asked] - (asking == asked)
        partner = pools.first[territory, asked] + (chance * size).astype(np.int64)
        partner += (asking == asked) & (partner >= some)
        found.append(Pairs(some[size > 0], partner[size > 0], kind))
    return found


class Circle(NamedTuple):
    """Who draws partners among whom: each of `who` among those of `among` whose group is its own."""

    who: Indices
    group: Indices  # of who
    among: Indices
    group_of_among: Indices  # sorted


def draw_within(actors: Actors, circle: Circle, mean: float, purpose: str, kind: Kind, luck: Luck) -> list[Pairs]:
    """The ties of a circle; drawing oneself, or for sector ties somebody of one's own territory, gives none."""
    top = max(circle.group.max(initial=0), circle.group_of_among.max(initial=0)) + 1
    first = np.searchsorted(circle.group_of_among, np.arange(top + 1))
    group = np.zeros(len(actors.name), dtype=np.int64)
    group[circle.who] = circle.group
    found = []
    for some, chance in slots(actors, circle.who, mean, purpose, luck):
        start = first[group[some]]
        size = first[group[some] + 1] - start
        some, start, size, chance = some[size > 0], start[size > 0], size[size > 0], chance[size > 0]
        partner = circle.among[start + (chance * size).astype(np.int64)]
        apart = some != partner
        if kind == Kind.SECTOR:
            apart = actors.territory[some] != actors.territory[partner]
        found.append(Pairs(some[apart], partner[apart], kind))
    return found


def neighbors_within_regions(network: Network) -> tuple[Indices, Indices]:
    """(territory, neighbor) of every border inside a region, both ways, sorted."""
    inside = network.region[network.edge_a] == network.region[network.edge_b]
    a, b = network.edge_a[inside].astype(np.int64), network.edge_b[inside].astype(np.int64)
    one, other = np.concatenate((a, b)), np.concatenate((b, a))
    order = np.lexsort((other, one))
    return one[order], other[order]


def across_borders(network: Network, actors: Actors, delegates: Indices) -> Circle:
    """Each delegate draws among the delegates of the territories that touch its own."""
    territory = actors.territory[delegates].astype(np.int64)
    here, there = neighbors_within_regions(network)
    first = np.searchsorted(territory, np.arange(len(network.code) + 1))
    size = np.diff(first)[there]
    within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    return Circle(delegates, territory, delegates[np.repeat(first[there], size) + within], np.repeat(here, size))


def draw_regional(network: Network, actors: Actors, p: Acquaintance, luck: Luck) -> list[Pairs]:
    """Sector ties between delegates of different territories, hierarchical ties with the regional offices.

    Delegates draw across borders, among those who lead with the same problem, and at large, so that neighbors and
    like-minded delegates know each other more often.
    """
    region = network.region[actors.territory].astype(np.int64)
    delegates = np.flatnonzero(actors.delegate & ~actors.office)
    offices = np.flatnonzero(actors.office)
    cause = region[delegates] * actors.priorities.shape[1] + np.argmax(actors.priorities[delegates], axis=1)
    order = np.argsort(cause, kind="stable")
    same_cause = Circle(delegates, cause, delegates[order], cause[order])
    at_large = Circle(delegates, region[delegates], delegates, region[delegates])
    found = draw_within(
        actors, across_borders(network, actors, delegates), p.border_delegates, "tie/border", Kind.SECTOR, luck
    )
    found += draw_within(actors, same_cause, p.problem_delegates, "tie/cause", Kind.SECTOR, luck)
    found += draw_within(actors, at_large, p.any_delegates, "tie/region", Kind.SECTOR, luck)
    for who, mean, purpose in (
        (delegates[actors.role[delegates] == Role.INSTITUTION], p.institution_offices, "tie/institution/office"),
        (delegates[actors.role[delegates] == Role.ELECTED], p.elected_offices, "tie/elected/office"),
        (offices, p.office_offices, "tie/office/office"),
    ):
        up = Circle(who, region[who], offices, region[offices])
        found += draw_within(actors, up, mean, purpose, Kind.HIERARCHY, luck)
    return found


def draw_pairs(network: Network, actors: Actors, p: Acquaintance, luck: Luck) -> tuple[Indices, Indices, Indices]:
    """(left, right, kind) of every tie, each pair once, left < right, sorted by left then right."""
    pools = pools_of(actors, len(network.code))
    community, institution, elected, citizen = Role
    pairs: list[Pairs] = []
    for roles, kind, mean in (
        ((community, community), Kind.LOCAL, p.community_community),
        ((community, institution), Kind.LOCAL, p.community_institution),
        ((institution, institution), Kind.LOCAL, p.institution_institution),
        ((citizen, community), Kind.LOCAL, p.citizen_community),
        ((citizen, citizen), Kind.LOCAL, p.citizen_citizen),
        ((elected, community), Kind.MANDATE, p.elected_community),
        ((elected, institution), Kind.MANDATE, p.elected_institution),
        ((elected, citizen), Kind.MANDATE, p.elected_citizen),
    ):
        pairs += draw_local(actors, pools, roles, kind, mean, luck)
    pairs += draw_regional(network, actors, p, luck)
    none = np.zeros(0, dtype=np.int64)
    one = np.concatenate([none, *(pair.one for pair in pairs)])
    other = np.concatenate([none, *(pair.other for pair in pairs)])
    kind_of = np.concatenate([none, *(np.full(len(pair.one), pair.kind, dtype=np.int64) for pair in pairs)])
    key, where = np.unique(np.minimum(one, other) * len(actors.name) + np.maximum(one, other), return_index=True)
    left, right = np.divmod(key, len(actors.name))
    return left, right, kind_of[where]


def of_both(values: Floats, actors: Actors, left: Indices, right: Indices) -> Floats:
    """(tie,) mean of a value (territory,) over the territories of the two actors."""
    return np.asarray((values[actors.territory[left]] + values[actors.territory[right]]) / 2)


def trust_between(actors: Actors, left: Indices, right: Indices, conditions: Floats, p: Acquaintance) -> Floats:
    """(tie,) log-odds added to the trust of two actors.

        by_relations * (relations - 1/2) + by_prehistory * (prehistory - 1/2) + same_role [peers]
        - community_elected_gap - citizen_official_gap [a citizen with an institution or an elected official]

    Conditions are means of the two territories. The study's "qualité des rapports entre les acteurs" at the start.
    """
    climate = p.by_relations * (conditions[:, RELATIONS] - 0.5) + p.by_prehistory * (conditions[:, PREHISTORY] - 0.5)
    low, high = (f(actors.role[left], actors.role[right]) for f in (np.minimum, np.maximum))
    shift = of_both(climate, actors, left, right)
    shift += p.same_role * (low == high)
    shift -= p.community_elected_gap * ((low == Role.COMMUNITY) & (high == Role.ELECTED))
    shift -= p.citizen_official_gap * ((low != Role.COMMUNITY) & (low != high) & (high == Role.CITIZEN))
    return shift


def encounters_between(actors: Actors, left: Indices, right: Indices, conditions: Floats, p: Acquaintance) -> Floats:
    """(tie,) mean number of encounters lived before: encounters * (prehistory + structures), next to none between
    community organizations and elected officials. The study's "historique et expériences passées"."""
    mean = p.encounters * of_both(conditions[:, PREHISTORY] + conditions[:, STRUCTURES], actors, left, right)
    low, high = (f(actors.role[left], actors.role[right]) for f in (np.minimum, np.maximum))
    strangers = (low == Role.COMMUNITY) & (high == Role.ELECTED)
    return np.asarray(mean * np.where(strangers, p.elected_history, 1.0))


def make_ties(network: Network, actors: Actors, conditions: Floats, p: Acquaintance, luck: Luck) -> Ties:
    """All the ties at the start: trust logit-normal, history exponential. conditions (territory, condition)."""
    if p.wiring == Wiring.COMPLETE:
        pairs = everybody(actors, network.region, p.wiring)
        return bind(
            network, actors, pairs.left, pairs.right, kinds_of(actors, network.region, pairs), conditions, p, luck
        )
    left, right, kind = draw_pairs(network, actors, p, luck)
    kept = kept_of(p.wiring, kind)
    ties = bind(network, actors, left[kept], right[kept], kind[kept], conditions, p, luck)
    if p.wiring in (Wiring.DRAWN, Wiring.WITHIN_BORDERS, Wiring.EMPTY):
        return ties
    return rewired(p.wiring, ties, actors, network.region, luck)


def bind(
    network: Network,
    actors: Actors,
    left: Indices,
    right: Indices,
    kind: Indices | Bytes,
    conditions: Floats,
    p: Acquaintance,
    luck: Luck,
) -> Ties:
    """The ties of these pairs (tie,), of a `kind` each, as they start: the trust and the history of a pair are drawn by
    its own name, whoever else knows whom."""
    name = join(actors.name[left], actors.name[right])
    shift = trust_between(actors, left, right, conditions, p) + p.trust_spread * luck.normal(WORLD, "trust", name)
    trust = around(p.trust, shift)
    history = -np.log1p(-luck.uniform(WORLD, "history", name))
    history *= encounters_between(actors, left, right, conditions, p)
    territory = actors.territory[left].astype(np.int64)
    regional = (kind == Kind.SECTOR) | (kind == Kind.HIERARCHY)
    return Ties(
        name=name,
        left=left.astype(np.uint32),
        right=right.astype(np.uint32),
        kind=kind.astype(np.int8),
        table=np.where(regional, len(network.code) + network.region[territory], territory).astype(np.uint32),
        trust=trust,
        origin=trust.copy(),
        history=history,
    )
