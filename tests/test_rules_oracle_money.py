"""Stages 4 to 6 against plain Python: negotiation, proposals, what the table approves."""

import math

import numpy as np
import pytest
from tiny import CITIZEN, COMMUNITY, ELECTED, INSTITUTION, drawn, logistic, state

from sim.funding.norms import Norms
from sim.parameter import values
from sim.rules import negotiation, proposals
from sim.rules.governance import Governance
from sim.rules.negotiation import Negotiation

each_world = pytest.mark.parametrize("seed", range(12))


# Stage 4. Negotiation


def delegates(seed: int, n: int) -> dict:
    """What one sitting of n territories needs, at random; claims above what each can go home with."""
    rng = np.random.default_rng(seed)
    claim = rng.uniform(0.1, 0.9, n)
    return {
        "claim": claim,
        "least": claim * rng.uniform(0.3, 1.0, n),
        "trust": rng.random(n),
        "stubborn": rng.random(n),
        "standing": rng.uniform(0.1, 1.0, n),
        "last": rng.random(n) * 0.1 * (seed % 3 > 0),
        "between": rng.random((n, n)),
    }


@each_world
def test_claims_open_at_the_fairness_that_serves_best(seed):
    """The best of three ideas of fairness for oneself; the worst of them, less some slack, at least."""
    rng = np.random.default_rng(seed)
    people, poor = rng.integers(1000, 90_000, 6).astype(float), rng.integers(10, 900, 6).astype(float)
    most, least = negotiation.opening_claims(people, poor, 0.1)
    for i in range(6):
        ideas = (1 / 6, people[i] / people.sum(), poor[i] / poor.sum())
        assert (most[i], least[i]) == pytest.approx((max(ideas), 0.9 * min(ideas)))


@each_world
def test_a_sitting(seed):
    """Concessions, the author's draw, the share proposed, who refuses, what is remembered: term by term."""
    n = 2 + seed % 5
    d, p = delegates(seed, n), drawn(Negotiation, seed)
    facilitation, luck = (0.2, 0.8)[seed % 2], float(np.random.default_rng(seed).random())
    g = values(Governance(threshold=0.5 + 0.04 * seed, mediation=True, mediation_level=0.5))
    found = negotiation.sit(*d.values(), facilitation, g, p, luck)
    claim = []
    for i in range(n):
        others = [d["last"][j] for j in range(n) if j != i]
        answer = sum(others) / len(others) / max(d["last"]) if max(d["last"]) > 0 else 1.0
        pace = p.concession * d["trust"][i] * (1 - d["stubborn"][i]) * (1 - p.reciprocity + p.reciprocity * answer)
        claim.append(d["claim"][i] - pace * (d["claim"][i] - d["least"][i]))
    assert found.claim == pytest.approx(claim)
    if facilitation >= 0.5:
        author, share = -1, [c / sum(claim) for c in claim]
        confidence = [facilitation] * n
    else:
        reached, author = 0.0, -1
        for i in range(n):
            reached += d["standing"][i] / d["standing"].sum()
            if author < 0 and luck < reached:
                author = i
        rest = sum(claim) - claim[author]
        share = [(1 - claim[author]) * c / rest for c in claim]
        share[author] = claim[author]
        confidence = [1.0 if i == author else d["between"][i, author] for i in range(n)]
    assert found.author == author
    assert found.share == pytest.approx(share)
    assert found.share.sum() == pytest.approx(1.0)
    refused = [share[i] < claim[i] * (1 - p.tolerance - p.by_trust * confidence[i]) - 1e-12 for i in range(n)]
    assert found.refused.tolist() == refused
    assert found.accepted == (refused.count(False) / n >= g.threshold - 1e-12)
    standing = list(d["standing"])
    if author >= 0 and not found.accepted:
        standing[author] *= p.memory
    assert found.standing == pytest.approx(standing)
    assert found.conceded == pytest.approx(d["claim"] - np.array(claim))
    assert found.reciprocated == (sum(d["claim"][i] - claim[i] >= 0.01 * d["claim"][i] for i in range(n)) >= 2)
    assert found.walkouts == sum(refused[i] and share[i] < d["least"][i] for i in range(n))


