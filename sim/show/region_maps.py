"""Where, region by region: each at its own scale, so that every territory can be named."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.show import labels
from sim.show.layout import apart, project, sizes
from sim.show.maps import borders, center, key, symbols
from sim.show.parts import Table
from sim.show.reading import Reading
from sim.show.style import BODY, FAINT, INK, MUTED, cells, inches, sheet, styled
from sim.show.words import Words
from sim.state import Floats, Ints
from sim.vocabulary import DYNAMICS as NAMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 18  # regions
CROWDED = 10  # territories of a region beyond which a small panel cannot name them all
FOOT = 16.0  # points kept below for the bar of length


def nice(km: float) -> float:
    """The longest round length that is not longer."""
    power = 10.0 ** np.floor(np.log10(max(km, 1e-6)))
    return float(max(step * power for step in (1.0, 2.0, 5.0) if step * power <= km))


class Drawn(NamedTuple):
    """One region placed in a panel, in points: symbols, names, the middle of all of it, points a kilometer."""

    who: Ints  # (symbol,) territory
    x: Floats  # (symbol,)
    y: Floats  # (symbol,)
    radius: Floats  # (symbol,)
    names: list[str]
    spots: list[labels.Spot]
    middle: Floats  # x, y
    scale: float


def ends_of(reading: Reading, who: Ints) -> list[tuple[int, int]]:
    """The borders inside a region, as pairs of positions in `who`."""
    index = {int(i): k for k, i in enumerate(who)}
    pairs = zip(reading.network.edge_a.tolist(), reading.network.edge_b.tolist(), strict=True)
    return [(index[a], index[b]) for a, b in pairs if a in index and b in index]


def drawn(reading: Reading, r: int, size: float, room: tuple[float, float]) -> Drawn:
    """The region at the scale, and with the names, that suit best: large, and nothing hidden."""
    who = reading.of_region(r)
    x, y = project(reading.network, who)
    radius = sizes(reading.network, 0.55 * size, 1.3 * size)[who]
    names, ends = [reading.network.name[i] for i in who], ends_of(reading, who)
    most = min(room[0] / max(float(np.ptp(x)), 1.0), room[1] / max(float(np.ptp(y)), 1.0))
    best, best_worth = None, -np.inf
    for scale in most * 0.95 ** np.arange(18):
        px, py = apart(x * scale, y * scale, radius, 3.0)
        symbols_at = labels.round_boxes(px, py, radius)
        busy = np.concatenate([symbols_at, labels.along(px, py, [a for a, _ in ends], [b for _, b in ends])])
        middle = (symbols_at[:, :2].min(axis=0) + symbols_at[:, 2:].max(axis=0)) / 2
        frame = (middle[0] - room[0] / 2, middle[1] - room[1] / 2, middle[0] + room[0] / 2, middle[1] + room[1] / 2)
        spots = [labels.around(*place) for place in zip(px.tolist(), py.tolist(), radius.tolist(), strict=True)]
        for limit in (labels.EVERYWHERE, frame):
            placed = labels.place(names, spots, size, busy, limit)
            every = np.concatenate([symbols_at, placed.boxes])
            low, high = every[:, :2].min(axis=0), every[:, 2:].max(axis=0)
            beyond = float(np.maximum(high - low - room, 0.0).sum())
            worth = float(scale / most) - 0.01 * placed.cost - 0.2 * beyond
            if worth > best_worth:
                best, best_worth = Drawn(who, px, py, radius, names, placed.spots, (low + high) / 2, scale), worth
    assert best is not None
    return best


def region_panel(ax: "Axes", reading: Reading, r: int, words: Words, size: float) -> None:
    """One region with the names of its territories and a bar of length."""
    wide, tall = (72.0 * side for side in inches(ax))
    d = drawn(reading, r, size, (wide - 6.0, tall - FOOT - 6.0))
    frame = center(ax, float(d.middle[0]), float(d.middle[1]) - FOOT / 2, 1.0)
    x, y = np.full((2, reading.n_territories), np.nan)
    x[d.who], y[d.who] = d.x, d.y
    borders(ax, reading, x, y, 0.0)
    symbols(ax, d.x, d.y, d.radius, reading.dynamics[-1, d.who])
    for k, spot in enumerate(d.spots):
        if spot.far:
            ax.plot([d.x[k], spot.x], [d.y[k], spot.y], color=MUTED, linewidth=0.5, zorder=2)
        ax.text(spot.x, spot.y, d.names[k], fontsize=size, ha=spot.across, va=spot.up, zorder=4)
    if len(d.who) > 1:
        bar(ax, nice(0.3 * wide / d.scale), d.scale, frame, words)


def bar(ax: "Axes", length: float, scale: float, frame: labels.Frame, words: Words) -> None:
    """A length in km, in the lower left corner."""
    left, foot = frame[0] + 2.0, frame[1] + 5.0
    right = left + length * scale
    ax.plot([left, right], [foot, foot], color=FAINT, linewidth=2.0, solid_capstyle="butt")
    ax.text(right + 4.0, foot, f"{words.number(length)} km", fontsize=6.5, color=MUTED, va="center")


@styled
def map_regions(reading: Reading, words: Words, note: str) -> "Figure":
    """Each region at its own scale, with the names of its territories, at the last month."""
    shown = min(reading.n_regions, MOST)
    crowded = np.bincount(reading.network.region)[:shown].max() > CROWDED
    columns = 1 if shown == 1 else 2 if shown in (2, 4) or crowded else 3
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


def table(reading: Reading, words: Words) -> Table:
    """Population, dynamic, the two axes and participation of each territory in the last month."""
    net, axes, rows = reading.network, reading.territory_axes, []
    for r in range(reading.n_regions):
        for i in reading.of_region(r).tolist():
            rates = [words.percent(float(axis[-1, i])) for axis in axes]
            told = words(f"dynamics.{NAMES[int(reading.dynamics[-1, i])]}")
            rows.append([net.region_name[r], net.name[i], words.number(net.population[i]), told, *rates])
    head = words.each("columns", ("region", "territory", "population", "dynamic"))
    names = [*words.each("dynamics", ("cooperation", "conflict")), words("figures.two_axes.participation")]
    return Table([*head, *names], rows, 2)
