"""Stages 5 to 8 against plain Python: eligibility, approval, endorsement, implementation."""

import math

import numpy as np
import pytest
from tiny import (
    CITIZEN,
    COMMUNITY,
    ELECTED,
    INSTITUTION,
    apart,
    chained,
    drawn,
    logistic,
    projects,
    simplexes,
    state,
)

from sim.funding.norms import Norms
from sim.parameter import values
from sim.rules import approval, endorsement, implementation, proposals
from sim.rules.endorsement import Endorsement
from sim.rules.implementation import Implementation
from sim.vocabulary import Status

each_world = pytest.mark.parametrize("seed", range(12))


# Stage 5. Around proposals


def test_who_may_promote():
    """Community organizations always, others where the norms allow, regional offices and citizens never."""
    s = state(1)
    for institutions in (False, True):
        for towns in (False, True):
            found = proposals.eligible(
                s.actors, Norms(institutions_eligible=institutions, municipalities_eligible=towns)
            )
            allowed = {COMMUNITY: True, INSTITUTION: institutions, ELECTED: towns, CITIZEN: False}
            expected = [
                allowed[int(r)] and not office for r, office in zip(s.actors.role, s.actors.office, strict=True)
            ]
            assert found.tolist() == expected


def test_scarcity_and_fading_demand():
    """Asked over asked and there; nothing is scarce where neither is; what was asked fades over a year."""
    found = [proposals.scarcity(*pair) for pair in ((1.0, 1.0), (0.0, 5.0), (0.0, 0.0), (3.0, 1.0))]
    assert found == [0.5, 0.0, 0.0, 0.75]
    assert proposals.fade(np.array([12.0]))[0] == pytest.approx(11.0)


@pytest.mark.parametrize("changed", [{"reserve": 1e-9}, {"maximum_share": 0.0}], ids=str)
def test_no_project_asks_for_nothing(changed):
    """The contract of award rules says request > 0; approval per dollar divides by it."""
    s = state(2, territories=3)
    s.actors.active[:], s.ties.trust[:] = True, 0.5
    s.actors.reserve[:] = changed.pop("reserve", 3.0)
    who = np.flatnonzero(s.actors.role == COMMUNITY).astype(np.int32)
    half, normal = np.full(len(who), 0.5), np.zeros(len(who))
    lucks = proposals.Lucks(*[half] * 5, normal, normal, np.ones(len(s.ties.left)))
    n = values(Norms(floor=0.0, **changed))
    read = s.actors, s.ties, s.tables
    filed = proposals.propose(*read, who, s.actors.territory, 30, n, values(proposals.Proposals()), lucks)
    assert (filed.request > 0).all()


# Stage 6. Approval


@each_world
def test_what_those_present_approve(seed):
    """Log-odds of the docstring; one's own project as promoter or as partner."""
    s, rng = state(seed), np.random.default_rng(seed)
    q, p = projects(seed, s, 7), drawn(approval.Approval, seed)
    voter = rng.permutation(len(s.actors.role))[:9].astype(np.int32)
    luck, files = rng.random((9, 7)), rng.permutation(7)
    yes = approval.approve(s.actors, q, voter, files, p, luck)
    for v, i in enumerate(voter):
        for f, k in enumerate(files):
            u = p.base + p.by_priority * (9 * s.actors.priorities[i, q.problem[k]] - 1)
            u += p.by_quality * (q.quality[k] - 0.5)
            u += p.own if i == q.promoter[k] or i in q.partner[k] else 0.0
            assert yes[v, f] == (luck[v, f] < logistic(u))
    assert approval.voices(np.array([COMMUNITY, CITIZEN, ELECTED]), 0.7).tolist() == [1.0, 0.7, 1.0]


# Stage 7. Endorsement


@each_world
def test_readiness_of_elected_officials(seed):
    """Mean trust and recognition over ties with other roles; zero for others, or not asked, or without such ties."""
    s = state(seed)
    asked = np.flatnonzero(np.random.default_rng(seed).random(len(s.actors.role)) < 0.8)
    bridges = endorsement.across(s.actors, s.ties)
    trust, recognition = endorsement.readiness(s.actors, s.ties, bridges, asked, 6.0)
    for i in range(len(s.actors.role)):
        mine = []
        for t in range(len(s.ties.left)):
            ends = {int(s.ties.left[t]), int(s.ties.right[t])}
            other = (ends - {i}).pop()
            if i in asked and i in ends and s.actors.role[i] == ELECTED != s.actors.role[other]:
                mine.append(t)
        if not mine:
            assert (trust[i], recognition[i]) == (0.0, 0.0)
            continue
        known = [1 - math.exp(-s.ties.history[t] / 6.0) for t in mine]
        assert (trust[i], recognition[i]) == pytest.approx((np.mean(s.ties.trust[mine]), np.mean(known)))


