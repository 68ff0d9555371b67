"""Sensitivity: Ishigami's known indices through the project's own path, SALib as outside oracle, shares of luck."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config import Scenario
from sim.explore.analysis import sensitivity
from sim.explore.exports import to_ema, to_salib
from sim.explore.importance import binned, explained, importance
from sim.explore.luck import luck
from sim.explore.morris import elementary_effects, screening
from sim.explore.pawn import distances, pawn
from sim.explore.sample import Sample
from sim.explore.sobol import indices
from sim.explore.table import Explored, space
from sim.store.identity import Field
from sim.store.runs import OK, Runs
from sim.study.analyzing import sample_of
from sim.study.sweeping import Sweep
from sim.sweep.design_file import parsed
from sim.sweep.layout import columns_of
from sim.sweep.points import latin_hypercube, morris, saltelli

KEYS = ("deliberation.by_trust", "deliberation.conflict", "acquaintance.trust")
FIRST = np.array([0.3139, 0.4424, 0.0])  # of Ishigami's function with a = 7, b = 0.1 (Saltelli et al. 2000)
TOTAL = np.array([0.5576, 0.4424, 0.2437])


def ishigami(unit):
    """(point,) Ishigami's function at positions in [0, 1] of three factors."""
    x = -np.pi + 2.0 * np.pi * unit
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


@cache
def swept(method: str, points: int, groups: tuple[str, ...] = (), second: bool = False) -> Sample:
    """A design of the project whose runs give Ishigami's function of the positions of their three factors."""
    tree = {"method": method, "points": points, "parameters": dict.fromkeys(KEYS), "second_order": second}
    if groups:
        tree["groups"] = {"together": list(groups)}
    plan = parsed(tree, Scenario(), {"as asked": {}})
    design = columns_of(plan, 1)
    n = len(design["point"])
    values = ishigami(plan.unit())[design["point"]][:, None]
    text = np.full(n, "", dtype=object)
    runs = Runs(np.arange(n), design, np.full(n, OK), text, np.ones(n), ("outcome.y",), values)
    return sample_of(Sweep(None, plan, runs, (Field("outcome.y", "rate", "Ishigami"),)))


def space_of(n: int, groups=None):
    """A space of n parameters."""
    names = tuple("abcdefghij"[:n])
    return space(names, [0.0] * n, [1.0] * n, groups)


# Sobol


def test_sobol_finds_the_known_indices_of_ishigami():
    """Design, layout, table of runs, sample, analysis: an error in any of them shows against published numbers."""
    sample = swept("saltelli", 1024)
    found = sensitivity(sample, sample.measure("y")).indices
    assert found.groups == KEYS
    np.testing.assert_allclose(found.first, FIRST, atol=0.03)
    np.testing.assert_allclose(found.total, TOTAL, atol=0.03)
    for low, x, high in ((found.first_low, FIRST, found.first_high), (found.total_low, TOTAL, found.total_high)):
        assert ((low <= x) & (x <= high)).all()


def test_sobol_of_groups_is_what_theory_says():
    """The group of the two factors that interact carries all that the third does not: 1 - S2, alone and in all."""
    sample = swept("saltelli", 1024, (KEYS[0], KEYS[2]))
    found = sensitivity(sample, sample.measure("y")).indices
    assert found.groups == ("together", KEYS[1])
    np.testing.assert_allclose(found.first, [1.0 - FIRST[1], FIRST[1]], atol=0.04)
    np.testing.assert_allclose(found.total, [1.0 - FIRST[1], FIRST[1]], atol=0.04)


@pytest.mark.parametrize("second", [False, True])
def test_sobol_is_that_of_salib(second):
    """The same table gives the same indices as SALib, with and without the blocks of second order."""
    from SALib.analyze import sobol

    group = np.arange(4, dtype=np.int32)
    x = saltelli(group, 128, 3, second)
    y = np.exp(x[:, 0]) + x[:, 1] * x[:, 2] + 0.1 * x[:, 3]
    explored = Explored(space_of(4), x, y[:, None])
    problem, _, result = to_salib(explored, 10 if second else 6)
    theirs = sobol.analyze(problem, result, calc_second_order=second, num_resamples=10)
    mine = indices(explored)
    np.testing.assert_allclose(mine.first, theirs["S1"], atol=1e-10)
    np.testing.assert_allclose(mine.total, theirs["ST"], atol=1e-10)
    assert len(mine.second) == len(mine.pairs) == (6 if second else 0)
    for (j, k), value in zip(mine.pairs, mine.second, strict=True):
        assert value == pytest.approx(theirs["S2"][j, k], abs=1e-8)  # theirs is counted from another mean


def test_sobol_finds_what_two_parameters_do_only_together():
    """Ishigami's first and third factors: 1 - S1 - S2 = 0.2437 of the variance, which neither has alone."""
    sample = swept("saltelli", 2048, second=True)
    found = sensitivity(sample, sample.measure("y")).indices
    assert found.pairs == ((0, 1), (0, 2), (1, 2))
    np.testing.assert_allclose(found.second, [0.0, TOTAL[2], 0.0], atol=0.05)
    assert ((found.second_low <= [0.0, TOTAL[2], 0.0]) & ([0.0, TOTAL[2], 0.0] <= found.second_high)).all()
    assert found.second_low[1] > 0.1


