"""A page is handed the columns that it reads, its callees' included, and gives what it gives of whole groups."""

from typing import NamedTuple

import numpy as np
import pytest

from sim.columns import Columns, names_of
from sim.compiled import compiled
from sim.config import Scenario
from sim.rules import adjustment, mobilization
from sim.simulate import begin
from sim.world.quebec import real


class Group(NamedTuple):
    """Three columns."""

    one: np.ndarray
    two: np.ndarray
    three: np.ndarray


@compiled
def inner(group):
    """Reads a column that its caller does not name."""
    return group.three.sum()


@compiled
def outer(group, size):
    """Reads one column, and hands the group on."""
    return group.one.sum() * size + inner(group)


def whole(*groups):
    """Reads nothing of what it receives."""
    return len(groups)


GROUP = Group(np.arange(3.0), np.arange(4.0), np.arange(5.0))


def test_a_page_is_handed_what_it_and_its_callees_read():
    """Columns keep their names and their arrays; what nobody reads is left out; numbers and arrays are left alone."""
    columns = Columns(outer.page)
    narrow = columns[Group](GROUP)
    assert narrow._fields == ("one", "three")
    assert narrow.three is GROUP.three
    assert columns[float] is None
    assert columns[np.ndarray] is None
    assert outer(GROUP, 2.0) == outer.page(GROUP, 2.0) == 16.0
    assert names_of(outer.page) >= {"one", "three"}
    assert Columns(outer.page)[Group](GROUP) == narrow, "also once its callees are machine code"


def test_a_group_of_which_nothing_or_everything_is_read_is_left_whole():
    """None: no new tuple is made."""
    assert Columns(whole)[Group] is None
    assert Columns(lambda g: (g.one, g.two, g.three))[Group] is None


@pytest.mark.parametrize(("page", "group"), [(adjustment.adjust, "tables"), (mobilization.turnout, "actors")])
def test_pages_of_the_model_are_narrower_than_the_state(page, group):
    """Fewer columns than the state has, in the same order, none missing."""
    state = begin(Scenario(), real("09"), 1).state
    kind = type(getattr(state, group))
    narrow = Columns(page.page)[kind](getattr(state, group))
    assert len(narrow) < len(kind._fields)
    assert list(narrow._fields) == [name for name in kind._fields if name in names_of(page.page)]
