"""What becomes of differences over plausible worlds, and what those that depend on the world go with."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.compare.robustness import Link, goes_with
from sim.compare.worlds import table as drawn_worlds
from sim.show import keys
from sim.show.comparison import figure_marks as marks
from sim.show.comparison.figure_differences import MOST
from sim.show.comparison.figure_panels import FEW, Drawn, panels, places_of
from sim.show.comparison.figure_parts import Picture, axis_note, legend, level, of_worlds, sheet, shortened, unit
from sim.show.comparison.figure_reading import ComparisonReading, Things
from sim.show.parts import Table
from sim.show.style import COOPERATION, INK, MUTED, PAPER, RULE, cells, styled
from sim.show.words import Words
from sim.state import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TICKS = 40  # quantiles drawn of each distribution when there are more worlds
PANELS = 12  # differences whose parameters are shown
SURE = 0.05  # a link is drawn full when p is at most this


def worlds(reading: ComparisonReading) -> Picture | None:
    """The distribution over worlds of each headline difference."""
    things = reading.outcomes()
    if not reading.n_worlds or not things.columns or not things.some:
        return None
    words = reading.words
    spread = {
        (v, t): standard(reading, things, v, t) for v in range(reading.n_variants) for t in range(len(things.columns))
    }
    flat = np.concatenate([*spread.values(), [0.0]])
    reach = min(MOST, 1.1 * float(np.abs(flat[np.isfinite(flat)]).max(initial=0.0)) or 1.0)
    where = list(reading.headline)
    s = reading.f.shares

    def beside(v: int, t: int) -> str:
        o = where[t]
        if things.sure[v][t] == "same":
            return words("versus_figures.same")
        if things.sure[v][t] == "censored":
            return words("versus_figures.marks.censored")
        return of_worlds(float(s.same[v, o]), float(s.low[v, o]), float(s.high[v, o]), words)

    drawn = Drawn(
        lambda ax, y, v, t: strip(ax, y, spread[v, t], base_of(things, v, t), (things, v, t), reach),
        beside,
        (-reach, reach),
        words("versus_figures.worlds.axis"),
        lambda x: words.number(x, places_of(reach)),
        0.24 if reading.n_variants <= FEW else 0.2 if reading.n_variants <= 10 else 0.17,
    )
    subtitle = words("versus_figures.worlds.subtitle", n=reading.n_worlds)
    figure = panels(reading, "worlds", things, drawn, subtitle, tick_keys(things, words))
    told = told_worlds(reading, things)
    return Picture(
        "worlds",
        words.language,
        figure,
        words("versus_figures.worlds.title"),
        f"{words('versus_figures.worlds.caption')} {told}",
        words("versus_figures.worlds.alt", told=told),
        table(reading, things),
    )


def standard(reading: ComparisonReading, things: Things, v: int, t: int) -> Floats:
    """(any,) the difference in each world, in deviations of the baseline; quantiles when worlds are many."""
    found = reading.by_world[v, :, list(reading.headline)[t]]
    found = found[np.isfinite(found)]
    if len(found) > TICKS:
        found = np.quantile(found, (np.arange(TICKS) + 0.5) / TICKS)
    scaled = np.array([things.standard(float(x), t) for x in found])
    return np.asarray(scaled[np.isfinite(scaled)])


def base_of(things: Things, v: int, t: int) -> float:
    """The difference at base parameters, in deviations of the baseline."""
    return things.standard(float(things.mean[v, t]), t)


def strip(ax: "Axes", y: float, x: Floats, base: float, cell: tuple[Things, int, int], reach: float) -> None:
    """A tick a world: upward where the variant does better (or has more), downward where it does worse (or less)."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    things, v, t = cell
    if things.sure[v][t] in ("same", "censored") or not len(x):
        marks.draw(ax, 0.0, y, "neither", things.sure[v][t] if len(x) else "not_measured", 6.0)
        return
    good = 0 if things.sure[v][t] == "small" else things.columns[t].good
    at = np.clip(x, -reach, reach)
    ax.plot([at.min(), at.max()], [y, y], color=RULE, linewidth=0.8, zorder=2)
    for way, sense in ((1, "better" if good else "neither"), (-1, "worse" if good else "neither")):
        mine = at[np.sign(x) * (good or 1) == way]
        if len(mine):
            ends = np.stack(
                [np.stack([mine, np.full(len(mine), y)], 1), np.stack([mine, np.full(len(mine), y - 0.42 * way)], 1)], 1
            )
            lines = Path(ends.reshape(-1, 2), [Path.MOVETO, Path.LINETO] * len(mine))
            ax.add_patch(PathPatch(lines, fill=False, edgecolor=marks.SENSES[sense].color, linewidth=0.9, zorder=3))
    still = at[x == 0.0]
    if len(still):
        ax.plot([0.0], [y], linestyle="", marker="|", markersize=4.0, color=MUTED, zorder=3)
    if np.isfinite(base):
        ax.plot([float(np.clip(base, -reach, reach))], [y], linestyle="", marker="D", markersize=3.6, zorder=5,
                markerfacecolor=PAPER, markeredgecolor=INK, markeredgewidth=0.9, clip_on=False)  # fmt: skip


