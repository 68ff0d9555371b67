"""How money moves: asked, shared, awarded, spent."""

from typing import TYPE_CHECKING

import numpy as np

from sim.show import keys
from sim.show.parts import Table, elections, share_axis, time_axis
from sim.show.reading import Reading
from sim.show.style import COOPERATION, INK, MUTED, Look, cells, sheet, styled
from sim.show.words import Words
from sim.state import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 18  # regions
LOOKS = {
    "claimed": Look("#8a5a00", dash=(0, (1, 1.2))),
    "allotted": Look("#5b6670", dash=(0, (5, 1.5))),
    "awarded": Look(COOPERATION),
    "spent": Look("#0b7a53", dash=(0, (3, 1, 1, 1))),
}


def dollars(reading: Reading, name: str, r: int | None = None) -> Floats:
    """(month,) cumulated dollars of a series, in a region or in all."""
    series = reading.history[name]
    if r is not None:
        series = series[:, reading.history.final.tables.region == r]
    return np.asarray(series.sum(axis=1) / 100.0)


def envelope(reading: Reading, r: int | None = None) -> float:
    """Dollars of the envelope of a region, or of all."""
    cents = reading.history.final.regions.envelope
    return float(cents.sum() if r is None else cents[r]) / 100.0


def whole(ax: "Axes", reading: Reading, words: Words, names: tuple[str, ...]) -> None:
    """Cumulated dollars in all, beside the envelope."""
    top = envelope(reading)
    ax.axhline(top, color=INK, linewidth=1.0, zorder=1)
    ax.text(
        0.01,
        top,
        words("figures.money.envelope"),
        transform=ax.get_yaxis_transform(),
        fontsize=7.0,
        va="bottom",
        color=INK,
    )
    for name in names:
        line = dollars(reading, name)
        top = max(top, float(line.max()))
        ax.plot(line, color=LOOKS[name].color, linestyle=LOOKS[name].dash, linewidth=1.8)
    ax.set_ylim(0.0, 1.12 * max(top, 1.0))
    ax.yaxis.set_major_formatter(lambda v, _: words.number(v / 1e6, 0 if top > 4e6 else 1))
    time_axis(ax, reading, words, 10)
    elections(ax, reading)


def panel(ax: "Axes", reading: Reading, r: int, words: Words) -> None:
    """Share of a region's envelope that is allotted, awarded, spent."""
    whole_sum = max(envelope(reading, r), 1e-9)
    for name in ("allotted", "awarded", "spent"):
        ax.plot(
            dollars(reading, name, r) / whole_sum, color=LOOKS[name].color, linestyle=LOOKS[name].dash, linewidth=1.6
        )
    time_axis(ax, reading, words)
    share_axis(ax, words, 1.06)
    elections(ax, reading)
    mark = "" if reading.network.envelope_sourced[r] else " *"
    ax.set_title(reading.network.region_name[r] + mark, color=INK)
    ax.text(1.0, 1.03, words.dollars(whole_sum), transform=ax.transAxes, ha="right", fontsize=7.0, color=MUTED)


@styled
def money(reading: Reading, words: Words, note: str) -> "Figure":
    """Dollars in all: asked and awarded, then from sharing to spending; below, by region, shares of the envelope."""
    n = min(reading.n_regions, MOST)
    columns = min(n, 3)
    rows = -(-n // columns)
    below = rows * 1.45 + (rows - 1) * 0.5
    marked = not reading.network.envelope_sourced.all()
    figure = sheet(2.35 + 1.1 + below + 0.65 + 0.2 * marked, words, "money", note)
    left, right = cells(figure, 1, 2, (0.55, 0.2, 0.3, 1.35 + below + 0.2 * marked), (0.6, 0.0))
    whole(left, reading, words, ("claimed", "awarded"))
    left.set_title(words("figures.money.asked"), color=INK)
    whole(right, reading, words, ("allotted", "awarded", "spent"))
    right.set_title(words("figures.money.course"), color=INK)
    small = cells(figure, rows, columns, (0.55, 0.2, 3.3, 0.55 + 0.2 * marked), (0.3, 0.5))
    for r, ax in enumerate(small):
        if r >= n:
            ax.set_axis_off()
            continue
        panel(ax, reading, r, words)
        if r % columns:
            ax.tick_params(labelleft=False)
    keys.row(figure, [keys.line(words(f"figures.money.{k}"), look) for k, look in LOOKS.items()], 0.12 + 0.2 * marked)
    if marked:
        text = words("figures.money.unsourced")
        figure.text(0.012, 0.36 / figure.get_figheight(), text, fontsize=7.0, color=MUTED, va="bottom")
    return figure


def table(reading: Reading, words: Words) -> Table:
    """Every six months, cumulated dollars in all; then by region at the end."""
    rows = []
    for month in reading.yearly:
        cells_of = [words.dollars(float(dollars(reading, name)[month])) for name in LOOKS]
        rows.append(
            [words("report.all_regions"), reading.date(month, words), words.dollars(envelope(reading)), *cells_of]
        )
    for r in range(reading.n_regions):
        cells_of = [words.dollars(float(dollars(reading, name, r)[-1])) for name in LOOKS]
        name = reading.network.region_name[r] + ("" if reading.network.envelope_sourced[r] else " *")
        rows.append([name, reading.date(reading.months - 1, words), words.dollars(envelope(reading, r)), *cells_of])
    head = [
        *words.each("columns", ("region", "month", "envelope")),
        *(words(f"figures.money.{name}") for name in LOOKS),
    ]
    return Table(head, rows, 2)
