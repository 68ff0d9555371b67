"""Packages: a funding rule in a small file that says only what differs, in words that two languages can read.

    kind: amendment                    # or rule: stands by itself; at most one in a stack
    title: {en: ..., fr: ...}
    summary: {en: ..., fr: ...}
    award: majority                    # a piece by its name: split, award, endorsement
    award.threshold: 0.67              # a key of the piece; groups may also be nested, as norms below
    norms: {cap: 40000}
    sources: {norms.cap: "[A] ..."}    # and `limits`: what the file cannot say; `includes`: other packages

Ours are in `configs/packages`; a user's is any file, named by its path. Amendments stack on a rule and have the last
word over it; two amendments that disagree, or two rules, are refused. A package names pieces, never code.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sim.config import CHOICES, Scenario
from sim.inventory import near_key
from sim.override import changed
from sim.parameter import ParameterError
from sim.places import home
from sim.quoted import shown
from sim.strict_yaml import Strict as Strict
from sim.strict_yaml import Unreadable, tree_of
from sim.world.check import near

FOLDER = Path(__file__).parent.parent / "configs" / "packages"
RULE, AMENDMENT = "rule", "amendment"
WORDS = ("title", "summary", "limits")
HEAD = ("kind", *WORDS, "sources", "includes")
LANGUAGES = ("en", "fr")
STATED = ("norms", *CHOICES, "governance", "calendar", "negotiation")  # what a rule may state
PLUS = "+"


class PackageError(ValueError):
    """A package that is refused. The message names the file, the key, the value and what is allowed."""


class Package(NamedTuple):
    """What a funding rule states."""

    name: str
    kind: str
    title: Mapping[str, str]  # by language
    summary: Mapping[str, str]
    limits: Mapping[str, str]  # what it cannot say; empty if nothing
    changes: Mapping[str, Any]  # dotted key: value, in the order of the file
    sources: Mapping[str, str]  # by key


def names() -> tuple[str, ...]:
    """Ours, in alphabetical order."""
    return tuple(sorted(page.stem for page in FOLDER.glob("*.yaml")))


def place(name: str) -> Path:
    """The file of a package: ours by its name, any other by its path."""
    if name in names():
        return FOLDER / f"{name}.yaml"
    page = home(name)
    if page.suffix == ".py":
        raise PackageError(f"rules = {shown(name)}: a package is a YAML file. Code is given with --load {shown(name)}.")
    if page.suffix in (".yaml", ".yml"):
        if not os.path.isfile(page):
            raise PackageError(f"rules = {shown(name)}: there is no such file.")
        return page
    raise PackageError(
        f"rules = {shown(name)}: no such package.{near(name, names())}\n"
        f"Allowed: {', '.join(names())}, or the path of a file such as my/rule.yaml; several are joined by {PLUS}."
    )


def read(name: str, trail: tuple[str, ...] = ()) -> Package:
    """One package, checked: every key exists, every value is in range."""
    page = place(name)
    try:
        found = parsed(page.stem if name in names() else name, tree_of(page), (*trail, name))
        changed(Scenario(), {k: v for k, v in found.changes.items() if checkable(k, found.changes)})
    except PackageError as error:
        raise PackageError(f"in {page.name}: {error}" if not str(error).startswith("in ") else str(error)) from None
    except ParameterError as error:
        raise PackageError(f"in {page.name}: {error.told}.") from None
    except Unreadable as error:
        raise PackageError(f"in {page.name}: {error}.") from None
    return found


def checkable(key: str, changes: Mapping[str, Any]) -> bool:
    """False for a key of a piece that another package chooses: what it is worth is seen once they are stacked."""
    group, dot, _ = key.partition(".")
    return not dot or group not in CHOICES or group in changes


def parsed(name: str, tree: object, trail: tuple[str, ...]) -> Package:
    """The package that a file says, included ones first."""
    if not isinstance(tree, dict):
        raise PackageError("a mapping is expected, such as `norms:` and below it `  cap: 40000`")
    kind = tree.get("kind", AMENDMENT)
    if kind not in (RULE, AMENDMENT):
        raise PackageError(f"kind = {shown(kind)}: allowed: {RULE} (stands by itself), {AMENDMENT} (changes another)")
    included = tree.get("includes") or []
    if not isinstance(included, list):
        raise PackageError(f"includes = {shown(included)}: a list is expected, such as [core_mission, five_year_plan]")
    for other in map(str, included):
        if other in trail:
            raise PackageError(f"includes = {shown(other)}: it includes this one in turn")
    below = [read(str(other), trail) for other in included]
    if kind == AMENDMENT and any(p.kind == RULE for p in below):
        raise PackageError(f"includes = {shown(included)}: an {AMENDMENT} cannot include a {RULE}")
    own = once(flat(tree))
    base, sources = united(below, own), {k: v for p in below for k, v in p.sources.items()}
    texts = {word: by_language(word, tree.get(word), name if word == "title" else "") for word in WORDS}
    if not base:
        raise PackageError("it states nothing; write what differs, such as `norms:` and below it `  cap: 40000`")
    return Package(
        name, kind, texts["title"], texts["summary"], texts["limits"], base, sources | read_sources(tree, base)
    )


def flat(tree: Mapping[Any, Any]) -> Iterable[tuple[str, Any]]:
    """(dotted key, value) of what a file states; `award: {name: majority, threshold: 0.67}` is understood too."""
    for key, value in tree.items():
        key = str(key)
        if key in HEAD:
            continue
        group = key.partition(".")[0]
        if group not in STATED:
            close = near(key, (*HEAD, *STATED)) or near_key(key)
            raise PackageError(f"{shown(key)}: no such key.{close} Allowed: {', '.join((*HEAD, *STATED))}")
        if isinstance(value, dict):
            for name, part in value.items():
                yield (key if name == "name" and key in CHOICES else f"{key}.{name}"), part
        elif "." in key or key in CHOICES:
            yield key, value
        else:
            told = shown(value, quotes=True)
            raise PackageError(f"{key} = {told}: a group of keys is expected, such as `{key}:` and keys below it")


def once(stated: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Dotted keys and values as a mapping; a key that is stated in both forms, `norms.cap:` and `norms: {cap: ...}`,
    is refused: either could be the one that was meant."""
    found: dict[str, Any] = {}
    for key, value in stated:
        if key in found:
            raise PackageError(f"{key} is written twice, {shown(found[key])} and {shown(value)}: leave one of them out")
        found[key] = value
    return found


