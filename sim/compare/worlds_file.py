"""Worlds that were found elsewhere, by a calibration or by hand, in a file that a comparison takes.

A table in CSV: a line a world, its number, then one column a parameter. A whole number is written without a point.

    world,deliberation.gain,mobilization.tables
    1,0.0712,3
    2,0.0533,2
"""

from collections.abc import Collection, Sequence
from pathlib import Path

from sim.compare.worlds import World
from sim.config import Scenario
from sim.override import changed
from sim.parameter import ParameterError
from sim.quoted import shown
from sim.spreadsheet.numerals import numeral, unmistakable
from sim.spreadsheet.reading import Sheet, SpreadsheetError, read_sheet
from sim.spreadsheet.writing import as_csv

NUMBER = "world"
KEY = "worlds_from"
MOST_WORLDS = 100_000


def written(worlds: Sequence[World]) -> str:
    """The text of the file, without worlds that change nothing, such as the base. Numbers come back bit for bit."""
    drawn = [world for world in worlds if world.changes]
    keys = tuple(drawn[0].changes) if drawn else ()
    if any(tuple(world.changes) != keys for world in drawn):
        raise ValueError("every world of a file changes the same parameters")
    rows = [(world.number, *(repr(value) for value in world.changes.values())) for world in drawn]
    return as_csv([(NUMBER, *keys), *rows], end="\n")


def write_worlds(path: Path, worlds: Sequence[World]) -> None:
    """Write worlds to a file."""
    path.write_text(written(worlds), encoding="utf-8", newline="\n")


def read_worlds(path: Path, scenario: Scenario, stated: Collection[str] = ()) -> tuple[World, ...]:
    """The base, world 0, then the worlds of a file, as `draw_worlds` gives them: numbered from 1, in their order.

    stated: keys or groups that an arm of the comparison sets itself; the file does not overwrite them. A
    ParameterError names what is refused: a key that the scenario has not, a value out of its range, a ragged line.
    """
    sheet = table(path)
    keys = sheet.headings[1:]
    if sheet.headings[:1] != (NUMBER,) or not keys or len(set(keys)) < len(keys):
        raise ParameterError(KEY, str(path), f"the first line is expected to be `{NUMBER},key,key...`, each key once")
    found = [World(0, {})]
    for line, cells in sheet.rows:
        pairs = zip(keys, cells[1:], strict=True)
        changes = {key: value_of(key, cell, scenario, f"line {line}, {key}", path) for key, cell in pairs}
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


def table(path: Path) -> Sheet:
    """The cells of a file, as spreadsheets save it in English or in French."""
    try:
        sheet = read_sheet(path, lambda heading: heading.strip() == NUMBER or "." in heading, MOST_WORLDS)
    except SpreadsheetError as reason:
        raise ParameterError(KEY, str(path), str(reason).removeprefix(f"{shown(str(path))}").lstrip(": ")) from None
    if not sheet.headings:
        raise ParameterError(KEY, str(path), "it is empty")
    return sheet


def value_of(key: str, text: str, scenario: Scenario, where: str, path: Path) -> float | int:
    """A cell as a number: whole if it is written so. Of the two readings of 1,234 the one that the key allows."""
    found = numeral(text)
    if found is None or found.sign:
        raise ParameterError(KEY, str(path), f"{where}: {shown(text, quotes=True)} is not a number")
    if found.mark == "," and found.grouped is not None and allows(scenario, key, found.grouped):
        if allows(scenario, key, found.value):
            one, other = unmistakable(found)
            asked = f"is the mark one of thousands, or of decimals? Write {one}, or {other}"
            raise ParameterError(KEY, str(path), f"{where}: {shown(text, quotes=True)}: {asked}")
        return int(found.grouped)
    whole = text.strip().lstrip("+-").isdigit()
    return int(text) if whole else found.value


def allows(scenario: Scenario, key: str, value: float) -> bool:
    """Whether a scenario can have this value."""
    try:
        changed(scenario, {key: int(value) if value == int(value) else value})
    except ParameterError:
        return False
    return True
