"""A page is handed the columns that it reads, its callees' included, and gives what it gives of whole groups."""

import inspect
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pytest

from sim.columns import columns_of, gathering, handing, names_of
from sim.compiled import Compiled, compiled
from sim.rules import adjustment, deliberation, mobilization
from sim.state import Actors, Tables


class Group(NamedTuple):
    """Three columns."""

    one: np.ndarray
    two: np.ndarray
    three: np.ndarray


@dataclass
class Sizes:
    """Numbers, and a text that machine code cannot have."""

    name: str = "sizes"
    double: float = 2.0
    triple: float = 3.0


class Numbers(NamedTuple):
    """What `sim.parameter.values` makes of `Sizes`."""

    double: float
    triple: float


@compiled
def inner(group: Group):
    """Reads a column that its caller does not name."""
    return group.three.sum()


@compiled
def outer(group: Group, size: float, p: Sizes, unknown):
    """Reads one column, hands the group on, and looks at a group that it does not name."""
    return group.one.sum() * size + inner(group) * p.double + unknown.four[0] + unknown.name


class Other(NamedTuple):
    """A group that no annotation announces."""

    four: np.ndarray
    name: float


GROUP = Group(np.arange(3.0), np.arange(4.0), np.arange(5.0))
OTHER = Other(np.array([100.0]), 1000.0)


def test_a_page_is_handed_what_it_and_its_callees_read():
    """In the order of the group; no text; what is not announced is handed whole."""
    assert columns_of(outer.page) == {"group": ("one", "three"), "size": (), "p": ("double",), "unknown": ()}
    assert columns_of(inner.page) == {"group": ("three",)}
    arguments = (GROUP, 2.0, Numbers(2.0, 3.0), OTHER)
    assert outer(*arguments) == outer.page(*arguments) == 3.0 * 2.0 + 10.0 * 2.0 + 1100.0
    assert names_of(outer.page) >= {"one", "three"}, "also once its callees are machine code"
    assert inner(GROUP) == 10.0, "a page that machine code calls is entered from Python too"
    assert isinstance(inner, Compiled), "the page's own module still holds the page"


def test_columns_go_out_one_by_one_and_come_in_as_groups():
    """`handing` reads each once, `gathering` gives them their names again."""
    columns = columns_of(outer.page)
    received = handing(columns, lambda *arguments: arguments)(GROUP, 2.0, Numbers(2.0, 3.0), OTHER)
    assert [id(x) for x in received] == [id(x) for x in (GROUP.one, GROUP.three, received[2], received[3], OTHER)]
    gathered = gathering(outer.page, lambda *arguments: arguments, columns)
    group, size, numbers, unknown = gathered(*received)
    assert (group._fields, numbers._fields, size) == (("one", "three"), ("double",), 2.0)
    assert group.three is GROUP.three
    assert unknown is OTHER
    assert inspect.getsourcefile(gathered) == inspect.getsourcefile(outer.page)
    assert gathered.__qualname__.startswith("outer-")
    other = gathering(outer.page, lambda *arguments: arguments, columns | {"group": ("three", "one")})
    assert other.__qualname__ != gathered.__qualname__, "code kept for columns in another order is not this code"


@pytest.mark.parametrize(
    ("page", "group", "kind"),
    [(adjustment.adjust, "tables", Tables), (mobilization.turnout, "actors", Actors),
     (deliberation.deliberate, "p", deliberation.Deliberation)],
)  # fmt: skip
def test_pages_of_the_model_are_handed_less_than_the_state(page, group, kind):
    """Fewer columns than there are, in the same order; every name that is both a column and read is among them."""
    handed, fields = columns_of(page.page)[group], list(kind.__annotations__)
    assert 1 < len(handed) < len(fields)
    assert list(handed) == [name for name in fields if name in names_of(page.page)]
