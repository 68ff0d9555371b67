"""Panels of rows on one axis: one panel a variant when they are few, one panel a thing compared when they are many."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.show import labels
from sim.show.comparison import figure_marks as marks
from sim.show.comparison.figure_parts import axis_note, legend, sheet, shortened, unit
from sim.show.comparison.figure_reading import ComparisonReading, Things
from sim.show.style import BAND, INK, MUTED, RULE, WIDTH, inches, styled
from sim.show.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ticker import Locator

FEW = 3  # variants that may each have a panel
ACROSS = 3  # panels on a line when there is one a thing
HEADING = 1.15  # rows that a heading takes
BANDS = "#f3f5f7"
BOTTOM = 1.0  # inches for the axis and the keys
FONT, SMALLER = 6.6, 5.9  # of the names of rows; of what is written beside them


class Drawn(NamedTuple):
    """How the rows of a figure are drawn: each gets axes, a height, a variant and a thing."""

    row: Callable[["Axes", float, int, int], None]
    beside: Callable[[int, int], str]
    limits: tuple[float, float]
    axis: str  # what the axis measures, in words
    ticks: Callable[[float], str]
    height: float = 0.2  # inches a row
    font: float = FONT  # of the names of rows
    gain: bool = False  # better and worse are said as gaining and losing


class Panel(NamedTuple):
    """One panel: its title, its rows from the top, and headings above some of them."""

    title: str
    below: str  # under the title, smaller: unit, group
    rows: list[tuple[int, int, float]]  # variant, thing, height from the top in rows
    headings: list[tuple[str, float]]
    length: float  # in rows


def heights(groups: Sequence[str]) -> tuple[list[float], list[tuple[str, float]], float]:
    """(height of each row, headings with theirs, total), in rows: a heading where the group changes."""
    at, y, headings = [], 0.0, []
    for k, group in enumerate(groups):
        if group and (k == 0 or groups[k - 1] != group):
            y += HEADING if k == 0 else HEADING + 0.25
            headings.append((group, y - 0.6))
        at.append(y + 0.5)
        y += 1.0
    return at, headings, y


def panels_of(reading: ComparisonReading, things: Things) -> tuple[list[Panel], list[str]]:
    """(panels, labels of the rows): by variant when they are few, else by thing."""
    words, number = reading.words, len(things.columns)
    if reading.n_variants <= FEW:
        at, headings, length = heights(things.groups)
        rows = [[(v, t, at[t]) for t in range(number)] for v in range(reading.n_variants)]
        panels = [Panel(reading.titles[v + 1], "", rows[v], headings, length) for v in range(reading.n_variants)]
        return panels, [labelled(things, t, words) for t in range(number)]
    length = float(reading.n_variants)
    rows = [[(v, t, v + 0.5) for v in range(reading.n_variants)] for t in range(number)]
    below = [below_title(things, t, words) for t in range(number)]
    return [Panel(things.labels[t], below[t], rows[t], [], length) for t in range(number)], list(reading.titles[1:])


def labelled(things: Things, t: int, words: Words) -> str:
    """A thing with its unit, unless every thing has the same one."""
    if len({column.unit for column in things.columns}) == 1:
        return things.labels[t]
    return words("versus_figures.with_unit", label=things.labels[t], unit=unit(things.columns[t], words))


def below_title(things: Things, t: int, words: Words) -> str:
    """The group of a thing where its label stands in several, and its unit where they differ."""
    group = [things.groups[t]] if things.labels.count(things.labels[t]) > 1 else []
    several = len({column.unit for column in things.columns}) > 1
    return " · ".join([*group, *([unit(things.columns[t], words)] if several else [])])


@styled
def panels(
    reading: ComparisonReading, name: str, things: Things, drawn: Drawn, subtitle: str, handles: Sequence[Any] = ()
) -> "Figure":
    """The whole figure; `handles`: its keys, if they are not those of the marks."""
    found, names = panels_of(reading, things)
    beside = {(v, t): drawn.beside(v, t) for panel in found for v, t, _ in panel.rows}
    small = min(SMALLER, drawn.font)
    room = labels.margin(list(beside.values()), small)
    across = min(ACROSS, len(found))
    down = -(-len(found) // across)
    wrapped = [wrap(panel.title, across) for panel in found]
    below = any(panel.below for panel in found)
    titles = 0.27 + 0.14 * max(title.count("\n") for title in wrapped) + 0.12 * below
    tall = found[0].length * drawn.height
    figure = sheet(down * (tall + titles + 0.1) + BOTTOM + 0.1, reading.words, name, reading.note(), subtitle)
    left, whole = max(labels.margin(names, drawn.font), 0.6), figure.get_figheight()
    wide = (WIDTH - left - 0.05) / across - room
    for k, panel in enumerate(found):
        x, y = left + (k % across) * (wide + room), whole - BAND - (k // across + 1) * (tall + titles + 0.1)
        ax = figure.add_axes((x / WIDTH, y / whole, wide / WIDTH, tall / whole))
        frame(ax, panel, drawn, names if k % across == 0 else [], last=k + across >= len(found))
        over = 1.0 + (0.05 + 0.12 * below) / tall
        ax.text(0.0, over, wrapped[k], transform=ax.transAxes, fontsize=7.6, fontweight="bold", va="bottom")
        ax.text(0.0, 1.0 + 0.04 / tall, panel.below, transform=ax.transAxes, fontsize=6.2, color=MUTED, va="bottom")
        for v, t, height in panel.rows:
            drawn.row(ax, height, v, t)
            color, across_of = INK if things.sure[v][t] in marks.FILLS else MUTED, ax.get_yaxis_transform()
            ax.text(
                1.0 + 0.07 / wide, height, beside[v, t], transform=across_of, fontsize=small, color=color, va="center"
            )
    present = {(things.sense(v, t), things.sure[v][t]) for v, t in beside}
    above = legend(figure, handles or marks.handles(reading.words, present, drawn.gain))
    axis_note(figure, drawn.axis, above)
    return figure


def wrap(title: str, across: int) -> str:
    """A title on two lines at most."""
    import textwrap

    lines = textwrap.wrap(title, {1: 110, 2: 56, 3: 34}[across], break_long_words=False)
    return "\n".join(shortened(line, 52) for line in lines[:2])


def frame(ax: "Axes", panel: Panel, drawn: Drawn, names: Sequence[str], last: bool) -> None:
    """Axes of a panel: zero as a line, rows named on the left if they are to be, numbers under the last one."""
    ax.set_xlim(*drawn.limits)
    ax.set_ylim(panel.length, 0.0)
    ax.set_yticks([])
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.axvline(0.0, color=MUTED, linewidth=0.8, zorder=1)
    banded(ax, [height for _, _, height in panel.rows[1::2]], drawn.height)
    ax.xaxis.set_major_locator(few_steps(drawn.limits))
    ax.xaxis.set_major_formatter(lambda x, _: drawn.ticks(x))
    ax.tick_params(axis="x", labelsize=6.2, labelbottom=last, length=0.0, pad=2.0)
    ax.grid(axis="x", color=RULE)
    across = ax.get_yaxis_transform()
    if names:
        gap = -0.08 / inches(ax)[0]
        for label, (_, _, height) in zip(names, panel.rows, strict=True):
            ax.text(gap, height, label, transform=across, fontsize=drawn.font, ha="right", va="center")
        for heading, height in panel.headings:
            style: dict[str, Any] = {"fontsize": drawn.font, "fontweight": "bold", "color": MUTED}
            ax.text(gap, height, heading, transform=across, ha="right", va="center", **style)


def banded(ax: "Axes", rows: Sequence[float], tall: float) -> None:
    """A pale band behind some rows, each `tall` inches high."""
    across = ax.get_yaxis_transform()
    ax.hlines(rows, 0.0, 1.0, color=BANDS, linewidth=72.0 * tall, capstyle="butt", transform=across, zorder=0)


def few_steps(limits: tuple[float, float]) -> "Locator":
    """Round steps, about four, symmetric when the limits are."""
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=4, steps=[1, 2, 5, 10], symmetric=limits[0] == -limits[1], prune=None)


def places_of(reach: float) -> int:
    """Decimals of the numbers of an axis that goes to `reach` on each side of zero."""
    return 0 if reach > 1.0 else int(min(-np.floor(np.log10(max(reach, 1e-6))), 6))


def interval(ax: "Axes", y: float, ends: tuple[float, float, float], sense: str, sure: str, reach: float) -> None:
    """A difference (mean, low, high) with its interval; an arrow at the edge where it lies beyond `reach`."""
    mean, low, high = ends
    if sure in marks.SIGNS or not np.isfinite(mean):
        marks.draw(ax, 0.0, y, "neither", sure if sure in marks.SIGNS else "not_measured", 6.0)
        return
    color = marks.SENSES[sense].color if sure in marks.FILLS else MUTED
    if high >= -reach and low <= reach:
        ax.plot(np.clip([low, high], -reach, reach), [y, y], color=color, linewidth=1.1, zorder=3)
    if abs(mean) <= reach:
        marks.draw(ax, mean, y, sense, sure, 5.4)
        return
    edge = float(np.sign(mean)) * reach
    inside = 1.0 - 14.0 / (72.0 * inches(ax)[0])  # seven points from the arrowhead
    marks.draw(ax, inside * edge, y, sense, sure, 5.4)
    ax.plot(
        [edge], [y], linestyle="", marker=">" if mean > 0 else "<", markersize=4.0, color=color, clip_on=False, zorder=4
    )