def tick_keys(things: Things, words: Words) -> list[Any]:
    """What ticks and the diamond mean."""
    good = {column.good for column in things.columns}
    said = [("does_better", "better"), ("does_worse", "worse")] if good - {0} else []
    gray = 0 in good or any(sure == "small" for row in things.sure for sure in row)
    said += [("more_or_less", "neither")] if gray else []
    ticks = [
        keys.mark(words(f"versus_figures.worlds.{word}"), "|", color, color, 7.0, 1.2)
        for word, color in ((word, marks.SENSES[sense].color) for word, sense in said)
    ]
    return [*ticks, keys.mark(words("versus_figures.worlds.base"), "D", PAPER, INK, 4.5, 0.9)]


def told_worlds(reading: ComparisonReading, things: Things) -> str:
    """Of the differences seen at base parameters, how many keep their direction in nine worlds of ten or more."""
    words = reading.words
    seen = [sure for row in things.sure for sure in row if sure in ("holds", "depends", "reversed")]
    if not seen:
        return words("versus_figures.worlds.nothing")
    return words("versus_figures.worlds.told", n=len(seen), k=seen.count("holds"), r=seen.count("reversed"))


def table(reading: ComparisonReading, things: Things) -> Table:
    """One row a variant and outcome: difference at base, quantiles over worlds, share of worlds of the same sign."""
    words, s, rows, where = reading.words, reading.f.shares, [], list(reading.headline)
    for v in range(reading.n_variants):
        for t, column in enumerate(things.columns):
            o = where[t]
            found = reading.by_world[v, :, o]
            found = found[np.isfinite(found)]
            ends = np.quantile(found, (0.0, 0.1, 0.5, 0.9, 1.0)) if len(found) else np.full(5, np.nan)
            told = of_worlds(float(s.same[v, o]), float(s.low[v, o]), float(s.high[v, o]), words)
            numbers = [level(column, float(x), words) for x in (things.mean[v, t], *ends)]
            rows.append([reading.titles[v + 1], things.labels[t], unit(column, words), *numbers, told])
    head = ("variant", "thing", "unit", "at_base", "lowest", "tenth", "median", "ninetieth", "highest", "same_sign")
    return Table(words.each("versus_figures.columns", head), rows, 2)


class Dependence(NamedTuple):
    """A difference that depends on the world, and the parameters that go with it."""

    v: int
    t: int
    links: tuple[Link, ...]


def depending(reading: ComparisonReading, things: Things) -> tuple[list[Dependence], int]:
    """(the largest differences that depend on the world, with their parameters; how many there are in all)."""
    named, parameters = drawn_worlds(reading.c.worlds)
    where = list(reading.headline)
    places = [
        (v, t) for v, row in enumerate(things.sure) for t, sure in enumerate(row) if sure in ("depends", "reversed")
    ]
    size = {place: abs(things.standard(float(things.mean[place]), place[1])) for place in places}
    places.sort(key=lambda place: -size[place] if np.isfinite(size[place]) else 0.0)
    found = [
        Dependence(v, t, goes_with(named, parameters, reading.by_world[v, :, where[t]])) for v, t in places[:PANELS]
    ]
    return [one for one in found if one.links], len(places)


