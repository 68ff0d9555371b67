"""Splits, the sharing of cents and the endorsement pieces: their contract, and naive oracles."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config import CHOICES
from sim.formulas import apportion
from sim.funding.splits import SPLITS, ByNeed, Negotiated
from sim.parameter import values
from sim.rules.endorsement import ENDORSEMENTS

SHARES = [kind() for kind in SPLITS] + [ByNeed(fixed=f) for f in (0.3, 1.0)] + [Negotiated(fixed=0.0)]
each_split = pytest.mark.parametrize("split", SHARES, ids=lambda s: f"{s.name}-{getattr(s, 'fixed', '')}")


SPLIT_ORACLES = {
    "equal": lambda s, people, poor, i: 1 / len(people),
    "per_capita": lambda s, people, poor, i: people[i] / sum(people),
    "by_need": lambda s, people, poor, i: s.fixed / len(poor) + (1 - s.fixed) * poor[i] / sum(poor),
    "negotiated": lambda s, people, poor, i: s.fixed / len(poor) + (1 - s.fixed) * poor[i] / sum(poor),
    "one_pot": lambda s, people, poor, i: 1 / len(people),
}


@each_split
@settings(max_examples=60, deadline=None, derandomize=True)
@given(people=st.lists(st.integers(1, 10**7), min_size=1, max_size=20), seed=st.integers(0, 999))
def test_any_split_gives_shares(split, people, seed):
    """Non-negative, summing to one, as its page says; labels irrelevant; no input written in."""
    rng = np.random.default_rng(seed)
    population = np.array(people, dtype=np.float64)
    poor = population * rng.uniform(0.01, 1.0, len(people))
    population.flags.writeable = poor.flags.writeable = False
    share = split(population, poor)
    assert (share >= 0.0).all()
    assert share.sum() == pytest.approx(1.0, abs=1e-12)
    assert share == pytest.approx([SPLIT_ORACLES[split.name](split, people, poor, i) for i in range(len(people))])
    order = rng.permutation(len(people))
    assert split(population[order], poor[order]) == pytest.approx(share[order], rel=1e-12)


@each_split
def test_a_region_without_poverty_is_still_shared(split):
    """Nobody in low income: shares are still shares."""
    share = split(np.array([10.0, 20.0]), np.zeros(2))
    assert share.sum() == pytest.approx(1.0)


def hamilton(total: int, shares: list[float]) -> list[Fraction]:
    """Quotas, exactly."""
    whole = sum(Fraction(s) for s in shares)
    return [total * Fraction(s) / whole for s in shares]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    total=st.one_of(st.integers(0, 200), st.integers(0, 10**12)),
    shares=st.lists(st.one_of(st.floats(0.0, 1.0), st.integers(0, 5).map(float)), min_size=1, max_size=30),
)
def test_cents_are_shared_to_the_last(total, shares):
    """Exactly the total, each part at its quota rounded down or up, the largest remainders up (Hamilton)."""
    parts = apportion(total, np.array(shares))
    assert parts.dtype == np.int64
    if sum(shares) <= 0.0:
        assert parts.tolist() == [0] * len(shares)
        return
    assert int(parts.sum()) == total
    quotas = hamilton(total, shares)
    near = Fraction(1, 1000)  # of a cent: remainders closer than that may be told apart by rounding
    for part, quota in zip(parts.tolist(), quotas, strict=True):
        assert part >= 0
        assert abs(part - quota) < 1 + near
    up = [q - p for p, q in zip(parts.tolist(), quotas, strict=True) if p > q]
    down = [q - p for p, q in zip(parts.tolist(), quotas, strict=True) if p <= q]
    assert not up or not down or min(1 + u for u in up) >= max(down) - near


def test_known_shares_of_cents():
    """By hand: equal remainders go to the first; a zero share gets nothing; nothing is shared by nobody."""
    assert apportion(100, np.ones(3)).tolist() == [34, 33, 33]
    assert apportion(10, np.array([0.0, 1.0, 0.0, 2.0])).tolist() == [0, 3, 0, 7]
    assert apportion(7, np.zeros(3)).tolist() == [0, 0, 0]
    assert apportion(0, np.ones(4)).tolist() == [0, 0, 0, 0]


# Names


def test_pieces_have_names_of_their_own_and_travel_as_numbers():
    """A saved configuration can say which piece ran; compiled pages can read any of them."""
    for kinds in CHOICES.values():
        names = [kind().name for kind in kinds]
        assert "" not in names
        assert len(set(names)) == len(names)
        for kind in kinds:
            assert values(kind()) == values(kind())


def test_endorsement_pieces_say_what_is_ratified():
    """Plans and awards, awards alone, or nothing; the rest of their parameters is common to all."""
    assert {k().name: (k().plans, k().awards) for k in ENDORSEMENTS} == {
        "plans_and_awards": (True, True),
        "awards": (False, True),
        "none": (False, False),
    }
    common = [{n: v for n, v in vars(k()).items() if n not in ("name", "plans", "awards")} for k in ENDORSEMENTS]
    assert all(group == common[0] for group in common)
