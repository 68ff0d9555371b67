"""Numbers as people write them: a decimal point or comma, thousands set apart, a percent or a dollar sign.

`1,234` can be read twice. Which reading is right is not this page's business: it gives both.
"""

import re
from typing import NamedTuple

BLANKS = "\u00a0\u202f\u2009\u2007"  # no-break, narrow no-break (French thousands), thin, figure space
MINUS_SIGNS = "\u2212\u2013"  # the minus sign, and the dash that a word processor makes of it
ORDINARY = dict.fromkeys(map(ord, BLANKS), " ") | dict.fromkeys(map(ord, MINUS_SIGNS), "-")
LONGEST = 100  # characters of a number
PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
TWOFOLD = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
GROUPED = (  # what sets thousands apart, and the numbers of which it cannot be a decimal mark
    (" ", re.compile(r"[+-]?[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]*)?")),
    (",", re.compile(r"[+-]?[0-9]{1,3}(?:(?:,[0-9]{3}){2,}|(?:,[0-9]{3})+\.[0-9]*)")),
    (".", re.compile(r"[+-]?[0-9]{1,3}(?:(?:\.[0-9]{3}){2,}|(?:\.[0-9]{3})+,[0-9]*)")),
)


class Numeral(NamedTuple):
    """What a text says as a number."""

    value: float  # its last mark being a decimal mark
    mark: str  # that mark: "." or ","; "" if there is none
    grouped: float | None  # the other reading of 1,234, where the mark sets thousands apart
    sign: str  # "%" or "$" beside it; "" if there is none


def numeral(written: str) -> Numeral | None:
    """The number that a text writes in English or in French; None if it writes none."""
    text, sign = written[: LONGEST + 1], ""
    if not PLAIN.fullmatch(text):  # nearly all are
        text, sign = without_sign(text.translate(ORDINARY).strip())
    if len(text) > LONGEST:
        return None
    if PLAIN.fullmatch(text):
        mark = next((m for m in ".," if m in text), "")
        other = float(re.sub("[.,]", "", text)) if TWOFOLD.fullmatch(text) else None
        return Numeral(float(text.replace(",", ".")), mark, other, sign)
    for blank, pattern in GROUPED:
        if pattern.fullmatch(text):
            joined = text.replace(blank, "")
            mark = next((m for m in ".," if m in joined), "")
            return Numeral(float(joined.replace(",", ".")), mark, None, sign)
    return None


def without_sign(text: str) -> tuple[str, str]:
    """(the number, its sign): 12,5 % is 12,5 and %; 5 000 $ and $5,000 are dollars, and so is -$5."""
    if text.endswith(("%", "$")):
        return text[:-1].rstrip(), text[-1]
    found = re.fullmatch(r"([+-]?)\$ ?(.*)", text)
    return (found[1] + found[2], "$") if found else (text, "")


def unmistakable(numeral: Numeral) -> tuple[str, str]:
    """How to write each reading of 1,234 so that nothing else can be read: as thousands, as decimals."""
    value = f"{numeral.value:.0f}" if numeral.value == int(numeral.value) else f"{numeral.value:.4f}"
    return f"{numeral.grouped:.0f}", value.replace(".", numeral.mark)
