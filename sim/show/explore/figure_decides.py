"""What decides several results at once: a row an assumption, or a part of the model, a panel a result."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.explore.analysis import Analysis, Sensitivity
from sim.explore.morris import Screening
from sim.explore.sobol import Indices
from sim.show.explore.figure_sensitivity import nested, nested_keys, way_of
from sim.show.explore.parts import (
    PAIR,
    Picture,
    Shown,
    Table,
    beside,
    legend,
    margin_for,
    percent_axis,
    rows_axes,
    sheet,
)
from sim.show.style import WIDTH, styled
from sim.show.words import Words
from sim.state import Floats, Ints

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NUMBERS, BETWEEN, UNDER, OVER = 0.92, 0.06, 0.9, 0.24  # inches: beside bars, between panels, for the keys, for titles
FIRST = 3  # names in a sentence
LEAST = 0.005  # of the variance, under which it is not said which way
Ways = Mapping[str, Screening]  # measure: its screening, for the way of effects


def measured(a: Analysis) -> list[tuple[Sensitivity, Indices]]:
    """The results of a Saltelli design with their indices."""
    return [(s, s.indices) for s in a.sensitivities if s.indices is not None]


def beyond_luck(found: Indices) -> Floats:
    """(group,) the total share, without the luck that is in it."""
    return found.total - np.nan_to_num(found.luck, nan=0.0)


def order_of(a: Analysis) -> Ints:
    """(group,) the largest share of some result first, luck taken out."""
    largest = np.max([np.nan_to_num(beyond_luck(i), nan=-1.0) for _, i in measured(a)], axis=0)
    return np.argsort(-largest, kind="stable").astype(np.int32)


def way(ways: Ways, s: Sensitivity, shares: Indices, k: int) -> str:
    """Which way a rise of a parameter moves a result, by the screening; nothing if it is not clear, or hardly moves."""
    found, group = ways.get(s.measure.name), shares.groups[k]
    if found is None or group not in found.groups or not beyond_luck(shares)[k] >= LEAST:
        return ""
    return way_of(found, found.groups.index(group))


def sentence(shown: Shown, s: Sensitivity, found: Indices) -> str:
    """The largest shares of a result."""
    rest = beyond_luck(found)
    top = np.argsort(-np.nan_to_num(rest, nan=-1.0), kind="stable")[:FIRST].tolist()
    names = [
        shown.words("full.named", name=shown.named([found.groups[k]])[0][0], share=shown.words.percent(rest[k]))
        for k in top
    ]
    return shown.words("full.told", result=shown.result(s.measure), names=shown.words.join(names))


def decides(a: Analysis, words: Words, kind: str, ways: Ways) -> Picture:
    """The picture; kind: decides (assumptions) or sections (parts of the model)."""
    shown = Shown(a, words)
    told = " ".join(sentence(shown, s, found) for s, found in measured(a))
    rows = []
    for k in order_of(a).tolist():
        group = a.sample.space.groups[k]
        shares = [words.percent(x, 1) for _, one in measured(a) for x in (one.first[k], one.total[k])]
        rows.append([shown.named([group])[0][0], group, *shares])
    results = [
        f"{shown.result(s.measure)} ({shown(f'indices.{c}')})" for s, _ in measured(a) for c in ("first", "total")
    ]
    table = Table([shown("columns.meaning"), shown("columns.parameter"), *results], rows, 2)
    return Picture(kind, words.language, drawn(shown, kind, ways), words(f"full.{kind}.title"),
                   words(f"full.{kind}.caption"), words(f"full.{kind}.alt", told=told), table)  # fmt: skip


@styled
def drawn(shown: Shown, kind: str, ways: Ways) -> "Figure":
    """Nested bars, a panel a result, rows in one order."""
    found, order = measured(shown.a), order_of(shown.a)
    groups = [found[0][1].groups[k] for k in order.tolist()]
    names, under = shown.named(groups)
    left, n = margin_for(names, under), len(found)
    wide = (WIDTH - left - n * NUMBERS - (n - 1) * BETWEEN) / n
    words = shown.words
    figure = sheet(
        len(names) * PAIR + UNDER + OVER, words(f"full.{kind}.title"), words(f"full.{kind}.subtitle"), shown.note()
    )
    most = max(float(np.nan_to_num([*i.total_high, *i.first_high, *i.total], nan=0.1).max()) for _, i in found)
    least = min(float(np.nan_to_num([0.0, *i.first_low]).min()) for _, i in found)
    for p, (s, one) in enumerate(found):
        place = left + p * (wide + NUMBERS + BETWEEN)
        blank = [""] * len(names)
        ax = rows_axes(figure, blank if p else names, place, OVER, wide, blank if p else under)
        nested(ax, one, order)
        for row, k in enumerate(order.tolist()):
            text = f"{words.percent(one.first[k])} / {words.percent(one.total[k])}"
            beside(ax, row, f"{text} {way(ways, s, one, k)}", x=1.03)
        ax.set_xlim(1.03 * least, 1.03 * most)
        ax.set_title(shown.result(s.measure), fontsize=7.4, fontweight="bold", loc="left")
        percent_axis(ax, words, shown("indices.axis"))
    legend(figure, nested_keys(shown, found[0][1]))
    return figure
