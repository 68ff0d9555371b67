"""The table of every parameter, as text, Markdown or CSV."""

from collections.abc import Sequence

from sim.inventory import Entry, inventory
from sim.spreadsheet import writing

HEADINGS = ("key", "value", "range", "unit", "source", "only with")


def cells(entry: Entry) -> tuple[str, ...]:
    """One line of the table."""
    value = entry.value
    shown = str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)
    pieces = f"{entry.key.partition('.')[0]}: {', '.join(entry.rules)}" if entry.rules else ""
    return entry.key, shown, entry.range, entry.unit, entry.source, pieces


def chosen(words: Sequence[str]) -> list[Entry]:
    """The parameters whose key or source has every word; all of them without words."""
    return [e for e in inventory() if all(w.lower() in f"{e.key} {e.source}".lower() for w in words)]


def as_text(entries: Sequence[Entry]) -> str:
    """Two lines a parameter, which fit on a screen."""
    lines = []
    for key, value, span, unit, source, pieces in map(cells, entries):
        lines.append(f"{key} = {value}    [{span}]  {unit}" + (f"  (only with {pieces})" if pieces else ""))
        if source:
            lines.append(f"    {source}")
    assumed = sum(e.source.startswith("[A]") for e in entries)
    legend = "[S] the study  [L] literature  [D] data  [A] assumption, to be swept"
    return "\n".join([*lines, "", f"{len(entries)} parameters, of which {assumed} assumed. {legend}"])


def as_markdown(entries: Sequence[Entry]) -> str:
    """A table that a web page or the documentation shows."""
    rows = [HEADINGS, ("---",) * len(HEADINGS), *map(cells, entries)]
    return "\n".join("| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in rows)


def as_csv(entries: Sequence[Entry]) -> str:
    """A table for a spreadsheet."""
    return writing.as_csv([HEADINGS, *map(cells, entries)]).rstrip("\r\n")


FORMATS = {"text": as_text, "markdown": as_markdown, "csv": as_csv}
