"""What moves a result: elementary effects, shares of the variance, importance against chance."""

from typing import TYPE_CHECKING

import numpy as np

from sim.explore.analysis import Sensitivity
from sim.show import keys
from sim.show.explore.parts import (
    CHANCE,
    DARK,
    LIGHT,
    MOST_ROWS,
    ROW,
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

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BESIDE = 1.15  # inches for what is written on the right
UNDER = 0.85  # inches for the axis and the keys


def stem(s: Sensitivity) -> str:
    """The end of the name of a file: the result, without its family."""
    return s.measure.name.removeprefix("outcome.").replace(".", "_")


def screening(shown: Shown, s: Sensitivity) -> Picture | None:
    """Mean size of elementary effects, and how much they vary."""
    found = s.screening
    if found is None:
        return None
    result = shown.result(s.measure)
    rows = [
        [
            found.groups[k],
            plain(found.mu_star[k], shown.words),
            shown.words.interval(plain(found.low[k], shown.words), plain(found.high[k], shown.words)),
            plain(found.mu[k], shown.words),
            plain(found.sigma[k], shown.words),
            shown.words.number(float(found.number[k])),
        ]
        for k in found.order.tolist()
    ]
    first = [found.groups[k] for k in found.order[:3].tolist()]
    told = shown("screening.told", names=shown.words.join(first), lost=found.lost)
    head = [shown(f"columns.{c}") for c in ("parameter", "mu_star", "interval", "mu", "sigma", "effects")]
    return Picture(
        f"screening_{stem(s)}",
        shown.words.language,
        screening_drawn(shown, s),
        shown("screening.title", result=result),
        f"{shown('screening.caption')} {told}", shown("screening.alt", result=result, told=told), Table(head, rows),
    )  # fmt: skip


@styled
def screening_drawn(shown: Shown, s: Sensitivity) -> "Figure":
    """A bar a parameter; the triangle says which way a rise moves the result; the ring, how much that varies."""
    found = s.screening
    assert found is not None
    top = top_rows(found.order)
    names = [found.groups[k] for k in top.tolist()]
    left = margin_for(names)
    figure = sheet(
        len(names) * ROW + UNDER, shown("screening.title", result=shown.result(s.measure)),
        shown("screening.subtitle", n=len(names), k=len(found.groups)), shown.note(),
    )  # fmt: skip
    ax = rows_axes(figure, names, left, 0.0, WIDTH - left - BESIDE)
    bars(ax, found.mu_star[top], LIGHT)
    whiskers(ax, found.low[top], found.high[top])
    ax.plot(
        found.sigma[top], np.arange(len(top)) + 0.5, "o", markersize=4.2, color=PAPER, markeredgecolor=CHANCE, zorder=5
    )
    ax.set_xlim(left=0.0)
    for row, k in enumerate(top.tolist()):
        sure = np.isfinite(found.mu[k]) and found.mu_star[k] > 0.0 and abs(found.mu[k]) > 0.5 * found.mu_star[k]
        way = "" if not sure else "▲" if found.mu[k] > 0.0 else "▼"
        beside(ax, row, f"{shown.amount(s.measure, found.mu_star[k])} {way}")
    number_axis(ax, shown.words, shown("screening.axis"))
    if s.measure.unit in ("rate", "share"):
        percent_axis(ax, shown.words, shown("screening.axis"))
    legend(
        figure,
        [
            keys.area(shown("screening.bar"), Look(LIGHT)),
            keys.line(shown("interval"), Look(INK), 0.9),
            keys.mark(shown("screening.ring"), "o", PAPER, CHANCE, 5.0),
            keys.mark(shown("screening.up"), "^", INK, size=5.0),
            keys.mark(shown("screening.down"), "v", INK, size=5.0),
        ],
    )
    return figure


def indices(shown: Shown, s: Sensitivity) -> Picture | None:
    """First and total shares of the variance."""
    found = s.indices
    if found is None:
        return None
    result, words = shown.result(s.measure), shown.words
    rows = [
        [
            found.groups[k],
            words.percent(found.first[k], 1),
            words.interval(words.percent(found.first_low[k]), words.percent(found.first_high[k])),
            words.percent(found.total[k], 1),
            words.interval(words.percent(found.total_low[k]), words.percent(found.total_high[k])),
        ]
        for k in found.order.tolist()
    ]
    alone = float(np.nansum(np.clip(found.first, 0.0, None)))
    first = [found.groups[k] for k in found.order[:3].tolist()]
    told = shown(
        "indices.told", names=words.join(first), alone=words.percent(min(alone, 1.0)), n=found.blocks, lost=found.lost
    )
    head = [shown(f"columns.{c}") for c in ("parameter", "first", "interval", "total", "interval")]
    return Picture(
        f"variance_{stem(s)}", words.language, indices_drawn(shown, s), shown("indices.title", result=result),
        f"{shown('indices.caption')} {told}", shown("indices.alt", result=result, told=told), Table(head, rows),
    )  # fmt: skip


@styled
def indices_drawn(shown: Shown, s: Sensitivity) -> "Figure":
    """Two bars a parameter: alone, and with others."""
    found = s.indices
    assert found is not None
    top = top_rows(found.order)
    names = [found.groups[k] for k in top.tolist()]
    left = margin_for(names)
    figure = sheet(
        len(names) * ROW + UNDER, shown("indices.title", result=shown.result(s.measure)),
        shown("indices.subtitle", n=len(names), k=len(found.groups)), shown.note(),
    )  # fmt: skip
    ax = rows_axes(figure, names, left, 0.0, WIDTH - left - BESIDE)
    bars(ax, found.total[top], LIGHT, 0.72, hatch="////", edgecolor=PAPER, linewidth=0.0)
    bars(ax, found.first[top], DARK, 0.34)
    whiskers(ax, found.total_low[top], found.total_high[top], 0.24)
    whiskers(ax, found.first_low[top], found.first_high[top])
    ax.axvline(0.0, color=INK, linewidth=0.7)
    for row, k in enumerate(top.tolist()):
        beside(ax, row, f"{shown.words.percent(found.first[k])} / {shown.words.percent(found.total[k])}")
    percent_axis(ax, shown.words, shown("indices.axis"))
    legend(
        figure,
        [
            keys.area(shown("indices.first"), Look(DARK)),
            keys.area(shown("indices.total"), Look(LIGHT, hatch="////", ink=PAPER)),
            keys.line(shown("interval"), Look(INK), 0.9),
        ],
    )
    return figure


def importance(shown: Shown, s: Sensitivity) -> Picture | None:
    """First-order shares and distances between distributions, each beside what chance gives."""
    found, other, words = s.importance, s.pawn, shown.words
    if found is None or other is None or not np.isfinite(found.first).any():
        return None
    result = shown.result(s.measure)
    rows = [
        [
            found.names[k],
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
    head = [shown(f"columns.{c}") for c in ("parameter", "first", "p", "median", "largest")]
    return Picture(
        f"importance_{stem(s)}", words.language, importance_drawn(shown, s), shown("importance.title", result=result),
        f"{shown('importance.caption')} {told}", shown("importance.alt", result=result, told=told), Table(head, rows),
    )  # fmt: skip


@styled
def importance_drawn(shown: Shown, s: Sensitivity) -> "Figure":
    """Two panels of bars, with a dashed line where chance alone would reach."""
    found, other, words = s.importance, s.pawn, shown.words
    assert found is not None
    assert other is not None
    top = top_rows(found.order)
    names = [found.names[k] for k in top.tolist()]
    left = margin_for(names)
    wide = (WIDTH - left - 0.45 - 2 * 0.42) / 2
    figure = sheet(
        len(names) * ROW + UNDER, shown("importance.title", result=shown.result(s.measure)),
        shown("importance.subtitle", n=min(MOST_ROWS, len(found.names)), k=len(found.names)), shown.note(),
    )  # fmt: skip
    ax = rows_axes(figure, names, left, 0.0, wide)
    second = rows_axes(figure, [""] * len(names), left + wide + 0.45 + 0.42, 0.0, wide)
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
