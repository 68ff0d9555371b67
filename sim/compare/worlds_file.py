"""Worlds that were found elsewhere, by a calibration or by hand, in a file that a comparison takes.

A table in CSV: a line a world, its number, then one column a parameter. A whole number is written without a point.

    world,deliberation.gain,mobilization.tables
    1,0.0712,3
    2,0.0533,2
"""

import csv
import io
from collections.abc import Collection, Sequence
from pathlib import Path

from sim.compare.worlds import World
from sim.config import Scenario
from sim.override import changed
from sim.parameter import ParameterError, finite
from sim.quoted import shown

NUMBER = "world"
KEY = "worlds_from"


def written(worlds: Sequence[World]) -> str:
    """The text of the file, without worlds that change nothing, such as the base. Numbers come back bit for bit."""
    drawn = [world for world in worlds if world.changes]
    keys = tuple(drawn[0].changes) if drawn else ()
    if any(tuple(world.changes) != keys for world in drawn):
        raise ValueError("every world of a file changes the same parameters")
    buffer = io.StringIO(newline="")
    out = csv.writer(buffer, lineterminator="\n")
    out.writerow((NUMBER, *keys))
    out.writerows((world.number, *(repr(value) for value in world.changes.values())) for world in drawn)
    return buffer.getvalue()


def write_worlds(path: Path, worlds: Sequence[World]) -> None:
    """Write worlds to a file."""
    path.write_text(written(worlds), encoding="utf-8", newline="\n")


def read_worlds(path: Path, scenario: Scenario, stated: Collection[str] = ()) -> tuple[World, ...]:
    """The base, world 0, then the worlds of a file, as `draw_worlds` gives them: numbered from 1, in their order.

    stated: keys or groups that an arm of the comparison sets itself; the file does not overwrite them. A
    ParameterError names what is refused: a key that the scenario has not, a value out of its range, a ragged line.
    """
    rows = table(path)
    keys = rows[0][1:]
    if rows[0][:1] != [NUMBER] or not keys or len(set(keys)) < len(keys):
        raise ParameterError(KEY, str(path), f"the first line is expected to be `{NUMBER},key,key...`, each key once")
    found = [World(0, {})]
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != len(rows[0]):
            raise ParameterError(KEY, str(path), f"line {line} has {len(row)} cells, the first line {len(rows[0])}")
        changes = {key: value_of(key, text, path, line) for key, text in zip(keys, row[1:], strict=True)}
        changed(scenario, changes)
        left = {k: v for k, v in changes.items() if k not in stated and k.partition(".")[0] not in stated}
        found.append(World(len(found), left))
    if len(found) == 1:
        raise ParameterError(KEY, str(path), "it has no world")
    if not found[1].changes:
        raise ParameterError(
            KEY, str(path), "the rules that are compared state every key of it: nothing is left to vary"
        )
    return tuple(found)


def table(path: Path) -> list[list[str]]:
    """The cells of a file, lines without anything left out; semicolons and decimal commas, as spreadsheets save them in
    French, are understood."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ParameterError(KEY, str(path), f"it cannot be read ({getattr(error, 'strerror', error)})") from None
    french = ";" in text.partition("\n")[0]
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=";" if french else ",") if any(row)]
    except csv.Error as error:  # a cell of 131,072 characters, a zero byte
        raise ParameterError(KEY, str(path), f"it is not a table in CSV ({error})") from None
    if not rows:
        raise ParameterError(KEY, str(path), "it is empty")
    return [[cell.replace(",", ".") if french else cell for cell in row] for row in rows]


def value_of(key: str, text: str, path: Path, line: int) -> float | int:
    """A cell as a number: whole if it is written so."""
    try:
        found = int(text) if text.strip().lstrip("+-").isdigit() else float(text)
        if finite(found) is None:
            raise ValueError
        return found
    except ValueError:
        raise ParameterError(
            KEY, str(path), f"line {line}, {shown(key)}: {shown(text, quotes=True)} is not a number"
        ) from None
