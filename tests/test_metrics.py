"""Measures: known samples, textbook formulas, hand-made series, and the measures of real runs inside their ranges."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import apart, state

from sim.config import Scenario
from sim.history import Happening, History, blank
from sim.metrics import equity, partnership, relations, viability
from sim.metrics.decisions import DECISIONS, decisions
from sim.metrics.outcomes import OUTCOMES, first_money, outcomes
from sim.metrics.summary import summarize
from sim.metrics.typology import (
    Axes,
    Counts,
    Dynamic,
    Typology,
    axes,
    classify,
    first_month,
    gather,
    moves,
    occupancy,
    rates_of_possible,
    trailing,
    transitions,
)
from sim.override import changed
from sim.simulate import begin, simulate
from sim.vocabulary import PAIRS, Agreement, Role
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


# Typology


@often
@given(months=st.integers(1, 20), window=st.integers(1, 25), seed=st.integers(0, 999))
def test_trailing_sums(months, window, seed):
    """Sums over the last months, fewer at the start, the series itself left as it was."""
    monthly = np.random.default_rng(seed).integers(0, 9, (months, 3)).astype(float)
    before = monthly.copy()
    found = trailing(monthly, window)
    for m in range(months):
        assert found[m].tolist() == monthly[max(0, m - window + 1) : m + 1].sum(axis=0).tolist()
    assert np.array_equal(monthly, before)


def test_a_table_that_sleeps_is_dormant_whatever_it_lived_before():
    """Refusals count 0.6 each (1 - transparency): once they have left the window, nothing of them may remain."""
    for size in (0.6, 0.1, 0.7):
        counts = Counts(*(np.zeros((40, 1)) for _ in Counts._fields))
        counts.against[2:9] = size
        p = Typology()
        late = classify(axes(counts, p), p)[20:]
        assert (late == Dynamic.DORMANT).all(), size


def two_months() -> Counts:
    """possible, held, cooperative, conflictual, together, against, present, members of one place."""
    told = ([10, 10], [8, 2], [4, 0], [1, 1], [1, 0], [0, 2], [6, 3], [20, 20])
    return Counts(*(np.array(x, dtype=float)[:, None] for x in told))


def test_rates_by_hand():
    """Two months: shares of the encounters held, whatever was possible and decided; persons who come, of members."""
    a = axes(two_months(), Typology(window=2))
    assert a.cooperation[:, 0] == pytest.approx([4 / 8, 4 / 10])
    assert a.conflict[:, 0] == pytest.approx([1 / 8, 2 / 10])
    assert a.participation[:, 0] == pytest.approx([6 / 20, 9 / 40])
    nothing = axes(Counts(*(np.zeros((3, 2)) for _ in Counts._fields)), Typology())
    assert np.isnan(nothing.cooperation).all()
    assert np.isnan(nothing.conflict).all()
    assert (nothing.participation == 0.0).all()


@pytest.mark.parametrize("field", ["possible", "together", "against", "members"])
def test_no_denominator_moves_the_axes(field):
    """Seats for people who do not come, and decisions, change neither axis: they did in the first published rates."""
    base = two_months()
    more = base._replace(**{field: 3.0 * getattr(base, field) + 5.0})
    before, after = axes(base, Typology()), axes(more, Typology())
    assert np.array_equal(before.cooperation, after.cooperation)
    assert np.array_equal(before.conflict, after.conflict)


def test_the_old_rates_by_hand():
    """Encounters and decisions, decisions weighing twice; possible encounters below the line; zero without any."""
    cooperation, conflict = rates_of_possible(two_months(), Typology(window=2, decision=2.0))
    assert cooperation[:, 0] == pytest.approx([(4 + 2) / (10 + 2), (4 + 2) / (20 + 2 * 3)])
    assert conflict[:, 0] == pytest.approx([1 / 12, (2 + 4) / 26])
    nothing = rates_of_possible(Counts(*(np.zeros((3, 2)) for _ in Counts._fields)), Typology())
    assert all((rate == 0.0).all() for rate in nothing)


def test_the_five_dynamics():
    """High or low on each axis, the thresholds themselves being high; few who come, or no encounter: dormant."""
    p = Typology(cooperative=0.3, conflictual=0.1, attended=0.2)
    come = np.array([[0.2, 0.9, 0.9, 0.9, 0.19, 0.9]])
    nan = float("nan")
    rates = Axes(np.array([[0.3, 0.29, 0.9, 0.0, 0.9, nan]]), np.array([[0.09, 0.1, 0.5, 0.0, 0.5, nan]]), come)
    assert classify(rates, p)[0].tolist() == [
        Dynamic.COOPERATION,
        Dynamic.CONFLICT,
        Dynamic.COOPERATION_CONFLICT,
        Dynamic.ROUTINE,
        Dynamic.DORMANT,
        Dynamic.DORMANT,
    ]


def test_decisions_by_hand():
    """Each kind in its month and at its table; a failed proposal at the regional table, whoever made it."""
    s = state(1, regions=2)
    lived = History(1, 6, blank(s, 6), s)
    n = len(s.territories.region)
    s.tables.plan_month[:] = -1
    s.tables.plan_month[1] = 3
    s.regions.agreement[:] = (Agreement.AGREED, Agreement.IMPOSED)
    s.regions.agreed_month[:] = (4, 5)
    lived.log += [Happening(2, "proposal_failed", n, 3.0), Happening(2, "proposal_failed", n - 1, 1.0)]
    lived["vetoed"][1, 0] = 2.0
    found = decisions(lived)
    assert tuple(found) == DECISIONS
    at = {name: [(int(m), int(t), float(x[m, t])) for m, t in np.argwhere(x > 0)] for name, x in found.items()}
    last = int(s.territories.region[n - 1])
    assert at["plans"] == [(3, 1, 1.0)]
    assert at["agreements"] == [(4, n, 1.0)]
    assert at["imposed"] == [(5, n + 1, 1.0)]
    assert at["failed_proposals"] == [(2, n, 1.0), (2, n + last, 1.0)]
    assert at["vetoes"] == [(1, 0, 2.0)]
    assert at["awards"] == at["refusals"] == []


def test_paths_of_dynamics_by_hand():
    """Occupancy, transitions, first month and moves of two places over five months."""
    path = np.array([[3, 1], [1, 1], [1, 2], [0, 2], [0, 2]], dtype=np.int8)
    assert occupancy(path)[0].tolist() == [0.0, 0.5, 0.0, 0.5, 0.0]
    assert occupancy(path).sum(axis=1) == pytest.approx(np.ones(5))
    table = transitions(path)
    assert table[1] == pytest.approx([0.25, 0.5, 0.25, 0.0, 0.0])
    assert table[0].tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert table[3].tolist() == [0.0, 1.0, 0.0, 0.0, 0.0]
    assert np.isnan(transitions(np.zeros((4, 1), dtype=np.int8))[1]).all()
    assert first_month(path, Dynamic.COOPERATION).tolist() == [3, -1]
    assert moves(path).tolist() == [2, 1]


def test_levels_add_up(history):
    """Regions hold their own tables, all of them everything; an unknown level is refused by name."""
    region = history.final.tables.region
    for name in Counts._fields:
        by = {level: getattr(gather(history, level, region), name) for level in ("table", "territory", "region", "all")}
        n = by["territory"].shape[1]
        assert by["all"][:, 0] == pytest.approx(by["table"].sum(axis=1))
        assert by["region"].sum(axis=1) == pytest.approx(by["all"][:, 0])
        told = history[name].sum(axis=2) if name in ("present", "members") else history[name]
        assert np.array_equal(by["territory"], told[:, :n])
        for r in range(2):
            assert by["region"][:, r] == pytest.approx(told[:, region == r].sum(axis=1))
    with pytest.raises(ValueError, match="province"):
        gather(history, "province", region)


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
