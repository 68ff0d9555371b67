"""python -m experiments.golden [--check]: record the golden run again, and say what changed.

Only with an entry of CHANGELOG.md marked **changes results**, in the same commit.
"""

from collections.abc import Sequence

from sim.command.door import STOPPED, Asks, through
from sim.study.golden import FILE, differences, read, record, write


def golden(check: bool) -> int:
    """Compare and record; check: compare only, exit status 1 if something changed."""
    found = record()
    changes = differences(read(), found) if FILE.exists() else ["no golden run was recorded"]
    print("\n".join(changes) or "as recorded")
    if check:
        return int(bool(changes))
    write(found)
    print(f"recorded in {FILE}")
    if changes:
        print('say so in CHANGELOG.md, in an entry marked "**changes results**"')
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command; 1 with --check if something changed."""
    asks = Asks(prog="python -m experiments.golden", description=__doc__)
    asks.add_argument("--check", action="store_true", help="compare, record nothing")
    asked = asks.parse_args(arguments)
    return through(lambda: golden(asked.check), STOPPED)


if __name__ == "__main__":
    raise SystemExit(main())
