"""Measures: known samples, textbook formulas, hand-made series, and the measures of real runs inside their ranges."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import apart, state

from sim.config import Scenario
from sim.history import History, blank
from sim.metrics import equity, partnership, relations, viability
from sim.metrics.outcomes import OUTCOMES, first_money, outcomes
from sim.metrics.summary import summarize
from sim.metrics.typology import (
    Dynamic,
    Typology,
    axes,
    classify,
    gather,
)
from sim.override import changed
from sim.simulate import begin, simulate
from sim.vocabulary import PAIRS, Role
from sim.world.quebec import real

often = settings(max_examples=150, deadline=None, derandomize=True)
amounts = st.lists(st.integers(0, 10**9).map(float), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def history() -> History:
    """Two regions, five years."""
    return simulate(Scenario(), real(["mauricie", "cote_nord"]), 3)


# Equity


def gini_of_pairs(amount, weight) -> float:
    """Half the mean absolute difference over the mean, every pair of persons: O(n^2)."""
    persons, mean = sum(weight), sum(x * w for x, w in zip(amount, weight, strict=True)) / sum(weight)
    gaps = sum(
        abs(x - y) * v * w for x, v in zip(amount, weight, strict=True) for y, w in zip(amount, weight, strict=True)
    )
    return gaps / (2.0 * persons**2 * mean) if mean > 0.0 else 0.0


@often
@given(amount=amounts, seed=st.integers(0, 999))
def test_gini_is_the_mean_difference(amount, seed):
    """Against the definition by pairs, weighted or not; labels and the unit of money do not matter."""
    rng = np.random.default_rng(seed)
    x, w = np.array(amount), rng.uniform(0.1, 5.0, len(amount))
    for weight in (None, w):
        found = equity.gini(x, weight)
        assert found == pytest.approx(gini_of_pairs(x, np.ones(len(x)) if weight is None else weight), abs=1e-9)
        order = rng.permutation(len(x))
        assert equity.gini(100.0 * x[order], None if weight is None else w[order]) == pytest.approx(found, abs=1e-9)
        assert -1e-9 <= found < 1.0


def test_known_ginis():
    """Equal: 0; one has all: 1 - 1/n; 1 to n: (n - 1) / (3n); nothing: 0."""
    assert equity.gini(np.full(7, 3.0)) == pytest.approx(0.0, abs=1e-12)
    assert equity.gini(np.array([0.0, 0.0, 0.0, 5.0])) == pytest.approx(0.75)
    assert equity.gini(np.arange(1.0, 10.0)) == pytest.approx(8 / 27)
    assert equity.gini(np.zeros(4)) == 0.0
    assert equity.gini(np.array([1.0, 3.0]), np.array([3.0, 1.0])) == pytest.approx(
        gini_of_pairs([1, 1, 1, 3], [1] * 4)
    )


@often
@given(amount=amounts, seed=st.integers(0, 999))
def test_concentration_is_a_covariance(amount, seed):
    """2 cov(amount a person, fractional rank) / mean (Kakwani & others 1997), ties standing together."""
    rng = np.random.default_rng(seed)
    x, people, rank = (
        np.array(amount),
        rng.uniform(1.0, 9.0, len(amount)),
        rng.integers(0, 6, len(amount)).astype(float),
    )
    if x.sum() <= 0.0:
        assert equity.concentration(x, people, rank) == 0.0
        return
    p = people / people.sum()
    place = np.array([p[rank < r].sum() + 0.5 * p[rank == r].sum() for r in rank])
    head = x / people
    mean = (p * head).sum()
    covariance = (p * head * place).sum() - mean * 0.5
    assert equity.concentration(x, people, rank) == pytest.approx(2.0 * covariance / mean, abs=1e-9)


def test_known_concentrations():
    """All to the neediest: near 1; by head: 0; all to the least needy: near -1; nothing to rank by: 0."""
    people, need = np.ones(10), np.arange(10.0)
    last = np.eye(10)[9]
    assert equity.concentration(last, people, need) == pytest.approx(0.9)
    assert equity.concentration(last, people, -need) == pytest.approx(-0.9)
    assert equity.concentration(people * 4, people, need) == pytest.approx(0.0, abs=1e-12)
    assert equity.concentration(last, people, np.ones(10)) == pytest.approx(0.0, abs=1e-12)


# Relations and viability, on a few actors


@pytest.mark.parametrize("seed", range(6))
def test_relations_by_hand(seed):
    """Trust by table and pair of roles, dispersion, coverage, efficacy, organizations: in plain Python."""
    s = state(seed, regions=2)
    n, n_tables = len(s.territories.region), len(s.tables.region)
    trust, pairs = relations.mean_trust(s.ties, relations.pair_of(s.actors, s.ties), n_tables)
    ends = [
        sorted((int(s.actors.role[a]), int(s.actors.role[b]))) for a, b in zip(s.ties.left, s.ties.right, strict=True)
    ]
    for t in range(n_tables):
        here = s.ties.table == t
        assert trust[t] == pytest.approx(s.ties.trust[here].mean() if here.any() else math.nan, nan_ok=True)
        for k, pair in enumerate(PAIRS):
            mine = here & np.array([tuple(e) == pair for e in ends])
            assert pairs[t, k] == pytest.approx(s.ties.trust[mine].mean() if mine.any() else math.nan, nan_ok=True)
    spread = relations.dispersion(s.actors.priorities, 9, s.actors.territory, relations.concerned(s.actors), n)
    cover, efficacy = relations.coverage(s.actors, n), relations.mean_efficacy(s.actors, n)
    awake, weak = viability.count(s.actors, n, 1.0)
    for t in range(n):
        local = s.actors.territory == t
        mean = s.actors.priorities[local].mean(axis=0)
        assert spread[t] == pytest.approx(np.mean([apart(x, mean) for x in s.actors.priorities[local]]))
        came = np.flatnonzero(local & s.actors.attends)
        seen = {("role", int(s.actors.role[i])) for i in came} | {("lived", 1) for i in came if s.actors.lived[i]}
        seen |= {("axis", int(np.argmax(s.actors.approach[i]))) for i in came}
        assert cover[t] == pytest.approx(len(seen) / 9)
        for role in Role:
            mine = local & (s.actors.role == role)
            assert efficacy[t, role] == pytest.approx(
                s.actors.efficacy[mine].mean() if mine.any() else math.nan, nan_ok=True
            )
        groups = local & (s.actors.role == Role.COMMUNITY)
        assert awake[t] == (groups & s.actors.active).sum()
        assert weak[t] == (groups & (~s.actors.active | (s.actors.reserve < 1.0))).sum()


# What a run comes to


def test_outcomes_are_complete_and_in_their_ranges(history):
    """Every name of OUTCOMES, in order; shares and rates inside [0, 1]; one month is enough."""
    found = outcomes(history)
    assert list(found) == list(OUTCOMES)
    for name, (unit, _) in OUTCOMES.items():
        if unit in ("share", "rate", "trust") and not math.isnan(found[name]):
            assert 0.0 <= found[name] <= 1.0, name
        assert isinstance(found[name], float), name
    ends = ("regions_cooperative", "regions_mixed", "regions_conflictual", "regions_dormant")
    assert sum(found[name] for name in ends) == pytest.approx(1.0)
    assert list(outcomes(simulate(Scenario(months=1), real("cote_nord"), 1))) == list(OUTCOMES)


def test_outcomes_by_hand(history):
    """Read again off the final state and the series."""
    found, s, q = outcomes(history), history.final, history.final.projects
    assert found["filed"] == len(q.name)
    assert found["funded"] == (q.awarded >= 0).sum() == history["funded"].sum()
    assert found["lasting"] == history["lasting"].sum()
    assert found["vetoes"] == history["vetoed"].sum()
    assert found["unspent"] == pytest.approx(1.0 - s.money.awarded.sum() / s.regions.envelope.sum())
    assert found["agreement_month"] == pytest.approx(np.mean(s.regions.agreed_month))
    assert found["plan_month"] == pytest.approx(np.mean([m for m in s.tables.plan_month[:-2] if m >= 0]))
    for r, month in enumerate(first_money(history)):
        mine = s.tables.region == r
        began = [q.started[k] for k in range(len(q.name)) if mine[q.account[k]] and q.started[k] >= 0]
        assert month == min(began)
    summary = summarize(history)
    assert summary.awarded.sum() == pytest.approx(q.request[q.awarded >= 0].sum() / 100)
    assert summary.occupancy.sum(axis=1) == pytest.approx(np.ones(history.months))


def test_the_partnership_score_has_a_floor_and_a_ceiling(history):
    """Between 0 and 100 everywhere; 18 items; conditions in [0, 1]."""
    assert sum(c.items for c in partnership.CONDITIONS) == 18
    parts, score = partnership.conditions(history), partnership.score(history)
    assert parts.shape[2] == len(partnership.CONDITIONS)
    assert ((parts >= 0.0) & (parts <= 1.0 + 1e-12)).all()
    assert ((score >= 0.0) & (score <= 100.0 + 1e-9)).all()
    assert score.std() > 1.0


def test_a_table_where_nobody_came_scores_nothing_for_influence():
    """Actors negotiate and weigh on decisions: not where no encounter was held."""
    run = begin(changed(Scenario(months=12), {}), real("cote_nord"), 1)
    empty = History(1, 12, blank(run.state, 12), run.state)
    influence = [c.word for c in partnership.CONDITIONS].index("influence")
    assert (partnership.conditions(empty)[:, :, influence] == 0.0).all()


def test_a_stricter_threshold_never_adds_cooperation(history):
    """Monotone: the more is asked of cooperation, the fewer places hold it; likewise for conflict."""
    region = history.final.tables.region
    for key, dynamics in (
        ("cooperative", (Dynamic.COOPERATION, Dynamic.COOPERATION_CONFLICT)),
        ("conflictual", (Dynamic.CONFLICT, Dynamic.COOPERATION_CONFLICT)),
    ):
        held = []
        for threshold in (0.05, 0.1, 0.2, 0.4, 0.8):
            p = Typology(**{key: threshold})
            held.append(np.isin(classify(axes(gather(history, "territory", region), p), p), dynamics).mean())
        assert held == sorted(held, reverse=True)
        assert held[0] > held[-1]
