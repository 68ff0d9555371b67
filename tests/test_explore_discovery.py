"""Scenario discovery, regimes and kinds of trajectories: what was planted is found, and noise gives nothing."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.explore import prim, tree
from sim.explore.clusters import clusters, distances, medoids, silhouettes
from sim.explore.discovery import Halves, discovered, how_many, quasi_p, without_weak
from sim.explore.regimes import regimes
from sim.explore.sample import AskedError, Measure, Sample, condition
from sim.explore.table import space


def planted(n: int, parameters: int, seed: int):
    """(x, wanted): nine points in ten inside x0 > 0.6 and x1 < 0.35, one in twenty elsewhere."""
    rng = np.random.default_rng(seed)
    x = rng.random((n, parameters))
    inside = (x[:, 0] > 0.6) & (x[:, 1] < 0.35)
    return x, rng.random(n) < np.where(inside, 0.9, 0.05)


# The box


@pytest.mark.parametrize("seed", range(3))
def test_a_planted_box_is_recovered(seed):
    """Its two parameters and no other of eight, its ends, its density; on unseen points too."""
    x, wanted = planted(1000, 8, seed)
    found = discovered(x, wanted)
    assert np.flatnonzero(found.box.restricted).tolist() == [0, 1]
    assert found.box.low[0] == pytest.approx(0.6, abs=0.03)
    assert found.box.high[1] == pytest.approx(0.35, abs=0.03)
    assert found.density == pytest.approx(0.9, abs=0.07)
    assert found.density_apart > 0.7
    assert (found.quasi_p[[0, 1]] < 0.001).all()
    assert (found.kept[[0, 1]] > 0.6).all()


def test_noise_gives_no_box():
    """A wanted fifth at random among thirty parameters: a search that cannot say no would find six restrictions."""
    rng = np.random.default_rng(0)
    found = discovered(rng.random((300, 30)), rng.random(300) < 0.2)
    assert not found.box.restricted.any()
    assert found.coverage == 1.0
    assert found.density == found.base


def test_a_word_of_a_choice_can_be_the_box():
    """Columns of 0 and 1 are cut at once, whatever their share."""
    rng = np.random.default_rng(4)
    x = np.column_stack([rng.integers(0, 3, 600), rng.random(600)])
    place = space(("award", "cap"), [0.0, 0.0], [2.0, 1.0])
    words = (("consensus", "lottery", "majority"), ())
    names, x = sample()._replace(space=place, labels=words, x=x).spread_out()
    assert names == ("award=consensus", "award=lottery", "award=majority", "cap")
    wanted = (x[:, 1] == 1.0) & (rng.random(600) < 0.9)
    found = discovered(x, wanted)
    assert np.flatnonzero(found.box.restricted).tolist() == [1]
    assert found.box.low[1] == 1.0
    assert found.coverage == 1.0


def test_the_way_goes_from_the_whole_space_to_dense_small_boxes():
    """Each box holds the next; its numbers are those of a count; never more restrictions than asked."""
    x, wanted = planted(600, 5, 1)
    way = prim.peel(x, wanted, 2)
    inside = [box.holds(x) for box in way.boxes]
    assert inside[0].all()
    for one, other in pairwise(inside):
        assert (one | ~other).all()
        assert other.sum() < one.sum()
    for k, here in enumerate(inside):
        assert way.density[k] == pytest.approx(wanted[here].mean())
        assert way.coverage[k] == pytest.approx((wanted & here).sum() / wanted.sum())
        assert way.mass[k] == pytest.approx(here.mean())
    assert way.restricted.max() == 2
    assert way.mass[-1] >= prim.SMALLEST
    assert (np.diff(way.density) > 0.0).all()


def test_pasting_puts_back_what_was_cut_too_much():
    """From a box that is too narrow by far, the planted end comes back, and density does not fall."""
    rng = np.random.default_rng(2)
    x = rng.random((2000, 2))
    wanted = x[:, 0] > 0.5
    narrow = prim.Box(np.array([0.8, 0.3]), np.array([np.inf, np.inf]))
    wide = prim.paste(x, wanted, narrow)
    assert wide.low[0] == pytest.approx(0.5, abs=prim.PASTE / 2)  # a step is a twentieth of the half that is inside
    assert wide.low[1] == -np.inf
    assert wanted[wide.holds(x)].all()


def test_quasi_p_tells_a_restriction_that_chance_would_do():
    """The true restriction is far from chance; one that cuts at random is not."""
    x, wanted = planted(800, 3, 5)
    low, high = np.array([0.6, -np.inf, 0.5]), np.array([np.inf, 0.35, np.inf])
    p = quasi_p(x, wanted, prim.Box(low, high))
    assert p[0] < 0.001
    assert p[1] < 0.001
    assert p[2] > 0.05


def test_an_edge_is_judged_by_what_it_costs():
    """A twentieth that raises density by a little beats a half that raises it by more: gain is for its size."""
    x = np.column_stack([np.repeat(np.arange(20) / 20.0, 20), np.tile([0.0, 1.0], 200)])
    wanted = (x[:, 0] > 0.0) & ((x[:, 1] == 1.0) | (np.arange(400) % 5 < 4))
    way = prim.peel(x, wanted, 1)
    assert way.boxes[1].low[0] == 0.05
    assert way.boxes[1].low[1] == -np.inf


def test_the_fewest_restrictions_that_do_as_well_are_kept():
    """Two restrictions do about as well as five on unseen points: two."""
    rng = np.random.default_rng(0)
    density = np.array([0.2, 0.5, 0.8, 0.8, 0.803, 0.804, 0.8]) + 0.05 * rng.normal(size=(20, 1))
    assert how_many(Halves(np.zeros((20, 7, 3)), np.full((20, 7), 0.8), density)) == 2


def test_a_restriction_that_chance_explains_or_that_halves_miss_is_given_up():
    """A cut at random on the third parameter goes; so does a true one that half of the points do not show."""
    x, wanted = planted(800, 3, 5)
    box = prim.Box(np.array([0.6, -np.inf, 0.5]), np.array([np.inf, 0.35, np.inf]))
    assert without_weak(x, wanted, box, np.ones(3)).restricted.tolist() == [True, True, False]
    assert without_weak(x, wanted, box, np.array([1.0, 0.4, 1.0])).restricted.tolist() == [True, False, False]


# The tree


def test_a_tree_finds_two_separate_regions():
    """Both high or both low (a box cannot say it): four leaves, two pure, all points foretold."""
    rng = np.random.default_rng(0)
    x = rng.random((800, 4))
    wanted = (x[:, 1] > 0.5) == (x[:, 3] > 0.3)
    found = tree.fitted(x, wanted)
    leaves = tree.leaves(found)
    assert sum(leaf.coverage for leaf in leaves) == pytest.approx(1.0)
    assert sum(leaf.mass for leaf in leaves) == pytest.approx(1.0)
    assert leaves[0].density > 0.95
    assert {1, 3} <= set(tree.used(found).tolist())
    assert ((tree.told(found, x) > 0.5) == wanted).mean() > 0.9


def test_a_tree_asks_nothing_of_noise():
    """Cross-validation keeps no question when none helps on unseen points."""
    rng = np.random.default_rng(1)
    found = tree.fitted(rng.random((300, 6)), rng.random(300) < 0.4)
    assert found.below is None
    assert tree.used(found).tolist() == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.booleans()), min_size=6, max_size=40))
def test_a_question_is_the_best_of_all(rows):
    """Against every threshold of every column, tried one by one."""
    x = np.array([row[:2] for row in rows], dtype=float)
    wanted = np.array([row[2] for row in rows])

    def impurity(w):
        return 2.0 * w.mean() * (1.0 - w.mean()) if len(w) else 0.0

    best = 0.0
    for k in range(2):
        for at in np.unique(x[:, k])[:-1]:
            below = x[:, k] <= at
            if min(below.sum(), (~below).sum()) >= 2:
                after = below.mean() * impurity(wanted[below]) + (~below).mean() * impurity(wanted[~below])
                best = max(best, impurity(wanted) - after)
    gain, k, _ = tree.split(x, wanted, 2)
    assert gain == pytest.approx(best, abs=1e-9)
    assert (k >= 0) == (best > 1e-9)


# Regimes


def test_the_map_says_who_reigns_and_how_surely():
    """Two halves, one dynamic each; replicates of a point do not count as new evidence."""
    rng = np.random.default_rng(0)
    x = np.repeat(rng.random((120, 2)), 5, axis=0)
    point = np.repeat(np.arange(120, dtype=np.int32), 5)
    shares = np.where((x[:, :1] > 0.5) == np.array([True, False, False, False]), 1.0, 0.0)
    shares[:, 2:] = 0.0
    found = regimes(x, shares, point, cells=4)
    assert (found.reigning[:, :2] == 1).all()
    assert (found.reigning[:, 2:] == 0).all()
    assert found.runs.sum() == 600
    assert (found.strength[:, 0] == 1.0).all()
    shares[:, 0] = rng.random(120)[point]
    shares[:, 1] = 0.0
    once, five = regimes(x[::5], shares[::5], point[::5], cells=4), regimes(x, shares, point, cells=4)
    np.testing.assert_allclose(five.error, once.error)
    assert (once.error > 0.0).all()


def test_the_map_takes_each_value_of_a_grid_and_leaves_out_runs_without_end():
    """Four levels make four classes, each around its value; a run that failed is not counted."""
    x = np.array([[a, b] for a in (1.0, 2.0, 5.0, 9.0) for b in (0.0, 1.0)])
    shares = np.tile([0.4, 0.6, 0.0, 0.0], (8, 1))
    shares[3] = np.nan
    found = regimes(x, shares, np.arange(8, dtype=np.int32))
    assert found.runs.tolist() == [[1, 1, 1, 1], [1, 0, 1, 1]]
    assert found.reigning[1, 1] == -1
    assert np.isnan(found.strength[1, 1])
    assert found.strength[0, 0] == 0.6
    assert found.edges[0].tolist() == [0.5, 1.5, 3.5, 7.0, 11.0]


# Trajectories


def test_planted_kinds_are_found_with_their_number():
    """Three kinds of 60, 40 and 20 runs, far apart, and one run with a hole: three groups, the largest first."""
    rng = np.random.default_rng(0)
    shapes = np.array([np.linspace(0, 1, 20), np.linspace(1, 0, 20), np.full(20, 2.0)])
    truth = rng.permutation(np.repeat([0, 1, 2], [60, 40, 20]))
    series = shapes[truth] + 0.1 * rng.normal(size=(120, 20))
    series[7, 3] = np.nan
    found = clusters(series)
    assert len(found.size) == 3
    assert found.left_out == 1
    assert found.member[7] == -1
    for c, kind in enumerate((0, 1, 2)):
        mine = (truth == kind) & (np.arange(120) != 7)
        assert (found.member[mine] == c).all()
        assert truth[found.medoid[c]] == kind
    assert found.clear > 0.6


def test_silhouettes_and_medoids_are_those_of_their_definition():
    """Against plain loops on twelve runs."""
    rng = np.random.default_rng(1)
    series = rng.normal(size=(12, 3)) + 4.0 * (np.arange(12) % 2)[:, None]
    apart = distances(series, series)
    assert apart[2, 5] == pytest.approx(np.sqrt(((series[2] - series[5]) ** 2).mean()))
    chosen = medoids(apart, 2)
    costs = {(i, j): apart[:, [i, j]].min(axis=1).sum() for i in range(12) for j in range(i)}
    assert apart[:, chosen].min(axis=1).sum() == pytest.approx(min(costs.values()))
    member = (np.arange(12) % 2).astype(np.int32)
    for i, value in enumerate(silhouettes(apart, member)):
        a = np.mean([apart[i, j] for j in range(12) if member[j] == member[i] and j != i])
        b = np.mean([apart[i, j] for j in range(12) if member[j] != member[i]])
        assert value == pytest.approx((b - a) / max(a, b))


def test_runs_that_are_all_alike_are_one_kind():
    """No number of groups is made up."""
    found = clusters(np.ones((10, 4)))
    assert found.size.tolist() == [10]


# What is asked


def sample() -> Sample:
    """Two points, one of which failed."""
    nothing = np.zeros((2, 1))
    place, measures = space(["a"], [0.0], [1.0]), (Measure("outcome.fragile", "share", ""),)
    values = {"outcome.fragile": np.array([[0.2], [np.nan]])}
    made = np.isfinite(values["outcome.fragile"])
    return Sample("r", "list", 1, True, place, ("",), ((),), nothing, nothing, measures, values, made)


def test_a_condition_is_read_as_it_is_typed_or_refused_with_what_is_near():
    """Four signs; a wrong measure names the close one; nonsense is shown what is expected."""
    found = condition("fragile <= 0.2", sample())
    assert found.met(np.array([0.1, 0.2, 0.3])).tolist() == [True, True, False]
    assert condition("outcome.fragile>0.2", sample()).met(np.array([0.2, 0.3])).tolist() == [False, True]
    with pytest.raises(AskedError, match="Close: fragile"):
        condition("fragil>1", sample())
    with pytest.raises(AskedError, match="is expected"):
        condition("fragile=1", sample())
    assert sample().failed == 1