def test_a_region_of_one_territory_agrees_with_itself():
    """Its only author gets the whole."""
    d = delegates(0, 1) | {"claim": np.ones(1), "least": np.full(1, 0.9)}
    found = negotiation.sit(*d.values(), 0.0, values(Governance()), values(Negotiation()), 0.3)
    assert (found.share.tolist(), found.accepted) == ([1.0], True)


def test_unanimity_is_one_refusal_away():
    """One refusal in five passes at a threshold of 0.8, not at 1."""
    d = delegates(1, 5) | {"between": np.ones((5, 5)), "trust": np.zeros(5)}
    d["claim"] = np.array([0.1, 0.1, 0.1, 0.1, 0.9])
    p = values(Negotiation(tolerance=0.2, by_trust=0.5, concession=0.0))
    first = {**d, "standing": np.array([1.0, 0.0, 0.0, 0.0, 0.0])}
    found = negotiation.sit(*first.values(), 0.0, values(Governance(threshold=0.8)), p, 0.0)
    assert found.refused.sum() <= 1
    assert found.accepted
    alone = negotiation.sit(*first.values(), 0.0, values(Governance(threshold=1.0)), p, 0.0)
    assert alone.accepted == (not found.refused.any())


def test_failed_proposers_are_passed_over_but_somebody_proposes():
    """With a memory of 0, allowed by its range, every author may end without standing: all are then alike again."""
    d = delegates(2, 4) | {"standing": np.zeros(4)}
    authors = set()
    with np.errstate(invalid="raise"):
        for luck in (0.1, 0.4, 0.6, 0.9):
            found = negotiation.sit(*d.values(), 0.0, values(Governance()), values(Negotiation(memory=0.0)), luck)
            authors.add(found.author)
    assert authors == {0, 1, 2, 3}


@each_world
def test_delegations_speak_by_their_ties(seed):
    """Mean trust between two territories, the usual one where they have no tie; one half where nobody is sent."""
    rng = np.random.default_rng(seed)
    n, m = 4, seed * 2
    left = rng.integers(0, n, m)
    right = (left + rng.integers(1, n, m)) % n
    trust, delegate = rng.random(m), rng.integers(0, n, 7)
    hard = rng.random(7)
    usual = trust.mean() if m else 0.5
    mean, stubborn, between = negotiation.delegations(left, right, trust, hard, delegate, n, usual)
    for i in range(n):
        for j in range(n):
            known = [trust[k] for k in range(m) if {left[k], right[k]} == {i, j}]
            assert i == j or between[i, j] == pytest.approx(np.mean(known) if known else usual)
        assert mean[i] == pytest.approx(np.mean([between[i, j] for j in range(n) if j != i]))
        mine = [hard[k] for k in range(7) if delegate[k] == i]
        assert stubborn[i] == pytest.approx(np.mean(mine) if mine else 0.5)


@each_world
def test_a_failed_author_is_less_trusted_by_those_who_refused(seed):
    """The sitting is that of the delegations; only ties between the author and who refused lose, if it failed."""
    rng, n, m = np.random.default_rng(seed), 5, 30
    d, p = delegates(seed, n), drawn(Negotiation, seed, grudge=0.25)
    left = rng.integers(0, n, m)
    right = (left + rng.integers(1, n, m)) % n
    trust, hard, delegate = rng.random(m), rng.random(8), rng.integers(0, n, 8)
    g, rest = values(Governance(threshold=0.8, mediation=seed % 4 == 0, mediation_level=0.0)), (0.5, 0.3)
    mean, stubborn, between = negotiation.delegations(left, right, trust, hard, delegate, n, rest[0])
    own = d["claim"], d["least"], d["standing"], d["last"]
    found, after = negotiation.meet(*own, left, right, trust, hard, delegate, *rest, g, p, 0.4)
    alone = negotiation.sit(*own[:2], mean, stubborn, *own[2:], between, rest[1], g, p, 0.4)
    assert (found.author, found.accepted) == (alone.author, alone.accepted)
    assert found.claim.tolist() == alone.claim.tolist()
    assert found.refused.tolist() == alone.refused.tolist()
    for t in range(m):
        refusers = {i for i in range(n) if found.refused[i] and i != found.author}
        bitter = found.author in (left[t], right[t]) and refusers & {left[t], right[t]} and not found.accepted
        assert after[t] == pytest.approx(trust[t] * (0.75 if bitter else 1.0))