def test_luck_does_not_pass_for_something_done_together():
    """Two runs a point, each with luck of its own: pairs keep their share of what is not luck."""
    x = saltelli(np.arange(3, dtype=np.int32), 4096, 1, True)
    y = ishigami(x)
    noisy = y[:, None] + np.random.default_rng(2).normal(0.0, 3.0, (len(y), 2))
    found = indices(Explored(space_of(3), x, noisy))
    told = 1.0 - found.luck_in_all
    assert told == pytest.approx(1.0 / (1.0 + 4.5 / y.var()), abs=0.05)
    np.testing.assert_allclose(found.second / told, [0.0, TOTAL[2], 0.0], atol=0.12)


def test_a_missing_result_takes_its_block_away_and_no_more():
    """One failed run does not poison the indices: they are those of the other blocks, exactly."""
    x = saltelli(np.arange(3, dtype=np.int32), 64, 1)
    y = ishigami(x)
    holed = y.copy()
    holed[7] = np.nan  # in the second block of five
    mine = indices(Explored(space_of(3), x, holed[:, None]))
    kept = np.r_[0:5, 10 : len(x)]
    other = indices(Explored(space_of(3), x[kept], y[kept][:, None]))
    assert mine.lost == 1
    assert mine.blocks == 63
    assert (mine.first == other.first).all()
    problem, points, values = to_salib(Explored(space_of(3), x, holed[:, None]), 5)
    assert problem["num_vars"] == 3
    assert (points == x[kept]).all()
    assert np.isfinite(values).all()


def test_a_table_out_of_order_is_refused():
    """Rows in another order would give indices that mean nothing, without a sign of it."""
    x = saltelli(np.arange(3, dtype=np.int32), 16, 1)[::-1]
    with pytest.raises(ValueError, match="not a Saltelli design"):
        indices(Explored(space_of(3), x[np.random.default_rng(0).permutation(len(x))], ishigami(x)[:, None]))
    with pytest.raises(ValueError, match="not a Morris design"):
        screening(Explored(space_of(3), x, ishigami(x)[:, None]))


# Morris


def test_morris_screens_ishigami_through_the_own_path():
    """Against the values on four levels: the second factor has effects of one size, 7.875, that cancel in the mean."""
    sample = swept("morris", 200)
    found = sensitivity(sample, sample.measure("y")).screening
    assert found.mu_star[1] == pytest.approx(7.875)
    assert abs(found.mu[1]) < 2.0
    assert (found.mu_star > 5.0).all()  # none of the three can be left alone
    assert found.sigma[2] > found.mu_star[2]
    assert sensitivity(sample, sample.measure("y")).importance is None


def test_morris_is_that_of_salib():
    """mu, mu* and sigma of SALib on the same trajectories."""
    from SALib.analyze import morris as theirs

    x = morris(np.arange(5, dtype=np.int32), 30, 2)
    y = x @ np.array([3.0, -2.0, 0.5, 0.0, 1.0]) + 4.0 * x[:, 0] * x[:, 1]
    problem, points, values = to_salib(Explored(space_of(5), x, y[:, None]), 6)
    other = theirs.analyze(problem, points, values, num_levels=4, num_resamples=10)
    mine = screening(Explored(space_of(5), x, y[:, None]))
    for name in ("mu", "mu_star", "sigma"):
        np.testing.assert_allclose(getattr(mine, name), np.asarray(other[name], dtype=float), atol=1e-9)
    assert mine.mu_star[3] == mine.high[3] == 0.0


