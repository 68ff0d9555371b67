"""Stages that move people, against plain Python written from each page's docstring, on a few actors."""

import math

import numpy as np
import pytest
from tiny import CITIZEN, apart, drawn, logistic, state

from sim.funding.norms import Norms
from sim.parameter import values
from sim.rules import mobilization, priorities
from sim.rules.governance import Governance
from sim.vocabulary import Phase

SEEDS = range(12)
each_world = pytest.mark.parametrize("seed", SEEDS)


def members_of(s, table: int) -> list[int]:
    """Actors present at a table this month."""
    n = len(s.territories.region)
    if table < n:
        return [i for i in range(len(s.actors.role)) if s.actors.attends[i] and s.actors.territory[i] == table]
    here = s.tables.region[s.actors.territory] == table - n
    return [i for i in range(len(s.actors.role)) if s.actors.attends_region[i] and here[i]]


# Stage 1. Mobilization


@each_world
def test_who_comes_to_which_table(seed):
    """Log-odds of the docstring, term by term; dormant actors sit nowhere, offices only at the regional table."""
    s, rng = state(seed, regions=2), np.random.default_rng(seed)
    n, places = len(s.actors.role), len(s.territories.region)
    p = drawn(mobilization.Mobilization, seed)
    extent, km, seats = (
        rng.random(places),
        rng.uniform(0, 400, places),
        rng.integers(0, 4, (places + 2, 4)).astype(np.int32),
    )
    present, luck, more = rng.random(2) < 0.5, rng.random(n), rng.random(n)
    support, stakes = float(rng.random()), rng.normal(0.0, 1.0, 2)
    s.territories.distance[:], s.regions.present[:] = km, present
    came = mobilization.mobilize(
        s.actors, s.territories, s.tables, s.regions, extent, stakes, seats, support, p, luck, more
    )
    for i in range(n):
        a, place = s.actors, int(s.actors.territory[i])
        region = int(s.tables.region[place])
        common = p.base + p.by_efficacy * a.efficacy[i] - p.by_burden * a.burden[i]
        common -= p.fatigue * (a.other_tables[i] + a.projects[i])
        common += p.by_stakes * stakes[region]
        common -= p.citizen * (1.0 - support) if a.role[i] == CITIZEN else 0.0
        seat = a.rank[i] < seats[place, a.role[i]]
        local = common + p.by_facilitation * s.tables.facilitation[place] - p.by_extent * extent[place]
        local -= 0.0 if seat else p.uninvited
        goes = a.active[i] and not a.office[i] and luck[i] < logistic(local)
        assert (bool(came[0][i]), bool(came[2][i])) == (goes, bool(a.active[i] and not a.office[i] and seat))
        far = common + p.by_facilitation * s.tables.facilitation[places + region] - p.by_hundred_km * km[place] / 100.0
        far -= 0.0 if a.office[i] else p.fatigue
        assert came[1][i] == (a.active[i] and a.delegate[i] and present[region] and more[i] < logistic(far))


def test_there_is_more_to_win_where_the_envelope_is_larger():
    """The usual envelope a poor person is neither for nor against; ten times as much, or nothing, is the most told."""
    p = values(mobilization.Mobilization())
    poor = np.array([1000.0, 1000.0, 1000.0, 0.0])
    cents = np.array([13_548_000, 27_096_000, 0, 0], dtype=np.int64)
    found = mobilization.stakes_of(cents, poor, p)
    assert found == pytest.approx([0.0, math.log(2.0), -math.log(10.0), -math.log(10.0)])


def test_voice_is_the_share_of_recent_months_in_which_one_came():
    """By hand, three months: absent, there, there (in the region only)."""
    s = state(2)
    s.actors.voice[:] = 0.5
    s.actors.attends[:], s.actors.attends_region[:] = False, False
    s.actors.voice[:] = mobilization.remember(s.actors, 0.2)
    s.actors.attends[:] = True
    s.actors.voice[:] = mobilization.remember(s.actors, 0.2)
    s.actors.attends[:], s.actors.attends_region[:] = False, True
    assert mobilization.remember(s.actors, 0.2) == pytest.approx((0.5 * 0.8 * 0.8 + 0.2) * 0.8 + 0.2)


def test_attendance_in_the_long_run_is_the_probability():
    """One citizen of known log-odds, over 20,000 months: as often as the logistic says."""
    s = state(1)
    n = len(s.actors.role)
    s.actors.active[:], s.actors.efficacy[:], s.actors.burden[:] = True, 0.5, 0.2
    s.actors.other_tables[:], s.actors.projects[:], s.tables.facilitation[:] = 1, 0, 0.4
    p = values(mobilization.Mobilization())
    i = int(np.flatnonzero(s.actors.role == CITIZEN)[0])
    u = 0.2 + 2.2 * 0.5 + 0.9 * 0.4 - 3.0 - 0.7 * 0.5 - 1.0 * 0.2 - 0.25 * 1 - 1.6 * (1 - 0.2)
    rng, nobody = np.random.default_rng(0), np.zeros((len(s.tables.region), 4), dtype=np.int32)
    s.territories.distance[:], s.regions.present[:] = 0.0, True
    half, none = np.full(2, 0.5), np.zeros(1)
    months = 20_000
    came = 0
    for _ in range(months):
        luck = rng.random(n)
        came += mobilization.mobilize(
            s.actors, s.territories, s.tables, s.regions, half, none, nobody, 0.2, p, luck, luck
        )[0][i]
    chance = 1.0 / (1.0 + math.exp(-u))
    assert abs(came / months - chance) < 4.0 * math.sqrt(chance * (1.0 - chance) / months)


