"""Compare funding rules on the same worlds with the same luck: `python -m experiments.compare --help`."""

from collections.abc import Sequence
from typing import Any

from sim.command.line import Asked, answer


def guide(typed: Sequence[str]) -> str:
    """The text of --help."""
    from sim.command.guide import guide
    from sim.command.pages import COMPARE

    return guide(typed, COMPARE)


def compare(settings: Any, scenario: Any, asked: Asked) -> int:
    """Make the comparison and say where its results are."""
    from sim.command.naming import decisive, folder_for, typed_keys
    from sim.study.batch import status_of
    from sim.study.comparing import compare_rules
    from sim.study.telling import tell_comparison

    target = folder_for(settings, asked)
    comparison, findings = compare_rules(settings, scenario, target, decisive(asked), typed_keys(asked))
    print(tell_comparison(comparison, findings))
    print(f"Results in {target}: open {'report.html' if settings.figures else 'README.txt'}.")
    return status_of(len(comparison.failed), comparison.runs)


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command."""
    return answer(arguments, "compare", guide, compare)


if __name__ == "__main__":
    raise SystemExit(main())