def depends(reading: ComparisonReading) -> Picture | None:
    """Rank correlations between parameters of the world and the differences that depend on it."""
    things = reading.outcomes()
    if not reading.n_worlds or not things.columns:
        return None
    found, number = depending(reading, things)
    if not found:
        return None
    words = reading.words
    clear = sum(link.p <= SURE for one in found for link in one.links)
    told = words("versus_figures.depends.told", n=number, k=len(found), clear=clear, worlds=reading.n_worlds)
    return Picture(
        "depends",
        words.language,
        bars(reading, things, found),
        words("versus_figures.depends.title"),
        f"{words('versus_figures.depends.caption')} {told}",
        words("versus_figures.depends.alt", told=told),
        depends_table(reading, things, found),
    )


@styled
def bars(reading: ComparisonReading, things: Things, found: list[Dependence]) -> "Figure":
    """Three bars a panel; full when p is at most 5 %, hollow otherwise."""
    words = reading.words
    across = min(3, len(found))
    down = -(-len(found) // across)
    figure = sheet(down * 1.1 + 0.72, words, "depends", reading.note(), words("versus_figures.depends.subtitle"))
    panels_of = cells(figure, down, across, (0.15, 0.15, 0.42, 0.72), (0.3, 0.58))
    for k, ax in enumerate(panels_of):
        ax.set_axis_off()
        if k < len(found):
            panel(ax, reading, things, found[k], letters={1: 130, 2: 70, 3: 46}[across])
    axis_note(figure, words("versus_figures.depends.axis"), 0.34)
    faces = (("clear", COOPERATION), ("unclear", PAPER))
    legend(figure, [keys.mark(words(f"versus_figures.depends.{k}"), "s", face, COOPERATION) for k, face in faces])
    return figure


def panel(ax: "Axes", reading: ComparisonReading, things: Things, one: Dependence, letters: int) -> None:
    """One difference: parameters on the left, bars in the middle, correlation and p on the right."""
    words = reading.words
    ax.set_xlim(-4.9, 3.1)
    ax.set_ylim(3.0, 0.0)
    ax.plot([0.0, 0.0], [0.0, 3.0], color=MUTED, linewidth=0.8)
    ax.text(0.0, 1.04, f"{reading.titles[one.v + 1]}\n{shortened(things.labels[one.t], letters)}", fontsize=7.2,
            transform=ax.transAxes, va="bottom", fontweight="bold", linespacing=1.2)  # fmt: skip
    for k, link in enumerate(one.links):
        full = link.p <= SURE
        ax.barh(k + 0.5, link.correlation, height=0.56, color=COOPERATION if full else PAPER, edgecolor=COOPERATION,
                linewidth=0.9, zorder=3)  # fmt: skip
        ax.text(-4.9, k + 0.5, shortened(link.key, 38), fontsize=6.0, va="center")
        ax.text(3.1, k + 0.5, linked(link, words), fontsize=6.2, va="center", ha="right", color=INK if full else MUTED)


def linked(link: Link, words: Words) -> str:
    """A correlation with its p value."""
    text = words.number(link.correlation, 2)
    return words(
        "versus_figures.depends.link", r=f"+{text}" if link.correlation > 0 else text, p=words.number(link.p, 3)
    )


def depends_table(reading: ComparisonReading, things: Things, found: list[Dependence]) -> Table:
    """One row a difference and parameter."""
    words = reading.words
    rows = [
        [
            reading.titles[one.v + 1],
            things.labels[one.t],
            link.key,
            words.number(link.correlation, 2),
            words.number(link.p, 3),
        ]
        for one in found
        for link in one.links
    ]
    return Table(words.each("versus_figures.columns", ("variant", "thing", "parameter", "correlation", "p")), rows, 3)
