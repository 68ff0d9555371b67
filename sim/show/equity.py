"""Where the money goes, beside where the need is."""

from typing import TYPE_CHECKING

import numpy as np

from sim.metrics.equity import gini
from sim.show import keys, labels
from sim.show.parts import Table, number_axis, share_axis
from sim.show.reading import Reading, band_of, quantiles
from sim.show.style import COOPERATION, INK, MUTED, PAPER, SMALL, Look, cells, inches, sheet, styled
from sim.show.words import UNKNOWN, Words
from sim.state import Flags, Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 18  # regions
NAMED = 9  # territories named among those that get most and least
GRID = np.linspace(0.0, 1.0, 51)


def per_person(reading: Reading, dollars: Floats) -> Floats:
    """(territory,) dollars awarded to projects, a person in low income."""
    return np.asarray(dollars / np.maximum(reading.network.poor, 1.0))


def lorenz(reading: Reading, dollars: Floats) -> Floats:
    """Share of the money that goes to each share of the persons in low income, from the least served, over `GRID`.

    NaN, no curve, when there is no money, or nobody in low income.
    """
    order = np.argsort(per_person(reading, dollars), kind="stable")
    people, money = reading.network.poor[order], dollars[order]
    if money.sum() <= 0.0 or people.sum() <= 0.0:
        return np.full(len(GRID), np.nan)
    x = np.concatenate([[0.0], np.cumsum(people) / people.sum()])
    return np.asarray(np.interp(GRID, x, np.concatenate([[0.0], np.cumsum(money) / money.sum()])))


def sourced(reading: Reading) -> Flags:
    """(territory,) False where the region's envelope is an extrapolation."""
    return np.asarray(reading.network.envelope_sourced[reading.network.region])


def points(ax: "Axes", x: Floats, y: Floats, known: Flags, size: float = 42.0) -> None:
    """Full marks where the envelope is sourced, hollow ones where it is not."""
    for there, face in ((known, COOPERATION), (~known, PAPER)):
        ax.scatter(x[there], y[there], s=size, c=face, edgecolors=COOPERATION, linewidths=1.3, zorder=3)


def scatter(ax: "Axes", reading: Reading, words: Words) -> None:
    """Dollars a person in low income against the low-income rate; a line spans nine tenths of the replicates."""
    x, y = reading.network.low_income_rate, per_person(reading, reading.this.awarded)
    band = band_of([per_person(reading, r.awarded) for r in reading.replicates])
    top = float(max(y.max(), band.high.max() if band is not None else 0.0, 10.0)) * 1.08
    if band is not None:
        ax.vlines(x, band.low, band.high, color=COOPERATION, alpha=0.3, linewidth=1.4, zorder=1)
    points(ax, x, y, sourced(reading))
    ax.set_ylim(0.0, top)
    pad = max(0.08 * float(np.ptp(x)), 0.5)
    ax.set_xlim(float(x.min()) - pad, float(x.max()) + pad)
    number_axis(ax, words)
    fine = int(np.ptp(x) + 2 * pad < 6.0)
    ax.xaxis.set_major_formatter(lambda v, _: words.percent(v / 100.0, fine))
    ax.set_xlabel(words("figures.equity.rate"))
    ax.set_title(words("figures.equity.dollars"), color=INK)
    if y.max() > 0.0:
        name_extremes(ax, reading, x, y)
    else:
        ax.text(0.5, 0.5, words("figures.equity.nothing"), transform=ax.transAxes, ha="center", color=MUTED)


def name_extremes(ax: "Axes", reading: Reading, x: Floats, y: Floats) -> None:
    """Names of the territories that get the most and the least a person."""
    wide, tall = (72.0 * side for side in inches(ax))
    low, high = ax.get_xlim(), ax.get_ylim()
    px, py = (x - low[0]) / (low[1] - low[0]) * wide, (y - high[0]) / (high[1] - high[0]) * tall
    order = np.argsort(y, kind="stable")
    chosen = order if len(y) <= NAMED else np.concatenate([order[:3], order[-(NAMED - 3) :]])
    names = [reading.network.name[i] for i in chosen]
    busy = labels.round_boxes(px, py, np.full(len(px), 5.0))
    spots = [labels.around(float(px[i]), float(py[i]), 4.0) for i in chosen]
    placed = labels.place(names, spots, 6.8, busy, (2.0, 2.0, wide, tall))
    hidden = labels.overlap(placed.boxes, busy) > 25.0
    for k, i in enumerate(chosen):
        if hidden[k]:
            continue
        spot = placed.spots[k]
        at = spot.x / wide * (low[1] - low[0]) + low[0], spot.y / tall * (high[1] - high[0]) + high[0]
        if spot.far:
            ax.plot([x[i], at[0]], [y[i], at[1]], color=MUTED, linewidth=0.5, zorder=2)
        ax.text(*at, names[k], fontsize=6.8, ha=spot.across, va=spot.up, zorder=4)


