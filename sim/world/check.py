"""What a territory network must be, checked cell by cell: an error names the file, the line, the column, the value."""

import difflib
import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sim.numerals import Numeral, numeral, unmistakable
from sim.quoted import shown
from sim.world.headings import FRENCH

BORDERS = ("land", "water", "link")
BORDERS_IN_FRENCH = {"terre": "land", "eau": "water", "lien": "link"}
TRUE, FALSE = ("true", "1", "yes", "vrai", "oui"), ("false", "0", "no", "faux", "non")
MOST_TERRITORIES = 60_000
MOST_EDGES = 600_000
LONGEST_WORD = 100  # characters of a word that another is compared with


class WorldError(ValueError):
    """A territory network that the model refuses. The message says where, what was read and what is allowed."""


class Row(NamedTuple):
    """One territory or one border as a user gave it, and where."""

    place: str
    cells: Mapping[str, object]
    decimal: str = "."  # the decimal mark of the file, "." or ","; "" if nothing in it tells


class Column(NamedTuple):
    """A numeric column: its range, both ends included, its unit, and whether it may be missing."""

    low: float
    high: float
    unit: str
    required: bool = True
    whole: bool = False

    @property
    def sign(self) -> str:
        """The sign that may stand beside the number."""
        return {"percent": "%", "Canadian dollars": "$"}.get(self.unit, "")

    @property
    def counts(self) -> bool:
        """Whether it counts persons, municipalities or dollars: what people write in thousands."""
        return self.unit in ("persons", "municipalities", "Canadian dollars")


TEXTS = ("code", "name", "region", "region_name", "note", "envelope_sourced", "envelope_note")
LENGTHS = {"code": 100, "region": 100, "code_a": 100, "code_b": 100, "name": 300, "region_name": 300}  # characters
LONGEST_TEXT = 32_767  # characters, of a note
NUMBERS = {
    "population": Column(1, 1e8, "persons", whole=True),
    "low_income_rate": Column(0, 100, "percent"),
    "low_income_persons": Column(0, 1e8, "persons", required=False),
    "area_km2": Column(0.01, 1e7, "km2"),
    "lat": Column(-90, 90, "degrees north"),
    "lon": Column(-180, 180, "degrees east"),
    "municipalities": Column(0, 10_000, "municipalities", required=False, whole=True),
    "elected": Column(0, 100_000, "persons", required=False, whole=True),
    "envelope_cad": Column(0, 1e12, "Canadian dollars", required=False),
}
NEEDED = ("code", "region", *(name for name, column in NUMBERS.items() if column.required))


def near(word: str, known: Iterable[str]) -> str:
    """' Close: a, b.' when `word` resembles something known, nothing otherwise."""
    short = sorted(name for name in known if len(name) <= LONGEST_WORD)  # comparing takes the product of the lengths
    close = difflib.get_close_matches(word, short, n=3, cutoff=0.6) if len(word) <= LONGEST_WORD else []
    return f" Close: {', '.join(map(shown, close))}." if close else ""


def in_french(names: Iterable[str]) -> str:
    """Columns as a message lists them, each with its heading in French if that is another word."""
    return ", ".join(n if FRENCH.get(n, n) == n else f"{n} ({FRENCH[n]})" for n in names)


def check_columns(place: str, present: Sequence[str], needed: Sequence[str], allowed: Sequence[str]) -> None:
    """Refuse a missing column, a column given twice, and a column whose name looks misspelled."""
    for name in needed:
        if name not in present:
            raise WorldError(f"{place}: column '{name}' is missing.{near(name, present)} Needed: {in_french(needed)}.")
    absent = [a for a in allowed if a not in present]
    for name in present:
        if name in allowed and present.count(name) > 1:
            raise WorldError(f"{place}: column '{name}' is given twice.")
        close = difflib.get_close_matches(name[:LONGEST_WORD], absent, n=1, cutoff=0.8)
        if name not in allowed and close:
            raise WorldError(
                f"{place}: unknown column '{shown(name)}'. Did you mean '{close[0]}'? Allowed: {in_french(allowed)}."
            )


def text(row: Row, name: str, default: str = "") -> str:
    """The cell as text without surrounding blanks; `default` when it is empty or missing."""
    cell = row.cells.get(name)
    found = str(cell).strip() if cell is not None else ""
    most = LENGTHS.get(name, LONGEST_TEXT)
    if len(found) > most:
        raise WorldError(f"{row.place}: {name} = {shown(found, quotes=True)}: allowed: up to {most:,} characters.")
    return found or default


def required_text(row: Row, name: str) -> str:
    """The cell as text, which must not be empty; an accent is one character, however it was typed."""
    found = unicodedata.normalize("NFC", text(row, name))
    if not found:
        raise WorldError(f"{row.place}: column '{name}' is empty; a text is expected.")
    return found


def number(row: Row, name: str, default: float | None = None) -> float:
    """The cell as a number inside the range of its column, however people write it, if it can be read in one way."""
    column, cell = NUMBERS[name], row.cells.get(name)
    if type(cell) is float and column.low <= cell <= column.high and not column.whole:
        return cell
    written = text(row, name)
    allowed = f"allowed: {column.low:g} to {column.high:g} ({column.unit})"
    if not written and not column.required and default is not None:
        return default
    found = numeral(written)
    where = f"{row.place}: {name} = {shown(written, quotes=True)}"
    if found is None or found.sign not in ("", column.sign):
        raise WorldError(f"{where}: a number is expected; {allowed}.")
    if twofold(found, column, row.decimal):
        one, other = unmistakable(found)
        raise WorldError(f"{where}: is the mark one of thousands, or of decimals? Write {one}, or {other}; {allowed}.")
    if not math.isfinite(found.value) or not column.low <= found.value <= column.high:
        raise WorldError(f"{row.place}: {name} = {shown(written)}: {allowed}.")
    if column.whole and found.value != int(found.value):
        raise WorldError(f"{row.place}: {name} = {shown(written)}: a whole number is expected; {allowed}.")
    return found.value


