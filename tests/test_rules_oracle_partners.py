"""Stages 7 and 8 against plain Python: who carries a project together, the ties they had, the ties they make."""

import numpy as np
import pytest
from tiny import projects, state

from sim.rules import partners
from sim.state import Ties

each_world = pytest.mark.parametrize("seed", range(12))


@each_world
def test_ties_are_found_again(seed):
    """By their two ends in any order, among the first ones and those born later; -1 where there is none."""
    s, rng = state(seed), np.random.default_rng(seed)
    n = len(s.actors.role)
    order = rng.permutation(len(s.ties.left))
    born = len(order) * 2 // 3
    first, later = np.sort(order[:born]), order[born:]
    ties = Ties(*(np.concatenate([field[first], field[later]]) for field in s.ties))
    where = {frozenset((int(a), int(b))): k for k, (a, b) in enumerate(zip(ties.left, ties.right, strict=True))}
    a, b = rng.integers(0, n, 60), rng.integers(0, n, 60)
    found = partners.find_ties(ties, born, a, b)
    assert found.tolist() == [
        where.get(frozenset((int(x), int(y))), -1) if x != y else -1 for x, y in zip(a, b, strict=True)
    ]
    assert partners.find_ties(ties, 0, ties.left[:3], ties.right[:3]).tolist() == [0, 1, 2]


@each_world
def test_who_carries_a_project_together_is_tied(seed):
    """Pairs keep the tie that they have; the others make one, once each, in the order of their ends, after all ties.

    They meet at the table of their territory if they share it, else at that of the region of the first one.
    """
    s, rng = state(seed, regions=2), np.random.default_rng(seed)
    q, home, region = projects(seed, s, 12), s.actors.territory, s.territories.region
    q.partner[6:], q.promoter[6:] = q.partner[:6], q.promoter[:6]  # the same people once more
    some = np.sort(rng.permutation(len(s.ties.left))[: len(s.ties.left) // 2])
    ties = Ties(*(field[some] for field in s.ties))
    left, right = ties.left, ties.right
    found = partners.carry_together(s.actors, ties, s.territories, q.promoter, q.partner, len(left))
    project, slot, a, b = partners.pairs(q.promoter, q.partner)
    assert (found.project.tolist(), found.slot.tolist()) == (project.tolist(), slot.tolist())
    ends = [
        *zip(left.tolist(), right.tolist(), strict=True),
        *zip(found.left.tolist(), found.right.tolist(), strict=True),
    ]
    asked = [(int(min(x, y)), int(max(x, y))) for x, y in zip(a, b, strict=True)]
    assert [ends[t] for t in found.tie] == asked
    made = ends[len(left) :]
    assert made == sorted(set(asked) - set(ends[: len(left)]))
    assert len(made) > 0
    places = [home[i] if home[i] == home[j] else len(region) + region[home[i]] for i, j in made]
    assert found.table.tolist() == places


def test_every_pair_of_those_who_carry_a_project():
    """Promoter and partners, each pair once, numbered from 0 to 9 within its project."""
    partner = np.array([[7, 3, -1, -1], [-1, -1, -1, -1], [1, 2, 3, 4]], dtype=np.int32)
    project, slot, a, b = partners.pairs(np.array([5, 6, 0], dtype=np.int32), partner)
    found = {(int(k), frozenset((int(x), int(y)))) for k, x, y in zip(project, a, b, strict=True)}
    two = {(0, frozenset(pair)) for pair in ((5, 7), (5, 3), (7, 3))}
    five = {(2, frozenset((x, y))) for x in range(5) for y in range(x)}
    assert found == two | five
    assert len(found) == len(project) == len(set(zip(project.tolist(), slot.tolist(), strict=True)))
    assert set(slot.tolist()) <= set(range(10))
