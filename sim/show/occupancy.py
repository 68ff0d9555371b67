"""The dynamics: how many territories live in each, and which ones, month after month."""

from typing import TYPE_CHECKING

import numpy as np

from sim.metrics.typology import moves
from sim.show import keys, labels
from sim.show.parts import Table, elections, hatched, inside, milestones, share_axis, stacked, time_axis
from sim.show.reading import Reading
from sim.show.style import DYNAMICS, INK, cells, sheet, styled
from sim.show.words import Words
from sim.state import Bytes, Floats
from sim.vocabulary import DYNAMICS as NAMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ORDER = (0, 2, 1, 3, 4)  # from the bottom: the two dynamics with cooperation, then those without
MOST = 110  # rows
ROW = 0.148  # inches


def mean_occupancy(reading: Reading) -> Floats | None:
    """(month, dynamic) share of territories, mean over replicates."""
    if len(reading.replicates) < 2:
        return None
    return np.asarray(np.mean([r.occupancy for r in reading.replicates], axis=0))


@styled
def occupancy(reading: Reading, words: Words, note: str) -> "Figure":
    """Share of territories in each dynamic: this run, and the mean over replicates."""
    figure = sheet(3.5, words, "occupancy", note)
    mean = mean_occupancy(reading)
    shown = [("this_run", reading.this.occupancy)] + ([("mean", mean)] if mean is not None else [])
    panels = cells(figure, 1, len(shown), (0.6, 0.2, 0.3, 0.75), (0.4, 0.0))
    names, looks = words.each("dynamics", NAMES), [DYNAMICS[d] for d in ORDER]
    for k, (ax, (name, share)) in enumerate(zip(panels, shown, strict=True)):
        stacked(ax, share[:, ORDER], looks)
        inside(ax, share[:, ORDER], [names[d] for d in ORDER], looks, 0.0125 * len(shown))
        ax.set_title(words(f"figures.occupancy.{name}", n=len(reading.replicates)), color=INK)
        time_axis(ax, reading, words, 10)
        share_axis(ax, words)
        elections(ax, reading)
        if k:
            ax.tick_params(labelleft=False)
    key(figure, words)
    return figure


def key(figure: "Figure", words: Words) -> None:
    """What colors and hatches mean."""
    keys.row(figure, [keys.area(words(f"dynamics.{NAMES[d]}"), DYNAMICS[d]) for d in ORDER])


def occupancy_table(reading: Reading, words: Words) -> Table:
    """Every six months, the share of territories in each dynamic: this run (mean over replicates)."""
    mean = mean_occupancy(reading)
    rows = []
    for month in reading.yearly:
        row = [reading.date(month, words)]
        for d in range(len(NAMES)):
            text = words.percent(float(reading.this.occupancy[month, d]))
            row.append(text if mean is None else f"{text} ({words.percent(float(mean[month, d]))})")
        rows.append(row)
    return Table([words("columns.month"), *words.each("dynamics", NAMES)], rows)


def runs(row: Bytes, d: int) -> list[tuple[float, float]]:
    """(start, length) of every uninterrupted stay in a dynamic."""
    there = np.concatenate([[False], row == d, [False]]).astype(np.int8)
    change = np.flatnonzero(np.diff(there))
    return [(a - 0.5, float(b - a)) for a, b in zip(change[::2].tolist(), change[1::2].tolist(), strict=True)]


def box(x: float, y: float, wide: float, tall: float) -> Floats:
    """The closed outline of a box."""
    return np.array([(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall), (x, y)])


def strips_of(reading: Reading) -> list[tuple[str, int, Bytes]]:
    """(name, region, (month,) dynamics) of every strip: territories, or regions when territories are too many."""
    net = reading.network
    if reading.n_territories <= MOST:
        return [
            (net.name[i], r, reading.dynamics[:, i]) for r in range(reading.n_regions) for i in reading.of_region(r)
        ]
    return [(net.region_name[r], r, reading.this.regions[:, r]) for r in range(min(reading.n_regions, MOST))]


@styled
def strips(reading: Reading, words: Words, note: str) -> "Figure":
    """One strip a territory, colored by its dynamic of each month; agreement and first money above each region."""
    rows = strips_of(reading)
    grouped = reading.n_territories <= MOST
    heads = reading.n_regions if grouped else 0
    figure = sheet(ROW * (len(rows) + 1.9 * heads) + 1.05, words, "strips", note)
    y, before = 0.0, -1
    left = max(
        labels.margin([name for name, _, _ in rows], 6.8), labels.margin(reading.network.region_name, 7.6, bold=True)
    )
    panel = cells(figure, 1, 1, (left, 0.3, 0.1, 0.75))[0]
    ticks: list[tuple[float, str]] = []
    boxes: list[list[Floats]] = [[] for _ in DYNAMICS]
    for name, r, row in rows:
        if grouped and r != before:
            y += 1.9
            heading(panel, reading, r, y - 0.95)
            before = r
        for d, look in enumerate(DYNAMICS):
            stays = runs(row, d)
            if stays:
                panel.broken_barh(stays, (y, 0.86), facecolor=look.color, linewidth=0.0)
            boxes[d] += [box(start, y, length, 0.86) for start, length in stays]
        ticks.append((y + 0.43, name))
        y += 1.0
    panel.set_ylim(y, 0.0)
    panel.set_yticks([at for at, _ in ticks], [name for _, name in ticks], fontsize=6.8, color=INK)
    panel.grid(False)
    panel.spines["left"].set_visible(False)
    for d, look in enumerate(DYNAMICS):
        hatched(panel, look, boxes[d])
    time_axis(panel, reading, words, 12)
    panel.set_xlim(-0.5, reading.months - 0.5)
    elections(panel, reading)
    key(figure, words)
    return figure


def heading(ax: "Axes", reading: Reading, r: int, y: float) -> None:
    """The name of a region over its strips, with its agreement and first money."""
    name, across = reading.network.region_name[r], ax.get_yaxis_transform()
    ax.text(-0.012, y + 0.3, name, transform=across, ha="right", va="center", fontsize=7.6, fontweight="bold")
    milestones(ax, reading, r, y + 0.42)


def strips_table(reading: Reading, words: Words) -> Table:
    """For each strip, the share of months in each dynamic and the number of changes."""
    rows = []
    for name, r, row in strips_of(reading):
        shares = [words.percent(float((row == d).mean())) for d in range(len(NAMES))]
        changes = words.number(int(moves(row[:, None])[0]))
        rows.append([reading.network.region_name[r], name, *shares, changes])
    head = words.each("columns", ("region", "territory")) + words.each("dynamics", NAMES) + [words("columns.changes")]
    return Table(head, rows, 2)
