"""Where: the network of territories at several dates, then region by region with names."""

from typing import TYPE_CHECKING

import numpy as np

from sim.show import labels
from sim.show.layout import KM, Layout, apart, project, sizes, whole
from sim.show.reading import Reading
from sim.show.style import BODY, DYNAMICS, FAINT, INK, MUTED, PAPER, SMALL, WIDTH, cells, legend, sheet, styled
from sim.show.words import Words
from sim.state import Bytes, Floats, Ints
from sim.vocabulary import DYNAMICS as NAMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EVEN = {"o": 1.0, "^": 1.12, "D": 0.82, "s": 0.88}  # so that shapes of one size look it
EDGES = ("-", (0, (1, 1.6)), (0, (4, 2)))  # land, water, link
GROUND, BORDER = "#edf0f3", "#b3bcc5"
MOST_PANELS = 18


def symbols(ax: "Axes", x: Floats, y: Floats, points: Floats, dynamics: Bytes) -> None:
    """One symbol a territory: color and shape say the dynamic. points (territory,) radius."""
    for d, look in enumerate(DYNAMICS):
        here = dynamics == d
        size = (2.0 * points[here] * EVEN[look.shape]) ** 2
        ax.scatter(x[here], y[here], s=size, c=look.color, marker=look.shape, edgecolors=INK, linewidths=0.5, zorder=3)


def borders(ax: "Axes", reading: Reading, x: Floats, y: Floats, inside: float) -> None:
    """Lines between territories that touch; within a region, on a ground `inside` points wide."""
    net = reading.network
    for a, b, kind in zip(net.edge_a.tolist(), net.edge_b.tolist(), net.edge_kind.tolist(), strict=True):
        if inside and net.region[a] == net.region[b]:
            ax.plot(x[[a, b]], y[[a, b]], color=GROUND, linewidth=inside, solid_capstyle="round", zorder=0)
        ax.plot(x[[a, b]], y[[a, b]], color=BORDER, linewidth=0.8, linestyle=EDGES[kind], zorder=1)


def bare(ax: "Axes", x: Floats, y: Floats, margin: float, scale: float) -> tuple[float, float, float, float]:
    """Hide the axes and center the places; scale is points a unit. Gives the frame, in points."""
    ax.set_axis_off()
    box = ax.get_position()
    figure = ax.get_figure()
    assert figure is not None
    wide, tall = box.width * WIDTH * 72.0, box.height * figure.get_figheight() * 72.0  # type: ignore[union-attr]
    x0, y0 = float(x.min() + x.max()) / 2, float(y.min() + y.max()) / 2
    ax.set_xlim(x0 - wide / 2 / scale, x0 + wide / 2 / scale)
    ax.set_ylim(y0 - tall / 2 / scale, y0 + tall / 2 / scale)
    middle = x0 * scale, y0 * scale
    return middle[0] - wide / 2, middle[1] - tall / 2, middle[0] + wide / 2, middle[1] + tall / 2


def round_boxes(x: Floats, y: Floats, radius: Floats) -> labels.Boxes:
    """(symbol, 4) boxes around symbols."""
    return np.stack([x - radius, y - radius, x + radius, y + radius], axis=1)


def region_spots(x: Floats, y: Floats, grown: float) -> list[labels.Spot]:
    """Where a region's name can go: above, below, beside all its symbols, or each of them."""
    left, right, low, high = x.min() - grown, x.max() + grown, y.min() - grown, y.max() + grown
    across, up = (left + right) / 2, (low + high) / 2
    spots = [
        labels.Spot(right, up, "left", "center"), labels.Spot(left, up, "right", "center"),
        labels.Spot(across, high, "center", "bottom"), labels.Spot(across, low, "center", "top"),
        labels.Spot(left, high, "left", "bottom"), labels.Spot(right, low, "right", "top"),
        labels.Spot(right, high, "right", "bottom"), labels.Spot(left, low, "left", "top"),
    ]  # fmt: skip
    return spots + [s for k in range(len(x)) for s in labels.around(float(x[k]), float(y[k]), grown)[:4]]


def name_regions(
    ax: "Axes", reading: Reading, at: Layout, scale: float, frame: tuple[float, float, float, float]
) -> None:
    """Write the regions' names where they hide nothing."""
    size, r = 6.8, reading.network.region
    x, y, radius = at.x * scale, at.y * scale, at.radius * scale
    names = reading.network.region_name
    spots = [region_spots(x[r == k], y[r == k], float(radius.max()) + 3.0) for k in range(len(names))]
    found = labels.place(names, spots, size, round_boxes(x, y, radius + 2.0), frame, bold=True)
    for name, spot in zip(names, found, strict=True):
        ax.text(spot.x / scale, spot.y / scale, name, fontsize=size, fontweight="bold", color=MUTED, ha=spot.across,
                va=spot.up, zorder=4)  # fmt: skip


