"""A design in one short file. Everything is checked before a run is made.

    title: What moves conflict, and what does not
    method: latin_hypercube       # grid | list | latin_hypercube | sobol | morris | saltelli
    points: 200                   # trajectories of morris, base points of saltelli; a grid has none
    replicates: 2                 # runs with other luck at each point
    parameters:
      deliberation.gain:                           # between the ends of its plausible range
      norms.cap: {low: 10000, high: 80000}         # between these; with `steps: 5` for a grid
      award: [majority, lottery]                   # one of these
    assumed: true                 # and every number that no source supports, but `left_alone: [events, norms.cap]`
    spread: 0.5                   # width of the plausible ranges
    groups: {trust: [deliberation.gain, acquaintance]}    # factors that move together; or by_section
    rules: [fqis_2010, core_mission]               # packages, each at every point with the same luck
    luck: shared                  # shared: replicate 3 has the same luck at every point; own: each point has its own
    seed: 1                       # names the draw of the points

With `method: list`, `points` is the list: `- {norms.cap: 20000, award: lottery}`, one a point.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from sim.compare.arms import common
from sim.config import Scenario
from sim.package import PackageError, applied, stack
from sim.parameter import ParameterError, finite
from sim.places import home
from sim.quoted import shown
from sim.strict_yaml import Unreadable, tree_in
from sim.strict_yaml import text_of as text_in
from sim.sweep.factor import DesignError, Factor, assumed, check_left_alone, factor
from sim.sweep.plan import ONE_RULE, OWN, SHARED, Extent, Plan, checked
from sim.sweep.points import DRAWN, METHODS
from sim.world.check import near

FOLDER = Path(__file__).parent.parent.parent / "configs" / "designs"
KEYS = (
    "title", "method", "points", "replicates", "parameters", "assumed", "left_alone", "spread", "groups", "rules",
    "luck", "seed", "second_order", "extents",
)  # fmt: skip
BY_SECTION = "by_section"
MOST = 10**9  # of a whole number of the file


def names() -> tuple[str, ...]:
    """Our designs, in alphabetical order."""
    return tuple(sorted(page.stem for page in FOLDER.glob("*.yaml")))


def text_of(plan: Plan) -> str:
    """The design as it is kept beside its runs: as it was written, with how far it goes now."""
    tree = {**plan.told, "extents": [list(extent) for extent in plan.extents]}
    return "# points and replicates, at first, then after each extension: the last of `extents`\n" + str(
        yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=120)
    )


def tree_of(text: str) -> dict[str, Any]:
    """What the text of a design says, not checked; a DesignError if it is not a mapping."""
    try:
        tree = tree_in(text)
    except Unreadable as error:
        raise DesignError(str(error)) from None
    if not isinstance(tree, dict):
        raise DesignError("a mapping is expected, such as `method: sobol` and below it `points: 64`")
    return tree


def place(name: str) -> Path:
    """The file of a design: ours by its name, any other by its path."""
    page = FOLDER / f"{name}.yaml" if name in names() else home(name)
    if not page.is_file():
        raise DesignError(
            f"design = {shown(name) if name else 'nothing'}: there is no such file.{near(name, names())} "
            f"Allowed: {', '.join(names())}, or the path of a file such as my/design.yaml."
        )
    return page


def read(
    name: str, scenario: Scenario, typed: Mapping[str, str], points: int = 0, replicates: int = 0
) -> tuple[Plan, dict[str, dict[str, Any]]]:
    """(the plan of a design file, what each of its rules changes). typed: keys chosen for every run, as text.

    points, replicates: instead of those of the file; 0: those of the file.
    """
    page = place(name)
    try:
        tree = tree_of(text_in(page))
        changes = changes_of(tree.get("rules"), scenario, typed)
        return parsed(tree, scenario, changes, typed, points, replicates), changes
    except (DesignError, PackageError, Unreadable) as error:
        raise DesignError(f"in {page.name}: {str(error).rstrip('.')}.") from None
    except ParameterError as error:
        raise DesignError(f"in {page.name}: {error.told}.") from None


def changes_of(rules: object, scenario: Scenario, typed: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What each rule of the design changes, by its name; one that changes nothing if there are none."""
    if rules is None:
        return {ONE_RULE: {}}
    if not isinstance(rules, list) or not rules:
        raise DesignError(f"rules = {shown(rules)}: a list of packages is expected, such as [fqis_2010, core_mission]")
    found: dict[str, dict[str, Any]] = {}
    for name in map(str, rules):
        package = stack(name)
        common(scenario, package, typed)
        applied(scenario, package)
        if package.name in found:
            raise DesignError(f"rules: {shown(package.name)} is there twice")
        found[package.name] = dict(package.changes)
    return found


