"""Differences from the baseline with their intervals: headline outcomes, roles, problems, needs, the ledger."""

from collections.abc import Sequence

import numpy as np

from sim.show.comparison.figure_panels import FEW, FONT, Drawn, interval, panels, places_of
from sim.show.comparison.figure_parts import Picture, factor, unit
from sim.show.comparison.figure_reading import CLEAR, ComparisonReading, Things
from sim.show.parts import Table
from sim.show.words import Words
from sim.vocabulary import PROBLEMS, ROLES, STAKES

MOST = 4.0  # deviations of the baseline at which a common axis stops
CROWDED = 60  # rows of a panel beyond which they are written small
GAINS = ("winners_territories", "winners_problems")  # where better is said as gaining


def headline(reading: ComparisonReading) -> Picture | None:
    """The headline outcomes, in deviations between runs of the baseline so that they share one axis."""
    return forest(reading, "differences", reading.outcomes(), standardized=True)


def roles(reading: ComparisonReading) -> Picture | None:
    """By role: who comes, who believes that it changes something, whose projects are paid."""
    quantities = ("attendance", "efficacy", "dollars")
    if reading.n_variants <= FEW:
        keys = [(role, quantity) for quantity in quantities for role in ROLES]
    else:
        keys = [(role, quantity) for role in ROLES for quantity in quantities]
    words = reading.words
    names = [f"role.{role}.{quantity}" for role, quantity in keys]
    found = reading.things(
        names,
        [words(f"roles.{role}").capitalize() for role, _ in keys],
        [words(f"versus_figures.quantities.{quantity}") for _, quantity in keys],
    )
    return forest(reading, "winners_roles", found, standardized=True) if found.some else None


def problems(reading: ComparisonReading) -> Picture | None:
    """By problem: dollars awarded."""
    return of_problems(reading, "winners_problems", "dollars")


def needs(reading: ComparisonReading) -> Picture | None:
    """By problem: need left at the end."""
    return of_problems(reading, "winners_needs", "need_left")


def of_problems(reading: ComparisonReading, name: str, quantity: str) -> Picture | None:
    """One quantity by problem, in its own unit."""
    labels = [reading.words(f"problems.{problem}").capitalize() for problem in PROBLEMS]
    found = reading.things([f"problem.{p}.{quantity}" for p in PROBLEMS], labels, [""] * len(PROBLEMS))
    return forest(reading, name, found, standardized=False) if found.some else None


def ledger(reading: ComparisonReading) -> Picture | None:
    """Conflicts booked to each stake, per 100 encounters held: whole run and last year."""
    words = reading.words
    names = [f"{family}.{stake}" for family in ("ledger", "ledger_last") for stake in STAKES]
    labels = [words(f"stakes.{stake}").capitalize() for stake in STAKES] * 2
    groups = [words(f"versus_figures.quantities.{family}") for family in ("ledger", "ledger_last") for _ in STAKES]
    found = reading.things(names, labels, groups)
    return forest(reading, "ledger", found, standardized=False) if found.some else None


def on_axis(things: Things, v: int, t: int, standardized: bool) -> tuple[float, float, float]:
    """(mean, low, high) of a difference as the axis measures it; the mean stands for a missing interval."""
    mean, low, high = things.ends(v, t)
    ends = (mean, low, high) if np.isfinite(low) else (mean, mean, mean)
    times = factor(things.columns[t])
    drawn = [things.standard(x, t) if standardized else times * x for x in ends]
    return drawn[0], drawn[1], drawn[2]


def reach_of(things: Things, standardized: bool) -> tuple[float, bool]:
    """(how far the common axis goes on each side of zero, whether some differences lie beyond it).

    Up to the farthest end of an interval, but at most four deviations of the baseline; in an own unit, at most three
    times what nine ends in ten do not exceed, so that a few large differences do not hide the others.
    """
    places = [(v, t) for v in range(len(things.sure)) for t in range(len(things.columns))]
    ends = np.abs([on_axis(things, v, t, standardized)[1:] for v, t in places])
    ends = ends[np.isfinite(ends) & (ends > 0.0)]
    if not len(ends):
        return 1.0, False
    largest = 1.1 * float(ends.max())
    reach = min(largest, MOST if standardized else 3.0 * float(np.quantile(ends, 0.9)))
    return reach, reach < float(ends.max())


