"""How tables for people are written: CSV that a spreadsheet opens, in the words and numbers of each language."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.config import Calendar
from sim.history import History
from sim.metrics.summary import Summary
from sim.metrics.typology import Typology
from sim.spreadsheet.writing import SEPARATORS, as_csv
from sim.store.headings import heading
from sim.world.network import Network

MOST_LINES = 200_000  # beyond, no spreadsheet is at ease: the Parquet tables have them all
MONEY = ("allotted", "claimed", "selected", "awarded", "spent", "leveraged", "coordination", "mission")
Say = Callable[..., str]  # show.words.Words of a language: a key gives its displayed word


class Column(NamedTuple):
    """One column: the key of its heading (with a dot: a word of the vocabulary), values, decimals (None: as it is)."""

    key: str
    values: Sequence[Any] | NDArray[Any]
    decimals: int | None = None


class Told(NamedTuple):
    """What the sheets are made of."""

    history: History
    network: Network
    calendar: Calendar
    typology: Typology
    summaries: Sequence[Summary]
    say: Say
    language: str


def written(columns: Sequence[Column], say: Say, language: str) -> bytes:
    """A CSV file with a byte-order mark, so that a spreadsheet reads the accents.

    English: commas and decimal points. French: semicolons and decimal commas, which a French Excel expects.
    """
    headings = [say(c.key) if "." in c.key else heading(c.key, language) for c in columns]
    rows = zip(*[cells(c, language) for c in columns], strict=True)
    return as_csv([headings, *rows], SEPARATORS[language]).encode("utf-8-sig")


def cells(column: Column, language: str) -> list[str]:
    """The values of a column as they are written; nothing where there is none."""
    if column.decimals is None:
        return [str(v) for v in (column.values.tolist() if isinstance(column.values, np.ndarray) else column.values)]
    texts = [f"{v:.{column.decimals}f}" if v == v else "" for v in np.asarray(column.values, dtype=float).tolist()]
    return [t.replace(".", ",") for t in texts] if language == "fr" else texts


def words(t: Told, group: str, keys: Sequence[str], index: NDArray[Any]) -> list[str]:
    """Displayed words of indices."""
    shown = [t.say(f"{group}.{key}") for key in keys]
    return [shown[i] for i in index.ravel().tolist()]
