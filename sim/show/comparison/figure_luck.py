"""Runs that a precision asks for, with common luck and with independent seeds."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.compare.precision import LEAST
from sim.show import keys, labels
from sim.show.comparison.figure_parts import Picture, axis_note, legend, sheet
from sim.show.comparison.figure_reading import ComparisonReading
from sim.show.parts import Table
from sim.show.style import CONFLICT, COOPERATION, FOOT, INK, PAPER, RULE, WIDTH, styled
from sim.show.words import Words
from sim.state import Floats

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FEWEST, MOST = 2.0, 1e6  # runs at the ends of the axis
ROW = 0.17  # inches
FONT = 6.6


class Needed(NamedTuple):
    """Replicates that would give the precision wanted, for the most demanding variant; all (outcome,)."""

    outcome: list[int]  # position among the outcomes of the findings
    common: Floats
    apart: Floats
    variant: list[int]


def needed(reading: ComparisonReading) -> Needed:
    """Replicates of each outcome; those that vary in no pair of runs need none and are left out.

    common = made * (half-width / target)^2        apart = common * gain
    """
    p, gain, made = reading.f.precision, reading.f.gain, len(reading.c.seeds)
    with np.errstate(divide="ignore", invalid="ignore"):
        common = made * (p.half_width / p.target) ** 2
        apart = common * gain
    kept, worst = [], []
    for o in range(len(reading.names)):
        there = np.isfinite(common[:, o]) & np.isfinite(apart[:, o]) & (common[:, o] > 0.0)
        if there.any():
            kept.append(o)
            worst.append(int(np.argmax(np.where(there, common[:, o], -1.0))))
    return Needed(kept, common[worst, kept], apart[worst, kept], worst)


def luck(reading: ComparisonReading) -> Picture | None:
    """The picture of what common luck saves."""
    found = needed(reading)
    if not found.outcome:
        return None
    words = reading.words
    told = said(reading, found)
    return Picture(
        "luck",
        words.language,
        drawn(reading, found),
        words("versus_figures.luck.title"),
        f"{words('versus_figures.luck.caption', least=LEAST)} {told}",
        words("versus_figures.luck.alt", told=told),
        table(reading, found),
    )


@styled
def drawn(reading: ComparisonReading, found: Needed) -> "Figure":
    """A row an outcome, on a logarithmic axis; the runs made are a line."""
    words, number = reading.words, len(found.outcome)
    names = [words.get(f"outcomes.{reading.names[o]}", reading.names[o]) for o in found.outcome]
    figure = sheet(
        number * ROW + 1.2, words, "luck", reading.note(), words("versus_figures.luck.subtitle", x=share(reading))
    )
    whole, left = figure.get_figheight(), labels.margin(names, 0.95 * FONT)
    beside = 1.0
    ax = figure.add_axes((left / WIDTH, (FOOT + 0.8) / whole, (WIDTH - left - beside) / WIDTH, number * ROW / whole))
    ax.set_xscale("log")
    ax.set_xlim(FEWEST, float(np.clip(2.0 * max(found.apart.max(), found.common.max(), 200.0), 10.0, MOST)))
    top = ax.get_xlim()[1]
    ax.set_ylim(number, 0.0)
    for k in range(number):
        y = k + 0.5
        a, b = (float(np.clip(x[k], FEWEST, top)) for x in (found.common, found.apart))
        ax.plot([a, b], [y, y], color=RULE, linewidth=1.6, zorder=2)
        ax.plot([a], [y], linestyle="", marker="o", markersize=4.4, color=COOPERATION, zorder=4, clip_on=False)
        ax.plot([b], [y], linestyle="", marker="s", markersize=4.4, markerfacecolor=PAPER, markeredgecolor=CONFLICT,
                markeredgewidth=1.1, zorder=3, clip_on=False)  # fmt: skip
        ax.text(1.01, y, times(found, k, words), transform=ax.get_yaxis_transform(), fontsize=6.2, va="center")
        ax.text(-0.01, y, names[k], transform=ax.get_yaxis_transform(), fontsize=FONT, ha="right", va="center")
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_formatter(lambda x, _: words.number(x))
    ax.xaxis.minorticks_off()
    made = len(reading.c.seeds)
    ax.axvline(made, color=INK, linewidth=1.0, zorder=1)
    ax.text(made, -0.15, words("versus_figures.luck.made", n=made), fontsize=6.6, ha="center", va="bottom")
    axis_note(figure, words("versus_figures.luck.axis"), 0.38)
    common = keys.mark(words("versus_figures.luck.common"), "o", COOPERATION, COOPERATION, 5.5)
    legend(figure, [common, keys.mark(words("versus_figures.luck.apart"), "s", PAPER, CONFLICT, 5.5, 1.1)])
    return figure


def share(reading: ComparisonReading) -> str:
    """The half-width wanted, as a share of a deviation."""
    return reading.words.number(reading.c.settings.precision, 2)


def times(found: Needed, k: int, words: Words) -> str:
    """How many times more runs independent seeds need."""
    ratio = float(found.apart[k] / found.common[k])
    return words("versus_figures.luck.times", x=words.number(ratio, 1 if ratio < 10 else 0))


def said(reading: ComparisonReading, found: Needed) -> str:
    """The median gain over outcomes, its range, and for how many outcomes the runs made are enough."""
    words, ratio = reading.words, found.apart / found.common
    enough = int((found.common <= len(reading.c.seeds)).sum())
    middle = float(np.median(ratio))
    gains = {"x": words.number(middle, 1 if middle < 10 else 0), "low": words.number(float(ratio.min()), 1)}
    gains["high"] = words.number(float(ratio.max()))
    made, n = len(reading.c.seeds), len(found.outcome)
    text = words("versus_figures.luck.told", **gains, k=enough, n=n, made=made)
    return text if made >= LEAST else f"{text} {words('versus_figures.luck.few', least=LEAST)}"


def table(reading: ComparisonReading, found: Needed) -> Table:
    """One row an outcome: the most demanding variant, replicates with common luck, with independent seeds, ratio."""
    words = reading.words
    rows = []
    for k, o in enumerate(found.outcome):
        numbers = [words.number(float(np.ceil(x))) for x in (found.common[k], found.apart[k])]
        name = words.get(f"outcomes.{reading.names[o]}", reading.names[o])
        rows.append(
            [name, reading.titles[found.variant[k] + 1], *numbers, times(found, k, words), str(len(reading.c.seeds))]
        )
    head = ("thing", "most_demanding", "common", "apart", "ratio", "made")
    return Table(words.each("versus_figures.columns", head), rows, 1)
