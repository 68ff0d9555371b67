"""Stage 7. Endorsement: elected officials ratify plans and awards, or withhold."""

from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

import numpy as np

from sim.compiled import compiled
from sim.formulas import distance, logistic
from sim.parameter import Parameters, parameter, switch
from sim.state import Actors, Flags, Floats, Indices, Ints, Ties
from sim.vocabulary import Role


@dataclass
class Endorsement(Parameters):
    """ "Entérinement" by elected officials [S]: what they must ratify, how often they sit, what makes them agree."""

    section: ClassVar[str] = "endorsement"
    name: str = field(default="plans_and_awards", init=False)
    plans: bool = switch(True, "[S] action plans are endorsed by elected officials")
    awards: bool = switch(True, "[S] projects are endorsed by elected officials")
    delay: int = parameter(
        1, 1, 12, "months", "[D] Mauricie 2013: board 16 days after the committee, so the next month"
    )
    patience: int = parameter(3, 0, 12, "vetoes", "[A] a project withheld more often than this is refused")
    agreeable: float = parameter(0.6, -6.0, 6.0, "log-odds", "[A]")
    by_trust: float = parameter(2.0, 0.0, 8.0, "log-odds", "[A]")
    by_recognition: float = parameter(1.8, 0.0, 8.0, "log-odds", "[S] contact builds recognition; size [A]")
    by_distance: float = parameter(2.5, 0.0, 8.0, "log-odds", "[A] orientation of the plan or project against theirs")
    by_agenda: float = parameter(1.0, 0.0, 8.0, "log-odds", "[S] agenda and political context; size [A]")
    contact: float = parameter(
        0.5, 0.0, 5.0, "encounters a sitting", "[S] reading a file is half an encounter; size [A]"
    )
    bridge: float = parameter(0.02, 0.0, 0.5, "trust", "[S] what ratifying brings; size [A]")
    irritation: float = parameter(0.05, 0.0, 0.5, "share of trust", "[S] what withholding costs; size [A]")


@dataclass
class NoEndorsement(Endorsement):
    """Nothing goes to the elected officials."""

    name: str = field(default="none", init=False)
    plans: bool = switch(False, "[A] reference point")
    awards: bool = switch(False, "[A] reference point")


@dataclass
class AwardsOnly(Endorsement):
    """Elected officials ratify awards, not plans."""

    name: str = field(default="awards", init=False)
    plans: bool = switch(False, "[A] reference point")


ENDORSEMENTS: tuple[type[Endorsement], ...] = (Endorsement, AwardsOnly, NoEndorsement)


@compiled
def across(actors: Actors, ties: Ties) -> Ints:
    """The ties between an elected official and another role, in order: two worlds that had not met."""
    found, n = np.empty(len(ties.left), dtype=np.int32), 0
    for t in range(len(ties.left)):
        if (actors.role[ties.left[t]] == Role.ELECTED) != (actors.role[ties.right[t]] == Role.ELECTED):
            found[n] = t
            n += 1
    return found[:n].copy()


@compiled
def readiness(actors: Actors, ties: Ties, bridges: Ints, voter: Ints, contact: float) -> tuple[Floats, Floats]:
    """(trust, recognition), each (actor,) in [0, 1]: means over each elected official's ties with the other roles.

    Recognition of a tie is 1 - exp(-history/contact). Zero for an actor who is not elected, knows nobody, or is not
    asked: voter (vote,) are those who are. bridges: the ties between an elected official and another role (`across`).
    """
    n = len(actors.role)
    trusting, recognition, number, asked = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n, dtype=np.bool_)
    asked[voter] = True
    for t in bridges:
        official = ties.left[t] if actors.role[ties.left[t]] == Role.ELECTED else ties.right[t]
        if asked[official]:
            trusting[official] += ties.trust[t]
            recognition[official] += 1.0 - np.exp(-ties.history[t] / contact)
            number[official] += 1.0
    for i in asked.nonzero()[0]:
        if number[i] > 0.0:
            trusting[i] /= number[i]
            recognition[i] /= number[i]
    return trusting, recognition


