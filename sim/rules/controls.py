"""Stage 2 under controls: relations dealt again every month, encounters that do not wait for anybody to come."""

from typing import Any

import numpy as np

from sim.state import Actors, Floats, Indices, Ties


def redeal(ties: Ties, luck: Floats) -> tuple[Floats, Floats]:
    """(trust, history), each (tie,), dealt again at random among the ties of each table; luck (tie,) in [0, 1).

    A control: everybody meets as many people, with as much trust at the table, but with somebody else's past. What
    survives it does not need to know who has lived what with whom.
    """
    mine = np.argsort(ties.table, kind="stable")
    other = np.lexsort((luck, ties.table))
    trust, history = ties.trust.copy(), ties.history.copy()
    trust[mine], history[mine] = ties.trust[other], ties.history[other]
    return trust, history


def uproot(ties: Ties, luck: Floats) -> tuple[Floats, Floats, Floats]:
    """(trust, origin, history), each (tie,), dealt again at random over the whole network; luck (tie,) in [0, 1).

    A control wider than `redeal`: tables and pairs of roles come to trust as much as one another too. The trust of the
    start goes along, since a successor comes back to it.
    """
    other: Indices = np.argsort(luck, kind="stable")
    return ties.trust[other], ties.origin[other], ties.history[other]


def all_there(actors: Actors) -> Actors:
    """The same actors, every member having come to each of its tables; nobody is written to.

    Members are active; regional offices sit at the regional table only, with the delegates.
    """
    here = actors.active & ~actors.office
    return actors._replace(invited=here, attends=here, attends_region=actors.active & actors.delegate)


def as_often(p: Any) -> Any:
    """The numbers of deliberation, by which a tie meets with probability `meetings` when its two ends are there."""
    return p._replace(intensity=p.meetings)
