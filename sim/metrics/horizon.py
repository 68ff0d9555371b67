"""When a run has been long enough for what projects leave: what is still running at the end is censored.

A project leaves its lasting effect when it ends, and the need that it meets comes back afterwards. Read before, the
difference between two rules whose projects have not the same length is that of the date: three-year projects leave
less than short ones at the fifth year, and more at the eighth.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.config import Scenario

UNDER_WAY = "under_way_share"  # the outcome that says how much of those below is not known yet
AT_THEIR_END = ("lasting", "lasting_share", "need_relieved", "need_left")  # outcomes made by projects when they end
MOST_UNDER_WAY = 0.10  # share of awarded projects: above it, what depends on their end is not known yet. A convention


def horizon(scenario: "Scenario") -> int:
    """Month from whose end on every project that can be awarded has ended: the run must have that many months.

        end of the fund + longest project

    Nothing is filed once the fund has ended, and projects, continuations included, are cut to end with it: only the
    wait for staff carries one further, which lasts no more than the longest allowed. Where staff start fewer projects
    than are awarded for years, some may remain: `under_way_share` says so of each run.
    """
    return scenario.calendar.fund_end + scenario.norms.longest
