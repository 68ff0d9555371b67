"""A history as Parquet tables: one line a month and place, one column a series, its unit and meaning with it."""

import io
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.config import Calendar
from sim.history import AXES, SERIES, History
from sim.metrics import partnership
from sim.metrics.decisions import decisions
from sim.metrics.typology import Typology, axes, classify, gather
from sim.vocabulary import DYNAMICS
from sim.world.network import Network

Columns = dict[str, tuple[NDArray[Any] | pa.Array, str, str]]  # name: values, unit, meaning
RATE = "share of the encounters held over the trailing window; NaN where none was"
WHO_COME = "share of members who come, over the trailing window"


class Places(NamedTuple):
    """Whom the lines of a table are about: a code, a name and a region for each."""

    level: tuple[str, ...]
    code: tuple[str, ...]
    name: tuple[str, ...]
    region: tuple[str, ...]


def places_of(network: Network) -> dict[str, Places]:
    """The places of each axis; local tables come first, then regional ones, as in the state."""
    names = tuple(network.region_name[r] for r in network.region.tolist())
    territories = Places(("territory",) * len(names), network.code, network.name, names)
    regions = Places(
        ("region",) * len(network.region_code), network.region_code, network.region_name, network.region_name
    )
    tables = Places(*(a + b for a, b in zip(territories, regions, strict=True)))
    return {"territory": territories, "region": regions, "table": tables}


def dates(calendar: Calendar, months: int) -> list[str]:
    """(month,) as YYYY-MM."""
    first = calendar.start_year * 12 + calendar.start_month - 1
    return [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(first, first + months)]


def labels(words: Sequence[str], index: NDArray[Any]) -> pa.Array:
    """A column of words, each stored once: Arrow writes bytes of chance where a dictionary says a word twice."""
    place = {word: k for k, word in enumerate(dict.fromkeys(words))}
    first = np.array([place[word] for word in words], dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(first[index]), pa.array(list(place), pa.string()))


def keys(calendar: Calendar, months: int, where: Places, *inner: tuple[str, Sequence[str]]) -> Columns:
    """The columns that say what a line is about: month, date, place, and a word for each inner axis."""
    shape = (months, len(where.code), *(len(words) for _, words in inner))
    index = [i.ravel() for i in np.indices(shape)]
    found: Columns = {
        "month": (index[0].astype(np.int16), "month", "0 is the first month"),
        "date": (labels(dates(calendar, months), index[0]), "year-month", "calendar month"),
        "level": (labels(where.level, index[1]), "word", "table of a territory, or regional table"),
        "code": (labels(where.code, index[1]), "code", "official code"),
        "name": (labels(where.name, index[1]), "name", "territory or region"),
        "region": (labels(where.region, index[1]), "name", "region"),
    }
    for k, (axis, words) in enumerate(inner):
        found[axis] = (labels(words, index[2 + k]), "word", axis)
    return found


def to_parquet(columns: Columns, title: str) -> bytes:
    """A Parquet file; the same columns always give the same bytes."""
    arrays = [values if isinstance(values, pa.Array) else pa.array(values) for values, _, _ in columns.values()]
    described = [
        pa.field(name, array.type, metadata={"unit": unit, "meaning": meaning})
        for array, (name, (_, unit, meaning)) in zip(arrays, columns.items(), strict=True)
    ]
    table = pa.Table.from_arrays(arrays, schema=pa.schema(described, metadata={"title": title}))
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def families() -> dict[tuple[str, ...], list[str]]:
    """The series that have the same axes, and so share a table."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name, series in SERIES.items():
        found.setdefault(series.axes, []).append(name)
    return found


def series_tables(history: History, network: Network, calendar: Calendar) -> dict[str, Columns]:
    """Every recorded series, one table for each set of axes."""
    where, found = places_of(network), {}
    for of, names in families().items():
        inner = tuple((axis, AXES[axis]) for axis in of[1:])
        columns = keys(calendar, history.months, where[of[0]], *inner)
        for name in names:
            columns[name] = (history[name].ravel(), SERIES[name].unit, SERIES[name].meaning)
        found["_".join(of)] = columns
    return found


def dynamics_table(history: History, network: Network, calendar: Calendar, p: Typology) -> Columns:
    """The axes, participation and dynamic of every table, then of every region (all its tables), then of all."""
    where, region = places_of(network), history.final.tables.region
    levels = {
        "table": where["table"]._replace(level=tuple(f"{word} table" for word in where["table"].level)),
        "region": where["region"],
        "all": Places(("all",), ("all",), ("all",), ("all",)),
    }
    every = Places(*(tuple(word for words in parts for word in words) for parts in zip(*levels.values(), strict=True)))
    rates = [axes(gather(history, level, region), p) for level in levels]
    cooperation, conflict, participation = (np.concatenate(all_of, axis=1) for all_of in zip(*rates, strict=True))
    dynamic = np.concatenate([classify(rate, p) for rate in rates], axis=1)
    columns = keys(calendar, history.months, every)
    columns["cooperation"] = (cooperation.ravel(), "share", RATE)
    columns["conflict"] = (conflict.ravel(), "share", RATE)
    columns["participation"] = (participation.ravel(), "share", WHO_COME)
    columns["dynamic"] = (labels(DYNAMICS, dynamic.ravel()), "word", "typology of Bourque 2003, routine and dormant")
    return columns


def decisions_table(history: History, network: Network, calendar: Calendar) -> Columns:
    """How many decisions of each kind, at every table."""
    columns = keys(calendar, history.months, places_of(network)["table"])
    for name, found in decisions(history).items():
        columns[name] = (found.ravel(), "decisions", "of this month: see sim/metrics/decisions.py")
    return columns


def partnership_table(history: History, network: Network, calendar: Calendar) -> Columns:
    """The simulated score on the partnership tool, and its six conditions."""
    columns = keys(calendar, history.months, places_of(network)["territory"])
    parts = partnership.conditions(history)
    for k, condition in enumerate(partnership.CONDITIONS):
        columns[condition.word] = (parts[:, :, k].ravel(), "share", f"condition, {condition.items} of 18 items")
    columns["score"] = (partnership.score(history).ravel(), "score of 100", "simulated analog, not the tool itself")
    return columns
