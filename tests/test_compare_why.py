"""Why an outcome differs: the table of feeds is complete and true to the columns; changes and typical runs by hand."""

import numpy as np
import pytest
from tiny import network

from sim.compare.differences import differences
from sim.compare.feeds import FEEDS, LEDGER
from sim.compare.measures import Column, Measured, columns
from sim.compare.why import explain, feeds_of, typical
from sim.config import Scenario
from sim.metrics.outcomes import OUTCOMES
from sim.month import STAGES
from sim.override import changed
from sim.simulate import simulate

COLUMNS = columns(network(1, 2), 3)
NAMES = [column.name for column in COLUMNS]


def test_every_outcome_has_feeds_that_exist():
    """No outcome without, no column that is not measured, no unknown stage, none that feeds itself or stands twice."""
    assert set(FEEDS) == set(OUTCOMES)
    stages = {name for name, _ in STAGES}
    for outcome, feeds in FEEDS.items():
        assert feeds
        fed = [feed.column for feed in feeds]
        assert set(fed) <= set(NAMES), outcome
        assert f"outcome.{outcome}" not in fed
        assert len(set(fed)) == len(fed), outcome
        assert {feed.stage for feed in feeds} <= stages
        assert all(feed.because for feed in feeds)
    assert set(LEDGER) <= set(NAMES)


def test_what_feeds_a_place():
    """A territory's conflict is fed as all conflict is; what is itself intermediate is fed by nothing."""
    code = network(1, 2).code[0]
    assert feeds_of(f"territory.{code}.conflict") == FEEDS["conflict_last_year"]
    assert feeds_of("month.002.cooperation") == FEEDS["cooperation_last_year"]
    assert feeds_of("channel.scarcity") == feeds_of("role.citizen.dollars") == ()
    assert {name for name in NAMES if feeds_of(name) == ()} >= set(LEDGER)


def test_changes_by_hand():
    """Means, differences, intervals over what is explained together, standardized and sorted; the variant asked."""
    rng = np.random.default_rng(0)
    values = rng.normal(size=(3, 60, len(NAMES)))
    values[2] = values[0] + 0.1 * rng.normal(size=values[0].shape)
    trust, scarcity = NAMES.index("channel.trust_community_elected"), NAMES.index("channel.scarcity")
    envelope, burden = NAMES.index("ledger.envelope"), NAMES.index("channel.burden")
    values[:, :, scarcity] *= 100.0
    values[2, :, trust] -= 1.0
    values[2, :, scarcity] += 300.0
    values[2, :, envelope] += 2.0
    values[:, :, burden] = 0.5
    values[2, :, burden] = 0.6
    found = explain(values, COLUMNS, 2, "outcome.conflict_last_year")
    assert [c.column.name for c in found.feeds[:2]] == ["channel.scarcity", "channel.trust_community_elected"]
    assert found.feeds[-1].column.name == "channel.burden"
    assert np.isnan(found.feeds[-1].standardized)
    assert (found.feeds[-1].low, found.feeds[-1].high) == pytest.approx((0.1, 0.1))
    assert found.ledger[0].column.name == "ledger.envelope"
    assert len(found.ledger) == 7
    assert found.feeds[0].stage == "deliberation"
    first = found.feeds[0]
    gap = values[2, :, scarcity] - values[0, :, scarcity]
    assert first.difference == pytest.approx(gap.mean())
    assert first.standardized == pytest.approx(gap.mean() / values[0, :, scarcity].std(ddof=1))
    means = [values[arm, :, scarcity].mean() for arm in (0, 2)]
    assert [first.baseline, first.variant] == pytest.approx(means)
    assert first.low < first.difference < first.high
    whole = ["outcome.conflict_last_year", *(f.column for f in FEEDS["conflict_last_year"]), *LEDGER]
    chosen = [NAMES.index(name) for name in whole]
    together = differences(values[[0, 2]][:, :, chosen])
    assert (found.outcome.low, found.outcome.high) == (together.low_all[0, 0], together.high_all[0, 0])
    sizes = [abs(c.standardized) for c in found.feeds[:-1]]
    assert sizes == sorted(sizes, reverse=True)


def test_a_rule_against_itself_changes_nothing():
    """Every change is zero, in its own unit and standardized; what does not vary is no exception."""
    values = np.random.default_rng(1).normal(size=(1, 20, len(NAMES))).repeat(2, axis=0)
    values[:, :, NAMES.index("channel.scarcity")] = 0.3
    found = explain(values, COLUMNS, 1, "outcome.conflict_last_year")
    for change in (found.outcome, *found.feeds, *found.ledger):
        assert change.difference == change.low == change.high == change.standardized == 0.0


def test_why_on_real_runs():
    """Without facilitation, fewer encounters turn to cooperation, and accompaniment is first among what changed."""
    net, quick = network(1, 2), {"months": 18, "population.scale": 0.3}
    measured = Measured()
    arms = (quick | {"conditions.facilitation": 0.95}, quick | {"conditions.facilitation": 0.05})
    values = np.stack([[measured(simulate(changed(Scenario(), arm), net, seed)) for seed in range(8)] for arm in arms])
    found = explain(values, columns(net, 18), 1, "outcome.cooperation_last_year")
    assert found.outcome.high < 0.0
    assert found.feeds[0].column.name == "channel.facilitation"
    assert found.feeds[0].high < 0.0
    assert isinstance(found.outcome.column, Column)


def test_the_typical_run():
    """The one closest to the middle of every arm at once, whatever the units; a missing quantity is far."""
    rng = np.random.default_rng(2)
    values = rng.normal(size=(3, 25, 4))
    values[:, 17] = np.median(values, axis=1)
    assert typical(values) == 17
    scaled = values * np.array([1.0, 1e6, 1e-6, 5.0]) + 3.0
    assert typical(scaled) == 17
    holed = values.copy()
    holed[1, 17, :3] = np.nan
    assert typical(holed) != 17
    rare = np.concatenate([values, np.full((3, 25, 40), np.nan)], axis=2)
    rare[:, :3, 4:] = np.array([-9.0, 0.0, 9.0])[:, None]
    assert typical(rare) == 17
    still = np.concatenate([values, np.ones((3, 25, 1))], axis=2)
    assert typical(still) == 17
    assert typical(np.ones((2, 4, 3))) == 0
