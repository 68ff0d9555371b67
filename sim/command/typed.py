"""A choice as a person types it, as Hydra takes it: the one door between a shell's words and Hydra's grammar.

A path is data: whatever letters it has, it names that file. A number may be written as in French (40 000, 0,1), a
yes or no in words (oui, faux). What could be read in two ways is refused with what to write.
"""

import os
import re
from collections.abc import Iterator

from sim.command.door import Refused
from sim.command.line import VALUED
from sim.inventory import Entry, entries_of, inventory
from sim.numerals import EitherWayError, with_point
from sim.settings import Sweeping

BOOLEANS = {"oui": "true", "vrai": "true", "non": "false", "faux": "false"}
QUOTES = ("'", '"')
TARGET = re.compile(r".*[<>]=?\s*[+-]?\d+")  # fragile<=0, when 2 follows a comma


def for_hydra(words: list[str]) -> list[str]:
    """Each word as Hydra takes it; options, and the word that follows one that has a value, stay as they are."""
    known = {entry.key: entry for entry in keys()}
    found, value = [], False
    for word in words:
        found.append(word if value or word.startswith("-") else choice(word, known))
        value = word in VALUED and not value
    return found


def keys() -> Iterator[Entry]:
    """Every key of every command; those of a scenario last."""
    yield from entries_of(Sweeping(), "")
    yield from inventory()


def choice(word: str, known: dict[str, Entry]) -> str:
    """One choice, `key=value`."""
    key, equals, value = word.partition("=")
    entry = known.get(key.lstrip("+"))
    if not equals or not value or key.startswith("~"):
        return word
    if entry is None:
        return f"{key}={accented(value)}"
    if entry.unit == "path":
        return f"{key}={literal(bare(value))}"
    if entry.unit == "list":
        return f"{key}={listed(value)}"
    if entry.choices:
        return f"{key}={accented(value)}"
    if isinstance(entry.value, bool):
        return f"{key}={BOOLEANS.get(value.strip().lower(), accented(value))}"
    return f"{key}={accented(numeral(key, value))}"


def numeral(key: str, value: str) -> str:
    """A number with a point and without spaces; several numbers are refused, since one is asked."""
    try:
        found = with_point(value)
    except EitherWayError as error:
        raise Refused(f"{key} = {value}: {error}.") from None
    if "," in found and not found.startswith(("[", "{", *QUOTES)):
        raise Refused(f"{key} = {value}: one number is expected; several values of one key are the work of a sweep.")
    return found


def bare(value: str) -> str:
    """A value without the quotes that stand around the whole of it; a file that has them in its name is itself."""
    around = len(value) > 1 and value[0] == value[-1] and value[0] in QUOTES and not os.path.exists(value)
    return value[1:-1].replace(f"\\{value[0]}", value[0]) if around else value


def literal(value: str) -> str:
    """Any text as a value of Hydra that is this text: in quotes, so that 1e3 or null stay words, ${x} and (1) too."""
    value = re.sub(r"(\\*)\$\{", r"\1\1\\${", value)
    return "'" + re.sub(r"(\\*)('|\Z)", lambda at: at[1] * 2 + ("\\'" if at[2] else ""), value) + "'"


def listed(value: str) -> str:
    """[a, b c, d] with each element in quotes; a value that is no list as it is."""
    if not (value.startswith("[") and value.endswith("]")):
        return accented(value)
    parts = parted(value[1:-1])
    return f"[{','.join(literal(bare(part)) for part in parts)}]" if parts != [""] else "[]"


def parted(inside: str) -> list[str]:
    """The elements of a list: a comma inside quotes, or the decimal comma of a target, does not part them."""
    found, around = [""], ""
    for letter in inside:
        if around or letter != ",":
            opens = letter in QUOTES and not around and not found[-1].strip()
            around = letter if opens else "" if letter == around else around
            found[-1] += letter
        else:
            found.append("")
    whole: list[str] = []
    for part in map(str.strip, found):
        if whole and part.isdigit() and TARGET.fullmatch(whole[-1]):
            whole[-1] += f".{part}"
        else:
            whole.append(part)
    return whole


def accented(value: str) -> str:
    """A value with letters that Hydra does not take bare, in quotes; its brackets and commas stay outside of them."""
    if value.isascii() or "'" in value or '"' in value:
        return value
    return re.sub(r"[^\[\],]+", lambda part: part[0] if part[0].isascii() else f'"{part[0]}"', value)
