"""What is not known yet at the end of the runs, because the projects that would tell are still running.

Lasting effects, and the needs that remain, are made by projects when they end: while more than `MOST_UNDER_WAY` of
those awarded have not, in one arm or the other, a difference between them is that of the date at which they are read,
and no verdict is given on it. `months_needed` says for how many months to run, once that is so.
"""

from collections.abc import Sequence

import numpy as np

from sim.compare.arms import Arm
from sim.compare.measures import Column
from sim.compare.robustness import mean_over
from sim.metrics.horizon import AT_THEIR_END, MOST_UNDER_WAY, UNDER_WAY, horizon
from sim.state import Flags, Floats


def shares_under_way(values: Floats, columns: Sequence[Column]) -> Floats:
    """(arm,) mean share of awarded projects that had not ended, of values (arm, replicate, column); NaN without any."""
    return mean_over(values[:, :, [c.name for c in columns].index(f"outcome.{UNDER_WAY}")], 1)


def too_early(values: Floats, columns: Sequence[Column]) -> Flags:
    """(variant,) True where too much of the variant, or of the baseline, is under way; values as above.

    A variant that is the baseline in every number will be so later too: it is the same rule, not one to wait for.
    """
    share = shares_under_way(values, columns)
    late = share > MOST_UNDER_WAY  # False where no project was ever awarded
    same = np.array([np.array_equal(values[0], arm, equal_nan=True) for arm in values[1:]], dtype=np.bool_)
    return np.asarray((late[0] | late[1:]) & ~same)


def unknown_yet(early: Flags, columns: Sequence[Column]) -> Flags:
    """(variant, column) True where no verdict can be given: read too early (variant,), and made by projects that end.

    By the last word of the column's name: an outcome, or the same by territory or by problem.
    """
    theirs = np.array([c.name.rpartition(".")[2] in AT_THEIR_END for c in columns], dtype=np.bool_)
    return np.asarray(early[:, None] & theirs)


def months_needed(arms: Sequence[Arm]) -> int:
    """Months that runs must have for every project of every arm to end; a year more where that was not enough."""
    made = max(arm.scenario.months for arm in arms)
    needed = max(horizon(arm.scenario) for arm in arms)
    return needed if needed > made else made + 12
