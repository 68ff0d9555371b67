"""Stage 11. Adjustment: what a table remembers of its month, and how it revises its way of working."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.compiled import compiled
from sim.parameter import Parameters, parameter
from sim.state import Flags, Floats, Tables
from sim.vocabulary import Phase


@dataclass
class Adjustment(Parameters):
    """Learning to work otherwise, within what the ministry allows."""

    memory: float = parameter(0.25, 0.01, 1.0, "share a month", "[A] weight of this month in a table's impression")
    unbearable: float = parameter(0.10, 0.0, 1.0, "conflict rate", "[A] from which a month counts as lived in conflict")
    patience: float = parameter(6.0, 1.0, 60.0, "months", "[A] of conflict before a way of working is revised")
    step: float = parameter(0.20, 0.0, 1.0, "share of V", "[S] 'ajustements, négociations, évolutions'; size [A]")
    sharing: float = parameter(0.25, 0.0, 1.0, "share of the gap", "[S] shared leadership; size [A]")
    opening: float = parameter(0.02, 0.0, 0.5, "share of V a month", "[S] consultation is horizontal; size [A]")
    framing: float = parameter(0.10, 0.0, 0.5, "share of 1-V a report", "[S] reporting is vertical; size [A]")


class Ways(NamedTuple):
    """How tables work from now on."""

    verticality: Floats  # (table,)
    sharing: Floats  # (table,)
    patience: Floats  # (table,)
    conflict: Floats  # (table,)
    cooperation: Floats  # (table,)
    adjusted: Flags  # (table,) revised its way of working this month


@compiled
def adjust(
    tables: Tables,
    conflict: Floats,
    cooperation: Floats,
    lived: Flags,
    reports: bool,
    load: float,
    modulation: float,
    p: Adjustment,
) -> Ways:
    """One month of evolution of every table.

        impression   c <- c + memory*(this month's rate - c)            only in months when something was possible
        opening      V <- V*(1 - opening)                               while consulting
        framing      V <- V + framing*load*(1 - V)*(1 - modulation)     in the month of the yearly report
        adjustment   after `patience` months at or above `unbearable`:  V <- V*(1 - step*modulation), leadership shared
                     (a calm month takes one back; a month when nothing was possible counts for nothing)

    conflict, cooperation (table,) rates of the month in [0, 1], lived (table,) whether an encounter was possible, load
    the norm `reporting`, modulation how far the ministry lets agreements be modulated. The study: processes fluctuate
    between vertical and horizontal logics according to phase; communities adjust their way out of conflict.
    """
    n = len(conflict)
    verticality, sharing, patience = tables.verticality.copy(), tables.sharing.copy(), tables.patience.copy()
    sense_conflict, sense_cooperation = tables.conflict.copy(), tables.cooperation.copy()
    adjusted = np.zeros(n, dtype=np.bool_)
    for t in range(n):
        if lived[t]:
            sense_conflict[t] += p.memory * (conflict[t] - sense_conflict[t])
            sense_cooperation[t] += p.memory * (cooperation[t] - sense_cooperation[t])
            hard = sense_conflict[t] >= p.unbearable
            patience[t] = patience[t] + 1.0 if hard else max(0.0, patience[t] - 1.0)
        if tables.phase[t] == Phase.CONSULTATION:
            verticality[t] *= 1.0 - p.opening
        if reports:
            verticality[t] += p.framing * load * (1.0 - modulation) * (1.0 - verticality[t])
        if lived[t] and patience[t] >= p.patience:
            verticality[t] *= 1.0 - p.step * modulation
            sharing[t] += p.sharing * modulation * (1.0 - sharing[t])
            patience[t] = 0.0
            adjusted[t] = True
    return Ways(verticality, sharing, patience, sense_conflict, sense_cooperation, adjusted)
