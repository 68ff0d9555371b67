"""Our proportional rules beside those of pabutools, an outside oracle: the same elections, the same winners.

pabutools is GPL: tests alone import it, and the project neither needs nor ships it. Where its definitions differ:

- it funds projects that nobody approves when money is left (greedy); ours never do, and they are left out here;
- in equal shares it keeps in the running a project dearer than the whole budget, which ends the raising of shares when
  its backers could pay for it; ours sets it aside from the start, as pabutools itself does in Phragmén;
- its voters weigh the same: a voice of 0.7 beside voices of 1 is written as 7 ballots beside 10.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from needed import module

from sim.funding.award.approval import ApprovalPerDollar
from sim.funding.award.equal_shares import EqualShares
from sim.funding.award.phragmen import Phragmen
from sim.funding.contract import Call
from sim.funding.contract_check import random_call

module("pabutools")  # before what is imported from it
# ruff: noqa: E402

from pabutools.election import ApprovalBallot, ApprovalProfile, Cardinality_Sat, Instance, Project
from pabutools.fractions import frac
from pabutools.rules import (
    completion_by_rule_combination,
    greedy_utilitarian_welfare,
    method_of_equal_shares,
    sequential_phragmen,
)
from pabutools.tiebreaking import TieBreakingRule

ELECTIONS = 300
CARDINALITY = {"sat_class": Cardinality_Sat}


def elections(first: int = 0) -> Iterator[Call]:
    """Small elections, half of them of round costs and full of ties; voices of 1, then of 0.7 and 1."""
    for seed in range(first, first + ELECTIONS):
        rng = np.random.default_rng(seed)
        call = random_call(seed, rng)
        n, voters = int(rng.integers(2, 12)), int(rng.integers(1, 11))
        request = rng.integers(1, 6, n) * 100_000 if seed % 2 else rng.integers(1, 10**7, n)
        voice = np.ones(voters) if seed % 3 else np.where(rng.random(voters) < 0.5, 0.7, 1.0)
        approves = rng.random((voters, n)) < rng.choice([0.2, 0.5, 0.8])
        yield call._replace(
            budget=int(request.sum() * rng.uniform(0.1, 0.8)), request=request, cost=request, approves=approves,
            voice=voice, lots=rng.random(n),
        )  # fmt: skip


def stated(call: Call, without_dear: bool = False) -> tuple[Instance, ApprovalProfile, TieBreakingRule]:
    """The same election as pabutools writes it, without the projects that nobody approves."""
    kept = [p for p in range(len(call.lots)) if call.approves[:, p].any()]
    kept = [p for p in kept if not without_dear or call.request[p] <= call.budget]
    projects = {p: Project(str(p), frac(int(call.request[p]))) for p in kept}
    copies = np.rint(call.voice * 10).astype(int) // (1 if (call.voice != 1.0).any() else 10)
    ballots = [
        ApprovalBallot(projects[p] for p in kept if call.approves[v, p])
        for v, times in enumerate(copies)
        for _ in range(times)
    ]
    lots = TieBreakingRule(lambda _, __, project: call.lots[int(project.name)])
    return Instance(projects.values(), budget_limit=frac(call.budget)), ApprovalProfile(ballots), lots


def winners(found, call: Call) -> list[bool]:
    """(project,) funded, of an outcome of pabutools."""
    return np.isin(np.arange(len(call.lots)), [int(p.name) for p in found]).tolist()


def test_equal_shares_alone():
    """Without completion."""
    for call in elections():
        instance, profile, lots = stated(call)
        found = method_of_equal_shares(instance, profile, tie_breaking=lots, **CARDINALITY)
        assert EqualShares("none")(call).tolist() == winners(found, call), call


def greedy_after(rule, options, call):
    """A rule of pabutools completed by the most approved per dollar."""
    instance, profile, lots = stated(call, without_dear=True)
    found = completion_by_rule_combination(
        instance,
        profile,
        [rule, greedy_utilitarian_welfare],
        [{"tie_breaking": lots, **CARDINALITY, **options}, {"tie_breaking": lots, **CARDINALITY}],
    )
    return winners(found, call)


def test_equal_shares_completed_by_the_most_approved_per_dollar():
    """Completion `greedy`."""
    for call in elections():
        assert EqualShares("greedy")(call).tolist() == greedy_after(method_of_equal_shares, {}, call), call


@pytest.mark.parametrize("step", [0.1, 0.013, 1.0])
def test_equal_shares_with_raised_shares(step):
    """Completion `increase`, at several steps: those that are passed over change nothing."""
    for call in elections():
        ballots = len(stated(call)[1])
        raise_by = frac(call.budget, ballots) * frac(*Fraction(step).limit_denominator(10**6).as_integer_ratio())
        expected = greedy_after(method_of_equal_shares, {"voter_budget_increment": raise_by}, call)
        assert EqualShares("increase", step)(call).tolist() == expected, call


def test_sequential_phragmen():
    """The published variant, that stops at the first project that does not fit."""
    for call in elections():
        instance, profile, lots = stated(call)
        found = sequential_phragmen(instance, profile, tie_breaking=lots)
        assert Phragmen()(call).tolist() == winners(found, call), call


def test_the_most_approved_per_dollar():
    """Greedy approval, voices for a dollar."""
    for call in elections():
        instance, profile, lots = stated(call)
        found = greedy_utilitarian_welfare(instance, profile, tie_breaking=lots, **CARDINALITY)
        assert ApprovalPerDollar()(call).tolist() == winners(found, call), call


def test_these_elections_tell_rules_apart():
    """The rules differ on a good part of them, ties abound and no rule funds always everything: the oracle bites."""
    rules = [EqualShares("none"), EqualShares("greedy"), EqualShares("increase"), Phragmen(), ApprovalPerDollar()]
    found = [[tuple(rule(call)) for rule in rules] for call in elections()]
    for a, b in combinations(range(len(rules)), 2):
        assert sum(row[a] != row[b] for row in found) >= 5, (rules[a], rules[b])
    assert np.mean([len(set(row)) > 1 for row in found]) > 0.4
    turned = [call._replace(lots=1.0 - call.lots) for call in elections()]
    assert np.mean([tuple(rules[0](call)) != row[0] for call, row in zip(turned, found, strict=True)]) > 0.05