def forest(reading: ComparisonReading, name: str, things: Things, standardized: bool) -> Picture | None:
    """The picture of the paired differences of these things."""
    if not things.columns:
        return None
    words, few = reading.words, reading.n_variants <= FEW
    rows = len(things.columns) if few else reading.n_variants
    reach, cut = reach_of(things, standardized)
    axis = "axis_standard" if standardized else "axis_cut" if cut else "axis_own"

    def beside(v: int, t: int) -> str:
        if things.sure[v][t] == "censored":
            return words("versus_figures.marks.censored")
        return words("versus_figures.same") if things.sure[v][t] == "same" else things.text(v, t, words)

    own = unit(things.columns[0], words)
    drawn = Drawn(
        lambda ax, y, v, t: interval(
            ax, y, on_axis(things, v, t, standardized), things.sense(v, t), things.sure[v][t], reach
        ),
        beside,
        (-reach, reach),
        words(f"versus_figures.{axis}", unit=own),
        lambda x: words.number(x, places_of(reach)),
        0.2 if rows <= (CROWDED if few else 10) else 0.165 if rows <= CROWDED else 0.13,
        FONT if rows <= CROWDED else 5.4,
        name in GAINS,
    )
    figure = panels(reading, name, things, drawn, words(f"versus_figures.{name}.subtitle"))
    return Picture(
        name,
        words.language,
        figure,
        words(f"versus_figures.{name}.title"),
        f"{words(f'versus_figures.{name}.caption')} {told(reading, things)}",
        words(f"versus_figures.{name}.alt", told=told(reading, things)),
        table(reading, things),
    )


def told(reading: ComparisonReading, things: Things) -> str:
    """How many differences leave zero out, the largest of those that matter, and how many do not, in words."""
    words = reading.words
    places = [(v, t) for v, row in enumerate(things.sure) for t in range(len(row))]
    clear = [(v, t) for v, t in places if things.sure[v][t] in CLEAR]
    small = sum(things.sure[v][t] == "small" for v, t in places)
    if not clear:
        return words(f"versus_figures.{'small_seen' if small else 'none_seen'}", n=len(places), k=small)
    size = [abs(things.standard(float(things.mean[v, t]), t)) for v, t in clear]
    order = sorted(range(len(clear)), key=lambda k: -size[k] if np.isfinite(size[k]) else 0.0)
    largest = [say(reading, things, *clear[k]) for k in order[:3]]
    text = words("versus_figures.some_seen", n=len(places), k=len(clear) + small, largest=joined(largest, words))
    return f"{text} {words('versus_figures.some_small', n=small)}" if small else text


def say(reading: ComparisonReading, things: Things, v: int, t: int) -> str:
    """One difference in a few words: variant, thing, difference, interval, unit."""
    words = reading.words
    thing = things.labels[t]
    if things.labels.count(thing) > 1:
        thing = words("versus_figures.in_group", label=thing, group=things.groups[t])
    return words("versus_figures.one", variant=reading.titles[v + 1], thing=thing, value=things.text(v, t, words),
                 unit=unit(things.columns[t], words))  # fmt: skip


def joined(parts: Sequence[str], words: Words) -> str:
    """a; b; c."""
    return ("\u202f; " if words.language == "fr" else "; ").join(parts)


def table(reading: ComparisonReading, things: Things) -> Table:
    """One row a variant and thing: the difference, its interval, in deviations of the baseline, how sure it is."""
    words, rows = reading.words, []
    for v in range(reading.n_variants):
        for t, column in enumerate(things.columns):
            standard = things.standard(float(things.mean[v, t]), t)
            rows.append([
                reading.titles[v + 1], *([things.groups[t]] if any(things.groups) else []), things.labels[t],
                unit(column, words), things.text(v, t, words),
                words.number(standard, 2), things.said(v, t, words),
            ])  # fmt: skip
    head = ["variant", *(["group"] if any(things.groups) else []), "thing", "unit", "difference", "standard", "sure"]
    return Table(words.each("versus_figures.columns", head), rows, len(head) - 4)
