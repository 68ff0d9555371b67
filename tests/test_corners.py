"""Worlds at their corners: no money or a cent, one territory, nobody in low income or everybody, one month or two.

Whatever is measured of them is a number, or is said not to exist where its meaning says so; nothing is divided by
zero, and no remark of numpy reaches the user's screen.
"""

import math
import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_conservation import lively

from sim.compare.lived import Lived
from sim.compare.measures import Measured, columns
from sim.config import CHOICES, Calendar, Scenario
from sim.history import History
from sim.metrics.equity import concentration, gini
from sim.metrics.outcomes import OUTCOMES, outcomes
from sim.metrics.summary import summarize
from sim.metrics.typology import Dynamic, Typology, classify, gather, transitions
from sim.metrics.typology import axes as rates
from sim.rules.proposals import Proposals
from sim.show.equity import gini_text, lorenz
from sim.show.reading import Reading
from sim.show.words import Words
from sim.simulate import simulate
from sim.validation.quantities import Observed
from sim.validation.readings import came_back, trust_after_election
from sim.vocabulary import Status
from sim.world.network import Network
from sim.world.population import Population
from sim.world.synthetic import Synthetic, synthetic

ENVELOPES = (0, 1, 10**7, 10**14)  # cents a region: nothing, a cent, what is usual, a hundred times the whole fund


def ended(h: History) -> Any:
    """(project,) True for those that ended."""
    return h.final.projects.ended >= 0


def started(h: History) -> Any:
    """(project,) True for those that spent a first dollar."""
    return h.final.projects.started >= 0


def awarded(h: History) -> bool:
    """True if a project was awarded."""
    return bool((h.final.projects.status >= Status.AWARDED).any())


def cooperative(h: History) -> bool:
    """True if some region gets to cooperation."""
    p = Typology()
    return bool((classify(rates(gather(h, "region", h.final.tables.region), p), p) == Dynamic.COOPERATION).any())


def n_local(h: History) -> int:
    """Local tables: one a territory."""
    return int(h["need"].shape[1])


EXISTS: dict[str, Callable[[History], Any]] = {  # the outcomes that may not exist, and when they do
    **dict.fromkeys(("cooperation_first_year", "conflict_first_year"), lambda h: h["held"][:12].sum() > 0),
    **dict.fromkeys(("cooperation_last_year", "conflict_last_year"), lambda h: h["held"][-12:].sum() > 0),
    "first_cooperation": cooperative,
    "plan_month": lambda h: (h.final.tables.plan_month[: n_local(h)] >= 0).any(),
    "plan_spread": lambda h: (h.final.tables.plan_month[: n_local(h)] >= 0).any(),
    "agreement_month": lambda h: (h.final.regions.agreed_month >= 0).any(),
    "first_money": lambda h: started(h).any(),
    "multi_partner": awarded,
    "lasting_share": lambda h: ended(h).any(),
    "filed_to_started": lambda h: (started(h) & (h.final.projects.parent < 0)).any(),
    "unspent": lambda h: h.final.regions.envelope.sum() > 0,
    "leverage": awarded,
    "trust_end": lambda h: np.isfinite(h["trust"][-1]).any(),
    "trust_elected_community": lambda h: np.isfinite(h["trust_by_pair"][-1, : n_local(h), 2]).any(),
    "citizen_share": lambda h: h["present"][:, : n_local(h)].sum() > 0,
}


