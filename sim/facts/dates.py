"""Dates as sources print them (2012, 2012-03, 2012-03-27), as months of the model."""

import datetime
import re
from typing import NamedTuple

from sim.config import Calendar

DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
ALLOWED = "a year, a month or a day, such as 2012, 2012-03 or 2012-03-27"


class Span(NamedTuple):
    """The months of the model that a date covers, both ends included: twelve for a year, one for a month or a day."""

    first: int
    last: int


def span_of(told: object, calendar: Calendar) -> Span | None:
    """The months of a date as YAML gives it (a whole number for a year, a text for a month, a date for a day); None
    for anything else. Month 0 is the first of the calendar."""
    if isinstance(told, (datetime.datetime, bool)) or not isinstance(told, (datetime.date, int, str)):
        return None
    if isinstance(told, int) and not 0 < told < 10_000:
        return None
    text = told.isoformat() if isinstance(told, datetime.date) else str(told)
    if len(text) > 10 or not (found := DATE.fullmatch(text)):
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        datetime.date(year, month or 1, day or 1)
    except ValueError:
        return None
    zero = 12 * calendar.start_year + calendar.start_month
    first = 12 * year + (month or 1) - zero
    return Span(first, first if month else first + 11)