@styled
def map_dates(reading: Reading, words: Words, note: str) -> "Figure":
    """The whole network, colored and shaped by dynamics, at six dates."""
    at = whole(reading.network)
    columns = min(3, len(reading.dates))
    rows = -(-len(reading.dates) // columns)
    wide = (WIDTH - 0.24 - 0.2 * (columns - 1)) / columns
    flat = float(np.ptp(at.y) + 0.16) / float(np.ptp(at.x) + 0.16)
    tall = min(max(wide * flat, 0.5 * wide), 1.15 * wide)
    figure = sheet(rows * (tall + 0.32) + 0.5, words, "map_dates", note)
    panels = cells(figure, rows, columns, (0.12, 0.12, 0.25, 0.5), (0.2, 0.32))
    scale = 72.0 * min(wide / float(np.ptp(at.x) + 0.16), tall / float(np.ptp(at.y) + 0.12))
    for ax, month in zip(panels, reading.dates, strict=False):
        borders(ax, reading, at.x, at.y, 11.0)
        symbols(ax, at.x, at.y, at.radius * scale, reading.dynamics[month])
        frame = bare(ax, at.x, at.y, 0.0, scale)
        if reading.n_regions <= 8:
            name_regions(ax, reading, at, scale, frame)
        ax.set_title(reading.date(month, words), color=INK)
    key(figure, words)
    return figure


def key(figure: "Figure", words: Words) -> None:
    """What shapes and colors mean."""
    legend(figure, [(look, "mark", words(f"dynamics.{n}")) for look, n in zip(DYNAMICS, NAMES, strict=True)], 0.12)


def nice(km: float) -> float:
    """A round length at most as long."""
    power = 10.0 ** np.floor(np.log10(max(km, 1e-6)))
    return float(max(step * power for step in (1.0, 2.0, 5.0) if step * power <= km))


def region_panel(ax: "Axes", reading: Reading, r: int, words: Words, size: float, month: int) -> None:
    """One region at its own scale, with names and a bar of length."""
    who = reading.of_region(r)
    x, y = project(reading.network, who)
    box, figure = ax.get_position(), ax.get_figure()
    assert figure is not None
    room = box.width * WIDTH * 72.0 - 11.0 * size, box.height * figure.get_figheight() * 72.0 - 56.0  # type: ignore[union-attr]
    scale = min(room[0] / max(float(np.ptp(x)), 10.0), room[1] / max(float(np.ptp(y)), 10.0))
    points = sizes(reading.network, 4.0, 9.0)[who]
    px, py = apart(x * scale, y * scale, points, 2.0)
    full = np.full(reading.n_territories, np.nan), np.full(reading.n_territories, np.nan)
    full[0][who], full[1][who] = px, py
    borders(ax, reading, *full, 0.0)
    symbols(ax, px, py, points, reading.dynamics[month, who])
    frame = bare(ax, px, py, 0.0, 1.0)
    names = [reading.network.name[i] for i in who]
    spots = [labels.around(px[k], py[k], points[k]) for k in range(len(who))]
    low = frame[0], frame[1] + 22.0, frame[2], frame[3]
    for name, spot in zip(names, labels.place(names, spots, size, round_boxes(px, py, points), low), strict=True):
        ax.text(spot.x, spot.y, name, fontsize=size, ha=spot.across, va=spot.up, zorder=4)
    length = nice(0.3 * (frame[2] - frame[0]) / scale)
    foot = frame[0] + 4.0, frame[1] + 6.0
    ax.plot([foot[0], foot[0] + length * scale], [foot[1]] * 2, color=FAINT, linewidth=2.0, solid_capstyle="butt")
    ax.text(foot[0] + length * scale + 4.0, foot[1], f"{words.number(length)} km", fontsize=6.5, color=MUTED, va="center")


@styled
def map_regions(reading: Reading, words: Words, note: str) -> "Figure":
    """Each region at its own scale, with the names of its territories, at the last month."""
    shown = min(reading.n_regions, MOST_PANELS)
    columns = 1 if shown == 1 else 2 if shown in (2, 4) else 3
    rows = -(-shown // columns)
    tall = {1: 5.6, 2: 3.9, 3: 3.0}[columns]
    figure = sheet(rows * (tall + 0.35) + 0.45, words, "map_regions", note)
    panels = cells(figure, rows, columns, (0.12, 0.12, 0.25, 0.45), (0.25, 0.35))
    for r, ax in enumerate(panels):
        if r >= shown:
            ax.set_axis_off()
            continue
        region_panel(ax, reading, r, words, {1: BODY, 2: SMALL, 3: 7.0}[columns], reading.months - 1)
        ax.set_title(reading.network.region_name[r], color=INK)
    key(figure, words)
    return figure


def column(reading: Reading, who: Ints, month: int, words: Words) -> list[str]:
    """The dynamics of some territories at a month, in words."""
    return [words(f"dynamics.{NAMES[d]}") for d in reading.dynamics[month, who].tolist()]


assert KM and PAPER
