"""Stage 2, deliberation: section 7.2 of ODD.md and nothing else. Standard library only.

Written by somebody who had never seen the code. One function was corrected after the first comparison, `scarcity`
where money is in one regional pot, and so was the sentence that had misled.

Luck comes from outside: `Tie.active` (true with probability iota) and the outcome of each held encounter.
Everything reads the state left by mobilization; `deliberate` then writes everything at once.
"""

import math
from dataclasses import dataclass, field, make_dataclass

ROLES = ("community", "institution", "elected", "citizen")  # an office has the role institution
STAKES = ("envelope", "priorities", "orientations", "leadership", "elected", "representativeness", "management")
COOPERATIVE, CONFLICTUAL, ROUTINE = "cooperative", "conflictual", "routine"

DEFAULTS = {  # keys of parameters.md; those without a prefix belong to `deliberation.`
    "influence": "linear",  # or bounded, or repulsive
    "cooperation": -1.2, "by_trust": 2.6, "by_facilitation": 0.9, "by_horizontality": 0.5, "by_complementarity": 0.5,
    "conflict": -0.6, "calm": 2.6, "by_envelope": 1.2, "by_priorities": 0.8, "by_orientations": 0.8,
    "by_leadership": 1.4, "by_elected": 0.6, "by_representativeness": 0.8, "by_management": 0.8,
    "gain": 0.06, "asymmetry": 2.0, "contact": 6.0, "pull": 0.1, "mandate": 0.03, "bound": 0.5, "repulsion": 0.05,
    "efficacy_gain": 0.01, "efficacy_loss": 0.01, "trust_learns": True,
    "proposals.expected_scarcity": 0.6, "calendar.fund_end": 66, "norms.transparency": 0.4,
    "norms.institutions_eligible": True, "norms.municipalities_eligible": True,
}  # fmt: skip


@dataclass
class Actor:
    role: str  # one of ROLES
    territory: int  # an office: the territory of its seat
    region: int
    priorities: list
    approach: list  # simplexes of nine and of four
    mandate_priorities: list
    mandate_approach: list
    e: float = 0.4
    I: float = 0.5  # noqa: E741 (the letter of the ODD)
    E: float = 0.5
    B: float = 0.0  # entrenchment, influence, efficacy, burden
    office: bool = False
    delegate: bool = False  # regional office of a ministry; sits at the regional table
    invited: bool = True  # has a seat at the local table this month
    attends: bool = True
    attends_region: bool = False  # the local, the regional table this month
    active: bool = True  # False: a dormant organization


@dataclass
class Tie:
    left: int
    right: int  # actors
    table: int  # where they meet
    T: float = 0.3
    history: float = 0.0  # trust, encounters lived together
    active: bool = True  # the luck of this month


@dataclass
class Table:
    region: int
    regional: bool = False
    territory: int = -1  # of a local table
    F: float = 0.4
    V: float = 0.6
    L: float = 0.45  # facilitation, verticality, leadership sharing
    demand: float = 0.0  # cents asked, fading over a year: that of the end of the month before
    allotted: float = 0.0  # cents of the account of this table...
    coordination: float = 0.0
    core_fund: float = 0.0  # ...of which for accompaniment, for core mission (`money.mission`)
    scarcity: float = 0.0  # written by `deliberate`


@dataclass
class Region:
    state: str = "waiting"  # waiting, negotiating, agreed, imposed
    claims: list = field(default_factory=list)  # a share of the envelope for each territory of the region
    open_month: int = -1  # when the fund opened, -1 before
    one_pot: bool = False  # the split leaves the money in one regional pot
    returned_month: int = -1  # from which what is not committed has come back to the region, -1 before
    present: bool = True  # the regional tier exists


World = make_dataclass("World", ["actors", "ties", "tables", "regions", "parameters"])  # lists, and values by key


def distance(x, y):
    """Half the L1 distance."""
    return sum(abs(a - b) for a, b in zip(x, y, strict=False)) / 2


def ends(tie, world):
    return world.actors[tie.left], world.actors[tie.right]


def came(actor, table):
    """A dormant organization comes nowhere."""
    if table.regional:
        return actor.active and actor.attends_region and actor.region == table.region
    return actor.active and actor.attends and actor.territory == table.territory


