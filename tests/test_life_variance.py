"""Signs of life: shares of variance, loop gains and what a negotiation is made of, on designs whose answer is known."""

import numpy as np
import pytest

from sim.life.bargaining import claim_sums, claims_r2, jury_sums, proposal_sums
from sim.life.loop_gain import loop_gain, open_loop_ratio
from sim.life.resampling import Estimate, draw_again, estimate, ratio
from sim.life.variance_shares import components, variance_shares


def design(worlds: int, draws: int, lucks: int, sd: tuple[float, float, float], places=12, crossed=False, seed=1):
    """(parameter, draw, luck, place) ends whose parts have the standard deviations `sd`, places far apart."""
    luck = np.random.default_rng(seed)
    of_draw = luck.normal(0.0, sd[1], (1 if crossed else worlds, draws, 1, places))
    return (
        luck.normal(0.0, 5.0, places)
        + luck.normal(0.0, sd[0], (worlds, 1, 1, places))
        + of_draw
        + luck.normal(0.0, sd[2], (worlds, draws, lucks, places))
    )


@pytest.mark.parametrize("crossed", [False, True])
def test_variance_components_are_measured_right(crossed):
    """Variances of 4, 2 and 1: four sevenths are due to parameters, one seventh to luck."""
    values = design(60, 8, 8, (2.0, 2**0.5, 1.0), places=100, crossed=crossed)
    assert components(values, crossed) == pytest.approx([4.0, 2.0, 1.0], rel=0.12)
    shares = variance_shares(values, crossed, times=100)
    assert shares.luck.value == pytest.approx(1 / 7, abs=0.02)
    assert shares.luck.low < 1 / 7 < shares.luck.high
    assert shares.draw.value == pytest.approx(2 / 7, abs=0.03)
    assert shares.parameters.low < 4 / 7 < shares.parameters.high
    assert sum(part.value for part in shares) == pytest.approx(1.0)


def test_a_crossed_design_read_as_nested_takes_from_the_parameters():
    """Why `crossed` is asked: the same draws under all parameters cancel between them."""
    values = np.concatenate([design(40, 4, 4, (1.0, 3.0, 1.0), crossed=True, seed=k) for k in range(6)], axis=3)
    assert components(values, crossed=True)[0] == pytest.approx(1.0, rel=0.2)
    assert components(values, crossed=False)[0] == 0.0


def test_one_world_has_a_share_of_luck_and_none_of_parameters():
    """Same world, other luck: variance of 24 and 1, as the first model was found."""
    shares = variance_shares(design(1, 8, 8, (0.0, 24**0.5, 1.0), places=200))
    assert shares.luck.value == pytest.approx(0.04, abs=0.008)
    assert shares.draw.value == pytest.approx(0.96, abs=0.008)
    assert np.isnan(shares.parameters.value)
    assert shares.luck.low < 0.04 < shares.luck.high  # initial draws are drawn again, for want of worlds
    assert shares.luck.high - shares.luck.low > 0.005
    with pytest.raises(ValueError, match="at least 2"):
        variance_shares(np.zeros((3, 1, 4, 2)))


def test_a_process_without_luck_and_one_of_luck_alone():
    """Components are cut at zero, never negative; differences between places count for nothing."""
    assert components(design(5, 4, 4, (0.0, 1.0, 0.0)))[2] == pytest.approx(0.0, abs=1e-12)
    found = components(design(20, 6, 6, (0.0, 0.0, 1.0)))
    assert found[2] == pytest.approx(1.0, rel=0.1)
    assert (found >= 0.0).all()
    assert found[:2].max() < 0.05
    same = variance_shares(np.zeros((2, 2, 2, 3)) + np.arange(3.0), times=5)
    assert np.isnan(same.luck.value)


