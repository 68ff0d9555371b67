"""Seconds of a run against what grows, on logarithmic axes, beside a line that would be linear."""

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
        ax.text(0.96, 0.06, f"slope {curve.slope:.2f}", transform=ax.transAxes, ha="right", color=INK)
    first = figure.axes[0]
    first.set_ylabel("seconds, all months")
    first.legend(loc="upper left", frameon=False)
    figure.savefig(path, dpi=120)
