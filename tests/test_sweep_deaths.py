"""Processes that die again and again under a sweep: a run that had no part in it ends well all the same."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest
from test_batch import made, measure

from sim.history import History
from sim.store.runs import digest

LIVES = 3  # deaths of a process before the run of seed 2 is let through


def measure_after_deaths(history: History) -> np.ndarray:
    """Kills its process the first times that a run of seed 2 and one month is measured."""
    deaths = Path(os.environ["DEATHS"])
    if history.seed == 2 and history.months == 1 and len(list(deaths.iterdir())) < LIVES:
        (deaths / str(os.getpid())).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return measure(history)


def test_a_run_whose_process_was_killed_twice_is_tried_once_more_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects the table from a machine that kills any process (memory, a scheduler): after two deaths the run waits
    until the others are made, and is tried again; the table is that of a quiet day, bit for bit."""
    deaths = tmp_path / "deaths"
    deaths.mkdir()
    monkeypatch.setenv("DEATHS", str(deaths))
    runs = made(tmp_path / "o", 12, measure_after_deaths, workers=2)
    assert len(list(deaths.iterdir())) == LIVES
    assert runs.ok.all()
    assert digest(runs) == digest(made(tmp_path / "quiet", 12))
