"""Choosing without knowing the world: what is lost at worst with each rule, and in how many worlds targets are met."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.compare.robustness import wilson
from sim.show import keys, labels
from sim.show.comparison.figure_panels import banded
from sim.show.comparison.figure_parts import Picture, factor, legend, level, of_worlds, sheet, unit, with_unit
from sim.show.comparison.figure_reading import ComparisonReading
from sim.show.parts import Table
from sim.show.style import BAND, COOPERATION, INK, MUTED, PAPER, RULE, WIDTH, inches, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ACROSS, BESIDE, BOTTOM = 3, 0.98, 0.55
FONT = 6.6


class Cell(NamedTuple):
    """What one panel shows for each arm."""

    outcome: int  # position among the outcomes of the findings
    target: int  # position among the targets, -1 without


def cells_of(reading: ComparisonReading) -> list[Cell]:
    """The headline outcomes that have a direction, then those for which a target was asked."""
    asked = list(reading.f.targets)
    wanted = [*reading.headline, *(asked if reading.c.settings.targets else [])]
    good = [o for o in dict.fromkeys(wanted) if np.isfinite(reading.f.regret.largest[:, o]).any()]
    return [Cell(o, asked.index(o) if o in asked else -1) for o in good]


def regret(reading: ComparisonReading) -> Picture | None:
    """Regret by arm, and shares of worlds that meet the targets."""
    if not reading.n_worlds:
        return None
    found = cells_of(reading)
    if not found or not np.nan_to_num(reading.f.regret.largest[:, [cell.outcome for cell in found]]).any():
        return None
    words = reading.words
    told = said(reading, found)
    return Picture(
        "regret",
        words.language,
        drawn(reading, found),
        words("versus_figures.regret.title"),
        f"{words('versus_figures.regret.caption')} {told}",
        words("versus_figures.regret.alt", told=told),
        table(reading, found),
    )


@styled
def drawn(reading: ComparisonReading, found: list[Cell]) -> "Figure":
    """A panel an outcome, a row an arm; the last panel for all targets at once."""
    words, n = reading.words, len(reading.titles)
    number = len(found) + bool(reading.f.targets)
    across = min(ACROSS, number)
    down = -(-number // across)
    row = 0.19 if n <= 10 else 0.16
    tall, titles = n * row, 0.58
    figure = sheet(
        down * (tall + titles) + BOTTOM, words, "regret", reading.note(), words("versus_figures.regret.subtitle")
    )
    whole, left = figure.get_figheight(), labels.margin(reading.titles, FONT)
    wide = (WIDTH - left - 0.05) / across - BESIDE
    for k in range(number):
        x, y = left + (k % across) * (wide + BESIDE), whole - BAND - (k // across + 1) * (tall + titles) + 0.16
        ax = figure.add_axes((x / WIDTH, y / whole, wide / WIDTH, tall / whole))
        frame(ax, n, reading.titles if k % across == 0 else ())
        if k < len(found):
            one(ax, reading, found[k], 0.06 / wide)
        else:
            every(ax, reading, 0.06 / wide)
    shapes = (("mean", "o", COOPERATION), ("ninetieth", "|", COOPERATION), ("largest", "^", PAPER))
    legend(
        figure,
        [keys.mark(words(f"versus_figures.regret.{k}"), s, face, COOPERATION, 5.5, 1.0) for k, s, face in shapes],
    )
    return figure


def frame(ax: "Axes", n: int, names: tuple[str, ...]) -> None:
    """Axes of a panel: one row an arm, the baseline first."""
    ax.set_ylim(n, 0.0)
    ax.set_yticks([])
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.grid(axis="x", color=RULE)
    wide, tall = inches(ax)
    banded(ax, np.arange(0.5, n, 2.0).tolist(), tall / n)
    ax.tick_params(axis="x", labelsize=6.0, length=0.0, pad=1.5)
    gap = -0.08 / wide
    for a, name in enumerate(names):
        ax.text(gap, a + 0.5, name, transform=ax.get_yaxis_transform(), fontsize=FONT, ha="right", va="center",
                fontweight="bold" if a == 0 else "normal")  # fmt: skip


def one(ax: "Axes", reading: ComparisonReading, cell: Cell, gap: float) -> None:
    """Mean, 90th percentile and largest regret of each arm, joined; beside, in how many worlds its target is met."""
    from matplotlib.ticker import MaxNLocator

    words, found, o = reading.words, reading.f.regret, cell.outcome
    column = reading.c.columns[reading.f.outcome[o]]
    times = factor(column)
    top = times * float(np.nanmax(found.largest[:, o]))
    ax.set_xlim(0.0, 1.08 * top if top > 0.0 else 1.0)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=3, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(
        lambda x, _: words.number(x, 0 if top >= 3 else 1 if top >= 0.3 else 2 if top >= 0.03 else 3)
    )
    mean, high, most = (times * part[:, o] for part in (found.mean, found.ninetieth, found.largest))
    rows = np.arange(len(mean)) + 0.5
    hollow: Any = {"markerfacecolor": PAPER, "markeredgecolor": COOPERATION, "markeredgewidth": 0.9}
    ax.hlines(rows, mean, most, color=COOPERATION, linewidth=0.9, alpha=0.6, zorder=2)
    ax.plot(mean, rows, linestyle="", marker="o", markersize=3.6, color=COOPERATION, zorder=4, clip_on=False)
    ax.plot(high, rows, linestyle="", marker="|", markersize=6.0, color=COOPERATION, zorder=3, clip_on=False)
    ax.plot(most, rows, linestyle="", marker="^", markersize=3.8, zorder=3, clip_on=False, **hollow)
    for a, y in enumerate(rows if cell.target >= 0 else ()):
        ax.text(1.0 + gap, y, met(reading, a, cell.target), transform=ax.get_yaxis_transform(), fontsize=5.8,
                va="center", color=MUTED)  # fmt: skip
    below = [unit(column, words), *([target(reading, cell)] if cell.target >= 0 else [])]
    head(ax, reading.outcome_label(reading.names[o]), " · ".join(below))


def head(ax: "Axes", label: str, below: str) -> None:
    """The title of a panel, and its target under it."""
    _, tall = inches(ax)
    ax.text(0.0, 1.0 + 0.17 / tall, label, transform=ax.transAxes, fontsize=7.4, fontweight="bold", va="bottom")
    ax.text(0.0, 1.0 + 0.04 / tall, below, transform=ax.transAxes, fontsize=6.2, color=MUTED, va="bottom")


def met(reading: ComparisonReading, a: int, t: int) -> str:
    """The share of worlds in which arm a meets target t, with its Wilson interval."""
    share = np.array([reading.f.satisficing.each[a, t]])
    low, high = wilson(share, np.array([reading.n_worlds], dtype=np.int32))
    return of_worlds(float(share[0]), float(low[0]), float(high[0]), reading.words)


def target(reading: ComparisonReading, cell: Cell) -> str:
    """A target in words."""
    wanted = reading.f.targets[cell.outcome]
    column = reading.c.columns[reading.f.outcome[cell.outcome]]
    sense = "at_least" if wanted.sense == ">=" else "at_most"
    return reading.words(f"versus_figures.regret.{sense}", x=with_unit(column, wanted.number, reading.words))


def every(ax: "Axes", reading: ComparisonReading, gap: float) -> None:
    """The share of worlds in which every target is met at once, with its interval."""
    words, s = reading.words, reading.f.satisficing
    ax.set_xlim(0.0, 1.0)
    ax.set_xticks([0.0, 0.5, 1.0], [words.percent(x) for x in (0.0, 0.5, 1.0)])
    for a in range(len(reading.titles)):
        y = a + 0.5
        ax.plot([s.low[a], s.high[a]], [y, y], color=INK, linewidth=1.1)
        ax.plot([s.every[a]], [y], linestyle="", marker="o", markersize=4.0, color=INK, clip_on=False)
        told = of_worlds(float(s.every[a]), float(s.low[a]), float(s.high[a]), words)
        ax.text(1.0 + gap, y, told, transform=ax.get_yaxis_transform(), fontsize=5.8, va="center", color=MUTED)
    head(ax, words("versus_figures.regret.every", n=len(reading.f.targets)), words("versus_figures.regret.every_below"))


def said(reading: ComparisonReading, found: list[Cell]) -> str:
    """For the first outcome, the arm whose largest regret is smallest; and whether any arm meets every target."""
    words, o = reading.words, found[0].outcome
    largest = reading.f.regret.largest[:, o]
    best, worst = int(np.nanargmin(largest)), int(np.nanargmax(largest))
    column = reading.c.columns[reading.f.outcome[o]]
    text = words(
        "versus_figures.regret.told", outcome=reading.outcome_label(reading.names[o]), unit=unit(column, words),
        best=reading.titles[best], x=level(column, float(largest[best]), words),
        worst=reading.titles[worst], y=level(column, float(largest[worst]), words),
    )  # fmt: skip
    s, n = reading.f.satisficing, len(reading.f.targets)
    if not n:
        return text
    top = int(np.argmax(s.every))
    if s.every[top] == 0.0:
        return f"{text} {words('versus_figures.regret.none', n=n, high=words.percent(float(s.high[top])))}"
    share = of_worlds(float(s.every[top]), float(s.low[top]), float(s.high[top]), words)
    return f"{text} {words('versus_figures.regret.most', n=n, arm=reading.titles[top], share=share)}"


def table(reading: ComparisonReading, found: list[Cell]) -> Table:
    """One row an arm and outcome: mean, 90th percentile, largest regret; target; share of worlds that meet it."""
    words, r, rows = reading.words, reading.f.regret, []
    for a, title in enumerate(reading.titles):
        for cell in found:
            column = reading.c.columns[reading.f.outcome[cell.outcome]]
            numbers = [level(column, float(part[a, cell.outcome]), words) for part in (r.mean, r.ninetieth, r.largest)]
            wanted, share = (target(reading, cell), met(reading, a, cell.target)) if cell.target >= 0 else ("", "")
            rows.append(
                [
                    title,
                    reading.outcome_label(reading.names[cell.outcome]),
                    unit(column, words),
                    *numbers,
                    wanted,
                    share,
                ]
            )
    head_of = ("arm", "thing", "unit", "mean_regret", "ninetieth_regret", "largest_regret", "target", "met")
    return Table(words.each("versus_figures.columns", head_of), rows, 2)
