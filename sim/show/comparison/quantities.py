"""How a difference, a level and a share of worlds are written: signed, with an interval, in the words of the unit."""

import math
from typing import NamedTuple

from sim.show.words import UNKNOWN, Words


class Span(NamedTuple):
    """A number and its interval."""

    x: float
    low: float
    high: float


SHARES = ("rate", "share")  # written in percent; their differences in percentage points
DATES = ("plan_month", "agreement_month", "first_money", "first_cooperation")  # months that are dates: earlier, later
MOST_DECIMALS = 6


def scale(unit: str) -> float:
    """By what a number of this unit is multiplied when it is written."""
    return 100.0 if unit in SHARES else 1.0


def decimals(low: float, high: float, least: int = 0) -> int:
    """Decimals that show the width of an interval, and do not round to zero an end that is not zero."""
    half = (high - low) / 2.0
    if not math.isfinite(half):
        return max(least, 1)
    ends = [abs(x) for x in (low, high) if x != 0.0]
    wanted = math.ceil(-math.log10(half)) if half > 0.0 else math.ceil(1.0 - math.log10(min(ends))) if ends else 0
    found = min(max(wanted, least), MOST_DECIMALS)
    while found < MOST_DECIMALS and any(round(x, found) == 0.0 for x in ends):
        found += 1
    return found


def signed(x: float, places: int, words: Words) -> str:
    """A number with its sign; zero has none."""
    text = words.number(x, places)
    return f"+{text}" if x > 0.0 and text.strip("0,.") else text


def span(low: float, high: float, unit: str, words: Words) -> str:
    """From one end of an interval to the other, without unit."""
    a, b = low * scale(unit), high * scale(unit)
    if not (math.isfinite(a) and math.isfinite(b)):
        return UNKNOWN
    places = decimals(a, b)
    return words.interval(signed(a, places, words), signed(b, places, words))


def bare(found: Span, unit: str, words: Words) -> str:
    """+16.5 (+16.1 to +16.9): without unit, for a table whose row says it; an interval of no width is said once."""
    y, a, b = (scale(unit) * value for value in found)
    if not math.isfinite(y):
        return UNKNOWN
    places = decimals(a, b)
    text = signed(y, places, words)
    if not math.isfinite(a):
        return words("versus.no_interval", x=text)
    around = words("versus.always", x=text) if a == b else span(found.low, found.high, unit, words)
    return around if a == b else f"{text} ({around})"


def level(found: Span, unit: str, words: Words) -> str:
    """21.5% (21.0 to 22.1%): a mean that is not a difference; a share stays a share, whatever its interval."""
    if unit in SHARES:
        found = Span(found.x, max(found.low, 0.0), min(found.high, 1.0))
    y, a, b = (scale(unit) * value for value in found)
    if not math.isfinite(y):
        return UNKNOWN
    places, percent = decimals(a, b), "percent" if unit in SHARES else "plain"
    texts = [words(f"versus.{percent}", x=words.number(value, places)) for value in (y, a, b)]
    if a == b:
        return words("versus.always_level", x=texts[0])
    return f"{texts[0]} ({words.interval(words.number(a, places), texts[2])})" if math.isfinite(a) else texts[0]


def unit_of(unit: str, words: Words) -> str:
    """The unit of a difference, in short; empty where a number has none."""
    return words.get(f"versus_units_short.{unit}", unit)


def in_words(found: Span, unit: str, words: Words, name: str = "") -> str:
    """+16.5 percentage points (+16.1 to +16.9); 8.3 months earlier (7.4 to 9.1) when a date moves for sure."""
    y, a, b = (scale(unit) * value for value in found)
    places = decimals(a, b)
    if name in DATES and a * b > 0.0:
        text = words(f"versus.{'later' if y > 0.0 else 'earlier'}", n=abs(y), x=words.number(abs(y), places))
        near, far = sorted((abs(a), abs(b)))
        around = words.interval(words.number(near, places), words.number(far, places))
    else:
        text = words(f"versus_units.{unit}", n=abs(y), x=signed(y, places, words))
        around = words.interval(signed(a, places, words), signed(b, places, words))
    return f"{text} ({words('versus.in_every_run') if a == b else around})"


def least_in_words(smallest: float, unit: str, words: Words) -> str:
    """5 percentage points: the smallest difference of interest, in words, three significant digits."""
    y = scale(unit) * smallest
    return words(f"versus_units.{unit}", n=y, x=words.number(y, significant(y)))


def significant(y: float) -> int:
    """Decimals that write a number above zero with three significant digits, without zeros at the end."""
    digits = f"{y:.2e}".partition("e")[0].rstrip("0.").replace(".", "")
    return max(len(digits) - 1 - int(f"{y:.2e}".partition("e")[2]), 0)


def worlds_said(share: Span, n: int, words: Words) -> str:
    """19 of 20 (76 % to 99 %): worlds that agree, with the Wilson interval of their share."""
    if not math.isfinite(share.x) or not n:
        return UNKNOWN
    around = words.interval(words.number(100.0 * share.low), words.percent(share.high))
    return f"{words('versus.of_worlds', k=round(share.x * n), n=n)} ({around})"
