"""The laboratory, a page on this machine only: `python -m experiments.lab --help`."""

from collections.abc import Sequence

from sim.command.door import Asks, through, whole


def options() -> Asks:
    """What may be asked."""
    parser = Asks(prog="python -m experiments.lab", description=__doc__)
    parser.add_argument("--port", type=whole(0, 65_535), default=8014, help="port of the page (8014; 0: any free one)")
    parser.add_argument("--host", default="127.0.0.1", help="address to serve; others than 127.0.0.1, ::1 expose it")
    parser.add_argument("--workers", type=whole(0, 1024), default=0, help="processes, to 1024 (0: one a core)")
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command."""
    asked = options().parse_args(arguments)

    def lab() -> int:
        from sim.show.lab.server import serve

        return serve(asked.host, asked.port, asked.workers, asked.open)

    return through(lab, "The page is closed.")


if __name__ == "__main__":
    raise SystemExit(main())
