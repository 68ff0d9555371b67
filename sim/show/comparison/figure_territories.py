"""Who gains and who loses, territory by territory: dollars of the fund a person in low income."""

from typing import TYPE_CHECKING

import numpy as np

from sim.show import labels
from sim.show.comparison import figure_differences
from sim.show.comparison import figure_marks as marks
from sim.show.comparison.figure_differences import CROWDED
from sim.show.comparison.figure_panels import BANDS, FEW
from sim.show.comparison.figure_parts import Picture, legend, sheet
from sim.show.comparison.figure_reading import ComparisonReading, Things
from sim.show.parts import Table
from sim.show.style import FOOT, MUTED, SMALL, WIDTH, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMN = 0.13  # inches a territory
SLANT = 55.0  # degrees


def territory_groups(reading: ComparisonReading) -> list[str]:
    """(region,) names of regions, with an asterisk where the envelope has no source."""
    pairs = zip(reading.network.region_name, reading.network.envelope_sourced, strict=True)
    return [name if known else f"{name} *" for name, known in pairs]


def territories(reading: ComparisonReading) -> Things:
    """Dollars a person in low income by territory, region by region; an asterisk marks an unsourced envelope."""
    net = reading.network
    regions = territory_groups(reading)
    return reading.things(
        [f"territory.{code}.dollars_per_poor" for code in net.code],
        net.name,
        [regions[r] for r in net.region.tolist()],
    )


def by_region(reading: ComparisonReading, things: Things) -> Things:
    """The same, territories of one region after those of another."""
    order = np.argsort(reading.network.region, kind="stable")
    return Things(
        tuple(things.columns[t] for t in order),
        tuple(things.labels[t] for t in order),
        tuple(things.groups[t] for t in order),
        things.usual[order],
        things.mean[:, order],
        things.low[:, order],
        things.high[:, order],
        things.smallest[order],
        [[row[t] for t in order] for row in things.sure],
    )


def winners_territories(reading: ComparisonReading) -> Picture | None:
    """Differences with intervals when variants are few; else one mark a variant and territory."""
    things = territories(reading)
    if not things.some or len(things.columns) < len(reading.network.code):
        return None
    things = by_region(reading, things)
    name, words, told = "winners_territories", reading.words, figure_differences.told(reading, things)
    few = reading.n_variants <= FEW
    found = figure_differences.forest(reading, name, things, standardized=False) if few else None
    caption = words(f"versus_figures.{name}.caption") if few else words(f"versus_figures.{name}.caption_many")
    if not reading.network.envelope_sourced.all():
        caption = f"{caption} * {words('versus_figures.unsourced')}."
    return Picture(
        name,
        words.language,
        found.figure if found is not None else matrix(reading, things),
        words(f"versus_figures.{name}.title"),
        f"{caption} {told}",
        words(f"versus_figures.{name}.alt", told=told),
        table(reading, things),
    )


@styled
def matrix(reading: ComparisonReading, things: Things) -> "Figure":
    """Territories in rows, region by region, variants in columns."""
    words, number, n = reading.words, len(things.columns), reading.n_variants
    at, headings, length = heights_of(things)
    row = 0.165 if number <= CROWDED else 0.125
    size = 6.6 if number <= CROWDED else 5.4
    top = 0.3 + 0.75 * labels.margin(reading.titles[1:], 7.0)
    subtitle = words("versus_figures.winners_territories.subtitle_many")
    figure = sheet(length * row + top + 0.65, words, "winners_territories", reading.note(), subtitle)
    whole, left = (
        figure.get_figheight(),
        labels.margin(things.labels, size) + labels.margin(things.groups, 7.0, bold=True),
    )
    right = 0.7 * labels.margin(reading.titles[-1:], 7.0)
    ax = figure.add_axes((left / WIDTH, (FOOT + 0.6) / whole, (WIDTH - left - right) / WIDTH, length * row / whole))
    ax.set_axis_off()
    ax.set_xlim(0.0, n)
    ax.set_ylim(length, 0.0)
    gap = n / (WIDTH - left - right)
    for t, y in enumerate(at):
        ax.text(-0.1 * gap, y, things.labels[t], fontsize=size, ha="right", va="center")
        if t % 2 == 0:
            ax.axhspan(y - 0.5, y + 0.5, color=BANDS, linewidth=0.0, zorder=0)
    for v in range(n):
        x, points = np.full(number, v + 0.5), np.full(number, 5.0 if number <= CROWDED else 4.2)
        marks.crowd(ax, x, np.array(at), points, [(things.sense(v, t), things.sure[v][t]) for t in range(number)])
    for heading, y in headings:
        ax.text(-(left - 0.12) * gap, y, heading, fontsize=7.0, fontweight="bold", color=MUTED, va="center")
        ax.plot([-(left - 0.12) * gap, n], [y - 0.65] * 2, color=MUTED, linewidth=0.6, clip_on=False)
    for v in range(n):
        ax.text(v + 0.4, -0.5, reading.titles[v + 1], fontsize=7.0, rotation=SLANT, rotation_mode="anchor", va="bottom")
    pairs = {(things.sense(v, t), sure) for v, each in enumerate(things.sure) for t, sure in enumerate(each)}
    legend(figure, marks.handles(words, pairs, gain=True), 0.1, SMALL)
    return figure


def heights_of(things: Things) -> tuple[list[float], list[tuple[str, float]], float]:
    """(height of each row, region names with theirs, total), in rows; a little room between regions."""
    at, y, headings = [], 0.0, []
    for t, group in enumerate(things.groups):
        if t == 0 or things.groups[t - 1] != group:
            y += 0.3 if t else 0.15
            headings.append((group, y + 0.5))
        at.append(y + 0.5)
        y += 1.0
    return at, headings, y + 0.1


def table(reading: ComparisonReading, things: Things) -> Table:
    """One row a variant and territory; says whether the region's envelope has a source."""
    found = figure_differences.table(reading, things)
    known = dict(zip(territory_groups(reading), reading.network.envelope_sourced, strict=True))
    words = reading.words
    rows = [[*row, words("report.yes" if known[row[1]] else "report.no")] for row in found.rows]
    return Table([*found.head, words("columns.sourced")], rows, found.names)
