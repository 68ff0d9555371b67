"""How much is luck, and how many replicates are enough."""

from typing import TYPE_CHECKING

import numpy as np

from sim.explore.analysis import Sensitivity
from sim.show import keys
from sim.show.explore.parts import (
    CHANCE,
    DARK,
    LIGHT,
    ROW,
    Picture,
    Shown,
    Table,
    axes_at,
    beside,
    legend,
    margin_for,
    percent_axis,
    plain,
    rows_axes,
    sheet,
)
from sim.show.style import INK, MUTED, PAPER, SMALL, WIDTH, Look, styled
from sim.show.words import UNKNOWN

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DASHES = ("-", (0, (5, 2)), (0, (2, 1.2)), (0, (7, 2, 1.5, 2)), (0, (1, 1)), (0, (9, 3)))
TALL = 2.3


def measured(shown: Shown) -> list[Sensitivity]:
    """The results whose luck is known."""
    return [s for s in shown.a.sensitivities if s.luck is not None and np.isfinite(s.luck.parameters)]


def enough(x: float, shown: Shown) -> str:
    """A number of replicates."""
    return shown.words.number(x) if np.isfinite(x) else UNKNOWN


def luck(shown: Shown) -> Picture | None:
    """Shares of the variance between single runs, and the precision that replicates buy."""
    found, words = measured(shown), shown.words
    if not found:
        return None
    rows = []
    for s in found:
        part = s.luck
        assert part is not None
        shared = words.percent(part.shared) if np.isfinite(part.shared) else UNKNOWN
        levels = [shown.amount(s.measure, x) for x in (part.deviation, part.between)]
        rows.append([shown.result(s.measure), words.percent(part.parameters), shared, words.percent(part.own), *levels,
                     enough(part.enough, shown)])  # fmt: skip
    columns = ("result", "parameters", "shared", "own", "deviation", "between", "enough")
    told = shown(
        "luck.told", result=shown.result(found[0].measure), n=enough(found[0].luck.enough, shown),  # type: ignore[union-attr]
        share=words.percent(1.0 - found[0].luck.parameters),  # type: ignore[union-attr]
    )  # fmt: skip
    return Picture(
        "luck", words.language, drawn(shown, found), shown("luck.title"), f"{shown('luck.caption')} {told}",
        shown("luck.alt", told=told), Table([shown(f"columns.{c}") for c in columns], rows),
    )  # fmt: skip


@styled
def drawn(shown: Shown, found: list[Sensitivity]) -> "Figure":
    """On the left, shares; on the right, half-width against the number of replicates."""
    words, names = shown.words, [shown.result(s.measure) for s in found]
    left = margin_for(names)
    wide = (WIDTH - left - 0.9) * 0.45
    tall = max(len(names) * ROW * 1.3, TALL)
    figure = sheet(tall + 0.95, shown("luck.title"), shown("luck.subtitle"), shown.note())
    ax = rows_axes(figure, names, left, 0.15, wide)
    start = np.zeros(len(found))
    parts = np.array([[p.parameters, 0.0 if np.isnan(p.shared) else p.shared, p.own] for s in found if (p := s.luck)])
    looks = (Look(DARK), Look(LIGHT), Look("#f6d9bd", hatch="////", ink=CHANCE))
    for k, look in enumerate(looks):
        ax.barh(np.arange(len(found)) + 0.5, parts[:, k], left=start, height=0.62, color=look.color,
                hatch=look.hatch or None, edgecolor=look.ink if look.hatch else PAPER, linewidth=0.0)  # fmt: skip
        start = start + parts[:, k]
    ax.set_xlim(0.0, 1.0)
    percent_axis(ax, words, shown("luck.axis_share"))
    for row, s in enumerate(found):
        beside(ax, row, enough(s.luck.enough, shown) if s.luck else "", color=INK)
    ax.text(1.02, -0.25, shown("luck.enough"), transform=ax.get_yaxis_transform(), fontsize=6.3, color=MUTED)
    curve = axes_at(figure, left + wide + 0.85, 0.15, WIDTH - left - wide - 1.0, TALL - 0.25)
    curves(curve, shown, found)
    words_of = ("luck.parameters", "luck.shared", "luck.own" if shown.sample.crossed else "luck.any")
    there = [0, 1, 2] if shown.sample.crossed else [0, 2]
    legend(figure, [keys.area(shown(words_of[k]), looks[k]) for k in there])
    return figure


def curves(ax: "object", shown: Shown, found: list[Sensitivity]) -> None:
    """Half-width of the interval of a point's mean, over the deviation between points; the line that is enough."""
    from matplotlib.axes import Axes

    assert isinstance(ax, Axes)
    for k, s in enumerate(found[: len(DASHES)]):
        part = s.luck
        if part is None or not part.between > 0.0:
            continue
        ax.plot(part.replicates, part.half_width / part.between, color=INK if k else DARK, linestyle=DASHES[k],
                linewidth=1.5 if k == 0 else 1.0, label=shown.result(s.measure)[:44])  # fmt: skip
    ax.axhline(0.25, color=CHANCE, linestyle=(0, (4, 2)), linewidth=1.1)
    ax.set_xscale("log")
    ax.set_xticks([1, 2, 5, 10, 20, 50, 100, 200], ["1", "2", "5", "10", "20", "50", "100", "200"])
    ax.minorticks_off()
    ax.set_ylim(0.0, 2.0)
    ax.set_yticks([0.0, 0.25, 0.5, 1.0, 1.5, 2.0])
    ax.yaxis.set_major_formatter(lambda y, _: plain(y, shown.words))
    ax.set_xlabel(shown("luck.axis_replicates"), fontsize=SMALL)
    ax.set_title(shown("luck.axis_width"), fontsize=7.2, fontweight="normal", color=MUTED)
    if ax.get_legend_handles_labels()[0]:
        ax.legend(loc="upper right", fontsize=6.2)
