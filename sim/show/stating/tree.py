"""What the given lines move, as a tree for machines: what tables, pages and documents read."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.metrics.outcomes import OUTCOMES
from sim.study.statements import Effect, Statements, Switched, Verdict
from sim.validation.given import MARKS, NO_KEY, of_line


def known(x: float) -> float | None:
    """A number as JSON has them: none for what is not finite."""
    return float(x) if np.isfinite(x) else None


def as_tree(found: Statements, made: Mapping[str, Any]) -> dict[str, Any]:
    """Everything: lines by mark, then toggles by name with their effects on every outcome."""
    return {
        **made,
        "seeds": found.seeds,
        "runs": found.runs,
        "failed": found.failed,
        "outcomes": len(OUTCOMES),
        "lines": {mark: line_tree(mark) for mark in MARKS},
        "toggles": {s.toggle.name: switched_tree(s) for s in found.switched},
    }


def line_tree(mark: str) -> dict[str, Any]:
    """The toggles of a line, or why it has no key."""
    why = NO_KEY.get(mark)
    return {"toggles": [t.name for t in of_line(mark)], "no_key": why._asdict() if why else None}


def switched_tree(s: Switched) -> dict[str, Any]:
    """A toggle: keys, words, counts by verdict, effects."""
    t = s.toggle
    counts = {verdict.value: len(s.having(verdict)) for verdict in Verdict}
    stated = sum(e.own for e in s.having(Verdict.MOVED))
    return {
        "lines": list(t.lines),
        "text": t.text._asdict(),
        "changes": dict(t.changes),
        "alike": dict(t.alike),
        **counts,
        "moved_stated": stated,
        "effects": {e.outcome: effect_tree(e) for e in s.effects},
    }


def effect_tree(e: Effect) -> dict[str, Any]:
    """An effect, in the unit of its outcome."""
    return {
        "mean": known(e.mean),
        "low": known(e.low),
        "high": known(e.high),
        "smallest": e.smallest,
        "luck": known(e.luck),
        "sd": known(e.deviations),
        "times": e.times,
        "pairs": e.pairs,
        "stated": e.own,
        "verdict": e.verdict.value,
    }
