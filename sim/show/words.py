"""The displayed words, in French and English, and how numbers and dates are written in each language."""

import functools
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

LANGUAGES = ("fr", "en")
FILES = (
    "words",
    "figures",
    "report",
    "comparison/words",
    "comparison/figures",
    "comparison/chronicle",
    "explore/words",
    "explore/sensitivity",
    "validation/words",
    "validation/typology",
    "facing/words",
    "living/words",
    "stating/words",
    "parameters",
    "lab/words",
    "lab/units",
    "lab/refusals",
)
NARROW, SPACE, MINUS = "\u202f", "\u00a0", "\u2212"
UNKNOWN = "—"
PLURAL = re.compile(r"\{(\w+)\|([^|}]*)\|([^}]*)\}")


def french_spaces(text: str) -> str:
    """The text with non-breaking spaces where French typography wants them."""
    text = re.sub(r" ([:%$»]|M\$)", rf"{SPACE}\1", text)
    text = re.sub(r" ([;?!])", rf"{NARROW}\1", text)
    return text.replace("« ", f"«{SPACE}")


@functools.cache
def tree() -> Mapping[str, Any]:
    """The words of every file, as one tree."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where it is installed
    found: dict[str, Any] = {}
    for name in FILES:
        path = Path(__file__).parent / f"{name}.yaml"
        found |= yaml.load(path.read_text(encoding="utf-8"), loader) or {}
    return found


def leaves(branch: Mapping[str, Any] | None = None, path: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    """(dotted key, words by language) of every entry."""
    for key, value in (tree() if branch is None else branch).items():
        below = f"{path}.{key}" if path else str(key)
        if not isinstance(value, Mapping):
            raise ValueError(f"words: {path}: {key!r} stands where fr and en are expected")
        if any(isinstance(v, Mapping) for v in value.values()):
            yield from leaves(value, below)
        else:
            yield below, value


@functools.cache
def entries(language: str) -> Mapping[str, str]:
    """Dotted key to word in one language, spaces made non-breaking where they must be."""
    if language not in LANGUAGES:
        raise ValueError(f"language = {language!r}: allowed: {', '.join(LANGUAGES)}")
    spaced = french_spaces if language == "fr" else str
    return {key: spaced(str(words[language])).strip() for key, words in leaves()}


class Words:
    """One language's words and habits: `words("roles.citizen")`, `words.percent(0.5)`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.entries = entries(language)

    def __call__(self, key: str, **values: object) -> str:
        """The word of a key, with its {names} filled; numbers are written in the language's way."""
        return self.fill(self.entries[key], values)

    def get(self, key: str, otherwise: str) -> str:
        """The word of a key, or `otherwise`: for words that a variant of the model may add."""
        return self.entries.get(key, otherwise)

    def each(self, group: str, keys: Iterable[str]) -> list[str]:
        """The words of several keys of a group."""
        return [self(f"{group}.{key}") for key in keys]

    def fill(self, template: str, values: Mapping[str, object]) -> str:
        """The template with its names filled and its plurals chosen."""

        def choose(match: re.Match[str]) -> str:
            n = values[match[1]]
            assert isinstance(n, (int, float))
            single = abs(n) < 2 if self.language == "fr" else n == 1
            return match[2] if single else match[3]

        written = {k: self.number(v) if isinstance(v, (int, float)) else v for k, v in values.items()}
        return PLURAL.sub(choose, template).format_map(written) if values else template

    def number(self, x: float, decimals: int = 0) -> str:
        """1 234,5 in French, 1,234.5 in English; a dash when there is none."""
        if not math.isfinite(x):
            return UNKNOWN
        text = f"{abs(x):,.{decimals}f}"
        if self.language == "fr":
            text = text.replace(",", SPACE).replace(".", ",")
        zero = not text.strip("0,.")
        return MINUS + text if x < 0 and not zero else text

    def percent(self, share: float, decimals: int = 0) -> str:
        """A share in [0, 1] as a percentage."""
        text = self.number(100.0 * share, decimals)
        return text if text == UNKNOWN else text + (f"{SPACE}%" if self.language == "fr" else "%")

    def dollars(self, amount: float, decimals: int = 0) -> str:
        """An amount of dollars; in millions from one million on."""
        million = abs(amount) >= 999_500.0
        text = self.number(abs(amount) / 1e6, max(decimals, 2)) if million else self.number(abs(amount), decimals)
        if text == UNKNOWN:
            return text
        sign = MINUS if amount < 0 else ""
        if self.language == "fr":
            return f"{sign}{text}{SPACE}{'M$' if million else '$'}"
        return f"{sign}${text}{'M' if million else ''}"

    def interval(self, low: str, high: str) -> str:
        """From one written number to another."""
        return low if low == high else self("report.interval", low=low, high=high)

    def date(self, month_of_year: int, year: int, short: bool = False) -> str:
        """avril 2010, April 2010; short: avr. 2010, Apr. 2010."""
        return f"{self(f'months_short.{month_of_year}' if short else f'months.{month_of_year}')}{SPACE}{year}"

    def join(self, parts: Iterable[str]) -> str:
        """a, b et c."""
        items = list(parts)
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self('report.and')} {items[-1]}"