@each_world
def test_half_of_the_elected_are_enough(seed):
    """Each votes by the log-odds of the docstring; a file passes at half of the votes, or when nobody votes."""
    s, rng = state(seed, scale=0.3), np.random.default_rng(seed)
    p, files = drawn(Endorsement, seed), 5
    trust, recognition, agenda = rng.random(len(s.actors.role)), rng.random(len(s.actors.role)), rng.random(2)
    voter, file = (
        rng.integers(0, len(s.actors.role), 14).astype(np.int32),
        rng.integers(0, files - 1, 14).astype(np.int32),
    )
    orientation, luck = simplexes(rng, files, 4), rng.random(14)
    yes = endorsement.ratify(s.actors, trust, recognition, agenda, voter, file, orientation, p, luck)
    for k in range(files):
        votes = []
        for v in np.flatnonzero(file == k):
            i = voter[v]
            u = p.agreeable + p.by_trust * trust[i] + p.by_recognition * recognition[i]
            u += p.by_agenda * (agenda[s.actors.territory[i]] - 0.5)
            u -= p.by_distance * apart(s.actors.approach[i], orientation[k])
            votes.append(luck[v] < logistic(u))
        assert yes[k] == (2 * sum(votes) >= len(votes))


@each_world
def test_sittings_acquaint(seed):
    """Contact wherever files were read; trust down by the share withheld, then up by the share ratified."""
    s, rng = state(seed), np.random.default_rng(seed)
    p, n = drawn(Endorsement, seed), len(s.tables.region)
    table, yes = rng.integers(0, n, n).astype(np.int32), rng.random(n) < 0.6
    passed, withheld = np.bincount(table[yes], minlength=n), np.bincount(table[~yes], minlength=n)
    bridges = endorsement.across(s.actors, s.ties)
    trust, history = s.ties.trust.copy(), s.ties.history.copy()
    after = endorsement.acquaint(s.ties, bridges, n, table, yes, p)
    trust[after.tie], history[after.tie] = after.trust, after.history
    assert after.vetoed.tolist() == withheld.tolist()
    for t in range(len(trust)):
        table, before, met = int(s.ties.table[t]), s.ties.trust[t], s.ties.history[t]
        roles = [int(s.actors.role[e]) for e in (s.ties.left[t], s.ties.right[t])]
        files = passed[table] + withheld[table]
        if roles.count(ELECTED) == 1 and files:
            before -= p.irritation * withheld[table] / files * before
            before += p.bridge * passed[table] / files * (1 - before)
            met += p.contact
        assert (trust[t], history[t]) == pytest.approx((before, met))


# Stage 8. Implementation


@each_world
def test_the_oldest_decisions_start_first_then_by_lot(seed):
    """As many in each region as its staff can start; a continuation waits for the end of what it continues."""
    s, rng = state(seed), np.random.default_rng(seed)
    q = chained(seed, projects(seed, s, 20))
    q.status[:] = np.where(rng.random(20) < 0.7, Status.AWARDED, q.status)
    ready = [k for k in range(20) if q.status[k] == Status.AWARDED]
    ready = [k for k in ready if q.parent[k] < 0 or q.status[q.parent[k]] == Status.FINISHED]
    region, room, lots = rng.integers(0, 2, 20), np.array([2.6, 1.0 + seed % 3]), rng.random(20)
    found = implementation.start_projects(q, region, room, lots)
    for r in range(2):
        line = sorted((q.decided[k], lots[k], k) for k in ready if region[k] == r)
        assert set(np.flatnonzero(found & (region == r))) == {k for *_, k in line[: int(room[r])]}
    assert room.tolist() == [2.6, 1.0 + seed % 3]


