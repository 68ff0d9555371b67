"""Stage 12. Events: elections, turnover, the end of the regional tier, changes of the envelope."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.parameter import Parameters, parameter, switch
from sim.state import Cents, Flags, Floats, Rows, Ties


@dataclass
class Events(Parameters):
    """What comes from outside. Months count from the start of the calendar (0: April 2010)."""

    election_month: int = parameter(43, -1, 1200, "month, -1 never", "[D] timeline.csv: 3 November 2013")
    election_every: int = parameter(48, 1, 1200, "months", "[D] four-year terms, world/data/README.md")
    replaced: float = parameter(0.4, 0.0, 1.0, "share of elected officials", "[A] share replaced in 2013 not found")
    turnover: float = parameter(
        0.01, 0.0, 1.0, "share a month", "[A] staff of organizations and institutions who leave"
    )
    handover: float = parameter(0.5, 0.0, 1.0, "share", "[A] of trust beyond the start that a successor inherits")
    newcomer: float = parameter(0.30, 0.0, 1.0, "trust", "[A] in a newly elected official, whatever came before")
    newcomer_spread: float = parameter(0.6, 0.0, 3.0, "log-weight", "[A] how far a newcomer stands from the seat")
    removal_month: int = parameter(-1, -1, 1200, "month, -1 never", "[D] CRÉ dissolved 21 April 2015, month 60")
    transition: float = parameter(0.5, 0.0, 1.0, "share of staff", "[D] files followed until March 2016; size [A]")
    envelope_month: int = parameter(-1, -1, 1200, "month, -1 never", "[A] the ministry revises the envelopes")
    envelope_change: float = parameter(0.0, -1.0, 5.0, "share", "[A] of what is not committed yet; -0.2 is a cut")
    frozen: bool = switch(False, "[A] stop every event: a control")


def election_now(month: int, p: Events) -> bool:
    """True in the month of a municipal election."""
    since = month - p.election_month
    return not p.frozen and p.election_month >= 0 and since >= 0 and since % p.election_every == 0


@compiled
def replace(ties: Ties, leaves: Flags, elected: bool, p: Events) -> tuple[Rows, Floats, Floats]:
    """(which, trust, history), each (changed,): the ties of those (actor,) who give way to a newcomer, from now on.

        elected official   trust <- (newcomer + trust at the start) / 2,   history <- 0
        staff member       trust <- origin + handover*(trust - origin),   history <- handover*history

    A newly elected official is met halfway between a stranger and the relations of the start; the successor of a staff
    member inherits part of what was built, or spoiled.
    """
    which, n = np.empty(len(ties.left) + 1, dtype=np.uint32), 0
    for t in range(len(ties.left)):
        which[n] = t
        n += leaves[ties.left[t]] or leaves[ties.right[t]]
    which = which[:n]
    trust, history, origin = ties.trust[which], ties.history[which], ties.origin[which]
    if elected:
        return which, 0.5 * (p.newcomer + origin), 0.0 * history
    return which, origin + p.handover * (trust - origin), p.handover * history


def renew(mandates: Floats, noise: Floats, spread: float) -> Floats:
    """(newcomer, axis) simplex: where those who take a seat stand, and what they answer for from now on.

        position = softmax(ln(mandate of the seat) + spread * noise)

    A newcomer comes with a platform of its own around what electors of the place expect: the law of positions in
    `world/population.py`. mandates (newcomer, axis) of the seats, noise (newcomer, axis) standard normal.
    """
    weight = mandates * np.exp(spread * noise)
    position: Floats = weight / weight.sum(axis=1, keepdims=True)
    return position


def revise(free: Cents, change: float) -> Cents:
    """(account,) cents added to what is not committed yet, `free` (account,): a share `change` of it, rounded down.

    A cut never takes more than what is free: what was awarded is paid.
    """
    added: Cents = np.maximum(np.floor(free * change).astype(np.int64), -free)
    return added
