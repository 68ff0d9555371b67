"""What every figure of an analysis shares: the sheet, names of results and of parameters, bars, intervals, numbers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.explore.analysis import Analysis
from sim.explore.sample import Measure, Sample
from sim.show import labels
from sim.show.comparison.figure_parts import Picture, legend, shortened
from sim.show.explore import named
from sim.show.parts import Table
from sim.show.style import BAND, BODY, FOOT, HEAD, INK, MUTED, PAPER, RULE, SMALL, WIDTH
from sim.show.words import UNKNOWN, Words
from sim.state import Floats, Ints

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Picture", "Table", "legend"]
SHARES = ("rate", "share")
MOST_ROWS = 16
LONGEST = 50  # letters of a parameter on a picture
FONT, UNDER_FONT = 7.0, 5.3
ROW, PAIR = 0.21, 0.275  # inches, a row; one with a key under the words
DARK, LIGHT, CHANCE = "#2166ac", "#9ec2de", "#b35806"


class Shown(NamedTuple):
    """An analysis, in a language."""

    a: Analysis
    words: Words

    @property
    def sample(self) -> Sample:
        """The runs."""
        return self.a.sample

    def __call__(self, key: str, **values: object) -> str:
        """A word of this report."""
        return self.words(f"explore.{key}", **values)

    @property
    def rule(self) -> str:
        """The rule of these runs."""
        return self("one_rule") if self.sample.rule == "as asked" else self.sample.rule

    def note(self) -> str:
        """The line at the foot of every picture."""
        s = self.sample
        points, replicates = s.made.shape
        return self(
            "note",
            method=self(f"methods.{s.method}"),
            points=points,
            replicates=replicates,
            k=len(s.space.names),
            rule=self.rule,
        )

    def result(self, m: Measure) -> str:
        """The name of a result."""
        name = m.name.removeprefix("outcome.")
        return self.words.get(f"versus_figures.outcomes.{name}", self.words.get(f"outcomes.{name}", m.meaning))

    def amount(self, m: Measure, x: float) -> str:
        """A level of a result with its unit."""
        if m.unit in SHARES:
            return self.words.percent(x, 1 if abs(x) < 0.0995 else 0)
        text = plain(x, self.words)
        return self.words.get(f"units.{m.unit}", "{x}").format(x=text)

    def named(self, keys: Sequence[str]) -> tuple[list[str], list[str]]:
        """(the names of rows, what is written under them): parameters in words and their keys; the key if no words."""
        words = [named.name(self.words, key) for key in keys]
        return [w or key for w, key in zip(words, keys, strict=True)], [
            key if w else "" for w, key in zip(words, keys, strict=True)
        ]

    def in_words(self, keys: Sequence[str]) -> str:
        """Parameters in a sentence."""
        return self.words.join(named.said(self.words, key) for key in keys)

    def cells_of(self, key: str) -> list[str]:
        """The first cells of a row of a table: key, words, source."""
        return [key, named.name(self.words, key), named.source(key)]

    @property
    def head_of_cells(self) -> list[str]:
        """What stands over them."""
        return [self(f"columns.{c}") for c in ("parameter", "meaning", "origin")]

    def value(self, k: int, x: float) -> str:
        """A value of a parameter: its word if it is a choice."""
        return self.sample.said(k, x) or plain(x, self.words)


def plain(x: float, words: Words, digits: int = 3) -> str:
    """A number with so many significant digits."""
    if not np.isfinite(x):
        return UNKNOWN
    places = 0 if x == 0.0 else int(np.clip(digits - 1 - np.floor(np.log10(abs(x))), 0, 6))
    text = words.number(x, places)
    mark = "," if words.language == "fr" else "."
    return text.rstrip("0").rstrip(mark) if mark in text else text


def capital(text: str) -> str:
    """With a capital, to begin a sentence."""
    return text[:1].upper() + text[1:]


def sheet(height: float, title: str, subtitle: str, note: str) -> "Figure":
    """A blank picture `height` inches high besides its title (the question), what is drawn, and a note at the foot."""
    from matplotlib.figure import Figure

    whole = height + BAND + FOOT
    figure = Figure(figsize=(WIDTH, whole), facecolor=PAPER)
    x, head = 0.12 / WIDTH, {"va": "top", "ha": "left", "gid": "head"}
    size = min(HEAD, HEAD * (72.0 * WIDTH - 30.0) / labels.width(title, HEAD, bold=True))
    figure.text(x, 1 - 0.12 / whole, title, fontsize=size, fontweight="bold", **head)  # type: ignore[arg-type]
    figure.text(x, 1 - 0.43 / whole, subtitle, fontsize=BODY, color=MUTED, **head)  # type: ignore[arg-type]
    figure.text(x, 0.08 / whole, note, fontsize=6.5, color=MUTED, ha="left", va="bottom", gid="foot")
    return figure


def axes_at(figure: "Figure", left: float, top: float, wide: float, tall: float) -> "Axes":
    """Axes at so many inches from the left, and from the top under the title."""
    whole = figure.get_figheight()
    return figure.add_axes((left / WIDTH, (whole - BAND - top - tall) / whole, wide / WIDTH, tall / whole))


def names_of(names: Sequence[str]) -> list[str]:
    """Keys of parameters, shortened."""
    return [shortened(name, LONGEST) for name in names]


def margin_for(names: Sequence[str], under: Sequence[str] = ()) -> float:
    """Inches that the names of rows need, and what is written under them."""
    return min(max(labels.margin(names_of(names), FONT), labels.margin(names_of(under), UNDER_FONT)), 3.4)


def rows_axes(
    figure: "Figure", names: Sequence[str], left: float, top: float, wide: float, under: Sequence[str] = ()
) -> "Axes":
    """Axes with a row a name, the first at the top, names on the left; under: keys in small letters below them."""
    n = len(names)
    ax = axes_at(figure, left, top, wide, max(n, 1) * (PAIR if under else ROW))
    ax.set_ylim(max(n, 1), 0.0)
    ax.set_yticks([])
    ax.spines[["left"]].set_visible(False)
    ax.grid(axis="x", color=RULE)
    place: dict[str, Any] = {"transform": ax.get_yaxis_transform(), "ha": "right", "va": "center"}
    for k, name in enumerate(names_of(names)):
        below = names_of(under)[k] if under else ""
        ax.text(-0.08 / wide, k + (0.33 if below else 0.5), name, fontsize=FONT, **place)
        if below:
            ax.text(-0.08 / wide, k + 0.76, below, fontsize=UNDER_FONT, color=MUTED, **place)
    return ax


def beside(ax: "Axes", k: int, text: str, x: float = 1.02, **more: Any) -> None:
    """A text on the right of a row."""
    style: dict[str, Any] = {"fontsize": 6.3, "color": MUTED, "va": "center", **more}
    ax.text(x, k + 0.5, text, transform=ax.get_yaxis_transform(), **style)


def bars(ax: "Axes", values: Floats, color: str, tall: float = 0.62, **more: Any) -> None:
    """Horizontal bars, one a row."""
    ax.barh(np.arange(len(values)) + 0.5, np.nan_to_num(values), height=tall, color=color, **more)


def whiskers(ax: "Axes", low: Floats, high: Floats, shift: float = 0.0) -> None:
    """Intervals, one a row."""
    ax.hlines(np.arange(len(low)) + 0.5 + shift, low, high, color=INK, linewidth=0.9, zorder=4)


def top_rows(order: Ints) -> Ints:
    """The rows that a picture shows; the table has all of them."""
    return order[:MOST_ROWS]


def number_axis(ax: "Axes", words: Words, label: str) -> None:
    """Numbers of an axis that runs to the right, and what it measures."""
    from matplotlib.ticker import MaxNLocator

    ax.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(lambda x, _: plain(x, words))
    ax.set_xlabel(label, fontsize=SMALL)


def percent_axis(ax: "Axes", words: Words, label: str) -> None:
    """Percentages of an axis that runs to the right."""
    from matplotlib.ticker import MaxNLocator

    ax.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(lambda x, _: words.percent(x))
    ax.set_xlabel(label, fontsize=SMALL)
