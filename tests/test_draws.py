"""The one source of luck: uniform, independent, named; never dependent on order."""

import math

import numpy as np
import pytest

from sim import draws
from sim.draws import Luck, join, mix, numbered, word

N = 40_000
PURPOSES = ("encounter", "turn", "support", "support/region", "mobilization", "approval", "proposal/cost", "lots")


def names(how: str) -> np.ndarray:
    """Names as the model makes them, and as bare as can be."""
    if how == "small":
        return np.arange(N, dtype=np.uint64)
    if how == "of a territory":
        return numbered(np.array([word("territory 37")], dtype=np.uint64), 100) + np.arange(N, dtype=np.uint64)
    who = numbered(np.arange(N, dtype=np.uint64), 7)
    return join(who, np.roll(who, 1)) if how == "pairs" else who


HOWS = ("small", "numbered", "of a territory", "pairs")
each_kind_of_name = pytest.mark.parametrize("how", HOWS)


def distance_to_uniform(sample: np.ndarray) -> float:
    """Kolmogorov-Smirnov statistic times the square root of the sample: 1.95 is passed once in a thousand."""
    ordered, n = np.sort(sample), len(sample)
    steps = np.arange(n + 1) / n
    return math.sqrt(n) * float(np.maximum(steps[1:] - ordered, ordered - steps[:-1]).max())


def chi_square(one: np.ndarray, other: np.ndarray, bins: int = 16) -> float:
    """Standardized chi-square of the joint distribution of two samples against independence and uniformity."""
    count = np.histogram2d(one, other, bins=bins, range=((0, 1), (0, 1)))[0]
    expected = len(one) / bins**2
    freedom = bins**2 - 1
    return (((count - expected) ** 2 / expected).sum() - freedom) / math.sqrt(2 * freedom)


@each_kind_of_name
def test_numbers_are_uniform(how):
    """In [0, 1), for any kind of name, several seeds, months and purposes (Kolmogorov-Smirnov)."""
    who = names(how)
    for seed in (0, 1, 2**32 - 1):
        for month in (-1, 0, 59):
            u = Luck(seed).uniform(month, "encounter", who)
            assert ((u >= 0.0) & (u < 1.0)).all()
            assert distance_to_uniform(u) < 2.2
            assert len(np.unique(u)) == N


@each_kind_of_name
def test_purposes_months_seeds_and_neighbors_are_independent(how):
    """Joint chi-square of pairs: two purposes, two months, two seeds, a name and the next one."""
    who, luck = names(how), Luck(3)
    u = luck.uniform(10, "encounter", who)
    others = {f"purpose {p}": luck.uniform(10, p, who) for p in PURPOSES if p != "encounter"}
    others |= {f"month {m}": luck.uniform(m, "encounter", who) for m in (-1, 9, 11, 22)}
    others |= {f"seed {s}": Luck(s).uniform(10, "encounter", who) for s in (2, 4, 2**31)}
    others |= {f"name {k} further": np.roll(u, -k) for k in (1, 2, 39)}
    for what, v in others.items():
        assert abs(chi_square(u, v)) < 4.5, what
        assert abs(np.corrcoef(u, v)[0, 1]) < 4.5 / math.sqrt(N), what


def test_every_bit_is_even():
    """Each of the 53 bits of a number is set half of the time."""
    bits = (Luck(9).uniform(4, "lots", names("small")) * 2.0**53).astype(np.uint64)
    for k in range(53):
        assert abs(float((bits >> np.uint64(k) & np.uint64(1)).mean()) - 0.5) < 4.5 * 0.5 / math.sqrt(N), k


def test_normals_are_normal():
    """Kolmogorov-Smirnov against the normal distribution; as independent between purposes as uniforms."""
    x = Luck(5).normal(2, "proposal/cost", names("numbered"))
    assert distance_to_uniform(np.array([0.5 * (1.0 + math.erf(v / math.sqrt(2.0))) for v in x])) < 2.2
    y = Luck(5).normal(2, "proposal/quality", names("numbered"))
    assert abs(np.corrcoef(x, y)[0, 1]) < 4.5 / math.sqrt(N)
    assert np.isfinite(x).all()


def test_a_number_belongs_to_its_name_not_to_its_place():
    """Shuffled, cut, repeated or alone: the same name draws the same number."""
    who, luck = names("numbered"), Luck(8)
    u = luck.uniform(1, "turn", who)
    order = np.random.default_rng(0).permutation(N)
    assert np.array_equal(luck.uniform(1, "turn", who[order]), u[order])
    assert np.array_equal(luck.uniform(1, "turn", who[5:9]), u[5:9])
    assert luck.uniform(1, "turn", who[[7, 7]]).tolist() == [u[7], u[7]]
    assert len(luck.uniform(1, "turn", who[:0])) == 0


def test_names_of_pairs_are_symmetric_and_their_own():
    """Whichever end is called left; no two pairs among thousands share a name; a pair is neither of its ends."""
    who = names("numbered")
    left, right = who[: N // 2], who[N // 2 :]
    pair = join(left, right)
    assert np.array_equal(pair, join(right, left))
    several = np.concatenate([join(who, np.roll(who, k)) for k in (1, 2, 3)] + [who])
    assert len(np.unique(several)) == 4 * N


def test_numbered_names_are_their_own():
    """The k-th thing of somebody is nobody else's, nor the month's project of a neighbor."""
    who = names("small")[:5000]
    several = np.concatenate([numbered(who, k) for k in range(20)])
    assert len(np.unique(several)) == 20 * 5000


def test_words_do_not_depend_on_the_machine():
    """Named by their letters, not by Python's hash: these numbers are the same everywhere, for ever."""
    assert mix(1) == 6238072747940578789
    assert word("encounter") == word("".join(["encoun", "ter"]))
    assert len({word(w) for w in PURPOSES} | {word(f"territory {k}") for k in range(2000)}) == len(PURPOSES) + 2000
    assert Luck(1).uniform(0, "encounter", np.array([1, 2], dtype=np.uint64)).tolist() == [
        0.8414476068141028,
        0.3210323845525813,
    ]


def test_plain_and_compiled_pages_draw_the_same_bits():
    """The page as it is written and the machine code; in the page, numpy remarks that the counter overflows."""
    month, purpose = draws.opening(4, 7), draws.purposed("turn")
    who = names("pairs")[:1000]
    drawn = Luck(4).uniform(7, "turn", who)
    with np.errstate(over="ignore"):
        assert np.array_equal(drawn, draws.scatters.page(month, purpose, who)[0])
        assert np.array_equal(join(who, np.roll(who, 1)), join.page(who, np.roll(who, 1)))
    assert np.array_equal(drawn, draws.scatters(month, purpose, who)[0])


def test_several_purposes_at_once_draw_the_same_bits():
    """A stage that draws several things of the same people asks once: each row is what `uniform` gives alone."""
    who, purposes = names("several")[:50], ("proposal/problem", "turn", "turn/angle")
    found = Luck(4).uniforms(7, purposes, who)
    assert found.shape == (3, 50)
    for k, purpose in enumerate(purposes):
        assert np.array_equal(found[k], Luck(4).uniform(7, purpose, who))
        assert np.array_equal(Luck(4).normals(7, purposes, who)[k], Luck(4).normal(7, purpose, who))
