"""Parts that several pictures share: the axis of time, rates and shares on an axis, bands, events, tables."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.show.reading import Band, Reading
from sim.show.style import INK, MUTED, PAPER, SMALL, Look, inches
from sim.show.words import Words
from sim.state import Floats
from sim.vocabulary import Agreement

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.ticker import Locator


class Table(NamedTuple):
    """The numbers behind a picture, written out; the first cells of each row name it."""

    head: list[str]
    rows: list[list[str]]
    names: int = 1  # columns that name the row


def time_axis(ax: "Axes", reading: Reading, words: Words, labels: int = 6) -> None:
    """Months run to the right; years are written at January, months if the run is short."""
    months = reading.months
    ax.set_xlim(0, max(months - 1, 1))
    if months > 20:
        first, last = reading.calendar(0)[0] + 1, reading.calendar(months - 1)[0]
        step = next(s for s in (1, 2, 5, 10, 20, 50) if (last - first) / s <= labels)
        years = [y for y in range(first, last + 1) if y % step == 0 or step == 1]
        ax.set_xticks([reading.month_of(y, 1) for y in years], [str(y) for y in years])
    else:
        step = next(s for s in (1, 2, 3, 6, 12) if (months - 1) / s < labels)
        at = range(0, months, step)
        ax.set_xticks(list(at), [words(f"months_short.{reading.calendar(m)[1]}") for m in at])


def share_axis(ax: "Axes", words: Words, top: float = 1.0) -> None:
    """Shares from 0 to `top` are written as percentages."""
    ax.set_ylim(0.0, top)
    ax.yaxis.set_major_locator(steps(top))
    ax.yaxis.set_major_formatter(lambda y, _: words.percent(y))


def number_axis(ax: "Axes", words: Words, decimals: int = 0, across: bool = False) -> None:
    """Numbers on an axis are written in the language's way."""
    (ax.xaxis if across else ax.yaxis).set_major_formatter(lambda y, _: words.number(y, decimals))


def steps(top: float) -> "Locator":
    """About five round steps from 0 to `top`."""
    from matplotlib.ticker import MultipleLocator

    return MultipleLocator(next(s for s in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0) if top / s <= 6.01 or s == 1.0))


def banded(ax: "Axes", band: Band | None, this: Floats, look: Look, label_of_run: str = "") -> None:
    """Half and nine tenths of the replicates, their median, and this run over them."""
    x = np.arange(len(this))
    if band is not None:
        ax.fill_between(x, band.low, band.high, color=look.color, alpha=0.14, linewidth=0.0)
        ax.fill_between(x, band.lower, band.upper, color=look.color, alpha=0.24, linewidth=0.0)
        ax.plot(x, band.middle, color=look.color, linewidth=0.8, linestyle=(0, (1, 1.2)))
    ax.plot(x, this, color=look.color, linewidth=1.7, linestyle=look.dash, label=label_of_run or None)


def elections(ax: "Axes", reading: Reading) -> None:
    """A thin line at each municipal election."""
    for month in reading.elections:
        ax.axvline(month, color=MUTED, linewidth=0.8, linestyle=(0, (4, 2)), zorder=1)


def coin(ax: "Axes", x: float, y: float, transform: Any) -> None:
    """A dollar sign in a circle: the first money."""
    box = {"boxstyle": "circle,pad=0.1", "facecolor": PAPER, "edgecolor": INK, "linewidth": 0.8}
    ax.text(
        x, y, "$", transform=transform, ha="center", va="center", fontsize=8.0, fontweight="bold", bbox=box, zorder=5
    )


