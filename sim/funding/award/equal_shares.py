"""Award by equal shares: the envelope belongs to those present, who buy together the projects that they approve."""

from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from math import ceil
from typing import ClassVar

import numpy as np

from sim.funding.award.exact import Ballots, Ratio, ballots, most_approved_per_dollar, smallest
from sim.funding.contract import Award, Call, fill
from sim.parameter import ParameterError, parameter
from sim.state import Flags


class Completion(Enum):
    """What becomes of the money that shares alone do not spend."""

    NONE = "none"  # it waits for the next round
    GREEDY = "greedy"  # to the most approved per dollar, as far as it goes
    INCREASE = "increase"  # shares are raised by steps while the outcome fits in the budget; then greedy


@dataclass
class EqualShares(Award):
    """The method of equal shares: each voice receives the same part of the budget and pays for what it approves.

        share of a voter = budget * voice / all voices
        rho of a project: the smallest price a voice such that
            sum over its backers of  min(what is left to the voter, rho * voice) = request

    The project of the smallest rho is funded and its backers pay; again, until no project can be paid by its backers.
    A group thus decides on its part of the money in proportion to its voices. A project is worth 1 to each of its
    backers whatever its cost (cardinality); a voice of 2 is two voters who vote alike. Projects that nobody approves
    are not funded; one dearer than the budget is set aside from the start. Of those whose rho is the same, exactly, the
    smallest lot comes first.

    Where ballots give points a project is worth its points to a voter, who backs those above 0 (additive utilities):

        sum over its backers of  min(what is left to the voter, rho * points * voice) = request

    Shares alone leave money when each one's rest is too small: `completion` says what becomes of it. `increase` is
    Add1u: every share is raised by `step` of itself at a time, until nothing more would fit or the outcome would
    overspend; the last outcome that did not is kept, and completed by `greedy`.
    Source: Peters, Pierczyński & Skowron 2021; completions: Rey & Maly 2023, equalshares.net.
    """

    votes: ClassVar[bool] = True
    takes_points: ClassVar[bool] = True
    name: str = field(default="equal_shares", init=False)
    completion: Completion = Completion.GREEDY
    step: float = parameter(0.1, 0.001, 1.0, "of the share", "[A] raise of every share at a time; increase only")

    def __post_init__(self) -> None:
        super().__post_init__()
        self.completion = completion_of(self.completion)

    def __call__(self, call: Call) -> Flags:
        """(project,) funded."""
        voted = ballots(call)
        if not voted.backers:
            return np.zeros(len(call.request), dtype=np.bool_)
        funded = bought(call, voted, Fraction(1))
        if self.completion is Completion.INCREASE:
            funded = raised(call, voted, funded, Fraction(self.step).limit_denominator(10**6))
        if self.completion is Completion.NONE:
            return funded
        return completed(call, funded)


def completion_of(word: object) -> Completion:
    """The completion of this name, in any case."""
    try:
        return word if isinstance(word, Completion) else Completion(str(word).lower())
    except ValueError:
        raise ParameterError("award.completion", word, f"allowed: {', '.join(c.value for c in Completion)}") from None


def bought(call: Call, voted: Ballots, scale: Fraction) -> Flags:
    """(project,) what voters buy together when each voice holds `scale` times its part of the budget.

    Money is counted in a unit, `unit` to the cent, that is made finer when a price asks for it: nothing is rounded.
    """
    voices = sum(voted.voice)
    unit = voices * scale.denominator
    purse = [call.budget * scale.numerator] * len(voted.voice)  # left, for one voice of each voter
    least = {p: int(call.request[p]) / voted.weight(p) for p in voted.backers}
    funded = np.zeros(len(call.request), dtype=np.bool_)

    def rho(p: int) -> Ratio | None:
        asked = int(call.request[p]) * unit
        price = (
            price_for(asked, voted.backers[p], purse, voted.voice)
            if voted.worth is None
            else price_of_a_point(asked, voted.backers[p], purse, voted.voice, voted.worth[p])
        )
        return None if price is None else Ratio(price.numerator, price.denominator * unit)

    while True:
        tied, price = smallest(least, rho)
        if price is None:
            return funded
        chosen = min(tied, key=call.lots.__getitem__)
        funded[chosen] = True
        del least[chosen]
        paid, finer = Fraction(price.numerator, price.denominator // unit).as_integer_ratio()  # by one voice, in units
        unit, purse = unit * finer, [left * finer for left in purse]
        if voted.worth is None:
            for v in voted.backers[chosen]:
                purse[v] -= min(purse[v], paid)
        else:
            for v, points in zip(voted.backers[chosen], voted.worth[chosen], strict=True):
                purse[v] -= min(purse[v], paid * points)


def price_for(request: int, backers: list[int], purse: list[int], voice: list[int]) -> Ratio | None:
    """rho, units a voice: the poorest give all that they have, the others the same for each voice; None if too dear."""
    left, voices = request, sum(voice[v] for v in backers)
    for v in sorted(backers, key=purse.__getitem__):
        if left <= purse[v] * voices:
            return Ratio(left, voices)
        left -= purse[v] * voice[v]
        voices -= voice[v]
    return None


def price_of_a_point(
    request: int, backers: list[int], purse: list[int], voice: list[int], worth: list[int]
) -> Ratio | None:
    """rho, units a point of a voice: those whose money is the least for a point give it all; None if too dear."""
    left, weight = request, sum(voice[v] * points for v, points in zip(backers, worth, strict=True))
    poorest = sorted((Fraction(purse[v], points), v, points) for v, points in zip(backers, worth, strict=True))
    for _, v, points in poorest:
        if left * points <= purse[v] * weight:
            return Ratio(left, weight)
        left -= purse[v] * voice[v]
        weight -= voice[v] * points
    return None


def raised(call: Call, voted: Ballots, funded: Flags, step: Fraction) -> Flags:
    """(project,) the last outcome that fits when shares are raised step by step from those that bought `funded`.

    Steps at which the backers of no other project could pay for it, were they to pay for nothing else, are passed: the
    outcome there holds nothing new, so that it fits and leaves room. The result is that of taking every step.
    """
    request, voices, steps = call.request.tolist(), sum(voted.voice), 0
    alone = {p: Fraction(request[p] * voices, call.budget * sum(voted.voice[v] for v in own))
             for p, own in voted.backers.items() if request[p]}  # fmt: skip
    while True:
        others = [p for p in alone if not funded[p]]
        rest = call.budget - int(call.request[funded].sum())
        if not any(request[p] <= rest for p in others):
            return funded
        steps = max(steps + 1, ceil((min(alone[p] for p in others) - 1) / step) - 1)
        more = bought(call, voted, 1 + steps * step)
        if call.request[more].sum() > call.budget:
            return funded
        funded = more


def completed(call: Call, funded: Flags) -> Flags:
    """(project,) `funded`, and what is left to the most approved per dollar."""
    order = most_approved_per_dollar(call)
    return funded | fill(order[~funded[order]], call.request, call.budget - int(call.request[funded].sum()))