@each_world
def test_instalments_add_up_to_the_request(seed):
    """Equal to a cent over the months of a project, the last one exact; nothing before it runs nor after."""
    s = state(seed)
    q = projects(seed, s, 15)
    q.status[:], q.started[:] = Status.RUNNING, 3
    monthly = []
    for month in range(3, 3 + int(q.months.max())):
        paid = implementation.spend(q, month)
        monthly.append(paid.copy())
        q.spent[:] += paid
        q.status[month - q.started + 1 >= q.months] = Status.FINISHED
    assert np.array_equal(q.spent, q.request)
    assert implementation.spend(q, 99).tolist() == [0] * 15
    for k in range(15):
        mine = [int(paid[k]) for paid in monthly[: q.months[k]]]
        assert max(mine) - min(mine) <= 1
        assert sum(mine) == q.request[k]


@each_world
def test_needs_come_back_and_are_relieved(seed):
    """Toward what it was less what is met for good; then down by each project that runs, in its own problem."""
    s, rng = state(seed), np.random.default_rng(seed)
    q, p = projects(seed, s, 10), drawn(Implementation, seed)
    paid = (rng.integers(0, 2_000_000, 10) * (rng.random(10) < 0.7)).astype(np.int64)
    found = implementation.relieve(s.territories, q, paid, p)
    t = s.territories
    expected = t.need + p.return_pace * (np.maximum(0.0, t.base_need - t.relief) - t.need)
    for k in range(10):
        dollars_a_head = (paid[k] / 100) / max(t.poor[q.territory[k]], 1.0)
        met = min(1.0, p.relief * q.quality[k] * dollars_a_head / 100)
        expected[q.territory[k], q.problem[k]] *= 1 - met
    assert found == pytest.approx(expected)


@each_world
def test_what_lasts_and_how_much(seed):
    """The chance of a structuring effect, by the months of the chain; a year of own relief kept, of what remains."""
    s, rng = state(seed), np.random.default_rng(seed)
    q, p = chained(seed, projects(seed, s, 12)), drawn(Implementation, seed)
    ending, luck = rng.random(12) < 0.6, rng.random(12)
    stays = implementation.last(q, ending, p, luck)
    for k in range(12):
        u = p.lasting + p.by_novelty * q.novelty[k] + p.by_partners * sum(b >= 0 for b in q.partner[k])
        chain = [k]
        while q.parent[chain[-1]] >= 0:
            chain.append(int(q.parent[chain[-1]]))
        u += p.by_quality * q.quality[k] + p.by_years * sum(int(q.months[j]) for j in chain) / 12
        assert stays[k] == (ending[k] and luck[k] < logistic(u))
    kept = implementation.consolidate(s.territories, q, stays, p)
    left = s.territories.base_need - s.territories.relief
    expected = s.territories.relief.copy()
    for k in np.flatnonzero(stays):
        place = (q.territory[k], q.problem[k])
        yearly = q.request[k] / 100 * min(1.0, 12 / q.months[k]) / max(s.territories.poor[place[0]], 1.0) / 100
        expected[place] += min(1.0, p.relief * q.quality[k] * yearly) * max(0.0, left[place])
        left = s.territories.base_need - expected
    assert kept == pytest.approx(expected)


def test_joint_work_projects_in_hand_accompaniment_and_coordination():
    """Trust of those who work together, once a month; hands full; an agent pivot; coordination to the last cent."""
    after = implementation.work_together(np.array([0.5, 0.2, 0.0]), np.array([0, 2]), 0.1)
    assert after == pytest.approx([0.55, 0.1])
    s = state(4)
    q = projects(4, s, 9)
    hands = [0] * len(s.actors.role)
    for k in np.flatnonzero((q.status == Status.RUNNING) | (q.status == Status.AWARDED)):
        for actor in (q.promoter[k], *(b for b in q.partner[k] if b >= 0)):
            hands[actor] += 1
    assert implementation.count_projects(q, len(hands)).tolist() == hands
    p = values(Implementation(agent_cost=60_000.0, agent_gain=0.5))
    level = implementation.accompany(np.array([0.4, 0.4, 1.0]), np.array([30_000.0, 90_000.0, 90_000.0]), p)
    assert level == pytest.approx([0.4 + 0.6 * 0.25, 0.7, 1.0])
    total, months, opened = np.array([100, 7, 55]), np.array([7, 1, 9]), np.array([True, True, False])
    paid = [implementation.instalment(total, np.full(3, k), months, opened) for k in range(-1, 12)]
    assert np.sum(paid, axis=0).tolist() == [100, 7, 0]
    assert [int(x[0]) for x in paid] == [0, 14, 14, 14, 15, 14, 14, 15, 0, 0, 0, 0, 0]
