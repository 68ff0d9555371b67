"""Decisions month by month, each kind on a line of its own: plans, agreements, failed proposals, awards, vetoes."""

from typing import TYPE_CHECKING

import numpy as np

from sim.metrics.decisions import DECISIONS, decisions
from sim.show.parts import Table, elections, time_axis
from sim.show.reading import Reading
from sim.show.style import CONFLICT, COOPERATION, FAINT, INK, MUTED, SMALL, cells, sheet, styled
from sim.show.words import Words
from sim.state import Floats

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLORS = {"plans": COOPERATION, "agreements": COOPERATION, "awards": COOPERATION, "refusals": FAINT}  # others: conflict
ROW = 0.52  # inches


def monthly(reading: Reading) -> dict[str, Floats]:
    """(month,) number of decisions of each kind, all tables together."""
    return {name: found.sum(axis=1) for name, found in decisions(reading.history).items()}


@styled
def decided(reading: Reading, words: Words, note: str) -> "Figure":
    """One row a kind of decision, each on a scale of its own, months to the right."""
    figure = sheet(ROW * len(DECISIONS) + 0.75, words, "decisions", note)
    panels = cells(figure, len(DECISIONS), 1, (2.6, 0.5, 0.1, 0.45), (0.0, 0.14))
    found = monthly(reading)
    months = np.arange(reading.months)
    for k, (ax, name) in enumerate(zip(panels, DECISIONS, strict=True)):
        ax.bar(months, found[name], width=0.8, color=COLORS.get(name, CONFLICT), lw=0)
        time_axis(ax, reading, words, 12)
        elections(ax, reading)
        ax.set_xlim(-0.5, reading.months - 0.5)
        top = max(float(found[name].max(initial=0.0)), 1.0)
        ax.set(ylim=(0.0, 1.1 * top), yticks=(top,))
        ax.set_yticklabels([words.number(top)], fontsize=6.5, color=MUTED)
        ax.grid(False)
        ax.tick_params(labelbottom=k == len(DECISIONS) - 1)
        label = words(
            "figures.decisions.row", name=words(f"decisions.{name}"), n=words.number(float(found[name].sum()))
        )
        ax.text(-0.035, 0.45, label, transform=ax.transAxes, ha="right", va="center", fontsize=SMALL, color=INK)
    return figure


def table(reading: Reading, words: Words) -> Table:
    """Every six months, decisions of each kind since the line above."""
    found, rows, last = monthly(reading), [], 0
    for month in reading.yearly:
        counts = [words.number(float(found[name][last : month + 1].sum())) for name in DECISIONS]
        rows.append([reading.date(month, words), *counts])
        last = month + 1
    return Table([words("columns.month"), *(words(f"decisions.{name}") for name in DECISIONS)], rows)
