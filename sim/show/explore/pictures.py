"""The figures of an analysis, in the order in which the page shows them, by section."""

from collections.abc import Iterator
from pathlib import Path

from sim.explore.analysis import Analysis
from sim.show.explore import (
    figure_calibration,
    figure_clusters,
    figure_discovery,
    figure_luck,
    figure_pairs,
    figure_regimes,
    figure_sensitivity,
)
from sim.show.explore.parts import Picture, Shown
from sim.show.style import save_png
from sim.show.words import Words

SECTIONS = ("sensitivity", "discovery", "trajectories", "calibration", "luck")


def drawn(shown: Shown) -> Iterator[tuple[str, Picture | None]]:
    """(section, figure) of everything that may be drawn; None where there is nothing to show."""
    for s in shown.a.sensitivities:
        ranked = (figure_sensitivity.indices, figure_pairs.pairs, figure_sensitivity.screening)
        for draw in (*ranked, figure_sensitivity.importance):
            yield "sensitivity", draw(shown, s)
    yield "discovery", figure_discovery.box(shown)
    yield "discovery", figure_discovery.questions(shown)
    yield "trajectories", figure_regimes.regimes(shown)
    yield "trajectories", figure_clusters.clusters(shown)
    yield "calibration", figure_calibration.fit(shown)
    yield "calibration", figure_calibration.posterior(shown)
    yield "luck", figure_luck.luck(shown)


def pictures(a: Analysis, words: Words) -> dict[str, list[Picture]]:
    """The figures of each section that has any, in one language."""
    found: dict[str, list[Picture]] = {}
    for section, picture in drawn(Shown(a, words)):
        if picture is not None:
            found.setdefault(section, []).append(picture)
    return found


def save(found: dict[str, list[Picture]], folder: Path) -> None:
    """Write each picture as SVG and PNG in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for picture in (p for group in found.values() for p in group):
        (folder / f"{picture.name}.svg").write_text(picture.markup, encoding="utf-8", newline="\n")
        save_png(picture.figure, folder / f"{picture.name}.png")
