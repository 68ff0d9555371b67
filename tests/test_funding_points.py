"""Ballots that give points: equal shares and the most points for a dollar, by hand, by a naive oracle, by symmetry."""

import numpy as np
import pytest
from proportional import by_equal_shares, most_for_a_dollar

from sim.funding.award import AWARDS
from sim.funding.award import exact as exact_page
from sim.funding.award.approval import ApprovalPerDollar
from sim.funding.award.equal_shares import Completion, EqualShares
from sim.funding.award.exact import all_points, ballots, most_approved_per_dollar
from sim.funding.contract import POINT, Call, fill
from sim.funding.contract_check import ContractError, check_award, copied, random_call, relabeled
from sim.parameter import ParameterError

SHARES = [EqualShares(completion) for completion in Completion]
RULES = [*SHARES, ApprovalPerDollar()]
each = pytest.mark.parametrize("rule", RULES, ids=lambda rule: "-".join(str(v) for v in vars(rule).values()))


def pointed(budget: int, cost: list[int], points: list[list[float]], voice: list[float] | None = None) -> Call:
    """A call from rows of points: points[v][p]; lots in the order of the projects."""
    asked, n = np.array(cost, dtype=np.int64), len(cost)
    given = np.rint(np.array(points) * POINT).astype(np.int64)
    flat = {name: np.zeros(n) for name in ("quality", "novelty", "months", "partners", "problem", "approach")}
    return random_call(1, np.random.default_rng(0))._replace(
        budget=budget, request=asked, cost=asked, approves=given != 0, points=given,
        voice=np.array(voice or [1.0] * len(points)), lots=(np.arange(n) + 0.5) / n, **flat,
    )  # fmt: skip


def drawn(seed: int) -> Call:
    """A random call, half of them coarse and full of ties; some points negative, some projects free."""
    rng = np.random.default_rng(seed)
    call = random_call(seed, rng)
    shape = call.approves.shape
    points = rng.integers(-2, 5, shape) * POINT if seed % 2 else rng.integers(0, 3 * POINT, shape)
    request = np.where(rng.random(shape[1]) < 0.1, 0, call.request)
    return call._replace(request=request, approves=points != 0, points=points * call.approves)


def test_a_point_has_its_price():
    """By hand. Budget 100: A and B have 50 each. P costs 60, worth 2 to A and 1 to B; Q costs 45, worth 3 to B alone.

    rho of P: A pays 2 rho and B rho, 3 rho = 60, rho = 20: A 40, B 20. rho of Q: 3 rho = 45, rho = 15: first. B has 5
    left. P then: B gives its 5, A 2 rho = 55 > 50: too dear. Approvals alone would buy P first (30 each), then no more.
    """
    call = pointed(100, [60, 45], [[2, 0], [1, 3]])
    assert EqualShares("none")(call).tolist() == [False, True]
    assert EqualShares("none")(call._replace(points=None)).tolist() == [True, False]
    assert ApprovalPerDollar()(call).tolist() == [False, True], "3/45 is more than 3/60"


