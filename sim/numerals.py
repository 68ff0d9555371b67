"""A number as a person writes it, in French or in English: 40 000, 0,1, 1 234,5, 1,234.5, −2."""

import re

SPACES = "[ \u00a0\u202f\u2009]"  # plain, no-break, narrow no-break, thin
GROUPS = re.compile(rf"[+-]?\d{{1,3}}(?:{SPACES}\d{{3}})+(?:[.,]\d+)?")
ENGLISH = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+|[+-]?[1-9]\d{0,2}(?:,\d{3}){2,}")
GERMAN = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+")
COMMA = re.compile(r"[+-]?\d+,\d+(?:[eE][+-]?\d+)?")
EITHER = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")  # thousands in English, thousandths in French


class EitherWayError(ValueError):
    """A number that two readers would read as two numbers. The message says what to write."""


def with_point(text: str) -> str:
    """The number as Python writes it; `text` itself if it is not a number in a way known here.

    An EitherWayError for 40,000: forty thousand for one reader, forty for another.
    """
    bare = text.strip().replace("\u2212", "-")
    if EITHER.fullmatch(bare):
        whole, _, last = bare.partition(",")
        raise EitherWayError(f"thousands, or a decimal comma? Write {whole}{last}, or {whole}.{last}")
    if GROUPS.fullmatch(bare):
        return re.sub(SPACES, "", bare).replace(",", ".")
    if ENGLISH.fullmatch(bare):
        return bare.replace(",", "")
    if GERMAN.fullmatch(bare):
        return bare.replace(".", "").replace(",", ".")
    return bare.replace(",", ".") if COMMA.fullmatch(bare) else bare


def number(text: str) -> float:
    """The number that a text is; a ValueError if it is none, an EitherWayError if it could be two."""
    return float(with_point(text))
