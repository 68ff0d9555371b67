"""Equal shares and Phragmén on elections small enough to be worked by hand, and what a voice weighs in them."""

from itertools import pairwise

import numpy as np
import pytest

from sim.funding.award import AWARDS
from sim.funding.award.equal_shares import Completion, EqualShares
from sim.funding.award.exact import Ratio, ballots, compare, most_approved_per_dollar
from sim.funding.award.phragmen import Phragmen
from sim.funding.contract import Call
from sim.funding.contract_check import random_call
from sim.parameter import ParameterError

ALL = [*(EqualShares(completion) for completion in Completion), Phragmen(), Phragmen(exhaustive=True)]
each = pytest.mark.parametrize("rule", ALL, ids=lambda rule: "-".join(str(v) for v in vars(rule).values()))


def election(budget: int, cost: list[int], approves: list[str], voice: list[float] | None = None) -> Call:
    """A call from columns of letters: approves[p] names who approves project p; voters are A, B, C..."""
    letters = "ABCDEFGHIJ"[: len(voice) if voice else max(ord(c) - 64 for own in approves for c in own)]
    call = random_call(1, np.random.default_rng(0))
    n = len(cost)
    yes = np.array([[letter in own for own in approves] for letter in letters], dtype=np.bool_)
    asked = np.array(cost, dtype=np.int64)
    flat = {name: np.zeros(n) for name in ("quality", "novelty", "months", "partners", "problem", "approach")}
    return call._replace(
        budget=budget, request=asked, cost=asked, approves=yes, voice=np.array(voice or [1.0] * len(letters)),
        lots=(np.arange(n) + 0.5) / n, **flat,
    )  # fmt: skip


def test_a_minority_has_its_part():
    """Six approve the first three projects, four the last: ten voters, 100 each; a greedy vote would leave four out.

    Equal shares: 250 cost the six 41.7 each, twice; the third time they have 16.7 left each, 100 < 250. The four have
    400 and buy theirs. Phragmén: times 41.7, 83.3, then 250/4 = 62.5 comes before 83.3.
    """
    call = election(1000, [250, 250, 250, 250], ["ABCDEF"] * 3 + ["GHIJ"])
    small = election(500, [250, 250, 250, 250], ["ABCDEF"] * 3 + ["GHIJ"])
    assert EqualShares("none")(call).tolist() == [True, True, False, True]
    assert Phragmen()(small).tolist() == [True, False, False, True]
    greedy = next(kind() for kind in AWARDS if kind().name == "approval_per_dollar")
    assert greedy(small).tolist() == [True, True, False, False]


def test_completions_part_where_they_should():
    """By hand. Budget 900, A, B, C have 300 each.

    P 500 for A and B: 250 each. Q 390 for A alone: A has 50 left. R 350 for C alone: 300 are not enough.
    None: P. Greedy: 400 left; voices for a dollar: Q 1/390, R 1/350: R. Increase by 0.1 of 300: at 330 each, A has 80
    and C 330; at 360 C buys R: 850, and Q no longer fits: P and R.
    """
    call = election(900, [500, 390, 350], ["AB", "A", "C"])
    assert EqualShares("none")(call).tolist() == [True, False, False]
    assert EqualShares("greedy")(call).tolist() == [True, False, True]
    assert EqualShares("increase")(call).tolist() == [True, False, True]


def test_raised_shares():
    """By hand, shares raised by a tenth at a time.

    Enough: 100 for A and B. B buys R (40) at 50; at 60 A buys P (60): all is spent.
    Too much: 100 for A and B; at 60 both P and Q would be bought, 120: shares alone buy nothing, greedy takes P.
    Fairer than greedy: 100 for A, B and C. A and B buy P (30) and have 36.7 left, less than Q (45). Greedy takes Q, by
    the voices twice; raised to 36.7, C buys R (35) first, and Q no longer fits.
    """
    assert EqualShares("increase")(election(100, [60, 55, 40], ["A", "B", "B"])).tolist() == [True, False, True]
    both = election(100, [60, 60], ["A", "B"])
    assert EqualShares("none")(both).tolist() == [False, False]
    assert EqualShares("increase")(both).tolist() == [True, False]
    call = election(100, [30, 45, 35], ["AB", "AB", "C"])
    assert EqualShares("none")(call).tolist() == [True, False, False]
    assert EqualShares("greedy")(call).tolist() == [True, True, False]
    assert EqualShares("increase")(call).tolist() == [True, False, True]


