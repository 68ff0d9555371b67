"""The two axes, participation, dynamics and decisions: by hand, and against what must not move them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import state

from sim.config import Scenario
from sim.history import Happening, History, blank
from sim.metrics.decisions import DECISIONS, decisions
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
from sim.simulate import simulate
from sim.vocabulary import Agreement
from sim.world.quebec import real

often = settings(max_examples=150, deadline=None, derandomize=True)


@pytest.fixture(scope="module")
def history() -> History:
    """Two regions, five years."""
    return simulate(Scenario(), real(["mauricie", "cote_nord"]), 3)


# Equity


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
