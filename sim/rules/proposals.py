"""Stage 5. Proposals: organizations form partnerships and file costed projects on the table's priorities."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.compiled import compiled
from sim.formulas import draw_one, logistic
from sim.funding.norms import Norms
from sim.parameter import Parameters, parameter
from sim.rules.partners import number_of
from sim.state import PARTNERS, Actors, Bytes, Cents, Flags, Floats, Indices, Ints, Money, Regions, Tables, Ties
from sim.vocabulary import Agreement, Role


@dataclass
class Proposals(Parameters):
    """Who files, with whom, what it costs, how good it is."""

    base: float = parameter(-3.9, -8.0, 6.0, "log-odds a round", "[A]")
    by_capacity: float = parameter(2.0, 0.0, 8.0, "log-odds", "[A]")
    by_efficacy: float = parameter(1.5, 0.0, 8.0, "log-odds", "[A]")
    by_burden: float = parameter(1.5, 0.0, 8.0, "log-odds", "[S] irritants of fund management; size [A]")
    by_projects: float = parameter(0.9, 0.0, 8.0, "log-odds a project in hand", "[A]")
    institution: float = parameter(-1.0, -8.0, 4.0, "log-odds", "[A] institutions promote less than they support")
    elected: float = parameter(-2.5, -8.0, 4.0, "log-odds", "[A] municipal projects are few")
    expected_scarcity: float = parameter(0.6, 0.0, 1.0, "asked / (asked + there)", "[A] before the first call")
    partnership: float = parameter(-3.0, -8.0, 6.0, "log-odds a tie", "[A]")
    by_trust: float = parameter(4.0, 0.0, 10.0, "log-odds", "[A] partners are those one trusts")
    letter_trust: float = parameter(0.5, 0.0, 1.0, "trust", "[A] from which an acquaintance signs a letter of support")
    cost: float = parameter(
        70_000.0, 5_000.0, 1e6, "$, median", "[D] grants seen: 6,718 to 98,650 $, world/data/projects.csv; [A]"
    )
    cost_spread: float = parameter(0.75, 0.0, 2.0, "sd of the log", "[A] anchored on the same examples")
    by_partner: float = parameter(0.15, 0.0, 1.0, "of the log of cost, a partner", "[A] joint projects are larger")
    leverage: float = parameter(0.30, 0.0, 1.0, "share", "[D] Bécancour 2013: 60 % asked where 80 % was allowed; [A]")
    outside: float = parameter(0.6, 0.0, 1.0, "share of the contribution", "[A] found from other funders")
    draw_on_reserve: float = parameter(0.5, 0.0, 1.0, "share of the reserve", "[A] most a contribution may take")
    shortest: int = parameter(4, 1, 60, "months", "[A]")
    quality: float = parameter(-0.8, -6.0, 6.0, "log-odds", "[A]")
    by_partners: float = parameter(0.7, 0.0, 4.0, "log-odds", "[S] multi-partner projects are better; size [A]")
    by_knowledge: float = parameter(1.2, 0.0, 4.0, "log-odds", "[S] knowledge of the territory; size [A]")
    quality_spread: float = parameter(0.6, 0.0, 3.0, "log-odds, sd", "[A]")


class Lucks(NamedTuple):
    """The luck of one round of proposals; every array in [0, 1) or standard normal where said."""

    problem: Floats  # (new,)
    approach: Floats  # (new,)
    months: Floats  # (new,)
    share: Floats  # (new,)
    novelty: Floats  # (new,)
    cost: Floats  # (new,) normal
    quality: Floats  # (new,) normal
    partner: Floats  # (tie,)


class Filed(NamedTuple):
    """New projects, in the order of their promoters."""

    promoter: Ints  # (new,)
    partner: Ints  # (new, 4)
    problem: Bytes  # (new,)
    approach: Bytes  # (new,)
    cost: Cents  # (new,)
    request: Cents  # (new,)
    months: Ints  # (new,)
    novelty: Floats  # (new,)
    quality: Floats  # (new,)
    letters: Ints  # (new,)
    parent: Ints  # (new,) project that it continues, -1 for a first one


@compiled
def promote(actors: Actors, might: Indices, p: Proposals, luck: Floats) -> Ints:
    """The actors who file a project in this round, among those who `might` (any,): eligible, awake, account open.

    log-odds = base + by_capacity*capacity + by_efficacy*efficacy - by_burden*burden - by_projects*projects in hand

    luck (any,) of those who might.
    """
    who = np.empty(len(might), dtype=np.int32)
    n = 0
    for k in range(len(might)):
        i = might[k]
        u = p.base + p.by_capacity * actors.capacity[i] + p.by_efficacy * actors.efficacy[i]
        u -= p.by_burden * actors.burden[i] + p.by_projects * actors.projects[i]
        if actors.role[i] == Role.INSTITUTION:
            u += p.institution
        elif actors.role[i] == Role.ELECTED:
            u += p.elected
        if luck[k] < logistic(u):
            who[n] = i
            n += 1
    return who[:n].copy()


@compiled
def find_partners(actors: Actors, ties: Ties, who: Ints, p: Proposals, luck: Floats) -> tuple[Ints, Ints]:
    """(partner (new, 4), letters (new,)): the most trusted who accept, and how many would sign a letter of support.

    Each tie of a promoter gives a partner with log-odds partnership + by_trust*T; citizens and dormant organizations
    sign letters but do not carry projects. who (new,) the promoters, luck (tie,).
    """
    partner = np.full((len(who), PARTNERS), -1, dtype=np.int32)
    bond = np.full((len(who), PARTNERS), -1.0)
    letters, slot = np.zeros(len(who), dtype=np.int32), np.full(len(actors.role), -1, dtype=np.int32)
    for s in range(len(who)):
        slot[who[s]] = s  # the rank of a promoter among the new projects
    for t in range(len(ties.left)):
        i, j, trust = ties.left[t], ties.right[t], ties.trust[t]
        if slot[i] < 0 and slot[j] < 0:
            continue
        for a, b in ((i, j), (j, i)):
            s = slot[a]
            if s < 0:
                continue
            letters[s] += trust >= p.letter_trust
            carries = actors.active[b] and actors.role[b] != Role.CITIZEN
            if not carries or luck[t] >= logistic(p.partnership + p.by_trust * trust):
                continue
            k = PARTNERS
            while k > 0 and bond[s, k - 1] < trust:
                k -= 1
            for m in range(PARTNERS - 1, k, -1):
                partner[s, m], bond[s, m] = partner[s, m - 1], bond[s, m - 1]
            if k < PARTNERS:
                partner[s, k], bond[s, k] = b, trust
    return partner, letters


@compiled
def lean(approach: Floats, person_target: float) -> Floats:
    """(approach,) weights of an actor's approaches when the norm wants projects that address the person."""
    weight = approach * (1.0 - person_target)
    weight[0] += person_target * approach[0]
    weight[1] += 0.5 * person_target * approach[1]
    return weight


