"""From a file to the cells of its table: how it is encoded, what separates its cells, which of them are blank.

What cannot be known is asked, not guessed. Nothing is built before its size is known to be bearable.
"""

import bz2
import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from sim.quoted import shown
from sim.spreadsheet.writing import from_cell

LARGEST = 64 * 2**20  # bytes of a file, after decompression
MOST_LINES = 2**20  # lines of a sheet of Excel
LONGEST_CELL = 32_767  # characters of a cell of Excel
LONGEST_ROW = 1_000_000  # characters
MOST_COLUMNS = 1_000
SEPARATORS = (",", ";", "\t")
MARKS = (  # how a file begins that says its own encoding
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
OTHERS = {
    "cp1252": "Windows, Excel's 'CSV'",
    "mac_roman": "Excel's 'CSV (Macintosh)'",
    "cp850": "Excel's 'CSV (MS-DOS)'",
}
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods; .xls
SEP = re.compile(r'"?sep=([^\w\s"]|\t)"?\1* *', re.IGNORECASE)
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")  # no name has them, XML neither


class SpreadsheetError(ValueError):
    """A file that is not read. The message names the file, the line, the cell and what to do."""


class Sheet(NamedTuple):
    """A table of texts: blank lines, and columns that are blank to the end, are left out."""

    line: int  # of the headings, from 1
    headings: tuple[str, ...]
    rows: list[tuple[int, list[str]]]  # line on which the row begins, one cell a heading
    separator: str


class Shape(NamedTuple):
    """What every row of a table is held against."""

    headings: tuple[str, ...]
    width: int  # cells of the line of headings, blank ones at the end included
    separator: str
    flagged: bool  # somewhere in the file stands a character that cannot be read


def content_of(path: Path) -> bytes:
    """The bytes of a file, decompressed if it is .gz or .bz2, and no more than `LARGEST`."""
    place = shown(str(path))
    try:
        if path.exists() and not path.is_file():
            raise SpreadsheetError(f"{place}: cannot be read (it is not a file).")
        openers: dict[str, Callable[..., io.BufferedIOBase]] = {".gz": gzip.open, ".bz2": bz2.open}
        with openers.get(path.suffix.lower(), open)(path, "rb") as file:
            content: bytes = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error, ValueError) as reason:
        if isinstance(reason, SpreadsheetError):
            raise
        raise SpreadsheetError(f"{place}: cannot be read ({getattr(reason, 'strerror', None) or reason}).") from None
    if len(content) > LARGEST:
        raise SpreadsheetError(f"{place}: it is too large; allowed: up to {LARGEST // 2**20} MB.")
    return content


def text_of(content: bytes, place: str, encoding: str = "", option: str = "") -> str:
    """The text of a file. Its own mark decides, then `encoding`; without either it is UTF-8, or it is asked.

    option: the key by which a person says the encoding, for the question.
    """
    if content.startswith(WORKBOOKS):
        raise SpreadsheetError(f"{place}: it is a workbook or an archive. Save its sheet as 'CSV UTF-8'.")
    marked = next(((mark, name) for mark, name in MARKS if content.startswith(mark)), None)
    if marked:
        content, encoding = content[len(marked[0]) :], marked[1]
    elif not encoding and b"\0" in content[:1000]:
        asked = f"write {option}=utf-16, or " if option else ""
        raise SpreadsheetError(f"{place}: it seems to be in UTF-16, without its mark; {asked}save it as 'CSV UTF-8'.")
    encoding = "utf-16-le" if encoding == "utf-16" else encoding or "utf-8"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as reason:
        if encoding != "utf-8":
            raise SpreadsheetError(f"{place}: not in {encoding} ({reason.reason}, byte {reason.start}).") from None
        raise SpreadsheetError(question(content, reason.start, place, option)) from None


def question(content: bytes, start: int, place: str, option: str) -> str:
    """Which encoding is it: the first cell that is not UTF-8, as it reads in each of the usual ones."""
    line = len(re.findall(rb"\r\n|\r|\n", content[:start])) + 1
    before = re.split(rb'[;,\t\r\n"]', content[max(0, start - 60) : start])[-1]
    cell = before + re.split(rb'[;,\t\r\n"]', content[start : start + 60])[0]
    readings = [f"{shown(cell.decode(e, 'replace'), quotes=True)} in {e} ({what})" for e, what in OTHERS.items()]
    choose = f"Choose the one that reads right, such as {option}=cp1252, or save" if option else "Save"
    return f"{place} line {line}: not in UTF-8. A cell reads {', '.join(readings)}. {choose} it again as 'CSV UTF-8'."


