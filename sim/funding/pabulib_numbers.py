"""Numbers as people write them in a `.pb`: with thousands apart, with a point or a comma; never guessed.

The format asks for 250000 or 250000.50. Spreadsheets also leave 250 000,50 and 250,000. A comma or a point that is
followed by three digits can mean thousands or decimals: such a cell is not read, it is asked about.
"""

import re
from fractions import Fraction

LONGEST = 60  # characters of a number: what a program writes of a float or of a ratio is shorter
HIGHEST = 330  # power of ten: beyond what floats have
SPACES = dict.fromkeys(
    map(ord, "\u00a0\u202f\u2009\u2007"), " "
)  # no-break, narrow no-break, thin, of a figure's width
PLAIN = SPACES | {0x2019: "'", 0x2212: "-"}  # the typographic apostrophe and minus
DECIMAL = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,3}))?")
RATIO = re.compile(r"([+-]?[0-9]+)/([0-9]+)")
GROUPS = re.compile(r"[0-9]{1,3}(?:([ '.,])[0-9]{3})(?:\1[0-9]{3})*")
ONE = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")  # thousands, or decimals?
MARKS = re.compile("[^0-9]")


class Ambiguous(ValueError):
    """A number that can be read in two ways. The message says how to write either."""

    def __init__(self, text: str) -> None:
        whole, part = re.split("[.,]", text)
        short = part[:2] if part.endswith("0") else f"{part}0"
        super().__init__(
            f"thousands or decimals? Write {whole}{part} or {whole}.{short} / "
            f"des milliers ou des décimales ? Écrire {whole}{part} ou {whole}.{short}"
        )


def exact(text: str, money: bool = False) -> Fraction | None:
    """The number that a cell holds, or the ratio of two whole numbers; None if it holds none, or one of great length.

    money: where a point as well may stand between thousands. Elsewhere it stands before decimals, as programs write.
    """
    text = text.translate(PLAIN).strip()
    if len(text) > LONGEST:
        return None
    ratio = RATIO.fullmatch(text)
    if ratio:
        return Fraction(int(ratio[1]), int(ratio[2])) if int(ratio[2]) else None
    found = DECIMAL.fullmatch(undivided(text, money))
    if not found or not (found[2] or found[3]) or abs(power := int(found[4] or 0)) > HIGHEST:
        return None
    digits, places = int(found[2] + (found[3] or "")), len(found[3] or "")
    return (-1 if found[1] == "-" else 1) * digits * Fraction(10) ** (power - places)


def undivided(text: str, money: bool) -> str:
    """The number with nothing between its thousands, and a point before its decimals."""
    body, e, power = text.lower().partition("e")
    sign = body[:1] if body[:1] in ("+", "-") else ""
    body = body[len(sign) :]
    if ONE.fullmatch(body) and (money or "," in body):
        raise Ambiguous(body)
    marks = MARKS.findall(body)
    whole, part = body, ""
    if marks and marks[-1] in ".," and marks.count(marks[-1]) == 1:
        whole, _, part = body.rpartition(marks[-1])
    if GROUPS.fullmatch(whole):
        whole = MARKS.sub("", whole)
    return f"{sign}{whole}{'.' * bool(part)}{part}{e}{power}"
