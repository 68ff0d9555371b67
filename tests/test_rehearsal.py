"""The process that compiles ahead compiles what a run will need, and leaves no trace."""

import sys

import numpy as np
import pytest

from sim import compiled
from sim.config import Scenario
from sim.month import STAGES
from sim.simulate import simulate
from sim.study import rehearsal
from sim.world.quebec import real


def kind(value):
    """What numba sees of an argument."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.ndim, value.flags.c_contiguous, value.flags.writeable
    if isinstance(value, tuple):
        return type(value).__name__, *(kind(v) for v in value)
    return type(value).__name__


@pytest.fixture
def entered(monkeypatch):
    """The pages that were entered from Python, each with the kinds of its arguments."""
    found = set()
    plain = compiled.Compiled.__call__

    def call(self, *arguments):
        found.add((self.page.__module__, self.page.__qualname__, *map(kind, arguments)))
        return plain(self, *arguments)

    monkeypatch.setattr(compiled.Compiled, "__call__", call)
    return found


def test_what_is_rehearsed_is_what_a_run_needs(entered, monkeypatch):
    """Of the pages that a run enters in the stages of money and after, nearly all were entered alike."""
    assert rehearsal.rehearse() > 10
    ahead = set(entered)
    entered.clear()
    everything = simulate(Scenario(), real("six_regions"), 1)
    assert len(everything.final.projects.status) > 100
    late = {"funding", "endorsement", "implementation", "proposals", "renewal", "viability", "partners", "adjustment",
            "accountability", "negotiation", "events"}  # fmt: skip
    needed = {page for page in entered if page[0].split(".")[2:] and page[0].split(".")[2] in late}
    assert len(needed) > 12
    missed = {page[:2] for page in needed - ahead}
    assert len(missed) <= 2, f"compiled by the first process alone: {missed}"


def test_stages_left_out_are_stages():
    """A stage that changes its name is not rehearsed twice unseen."""
    assert set(rehearsal.OF_PEOPLE) < {name for name, _ in STAGES}


def test_the_other_process_starts_only_if_it_helps_and_never_outlives_the_run(monkeypatch):
    """Not when compiled already, nor on one core; killed when the run ends, even by an error."""
    started = []

    class Other:
        def __init__(self, command, **streams):
            started.append(command)
            self.ended = []
            started.append(self.ended)

        def kill(self):
            self.ended.append("killed")

        def wait(self):
            self.ended.append("gone")

    monkeypatch.setattr(rehearsal.subprocess, "Popen", Other)
    monkeypatch.setattr(rehearsal, "cores", lambda: 2)
    with rehearsal.rehearsed(False):
        assert started == []
    with pytest.raises(KeyError), rehearsal.rehearsed(True):
        raise KeyError
    assert started == [[sys.executable, "-m", "sim.study.rehearsal"], ["killed", "gone"]]
    monkeypatch.setattr(rehearsal, "cores", lambda: 1)
    with rehearsal.rehearsed(True):
        assert len(started) == 2
