"""What is kept of every seed, the main run first, as Parquet tables."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.config import Calendar
from sim.history import AXES
from sim.metrics.outcomes import OUTCOMES
from sim.metrics.summary import Summary
from sim.store.tables import RATE, WHO_COME, Columns, dates, labels, places_of
from sim.vocabulary import DYNAMICS
from sim.world.network import Network

ALL = "all"


def grid(summaries: Sequence[Summary], *axes: tuple[str, int]) -> dict[str, NDArray[Any]]:
    """For each line of a table, the position on each axis, the replicate first."""
    shape = (len(summaries), *(size for _, size in axes))
    return dict(zip(["replicate", *(name for name, _ in axes)], (i.ravel() for i in np.indices(shape)), strict=True))


def of_seed(summaries: Sequence[Summary], replicate: NDArray[Any]) -> Columns:
    """The columns that say which run a line is about."""
    seeds = np.array([s.seed for s in summaries], dtype=np.int64)
    return {
        "replicate": (replicate.astype(np.int32), "number", "0 is the main run"),
        "seed": (seeds[replicate], "none", "seed of the run"),
    }


def of_month(calendar: Calendar, months: int, month: NDArray[Any]) -> Columns:
    """The columns that say when."""
    return {
        "month": (month.astype(np.int16), "month", "0 is the first month"),
        "date": (labels(dates(calendar, months), month), "year-month", "calendar month"),
    }


def stacked(summaries: Sequence[Summary], name: str) -> NDArray[Any]:
    """One field of every summary, flat."""
    return np.stack([getattr(s, name) for s in summaries]).ravel()


def regions_columns(summaries: Sequence[Summary], network: Network, calendar: Calendar) -> Columns:
    """The axes, participation and dynamic of each region, month and seed; a last place, `all`, for all together."""
    months, wide = summaries[0].cooperation.shape
    at = grid(summaries, ("month", months), ("place", wide))
    where = places_of(network)["region"]
    known = np.stack([s.regions for s in summaries])
    dynamic = np.concatenate([known, np.zeros((*known.shape[:2], 1), dtype=known.dtype)], axis=2).ravel()
    index = pa.array(dynamic.astype(np.int32), mask=at["place"] == wide - 1)
    return {
        **of_seed(summaries, at["replicate"]),
        **of_month(calendar, months, at["month"]),
        "code": (labels((*where.code, ALL), at["place"]), "code", "official code"),
        "name": (labels((*where.name, ALL), at["place"]), "name", "region"),
        "cooperation": (stacked(summaries, "cooperation"), "share", RATE),
        "conflict": (stacked(summaries, "conflict"), "share", RATE),
        "participation": (stacked(summaries, "participation"), "share", WHO_COME),
        "dynamic": (pa.DictionaryArray.from_arrays(index, pa.array(DYNAMICS)), "word", "typology; none for `all`"),
    }


def by_word(
    summaries: Sequence[Summary],
    calendar: Calendar,
    name: str,
    axis: tuple[str, Sequence[str]],
    unit: str,
    meaning: str,
) -> Columns:
    """A field (month, word) of every summary."""
    months, words = summaries[0].cooperation.shape[0], axis[1]
    at = grid(summaries, ("month", months), (axis[0], len(words)))
    return {
        **of_seed(summaries, at["replicate"]),
        **of_month(calendar, months, at["month"]),
        axis[0]: (labels(words, at[axis[0]]), "word", axis[0]),
        name: (stacked(summaries, name), unit, meaning),
    }


def outcomes_columns(summaries: Sequence[Summary]) -> Columns:
    """One line a seed, one column an outcome."""
    found = of_seed(summaries, np.arange(len(summaries)))
    for name, (unit, meaning) in OUTCOMES.items():
        found[name] = (np.array([s.outcomes[name] for s in summaries]), unit, meaning)
    return found


def awarded_columns(summaries: Sequence[Summary], network: Network) -> Columns:
    """Dollars awarded to the projects of each territory, by seed."""
    at = grid(summaries, ("place", len(network.code)))
    where = places_of(network)["territory"]
    return {
        **of_seed(summaries, at["replicate"]),
        "code": (labels(where.code, at["place"]), "code", "official code"),
        "name": (labels(where.name, at["place"]), "name", "territory"),
        "awarded": (stacked(summaries, "awarded"), "dollars", "awarded to projects at the end"),
    }


def replicate_tables(summaries: Sequence[Summary], network: Network, calendar: Calendar) -> dict[str, Columns]:
    """Every table of replicates by its name."""
    dynamic, stake, role = ("dynamic", DYNAMICS), ("stake", AXES["stake"]), ("role", AXES["role"])
    return {
        "regions": regions_columns(summaries, network, calendar),
        "outcomes": outcomes_columns(summaries),
        "occupancy": by_word(summaries, calendar, "occupancy", dynamic, "share", "territories in each dynamic"),
        "ledger": by_word(summaries, calendar, "ledger", stake, "conflicts", "all tables"),
        "attendance": by_word(summaries, calendar, "attendance", role, "share", "members present, local tables"),
        "awarded": awarded_columns(summaries, network),
    }
