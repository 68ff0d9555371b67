"""One contract for every award rule, and a naive oracle for each."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.funding.award import AWARDS
from sim.funding.award.approval import ApprovalPerDollar
from sim.funding.award.majority import Majority
from sim.funding.award.ranking import CentralRanking, TableRanking
from sim.funding.contract import Call

RULES = [kind() for kind in AWARDS] + [Majority(threshold=t) for t in (0.0, 0.67, 1.0)] + [TableRanking(by_quality=0.0)]
RULES += [CentralRanking(by_leverage=3.0, by_novelty=0.0, by_target=2.0)]


def spelled(rule) -> str:
    """A rule's name and the numbers that it has."""
    return "-".join(str(v) for v in vars(rule).values())


each_rule = pytest.mark.parametrize("rule", RULES, ids=spelled)
often = settings(max_examples=60, deadline=None, derandomize=True)


def call_of(n: int, voters: int, seed: int, coarse: bool, budget: int | None = None, **changed) -> Call:
    """A call of n projects; coarse: few distinct values, so that ties abound. Its arrays cannot be written in."""
    rng = np.random.default_rng(seed)
    grid = (lambda k: rng.integers(0, 3, k) / 2.0) if coarse else rng.random
    cost = rng.integers(1, 5 if coarse else 10**9, n).astype(np.int64) * (100_000 if coarse else 1)
    request = np.maximum(1, (cost * rng.integers(1, 5, n) // 4)).astype(np.int64)
    most = int(request.sum())
    fields = {
        "budget": int(rng.integers(0, most + 2)) if budget is None else budget,
        "request": request,
        "cost": np.maximum(cost, request),
        "months": rng.integers(1, 20, n).astype(np.int32),
        "partners": rng.integers(0, 5, n).astype(np.int32),
        "quality": grid(n),
        "novelty": grid(n),
        "problem": rng.integers(0, 9, n).astype(np.int8),
        "approach": rng.integers(0, 4, n).astype(np.int8),
        "priorities": rng.dirichlet(np.ones(9)),
        "approves": rng.random((voters, n)) < 0.5,
        "voice": np.where(rng.random(voters) < 0.4, 0.75, 1.0),
        "lots": (rng.permutation(n) + 0.5) / max(n, 1),
        "person_target": float(rng.random()),
    } | changed
    for value in fields.values():
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    return Call(**fields)


calls = st.builds(call_of, st.integers(0, 20), st.integers(0, 7), st.integers(0, 10**6), st.booleans())


def relabeled(call: Call, order: np.ndarray) -> Call:
    """The same call, its projects listed in another order."""
    one = {"request", "cost", "months", "partners", "quality", "novelty", "problem", "approach", "lots"}
    moved = {name: getattr(call, name)[order] for name in one}
    return call._replace(**moved, approves=np.ascontiguousarray(call.approves[:, order]))


# The contract of award rules


@each_rule
@often
@given(call=calls, seed=st.integers(0, 999))
def test_any_rule_keeps_its_contract_on_any_call(rule, call, seed):
    """Boolean of the right shape, within the budget, no input written in, the same twice, labels irrelevant."""
    funded = rule(call)
    assert funded.shape == call.request.shape
    assert funded.dtype == np.bool_
    assert call.request[funded].sum() <= call.budget
    assert np.array_equal(rule(call), funded)
    order = np.random.default_rng(seed).permutation(len(funded))
    assert np.array_equal(rule(relabeled(call, order)), funded[order])


@each_rule
@often
@given(call=calls, seed=st.integers(0, 999))
def test_the_order_of_voters_is_irrelevant(rule, call, seed):
    """One voice is one voice, wherever it sits."""
    order = np.random.default_rng(seed).permutation(len(call.voice))
    assert np.array_equal(rule(call._replace(voice=call.voice[order], approves=call.approves[order])), rule(call))


@each_rule
def test_nothing_asked_or_nothing_to_give(rule):
    """An empty call gives an empty answer; a budget of zero funds nobody."""
    assert rule(call_of(0, 3, 1, False)).shape == (0,)
    assert not rule(call_of(6, 3, 1, False, budget=0)).any()


@each_rule
def test_one_project_dearer_than_the_envelope_does_not_stop_the_others(rule):
    """It is passed over: the next ones that fit are funded."""
    request = np.array([10**9, 100, 100], dtype=np.int64)
    yes = np.ones((3, 3), dtype=np.bool_)
    best = np.array([1.0, 0.0, 0.0])
    call = call_of(3, 3, 4, False, budget=200, request=request, cost=request, approves=yes, quality=best)
    assert rule(call).tolist() == [False, True, True]


@each_rule
@often
@given(n=st.integers(1, 12), seed=st.integers(0, 10**6))
def test_equal_projects_are_told_apart_by_their_lots_alone(rule, n, seed):
    """Projects alike in everything are funded from the smallest lot up, as many as the money allows."""
    same = {"quality": np.full(n, 0.5), "novelty": np.full(n, 0.5), "problem": np.zeros(n, np.int8)}
    same |= {"approach": np.zeros(n, np.int8), "request": np.full(n, 700), "cost": np.full(n, 1000)}
    call = call_of(n, 3, seed, False, budget=700 * (n // 2) + 699, approves=np.ones((3, n), dtype=np.bool_), **same)
    assert np.array_equal(rule(call), np.argsort(np.argsort(call.lots)) < n // 2)


@pytest.mark.parametrize("rule", [r for r in RULES if r.name != "lottery"], ids=spelled)
@often
@given(n=st.integers(1, 9), seed=st.integers(0, 10**6))
def test_lots_decide_nothing_but_ties(rule, n, seed):
    """When no two projects are alike, other lots fund the same projects; only a lottery is by lot."""
    rng = np.random.default_rng(seed)
    ladder = rng.permutation(np.tri(n, dtype=np.bool_))  # as many approvals as projects, no two alike
    call = call_of(n, n, seed, False, approves=ladder, voice=np.ones(n), problem=rng.permutation(9)[:n])
    assert np.array_equal(rule(call), rule(call._replace(lots=rng.random(n))))


@pytest.mark.parametrize("rule", [Majority(), Majority(threshold=0.0), ApprovalPerDollar()], ids=spelled)
@pytest.mark.parametrize("voice", [0.1, 0.3, 0.7])
def test_equal_voices_tie_whoever_holds_them(rule, voice):
    """Two projects approved by as many persons of each role tie, and lots decide: not the order in which voices add up.

    The default weight of a citizen's voice, 0.7, has no exact binary form.
    """
    for seed in range(60):
        rng = np.random.default_rng(seed)
        citizens, others = int(rng.integers(1, 8)), int(rng.integers(1, 8))
        row = np.array([voice] * citizens + [1.0] * others + [voice] * citizens + [1.0] * others)
        first = np.arange(len(row)) < citizens + others
        order = rng.permutation(len(row))
        approves = np.stack([first, ~first], axis=1)[order]
        for lots in ([0.2, 0.8], [0.8, 0.2]):
            same = {"request": np.full(2, 500), "cost": np.full(2, 500), "lots": np.array(lots)}
            call = call_of(2, len(row), 0, False, budget=500, approves=approves, voice=row[order], **same)
            funded = rule(call)
            assert not funded.any() or funded.tolist() == [lots[0] < lots[1], lots[1] < lots[0]], (seed, lots)


# Naive oracles


def greedy(ranks: list[tuple], call: Call) -> list[bool]:
    """Projects in the order of their ranks (smallest first), each funded if what is left suffices."""
    left, funded = call.budget, [False] * len(call.request)
    for *_, p in sorted(ranks):
        if call.request[p] <= left:
            left -= int(call.request[p])
            funded[p] = True
    return funded


def voices_for(call: Call, p: int) -> Fraction:
    """Voices that approve a project, exactly."""
    return sum((Fraction(float(w)) for w, yes in zip(call.voice, call.approves[:, p], strict=True) if yes), Fraction(0))


def by_table(rule, call):
    """Priority relative to the highest, plus quality."""
    best = max(call.priorities)
    score = [call.priorities[call.problem[p]] / best + rule.by_quality * call.quality[p] for p in range(len(call.lots))]
    return greedy([(-s, call.lots[p], p) for p, s in enumerate(score)], call)


def by_ministry(rule, call):
    """Quality, leverage, novelty, target."""
    target = {0: call.person_target, 1: 0.5, 2: 1.0 - call.person_target, 3: 1.0 - call.person_target}
    ranks = []
    for p in range(len(call.lots)):
        score = call.quality[p] + rule.by_leverage * (1.0 - call.request[p] / call.cost[p])
        score += rule.by_novelty * call.novelty[p] + rule.by_target * target[int(call.approach[p])]
        ranks.append((-score, call.lots[p], p))
    return greedy(ranks, call)


def by_majority(rule, call):
    """Those at or above the threshold of voices, the most approved first."""
    whole = sum((Fraction(float(w)) for w in call.voice), Fraction(0))
    if whole == 0:
        return [False] * len(call.lots)
    share = [voices_for(call, p) / whole for p in range(len(call.lots))]
    enough = Fraction(rule.threshold) - Fraction(1, 10**9)
    return greedy([(-s, call.lots[p], p) for p, s in enumerate(share) if s >= enough], call)


def by_approval(rule, call):
    """Voices for a dollar; nothing without a voice."""
    voices = [voices_for(call, p) for p in range(len(call.lots))]
    return greedy([(-v / int(call.request[p]), call.lots[p], p) for p, v in enumerate(voices) if v > 0], call)


def by_lot(rule, call):
    """Smallest lot first."""
    return greedy([(call.lots[p], p) for p in range(len(call.lots))], call)


ORACLES = {
    "table_ranking": by_table,
    "central_ranking": by_ministry,
    "majority": by_majority,
    "approval_per_dollar": by_approval,
    "lottery": by_lot,
}


@each_rule
@often
@given(call=calls)
def test_a_rule_chooses_what_its_page_says(rule, call):
    """Against plain Python written from the docstring; a rule without an oracle here fails."""
    assert rule(call).tolist() == ORACLES[rule.name](rule, call)
