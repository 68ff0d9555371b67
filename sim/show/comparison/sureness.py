"""How sure it is: what a difference depends on over plausible worlds, regret, targets met, runs that were enough."""

from typing import NamedTuple

import numpy as np

from sim.compare.robustness import wilson
from sim.show.comparison.gathered import HEADLINE, Gathered
from sim.show.comparison.quantities import Span, decimals, level, scale, unit_of, worlds_said
from sim.show.comparison.verdict import mark, outcome_name, title
from sim.show.words import UNKNOWN, Words

NOTABLE = 0.05  # largest p, over all parameters, of a link that is shown


class Dependence(NamedTuple):
    """A difference that is not the same in every world, and the parameters that go with it."""

    title: str
    key: str
    name: str
    mark: str
    worlds: str
    parameters: list[tuple[str, str]]  # (key, correlation in words)


class Lost(NamedTuple):
    """Regret for one outcome: the arm that loses least, the baseline, the arm that loses most."""

    name: str
    unit: str
    least: str
    baseline: str
    most: str


class Met(NamedTuple):
    """In how many worlds one arm meets the targets: all of them, then those of the first page."""

    title: str
    every: str
    each: list[str]


class Needed(NamedTuple):
    """Runs for the precision wanted, one outcome of one variant."""

    enough: str
    gain: str


def dependences(g: Gathered, words: Words) -> list[Dependence]:
    """Each difference whose direction depends on the world, largest first within a variant."""
    found = []
    for (v, k), links in g.links.items():
        worlds = worlds_said(g.outcomes.agreement(v, k), g.outcomes.worlds(v, k), words)
        told = [
            (link.key, words("versus_sure.link", rho=words.number(link.correlation, 2), p=words.number(link.p, 3)))
            for link in links
            if link.p <= NOTABLE
        ]
        sign = mark(g.outcomes.standing[v][k], float(g.outcomes.base.mean[v, k]))
        found.append(Dependence(title(g, v + 1, words), f"v{v + 1}", outcome_name(g, k, words), sign, worlds, told))
    return found


def amount(x: float, unit: str, words: Words) -> str:
    """A loss, without unit."""
    y = scale(unit) * x
    return words.number(y, decimals(0.0, y)) if np.isfinite(y) else UNKNOWN


def losses(g: Gathered, words: Words) -> list[Lost]:
    """Regret for the outcomes of the first page that have a direction."""
    found, r = [], g.f.regret
    for name in HEADLINE:
        if name not in g.names:
            continue
        k = g.names.index(name)
        column, mean = g.column("outcome", k), r.mean[:, k]
        if not np.isfinite(mean).all():
            continue

        def told(a: int, k: int = k, unit: str = column.unit) -> str:
            values = (amount(float(part[a, k]), unit, words) for part in (r.mean, r.ninetieth, r.largest))
            mean, ninetieth, largest = values
            return words("versus_sure.lost", mean=mean, ninetieth=ninetieth, largest=largest)

        ends = [
            f"{title(g, a, words)} : {told(a)}" if words.language == "fr" else f"{title(g, a, words)}: {told(a)}"
            for a in (int(np.argmin(mean)), int(np.argmax(mean)))
        ]
        found.append(Lost(outcome_name(g, k, words), unit_of(column.unit, words), ends[0], told(0), ends[1]))
    return found


def targets(g: Gathered, words: Words) -> list[str]:
    """The targets shown, in words, in the order of `Met.each`."""
    found = []
    for k in targets_shown(g):
        target, unit = g.f.targets[k], g.column("outcome", k).unit
        number = scale(unit) * target.number
        text = words.number(number, decimals(0.0, number) + 1 if number else 0)
        sense = {">=": "≥", "<=": "≤"}[target.sense]
        found.append(f"{outcome_name(g, k, words)} {sense} {text}{' %' if unit in ('rate', 'share') else ''}")
    return [text.replace(" %", "%") if words.language == "en" else text.replace(" ", " ") for text in found]


def targets_shown(g: Gathered) -> list[int]:
    """Targets that were asked, or those of the first page."""
    asked = bool(g.c.settings.targets)
    return [k for k in g.f.targets if asked or g.names[k] in HEADLINE]


def met(g: Gathered, words: Words) -> list[Met]:
    """In how many worlds each arm meets every target, and each of those shown."""
    order, s, n = list(g.f.targets), g.f.satisficing, g.n_worlds
    found = []
    for a in range(len(g.c.arms)):
        each = []
        for k in targets_shown(g):
            share = float(s.each[a, order.index(k)])
            low, high = (float(x[0]) for x in wilson(np.array([share]), np.array([n], dtype=np.int32)))
            each.append(worlds_said(Span(share, low, high), n, words))
        every = worlds_said(Span(float(s.every[a]), float(s.low[a]), float(s.high[a])), n, words)
        found.append(Met(title(g, a, words), every, each))
    return found


def needed(g: Gathered, v: int, k: int, words: Words) -> Needed:
    """Runs that would have been enough for one difference, and how many times more without common luck."""
    p = g.f.precision
    runs, gain = float(p.needed[v, k]), float(g.f.gain[v, k])
    enough = words.number(runs) if np.isfinite(runs) else UNKNOWN
    return Needed(enough, words("versus_sure.times", x=words.number(gain, 1)) if np.isfinite(gain) else UNKNOWN)


class Full(NamedTuple):
    """One line of the table of every outcome, for one variant."""

    name: str
    unit: str
    baseline: str
    variant: str
    gap: str
    worlds: str
    mark: str
    tone: str
    word: str
    enough: str
    gain: str


def level_of(g: Gathered, a: int, k: int, words: Words) -> str:
    """The mean of an arm, with its interval."""
    return level(g.outcomes.level.at(a, k), g.column("outcome", k).unit, words)
