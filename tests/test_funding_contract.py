"""One contract for every award rule, and a naive oracle for each."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proportional import by_equal_shares, by_phragmen

from sim.funding.award import AWARDS
from sim.funding.award.consensus import Consensus
from sim.funding.award.equal_shares import EqualShares
from sim.funding.award.majority import Majority
from sim.funding.award.phragmen import Phragmen
from sim.funding.award.ranking import CentralRanking, TableRanking
from sim.funding.award.supermajority import Supermajority
from sim.funding.contract import Call
from sim.funding.contract_check import check_award

RULES = [kind() for kind in AWARDS] + [Majority(threshold=t) for t in (0.0, 0.67, 1.0)] + [TableRanking(by_quality=0.0)]
RULES += [CentralRanking(by_leverage=3.0, by_novelty=0.0, by_target=2.0), Phragmen(exhaustive=True)]
RULES += [EqualShares("none"), EqualShares("increase"), EqualShares("increase", step=0.037)]
VOTES = [rule for rule in RULES if rule.votes]


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


# The contract of award rules


@each_rule
def test_any_rule_keeps_its_contract_on_any_call(rule):
    """Booleans, within the budget, no input written in, the same twice, order of projects and voters irrelevant."""
    check_award(rule, calls=400, seed=1)


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


@pytest.mark.parametrize("rule", VOTES, ids=spelled)
@settings(max_examples=30, deadline=None, derandomize=True)
@given(call=calls)
def test_a_vote_funds_nothing_that_nobody_approves(rule, call):
    """Without a voice, a project waits; a threshold of zero is the only way to say otherwise."""
    if getattr(rule, "threshold", 1.0) > 0.0:
        assert not rule(call)[~call.approves.any(axis=0)].any()
        assert not rule(call._replace(voice=call.voice * 0.0)).any()


@pytest.mark.parametrize("rule", VOTES, ids=spelled)
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


@pytest.mark.parametrize("voice", [1 / 3, 0.1, 0.7, 1e-5, np.pi])
def test_everybody_is_a_consensus_whatever_voices_are(voice):
    """All approve: funded under any threshold, though voices have no exact form; one against: no consensus."""
    for voters in range(1, 40):
        yes = np.ones((voters, 2), dtype=np.bool_)
        yes[0, 1] = False
        same = {"request": np.full(2, 500), "cost": np.full(2, 500), "voice": np.full(voters, voice)}
        call = call_of(2, voters, 0, False, budget=1000, approves=yes, **same)
        assert Consensus()(call).tolist() == [True, False]
        assert Supermajority()(call).tolist() == [True, (voters - 1) * 3 >= voters * 2]


def test_two_thirds_are_two_thirds():
    """33 of 50 are not, 34 are; a majority needs 25."""
    for yes, expected in ((24, []), (25, ["majority"]), (33, ["majority"]), (34, ["majority", "supermajority"])):
        same = {"request": np.full(1, 500), "cost": np.full(1, 500), "voice": np.ones(50)}
        call = call_of(1, 50, 0, False, budget=500, approves=np.arange(50)[:, None] < yes, **same)
        assert [rule.name for rule in (Majority(), Supermajority(), Consensus()) if rule(call).any()] == expected


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


def by_consensus(rule, call):
    """All those who have a voice approve; the smallest lot first."""
    heard = [v for v in range(len(call.voice)) if call.voice[v] > 0.0]
    agreed = [p for p in range(len(call.lots)) if heard and all(call.approves[v, p] for v in heard)]
    return greedy([(call.lots[p], p) for p in agreed], call)


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
    "supermajority": by_majority,
    "consensus": by_consensus,
    "equal_shares": by_equal_shares,
    "phragmen": by_phragmen,
    "approval_per_dollar": by_approval,
    "lottery": by_lot,
}


@each_rule
@often
@given(call=calls)
def test_a_rule_chooses_what_its_page_says(rule, call):
    """Against plain Python written from the docstring; a rule without an oracle here fails."""
    assert rule(call).tolist() == ORACLES[rule.name](rule, call)
