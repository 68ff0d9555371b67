"""Norms against plain Python: what is kept out of projects, leveled, given back; projects asked again."""

import math
from fractions import Fraction

import numpy as np
import pytest
from tiny import COMMUNITY, chained, drawn, projects, state

from sim.funding.norms import Norms
from sim.parameter import values
from sim.rules import allotment, proposals, renewal, viability
from sim.vocabulary import Status

each_world = pytest.mark.parametrize("seed", range(12))


# Stage 4. What is kept, leveled, given back


@each_world
def test_what_is_kept_out_of_projects(seed):
    """Shares rounded down; the two never exceed an account; no core fund where there is no organization."""
    rng = np.random.default_rng(seed)
    parts, there = rng.integers(0, 10**9, 9), rng.random(9) < 0.7
    coordination = float(rng.choice([0.0, 0.1, 0.5, rng.random()]))
    core = float(rng.choice([0.0, 1.0 - coordination, 0.3 * (1.0 - coordination)]))
    accompany, mission = allotment.keep(parts, there, coordination, core)
    for k in range(9):
        assert accompany[k] == math.floor(parts[k] * coordination)
        expected = min(math.floor(parts[k] * core), parts[k] - accompany[k]) if there[k] else 0
        assert mission[k] == expected
        assert 0 <= mission[k] <= parts[k] - accompany[k]
    whole = allotment.keep(np.array([10**12]), np.array([True]), 0.5, 0.5 + 1e-9)
    assert int(sum(whole)[0]) == 10**12, "shares that pass one by a rounding keep no more than there is"


def remainders(total: int, weight: list) -> list[int]:
    """Whole cents in proportion to weights, the largest remainders first: exact fractions."""
    quota = [total * Fraction(w) / sum(Fraction(w) for w in weight) for w in weight]
    found = [math.floor(x) for x in quota]
    for k in sorted(range(len(weight)), key=lambda k: (found[k] - quota[k], k))[: total - sum(found)]:
        found[k] += 1
    return found


@each_world
def test_coordination_goes_where_accompaniment_lacks(seed):
    """The part leveled follows what lacks, the rest the split; to the cent; equal parts where nothing lacks."""
    rng = np.random.default_rng(seed)
    kept, lacking = rng.integers(0, 10**7, 6), rng.integers(0, 9, 6) / 8.0
    if seed % 4 == 0:
        lacking[:] = 0.0
    leveling = (0.0, 0.25, 0.5, 1.0)[seed % 3 if seed % 4 else 3]
    found = allotment.level(kept, lacking, leveling)
    taken = [math.floor(leveling * int(c)) for c in kept]
    given = remainders(sum(taken), lacking.tolist() if lacking.any() else [1] * 6)
    assert found.tolist() == [int(c) - t + g for c, t, g in zip(kept, taken, given, strict=True)]
    assert found.sum() == kept.sum()
    assert allotment.level(kept[:1], lacking[:1], leveling).tolist() == kept[:1].tolist(), "one pot: nothing moves"


def test_what_a_territory_gives_back():
    """What is free, less what files that wait for an answer ask for; never less than nothing."""
    found = allotment.given_back(np.array([100, 100, 0, 5]), np.array([0, 30, 10, 50]))
    assert found.tolist() == [100, 70, 0, 0]


@each_world
def test_the_core_fund_is_shared_equally(seed):
    """Among the community organizations of the account, dormant ones included; others get nothing."""
    s, rng = state(seed, regions=2), np.random.default_rng(seed)
    n = len(s.actors.role)
    account = (s.actors.territory if seed % 2 else 4 + s.territories.region[s.actors.territory]).astype(np.int32)
    paid, p = rng.integers(0, 10**7, 6), drawn(viability.Viability, seed)
    found = viability.core_mission(paid, account, s.actors.role, p)
    for i in range(n):
        alike = sum(s.actors.role[j] == COMMUNITY and account[j] == account[i] for j in range(n))
        share = p.core_return * int(paid[account[i]]) / 100 / alike if s.actors.role[i] == COMMUNITY else 0.0
        assert found[i] == pytest.approx(share)
    assert (~s.actors.active[found > 0]).any() or s.actors.active[s.actors.role == COMMUNITY].all()


# Stage 5. Projects asked again


def register(seed: int, s, n: int = 20):
    """Projects in chains, most of them running."""
    q, rng = chained(seed, projects(seed, s, n)), np.random.default_rng(seed)
    q.status[:] = np.where(rng.random(n) < 0.6, Status.RUNNING, q.status)
    return q


