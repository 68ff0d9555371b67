"""Splits, the sharing of cents and the endorsement pieces: their contract, and naive oracles."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config import CHOICES
from sim.formulas import apportion
from sim.funding.contract_check import check_split
from sim.funding.splits import SPLITS, ByNeed, ByNeedFixed, Negotiated, Places
from sim.parameter import values
from sim.rules.endorsement import ENDORSEMENTS

SHARES = [kind() for kind in SPLITS] + [ByNeed(fixed=f) for f in (0.3, 1.0)] + [Negotiated(fixed=0.0)]
SHARES += [ByNeedFixed(fixed=1.0)]
each_split = pytest.mark.parametrize("split", SHARES, ids=lambda s: f"{s.name}-{getattr(s, 'fixed', '')}")


def need(s, place, i):
    """An equal part, and the rest by persons in low income."""
    return s.fixed / len(place.poor) + (1 - s.fixed) * place.poor[i] / sum(place.poor)


SPLIT_ORACLES = {
    "equal": lambda s, place, i: 1 / len(place.poor),
    "per_capita": lambda s, place, i: place.population[i] / sum(place.population),
    "by_need": need,
    "by_need_fixed": need,
    "historical": lambda s, place, i: place.past[i] / sum(place.past),
    "negotiated": need,
    "one_pot": lambda s, place, i: 1 / len(place.poor),
}


@each_split
@settings(max_examples=60, deadline=None, derandomize=True)
@given(people=st.lists(st.integers(1, 10**7), min_size=1, max_size=20), seed=st.integers(0, 999))
def test_a_split_gives_what_its_page_says(split, people, seed):
    """Against plain Python written from the docstring; a split without an oracle here fails."""
    rng = np.random.default_rng(seed)
    population = np.array(people, dtype=np.float64)
    place = Places(population, population * rng.uniform(0.01, 1.0, len(people)), rng.uniform(1.0, 1e6, len(people)))
    assert split(place) == pytest.approx([SPLIT_ORACLES[split.name](split, place, i) for i in range(len(people))])


@each_split
def test_any_split_keeps_its_contract_in_any_region(split):
    """Shares, summing to one, labels irrelevant, no input written in; without poverty or organizations too."""
    check_split(split, regions=400, seed=1)


def test_nothing_to_be_in_proportion_to_means_equal():
    """No person in low income, no organization with money: equal shares, by need and by what was."""
    place = Places(np.array([10.0, 20.0]), np.zeros(2), np.zeros(2))
    for split in SHARES:
        expected = [1 / 3, 2 / 3] if split.name == "per_capita" else [0.5, 0.5]
        assert split(place) == pytest.approx(expected), split.name


def test_a_fixed_part_helps_the_small():
    """By hand: 1,000 and 9,000 persons in low income; 0.4 in equal parts gives 0.2 + 0.06 to the small territory."""
    place = Places(np.array([1e4, 9e4]), np.array([1e3, 9e3]), np.array([3.0, 1.0]))
    given_ = {kind().name: float(kind()(place)[0]) for kind in SPLITS}
    assert given_ == pytest.approx(
        {"equal": 0.5, "per_capita": 0.1, "by_need": 0.1, "by_need_fixed": 0.26, "historical": 0.75}
        | {"negotiated": 0.26, "one_pot": 0.5}
    )


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
