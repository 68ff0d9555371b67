"""Memory of the start: planted gaps that close, that remain, that halve at a known month."""

import numpy as np
import pytest

from sim.config import Scenario
from sim.override import changed
from sim.simulate import simulate
from sim.validation.typology.drivers import DRIVERS, HIGH, LOW, RENEWALS, STARTS, changes_of, lasting
from sim.validation.typology.hysteresis import CURVES, NEVER, Fate, Followed, columns, half_life, memory, pace
from sim.world.quebec import real

MONTH = np.arange(180)


def lived(mean: np.ndarray, luck: float = 0.02, seeds: int = 12) -> np.ndarray:
    """(seed, month) curves around a mean (month,)."""
    return mean + luck * np.random.default_rng(3).standard_normal((seeds, 1))


@pytest.mark.parametrize("tau", [20.0, 60.0, 120.0])
def test_the_half_life_of_an_exponential_gap(tau):
    """A gap that decays with time constant tau halves after tau ln 2 months, counted from its first year."""
    expected = 5.5 + tau * np.log(2.0)
    assert half_life(0.5 * np.exp(-MONTH / tau)) == pytest.approx(expected, abs=2.0 + 12.0 / tau)


def test_a_gap_that_opens_again_is_not_halved():
    """Half must stay lost until the end."""
    gap = np.where((MONTH > 50) & (MONTH < 100), 0.1, 0.5)
    assert half_life(gap) == NEVER
    assert half_life(np.where(MONTH > 50, 0.1, 0.5)) == 51


def test_the_pace_of_an_exponential_gap():
    """A gap that loses a tenth a year is said to lose a tenth a year; one that stands still, nothing."""
    assert pace(0.5 * 0.9 ** (MONTH / 12.0)) == pytest.approx(0.1)
    assert pace(np.full(180, 0.4)) == pytest.approx(0.0)
    assert np.isnan(pace(np.full(60, 0.4)))
    assert np.isnan(pace(np.full(180, 0.001))), "nothing is left to close"


def planted_map(value: float, start: float) -> np.ndarray:
    """A bistable place: dx/dt = -(x - .2)(x - m)(x - .8)/10, both ends stable where the driver is between .3 and .7.

    Outside, the middle root is beyond an end and a single state is left.
    """
    x, found = start, np.empty(180)
    for month in MONTH:
        found[month] = x
        if 0.3 < value < 0.7:
            x -= 0.6 * (x - 0.2) * (x - 0.5) * (x - 0.8)
        else:
            x -= 0.05 * (x - (0.2 if value <= 0.3 else 0.8))
    return found


def test_a_planted_bistable_driver_is_found():
    """The gap remains between the two thresholds, where two states are stable, and closes outside."""
    values = np.linspace(0.0, 1.0, 9)
    found = [memory(lived(planted_map(v, 0.3)), lived(planted_map(v, 0.7))) for v in values]
    fates = [m.fate for m in found]
    assert fates == [Fate.CLOSES] * 3 + [Fate.REMAINS] * 3 + [Fate.CLOSES] * 3
    assert all(m.half == NEVER and m.half_high == np.inf for m in found[3:6])
    assert found[4].last > found[4].first, "stable states are farther apart than the starts"
    assert all(m.half < 40 for m in (*found[:3], *found[6:]))


def test_an_uncertain_gap_is_said_to_be_uncertain():
    """Wide luck in each start alone: the interval is over both sides of the limit."""
    rng = np.random.default_rng(5)
    apart = [0.5 + 0.2 * rng.standard_normal((6, 1)) + np.zeros((6, 180)) for _ in range(2)]
    assert memory(apart[0], apart[1] + 0.05).fate is Fate.UNCLEAR


def test_a_year_has_as_much_money_whatever_the_length_of_the_run():
    """The fund lasts to the end, and envelopes grow in proportion; the driver multiplies the money of a year."""
    network = real("cote_nord")
    usual = simulate(changed(Scenario(), {"months": 2}), network, 1)["envelope"][-1].sum()
    for value in (0.0, 0.25, 1.0, 2.0):
        changes = {**changes_of("envelope", value, LOW, "renewed", 180), "months": 2}
        found = simulate(changed(Scenario(), changes), network, 1)["envelope"][-1].sum()
        assert found == pytest.approx(value * lasting(180) * usual, rel=1e-6)
        assert changes["calendar.fund_end"] == 180
    assert lasting(66) == pytest.approx(1.0)


def test_every_place_of_the_design_is_a_scenario():
    """Each value, start and renewal is accepted; starts differ by trust alone, renewal by who is replaced alone."""
    for driver in DRIVERS:
        assert driver.values == tuple(sorted(driver.values))
        for value in driver.values:
            for renewal in RENEWALS:
                made = {s: changed(Scenario(), changes_of(driver.name, value, s, renewal)) for s in STARTS}
                assert made[LOW].acquaintance.trust < made[HIGH].acquaintance.trust
                made[LOW].acquaintance.trust = made[HIGH].acquaintance.trust
                assert made[LOW] == made[HIGH]


def test_what_is_followed_is_what_columns_say():
    """Curves month by month, ends that sum to one, money year by year; more trust at the start shows at once."""
    months, network = 24, real("cote_nord")
    values = {}
    for start in STARTS:
        history = simulate(changed(Scenario(), changes_of("reporting", 0.5, start, "stable", months)), network, 2)
        values[start] = Followed()(history)
        assert not [e for e in history.log if e.word == "election"]
    names = [c.name for c in columns(months)]
    assert len(values[LOW]) == len(names)
    curves = {s: dict(zip(CURVES, v[: 3 * months].reshape(3, months), strict=True)) for s, v in values.items()}
    assert (curves[HIGH]["trust"] > curves[LOW]["trust"] + 0.2).all()
    assert curves[HIGH]["cooperation"][-1] > curves[LOW]["cooperation"][-1]
    assert sum(values[LOW][names.index(f"end.{e}")] for e in ("cooperation", "conflict", "routine", "dormant",
                                                             "cooperation_conflict")) == pytest.approx(1.0)  # fmt: skip
