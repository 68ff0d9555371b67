"""What the patterns teach about the parameters, and whether the worlds that are kept show them."""

from typing import TYPE_CHECKING

import numpy as np

from sim.explore.analysis import Calibration
from sim.show import keys
from sim.show.explore.parts import (
    CHANCE,
    DARK,
    LIGHT,
    MOST_ROWS,
    PAIR,
    ROW,
    SHARES,
    Picture,
    Shown,
    Table,
    beside,
    legend,
    margin_for,
    plain,
    rows_axes,
    sheet,
)
from sim.show.style import INK, MUTED, PAPER, RULE, WIDTH, Look, styled
from sim.state import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BESIDE, TALLER = 1.75, 1.35
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def value_at(shown: Shown, k: int, position: float) -> str:
    """The value of a parameter at a position of its range, read from the points nearest to it."""
    unit, x = shown.sample.unit[:, k], shown.sample.x[:, k]
    order = np.argsort(unit, kind="stable")
    if shown.sample.labels[k]:
        return shown.value(k, float(x[order[np.searchsorted(unit[order], position).clip(0, len(x) - 1)]]))
    return plain(float(np.interp(position, unit[order], x[order])), shown.words)


def posterior(shown: Shown) -> Picture | None:
    """Ranges of parameters before and after."""
    c, words = shown.a.calibration, shown.words
    if c is None:
        return None
    f, names = c.found, shown.sample.space.names
    order = np.argsort(-f.moved, kind="stable").tolist()
    after = np.quantile(c.unit[f.accepted], LEVELS, axis=0)
    rows = [
        [
            *shown.cells_of(names[k]),
            *(value_at(shown, k, float(after[p, k])) for p in (0, 2, 4)),
            words.percent(f.narrowed[k]),
            words.number(f.moved[k], 2),
        ]
        for k in order
    ]
    clear = [names[k] for k in order if f.moved[k] > f.by_chance]
    told = shown(
        "posterior.told" if clear else "posterior.none", names=shown.in_words(clear[:5]), n=len(clear), k=len(names),
        kept=len(f.accepted), candidates=f.candidates, fitting=f.fitting, threshold=words.number(f.threshold, 2),
    )  # fmt: skip
    columns = ("low_after", "middle_after", "high_after", "narrowed", "moved")
    return Picture(
        "posterior",
        words.language,
        posterior_drawn(shown, c, order[:MOST_ROWS]),
        shown("posterior.title"),
        f"{shown('posterior.caption')} {told}",
        shown("posterior.alt", told=told),
        Table([*shown.head_of_cells, *(shown(f"columns.{name}") for name in columns)], rows, 2),
    )


@styled
def posterior_drawn(shown: Shown, c: Calibration, rows: list[int]) -> "Figure":
    """A row a parameter: what was tried, what is kept (nine tenths, half, middle), and the middle after adjustment."""
    f, (names, under) = c.found, shown.named([shown.sample.space.names[k] for k in rows])
    left = margin_for(names, under)
    figure = sheet(len(rows) * PAIR + 0.85, shown("posterior.title"), shown("posterior.subtitle"), shown.note())
    ax = rows_axes(figure, names, left, 0.12, WIDTH - left - BESIDE, under)
    before, after = (np.quantile(x[:, rows], LEVELS, axis=0) for x in (c.unit, c.unit[f.accepted]))
    y = np.arange(len(rows)) + 0.5
    ax.hlines(y, before[0], before[4], color=RULE, linewidth=7.0)
    clear = f.moved[rows] > f.by_chance
    for pick, color in ((clear, DARK), (~clear, LIGHT)):
        ax.hlines(y[pick], after[0][pick], after[4][pick], color=color, linewidth=1.6)
        ax.hlines(y[pick], after[1][pick], after[3][pick], color=color, linewidth=6.0)
    ax.plot(after[2], y, "|", color=PAPER, markersize=6.0, markeredgewidth=1.4, zorder=4)
    numbers = [not shown.sample.labels[k] for k in rows]
    middle = np.where(numbers, np.median(c.adjusted[:, rows], axis=0), np.nan)
    ax.plot(middle, y, "d", color=PAPER, markeredgecolor=CHANCE, markersize=4.5, zorder=5)
    for row, k in enumerate(rows):
        beside(ax, row, kept_said(shown, c, k, after[:, row]), color=INK if clear[row] else MUTED)
    ax.set_xlim(-0.01, 1.01)
    ax.set_xticks([0.0, 0.5, 1.0], [shown("box.least"), shown("posterior.middle"), shown("box.most")])
    ax.text(1.02, -0.15, shown("posterior.beside"), transform=ax.get_yaxis_transform(), fontsize=6.3, color=MUTED,
            va="bottom")  # fmt: skip
    legend(
        figure,
        [
            keys.line(shown("posterior.before"), Look(RULE), 6.0),
            keys.line(shown("posterior.after"), Look(DARK), 5.0),
            keys.line(shown("posterior.chance"), Look(LIGHT), 5.0),
            keys.mark(shown("posterior.adjusted"), "d", PAPER, CHANCE, 5.0),
        ],
    )
    return figure