@each_world
def test_who_asks_again(seed):
    """Running, over before the answer of the next round, promoter able to file, few enough times, none under way."""
    s, rng = state(seed), np.random.default_rng(seed)
    q, can = register(seed, s), rng.random(len(s.actors.role)) < 0.8
    for renewals in range(4):
        answer = int(rng.integers(5, 30))
        expected = []
        for k in range(len(q.status)):
            children = [q.status[j] for j in range(len(q.status)) if q.parent[j] == k]
            live = [c for c in children if c not in (Status.REFUSED, Status.VETOED)]
            over = q.started[k] + q.months[k] <= answer
            if (
                q.status[k] == Status.RUNNING
                and over
                and q.generation[k] < renewals
                and can[q.promoter[k]]
                and not live
            ):
                expected.append(k)
        assert renewal.near_end(q, can, answer, renewals).tolist() == expected


@each_world
def test_what_goes_on_after_its_end(seed):
    """A project whose continuation is awarded, running or finished; not one whose continuation waits or was refused."""
    s = state(seed)
    q = register(seed, s)
    for k, found in enumerate(renewal.followed(q)):
        children = [q.status[j] for j in range(len(q.status)) if q.parent[j] == k]
        assert found == any(c in (Status.AWARDED, Status.RUNNING, Status.FINISHED) for c in children)


@each_world
def test_letters_are_those_that_a_first_file_would_have(seed):
    """As many acquaintances sign for a continuation as for a new project filed the same month."""
    s, p = state(seed), drawn(proposals.Proposals, seed)
    n = len(s.actors.role)
    _, letters = proposals.find_partners(s.actors, s.ties, np.arange(n, dtype=np.int32), p, np.ones(len(s.ties.left)))
    assert renewal.signatures(s.ties, n, p.letter_trust).tolist() == letters.tolist()


@each_world
def test_what_a_continuation_asks(seed):
    """Start, months, cost, request, partners, what stays the same, and which are filed."""
    s, rng = state(seed), np.random.default_rng(seed)
    q = register(seed, s)
    s.actors.reserve[:] += 40.0 * (rng.random(len(s.actors.role)) < 0.6)
    norms = Norms(
        maximum_share=float(rng.uniform(0.3, 1.0)),
        cap=float(rng.choice([15_000.0, 1e6])),
        floor=float(rng.choice([0.0, 5_000.0])),
        letters=seed % 3,
        longest=int(rng.integers(1, 20)),
    )
    n, p = values(norms), values(proposals.Proposals(leverage=rng.random(), draw_on_reserve=rng.random()))
    parent = np.flatnonzero(rng.random(len(q.status)) < 0.7)
    letters = rng.integers(0, 5, len(s.actors.role)).astype(np.int32)
    soonest, end, luck = int(rng.integers(0, 20)), int(rng.integers(15, 50)), rng.random(len(parent))
    found = renewal.ask_again(s.actors, q, parent, letters, soonest, end, n, p, luck)
    filed = 0
    for s_, k in enumerate(parent):
        i = int(q.promoter[k])
        start = max(soonest, int(q.started[k] + q.months[k]))
        months = min(int(q.months[k]), end - start)
        partners = [int(b) for b in q.partner[k] if b >= 0 and s.actors.active[b]]
        share = n.maximum_share * (1 - p.leverage * luck[s_])
        dollars = min(q.cost[k] / 100 * months / q.months[k], n.cap / share)
        own = (1 - share) * (1 - p.outside) * (1 - n.pooling) / (1 + len(partners))
        if s.actors.role[i] == COMMUNITY and own > 0:
            monthly = s.actors.budget[i] / 100 / 12
            dollars = min(dollars, p.draw_on_reserve * max(0.0, s.actors.reserve[i]) * monthly / own)
        request = math.floor(share * round(dollars * 100))
        short = months < max(1, min(p.shortest, n.longest))
        if short or letters[i] < n.letters or request < max(1, n.floor * 100):
            assert k not in found.parent
            continue
        assert (found.parent[filed], found.promoter[filed], found.months[filed]) == (k, i, months)
        assert [b for b in found.partner[filed] if b >= 0] == partners
        assert abs(int(found.cost[filed]) - round(dollars * 100)) <= 1
        assert abs(int(found.request[filed]) - request) <= 1
        assert found.letters[filed] == letters[i]
        for same in ("problem", "approach", "novelty", "quality"):
            assert getattr(found, same)[filed] == getattr(q, same)[k]
        filed += 1
    assert len(found.parent) == filed
