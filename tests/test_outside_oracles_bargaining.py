"""The negotiation reduced to the textbook bargaining of Baron & Ferejohn 1989 (APSR 83: 1181-1206), closed rule.

Theirs: n members share a dollar; one, drawn at random, proposes; the others accept what is worth their continuation
value, delta times what they expect from the next sitting; q of n must accept, the proposer among them.
The reduction: no concession, no mediator, no tolerance, no credit to trusted authors, no memory of failures; whoever is
drawn claims what is left once the others have their continuation value, and the others claim that value.
What our rule cannot do, leave somebody out of a coalition, is tested as such and told in docs/oracles.md.
"""

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.parameter import values
from sim.rules.governance import Governance
from sim.rules.negotiation import Negotiation, Sitting, sit

PLAIN = {"concession": 0.0, "tolerance": 0.0, "by_trust": 0.0, "memory": 1.0}
MAJORITY, UNANIMITY = 0.5, 1.0
CENT = 1e-6  # of the envelope: more than what the rule forgives to rounding, 1e-12


@cache
def rules(threshold: float, **more: float) -> tuple[Any, Any]:
    """The reduced negotiation, as its page reads it; made once, since it is asked for at every sitting."""
    return values(Governance(threshold=threshold, mediation=False)), values(Negotiation(**{**PLAIN, **more}))


def one_sitting(claim: Any, threshold: float, luck: float, standing: Any = None, **more: float) -> Sitting:
    """One sitting of the reduced negotiation; claim, standing (territory,)."""
    n = len(claim)
    heard = np.ones(n) if standing is None else np.asarray(standing, dtype=float)
    same, nothing = np.full((n, n), 0.5), np.zeros(n)
    return sit(np.asarray(claim), nothing, same[0], nothing, heard, nothing, same, 0.0, *rules(threshold, **more), luck)


def claims_of(author: int, worth: Any) -> Any:
    """(territory,) claims of a sitting of Baron & Ferejohn under unanimity: the author's is what the others leave."""
    claim = np.array(worth, dtype=float)
    claim[author] = 1.0 - (claim.sum() - claim[author])
    return claim


def expected(worth: Any, threshold: float, standing: Any, draws: int = 100) -> Any:
    """(territory,) mean of what each gets at a sitting over evenly spread luck; nothing if the proposal fails."""
    total = np.zeros(len(worth))
    for luck in (np.arange(draws) + 0.5) / draws:
        author = one_sitting(worth, threshold, luck, standing).author
        found = one_sitting(claims_of(author, worth), threshold, luck, standing)
        assert found.author == author
        total += found.share if found.accepted else 0.0
    return total / draws


@pytest.mark.parametrize(("n", "delta"), [(2, 0.8), (3, 1.0), (3, 0.9), (5, 0.8)])
def test_unanimity_is_that_of_baron_and_ferejohn(n, delta):
    """The proposer keeps 1 - delta (n-1)/n, the others get delta/n each, all accept, at once; a cent more is refused.

    By hand, n = 3 and delta = 0.9: 0.4, 0.3, 0.3, a premium of 1 - delta = 0.1 over the others. n = 2: 1 - delta/2.
    Protects the author's claim, the sharing of the rest, and the acceptance of exactly one's claim.
    """
    worth = np.full(n, delta / n)
    for author in range(n):
        luck = (author + 0.5) / n
        found = one_sitting(claims_of(author, worth), UNANIMITY, luck)
        assert found.author == author
        assert found.accepted
        assert found.share[author] == pytest.approx(1.0 - delta * (n - 1) / n)
        assert np.delete(found.share, author) == pytest.approx(np.full(n - 1, delta / n))
        greedy = claims_of(author, worth) + CENT * (np.arange(n) == author)
        refused = one_sitting(greedy, UNANIMITY, luck)
        assert not refused.accepted
        assert refused.refused.tolist() == [i != author for i in range(n)]


def test_a_published_majority_proposal_is_refused_here():
    """n = 3, delta = 1: theirs is (2/3, 1/3, 0), passed by two voices; n = 5, delta = 0.8: 0.68, two get 0.16, two 0.

    Our author cannot leave anybody out: what it does not keep goes to all in proportion to their claims, so an author
    who keeps 1 - delta (q-1)/n gives everybody less than delta/n and stands alone. Protects what the ODD says of
    coalitions; it fails on the day when authors can form one.
    """
    for n, delta, kept, partner in ((3, 1.0, 2 / 3, 1 / 3), (5, 0.8, 0.68, 0.16)):
        needed = n // 2  # of the others, so that q = (n + 1)/2 accept
        assert kept == pytest.approx(1.0 - delta * needed / n)
        assert partner == pytest.approx(delta / n)
        claim = np.array([kept] + [partner] * (n - 1))
        found = one_sitting(claim, MAJORITY, 0.0)
        assert found.share == pytest.approx([kept] + [(1.0 - kept) / (n - 1)] * (n - 1))
        assert not found.accepted
        assert found.refused.sum() == n - 1
        if_they_claimed_nothing = np.array([kept] + [partner] * needed + [0.0] * (n - 1 - needed))
        coalition = one_sitting(if_they_claimed_nothing, MAJORITY, 0.0)
        assert coalition.share == pytest.approx(if_they_claimed_nothing)
        assert coalition.accepted


