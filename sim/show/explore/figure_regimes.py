"""Which dynamic reigns over two parameters."""

from typing import TYPE_CHECKING

import numpy as np

from sim.explore.analysis import Map
from sim.explore.regimes import FEW
from sim.show import keys
from sim.show.explore.parts import Picture, Shown, Table, axes_at, legend, plain, sheet
from sim.show.style import DYNAMICS as LOOKS
from sim.show.style import INK, PAPER, SMALL, WIDTH, styled
from sim.state import Floats
from sim.vocabulary import DYNAMICS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TALL, LEFT, RIGHT = 3.9, 1.5, 0.4


def regimes(shown: Shown) -> Picture | None:
    """The map."""
    m, words = shown.a.map, shown.words
    if m is None or not m.regimes.runs.any():
        return None
    r, (first, second) = m.regimes, m.parameters
    names = shown.named(shown.sample.space.names)[0]
    rows = []
    for row, column in np.argwhere(r.runs > 0).tolist():
        cells = [class_said(shown, second, r.edges[1], row), class_said(shown, first, r.edges[0], column)]
        shares = [words.percent(x) for x in r.share[row, column]]
        reigns = words(f"dynamics.{DYNAMICS[r.reigning[row, column]]}")
        rows.append([*cells, reigns, *shares, words.number(float(r.runs[row, column]))])
    reign = [int((r.reigning == k).sum()) for k in range(len(DYNAMICS))]
    parts = [
        shown("regimes.part", n=n, dynamic=words(f"dynamics.{d}")) for d, n in zip(DYNAMICS, reign, strict=True) if n
    ]
    weak = int(((r.runs > 0) & (r.strength < 0.5)).sum())
    told = shown("regimes.told", parts=words.join(parts), weak=weak, cells=int((r.runs > 0).sum()))
    head = [
        names[second],
        names[first],
        shown("columns.reigns"),
        *words.each("dynamics", DYNAMICS),
        shown("columns.runs"),
    ]
    return Picture(
        "regimes",
        words.language,
        drawn(shown, m),
        shown("regimes.title", first=names[first], second=names[second]),
        f"{shown('regimes.caption', few=FEW)} {told}",
        shown("regimes.alt", told=told),
        Table(head, rows, 2),
    )


def class_said(shown: Shown, k: int, edges: Floats, place: int) -> str:
    """A class of a parameter, from an end to the other; the word of a choice, or the value if it is the only one."""
    values = np.unique(shown.sample.x[:, k])
    if len(values) == len(edges) - 1:
        return shown.value(k, float(values[place]))
    low, high = (plain(float(x), shown.words) for x in edges[place : place + 2])
    return shown.words.interval(low, high)


@styled
def drawn(shown: Shown, m: Map) -> "Figure":
    """A cell a class of both parameters: the color of the dynamic that reigns there, its share written in it."""
    r, (first, second) = m.regimes, m.parameters
    names = shown.named(shown.sample.space.names)[0]
    title = shown("regimes.title", first=names[first], second=names[second])
    figure = sheet(TALL + 0.95, title, shown("regimes.subtitle"), shown.note())
    ax = axes_at(figure, LEFT, 0.1, WIDTH - LEFT - RIGHT, TALL - 0.15)
    rows, columns = r.runs.shape
    ax.set_xlim(0, columns)
    ax.set_ylim(0, rows)
    ax.grid(False)
    for row, column in np.ndindex(rows, columns):
        one_cell(ax, shown, m, row, column)
    ax.set_xticks(np.arange(columns) + 0.5, [class_said(shown, first, r.edges[0], c) for c in range(columns)])
    ax.set_yticks(np.arange(rows) + 0.5, [class_said(shown, second, r.edges[1], c) for c in range(rows)])
    ax.set_xlabel(names[first], fontsize=SMALL)
    ax.set_ylabel(names[second], fontsize=SMALL)
    ax.tick_params(length=0.0)
    there = sorted(set(r.reigning[r.reigning >= 0].tolist()))
    legend(figure, [keys.area(shown.words(f"dynamics.{DYNAMICS[k]}"), LOOKS[k]) for k in there])
    return figure


def one_cell(ax: "Axes", shown: Shown, m: Map, row: int, column: int) -> None:
    """A cell: color and hatch of the dynamic, its share and error; thin cells are marked, empty ones left blank."""
    from matplotlib.patches import Rectangle

    r, words = m.regimes, shown.words
    if r.runs[row, column] == 0:
        return
    look = LOOKS[r.reigning[row, column]]
    strength = float(r.strength[row, column])
    face = {"facecolor": look.color, "edgecolor": look.ink, "hatch": look.hatch or None, "linewidth": 0.0}
    ax.add_patch(Rectangle((column, row), 1, 1, alpha=0.3 + 0.7 * max(0.0, (strength - 0.25) / 0.75), **face))  # type: ignore[arg-type]
    ax.add_patch(Rectangle((column, row), 1, 1, facecolor="none", edgecolor=PAPER, linewidth=1.5))
    error = r.error[row, column]
    text = words.percent(strength)
    if np.isfinite(error):
        text += f" ±{words.number(196.0 * float(error))}"
    if r.runs[row, column] < FEW:
        text += " *"
    below = shown("regimes.runs", n=int(r.runs[row, column]))
    box = {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.82, "boxstyle": "round,pad=0.18"}
    ax.text(column + 0.5, row + 0.5, f"{text}\n{below}", fontsize=6.8, ha="center", va="center", color=INK, bbox=box)
