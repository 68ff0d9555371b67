"""Simulate one scenario and leave its folder of results: `python -m experiments.run --help`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.command.line import Asked, answer


def guide(typed: Sequence[str]) -> str:
    """The text of --help."""
    from sim.command.guide import guide

    return guide(typed)


def simulate(settings: Any, scenario: Any, asked: Asked) -> None:
    """Make the run and say where its results are."""
    from sim.command.naming import decisive, folder_for
    from sim.study.run_once import run_once
    from sim.study.telling import tell

    target = folder_for(settings, asked)
    sources = [Path(asked.config_dir)] if asked.config_dir else []
    record = run_once(settings, scenario, target, decisive(asked), sources=sources)
    print(tell(record))
    print(f"Results in {target}: open {'report.html' if settings.figures else 'README.txt'}.")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command."""
    return answer(arguments, "run", guide, simulate)


if __name__ == "__main__":
    raise SystemExit(main())
