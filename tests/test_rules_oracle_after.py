"""Stages 9 to 12 against plain Python: accountability, viability, adjustment, events."""

import math

import numpy as np
import pytest
from tiny import COMMUNITY, ELECTED, INSTITUTION, drawn, projects, state

from sim.parameter import values
from sim.rules import accountability, adjustment, events, viability
from sim.rules.events import Events
from sim.vocabulary import Phase, Status

each_world = pytest.mark.parametrize("seed", range(12))


# Stage 9. Accountability


@each_world
@pytest.mark.parametrize("reports", [False, True])
def test_reporting_eats_capacity(seed, reports):
    """Burden by projects and size, heavier in the month of the report; the elected and citizens carry the base."""
    s = state(seed)
    p, load = drawn(accountability.Accountability, seed), seed / 11
    burden, capacity = accountability.report(s.actors, accountability.smallness(s.actors, p), load, reports, p)
    for i in range(len(burden)):
        weight = p.base
        if s.actors.role[i] in (COMMUNITY, INSTITUTION):
            budget = min(10.0, max(0.1, s.actors.budget[i] / 100.0 / p.typical))
            weight = (p.base + p.a_project * s.actors.projects[i]) * (1.0 / budget) ** p.small
        expected = min(1.0, load * weight * (p.yearly if reports else 1.0))
        assert burden[i] == pytest.approx(expected)
        assert capacity[i] == pytest.approx(s.actors.skill[i] * (1.0 - expected))


def test_a_small_budget_counts_down_to_a_tenth_of_the_typical_one_and_up_to_ten_times_it():
    """(typical/budget)^small of 1 to 30 times less, and more, than 150,000 $ a year: the ratio stops at ten."""
    s = state(0)
    times = np.array([1 / 30, 1 / 10, 1 / 4, 1.0, 4.0, 10.0, 15.0, 30.0])
    s.actors.budget[: len(times)] = np.rint(times * 150_000_00)
    p = values(accountability.Accountability(small=0.5, typical=150_000.0))
    expected = [10**0.5, 10**0.5, 2.0, 1.0, 0.5, 0.1**0.5, 0.1**0.5, 0.1**0.5]
    assert accountability.smallness(s.actors, p)[: len(times)] == pytest.approx(expected)


@each_world
def test_a_refusal_costs_trust_in_those_who_decide(seed):
    """On the promoter's ties with institutions and elected officials, once a refusal, less when it is explained."""
    s, rng = state(seed), np.random.default_rng(seed)
    p, fairness = drawn(accountability.Accountability, seed), float(rng.random())
    refusals = rng.integers(0, 3, len(s.actors.role)).astype(np.int32)
    after = accountability.refuse(s.actors, s.ties, refusals, fairness, p)
    for t in range(len(after)):
        trust = s.ties.trust[t]
        for a, b in ((s.ties.left[t], s.ties.right[t]), (s.ties.right[t], s.ties.left[t])):
            for _ in range(refusals[a] if s.actors.role[b] in (INSTITUTION, ELECTED) else 0):
                trust *= 1.0 - p.loss * (1.0 - fairness)
        assert after[t] == pytest.approx(trust)


@each_world
def test_answers_dishearten_and_hearten(seed):
    """Each refusal takes a share of efficacy, each award a share of what is missing."""
    rng = np.random.default_rng(seed)
    p, fairness = drawn(accountability.Accountability, seed), float(rng.random())
    efficacy, no, yes = rng.random(20), rng.integers(0, 4, 20), rng.integers(0, 4, 20)
    after = accountability.hearten(efficacy, no, yes, fairness, p)
    for i in range(20):
        x = efficacy[i]
        for _ in range(no[i]):
            x -= p.discouraged * (1.0 - fairness) * x
        for _ in range(yes[i]):
            x += p.encouraged * (1.0 - x)
        assert after[i] == pytest.approx(x)
    nobody = np.zeros(20, dtype=np.int32)
    assert after.max() <= 1.0
    assert accountability.hearten(efficacy, nobody, nobody, fairness, p) == pytest.approx(efficacy)


