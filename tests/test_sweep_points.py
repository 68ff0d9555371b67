"""The points of a design: what their methods promise, that more points change none, and the samplers of SALib."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from needed import module

from sim.compare.worlds import point
from sim.sweep.points import DRAWN, a_block, drawn, grid, latin_hypercube, morris, saltelli, sobol

KEYS = ("deliberation.gain", "norms.cap", "events.turnover", "negotiation.steps", "proposals.spread")
GROUPS = (0, 1, 0, 2, 1)


@pytest.mark.parametrize("method", DRAWN)
@pytest.mark.parametrize("seed", [0, 5])
def test_more_points_keep_those_that_are_there(method: str, seed: int) -> None:
    """Protects every run that was paid for: twice as many points begin with the same points, bit for bit."""
    few, many = (drawn(method, KEYS, GROUPS, n, seed, False) for n in (16, 32))
    assert len(many) == 2 * len(few) == 32 * a_block(method, 3, False)
    assert many[: len(few)].tobytes() == few.tobytes()
    assert drawn(method, KEYS, GROUPS, 16, seed + 1, False).tobytes() != few.tobytes()
    assert ((many >= 0.0) & (many <= 1.0)).all()


def test_a_latin_hypercube_is_that_of_the_plausible_worlds() -> None:
    """Protects a sweep and a comparison from two ways of drawing worlds: point k is world k + 1."""
    found = latin_hypercube(KEYS, 47, 3)
    for k, key in enumerate(KEYS):
        assert found[:, k].tolist() == [point(key, number, 3) for number in range(1, 48)]
    strata = np.sort((found[:40].reshape(2, 20, -1) * 20).astype(int), axis=1)
    assert (strata == np.arange(20)[None, :, None]).all()


def test_a_sobol_sequence_is_balanced() -> None:
    """Protects the method from being ordinary chance: each 64th of each factor is taken once by 64 points."""
    found = sobol(5, 64, 1)
    assert (np.sort((found * 64).astype(int), axis=0) == np.arange(64)[:, None]).all()


@pytest.mark.parametrize("second_order", [False, True])
@pytest.mark.parametrize("groups", [GROUPS, (0, 1, 2, 3, 4)])
def test_saltelli_is_the_design_of_salib(groups: tuple[int, ...], second_order: bool) -> None:
    """Protects the order of rows on which the indices are computed, from an outside oracle, to the last bit."""
    sampler: Any = module("SALib.sample.sobol")
    problem = {"num_vars": 5, "names": list(KEYS), "bounds": [[0.0, 1.0]] * 5}
    if groups != (0, 1, 2, 3, 4):
        problem["groups"] = [f"g{k}" for k in groups]
    luck = np.random.default_rng(7)
    theirs = sampler.sample(problem, 8, calc_second_order=second_order, seed=luck, skip_values=0)
    assert saltelli(np.array(groups), 8, 7, second_order).tolist() == theirs.tolist()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=7), st.integers(0, 99))
def test_saltelli_blocks_are_two_points_and_their_mixtures(labels: list[int], seed: int) -> None:
    """Protects the estimators: in a block, point k is A but for the factors of group k, which are those of B."""
    order = list(dict.fromkeys(labels))
    group = np.array([order.index(label) for label in labels])
    blocks = saltelli(group, 4, seed).reshape(4, len(order) + 2, -1)
    a, b = blocks[:, 0], blocks[:, -1]
    for k in range(len(order)):
        assert (blocks[:, k + 1][:, group == k] == b[:, group == k]).all()
        assert (blocks[:, k + 1][:, group != k] == a[:, group != k]).all()
    assert (a != b).all()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=7), st.integers(0, 99))
def test_a_trajectory_moves_each_group_once_by_two_thirds(labels: list[int], seed: int) -> None:
    """Protects elementary effects: one group a step, each once, by 2/3, on the four levels."""
    order = list(dict.fromkeys(labels))
    group = np.array([order.index(label) for label in labels])
    found = morris(group, 6, seed).reshape(6, len(order) + 1, -1)
    assert np.allclose(found * 3, np.round(found * 3))
    for trajectory in found:
        steps = np.diff(trajectory, axis=0)
        movers = [set(group[step != 0.0].tolist()) for step in steps]
        assert all(len(one) == 1 for one in movers)
        assert sorted(k for one in movers for k in one) == list(range(len(order)))
        assert np.allclose(np.abs(steps[steps != 0.0]), 2.0 / 3.0)
        assert (steps != 0.0).sum() == len(group)


def test_trajectories_start_everywhere() -> None:
    """Protects the screening from one corner: every level is taken as often as the others, up as often as down."""
    found = morris(np.arange(5), 400, 1).reshape(400, 6, 5)
    first = np.round(found[:, 0] * 3).astype(int)
    assert (np.abs(np.bincount(first.ravel(), minlength=4) / first.size - 0.25) < 0.04).all()
    assert {tuple(np.flatnonzero((np.diff(one, axis=0) != 0).any(axis=1))) for one in found} == {(0, 1, 2, 3, 4)}
    assert abs((found[:, -1] > found[:, 0]).mean() - 0.5) < 0.04


def test_a_grid_is_every_combination() -> None:
    """Protects a grid from missing a corner; the last factor turns first."""
    assert grid([2, 3]).tolist() == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]
