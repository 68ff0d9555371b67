"""Tables that people open: no text of them is run by a spreadsheet, numbers stay numbers, nothing is lost."""

import ast
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.spreadsheet.writing import as_cell, as_csv, from_cell

HOUSE = Path(__file__).parent.parent
FORMULAS = (
    "=1+1", "=HYPERLINK(\"http://x\")", "+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1",
    "\u00a0=1", "＝1+1", "＋1", "－1+1", "＠A1", "-", "+", "-a", "'=1", "''@x", "-1;2", "+33 (0)1",
)  # fmt: skip
PLAIN = (
    "",
    "Côte-Nord",
    "-3",
    "+3",
    "-3.5",
    "-3,5",
    "-1e-7",
    "-12\u202f000,50",
    "-5 %",
    "3=3",
    "a@b",
    "'",
    "l'Islet",
    "—",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_would_be_run_is_marked(text):
    """OWASP's list: = + - @, tab, end of line, their wide forms, after spaces or after marks; and it comes back."""
    assert as_cell(text) == "'" + text
    assert from_cell("'" + text) == text


@pytest.mark.parametrize("text", PLAIN)
def test_any_other_text_is_left(text):
    """Names, and numbers as each language writes them: a negative number is a number."""
    assert as_cell(text) == from_cell(text) == text


@pytest.mark.parametrize("number", [-3, -3.5, float("-inf"), None, True])
def test_a_number_is_left(number):
    """What is no text is not looked at."""
    assert as_cell(number) is number


@given(st.text(alphabet="'=+-@ \t\r\n1,.;\"aé＝\u202f", max_size=6))
def test_no_text_is_lost(text):
    """Whatever it is, what is written is not run, and what is read back is what was written."""
    written = as_cell(text)
    assert from_cell(written) == text
    table = as_csv([[text, 1], ["b", text]], ";")
    back = list(csv.reader(io.StringIO(table, newline=""), delimiter=";"))
    assert [[from_cell(cell) for cell in row] for row in back] == [[text, "1"], ["b", text]]


OTHER_DOORS = {
    "sim/spreadsheet/writing.py": "the door",
    "sim/store/crate.py": "a million rows, by pyarrow; its texts go through `as_cell`",
    "sim/funding/pabulib.py": "the .pb format, which pabutools reads; no spreadsheet's",
}


def test_every_table_goes_through_the_one_door():
    """No other module of the house writes CSV by itself, nor puts cells together with commas."""
    found = set()
    for room in ("sim", "experiments"):
        for path in (HOUSE / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and node.attr in ("writer", "DictWriter", "CSVWriter", "write_csv"):
                    found.add(path.relative_to(HOUSE).as_posix())
    assert found == set(OTHER_DOORS)