def test_who_was_not_answered_is_left_as_is():
    """To the last bit: otherwise an answer in one region changes the others."""
    rng = np.random.default_rng(0)
    efficacy, nobody = rng.random(500) ** 3, np.zeros(500, dtype=np.int32)
    after = accountability.hearten(efficacy, nobody, nobody, 0.4, values(accountability.Accountability()))
    assert np.array_equal(after, efficacy)


def test_answers_are_counted():
    """How often each actor appears among the chosen."""
    found = accountability.counted(np.array([3, 1, 3, 0]), np.array([True, False, True, True]), 5)
    assert found.tolist() == [1, 0, 0, 2, 0]


# Stage 10. Viability


@each_world
def test_projects_draw_on_reserves_and_feed_them(seed):
    """Own contributions at the start, shared by those who carry it; core money while it runs; the gap where it ends."""
    s = state(seed)
    q, p, found = projects(seed, s, 12), drawn(viability.Viability, seed), 0.3
    rng = np.random.default_rng(seed)
    started, ending = (rng.random(12) < 0.4) & (q.status == Status.RUNNING), q.status == Status.FINISHED
    followed = rng.random(12) < 0.5
    dollars = viability.entries(q, s.actors, started, ending, followed, found, p)
    expected = [0.0] * len(s.actors.role)
    for k in range(12):
        partners = [int(b) for b in q.partner[k] if b >= 0]
        if started[k]:
            own = (q.cost[k] - q.request[k]) / 100.0 * (1.0 - found) / (1 + len(partners))
            for actor in (int(q.promoter[k]), *partners):
                expected[actor] -= own
        if q.status[k] == Status.RUNNING or ending[k]:
            expected[q.promoter[k]] += p.core_return * q.core[k] / 100.0 / q.months[k]
        if ending[k] and not followed[k]:
            expected[q.promoter[k]] -= p.gap * q.request[k] / 100.0 / q.months[k]
    assert dollars == pytest.approx(expected)


@each_world
def test_reserves_move_and_organizations_go_dormant_or_wake(seed):
    """Community organizations only: recovery, the cost of sitting, projects; a floor of three months; revival."""
    s, rng = state(seed), np.random.default_rng(seed)
    p = drawn(viability.Viability, seed)
    dollars = rng.normal(0.0, 30_000.0, len(s.actors.role))
    books = viability.balance(s.actors, dollars, p)
    for i in range(len(dollars)):
        reserve, active = s.actors.reserve[i], bool(s.actors.active[i])
        if s.actors.role[i] == COMMUNITY:
            sat = int(s.actors.attends[i]) + int(s.actors.attends_region[i])
            monthly = max(1.0, s.actors.budget[i] / 100.0 / 12.0)
            reserve += p.recovery * (s.actors.target[i] - reserve) - p.attending * sat + dollars[i] / monthly
            reserve = max(-3.0, reserve)
            active = reserve >= 0.0 if active else reserve >= min(p.revival, 0.9 * s.actors.target[i])
        assert books.reserve[i] == pytest.approx(reserve)
        assert books.active[i] == active


# Stage 11. Adjustment


