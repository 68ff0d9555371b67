"""A link says everything that decides what is shown: territory, rule, seed, months, and each key that was changed.

    territory=mauricie&rules=core_mission&seed=7&conditions.facilitation=0.2&ref.rules=fqis_2010

Keys and values are those of the command line, and so are the refusals. `ref.` stands before what the reference has.
What only moves the eye (month, place, language) is in the link too, and is read by the page. A link names pieces and
numbers, never a path nor code; what could be too large for a page is refused with the limit.
"""

import functools
import hashlib
import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from sim.config import CHOICES, Scenario
from sim.inventory import Entry, inventory, near_key
from sim.override import changed
from sim.package import PLUS, Package, PackageError, applied, names, stack
from sim.parameter import ParameterError, descriptions
from sim.quoted import shown
from sim.settings import Settings
from sim.territory import Territory, open_network
from sim.world.check import near
from sim.world.network import Network
from sim.world.population import count_actors

REFERENCE = "ref."
VIEW = ("month", "place", "lang", "tour", "n", "v")  # what only moves the eye
SHARED = ("territory", "seed")  # so that reference and scenario live the same luck in the same place
LONGEST, MOST_PAIRS = 6_000, 120  # characters, pairs of a link
MOST_MONTHS, MOST_ACTORS, MOST_TIES = 120, 20_000, 10.0  # what a page can show at once
BASE = "fqis_2010"


class LinkError(ValueError):
    """A link that is refused. The message names the key, the value and what is allowed."""


class Asked(NamedTuple):
    """What decides the numbers of a run."""

    regions: tuple[str, ...] = ("six_regions",)
    rules: str = BASE
    seed: int = 1
    months: int = 60
    changes: tuple[tuple[str, Any], ...] = ()  # by key, in alphabetical order

    @property
    def query(self) -> str:
        """The shortest link that asks for this."""
        return urlencode(pairs_of(self), safe=",+")

    @property
    def digest(self) -> str:
        """A short name for exactly this."""
        return hashlib.sha256(self.query.encode()).hexdigest()[:16]


class Ready(NamedTuple):
    """A request whose every value was checked."""

    asked: Asked
    settings: Settings
    scenario: Scenario
    network: Network
    package: Package


def pairs_of(asked: Asked) -> list[tuple[str, str]]:
    """Keys and values as they are written in a link; defaults of the page are left out, but for the place."""
    found = [("territory", ",".join(asked.regions))]
    found += [("rules", asked.rules)] if asked.rules != BASE else []
    found += [("seed", str(asked.seed))] if asked.seed != 1 else []
    found += [("months", str(asked.months))] if asked.months != 60 else []
    return found + [(key, spelled(value)) for key, value in asked.changes]


def spelled(value: Any) -> str:
    """A value as it is typed."""
    return (
        str(value).lower() if isinstance(value, bool) else f"{value:.10g}" if isinstance(value, float) else str(value)
    )


def read_pairs(query: str) -> dict[str, str]:
    """The pairs of a link; a key said twice, or too many of them, is refused."""
    if len(query) > LONGEST:
        raise LinkError(f"link of {len(query)} characters: allowed: at most {LONGEST}.")
    pairs = parse_qsl(query.replace("+", "%2B"), keep_blank_values=True, encoding="utf-8", errors="replace")
    if len(pairs) > MOST_PAIRS:
        raise LinkError(f"link of {len(pairs)} keys: allowed: at most {MOST_PAIRS}.")
    found = dict(pairs)
    for key in found:
        if sum(k == key for k, _ in pairs) > 1:
            raise LinkError(f"{shown(key)} is written twice in the link.")
    return found


def both(query: str) -> tuple[Asked, Asked | None]:
    """What a link asks for, and its reference if it has one."""
    found = read_pairs(query)
    mine = {k: v for k, v in found.items() if not k.startswith(REFERENCE) and k not in VIEW}
    theirs = {k.removeprefix(REFERENCE): v for k, v in found.items() if k.startswith(REFERENCE)}
    asked = asked_of(mine)
    if not theirs:
        return asked, None
    for key in SHARED:
        if theirs.get(key, mine.get(key)) != mine.get(key):
            raise LinkError(f"{REFERENCE}{key} = {shown(theirs[key])}: the reference has the {key} of the scenario.")
    reference = asked_of({key: mine[key] for key in SHARED if key in mine} | theirs)
    return asked, reference


