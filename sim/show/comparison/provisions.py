"""The table of provisions: current against variants, with sources; what differs first, what is common summed up."""

from typing import Any, NamedTuple

from sim.compare.arms import Arm, provisions
from sim.config import CHOICES
from sim.package import STATED
from sim.parameter import Description, walk
from sim.show.comparison.gathered import Gathered
from sim.show.comparison.verdict import title
from sim.show.words import UNKNOWN, Words

UNSAID = ("", "share", "on or off", "$", "ratio")  # units that the value itself says, or that say nothing more


class Stated(NamedTuple):
    """What one arm has for a provision, and where that comes from."""

    title: str
    key: str
    value: str
    source: str
    own: bool  # the package states it itself


class Shown(NamedTuple):
    """One provision: the baseline, the variants that differ, how many do not."""

    name: str
    key: str
    unit: str
    baseline: Stated
    variants: list[Stated]
    same: int


class Common(NamedTuple):
    """A provision that is the same in every arm."""

    name: str
    key: str
    value: str
    unit: str
    source: str


def described(arm: Arm) -> dict[str, tuple[Any, Description]]:
    """Value and description of every parameter of an arm."""
    return {key: (value, about) for key, value, about in walk(arm.scenario)}


def value_said(key: str, value: Any, unit: str, words: Words) -> str:
    """A value in words: a piece by its name, a switch as yes or no, a share in percent."""
    if value is None:
        return words("versus.no_such")
    if key in CHOICES:
        return words.get(f"rules.{value}", words.get(f"versus_pieces.{value}", str(value).replace("_", " ")))
    if isinstance(value, bool):
        return words("report.yes" if value else "report.no")
    if unit.startswith("share") and 0.0 <= float(value) <= 1.0:
        return words.percent(float(value))
    if unit.startswith("$"):
        return words.dollars(float(value))
    whole = float(value) == int(value)
    return words.number(float(value), 0 if whole else 2) if unit not in ("year", "month") else str(value)


def key_said(key: str, words: Words) -> str:
    """The name of a provision."""
    return words.get(f"versus_provisions.{key}", key)


def unit_said(unit: str, words: Words) -> str:
    """The unit of a provision."""
    return "" if unit in UNSAID else words.get(f"versus_provision_units.{unit}", unit)


def source_of(arm: Arm, key: str, about: dict[str, tuple[Any, Description]]) -> str:
    """What the package says of a provision, or else the source of the parameter itself."""
    own = arm.package.sources.get(key, "")
    return own or (about[key][1].source if key in about else "")


def differing(g: Gathered, words: Words) -> list[Shown]:
    """Each provision in which a variant differs from another arm."""
    tables = [described(arm) for arm in g.c.arms]
    found = []
    for p in provisions(g.c.arms):
        stated = [
            Stated(
                title(g, a, words),
                f"v{a}",
                value_said(p.key, p.values[a], p.unit, words),
                source_of(arm, p.key, tables[a]) if p.values[a] is not None else "",
                p.key in arm.package.changes,
            )
            for a, arm in enumerate(g.c.arms)
        ]
        other = [s for s, value in zip(stated[1:], p.values[1:], strict=True) if value != p.values[0]]
        same = len(stated) - 1 - len(other)
        found.append(Shown(key_said(p.key, words), p.key, unit_said(p.unit, words), stated[0], other, same))
    return found


def common(g: Gathered, words: Words) -> list[Common]:
    """The provisions of a rule that are the same in every arm."""
    different = {p.key for p in provisions(g.c.arms)}
    base = g.c.arms[0]
    found = []
    for key in CHOICES:
        if key not in different:
            name = getattr(base.scenario, key).name
            source = base.package.sources.get(key, "")
            found.append(Common(key_said(key, words), key, value_said(key, name, "", words), "", source or UNKNOWN))
    for key, (value, about) in described(base).items():
        if key not in different and key.partition(".")[0] in STATED:
            source = base.package.sources.get(key, about.source)
            said = value_said(key, value, about.unit, words)
            found.append(Common(key_said(key, words), key, said, unit_said(about.unit, words), source))
    return found


def elsewhere(g: Gathered) -> int:
    """How many other parameters, outside of what a rule may state, are the same in every arm."""
    return sum(key.partition(".")[0] not in STATED for key, _, _ in walk(g.c.arms[0].scenario))
