"""Many runs as one table: a row a run, a column a measure, in Parquet parts that are written whole.

    folder/identity.json        what the runs are about (`sim.store.identity`); it never changes
    folder/design.parquet       which choice each run made; it only grows
    folder/runs/part-000012.parquet   part k holds the runs [k size, (k + 1) size)
    folder/tmp, aside, lock     parts being written; what could not be read; who writes

A part to which runs are added, because the design grew or runs are made again, is replaced at once by a longer one:
never a second file for the same runs. Parts open as one table in pandas, polars, DuckDB or R.
"""

import hashlib
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.state import Floats
from sim.store.design import KINDS, Column, from_table
from sim.store.identity import Identity, read_identity

PARTS = "runs"
LONGEST = 4_000  # characters kept of an error, its end
BLOCK = 4_096  # rows digested at once
TOKEN = b"identity"
OK = "ok"
KINDS_BY_WORD = {word: stored for word, _, stored in KINDS.values()}


class Row(NamedTuple):
    """What became of one run."""

    run: int
    status: str  # "ok", or how it ended otherwise: sim.study.worker.Ending
    error: str
    seconds: float
    values: Floats | None  # (column,), None unless it is ok


class Runs(NamedTuple):
    """What became of runs, in the order of their numbers."""

    run: NDArray[np.int64]  # (run,) position in the design
    design: dict[str, Column]  # (run,) each
    status: NDArray[np.str_]  # (run,) ok, failed, died, timed_out
    error: NDArray[np.object_]  # (run,) text, empty when it is ok
    seconds: Floats  # (run,)
    columns: tuple[str, ...]  # (column,) the measures
    values: Floats  # (run, column) in the units of the identity; NaN: not ok, or the thing does not exist in that run

    @property
    def ok(self) -> NDArray[np.bool_]:
        """(run,) True where the run ended well."""
        well: NDArray[np.bool_] = self.status == OK
        return well


def digest(runs: Runs) -> str:
    """SHA-256 of the runs, their choices, endings and values, bit for bit; not of the seconds and texts of errors."""
    total = hashlib.sha256()

    def add(name: str, values: NDArray[Any]) -> None:
        total.update(f"\n{name} {len(values)} ".encode())
        little = values.astype(values.dtype.newbyteorder("<"), copy=False)
        total.update("\0".join(values.tolist()).encode() if values.dtype.kind == "U" else little.tobytes())

    add("run", runs.run)
    for name, values in runs.design.items():
        add(name, values)
    add("status", runs.status)
    total.update("\0".join(("", *runs.columns)).encode())
    for start in range(0, len(runs.run), BLOCK):
        block = np.array(runs.values[start : start + BLOCK], order="C")
        block[np.isnan(block)] = np.nan  # NaN has many bit patterns
        add("values", block)
    return total.hexdigest()


def rows_together(rows: Sequence[Row], choices: Mapping[str, Column], names: tuple[str, ...]) -> Runs:
    """Rows, in their order, beside their choices, as one table."""
    values = np.full((len(rows), len(names)), np.nan)
    for place, row in enumerate(rows):
        if row.values is not None:
            values[place] = row.values
    return Runs(
        np.array([row.run for row in rows], dtype=np.int64),
        dict(choices),
        np.array([row.status for row in rows], dtype=np.str_),
        np.array([row.error[-LONGEST:] for row in rows], dtype=np.object_),
        np.array([row.seconds for row in rows], dtype=np.float64),
        names,
        values,
    )


def some(runs: Runs, kept: NDArray[Any]) -> Runs:
    """Some of the runs: a mask (run,), or positions."""
    design = {name: values[kept] for name, values in runs.design.items()}
    arrays = (runs.status[kept], runs.error[kept], runs.seconds[kept])
    return Runs(runs.run[kept], design, *arrays, runs.columns, runs.values[kept])


def merged(old: Runs, new: Runs) -> Runs:
    """The runs of both, in order; where both have a run, the new one."""
    kept = some(old, ~np.isin(old.run, new.run))
    design = {name: np.concatenate([kept.design[name], new.design[name]]) for name in new.design}
    pairs = ((getattr(kept, name), getattr(new, name)) for name in ("status", "error", "seconds"))
    status, error, seconds = (np.concatenate(pair) for pair in pairs)
    run, values = np.concatenate([kept.run, new.run]), np.concatenate([kept.values, new.values])
    return some(Runs(run, design, status, error, seconds, new.columns, values), np.argsort(run, kind="stable"))


def schema(identity: Identity) -> pa.Schema:
    """The columns of a part, each with its unit and its meaning."""

    def field(name: str, kind: pa.DataType, unit: str, meaning: str) -> pa.Field:
        return pa.field(name, kind, metadata={"unit": unit, "meaning": meaning})

    head = [field("run", pa.int64(), "number", "position in the design, 0 first")]
    head += [field(n, KINDS_BY_WORD[word], "none", f"design: {word}") for n, word in identity.design.items()]
    head.append(field("status", pa.string(), "word", "ok, failed, died or timed_out"))
    head.append(field("error", pa.string(), "text", "why it is not ok"))
    head.append(field("seconds", pa.float64(), "seconds", "that the run took"))
    measures = [field(c.name, pa.float64(), c.unit, c.meaning) for c in identity.columns]
    return pa.schema([*head, *measures], metadata={TOKEN: identity.token})


