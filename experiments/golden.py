"""python -m experiments.golden [--check]: record the golden run again, and say what changed.

Only with an entry of CHANGELOG.md marked **changes results**, in the same commit.
"""

import argparse
from collections.abc import Sequence

from sim.study.golden import FILE, differences, read, record, write


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare and record; with --check compare only, exit status 1 if something changed."""
    asks = argparse.ArgumentParser(prog="python -m experiments.golden", description=__doc__)
    asks.add_argument("--check", action="store_true", help="compare, record nothing")
    asked = asks.parse_args(arguments)
    found = record()
    changes = differences(read(), found) if FILE.exists() else ["no golden run was recorded"]
    print("\n".join(changes) or "as recorded")
    if asked.check:
        return int(bool(changes))
    write(found)
    print(f"recorded in {FILE}")
    if changes:
        print('say so in CHANGELOG.md, in an entry marked "**changes results**"')
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
