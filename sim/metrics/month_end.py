"""What is measured of actors and ties at the end of each month: several metrics in one compiled call."""

from typing import NamedTuple

from sim.compiled import compiled
from sim.metrics.relations import concerned, dispersion, mean_efficacy, mean_trust
from sim.metrics.viability import count
from sim.state import Actors, Bytes, Floats, Ties
from sim.vocabulary import APPROACHES, PROBLEMS

N_PROBLEMS, N_APPROACHES = len(PROBLEMS), len(APPROACHES)


class MonthEnd(NamedTuple):
    """Fields are named as the series where they go (`sim.history.SERIES`)."""

    trust: Floats  # (table,)
    trust_by_pair: Floats  # (table, pair)
    dispersion_priorities: Floats  # (territory,)
    dispersion_approach: Floats  # (territory,)
    organizations: Floats  # (territory,)
    fragile: Floats  # (territory,)
    efficacy: Floats  # (territory, role)


@compiled
def month_end(actors: Actors, ties: Ties, pairs: Bytes, n_tables: int, n_territories: int, fragile: float) -> MonthEnd:
    """Every metric of `MonthEnd`; pairs (tie,) of roles: see `relations.pair_of`; fragile: months of reserve below
    which an organization counts as such."""
    trust, by_pair = mean_trust(ties, pairs, n_tables)
    counted = concerned(actors)
    priorities = dispersion(actors.priorities, N_PROBLEMS, actors.territory, counted, n_territories)
    approach = dispersion(actors.approach, N_APPROACHES, actors.territory, counted, n_territories)
    organizations, weak = count(actors, n_territories, fragile)
    efficacy = mean_efficacy(actors, n_territories)
    return MonthEnd(trust, by_pair, priorities, approach, organizations, weak, efficacy)
