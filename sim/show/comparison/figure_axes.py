"""Cooperation, conflict and participation month by month: the baseline, variants, and the difference between them."""

from typing import TYPE_CHECKING

import numpy as np

from sim.compare.differences import Differences, differences
from sim.show import keys
from sim.show.comparison.figure_parts import Picture, axis_note, legend, sheet
from sim.show.comparison.figure_reading import CLEAR, ComparisonReading
from sim.show.parts import Table
from sim.show.reading import quantiles
from sim.show.style import CONFLICT, COOPERATION, INK, MUTED, SMALL, Look, cells, styled
from sim.show.words import Words
from sim.state import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 5  # variants shown
AXES = ("cooperation", "conflict", "participation")
ON_AXES = ("cooperation_first_year", "cooperation_last_year", "conflict_first_year", "conflict_last_year")
LOOKS = (Look(COOPERATION), Look(CONFLICT, dash=(0, (5, 1.5))), Look("#6a3d9a", dash=(0, (3, 1, 1, 1))))
BASE = Look("#56616c", dash=(0, (1.5, 1.2)))
ENDS = (0.05, 0.5, 0.95)


def months_of(reading: ComparisonReading) -> dict[str, Floats]:
    """(arm, replicate, month) of each axis."""
    found = {}
    for axis in AXES:
        where = [
            k for k, c in enumerate(reading.c.columns) if c.name.startswith("month.") and c.name.endswith(f".{axis}")
        ]
        found[axis] = reading.c.base[:, :, where]
    return found


def chosen(reading: ComparisonReading) -> tuple[list[int], str]:
    """(variants shown, why): all when few; else those whose difference on an axis holds; else the farthest."""
    n = reading.n_variants
    if n <= MOST:
        return list(range(n)), "all"
    where = [o for o, name in enumerate(reading.names) if name in ON_AXES]
    sure = [[reading.certainty(v, o) for o in where] for v in range(n)]
    usual = reading.usual[reading.f.outcome[where]]
    size = np.abs(np.divide(reading.f.base.mean[:, where], usual, out=np.zeros((n, len(where))), where=usual > 0.0))
    order = np.argsort(-np.where(np.isfinite(size), size, 0.0).max(axis=1, initial=0.0), kind="stable").tolist()
    for words, why in ((("holds",), "holding"), (CLEAR, "seen")):
        those = [v for v in order if any(word in words for word in sure[v])]
        if those:
            return those[:MOST], why
    return order[:2], "farthest"


def shown_why(reading: ComparisonReading) -> str:
    """How many variants are shown, and why those."""
    shown, why = chosen(reading)
    return reading.words(f"versus_figures.axes.{why}", k=len(shown), n=reading.n_variants)


def axes(reading: ComparisonReading) -> Picture | None:
    """The trajectories."""
    levels = months_of(reading)
    months = levels["cooperation"].shape[2]
    if months < 2:
        return None
    words, (shown, _) = reading.words, chosen(reading)
    arms = [0, *(v + 1 for v in shown)]
    found = differences(np.concatenate([levels[axis][arms] for axis in AXES], axis=2))
    told = shown_why(reading)
    return Picture(
        "axes",
        words.language,
        drawn(reading, shown, levels, found),
        words("versus_figures.axes.title"),
        f"{words('versus_figures.axes.caption')} {told} {largest(reading, shown, found, months)}",
        words("versus_figures.axes.alt", told=largest(reading, shown, found, months)),
        table(reading, shown, levels, found),
    )


@styled
def drawn(reading: ComparisonReading, shown: list[int], levels: dict[str, Floats], found: Differences) -> "Figure":
    """A line of four panels for each variant: cooperation, conflict, participation, differences."""
    words, months = reading.words, levels["cooperation"].shape[2]
    rows = len(shown)
    figure = sheet(rows * 1.95 + 0.72, words, "axes", reading.note(), words("versus_figures.axes.subtitle"))
    panels = cells(figure, rows, 4, (0.55, 0.2, 0.5, 0.92), (0.5, 0.86))
    top = [1.08 * max(0.01, highest(levels[axis][[0, *(v + 1 for v in shown)]])) for axis in AXES]
    reach = np.abs([found.low_all, found.high_all])
    wide = 1.1 * float(reach[np.isfinite(reach)].max(initial=1e-3))
    for row, v in enumerate(shown):
        for k, axis in enumerate(AXES):
            ax = panels[4 * row + k]
            band(ax, levels[axis][0], BASE)
            band(ax, levels[axis][v + 1], LOOKS[k])
            ax.set_ylim(0.0, top[k])
            ax.set_title(words(f"versus_figures.axes.{axis}"), fontsize=7.6, fontweight="normal", color=MUTED)
            ax.yaxis.set_major_formatter(lambda y, _: words.percent(y))
        apart(panels[4 * row + 3], found, row, months, wide, words)
        for ax in panels[4 * row : 4 * row + 4]:
            dates(ax, reading, months)
        where = panels[4 * row].get_position()
        figure.text(where.x0 - 0.035, where.y1 + 0.28 / figure.get_figheight(), reading.titles[v + 1],
                    fontsize=8.6, fontweight="bold", va="bottom")  # fmt: skip
    axis_note(figure, shown_why(reading), 0.5)
    axis_note(figure, words("versus_figures.axes.bands"), 0.34)
    key = [keys.line(words("versus_figures.axes.base", title=reading.titles[0]), BASE)]
    key += [
        keys.line(words(f"versus_figures.axes.variant_{axis}"), look) for axis, look in zip(AXES, LOOKS, strict=True)
    ]
    legend(figure, key, 0.1, SMALL)
    return figure


