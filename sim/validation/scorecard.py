"""How many runs stand behind the scorecard, and what they say."""

from collections.abc import Mapping
from typing import NamedTuple

from sim.validation.judge import Scored, Under


class Effort(NamedTuple):
    """How many runs."""

    seeds: int = 200  # an arm, at base parameters
    worlds: int = 200
    seeds_a_world: int = 2
    control_seeds: int = 30  # an arm and control

    @property
    def named(self) -> dict[str, int]:
        """For manifests."""
        return self._asdict()


FULL, QUICK = Effort(), Effort(seeds=12, worlds=6, seeds_a_world=1, control_seeds=0)


class Scorecard(NamedTuple):
    """Everything that the runs say of the patterns."""

    effort: Effort
    patterns: tuple[Scored, ...]
    controls: Mapping[str, tuple[Under, ...]]  # by control, the placebo last; the same patterns in the same order
    runs: int
    failed: int
    seconds: float  # of all the runs, added up
