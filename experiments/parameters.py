"""List every parameter with its value, range, unit and source: `python -m experiments.parameters [word ...]`."""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from sim.command.door import STOPPED, Asks, Refused, through


def parameters(asked: argparse.Namespace) -> None:
    """Print the table, or write it to a file."""
    from sim.command.listing import FORMATS, chosen

    text = FORMATS[asked.form or "text"](chosen(asked.words)) + "\n"
    if asked.to is None:
        print(text, end="")
        return
    if asked.to.exists() and not is_table(asked.to):
        raise Refused(f"{asked.to}: there is something else there; it will not be replaced. Choose another name.")
    try:
        asked.to.write_text(text, encoding="utf-8-sig" if asked.form == "csv" else "utf-8")
    except OSError as reason:
        raise Refused(f"{asked.to} cannot be written ({reason.strerror}).") from None


def is_table(path: Path) -> bool:
    """Whether a file is a table that this command wrote, in one of its forms."""
    if not path.is_file():
        return False
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        first = file.readline(1000)
    return first.startswith(("key,value,range", "| key | value | range")) or bool(re.match(r"[\w.]+ = .+ {4}\[", first))


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command."""
    asks = Asks(prog="python -m experiments.parameters", description=__doc__)
    asks.add_argument("words", nargs="*", help="only parameters whose key or source has all of these words")
    asks.add_argument("--csv", dest="form", action="store_const", const="csv", help="for a spreadsheet")
    asks.add_argument("--markdown", dest="form", action="store_const", const="markdown", help="for a page")
    asks.add_argument("--to", metavar="FILE", type=Path, help="write there instead of printing")
    asked = asks.parse_args(arguments)
    return through(lambda: parameters(asked), STOPPED)


if __name__ == "__main__":
    raise SystemExit(main())
