"""The model's timeline beside the real one, region by region."""

import math
from typing import TYPE_CHECKING, Any

from sim.facts.observed import MEASURES
from sim.facts.predictive import Predictive, spread
from sim.facts.reading import Fact
from sim.show import keys
from sim.show.style import (
    BAND,
    BODY,
    COOPERATION,
    FAINT,
    FOOT,
    HEAD,
    INK,
    MUTED,
    PAPER,
    REAL,
    RULE,
    SMALL,
    WIDTH,
    Look,
    styled,
)
from sim.show.words import UNKNOWN, Words
from sim.state import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ALWAYS = ("agreed", "opened", "first_award", "committed_95")  # rows of every region; others where a fact is about them
LEFT, RIGHT, TOP, BOTTOM = 1.75, 1.15, 0.32, 0.62  # inches
ROW, NAME, FACT = 0.25, 0.27, 0.15  # inches: a measure, the name of a region, a fact under its measure
WIDE, NARROW = 0.17, 0.08  # inches: the bands of worlds and of the base
LAST = 3.0  # months drawn after the end: what never came


class Lines:
    """Where everything stands, in inches from the top of the axes."""

    def __init__(self, found: Predictive) -> None:
        self.names: list[tuple[float, int]] = []  # (inches, region)
        self.rows: list[tuple[float, str, str]] = []  # (inches, region, measure)
        self.facts: list[tuple[float, int, Fact]] = []  # (inches, number, fact)
        at = 0.0
        for r, code in enumerate(found.codes):
            self.names.append((at + NAME / 2, r))
            at += NAME
            numbered = [(k + 1, f) for k, f in enumerate(found.facts) if f.region == code and MEASURES[f.what].dated]
            for what in (w for w in MEASURES if w in ALWAYS or w in {f.what for _, f in numbered}):
                self.rows.append((at + ROW / 2, code, what))
                at += ROW
                for number, fact in ((n, f) for n, f in numbered if f.what == what):
                    self.facts.append((at + FACT / 2 - 0.03, number, fact))
                    at += FACT
            at += 0.06
        self.height = at


@styled
def timeline(found: Predictive, words: Words) -> "Figure":
    """A lane a measure, region by region: bands of the model, facts below in green, the share that gets there."""
    from matplotlib.figure import Figure

    lines = Lines(found)
    whole = BAND + TOP + lines.height + BOTTOM + FOOT
    figure = Figure(figsize=(WIDTH, whole), facecolor=PAPER)
    head(figure, found, words, whole)
    box = (LEFT / WIDTH, (FOOT + BOTTOM) / whole, (WIDTH - LEFT - RIGHT) / WIDTH, lines.height / whole)
    ax = figure.add_axes(box)
    ax.set(xlim=(0.0, found.months + LAST), ylim=(lines.height, 0.0), yticks=[])
    years(ax, found)
    for at, r in lines.names:
        region(ax, found, r, at, words)
    for at, code, what in lines.rows:
        lane(ax, found, at, code, what, words)
    for at, number, fact in lines.facts:
        mark(ax, found, at, number, fact)
    legend(figure, words)
    return figure


def head(figure: "Figure", found: Predictive, words: Words, whole: float) -> None:
    """Title, what is drawn, the note at the foot."""
    say: Any = {"va": "top", "ha": "left", "gid": "head"}
    x, told = 0.12 / WIDTH, words("facing.subtitle", **found.effort._asdict())
    figure.text(x, 1 - 0.12 / whole, words("facing.title"), fontsize=HEAD, fontweight="bold", **say)
    figure.text(x, 1 - 0.43 / whole, folded(told, 150), fontsize=SMALL, color=MUTED, linespacing=1.35, **say)
    figure.text(x, 0.08 / whole, words("facing.note"), fontsize=6.5, color=MUTED, ha="left", va="bottom", gid="foot")
    right = 1 - (RIGHT - 0.1) / WIDTH
    for k, name in enumerate(("worlds", "base")):
        at = right + (0.22 + 0.48 * k) / WIDTH
        y = 1 - (BAND + TOP - 0.06) / whole
        figure.text(at, y, words(f"facing.{name}"), fontsize=6.5, color=MUTED, ha="center", va="bottom")
    y = 1 - (BAND + TOP - 0.18) / whole
    figure.text(right + 0.46 / WIDTH, y, words("facing.came"), fontsize=6.5, color=MUTED, ha="center", va="bottom")


def folded(text: str, most: int) -> str:
    """A text on lines of `most` letters at most, cut at spaces."""
    lines = [""]
    for part in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(part) + 1 > most:
            lines.append(part)
        else:
            lines[-1] = f"{lines[-1]} {part}".strip(" ")
    return "\n".join(lines)


