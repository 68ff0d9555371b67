"""Signs of life: a coin, a lumpy process without memory and one with memory are told apart, on planted counts."""

import numpy as np
import pytest
from planted import drifting, episodes, lumps, meetings

from sim.life.dispersion import around_trend, centered, dispersion, memory, residual_sums
from sim.life.surrogates import ECHO, NULLS, drift, lumpy, straight_line

MONTHS, PLACES = 60, 400
FILTER = -0.0897  # (-2/13 + 12/169) / (12/13): what the trend's own months give to the autocorrelation of a noise


def measured(m) -> tuple[float, float]:
    """(index of dispersion, autocorrelation) of conflict."""
    s = residual_sums(m.conflictual, m.held)
    return float(dispersion(s["square"], s["expected"])), float(memory(s["next"], s["before"], s["after"]))


@pytest.fixture
def rng() -> np.random.Generator:
    """The same luck for each test."""
    return np.random.default_rng(7)


def test_a_coin_with_a_smooth_drift_is_a_coin(rng):
    """Index 1, the autocorrelation that the filter gives, and the lumpy null gives the same."""
    m = drifting(MONTHS, PLACES, 20, rng)
    assert measured(m) == (pytest.approx(1.0, abs=0.025), pytest.approx(FILTER, abs=0.025))  # standard error 0.01
    assert measured(lumpy(m, rng)) == (pytest.approx(measured(m)[0], abs=0.025), pytest.approx(FILTER, abs=0.025))


def test_a_coin_is_a_coin_however_few_or_uneven_its_throws(rng):
    """Between none and a dozen encounters a month."""
    held = rng.integers(0, 13, size=(MONTHS, PLACES))
    s = residual_sums(rng.binomial(held, 0.2).astype(float), held.astype(float))
    assert float(dispersion(s["square"], s["expected"])) == pytest.approx(1.0, abs=0.03)


def test_overdispersion_of_a_beta_binomial_is_measured_right(rng):
    """var = n p (1 - p) (1 + (n - 1) rho): with n = 20 and rho = 0.05, the index is 1.95; and nothing lasts."""
    m = lumps(MONTHS, PLACES, 20, 0.05, rng)
    assert measured(m) == (pytest.approx(1.95, abs=0.08), pytest.approx(FILTER, abs=0.025))
    index, lag = measured(lumpy(m, rng))
    assert index == pytest.approx(measured(m)[0], abs=0.05)
    assert lag == pytest.approx(FILTER, abs=0.025)


def test_episodes_that_last_have_a_memory_that_their_shuffle_has_not(rng):
    """The lumpy null keeps the lumps, and loses what lasts."""
    m = episodes(MONTHS, PLACES, 40, 0.6, rng)
    index, lag = measured(m)
    assert index > 2.0
    assert lag > 0.2
    shuffled, lost = measured(lumpy(m, rng))
    assert shuffled == pytest.approx(index, rel=0.1)
    assert lost == pytest.approx(FILTER, abs=0.03)


@pytest.mark.parametrize("null", [straight_line, drift])
def test_nulls_that_are_drawn_have_neither_lumps_nor_memory(null, rng):
    """Whatever they are made from; the drift keeps a little of the wiggle of what it is made from."""
    index, lag = measured(null(drifting(MONTHS, PLACES, 20, rng), rng))
    assert index == pytest.approx(1.0, abs=0.03)
    assert lag == pytest.approx(FILTER, abs=0.025)
    assert measured(null(episodes(MONTHS, PLACES, 40, 0.6, rng), rng))[0] < 1.2


@pytest.mark.parametrize("name", NULLS)
def test_nulls_keep_what_they_do_not_replace(name, rng):
    """Encounters held and persons as they were; counts within what was held, but for the lumpy, which keeps the mean
    and the spread; nothing where nobody met."""
    m = lumps(MONTHS, 30, 6, 0.2, rng)
    m = m._replace(held=np.where(rng.random(m.held.shape) < 0.2, 0.0, m.held))
    m = m._replace(cooperative=np.minimum(m.cooperative, m.held))
    m = m._replace(conflictual=np.minimum(m.conflictual, m.held - m.cooperative))
    before = [x.copy() for x in m]
    null = NULLS[name](m, rng)
    for kept in ("held", "possible", "present", "members"):
        assert getattr(null, kept) is getattr(m, kept)
    assert all(np.array_equal(a, b) for a, b in zip(before, m, strict=True))
    within = (np.minimum(null.cooperative, null.conflictual) >= 0.0) & (null.cooperative + null.conflictual <= m.held)
    assert within.mean() > 0.6 if name == "lumpy" else within.all()
    assert null.conflictual.mean() == pytest.approx(m.conflictual.mean(), rel=0.05)
    assert not null.conflictual[m.held == 0.0].any()
    assert not np.array_equal(null.conflictual, m.conflictual)
    assert np.array_equal(NULLS[name](m, np.random.default_rng(3)), NULLS[name](m, np.random.default_rng(3)))


