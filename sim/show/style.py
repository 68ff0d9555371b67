"""How pictures look: colors that survive color-blindness, shapes and hatches that survive gray. The door to matplotlib.

Matplotlib is imported when a picture is drawn, never before. Figures are made without pyplot: nothing global is kept.
"""

import functools
import os
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TextIO, TypeVar

from sim.show.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, MUTED, FAINT, RULE, PAPER = "#1f2933", "#56616c", "#8a949e", "#dde2e7", "#ffffff"
COOPERATION, CONFLICT, REAL = "#2166ac", "#b35806", "#0b7a53"
SMALL, BODY, HEAD = 7.5, 8.5, 12.5
WIDTH = 10.0  # inches, every picture
BAND, FOOT = 0.78, 0.26  # inches kept for the title and for the note; the report cuts them off


class Look(NamedTuple):
    """How a category is drawn: color, shape of its mark, hatch of its area, text on it, dashes of its line."""

    color: str
    shape: str = "o"
    hatch: str = ""
    ink: str = "#ffffff"  # of the hatch
    text: str = "#ffffff"
    dash: Any = "-"


DYNAMICS = (
    Look(COOPERATION, "o"),
    Look(CONFLICT, "^", "////", "#f6d9bd"),
    Look("#f4c542", "D", "xxx", "#a37a10", INK),
    Look("#8fb8a8", "P", "...", "#4f7d6b", INK),
    Look("#ced4da", "s", text=INK),
)
ROLES = (
    Look("#1b7f5c", "o"),
    Look("#6a3d9a", "s", dash=(0, (6, 2))),
    Look("#111111", "^", dash=(0, (3, 1.5))),
    Look("#c2367d", "D", dash=(0, (1, 1))),
)
STAKES = (
    Look("#332288"),
    Look("#88ccee", text=INK),
    Look("#117733", hatch="///", ink="#6fb483"),
    Look("#ddcc77", text=INK),
    Look("#882255", hatch="\\\\\\", ink="#c98aab"),
    Look("#e39aa6", text=INK),
    Look("#444b53", hatch="xxx", ink="#8f99a3"),
)
PHASES = (
    Look("#edf1f5", text=INK),
    Look("#c6d3df", text=INK),
    Look("#8fa9c2", text=INK),
    Look("#4f779f"),
    Look("#1d4670"),
)
SETTINGS: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": BODY,
    "axes.edgecolor": FAINT,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.labelsize": BODY,
    "axes.labelcolor": MUTED,
    "axes.titlesize": BODY + 0.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 5.0,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "text.color": INK,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.major.size": 3.0,
    "ytick.major.size": 0.0,
    "xtick.major.width": 0.7,
    "legend.frameon": False,
    "legend.fontsize": BODY,
    "hatch.linewidth": 0.7,
    "lines.solid_capstyle": "round",
    "text.parse_math": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "concertation",
    "path.simplify": True,
}
BACKEND = "MPLBACKEND"
BACKENDS = (  # of matplotlib itself; `module://...` names another
    "agg", "cairo", "gtk3agg", "gtk3cairo", "gtk4agg", "gtk4cairo", "macosx", "nbagg", "notebook", "pdf", "pgf", "ps",
    "qt5agg", "qt5cairo", "qtagg", "qtcairo", "svg", "template", "tkagg", "tkcairo", "webagg", "wx", "wxagg", "wxcairo",
)  # fmt: skip
P = ParamSpec("P")
R = TypeVar("R")


def steady_backend() -> None:
    """Forget a backend that is not here: a notebook names its own to every process that it starts, and matplotlib
    refuses to be imported under it. Nothing is drawn on a screen; one that is here is left, for who plots besides."""
    name = os.environ.get(BACKEND, "")
    if not name or "matplotlib" in sys.modules:
        return
    module = name.partition("module://")[2]
    try:
        here = find_spec(module.partition(".")[0]) is not None if module else name.lower() in BACKENDS
    except (ImportError, ValueError):
        here = False
    if not here:
        os.environ[BACKEND] = "agg"