def part_bytes(runs: Runs, identity: Identity) -> bytes:
    """Runs as a Parquet file: zstd, a checksum a page, no dictionary for measures (their values hardly repeat)."""
    head = (runs.run, *runs.design.values(), runs.status, runs.error, runs.seconds)
    kinds = schema(identity)
    values = np.asfortranarray(runs.values)
    arrays = [pa.array(column, kinds.field(k).type) for k, column in enumerate(head)]
    arrays += [pa.array(column) for column in values.T]
    words = ["status", "error", *(n for n, v in runs.design.items() if v.dtype.kind == "U")]
    buffer = io.BytesIO()
    pq.write_table(
        pa.Table.from_arrays(arrays, schema=kinds),
        buffer,
        compression="zstd",
        use_dictionary=words,
        write_statistics=False,
        write_page_checksum=True,
    )
    return buffer.getvalue()


def part_name(number: int) -> str:
    """The file name of a part; names sort as numbers do."""
    return f"part-{number:06d}.parquet"


class NotOurs(Exception):
    """A file among the parts that is not a whole part of these runs; says why."""


def read_part(path: Path, identity: Identity, names: Sequence[str], choices: Sequence[str] | None = None) -> Runs:
    """The runs of a part, with the measures `names` and the columns `choices` of the design (None: all). NotOurs if it
    is cut, damaged, or of something else."""
    chosen = list(identity.design) if choices is None else list(choices)
    head = ["run", *chosen, "status", "error", "seconds"]
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            if (file.schema_arrow.metadata or {}).get(TOKEN) != identity.token.encode():
                raise NotOurs("not a part of these runs")
            table = file.read(columns=[*head, *names])
    except pa.ArrowException as reason:
        raise NotOurs(f"cannot be read ({str(reason).splitlines()[0]})") from reason
    except OSError as reason:
        if reason.errno is not None and not path.is_dir():
            raise
        raise NotOurs(f"cannot be read ({str(reason).splitlines()[0]})") from reason
    run = table.column("run").to_numpy()
    if not len(run) or (np.diff(run) <= 0).any() or path.name != part_name(run[0] // identity.size):
        raise NotOurs("its runs are not those of its name")
    if run[-1] // identity.size != run[0] // identity.size:
        raise NotOurs("it has runs of another part")
    values = np.empty((len(run), len(names)), order="F")
    for k, name in enumerate(names):
        values[:, k] = table.column(name).to_numpy()
    status, error = (table.column(name).to_numpy() for name in ("status", "error"))
    seconds = table.column("seconds").to_numpy()
    design = from_table(table, chosen)
    return Runs(run, design, status.astype(np.str_), error, seconds, tuple(names), values)


def narrowed(part: Runs, names: Sequence[str] | None, choices: Sequence[str] | None) -> Runs:
    """A part with these measures and columns of the design only; None for all."""
    design = part.design if choices is None else {name: part.design[name] for name in choices}
    if names is None:
        return part._replace(design=design)
    places = [part.columns.index(name) for name in names]
    return part._replace(design=design, columns=tuple(names), values=part.values[:, places])


def joined(
    parts: Sequence[Runs], identity: Identity, names: Sequence[str], choices: Sequence[str] | None = None
) -> Runs:
    """Parts one after the other, in order; a table without a row if there is none."""
    if not parts:
        kinds = {word: held for word, held, _ in KINDS.values()}
        chosen = identity.design if choices is None else choices
        nothing = {name: np.empty(0, kinds[identity.design[name]]) for name in chosen}
        return rows_together([], nothing, tuple(names))
    first, total = parts[0], sum(len(part.run) for part in parts)
    values = np.empty((total, len(names)), order="F")
    start = 0
    for part in parts:
        values[start : start + len(part.run)] = part.values
        start += len(part.run)
    design = {name: np.concatenate([part.design[name] for part in parts]) for name in first.design}
    stacked = (np.concatenate([getattr(p, n) for p in parts]) for n in ("run", "status", "error", "seconds"))
    run, status, error, seconds = stacked
    return Runs(run, design, status, error, seconds, tuple(names), values)


def read(
    folder: Path, names: Sequence[str] | None = None, choices: Sequence[str] | None = None, only: Sequence[int] = ()
) -> tuple[Runs, list[str]]:
    """(the runs that are in a folder, what could not be read there), changing nothing in it.

    names, choices: the measures and the columns of the design that are wanted; None for all. A few of them are read
    much faster than all. only: numbers of runs, those of whose parts are read; none for all.
    """
    identity = read_identity(folder)
    wanted = identity.names if names is None else tuple(names)
    parts, unread = [], []
    for path in sorted((folder / PARTS).glob("part-*.parquet")):
        if only and path.name not in {part_name(run // identity.size) for run in only}:
            continue
        try:
            parts.append(read_part(path, identity, wanted, choices))
        except (NotOurs, FileNotFoundError) as reason:
            unread.append(f"{path.name}: {reason}")
    return joined(parts, identity, wanted, choices), unread