def by_language(word: str, text: object, absent: str) -> dict[str, str]:
    """A text in each language; one given in one language only, or without saying which, serves for both."""
    if text is None:
        return dict.fromkeys(LANGUAGES, absent)
    if isinstance(text, str):
        return dict.fromkeys(LANGUAGES, text)
    if not isinstance(text, dict) or not text or not set(text) <= set(LANGUAGES):
        raise PackageError(f"{word} = {shown(text)}: a text is expected, or one in each language: {{en: ..., fr: ...}}")
    one = str(next(iter(text.values())))
    return {language: str(text.get(language, one)) for language in LANGUAGES}


def read_sources(tree: Mapping[Any, Any], changes: Mapping[str, Any]) -> dict[str, str]:
    """The sources, each about something that is stated."""
    found = tree.get("sources") or {}
    if not isinstance(found, dict):
        raise PackageError(f"sources = {shown(found)}: one text a key is expected, such as norms.cap: '[A] ...'")
    for key in map(str, found):
        if key not in changes:
            raise PackageError(f"sources.{shown(key)}: the file states no {shown(key)}.{near(key, tuple(changes))}")
    return {str(key): str(text) for key, text in found.items()}


def united(below: Iterable[Package], own: Mapping[str, Any]) -> dict[str, Any]:
    """What several packages state together, and over them what the file that includes them states itself."""
    rules = [p for p in below if p.kind == RULE]
    if len(rules) > 1:
        raise PackageError(
            f"{rules[0].name} and {rules[1].name} are two whole rules: choose one; only amendments stack on it."
        )
    amended: dict[str, Any] = {}
    author: dict[str, str] = {}
    for p in below:
        if p.kind == RULE:
            continue
        for key, value in p.changes.items():
            if key not in own and amended.get(key, value) != value:
                raise PackageError(
                    f"{author[key]} and {p.name} clash: {key} = {shown(amended[key])} in the first, "
                    f"{shown(value)} in the second. "
                    "Leave one out, or write a package that includes both and states this key."
                )
            author.setdefault(key, p.name)
        amended = over(amended, p.changes)
    return over(over(dict(rules[0].changes) if rules else {}, amended), own)


def over(first: Mapping[str, Any], later: Mapping[str, Any]) -> dict[str, Any]:
    """Changes on changes: the later has the last word, and another piece takes the keys of the former one away."""
    gone = tuple(f"{key}." for key in CHOICES if key in later and later[key] != first.get(key))
    kept = {key: value for key, value in first.items() if not (gone and key.startswith(gone))}
    return kept | dict(later)


def stack(name: str) -> Package:
    """The package of several names joined by `+`: at most one rule, and amendments that agree."""
    whole = os.path.isfile(home(name))  # a `+` in the path of a file joins nothing
    parts = [name] if whole else [part.strip() for part in name.split(PLUS) if part.strip()]
    if len(parts) <= 1:
        return read(name.strip())
    below = [read(part) for part in parts]
    changes = united(below, {})
    kind = RULE if any(p.kind == RULE for p in below) else AMENDMENT
    texts = [
        {
            language: sep.join(getattr(p, word)[language] for p in below if getattr(p, word)[language])
            for language in LANGUAGES
        }
        for word, sep in zip(WORDS, (" + ", " ", " "), strict=True)
    ]
    sources = {key: text for p in below for key, text in p.sources.items() if p.changes.get(key) == changes.get(key)}
    return Package(PLUS.join(p.name for p in below), kind, texts[0], texts[1], texts[2], changes, sources)


def applied(scenario: Scenario, package: Package) -> Scenario:
    """The scenario under this package; a refusal names the package."""
    try:
        return changed(scenario, package.changes)
    except ParameterError as error:
        raise PackageError(f"in {package.name}: {error.told}.") from None
