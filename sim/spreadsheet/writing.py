"""Tables as a spreadsheet opens them: CSV in which a text is a text, never a formula. Every table goes through here.

A spreadsheet runs what begins with = + - @ as soon as the file is opened, and asks nobody: a name in somebody's network
could read files, or call the network. Such a text is written with an apostrophe before it, which spreadsheets take
for "this is text" (OWASP, CSV injection: https://owasp.org/www-community/attacks/CSV_Injection). Numbers are left.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

SEPARATORS = {"fr": ";", "en": ","}  # what the spreadsheet of a language expects between cells
TEXT = "'"  # the mark of a text
LIVE = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠]")  # marks that are there already are kept apart: nothing is lost
NUMBER = re.compile(r"\s*[+-]?(\d[\d\s.,]*(e[+-]?\d+)?\s?%?|inf|nan)\s*", re.IGNORECASE)


def live(text: str) -> bool:
    """Whether a spreadsheet could run this, or a text that was marked as one; a number is a number, negative or not."""
    return LIVE.match(text) is not None and NUMBER.fullmatch(text) is None


def as_cell(value: object) -> object:
    """A value as it is written: a text that would be run with a mark before it, anything else as it is."""
    return TEXT + value if isinstance(value, str) and live(value) else value


def from_cell(text: str) -> str:
    """The text that `as_cell` was given."""
    return text[1:] if text.startswith(TEXT) and live(text[1:]) else text


def as_csv(rows: Iterable[Sequence[object]], between: str = ",", end: str = "\r\n") -> str:
    """Rows as CSV, the heading among them. between: separator of cells; end: of lines."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=between, lineterminator=end).writerows([as_cell(cell) for cell in row] for row in rows)
    return buffer.getvalue()