def kept_said(shown: Shown, c: Calibration, k: int, after: Floats) -> str:
    """Nine tenths of the values kept; for a choice, its most frequent word and the share of it."""
    if not shown.sample.labels[k]:
        return shown.words.interval(value_at(shown, k, float(after[0])), value_at(shown, k, float(after[4])))
    values, counts = np.unique(shown.sample.x[c.point[c.found.accepted], k], return_counts=True)
    first = int(np.argmax(counts))
    return f"{shown.value(k, float(values[first]))} {shown.words.percent(counts[first] / counts.sum())}"


def fit(shown: Shown) -> Picture | None:
    """Each pattern, before and after."""
    c, words = shown.a.calibration, shown.words
    if c is None:
        return None
    rows = []
    inside = []
    for p, pattern in enumerate(c.patterns.each):
        m, after = c.measures[p], c.values[c.found.accepted, p]
        level = float(np.median(after))
        share = [float(inside_share(c.values[:, p], c, p)), float(inside_share(after, c, p))]
        inside.append(share[1])
        rows.append([shown.result(m), wanted(shown, c, p), shown.amount(m, level),
                     *(words.percent(x) for x in share), pattern.source])  # fmt: skip
    worst = int(np.argmin(inside))
    told = shown("fit.told", result=rows[worst][0], share=words.percent(inside[worst]))
    columns = ("result", "pattern", "middle_after", "inside_before", "inside_after", "source")
    return Picture(
        "patterns",
        words.language,
        fit_drawn(shown, c),
        shown("fit.title"),
        f"{shown('fit.caption')} {told}",
        shown("fit.alt", told=told),
        Table([shown(f"columns.{name}") for name in columns], rows),
    )


def inside_share(values: Floats, c: Calibration, p: int) -> float:
    """Share of runs within the tolerance of a pattern; a run without the thing is not."""
    pattern = c.patterns.each[p]
    low, high = pattern.low - pattern.tolerance, pattern.high + pattern.tolerance
    return float(((values >= low) & (values <= high)).mean())


def wanted(shown: Shown, c: Calibration, p: int) -> str:
    """A pattern in words."""
    pattern, m = c.patterns.each[p], c.measures[p]
    give = shown.amount(m, pattern.tolerance)
    ends = [shown.amount(m, x) for x in (pattern.low, pattern.high)]
    if pattern.low == pattern.high:
        return shown("fit.exact", x=ends[0], give=give)
    if np.isinf(pattern.high):
        return shown("fit.at_least", x=ends[0], give=give)
    if np.isinf(pattern.low):
        return shown("fit.at_most", x=ends[1], give=give)
    low = ends[0] if m.unit in SHARES else plain(pattern.low, shown.words)
    return shown("fit.between", low=low, high=ends[1], give=give)


@styled
def fit_drawn(shown: Shown, c: Calibration) -> "Figure":
    """A row a pattern, each on its own scale: what fits, what the design gave, what the kept runs give."""
    names = [shown.result(m) for m in c.measures]
    left = margin_for(names)
    figure = sheet(len(names) * ROW * TALLER + 0.8, shown("fit.title"), shown("fit.subtitle"), shown.note())
    ax = rows_axes(figure, names, left, 0.1, WIDTH - left - 2.75)
    ax.set_ylim(len(names), 0.0)
    for p in range(len(names)):
        one(ax, shown, c, p)
    ax.set_xlim(0.0, 1.0)
    ax.set_xticks([])
    ax.grid(False)
    ax.spines[["bottom"]].set_visible(False)
    legend(
        figure,
        [
            keys.area(shown("fit.band"), Look("#f6d9bd")),
            keys.line(shown("fit.before"), Look(MUTED), 1.2),
            keys.line(shown("fit.after"), Look(DARK), 4.0),
        ],
    )
    return figure


def one(ax: "Axes", shown: Shown, c: Calibration, p: int) -> None:
    """One pattern."""
    from matplotlib.patches import Rectangle

    pattern, m = c.patterns.each[p], c.measures[p]
    every = c.values[np.isfinite(c.values[:, p]), p]
    after = c.values[c.found.accepted, p]
    ends = [x for x in (pattern.low - pattern.tolerance, pattern.high + pattern.tolerance) if np.isfinite(x)]
    least, most = min([*ends, float(np.quantile(every, 0.01))]), max([*ends, float(np.quantile(every, 0.99))])
    reach = (most - least) or 1.0

    def at(x: float) -> float:
        return float(np.clip(0.02 + 0.96 * (x - least) / reach, 0.0, 1.0))

    low, high = at(pattern.low - pattern.tolerance), at(pattern.high + pattern.tolerance)
    ax.add_patch(Rectangle((low, p + 0.08), high - low, 0.84, facecolor="#f6d9bd", linewidth=0.0))
    before, kept = (np.quantile(v, (0.05, 0.5, 0.95)) for v in (every, after))
    ax.hlines(p + 0.34, at(before[0]), at(before[2]), color=MUTED, linewidth=1.2)
    ax.plot([at(before[1])], [p + 0.34], "|", color=MUTED, markersize=6.0)
    ax.hlines(p + 0.66, at(kept[0]), at(kept[2]), color=DARK, linewidth=4.0)
    ax.plot([at(kept[1])], [p + 0.66], "|", color=PAPER, markersize=6.0, markeredgewidth=1.3)
    told = shown("fit.beside", wanted=wanted(shown, c, p), x=shown.amount(m, float(kept[1])))
    beside(ax, p, told, color=INK)
