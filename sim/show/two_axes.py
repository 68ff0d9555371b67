"""Cooperation and conflict, two axes and not one, by region through time."""

from typing import TYPE_CHECKING

import numpy as np

from sim.show.parts import Table, banded, elections, milestones, share_axis, time_axis
from sim.show.reading import Band, Reading, band_of
from sim.show.style import CONFLICT, COOPERATION, INK, MUTED, PAPER, SMALL, Look, cells, dollar, sheet, styled
from sim.show.words import Words
from sim.state import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 18  # regions
LOOKS = {"cooperation": Look(COOPERATION), "conflict": Look(CONFLICT, dash=(0, (5, 1.4)))}


def bands(reading: Reading) -> dict[str, Band | None]:
    """For each axis, the band over replicates (month, region + 1); the last column is all regions together."""
    return {axis: band_of([getattr(r, axis) for r in reading.replicates]) for axis in LOOKS}


def columns_of(reading: Reading) -> list[int]:
    """The columns drawn: all regions together first, unless there is only one."""
    shown = list(range(min(reading.n_regions, MOST)))
    return shown if reading.n_regions == 1 else [reading.n_regions, *shown]


def panel(ax: "Axes", reading: Reading, column: int, found: dict[str, Band | None]) -> None:
    """The two axes of one region, or of all."""
    for axis, look in LOOKS.items():
        band = found[axis]
        part = None if band is None else Band(*(values[:, column] for values in band))
        this: Floats = getattr(reading.this, axis)[:, column]
        banded(ax, part, this, look)
    for level, look in zip((reading.typology.cooperative, reading.typology.conflictual), LOOKS.values(), strict=True):
        ax.axhline(level, color=look.color, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
    elections(ax, reading)
    if column < reading.n_regions:
        milestones(ax, reading, column)


def key(ax: "Axes", reading: Reading, words: Words) -> None:
    """What lines, bands and marks mean, in a cell of their own."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    ax.set_axis_off()
    say = lambda name: words(f"figures.two_axes.{name}")  # noqa: E731
    keys = [Line2D([], [], color=look.color, linewidth=1.7, linestyle=look.dash, label=words(f"dynamics.{axis}"))
            for axis, look in LOOKS.items()]  # fmt: skip
    if len(reading.replicates) > 1:
        keys += [
            Line2D([], [], color=MUTED, linewidth=0.8, linestyle=(0, (1, 1.2)), label=say("median")),
            Patch(color=MUTED, alpha=0.45, linewidth=0.0, label=say("half")),
            Patch(color=MUTED, alpha=0.16, linewidth=0.0, label=say("nine_tenths")),
        ]  # type: ignore[list-item]
    keys += [
        Line2D([], [], color=MUTED, linewidth=0.8, linestyle=(0, (1, 2)), label=say("threshold")),
        Line2D([], [], color=MUTED, linewidth=0.8, linestyle=(0, (4, 2)), label=say("election")),
        Line2D([], [], linestyle="", marker="v", markersize=6.5, color=INK, label=say("agreed")),
        Line2D(
            [], [], linestyle="", marker="v", markersize=6.5, color=PAPER, markeredgecolor=INK, label=say("imposed")
        ),
        Line2D([], [], linestyle="", marker=dollar(), markersize=8, color=INK, label=say("money")),
    ]
    ax.legend(handles=keys, loc="upper left", borderaxespad=0.0, fontsize=SMALL, handlelength=2.0, labelspacing=0.42)


@styled
def two_axes(reading: Reading, words: Words, note: str) -> "Figure":
    """Cooperation and conflict by region, with bands over replicates, thresholds and events."""
    found, shown = bands(reading), columns_of(reading)
    n = len(shown) + 1
    columns = 4 if n >= 7 else 3 if n >= 5 else 2
    rows = -(-n // columns)
    figure = sheet(rows * 1.95 + (rows - 1) * 0.5 + 0.75, words, "two_axes", note, window=reading.typology.window)
    panels = cells(figure, rows, columns, (0.55, 0.2, 0.35, 0.4), (0.3, 0.55))
    this = reading.this
    highest = [this.cooperation[:, shown].max(), this.conflict[:, shown].max(), reading.typology.cooperative]
    highest += [band.high[:, shown].max() for band in found.values() if band is not None]
    top = min(float(np.ceil(max(highest) * 20.6) / 20), 1.0)
    for k, ax in enumerate(panels):
        if k > len(shown):
            ax.set_axis_off()
        elif k == len(shown):
            key(ax, reading, words)
        else:
            panel(ax, reading, shown[k], found)
            name = (
                words("report.all_regions") if shown[k] == reading.n_regions else reading.network.region_name[shown[k]]
            )
            ax.set_title(name, color=INK, pad=9.0)
            time_axis(ax, reading, words)
            share_axis(ax, words, top)
            if k % columns:
                ax.tick_params(labelleft=False)
    return figure


def table(reading: Reading, words: Words) -> Table:
    """Every six months, by region: this run, and nine tenths of the replicates."""
    found = bands(reading)
    head = [words("columns.region"), words("columns.month"), *words.each("dynamics", LOOKS)]
    rows = []
    for column in columns_of(reading):
        name = words("report.all_regions") if column == reading.n_regions else reading.network.region_name[column]
        for month in reading.yearly:
            cell = []
            for axis in LOOKS:
                text, band = words.percent(float(getattr(reading.this, axis)[month, column])), found[axis]
                if band is not None:
                    ends = (words.percent(float(side[month, column])) for side in (band.low, band.high))
                    text += f" ({words.interval(*ends)})"
                cell.append(text)
            rows.append([name, reading.date(month, words), *cell])
    return Table(head, rows, 2)