def test_signature_waits_for_staff():
    """Five months for a staff of four, twice as many for two, rounded up."""
    p = values(Negotiation(signing=5.0))
    assert [negotiation.signature(staff, p) for staff in (4.0, 2.0, 3.0, 0.0)] == [5, 10, 7, 80]


# Stage 5. Proposals


@each_world
def test_who_files(seed):
    """Log-odds of the docstring; only those who might."""
    s, rng = state(seed), np.random.default_rng(seed)
    p, can, luck = (
        drawn(proposals.Proposals, seed),
        rng.random(len(s.actors.role)) < 0.7,
        rng.random(len(s.actors.role)),
    )
    expected, might = [], np.flatnonzero(can)
    for i in might:
        u = p.base + p.by_capacity * s.actors.capacity[i] + p.by_efficacy * s.actors.efficacy[i]
        u -= p.by_burden * s.actors.burden[i] + p.by_projects * s.actors.projects[i]
        u += {INSTITUTION: p.institution, ELECTED: p.elected}.get(int(s.actors.role[i]), 0.0)
        if luck[i] < logistic(u):
            expected.append(i)
    assert proposals.promote(s.actors, might, p, luck[might]).tolist() == expected


def partners_of(s, i: int, p, luck) -> tuple[list[int], int]:
    """The four most trusted acquaintances who accept, and how many sign a letter."""
    ties = [(s.ties.trust[t], t) for t in range(len(luck)) if i in (s.ties.left[t], s.ties.right[t])]
    letters, willing = 0, []
    for trust, t in ties:
        other = int(s.ties.left[t] + s.ties.right[t] - i)
        letters += trust >= p.letter_trust
        if (
            s.actors.active[other]
            and s.actors.role[other] != CITIZEN
            and luck[t] < logistic(p.partnership + p.by_trust * trust)
        ):
            willing.append((-trust, t, other))
    return [other for *_, other in sorted(willing)[:4]], letters


@each_world
def test_partners_are_the_most_trusted_who_accept(seed):
    """At most four, citizens never, dormant organizations never."""
    s, rng = state(seed, territories=3, scale=0.15), np.random.default_rng(seed)
    p, luck = drawn(proposals.Proposals, seed, partnership=1.0), rng.random(len(s.ties.left))
    who = np.flatnonzero((s.actors.role == COMMUNITY) & s.actors.active).astype(np.int32)
    partner, letters = proposals.find_partners(s.actors, s.ties, who, p, luck)
    for k, i in enumerate(who):
        expected, signed = partners_of(s, int(i), p, luck)
        assert [b for b in partner[k] if b >= 0] == expected
        assert letters[k] == signed


def test_dormant_organizations_sign_letters():
    """As the docstring says: "citizens and dormant organizations sign letters but do not carry projects"."""
    s = state(5)
    s.actors.active[:], s.ties.trust[:] = True, 1.0
    i = int(s.ties.left[np.flatnonzero(s.actors.role[s.ties.left] == COMMUNITY)[0]])
    mine = int(((s.ties.left == i) | (s.ties.right == i)).sum())
    s.actors.active[:] = (s.actors.role != COMMUNITY) | (np.arange(len(s.actors.role)) == i)
    who = np.array([i], dtype=np.int32)
    p = values(proposals.Proposals())
    assert proposals.find_partners(s.actors, s.ties, who, p, np.ones(len(s.ties.left)))[1].tolist() == [mine]


