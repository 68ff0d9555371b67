"""Robustness over worlds: published Wilson intervals, planted dependence, verdicts, regret and targets by hand."""

import numpy as np
import pytest

from sim.compare.differences import Differences, differences
from sim.compare.regret import Target, met, regret, satisficing, usual_targets
from sim.compare.robustness import Verdict, goes_with, ranks, shares, verdicts, wilson, world_differences


@pytest.mark.parametrize(
    ("events", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_against_published_intervals(events, trials, low, high):
    """Newcombe 1998, table I, method 3; the mirror image; nothing without trials."""
    found = wilson(np.array([events / trials]), np.array([trials], dtype=np.int32))
    assert (found[0][0], found[1][0]) == pytest.approx((low, high), abs=6e-5)
    mirror = wilson(np.array([1.0 - events / trials]), np.array([trials], dtype=np.int32))
    assert mirror[0][0] == pytest.approx(1.0 - found[1][0])
    assert np.isnan(wilson(np.array([np.nan]), np.array([0], dtype=np.int32))).all()


def test_differences_of_worlds_are_means_of_pairs():
    """Holes drop the pair, a world without any has none."""
    values = np.arange(24.0).reshape(2, 3, 4, 1) ** 2
    values[0, 0, 1, 0] = values[1, 1, :, 0] = np.nan
    found = world_differences(values)
    assert found.shape == (1, 3, 1)
    pairs = [values[1, 0, k, 0] - values[0, 0, k, 0] for k in (0, 2, 3)]
    assert found[0, 0, 0] == pytest.approx(np.mean(pairs))
    assert np.isnan(found[0, 1, 0])
    assert found[0, 2, 0] == pytest.approx((values[1, 2] - values[0, 2]).mean())


def test_shares_by_hand():
    """Ten worlds: six up, one still, two down, one without the quantity."""
    worlds = np.array([1.0, 2, 3, 1, 1, 1, 0, -1, -2, np.nan]).reshape(1, 10, 1)
    for base, same in ((0.5, 6), (-0.5, 2), (0.0, 1)):
        found = shares(np.array([[base]]), worlds)
        assert found.same[0, 0] == pytest.approx(same / 9)
        assert (found.positive[0, 0], found.zero[0, 0], found.negative[0, 0]) == pytest.approx((6 / 9, 1 / 9, 2 / 9))
        assert found.worlds[0, 0] == 9
        assert found.low[0, 0] < found.same[0, 0] < found.high[0, 0]
    assert np.isnan(shares(np.array([[np.nan]]), worlds).same[0, 0])
    assert np.isnan(shares(np.array([[1.0]]), worlds * np.nan).low[0, 0])


def known(mean, half) -> Differences:
    """Differences at base parameters with this mean and simultaneous half-width, one variant, one column."""
    one = np.array([[float(mean)]])
    wide = np.array([[float(half)]])
    pairs = np.array([[100]], dtype=np.int32)
    return Differences(one, wide, wide / 2, one - wide / 2, one + wide / 2, one - wide, one + wide, pairs, 2.5)


@pytest.mark.parametrize(
    ("mean", "half", "up", "still", "down", "verdict"),
    [
        (1.0, 0.5, 90, 0, 10, Verdict.HOLDS),
        (-1.0, 0.5, 10, 0, 90, Verdict.HOLDS),
        (1.0, 0.5, 89, 0, 11, Verdict.DEPENDS),
        (1.0, 0.5, 0, 100, 0, Verdict.DEPENDS),
        (1.0, 0.5, 50, 0, 50, Verdict.DEPENDS),
        (1.0, 0.5, 49, 0, 51, Verdict.REVERSED),
        (-1.0, 0.5, 51, 0, 49, Verdict.REVERSED),
        (1.0, 1.5, 100, 0, 0, Verdict.NOT_SEEN),
        (0.0, 0.0, 100, 0, 0, Verdict.NOT_SEEN),
        (0.0, 0.0, 0, 100, 0, Verdict.SAME),
        (0.3, 0.0, 100, 0, 0, Verdict.HOLDS),
        (np.nan, np.nan, 100, 0, 0, Verdict.NOT_MEASURED),
        (1.0, 0.5, 0, 0, 0, Verdict.NOT_MEASURED),
    ],
)
def test_verdicts(mean, half, up, still, down, verdict):
    """Each side of each threshold."""
    base = known(mean, half)
    worlds = np.array([1.0] * up + [0.0] * still + [-1.0] * down or [np.nan]).reshape(1, -1, 1)
    found = shares(base.mean, worlds)
    for smallest in (np.nan, 0.25):  # none was set; one that every mean above reaches, where there is one
        assert verdicts(base, found, np.zeros((1, 1), dtype=np.bool_), np.array([smallest])) == [[verdict]]
        assert verdicts(base, found, np.ones((1, 1), dtype=np.bool_), np.array([smallest])) == [[Verdict.CENSORED]]


@pytest.mark.parametrize(
    ("mean", "half", "up", "down", "verdict"),
    [
        (0.0999, 0.01, 100, 0, Verdict.SMALL),
        (-0.0999, 0.01, 0, 100, Verdict.SMALL),
        (0.0999, 0.01, 60, 40, Verdict.SMALL),
        (0.0999, 0.01, 20, 80, Verdict.SMALL),
        (0.0999, 0.0, 100, 0, Verdict.SMALL),
        (0.3 - 0.2, 0.01, 100, 0, Verdict.HOLDS),
        (0.1001, 0.01, 100, 0, Verdict.HOLDS),
        (-0.1001, 0.09, 0, 100, Verdict.HOLDS),
        (0.1001, 0.01, 60, 40, Verdict.DEPENDS),
        (0.1001, 0.01, 20, 80, Verdict.REVERSED),
        (0.05, 0.06, 100, 0, Verdict.NOT_SEEN),
        (np.nan, np.nan, 100, 0, Verdict.NOT_MEASURED),
        (0.05, np.nan, 100, 0, Verdict.NOT_MEASURED),
        (0.05, 0.01, 0, 0, Verdict.NOT_MEASURED),
    ],
)
def test_a_certain_trifle_does_not_hold(mean, half, up, down, verdict):
    """Below a smallest difference of interest of 0.1 no certainty makes a result; at it, or above, worlds decide."""
    base = known(mean, half)
    worlds = np.array([1.0] * up + [-1.0] * down or [np.nan]).reshape(1, -1, 1)
    found = shares(base.mean, worlds)
    now, late = np.zeros((1, 1), dtype=np.bool_), np.ones((1, 1), dtype=np.bool_)
    assert verdicts(base, found, now, np.array([0.1])) == [[verdict]]
    assert verdicts(base, found, late, np.array([0.1])) == [[Verdict.CENSORED]]
    assert verdicts(base, found, now, np.array([np.nan])) != [[Verdict.SMALL]]


def test_what_is_the_same_is_not_small():
    """Zero in every pair of every world is identical, whatever the smallest difference of interest."""
    base = known(0.0, 0.0)
    found = shares(base.mean, np.zeros((1, 9, 1)))
    assert verdicts(base, found, np.zeros((1, 1), dtype=np.bool_), np.array([0.1])) == [[Verdict.SAME]]


def test_verdicts_from_runs():
    """From numbers of runs to words: a rule against itself, a planted effect, one that turns with the world, luck."""
    rng = np.random.default_rng(0)
    base, worlds = rng.normal(size=(2, 80, 4)), rng.normal(size=(2, 60, 5, 4))
    base[1], worlds[1] = base[0], worlds[0]
    base[1, :, 1:3] += 1.0 + 0.1 * rng.normal(size=(80, 2))
    base[1, :, 3] += 0.1 * rng.normal(size=80)
    worlds[1, :, :, 1] += 1.0
    worlds[1, :, :, 2] += np.where(np.arange(60) < 40, 1.0, -1.0)[:, None]
    worlds[1, :, :, 3] += rng.normal(size=(60, 5))
    found = differences(base)
    known_now = np.zeros((1, 4), dtype=np.bool_)
    words = verdicts(found, shares(found.mean, world_differences(worlds)), known_now, np.full(4, 0.5))[0]
    assert words == [Verdict.SAME, Verdict.HOLDS, Verdict.DEPENDS, Verdict.NOT_SEEN]


def test_ranks_by_hand():
    """Equal values share their mean rank."""
    assert ranks(np.array([[3.0], [1.0], [3.0], [2.0], [3.0]]))[:, 0].tolist() == [4.0, 1.0, 4.0, 2.0, 4.0]


def test_what_a_difference_goes_with():
    """A planted parameter comes first, of the right sign, beyond luck; a monotone law does not change it."""
    rng = np.random.default_rng(1)
    parameters = rng.random((80, 30))
    keys = tuple(f"a.p{k}" for k in range(30))
    difference = 3.0 * (0.5 - parameters[:, 7]) + 0.3 * rng.normal(size=80)
    difference[5] = np.nan
    found = goes_with(keys, parameters, difference)
    assert found[0].key == "a.p7"
    assert found[0].correlation < -0.8
    assert found[0].p == pytest.approx(0.001)
    assert found[1].p > 0.05
    assert goes_with(keys, np.exp(9.0 * parameters), difference) == found
    there = np.isfinite(difference)
    x, y = ranks(parameters[there]), ranks(difference[there][:, None])[:, 0]
    assert found[0].correlation == pytest.approx(np.corrcoef(x[:, 7], y)[0, 1])


def test_looking_at_many_parameters_is_allowed_for():
    """Where nothing matters, the strongest of forty passes for something in about 5 % of cases, not in 87 %."""
    passed = 0
    for k in range(200):
        rng = np.random.default_rng(k)
        keys = tuple(f"a.p{j}" for j in range(40))
        passed += goes_with(keys, rng.random((50, 40)), rng.normal(size=50), shuffles=199, seed=k)[0].p <= 0.05
    assert passed / 200 < 0.11


def test_too_few_worlds_say_nothing():
    """Three worlds, no parameter, or a difference that does not vary."""
    some = np.random.default_rng(2).random((5, 2))
    assert goes_with(("a", "b"), some[:3], np.arange(3.0)) == ()
    assert goes_with((), some[:, :0], np.arange(5.0)) == ()
    assert [link.correlation for link in goes_with(("a", "b"), some, np.zeros(5))] == [0.0, 0.0]
    assert [link.p for link in goes_with(("a", "b"), some, np.zeros(5))] == [1.0, 1.0]


# Regret and targets


def test_regret_by_hand():
    """Three arms, four worlds, means over two seeds: more is better, less is better, neither; a hole in one world."""
    means = np.array([[1.0, 5.0, 3.0, 2.0], [2.0, 5.0, 0.0, 9.0], [0.0, 1.0, 4.0, 2.0]])
    values = np.stack([means, means, means], axis=-1)[:, :, None, :].repeat(2, axis=2)
    values[:, :, 0] -= 0.25
    values[:, :, 1] += 0.25
    values[2, 3, :, 1] = np.nan
    found = regret(values, (1, -1, 0))
    lost = np.array([[1.0, 0, 1, 7], [0, 0, 4, 0], [2, 4, 0, 7]])
    assert found.mean[:, 0] == pytest.approx(lost.mean(axis=1))
    assert found.largest[:, 0].tolist() == [7.0, 4.0, 7.0]
    assert found.ninetieth[:, 0] == pytest.approx(np.quantile(lost, 0.9, axis=1))
    assert found.mean[:, 1] == pytest.approx(np.array([[1.0, 4, 3], [2, 4, 0], [0, 0, 4]]).mean(axis=1))
    assert np.isnan(found.mean[:, 2]).all()
    assert np.isnan(found.largest[:, 2]).all()
    assert np.isnan(regret(values * np.nan, (1, -1, 0)).mean).all()


def test_satisficing_by_hand():
    """Targets reached alone and together, ends included; what does not exist reaches none."""
    means = np.array([[[1.0, 5.0], [2.0, 4.0], [3.0, 6.0], [np.nan, 1.0]], [[0.0, 0.0]] * 4])
    targets = {0: Target(">=", 2.0), 1: Target("<=", 5.0)}
    found = satisficing(means[:, :, None, :], targets)
    assert found.each[0].tolist() == [0.5, 0.75]
    assert found.every.tolist() == [0.25, 0.0]
    assert found.low[0] < 0.25 < found.high[0]
    assert (found.low[1], found.high[1]) == pytest.approx((0.0, 0.489891), abs=1e-6)
    assert satisficing(means[:, :, None, :], {}).every.tolist() == [1.0, 1.0]
    assert met(means, targets)[0].tolist() == [[False, True], [True, True], [True, False], [False, True]]
    with pytest.raises(ValueError, match="column 1"):
        met(means, {1: Target(">", 0.0)})


def test_usual_targets():
    """As good as the baseline's mean; none without direction, nor for what the baseline never has."""
    base = np.array([[[1.0, 10.0, 5.0, np.nan], [2.0, np.nan, 5.0, np.nan]], [[9.0, 9.0, 9.0, 9.0]] * 2])
    assert usual_targets(base, (1, -1, 0, 1)) == {0: Target(">=", 1.5), 1: Target("<=", 10.0)}


@pytest.mark.parametrize(("worlds", "links"), [(3, 0), (4, 1)])
def test_four_worlds_are_enough_to_say_what_goes_with_a_difference(worlds, links):
    """Fewer say nothing; a world where the difference does not exist is none."""
    x = np.arange(worlds + 1.0)
    gap = np.where(x == worlds, np.nan, x)
    assert len(goes_with(("gain",), x[:, None], gap)) == links
