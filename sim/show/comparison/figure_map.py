"""Who gains and who loses, where: one small map of the territories a variant, at their real coordinates."""

from typing import TYPE_CHECKING

import numpy as np

from sim.show import keys, labels
from sim.show.comparison import figure_marks as marks
from sim.show.comparison.figure_differences import told
from sim.show.comparison.figure_parts import Picture, legend, sheet
from sim.show.comparison.figure_reading import ComparisonReading, Things
from sim.show.comparison.figure_territories import table, territories
from sim.show.layout import Layout, whole
from sim.show.maps import BORDER, EDGES, GROUND, center, region_spots
from sim.show.style import MUTED, SMALL, WIDTH, Look, cells, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ACROSS = 4  # maps on a line when there are many
WEAK = "#faedcf"  # ground of a region whose envelope has no source
LARGEST = 7.0  # points, radius of a symbol
NAMED = 8  # regions beyond which they are not named
TWO, FOUR = 2, 6  # variants that may be two on a line; three


def winners_map(reading: ComparisonReading) -> Picture | None:
    """The maps."""
    things = territories(reading)
    if not things.some or len(things.columns) < len(reading.network.code):
        return None
    words = reading.words
    return Picture(
        "winners_map",
        words.language,
        drawn(reading, things),
        words("versus_figures.winners_map.title"),
        f"{words('versus_figures.winners_map.caption')} {told(reading, things)}",
        words("versus_figures.winners_map.alt", told=told(reading, things)),
        table(reading, things),
    )


@styled
def drawn(reading: ComparisonReading, things: Things) -> "Figure":
    """A map for each variant: shape and color say who gains, who loses; filled when the interval leaves zero out."""
    import textwrap

    words, n = reading.words, reading.n_variants
    across = 1 if n == 1 else 2 if n <= TWO else 3 if n <= FOUR else ACROSS
    down = -(-n // across)
    at = whole(reading.network)
    wide = (WIDTH - 0.24 - 0.15 * (across - 1)) / across
    spans = [float(np.ptp(side)) + 0.14 for side in (at.x, at.y)]
    tall = float(np.clip(wide * spans[1] / spans[0], 0.55 * wide, 1.05 * wide))
    tall = min(tall, 4.6)
    scale = 72.0 * min(wide / spans[0], tall / spans[1])
    figure = sheet(
        down * (tall + 0.42) + 0.75, words, "winners_map", reading.note(), words("versus_figures.winners_map.subtitle")
    )
    middle = float(at.x.min() + at.x.max()) / 2, float(at.y.min() + at.y.max()) / 2
    panels = cells(figure, down, across, (0.12, 0.12, 0.42, 0.68), (0.15, 0.42))
    for v, ax in enumerate(panels):
        if v >= n:
            ax.set_axis_off()
            continue
        frame = center(ax, *middle, scale)
        ground(ax, reading, at, 8.0 if across < ACROSS else 5.0)
        symbols(ax, things, v, at, scale)
        if across < ACROSS:
            names(ax, reading, at, scale, frame)
        letters = int(wide * 72.0 / (0.62 * 8.0))
        title = "\n".join(textwrap.wrap(reading.titles[v + 1], letters)[:2])
        ax.text(0.0, 1.0, title, transform=ax.transAxes, fontsize=8.0, fontweight="bold", va="bottom")
    pairs = {(things.sense(v, t), sure) for v, row in enumerate(things.sure) for t, sure in enumerate(row)}
    handles = marks.handles(words, pairs, gain=True)
    if not reading.network.envelope_sourced.all():
        handles.append(keys.area(f"* {words('versus_figures.unsourced')}", Look(WEAK)))
    legend(figure, handles, 0.1, SMALL)
    return figure


def ground(ax: "Axes", reading: ComparisonReading, at: Layout, wide: float) -> None:
    """Lines between territories that touch; within a region, on a pale ground so many points wide."""
    from matplotlib.collections import LineCollection

    net = reading.network
    places = np.stack([at.x, at.y], axis=1)
    lines = np.stack([places[net.edge_a], places[net.edge_b]], axis=1)
    inside, known = net.region[net.edge_a] == net.region[net.edge_b], net.envelope_sourced[net.region[net.edge_a]]
    for mine, color in ((inside & known, GROUND), (inside & ~known, WEAK)):
        found = LineCollection(list(lines[mine]), colors=color, linewidths=wide, capstyle="round", zorder=0.5)
        ax.add_collection(found, autolim=False)
    for kind, dash in enumerate(EDGES):
        mine = net.edge_kind == kind
        found = LineCollection(list(lines[mine]), colors=BORDER, linewidths=0.7, linestyles=[dash], zorder=1)
        ax.add_collection(found, autolim=False)


def symbols(ax: "Axes", things: Things, v: int, at: Layout, scale: float) -> None:
    """One mark a territory, larger where more persons live."""
    points = 2.0 * np.minimum(at.radius * scale, LARGEST)
    marks.crowd(ax, at.x, at.y, points, [(things.sense(v, i), things.sure[v][i]) for i in range(len(points))])


def names(ax: "Axes", reading: ComparisonReading, at: Layout, scale: float, frame: labels.Frame) -> None:
    """The names of the regions, where they hide nothing; an asterisk where the envelope is an extrapolation."""
    net, r = reading.network, reading.network.region
    if len(net.region_name) > NAMED:
        return
    texts = [
        f"{name} *" if not known else name for name, known in zip(net.region_name, net.envelope_sourced, strict=True)
    ]
    x, y, radius = at.x * scale, at.y * scale, np.minimum(at.radius * scale, LARGEST)
    busy = np.concatenate(
        [labels.round_boxes(x, y, radius + 1.0), labels.along(x, y, net.edge_a.tolist(), net.edge_b.tolist())]
    )
    spots = [region_spots(x[r == k], y[r == k], float(radius.max()) + 3.0) for k in range(len(texts))]
    placed = labels.place(texts, spots, 6.4, busy, frame, bold=True)
    for text, s in zip(texts, placed.spots, strict=True):
        ax.text(s.x / scale, s.y / scale, text, fontsize=6.4, fontweight="bold", color=MUTED, ha=s.across, va=s.up,
                zorder=5)  # fmt: skip
