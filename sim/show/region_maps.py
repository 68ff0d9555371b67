"""Where, region by region: each at its own scale, so that every territory can be named."""

from typing import TYPE_CHECKING

import numpy as np

from sim.show import labels
from sim.show.layout import apart, project, sizes
from sim.show.maps import borders, center, key, symbols
from sim.show.reading import Reading
from sim.show.style import BODY, FAINT, INK, MUTED, cells, inches, sheet, styled
from sim.show.words import Words
from sim.state import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 18  # regions
FOOT = 16.0  # points kept below for the bar of length


def nice(km: float) -> float:
    """The longest round length that is not longer."""
    power = 10.0 ** np.floor(np.log10(max(km, 1e-6)))
    return float(max(step * power for step in (1.0, 2.0, 5.0) if step * power <= km))


class Drawn:
    """One region placed in a panel: symbols and names in points, at the largest scale that fits."""

    def __init__(self, reading: Reading, r: int, size: float, room: tuple[float, float]) -> None:
        self.who = reading.of_region(r)
        net = reading.network
        x, y = project(net, self.who)
        self.points: Floats = sizes(net, 0.55 * size, 1.3 * size)[self.who]
        self.names = [net.name[i] for i in self.who]
        index = {int(i): k for k, i in enumerate(self.who)}
        ends = [(index[a], index[b]) for a, b in zip(net.edge_a.tolist(), net.edge_b.tolist(), strict=True)
                if a in index and b in index]  # fmt: skip
        self.scale = max(min(room[0] / max(float(np.ptp(x)), 1.0), room[1] / max(float(np.ptp(y)), 1.0)), 1e-6)
        for _ in range(30):
            self.x, self.y = apart(x * self.scale, y * self.scale, self.points, 3.0)
            lines = labels.along(self.x, self.y, [a for a, _ in ends], [b for _, b in ends])
            boxes = labels.round_boxes(self.x, self.y, self.points)
            spots = [labels.around(float(a), float(b), float(c)) for a, b, c in zip(self.x, self.y, self.points, strict=True)]
            middle = (boxes[:, :2].min(axis=0) + boxes[:, 2:].max(axis=0)) / 2
            frame = (middle[0] - room[0] / 2, middle[1] - room[1] / 2, middle[0] + room[0] / 2, middle[1] + room[1] / 2)
            self.spots, named = labels.place(self.names, spots, size, np.concatenate([boxes, lines]), frame)
            every = np.concatenate([boxes, named])
            self.low, self.high = every[:, :2].min(axis=0), every[:, 2:].max(axis=0)
            if np.all(self.high - self.low <= room):
                break
            self.scale *= 0.94


def region_panel(ax: "Axes", reading: Reading, r: int, words: Words, size: float) -> None:
    """One region with the names of its territories and a bar of length."""
    wide, tall = (72.0 * side for side in inches(ax))
    drawn = Drawn(reading, r, size, (wide - 6.0, tall - FOOT - 6.0))
    x0, y0 = (drawn.low + drawn.high) / 2
    frame = center(ax, float(x0), float(y0) - FOOT / 2, 1.0)
    x, y = np.full((2, reading.n_territories), np.nan)
    x[drawn.who], y[drawn.who] = drawn.x, drawn.y
    borders(ax, reading, x, y, 0.0)
    symbols(ax, drawn.x, drawn.y, drawn.points, reading.dynamics[-1, drawn.who])
    for k, spot in enumerate(drawn.spots):
        if spot.far:
            ax.plot([drawn.x[k], spot.x], [drawn.y[k], spot.y], color=MUTED, linewidth=0.5, zorder=2)
        ax.text(spot.x, spot.y, drawn.names[k], fontsize=size, ha=spot.across, va=spot.up, zorder=4)
    length = nice(0.3 * wide / drawn.scale)
    left, foot = frame[0] + 2.0, frame[1] + 5.0
    right = left + length * drawn.scale
    ax.plot([left, right], [foot, foot], color=FAINT, linewidth=2.0, solid_capstyle="butt")
    ax.text(right + 4.0, foot, f"{words.number(length)} km", fontsize=6.5, color=MUTED, va="center")


@styled
def map_regions(reading: Reading, words: Words, note: str) -> "Figure":
    """Each region at its own scale, with the names of its territories, at the last month."""
    shown = min(reading.n_regions, MOST)
    columns = 1 if shown == 1 else 2 if shown in (2, 4) else 3
    rows = -(-shown // columns)
    tall = {1: 5.4, 2: 3.9, 3: 2.9}[columns]
    figure = sheet(rows * tall + (rows - 1) * 0.4 + 0.75, words, "map_regions", note)
    for r, ax in enumerate(cells(figure, rows, columns, (0.12, 0.12, 0.25, 0.5), (0.25, 0.4))):
        if r < shown:
            region_panel(ax, reading, r, words, {1: BODY, 2: 7.5, 3: 7.0}[columns])
            ax.set_title(reading.network.region_name[r], color=INK)
        else:
            ax.set_axis_off()
    key(figure, words)
    return figure
