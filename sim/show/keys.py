"""Legends: what colors, shapes and lines mean, on one line under the picture or in a cell of their own."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.show.style import BODY, FOOT, INK, SMALL, WIDTH, Look, dollar

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def area(word: str, look: Look, alpha: float = 1.0) -> Any:
    """A patch of color, hatched if the category is."""
    from matplotlib.patches import Patch

    face = {"facecolor": look.color, "edgecolor": look.ink, "hatch": look.hatch or None}
    return Patch(alpha=alpha, linewidth=0.0, label=word, **face)  # type: ignore[arg-type]


def line(word: str, look: Look, width: float = 1.8, alpha: float = 1.0) -> Any:
    """A piece of line."""
    from matplotlib.lines import Line2D

    return Line2D([], [], color=look.color, linestyle=look.dash, linewidth=width, alpha=alpha, label=word)


def mark(word: str, shape: Any, face: str, edge: str = INK, size: float = 7.0, edge_width: float = 0.7) -> Any:
    """A mark."""
    from matplotlib.lines import Line2D

    return Line2D([], [], linestyle="", marker=shape, markersize=size, markerfacecolor=face, markeredgecolor=edge,
                  markeredgewidth=edge_width, label=word)  # fmt: skip


def money(word: str) -> Any:
    """A dollar sign."""
    return mark(word, dollar(), INK, size=8.0, edge_width=0.4)


def row(figure: "Figure", handles: Sequence[Any], y: float = 0.12, size: float = BODY) -> None:
    """Keys on one line, `y` inches above the note."""
    place = (0.12 / WIDTH, (FOOT + y) / figure.get_figheight())
    figure.legend(handles=list(handles), loc="lower left", bbox_to_anchor=place, ncols=len(handles), borderaxespad=0.0,
                  borderpad=0.0, handletextpad=0.5, columnspacing=1.5, handlelength=1.6, fontsize=size)  # fmt: skip


def cell(ax: "Axes", handles: Sequence[Any]) -> None:
    """Keys one under the other, in axes of their own."""
    ax.set_axis_off()
    ax.legend(
        handles=list(handles), loc="upper left", borderaxespad=0.0, fontsize=SMALL, handlelength=2.0, labelspacing=0.42
    )
