"""One grammar for every figure: the shape and the color say better or worse, the filling says how sure.

circle, blue    better          full        it holds, or it is seen at base parameters where worlds do not apply
square, orange  worse           half        it depends on the world
diamond, gray   neither         struck      most worlds go the other way
                                hollow      seen at base parameters, not tested over worlds
small gray disk too small to matter         =   the same in every run          ?   not measured
small gray ring no difference seen          …   not known yet
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.show.style import CONFLICT, COOPERATION, FAINT, MUTED, PAPER, Look
from sim.show.words import Words
from sim.state import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SENSES = {"better": Look(COOPERATION, "o"), "worse": Look(CONFLICT, "s"), "neither": Look("#7d868f", "D")}
GRAY = Look("#7d868f", "o")  # in legends, what filling means whatever the sense
EVEN = {"o": 1.0, "s": 0.9, "D": 0.78}  # so that shapes of one size look it
FILLS = {"holds": "full", "seen": "full", "depends": "left", "reversed": "none", "untested": "none"}
ORDER = ("holds", "depends", "reversed", "untested", "small", "not_seen", "censored", "same", "not_measured")  # in keys
GRAYED = {"small": MUTED, "not_seen": PAPER}  # the face of small round marks: neither better nor worse
SIGNS = {"censored": "…", "same": "=", "not_measured": "?"}


def look(sense: str, sure: str, size: float) -> dict[str, Any]:
    """The style of a mark, for a line without a line."""
    if sure not in FILLS:
        return {"marker": "o", "markersize": 0.5 * size, "markerfacecolor": GRAYED[sure], "markeredgecolor": MUTED,
                "markeredgewidth": 0.8}  # fmt: skip
    drawn, fill = SENSES.get(sense, GRAY), FILLS[sure]
    face = PAPER if fill == "none" else drawn.color
    return {"marker": drawn.shape, "markersize": size * EVEN[drawn.shape], "markerfacecolor": face,
            "fillstyle": "left" if fill == "left" else "full", "markerfacecoloralt": PAPER,
            "markeredgecolor": drawn.color, "markeredgewidth": 0.12 * size, "snap": False}  # fmt: skip


def draw(ax: "Axes", x: float, y: float, sense: str, sure: str, size: float = 6.0) -> None:
    """One mark, at a point of the axes."""
    if sure in SIGNS:
        ax.text(x, y, SIGNS[sure], fontsize=max(size, 6.0), color=FAINT, ha="center", va="center", zorder=4)
        return
    style = look(sense, sure, size)
    if sure == "depends" and style["marker"] == "s":  # a half square would be drawn askew
        ax.plot(
            [x], [y], linestyle="", zorder=4, clip_on=False, **{**style, "markerfacecolor": PAPER, "fillstyle": "full"}
        )
        ax.plot([x], [y], linestyle="", zorder=4, clip_on=False, marker=half_square(), markersize=style["markersize"],
                color=SENSES[sense].color, markeredgewidth=0.0, snap=False)  # fmt: skip
        return
    ax.plot([x], [y], linestyle="", zorder=4, clip_on=False, **style)
    if sure == "reversed":
        ax.plot([x], [y], linestyle="", marker="x", markersize=0.9 * size, color=SENSES[sense].color, zorder=5,
                markeredgewidth=0.1 * size, clip_on=False)  # fmt: skip


def half_square() -> Any:
    """The left half of a square, as the shape of a mark."""
    from matplotlib.path import Path

    return Path([(-1.0, -1.0), (0.0, -1.0), (0.0, 1.0), (-1.0, 1.0), (-1.0, -1.0)], closed=True)


def crowd(ax: "Axes", x: Floats, y: Floats, size: Floats, which: Sequence[tuple[str, str]]) -> None:
    """Many marks at once, each (mark,), of differences without verdict: seen or not, not known yet, the same..."""
    for sense, sure in dict.fromkeys(pair if pair[1] in FILLS else ("neither", pair[1]) for pair in which):
        mine = np.array([mark == sure and (sure not in FILLS or one == sense) for one, mark in which])
        if sure in SIGNS:
            style: dict[str, Any] = {"marker": drawn_sign(SIGNS[sure]), "c": FAINT, "linewidths": 0.0, "s": 25.0}
        elif sure in FILLS:
            drawn = SENSES[sense]
            style = {
                "marker": drawn.shape,
                "c": drawn.color,
                "linewidths": 0.0,
                "s": (size[mine] * EVEN[drawn.shape]) ** 2,
            }
        else:
            style = {"marker": "o", "c": GRAYED[sure], "edgecolors": MUTED, "linewidths": 0.8,
                     "s": (0.5 * size[mine]) ** 2}  # fmt: skip
        ax.scatter(x[mine], y[mine], zorder=4, clip_on=False, **style)


def arrow(ax: "Axes", x: float, y: float, up: bool, sense: str, sure: str, size: float) -> None:
    """Which way the quantity goes."""
    color = SENSES[sense].color if sure in FILLS else MUTED
    ax.plot([x], [y], linestyle="", marker="^" if up else "v", markersize=size, color=color, clip_on=False, zorder=4)


def handle(label: str, sense: str, sure: str) -> Any:
    """The key of a mark."""
    from matplotlib.lines import Line2D

    if sure in SIGNS:
        return Line2D([], [], linestyle="", marker=drawn_sign(SIGNS[sure]), markersize=6.5, color=FAINT,
                      markeredgewidth=0.0, label=label)  # fmt: skip
    style = look(sense, sure, 7.0)
    return Line2D([], [], linestyle="", label=label, **(style | {"marker": struck()} if sure == "reversed" else style))


def struck() -> Any:
    """A circle with a cross in it, as the shape of a mark."""
    from matplotlib.path import Path

    cross = Path([(-0.7, -0.7), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7)], [Path.MOVETO, Path.LINETO] * 2)
    return Path.make_compound_path(Path.unit_circle(), cross)


def handles(words: Words, present: Iterable[tuple[str, str]], gain: bool = False) -> list[Any]:
    """The keys of the (sense, certainty) pairs that a figure shows: what shapes mean, then what filling means.

    `gain`: better and worse are said as gaining and losing.
    """
    pairs = set(present)
    told = {sense for sense, sure in pairs if sure in FILLS}
    said = {"better": "gains", "worse": "loses"} if gain else {}
    found = [
        handle(words(f"versus_figures.marks.{said.get(sense, sense)}"), sense, "seen")
        for sense in SENSES
        if sense in told
    ]
    certain = {sure for _, sure in pairs}
    for sure in ORDER:
        if sure in certain:
            word = words(f"versus_figures.marks.{sure}")
            full = words(f"versus_figures.fills.{sure}", word=word) if sure in FILLS or sure == "small" else word
            found.append(handle(full, "gray", sure))
    return found


def drawn_sign(text: str) -> Any:
    """A letter as the shape of a mark, for legends."""
    from matplotlib.textpath import TextPath
    from matplotlib.transforms import Affine2D

    path = TextPath((0, 0), text, size=1.0)
    box = path.get_extents()
    return path.transformed(Affine2D().translate(-(box.x0 + box.x1) / 2, -(box.y0 + box.y1) / 2))
