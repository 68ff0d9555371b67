"""Signs of life: a coin, a lumpy process without memory and one with memory are told apart, on planted counts."""

import numpy as np
import pytest

from sim.life.dispersion import around_trend, centered, dispersion, memory, residual_sums

MONTHS, PLACES = 60, 400


def measured(count, held) -> tuple[float, float]:
    """(index of dispersion, autocorrelation) of one large run."""
    s = residual_sums(count, held)
    return float(dispersion(s["square"], s["expected"])), float(memory(s["next"], s["before"], s["after"]))


@pytest.fixture(scope="module")
def rng() -> np.random.Generator:
    """One source of luck for the page."""
    return np.random.default_rng(7)


def test_a_coin_with_a_smooth_drift_is_a_coin(rng):
    """Index 1, and the autocorrelation that the filter itself gives."""
    held = rng.integers(3, 30, size=(MONTHS, PLACES)).astype(float)
    rate = np.linspace(0.35, 0.1, MONTHS)[:, None] * np.ones(PLACES)
    index, lag = measured(rng.binomial(held.astype(int), rate).astype(float), held)
    assert index == pytest.approx(1.0, abs=0.025)  # 19,200 cells: standard error of 0.01
    assert lag == pytest.approx(-1 / 13, abs=0.03)


def test_overdispersion_of_a_beta_binomial_is_measured_right(rng):
    """var = n p (1 - p) (1 + (n - 1) rho): with n = 20 and rho = 0.05, the index is 1.95."""
    n, p, rho = 20, 0.3, 0.05
    a, b = p * (1 - rho) / rho, (1 - p) * (1 - rho) / rho
    held = np.full((MONTHS, PLACES), float(n))
    count = rng.binomial(n, rng.beta(a, b, size=held.shape)).astype(float)
    index, lag = measured(count, held)
    assert index == pytest.approx(1 + (n - 1) * rho, abs=0.07)
    assert lag == pytest.approx(-1 / 13, abs=0.03)  # lumps without memory


def test_episodes_that_last_have_a_memory(rng):
    """A rate that follows a first-order autoregression of months."""
    state, held = np.zeros(PLACES), np.full((MONTHS, PLACES), 40.0)
    count = np.zeros_like(held)
    for month in range(MONTHS):
        state = 0.6 * state + rng.normal(0.0, 0.5, PLACES)
        count[month] = rng.binomial(40, 1 / (1 + np.exp(1.0 - state)))
    index, lag = measured(count, held)
    assert index > 2.0
    assert lag > 0.2


def test_months_without_encounters_and_runs_too_short_say_nothing(rng):
    """No number is made up, and no warning is given."""
    assert residual_sums(np.zeros((10, 3)), np.ones((10, 3))) == dict.fromkeys(
        ("square", "expected", "next", "before", "after"), 0.0
    )
    assert np.isnan(dispersion(np.array(0.0), np.array(0.0)))
    held = np.zeros((20, 1))
    assert around_trend(held, held).expected.sum() == 0.0


def test_the_window_is_centered_and_cut_at_both_ends():
    """Seven months at the first month, thirteen in the middle."""
    sums = centered(np.ones((20, 1)))[:, 0]
    assert sums[[0, 6, 13, 19]].tolist() == [7.0, 13.0, 13.0, 7.0]