def curve(ax: "Axes", reading: Reading, words: Words) -> None:
    """The Lorenz curve of this run, and of nine tenths of the replicates."""
    band = band_of([lorenz(reading, r.awarded) for r in reading.replicates])
    ax.plot([0, 1], [0, 1], color=MUTED, linewidth=0.8, linestyle=(0, (4, 2)))
    if band is not None:
        ax.fill_between(GRID, band.low, band.high, color=COOPERATION, alpha=0.18, linewidth=0.0)
    ax.plot(GRID, lorenz(reading, reading.this.awarded), color=COOPERATION, linewidth=1.8)
    share_axis(ax, words)
    ax.set_xlim(0.0, 1.0)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1.0], [words.percent(v) for v in (0, 0.25, 0.5, 0.75, 1.0)])
    ax.set_xlabel(words("figures.equity.people"))
    ax.set_title(words("figures.equity.money"), color=INK)
    ax.text(
        0.05,
        0.93,
        words("figures.equity.gini", x=gini_text(reading, words)),
        transform=ax.transAxes,
        fontsize=SMALL,
        va="top",
    )
    ax.text(
        0.62,
        0.66,
        words("figures.equity.even"),
        fontsize=6.8,
        color=MUTED,
        rotation=45,
        rotation_mode="anchor",
        transform_rotates_text=True,
    )


def gini_text(reading: Reading, words: Words) -> str:
    """The Gini index of this run, with nine tenths of the replicates."""
    poor = reading.network.poor
    if reading.this.awarded.sum() <= 0.0:
        return UNKNOWN
    text = words.number(gini(per_person(reading, reading.this.awarded), poor), 2)
    if len(reading.replicates) < 2:
        return text
    values = np.array([gini(per_person(reading, r.awarded), poor) for r in reading.replicates])
    ends = (words.number(float(v), 2) for v in quantiles(values, (0.05, 0.95)))
    return f"{text} ({words.interval(*ends)})"


def strip(ax: "Axes", reading: Reading, words: Words) -> None:
    """One line a region: its territories, and its own mean as a bar."""
    n = min(reading.n_regions, MOST)
    dollars, poor = reading.this.awarded, reading.network.poor
    each, known = per_person(reading, dollars), sourced(reading)
    for r in range(n):
        who = reading.of_region(r)
        ax.axhline(r, color="#dde2e7", linewidth=0.6, zorder=0)
        points(ax, each[who], np.full(len(who), float(r)), known[who], 34.0)
        mean = float(dollars[who].sum() / max(float(poor[who].sum()), 1.0))
        ax.plot([mean, mean], [r - 0.34, r + 0.34], color=INK, linewidth=2.0, zorder=4)
    marks = ["" if reading.network.envelope_sourced[r] else " *" for r in range(n)]
    ax.set_yticks(range(n), [reading.network.region_name[r] + marks[r] for r in range(n)], color=INK, fontsize=SMALL)
    ax.set_ylim(n - 0.4, -0.6)
    ax.grid(axis="y", visible=False)
    ax.set_xlim(0.0, 1.08 * max(float(each.max()), 10.0))
    number_axis(ax, words, across=True)
    ax.set_xlabel(words("figures.equity.dollars"))
    ax.set_title(words("figures.equity.by_region"), color=INK)


@styled
def equity(reading: Reading, words: Words, note: str) -> "Figure":
    """Dollars a person in low income against the rate of low income; the Lorenz curve; one line a region."""
    n = min(reading.n_regions, MOST)
    below = 0.3 * n + 0.3
    figure = sheet(3.5 + 1.05 + below + 0.65, words, "equity", note)
    left, right = cells(figure, 1, 2, (0.55, 0.25, 0.3, 1.7 + below), (0.75, 0.0), (1.75, 1.0))
    scatter(left, reading, words)
    curve(right, reading, words)
    margin = labels.margin([f"{name} *" for name in reading.network.region_name[:n]], SMALL)
    strip(cells(figure, 1, 1, (margin, 0.25, 4.55, 0.75))[0], reading, words)
    key(figure, reading, words)
    return figure


def key(figure: "Figure", reading: Reading, words: Words) -> None:
    """What marks and lines mean."""
    say = {name: words(f"figures.equity.{name}") for name in ("sourced", "unsourced", "nine_tenths", "mean")}
    handles = [keys.mark(say["sourced"], "o", COOPERATION, COOPERATION, 6.5, 1.3)]
    if not reading.network.envelope_sourced.all():
        handles.append(keys.mark(say["unsourced"], "o", PAPER, COOPERATION, 6.5, 1.3))
    if len(reading.replicates) > 1:
        handles.append(keys.line(say["nine_tenths"], Look(COOPERATION), 3.0, 0.35))
    handles.append(keys.mark(say["mean"], "|", INK, INK, 10.0, 2.0))
    keys.row(figure, handles, size=SMALL)


def table(reading: Reading, words: Words) -> Table:
    """By territory: low income, dollars awarded, dollars a person, nine tenths of the replicates, envelope's source."""
    net, dollars = reading.network, reading.this.awarded
    each = per_person(reading, dollars)
    band = band_of([per_person(reading, r.awarded) for r in reading.replicates])
    rows = []
    for r in range(reading.n_regions):
        for i in reading.of_region(r).tolist():
            span = "" if band is None else words.interval(words.dollars(band.low[i]), words.dollars(band.high[i]))
            known = words("report.yes" if net.envelope_sourced[r] else "report.no")
            people = words.percent(net.low_income_rate[i] / 100.0, 1), words.number(net.poor[i])
            amounts = words.dollars(dollars[i]), words.dollars(each[i]), span
            rows.append([net.region_name[r], net.name[i], *people, *amounts, known])
    head = ("region", "territory", "rate", "poor", "awarded", "each", "nine_tenths", "sourced")
    return Table(words.each("columns", head), rows, 2)
