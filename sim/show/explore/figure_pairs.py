"""What parameters do only together: second-order shares of the variance, a bar a pair."""

from typing import TYPE_CHECKING

import numpy as np

from sim.explore.analysis import Sensitivity
from sim.explore.sobol import Indices
from sim.show import keys
from sim.show.explore.figure_sensitivity import BESIDE, UNDER, stem
from sim.show.explore.parts import (
    DARK,
    LIGHT,
    PAIR,
    Picture,
    Shown,
    Table,
    bars,
    beside,
    legend,
    margin_for,
    percent_axis,
    rows_axes,
    sheet,
    top_rows,
    whiskers,
)
from sim.show.style import INK, PAPER, WIDTH, Look, styled
from sim.state import Ints

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BETWEEN = " × "


def order_of(found: Indices) -> Ints:
    """(pair,) from the largest share to the smallest."""
    return np.argsort(-np.nan_to_num(found.second, nan=-1.0), kind="stable").astype(np.int32)


def pairs(shown: Shown, s: Sensitivity) -> Picture | None:
    """The pairs of a design of second order; nothing for another, or where nothing varies."""
    found, words = s.indices, shown.words
    if found is None or not np.isfinite(found.second).any():
        return None
    rows = []
    for n in order_of(found).tolist():
        j, k = found.pairs[n]
        ends = words.interval(words.percent(found.second_low[n]), words.percent(found.second_high[n]))
        rows.append([*shown.cells_of(found.groups[j])[:2], *shown.cells_of(found.groups[k])[:2],
                     words.percent(found.second[n], 1), ends])  # fmt: skip
    clear = int((found.second_low > 0.0).sum())
    told = shown("pairs.told", n=clear, k=len(rows), blocks=found.blocks)
    one = [shown(f"columns.{c}") for c in ("parameter", "meaning")]
    head = [*one, *one, *(shown(f"columns.{c}") for c in ("together", "interval"))]
    result = shown.result(s.measure)
    return Picture(
        f"pairs_{stem(s)}", words.language, pairs_drawn(shown, s), shown("pairs.title", result=result),
        f"{shown('pairs.caption')} {told}", shown("pairs.alt", result=result, told=told), Table(head, rows, 4),
    )  # fmt: skip


@styled
def pairs_drawn(shown: Shown, s: Sensitivity) -> "Figure":
    """The largest pairs; hatched where the interval reaches zero."""
    found = s.indices
    assert found is not None
    top = top_rows(order_of(found))
    members = [shown.named([found.groups[k] for k in found.pairs[n]]) for n in top.tolist()]
    names, under = ([BETWEEN.join(part for part in one[side] if part) for one in members] for side in (0, 1))
    left = margin_for(names, under)
    figure = sheet(
        len(names) * PAIR + UNDER, shown("pairs.title", result=shown.result(s.measure)),
        shown("pairs.subtitle", n=len(names), k=len(found.pairs)), shown.note(),
    )  # fmt: skip
    ax = rows_axes(figure, names, left, 0.0, WIDTH - left - BESIDE, under)
    share, clear = found.second[top], found.second_low[top] > 0.0
    bars(ax, np.where(clear, share, 0.0), DARK)
    bars(ax, np.where(clear, 0.0, share), LIGHT, hatch="////", edgecolor=PAPER, linewidth=0.0)
    whiskers(ax, found.second_low[top], found.second_high[top])
    ax.axvline(0.0, color=INK, linewidth=0.7)
    for row, value in enumerate(share.tolist()):
        beside(ax, row, shown.words.percent(value))
    percent_axis(ax, shown.words, shown("indices.axis"))
    legend(
        figure,
        [
            keys.area(shown("pairs.clear"), Look(DARK)),
            keys.area(shown("pairs.unclear"), Look(LIGHT, hatch="////", ink=PAPER)),
            keys.line(shown("interval"), Look(INK), 0.9),
        ],
    )
    return figure