def test_phragmen_stops_or_goes_on():
    """Budget 100: P 60 at time 30, then Q 50 at 50 does not fit and R 35 at 70 would: it stops, or passes Q over."""
    call = election(100, [60, 50, 35], ["AB", "C", "DE"], [1.0, 1.0, 1.0, 0.25, 0.25])
    assert Phragmen()(call).tolist() == [True, False, False]
    assert Phragmen(exhaustive=True)(call).tolist() == [True, False, True]


def test_those_that_come_together_and_do_not_fit_are_all_passed_over():
    """Budget 100: P 60 at time 30; at 50 Q and R (50 each, one voice) and S (35, 0.7 voice) tie, and S alone fits."""
    call = election(100, [60, 50, 50, 35], ["A", "B", "C", "D"], [2.0, 1.0, 1.0, 0.7])
    assert Phragmen()(call).tolist() == [True, False, False, False]
    assert Phragmen(exhaustive=True)(call).tolist() == [True, False, False, True]


@each
def test_a_voice_of_two_is_two_voters_who_vote_alike(rule):
    """Whole voices weigh as many ballots, and only their proportions count."""
    for seed in range(80):
        rng = np.random.default_rng(seed)
        call = random_call(seed, rng)._replace(budget=10**7)
        times = rng.integers(0, 4, len(call.voice))
        weighed = call._replace(voice=times.astype(float))
        copied = call._replace(voice=np.ones(times.sum()), approves=np.repeat(call.approves, times, axis=0))
        assert np.array_equal(rule(weighed), rule(copied)), seed
        assert np.array_equal(rule(weighed._replace(voice=times * 0.3)), rule(copied)), seed


@pytest.mark.parametrize("completion", ["none", "increase"])
def test_a_group_that_could_pay_is_never_left_with_nothing(completion):
    """Justice, in its simplest form: voters who approve one same project and whose parts pay for it get something."""
    found = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        call = random_call(seed, rng)._replace(budget=int(rng.integers(1, 10**8)))
        funded = EqualShares(completion)(call)
        whole = call.voice.sum()
        for p in range(len(call.lots)):
            own = call.approves[:, p]
            poor = own & ~call.approves[:, funded].any(axis=1)  # of its backers, those who got nothing at all
            found += int(own.any() and not funded[p])
            assert poor.sum() == 0 or call.voice[poor].sum() * call.budget < call.request[p] * whole * (1 + 1e-9)
    assert found > 100


def test_voices_are_read_to_the_billionth():
    """0.7 beside 1 is 7 beside 10; nobody's voice is nobody."""
    call = election(10, [5, 20], ["AB", "ABC"], [0.7, 1.0, 0.0])
    assert ballots(call).voice == [7, 10]
    assert ballots(call).backers == {0: [0, 1]}, "a project dearer than the budget is set aside"
    assert ballots(call._replace(voice=np.zeros(3))).backers == {}
    assert compare(Ratio(1, 3), Ratio(2, 6)) == 0
    assert compare(Ratio(10**40, 3), Ratio(10**40 + 1, 3)) < 0


def test_equal_voices_for_a_dollar_tie_exactly():
    """2.1 voices for 3 $ and 0.7 for 1 $ are the same, whatever floats say: the lot decides."""
    call = election(300, [300, 100], ["ABC", "D"], [0.7, 0.7, 0.7, 0.7])
    assert most_approved_per_dollar(call).tolist() == [0, 1]
    assert most_approved_per_dollar(call._replace(lots=np.array([0.9, 0.1]))).tolist() == [1, 0]
    assert 0.7 + 0.7 + 0.7 != 3 * 0.7 or (3 * 0.7) / 3 != 0.7, "floats would not tie"


@pytest.mark.parametrize("rule", ALL[:2], ids=["none", "greedy"])
def test_more_money_for_all_never_costs_more_than_there_is(rule):
    """The same election with more and more money: always within it, and in the end everything that is approved."""
    call = random_call(9, np.random.default_rng(3))
    spent = [int(call.request[rule(call._replace(budget=b))].sum()) for b in (10**5, 10**7, 10**12)]
    assert all(a <= b for a, b in pairwise(spent))
    assert spent[-1] == call.request[call.approves[call.voice > 0].any(axis=0)].sum()


def test_a_completion_is_one_of_three():
    """A word, in any case, or the member itself; anything else is refused by name."""
    assert EqualShares("Increase") == EqualShares(Completion.INCREASE)
    with pytest.raises(ParameterError, match=r"award\.completion = 'some': allowed: none, greedy, increase"):
        EqualShares("some")
