"""The runs to make, as a table: one row a run, one column a choice (arm, world, seed...)."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
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
        return {name: KINDS[values.dtype.kind][0] for name, values in self.columns.items()}

    def row(self, run: int) -> dict[str, Cell]:
        """The choices of one run, as plain Python, with its number under `run`."""
        return {"run": run, **{name: values[run].item() for name, values in self.columns.items()}}

    def rows(self, runs: NDArray[np.int64]) -> dict[str, Column]:
        """The choices of some runs, by column."""
        return {name: values[runs] for name, values in self.columns.items()}


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


def departure(rows: Mapping[str, Column], asked: Design, runs: NDArray[np.int64]) -> str:
    """The first of `runs` whose row is not the one of the design, in words; nothing if there is none."""
    wanted = asked.rows(runs)
    differ = {name: unlike(rows[name], wanted[name]) for name in wanted}
    first = min((int(d.argmax()) for d in differ.values() if d.any()), default=None)
    if first is None:
        return ""
    name = next(n for n, d in differ.items() if d[first])
    return f"run {runs[first]}: {name} = {rows[name][first]} there, {wanted[name][first]} asked"


def to_bytes(design: Design) -> bytes:
    """The design as a Parquet file, zstd; the first column is the number of the run."""
    arrays = {name: pa.array(v, KINDS[v.dtype.kind][2]) for name, v in design.columns.items()}
    buffer = io.BytesIO()
    pq.write_table(pa.table({"run": np.arange(len(design)), **arrays}), buffer, compression="zstd")
    return buffer.getvalue()


def from_table(table: pa.Table, names: list[str]) -> dict[str, Column]:
    """(run,) columns of a table, by name."""
    found = {}
    for name in names:
        values = table.column(name).to_numpy()
        found[name] = values.astype(np.str_) if values.dtype.kind == "O" else values
    return found


def from_bytes(content: bytes) -> Design:
    """The design that a Parquet file of ours holds; a ValueError or an OSError if it is something else."""
    table = pq.read_table(io.BytesIO(content))
    return Design(from_table(table, [name for name in table.column_names if name != "run"]))