def world(regions: int, territories: int, low_income: float, spared: bool, envelope: int, seed: int) -> Network:
    """A small made-up network; spared: nobody is in low income in the first territory."""
    made = synthetic(Synthetic(regions=regions, territories_per_region=territories, low_income_rate=low_income), seed)
    rate, poor = made.low_income_rate.copy(), made.poor.copy()
    if spared:
        rate[0], poor[0] = 0.0, 0.0
    return replace(made, low_income_rate=rate, poor=poor, envelope=np.full_like(made.envelope, envelope))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    regions=st.integers(1, 2), territories=st.integers(1, 3), low_income=st.sampled_from((0.0, 15.4, 100.0)),
    spared=st.booleans(), envelope=st.sampled_from(ENVELOPES), months=st.sampled_from((1, 2, 13, 30)),
    split=st.sampled_from(CHOICES["split"]), award=st.sampled_from(CHOICES["award"]),
    endorsement=st.sampled_from(CHOICES["endorsement"]), fast=st.booleans(), seed=st.integers(0, 99),
)  # fmt: skip
def test_every_measure_of_a_corner_is_a_number_or_said_not_to_exist(
    regions, territories, low_income, spared, envelope, months, split, award, endorsement, fast, seed
):
    """Outcomes, what comparisons and patterns measure, the summary: warnings are errors, NaN where it is due."""
    network = world(regions, territories, low_income, spared, envelope, seed)
    pace = lively(np.random.default_rng(seed)) | {"proposals": Proposals(base=2.0)} if fast else {}
    scenario = Scenario(
        months=months, calendar=Calendar(launch=0, deadline=3, fund_end=24), split=split(), award=award(),
        endorsement=endorsement(), population=Population(scale=0.1), **pace,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lived = simulate(scenario, network, seed)
        found, summary = outcomes(lived), summarize(lived)
        vector, observed = Measured(Typology())(lived), Observed()(lived)
    assert set(EXISTS) <= set(OUTCOMES)
    for name, value in found.items():
        assert math.isfinite(value) == (name not in EXISTS or bool(EXISTS[name](lived))), (name, value)
    assert not np.isinf(vector).any()
    assert not np.isinf(observed).any()
    assert len(vector) == len(columns(network, months))
    for part in (summary.participation, summary.occupancy, summary.attendance, summary.awarded):
        assert np.isfinite(part).all()


def test_money_without_anybody_to_have_it_is_shared_evenly():
    """No low income anywhere: both indices are zero, as when there is no money, without a remark of numpy."""
    dollars, nobody, need = np.array([5.0, 0.0, 2.0]), np.zeros(3), np.arange(3.0)
    assert concentration(dollars, nobody, need) == 0.0
    assert gini(dollars, nobody) == 0.0
    assert concentration(np.zeros(3), nobody, need) == gini(np.zeros(3), nobody) == 0.0


def test_money_that_goes_where_nobody_is_in_low_income_is_not_shared_among_them():
    """All of it to a place without low income, of the least need: the index is -1."""
    dollars, poor = np.array([9.0, 0.0, 0.0]), np.array([0.0, 50.0, 50.0])
    assert concentration(dollars, poor, np.arange(3.0)) == pytest.approx(-1.0)
    assert concentration(dollars, poor, -np.arange(3.0)) == pytest.approx(1.0)


def test_no_curve_of_the_sharing_is_drawn_without_persons_in_low_income():
    """Nor without money; with both it goes from nothing to everything."""
    scenario = Scenario(months=2, population=Population(scale=0.1))
    dollars = np.array([3.0, 1.0])
    for low_income, whole in ((0.0, False), (15.4, True)):
        network = world(1, 2, low_income, False, 10**7, 1)
        lived = simulate(scenario, network, 1)
        reading = Reading(lived, network, scenario, (), Typology())
        curve = lorenz(reading, dollars)
        assert np.isfinite(curve).all() if whole else np.isnan(curve).all()
        assert np.isnan(lorenz(reading, np.zeros(2))).all()
        assert gini_text(reading, Words("fr")) == "—"  # nothing was awarded within two months


def test_a_reading_of_a_short_run_does_not_stop_it():
    """Nobody comes back to a dynamic within the first half year; trust that no tie carries does not exist."""
    assert not came_back(np.zeros(0, dtype=np.int8))
    assert [came_back(np.array(path)) for path in ([0, 1, 1], [0, 1, 0])] == [False, True]
    scenario = Scenario(months=2, population=Population(scale=0.1))
    lived = simulate(scenario, world(1, 1, 15.4, False, 0, 1), 1)
    lived["trust_by_pair"][:] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert math.isnan(trust_after_election(Lived(lived, Typology())))


def test_one_month_moves_nowhere():
    """Transitions of a single month: no month is followed by another, so that no share exists."""
    assert np.isnan(transitions(np.zeros((1, 3), dtype=np.int8))).all()
