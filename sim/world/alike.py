"""A control: every actor of a role is its role's mean, over the whole network."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.state import Actors
from sim.vocabulary import ROLES

SHARED = (
    "priorities",
    "approach",
    "mandate_priorities",
    "mandate_approach",
    "entrenchment",
    "influence",
    "efficacy",
    "skill",
    "capacity",
    "budget",
    "reserve",
    "target",
    "other_tables",
)  # what an actor is, besides where it stands


def averaged(actors: Actors) -> Actors:
    """The actors, those of a role having the same positions, mandates, character and money: the mean of the role over
    the whole network, cents and other tables rounded.

    What stays different is the place and the role: the territory, the rank of invitation, who is a delegate or a
    regional office, who lives in poverty and how many persons a citizen stands for; and who knows whom, which was drawn
    before. A region alone has other means than among others.
    """
    return actors._replace(**{name: mean_of_role(getattr(actors, name), actors.role) for name in SHARED})


def mean_of_role(values: NDArray[Any], role: NDArray[Any]) -> NDArray[Any]:
    """The mean over the actors of the same role; values (actor,) or (actor, axis), role (actor,)."""
    found = np.empty_like(values)
    for one in range(len(ROLES)):
        here = role == one
        if here.any():
            mean = values[here].mean(axis=0)
            found[here] = np.rint(mean) if np.issubdtype(values.dtype, np.integer) else mean
    return found