@compiled
def found_elsewhere(n: Norms, p: Proposals) -> float:
    """Share of a contribution found from other funders, and through other ministries' money where the norms pool it."""
    return p.outside + (1.0 - p.outside) * n.pooling


@compiled
def purse(actors: Actors, i: int, p: Proposals) -> float:
    """Dollars that actor i can put in a project: a share of its reserve if it is a community organization."""
    if actors.role[i] != Role.COMMUNITY:
        return np.inf
    dollars: float = p.draw_on_reserve * max(0.0, actors.reserve[i]) * actors.budget[i] / 1200.0
    return dollars


@compiled
def price(
    total: float, partners: int, available: float, n: Norms, p: Proposals, luck_share: float
) -> tuple[np.int64, np.int64]:
    """(cost, request) in cents of a project of `total` dollars, whose promoter can put in `available` ones.

    luck_share in [0, 1) says how much less than the maximum share is asked.
    """
    share = n.maximum_share * (1.0 - p.leverage * luck_share)
    if share * total > n.cap:
        total = n.cap / share
    own = (1.0 - share) * (1.0 - found_elsewhere(n, p)) / (1.0 + partners)
    if own > 0.0:
        total = min(total, available / own)
    cost = np.int64(round(total * 100.0))
    return cost, np.int64(np.floor(share * cost))


@compiled
def admissible(request: np.int64, months: np.int32, letters: np.int32, n: Norms, p: Proposals) -> bool:
    """Whether a file of so many cents, months and letters reaches the floor, the shortest length, the letters asked."""
    enough = request >= max(1.0, n.floor * 100.0) and months >= min(p.shortest, n.longest) and letters >= n.letters
    return bool(enough)


