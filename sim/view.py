"""Actors as Mesa agents: light views that hold an index and read the arrays of the model.

What persists from month to month can be written (`actor.efficacy = 0.9` writes the array, checked against its range):
the run then departs from the one its seed names. What the month recomputes, or what holds the world together (role,
territory, rank), is refused, and the message says so.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import mesa
import numpy as np
from mesa.agent import AgentSet

from sim.parameter import ParameterError
from sim.state import Ints, State
from sim.vocabulary import APPROACHES, PROBLEMS, ROLES, Kind, Role

if TYPE_CHECKING:
    from sim.model import Concertation


class Read:
    """One number of an actor that the model alone decides."""

    def __init__(self, why: str) -> None:
        self.why = why

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, actor: Any, owner: type) -> Any:
        return self if actor is None else getattr(actor.model.state.actors, self.name)[actor.index].item()

    def __set__(self, actor: Any, value: Any) -> None:
        raise AttributeError(f"{self.name} cannot be written: {self.why}")


class Write(Read):
    """One number of an actor that a user may write, inside its range."""

    def __init__(self, low: float, high: float, unit: str) -> None:
        self.low, self.high, self.unit = low, high, unit

    def __set__(self, actor: Any, value: Any) -> None:
        allowed = f"allowed: {self.low:g} to {self.high:g} ({self.unit})"
        try:
            inside = self.low <= float(value) <= self.high
        except (TypeError, ValueError):
            inside = False
        if not inside:
            raise ParameterError(self.name, value, allowed)
        getattr(actor.model.state.actors, self.name)[actor.index] = value


class Point:
    """A position on a simplex, read as {word: share}; written as such, or as shares in order, that sum to one."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, actor: Any, owner: type) -> Any:
        if actor is None:
            return self
        return dict(zip(self.words, getattr(actor.model.state.actors, self.name)[actor.index].tolist(), strict=True))

    def __set__(self, actor: Any, value: Any) -> None:
        allowed = f"shares that sum to 1 are expected, of {', '.join(self.words)}"
        if isinstance(value, Mapping) and set(value) != set(self.words):
            raise ParameterError(self.name, value, allowed)
        shares = np.array([value[word] for word in self.words] if isinstance(value, Mapping) else value, dtype=float)
        if shares.shape != (len(self.words),) or not (shares >= 0.0).all() or abs(shares.sum() - 1.0) > 1e-9:
            raise ParameterError(self.name, value, allowed)
        getattr(actor.model.state.actors, self.name)[actor.index] = shares


MONTHLY = "the month draws it anew"
FIXED = "it is part of the world's making"


class Actor(mesa.Agent):  # type: ignore[misc]
    """One actor: `index` is its row in the arrays, `unique_id` that plus one. Units are those of `state.Actors`."""

    attends = Read(f"{MONTHLY}; write efficacy")
    attends_region = Read(f"{MONTHLY}; write efficacy")
    voice = Read("it follows from attendance")
    delegate = Read(FIXED)
    office = Read(FIXED)
    lived = Read(FIXED)
    rank = Read(FIXED)
    weight = Read(FIXED)
    budget = Read(FIXED)
    projects = Read("it counts the projects in hand")
    burden = Read("it follows from norms, budget and projects")
    capacity = Read("it follows from skill and burden; write skill")
    efficacy = Write(0.0, 1.0, "share")
    entrenchment = Write(0.0, 1.0, "share")
    influence = Write(0.0, 1.0, "share")
    skill = Write(0.0, 1.0, "share")
    reserve = Write(-3.0, 120.0, "months of budget")
    active = Write(False, True, "awake or dormant")
    priorities = Point(PROBLEMS)
    approach = Point(APPROACHES)

    def __init__(self, model: "Concertation", index: int) -> None:
        self.index = index
        super().__init__(model)

    def __repr__(self) -> str:
        return f"{type(self).__name__} {self.unique_id} ({self.territory})"

    @property
    def role(self) -> str:
        """community, institution, elected or citizen."""
        return str(ROLES[self.model.state.actors.role[self.index]])

    @property
    def territory(self) -> str:
        """Name of the home territory."""
        return str(self.model.network.name[self.model.state.actors.territory[self.index]])

    @property
    def region(self) -> str:
        """Name of the home region."""
        place = self.model.state.actors.territory[self.index]
        return str(self.model.network.region_name[self.model.network.region[place]])

    @property
    def trust(self) -> float:
        """Mean trust over the actor's ties, in [0, 1]; 0 without tie."""
        near = self.model.nearby()
        ties = near.tie[near.first[self.index] : near.first[self.index + 1]]
        return float(self.model.state.ties.trust[ties].mean()) if len(ties) else 0.0

    def neighbors(self, kind: Kind | str | None = None) -> Any:
        """The actors tied to this one, as an AgentSet; kind: local, sector, mandate, hierarchy or project only."""
        near = self.model.nearby()
        mine = slice(near.first[self.index], near.first[self.index + 1])
        others, ties = near.other[mine], near.tie[mine]
        if kind is not None:
            wanted = Kind[kind.upper()] if isinstance(kind, str) else kind
            others = others[self.model.state.ties.kind[ties] == wanted]
        return AgentSet([self.model.actor(i) for i in others.tolist()], random=self.model.random)

    def trust_in(self, other: "Actor") -> float | None:
        """Trust of the tie with another actor, in [0, 1]; None without tie."""
        near = self.model.nearby()
        mine = slice(near.first[self.index], near.first[self.index + 1])
        found = near.tie[mine][near.other[mine] == other.index]
        return float(self.model.state.ties.trust[found[0]]) if len(found) else None

    def remove(self) -> None:
        """Refused: actors live in the arrays for the whole run. `actor.active = False` puts one to sleep."""
        raise TypeError(f"{self!r} cannot be removed: actors live in the model's arrays; write active = False")


class CommunityOrganization(Actor):
    """A community organization: carries most projects, lives on a reserve, goes dormant below zero."""


class Institution(Actor):
    """A public institution, or the regional office of a ministry."""


class ElectedOfficial(Actor):
    """A mayor or councilor: endorses plans and awards, and may lose the seat to an election."""


class Citizen(Actor):
    """A citizen of the sample; `lived`: with lived experience of poverty; `weight`: inhabitants stood for."""


KINDS: dict[int, type[Actor]] = {
    Role.COMMUNITY: CommunityOrganization,
    Role.INSTITUTION: Institution,
    Role.ELECTED: ElectedOfficial,
    Role.CITIZEN: Citizen,
}


class Neighborhood(NamedTuple):
    """Ties sorted by actor: those of actor i stand from first[i] to first[i + 1]."""

    first: Ints  # (actor + 1,)
    other: Ints  # (2 * tie,) the actor at the other end
    tie: Ints  # (2 * tie,)


def neighborhood(state: State) -> Neighborhood:
    """The ties of each actor, in the order of the ties."""
    left, right = state.ties.left, state.ties.right
    one, other = np.concatenate([left, right]), np.concatenate([right, left])
    order = np.argsort(one, kind="stable")
    first = np.searchsorted(one[order], np.arange(len(state.actors.role) + 1)).astype(np.int32)
    tie = (order % max(len(left), 1)).astype(np.int32)
    return Neighborhood(first, other[order], tie)
