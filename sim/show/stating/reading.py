"""What pages, terminal and documents say of a toggle, from the tree that is kept."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.metrics.outcomes import OUTCOMES
from sim.show.comparison.quantities import Span, bare, scale, signed, unit_of
from sim.show.words import NARROW, UNKNOWN, Words

Tree = Mapping[str, Any]

OLD = "_of_possible_"  # rates that are kept for comparison, and repeat others: named after them
SHORT = 2  # effects that a document names
LONG = 3  # effects that a table names
DECIMALS = 4


def moved(toggle: Tree) -> list[str]:
    """The outcomes moved, as they are told: those that do not state the mechanism, the largest first."""
    found = [name for name, e in toggle["effects"].items() if e["verdict"] == "moved"]
    return sorted(found, key=lambda name: rank(name, toggle["effects"][name]))


def rank(name: str, effect: Tree) -> tuple[bool, bool, float]:
    """Where an outcome is told: new rates before old, what does not state the mechanism before what does."""
    return bool(effect["stated"]), OLD in name, -float(effect["times"])


def largest(toggle: Tree) -> str:
    """The outcome that comes nearest its smallest effect of interest, or goes farthest beyond."""
    effects: Mapping[str, Tree] = toggle["effects"]
    return min(effects, key=lambda name: (OLD in name, -float(effects[name]["times"])))


def gone(toggle: Tree) -> list[str]:
    """The outcomes that the base has, and hardly any toggled run."""
    return [name for name, e in toggle["effects"].items() if e["verdict"] == "unknown" and e["luck"] is not None]


def only_stated(toggle: Tree) -> bool:
    """Whether all that is moved states the mechanism."""
    return bool(0 < toggle["moved"] == toggle["moved_stated"])


def labels(names: Sequence[str], words: Words) -> str:
    """Outcomes in words."""
    return words.join(words.each("outcomes", names))


def listed(parts: Sequence[str], words: Words) -> str:
    """One thing; another: in French the semicolon has its narrow space."""
    return (f"{NARROW}; " if words.language == "fr" else "; ").join(parts)


def effect_said(name: str, effect: Tree, words: Words, interval: bool = False) -> str:
    """An effect in its unit and in standard deviations of luck."""
    unit = OUTCOMES[name][0]
    y = number(effect["mean"]) * scale(unit)
    if interval:
        size = bare(Span(*(number(effect[key]) for key in ("mean", "low", "high"))), unit, words)
    else:
        size = signed(y, places(y), words) if np.isfinite(y) else UNKNOWN
    told = {"label": words(f"outcomes.{name}"), "size": f"{size} {unit_of(unit, words)}".strip()}
    if effect["sd"] is None:
        return words("stating.effect_no_luck", **told)
    return words("stating.effect", sd=signed(effect["sd"], 1, words), **told)


def number(x: float | None) -> float:
    """A number of the tree; NaN for none."""
    return float("nan") if x is None else x


def places(y: float) -> int:
    """Decimals for two significant digits."""
    return 1 if y == 0.0 or not np.isfinite(y) else int(np.clip(1 - np.floor(np.log10(abs(y))), 0, DECIMALS))


def short(toggle: Tree, outcomes: int, words: Words) -> str:
    """What a toggle moves, in a few words."""
    names = moved(toggle)[:SHORT]
    told = listed([effect_said(name, toggle["effects"][name], words) for name in names], words)
    if only_stated(toggle):
        said = words("stating.short.own", largest=told)
    elif names:
        said = words("stating.short.moves", n=toggle["moved"], outcomes=outcomes, largest=told)
    elif toggle["open"]:
        said = words("stating.short.nothing_shown", open=toggle["open"])
    else:
        said = words("stating.short.nothing")
    if lost := gone(toggle):
        return words("stating.short.with_gone", said=said, list=labels(lost, words))
    return said


def line_said(tree: Tree, mark: str, words: Words) -> str:
    """What a line of the statements moves, in a few words: what follows its status in a document."""
    line = tree["lines"][mark]
    if line["no_key"]:
        return words("stating.short.no_key", why=line["no_key"][words.language])
    parts = []
    for name in line["toggles"]:
        toggle = tree["toggles"][name]
        said = short(toggle, tree["outcomes"], words)
        parts.append(words("stating.short.toggle", text=toggle["text"][words.language], said=said))
    return words("stating.short.measured", list=". ".join(parts))
