"""The figures of a comparison, in the order in which the report shows them."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from sim.compare.comparison import Comparison, Findings
from sim.show.comparison import (
    figure_axes,
    figure_differences,
    figure_luck,
    figure_map,
    figure_regret,
    figure_territories,
    figure_verdicts,
    figure_worlds,
)
from sim.show.comparison.figure_parts import Picture
from sim.show.comparison.figure_reading import ComparisonReading
from sim.show.style import save_png
from sim.show.words import Words

__all__ = ["FIGURES", "Picture", "pictures", "save"]

FIGURES: Mapping[str, Callable[[ComparisonReading], Picture | None]] = {
    "verdicts": figure_verdicts.verdicts,
    "differences": figure_differences.headline,
    "axes": figure_axes.axes,
    "winners_map": figure_map.winners_map,
    "winners_territories": figure_territories.winners_territories,
    "winners_roles": figure_differences.roles,
    "winners_problems": figure_differences.problems,
    "winners_needs": figure_differences.needs,
    "ledger": figure_differences.ledger,
    "worlds": figure_worlds.worlds,
    "depends": figure_worlds.depends,
    "regret": figure_regret.regret,
    "luck": figure_luck.luck,
}


def pictures(c: Comparison, f: Findings, words: Words, only: Iterable[str] = FIGURES) -> dict[str, Picture]:
    """Every figure that has something to show, by its name, in one language; `only`: those asked for."""
    reading = ComparisonReading(c, f, words)
    drawn = {name: FIGURES[name](reading) for name in only}
    return {name: picture for name, picture in drawn.items() if picture is not None}


def save(found: Mapping[str, Picture], folder: Path) -> list[Path]:
    """Write each picture as SVG and PNG in a folder; gives the paths, two a picture."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, picture in found.items():
        (folder / f"{name}.svg").write_text(picture.markup, encoding="utf-8", newline="\n")
        save_png(picture.figure, folder / f"{name}.png")
        paths += [folder / f"{name}.svg", folder / f"{name}.png"]
    return paths