def test_loop_gain_of_a_linear_process():
    """end = slope * start + noise: slopes of 1.2 with the loop and 0.8 without, a gain of 1.5."""
    luck = np.random.default_rng(3)
    start = np.stack([luck.normal(0.3, 0.05, 200), np.zeros(200)])
    start[1] = start[0] + 0.1
    noise = luck.normal(0.0, 0.02, (2, 2, 200))
    found = loop_gain(start, 1.2 * start + noise[0], 0.8 * start + noise[1])
    assert found.closed.low < 1.2 < found.closed.high
    assert found.opened.low < 0.8 < found.opened.high
    assert found.ratio.low < 1.5 < found.ratio.high
    assert found.ratio.high - found.ratio.low < 0.3
    assert open_loop_ratio(0.08 + noise[0, 0], 0.12 + noise[0, 1]).value == pytest.approx(2 / 3, abs=0.05)


def test_pairs_stay_pairs():
    """What two arms share cancels: a slope of exactly 1 whatever the runs drawn; arms of other lengths are refused."""
    start = np.stack([np.linspace(0, 1, 20), np.linspace(0, 1, 20) + 0.1])
    found = loop_gain(start, start + 5.0, start * 1.0)
    assert found.ratio == pytest.approx(Estimate(1.0, 1.0, 1.0))
    with pytest.raises(ValueError, match="pairs"):
        open_loop_ratio(np.zeros(3), np.zeros(4))
    assert np.isnan(open_loop_ratio(np.ones(3), np.zeros(3)).value)


def test_r2_of_shares_on_claims():
    """Claims scaled down give 1, also by half; noise of the same spread gives one half; a formula of its own, 0."""
    luck, region_of = np.random.default_rng(4), np.repeat(np.arange(400), 6)
    claims = luck.uniform(0.1, 0.4, region_of.size)
    x = claims / np.bincount(region_of, claims)[region_of] - 1 / 6
    noise = luck.normal(0.0, x.std(), x.size)
    noise -= (np.bincount(region_of, noise) / 6)[region_of]

    def r2(y) -> float:
        return float(claims_r2({k: np.array(v) for k, v in claim_sums(claims, 1 / 6 + y, region_of).items()}))

    assert r2(x) == pytest.approx(1.0)
    assert r2(0.5 * x) == pytest.approx(1.0)
    assert r2(x + noise) == pytest.approx(x.var() / (x.var() + noise.var()), abs=0.03)
    assert r2(noise) == pytest.approx(0.0, abs=0.01)
    sums = claim_sums(claims, 1 / 6 + x + 0.01, region_of)
    assert sums["error"] / sums["places"] == pytest.approx(0.01)


def test_places_that_did_not_negotiate_are_left_out():
    """NaN claims or shares, and a region of one place."""
    claims = np.array([0.5, 0.5, 0.3, 0.4, 1.0])
    sums = claim_sums(claims, np.array([0.6, 0.4, np.nan, np.nan, 1.0]), np.array([0, 0, 1, 1, 2]))
    assert sums["places"] == 2.0
    assert sums["error"] / 2 == pytest.approx(0.1)


def test_proposals_and_juries_are_counted():
    """Refused by all but the author, by all where a mediator wrote; juries that fund all, none, or some."""
    proposals = np.array([[0, 5, 5, 0], [0, 5, 4, 0], [1, 6, 6, 1]])
    assert list(proposal_sums(proposals).values()) == [3.0, 2.0, 1.0, 1.0]
    juries = np.array([[0, 3, 3], [0, 3, 0], [0, 3, 1], [1, 1, 1], [1, 0, 0]])
    assert list(jury_sums(juries).values()) == [4.0, 2.0, 1.0, 1.0, 3.0]


def test_runs_are_drawn_with_replacement_and_read_as_quantiles():
    """The interval of a mean of 100 numbers is 2 * 1.96 standard errors wide; what does not exist has none."""
    values = np.random.default_rng(5).normal(0.0, 1.0, 100)
    weights = draw_again(100, 2000)
    assert weights.sum(axis=1) == pytest.approx(100.0)
    found = estimate(ratio(weights @ values, weights.sum(axis=1)))
    assert found.value == pytest.approx(values.mean())
    assert found.high - found.low == pytest.approx(2 * 1.96 * values.std() / 10, rel=0.1)
    assert np.isnan(estimate(np.full(5, np.nan)).low)
