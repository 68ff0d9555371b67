"""What a territory network must be, checked cell by cell: an error names the file, the line, the column, the value."""

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

BORDERS = ("land", "water", "link")
WORDS_OF_TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class WorldError(ValueError):
    """A territory network that the model refuses. The message says where, what was read and what is allowed."""


class Row(NamedTuple):
    """One territory or one border as a user gave it, and where."""

    place: str
    cells: Mapping[str, object]


class Column(NamedTuple):
    """A numeric column: its range, both ends included, its unit, and whether it may be missing."""

    low: float
    high: float
    unit: str
    required: bool = True
    whole: bool = False


TEXTS = ("code", "name", "region", "region_name", "note", "envelope_sourced", "envelope_note")
NUMBERS = {
    "population": Column(1, 1e8, "persons"),
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
    close = difflib.get_close_matches(word, sorted(known), n=3, cutoff=0.6)
    return f" Close: {', '.join(close)}." if close else ""


def check_columns(place: str, present: Sequence[str], needed: Sequence[str], allowed: Sequence[str]) -> None:
    """Refuse a missing column, a column given twice, and a column whose name looks misspelled."""
    for name in needed:
        if name not in present:
            raise WorldError(f"{place}: column '{name}' is missing.{near(name, present)} Needed: {', '.join(needed)}.")
    for name in present:
        if present.count(name) > 1:
            raise WorldError(f"{place}: column '{name}' is given twice.")
        close = difflib.get_close_matches(name, [a for a in allowed if a not in present], n=1, cutoff=0.8)
        if name not in allowed and close:
            raise WorldError(
                f"{place}: unknown column '{name}'. Did you mean '{close[0]}'? Allowed: {', '.join(allowed)}."
            )


def text(row: Row, name: str, default: str = "") -> str:
    """The cell as text without surrounding blanks; `default` when it is empty or missing."""
    cell = row.cells.get(name)
    return (str(cell).strip() if cell is not None else "") or default


def required_text(row: Row, name: str) -> str:
    """The cell as text, which must not be empty."""
    found = text(row, name)
    if not found:
        raise WorldError(f"{row.place}: column '{name}' is empty; a text is expected.")
    return found


def number(row: Row, name: str, default: float | None = None) -> float:
    """The cell as a number inside the range of its column."""
    column = NUMBERS[name]
    written = text(row, name)
    allowed = f"allowed: {column.low:g} to {column.high:g} ({column.unit})"
    if not written and not column.required and default is not None:
        return default
    try:
        value = float(written)
    except ValueError:
        raise WorldError(f"{row.place}: {name} = {written!r}: a number is expected; {allowed}.") from None
    if not math.isfinite(value) or not column.low <= value <= column.high:
        raise WorldError(f"{row.place}: {name} = {written}: {allowed}.")
    if column.whole and value != int(value):
        raise WorldError(f"{row.place}: {name} = {written}: a whole number is expected; {allowed}.")
    return value


def truth(row: Row, name: str, default: bool) -> bool:
    """The cell as true or false."""
    written = text(row, name).lower()
    if written and written not in WORDS_OF_TRUTH:
        raise WorldError(f"{row.place}: {name} = {written!r}: allowed: true or false.")
    return WORDS_OF_TRUTH[written] if written else default


def checked_codes(rows: Sequence[Row]) -> dict[str, int]:
    """Index of each territory code, in the order of the rows; refuses an empty list and a code given twice."""
    if not rows:
        raise WorldError("no territory: a network needs at least one.")
    index: dict[str, int] = {}
    for i, row in enumerate(rows):
        code = required_text(row, "code")
        if code in index:
            raise WorldError(f"{row.place}: code = {code!r} was already given at {rows[index[code]].place}.")
        index[code] = i
    return index


def checked_edges(rows: Iterable[Row], index: Mapping[str, int]) -> list[tuple[int, int, int]]:
    """Borders as (lower index, higher index, kind), sorted; refuses unknown codes, loops, repeats, unknown kinds."""
    found: dict[tuple[int, int], int] = {}
    for row in rows:
        ends = [required_text(row, name) for name in ("code_a", "code_b")]
        for code in ends:
            if code not in index:
                raise WorldError(f"{row.place}: no territory has the code {code!r}.{near(code, index)}")
        a, b = sorted(index[code] for code in ends)
        if a == b:
            raise WorldError(f"{row.place}: {ends[0]!r} borders itself.")
        if (a, b) in found:
            raise WorldError(f"{row.place}: the border {ends[0]!r}, {ends[1]!r} was already given.")
        kind = text(row, "kind", "land")
        if kind not in BORDERS:
            raise WorldError(f"{row.place}: kind = {kind!r}: allowed: {', '.join(BORDERS)}.")
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
