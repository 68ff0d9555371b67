"""Which code this is, in a word. Light: processes that simulate say it too."""

import hashlib
from pathlib import Path

SIM = Path(__file__).parent.parent
OUTSIDE = ("show", "command")  # rooms of `sim` on which no number depends


def digest_of_code() -> str:
    """SHA-256 of the pages and tables of `sim/` on which numbers may depend: a new word on a figure stops no sweep."""
    total = hashlib.sha256()
    pages = [p.relative_to(SIM) for p in SIM.rglob("*") if p.suffix in (".py", ".csv")]
    for page in sorted(p for p in pages if p.parts[0] not in OUTSIDE):
        total.update(page.as_posix().encode() + b"\0" + Path(SIM, page).read_bytes() + b"\0")
    return total.hexdigest()