def parsed(
    tree: Mapping[str, Any],
    scenario: Scenario,
    changes: Mapping[str, Mapping[str, Any]],
    typed: Mapping[str, str] | None = None,
    points: int = 0,
    replicates: int = 0,
) -> Plan:
    """The plan that a file says, around a scenario."""
    for key in map(str, tree):
        if key not in KEYS:
            raise DesignError(f"{shown(key)}: no such key.{near(key, KEYS)} Allowed: {', '.join(KEYS[:-1])}")
    method = tree.get("method", "nothing")
    if method not in METHODS:
        raise DesignError(f"method = {shown(method)}:{near(str(method), METHODS)} allowed: {', '.join(METHODS)}")
    stated = {key for part in changes.values() for key in part}
    factors, rows = listed_rows(tree, scenario) if method == "list" else (factors_of(tree, scenario, stated), ())
    check_factors(method, factors, stated, typed or {})
    group_names, group = groups_of(tree.get("groups"), factors)
    luck = tree.get("luck", OWN if method in ("latin_hypercube", "sobol") else SHARED)
    if luck not in (SHARED, OWN):
        raise DesignError(f"luck = {shown(luck)}: allowed: {SHARED}, {OWN}")
    plan = Plan(
        method, factors, group_names, group, tuple(changes), luck, whole(tree, "seed", 1, 0),
        switched(tree, "second_order"), rows, (),
        {key: value for key, value in tree.items() if key not in ("extents", "replicates") and
         (key != "points" or method == "list")},
    )  # fmt: skip
    return checked(plan._replace(extents=extents_of(tree, plan, points, replicates)))


def extents_of(tree: Mapping[str, Any], plan: Plan, points: int, replicates: int) -> tuple[Extent, ...]:
    """How far the design goes: those of a folder that was extended, or the one that the file and the request say."""
    if "extents" in tree:
        return kept_extents(tree["extents"], plan)
    copies = replicates or whole(tree, "replicates", 1, 1)
    if plan.method in DRAWN:
        if not points and "points" not in tree:
            raise DesignError(f"points: how many? {plan.method} needs a whole number")
        return (Extent(points or whole(tree, "points", 1, 1), copies),)
    if points or (plan.method == "grid" and "points" in tree):
        raise DesignError(f"points = {shown(points or tree['points'])}: a {plan.method} has the points of its values")
    return (Extent(size_of(plan), copies),)


def size_of(plan: Plan) -> int:
    """Points of a grid or of a list."""
    return math.prod(len(f.levels()) for f in plan.factors) if plan.method == "grid" else len(plan.rows)


def kept_extents(told: object, plan: Plan) -> tuple[Extent, ...]:
    """The extents that the folder of a sweep keeps: each goes as far as the one before, or further."""
    found: list[Extent] = []
    pairs = told if isinstance(told, list) else []
    for one in pairs:
        whole_ones = isinstance(one, list) and len(one) == 2 and all(type(n) is int and 1 <= n <= MOST for n in one)
        last = found[-1] if found else Extent(1, 1)
        if not whole_ones or one[0] < last.points or one[1] < last.replicates:
            break
        found.append(Extent(*one))
    if not found or len(found) < len(pairs) or (plan.method not in DRAWN and found[-1].points != size_of(plan)):
        raise DesignError(f"extents = {shown(told)}: pairs of points and replicates that grow are expected")
    return tuple(found)


def factors_of(tree: Mapping[str, Any], scenario: Scenario, stated: set[str]) -> tuple[Factor, ...]:
    """The parameters that are named, then every assumed number that is not, if that is asked."""
    spread = tree.get("spread", 0.5)
    if finite(spread) is None or not 0.0 < spread < 1.0:
        raise DesignError(f"spread = {shown(spread)}: allowed: between 0 and 1, both excluded (share of a value)")
    named: object = tree.get("parameters") or {}
    if isinstance(named, list):
        keys = list(map(str, named))
        if twice := [key for key, times in Counter(keys).items() if times > 1]:
            raise DesignError(f"parameters: {shown(twice[0])} is there twice")
        named = dict.fromkeys(keys)
    if not isinstance(named, dict):
        raise DesignError(f"parameters = {shown(named)}: keys are expected, such as `deliberation.gain:`, one a line")
    found = [factor(scenario, str(key), told, spread) for key, told in named.items()]
    left = tree.get("left_alone") or []
    if not isinstance(left, list):
        raise DesignError(f"left_alone = {shown(left, quotes=True)}: a list of keys or sections is expected")
    check_left_alone(scenario, left, named)
    if switched(tree, "assumed"):
        mine = {f.key for f in found}
        more = assumed(scenario, spread, stated | mine | set(map(str, left)))
        groups = {key for key in mine if "." not in key}  # another award rule has other keys
        found += [f for f in more if f.key.partition(".")[0] not in groups]
    elif left:
        raise DesignError("left_alone: it only goes with `assumed: true`")
    return tuple(found)


