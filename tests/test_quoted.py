"""What a message quotes is short, on one line, and quick to write, whatever the value."""

import hypothesis.strategies as st
from hypothesis import given

from sim.quoted import LONGEST, shown

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@given(ANYTHING)
def test_any_value_is_quoted_on_one_short_line(value: object) -> None:
    text = shown(value)
    assert len(text) <= LONGEST + 20
    assert len(text.splitlines()) <= 1


def test_what_is_short_is_quoted_as_it_was_typed() -> None:
    assert [shown(v) for v in ("Côte-Nord", "", 3, 0.5, [1, 2], None)] == [
        "Côte-Nord",
        "''",
        "3",
        "0.5",
        "[1, 2]",
        "None",
    ]


def test_lists_that_repeat_one_another_are_not_expanded() -> None:
    nested: list[object] = ["lol"] * 9
    for _ in range(60):
        nested = [nested] * 9  # 9 ** 61 words, were they written
    assert len(shown(nested)) <= LONGEST + 20


def test_numbers_too_long_for_python_to_write_are_told_by_their_size() -> None:
    assert shown(10**5000) == "(a whole number of some 5,000 digits)"
    assert shown(-(10**5000)).startswith("-(")
