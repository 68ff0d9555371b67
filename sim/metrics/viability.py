"""How community organizations fare."""

import numpy as np

from sim.compiled import compiled
from sim.state import Actors, Floats
from sim.vocabulary import Role


@compiled
def count(actors: Actors, n_territories: int, fragile: float) -> tuple[Floats, Floats]:
    """(active, fragile), each (territory,): active community organizations, and those below viability.

    Fragile: dormant, or with less than `fragile` months of budget in reserve.
    """
    awake, weak = np.zeros(n_territories), np.zeros(n_territories)
    for i in range(len(actors.role)):
        if actors.role[i] == Role.COMMUNITY:
            awake[actors.territory[i]] += actors.active[i]
            weak[actors.territory[i]] += not actors.active[i] or actors.reserve[i] < fragile
    return awake, weak
