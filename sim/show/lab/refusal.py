"""A refusal as the page says it, in French and in English: the key, the value, what is allowed."""

import functools
import re
from collections.abc import Mapping

from sim.show.lab.admission import Rejected
from sim.show.lab.link import LinkError
from sim.show.words import LANGUAGES, Words, entries

GROUP = "lab_refusals."
NUMBER = r"[-+]?\d+(?:\.\d+)?(?:e[-+]\d+)?"
LONGEST = 1_200  # characters: what is allowed is a list sometimes
NUMBERS, LISTS = ("low", "high", "most", "n"), ("list", "near")


class Busy(RuntimeError):
    """Too much is asked of this machine at once."""


def refused(error: Exception) -> tuple[int, dict[str, str]]:
    """(HTTP status, message by language) of an error: 400 when what was asked is at fault, 503 busy, 500 otherwise."""
    if isinstance(error, Busy):
        return 503, {one: Words(one)("lab.busy") for one in LANGUAGES}
    if isinstance(error, Rejected):
        return error.status, {one: Words(one)(f"lab_rejected.{error.why}", **error.said) for one in LANGUAGES}
    text = str(error)
    if not isinstance(error, LinkError):
        from sim.command.refusal import explain  # brings Hydra: only when something is refused

        status, text = explain(error)
        if status != 2:
            return 500, {one: Words(one)("lab.failed") for one in LANGUAGES}
    plain = " ".join(text.removeprefix("error: ").split())
    plain = plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}..."
    told = {"en": plain, "fr": in_french(plain)}
    return 400, {one: f"{Words(one)('lab.refused')} {told[one]}" for one in LANGUAGES}


@functools.cache
def sentences() -> Mapping[str, re.Pattern[str]]:
    """What each English sentence looks like: every {name} is whatever stands there."""
    found = {}
    for key, text in entries("en").items():
        if key.startswith(GROUP):
            looks = re.sub(r"\\\{(\w+)\\\}", lambda m: shape(m[1]), re.escape(text.rstrip(".")))
            found[key] = re.compile(looks + r"\.?")
    return found


def shape(name: str) -> str:
    """The group of a {name}: a number, or any text."""
    return rf"(?P<{name}>{NUMBER if name in NUMBERS else '.*?'})"


def in_french(text: str) -> str:
    """The same refusal in French; the English if it is one that nobody has translated."""
    words = Words("fr")
    for key, looks in sentences().items():
        if match := looks.fullmatch(text):
            return words.fill(words(key), {name: said(name, part, words) for name, part in match.groupdict().items()})
    return text


def said(name: str, part: str, words: Words) -> str:
    """A part of a refusal in French: numbers and units as one writes them, what was typed as it was."""
    if name in NUMBERS:
        number = float(part)
        return words.number(number, 0 if number == int(number) else 2)
    if name == "unit":
        return words.get(f"lab_units.{part}", part)
    return part.replace("Close:", "Proches :").replace(" or ", " ou ") if name in LISTS else part
