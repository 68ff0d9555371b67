"""The lines and cells of a `.pb` file: three sections, each with its columns; errors that name line, key and value."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple, NoReturn

SECTIONS = ("META", "PROJECTS", "VOTES")
NEEDED = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
MOST = 10**15  # $: what whole cents can hold with room


class PabulibError(ValueError):
    """A `.pb` file that cannot be read. The message gives the line, the key, the value and what is allowed."""


class Line(NamedTuple):
    """One line of a section: where it stands, and its cells by column."""

    place: str
    cells: Mapping[str, str]

    def text(self, key: str) -> str:
        """The cell, empty if it is missing or says None, as some programs write."""
        found = self.cells.get(key, "").strip()
        return "" if found.lower() == "none" else found

    def refuse(self, key: str, allowed: str) -> NoReturn:
        """Say what is wrong with a cell."""
        raise PabulibError(f"{self.place}: {key} = {self.cells.get(key, '').strip() or 'nothing'}: {allowed}")

    def number(self, key: str, default: float, low: float, high: float, whole: bool = False) -> float:
        """The cell as a number in its range."""
        if not self.text(key):
            return default
        try:
            value = float(self.text(key))
        except ValueError:
            value = float("nan")
        if not low <= value <= high or (whole and value != int(value)):
            self.refuse(key, f"allowed: a {'whole ' * whole}number from {low:g} to {high:g}")
        return value

    def cents(self, key: str, least: int, default: int | None = None) -> int:
        """The cell, dollars written 12, 12.50, 12,50 or 25/2, as whole cents."""
        if not self.text(key) and default is not None:
            return default
        try:
            amount = 100 * Fraction(self.text(key).replace(",", "."))
        except (ValueError, ZeroDivisionError):
            amount = Fraction(-1)
        if amount.denominator != 1 or not least <= amount <= 100 * MOST:
            self.refuse(key, f"allowed: dollars in whole cents, from {dollars(least)} to {MOST}")
        return int(amount)

    def choice(self, key: str, words: Sequence[str]) -> int:
        """The place of the cell among words; 0 when it is empty."""
        if self.text(key) and self.text(key) not in words:
            self.refuse(key, f"allowed: {', '.join(words)}")
        return words.index(self.text(key)) if self.text(key) else 0


def distinct(lines: list[Line], key: str) -> tuple[str, ...]:
    """The ids of a section, none empty, none given twice."""
    seen: dict[str, str] = {}
    for line in lines:
        own = line.cells.get(key, "").strip()
        if not own or own in seen:
            line.refuse(key, f"already at {seen[own]}; allowed: ids of their own" if own else "allowed: a text")
        seen[own] = line.place
    return tuple(seen)


def sections(text: str, name: str) -> dict[str, list[Line]]:
    """The lines of each section, under the columns that its first line names."""
    found: dict[str, list[Line]] = {}
    section, header = "", list[str]()
    for place, row in rows_of(text, name):
        first = row[0].strip().upper()
        if first in SECTIONS and not any(cell.strip() for cell in row[1:]):
            if first in found:
                raise PabulibError(f"{place}: section {first} is given twice")
            section, header, found[first] = first, [], []
        elif not section:
            raise PabulibError(f"{place}: {row[0]!r}: a section is expected first: {', '.join(SECTIONS)}")
        elif not header:
            header = [cell.strip() for cell in row]
            check_header(header, section, place)
        elif len(row) > len(header):
            raise PabulibError(f"{place}: {section}: {len(row)} cells; allowed: {len(header)} ({', '.join(header)})")
        else:
            found[section].append(Line(place, dict(zip(header, row, strict=False))))
    for word in SECTIONS:
        if word not in found:
            raise PabulibError(f"{name}: section {word} is missing; needed: {', '.join(SECTIONS)}")
    return found


def rows_of(text: str, name: str) -> Iterator[tuple[str, list[str]]]:
    """(place, cells) of every line that is not blank."""
    rows = csv.reader(text.splitlines(), delimiter=";")
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                yield f"{name}, line {rows.line_num}", row
    except csv.Error as error:
        raise PabulibError(f"{name}, line {rows.line_num}: {error}") from None


def check_header(header: list[str], section: str, place: str) -> None:
    """Refuse a section that lacks a column, or has one twice."""
    for column in NEEDED[section]:
        if column not in header:
            raise PabulibError(f"{place}: {section}: column {column} is missing; needed: {', '.join(NEEDED[section])}")
    for column in header:
        if header.count(column) > 1:
            raise PabulibError(f"{place}: {section}: column {column} is given twice")


def dollars(cents: int) -> str:
    """An amount as it is written: 12, or 12.50."""
    return str(cents // 100) if cents % 100 == 0 else f"{cents // 100}.{cents % 100:02d}"