def pick(weights, luck: float) -> int:
    """The index drawn in proportion to weights."""
    reached = 0.0
    for k, w in enumerate(weights):
        reached += w
        if luck * sum(weights) < reached:
            return k
    return len(weights) - 1


@each_world
def test_what_is_filed(seed):
    """Problem, approach, length, cost, request, quality of each project, and which are kept."""
    s, rng = state(seed, territories=3, scale=0.15), np.random.default_rng(seed)
    p = values(proposals.Proposals(leverage=rng.random(), outside=rng.random() * 0.9, draw_on_reserve=rng.random()))
    cap = float(rng.choice([15_000.0, 40_000.0, 1e6]))
    s.actors.reserve[:] += 20.0 * (rng.random(len(s.actors.role)) < 0.6)  # or few can carry what the cap would cut
    norms = Norms(maximum_share=float(rng.uniform(0.3, 1.0)), cap=cap, pooling=rng.random() * 0.5, letters=seed % 3)
    n, left = values(norms), int(rng.integers(-2, 30))
    who = np.flatnonzero(proposals.eligible(s.actors, norms) & s.actors.active).astype(np.int32)
    account, size = s.actors.territory.astype(np.int32), len(who)
    lucks = proposals.Lucks(*rng.random((5, size)), *rng.normal(size=(2, size)), rng.random(len(s.ties.left)))
    filed = proposals.propose(s.actors, s.ties, s.tables, who, account, left, n, p, lucks)
    kept = 0
    for k, i in enumerate(int(i) for i in who):
        partners, letters = partners_of(s, i, p, lucks.partner)
        table, hands = int(account[i]), 1 + len(partners)
        longest = (
            p.shortest + int(lucks.months[k] * (n.longest - p.shortest + 1)) if n.longest > p.shortest else n.longest
        )
        months, share = min(longest, left), n.maximum_share * (1 - p.leverage * lucks.share[k])
        dollars = min(p.cost * math.exp(p.cost_spread * lucks.cost[k] + p.by_partner * len(partners)), n.cap / share)
        own = (1 - share) * (1 - p.outside) * (1 - n.pooling) / hands
        if s.actors.role[i] == COMMUNITY and own > 0:
            monthly = s.actors.budget[i] / 100 / 12
            dollars = min(dollars, p.draw_on_reserve * max(0.0, s.actors.reserve[i]) * monthly / own)
        cost = round(dollars * 100)
        request = math.floor(share * cost)
        if request < n.floor * 100 or months < min(p.shortest, n.longest) or letters < n.letters:
            assert i not in filed.promoter
            continue
        lean = s.actors.approach[i] * np.array([1.0, 1.0 - 0.5 * n.person_target, *[1.0 - n.person_target] * 2])
        u = p.quality + p.by_partners * math.log(hands) + p.by_knowledge * s.tables.knowledge[table]
        u += s.actors.capacity[i] + p.quality_spread * lucks.quality[k]
        assert filed.promoter[kept] == i
        assert [b for b in filed.partner[kept] if b >= 0] == partners
        assert filed.problem[kept] == pick(s.actors.priorities[i] * s.tables.priorities[table], lucks.problem[k])
        assert filed.approach[kept] == pick(lean, lucks.approach[k])
        assert abs(int(filed.cost[kept]) - cost) <= 1
        assert abs(int(filed.request[kept]) - request) <= 1
        assert filed.request[kept] <= n.cap * 100
        assert (filed.months[kept], filed.letters[kept]) == (months, letters)
        assert filed.quality[kept] == pytest.approx(logistic(u))
        assert filed.novelty[kept] == lucks.novelty[k]
        kept += 1
    assert len(filed.promoter) == kept