def has_seat(actor, table):
    """A dormant organization has no seat; every active delegate and office has one at the regional table."""
    if table.regional:
        return actor.active and (actor.delegate or actor.office) and actor.region == table.region
    return actor.active and actor.invited and actor.territory == table.territory


def carries(tie, world):
    """Can the tie carry an encounter: drawn active, and not of a regional tier that was removed."""
    table = world.tables[tie.table]
    return tie.active and (not table.regional or world.regions[table.region].present)


def is_held(tie, world):
    table = world.tables[tie.table]
    return carries(tie, world) and all(came(actor, table) for actor in ends(tie, world))


def is_possible(tie, world):
    table = world.tables[tie.table]
    seats = all(has_seat(actor, table) for actor in ends(tie, world))
    return carries(tie, world) and (seats or is_held(tie, world))


def representativeness_absent(table_index, world):
    """Mean over the four roles of max(0, 1 - 4 share among those who came): heads, seat or not."""
    table = world.tables[table_index]
    roles = [actor.role for actor in world.actors if came(actor, table)]
    if not roles:
        return 0.75
    return sum(max(0.0, 1 - 4 * roles.count(role) / len(roles)) for role in ROLES) / 4


def scarcity(table_index, world):
    """asked / (asked + there), from zero to one."""
    table = world.tables[table_index]
    region = world.regions[table.region]
    asks_region = region.one_pot or region.returned_month >= 0
    if asks_region and not table.regional:
        table = next(t for t in world.tables if t.regional and t.region == table.region)
    if table.regional and region.state == "negotiating":
        return ratio(sum(region.claims), 1.0)
    if table.regional and region.state in ("agreed", "imposed") and not asks_region:
        return 0.0
    expected = world.parameters["proposals.expected_scarcity"]
    return of_account(table, region, world) if table.allotted > 0 else expected


def of_account(table, region, world):
    """A year of demand against a year of the money of projects."""
    months = max(1, world.parameters["calendar.fund_end"] - region.open_month)
    return ratio(table.demand, (table.allotted - table.coordination - table.core_fund) * 12 / months)


def ratio(asked, there):
    return asked / (asked + there) if asked > 0 else 0.0


def may_promote(actor, world):
    """Never offices nor citizens; institutions and elected officials when the norms say so."""
    p = world.parameters
    return not actor.office and (
        actor.role == "community"
        or (actor.role == "institution" and p["norms.institutions_eligible"])
        or (actor.role == "elected" and p["norms.municipalities_eligible"])
    )


def rivalry(tie, world):
    i, j = ends(tie, world)
    table = world.tables[tie.table]
    if table.regional and world.regions[table.region].state in ("waiting", "negotiating"):
        return 1.0 if i.territory != j.territory else 0.0
    rivals = may_promote(i, world) and may_promote(j, world)
    return 1 - distance(i.priorities, j.priorities) if rivals else 0.0


def stakes(tie, world):
    """The seven terms of u_conf, coefficients included, in the order of STAKES."""
    p, (i, j), table = world.parameters, ends(tie, world), world.tables[tie.table]
    one_elected = (i.role == "elected") != (j.role == "elected")
    return [
        p["by_envelope"] * rivalry(tie, world) * scarcity(tie.table, world),
        p["by_priorities"] * distance(i.priorities, j.priorities),
        p["by_orientations"] * distance(i.approach, j.approach),
        p["by_leadership"] * table.V * (1 - table.L) * abs(i.I - j.I),
        p["by_elected"] * math.exp(-tie.history / p["contact"]) if one_elected else 0.0,
        p["by_representativeness"] * representativeness_absent(tie.table, world),
        p["by_management"] * (i.B + j.B) / 2,
    ]


def probabilities(tie, world):
    """(cooperative, conflictual, routine)"""
    p, (i, j), table = world.parameters, ends(tie, world), world.tables[tie.table]
    complementarity = 1 - distance(i.priorities, j.priorities) if i.role != j.role else 0.0
    u_coop = (
        p["cooperation"]
        + p["by_trust"] * tie.T
        + p["by_facilitation"] * table.F
        + p["by_horizontality"] * (1 - table.V)
        + p["by_complementarity"] * complementarity
    )
    u_conf = p["conflict"] - p["calm"] * tie.T + sum(stakes(tie, world))
    odds = [math.exp(u_coop), math.exp(u_conf), 1.0]
    return tuple(o / sum(odds) for o in odds)


