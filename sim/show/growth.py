"""Seconds of a run against what grows, on logarithmic axes, beside a line that would be linear."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sim.show.style import COOPERATION, INK, MUTED, styled


class Curve(NamedTuple):
    """One panel."""

    title: str
    label: str  # of the horizontal axis
    sizes: Sequence[int]
    seconds: Sequence[float]  # the months
    slope: float


def ticks(low: float, high: float) -> list[float]:
    """Round numbers from `low` to `high`: 1, 2 and 5 of each decade; over several decades 1 alone, inside one all."""
    steps = range(1, 10) if high < 4.0 * low else (1, 2, 5) if high < 150.0 * low else (1,)
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [found for k in decades for step in steps if low <= (found := float(f"{step}e{k}")) <= high]


def plain(number: float, unit: str = "") -> str:
    """A round number as people write it: 0.01 s, 1,000, 2 million."""
    if number >= 1e6:
        text = f"{number / 1e6:,.0f} million"
    else:
        text = f"{number:,.0f}" if number >= 1.0 else f"{number:.9f}".rstrip("0")
    return f"{text} {unit}".strip()


@styled
def draw_growth(curves: Sequence[Curve], path: Path) -> None:
    """One panel a curve, with the line through its last point along which time is in proportion to size."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10.0, 3.5), layout="constrained")
    for ax, curve in zip(figure.subplots(1, len(curves), squeeze=False)[0], curves, strict=True):
        last, most = curve.sizes[-1], curve.seconds[-1]
        straight = [most * size / last for size in curve.sizes]
        ax.loglog(curve.sizes, straight, color=MUTED, linestyle=(0, (4, 3)), linewidth=1.0, label="in proportion")
        ax.loglog(curve.sizes, curve.seconds, color=COOPERATION, marker="o", markersize=4.5, label="measured")
        ax.set_title(curve.title)
        ax.set_xlabel(curve.label)
        ax.set_ylim(min(*straight, *curve.seconds) / 1.6, most * 1.6)
        for axis, unit, ends in ((ax.xaxis, "", ax.get_xlim()), (ax.yaxis, "s", ax.get_ylim())):
            axis.set_ticks(found := ticks(*ends), [plain(number, unit) for number in found])
            axis.set_ticks([], minor=True)
        ax.text(0.96, 0.06, f"slope {curve.slope:.2f}", transform=ax.transAxes, ha="right", color=INK)
    first = figure.axes[0]
    first.set_ylabel("time, all months")
    first.legend(loc="upper left", frameon=False)
    figure.savefig(path, dpi=120)
