"""The deliberation stage as a careful Mesa user writes it: one object an actor, one object a tie, plain floats.

It is the oracle of `sim/rules/deliberation.py` (same luck, so same trust, positions, efficacy and ledger, written
independently from its docstrings) and a yardstick of its speed. No run uses it.

    model = PlainDeliberation(actors, ties, local, Deliberation())
    model.receive(month)                       # what the other stages hand over: who came, the tables, the luck
    model.step()                               # one month of encounters
    model.outcome()                            # as `Encounters`
"""

import math
from typing import Any, NamedTuple

import mesa
import numpy as np

from sim.rules.deliberation import Deliberation, Encounters
from sim.rules.influence import Influence
from sim.state import Actors, Flags, Floats, Tables, Ties
from sim.vocabulary import Role


class Month(NamedTuple):
    """What one month of deliberation receives from the stages before it."""

    actors: Actors  # attendance, seats and burden of the month
    tables: Tables
    promoter: Flags  # (actor,) may file projects
    absent: Floats  # (table,) in [0, 1] under-representation
    splitting: Flags  # (table,) a regional table that shares its envelope
    present: Flags  # (table,) tables that exist
    luck_meet: Floats  # (tie,) in [0, 1)
    luck_turn: Floats  # (tie,) in [0, 1)


class Place:
    """A table this month, and what happened there."""

    def __init__(self, local: bool) -> None:
        self.local = local

    def receive(self, month: Month, t: int) -> None:
        """Take this month's conditions and forget last month's counts."""
        tables = month.tables
        self.exists, self.splitting = bool(month.present[t]), bool(month.splitting[t])
        self.scarcity, self.facilitation = float(tables.scarcity[t]), float(tables.facilitation[t])
        self.verticality, self.sharing = float(tables.verticality[t]), float(tables.sharing[t])
        self.absent = float(month.absent[t])
        self.possible = self.held = self.cooperative = self.conflictual = 0.0
        self.ledger = [0.0] * 7


class PlainActor(mesa.Agent):  # type: ignore[misc]
    """An actor that holds its own numbers."""

    def __init__(self, model: "PlainDeliberation", actors: Actors, i: int) -> None:
        super().__init__(model)
        self.role, self.territory = int(actors.role[i]), int(actors.territory[i])
        self.entrenchment, self.influence = float(actors.entrenchment[i]), float(actors.influence[i])
        self.efficacy = float(actors.efficacy[i])
        self.priorities: list[float] = actors.priorities[i].tolist()
        self.approach: list[float] = actors.approach[i].tolist()
        self.mandates = (actors.mandate_priorities[i].tolist(), actors.mandate_approach[i].tolist())
        self.relax()

    def receive(self, month: Month, i: int) -> None:
        """Learn who comes this month, and what weighs on this actor."""
        a = month.actors
        self.attends, self.attends_region = bool(a.attends[i]), bool(a.attends_region[i])
        self.invited, self.delegate = bool(a.invited[i]), bool(a.delegate[i] and a.active[i])
        self.promoter, self.burden = bool(month.promoter[i]), float(a.burden[i])
        self.cooperated = self.opposed = 0

    def gap(self, other: "PlainActor") -> float:
        """Problem distance, half the L1 distance of priorities."""
        return 0.5 * float(sum(abs(a - b) for a, b in zip(self.priorities, other.priorities, strict=True)))

    def slant(self, other: "PlainActor") -> float:
        """Approach distance, half the L1 distance of approaches."""
        return 0.5 * float(sum(abs(a - b) for a, b in zip(self.approach, other.approach, strict=True)))

    def relax(self) -> None:
        """Forget the pulls of the month."""
        self.weight = 0.0
        self.moves = ([0.0] * len(self.priorities), [0.0] * len(self.approach))

    def feel(self, other: "PlainActor", strength: float, trust: float) -> None:
        """Be pulled toward another actor (or pushed away, when strength is negative)."""
        w = strength * trust * (1.0 - self.entrenchment) if strength > 0.0 else strength
        self.weight += abs(w)
        for mine, theirs, move in (
            (self.priorities, other.priorities, self.moves[0]),
            (self.approach, other.approach, self.moves[1]),
        ):
            for k in range(len(mine)):
                move[k] += w * (theirs[k] - mine[k])

    def reflect(self) -> None:
        """Take heart, or lose it, according to the month's encounters."""
        p = self.model.p
        if self.cooperated:
            self.efficacy = 1.0 - (1.0 - self.efficacy) * (1.0 - p.efficacy_gain) ** self.cooperated
        if self.opposed:
            self.efficacy *= (1.0 - p.efficacy_loss) ** self.opposed

    def settle(self) -> None:
        """Move to where the month's encounters, then one's own mandate, pull."""
        p = self.model.p
        scale = (1.0 - math.exp(-self.weight)) / self.weight if self.weight > 1e-12 else 0.0
        back = p.mandate * self.entrenchment
        for position, move, mandate in zip((self.priorities, self.approach), self.moves, self.mandates, strict=True):
            for k in range(len(position)):
                x = position[k] + scale * move[k]
                position[k] = max(0.0, x + back * (mandate[k] - x))
            if p.influence is Influence.REPULSIVE:
                total = sum(position)
                position[:] = [x / total for x in position]
        self.relax()


