"""Where: the network of territories at its coordinates, at several dates."""

from typing import TYPE_CHECKING

import numpy as np

from sim.show import keys, labels
from sim.show.layout import KM, Layout, whole
from sim.show.parts import Table
from sim.show.reading import Reading
from sim.show.style import DYNAMICS, INK, MUTED, WIDTH, cells, inches, sheet, styled
from sim.show.words import Words
from sim.state import Bytes, Floats
from sim.vocabulary import DYNAMICS as NAMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EVEN = {"o": 1.0, "^": 1.12, "D": 0.82, "s": 0.88, "P": 0.95}  # so that shapes of one size look it
EDGES = ("-", (0, (1, 1.6)), (0, (4, 2)))  # land, water, link
GROUND, BORDER, GRID = "#edf0f3", "#b3bcc5", "#e8ecef"
LARGEST = 9.0  # points, radius of a symbol
NAMED = 8  # regions, or territories of one region, beyond which a small map cannot name them
SIZE = 6.8  # of names


def symbols(ax: "Axes", x: Floats, y: Floats, points: Floats, dynamics: Bytes) -> None:
    """One symbol a territory: color and shape say the dynamic. points (territory,) radius."""
    for d, look in enumerate(DYNAMICS):
        here = dynamics == d
        size = (2.0 * points[here] * EVEN[look.shape]) ** 2
        ax.scatter(x[here], y[here], s=size, c=look.color, marker=look.shape, edgecolors=INK, linewidths=0.5, zorder=3)


def borders(ax: "Axes", reading: Reading, x: Floats, y: Floats, ground: float) -> None:
    """Lines between territories that touch; within a region, on a ground so many points wide."""
    net = reading.network
    for a, b, kind in zip(net.edge_a.tolist(), net.edge_b.tolist(), net.edge_kind.tolist(), strict=True):
        if ground and net.region[a] == net.region[b]:
            ax.plot(x[[a, b]], y[[a, b]], color=GROUND, linewidth=ground, solid_capstyle="round", zorder=0.5)
        ax.plot(x[[a, b]], y[[a, b]], color=BORDER, linewidth=0.8, linestyle=EDGES[kind], zorder=1)


def center(ax: "Axes", x0: float, y0: float, scale: float) -> labels.Frame:
    """Hide the axes and show what lies around a place; scale is points a unit. Gives the frame, in points."""
    ax.set_axis_off()
    wide, tall = (72.0 * side for side in inches(ax))
    ax.set_xlim(x0 - wide / 2 / scale, x0 + wide / 2 / scale)
    ax.set_ylim(y0 - tall / 2 / scale, y0 + tall / 2 / scale)
    return x0 * scale - wide / 2, y0 * scale - tall / 2, x0 * scale + wide / 2, y0 * scale + tall / 2


def graticule(ax: "Axes", reading: Reading, at: Layout) -> None:
    """Meridians and parallels: where they draw near one another, distances are shortened."""
    lat, lon = reading.network.lat, reading.network.lon
    middle = float(lat.min() + lat.max()) / 2
    narrow = KM * float(np.cos(np.radians(middle)))
    step = next((s for s in (0.5, 1.0, 2.0, 5.0, 10.0) if np.ptp(lon) / s <= 12), 20.0)
    for degree in np.arange(np.ceil(lon.min() / step), lon.max() / step + 1e-9) * step:
        ax.axvline(float(at.east((degree - (lon.min() + lon.max()) / 2) * narrow)), color=GRID, linewidth=0.7, zorder=0)
    for degree in np.arange(np.ceil(lat.min() / step), lat.max() / step + 1e-9) * step:
        ax.axhline(float(at.north((degree - middle) * KM)), color=GRID, linewidth=0.7, zorder=0)


def region_spots(x: Floats, y: Floats, grown: float) -> list[labels.Spot]:
    """Where a region's name can go: beside, above, below all its symbols, or each of them."""
    left, right, low, high = x.min() - grown, x.max() + grown, y.min() - grown, y.max() + grown
    across, up = (left + right) / 2, (low + high) / 2
    sides = [
        (right, up, "left", "center"), (left, up, "right", "center"), (across, high, "center", "bottom"),
        (across, low, "center", "top"), (left, high, "left", "bottom"), (right, low, "right", "top"),
        (right, high, "right", "bottom"), (left, low, "left", "top"),
    ]  # fmt: skip
    each = [s._replace(cost=6.0) for k in range(len(x)) for s in labels.around(float(x[k]), float(y[k]), grown)[:8]]
    return [labels.Spot(*side) for side in sides] + each