def asked_of(pairs: Mapping[str, Any]) -> Asked:
    """Texts, or values of a scenario file, as a request; its keys exist and its values have their type."""
    rest = dict(pairs)
    regions = rest.pop("territory", None) or "six_regions"
    seed, months = whole("seed", rest.pop("seed", 1)), whole("months", rest.pop("months", 60))
    low, high, unit, _ = descriptions(Settings)["seed"]
    if not low <= seed <= high:
        raise ParameterError("seed", seed, f"allowed: {low:g} to {high:g} ({unit})")
    rules = str(rest.pop("rules", "") or BASE)
    package_of(rules)
    changes = {key: typed(key, value) for key, value in rest.items()}
    listed = regions.split(",") if isinstance(regions, str) else regions
    each_once = tuple(dict.fromkeys(str(r).strip() for r in listed))
    return Asked(each_once, rules, seed, months, tuple(sorted(changes.items())))


def whole(key: str, value: Any) -> int:
    """A whole number, from its text: of a size that Python writes too (some 4,300 digits)."""
    try:
        return int(str(value))
    except ValueError:
        raise ParameterError(key, value, "a whole number is expected") from None


def entries_of(key: str) -> list[Entry]:
    """What is known of a key of the scenario; several for a piece's key that differs from rule to rule."""
    return [entry for entry in inventory() if entry.key == key]


def typed(key: str, value: Any) -> Any:
    """The value of a key of the scenario in its type."""
    text = value.strip() if isinstance(value, str) else shown(value)
    if key in CHOICES:
        return text
    entries = entries_of(key)
    if entries and ("." not in key or key.partition(".")[0] in ("territory", "typology")):
        raise ParameterError(key, value, "this page does not read this key")
    if not entries:
        raise ParameterError(key, value, f"no such key.{near_key(key)}")
    kind = entries[0].value
    if entries[0].choices:
        return text
    if isinstance(kind, bool):
        if text.lower() not in ("true", "false"):
            raise ParameterError(key, value, "allowed: true or false")
        return text.lower() == "true"
    try:
        number = float(text)
    except ValueError:
        raise ParameterError(key, value, f"a number is expected; allowed: {entries[0].range}") from None
    if not math.isfinite(number):
        raise ParameterError(key, value, f"allowed: {entries[0].range} ({entries[0].unit})")
    return int(number) if isinstance(kind, int) and number == int(number) else number


@functools.lru_cache(maxsize=256)
def package_of(rules: str) -> Package:
    """One of our packages, or several joined by +; a path is no name here."""
    for part in rules.split(PLUS):
        name = part.strip()
        if name not in names():
            allowed = f"no such package.{near(name, names())}\nAllowed: {', '.join(names())}."
            raise PackageError(f"rules = {shown(name)}: {allowed}")
    return stack(rules)


def ready(asked: Asked) -> Ready:
    """The live objects of a request: every value is checked as on the command line, then what is too large."""
    if not 1 <= asked.months <= MOST_MONTHS:
        raise ParameterError("months", asked.months, f"allowed on this page: 1 to {MOST_MONTHS} (months)")
    settings = Settings(territory=Territory(regions=list(asked.regions)), seed=asked.seed)
    network = open_network(settings.territory, asked.seed)
    package = package_of(asked.rules)
    scenario = changed(applied(changed(Scenario(), {"months": asked.months}), package), dict(asked.changes))
    for key, value in asked.changes:
        if key.startswith("acquaintance.") and entries_of(key)[0].unit.startswith("ties drawn") and value > MOST_TIES:
            raise ParameterError(key, value, f"allowed on this page: at most {MOST_TIES:g} ({entries_of(key)[0].unit})")
    actors = int(count_actors(network, scenario.population).sum())
    if actors > MOST_ACTORS:
        key = next((k for k, _ in asked.changes if k.startswith("population.")), "population.scale")
        value = dict(asked.changes).get(key, scenario.population.scale)
        raise ParameterError(key, value, f"makes {actors} actors; allowed on this page: at most {MOST_ACTORS}")
    return Ready(asked, settings, scenario, network, package)


def effective(scenario: Scenario, keys: Iterable[str]) -> dict[str, Any]:
    """The value that each of these keys has in a scenario; a key that its pieces do not have is left out."""
    found = {}
    for key in keys:
        group, _, name = key.partition(".")
        holder = getattr(scenario, group, None)
        if name and hasattr(holder, name):
            found[key] = getattr(holder, name)
    return found