def pieces(text: str, place: str) -> Iterator[tuple[int, str]]:
    """(line, text of the line), refusing a sheet that is longer than a spreadsheet can be."""
    for line, piece in enumerate(io.StringIO(text, newline=""), start=1):
        if line > MOST_LINES:
            raise SpreadsheetError(f"{place}: too many lines; allowed: up to {MOST_LINES:,}.")
        yield line, piece


def rows_of(text: str, separator: str, place: str, first: int = 1) -> Iterator[tuple[int, list[str]]]:
    """(line on which it begins, cells) of each row from line `first`, those without a word left out."""
    fed = last = 0

    def lines() -> Iterator[str]:
        nonlocal fed, last
        for line, piece in pieces(text, place):
            if line < first:
                continue
            fed, last = fed + len(piece), line
            if fed > LONGEST_ROW:
                raise SpreadsheetError(
                    f"{place} line {line}: a row of over {LONGEST_ROW:,} characters. Is a quote open?"
                )
            yield piece

    reader = csv.reader(lines(), delimiter=separator, strict=True)
    begins = first
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            fed, begins = 0, last + 1
    except csv.Error as reason:
        known = "field larger than" in str(reason)
        why = f"a cell of over {LONGEST_CELL:,} characters" if known else f"not a valid CSV file ({shown(str(reason))})"
        raise SpreadsheetError(f"{place} line {last or first}: {why}.") from None


def announced(text: str, place: str) -> tuple[str, int]:
    """(separator, line that follows) where the first line is `sep=;`, as Excel writes it; ("", 1) elsewhere."""
    _, first = next(pieces(text, place), (1, ""))
    found = SEP.fullmatch(first.rstrip("\r\n"))
    return (found[1], 2) if found else ("", 1)


def separator_of(text: str, place: str, first: int, known: Callable[[str], bool]) -> str:
    """The separator under which the headings name most columns that are known; then, that makes most cells."""

    def worth(separator: str) -> tuple[int, int]:
        try:
            _, cells = next(rows_of(text, separator, place, first), (0, []))
        except SpreadsheetError:
            return (-1, 0)
        return (sum(map(known, cells)), len(cells))

    return max(SEPARATORS, key=worth)


def sheet_of(text: str, place: str, known: Callable[[str], bool], most: int) -> Sheet:
    """The table of a text. known: whether a heading names a column; most: rows that are allowed under it."""
    separator, first = announced(text, place)
    separator = separator or separator_of(text, place, first, known)
    rows = rows_of(text, separator, place, first)
    line, cells = next(rows, (0, []))
    headings = [from_cell(cell.strip()) for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MOST_COLUMNS:
        raise SpreadsheetError(f"{place} line {line}: {len(headings):,} columns; allowed: up to {MOST_COLUMNS:,}.")
    shape = Shape(tuple(headings), len(cells), separator, UNREADABLE.search(text) is not None)
    check_row(f"{place} line {line}", shape, cells)
    found: list[tuple[int, list[str]]] = []
    for begins, cells in rows:
        check_row(f"{place} line {begins}", shape, cells)
        found.append((begins, [from_cell(cell) for cell in cells[: len(headings)]]))
        if len(found) > most:
            raise SpreadsheetError(f"{place} line {begins}: too many rows; allowed: up to {most:,}.")
    return Sheet(line, tuple(headings), found, separator)


def check_row(place: str, shape: Shape, cells: list[str]) -> None:
    """Refuse a row that is not as wide as the headings (blank ones at the end may be left out), and cells that cannot
    be read."""
    named = len(shape.headings)
    if len(cells) not in (named, shape.width):
        hint = " Write decimals with a point, or separate cells by semicolons." if shape.separator == "," else ""
        hint = hint if len(cells) > named else ""
        raise SpreadsheetError(f"{place}: {named} cells are expected, {len(cells)} were found.{hint}")
    for heading, cell in zip((*shape.headings, *[""] * (len(cells) - named)), cells, strict=True):
        if not heading and cell.strip():
            raise SpreadsheetError(f"{place}: {shown(cell, quotes=True)} stands under no heading.")
        if len(cell) > LONGEST_CELL:
            raise SpreadsheetError(f"{place}: {shown(heading)}: a cell of over {LONGEST_CELL:,} characters.")
        bad = UNREADABLE.search(cell) if shape.flagged else None
        if bad:
            hint = " Is it UTF-16? Save it again as 'CSV UTF-8'." if bad[0] == "\0" else ""
            where = f"{place}: {shown(heading)} = {shown(cell, quotes=True)}"
            raise SpreadsheetError(f"{where}: the character U+{ord(bad[0]):04X} cannot be read.{hint}")


def read_sheet(path: Path, known: Callable[[str], bool], most: int, encoding: str = "", option: str = "") -> Sheet:
    """The table of a CSV file; a SpreadsheetError says what is wrong, where, and what to do."""
    place = shown(str(path))
    return sheet_of(text_of(content_of(path), place, encoding, option), place, known, most)