def decimals_alone(found: Numeral, column: Column) -> bool:
    """Whether the mark of a number can only be a decimal mark: 14,5, or 46,123 where 46123 is out of range."""
    return found.grouped is None or not column.low <= found.grouped <= column.high


def twofold(found: Numeral, column: Column, decimal: str) -> bool:
    """Whether a number such as 1,234 could be 1.234 as well as 1234, as far as its column and its file tell."""
    if decimals_alone(found, column) or (found.mark == decimal == "."):
        return False
    return column.counts or found.mark != decimal


def decimal_mark(rows: Iterable[Row], usual: str) -> str:
    """The decimal mark of a file, told by its numbers that can be read in one way; `usual` if there is none."""
    marks: set[str] = set()
    for row in rows:
        for name in row.cells.keys() & NUMBERS.keys():
            found = numeral(str(row.cells[name]))
            if found and found.mark and decimals_alone(found, NUMBERS[name]):
                marks.add(found.mark)
    return usual if not marks else marks.pop() if len(marks) == 1 else ""


def check_percents(rows: Iterable[Row]) -> None:
    """Refuse rates that all look like shares of one, as a spreadsheet keeps what it shows as percents."""
    name, written = "low_income_rate", [(row, text(row, "low_income_rate")) for row in rows]
    found = [(row, words, number(row, name)) for row, words in written]
    small = [(row, words) for row, words, value in found if 0 < value <= 1]
    if small and not any(value > 1 or "%" in words for _, words, value in found):
        row, words = small[0]
        raise WorldError(
            f"{row.place}: {name} = {shown(words)}: percents are expected, and no rate of the file is over 1. "
            f"Write {100 * number(row, name):g} if it is a share; or {shown(words)} % if it is meant."
        )


def truth(row: Row, name: str, default: bool) -> bool:
    """The cell as true or false, in English or in French."""
    written = text(row, name).lower()
    if written and written not in TRUE + FALSE:
        raise WorldError(f"{row.place}: {name} = {shown(written, quotes=True)}: allowed: true or false (vrai, faux).")
    return written in TRUE if written else default


def checked_codes(rows: Sequence[Row]) -> dict[str, int]:
    """Index of each territory code, in the order of the rows; refuses an empty list and a code given twice."""
    if not rows:
        raise WorldError("no territory: a network needs at least one.")
    index: dict[str, int] = {}
    for i, row in enumerate(rows):
        code = required_text(row, "code")
        if i >= MOST_TERRITORIES:
            raise WorldError(f"{row.place}: too many territories; allowed: up to {MOST_TERRITORIES:,}.")
        if code in index:
            raise WorldError(
                f"{row.place}: code = {shown(code, quotes=True)} was already given at {rows[index[code]].place}."
            )
        index[code] = i
    return index


def checked_edges(rows: Iterable[Row], index: Mapping[str, int]) -> list[tuple[int, int, int]]:
    """Borders as (lower index, higher index, kind), sorted; refuses unknown codes, loops, repeats, unknown kinds."""
    found: dict[tuple[int, int], int] = {}
    for row in rows:
        if len(found) >= MOST_EDGES:
            raise WorldError(f"{row.place}: too many borders; allowed: up to {MOST_EDGES:,}.")
        ends = [required_text(row, name) for name in ("code_a", "code_b")]
        for code in ends:
            if code not in index:
                raise WorldError(
                    f"{row.place}: no territory has the code {shown(code, quotes=True)}.{near(code, index)}"
                )
        a, b = sorted(index[code] for code in ends)
        if a == b:
            raise WorldError(f"{row.place}: {shown(ends[0], quotes=True)} borders itself.")
        if (a, b) in found:
            one, other = (shown(code, quotes=True) for code in ends)
            raise WorldError(f"{row.place}: the border {one}, {other} was already given.")
        kind = text(row, "kind", "land").lower()
        kind = BORDERS_IN_FRENCH.get(kind, kind)
        if kind not in BORDERS:
            allowed = f"{', '.join(BORDERS)} ({', '.join(BORDERS_IN_FRENCH)})"
            raise WorldError(f"{row.place}: kind = {shown(kind, quotes=True)}: allowed: {allowed}.")
        found[a, b] = BORDERS.index(kind)
    return sorted((a, b, kind) for (a, b), kind in found.items())


def check_connected(codes: Sequence[str], regions: Sequence[str], edges: Iterable[tuple[int, int, int]]) -> None:
    """Refuse a region whose territories are not joined by land, water or link."""
    group = list(range(len(codes)))

    def top(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for a, b, _ in edges:
        if regions[a] == regions[b]:
            group[max(top(a), top(b))] = min(top(a), top(b))
    first: dict[str, int] = {}
    for i, region in enumerate(regions):
        if top(first.setdefault(region, i)) != top(i):
            raise WorldError(
                f"region {region!r}: nothing joins territory {codes[i]!r} to {codes[first[region]]!r}. "
                "Add the missing border, or an edge of kind 'link' (ferry, road, agreement) if they do not touch."
            )
