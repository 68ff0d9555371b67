"""A scenario and its numbers as files: YAML that `experiments.run` accepts, back again, and CSV for a spreadsheet.

A scenario file from a stranger is plain text until every key and value of it was checked: no tag, no anchor, no
interpolation, no path; what it states becomes a link, and nothing else.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import yaml

from sim.config import CHOICES, Scenario
from sim.inventory import near_key
from sim.metrics.typology import Dynamic
from sim.package import PackageError, Strict
from sim.parameter import ParameterError, walk
from sim.quoted import shown
from sim.show.lab.link import BASE, Asked, LinkError, Ready, asked_of, entries_of
from sim.show.lab.scene import MONEY
from sim.show.words import Words
from sim.store.saved import plain, to_yaml
from sim.store.sheets import Column, written
from sim.vocabulary import DYNAMICS, ROLES

LARGEST = 64 * 1024  # bytes of a scenario file
MOST_KEYS, DEEPEST = 1_000, 4
COMPLETE = ("schema", "quiet", "_self_")  # what stands at the head of a file that says everything
ELSEWHERE = ("typology", "replicates", "language", "figures", "defaults", "workers", "output")


def to_file(request: Ready, name: str) -> str:
    """The text of a scenario file: every value, in the words of the command line."""
    return to_yaml(request.settings, request.scenario, name)


def asked_in(text: str) -> Asked:
    """What a scenario file asks for; only what differs from the base is kept."""
    size = len(text.encode(errors="replace"))
    if size > LARGEST:
        raise LinkError(f"file of {size} bytes: allowed: at most {LARGEST}.")
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise LinkError(f"a scenario file has keys below keys: allowed: at most {DEEPEST} levels.")
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or explicit_tag(event):
                raise LinkError("anchors and tags are not read here.")
        tree = yaml.load(text, Strict)
    except (LinkError, PackageError):
        raise  # what is said above, and a key that is written twice
    except (yaml.YAMLError, RecursionError, ValueError) as error:  # ValueError: 5,000 digits, the 32nd of a month
        raise LinkError(f"not valid YAML: {shown(str(error).partition(chr(10))[0])}.") from None
    if not isinstance(tree, dict):
        raise LinkError("a scenario file is a list of keys and values, such as `seed: 7`.")
    defaults = tree.get("defaults") or []
    others = [one for one in (defaults if isinstance(defaults, list) else [defaults]) if one not in COMPLETE]
    if others:
        raise LinkError(f"defaults = {shown(others[0])}: only a complete file is read here, such as this page saves.")
    pairs = flat({str(k): v for k, v in tree.items() if k not in ELSEWHERE})
    if len(pairs) > MOST_KEYS:
        raise LinkError(f"file of {len(pairs)} keys: allowed: at most {MOST_KEYS}.")
    return asked_of(kept(territory_out(pairs)))


def explicit_tag(event: yaml.Event) -> bool:
    """Whether a value names its type, as code in YAML does."""
    return getattr(event, "tag", None) is not None


def flat(tree: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Dotted keys."""
    found: dict[str, Any] = {}
    for key, value in tree.items():
        full = f"{path}{key}"
        if isinstance(value, dict):
            found |= flat({str(k): v for k, v in value.items()}, f"{full}.")
        else:
            found[full] = value
    return found


def territory_out(pairs: dict[str, Any]) -> dict[str, Any]:
    """The place of a file as a link says it; only real regions, by their names: paths are not read."""
    place = {key: pairs.pop(key) for key in list(pairs) if key.partition(".")[0] == "territory"}
    for key in place:
        if key != "territory" and not entries_of(key):
            raise ParameterError(key, place[key], f"no such key.{near_key(key)}")
    if place.get("territory.source", "real") != "real":
        raise LinkError(f"territory.source = {shown(place['territory.source'])}: allowed on this page: real.")
    for key in ("territory.nodes", "territory.edges", "territory.graphml"):
        if place.get(key):
            raise LinkError(f"{key} = {shown(place[key])}: this page opens no file.")
    regions = place.get("territory.regions", place.get("territory", ["six_regions"]))
    listed = regions if isinstance(regions, list) else [regions]
    return pairs | {"territory": tuple(str(region) for region in listed)}


def kept(pairs: dict[str, Any]) -> dict[str, Any]:
    """Without what every scenario has already; a piece of the rule by its name first, then its keys."""
    base = Scenario()
    usual = {key: value for key, value, _ in walk(base)} | flat(plain(base))
    found: dict[str, Any] = {}
    for key, value in pairs.items():
        group, _, name = key.partition(".")
        typed = f"{shown(key)} = {shown(value, quotes=True)}"
        if isinstance(value, (list, dict)) or value is None:
            raise LinkError(f"{typed}: one value is expected.")
        if isinstance(value, str) and "${" in value:
            raise LinkError(f"{typed}: a value is expected, not a reference to another.")
        piece = getattr(base, group).name if group in CHOICES else None
        if piece is not None and name == "name":
            found |= {group: value} if value != piece else {}
        elif key not in usual or usual[key] != value or pairs.get(f"{group}.name", piece) != piece:
            found[key] = value
    return {"rules": BASE} | found


def to_csv(scene: Mapping[str, Any], request: Ready, language: str) -> bytes:
    """A line a place and month: what the page draws, for a spreadsheet in this language."""
    words, net = Words(language), request.network
    n, r, months = scene["n"], scene["r"], scene["months"]
    names = [*net.name, *(words("report.regional_table", region=x) for x in net.region_name), words("lab.everywhere")]
    codes = [*net.code, *net.region_code, ""]
    lines = [(m, p) for m in range(months) for p in range(n + r + 1)]
    cal = request.scenario.calendar
    dates = []
    for m in range(months):
        year, month = divmod(cal.start_month - 1 + m, 12)
        dates.append(f"{cal.start_year + year}-{month + 1:02d}")
    dynamics = words.each("dynamics", DYNAMICS)

    def share(name: str) -> Any:
        values = np.array([scene[name][p][m] for m, p in lines]) / 1000.0
        return np.where(values < 0.0, np.nan, values)

    def count(name: str, role: int) -> Any:
        return np.array([scene[name][p][m * len(ROLES) + role] for m, p in lines])

    columns = [
        Column("month", [m for m, _ in lines]),
        Column("date", [dates[m] for m, _ in lines]),
        Column("code", [codes[p] for _, p in lines]),
        Column("place", [names[p] for _, p in lines]),
        Column("dynamic", [dynamics[Dynamic(int(scene["dyn"][m][p]))] for m, p in lines]),
        Column("cooperation", share("coop"), 3),
        Column("conflict", share("conf"), 3),
        Column("participation", share("part"), 3),
        *(Column(name, [scene[name][p][m] for m, p in lines]) for name in MONEY),
        *(Column(name, share(name), 3) for name in ("need", "trust", "facilitation", "verticality")),
        *(Column(f"present_{role}", count("present", k)) for k, role in enumerate(ROLES)),
    ]
    return written(columns, words, language)