@compiled
def ballots(table: Indices, first: Ints, who: Ints) -> tuple[Ints, Ints]:
    """(voter, file), each (vote,): who votes on what, file by file; table (file,), whose voters are
    who[first[table]] to who[first[table + 1] - 1]."""
    votes = 0
    for t in table:
        votes += first[t + 1] - first[t]
    voter, file, v = np.empty(votes, dtype=np.int32), np.empty(votes, dtype=np.int32), 0
    for f in range(len(table)):
        for k in range(first[table[f]], first[table[f] + 1]):
            voter[v], file[v] = who[k], f
            v += 1
    return voter, file


@compiled
def ratify(
    actors: Actors,
    trust: Floats,
    recognition: Floats,
    agenda: Floats,
    voter: Ints,
    file: Ints,
    orientation: Floats,
    p: Endorsement,
    luck: Floats,
) -> Flags:
    """(file,) True where at least half of the elected officials concerned endorse the file; True where there is none.

        log-odds = agreeable + by_trust*T + by_recognition*R + by_agenda*(agenda - 1/2) - by_distance*distance

    A file is a plan or a project, orientation (file, approach) its point on the simplex of approaches. voter (vote,)
    actors and file (vote,) say who votes on what: the elected of the territory, or the elected delegates for a
    regional file. trust, recognition (actor,), agenda (territory,), luck (vote,) in [0, 1).
    """
    balance = np.zeros(len(orientation))
    for v in range(len(voter)):
        i = voter[v]
        u = p.agreeable + p.by_trust * trust[i] + p.by_recognition * recognition[i]
        u += p.by_agenda * (agenda[actors.territory[i]] - 0.5)
        u -= p.by_distance * distance(actors.approach, i, orientation, file[v])
        balance[file[v]] += 1.0 if luck[v] < logistic(u) else -1.0
    return balance >= 0.0


@compiled
def consent(
    actors: Actors,
    ties: Ties,
    bridges: Ints,
    agenda: Floats,
    voter: Ints,
    file: Ints,
    orientation: Floats,
    contact: float,
    p: Endorsement,
    luck: Floats,
) -> Flags:
    """(file,) True where elected officials endorse: `ratify`, by the trust and recognition of `readiness`."""
    trusting, recognition = readiness(actors, ties, bridges, voter, contact)
    return ratify(actors, trusting, recognition, agenda, voter, file, orientation, p, luck)


class Acquaintance(NamedTuple):
    """What sittings leave: at tables, and in the ties between elected officials and the others who sit there."""

    vetoed: Floats  # (table,) files withheld
    tie: Ints  # (met,)
    trust: Floats  # (met,) in [0, 1]
    history: Floats  # (met,) encounters


@compiled
def acquaint(ties: Ties, bridges: Ints, n_tables: int, table: Indices, yes: Flags, p: Endorsement) -> Acquaintance:
    """After the sittings: contact in any case; trust up when ratified, down when not.

    Concerns the ties between an elected official and another role (bridges: see `across`) at the tables where files
    were read: table and yes (file,) say where, and which were endorsed. The study's short-run irritant and long-run
    bridge ("L'obligation de faire avec les élus").
    """
    endorsed, vetoed = np.zeros(n_tables), np.zeros(n_tables)
    for f in range(len(table)):
        if yes[f]:
            endorsed[table[f]] += 1.0
        else:
            vetoed[table[f]] += 1.0
    tie, trusting, met, n = np.empty(len(bridges), dtype=np.int32), np.empty(len(bridges)), np.empty(len(bridges)), 0
    for t in bridges:
        good, bad = endorsed[ties.table[t]], vetoed[ties.table[t]]
        if good + bad == 0.0:
            continue
        tie[n], trusting[n], met[n] = t, ties.trust[t], ties.history[t] + p.contact
        if bad > 0.0:
            trusting[n] -= p.irritation * trusting[n] * bad / (good + bad)
        if good > 0.0:
            trusting[n] += p.bridge * (1.0 - trusting[n]) * good / (good + bad)
        n += 1
    return Acquaintance(vetoed, tie[:n], trusting[:n], met[:n])
