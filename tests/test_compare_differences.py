"""Paired differences: the bootstrap again in plain Python, known coverage, and the cases without spread."""

import numpy as np
import pytest
from counted import calls

from sim.compare import differences as page
from sim.compare.differences import differences, paired
from sim.compare.precision import LEAST, deviation, gain, judge, targets


def runs(rng: np.random.Generator, arms: int = 3, n: int = 30, columns: int = 4) -> np.ndarray:
    """(arm, replicate, column) runs that share most of their luck."""
    common = rng.normal(size=(1, n, columns))
    return common + 0.3 * rng.normal(size=(arms, n, columns)) + rng.normal(size=(arms, 1, columns))


def naive(values, level, draws, seed):
    """(pointwise, simultaneous) critical values, replicate by replicate: t with its own resampled deviation."""
    n = values.shape[1]
    times = np.random.default_rng(seed).multinomial(n, np.full(n, 1.0 / n), size=draws)
    rank = min(draws - 1, int(np.ceil(level * (draws + 1))) - 1)
    t = np.zeros((draws, len(values) - 1, values.shape[2]))
    for v in range(1, len(values)):
        for c in range(values.shape[2]):
            gaps = values[v, :, c] - values[0, :, c]
            there = gaps[np.isfinite(gaps)]
            error = there.std(ddof=1) / np.sqrt(len(there))
            for b in range(draws):
                drawn = np.repeat(gaps, times[b])
                drawn = drawn[np.isfinite(drawn)]
                if len(drawn) >= 2:
                    own = drawn.std(ddof=1) / np.sqrt(len(drawn))
                    t[b, v - 1, c] = abs(drawn.mean() - there.mean()) / max(own, 0.5 * error)
    every = np.sort(t.reshape(draws, -1).max(axis=1))[rank]
    return np.sort(t, axis=0)[rank], every


@pytest.mark.parametrize("holes", [0.0, 0.3])
def test_against_plain_python(holes):
    """Means, errors and both intervals, with and without pairs that do not exist."""
    rng = np.random.default_rng(4)
    values = runs(rng, n=20)
    values[rng.random(values.shape) < holes] = np.nan
    found = differences(values, draws=199, seed=7)
    point, every = naive(values, 0.95, 199, 7)
    for v in range(2):
        for c in range(4):
            gaps = [x - y for x, y in zip(values[v + 1, :, c], values[0, :, c], strict=True) if x == x and y == y]
            error = np.std(gaps, ddof=1) / np.sqrt(len(gaps))
            assert found.pairs[v, c] == len(gaps)
            assert found.mean[v, c] == pytest.approx(np.mean(gaps))
            assert found.error[v, c] == pytest.approx(error)
            assert found.high[v, c] - found.mean[v, c] == pytest.approx(point[v, c] * error)
            assert found.mean[v, c] - found.low_all[v, c] == pytest.approx(every * error)
    assert found.critical == pytest.approx(every)
    assert (found.pairs < 20).any() == (holes > 0.0)


def test_a_rule_against_itself_differs_by_exactly_zero():
    """Identical arms: zero, with the interval [0, 0], whatever else is in the family."""
    values = runs(np.random.default_rng(1))
    values[2] = values[0]
    found = differences(values)
    for bound in (found.mean, found.error, found.low, found.high, found.low_all, found.high_all):
        assert (bound[1] == 0.0).all()
    assert (found.low_all[0] < found.mean[0]).all()


def test_what_does_not_vary_has_no_width_and_widens_nothing():
    """A constant difference, even one that rounding blurs, is known exactly and stays out of the maximum."""
    values = runs(np.random.default_rng(2), columns=2)
    alone = differences(values)
    still = np.concatenate([values, values[:, :, :1]], axis=2)
    still[:, :, 2] = 0.1 * np.arange(30) + np.array([0.0, 0.7, 0.1])[:, None]
    assert np.ptp(still[1, :, 2] - still[0, :, 2]) > 0.0, "no rounding: the case is not tried"
    found = differences(still)
    assert found.mean[:, 2] == pytest.approx([0.7, 0.1])
    assert (found.low_all[:, 2] == found.high_all[:, 2]).all()
    assert (found.low[:, 2] == found.mean[:, 2]).all()
    assert found.critical == alone.critical
    assert np.isnan(differences(still[:, :, 2:]).critical)


