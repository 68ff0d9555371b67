"""List every parameter with its value, range, unit and source: `python -m experiments.parameters [word ...]`."""

import argparse
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
    try:
        asked.to.write_text(text, encoding="utf-8-sig" if asked.form == "csv" else "utf-8")
    except OSError as reason:
        raise Refused(f"{asked.to} cannot be written ({reason.strerror}).") from None


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
