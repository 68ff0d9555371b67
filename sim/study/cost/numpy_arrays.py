"""The same deliberation with numpy alone, on the same arrays, no loop over ties or actors. Only to compare costs.

What compiled loops save beside it is temporary arrays: here every step of every formula makes one.
"""

from typing import Any

import numpy as np

from sim.formulas import count_by, total_by
from sim.rules.deliberation import Encounters
from sim.rules.influence import Influence
from sim.state import Flags, Floats, Indices
from sim.study.cost.plain_mesa import Month
from sim.vocabulary import Role


def meet(m: Month, ties: Any, p: Any) -> tuple[Indices, Indices]:
    """(possible, held): ties active this month whose two ends have a seat, came or not; those whose two ends came."""
    active = ((m.luck_meet < p.intensity) & m.present[ties.table]).nonzero()[0]
    left, right, a = ties.left[active], ties.right[active], m.actors
    n_territories = len(m.absent) - (int(m.tables.region.max()) + 1)
    local, seated = ties.table[active] < n_territories, a.delegate & a.active
    came = np.where(local, a.attends[left] & a.attends[right], a.attends_region[left] & a.attends_region[right])
    asked = np.where(local, a.invited[left] & a.invited[right], seated[left] & seated[right])
    return active[came | asked], active[came]


def half_distance(positions: Floats, i: Indices, j: Indices) -> Floats:
    """(encounter,) half the L1 distance of the two ends."""
    found: Floats = 0.5 * np.abs(positions[i] - positions[j]).sum(axis=1)
    return found


def weigh(m: Month, ties: Any, held: Indices, p: Any) -> tuple[Floats, Floats, Floats]:
    """(stakes (encounter, stake), log-odds of cooperation (encounter,), problem distance (encounter,))."""
    a, tables, i, j, at = m.actors, m.tables, ties.left[held], ties.right[held], ties.table[held]
    gap, vertical = half_distance(a.priorities, i, j), tables.verticality[at]
    apart, promoters = a.territory[i] != a.territory[j], m.promoter[i] & m.promoter[j]
    rivalry = np.where(m.splitting[at], apart, np.where(promoters, 1.0 - gap, 0.0))
    one_elected = (a.role[i] == Role.ELECTED) != (a.role[j] == Role.ELECTED)
    stakes = [
        p.by_envelope * rivalry * tables.scarcity[at],
        p.by_priorities * gap,
        p.by_orientations * half_distance(a.approach, i, j),
        p.by_leadership * vertical * (1.0 - tables.sharing[at]) * np.abs(a.influence[i] - a.influence[j]),
        np.where(one_elected, p.by_elected * np.exp(-ties.history[held] / p.contact), 0.0),
        p.by_representativeness * m.absent[at],
        p.by_management * 0.5 * (a.burden[i] + a.burden[j]),
    ]
    complementarity = np.where(a.role[i] != a.role[j], 1.0 - gap, 0.0)
    u = p.cooperation + p.by_trust * ties.trust[held] + p.by_facilitation * tables.facilitation[at]
    u += p.by_horizontality * (1.0 - vertical) + p.by_complementarity * complementarity
    return np.stack(stakes, axis=1), u, gap


def moved(positions: Floats, mandates: Floats, ends: Any, pulls: Any, share: Floats, back: Floats, p: Any) -> Floats:
    """(actor, axis) after the pulls (encounter,) of the two `ends` (encounter,), then the one to the own mandate."""
    (i, j), n = ends, len(positions)
    apart = positions[j] - positions[i]
    toward = [total_by(i, pulls[0] * axis, n) - total_by(j, pulls[1] * axis, n) for axis in apart.T]
    x = positions + share[:, None] * np.stack(toward, axis=1)
    x = np.maximum(0.0, x + back[:, None] * (mandates - x))
    return x / x.sum(axis=1, keepdims=True) if p.influence == Influence.REPULSIVE else x


def learned(ties: Any, held: Indices, cooperative: Flags, conflictual: Flags, p: Any) -> tuple[Floats, Floats]:
    """(trust, history), each (tie,)."""
    trust, history, before = ties.trust.copy(), ties.history.copy(), ties.trust[held]
    gain = p.gain if p.trust_learns else 0.0
    loss = np.where(conflictual, min(1.0, p.asymmetry * gain) * before, 0.0)
    trust[held] += np.where(cooperative, gain * (1.0 - before), -loss)
    history[held] += 1.0
    return trust, history


def strengths(conflictual: Flags, gap: Floats, p: Any) -> Floats:
    """(encounter,) how strongly it pulls its two ends together; negative: apart."""
    near = gap <= p.bound if p.influence == Influence.BOUNDED else np.ones(len(gap), dtype=np.bool_)
    return np.where(
        conflictual, -p.repulsion if p.influence == Influence.REPULSIVE else 0.0, np.where(near, p.pull, 0.0)
    )


def deliberate(m: Month, ties: Any, p: Any) -> Encounters:
    """One month of encounters, as `sim.rules.deliberation.deliberate` gives it."""
    a, n, n_tables = m.actors, len(m.actors.role), len(m.absent)
    possible, held = meet(m, ties, p)
    i, j, at = ties.left[held], ties.right[held], ties.table[held]
    stakes, u, gap = weigh(m, ties, held, p)
    odds = np.exp(u), np.exp(p.conflict - p.calm * ties.trust[held] + stakes.sum(axis=1))
    draw = m.luck_turn[held] * (1.0 + odds[0] + odds[1])
    cooperative, conflictual = draw < odds[0], (odds[0] <= draw) & (draw < odds[0] + odds[1])
    booked = (stakes + 1e-9)[conflictual] / (stakes.sum(axis=1)[conflictual, None] + 7e-9)
    ledger = np.stack([total_by(at[conflictual], booked[:, k], n_tables) for k in range(7)], axis=1)
    trust, history = learned(ties, held, cooperative, conflictual, p)
    lived = [count_by(np.concatenate([i[turn], j[turn]]), n) for turn in (cooperative, conflictual)]
    efficacy = np.where(lived[0] > 0, 1.0 - (1.0 - a.efficacy) * (1.0 - p.efficacy_gain) ** lived[0], a.efficacy)
    efficacy *= (1.0 - p.efficacy_loss) ** lived[1]
    strength, stubborn = strengths(conflictual, gap, p), a.entrenchment
    pull = strength * ties.trust[held]
    pulls = [np.where(strength > 0.0, pull * (1.0 - stubborn[end]), strength) for end in (i, j)]
    weight = total_by(i, np.abs(pulls[0]), n) + total_by(j, np.abs(pulls[1]), n)
    share = np.where(weight > 1e-12, (1.0 - np.exp(-weight)) / np.maximum(weight, 1e-12), 0.0)
    told = (i, j), pulls, share, p.mandate * stubborn, p
    places = ties.table[possible], at, at[cooperative], at[conflictual]
    possibly, came, agreed, opposed = (count_by(where, n_tables).astype(np.float64) for where in places)
    return Encounters(
        trust,
        history,
        moved(a.priorities, a.mandate_priorities, *told),
        moved(a.approach, a.mandate_approach, *told),
        efficacy,
        possibly,
        came,
        agreed,
        opposed,
        ledger,
    )