def highest(levels: Floats) -> float:
    """The top of the bands of these arms (arm, replicate, month)."""
    tops = np.stack([quantiles(arm, (ENDS[-1],))[0] for arm in levels])
    return float(tops[np.isfinite(tops)].max(initial=0.0))


def band(ax: "Axes", runs: Floats, look: Look) -> None:
    """The median and nine tenths of the runs (replicate, month)."""
    low, middle, high = quantiles(runs, ENDS)
    x = np.arange(len(middle))
    ax.fill_between(x, low, high, color=look.color, alpha=0.16, linewidth=0.0)
    ax.plot(x, middle, color=look.color, linestyle=look.dash, linewidth=1.5)


def apart(ax: "Axes", found: Differences, row: int, months: int, wide: float, words: Words) -> None:
    """The mean paired difference of each quantity, with the interval that holds for all months shown."""
    x = np.arange(months)
    for k, look in enumerate(LOOKS):
        mine = slice(k * months, (k + 1) * months)
        ax.fill_between(
            x, found.low_all[row, mine], found.high_all[row, mine], color=look.color, alpha=0.2, linewidth=0.0
        )
        ax.plot(x, found.mean[row, mine], color=look.color, linestyle=look.dash, linewidth=1.5)
    ax.axhline(0.0, color=INK, linewidth=0.8)
    ax.set_ylim(-wide, wide)
    ax.set_title(words("versus_figures.axes.difference"), fontsize=7.6, fontweight="normal", color=MUTED)
    ax.yaxis.set_major_formatter(lambda y, _: words.number(100.0 * y, 1 if wide < 0.05 else 0))


def dates(ax: "Axes", reading: ComparisonReading, months: int) -> None:
    """Years at their first January; months counted from one when the run is short."""
    ax.set_xlim(0, months - 1)
    calendar = reading.c.arms[0].scenario.calendar
    first = (13 - calendar.start_month) % 12
    places = list(range(first, months, 12))
    if len(places) < 2:
        step = max(1, months // 4)
        ax.set_xticks(range(0, months, step), [str(m + 1) for m in range(0, months, step)])
        return
    year = calendar.start_year + (calendar.start_month > 1)
    step = -(-len(places) // 4)
    ax.set_xticks(places[::step], [str(year + k) for k in range(0, len(places), step)])


def largest(reading: ComparisonReading, shown: list[int], found: Differences, months: int) -> str:
    """For each axis, the variant and month farthest from the baseline, with the interval."""
    words, parts = reading.words, []
    for k, axis in enumerate(AXES):
        mine = np.abs(found.mean[:, k * months : (k + 1) * months])
        if not np.isfinite(mine).any() or np.nanmax(mine) == 0.0:
            parts.append(words(f"versus_figures.axes.still_{axis}"))
            continue
        row, month = divmod(int(np.nanargmax(mine)), months)
        at = (row, k * months + month)
        ends = [words.number(100.0 * float(part[at]), 1) for part in (found.mean, found.low_all, found.high_all)]
        parts.append(words(f"versus_figures.axes.largest_{axis}", x=ends[0], low=ends[1], high=ends[2],
                           month=str(month + 1), variant=reading.titles[shown[row] + 1]))  # fmt: skip
    return " ".join(parts)


def table(reading: ComparisonReading, shown: list[int], levels: dict[str, Floats], found: Differences) -> Table:
    """Every sixth month: medians of the baseline and of the variant, mean difference with its interval."""
    words, months, rows = reading.words, levels["cooperation"].shape[2], []
    for row, v in enumerate(shown):
        for m in sorted({*range(5, months, 6), months - 1}):
            cells_of = []
            for k, axis in enumerate(AXES):
                middle = [words.percent(float(quantiles(levels[axis][arm], (0.5,))[0][m]), 1) for arm in (0, v + 1)]
                at = (row, k * months + m)
                ends = [words.number(100.0 * float(p[at]), 2) for p in (found.mean, found.low_all, found.high_all)]
                cells_of += [*middle, words("versus_figures.within", x=ends[0], low=ends[1], high=ends[2])]
            rows.append([reading.titles[v + 1], str(m + 1), *cells_of])
    quantities = ("base", "variant_level", "difference_points")
    head = words.each("versus_figures.columns", ("variant", "month"))
    for axis in AXES:
        named = words(f"versus_figures.axes.{axis}")
        head += [
            words("versus_figures.in_group", label=words(f"versus_figures.columns.{q}"), group=named)
            for q in quantities
        ]
    return Table(head, rows, 2)
