"""Territory networks in CSV files: the reading and the writing."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.spreadsheet.writing import as_csv, from_cell
from sim.world.check import NEEDED, NUMBERS, TEXTS, Row, WorldError, check_columns
from sim.world.network import Network, from_rows

EDGE_COLUMNS = ("code_a", "code_b", "kind")


def read_rows(path: str | Path, needed: Sequence[str], allowed: Sequence[str]) -> list[Row]:
    """The rows of a CSV file in UTF-8 with a header; cells are separated by commas, or by semicolons."""
    try:
        lines = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as reason:
        raise WorldError(f"{path}: not in UTF-8 ({reason}). Save it again as 'CSV UTF-8'.") from None
    except OSError as reason:
        raise WorldError(f"{path}: cannot be read ({reason.strerror}).") from None
    header, _, _ = lines.partition("\n")
    separator = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=separator, strict=True)
    names: list[str] = []
    rows = []
    try:
        for cells in reader:
            if not names:
                names = [cell.strip() for cell in cells]
                check_columns(f"{path} line {reader.line_num}", names, needed, allowed)
            elif len(cells) not in (0, len(names)):
                expected = f"{len(names)} cells are expected, {len(cells)} were found"
                raise WorldError(f"{path} line {reader.line_num}: {expected}.")
            elif cells:
                rows.append(Row(f"{path} line {reader.line_num}", dict(zip(names, map(from_cell, cells), strict=True))))
    except csv.Error as reason:
        raise WorldError(f"{path} line {reader.line_num}: not a valid CSV file ({reason}).") from None
    if not names:
        raise WorldError(f"{path}: the file is empty; a header is expected: {', '.join(needed)}.")
    return rows


def from_files(nodes_csv: str | Path, edges_csv: str | Path) -> Network:
    """The network of two CSV files: one territory a line, one border a line.

    Territories need the columns code, region, population, low_income_rate (percent), area_km2, lat, lon; they may
    have name, region_name, low_income_persons, municipalities, elected, note, and the region's envelope_cad,
    envelope_sourced, envelope_note. Borders need code_a and code_b, and may have kind: land, water or link.
    """
    nodes = read_rows(nodes_csv, NEEDED, (*TEXTS, *NUMBERS))
    return from_rows(nodes, read_rows(edges_csv, EDGE_COLUMNS[:2], EDGE_COLUMNS))


def to_files(network: Network, nodes_csv: str | Path, edges_csv: str | Path) -> None:
    """Write two CSV files that `from_files` reads back without loss."""
    write_rows(nodes_csv, (*TEXTS, *NUMBERS), network.node_rows())
    write_rows(edges_csv, EDGE_COLUMNS, network.edge_rows())


def write_rows(path: str | Path, names: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    """Write a CSV file in UTF-8 with a header."""
    text = as_csv([names, *([row[name] for name in names] for row in rows)], end="\n")
    Path(path).write_text(text, encoding="utf-8", newline="")
