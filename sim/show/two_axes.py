"""Cooperation and conflict, two axes and not one, and participation, by region through time."""

from typing import TYPE_CHECKING

import numpy as np

from sim.show import keys
from sim.show.parts import Table, banded, elections, milestones, share_axis, time_axis
from sim.show.reading import Band, Reading, band_of
from sim.show.style import CONFLICT, COOPERATION, INK, MUTED, PAPER, Look, cells, sheet, styled
from sim.show.words import Words
from sim.state import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 18  # regions
LOOKS = {
    "cooperation": Look(COOPERATION),
    "conflict": Look(CONFLICT, dash=(0, (5, 1.4))),
    "participation": Look(MUTED, dash=(0, (2.5, 1.2))),
}


def bands(reading: Reading) -> dict[str, Band | None]:
    """For each curve, the band over replicates (month, region + 1); the last column is all regions together."""
    return {axis: band_of([getattr(r, axis) for r in reading.replicates]) for axis in LOOKS}


def columns_of(reading: Reading) -> list[int]:
    """The columns drawn: all regions together first, unless there is only one."""
    shown = list(range(min(reading.n_regions, MOST)))
    return shown if reading.n_regions == 1 else [reading.n_regions, *shown]


def panel(ax: "Axes", reading: Reading, column: int, found: dict[str, Band | None]) -> None:
    """The two axes and participation of one region, or of all."""
    for axis, look in LOOKS.items():
        band = found[axis]
        part = None if band is None else Band(*(values[:, column] for values in band))
        this: Floats = getattr(reading.this, axis)[:, column]
        banded(ax, part, this, look)
    for level, look in zip((reading.typology.cooperative, reading.typology.conflictual), LOOKS.values(), strict=False):
        ax.axhline(level, color=look.color, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
    elections(ax, reading)
    if column < reading.n_regions:
        milestones(ax, reading, column)


def axis_name(axis: str, words: Words) -> str:
    """Cooperation, conflict or participation."""
    return words("figures.two_axes.participation" if axis == "participation" else f"dynamics.{axis}")


def key(ax: "Axes", reading: Reading, words: Words) -> None:
    """What lines, bands and marks mean, in a cell of their own."""
    names = ("median", "half", "nine_tenths", "threshold", "election", "agreed", "imposed", "money")
    say = {name: words(f"figures.two_axes.{name}") for name in names}
    handles = [keys.line(axis_name(axis, words), look) for axis, look in LOOKS.items()]
    if len(reading.replicates) > 1:
        handles.append(keys.line(say["median"], Look(MUTED, dash=(0, (1, 1.2))), 0.8))
        handles += [keys.area(say["half"], Look(MUTED), 0.45), keys.area(say["nine_tenths"], Look(MUTED), 0.16)]
    handles.append(keys.line(say["threshold"], Look(MUTED, dash=(0, (1, 2))), 0.8))
    handles.append(keys.line(say["election"], Look(MUTED, dash=(0, (4, 2))), 0.8))
    handles += [keys.mark(say["agreed"], "v", INK, size=6.5), keys.mark(say["imposed"], "v", PAPER, size=6.5)]
    keys.cell(ax, [*handles, keys.money(say["money"])])


@styled
def two_axes(reading: Reading, words: Words, note: str) -> "Figure":
    """Cooperation, conflict and participation by region, with bands over replicates, thresholds and events."""
    found, shown = bands(reading), columns_of(reading)
    n = len(shown) + 1
    columns = 4 if n >= 7 else 3 if n >= 5 else 2
    rows = -(-n // columns)
    figure = sheet(rows * 1.95 + (rows - 1) * 0.5 + 0.75, words, "two_axes", note, window=reading.typology.window)
    panels = cells(figure, rows, columns, (0.55, 0.2, 0.35, 0.4), (0.3, 0.55), (3.0, 1.0) if n == 2 else None)
    this = reading.this
    drawn = [getattr(this, axis)[:, shown] for axis in LOOKS]
    drawn += [band.high[:, shown] for band in found.values() if band is not None]
    highest = [reading.typology.cooperative, *(float(some[np.isfinite(some)].max(initial=0.0)) for some in drawn)]
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
    head = [words("columns.region"), words("columns.month"), *(axis_name(axis, words) for axis in LOOKS)]
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
