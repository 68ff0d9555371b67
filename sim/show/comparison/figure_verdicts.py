"""The one-look picture: variants by headline outcomes, which way each goes, whether it is better, how sure it is."""

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.show import labels
from sim.show.comparison import figure_marks as marks
from sim.show.comparison.figure_parts import Picture, legend, of_worlds, sheet, unit
from sim.show.comparison.figure_reading import CLEAR, ComparisonReading, Things
from sim.show.parts import Table
from sim.show.style import BAND, FOOT, INK, MUTED, RULE, SMALL, WIDTH, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FEW = 4  # variants that may each have a column, with numbers written out
BOTTOM = 0.62  # inches for the keys
ROW = 0.4  # inches
WIDEST = 3.4  # inches, a column with numbers
SLANT = 42.0  # degrees, of names above narrow columns


class Cell(NamedTuple):
    """One comparison: where, and what it says."""

    x: float
    y: float
    v: int
    t: int


def verdicts(reading: ComparisonReading) -> Picture | None:
    """The matrix of verdicts."""
    things = reading.outcomes()
    if not things.columns:
        return None
    words = reading.words
    figure = wide(reading, things) if reading.n_variants <= FEW else narrow(reading, things)
    told = counted(reading, things)
    return Picture(
        "verdicts",
        words.language,
        figure,
        words("versus_figures.verdicts.title"),
        f"{words('versus_figures.verdicts.caption')} {told}",
        words("versus_figures.verdicts.alt", told=told),
        table(reading, things),
    )


def share(reading: ComparisonReading, t: int) -> tuple[int, bool]:
    """(position of thing t among the outcomes of the findings, whether worlds were drawn)."""
    return list(reading.headline)[t], reading.n_worlds > 0


def blank(reading: ComparisonReading, height: float) -> "Figure":
    """The sheet, with what the numbers in it are."""
    key = "subtitle" if reading.n_worlds else "subtitle_alone"
    return sheet(height, reading.words, "verdicts", reading.note(), reading.words(f"versus_figures.verdicts.{key}"))


def plane(figure: "Figure", box: tuple[float, float, float, float], columns: float, rows: float) -> "Axes":
    """Axes without any line in a box (left, right, top, bottom) of inches, one unit a column and a row."""
    whole = figure.get_figheight()
    left, right, top, bottom = box
    wide, tall = WIDTH - left - right, whole - BAND - FOOT - top - bottom
    ax = figure.add_axes((left / WIDTH, (FOOT + bottom) / whole, wide / WIDTH, tall / whole))
    ax.set_axis_off()
    ax.set_xlim(0.0, columns)
    ax.set_ylim(rows, 0.0)
    return ax


@styled
def wide(reading: ComparisonReading, things: Things) -> "Figure":
    """Outcomes in rows, a column for each variant, with differences and shares of worlds written out."""
    import textwrap

    words, number = reading.words, len(things.columns)
    row = 0.36
    units = [unit(column, words) for column in things.columns]
    figure = blank(reading, number * row + 0.55 + BOTTOM + 0.15)
    left = max(labels.margin(things.labels, 7.4), labels.margin(units, 6.2)) + 1.15
    column = min((WIDTH - left - 0.1) / reading.n_variants, WIDEST)
    right = WIDTH - left - column * reading.n_variants
    ax = plane(figure, (left, right, 0.55, BOTTOM + 0.1), float(reading.n_variants), float(number))
    inch = 1.0 / column  # in the axes' unit
    for v in range(reading.n_variants):
        title = textwrap.wrap(reading.titles[v + 1], int((column - 0.1) * 72.0 / (0.64 * 8.0)))
        ax.text(v + 0.02, -0.15, "\n".join(title[:2]), fontsize=8.0, fontweight="bold", va="bottom", linespacing=1.15)
    for t in range(number):
        new = t == 0 or things.groups[t] != things.groups[t - 1]
        if new:
            ax.plot([-(left - 0.12) * inch, reading.n_variants], [t, t], color=MUTED, linewidth=0.7, clip_on=False)
            ax.text(
                -(left - 0.12) * inch,
                t + 0.5,
                things.groups[t],
                fontsize=7.0,
                fontweight="bold",
                color=MUTED,
                va="center",
            )
        else:
            ax.plot([-(left - 1.2) * inch, reading.n_variants], [t, t], color=RULE, linewidth=0.6, clip_on=False)
        ax.text(-(left - 1.2) * inch, t + 0.34, things.labels[t], fontsize=7.4, va="center")
        ax.text(-(left - 1.2) * inch, t + 0.72, units[t], fontsize=6.2, color=MUTED, va="center")
        for v in range(reading.n_variants):
            written(ax, reading, things, Cell(v + 0.14 * inch, t + 0.5, v, t), inch)
    keyed(figure, reading, things)
    return figure


def written(ax: "Axes", reading: ComparisonReading, things: Things, cell: Cell, inch: float) -> None:
    """A cell that is wide enough for its mark, its arrow, the difference and the share of worlds."""
    v, t, words = cell.v, cell.t, reading.words
    sense, sure = things.sense(v, t), things.sure[v][t]
    marks.draw(ax, cell.x, cell.y, sense, sure, 9.0)
    if sure in marks.FILLS:
        marks.arrow(ax, cell.x + 0.17 * inch, cell.y, bool(things.mean[v, t] > 0), sense, sure, 4.6)
    color = INK if sure in marks.FILLS else MUTED
    text = things.text(v, t, words)
    if sure in ("same", "censored"):
        text = words("versus_figures.same" if sure == "same" else "versus_figures.marks.censored")
    o, worlds = share(reading, t)
    there = worlds and sure not in marks.SIGNS and np.isfinite(reading.f.shares.same[v, o])
    across = cell.x + 0.3 * inch
    ax.text(across, cell.y - (0.18 if there else 0.0), text, fontsize=6.8, va="center", color=color)
    if there:
        s = reading.f.shares
        told = of_worlds(float(s.same[v, o]), float(s.low[v, o]), float(s.high[v, o]), words)
        ax.text(across, cell.y + 0.22, words("versus_figures.verdicts.of_worlds", share=told), fontsize=6.0,
                va="center", color=MUTED)  # fmt: skip


