"""A comparison that is over: its arms, what was measured on every run, and what the statistics say of it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.compare.arms import Arm
from sim.compare.censoring import too_early, unknown_yet
from sim.compare.differences import Differences, differences
from sim.compare.mattering import smallest_of
from sim.compare.measures import Column
from sim.compare.precision import Precision, gain, judge, targets
from sim.compare.regret import Regret, Satisficing, Target, regret, satisficing, usual_targets
from sim.compare.robustness import Shares, Verdict, shares, verdicts, world_differences
from sim.compare.worlds import World
from sim.numerals import EitherWayError, with_point
from sim.parameter import finite_in
from sim.quoted import shown
from sim.settings import Comparing
from sim.state import Flags, Floats, Ints
from sim.world.network import Network

OUTCOME = "outcome."
# What a rule should not worsen, when nobody says otherwise: one outcome for each thing that the fund is for. To ask all
# outcomes at once of every world would condemn every rule, the baseline first.
SATISFACTORY = tuple(
    f"{OUTCOME}{name}"
    for name in ("cooperation_last_year", "conflict_last_year", "lasting", "need_concentration", "fragile")
)


class Comparison(NamedTuple):
    """What was compared and what was measured. Every arm has the same seeds and worlds; arm 0 is the baseline."""

    settings: Comparing
    network: Network
    arms: tuple[Arm, ...]
    labels: tuple[str, ...]  # (arm,) names, all different
    columns: tuple[Column, ...]
    seeds: Ints  # (replicate,) at base parameters
    base: Floats  # (arm, replicate, column), NaN where a run failed or the thing does not exist
    worlds: tuple[World, ...]  # (world,) the drawn ones
    spread: Floats  # (arm, world, seed, column)
    failed: tuple[str, ...]  # runs that did not end well, in words
    seconds: float  # of all the runs, added up

    def place(self, name: str) -> int:
        """The position of a column."""
        return [column.name for column in self.columns].index(name)

    def family(self, word: str) -> Ints:
        """(any,) positions of the columns of a family, such as `outcome` or `ledger`."""
        return np.array([k for k, c in enumerate(self.columns) if c.name.startswith(f"{word}.")], dtype=np.int32)

    @property
    def runs(self) -> int:
        """How many were made."""
        return int(self.base.shape[0] * self.base.shape[1] + np.prod(self.spread.shape[:3]))

    @property
    def variants(self) -> tuple[Arm, ...]:
        """The arms besides the baseline."""
        return self.arms[1:]


class Findings(NamedTuple):
    """The statistics of the outcomes: columns are those of `outcome`, in their order."""

    outcome: Ints  # (outcome,) positions among the columns of the comparison
    base: Differences  # at base parameters; simultaneous over all variants and outcomes
    shares: Shares  # over worlds, each (variant, outcome)
    verdicts: list[list[Verdict]]  # [variant][outcome]
    precision: Precision
    gain: Floats  # (variant, outcome) replicates saved by common luck, as a ratio
    regret: Regret  # each (arm, outcome)
    targets: Mapping[int, Target]  # by position among `outcome`
    satisficing: Satisficing  # (arm,)
    early: Flags  # (variant,) too many projects are under way at the end, there or in the baseline
    unknown: Flags  # (variant, outcome) not known yet for that reason: without verdict, regret or usual target
    smallest: Floats  # (outcome,) smallest difference of interest, in the unit of the outcome: below it, too small


def outcomes_of(columns: Sequence[Column]) -> Ints:
    """(outcome,) positions of the outcomes."""
    return np.array([k for k, c in enumerate(columns) if c.name.startswith(OUTCOME)], dtype=np.int32)


def analyzed(c: Comparison) -> Findings:
    """Everything that the tables and the report say of the outcomes."""
    outcome = outcomes_of(c.columns)
    base, spread = c.base[:, :, outcome], c.spread[:, :, :, outcome]
    early = too_early(c.base, c.columns)
    theirs = [c.columns[k] for k in outcome]
    unknown, smallest = unknown_yet(early, theirs), smallest_of(theirs, c.network)
    good = [0 if unknown[:, n].any() else c.columns[k].good for n, k in enumerate(outcome)]
    found = differences(base)
    over_worlds = shares(found.mean, world_differences(spread))
    precision = judge(found, targets(base, share=c.settings.precision), base.shape[1], base.shape[1])
    usual = usual_targets(
        base, [g if c.columns[k].name in SATISFACTORY else 0 for k, g in zip(outcome, good, strict=True)]
    )
    wanted = asked_targets(c, outcome) or usual
    return Findings(
        outcome,
        found,
        over_worlds,
        verdicts(found, over_worlds, unknown, smallest),
        precision,
        gain(base),
        regret(spread, good),
        wanted,
        satisficing(spread, wanted),
        early,
        unknown,
        smallest,
    )


def asked_targets(c: Comparison, outcome: Ints) -> dict[int, Target]:
    """The targets that were typed, by position among the outcomes."""
    names = [c.columns[k].name.removeprefix(OUTCOME) for k in outcome]
    return {names.index(name): target for name, target in read_targets(c.settings.targets, names).items()}


def read_targets(texts: Sequence[str], names: Sequence[str]) -> dict[str, Target]:
    """`fragile<=0.2` as an outcome and its target; a ValueError says what is wrong and what is allowed."""
    found = {}
    for text in texts:
        sense = next((s for s in (">=", "<=") if s in text), "")
        name, _, limit = (part.strip() for part in text.partition(sense or "="))
        if not sense or name not in names:
            raise ValueError(
                f"targets = {shown(text)}: write an outcome, >= or <=, a number; outcomes: {', '.join(names)}"
            )
        if name in found:
            raise ValueError(f"targets: {name} is there twice, the second time as {shown(text)}: leave one out")
        try:
            wanted = finite_in(with_point(limit))
        except EitherWayError as error:
            raise ValueError(f"targets = {shown(text)}: {error}") from None
        if wanted is None:
            raise ValueError(f"targets = {shown(text)}: {shown(limit, quotes=True)} is not a number")
        found[name] = Target(sense, wanted)
    return found
