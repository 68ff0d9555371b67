"""Whether two starts join: where they end at each value of a driver, and how the gap between them shrinks."""

from typing import TYPE_CHECKING

import numpy as np

from sim.compare.robustness import Z95
from sim.show import keys
from sim.show.explore.parts import Picture, Table, axes_at, legend, plain, sheet
from sim.show.style import CONFLICT, COOPERATION, INK, MUTED, SMALL, WIDTH, Look, styled
from sim.show.words import Words
from sim.state import Floats
from sim.study.typology import Robustness, Sided
from sim.validation.typology.drivers import HIGH, LOW, RENEWED, STABLE, Driver
from sim.validation.typology.hysteresis import CURVES, NEVER, Fate, Memory
from sim.validation.typology.thresholds import YEAR

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STARTS = {LOW: Look(CONFLICT, "^"), HIGH: Look(COOPERATION, "o")}
SHADES = ("#9ec2de", INK, "#6a3d9a")  # the least value of a driver, the one nearest to the base, the greatest
TALL = 1.95


def of_driver(r: Robustness, name: str, renewal: str) -> list[Sided]:
    """The sides of a driver, by value."""
    return sorted((s for s in r.sides if (s.driver, s.renewal) == (name, renewal)), key=lambda s: s.value)


def nearest_to_base(driver: Driver) -> float:
    """The value that stands for the base case, or the nearest one."""
    return min(driver.values, key=lambda value: abs(value - driver.base))


def over_year(curve: Floats, year: slice) -> tuple[float, float]:
    """(mean, half-width of its 95 % interval) over seeds of curve (seed, month) over a year."""
    values = curve[:, year].mean(axis=1)
    return float(values.mean()), float(Z95 * values.std(ddof=1) / np.sqrt(len(values)))


def memory_told(r: Robustness, curve: str, renewal: str, words: Words) -> str:
    """At how many values the gap of a curve closes, remains, halves."""
    found = [s.memory[curve] for s in r.sides if s.renewal == renewal]
    halves = [m.half for m in found if m.half != NEVER]
    span = words.interval(str(min(halves)), str(max(halves))) if halves else ""
    when = f" {words('robustness.starts.when', span=span)}" if halves else ""
    return words(
        "robustness.starts.told", curve=words(f"robustness.starts.curves.{curve}").capitalize(), all=len(found),
        closes=sum(m.fate is Fate.CLOSES for m in found), remains=sum(m.fate is Fate.REMAINS for m in found),
        wider=sum(abs(m.last) > abs(m.first) for m in found), halved=len(halves), when=when,
    )  # fmt: skip


def cells_of(m: Memory, months: int, words: Words) -> list[str]:
    """A memory in words: first gap, last gap, fate, half-life, pace."""
    half = words("robustness.starts.beyond", months=months) if m.half == NEVER else plain(m.half, words)
    ends = words.interval(words.number(m.low, 2), words.number(m.high, 2))
    fate = words(f"robustness.starts.fates.{m.fate.name.lower()}")
    return [words.number(m.first, 2), f"{words.number(m.last, 2)} [{ends}]", fate, half, words.percent(m.pace)]


def rows_of(r: Robustness, words: Words) -> list[list[str]]:
    """A row a driver, value, renewal and curve."""
    rows = []
    for s in r.sides:
        for curve in CURVES:
            head = [words(f"robustness.starts.drivers.{s.driver}"), plain(s.value, words),
                    words(f"robustness.starts.{s.renewal}"), words(f"robustness.starts.curves.{curve}")]  # fmt: skip
            rows.append([*head, *cells_of(s.memory[curve], r.effort.months, words)])
    return rows


def starts(r: Robustness, words: Words) -> Picture:
    """The picture."""
    text = " ".join(memory_told(r, curve, RENEWED, words) for curve in CURVES)
    head = [words(f"robustness.columns.{c}") for c in
            ("driver", "value", "renewal", "curve", "first", "last", "fate", "half", "pace")]  # fmt: skip
    return Picture(
        "starts", words.language, drawn(r, words), words("robustness.starts.title"),
        f"{words('robustness.starts.caption')} {text}", words("robustness.starts.alt", told=text),
        Table(head, rows_of(r, words), 4),
    )  # fmt: skip