def test_only_the_proportions_of_all_points_count():
    """Half points are points; a voter's own scale counts, as the definition has it."""
    call = pointed(100, [60, 45], [[2, 0], [1, 3]])
    for rule in RULES:
        assert np.array_equal(rule(call._replace(points=call.points // 4)), rule(call))
    other = pointed(100, [50, 50], [[1, 0], [0, 1]])
    assert ApprovalPerDollar()(other._replace(budget=50)).tolist() == [True, False], "a tie: by lot"
    assert ApprovalPerDollar()(pointed(50, [50, 50], [[1, 0], [0, 2]])).tolist() == [False, True]


def test_negative_notes_back_nothing_and_are_taken_off_the_whole():
    """B is against P: it does not pay for it, and greedily P has 2 - 3 points, so that nobody takes it."""
    call = pointed(100, [40, 60], [[2, 0], [-3, 1]])
    assert EqualShares("none")(call).tolist() == [True, False]
    assert all_points(call) == [-1, 1]
    assert most_approved_per_dollar(call).tolist() == [1]
    assert ballots(call).backers == {0: [0], 1: [1]}


def test_points_of_one_are_approvals():
    """Rules that take points do then what they do of approvals."""
    for seed in range(150):
        call = random_call(seed, np.random.default_rng(seed))
        same = call._replace(points=call.approves * np.int64(POINT))
        for rule in RULES:
            assert np.array_equal(rule(same), rule(call)), (seed, rule)


@each
def test_naive_fractions_give_the_same(rule):
    """An oracle in plain fractions, written from the definition; voices of 0.7 and 2, ties, free projects."""
    funded, calls = 0, 40 if rule == EqualShares("increase") else 150
    for seed in range(calls):
        call = drawn(seed)
        if isinstance(rule, EqualShares):
            expected = by_equal_shares(rule, call)
        else:
            expected = fill(np.array(most_for_a_dollar(call), dtype=np.int32), call.request, call.budget).tolist()
        assert rule(call).tolist() == expected, seed
        funded += any(expected) and not all(expected)
    assert funded > calls // 3


@each
def test_the_contract_holds_over_points(rule):
    """Within the budget, nothing written in, the order of projects and of voters irrelevant."""
    for seed in range(150):
        call, rng = drawn(seed), np.random.default_rng(seed)
        before, funded = copied(call), rule(call)
        assert call.request[funded].sum() <= call.budget
        assert all(np.array_equal(a, b) for a, b in zip(before, call, strict=True))
        order = rng.permutation(len(funded))
        assert np.array_equal(rule(relabeled(call, order)), funded[order])
        order = rng.permutation(len(call.voice))
        moved = {name: getattr(call, name)[order] for name in ("voice", "approves", "points")}
        assert np.array_equal(rule(call._replace(**moved)), funded)


@pytest.mark.parametrize("kind", [kind for kind in AWARDS if kind.votes], ids=lambda kind: kind.__name__)
def test_voters_who_say_the_same_are_counted_together(kind, monkeypatch):
    """A large file is counted by its distinct ballots: the outcome is that of counting them one by one."""
    for seed in range(60):
        rng = np.random.default_rng(seed)
        call = drawn(seed) if kind.takes_points and seed % 2 else random_call(seed, rng)
        times = rng.integers(1, 4, len(call.voice))
        copies = {name: np.repeat(getattr(call, name), times, axis=0) for name in ("voice", "approves", "points")
                  if getattr(call, name) is not None}  # fmt: skip
        many = call._replace(**copies)
        one_by_one = kind()(many)
        with monkeypatch.context() as patch:
            patch.setattr(exact_page, "MANY", 0)
            assert len(ballots(many).voice) <= len(call.voice)
            assert np.array_equal(kind()(many), one_by_one)


@pytest.mark.parametrize("kind", [kind for kind in AWARDS if kind.votes and not kind.takes_points])
def test_a_rule_that_counts_approvals_refuses_points(kind):
    """By name, rather than an answer to another question."""
    with pytest.raises(ParameterError, match=f"award = '{kind().name}': it counts who approves what"):
        kind()(pointed(100, [60], [[2]]))


def test_large_points_are_summed_exactly():
    """Beyond 64 bits: a billion points of many voters, to the billionth."""
    call = pointed(100, [1, 1], [[2, 1]] * 40, voice=[0.7, 1.0] * 20)
    most = 10**9 * POINT
    points = np.full((40, 2), most, dtype=np.int64) - np.array([0, 1])
    assert all_points(call._replace(points=points)) == [340 * most, 340 * (most - 1)]


def test_the_check_of_a_rule_tries_points_where_it_takes_them():
    """A rule of one's own that says `takes_points` and looks at who comes first is not let in."""

    class FirstVoter(ApprovalPerDollar):
        """What the first voter gives the most to."""

        def __call__(self, call):
            """(project,) funded."""
            if call.points is None or not call.points.size:
                return super().__call__(call)
            return fill(np.argsort(-call.points[0], kind="stable").astype(np.int32), call.request, call.budget)

    check_award(ApprovalPerDollar(), calls=60)
    with pytest.raises(ContractError, match="ballots that give points"):
        check_award(FirstVoter(), calls=60)