def milestones(ax: "Axes", reading: Reading, r: int, y: float | None = None) -> None:
    """The agreement of a region (hollow when imposed) and its first money, at height `y` or on the upper edge."""
    agreed, paid = int(reading.history.final.regions.agreed_month[r]), int(reading.first_money[r])
    face = PAPER if int(reading.history.final.regions.agreement[r]) == Agreement.IMPOSED else INK
    across, height = (ax.get_xaxis_transform(), 1.0) if y is None else (ax.transData, y)
    if agreed >= 0:
        ax.plot([agreed], [height], marker="v", markersize=6.0, color=face, markeredgecolor=INK,
                transform=across, clip_on=False, zorder=5)  # fmt: skip
    if paid >= 0:
        coin(ax, paid, height, across)


def strokes(look: Look, wide: float, tall: float) -> list[tuple[float, float, float, float]]:
    """(x, y, x, y) slanted lines over a frame, in points: up for /, down for \\, both for x; closer if repeated."""
    step = 2**0.5 * 72.0 / (4.0 * max(len(look.hatch), 1))
    starts = [k * step for k in range(int((wide + tall) / step) + 1)]
    up = [(x - tall, 0.0, x, tall) for x in starts] if look.hatch[:1] in ("/", "x") else []
    return up + ([(x - tall, tall, x, 0.0) for x in starts] if look.hatch[:1] in ("\\", "x") else [])


def hatched(ax: "Axes", look: Look, outlines: Sequence[Floats]) -> None:
    """Slanted lines inside outlines, each (point, 2) in data: lines and not a pattern, which printers swell."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    if not look.hatch or not outlines:
        return
    wide, tall = (72.0 * side for side in inches(ax))
    ends = [((a / wide, b / tall), (c / wide, d / tall)) for a, b, c, d in strokes(look, wide, tall)]
    lines = Path(np.array(ends).reshape(-1, 2), [Path.MOVETO, Path.LINETO] * len(ends))
    drawn = PathPatch(lines, transform=ax.transAxes, fill=False, edgecolor=look.ink, linewidth=0.7)
    ax.add_patch(drawn)
    drawn.set_clip_path(Path.make_compound_path(*(Path(o, closed=True) for o in outlines)), ax.transData)


def stacked(ax: "Axes", parts: Floats, looks: Sequence[Look]) -> None:
    """parts (month, part) piled up, the first at the bottom, with white lines between."""
    x = np.arange(len(parts), dtype=np.float64)
    top = np.cumsum(parts, axis=1)
    for k, look in enumerate(looks):
        low = top[:, k] - parts[:, k]
        ax.fill_between(x, low, top[:, k], facecolor=look.color, linewidth=0.0)
        edge = np.concatenate([np.stack([x, low], axis=1), np.stack([x, top[:, k]], axis=1)[::-1]])
        hatched(ax, look, [np.concatenate([edge, edge[:1]])])
    for k in range(len(looks)):
        ax.plot(x, top[:, k], color=PAPER, linewidth=0.9)


def thickest(low: Floats, high: Floats, half: int) -> tuple[int, float, float]:
    """(month, bottom, top) of the tallest box `2 half + 1` months wide between two curves (month,)."""
    best = (-1, 0.0, 0.0)
    for m in range(half, len(low) - half):
        bottom, top = float(low[m - half : m + half + 1].max()), float(high[m - half : m + half + 1].min())
        if top - bottom > best[2] - best[1]:
            best = (m, bottom, top)
    return best


def inside(ax: "Axes", parts: Floats, names: Sequence[str], looks: Sequence[Look], room: float) -> None:
    """Write each part's name in its band where it is thickest, if it fits; a letter takes `room` of the width."""
    top = np.cumsum(parts, axis=1)
    for k, (name, look) in enumerate(zip(names, looks, strict=True)):
        half = max(int(np.ceil(room * len(name) * len(parts) / 2)), 1)
        m, low, high = thickest(top[:, k] - parts[:, k], top[:, k], half)
        if high - low > 0.065 * float(top[:, -1].max()):
            box = {"boxstyle": "round,pad=0.12", "facecolor": look.color, "linewidth": 0.0}
            ax.text(m, (low + high) / 2, name, fontsize=SMALL, color=look.text, ha="center", va="center",
                    fontweight="bold", bbox=box)  # fmt: skip