def years(ax: "Axes", found: Predictive) -> None:
    """Years at January, above and below; the end of the runs."""
    first = found.calendar(0)[0] + (found.calendar(0)[1] > 1)
    at = {y: 12 * (y - found.start[0]) + 1 - found.start[1] for y in range(first, first + found.months // 12 + 1)}
    at = {y: m for y, m in at.items() if 0 <= m < found.months}
    ax.set_xticks(list(at.values()), [str(y) for y in at])
    ax.tick_params(axis="x", top=True, labeltop=True)
    ax.axvline(found.months, color=FAINT, linewidth=0.8, linestyle=(0, (2, 2)), zorder=0)


def region(ax: "Axes", found: Predictive, r: int, at: float, words: Words) -> None:
    """The name of a region over a rule, and what must be said of it."""
    marks = [] if found.sourced[r] else [words("facing.unsourced")]
    if not any(f.region == found.codes[r] for f in found.facts):
        marks.append(words("facing.no_fact"))
    ax.axhline(at - NAME / 2, color=RULE, linewidth=0.8, zorder=0, clip_on=False)
    left = -(LEFT - 0.12) / (WIDTH - LEFT - RIGHT)
    name = ax.text(left, at, found.names[r], transform=ax.get_yaxis_transform(), fontsize=BODY, fontweight="bold",
                   va="center", ha="left", clip_on=False)  # fmt: skip
    veil = {"boxstyle": "square,pad=0.1", "facecolor": PAPER, "linewidth": 0.0}
    if marks:
        ax.annotate(f"({', '.join(marks)})", xy=(1, 0.5), xycoords=name, xytext=(5, 0), textcoords="offset points",
                    fontsize=SMALL, color=MUTED, va="center", ha="left", annotation_clip=False, bbox=veil)  # fmt: skip


def lane(ax: "Axes", found: Predictive, at: float, code: str, what: str, words: Words) -> None:
    """A measure of a region: both bands, both medians, and how many runs get there."""
    left = -0.1 / (WIDTH - LEFT - RIGHT)
    ax.text(left, at, words(f"facing.measures.{what}"), transform=ax.get_yaxis_transform(), fontsize=SMALL,
            color=MUTED, va="center", ha="right", clip_on=False)  # fmt: skip
    for k, (name, tall, alpha) in enumerate((("worlds", WIDE, 0.25), ("base", NARROW, 0.75))):
        dates, came = spread(found.of_measure(name, code, what))
        share = words.percent(came) if math.isfinite(came) else UNKNOWN
        x = 1 + (0.12 + 0.48 * k) / (WIDTH - LEFT - RIGHT)
        ax.text(x, at, share, transform=ax.get_yaxis_transform(), fontsize=6.5, color=INK if came < 1 else MUTED,
                va="center", ha="left", clip_on=False)  # fmt: skip
        if math.isfinite(dates[0]):
            band(ax, dates, at, tall, alpha, found.months)
        if math.isfinite(dates[1]):
            middle(ax, float(dates[1]), at, name)


def band(ax: "Axes", dates: Floats, at: float, tall: float, alpha: float, months: int) -> None:
    """From the 5 to the 95 % quantile; past the end of the runs where that one never came."""
    start, end = float(dates[0]), min(float(dates[2]), months + LAST - 0.5)
    ax.barh(at, max(end - start, 0.35), tall, left=start, color=COOPERATION, alpha=alpha, linewidth=0.0, zorder=2)


def middle(ax: "Axes", month: float, at: float, name: str) -> None:
    """The median of an arm."""
    if name == "base":
        ax.plot([month] * 2, [at - WIDE / 2, at + WIDE / 2], color=INK, linewidth=1.6, zorder=4)
    else:
        ax.plot([month], [at], marker="o", markersize=4.4, color=PAPER, markeredgecolor=INK, zorder=5)


def mark(ax: "Axes", found: Predictive, at: float, number: int, fact: Fact) -> None:
    """A fact under its measure: its interval, open ends as arrows, the lag dotted, its number."""
    color = REAL if fact.weight else FAINT
    low, high = max(fact.low, 0.0), min(fact.high, float(found.months))
    reach = 4.0  # months of an arrow
    if math.isinf(fact.low):
        arrow(ax, high, max(high - reach, 0.0), at, color)
    elif math.isinf(fact.high):
        arrow(ax, low, low + reach, at, color)
    elif high > low:
        ax.plot([low, high], [at, at], color=color, linewidth=3.0, solid_capstyle="butt", zorder=4)
    else:
        ax.plot([low], [at], marker="*", markersize=8.0, color=color, markeredgecolor=PAPER, zorder=5)
    start, end = (high, high + fact.lag.high) if fact.later > 0 else (low - fact.lag.high, low)
    if fact.later:
        ax.plot([start, end], [at, at], color=color, linewidth=1.1, linestyle=(0, (1, 1.3)), zorder=3)
    right = end if fact.later > 0 else low + reach if math.isinf(fact.high) else high
    ax.annotate(str(number), (right, at), (5, 0), textcoords="offset points", fontsize=6.9, color=color,
                fontweight="bold", va="center_baseline", ha="left", zorder=6)  # fmt: skip


def arrow(ax: "Axes", start: float, end: float, at: float, color: str) -> None:
    """From a bound toward the open side."""
    ax.plot([start] * 2, [at - 0.05, at + 0.05], color=color, linewidth=2.0, solid_capstyle="butt", zorder=4)
    ax.annotate("", (end, at), (start, at), zorder=4,
                arrowprops={"arrowstyle": "-|>", "color": color, "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0,
                            "mutation_scale": 7})  # fmt: skip


def legend(figure: "Figure", words: Words) -> None:
    """What marks mean, on one line."""
    handles = [
        keys.area(words("facing.key_worlds"), Look(COOPERATION), 0.25),
        keys.area(words("facing.key_base"), Look(COOPERATION), 0.75),
        keys.mark(words("facing.fact"), "*", REAL, REAL, 9.0),
        keys.mark(words("facing.key_open"), "<", REAL, REAL, 8.0),
        keys.line(words("facing.key_lag"), Look(REAL, dash=(0, (1, 1.3))), 1.3),
        keys.mark(words("facing.key_light"), "*", FAINT, FAINT, 9.0),
    ]
    keys.row(figure, handles, size=SMALL)
