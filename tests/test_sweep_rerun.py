"""A run made again is said to be that of the table only if every measure is, to the bit, what does not exist too."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.store.runs import Runs
from sim.study import sweep_after

NAN = float("nan")
NAMES = ("gini", "plan_month", "leverage")


def told(monkeypatch: pytest.MonkeyPatch, there: list[float], now: list[float], status: str = "ok") -> str:
    """What a rerun says of these measures: in the table, and now."""
    word, error = np.array([status]), np.array(["first line\nlast line"], dtype=object)
    table = Runs(np.array([7]), {}, word, error, np.zeros(1), NAMES, np.array([there]))
    monkeypatch.setattr(sweep_after, "read", lambda *_: (table, []))
    monkeypatch.setattr(sweep_after, "Measured", lambda typology: lambda history: np.array(now))
    asked: Any = SimpleNamespace(settings=SimpleNamespace(typology=None))
    history: Any = None
    return sweep_after.same_run(Path(), 7, asked, history)


@pytest.mark.parametrize("same", [[0.1, 5.0, 2.0], [0.1, NAN, 2.0], [NAN, NAN, NAN]])
def test_the_same_run_is_told_so(monkeypatch: pytest.MonkeyPatch, same: list[float]) -> None:
    """What does not exist in both is the same."""
    assert "equal to the last bit" in told(monkeypatch, same, list(same))


@pytest.mark.parametrize(
    ("there", "now", "first"),
    [
        ([0.1, NAN, 2.0], [0.1, 5.0, 2.0], "1 of 3 measures differ, plan_month first"),
        ([0.1, 5.0, 2.0], [0.1, NAN, 2.0], "1 of 3 measures differ, plan_month first"),
        ([NAN, 5.0, NAN], [0.1, NAN, 2.0], "3 of 3 measures differ, gini first"),
        ([0.1, 5.0, 2.0], [np.nextafter(0.1, 1.0), 5.0, 2.0], "1 of 3 measures differ, gini first"),
    ],
)
def test_another_run_is_told_so(
    monkeypatch: pytest.MonkeyPatch, there: list[float], now: list[float], first: str
) -> None:
    """A measure that exists on one side alone differs, as does the last bit of a number."""
    found = told(monkeypatch, there, now)
    assert "NOT the run of the table" in found
    assert first in found


def test_a_run_that_failed_in_the_table_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its reason is told, the last line of it."""
    assert told(monkeypatch, [NAN] * 3, [NAN] * 3, "failed") == "In the table it is failed: last line"
