"""How relations change: trust by pair of roles, and the simulated score of the partnership tool."""

from typing import TYPE_CHECKING

import numpy as np

from sim.metrics import partnership
from sim.show import keys
from sim.show.parts import Table, elections, number_axis, time_axis
from sim.show.reading import Reading, mean_of, quantiles
from sim.show.style import COOPERATION, FAINT, INK, MUTED, PAPER, SMALL, Look, cells, sheet, styled
from sim.show.words import Words
from sim.state import Floats
from sim.vocabulary import PAIRS, ROLES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

REGIONAL = "#b3261e"


def pair_name(pair: int, words: Words) -> str:
    """community and elected, in few words."""
    a, b = PAIRS[pair]
    if a == b:
        return words(f"roles_among.{ROLES[a]}")
    return f"{words(f'roles_short.{ROLES[a]}')} – {words(f'roles_short.{ROLES[b]}')}"


def trust(reading: Reading) -> tuple[Floats, Floats, list[Floats]]:
    """(month, pair) mean over local tables, over regional tables, and the spread over local tables."""
    pairs, n = reading.history["trust_by_pair"], reading.n_territories
    spread = quantiles(np.moveaxis(pairs[:, :n], 1, 0), (0.05, 0.95))
    return mean_of(pairs[:, :n], 1), mean_of(pairs[:, n:], 1), spread


@styled
def trust_pairs(reading: Reading, words: Words, note: str) -> "Figure":
    """Trust of the ties between each pair of roles, at local and regional tables."""
    figure = sheet(4.3, words, "trust_pairs", note)
    local, regional, (low, high) = trust(reading)
    x = np.arange(reading.months)
    highest = [values[np.isfinite(values)].max(initial=0.5) for values in (high, local, regional)]
    top = min(float(np.ceil(max(highest) * 10.3) / 10), 1.0)
    for pair, ax in enumerate(cells(figure, 2, 5, (0.5, 0.2, 0.3, 0.65), (0.22, 0.55))):
        ax.fill_between(x, low[:, pair], high[:, pair], color=COOPERATION, alpha=0.18, linewidth=0.0)
        ax.plot(local[:, pair], color=COOPERATION, linewidth=1.8)
        ax.plot(regional[:, pair], color=REGIONAL, linewidth=1.4, linestyle=(0, (4, 1.5)))
        ax.set_ylim(0.0, top)
        ax.set_title(pair_name(pair, words), color=INK, fontsize=7.2)
        time_axis(ax, reading, words, 3)
        number_axis(ax, words, 1)
        elections(ax, reading)
        if pair % 5:
            ax.tick_params(labelleft=False)
        if not np.isfinite(local[:, pair]).any() and not np.isfinite(regional[:, pair]).any():
            ax.text(
                0.5,
                0.5,
                words("figures.trust_pairs.none"),
                transform=ax.transAxes,
                ha="center",
                color=MUTED,
                fontsize=SMALL,
            )
    key(figure, words)
    return figure


def key(figure: "Figure", words: Words) -> None:
    """What lines and bands mean."""
    say = {name: words(f"figures.trust_pairs.{name}") for name in ("local", "spread", "regional")}
    local, regional = Look(COOPERATION), Look(REGIONAL, dash=(0, (4, 1.5)))
    keys.row(
        figure,
        [keys.line(say["local"], local), keys.area(say["spread"], local, 0.18), keys.line(say["regional"], regional)],
    )


def trust_table(reading: Reading, words: Words) -> Table:
    """For each pair, trust at the start, in the middle and at the end, local (regional)."""
    local, regional, _ = trust(reading)
    months = [0, reading.months // 2, reading.months - 1]
    rows = [
        [
            pair_name(pair, words),
            *(f"{words.number(local[m, pair], 2)} ({words.number(regional[m, pair], 2)})" for m in months),
        ]
        for pair in range(len(PAIRS))
    ]
    return Table([words("columns.pair"), *(reading.date(m, words) for m in months)], rows)


def score_lines(ax: "Axes", reading: Reading, words: Words) -> None:
    """The score over time: mean over territories, half and nine tenths of them."""
    score = partnership.score(reading.history)
    low, lower, upper, high = quantiles(score.T, (0.05, 0.25, 0.75, 0.95))
    x = np.arange(reading.months)
    ax.fill_between(x, low, high, color=COOPERATION, alpha=0.14, linewidth=0.0)
    ax.fill_between(x, lower, upper, color=COOPERATION, alpha=0.24, linewidth=0.0)
    ax.plot(score.mean(axis=1), color=COOPERATION, linewidth=1.8)
    ax.set_ylim(0.0, 100.0)
    number_axis(ax, words)
    time_axis(ax, reading, words, 10)
    elections(ax, reading)
    ax.set_title(words("figures.partnership.score"), color=INK)


def moments(reading: Reading) -> tuple[int, int]:
    """The months compared: the end of the first year, and the last."""
    return min(11, reading.months - 1), reading.months - 1


@styled
def partnership_score(reading: Reading, words: Words, note: str) -> "Figure":
    """The simulated score of the partnership tool; its six conditions after a year and at the end."""
    figure = sheet(3.6, words, "partnership", note)
    left, right = cells(figure, 1, 2, (0.5, 0.35, 0.3, 0.65), (2.25, 0.0), (1.0, 0.95))
    score_lines(left, reading, words)
    part = partnership.conditions(reading.history).mean(axis=1)
    first, last = moments(reading)
    names = words.each("partnership", [c.word for c in partnership.CONDITIONS])
    for k in range(len(names)):
        right.plot([part[first, k], part[last, k]], [k, k], color=FAINT, linewidth=2.0, zorder=1)
        right.plot(
            [part[first, k]],
            [k],
            marker="o",
            markersize=7.5,
            color=PAPER,
            markeredgecolor=COOPERATION,
            markeredgewidth=1.5,
        )
        right.plot([part[last, k]], [k], marker="o", markersize=7.5, color=COOPERATION)
    right.set_yticks(range(len(names)), names, color=INK, fontsize=8.0)
    right.set_ylim(len(names) - 0.4, -0.6)
    right.set_xlim(0.0, 1.0)
    number_axis(right, words, 1, across=True)
    right.set_title(words("figures.partnership.conditions"), color=INK, loc="left")
    dots(figure, reading, words)
    return figure


def dots(figure: "Figure", reading: Reading, words: Words) -> None:
    """What the two dots and the bands mean."""
    say = {name: words(f"figures.partnership.{name}") for name in ("mean", "half", "nine_tenths")}
    first, last = (reading.date(m, words) for m in moments(reading))
    blue = Look(COOPERATION)
    handles = [
        keys.line(say["mean"], blue),
        keys.area(say["half"], blue, 0.36),
        keys.area(say["nine_tenths"], blue, 0.14),
    ]
    handles += [
        keys.mark(first, "o", PAPER, COOPERATION, 7.5, 1.5),
        keys.mark(last, "o", COOPERATION, COOPERATION, 7.5),
    ]
    keys.row(figure, handles)


def partnership_table(reading: Reading, words: Words) -> Table:
    """Every six months, the six conditions and the score, means over territories."""
    part, score = partnership.conditions(reading.history).mean(axis=1), partnership.score(reading.history).mean(axis=1)
    rows = [
        [reading.date(m, words), *(words.number(float(x), 2) for x in part[m]), words.number(float(score[m]), 1)]
        for m in reading.yearly
    ]
    names = words.each("partnership", [c.word for c in partnership.CONDITIONS])
    return Table([words("columns.month"), *names, words("columns.score")], rows)