@pytest.mark.parametrize(("n", "delta"), [(3, 1.0), (5, 0.8), (9, 0.9)])
def test_the_premium_is_that_of_unanimity_whatever_the_threshold(n, delta):
    """The most that an author can keep: 1 - delta (n-1)/n from majority to unanimity (theirs: 1 - delta (q-1)/n).

    When all trust the author alike, they accept or refuse together. n = 5, delta = 0.8: 0.36 here, 0.68 theirs.
    """
    for threshold in (0.5, 0.6, 0.8, 1.0):
        low, high = 0.0, 1.0
        for _ in range(40):
            kept = 0.5 * (low + high)
            claim = np.array([kept] + [delta / n] * (n - 1))
            passes = one_sitting(claim, threshold, 0.0).accepted
            low, high = (kept, high) if passes else (low, kept)
        assert low == pytest.approx(1.0 - delta * (n - 1) / n, abs=1e-9)


@pytest.mark.parametrize(("n", "delta"), [(2, 0.5), (3, 0.9), (4, 0.3), (5, 0.8), (6, 0.7)])
def test_expected_shares_are_equal(n, delta):
    """Ex ante everybody is worth 1/n, so the continuation value is delta/n: the one fixed point of our own sittings.

    From any first values, worth <- delta * (mean share over luck) leads there: by hand, worth_i <- delta * (
    (1 - total)/n + worth_i), whose only rest is delta/n. Protects the draw of the author: alike when standing is alike.
    """
    worth = np.random.default_rng(n).dirichlet(np.ones(n)) * delta
    for _ in range(140):
        worth = delta * expected(worth, UNANIMITY, np.ones(n), draws=n)
    assert worth == pytest.approx(np.full(n, delta / n), abs=2e-6)


def test_expected_shares_follow_the_chances_to_propose():
    """Under unanimity what one expects is one's chance to be drawn (Binmore 1987; Eraslan 2002, JET 103: 11-30).

    Standing 1, 2, 3, 4 and delta = 0.9: 0.1, 0.2, 0.3, 0.4 of the envelope. Protects the draw of authors by standing.
    """
    standing, delta, worth = np.array([1.0, 2.0, 3.0, 4.0]), 0.9, np.full(4, 0.225)
    for _ in range(130):
        worth = delta * expected(worth, UNANIMITY, standing, draws=10)
    assert worth / delta == pytest.approx([0.1, 0.2, 0.3, 0.4], abs=1e-5)


def sittings(memory: float, negotiations: int) -> Any:
    """(negotiation,) sittings to unanimity of five territories that claim .20, .25, .30, .35, .40 and never concede.

    The others of an author get (1 - own)/(1.50 - own) of their claims: .80/1.30 = .615, .75/1.25 = .600, .583, .565,
    .545. With a tolerance of .41 they accept from .59 on: two authors of five pass, the most modest.
    """
    claim, rng = np.array([0.20, 0.25, 0.30, 0.35, 0.40]), np.random.default_rng(1)
    lengths = np.zeros(negotiations, dtype=int)
    for k in range(negotiations):
        standing, agreed = np.ones(5), False
        while not agreed:
            found = one_sitting(claim, UNANIMITY, rng.random(), standing, tolerance=0.41, memory=memory)
            standing, agreed, lengths[k] = found.standing, found.accepted, lengths[k] + 1
            assert lengths[k] < 200, "no agreement in sight"
    return lengths


def test_time_to_agreement_has_its_closed_form():
    """Two authors of five pass: sittings are geometric, 2.5 in the mean; 2.0 when those who failed are passed over.

    Without memory P(k) = 0.4 * 0.6^(k-1), as in stationary bargaining with a constant chance to agree; with a memory of
    0, authors are drawn without return and the mean is (5 + 1)/(2 + 1). Protects the draw of authors, the tolerance,
    and what a failed proposal costs its author (Baranski & Morton 2022, Experimental Economics 25: 1079-1108).
    """
    negotiations = 2_000
    lengths = sittings(1.0, negotiations)
    assert abs(lengths.mean() - 2.5) < 4.0 * np.sqrt(3.75 / negotiations)
    for k in (1, 2, 3):
        chance = 0.4 * 0.6 ** (k - 1)
        assert abs((lengths == k).mean() - chance) < 4.0 * np.sqrt(chance * (1.0 - chance) / negotiations)
    punished = sittings(0.0, negotiations)
    assert abs(punished.mean() - 2.0) < 4.0 * np.sqrt(1.0 / negotiations)
    assert punished.max() == 4
    assert lengths.max() > 6


@pytest.mark.parametrize(("least", "walkouts"), [(0.375, 0), (np.nextafter(0.375, 1.0), 1)])
def test_a_delegation_walks_out_below_what_it_can_go_home_with_not_at_it(least, walkouts):
    """A single text gives .375 to a claim of .75, which refuses it: at a least share of .375 it stays at the table."""
    claim, nothing, same = np.array([0.75, 0.75, 0.5]), np.zeros(3), np.full((3, 3), 0.5)
    g, p = values(Governance(mediation=True, mediation_level=0.0)), values(Negotiation(**PLAIN))
    found = sit(claim, np.array([least, 0.1, 0.1]), same[0], nothing, np.ones(3), nothing, same, 1.0, g, p, 0.5)
    assert found.author == -1
    assert found.share.tolist() == [0.375, 0.375, 0.25]
    assert found.refused.tolist() == [True, True, True]
    assert found.walkouts == walkouts
