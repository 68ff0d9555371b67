"""Territory networks in CSV files: the reading and the writing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.quoted import shown
from sim.spreadsheet.reading import SpreadsheetError, read_sheet
from sim.spreadsheet.writing import as_csv
from sim.world.check import (
    MOST_EDGES,
    MOST_TERRITORIES,
    NEEDED,
    NUMBERS,
    TEXTS,
    Row,
    WorldError,
    check_columns,
    check_percents,
    decimal_mark,
    in_french,
)
from sim.world.headings import column_of, is_column
from sim.world.network import Network, from_rows
from sim.world.places import check_place

EDGE_COLUMNS = ("code_a", "code_b", "kind")
KEY = "territory.encoding"


def read_rows(
    path: str | Path, needed: Sequence[str], allowed: Sequence[str], most: int, encoding: str = ""
) -> list[Row]:
    """The rows of a CSV file, at most `most`, under headings in English or in French.

    Cells are separated by commas, semicolons or tabs, as the headings tell; encoding: as in `sim.spreadsheet.reading`.
    """
    try:
        sheet = read_sheet(Path(path), is_column, most, encoding, KEY)
    except SpreadsheetError as reason:
        raise WorldError(str(reason)) from None
    place = shown(str(path))
    names = [column_of(heading) for heading in sheet.headings]
    if not names:
        raise WorldError(f"{place}: the file is empty; a header is expected: {in_french(needed)}.")
    check_columns(f"{place} line {sheet.line}", names, needed, allowed)
    rows = [Row(f"{place} line {line}", dict(zip(names, cells, strict=True))) for line, cells in sheet.rows]
    decimal = decimal_mark(rows, "." if sheet.separator == "," else "")
    return [row._replace(decimal=decimal) for row in rows]


def from_files(nodes_csv: str | Path, edges_csv: str | Path, encoding: str = "", elsewhere: bool = False) -> Network:
    """The network of two CSV files: one territory a line, one border a line.

    Territories need the columns code, region, population, low_income_rate (percent), area_km2, lat, lon; they may
    have name, region_name, low_income_persons, municipalities, elected, note, and the region's envelope_cad,
    envelope_sourced, envelope_note. Borders need code_a and code_b, and may have kind: land, water or link.
    encoding: of both files, where it is not UTF-8. elsewhere: coordinates are taken as they are, even where another
    sign or order would put them in Québec.
    """
    nodes = read_rows(nodes_csv, NEEDED, (*TEXTS, *NUMBERS), MOST_TERRITORIES, encoding)
    network = from_rows(nodes, read_rows(edges_csv, EDGE_COLUMNS[:2], EDGE_COLUMNS, MOST_EDGES, encoding))
    check_percents(nodes)
    for row in () if elsewhere else nodes:
        check_place(row)
    return network


def to_files(network: Network, nodes_csv: str | Path, edges_csv: str | Path) -> None:
    """Write two CSV files that `from_files` reads back without loss."""
    nodes = [row | {"low_income_rate": f"{row['low_income_rate']!r} %"} for row in network.node_rows()]
    plain = max(network.low_income_rate) > 1  # otherwise the sign says that small rates are percents too
    write_rows(nodes_csv, (*TEXTS, *NUMBERS), network.node_rows() if plain else nodes)
    write_rows(edges_csv, EDGE_COLUMNS, network.edge_rows())


def write_rows(path: str | Path, names: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    """Write a CSV file in UTF-8 with a header."""
    text = as_csv([names, *([row[name] for name in names] for row in rows)], end="\n")
    Path(path).write_text(text, encoding="utf-8", newline="")