@each_world
def test_attendance_is_counted_by_table_and_role(seed):
    """Present and members, local tables without offices, regional tables with every active delegate."""
    s = state(seed, regions=2)
    a, places = s.actors, len(s.territories.region)
    present, members = mobilization.attendance(a, places, s.tables.region)
    for table in range(len(s.tables.region)):
        for role in range(4):
            here = [i for i in range(len(a.role)) if a.role[i] == role and a.active[i]]
            if table < places:
                here = [i for i in here if a.territory[i] == table and not a.office[i]]
            else:
                here = [i for i in here if a.delegate[i] and s.tables.region[a.territory[i]] == table - places]
            came = [i for i in here if i in members_of(s, table)]
            assert (present[table, role], members[table, role]) == (len(came), len(here))


def test_seats_follow_the_phase():
    """A core first, citizens as the norms say stage by stage, everybody when the consultation is open."""
    g = {"seats_community": 3, "seats_institution": 2, "seats_elected": 1}
    n = Norms(citizen_consultation=9, citizen_priorities=8, citizen_projects=7, citizen_evaluation=6)

    def seats(phase, reports=False, **more):
        return mobilization.invite(phase, reports, Governance(**g, **more), n)

    assert seats(Phase.MOBILIZATION) == (3, 2, 1, 0)
    assert seats(Phase.MOBILIZATION, staged=False) == (3, 2, 1, 9)
    assert min(seats(Phase.CONSULTATION)) > 10_000
    assert seats(Phase.CONSULTATION, open_consultation=False) == (3, 2, 1, 9)
    assert seats(Phase.PRIORITIES) == (3, 2, 1, 8)
    assert [seats(p)[3] for p in (Phase.ADOPTED, Phase.ENDORSED)] == [7, 7]
    assert [seats(p, reports=True)[3] for p in (Phase.ADOPTED, Phase.ENDORSED)] == [6, 6]


# Stage 3. Priorities


def weights_of(s, table: int, voice: float, hierarchy: float) -> dict[int, float]:
    """How much each of those present weighs on the table's positions."""
    here = members_of(s, table)
    vertical = hierarchy * float(s.tables.verticality[table])
    mean = sum(s.actors.influence[i] for i in here) / max(len(here), 1)
    weight = {i: 1.0 - vertical + vertical * s.actors.influence[i] / mean for i in here}
    return {i: w * (voice if s.actors.role[i] == CITIZEN else 1.0) for i, w in weight.items()}


@each_world
def test_a_table_thinks_what_those_present_think(seed):
    """Mean of positions, from equal voice to influence alone; an empty table keeps its positions."""
    s = state(seed, regions=2)
    for table in range(0, len(s.tables.region), 3):
        for i in members_of(s, table):
            (s.actors.attends if table < len(s.territories.region) else s.actors.attends_region)[i] = False
    who, at = priorities.seats_taken(s.actors, s.tables.region, np.ones(len(s.tables.region), dtype=np.bool_))
    voice, hierarchy = 0.5 + seed / 10, (0.0, 0.5, 1.0)[seed % 3]
    found = priorities.weigh(s.actors, s.tables, who, at, voice, hierarchy)
    for table in range(len(s.tables.region)):
        assert sorted(who[at == table].tolist()) == members_of(s, table)
        weight = weights_of(s, table, voice, hierarchy)
        for axis, (mean, before) in enumerate(zip(found, (s.tables.priorities, s.tables.approach), strict=True)):
            opinion = (s.actors.priorities, s.actors.approach)[axis]
            if not weight:
                assert mean[table].tolist() == before[table].tolist()
                continue
            total = sum(weight.values())
            for k in range(mean.shape[1]):
                expected = sum(w * opinion[i, k] for i, w in weight.items()) / total
                assert mean[table, k] == pytest.approx(expected, abs=1e-12)


def test_voice_goes_from_equal_to_influence_alone():
    """V = 0: the plain mean; V = 1: weighted by influence."""
    s = state(3)
    for vertical, weights in ((0.0, np.ones(len(s.actors.role))), (1.0, s.actors.influence)):
        s.tables.verticality[:] = vertical
        who, at = priorities.seats_taken(s.actors, s.tables.region, np.ones(len(s.tables.region), dtype=np.bool_))
        found = priorities.weigh(s.actors, s.tables, who, at, 1.0, 1.0)[0]
        here = members_of(s, 0)
        assert found[0] == pytest.approx(np.average(s.actors.priorities[here], axis=0, weights=weights[here]))


