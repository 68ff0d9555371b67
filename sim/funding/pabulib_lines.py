"""The lines and cells of a `.pb` file: three sections, each with its columns; errors that name line, key and value."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple, NoReturn

from sim.funding.pabulib_numbers import Ambiguous, exact
from sim.quoted import shown

SECTIONS = ("META", "PROJECTS", "VOTES")
NEEDED = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
MOST = 10**15  # of money: what whole cents can hold with room
MOST_COLUMNS = 1000
ENDS = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+\s*")  # what ends a line somewhere


class PabulibError(ValueError):
    """A `.pb` file that cannot be read. The message gives the line, the key, the value and what is allowed."""


class Line(NamedTuple):
    """One row of a section: where it begins, and its cells by column."""

    place: str
    cells: Mapping[str, str]

    def words(self, key: str) -> str:
        """The cell on one line."""
        return ENDS.sub(" ", self.cells.get(key, "")).strip()

    def text(self, key: str) -> str:
        """The cell on one line, empty if it is missing or says None, as some programs write."""
        found = self.words(key)
        return "" if found.lower() == "none" else found

    def refuse(self, key: str, allowed: str) -> NoReturn:
        """Say what is wrong with a cell."""
        raise PabulibError(f"{self.place}: {shown(key)} = {shown(self.words(key) or 'nothing')}: {allowed}")

    def exact(self, key: str, money: bool = False) -> Fraction | None:
        """The cell as a number, nothing rounded; None if it is none. One that reads in two ways is refused."""
        try:
            return exact(self.text(key), money)
        except Ambiguous as question:
            self.refuse(key, str(question))

    def number(self, key: str, default: float, low: float, high: float, whole: bool = False) -> float:
        """The cell as a number in its range."""
        if not self.text(key):
            return default
        value = self.exact(key)
        if value is None or not low <= value <= high or (whole and value.denominator != 1):
            self.refuse(key, f"allowed: a {'whole ' * whole}number from {low:g} to {high:g}")
        return float(value)

    def cents(self, key: str, least: int, default: int | None = None) -> int:
        """The cell, an amount written 12, 12.50, 12,50, 1 250,50 or 25/2, as whole cents."""
        if not self.text(key) and default is not None:
            return default
        value = self.exact(key, money=True)
        cents = Fraction(-1) if value is None else 100 * value
        if cents.denominator != 1 or not least <= cents <= 100 * MOST:
            self.refuse(key, f"allowed: an amount in whole cents, digits alone, from {amount(least)} to {MOST}")
        return int(cents)

    def listed(self, key: str) -> list[str]:
        """The parts of the cell between commas, those that are empty left out."""
        return [word for word in map(str.strip, self.text(key).split(",")) if word]

    def choice(self, key: str, words: Sequence[str]) -> int:
        """The place of the cell among words; 0 when it is empty."""
        if self.text(key) and self.text(key) not in words:
            self.refuse(key, f"allowed: {', '.join(words)}")
        return words.index(self.text(key)) if self.text(key) else 0


def distinct(lines: list[Line], key: str) -> tuple[str, ...]:
    """The ids of a section, none empty, none given twice."""
    seen: dict[str, str] = {}
    for line in lines:
        own = line.words(key)
        if not own or own in seen:
            line.refuse(key, f"already at {seen[own]}; allowed: ids of their own" if own else "allowed: a text")
        seen[own] = line.place
    return tuple(seen)


def sections(text: str, name: str) -> dict[str, list[Line]]:
    """The lines of each section, under the columns that its first line names."""
    found: dict[str, list[Line]] = {}
    section, header = "", list[str]()
    for place, row in rows_of(text, name):
        first = row[0].strip(" \u00a0").upper()
        if first in SECTIONS and not any(cell.strip() for cell in row[1:]):
            if first in found:
                raise PabulibError(f"{place}: section {first} is given twice")
            section, header, found[first] = first, [], []
        elif not section:
            raise PabulibError(f"{place}: {shown(row[0], quotes=True)}: {about_start(row)}")
        elif not header:
            header = header_of(row, section, place)
            if section == "META" and not names_meta(row):
                found[section].append(line_of(row, header, section, place))
        else:
            found[section].append(line_of(row, header, section, place))
    for word in SECTIONS:
        if word not in found:
            raise PabulibError(f"{name}: section {word} is missing; needed: {', '.join(SECTIONS)}")
    return found


def about_start(row: list[str]) -> str:
    """What a file that does not begin with a section should begin with."""
    found = re.match(r" *META *([,\t])", row[0], re.IGNORECASE)
    if found:
        mark = "commas" if found[1] == "," else "tabs"
        return f"are there {mark} between the cells? Semicolons are expected: save it again with `;` as the separator"
    return f"a section is expected first: {', '.join(SECTIONS)}"


def rows_of(text: str, name: str) -> Iterator[tuple[str, list[str]]]:
    """(place, cells) of every row that is not blank; the place is where it begins.

    A cell between quotes may hold line breaks; elsewhere a line ends with \\n, \\r\\n or \\r: a line separator of
    Unicode or a vertical tab is a character of a name. A last line of ours tells whether a quote was left open.
    """
    lines = [*io.StringIO(text.removeprefix("\ufeff") + "\n", newline=""), "end\n"]
    rows, begun = csv.reader(lines, delimiter=";"), 1
    try:
        for row in rows:
            if rows.line_num == len(lines):
                break
            if any(cell.strip() for cell in row) and not (begun == 1 and "".join(row).strip().lower() == "sep="):
                yield f"{name}, line {begun}", row
            begun = rows.line_num + 1
    except csv.Error as error:
        raise PabulibError(f"{name}, line {begun}: {error}") from None
    if begun < len(lines):
        raise PabulibError(f'{name}, line {begun}: a quote is opened and never closed; a quote in a text is written ""')


def header_of(row: list[str], section: str, place: str) -> list[str]:
    """The columns of a section, without the empty cells that a spreadsheet leaves after them.

    META has always the same two: a file that does not name them is read all the same.
    """
    header = [cell.strip() for cell in row]
    while header and not header[-1]:
        header.pop()
    if len(header) > MOST_COLUMNS:
        raise PabulibError(f"{place}: {section}: {len(header):,} columns; allowed: {MOST_COLUMNS:,}")
    if section == "META":
        return list(NEEDED["META"])
    for column in NEEDED[section]:
        if column not in header:
            raise PabulibError(
                f"{place}: {section}: column {column} is missing from the line under {section} "
                f"({shown(';'.join(header))}); needed: {', '.join(NEEDED[section])}"
            )
    twice = next((column for column in header if column and header.count(column) > 1), None)
    if twice:
        raise PabulibError(f"{place}: {section}: column {shown(twice)} is given twice")
    return header


def names_meta(row: list[str]) -> bool:
    """Whether a row of META is its header."""
    return tuple(cell.strip().lower() for cell in row if cell.strip()) == NEEDED["META"]


def line_of(row: list[str], header: list[str], section: str, place: str) -> Line:
    """The row under its header; refuse cells beyond it, a row cut short, and rows that a stray quote swallowed."""
    if any(cell.strip() for cell in row[len(header) :]):
        raise PabulibError(
            f"{place}: {section}: {len(row)} cells; allowed: {len(header)} ({shown(', '.join(header))}); "
            "a text that holds a semicolon stands between quotes"
        )
    if section == "VOTES" and len(row) <= header.index("vote"):
        raise PabulibError(f"{place}: VOTES: vote is missing after {shown(row[-1].strip())}; is the file whole?")
    for later in (piece for cell in row if "\n" in cell or "\r" in cell for piece in cell.splitlines()[1:]):
        if later.strip(" ;").upper() in SECTIONS or (section != "META" and later.count(";") >= len(header) - 1):
            raise PabulibError(
                f'{place}: a quote opened here takes in a later line, {shown(later)}; a quote in a text is written ""'
            )
    return Line(place, dict(zip(header, row, strict=False)))


def amount(cents: int) -> str:
    """An amount as it is written: 12, or 12.50."""
    return str(cents // 100) if cents % 100 == 0 else f"{cents // 100}.{cents % 100:02d}"
