"""The fourteen patterns, one page each; a new one is a page and a name in PATTERNS."""

from sim.validation.pattern import Pattern
from sim.validation.patterns import (
    attendance,
    conflict_first,
    core_mission,
    dated_facts,
    deliberate_first,
    endorsement,
    equity,
    liaison,
    newcomers,
    past_and_incentives,
    short_projects,
    small_wins,
    unanimity,
    unequal_starts,
)

PAGES = (
    conflict_first, newcomers, unequal_starts, past_and_incentives, small_wins, deliberate_first, unanimity,
    endorsement, core_mission, short_projects, equity, liaison, dated_facts, attendance,
)  # fmt: skip
PATTERNS: tuple[Pattern, ...] = tuple(page.PATTERN for page in PAGES)
