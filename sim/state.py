"""What the world holds: arrays with their axes, units and ranges; no behavior.

Tables come first by territory (one local table each), then by region (one regional table each): with n territories,
table t < n is the local table of territory t and table n + r the regional table of region r. Every amount of money
is a whole number of cents. Actors are stored by territory so that neighbors in the network are neighbors in memory.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Indices = NDArray[np.integer[Any]]
Rows = NDArray[np.uint32]  # where in another array; never from its end, so that no page has to ask for the sign
Bytes = NDArray[np.int8]
Flags = NDArray[np.bool_]
Cents = NDArray[np.int64]
Names = NDArray[np.uint64]


PARTNERS = 4  # most partners of a project
PAIRS = 10  # pairs among a promoter and its partners


class Territories(NamedTuple):
    """MRC and equivalent territories (TE): what does not change, then the needs, which do."""

    name: Names  # (territory,) the luck's name, from the official code
    region: Rows  # (territory,)
    population: Floats  # (territory,) persons
    poor: Floats  # (territory,) persons in low income
    area: Floats  # (territory,) km2
    distance: Floats  # (territory,) km to the seat of the regional table
    municipalities: Ints  # (territory,)
    conditions: Floats  # (territory, condition) in [0, 1], the eight starting conditions
    base_need: Floats  # (territory, problem) in [0, 1] what the need returns to without action
    need: Floats  # (territory, problem) in [0, 1]
    relief: Floats  # (territory, problem) in [0, 1] need met for good by structuring projects


class Actors(NamedTuple):
    """Community organizations, institutions, elected officials, citizens; stored by territory, then role."""

    name: Names  # (actor,) the luck's name
    role: Bytes  # (actor,) see vocabulary.Role
    territory: Rows  # (actor,)
    rank: Ints  # (actor,) order of invitation within territory and role, 0 first
    delegate: Flags  # (actor,) sits at the regional table
    office: Flags  # (actor,) regional office of a ministry
    lived: Flags  # (actor,) lived experience of poverty
    weight: Floats  # (actor,) persons represented: inhabitants a citizen stands for, 1 for the others
    priorities: Floats  # (actor, problem) simplex
    approach: Floats  # (actor, approach) simplex
    mandate_priorities: Floats  # (actor, problem) simplex: what the actor answers for
    mandate_approach: Floats  # (actor, approach) simplex
    entrenchment: Floats  # (actor,) in [0, 1]
    influence: Floats  # (actor,) in [0, 1]
    efficacy: Floats  # (actor,) in [0, 1] belief that taking part changes something
    skill: Floats  # (actor,) in [0, 1] capacity when nothing burdens it
    capacity: Floats  # (actor,) in [0, 1] capacity left by reporting and projects
    burden: Floats  # (actor,) in [0, 1] weight of norms and reporting
    budget: Cents  # (actor,) cents a year; 0 unless community organization or institution
    reserve: Floats  # (actor,) months of budget; community organizations only
    target: Floats  # (actor,) months of budget that its recurrent funding sustains
    other_tables: Ints  # (actor,) concertation tables sat at besides the model's
    projects: Ints  # (actor,) projects awarded or under way, as promoter or partner
    invited: Flags  # (actor,) has a seat at the local table this month
    attends: Flags  # (actor,) the local table this month
    attends_region: Flags  # (actor,) the regional table this month
    voice: Floats  # (actor,) in [0, 1] share of recent months in which the actor took part, locally or in the region
    active: Flags  # (actor,) False: a dormant organization, or an inhabitant whom the process does not reach


class Ties(NamedTuple):
    """Who may meet whom. Sorted by territory at the start; ties born of joint projects are appended."""

    name: Names  # (tie,) the luck's name
    left: Rows  # (tie,) actor
    right: Rows  # (tie,) actor
    kind: Bytes  # (tie,) see vocabulary.Kind
    table: Rows  # (tie,) where they meet
    trust: Floats  # (tie,) in [0, 1]
    origin: Floats  # (tie,) in [0, 1] trust at the start
    history: Floats  # (tie,) encounters lived together, prehistory included


class Tables(NamedTuple):
    """Local tables (first, one a territory) and regional tables (then, one a region)."""

    region: Rows  # (table,)
    seat: Names  # (table,) the luck's name
    phase: Bytes  # (table,) see vocabulary.Phase
    progress: Floats  # (table,) in [0, 1] of the current phase
    since: Ints  # (table,) month when the current phase began
    plan_month: Ints  # (table,) month when the plan was adopted, -1 before
    endorsed_month: Ints  # (table,) month when elected officials endorsed it, -1 before
    priorities: Floats  # (table, problem) simplex
    approach: Floats  # (table, approach) simplex
    verticality: Floats  # (table,) in [0, 1]: 0 horizontal, 1 vertical
    initial_verticality: Floats  # (table,) in [0, 1]
    sharing: Floats  # (table,) in [0, 1] leadership: 0 one leader, 1 shared
    facilitation: Floats  # (table,) in [0, 1] what accompanies the table now
    knowledge: Floats  # (table,) in [0, 1]
    scarcity: Floats  # (table,) in [0, 1] money asked against money there
    demand: Floats  # (table,) cents asked, fading over a year
    conflict: Floats  # (table,) in [0, 1] recent rate of conflict, as the table perceives it
    cooperation: Floats  # (table,) in [0, 1] recent rate of cooperation, likewise
    patience: Floats  # (table,) months lived in conflict since the last adjustment


class Regions(NamedTuple):
    """CRE: the envelope and the agreement that shares it."""

    name: Names  # (region,)
    envelope: Cents  # (region,) cents
    unallotted: Cents  # (region,) cents of the envelope not yet shared
    agreement: Bytes  # (region,) see vocabulary.Agreement
    agreed_month: Ints  # (region,) month of the agreement or of the imposed formula, -1 before
    open_month: Ints  # (region,) month from which the fund takes projects, -1 before
    staff: Floats  # (region,) full-time equivalents who administer the agreement
    present: Flags  # (region,) the regional tier exists
    claim: Floats  # (territory,) share of the envelope that its delegates claim
    conceded: Floats  # (territory,) share of the envelope conceded at the last sitting
    standing: Floats  # (territory,) in [0, 1] weight as proposer: falls with each failed proposal
    share: Floats  # (territory,) share agreed or imposed, 0 before
    returned_month: Ints  # (region,) month from which money not committed goes back to the whole region, -1 before


class Money(NamedTuple):
    """One account a table, in cents. allotted = available + awarded; awarded = spent + committed."""

    allotted: Cents  # (table,)
    awarded: Cents  # (table,)
    spent: Cents  # (table,)
    claimed: Cents  # (table,) asked by projects, cumulated
    selected: Cents  # (table,) chosen by the award rule, cumulated
    leveraged: Cents  # (table,) brought by others to awarded projects, cumulated
    coordination: Cents  # (table,) part of awarded that pays for facilitation
    mission: Cents  # (table,) part of awarded that pays for the core mission of community organizations


class Projects(NamedTuple):
    """Every project ever filed; the continuation of a project is a project, with a file of its own."""

    name: Names  # (project,)
    promoter: Ints  # (project,) actor
    partner: Ints  # (project, 4) actors, -1 where there is none
    tie: Ints  # (project, 10) ties among promoter and partners once awarded, -1 where there is none
    account: Rows  # (project,) table whose money it asks for
    territory: Rows  # (project,)
    problem: Bytes  # (project,)
    approach: Bytes  # (project,)
    cost: Cents  # (project,) cents, everything counted
    request: Cents  # (project,) cents asked of the fund
    months: Ints  # (project,)
    novelty: Floats  # (project,) in [0, 1]
    quality: Floats  # (project,) in [0, 1]
    letters: Ints  # (project,) letters of support
    status: Bytes  # (project,) see vocabulary.Status
    filed: Ints  # (project,) month
    decided: Ints  # (project,) month, -1 before
    awarded: Ints  # (project,) month, -1 before
    started: Ints  # (project,) month, -1 before
    ended: Ints  # (project,) month, -1 before
    vetoes: Ints  # (project,) times that elected officials withheld their endorsement
    spent: Cents  # (project,) cents of the fund
    core: Cents  # (project,) cents of the request that pay for core mission
    lasting: Flags  # (project,) left a structuring effect
    parent: Ints  # (project,) project that it continues, -1 where there is none
    generation: Ints  # (project,) how many projects it continues: 0 for a first one


@dataclass
class State:
    """Everything that a month reads and writes."""

    month: int
    territories: Territories
    actors: Actors
    ties: Ties
    tables: Tables
    regions: Regions
    money: Money
    projects: Projects
    joint: Ints  # (any,) ties whose two ends run a project together now
    born: int  # ties present at the start; those born of joint projects come after


def count(state: State) -> tuple[int, int]:
    """(number of territories, number of regions)."""
    return len(state.territories.region), len(state.regions.envelope)