steady_backend()


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """The function with these settings in force while it runs, whatever the reader's own are."""

    @functools.wraps(draw)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        import matplotlib

        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            for name, value in SETTINGS.items():
                matplotlib.rcParams[name] = value  # type: ignore[index,literal-required,unused-ignore]
            return draw(*args, **kwargs)

    return inside


def sheet(height: float, words: Words, name: str, note: str, **values: object) -> "Figure":
    """A blank picture: its question as title, what is drawn as subtitle, a note at the foot. Inches."""
    from matplotlib.figure import Figure

    whole = height + BAND + FOOT
    figure = Figure(figsize=(WIDTH, whole), facecolor=PAPER)
    x = 0.12 / WIDTH
    head: Any = {"va": "top", "ha": "left", "gid": "head"}
    figure.text(x, 1 - 0.12 / whole, words(f"figures.{name}.title"), fontsize=HEAD, fontweight="bold", **head)
    figure.text(x, 1 - 0.43 / whole, words(f"figures.{name}.subtitle", **values), fontsize=BODY, color=MUTED, **head)
    figure.text(x, 0.08 / whole, note, fontsize=6.5, color=MUTED, ha="left", va="bottom", gid="foot")
    return figure


def cells(
    figure: "Figure",
    rows: int,
    columns: int,
    inches: tuple[float, float, float, float],
    gap: tuple[float, float] = (0.3, 0.5),
    widths: Sequence[float] | None = None,
) -> list["Axes"]:
    """Rows of axes inside the margins (left, right, top, bottom), in reading order; gap across and down. Inches."""
    left, right, top, bottom = inches
    wide = WIDTH - left - right - gap[0] * (columns - 1)
    tall = figure.get_figheight() - BAND - FOOT - top - bottom - gap[1] * (rows - 1)
    shares = [1.0 / columns] * columns if widths is None else [w / sum(widths) for w in widths]
    found, whole = [], figure.get_figheight()
    for row in range(rows):
        y = FOOT + bottom + (rows - 1 - row) * (tall / rows + gap[1])
        x = left
        for share in shares:
            box = (x / WIDTH, y / whole, wide * share / WIDTH, tall / rows / whole)
            found.append(figure.add_axes(box))
            x += wide * share + gap[0]
    return found


def inches(ax: "Axes") -> tuple[float, float]:
    """Width and height of axes."""
    figure = ax.figure
    return float(ax.get_position().width) * WIDTH, float(ax.get_position().height) * float(
        figure.bbox.height / figure.dpi
    )


def dollar() -> Any:
    """A dollar sign as the shape of a mark, for legends."""
    from matplotlib.textpath import TextPath
    from matplotlib.transforms import Affine2D

    path = TextPath((0, 0), "$", size=1.0)
    box = path.get_extents()
    return path.transformed(Affine2D().translate(-(box.x0 + box.x1) / 2, -(box.y0 + box.y1) / 2))


@styled
def save_png(figure: "Figure", path: Path) -> None:
    """Write a PNG, 150 dots an inch, without version: same bytes each time."""
    figure.savefig(path, format="png", dpi=150, metadata={"Software": None})


@styled
def save_svg(figure: "Figure", file: "Path | TextIO") -> None:
    """Write an SVG without date or version: same bytes each time."""
    nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
    figure.savefig(file, format="svg", metadata=nothing)


COLORS = 128  # of a small picture: with fewer, or cut by number of dots, rare colors such as conflict turn brown


@styled
def save_small_png(figure: "Figure", path: Path) -> None:
    """Write a PNG of some tens of kilobytes, to be kept beside the code: 110 dots an inch, few colors."""
    import io

    from PIL import Image  # matplotlib needs it anyway

    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    method, dither = Image.Quantize.MAXCOVERAGE, Image.Dither.NONE
    picture = Image.open(buffer).convert("RGB").quantize(COLORS, method, kmeans=2, dither=dither)
    picture.save(path, format="PNG", optimize=True)
