"""Who comes to the tables, what perspectives are there, and where the tables have got to."""

from typing import TYPE_CHECKING

import numpy as np

from sim.show import keys
from sim.show.parts import Table, banded, elections, inside, number_axis, share_axis, stacked, time_axis
from sim.show.reading import Band, Reading, band_of, quantiles
from sim.show.style import INK, PHASES, ROLES, cells, sheet, styled
from sim.show.words import Words
from sim.state import Floats
from sim.vocabulary import PHASES as PHASE_NAMES
from sim.vocabulary import ROLES as NAMES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PERSPECTIVES = 9
COVERAGE = "#56616c"


def phases(reading: Reading) -> Floats:
    """(month, phase) share of local tables."""
    phase = reading.history["phase"][:, : reading.n_territories]
    return np.stack([(phase == k).mean(axis=1) for k in range(len(PHASE_NAMES))], axis=1)


def coverage(reading: Reading) -> tuple[Floats, Band]:
    """(month,) perspectives present, mean over local tables, and how it spreads over them."""
    count = reading.history["coverage"][:, : reading.n_territories] * PERSPECTIVES
    return count.mean(axis=1), Band(*quantiles(count.T, (0.05, 0.25, 0.5, 0.75, 0.95)))


@styled
def attendance(reading: Reading, words: Words, note: str) -> "Figure":
    """Share of members present by role, perspectives present, and phases of the local tables."""
    figure = sheet(5.15, words, "attendance", note)
    panels = cells(figure, 2, 3, (0.6, 0.2, 0.3, 0.65), (0.5, 0.55))
    band = band_of([r.attendance for r in reading.replicates])
    this = reading.this.attendance
    top = float(max(this.max(), band.high.max() if band is not None else 0.0, 0.05)) * 1.05
    for k, (look, name) in enumerate(zip(ROLES, NAMES, strict=True)):
        part = None if band is None else Band(*(side[:, k] for side in band))
        banded(panels[k], part, this[:, k], look._replace(dash="-"))
        share_axis(panels[k], words, min(top, 1.0))
        title = words(f"roles.{name}")
        panels[k].set_title(title[0].upper() + title[1:], color=look.color)
    mean, spread = coverage(reading)
    x = np.arange(reading.months)
    panels[4].fill_between(x, spread.low, spread.high, color=COVERAGE, alpha=0.14, linewidth=0.0)
    panels[4].fill_between(x, spread.lower, spread.upper, color=COVERAGE, alpha=0.24, linewidth=0.0)
    panels[4].plot(mean, color=COVERAGE, linewidth=1.7)
    panels[4].set_ylim(0.0, PERSPECTIVES)
    panels[4].set_yticks([0, 3, 6, 9])
    number_axis(panels[4], words)
    panels[4].set_title(words("figures.attendance.coverage"), color=INK)
    shares = phases(reading)
    stacked(panels[5], shares, PHASES)
    inside(panels[5], shares, words.each("phases", PHASE_NAMES), PHASES, 0.031)
    share_axis(panels[5], words)
    panels[5].set_title(words("figures.attendance.phases"), color=INK)
    for ax in panels:
        time_axis(ax, reading, words)
        elections(ax, reading)
    keys.row(figure, [keys.area(words(f"phases.{k}"), look) for look, k in zip(PHASES, PHASE_NAMES, strict=True)])
    return figure


def table(reading: Reading, words: Words) -> Table:
    """Every six months: share of members present by role, perspectives present."""
    band = band_of([r.attendance for r in reading.replicates])
    mean, _ = coverage(reading)
    rows = []
    for month in reading.yearly:
        row = [reading.date(month, words)]
        for k in range(len(NAMES)):
            text = words.percent(float(reading.this.attendance[month, k]), 1)
            if band is not None:
                ends = (words.percent(float(side[month, k]), 1) for side in (band.low, band.high))
                text += f" ({words.interval(*ends)})"
            row.append(text)
        rows.append([*row, words.number(float(mean[month]), 1)])
    return Table([words("columns.month"), *words.each("roles", NAMES), words("columns.coverage")], rows)
