"""What is asked of a model that is alive, sign by sign: fixed before any is measured on a new one.

Limits are conventions [A]. They are written here, once, and shown beside what is measured.
"""

from typing import NamedTuple


class Asked(NamedTuple):
    """The range in which a sign shows a life of its own."""

    sign: str  # its name, in words and in JSON
    low: float
    high: float


INFINITE = float("inf")
SIGNS = (
    Asked("dispersion", 1.3, INFINITE),
    Asked("axes_correlation", -0.5, 0.5),
    Asked("participation_share", 0.0, 0.2),
    Asked("attendance_share", 0.0, 0.2),
    Asked("both_spell_median", 6.0, INFINITE),
    Asked("process_luck_share", 0.2, 1.0),
    Asked("trust_loop_gain", 1.0, INFINITE),
    Asked("negotiation_r2", 0.0, 0.8),
    Asked("all_refuse_share", 0.0, 0.3),
    Asked("juries_that_choose", 0.5, 1.0),
    Asked("facts_together", 0.2, 1.0),
)