def listed_rows(tree: Mapping[str, Any], scenario: Scenario) -> tuple[tuple[Factor, ...], tuple[Any, ...]]:
    """The factors and the points of a list; every point gives the same keys."""
    for key in ("parameters", "assumed", "left_alone"):
        if key in tree:
            raise DesignError(f"{key}: with method: list, `points` says everything")
    rows = tree.get("points")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) and row for row in rows):
        raise DesignError("points: with method: list, a list of points is expected, such as `- {norms.cap: 20000}`")
    keys = list(rows[0])
    for number, row in enumerate(rows):
        if set(row) != set(keys):
            different = shown(", ".join(sorted(map(str, set(row) ^ set(keys)))))
            raise DesignError(f"points: point {number} (0 is the first) does not give the same keys: {different}")
        for key, value in row.items():
            if not isinstance(value, (bool, int, float, str)):
                raise DesignError(f"points: point {number}, {key} = {shown(value)}: a number or a word is expected")
    lists = [list(dict.fromkeys(row[key] for row in rows)) for key in keys]
    found = [factor(scenario, str(key), told, 0.5) for key, told in zip(keys, lists, strict=True)]
    place = [{value: f.values[n] for n, value in enumerate(told)} for f, told in zip(found, lists, strict=True)]
    kept = [tuple(values[row[key]] for key, values in zip(keys, place, strict=True)) for row in rows]
    return tuple(found), tuple(kept)


def check_factors(method: str, factors: Sequence[Factor], stated: set[str], typed: Mapping[str, str]) -> None:
    """Refuse a design without factors, levels that are missing, and keys that something else decides."""
    if not factors and method != "grid":
        raise DesignError("parameters: nothing varies; name parameters, or write `assumed: true`")
    for f in factors:
        if method == "grid" and f.range is not None and f.steps < 2:
            raise DesignError(f"parameters.{f.key}: a grid needs a list of values, or {{steps: 5}}")
        if method != "grid" and f.steps:
            raise DesignError(f"parameters.{f.key}.steps: only a grid has steps")
        for other in stated:
            if other == f.key or other.startswith(f"{f.key}.") or f.key.startswith(f"{other}."):
                raise DesignError(f"parameters.{f.key}: a rule of the design states {other}; leave one of them out")
        if f.key in typed:
            raise DesignError(f"parameters.{f.key}: it varies, and {f.key}={typed[f.key]} was asked for every run")


def groups_of(told: object, factors: Sequence[Factor]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """(names, the group of each factor), in the order in which groups first appear among the factors."""
    keys = [f.key for f in factors]
    name_of: dict[str, str] = {}
    if told == BY_SECTION:
        name_of = {key: key.partition(".")[0] for key in keys}
    elif isinstance(told, dict):
        for name, members in told.items():
            for member in members if isinstance(members, list) else [members]:
                mine = [key for key in keys if key == member or key.startswith(f"{member}.")]
                if not mine:
                    raise DesignError(
                        f"groups.{shown(name)}: {shown(member)}: it does not vary.{near(str(member), keys)}"
                    )
                if taken := [key for key in mine if key in name_of]:
                    raise DesignError(f"groups.{shown(name)}: {taken[0]} is in {name_of[taken[0]]} already")
                name_of |= dict.fromkeys(mine, str(name))
    elif told is not None:
        raise DesignError(f"groups = {shown(told, quotes=True)}: {BY_SECTION} is expected, or names and lists of keys")
    full = [name_of.get(key, key) for key in keys]
    order = tuple(dict.fromkeys(full))
    return order, tuple(order.index(name) for name in full)


def whole(tree: Mapping[str, Any], key: str, absent: int, least: int) -> int:
    """A whole number of the file."""
    value = tree.get(key, absent)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise DesignError(f"{key} = {shown(value, quotes=True)}: a whole number of {least} or more is expected")
    if value > MOST:
        raise DesignError(f"{key} = {shown(value)}: allowed: {least} to {MOST:,}")
    return value


def switched(tree: Mapping[str, Any], key: str) -> bool:
    """A yes or no of the file."""
    value = tree.get(key, False)
    if not isinstance(value, bool):
        raise DesignError(f"{key} = {shown(value, quotes=True)}: allowed: true or false")
    return value
