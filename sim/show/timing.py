"""When: plans, agreements, funds and first money by region, beside the dates that are known."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.show import keys, labels
from sim.show.parts import Table, coin, elections, time_axis
from sim.show.reading import Reading
from sim.show.style import COOPERATION, INK, PAPER, REAL, RULE, SMALL, cells, inches, sheet, styled
from sim.show.words import UNKNOWN, Words
from sim.vocabulary import Agreement
from sim.world import quebec

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 18  # regions
LANE = 0.8  # inches a region
PLAN = "#7b8794"


class Fact(NamedTuple):
    """A dated event of the real process."""

    region: int  # -1 for all of Québec
    start: float  # months from the start of the run
    length: float  # months, 0 when the day is known
    text: str
    date: str  # the year alone when no more is known


def span_of(reading: Reading, date: str) -> tuple[float, float]:
    """(start, length) in months of a date given as year, year-month or year-month-day."""
    parts = [int(part) for part in date.split("-")]
    start = reading.month_of(*parts) if len(parts) > 1 else reading.month_of(parts[0], 1)
    return start, (12.0, 1.0, 0.0)[len(parts) - 1]


def facts(reading: Reading, words: Words) -> list[Fact]:
    """The facts of timeline.csv that fall within the run and concern its regions, if these are Québec's."""
    known = {row["region"]: row["name"] for row in quebec.table("regions")}
    net, found = reading.network, []
    index = {code: r for r, code in enumerate(net.region_code) if known.get(code) == net.region_name[r]}
    for row in quebec.table("timeline") if index else ():
        start, length = span_of(reading, row["date"])
        if (row["region"] and row["region"] not in index) or not 0 <= start < reading.months:
            continue
        text = words.get(f"facts.{' '.join(filter(None, (row['date'], row['region'])))}", row["event"])
        date = row["date"] if length > 1 else reading.date(int(start), words)
        found.append(Fact(index[row["region"]] if row["region"] else -1, start, length, text, date))
    return found


def lane(ax: "Axes", reading: Reading, r: int) -> None:
    """What the run gives for one region: plans, agreement, opening of the fund, first money."""
    final, y = reading.history.final, r - 0.16
    plans = final.tables.plan_month[reading.of_region(r)]
    plans = np.sort(plans[plans >= 0])
    _, again = np.unique(plans, return_index=True)
    rank = np.arange(len(plans)) - again[np.searchsorted(plans[again], plans)] if len(plans) else plans
    ax.plot(plans, y - 0.09 * rank, linestyle="", marker="|", markersize=5.2, markeredgewidth=1.8, color=PLAN)
    agreed, opened, paid = (
        int(final.regions.agreed_month[r]),
        int(final.regions.open_month[r]),
        int(reading.first_money[r]),
    )
    face = PAPER if int(final.regions.agreement[r]) == Agreement.IMPOSED else INK
    if agreed >= 0 and paid > agreed:
        ax.plot([agreed, paid], [y, y], color=COOPERATION, linewidth=2.2, alpha=0.35, zorder=1, solid_capstyle="butt")
    for month, shape, color in ((agreed, "v", face), (opened, "s", COOPERATION)):
        if 0 <= month < reading.months:
            ax.plot(
                [month], [y], linestyle="", marker=shape, markersize=6.5, color=color, markeredgecolor=INK, zorder=4
            )
    if paid >= 0:
        coin(ax, paid, y, ax.transData)


def height(fact: Fact) -> float:
    """The line on which a fact is drawn: under its region's own line, or in the lane of all Québec."""
    return fact.region + 0.14 if fact.region >= 0 else -0.86