def seated(s, t):
    """Active actors with a seat at a table."""
    a, n = s.actors, len(s.territories.region)
    mine = a.territory == t if t < n else s.tables.region[a.territory] == t - n
    return int((a.active & mine & (a.invited if t < n else a.delegate)).sum())


@each_world
def test_phases_follow_one_another_and_plans_need_support(seed):
    """Progress, the passage from one phase to the next, the text and its amendments, the vote, the adoption."""
    s, rng = state(seed, regions=2), np.random.default_rng(100 + seed)
    n, n_tables = len(s.actors.role), len(s.tables.region)
    p, g = drawn(priorities.Priorities, seed), drawn(Governance, seed, quorum=4, deliberation_months=2 + seed % 3)
    present, _ = mobilization.attendance(s.actors, len(s.territories.region), s.tables.region)
    structures, trust, since = rng.random(n_tables), rng.random(n), rng.integers(0, 6, n_tables).astype(np.int32)
    luck, more, month, voice = rng.random(n), rng.random(n), 5, 0.7
    s.tables.since[:] = since
    plans = priorities.set_priorities(s.actors, s.tables, present, structures, trust, month, voice, g, p, luck, more)
    who, at = priorities.seats_taken(s.actors, s.tables.region, np.ones(len(s.tables.region), dtype=np.bool_))
    plan, stance = priorities.weigh(s.actors, s.tables, who, at, voice, g.hierarchy)
    for t in range(n_tables):
        here = members_of(s, t)
        phase, progress, support, adopted = int(s.tables.phase[t]), float(s.tables.progress[t]), -1.0, False
        full = min(1.0, len(here) / g.quorum)
        texts = [plan[t], stance[t]]
        if phase == Phase.MOBILIZATION:
            progress += p.mobilization_pace * full * (0.2 + 0.8 * structures[t])
        elif phase == Phase.CONSULTATION:
            roles = len({int(s.actors.role[i]) for i in here})
            progress += p.consultation_pace * full * roles / 4 * (0.2 + 0.8 * s.tables.knowledge[t])
        elif phase == Phase.PRIORITIES:
            months = month - int(since[t])
            if months > 1:
                texts = [s.tables.priorities[t], s.tables.approach[t]]
            yes, voices, against = 0.0, 0.0, []
            for i in here:
                gap = apart(s.actors.priorities[i], texts[0]) * (1.0 - p.amendment) ** months
                u = p.support + p.by_trust * trust[i] - p.by_distance * gap - p.by_voice * (1.0 - s.actors.voice[i])
                u += p.by_facilitation * s.tables.facilitation[t] - p.by_conflict * s.tables.conflict[t]
                w = voice if s.actors.role[i] == CITIZEN else 1.0
                said = (luck[i] if t < len(s.territories.region) else more[i]) < logistic(u)
                voices, yes = voices + w, yes + w * said
                against += [] if said else [i]
            seats = seated(s, t)
            if months >= g.deliberation_months and here and len(here) >= min(g.quorum, 0.5 * seats):
                support, adopted = yes / voices, yes / voices >= g.threshold
            if against and not adopted:
                means = s.actors.priorities[against].mean(axis=0), s.actors.approach[against].mean(axis=0)
                texts = [text + p.amendment * (mean - text) for text, mean in zip(texts, means, strict=True)]
        if phase < Phase.PRIORITIES and progress >= 1.0:
            phase, progress = phase + 1, 0.0
        if s.tables.phase[t] >= Phase.ADOPTED:
            texts = [s.tables.priorities[t], s.tables.approach[t]]
        assert plans.phase[t] == (Phase.ADOPTED if adopted else phase)
        assert plans.progress[t] == pytest.approx(progress)
        assert plans.support[t] == pytest.approx(support)
        assert plans.adopted[t] == adopted
        assert plans.priorities[t] == pytest.approx(texts[0], abs=1e-12)
        assert plans.approach[t] == pytest.approx(texts[1], abs=1e-12)


@each_world
def test_a_first_success_is_celebrated_by_those_who_were_there(seed):
    """Trust up on the ties of a table that won, both ends present; nowhere else."""
    s, rng = state(seed), np.random.default_rng(seed)
    won = rng.random(len(s.tables.region)) < 0.6
    after = priorities.celebrate(s.actors, s.ties, len(s.territories.region), won, 0.2)
    for t in range(len(after)):
        table, ends = int(s.ties.table[t]), (int(s.ties.left[t]), int(s.ties.right[t]))
        there = s.actors.attends if table < len(s.territories.region) else s.actors.attends_region
        glad = won[table] and there[ends[0]] and there[ends[1]]
        before = s.ties.trust[t]
        assert after[t] == pytest.approx(before + 0.2 * (1.0 - before) * bool(glad))
