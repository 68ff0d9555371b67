"""What a pattern is: a sentence, its source, the arms of its experiment, and the claims that must all hold."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.config import Scenario
from sim.metrics.interest import smallest
from sim.override import changed

INFINITE = float("inf")
TERRITORIES, REGIONS = 39, 6  # of the study: counts of interest are told for its six regions
Changes = Mapping[str, Any]


class Text(NamedTuple):
    """The same words in both languages."""

    en: str
    fr: str


class Claim(NamedTuple):
    """A number of each run, or the same combination of it in several arms on one seed, whose mean must lie in a range.

        statistic(seed) = sum over arms of weight * quantity(arm, seed),        low < mean < high

    A contrast has weights 1 and -1; an effect that depends on another has 1, -1, -1, 1; a level has a single 1.
    Without a low of its own a claim is that of an *effect*: it asks for more than the smallest effect of interest of
    its quantity (`sim.metrics.interest`), and for half of itself under a control.
    """

    name: str  # a word, unique within its pattern
    text: Text
    quantity: str  # of `quantities.QUANTITIES`
    weights: Mapping[str, float]  # by name of arm
    low: float | None = None  # None: the smallest effect of interest of the quantity
    high: float = INFINITE
    every: bool = False  # the quantity has several components, all of which must lie in the range
    unit: str = ""  # of the statistic, when it is not that of the quantity
    path: bool = False  # about the way that a run goes: a null that goes anywhere the same way withdraws it

    @property
    def effect(self) -> bool:
        """Whether it claims an effect, and not a level or a sameness."""
        return self.low is None

    @property
    def bound(self) -> float:
        """What the mean must exceed."""
        return smallest(self.quantity, TERRITORIES, REGIONS) if self.low is None else self.low


class Pattern(NamedTuple):
    """One pattern of section 1 of the ODD."""

    number: int
    name: str
    title: Text  # a few words
    sentence: Text
    source: str
    experiment: Text  # what differs between arms, and what is held constant
    arms: Mapping[str, Changes]  # name: what it changes of the base scenario
    claims: tuple[Claim, ...]
    relies_on: tuple[str, ...] = ()  # negative controls that should destroy it

    @property
    def used(self) -> tuple[str, ...]:
        """Names of the arms that some claim reads, in the order in which they are written."""
        return tuple(arm for arm in self.arms if any(arm in claim.weights for claim in self.claims))


def scenario_of(changes: Changes, world: Changes = {}, control: Changes = {}) -> Scenario:  # noqa: B006 (never written)
    """The scenario of an arm: the base, then a plausible world, then what the arm states, then what a control cuts.

    The arm comes over the world, so that a world never undoes an experiment; the control comes over both.
    """
    found = changed(Scenario(), world) if world else Scenario()
    found = changed(found, changes) if changes else found
    return changed(found, control) if control else found
