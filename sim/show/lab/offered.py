"""What the page offers: territories, rules as readable cards, situations, sliders, every parameter, the words."""

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from sim.config import CHOICES, Scenario
from sim.inventory import inventory
from sim.metrics.typology import Typology
from sim.package import FOLDER as PACKAGES
from sim.package import Package, Strict, names, read
from sim.parameter import walk
from sim.show.comparison.provisions import key_said, unit_said, value_said
from sim.show.lab.link import MOST_MONTHS, Asked, asked_of, entries_of
from sim.show.style import DYNAMICS, ROLES, STAKES
from sim.show.words import LANGUAGES, Words, entries, french_spaces
from sim.vocabulary import DYNAMICS as DYNAMIC_NAMES
from sim.vocabulary import PHASES
from sim.vocabulary import ROLES as ROLE_NAMES
from sim.vocabulary import STAKES as STAKE_NAMES
from sim.world.quebec import fold, table

HERE = Path(__file__).parent
CONFIGS = PACKAGES.parent
GROUPS = ("conditions", "governance", "calendar")  # folders of `configs` that a situation may name a file of
SHOWN = (  # what the page reads of the words
    "lab", "lab_tour", "lab_meanings", "lab_glossary", "roles", "stakes", "dynamics", "phases", "events", "months",
    "months_short", "limits", "report.regional_table", "report.and", "report.all_regions",
)  # fmt: skip
NUMBERS = (  # what the table of assumptions reads
    "parameters", "parameter_sections", "lab_units", "lab_typology", "rules", "versus_pieces", "report.yes",
    "report.no", "versus_provisions.split", "versus_provisions.award", "versus_provisions.endorsement",
)  # fmt: skip


@functools.cache
def contents() -> Mapping[str, Any]:
    """The file `offered.yaml`."""
    found: Mapping[str, Any] = yaml.load((HERE / "offered.yaml").read_text(encoding="utf-8"), Strict)
    return found


def file_of(group: str, name: str) -> dict[str, Any]:
    """The keys that a file of `configs` states."""
    path = CONFIGS / group / f"{name}.yaml"
    tree = yaml.load(path.read_text(encoding="utf-8"), Strict) or {}
    if "# @package _global_" in path.read_text(encoding="utf-8"):
        flat = {k: v for k, v in tree.items() if not isinstance(v, dict)}
        return flat | {f"{k}.{j}": v for k, part in tree.items() if isinstance(part, dict) for j, v in part.items()}
    return {f"{group}.{key}": value for key, value in tree.items()}


def situation(name: str) -> Asked:
    """A preset as a request for the six regions."""
    told = contents()["contents"][name]
    pairs: dict[str, Any] = {}
    for group in GROUPS:
        if group in told:
            pairs |= file_of(group, told[group])
    pairs |= {"rules": told["rules"]} if "rules" in told else {}
    return asked_of(pairs | told.get("changes", {}))


def presets() -> list[dict[str, Any]]:
    """Every situation: its title, its keys as a link writes them."""
    found = []
    for name, title in contents()["presets"].items():
        asked = situation(name)
        found.append({"name": name, "title": title, "rules": asked.rules, "months": asked.months,
                      "changes": dict(asked.changes)})  # fmt: skip
    return found


def territories() -> dict[str, list[dict[str, str]]]:
    """Regions of the study, then the others, by the name that a link writes."""
    rows = [{"name": fold(row["name"]).replace(" ", "_"), "title": row["name"], "in": row["in_study"]}
            for row in table("regions")]  # fmt: skip
    return {"studied": [r for r in rows if r["in"] == "1"], "others": [r for r in rows if r["in"] != "1"]}


def card(package: Package) -> dict[str, Any]:
    """A rule as people read it: title, summary, limits, and each provision with its source."""
    found: dict[str, Any] = {"name": package.name, "kind": package.kind, "changes": dict(package.changes)}
    for language in LANGUAGES:
        words = Words(language)
        lines = []
        for key, value in package.changes.items():
            entry = next(iter(entries_of(key)), None)
            said = value_said(key, value, entry.unit if entry else "", words)
            unit = counted(said, unit_said(entry.unit, words) if entry else "", language)
            lines.append([key_said(key, words), f"{said} {unit}".strip(),
                          package.sources.get(key, entry.source if entry else ""), key])  # fmt: skip
        found[language] = {
            "title": spaced(package.title[language], language),
            "summary": spaced(package.summary[language], language),
            "limits": spaced(package.limits[language], language),
            "lines": lines,
        }
    return found


def counted(said: str, unit: str, language: str) -> str:
    """The unit of one thing, in English: 1 month; in French the units that count are mois, fois, voix."""
    return re.sub(r"^(\w+)s\b", r"\1", unit) if said == "1" and language == "en" else unit


def spaced(text: str, language: str) -> str:
    """A text of a package with the spaces that French wants."""
    return french_spaces(text) if language == "fr" else text


def sliders() -> list[dict[str, Any]]:
    """What can be moved: range, step, unit, source, value at the base."""
    base = {key: value for key, value, _ in walk(Scenario())}
    found = []
    for key, told in contents()["sliders"].items():
        entry = entries_of(key)[0]
        found.append({
            "key": key, "low": told.get("low", entry.low), "high": told.get("high", entry.high), "step": told["step"],
            "base": base[key], "share": entry.high <= 1.0, "unit": entry.unit, "source": entry.source,
        })  # fmt: skip
    return found


def assumptions(scenario: Scenario) -> list[list[Any]]:
    """Every parameter of a scenario, and of what is said of it: key, value, allowed, unit, source, whether changed."""
    defaults = {key: value for key, value, _ in walk(Scenario())}
    known = {entry.key: entry for entry in inventory()}
    found: list[list[Any]] = []
    reading = [(f"typology.{key}", value, about) for key, value, about in walk(Typology())]
    for key, value, about in [*walk(scenario), *reading]:
        span = known[key].range if key in known else f"{about.low:g} to {about.high:g}"
        found.append([key, value, span, about.unit, about.source, defaults.get(key, value) != value])
    for key, pieces in CHOICES.items():
        name, usual = getattr(scenario, key).name, getattr(Scenario(), key).name
        found.append([key, name, " | ".join(getattr(piece(), "name", "") for piece in pieces), "", "", name != usual])
    return found


def looks() -> dict[str, Any]:
    """Colors and shapes, the same as in every other picture of the house."""
    return {
        "dynamics": [[name, look.color, look.shape] for name, look in zip(DYNAMIC_NAMES, DYNAMICS, strict=True)],
        "roles": [[name, look.color] for name, look in zip(ROLE_NAMES, ROLES, strict=True)],
        "stakes": [[name, look.color] for name, look in zip(STAKE_NAMES, STAKES, strict=True)],
        "phases": list(PHASES),
    }


def dictionary(shown: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """The words that a page shows, by language and dotted key."""
    return {
        language: {k: v for k, v in entries(language).items() if any(k == s or k.startswith(f"{s}.") for s in shown)}
        for language in LANGUAGES
    }


@functools.cache
def offered() -> dict[str, Any]:
    """Everything, for the page."""
    return {
        "words": dictionary(SHOWN + NUMBERS),
        "looks": looks(),
        "territories": territories(),
        "presets": presets(),
        "recommendations": contents()["recommendations"],
        "rules": [card(read(name)) for name in names()],
        "sliders": sliders(),
        "most_months": MOST_MONTHS,
        "start": [Scenario().calendar.start_year, Scenario().calendar.start_month],
    }