def test_too_few_pairs_have_no_interval():
    """One pair: its difference, no interval. None: nothing. The others are as if alone."""
    values = runs(np.random.default_rng(3))
    alone = differences(values[:, :, 2:])
    values[1:, 1:, 0] = np.nan
    values[:, :, 1] = np.inf
    found = differences(values)
    assert found.pairs[:, :2].tolist() == [[1, 0], [1, 0]]
    assert (found.mean[:, 0] == values[1:, 0, 0] - values[0, 0, 0]).all()
    assert np.isnan(found.mean[:, 1]).all()
    for bound in (found.error, found.low, found.high, found.low_all, found.high_all):
        assert np.isnan(bound[:, :2]).all()
    assert np.array_equal(found.low_all[:, 2:], alone.low_all)
    nothing = differences(values[:, :0])
    assert np.isnan(nothing.mean).all()
    assert (nothing.pairs == 0).all()


def test_one_family():
    """Simultaneous intervals hold the pointwise ones; a column told twice widens nothing, a new one may."""
    values = runs(np.random.default_rng(5), arms=4, columns=6)
    found = differences(values)
    assert (found.low_all <= found.low).all()
    assert (found.high_all >= found.high).all()
    assert differences(np.concatenate([values, values], axis=2)).critical == found.critical
    assert differences(values[:, :, :2]).critical < found.critical
    assert np.array_equal(differences(values).low_all, found.low_all)


def test_memory_does_not_change_the_result(monkeypatch):
    """Groups of one place at a time give what all at once give."""
    values = runs(np.random.default_rng(6))
    whole = differences(values)
    monkeypatch.setattr(page, "CHUNK", 1)
    apart = differences(values)
    for a, b in zip(whole, apart, strict=True):
        assert a == pytest.approx(b, rel=1e-12)


def test_a_rare_event_does_not_make_every_interval_infinite():
    """One run of fifty in which something happened: a third of resamples miss it."""
    values = runs(np.random.default_rng(7), n=50)
    alone = differences(values).critical
    values[:, :, 0] = 0.0
    values[1, 3, 0] = 1.0
    assert differences(values).critical < 1.5 * alone


@pytest.mark.parametrize("law", ["normal", "skewed"])
def test_coverage(law):
    """All of 3 variants x 4 correlated columns hold the truth together in about 95 % of experiments; pointwise
    intervals would in about 70 %."""
    experiments, n = 800, 60
    together = apart = 0
    for k in range(experiments):
        rng = np.random.default_rng(k)
        if law == "normal":
            gaps = 0.6 * rng.normal(size=(1, n, 1)) + 0.8 * rng.normal(size=(3, n, 4))
        else:
            gaps = rng.exponential(size=(1, n, 1)) + rng.exponential(size=(3, n, 4)) - 2.0
        found = differences(np.concatenate([np.zeros((1, n, 4)), gaps]), draws=400, seed=k)
        together += bool(((found.low_all <= 0.0) & (found.high_all >= 0.0)).all())
        apart += bool(((found.low <= 0.0) & (found.high >= 0.0)).all())
    assert 0.92 <= together / experiments <= 0.98
    assert apart / experiments < 0.85


def test_no_loop_over_variants_columns_or_replicates():
    """20 variants x 40 columns x 400 replicates take as many steps of Python as 2 x 4 x 40: arrays do the work."""
    values = np.random.default_rng(8).normal(size=(21, 400, 40))
    differences(values[:, :40])  # what is prepared once
    assert calls(lambda: differences(values)) == calls(lambda: differences(values[:3, :40, :4])) < 200


# Precision