@styled
def narrow(reading: ComparisonReading, things: Things) -> "Figure":
    """Variants in rows, a narrow column for each outcome, with the share of worlds under each mark."""
    number, n = len(things.columns), reading.n_variants
    top = 0.25 + 0.72 * labels.margin(things.labels, 7.0)
    figure = blank(reading, n * ROW + top + BOTTOM + 0.3)
    left = labels.margin(reading.titles[1:], 7.2)
    right = max(0.75 * labels.margin(things.labels[-3:], 7.0) - 0.35, 0.2)  # the last slanted names lean out
    at, x = [], 0.0
    for t in range(number):
        x += 0.22 if t and things.groups[t] != things.groups[t - 1] else 0.0
        at.append(x + 0.5)
        x += 1.0
    ax = plane(figure, (left, right, top, BOTTOM + 0.3), x, float(n))
    for v in range(n):
        if v % 2 == 0:
            ax.axhspan(v, v + 1, color="#f3f5f7", linewidth=0.0, zorder=0)
        ax.text(-0.12, v + 0.5, reading.titles[v + 1], fontsize=7.2, ha="right", va="center")
        for t in range(number):
            small(ax, reading, things, Cell(at[t], v + 0.5, v, t))
    for t in range(number):
        ax.text(at[t] - 0.1, -0.12, things.labels[t], fontsize=7.0, rotation=SLANT, rotation_mode="anchor", ha="left",
                va="bottom")  # fmt: skip
        if t and things.groups[t] != things.groups[t - 1]:
            ax.plot([at[t] - 0.61] * 2, [0, n + 0.4], color=MUTED, linewidth=0.6, clip_on=False)
        if t == 0 or things.groups[t] != things.groups[t - 1]:
            ax.text(at[t] - 0.48, n + 0.26, things.groups[t], fontsize=6.4, fontweight="bold", color=MUTED, va="center")
    keyed(figure, reading, things)
    return figure


def small(ax: "Axes", reading: ComparisonReading, things: Things, cell: Cell) -> None:
    """A cell that has room for a mark, an arrow and the share of worlds."""
    v, t = cell.v, cell.t
    sense, sure = things.sense(v, t), things.sure[v][t]
    o, worlds = share(reading, t)
    same = float(reading.f.shares.same[v, o])
    there = worlds and sure not in marks.SIGNS and np.isfinite(same)
    y = cell.y - (0.14 if there else 0.0)
    moving = sure in marks.FILLS
    marks.draw(ax, cell.x - (0.13 if moving else 0.0), y, sense, sure, 8.0)
    if moving:
        marks.arrow(ax, cell.x + 0.2, y, bool(things.mean[v, t] > 0), sense, sure, 4.4)
    if there:
        ax.text(cell.x, cell.y + 0.29, reading.words.percent(same), fontsize=5.8, ha="center", va="center",
                color=INK if moving else "#8a949e")  # fmt: skip


def keyed(figure: "Figure", reading: ComparisonReading, things: Things) -> None:
    """What marks and arrows mean."""
    from sim.show import keys

    pairs = {(things.sense(v, t), sure) for v, row in enumerate(things.sure) for t, sure in enumerate(row)}
    words = reading.words
    arrows = [
        keys.mark(words(f"versus_figures.marks.{k}"), s, MUTED, MUTED, 5.0) for k, s in (("up", "^"), ("down", "v"))
    ]
    legend(figure, [*marks.handles(words, pairs), *arrows], 0.1, SMALL)


def counted(reading: ComparisonReading, things: Things) -> str:
    """How many comparisons hold, depend, are not seen; then the variants with most that hold."""
    words, number = reading.words, Counter(sure for row in things.sure for sure in row)
    total = sum(number.values())
    parts = [words(f"versus_figures.verdicts.count_{sure}", n=number[sure]) for sure in marks.ORDER if number[sure]]
    text = words("versus_figures.verdicts.counted", n=total, parts=words.join(parts))
    if not reading.n_worlds:
        return f"{text} {words('versus_figures.verdicts.no_world')}"
    return f"{text} {words('versus_figures.verdicts.worlds', n=reading.n_worlds)}"


def table(reading: ComparisonReading, things: Things) -> Table:
    """One row a variant and outcome: difference, interval, better or worse, how sure, share of worlds."""
    words, s, rows = reading.words, reading.f.shares, []
    for v in range(reading.n_variants):
        for t, column in enumerate(things.columns):
            o, worlds = share(reading, t)
            sure = things.sure[v][t]
            sense = words(f"versus_figures.marks.{things.sense(v, t)}") if sure in CLEAR else ""
            told = of_worlds(float(s.same[v, o]), float(s.low[v, o]), float(s.high[v, o]), words) if worlds else ""
            rows.append([
                reading.titles[v + 1], things.groups[t], things.labels[t], unit(column, words),
                things.text(v, t, words), sense, things.said(v, t, words), told,
            ])  # fmt: skip
    head = ("variant", "group", "thing", "unit", "difference", "sense", "sure", "same_sign")
    return Table(words.each("versus_figures.columns", head), rows, 3)
