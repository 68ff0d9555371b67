"""The arms of a comparison: the baseline, then its variants, each a package on the same common scenario."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sim.config import Scenario
from sim.override import changed
from sim.package import RULE, Package, PackageError, applied, names, stack, united
from sim.parameter import ParameterError, walk

ALL = "all"


class Arm(NamedTuple):
    """One funding rule in the comparison."""

    name: str
    package: Package
    scenario: Scenario


class Provision(NamedTuple):
    """One line of the table of provisions: a key, what each arm states or keeps, and where it comes from."""

    key: str
    values: tuple[Any, ...]  # (arm,)
    unit: str
    sources: tuple[str, ...]  # (arm,) empty where the arm does not state it


def arms_of(scenario: Scenario, baseline: str, variants: Sequence[str], typed: Mapping[str, str]) -> tuple[Arm, ...]:
    """The arms, the baseline first. typed: keys chosen for every arm, which no package may state again.

    A variant that is an amendment changes the baseline; one that is a rule stands in its place. `all` is every
    package of ours besides the baseline.
    """
    if not variants:
        raise ParameterError("variants", "[]", f"name one at least, or {ALL}; allowed: {', '.join(names())}, or a file")
    base = stack(baseline)
    wanted = [v for name in variants for v in (names() if name == ALL else (name,)) if name != ALL or v != baseline]
    found = [Arm(base.name, base, common(scenario, base, typed))]
    for name in dict.fromkeys(wanted):
        mine = stack(name)
        whole = mine if mine.kind == RULE else mine._replace(changes=united([base._replace(kind=RULE), mine], {}))
        found.append(Arm(mine.name, mine, common(scenario, whole, typed)))
    twice = [arm.name for k, arm in enumerate(found[1:]) if arm.name in [other.name for other in found[1 : k + 1]]]
    if twice:
        raise ParameterError("variants", twice[0], "it is named twice")
    return tuple(found)


def common(scenario: Scenario, package: Package, typed: Mapping[str, str]) -> Scenario:
    """The common scenario under a package."""
    for key in package.changes:
        said = next((k for k in typed if k == key or key.startswith(f"{k}.")), None)
        if said is not None:
            raise PackageError(
                f"{said} = {typed[said]}: it would be the same in every arm, but {package.name} states {key}. "
                "Leave it out, or write it in a package of your own."
            )
    return applied(scenario, package)


def provisions(arms: Sequence[Arm]) -> list[Provision]:
    """Every provision in which the arms differ, in the order of the configuration; the pieces first."""
    found = []
    for key in ("split", "award", "endorsement"):
        values = tuple(getattr(arm.scenario, key).name for arm in arms)
        if len(set(values)) > 1:
            found.append(Provision(key, values, "", tuple(arm.package.sources.get(key, "") for arm in arms)))
    tables = [{key: (value, about.unit) for key, value, about in walk(arm.scenario)} for arm in arms]
    for key in dict.fromkeys(key for table in tables for key in table):
        held = [table.get(key, (None, "")) for table in tables]
        values = tuple(value for value, _ in held)
        if len(set(values)) > 1:
            unit = next(unit for _, unit in held if unit)
            found.append(Provision(key, values, unit, tuple(arm.package.sources.get(key, "") for arm in arms)))
    return found


def in_world(arm: Arm, changes: Mapping[str, Any]) -> Scenario:
    """The arm's scenario in a plausible world: its parameters changed, those that the arm states left alone."""
    return changed(arm.scenario, {key: value for key, value in changes.items() if key not in arm.package.changes})