@each_world
@pytest.mark.parametrize("reports", [False, True])
def test_tables_remember_and_revise_their_ways(seed, reports):
    """Impressions, opening while consulting, framing by reports, adjustment after patience."""
    s, rng = state(seed, regions=2), np.random.default_rng(seed)
    n = len(s.tables.region)
    p = drawn(adjustment.Adjustment, seed, patience=float(1 + seed % 6), unbearable=0.4)
    conflict, cooperation, lived = rng.random(n), rng.random(n), rng.random(n) < 0.7
    load, modulation = float(rng.random()), float(rng.random())
    ways = adjustment.adjust(s.tables, conflict, cooperation, lived, reports, load, modulation, p)
    for t in range(n):
        felt, warm, vertical = s.tables.conflict[t], s.tables.cooperation[t], s.tables.verticality[t]
        sharing, patience = s.tables.sharing[t], s.tables.patience[t]
        if lived[t]:
            felt, warm = felt + p.memory * (conflict[t] - felt), warm + p.memory * (cooperation[t] - warm)
        if s.tables.phase[t] == Phase.CONSULTATION:
            vertical *= 1.0 - p.opening
        if reports:
            vertical += p.framing * load * (1.0 - vertical) * (1.0 - modulation)
        if lived[t]:
            patience = patience + 1.0 if felt >= p.unbearable else max(0.0, patience - 1.0)
        revised = lived[t] and patience >= p.patience
        if revised:
            vertical, sharing, patience = (
                vertical * (1.0 - p.step * modulation),
                sharing + p.sharing * modulation * (1.0 - sharing),
                0.0,
            )
        found = [getattr(ways, f)[t] for f in ("conflict", "cooperation", "verticality", "sharing", "patience")]
        assert found == pytest.approx([felt, warm, vertical, sharing, patience])
        assert ways.adjusted[t] == revised


# Stage 12. Events


def test_elections_come_every_term():
    """From the first one on; never when switched off."""
    p = values(Events(election_month=43, election_every=48))
    assert [m for m in range(200) if events.election_now(m, p)] == [43, 91, 139, 187]
    assert not any(events.election_now(m, values(Events(election_month=-1))) for m in range(200))
    assert not any(events.election_now(m, values(Events(frozen=True))) for m in range(200))


@each_world
@pytest.mark.parametrize("elected", [False, True])
def test_newcomers_inherit_ties(seed, elected):
    """An official starts halfway between a stranger and the first relations; staff inherits part of what was built."""
    s, rng = state(seed), np.random.default_rng(seed)
    leaves, p = rng.random(len(s.actors.role)) < 0.4, drawn(Events, seed)
    which, *changed = events.replace(s.ties, leaves, elected, p)
    trust, history = s.ties.trust.copy(), s.ties.history.copy()
    trust[which], history[which] = changed
    for t in range(len(trust)):
        before, origin, lived = s.ties.trust[t], s.ties.origin[t], s.ties.history[t]
        if leaves[s.ties.left[t]] or leaves[s.ties.right[t]]:
            before = (p.newcomer + origin) / 2 if elected else origin + p.handover * (before - origin)
            lived = 0.0 if elected else p.handover * lived
        assert (trust[t], history[t]) == pytest.approx((before, lived))


@each_world
def test_newcomers_positions(seed):
    """The logistic-normal law around the seat's mandate, on the simplex; without spread, the mandate itself."""
    s, rng = state(seed), np.random.default_rng(seed)
    mandates = s.actors.mandate_priorities[:7]
    noise = rng.normal(size=mandates.shape)
    found = events.renew(mandates, noise, 0.6)
    for i in range(len(mandates)):
        weights = [m * math.exp(0.6 * z) for m, z in zip(mandates[i], noise[i], strict=True)]
        assert found[i] == pytest.approx([w / sum(weights) for w in weights], abs=1e-9)
    assert events.renew(mandates, noise, 0.0) == pytest.approx(mandates, abs=1e-9)


def test_a_revision_of_the_envelope_never_takes_what_is_awarded():
    """A share of what is free, rounded down; at most all of it."""
    free = np.array([1000, 7, 0, 10**12], dtype=np.int64)
    assert events.revise(free, 0.5).tolist() == [500, 3, 0, 5 * 10**11]
    assert events.revise(free, -0.2).tolist() == [-200, -2, 0, -2 * 10**11]
    assert events.revise(free, -1.0).tolist() == (-free).tolist()
