"""What moves a result: elementary effects, shares of the variance, importance against chance."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.explore.analysis import Sensitivity
from sim.explore.morris import Screening
from sim.explore.sobol import Indices
from sim.show import keys
from sim.show.explore.parts import (
    CHANCE,
    DARK,
    LIGHT,
    MOST_ROWS,
    PAIR,
    SHARES,
    Picture,
    Shown,
    Table,
    bars,
    beside,
    legend,
    margin_for,
    number_axis,
    percent_axis,
    plain,
    rows_axes,
    sheet,
    top_rows,
    whiskers,
)
from sim.show.style import INK, PAPER, WIDTH, Look, styled
from sim.state import Floats, Ints

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BESIDE = 1.15  # inches for what is written on the right
UNDER = 1.0  # inches for the axis and the keys


def stem(s: Sensitivity) -> str:
    """The end of the name of a file: the result, without its family."""
    return s.measure.name.removeprefix("outcome.").replace(".", "_")


def screening(shown: Shown, s: Sensitivity) -> Picture | None:
    """Mean size of elementary effects, and how much they vary."""
    found, words = s.screening, shown.words
    if found is None:
        return None
    rows = [
        [
            *shown.cells_of(found.groups[k]),
            plain(found.mu_star[k], words),
            words.interval(plain(found.low[k], words), plain(found.high[k], words)),
            plain(found.luck[k], words),
            plain(found.mu[k], words),
            plain(found.sigma[k], words),
            words.number(float(found.number[k])),
        ]
        for k in found.order.tolist()
    ]
    first = shown.in_words([found.groups[k] for k in found.order[:3].tolist()])
    told = shown("screening.told", names=first, lost=found.lost)
    head = [shown(f"columns.{c}") for c in ("mu_star", "interval", "luck", "mu", "sigma", "effects")]
    return ranked(shown, s, "screening", told, Table([*shown.head_of_cells, *head], rows))


def effects_drawn(ax: "Axes", shown: Shown, s: Sensitivity, top: Ints) -> list[Any]:
    """A bar a parameter; the triangle says which way a rise moves the result; the ring, how much that varies."""
    found = s.screening
    assert found is not None
    rows = np.arange(len(top)) + 0.5
    bars(ax, found.mu_star[top], LIGHT)
    whiskers(ax, found.low[top], found.high[top])
    ax.plot(found.sigma[top], rows, "o", markersize=4.2, color=PAPER, markeredgecolor=CHANCE, zorder=5)
    ax.plot(found.luck[top], rows, "|", markersize=9.0, markeredgewidth=1.4, color=CHANCE, zorder=5)
    ax.set_xlim(left=0.0)
    for row, k in enumerate(top.tolist()):
        size = float(found.mu_star[k])
        said = plain(100.0 * size, shown.words, 2) if s.measure.unit in SHARES else shown.amount(s.measure, size)
        beside(ax, row, f"{said} {way_of(found, k)}")
    number_axis(ax, shown.words, shown("screening.axis"))
    if s.measure.unit in SHARES:
        number_axis(ax, shown.words, shown("screening.axis_points"))
        ax.xaxis.set_major_formatter(lambda x, _: plain(100.0 * x, shown.words))
    by_luck = [keys.mark(shown("screening.luck"), "|", CHANCE, CHANCE, 8.0, 1.4)] if known_luck(found.luck) else []
    return [
        keys.area(shown("screening.bar"), Look(LIGHT)),
        keys.line(shown("interval"), Look(INK), 0.9),
        keys.mark(shown("screening.ring"), "o", PAPER, CHANCE, 5.0),
        *by_luck,
        keys.mark(shown("screening.up"), "^", INK, size=5.0),
        keys.mark(shown("screening.down"), "v", INK, size=5.0),
    ]


def way_of(found: Screening, k: int) -> str:
    """Which way a rise of a parameter moves the result, where most effects go the same way."""
    sure = np.isfinite(found.mu[k]) and found.mu_star[k] > 0.0 and abs(found.mu[k]) > 0.5 * found.mu_star[k]
    return "" if not sure else "▲" if found.mu[k] > 0.0 else "▼"


def known_luck(luck: Floats) -> bool:
    """Whether there were replicates to tell it."""
    return bool(np.isfinite(luck).any())


def indices(shown: Shown, s: Sensitivity) -> Picture | None:
    """First and total shares of the variance."""
    found, words = s.indices, shown.words
    if found is None:
        return None
    rows = [
        [
            *shown.cells_of(found.groups[k]),
            words.percent(found.first[k], 1),
            words.interval(words.percent(found.first_low[k]), words.percent(found.first_high[k])),
            words.percent(found.total[k], 1),
            words.interval(words.percent(found.total_low[k]), words.percent(found.total_high[k])),
            words.percent(found.luck[k], 1),
        ]
        for k in found.order.tolist()
    ]
    alone = float(np.nansum(np.clip(found.first, 0.0, None)))
    first = shown.in_words([found.groups[k] for k in found.order[:3].tolist()])
    told = shown("indices.told", names=first, alone=words.percent(min(alone, 1.0)), n=found.blocks, lost=found.lost)
    head = [shown(f"columns.{c}") for c in ("first", "interval", "total", "interval", "luck")]
    return ranked(shown, s, "indices", told, Table([*shown.head_of_cells, *head], rows))


def shares_drawn(ax: "Axes", shown: Shown, s: Sensitivity, top: Ints) -> list[Any]:
    """Two bars a parameter: alone, and with others; a tick where luck alone would bring the second."""
    found = s.indices
    assert found is not None
    nested(ax, found, top)
    for row, k in enumerate(top.tolist()):
        beside(ax, row, f"{shown.words.percent(found.first[k])} / {shown.words.percent(found.total[k])}")
    percent_axis(ax, shown.words, shown("indices.axis"))
    return nested_keys(shown, found)


def nested(ax: "Axes", found: Indices, top: Ints) -> None:
    """The bars of first and total indices, with their intervals, one above the other."""
    bars(ax, found.total[top], LIGHT, 0.72, hatch="////", edgecolor=PAPER, linewidth=0.0)
    bars(ax, found.first[top], DARK, 0.34)
    whiskers(ax, found.first_low[top], found.first_high[top])
    whiskers(ax, found.total_low[top], found.total_high[top], 0.27)
    ax.plot(
        found.luck[top], np.arange(len(top)) + 0.5, "|", markersize=9.0, markeredgewidth=1.4, color=CHANCE, zorder=5
    )
    ax.axvline(0.0, color=INK, linewidth=0.7)


def nested_keys(shown: Shown, found: Indices) -> list[Any]:
    """What they mean."""
    by_luck = [keys.mark(shown("indices.luck"), "|", CHANCE, CHANCE, 8.0, 1.4)] if known_luck(found.luck) else []
    return [
        keys.area(shown("indices.first"), Look(DARK)),
        keys.area(shown("indices.total"), Look(LIGHT, hatch="////", ink=PAPER)),
        keys.line(shown("indices.intervals"), Look(INK), 0.9),
        *by_luck,
    ]


class Ranking(NamedTuple):
    """A picture whose rows are parameters, the largest first."""

    file: str  # how the name of its file starts
    groups: Callable[[Sensitivity], tuple[str, ...]]
    order: Callable[[Sensitivity], Ints]
    draw: Callable[["Axes", Shown, Sensitivity, Ints], list[Any]]  # gives the keys of the legend


RANKINGS = {
    "screening": Ranking("screening", lambda s: s.screening.groups, lambda s: s.screening.order, effects_drawn),  # type: ignore[union-attr]
    "indices": Ranking("variance", lambda s: s.indices.groups, lambda s: s.indices.order, shares_drawn),  # type: ignore[union-attr]
}


def ranked(shown: Shown, s: Sensitivity, kind: str, told: str, table: Table) -> Picture:
    """The picture of a ranking, with its words."""
    result = shown.result(s.measure)
    return Picture(
        f"{RANKINGS[kind].file}_{stem(s)}", shown.words.language, ranked_drawn(shown, s, kind),
        shown(f"{kind}.title", result=result), f"{shown(f'{kind}.caption')} {told}",
        shown(f"{kind}.alt", result=result, told=told), table._replace(names=2),
    )  # fmt: skip


@styled
def ranked_drawn(shown: Shown, s: Sensitivity, kind: str) -> "Figure":
    """The largest rows of a ranking."""
    ranking = RANKINGS[kind]
    groups, top = ranking.groups(s), top_rows(ranking.order(s))
    names, under = shown.named([groups[k] for k in top.tolist()])
    left = margin_for(names, under)
    figure = sheet(
        len(names) * PAIR + UNDER, shown(f"{kind}.title", result=shown.result(s.measure)),
        shown(f"{kind}.subtitle", n=len(names), k=len(groups)), shown.note(),
    )  # fmt: skip
    ax = rows_axes(figure, names, left, 0.0, WIDTH - left - BESIDE, under)
    legend(figure, ranking.draw(ax, shown, s, top))
    return figure


def importance(shown: Shown, s: Sensitivity) -> Picture | None:
    """First-order shares and distances between distributions, each beside what chance gives."""
    found, other, words = s.importance, s.pawn, shown.words
    if found is None or other is None or not np.isfinite(found.first).any():
        return None
    result = shown.result(s.measure)
    rows = [
        [
            *shown.cells_of(found.names[k]),
            words.percent(found.first[k], 1),
            words.number(found.p[k], 3),
            words.number(other.median[k], 2),
            words.number(other.largest[k], 2),
        ]
        for k in found.order.tolist()
    ]
    clear = [found.names[k] for k in found.order.tolist() if found.first[k] > found.threshold]
    told = shown("importance.told", n=len(clear), k=len(found.names), points=found.points) if clear else shown(
        "importance.none", points=found.points)  # fmt: skip
    head = [*shown.head_of_cells, *(shown(f"columns.{c}") for c in ("first", "p", "median", "largest"))]
    return Picture(
        f"importance_{stem(s)}", words.language, importance_drawn(shown, s), shown("importance.title", result=result),
        f"{shown('importance.caption')} {told}", shown("importance.alt", result=result, told=told),
        Table(head, rows, 2),
    )  # fmt: skip


@styled
def importance_drawn(shown: Shown, s: Sensitivity) -> "Figure":
    """Two panels of bars, with a dashed line where chance alone would reach."""
    found, other, words = s.importance, s.pawn, shown.words
    assert found is not None
    assert other is not None
    top = top_rows(found.order)
    names, under = shown.named([found.names[k] for k in top.tolist()])
    left = margin_for(names, under)
    wide = (WIDTH - left - 0.45 - 2 * 0.42) / 2
    figure = sheet(
        len(names) * PAIR + UNDER, shown("importance.title", result=shown.result(s.measure)),
        shown("importance.subtitle", n=min(MOST_ROWS, len(found.names)), k=len(found.names)), shown.note(),
    )  # fmt: skip
    ax = rows_axes(figure, names, left, 0.0, wide, under)
    blank = [""] * len(names)
    second = rows_axes(figure, blank, left + wide + 0.45 + 0.42, 0.0, wide, blank)
    for axes, values, threshold in ((ax, found.first, found.threshold), (second, other.median, other.threshold)):
        sure = values[top] > threshold
        bars(axes, np.where(sure, values[top], 0.0), DARK)
        bars(axes, np.where(sure, 0.0, values[top]), LIGHT, hatch="////", edgecolor=PAPER, linewidth=0.0)
        axes.axvline(threshold, color=CHANCE, linestyle=(0, (4, 2)), linewidth=1.2)
        axes.axvline(0.0, color=INK, linewidth=0.7)
    for row, k in enumerate(top.tolist()):
        beside(ax, row, words.percent(found.first[k]))
        beside(second, row, words.number(other.median[k], 2))
    percent_axis(ax, words, shown("importance.axis_variance"))
    number_axis(second, words, shown("importance.axis_distance"))
    legend(
        figure,
        [
            keys.area(shown("importance.clear"), Look(DARK)),
            keys.area(shown("importance.chance"), Look(LIGHT, hatch="////", ink=PAPER)),
            keys.line(shown("importance.threshold"), Look(CHANCE, dash=(0, (4, 2))), 1.2),
        ],
    )
    return figure
