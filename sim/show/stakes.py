"""Why tables are in conflict: the ledger that books every conflict to the seven stakes of the study."""

from typing import TYPE_CHECKING

import numpy as np

from sim.metrics.typology import trailing
from sim.show import keys
from sim.show.parts import Table, elections, inside, number_axis, share_axis, stacked, time_axis
from sim.show.reading import Reading, band_of
from sim.show.style import INK, STAKES, cells, sheet, styled
from sim.show.words import Words
from sim.state import Floats
from sim.vocabulary import STAKES as NAMES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WINDOW = 3  # months over which the ledger is smoothed
MOST = 18  # regions


def smooth(ledger: Floats) -> Floats:
    """(month, stake) mean over the last three months."""
    return np.asarray(trailing(ledger, WINDOW) / np.minimum(np.arange(len(ledger)) + 1, WINDOW)[:, None])


def shares(ledger: Floats) -> Floats:
    """(month, stake) share of each stake; zero where there was no conflict."""
    whole = ledger.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(ledger, whole, out=np.zeros_like(ledger), where=whole > 0.0))


def of_region(reading: Reading, r: int) -> Floats:
    """(month, stake) conflicts at the local tables and the regional table of a region."""
    mine = reading.history.final.tables.region == r
    return np.asarray(reading.history["ledger"][:, mine].sum(axis=1))


def key(figure: "Figure", words: Words) -> None:
    """The seven stakes, on two lines."""
    entries = [keys.area(words(f"stakes.{name}"), look) for look, name in zip(STAKES, NAMES, strict=True)]
    keys.row(figure, entries[:4], 0.34)
    keys.row(figure, entries[4:], 0.12)


@styled
def ledger(reading: Reading, words: Words, note: str) -> "Figure":
    """Conflicts by stake, counted and as shares, all tables together."""
    figure = sheet(3.75, words, "ledger", note)
    counts = smooth(reading.this.ledger)
    left, right = cells(figure, 1, 2, (0.6, 0.2, 0.3, 0.95), (0.6, 0.0))
    names = words.each("stakes", NAMES)
    for ax, parts, name in ((left, counts, "count"), (right, shares(counts), "share")):
        stacked(ax, parts, STAKES)
        inside(ax, parts, names, STAKES, 0.0225)
        ax.set_title(words(f"figures.ledger.{name}"), color=INK)
        time_axis(ax, reading, words, 10)
        elections(ax, reading)
    left.set_ylim(0.0, max(1.08 * float(counts.sum(axis=1).max()), 1.0))
    number_axis(left, words)
    share_axis(right, words)
    key(figure, words)
    return figure


@styled
def ledger_regions(reading: Reading, words: Words, note: str) -> "Figure":
    """Shares of the stakes, region by region."""
    n = min(reading.n_regions, MOST)
    columns = min(n, 3)
    rows = -(-n // columns)
    figure = sheet(rows * 1.75 + (rows - 1) * 0.5 + 1.2, words, "ledger_regions", note)
    for r, ax in enumerate(cells(figure, rows, columns, (0.6, 0.2, 0.3, 0.9), (0.25, 0.5))):
        if r >= n:
            ax.set_axis_off()
            continue
        own = of_region(reading, r)
        stacked(ax, shares(smooth(own)), STAKES)
        count = words("figures.ledger_regions.count", n=round(float(own.sum())))
        ax.set_title(f"{reading.network.region_name[r]}", color=INK)
        ax.text(1.0, 1.03, count, transform=ax.transAxes, ha="right", fontsize=6.8, color="#56616c")
        time_axis(ax, reading, words)
        share_axis(ax, words)
        elections(ax, reading)
        if r % columns:
            ax.tick_params(labelleft=False)
    key(figure, words)
    return figure


def ledger_table(reading: Reading, words: Words) -> Table:
    """Conflicts booked to each stake, year by year, then in all with nine tenths of the replicates."""
    book = reading.this.ledger
    rows = []
    for start in range(0, reading.months, 12):
        last = min(start + 12, reading.months) - 1
        span = words("report.from_to", start=reading.date(start, words), end=reading.date(last, words))
        year = book[start : start + 12].sum(axis=0)
        rows.append([span, *(words.number(x) for x in year), words.number(year.sum())])
    total = book.sum(axis=0)
    rows.append([words("columns.in_all"), *(words.number(x) for x in total), words.number(total.sum())])
    band = band_of([r.ledger.sum(axis=0) for r in reading.replicates])
    if band is not None:
        ends = [words.interval(words.number(a), words.number(b)) for a, b in zip(band.low, band.high, strict=True)]
        rows.append([words("columns.nine_tenths"), *ends, ""])
    return Table([words("columns.period"), *words.each("stakes", NAMES), words("columns.total")], rows)


def ledger_regions_table(reading: Reading, words: Words) -> Table:
    """Conflicts of the whole run, and the share of each stake, by region."""
    rows = []
    for r in range(reading.n_regions):
        total = of_region(reading, r).sum(axis=0)
        parts = total / max(float(total.sum()), 1e-12)
        rows.append([reading.network.region_name[r], words.number(total.sum()), *(words.percent(x) for x in parts)])
    return Table([words("columns.region"), words("columns.conflicts"), *words.each("stakes", NAMES)], rows)