def test_targets():
    """A quarter of the baseline's deviation, or as stated; another arm's where the baseline does not vary."""
    rng = np.random.default_rng(9)
    values = runs(rng)
    values[0, :, 1], values[:, :, 2] = 3.0, np.nan
    found = targets(values, {3: 0.02})
    assert found[0] == pytest.approx(0.25 * np.std(values[0, :, 0], ddof=1))
    assert found[1] == pytest.approx(0.25 * max(np.std(values[a, :, 1], ddof=1) for a in (1, 2)))
    assert np.isnan(found[2])
    assert found[3] == 0.02
    assert targets(values, share=0.5)[0] == pytest.approx(2.0 * found[0])
    with pytest.raises(ValueError, match="column 0"):
        targets(values, {0: 0.0})


def test_stopping_reads_no_mean():
    """However far from zero the differences are, the same number of replicates is asked."""
    values = runs(np.random.default_rng(10), n=60)
    far = values.copy()
    far[1:] += 1000.0
    wanted = targets(values)
    near, away = (judge(differences(x), wanted, 60, 500) for x in (values, far))
    assert near.go_on == away.go_on
    assert near.needed == pytest.approx(away.needed)


def test_needed_is_enough():
    """The replicates said to be needed give the half-width wanted, about; half of them do not."""
    rng = np.random.default_rng(11)
    values = runs(rng, n=2000, columns=2)
    wanted = np.array([0.05, 0.04])
    first = judge(differences(values[:, :80]), wanted, 80, 2000)
    assert first.go_on
    assert not first.precise.any()
    assert 80 < first.following <= 160
    then = judge(differences(values[:, : first.enough]), wanted, first.enough, 2000)
    assert (then.half_width.max(axis=0) < 1.15 * wanted).all()
    assert not judge(differences(values[:, : first.enough // 2]), wanted, first.enough // 2, 2000).precise.all()
    last = judge(differences(values), wanted, 2000, 2000)
    assert last.precise.all()
    assert not last.go_on
    assert last.following == 2000
    assert last.enough == pytest.approx(first.enough, rel=0.35)


def test_never_below_fifty_never_above_the_most():
    """What does not vary asks for fifty; what is out of reach stops at the most; what never exists holds nobody."""
    values = runs(np.random.default_rng(12), n=30)
    values[1:, :, 0] = values[0, :, 0]
    found = judge(differences(values[:, :10, :1]), targets(values[:, :10, :1]), 10, 400)
    assert found.precise.all()
    assert found.go_on
    assert found.following == LEAST == found.enough
    tight = np.full(4, 1e-6)
    found = judge(differences(values), tight, 30, 70)
    assert found.following == 60
    assert not judge(differences(values), tight, 70, 70).go_on
    values[:, :, 3] = np.nan
    found = judge(differences(values), targets(values, share=100.0), 50, 400)
    assert not found.go_on
    assert found.unknown.tolist() == [False, False, False, True]
    assert found.precise.tolist() == [True, True, True, False]


def test_the_gain_of_common_luck():
    """Two arms of correlation r and equal variance: 1 / (1 - r); none when independent; infinite when in step."""
    rng = np.random.default_rng(13)
    n = 20_000
    common, own = rng.normal(size=n), rng.normal(size=(3, n))
    values = np.stack([common, np.sqrt(0.9) * common + np.sqrt(0.1) * own[0], own[1], common + 5.0, common])[:, :, None]
    found = gain(values)[:, 0]
    assert found[0] == pytest.approx(1.0 / (1.0 - np.sqrt(0.9)), rel=0.05)
    assert found[1] == pytest.approx(1.0, rel=0.05)
    assert np.isinf(found[2:]).all()
    assert np.isnan(gain(np.ones((2, 9, 1)))).all()
    assert np.isnan(gain(values[:, :1])).all()


def test_missing_runs_are_left_out():
    """Deviations and pairs with holes, against numpy's own."""
    rng = np.random.default_rng(14)
    values = runs(rng)
    values[rng.random(values.shape) < 0.3] = np.nan
    assert deviation(values[0]) == pytest.approx(np.nanstd(values[0], axis=0, ddof=1))
    assert np.array_equal(paired(values), values[1:] - values[:1], equal_nan=True)
    whole = np.isfinite(values[:2, :, 0]).all(axis=0)
    a, b = values[0, whole, 0], values[1, whole, 0]
    assert gain(values)[0, 0] == pytest.approx((a.var(ddof=1) + b.var(ddof=1)) / (b - a).var(ddof=1))