def test_a_straight_effect_has_no_spread_and_a_missing_run_costs_its_two_steps():
    """A linear function: every effect is the coefficient. A hole loses the effects beside it only."""
    x = morris(np.arange(3, dtype=np.int32), 12, 5)
    y = 2.0 * x[:, 0] - 3.0 * x[:, 1]
    y[5] = np.nan  # inside the second trajectory
    found = screening(Explored(space_of(3), x, y[:, None]))
    np.testing.assert_allclose(found.mu, [2.0, -3.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(found.sigma, 0.0, atol=1e-12)
    assert found.lost == 2
    assert found.number.sum() == 34


def test_groups_move_together_in_a_screening():
    """Two parameters of a group have one effect, without direction."""
    group = np.array([0, 1, 0], dtype=np.int32)
    x = morris(group, 20, 1)
    found = Explored(space_of(3, {"both": ("a", "c")}), x, (x[:, 0] + x[:, 2])[:, None])
    assert found.space.groups == ("both", "b")
    effects = elementary_effects(found)
    assert set(np.round(np.abs(effects[:, 0]), 9)) <= {0.0, 2.0}
    assert np.isnan(screening(found).mu[0])
    assert (effects[:, 1] == 0.0).all()


# Any design


def test_importance_gives_the_shares_of_an_additive_function():
    """y = 2a + b: four fifths and one fifth; the idle parameters stay under what chance reaches."""
    x = latin_hypercube(list("abcdef"), 800, 1)
    found = importance(tuple("abcdef"), x, 2.0 * x[:, 0] + x[:, 1])
    np.testing.assert_allclose(found.first[:2], [0.8, 0.2], atol=0.03)
    assert (found.first[2:] < found.threshold).all()
    assert (found.p[:2] < 0.01).all()
    assert found.order[:2].tolist() == [0, 1]


def test_an_idle_parameter_explains_nothing_however_many_its_classes():
    """The raw share of eight classes of five points is 18 % by chance; corrected, it is zero on average."""
    classes = np.arange(40, dtype=np.int32) % 8
    found = explained(classes, np.random.default_rng(0).normal(size=(40, 4000)))
    assert found.mean() == pytest.approx(0.0, abs=0.01)


def test_chance_is_called_important_one_time_in_twenty_at_most():
    """Over 60 tables of pure noise, some parameter passes the threshold in about 5 % of them."""
    rng = np.random.default_rng(3)
    passed = 0
    for seed in range(60):
        found = importance(tuple("abcdefgh"), rng.random((120, 8)), rng.random(120), seed, shuffles=60)
        passed += bool((found.first > found.threshold).any())
    assert passed <= 8  # a binomial of 60 at 5 % passes 8 once in two hundred times


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=8, max_size=60), st.integers(2, 5))
def test_classes_keep_equal_values_together_in_order(values, bins):
    """Ties never stand in two classes; classes follow values; all of them are used."""
    x = np.array(values, dtype=float)
    found = binned(x, bins)
    assert set(found) == set(range(found.max() + 1))
    order = np.argsort(x, kind="stable")
    assert (np.diff(found[order]) >= 0).all()
    assert all(len(set(found[x == v])) == 1 for v in set(values))


def test_pawn_is_the_distance_of_kolmogorov_and_smirnov():
    """Each class against all, as scipy's two-sample statistic has it; what is idle is under what chance reaches."""
    from scipy.stats import ks_2samp

    x = latin_hypercube(list("ab"), 300, 2)
    y = np.round(np.where(x[:, 0] < 0.2, x[:, 1] * 4.0, x[:, 0]), 2)
    classes, place = binned(x[:, 0], 5), np.unique(y, return_inverse=True)[1].astype(np.int32)
    naive = [ks_2samp(y[classes == c], y).statistic for c in range(5)]
    np.testing.assert_allclose(distances(classes, place), naive, atol=1e-12)
    found = pawn(("a", "b", "c"), np.column_stack([x, latin_hypercube(["c"], 300, 9)]), y)
    assert found.median[0] > found.threshold > found.median[2]


# Luck


@pytest.mark.parametrize("crossed", [True, False])
def test_luck_finds_the_variances_that_were_planted(crossed):
    """Points 4, shared luck 1, own luck 0.5: shares of 5.5, and the replicates that make the half-width a quarter."""
    rng = np.random.default_rng(1)
    shared = rng.normal(size=(1, 40)) * 1.0
    y = 2.0 * rng.normal(size=(500, 1)) + shared + np.sqrt(0.5) * rng.normal(size=(500, 40))
    found = luck(y, crossed)
    part = float(shared.var(ddof=1))
    assert found.parameters == pytest.approx(4.0 / (4.5 + part), abs=0.05)
    assert found.between == pytest.approx(2.0, abs=0.15)
    if crossed:
        assert found.shared == pytest.approx(part / (4.5 + part), abs=0.03)
        assert found.enough == pytest.approx((1.96 / 0.5) ** 2 * 0.5, abs=2.0)
    else:
        assert np.isnan(found.shared)
        assert found.enough == pytest.approx((1.96 / 0.5) ** 2 * (0.5 + part), abs=4.0)


def test_luck_alone_is_not_taken_for_parameters():
    """Nothing but luck, two replicates: the part of parameters is about zero, not about a half."""
    found = luck(np.random.default_rng(2).normal(size=(400, 2)))
    assert found.parameters < 0.12
    assert np.isnan(luck(np.ones((5, 1))).parameters)


# Exports


def test_ema_gets_only_whole_runs():
    """A row a run that is whole, floating numbers, the point as scenario and the rule as policy."""
    columns = {"point": np.array([0, 1, 2]), "rule": np.array(["a", "a", "b"]), "seed": np.array([1, 1, 1]),
               "months": np.array([3, 4, 5])}  # fmt: skip
    frame, outcomes = to_ema(columns, {"y": np.array([1.0, np.nan, 3.0]), "z": np.ones((3, 4))})
    assert list(frame.columns) == ["months", "scenario", "policy", "model"]
    assert frame["months"].dtype == np.float64
    assert frame["policy"].tolist() == ["a", "b"]
    assert outcomes["y"].tolist() == [1.0, 3.0]
    assert outcomes["z"].shape == (2, 4)