def shares(terms):
    """One conflictual encounter, shared among its stakes in proportion to their terms."""
    return [term / sum(terms) for term in terms] if sum(terms) > 0 else [1 / len(terms)] * len(terms)


def decision_against(decision, world, walk_outs=0):
    """(stake, amount) that later stages book: the table is that of the region, of the account or of the plan."""
    return {
        "proposal failed": ("envelope", 1 + walk_outs),
        "formula imposed": ("leadership", 1),
        "withheld": ("elected", 1),
        "refused": ("envelope", 1 - world.parameters["norms.transparency"]),
    }[decision]


def weight(tie, i, j, outcome, p):
    """w_ij: how much actor i is drawn by actor j; below zero, pushed away."""
    if outcome == CONFLICTUAL:
        return -p["repulsion"] if p["influence"] == "repulsive" else 0.0
    if p["influence"] == "bounded" and distance(i.priorities, j.priorities) > p["bound"]:
        return 0.0
    return p["pull"] * tie.T * (1 - i.e)


def moved(x, mandate, e, others, p):
    """One point of one actor, after its encounters (pairs of w_ij and x_j), then after the pull of its mandate."""
    W = sum(abs(w) for w, _ in others)
    if W > 0:
        step = (1 - math.exp(-W)) / W
        x = [x_k + step * sum(w * (y[k] - x_k) for w, y in others) for k, x_k in enumerate(x)]
    x = [x_k + p["mandate"] * e * (m_k - x_k) for x_k, m_k in zip(x, mandate, strict=False)]
    if p["influence"] == "repulsive":
        x = [max(0.0, x_k) for x_k in x]
        x = [x_k / sum(x) for x_k in x]
    return x


def deliberate(world, outcomes):
    """The whole stage, in place. outcomes: {tie: its turn}, for the held ones. Returns a record for each table."""
    p, actors, tables = world.parameters, world.actors, world.tables
    held = [n for n, tie in enumerate(world.ties) if is_held(tie, world)]
    if set(held) != set(outcomes):
        raise ValueError("an outcome for each held encounter, and for no other")

    records = [{"possible": 0, "held": 0, COOPERATIVE: 0, CONFLICTUAL: 0, "ledger": [0.0] * 7} for _ in tables]
    for tie in world.ties:
        records[tie.table]["possible"] += is_possible(tie, world)
    turns = [{COOPERATIVE: 0, CONFLICTUAL: 0, ROUTINE: 0} for _ in actors]  # the encounters of all tables of an actor
    drawn = [[] for _ in actors]  # w_ij and j
    for n in held:
        tie, record, outcome = world.ties[n], records[world.ties[n].table], outcomes[n]
        record["held"] += 1
        if outcome != ROUTINE:
            record[outcome] += 1
        if outcome == CONFLICTUAL:
            record["ledger"] = [a + b for a, b in zip(record["ledger"], shares(stakes(tie, world)), strict=False)]
        for me, other in ((tie.left, tie.right), (tie.right, tie.left)):
            turns[me][outcome] += 1
            drawn[me].append((weight(tie, actors[me], actors[other], outcome, p), other))

    # From here on the state is written.
    for table, value in zip(tables, [scarcity(t, world) for t in range(len(tables))], strict=False):
        table.scarcity = value
    for n in held:
        tie = world.ties[n]
        tie.history += 1
        if p["trust_learns"] and outcomes[n] == COOPERATIVE:
            tie.T += p["gain"] * (1 - tie.T)
        elif p["trust_learns"] and outcomes[n] == CONFLICTUAL:
            tie.T -= min(1, p["asymmetry"] * p["gain"]) * tie.T
    before = [(actor.priorities, actor.approach) for actor in actors]
    for actor, turn, others in zip(actors, turns, drawn, strict=False):
        actor.E = 1 - (1 - actor.E) * (1 - p["efficacy_gain"]) ** turn[COOPERATIVE]
        actor.E *= (1 - p["efficacy_loss"]) ** turn[CONFLICTUAL]
        actor.priorities = moved(
            actor.priorities, actor.mandate_priorities, actor.e, [(w, before[j][0]) for w, j in others], p
        )
        actor.approach = moved(
            actor.approach, actor.mandate_approach, actor.e, [(w, before[j][1]) for w, j in others], p
        )
    return records
