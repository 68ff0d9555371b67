"""Make many runs from a design in one short file, and go on with them: `python -m experiments.sweep --help`."""

import sys
from collections.abc import Sequence
from typing import Any

from sim.command.door import through
from sim.command.line import Asked, answer
from sim.command.sweeping import VERBS, folder_of, follow, in_keys


def guide(typed: Sequence[str]) -> str:
    """The text of --help."""
    from sim.command.guide import guide
    from sim.command.pages import SWEEP

    return guide(typed, SWEEP)


def sweep(settings: Any, scenario: Any, asked: Asked) -> int:
    """Make the sweep, or say what it would cost, and say where it is; runs that did not end well are a status."""
    from sim.command.naming import decisive, typed_keys
    from sim.study.sweep_request import sweep

    said = sweep(settings, scenario, folder_of(settings, asked), decisive(asked), typed_keys(asked))
    print(said.text)
    return said.status


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    if typed and typed[0] in VERBS:
        return follow(typed)
    return through(lambda: answer(in_keys(typed), "sweep", guide, sweep))


if __name__ == "__main__":
    raise SystemExit(main())
