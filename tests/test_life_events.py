"""Signs of life: what events do to a rate is measured right, month by month; where they do nothing, nothing shows."""

import numpy as np
import pytest

from sim.life.event_study import LAGS, Baseline, lagged, same_month_everywhere, study
from sim.life.profiles import Profile, profile
from sim.life.resampling import draw_again, ratio

MONTHS, PLACES, HELD, RUNS = 60, 40, 25, 16
HEIGHT, LASTS = 0.10, 4  # of the planted peak: months 0 to 3


def some(luck, often: int = 1) -> np.ndarray:
    """(event, 2): in each place `often` different months."""
    return np.array([(m, p) for p in range(PLACES) for m in luck.choice(MONTHS, often, replace=False)])


def election(luck) -> np.ndarray:
    """(event, 2): everywhere at month 30."""
    return np.array([(30, p) for p in range(PLACES)])


def run(events: np.ndarray, height: float, luck, seasons: float = 0.02) -> tuple[np.ndarray, np.ndarray]:
    """(held, conflictual): each place drifts its own way, all share the months, events raise conflict for a while."""
    along = np.linspace(-1.0, 1.0, MONTHS)[:, None]
    smooth = luck.uniform(0.2, 0.4, PLACES) + along * luck.uniform(-0.1, 0.05, PLACES) + 0.03 * along**2
    common = luck.normal(0.0, seasons, MONTHS)[:, None]
    raised = lagged(events, MONTHS, PLACES)[:, :, (LAGS >= 0) & (LAGS < LASTS)].sum(axis=2)
    rate = np.clip(smooth + common + height * raised, 0.01, 0.99)
    held = luck.integers(HELD // 2, 2 * HELD, (MONTHS, PLACES)).astype(float)
    return held, luck.binomial(held.astype(int), rate).astype(float)


def read(kind, height: float, seed: int = 1, **world) -> Profile:
    """The profile of RUNS runs with events of a kind."""
    luck, effects, weights, number, cut = np.random.default_rng(seed), [], [], 0, 0
    for _ in range(RUNS):
        events = kind(luck)
        held, conflictual = run(events, height, luck, **world)
        found = study(events, ratio(conflictual, held).T[:, :, None], Baseline(held))
        effects.append(found.effect[0] * found.weight)
        weights.append(found.weight)
        number, cut = number + found.events, cut + found.cut
    again = draw_again(RUNS, 400)
    return profile(ratio(again @ np.array(effects), again @ np.array(weights)), number, cut)


@pytest.mark.parametrize("kind", [some, lambda luck: some(luck, 6)], ids=["rare", "crowded"])
def test_a_planted_peak_has_its_height_and_its_months(kind):
    """Also where events of a place stand closer than the window: each is told from the next."""
    found = read(kind, HEIGHT)
    expected = np.where((LAGS >= 0) & (LAGS < LASTS), HEIGHT, 0.0)
    assert found.effect == pytest.approx(expected, abs=0.02)
    assert found.peak.months == LASTS
    assert 0 <= found.peak.lag < LASTS
    assert found.peak.height.value == pytest.approx(HEIGHT, abs=0.02)
    assert found.peak.height.low < HEIGHT < found.peak.height.high
    assert found.quarter.value == pytest.approx(HEIGHT, abs=0.012)


def test_an_election_the_same_month_everywhere_is_read_against_each_place_s_own_drift():
    """Nobody is left to be compared with: without what all share, the peak is still there."""
    found = read(election, HEIGHT, seasons=0.0)
    assert found.peak.months == LASTS
    assert found.peak.height.value == pytest.approx(HEIGHT, abs=0.02)
    assert same_month_everywhere(election(None), PLACES)
    assert not same_month_everywhere(election(None)[1:], PLACES)


@pytest.mark.parametrize("kind", [some, lambda luck: some(luck, 6), election], ids=["rare", "crowded", "election"])
def test_an_event_that_does_nothing_shows_no_peak(kind):
    """The band of all months together holds zero."""
    found = read(kind, 0.0, seasons=0.0)
    assert found.peak.months == 0
    assert np.abs(found.effect).max() < 0.02
    assert found.quarter.value == pytest.approx(0.0, abs=0.01)


def test_without_noise_an_effect_is_exact():
    """Cubic drifts of each place, months that all share, uneven encounters: what is left is the effect."""
    luck, along = np.random.default_rng(9), np.linspace(-1.0, 1.0, MONTHS)[:, None]
    events, effect = some(luck, 2), luck.uniform(-0.1, 0.1, len(LAGS))
    held = luck.integers(0, 60, (MONTHS, PLACES)).astype(float)
    drifts = sum(along**k * luck.uniform(-0.3, 0.3, PLACES) for k in range(4))
    rate = drifts + luck.normal(0.0, 0.2, (MONTHS, 1)) + lagged(events, MONTHS, PLACES) @ effect
    found = study(events, rate.T[:, :, None], Baseline(held))
    assert found.effect[0] == pytest.approx(effect, abs=1e-7)


def test_a_month_when_nobody_met_tells_nothing():
    """Three months after an event of month 30 nobody met: that lag weighs nothing, the others are as they are."""
    events = np.array([(30, p) for p in range(0, PLACES, 2)])
    held = np.full((MONTHS, PLACES), 20.0)
    held[33] = 0.0
    rate = lagged(events, MONTHS, PLACES).sum(axis=2) * 0.2
    found = study(events, rate.T[:, :, None], Baseline(held))
    seen = LAGS != 3
    assert found.weight[~seen].tolist() == [0.0]
    assert (found.weight[seen] > 10.0).all()
    assert found.effect[0][seen] == pytest.approx(0.2, abs=1e-6)


def test_months_before_an_event_are_no_part_of_its_peak():
    """Raised from two months before to one after: two months from the event on."""
    rising = np.where((LAGS >= -2) & (LAGS <= 1), 0.1, 0.0)
    noise = np.random.default_rng(2).normal(0.0, 0.002, (201, len(LAGS)))
    assert profile(rising + noise, 10, 0).peak.months == 2


def test_what_all_places_live_the_same_month_is_no_effect_of_an_event():
    """Events all in months when everybody quarrels: the baseline is the same months of the others."""
    luck = np.random.default_rng(3)
    events = np.array([(int(luck.integers(29, 31)), p) for p in range(0, PLACES, 2)])
    hot = np.zeros((MONTHS, PLACES))
    hot[28:34] = 0.2
    held = np.full((MONTHS, PLACES), 400.0)
    found = study(events, (0.2 + hot).T[:, :, None], Baseline(held))
    assert found.effect == pytest.approx(0.0, abs=1e-6)


def test_windows_that_reach_out_of_the_run_are_counted():
    """Events of the first and last six months are kept for the months that exist, and counted."""
    events = np.array([(0, 0), (30, 1), (53, 2), (54, 3)])
    held = np.full((MONTHS, PLACES), 20.0)
    found = study(events, np.zeros((PLACES, MONTHS, 1)), Baseline(held))
    assert (found.events, found.cut) == (4, 2)
    assert lagged(events, MONTHS, PLACES).sum(axis=(0, 1)).tolist() == [3] * 6 + [4] + [4] * 5 + [3]


def test_what_cannot_be_told_weighs_nothing():
    """Events in every month of every place, and none at all: no number is made up."""
    held = np.full((MONTHS, PLACES), 20.0)
    everywhere = np.array([(m, p) for m in range(MONTHS) for p in range(PLACES)])
    found = study(everywhere, np.random.default_rng(1).random((PLACES, MONTHS, 1)), Baseline(held))
    assert found.weight.max() < 1e3 * held.sum()
    none = study(everywhere[:0], np.zeros((PLACES, MONTHS, 1)), Baseline(held))
    assert not none.weight.any()
    empty = profile(np.full((5, len(LAGS)), np.nan), 0, 0)
    assert empty.peak.months == 0
    assert np.isnan(empty.peak.height.value)


def test_the_weight_is_what_the_variance_of_an_effect_says():
    """Twice the encounters, half the variance; the spread over runs of a coin is sqrt(p (1 - p) / weight)."""
    luck, effects = np.random.default_rng(5), []
    events, held = some(luck), np.full((MONTHS, PLACES), 30.0)
    baseline = Baseline(held)
    for _ in range(300):
        rates = luck.binomial(30, 0.3, (PLACES, MONTHS)) / 30.0
        effects.append(study(events, rates[:, :, None], baseline).effect[0])
    weight = study(events, rates[:, :, None], baseline).weight
    assert np.std(effects, axis=0) == pytest.approx(np.sqrt(0.21 / weight), rel=0.2)
    assert study(events, rates[:, :, None], Baseline(2.0 * held)).weight == pytest.approx(2.0 * weight)