@styled
def drawn(r: Robustness, words: Words) -> "Figure":
    """A column a driver: ends above, the gap of trust below."""
    years = r.effort.months / YEAR
    title = words("robustness.starts.title" if years >= 15 else "robustness.starts.title_short")
    note = words("robustness.note_starts", seeds=r.effort.starts_seeds)
    figure = sheet(2 * TALL + 1.75, title, words("robustness.starts.subtitle"), note)
    n, left = len(r.effort.drivers), 0.62
    wide = (WIDTH - left - 0.15) / n
    for k, driver in enumerate(r.effort.drivers):
        upper = axes_at(figure, left + k * wide, 0.25, wide - 0.42, TALL)
        ends(upper, r, driver, words)
        lower = axes_at(figure, left + k * wide, TALL + 0.9, wide - 0.42, TALL)
        gaps(lower, r, driver, words)
        if k == 0:
            upper.set_ylabel(words("robustness.starts.cooperation_axis"), fontsize=SMALL)
            lower.set_ylabel(words("robustness.starts.gap_axis"), fontsize=SMALL)
    legend(figure, [keys.line(words(f"robustness.starts.{start}"), STARTS[start]) for start in (HIGH, LOW)])
    return figure


def ends(ax: "Axes", r: Robustness, driver: Driver, words: Words) -> None:
    """Cooperation from both starts, in the last year and in the first, against the values of a driver."""
    sides = of_driver(r, driver.name, RENEWED)
    x = np.array([s.value for s in sides])
    middle: dict[str, Floats] = {}
    for start, look in STARTS.items():
        last = np.array([over_year(s.curves[start]["cooperation"], slice(-YEAR, None)) for s in sides])
        first = np.array([over_year(s.curves[start]["cooperation"], slice(0, YEAR)) for s in sides])
        ax.plot(x, first[:, 0], color=look.color, linewidth=0.9, linestyle=(0, (4, 2)))
        ax.fill_between(x, last[:, 0] - last[:, 1], last[:, 0] + last[:, 1], color=look.color, alpha=0.25, linewidth=0)
        ax.plot(x, last[:, 0], color=look.color, linewidth=1.8, marker=look.shape, markersize=4.0)
        middle[start] = last[:, 0]
    ax.fill_between(x, middle[LOW], middle[HIGH], color=MUTED, alpha=0.12, linewidth=0.0)
    ax.set_ylim(0.0, 1.0)
    ax.yaxis.set_major_formatter(lambda y, _: plain(y, words))
    ax.xaxis.set_major_formatter(lambda y, _: plain(y, words))
    ax.set_xlabel(words(f"robustness.starts.drivers.{driver.name}"), fontsize=SMALL)


def gaps(ax: "Axes", r: Robustness, driver: Driver, words: Words) -> None:
    """The mean gap of trust over years at three values of a driver; dashed: without renewal, at the base value."""
    base = nearest_to_base(driver)
    values = sorted({driver.values[0], base, driver.values[-1]})
    shade = {value: SHADES[1] if value == base else SHADES[0 if value < base else 2] for value in values}
    for renewal, shown in ((RENEWED, values), (STABLE, [base])):
        for side in (s for s in of_driver(r, driver.name, renewal) if s.value in shown):
            gap = (side.curves[HIGH]["trust"] - side.curves[LOW]["trust"]).mean(axis=0)
            dash = "-" if renewal == RENEWED else (0, (4, 2))
            name = plain(side.value, words) if renewal == RENEWED else None
            years = (np.arange(len(gap)) + 1.0) / YEAR
            ax.plot(years, gap, color=shade[side.value], linestyle=dash, linewidth=1.5, label=name)
            if renewal == RENEWED and side.value == base:
                ax.axhline(gap[:YEAR].mean() / 2.0, color=INK, linewidth=0.8, linestyle=(0, (1, 1.5)))
    ax.set(xlim=(0, r.effort.months / YEAR), ylim=(0.0, 0.6))
    ax.yaxis.set_major_formatter(lambda y, _: plain(y, words))
    ax.xaxis.set_major_formatter(lambda y, _: plain(y, words))
    ax.set_xlabel(words("robustness.starts.year"), fontsize=SMALL)
    ax.legend(fontsize=6.0, loc="lower left", ncols=3, handlelength=1.2, columnspacing=0.8, borderaxespad=0.1,
              title=words(f"robustness.starts.drivers.{driver.name}"), title_fontsize=6.0)  # fmt: skip
