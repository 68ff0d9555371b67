"""The contract check catches what it says: rules broken on purpose, one way each."""

import re
from dataclasses import dataclass, field

import numpy as np
import pytest

from sim.funding.award.majority import Majority
from sim.funding.contract import Award, fill, ranked
from sim.funding.contract_check import ContractError, check_award, check_split, random_call, random_places
from sim.funding.splits import Split


def best(call):
    """A sound rule: the best first."""
    return fill(ranked(call.quality, call.lots), call.request, call.budget)


def spoil(call):
    """Write where one may not."""
    call.request[:] = 1
    return best(call._replace(request=np.ones_like(call.request)))


def broken_award(choose, asks_votes=False):
    """An award rule made of a function."""

    @dataclass
    class Broken(Award):
        """As its function says."""

        votes = asks_votes
        name: str = field(default="broken", init=False)

        def __call__(self, call):
            """(project,) funded."""
            return choose(call)

    return Broken()


class Counter:
    """Gives another answer each time, or after a while."""

    def __init__(self, after: int) -> None:
        self.calls, self.after = 0, after

    def __call__(self, call):
        """Nothing at first, then the best."""
        self.calls += 1
        return best(call) if self.calls > self.after else np.zeros(len(call.lots), dtype=np.bool_)


AWARD_FAULTS = {
    "overspends": (lambda c: np.ones(len(c.lots), dtype=np.bool_), r"overspends: \d+ cents funded"),
    "a cent": (lambda c: best(c._replace(budget=c.budget + 1)), r"overspends: \d+ cents funded"),
    "numbers": (lambda c: best(c).astype(float), r"gives an array of float64 of shape \(\d+,\); an array of \d+ boole"),
    "indices": (lambda c: np.flatnonzero(best(c)), r"gives an array of int64 of shape .* one a project"),
    "short": (lambda c: best(c)[:-1], r"gives an array of bool of shape"),
    "list": (lambda c: best(c).tolist(), r"gives a list; an array of \d+ booleans"),
    "nothing": (lambda c: None, r"gives nothing \(no `return`\?\)"),
    "raises": (lambda c: 1 // 0 + c.budget, r"call 0 .*: raises ZeroDivisionError on line \d+: "),
    "no voter": (lambda c: best(c) & (c.voice[0] > 0), r"raises IndexError on line \d+: index 0 is out of bounds"),
    "writes": (spoil, r"writes into the call \(request\); work on a copy"),
    "file order": (lambda c: fill(np.arange(len(c.lots)), c.request, c.budget), r"projects listed in another order"),
    "random": (Counter(1), r"not the same answer the second time"),
    "memory": (Counter(8 * 600), r"not the same answer after other calls: the rule remembers"),
    "hidden vote": (lambda c: best(c) & (c.approves.sum(axis=0) < 2), r"does not say `votes: ClassVar\[bool\] = True`"),
}


@pytest.mark.parametrize("fault", AWARD_FAULTS)
def test_a_broken_award_is_told_what_is_broken(fault):
    """Each fault its own sentence, that says on which call."""
    choose, sentence = AWARD_FAULTS[fault]
    with pytest.raises(ContractError) as refusal:
        check_award(broken_award(choose), calls=600)
    assert re.match(r"call \d+ \(\d+ projects, \d+ voters, budget \d+ cents\): ", str(refusal.value))
    assert re.search(sentence, str(refusal.value)), str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_rule_that_hears_the_first_voter_best_is_found():
    """Voters listed in another order."""
    first = broken_award(lambda c: best(c) & c.approves[:1].any(axis=0), asks_votes=True)
    with pytest.raises(ContractError, match="voters listed in another order"):
        check_award(first)


def test_a_rule_that_says_that_it_takes_all_and_does_not_is_found():
    """In a run it would not be asked where the budget pays for everything."""
    rule = broken_award(lambda c: best(c) & (c.quality > 0.5))
    check_award(rule)
    type(rule).takes_all = True
    with pytest.raises(ContractError, match=r"the budget pays for everything, but the rule that says `takes_all`"):
        check_award(rule)


def test_a_sound_rule_passes():
    """With or without votes; and the cause of an error is kept for who wants to see it."""
    check_award(broken_award(best))
    check_award(broken_award(lambda c: Majority()(c), asks_votes=True))
    with pytest.raises(ContractError) as refusal:
        check_award(broken_award(lambda c: 1 // 0))
    assert isinstance(refusal.value.__cause__, ZeroDivisionError)


def broken_split(choose):
    """A split made of a function."""

    @dataclass
    class Broken(Split):
        """As its function says."""

        name: str = field(default="broken", init=False)

        def __call__(self, places):
            """Shares."""
            return choose(places)

    return Broken()


def even(places):
    """A sound split."""
    return np.full(len(places.poor), 1.0 / len(places.poor))


def spend(places):
    """Write where one may not."""
    places.poor[:] += 1.0
    return even(places)


class Fickle:
    """Other shares after a while."""

    def __init__(self, after: int) -> None:
        self.calls, self.after = 0, after

    def __call__(self, places):
        """Even, then by population."""
        self.calls += 1
        return even(places) if self.calls <= self.after else places.population / places.population.sum()


SPLIT_FAULTS = {
    "nan": (lambda p: p.poor / p.poor.sum(), "a share is not a number; is something divided by a total that can be 0"),
    "negative": (lambda p: even(p) * 3 - 2 * p.population / p.population.sum(), "a share is negative: -"),
    "sum": (lambda p: even(p) * 0.99, "the shares sum to 0.99, not to 1"),
    "long": (
        lambda p: np.append(even(p), 0.0),
        r"gives an array of float64 of shape \(\d+,\); an array of \d+ numbers",
    ),
    "whole": (lambda p: np.ones(len(p.poor), dtype=int), "gives an array of int64"),
    "list": (lambda p: list(even(p)), "gives a list; an array of"),
    "raises": (lambda p: p.povrety, r"raises AttributeError on line \d+: .*povrety"),
    "writes": (spend, r"writes into the places \(poor\); work on a copy"),
    "order": (lambda p: np.eye(len(p.poor))[0], "territories listed in another order, shares are not the same"),
    "random": (Fickle(1), "not the same shares the second time"),
    "memory": (Fickle(800), "not the same shares after other regions"),
}


@pytest.mark.parametrize("fault", SPLIT_FAULTS)
def test_a_broken_split_is_told_what_is_broken(fault):
    """Each fault its own sentence, that says in which region."""
    choose, sentence = SPLIT_FAULTS[fault]
    with pytest.raises(ContractError) as refusal:
        check_split(broken_split(choose))
    assert re.match(r"region \d+ \(\d+ territories\): ", str(refusal.value))
    assert re.search(sentence, str(refusal.value)), str(refusal.value)


def test_the_calls_and_regions_are_worth_it():
    """Empty and large, rich and poor, alike and not, with voters and without: nothing usual is missing."""
    calls = [random_call(k, np.random.default_rng(k)) for k in range(200)]
    assert {0, 1} <= {len(c.lots) for c in calls}
    assert max(len(c.lots) for c in calls) > 40
    assert {0, 1} <= {len(c.voice) for c in calls}
    assert max(len(c.voice) for c in calls) > 50
    assert any(c.budget == 0 and len(c.lots) for c in calls)
    assert any(c.budget >= c.request.sum() and len(c.lots) for c in calls)
    assert any(len(set(c.quality)) == 1 and len(set(c.request)) == 1 and len(c.lots) > 3 for c in calls)
    assert all((c.request > 0).all() and (c.request <= c.cost).all() for c in calls)
    assert {0.0, 0.7, 1.0, 2.0} <= {float(w) for c in calls for w in c.voice}
    regions = [random_places(k, np.random.default_rng(k)) for k in range(200)]
    assert any(p.poor.sum() == 0.0 for p in regions)
    assert any(p.past.sum() == 0.0 for p in regions)
    assert min(len(p.poor) for p in regions) == 1
