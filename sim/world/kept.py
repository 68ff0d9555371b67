"""Worlds kept to be lived again under other rules: arms of a comparison share theirs, and a copy costs little."""

import dataclasses
from typing import Any

from sim.draws import Luck
from sim.state import State
from sim.world.build import build
from sim.world.conditions import Conditions
from sim.world.network import Network
from sim.world.population import Population
from sim.world.ties import Acquaintance

LARGEST = 64e6  # bytes of a world that is worth keeping: some 150,000 actors


def copied(state: State) -> State:
    """The same state, with arrays of its own."""
    fields = {f.name: getattr(state, f.name) for f in dataclasses.fields(state)}
    return State(**{name: own(value) for name, value in fields.items()})


def own(value: Any) -> Any:
    """An array, a group of arrays or a number, of one's own."""
    if isinstance(value, tuple):
        return type(value)(*(array.copy() for array in value))
    return value if isinstance(value, int) else value.copy()


def weight(state: State) -> int:
    """Bytes of the actors and the ties, nearly all that a world weighs."""
    return sum(array.nbytes for array in (*state.actors, *state.ties))


class Worlds:
    """The last worlds built, at most `most`, each known by all that decides it; none that is very large."""

    def __init__(self, most: int = 4) -> None:
        self.most = most
        self.kept: list[tuple[Network, tuple[Any, ...], State]] = []  # from the oldest to the latest asked

    def build(
        self, network: Network, conditions: Conditions, population: Population, acquaintance: Acquaintance, luck: Luck
    ) -> State:
        """What `sim.world.build.build` gives, bit for bit. The network is known by itself, not by what it holds."""
        groups = (conditions, population, acquaintance)
        key = (luck.seed, *(value for group in groups for value in vars(group).values()))
        for place, (place_of, known, state) in enumerate(self.kept):
            if place_of is network and known == key:
                self.kept.append(self.kept.pop(place))
                return copied(state)
        state = build(network, conditions, population, acquaintance, luck)
        if weight(state) <= LARGEST:
            self.kept = [*self.kept, (network, key, copied(state))][-self.most :]
        return state
