"""Stage 1. Mobilization: who attends which table."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.compiled import compiled
from sim.formulas import logistic
from sim.funding.norms import Norms
from sim.metrics.relations import coverage
from sim.parameter import Parameters, parameter
from sim.rules.governance import Governance
from sim.state import Actors, Cents, Flags, Floats, Indices, Ints, Regions, Tables, Territories
from sim.vocabulary import Phase, Role

EVERYBODY = 1_000_000


@dataclass
class Mobilization(Parameters):
    """What brings an actor to a table, in log-odds."""

    base: float = parameter(0.2, -6.0, 6.0, "log-odds", "[A]")
    by_efficacy: float = parameter(2.2, 0.0, 8.0, "log-odds", "[A] efficacy draws people in")
    by_facilitation: float = parameter(0.9, 0.0, 4.0, "log-odds", "[S] accompaniment; size [A]")
    uninvited: float = parameter(3.0, 0.0, 12.0, "log-odds", "[A] who has no seat rarely comes")
    by_extent: float = parameter(0.7, 0.0, 4.0, "log-odds", "[S] extent of the territory; size [A]")
    by_hundred_km: float = parameter(0.25, 0.0, 2.0, "log-odds per 100 km", "[A] distance to the regional table")
    by_burden: float = parameter(1.0, 0.0, 6.0, "log-odds", "[S] weight of reporting; size [A]")
    fatigue: float = parameter(0.25, 0.0, 2.0, "log-odds a table", "[A] no source found for its size")
    by_stakes: float = parameter(0.5, 0.0, 4.0, "log-odds", "[L] incentives to take part, Ansell & Gash 2008; size [A]")
    usual_envelope: float = parameter(
        135.48, 1.0, 10_000.0, "$ a poor person", "[D] regions.csv: median of the sourced envelopes"
    )
    memory: float = parameter(0.2, 0.0, 1.0, "share a month", "[A] weight of this month in having taken part")
    citizen: float = parameter(1.6, 0.0, 6.0, "log-odds", "[A] what holds citizens back, met by support")


def invite(phase: int, reports: bool, g: Governance, n: Norms) -> tuple[int, int, int, int]:
    """Seats by role (role,) at a table in this phase; EVERYBODY when the meeting is open to all.

    The study's "mobilisation ouverte ou ciblée", in stages or at once; citizens' seats follow the norms of each
    stage (consultation, priorities, choice of projects, evaluation).
    """
    core = (g.seats_community, g.seats_institution, g.seats_elected)
    if phase == Phase.MOBILIZATION:
        return (*core, 0) if g.staged else (*core, n.citizen_consultation)
    if phase == Phase.CONSULTATION:
        return (EVERYBODY,) * 4 if g.open_consultation else (*core, n.citizen_consultation)
    if phase == Phase.PRIORITIES:
        return (*core, n.citizen_priorities)
    return (*core, n.citizen_evaluation if reports else n.citizen_projects)


def stakes_of(envelope: Cents, poor: Floats, p: Mobilization) -> Floats:
    """(region,) ln(dollars of the envelope a poor person / the usual ones), between a tenth and ten times as much.

    envelope (region,) cents, poor (region,) persons in low income. People come when there is something to win: the
    incentives of Ansell & Gash (2008), whose size in money is ours.
    """
    dollars = envelope / 100.0 / np.maximum(poor, 1.0)
    found: Floats = np.log(np.clip(dollars / p.usual_envelope, 0.1, 10.0))
    return found


@compiled
def mobilize(
    actors: Actors,
    territories: Territories,
    tables: Tables,
    regions: Regions,
    extent: Floats,
    stakes: Floats,
    seats: Ints,
    support: float,
    p: Mobilization,
    luck: Floats,
    luck_region: Floats,
) -> tuple[Flags, Flags, Flags]:
    """(attends, attends_region, invited), each (actor,): who comes to which table this month, and who has a seat.

        log-odds = base + by_efficacy*efficacy + by_facilitation*facilitation - uninvited [no seat]
                   - by_extent*extent - by_burden*burden - fatigue*(tables sat at) + by_stakes*stakes
                   - citizen*(1 - support) for citizens,  - by_hundred_km*distance/100 for the regional table

    extent (territory,) in [0, 1], stakes (region,) see `stakes_of`, seats (table, role) invited, support in [0, 1] for
    citizens, luck (actor,) in [0, 1). Tables sat at: other concertations and projects in hand; for a delegate on the
    way to the regional table, the local one too. Seats and extent concern the local table; regional offices sit at the
    regional one only.

    The study's "mobilisation". Left out: who invites whom by name; seats go by an order drawn once.
    """
    n_territories = len(extent)
    attends = np.zeros(len(actors.role), dtype=np.bool_)
    attends_region = np.zeros(len(actors.role), dtype=np.bool_)
    invited = np.zeros(len(actors.role), dtype=np.bool_)
    for i in range(len(actors.role)):
        if not actors.active[i]:
            continue
        place, role = actors.territory[i], actors.role[i]
        region = tables.region[place]
        sat = actors.other_tables[i] + actors.projects[i]
        pull = p.base + p.by_efficacy * actors.efficacy[i] - p.by_burden * actors.burden[i] - p.fatigue * sat
        pull += p.by_stakes * stakes[region]
        if role == Role.CITIZEN:
            pull -= p.citizen * (1.0 - support)
        if not actors.office[i]:
            local = pull + p.by_facilitation * tables.facilitation[place] - p.by_extent * extent[place]
            invited[i] = actors.rank[i] < seats[place, role]
            if not invited[i]:
                local -= p.uninvited
            attends[i] = luck[i] < logistic(local)
        table = n_territories + region
        if actors.delegate[i] and regions.present[region]:
            afar = pull + p.by_facilitation * tables.facilitation[table] - p.fatigue * (0 if actors.office[i] else 1)
            afar -= p.by_hundred_km * territories.distance[place] / 100.0
            attends_region[i] = luck_region[i] < logistic(afar)
    return attends, attends_region, invited


@compiled
def remember(actors: Actors, memory: float) -> Floats:
    """(actor,) voice after this month: voice + memory * (1 if the actor came to a table, else 0, - voice)."""
    voice = actors.voice.copy()
    for i in range(len(voice)):
        came = 1.0 if actors.attends[i] or actors.attends_region[i] else 0.0
        voice[i] += memory * (came - voice[i])
    return voice


@compiled
def attendance(actors: Actors, n_territories: int, region: Indices) -> tuple[Ints, Ints]:
    """(present, members), each (table, role): who came, and who could have (active, belonging to the table)."""
    present = np.zeros((len(region), 4), dtype=np.int32)
    members = np.zeros((len(region), 4), dtype=np.int32)
    for i in range(len(actors.role)):
        if not actors.active[i]:
            continue
        place, role = actors.territory[i], actors.role[i]
        if not actors.office[i]:
            members[place, role] += 1
            present[place, role] += actors.attends[i]
        if actors.delegate[i]:
            table = n_territories + region[place]
            members[table, role] += 1
            present[table, role] += actors.attends_region[i]
    return present, members


class Turnout(NamedTuple):
    """What is counted once everybody has come or stayed away."""

    voice: Floats  # (actor,) see `remember`
    present: Ints  # (table, role) see `attendance`
    members: Ints  # (table, role)
    coverage: Floats  # (territory,) see `relations.coverage`


@compiled
def turnout(actors: Actors, n_territories: int, region: Indices, memory: float) -> Turnout:
    """Who came this month, in numbers; region (table,)."""
    present, members = attendance(actors, n_territories, region)
    return Turnout(remember(actors, memory), present, members, coverage(actors, n_territories))