class PlainTie:
    """Two actors and what they have lived together."""

    def __init__(self, left: PlainActor, right: PlainActor, place: Place, trust: float, history: float) -> None:
        self.left, self.right, self.place, self.trust, self.history = left, right, place, trust, history

    def meet(self, p: Deliberation, luck_meet: float, luck_turn: float) -> None:
        """The month of this tie: perhaps an encounter, and what follows from it."""
        place, a, b = self.place, self.left, self.right
        if luck_meet >= p.intensity or not place.exists:
            return
        if place.local:
            came, seated = a.attends and b.attends, a.invited and b.invited
        else:
            came, seated = a.attends_region and b.attends_region, a.delegate and b.delegate
        place.possible += came or seated
        if not came:
            return
        place.held += 1
        gap = a.gap(b)
        stakes = self.stakes(gap, p)
        coop, conf = self.odds(gap, sum(stakes), p)
        turn = luck_turn * (1.0 + coop + conf)
        conflict = coop <= turn < coop + conf
        self.influence(gap, conflict, p)
        self.history += 1.0
        if turn < coop:
            self.cooperate(p)
        elif conflict:
            self.oppose(stakes, p)

    def stakes(self, gap: float, p: Deliberation) -> list[float]:
        """The seven terms of conflict, in the order of vocabulary.STAKES."""
        place, a, b = self.place, self.left, self.right
        rivalry = (1.0 - gap) if a.promoter and b.promoter else 0.0
        if place.splitting:
            rivalry = float(a.territory != b.territory)
        strangers = math.exp(-self.history / p.contact) if (a.role == Role.ELECTED) ^ (b.role == Role.ELECTED) else 0.0
        return [
            p.by_envelope * rivalry * place.scarcity,
            p.by_priorities * gap,
            p.by_orientations * a.slant(b),
            p.by_leadership * place.verticality * (1.0 - place.sharing) * abs(a.influence - b.influence),
            p.by_elected * strangers,
            p.by_representativeness * place.absent,
            p.by_management * (a.burden + b.burden) / 2.0,
        ]

    def odds(self, gap: float, at_stake: float, p: Deliberation) -> tuple[float, float]:
        """(cooperation, conflict) against routine."""
        place = self.place
        complementarity = 1.0 - gap if self.left.role != self.right.role else 0.0
        cooperation = p.cooperation + p.by_trust * self.trust + p.by_facilitation * place.facilitation
        cooperation += p.by_horizontality * (1.0 - place.verticality) + p.by_complementarity * complementarity
        return math.exp(cooperation), math.exp(p.conflict - p.calm * self.trust + at_stake)

    def influence(self, gap: float, conflict: bool, p: Deliberation) -> None:
        """Pull the two ends together, or apart; positions only move at the end of the month, so order is nothing."""
        strength = p.pull
        if conflict:
            strength = -p.repulsion if p.influence is Influence.REPULSIVE else 0.0
        elif p.influence is Influence.BOUNDED and gap > p.bound:
            strength = 0.0
        if strength != 0.0:
            self.left.feel(self.right, strength, self.trust)
            self.right.feel(self.left, strength, self.trust)

    def cooperate(self, p: Deliberation) -> None:
        """What a cooperative encounter leaves."""
        self.place.cooperative += 1
        if p.trust_learns:
            self.trust += p.gain * (1.0 - self.trust)
        for end in (self.left, self.right):
            end.cooperated += 1

    def oppose(self, stakes: list[float], p: Deliberation) -> None:
        """What a conflict leaves, and the stakes to which it is booked; without any stake, to all alike."""
        self.place.conflictual += 1
        if p.trust_learns:
            self.trust -= min(1.0, p.asymmetry * p.gain) * self.trust
        for end in (self.left, self.right):
            end.opposed += 1
        whole = sum(stakes) + 7e-9
        for k in range(7):
            self.place.ledger[k] += (stakes[k] + 1e-9) / whole


class PlainDeliberation(mesa.Model):  # type: ignore[misc]
    """Actors and ties as objects; `step` is one month of encounters."""

    def __init__(self, actors: Actors, ties: Ties, local: Flags, p: Deliberation) -> None:
        """local (table,) True for the tables of territories, False for regional ones."""
        super().__init__(rng=0)
        self.p = p
        self.people = [PlainActor(self, actors, i) for i in range(len(actors.role))]
        getattr(mesa.Agent, "_ids", {}).pop(self, None)  # Mesa 3.3 would keep this model in memory for ever
        self.places = [Place(bool(here)) for here in local]
        ends = zip(ties.left.tolist(), ties.right.tolist(), ties.table.tolist(), strict=True)
        state = zip(ends, ties.trust.tolist(), ties.history.tolist(), strict=True)
        self.ties = [PlainTie(self.people[i], self.people[j], self.places[t], v, h) for (i, j, t), v, h in state]

    def receive(self, month: Month) -> None:
        """Hand over a month to the actors, the tables and the ties."""
        for i, actor in enumerate(self.people):
            actor.receive(month, i)
        for t, place in enumerate(self.places):
            place.receive(month, t)
        self.luck = list(zip(month.luck_meet.tolist(), month.luck_turn.tolist(), strict=True))

    def step(self) -> None:
        """One month of encounters, then everybody settles."""
        p = self.p
        for tie, (luck_meet, luck_turn) in zip(self.ties, self.luck, strict=True):
            tie.meet(p, luck_meet, luck_turn)
        self.agents.do("reflect")
        self.agents.do("settle")

    def outcome(self) -> Encounters:
        """Where the month left everything, in the arrays of `deliberate`."""
        counts = {name: self.of_places(name) for name in ("possible", "held", "cooperative", "conflictual", "ledger")}
        return Encounters(
            trust=np.array([tie.trust for tie in self.ties]),
            history=np.array([tie.history for tie in self.ties]),
            priorities=np.array([actor.priorities for actor in self.people]),
            approach=np.array([actor.approach for actor in self.people]),
            efficacy=np.array([actor.efficacy for actor in self.people]),
            **counts,
        )

    def of_places(self, name: str) -> Any:
        """(table,) or (table, stake) what the tables counted."""
        return np.array([getattr(place, name) for place in self.places])
