"""Groups that grow keep their rows and their types, and nobody else's rows are written on."""

import copy

import numpy as np
import tiny

from sim.config import Scenario
from sim.history import blank
from sim.month.growing import SPARE, Growing
from sim.simulate import advance, begin
from sim.state import Ties


def ties(n, of):
    """Ties whose every field holds the number `of`."""
    kinds = (np.uint64, np.uint32, np.uint32, np.int8, np.uint32, np.float64, np.float64, np.float64)
    return Ties(*(np.full(n, of, dtype=kind) for kind in kinds))


def numbers(group):
    """The numbers of the rows, the same in every field, whose types are those of ties."""
    assert [field.dtype for field in group] == [field.dtype for field in ties(0, 0)]
    assert all(field.tolist() == group[0].tolist() for field in group)
    return group[0].tolist()


def test_rows_come_after_rows_in_the_same_room():
    """As concatenation does; what was given before sees what is written since, and keeps its length."""
    growing = Growing()
    first = growing.extended(ties(3, 1), ties(2, 2))
    second = growing.extended(first, ties(1, 4)._replace(kind=np.array([4.0])))
    assert (numbers(first), numbers(second)) == ([1, 1, 1, 2, 2], [1, 1, 1, 2, 2, 4])
    second.trust[0] = 0.5
    assert first.trust[0] == 0.5, "one room"
    assert second.trust.flags.c_contiguous


def test_a_full_room_is_left_for_a_larger_one():
    """With everything that was in it."""
    growing, whole = Growing(), ties(1, 0)
    for k in range(1, 6):
        whole = growing.extended(whole, ties(SPARE // 2, k))
    assert numbers(whole) == [0, *np.repeat(np.arange(1, 6), SPARE // 2).tolist()]


def test_a_group_from_elsewhere_is_not_written_on():
    """Neither one given before, nor a copy, which would not see what is written into the room."""
    growing = Growing()
    one = growing.extended(ties(2, 1), ties(1, 2))
    two = growing.extended(one, ties(1, 3))
    again = growing.extended(one, ties(1, 4))
    assert (numbers(two), numbers(again)) == ([1, 1, 2, 3], [1, 1, 2, 4])
    both = copy.deepcopy((growing, again))
    both[1].trust[:] = 7.0
    assert both[0].extended(both[1], ties(1, 5)).trust.tolist() == [7.0, 7.0, 7.0, 7.0, 5.0]


def test_a_copy_of_a_run_goes_on_as_the_run_does():
    """In the middle of a run with projects and new ties: the copy lives the same months, each in its own memory."""
    run = begin(Scenario(), tiny.network(regions=1, territories=4, seed=2), 3)
    series = blank(run.state, 50)
    rows = [{name: values[month] for name, values in series.items()} for month in range(50)]
    for row in rows[:36]:
        advance(run, row)
    known = len(run.state.projects.name), len(run.state.ties.name)
    other = copy.deepcopy(run)
    for who in (run, other):
        for row in copy.deepcopy(rows[36:]):
            advance(who, row)
    grown = len(run.state.projects.name), len(run.state.ties.name)
    assert grown[0] > known[0] > 0
    assert grown[1] > known[1] > run.state.born
    for mine, others in zip(
        (*run.state.projects, *run.state.ties), (*other.state.projects, *other.state.ties), strict=True
    ):
        assert np.array_equal(mine, others)
        assert not np.shares_memory(mine, others)
