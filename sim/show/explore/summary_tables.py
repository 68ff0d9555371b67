"""The numbers of a full sensitivity analysis, for a spreadsheet: plain numbers, one line an assumption."""

from collections.abc import Iterable

import numpy as np

from sim.explore.analysis import Analysis
from sim.explore.choosing import Full
from sim.inventory import entry_of
from sim.show.explore import named
from sim.show.explore.figure_decides import measured
from sim.show.parts import Table
from sim.show.words import LANGUAGES, Words

DIGITS = 5  # significant
ABOUT = ("key", *(f"words_{language}" for language in LANGUAGES), "unit", "source", "low", "high")


def number(x: float) -> str:
    """A number, nothing if there is none."""
    return f"{x:.{DIGITS}g}" if np.isfinite(x) else ""


def numbers(values: Iterable[float]) -> list[str]:
    """Numbers."""
    return [number(float(x)) for x in values]


def about(a: Analysis, k: int) -> list[str]:
    """What is known of group k of a design: of a parameter by itself, or of several that move together."""
    space, group = a.sample.space, a.sample.space.groups[k]
    words = [named.name(Words(language), group) for language in LANGUAGES]
    entry = entry_of(group)
    alone = np.flatnonzero(space.group == k)
    ends = numbers((space.low[alone[0]], space.high[alone[0]])) if entry and len(alone) == 1 else ["", ""]
    return [group, *words, entry.unit if entry else "", entry.source if entry else "", *ends]


def effects_table(full: Full) -> Table:
    """A line an assumption: its effect on each result, what luck alone would give, whether it is kept."""
    a, c = full.screening, full.choice
    found = [(s.measure.name.removeprefix("outcome."), s.screening) for s in a.sensitivities if s.screening is not None]
    columns = ("mu_star", "low", "high", "luck", "mu", "sigma", "share_of_squares")
    head = [*ABOUT, "kept", *(f"{name}_{column}" for name, _ in found for column in columns)]
    kept = set(c.kept.tolist())
    rows = []
    for k in np.argsort(-c.share.max(axis=0), kind="stable").tolist():
        line = [*about(a, k), "1" if k in kept else "0"]
        for m, (_, one) in enumerate(found):
            line += numbers(
                (one.mu_star[k], one.low[k], one.high[k], one.luck[k], one.mu[k], one.sigma[k], c.share[m, k])
            )
        rows.append(line)
    return Table(head, rows)


def shares_table(a: Analysis) -> Table:
    """A line a group: first and total indices of each result with their intervals, and the luck in the total."""
    found = measured(a)
    columns = ("first", "first_low", "first_high", "total", "total_low", "total_high", "luck")
    results = [s.measure.name.removeprefix("outcome.") for s, _ in found]
    head = [*ABOUT, *(f"{name}_{column}" for name in results for column in columns)]
    rows = [
        [*about(a, k), *numbers(getattr(one, column)[k] for _, one in found for column in columns)]
        for k in range(len(a.sample.space.groups))
    ]
    return Table(head, rows)