def real(ax: "Axes", found: list[Fact]) -> None:
    """Known facts, in another color, each in the lane of its region; those of all Québec in a lane above."""
    wide, tall = (72.0 * side for side in inches(ax))
    high, low = ax.get_ylim()
    across, up = wide / ax.get_xlim()[1], tall / (high - low)
    spots, veil = [], {"boxstyle": "square,pad=0.1", "facecolor": PAPER, "linewidth": 0.0}
    for fact in found:
        x, y = fact.start + min(fact.length, 1.0) / 2, height(fact)
        if fact.length > 1:
            ax.plot([fact.start, fact.start + fact.length], [y, y], color=REAL, linewidth=3.0, solid_capstyle="butt")
            x = fact.start + fact.length / 2
        else:
            ax.plot([x], [y], marker="*", markersize=9.0, color=REAL, markeredgecolor=PAPER, zorder=4)
        at, level = x * across, (high - y) * up
        shifts = (-9.0, -17.0) if fact.region >= 0 else (9.0, 17.0, -9.0, -17.0)
        sides = ((0.0, "center", 0.0), (4.0, "left", 1.0), (-4.0, "right", 1.0))
        spots.append(
            [
                labels.Spot(at + dx, level + dy, side, "center", 5.0 * k + cost)
                for k, dy in enumerate(shifts)
                for dx, side, cost in sides
            ]
        )
    placed = labels.place([fact.text for fact in found], spots, 6.9, np.zeros((0, 4)), (2.0, 0.0, wide + 20.0, tall))
    for fact, spot in zip(found, placed.spots, strict=True):
        x, y = spot.x / across, high - spot.y / up
        ax.text(x, y, fact.text, fontsize=6.9, color=REAL, ha=spot.across, va="center", bbox=veil, zorder=6)


@styled
def timing(reading: Reading, words: Words, note: str) -> "Figure":
    """One lane a region: simulated milestones above, known facts below."""
    n = min(reading.n_regions, MOST)
    found = [fact for fact in facts(reading, words) if fact.region < n]
    everywhere = any(fact.region < 0 for fact in found)
    above = 1.5 if everywhere else 0.5
    figure = sheet(LANE * (n - 0.5 + above) + 0.95, words, "timing", note)
    rows = ([(-0.95, words("report.everywhere"))] if everywhere else []) + list(
        enumerate(reading.network.region_name[:n])
    )
    left = labels.margin([name for _, name in rows], 8.0, bold=True)
    ax = cells(figure, 1, 1, (left, 0.45, 0.1, 0.75))[0]
    ax.set_ylim(n - 0.5, -above)
    ax.set_yticks([y for y, _ in rows], [name for _, name in rows], color=INK, fontsize=8.0, fontweight="bold")
    ax.grid(axis="y", visible=False)
    for r in range(n):
        ax.axhline(r - 0.5, color=RULE, linewidth=0.8, zorder=0)
        lane(ax, reading, r)
    elections(ax, reading)
    time_axis(ax, reading, words, 12)
    real(ax, found)
    key(figure, words, bool(found))
    return figure


def key(figure: "Figure", words: Words, known: bool) -> None:
    """What marks mean."""
    say = {name: words(f"figures.timing.{name}") for name in ("plan", "agreed", "imposed", "opened", "money", "real")}
    handles = [
        keys.mark(say["plan"], "|", PLAN, PLAN, 6.0, 1.6),
        keys.mark(say["agreed"], "v", INK, size=6.5),
        keys.mark(say["imposed"], "v", PAPER, size=6.5),
        keys.mark(say["opened"], "s", COOPERATION, size=6.0),
        keys.money(say["money"]),
    ]
    keys.row(figure, [*handles, keys.mark(say["real"], "*", REAL, REAL, 9.0)] if known else handles, size=SMALL)


def table(reading: Reading, words: Words) -> Table:
    """By region: plans, agreement, fund, first money, and the facts that are known."""
    final, found = reading.history.final, facts(reading, words)

    def date(month: int) -> str:
        return reading.date(month, words) if 0 <= month < reading.months else UNKNOWN

    rows = []
    for r in range(reading.n_regions):
        plans = final.tables.plan_month[reading.of_region(r)]
        plans = plans[plans >= 0]
        spread = words.interval(date(int(plans.min())), date(int(plans.max()))) if len(plans) else UNKNOWN
        kind = words(f"agreement.{Agreement(int(final.regions.agreement[r])).name.lower()}")
        months = (final.regions.agreed_month[r], final.regions.open_month[r], reading.first_money[r])
        known = words.join(f"{fact.text} ({fact.date})" for fact in found if fact.region == r)
        dates = [date(int(month)) for month in months]
        rows.append([reading.network.region_name[r], spread, kind, *dates, known or UNKNOWN])
    return Table(words.each("columns", ("region", "plans", "agreement", "agreed", "opened", "money", "known")), rows)
