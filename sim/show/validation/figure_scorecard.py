"""The scorecard as a picture: patterns down, what was seen across."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.show.style import (
    BAND,
    BODY,
    CONFLICT,
    COOPERATION,
    FAINT,
    FOOT,
    HEAD,
    INK,
    MUTED,
    PAPER,
    RULE,
    SMALL,
    WIDTH,
    styled,
)
from sim.show.validation.reading import left_under
from sim.show.words import Words
from sim.validation.controls import CONTROLS, PLACEBO
from sim.validation.judge import Scored, Verdict
from sim.validation.scorecard import Scorecard

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW, TOP, BOTTOM = 0.36, 1.6, 0.62  # inches: a pattern, the heads of columns, the keys
TITLES, BASE, BAR, UNDER = 0.12, 3.15, 3.75, 5.75  # inches from the left
COLUMN = 0.36  # inches, a control
LENGTH = 1.3  # inches, all worlds
MARKS = {Verdict.HOLDS: ("o", COOPERATION), Verdict.HOLDS_IN_SOME: ("o", COOPERATION), Verdict.FAILS: ("X", CONFLICT),
         Verdict.NO_BETTER: ("D", INK), Verdict.UNKNOWN: ("_", FAINT)}  # fmt: skip


@styled
def scorecard(card: Scorecard, words: Words) -> "Figure":
    """One row a pattern: does it hold at base, in which share of worlds, and what is left under each control."""
    from matplotlib.figure import Figure

    tall = ROW * len(card.patterns) + TOP + BOTTOM
    whole = tall + BAND + FOOT
    figure = Figure(figsize=(WIDTH, whole), facecolor=PAPER)
    ax = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    ax.set(xlim=(0.0, WIDTH), ylim=(whole, 0.0))
    ax.axis("off")
    ax.text(0.12, 0.12, words("scorecard.title"), fontsize=HEAD, fontweight="bold", va="top", gid="head")
    told = words("scorecard.subtitle", **card.effort.named)
    ax.text(0.12, 0.43, told, fontsize=SMALL, color=MUTED, va="top", gid="head")
    heads(ax, card, words)
    for k, found in enumerate(card.patterns):
        y = BAND + TOP + (k + 0.5) * ROW
        ax.plot([0.12, WIDTH - 0.12], [y + ROW / 2] * 2, color=RULE, lw=0.6)
        one_row(ax, card, found, y, words)
    keys(ax, whole, card, words)
    return figure


def heads(ax: "Axes", card: Scorecard, words: Words) -> None:
    """The heads of the columns, those of controls slanted."""
    y = BAND + TOP - 0.12
    say: Any = {"fontsize": SMALL, "color": MUTED, "va": "bottom"}
    ax.text(TITLES, y, words("scorecard.pattern"), **say)
    ax.text(BASE + 0.1, y, words("scorecard.at_base"), ha="center", **say)
    ax.text(BAR, y, words("scorecard.worlds"), **say)
    if not card.controls:
        return
    texts = {c.name: getattr(c.text, words.language) for c in CONTROLS} | {PLACEBO: words("scorecard.placebo")}
    for k, name in enumerate(card.controls):
        ax.text(
            UNDER + (k + 0.5) * COLUMN, y, broken(texts[name]), rotation=60, ha="left", rotation_mode="anchor", **say
        )


def broken(text: str, most: int = 24) -> str:
    """A text on two lines if it is longer than `most` letters."""
    if len(text) <= most:
        return text
    spaces = [k for k, letter in enumerate(text) if letter == " "]
    middle = min(spaces, key=lambda k: abs(k - len(text) / 2), default=0)
    return f"{text[:middle]}\n{text[middle + 1 :]}" if middle else text


def one_row(ax: "Axes", card: Scorecard, found: Scored, y: float, words: Words) -> None:
    """A pattern: its number and title, its mark, its bar, its controls."""
    title = getattr(found.pattern.title, words.language)
    ax.text(TITLES, y, f"{found.pattern.number}. {title}", fontsize=BODY, color=INK, va="center")
    shape, color = MARKS[found.verdict]
    ax.plot(BASE + 0.1, y, shape, color=color, ms=8, mec=color)
    if np.isfinite(found.share):
        ax.plot([BAR, BAR + LENGTH], [y, y], color=RULE, lw=7, solid_capstyle="butt")
        ax.plot([BAR, BAR + LENGTH * found.share], [y, y], color=color, lw=7, solid_capstyle="butt")
        ax.plot([BAR + LENGTH * found.low, BAR + LENGTH * found.high], [y, y], color=INK, lw=1.0)
        ax.text(BAR + LENGTH + 0.06, y, words.percent(found.share), fontsize=SMALL, va="center", color=INK)
    for k, (name, mark) in enumerate(left_under(card, found).items()):
        x = UNDER + (k + 0.5) * COLUMN
        expected = name in found.pattern.relies_on or name == PLACEBO
        if mark == "nothing_to_destroy":
            ax.plot(x, y, "_", color=FAINT, ms=6)
        elif mark == "open":
            ax.plot(x, y, "o", color=RULE, mec=MUTED, ms=7, mew=1.0)
        elif mark == "destroyed":
            ax.plot(x, y, "v" if expected else "o", color=PAPER, mec=COOPERATION if expected else MUTED, ms=7, mew=1.3)
        else:
            ax.plot(x, y, "v" if expected else "o", color=CONFLICT if expected else INK, ms=7)


def keys(ax: "Axes", whole: float, card: Scorecard, words: Words) -> None:
    """What the marks mean, on one line, or two."""
    y, x = whole - FOOT - 0.34, 0.2
    shown = [("o", COOPERATION, COOPERATION, "holds"), ("X", CONFLICT, CONFLICT, "fails")]
    shown += [("D", INK, INK, "no_better")] if any(f.verdict is Verdict.NO_BETTER for f in card.patterns) else []
    if card.controls:
        shown += [
            ("o", INK, INK, "stands"),
            ("o", RULE, MUTED, "open"),
            ("o", PAPER, MUTED, "destroyed"),
            ("v", PAPER, COOPERATION, "was_expected"),
            ("_", FAINT, FAINT, "nothing_to_destroy"),
        ]
    for shape, fill, edge, key in shown:
        if x + 0.2 + 0.068 * len(words(f"scorecard.{key}")) > WIDTH:
            x, y = 0.2, y + 0.22
        ax.plot(x, y, shape, color=fill, mec=edge, ms=7, mew=1.3)
        text = words(f"scorecard.{key}")
        ax.text(x + 0.12, y, text, fontsize=SMALL, va="center", color=MUTED)
        x += 0.45 + 0.068 * len(text)