def test_the_line_is_straight_between_the_first_year_and_the_last(rng):
    """A place that goes 0.4, 0.1, 0.2 goes by 0.3 in the middle of its line."""
    rate = np.repeat([0.4, 0.1, 0.1, 0.1, 0.2], 12)[:, None] * np.ones(PLACES)
    held = np.full(rate.shape, 100.0)
    m = drifting(MONTHS, PLACES, 100, rng)._replace(conflictual=held * rate)
    line = straight_line(m, rng).conflictual.mean(axis=1) / 100.0
    assert line[[5, 29, 54]] == pytest.approx([0.4, 0.3, 0.2], abs=0.01)
    assert np.diff(line).std() < 0.005


def test_both_counts_of_a_month_are_moved_together(rng):
    """A month hot on both axes stays one month."""
    m = drifting(MONTHS, PLACES, 60, rng)
    hot = rng.random(m.held.shape) < 0.1
    m = m._replace(conflictual=np.where(hot, 25.0, 10.0), cooperative=np.where(hot, 30.0, 12.0))
    null = lumpy(m, rng)
    assert np.corrcoef(null.conflictual.ravel(), null.cooperative.ravel())[0, 1] > 0.98


def test_months_without_encounters_and_runs_too_short_say_nothing():
    """No number is made up, and no warning is given."""
    names = ("square", "expected", "next", "before", "after")
    assert residual_sums(np.zeros((10, 3)), np.ones((10, 3))) == dict.fromkeys(names, 0.0)
    assert np.isnan(dispersion(np.array(0.0), np.array(0.0)))
    held = np.zeros((20, 1))
    assert around_trend(held, held).expected.sum() == 0.0


def test_the_window_is_centered_and_cut_at_both_ends():
    """Seven months at the first month, thirteen in the middle; only whole windows are judged."""
    sums = centered(np.ones((20, 1)))[:, 0]
    assert sums[[0, 6, 13, 19]].tolist() == [7.0, 13.0, 13.0, 7.0]
    whole = around_trend(np.ones((20, 1)), np.ones((20, 1))).whole[:, 0]
    assert np.flatnonzero(whole).tolist() == list(range(6, 14))


def test_a_month_has_a_memory_of_the_month_before_only(rng):
    """A table that meets every second month has no month before to remember."""
    held = np.zeros((MONTHS, 50))
    held[::2] = 20.0
    s = residual_sums(rng.binomial(held.astype(int), 0.3).astype(float), held)
    assert s["square"] > 0.0
    assert (s["next"], s["before"], s["after"]) == (0.0, 0.0, 0.0)


def test_a_shuffle_passes_over_the_months_without_encounters(rng):
    """Residuals of months that were held go to months that were held: none is lost."""
    m = lumps(MONTHS, PLACES, 20, 0.05, rng)
    m = m._replace(held=np.where(rng.random(m.held.shape) < 0.4, 0.0, m.held))
    m = m._replace(cooperative=np.minimum(m.cooperative, m.held), conflictual=np.minimum(m.conflictual, m.held))
    m = m._replace(cooperative=np.zeros_like(m.held))
    assert measured(lumpy(m, rng))[0] == pytest.approx(measured(m)[0], rel=0.06)


def test_a_shuffle_adds_nothing_but_the_echo_of_its_trend(rng):
    """Pure noise, 20 shuffles of 2,000 places: the same dispersion, and the memory that the trend is known to add."""
    held = np.full((MONTHS, 2000), 20.0)
    noise = meetings(np.zeros_like(held), rng.binomial(20, 0.3, held.shape).astype(float), held)
    shuffled = np.mean([measured(lumpy(noise, rng)) for _ in range(20)], axis=0)
    assert shuffled[0] == pytest.approx(measured(noise)[0], abs=0.006)
    assert pytest.approx(0.009, abs=0.0005) == ECHO
    assert shuffled[1] - measured(noise)[1] == pytest.approx(ECHO, abs=0.005)