@compiled
def propose(
    actors: Actors,
    ties: Ties,
    tables: Tables,
    who: Ints,
    account: Indices,
    time: int,
    n: Norms,
    p: Proposals,
    luck: Lucks,
) -> Filed:
    """The projects that the promoters `who` (new,) file in this round.

        problem    drawn in proportion to own priority * priority of the table ("lien avec les priorités")
        approach   drawn in proportion to own approach; the norm `person_target` takes that much from the structural and
                   integrated ones, and half as much from living environments
        cost       lognormal around `cost`, larger with partners
        request    at most maximum_share of the cost, at most the cap; what is left is own contribution
        quality    logistic(quality + by_partners*ln(1 + partners) + by_knowledge*knowledge + capacity + noise)

    The contribution that is not found elsewhere must fit in a share of the reserve of a community organization;
    otherwise the project shrinks to what it can carry, and is dropped below the floor. account (actor,) table asked;
    time: months until the fund ends; a longer project is shortened, one that cannot fit is not filed.
    """
    partner, letters = find_partners(actors, ties, who, p, luck.partner)
    new = len(who)
    problem, approach = np.zeros(new, dtype=np.int8), np.zeros(new, dtype=np.int8)
    cost, request = np.zeros(new, dtype=np.int64), np.zeros(new, dtype=np.int64)
    months, quality = np.zeros(new, dtype=np.int32), np.zeros(new)
    keep = np.zeros(new, dtype=np.bool_)
    for s in range(new):
        i = who[s]
        table = account[i]
        number = number_of(partner, s)
        problem[s] = draw_one(actors.priorities[i] * tables.priorities[table], luck.problem[s])
        approach[s] = draw_one(lean(actors.approach[i], n.person_target), luck.approach[s])
        length = (
            p.shortest + int(luck.months[s] * (n.longest - p.shortest + 1)) if n.longest > p.shortest else n.longest
        )
        months[s] = min(length, time)
        total = p.cost * np.exp(p.cost_spread * luck.cost[s] + p.by_partner * number)
        cost[s], request[s] = price(total, number, purse(actors, i, p), n, p, luck.share[s])
        u = p.quality + p.by_partners * np.log(1.0 + number) + p.by_knowledge * tables.knowledge[table]
        quality[s] = logistic(u + actors.capacity[i] + p.quality_spread * luck.quality[s])
        keep[s] = admissible(request[s], months[s], letters[s], n, p)
    return Filed(
        who[keep],
        partner[keep],
        problem[keep],
        approach[keep],
        cost[keep],
        request[keep],
        months[keep],
        luck.novelty[keep],
        quality[keep],
        letters[keep],
        np.full(keep.sum(), -1, dtype=np.int32),
    )


def eligible(actors: Actors, n: Norms) -> Flags:
    """(actor,) who may promote a project under the norms: community organizations, and others where allowed."""
    allowed = np.zeros(4, dtype=np.bool_)
    allowed[Role.COMMUNITY] = True
    allowed[Role.INSTITUTION] = n.institutions_eligible
    allowed[Role.ELECTED] = n.municipalities_eligible
    return allowed[actors.role] & ~actors.office


@compiled
def scarcity(asked: float, there: float) -> float:
    """In [0, 1): asked / (asked + there), one half when as much is asked as there is; 0 when neither.

    For a fund: what was asked over the past year against a year's money. For an envelope being split: the shares
    claimed against the whole.
    """
    return asked / (asked + there) if asked + there > 0.0 else 0.0


@compiled
def felt_scarcity(
    tables: Tables, regions: Regions, money: Money, pooled: Flags, fund_end: int, expected: float
) -> Floats:
    """(table,) in [0, 1) how scarce money seems at each table.

        scarcity(asked over the past year, what is for projects / years that the fund lasts)    where there is money
        expected                                                                                before
        scarcity(shares claimed, 1)      at a regional table that negotiates its envelope
        that of the regional table       at local tables, where money is pooled; else none is left to the region

    pooled (region,): where projects ask for the money of the region; fund_end the month; expected: the parameter
    `expected_scarcity`.
    """
    region, n_territories = tables.region, len(regions.claim)
    felt, claims = np.zeros(len(region)), np.zeros(len(pooled))
    for t in range(n_territories):
        claims[region[t]] += regions.claim[t]
    for t in range(len(felt)):
        r = region[t]
        years = max(fund_end - regions.open_month[r], 1) / 12.0
        there = (money.allotted[t] - money.coordination[t] - money.mission[t]) / years
        felt[t] = scarcity(tables.demand[t], there) if money.allotted[t] != 0 else expected
        if t >= n_territories and regions.agreement[r] == Agreement.NEGOTIATING:
            felt[t] = scarcity(claims[r], 1.0)
    for t in range(n_territories):
        if pooled[region[t]]:
            felt[t] = felt[n_territories + region[t]]
    for r in range(len(pooled)):
        if regions.agreement[r] >= Agreement.AGREED and not pooled[r]:
            felt[n_territories + r] = 0.0
    return felt


def fade(demand: Floats) -> Floats:
    """(table,) cents: what was asked is forgotten over a year, a twelfth a month."""
    return demand * (11.0 / 12.0)
