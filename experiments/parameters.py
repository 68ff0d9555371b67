"""List every parameter with its value, range, unit and source: `python -m experiments.parameters [word ...]`."""

import argparse
import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, or write it to a file; the exit status."""
    asks = argparse.ArgumentParser(prog="python -m experiments.parameters", description=__doc__)
    asks.add_argument("words", nargs="*", help="only parameters whose key or source has all of these words")
    asks.add_argument("--csv", dest="form", action="store_const", const="csv", help="for a spreadsheet")
    asks.add_argument("--markdown", dest="form", action="store_const", const="markdown", help="for a page")
    asks.add_argument("--to", metavar="FILE", type=Path, help="write there instead of printing")
    asked = asks.parse_args(arguments)

    from sim.command.listing import FORMATS, chosen

    text = FORMATS[asked.form or "text"](chosen(asked.words)) + "\n"
    if asked.to is None:
        with contextlib.suppress(BrokenPipeError):
            print(text, end="", flush=True)
        return 0
    try:
        asked.to.write_text(text, encoding="utf-8-sig" if asked.form == "csv" else "utf-8")
    except OSError as reason:
        print(f"error: {asked.to} cannot be written ({reason.strerror}).", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
