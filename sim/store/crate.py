"""A sweep as others open it: one CSV file, its columns described, and a research object that says what it is.

`ro-crate-metadata.json` follows RO-Crate 1.1 (https://w3id.org/ro/crate/1.1): a descriptor, the root, a file each,
the code that made them, and every measure with its unit.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from sim.spreadsheet.writing import as_cell, as_csv
from sim.store.identity import Field, read_identity
from sim.store.runs import PARTS, schema

METADATA = "ro-crate-metadata.json"
CONTEXT = "https://w3id.org/ro/crate/1.1/context"
PROFILE = "https://w3id.org/ro/crate/1.1"
CLAIM = "Runs of an agent-based laboratory of concertation. It explains and compares; it predicts no region."
LICENSE = "https://spdx.org/licenses/MIT"
KINDS = {".csv": "text/csv", ".yaml": "application/yaml", ".json": "application/json", ".txt": "text/plain"}
WHAT = {
    "runs.csv": "a row a run: point, rule, replicate, seed, factors, status, measures",
    "columns.csv": "each column of runs.csv: its unit and its meaning",
    "design.yaml": "what varies, how, how many times",
    "config.yaml": "what every run shares",
    "manifest.json": "code, libraries, machine, command",
}


def parts(folder: Path) -> list[Path]:
    """The parts of a folder of runs, in order."""
    return sorted((folder / PARTS).glob("part-*.parquet"))


def write_csv(folder: Path, path: Path) -> int:
    """Every run of a folder as one CSV file (comma, point, UTF-8), part by part; how many."""
    kinds, total = schema(read_identity(folder)).remove_metadata(), 0
    with pacsv.CSVWriter(path, kinds) as out:
        for part in parts(folder):
            table = pq.read_table(part).cast(kinds)
            out.write_table(told_plainly(table))
            total += table.num_rows
    return total


def told_plainly(table: pa.Table) -> pa.Table:
    """Numbers that do not exist as empty cells, which every spreadsheet and R understand; texts as texts."""
    return pa.Table.from_arrays([as_cells(column) for column in table.columns], schema=table.schema)


def as_cells(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column as it is written; a text that a spreadsheet would run, wherever it stands, is marked as a text."""
    if pa.types.is_floating(column.type):
        return pa.chunked_array([pa.array(c.to_numpy(), from_pandas=True) for c in column.chunks], type=column.type)
    if pa.types.is_string(column.type) and any(as_cell(text) != text for text in column.unique().to_pylist()):
        return pa.chunked_array([pa.array([as_cell(text) for text in column.to_pylist()], type=column.type)])
    return column


def columns_csv(folder: Path) -> str:
    """The columns of the table: name, type, unit, meaning."""
    rows = [("column", "type", "unit", "meaning")]
    for field in schema(read_identity(folder)):
        told = {key.decode(): value.decode() for key, value in field.metadata.items()}
        rows.append((field.name, str(field.type), told["unit"], told["meaning"]))
    return as_csv(rows, end="\n")


def metadata(folder: Path, made: datetime, title: str, manifest: Mapping[str, Any], measures: Sequence[Field]) -> str:
    """The text of the metadata of a crate whose files are in `folder`. made: when its runs were."""
    files = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != METADATA)
    code = manifest["code"]
    software = {
        "@id": "#software",
        "@type": "SoftwareApplication",
        "name": manifest["project"],
        "version": f"{manifest['version']} ({code['git_commit'] or 'no git'})",
        "softwareRequirements": ", ".join(f"{name} {version}" for name, version in manifest["software"].items()),
    }
    action = {
        "@id": "#sweep",
        "@type": "CreateAction",
        "name": title,
        "description": manifest["sweep"]["command"],
        "endTime": made.isoformat(timespec="seconds"),
        "instrument": {"@id": "#software"},
        "object": [{"@id": name} for name in ("design.yaml", "config.yaml")],
        "result": [{"@id": "runs.csv"}],
    }
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": title,
        "description": CLAIM,
        "datePublished": made.date().isoformat(),
        "license": {"@id": LICENSE},
        "hasPart": [{"@id": name} for name in files],
        "mentions": [{"@id": "#sweep"}],
        "variableMeasured": [{"@id": f"#{field.name}"} for field in measures],
    }
    graph = [
        {"@id": METADATA, "@type": "CreativeWork", "conformsTo": {"@id": PROFILE}, "about": {"@id": "./"}},
        root,
        *(file_entity(folder / name) for name in files),
        software,
        action,
        {"@id": LICENSE, "@type": "CreativeWork", "name": "MIT", "description": "MIT License"},
        *measured(measures),
    ]  # fmt: skip
    return json.dumps({"@context": CONTEXT, "@graph": graph}, indent=1, ensure_ascii=False) + "\n"


def file_entity(path: Path) -> dict[str, Any]:
    """One file of a crate."""
    return {
        "@id": path.name,
        "@type": "File",
        "name": path.name,
        "description": WHAT.get(path.name, path.name),
        "encodingFormat": KINDS.get(path.suffix, "application/octet-stream"),
        "contentSize": str(path.stat().st_size),
    }


def measured(measures: Sequence[Field]) -> Iterator[dict[str, str]]:
    """A property a measure."""
    for field in measures:
        told = {"name": field.name, "unitText": field.unit, "description": field.meaning}
        yield {"@id": f"#{field.name}", "@type": "PropertyValue", **told}


def when(folder: Path) -> datetime:
    """When the last part of a folder of runs was written."""
    return datetime.fromtimestamp(max((part.stat().st_mtime for part in parts(folder)), default=0.0), UTC)
