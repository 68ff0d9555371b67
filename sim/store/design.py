"""The runs to make, as a table: one row a run, one column a choice (arm, world, seed...).

A table in memory (`Design`), or one whose rows are computed when they are wanted (`LongDesign`): a million runs of 216
factors would take 1.7 GB.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

Cell = int | float | str | bool
Column = NDArray[Any]  # (run,) of one of KINDS
KINDS: dict[str, tuple[str, Any, pa.DataType]] = {  # kind of a numpy type: its word, how it is held, how it is stored
    "i": ("whole number", np.int64, pa.int64()),
    "u": ("whole number", np.int64, pa.int64()),
    "f": ("number", np.float64, pa.float64()),
    "b": ("yes or no", np.bool_, pa.bool_()),
    "U": ("text", np.str_, pa.string()),
}

STORED = {word: stored for word, _, stored in KINDS.values()}


@dataclass(frozen=True)
class Design:
    """Columns of the same length, by name. The position of a row is the number of its run, for good: runs are only
    added at the end."""

    columns: Mapping[str, Column]

    def __post_init__(self) -> None:
        held = {name: column_of(name, values) for name, values in self.columns.items()}
        if len({len(values) for values in held.values()}) != 1:
            sizes = ", ".join(f"{name} {len(values)}" for name, values in held.items())
            raise ValueError(f"a design needs columns of the same length (found: {sizes or 'no column'})")
        object.__setattr__(self, "columns", held)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    @property
    def kinds(self) -> dict[str, str]:
        """What each column is made of, in a word."""
        return kinds_of(self.columns)

    @property
    def kept(self) -> tuple[str, ...]:
        """The columns of its file: all."""
        return tuple(self.columns)

    def token(self, length: int) -> str:
        """A short name of its first rows, if it has one."""
        return ""

    def row(self, run: int) -> dict[str, Cell]:
        """The choices of one run, as plain Python, with its number under `run`."""
        return {"run": run, **{name: values[run].item() for name, values in self.columns.items()}}

    def rows(self, runs: NDArray[np.int64], names: Collection[str] | None = None) -> dict[str, Column]:
        """The choices of some runs, by column; names: of these columns only."""
        return {name: values[runs] for name, values in self.columns.items() if names is None or name in names}


Rows = Callable[[NDArray[np.int64], bool], Mapping[str, Column]]  # of some runs; False: the columns `kept` only


class LongDesign:
    """The same, each row computed when it is wanted, a block of them at once.

    rows: computes them. kept: the columns that the file of the design holds; the others follow from them, and every
    part of the runs repeats them. told: a text that decides all the rows, whatever their number.
    """

    def __init__(self, length: int, rows: Rows, kept: tuple[str, ...], told: str) -> None:
        self.length, self.computed, self.kept, self.told = length, rows, kept, told
        self.kinds = kinds_of(self.rows(np.zeros(1, dtype=np.int64)))
        self.start, self.block = 0, dict[str, list[Cell]]()

    def token(self, length: int) -> str:
        """A short name of the first rows: what decides them, and some of them, computed here (the libraries that draw
        points are not the same everywhere)."""
        some = np.unique(np.linspace(0, length - 1, PROBED).astype(np.int64))
        rows = {name: values.tolist() for name, values in self.rows(some).items()}
        return hashlib.sha256(repr((self.told, length, rows)).encode()).hexdigest()[:32]

    def __len__(self) -> int:
        return self.length

    def row(self, run: int) -> dict[str, Cell]:
        """As of a Design; rows asked in order cost little."""
        if not self.block or not self.start <= run < self.start + BLOCK:
            self.start = run - run % BLOCK
            rows = self.rows(np.arange(self.start, min(self.start + BLOCK, self.length)))
            self.block = {name: values.tolist() for name, values in rows.items()}
        return {"run": run, **{name: values[run - self.start] for name, values in self.block.items()}}

    def rows(self, runs: NDArray[np.int64], names: Collection[str] | None = None) -> dict[str, Column]:
        """As of a Design."""
        found = self.computed(runs, names is None or not set(names) <= set(self.kept))
        return {name: column_of(name, values) for name, values in found.items() if names is None or name in names}


AnyDesign = Design | LongDesign
BLOCK = 256  # rows computed at once
PROBED = 64  # rows by which a design is known
FILED = 65_536  # rows written at once, a group of the file
TOKEN = b"design"


def kinds_of(columns: Mapping[str, Column]) -> dict[str, str]:
    """What each column is made of, in a word."""
    return {name: KINDS[values.dtype.kind][0] for name, values in columns.items()}


def column_of(name: str, values: Any) -> Column:
    """(run,) values in one of the types of KINDS."""
    found = np.asarray(values)
    if found.ndim != 1 or found.dtype.kind not in KINDS:
        words = ", ".join(dict.fromkeys(word for word, _, _ in KINDS.values()))
        raise ValueError(f"column {name!r} of a design: one value a run is expected ({words}), not {found.dtype}")
    return found.astype(KINDS[found.dtype.kind][1])


def unlike(one: Column, other: Column) -> NDArray[np.bool_]:
    """(run,) where two columns of the same kind differ; NaN is NaN."""
    differ: NDArray[np.bool_] = one != other
    return differ & ~(np.isnan(one) & np.isnan(other)) if one.dtype.kind == "f" else differ


def departure(rows: Mapping[str, Column], asked: AnyDesign, runs: NDArray[np.int64]) -> str:
    """The first of `runs` whose row is not the one of the design, in words; nothing if there is none."""
    wanted = asked.rows(runs, rows)
    differ = {name: unlike(rows[name], wanted[name]) for name in wanted}
    first = min((int(d.argmax()) for d in differ.values() if d.any()), default=None)
    if first is None:
        return ""
    name = next(n for n, d in differ.items() if d[first])
    return f"run {runs[first]}: {name} = {rows[name][first]} there, {wanted[name][first]} asked"


def write_design(design: AnyDesign, path: Path) -> None:
    """The design as a Parquet file, zstd, some thousands of rows at once; the first column is the number of the run."""
    names = design.kept
    fields = [("run", pa.int64()), *((n, STORED[design.kinds[n]]) for n in names)]
    schema = pa.schema(fields, metadata={TOKEN: design.token(len(design))})
    with pq.ParquetWriter(path, schema, compression="zstd") as file:
        for start in range(0, max(len(design), 1), FILED):
            runs = np.arange(start, min(start + FILED, len(design)))
            rows = design.rows(runs, names)
            file.write_table(pa.Table.from_arrays([pa.array(runs), *(pa.array(rows[n]) for n in names)], schema=schema))


def from_table(table: pa.Table, names: list[str]) -> dict[str, Column]:
    """(run,) columns of a table, by name."""
    found = {}
    for name in names:
        values = table.column(name).to_numpy()
        found[name] = values.astype(np.str_) if values.dtype.kind == "O" else values
    return found


def rows_in(path: Path) -> Iterator[tuple[NDArray[np.int64], dict[str, Column]]]:
    """(runs, their columns) of the file of a design, some thousands at once; an OSError, a ValueError or an error of
    Arrow if it is something else."""
    with pq.ParquetFile(path) as file:
        names = [name for name in file.schema_arrow.names if name != "run"]
        for batch in file.iter_batches(FILED):
            table = pa.Table.from_batches([batch])
            yield table.column("run").to_numpy(), from_table(table, names)


def about(path: Path) -> tuple[int, dict[str, str], str]:
    """(rows, what each column is made of, token) of the file of a design; errors as `rows_in`."""
    words = {stored: word for word, stored in STORED.items()}
    with pq.ParquetFile(path) as file:
        schema = file.schema_arrow
        kinds = {f.name: words.get(f.type, str(f.type)) for f in schema if f.name != "run"}
        return file.metadata.num_rows, kinds, (schema.metadata or {}).get(TOKEN, b"").decode()
