"""What every figure of a comparison shares: the picture itself, its sheet, legends, and how a difference is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.compare.measures import Column
from sim.show import keys, vector
from sim.show.comparison.quantities import SHARES, decimals, scale, signed
from sim.show.parts import Table
from sim.show.style import BAND, BODY, FOOT, HEAD, MUTED, PAPER, SMALL, WIDTH
from sim.show.words import UNKNOWN, Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

THOUSAND = 1000.0  # dollars, in sums over all territories
LETTER = 0.53  # width of a mean letter of a sentence, in ems
LINE = 0.19  # inches, a line of keys


@dataclass(frozen=True)
class Picture:
    """A drawn figure in one language, with what goes with it wherever it is shown."""

    name: str
    language: str
    figure: "Figure"
    title: str  # the question that it answers
    caption: str  # what is drawn, how to read it, what to see, with numbers
    alt: str  # for someone who does not see it
    table: Table  # the rows behind it

    @cached_property
    def markup(self) -> str:
        """The whole SVG, title and note included, as it is saved."""
        return vector.markup(self.figure)

    @property
    def svg(self) -> str:
        """The SVG to put in a page: no title, identifiers that start with the name of the picture."""
        return vector.inline(self.markup, f"versus-{self.language}-{self.name.replace('_', '-')}", self.alt)


def sheet(height: float, words: Words, name: str, note: str, subtitle: str) -> "Figure":
    """A blank picture `height` inches high besides its title, what is drawn, and a note at the foot."""
    from matplotlib.figure import Figure

    whole = height + BAND + FOOT
    figure = Figure(figsize=(WIDTH, whole), facecolor=PAPER)
    x, head = 0.12 / WIDTH, {"va": "top", "ha": "left", "gid": "head"}
    title = words(f"versus_figures.{name}.title")
    figure.text(x, 1 - 0.12 / whole, title, fontsize=HEAD, fontweight="bold", **head)  # type: ignore[arg-type]
    figure.text(x, 1 - 0.43 / whole, subtitle, fontsize=BODY, color=MUTED, **head)  # type: ignore[arg-type]
    figure.text(x, 0.08 / whole, note, fontsize=6.5, color=MUTED, ha="left", va="bottom", gid="foot")
    return figure


def axis_note(figure: "Figure", text: str, y: float) -> None:
    """What the horizontal axis measures, `y` inches above the foot."""
    figure.text(0.12 / WIDTH, (FOOT + y) / figure.get_figheight(), text, fontsize=SMALL, color=MUTED, va="bottom")


def legend(figure: "Figure", handles: Sequence[Any], y: float = 0.1, size: float = SMALL) -> float:
    """Keys on as many lines as they need, the last `y` inches above the foot; gives the inches above the first."""
    lines: list[list[Any]] = [[]]
    room = 0.0
    for handle in handles:
        wide = (LETTER * size * len(str(handle.get_label())) + 4.2 * size) / 72.0
        if lines[-1] and room + wide > WIDTH - 0.3:
            lines.append([])
            room = 0.0
        lines[-1].append(handle)
        room += wide
    for k, line in enumerate(lines):
        keys.row(figure, line, y + LINE * (len(lines) - 1 - k), size)
    return y + LINE * len(lines) + 0.1


def factor(column: Column) -> float:
    """What a number is multiplied by before it is written: hundredths for shares, thousands of dollars."""
    return 1.0 / THOUSAND if column.unit == "$" else scale(column.unit)


def difference(column: Column, mean: float, low: float, high: float, words: Words) -> str:
    """A difference with its interval, in the unit of the column (percentage points for shares)."""
    if not np.isfinite(mean):
        return UNKNOWN
    m, a, b = (factor(column) * x for x in (mean, low, high))
    places = decimals(a, b)
    if not np.isfinite(a):
        return signed(m, places, words)
    texts = (signed(x, places, words) for x in (m, a, b))
    return words("versus_figures.within", **dict(zip(("x", "low", "high"), texts, strict=True)))


def level(column: Column, x: float, words: Words) -> str:
    """A mean, a target or a regret in the unit of the column, three significant digits, without its unit."""
    if not np.isfinite(x):
        return UNKNOWN
    y = factor(column) * x
    places = 0 if y == 0.0 else int(np.clip(2 - np.floor(np.log10(abs(y))), 0, 4))
    return words.number(y, places)


def unit(column: Column, words: Words) -> str:
    """The unit of a difference of this column, in words."""
    return words.get(f"versus_figures.units.{column.unit}", column.unit)


def with_unit(column: Column, x: float, words: Words) -> str:
    """A mean, a target or a regret with its unit; shares are percentages."""
    text = level(column, x, words)
    if column.unit in SHARES:
        return words("versus_figures.percent", x=text)
    return text if column.unit in ("trust", "index") else f"{text}\u00a0{unit(column, words)}"


def shortened(text: str, most: int) -> str:
    """A text of `most` letters at the very most."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def of_worlds(share: float, low: float, high: float, words: Words) -> str:
    """A share of worlds with its interval."""
    if not np.isfinite(share):
        return UNKNOWN
    ends = words.number(100.0 * low), words.number(100.0 * high)
    return words("versus_figures.within", x=words.percent(share), low=ends[0], high=ends[1])
