"""The laboratory, a page on this machine only: `python -m experiments.lab --help`."""

import argparse
from collections.abc import Sequence

from sim.quoted import shown


def whole(text: str) -> int:
    """A whole number as it was typed; what it may be is checked by whoever reads it."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{shown(text)}: a whole number is expected") from None


def options() -> argparse.ArgumentParser:
    """What may be asked."""
    parser = argparse.ArgumentParser(prog="python -m experiments.lab", description=__doc__)
    parser.add_argument("--port", type=whole, default=8014, help="port of the page (8014; 0: any free one)")
    parser.add_argument("--host", default="127.0.0.1", help="address to serve; others than 127.0.0.1, ::1 expose it")
    parser.add_argument("--workers", type=whole, default=0, help="processes that simulate, to 1024 (0: one a core)")
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command."""
    from sim.show.lab.server import serve

    asked = options().parse_args(arguments)
    return serve(asked.host, asked.port, asked.workers, asked.open)


if __name__ == "__main__":
    raise SystemExit(main())