def names_on(reading: Reading, at: Layout, scale: float, frame: labels.Frame) -> list[tuple[str, labels.Spot]]:
    """Names and where they hide nothing, in points: regions, or territories when there is one small region."""
    net, r, size = reading.network, reading.network.region, SIZE
    x, y, radius = at.x * scale, at.y * scale, np.minimum(at.radius * scale, LARGEST)
    one = reading.n_regions == 1
    if (one and len(x) > NAMED) or reading.n_regions > NAMED:
        return []
    lines = labels.along(x, y, net.edge_a.tolist(), net.edge_b.tolist())
    busy = np.concatenate([labels.round_boxes(x, y, radius + 1.0), lines])
    if one:
        spots = [labels.around(*place) for place in zip(x.tolist(), y.tolist(), radius.tolist(), strict=True)]
        return list(zip(net.name, labels.place(net.name, spots, size, busy, frame).spots, strict=True))
    spots = [region_spots(x[r == k], y[r == k], float(radius.max()) + 3.0) for k in range(reading.n_regions)]
    return list(
        zip(net.region_name, labels.place(net.region_name, spots, size, busy, frame, bold=True).spots, strict=True)
    )


def tally(ax: "Axes", dynamics: Bytes) -> None:
    """How many territories are in each dynamic, on the line of the title."""
    wide, tall = inches(ax)
    for d, look in enumerate(DYNAMICS):
        x, y = 1.0 - 0.36 * (len(DYNAMICS) - d) / wide, 1.0 + 0.12 / tall
        ax.plot([x + 0.07 / wide], [y], transform=ax.transAxes, marker=look.shape, color=look.color, clip_on=False,
                markeredgecolor=INK, markeredgewidth=0.5, markersize=5.5 * EVEN[look.shape])  # fmt: skip
        ax.text(x + 0.14 / wide, y, str(int((dynamics == d).sum())), transform=ax.transAxes, fontsize=7.2, va="center")


@styled
def map_dates(reading: Reading, words: Words, note: str) -> "Figure":
    """The whole network, colored and shaped by dynamics, at six dates."""
    at = whole(reading.network)
    columns = min(3, len(reading.dates))
    rows = -(-len(reading.dates) // columns)
    wide = (WIDTH - 0.24 - 0.2 * (columns - 1)) / columns
    across, up = (float(np.ptp(side)) + 0.12 for side in (at.x, at.y))
    tall = min(max(wide * up / across, 0.6 * wide), 1.0 * wide, 4.2)
    scale = 72.0 * min(wide / across, tall / up)
    figure = sheet(rows * (tall + 0.32) + 0.5, words, "map_dates", note)
    panels = cells(figure, rows, columns, (0.12, 0.12, 0.25, 0.5), (0.2, 0.32))
    middle = float(at.x.min() + at.x.max()) / 2, float(at.y.min() + at.y.max()) / 2
    names: list[tuple[str, labels.Spot]] | None = None
    for ax, month in zip(panels, reading.dates, strict=False):
        frame = center(ax, *middle, scale)
        graticule(ax, reading, at)
        borders(ax, reading, at.x, at.y, 11.0)
        symbols(ax, at.x, at.y, np.minimum(at.radius * scale, LARGEST), reading.dynamics[month])
        names = names_on(reading, at, scale, frame) if names is None else names
        weight = "normal" if reading.n_regions == 1 else "bold"
        for name, s in names:
            x, y = s.x / scale, s.y / scale
            ax.text(x, y, name, fontsize=SIZE, fontweight=weight, color=MUTED, ha=s.across, va=s.up, zorder=4)
        tally(ax, reading.dynamics[month])
        ax.set_title(reading.date(month, words), color=INK)
    key(figure, words)
    return figure


def key(figure: "Figure", words: Words) -> None:
    """What shapes and colors mean."""
    keys.row(
        figure, [keys.mark(words(f"dynamics.{n}"), k.shape, k.color) for k, n in zip(DYNAMICS, NAMES, strict=True)]
    )


def table(reading: Reading, words: Words) -> Table:
    """The dynamic of each territory at each date."""
    rows = []
    for r in range(reading.n_regions):
        for i in reading.of_region(r).tolist():
            told = [words(f"dynamics.{NAMES[d]}") for d in reading.dynamics[reading.dates, i].tolist()]
            rows.append([reading.network.region_name[r], reading.network.name[i], *told])
    return Table(
        [*words.each("columns", ("region", "territory")), *(reading.date(m, words) for m in reading.dates)], rows, 2
    )
