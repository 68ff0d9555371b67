"""Signs of life: spells of a dynamic are cut and counted right, and their median minds those still running."""

import numpy as np
import pytest

from sim.life.spells import STARTS, median_spell, spell_counts, spells


def median_of(dynamics, k: int) -> float:
    """Median spell of dynamic k of 2."""
    ended, censored = spell_counts(spells(dynamics), 2)
    return float(median_spell(ended, censored)[k])


def chain(stay: float, months: int, places: int, luck: np.random.Generator) -> np.ndarray:
    """Two dynamics, each left with probability 1 - stay a month."""
    found = np.zeros((months, places), dtype=np.int8)
    for month in range(1, months):
        found[month] = np.where(luck.random(places) < stay, found[month - 1], 1 - found[month - 1])
    return found


def test_spells_of_two_places_by_hand():
    """The last one of each place is censored; a place never goes on into the next."""
    found = spells(np.array([[0, 1], [0, 1], [1, 1], [1, 0]], dtype=np.int8))
    assert found.dynamic.tolist() == [0, 1, 1, 0]
    assert found.length.tolist() == [2, 2, 3, 1]
    assert found.censored.tolist() == [False, True, False, True]
    assert spells(np.zeros((0, 3), dtype=np.int8)).length.size == 0


@pytest.mark.parametrize(("dwell", "median"), [(3, 2), (5, 4), (8, 6)])
def test_the_median_of_a_markov_chain_of_known_dwell(dwell, median):
    """Geometric of mean `dwell`: the first length k with (1 - 1/dwell)^k at most one half."""
    found = chain(1 - 1 / dwell, 60, 2000, np.random.default_rng(1))
    assert median_of(found, 0) == median
    assert median_of(found, 1) == median


def test_spells_still_running_are_not_taken_for_ended():
    """Mean dwell of 22 months over 60: median 14.9; those that ended alone would say 12 or less."""
    found = chain(1 - 1 / 22, 60, 4000, np.random.default_rng(2))
    assert median_of(found, 1) == pytest.approx(np.log(0.5) / np.log(1 - 1 / 22), rel=0.05)
    seen = spells(found)
    assert np.median(seen.length[(seen.dynamic == 1) & ~seen.censored]) <= 12


def test_the_product_limit_by_hand():
    """Lengths 1, 2+, 3, 4, 5+: S = 0.8, 0.8, 0.53, 0.27: the median is 4 (Kaplan & Meier)."""
    ended, censored = np.zeros((2, len(STARTS)))
    ended[[0, 2, 3]], censored[[1, 4]] = 1.0, 1.0
    assert float(median_spell(ended, censored)) == 4.0


def test_long_spells_stand_in_wide_classes():
    """Ten spells of 9 to 12 months and ten of 5: S falls to one half at 5; with twenty longer, within the class."""
    ended, censored = np.zeros((2, len(STARTS)))
    ended[[4, 7]] = 10.0
    assert float(median_spell(ended, censored)) == 5.0
    ended[7] = 20.0
    assert float(median_spell(ended, censored)) == pytest.approx(8.0 + 4.0 * (20 / 30 - 0.5) / (20 / 30))


def test_nothing_to_count_and_nothing_that_ends():
    """NaN without a spell, infinite when more than half are still running or very long."""
    none = np.zeros(len(STARTS))
    assert np.isnan(median_spell(none, none))
    running = none.copy()
    running[2] = 5.0
    assert np.isinf(median_spell(none, running))
    long = none.copy()
    long[-1] = 5.0
    assert np.isinf(median_spell(long, none))
