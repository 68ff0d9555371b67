"""Three processes without life, made from the counts of a run: what a claim says is compared with what they give.

All keep how many encounters were held, where and when, and how many came; they replace what became of the encounters
(surrogate series: Theiler et al. 1992). A claim that one of them passes says nothing about negotiating.
"""

from collections.abc import Callable

import numpy as np

from sim.life.correlation import YEAR
from sim.life.dispersion import WINDOW, around_trend, centered
from sim.life.record import Meetings
from sim.life.resampling import ratio
from sim.state import Floats

# The 13-month rate of a noise still wiggles, and a second trend takes only part of the wiggle out. With S the trend and
# I - S what is left around it: WIGGLE is the variance of (I - S) S over that of I - S; ECHO what it adds to the lag-1
# autocorrelation of the lumpy null.
TREND = np.full(WINDOW, 1.0 / WINDOW)
AROUND = np.pad([1.0], WINDOW // 2) - TREND
LEFT = np.convolve(AROUND, TREND)
VARIANCE = float(AROUND @ AROUND)
WIGGLE = float(LEFT @ LEFT) / VARIANCE  # 0.014
ECHO = (float(LEFT[1:] @ LEFT[:-1]) - WIGGLE * float(AROUND[1:] @ AROUND[:-1])) / VARIANCE  # 0.009


def straight_line(m: Meetings, luck: np.random.Generator) -> Meetings:
    """Each place goes in a straight line from its first year to its last, and every encounter is drawn on its own.

    The line of each rate passes by the rate of the first twelve months, put in their middle, and that of the last
    twelve, and is prolonged to both ends, within 0 and 1. Runs of less than two years: a level line.
    """
    months = len(m.held)
    ends = [slice(0, YEAR), slice(months - YEAR, months)] if months >= 2 * YEAR else [slice(0, months)] * 2
    middle = [(s.start + s.stop - 1) / 2.0 for s in ends]
    along = (np.arange(months) - middle[0]) / max(middle[1] - middle[0], 1.0) * (months >= 2 * YEAR)
    rates = []
    for count in (m.cooperative, m.conflictual):
        first, last = (np.nan_to_num(ratio(count[s].sum(axis=0), m.held[s].sum(axis=0))) for s in ends)
        rates.append(first + along[:, None] * (last - first))
    return drawn(m, rates[0], rates[1], luck)


def drift(m: Meetings, luck: np.random.Generator) -> Meetings:
    """Each place follows its own centered 13-month rates, and every encounter is drawn on its own."""
    below = centered(m.held)
    rates = [np.nan_to_num(ratio(centered(count), below)) for count in (m.cooperative, m.conflictual)]
    return drawn(m, rates[0], rates[1], luck)


def drawn(m: Meetings, cooperation: Floats, conflict: Floats, luck: np.random.Generator) -> Meetings:
    """Counts drawn from the multinomial of each month and place; cooperation, conflict (month, place) rates."""
    held = np.rint(m.held).astype(np.int64)
    first = np.clip(cooperation, 0.0, 1.0)
    second = np.clip(conflict, 0.0, 1.0 - first)
    cooperative = luck.binomial(held, first)
    rest = np.where(first < 1.0, second / np.where(first < 1.0, 1.0 - first, 1.0), 0.0)
    conflictual = luck.binomial(held - cooperative, np.clip(rest, 0.0, 1.0))
    return m._replace(cooperative=cooperative.astype(float), conflictual=conflictual.astype(float))


def lumpy(m: Meetings, luck: np.random.Generator) -> Meetings:
    """Quarrels that come in lumps and do not last: the standardized residuals of each place, shuffled in time.

        count = held*q + z' * sqrt(held*q*(1 - q)),   z' the residual z of another month of the place

    around the 13-month rate q, both counts of a month with the same permutation. Counts are not whole, and some are
    below 0 or above `held`: rounding would add spread, and bringing them back would take some away (1.5 % with 16
    encounters of which a fifth are conflicts). The residuals are made a little smaller, so that the index of dispersion
    is that of the run: by what the trend already wiggles (see WIGGLE), and because M residuals that sum to zero, once
    shuffled, are apart by one part in M - 1 more than as many that do not.
    """
    order, key = np.arange(len(m.held))[:, None], luck.random(m.held.shape)
    there = m.held > 0.0
    source = np.argsort(np.where(there, key, np.inf), axis=0)
    target = np.argsort(np.where(there, order, len(m.held)), axis=0, kind="stable")
    months = np.maximum(there.sum(axis=0), 2.0)
    smaller = (1.0 - WIGGLE) * (months - 1.0) / months
    counts = []
    for count in (m.cooperative, m.conflictual):
        found = around_trend(count, m.held)
        spread = np.sqrt(found.expected)
        z, moved = np.nan_to_num(ratio(found.residual, spread)), np.zeros_like(spread)
        np.put_along_axis(moved, target, np.take_along_axis(z, source, axis=0), axis=0)
        binomial = np.sqrt(m.held * found.rate * (1.0 - found.rate) * smaller)
        counts.append(m.held * found.rate + moved * binomial)
    return m._replace(cooperative=counts[0], conflictual=counts[1])


NULLS: dict[str, Callable[[Meetings, np.random.Generator], Meetings]] = {
    "line": straight_line,
    "drift": drift,
    "lumpy": lumpy,
}
