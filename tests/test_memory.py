"""Memory that large worlds free is kept, without a trace in the results."""

import numpy as np
import pytest

from sim import memory, simulate
from sim.config import Scenario
from sim.world.quebec import real


@pytest.fixture
def asked(monkeypatch):
    """Calls to the C library, which answers as it should; nothing changes for the other tests."""
    calls = []

    class Library:
        def mallopt(self, what, size):
            calls.append((what, size))
            return 1

    memory.keep_freed.cache_clear()
    monkeypatch.setattr(memory, "library", Library)
    yield calls
    memory.keep_freed.cache_clear()


def test_only_large_worlds_ask_and_only_once(asked, monkeypatch):
    """A world of the usual size asks nothing of the system; large ones do, once a process, and live the same months."""
    scenario, network = Scenario(months=2), real("09")
    plain = simulate.simulate(scenario, network, 1)
    assert asked == []
    monkeypatch.setattr(memory, "LARGE", 10)
    large = simulate.simulate(scenario, network, 1)
    simulate.simulate(scenario, network, 2)
    assert asked == [(memory.MMAP_MAX, 0), (memory.TRIM_THRESHOLD, memory.MOST)]
    assert all(np.array_equal(plain.series[k], v, equal_nan=v.dtype.kind == "f") for k, v in large.series.items())


def test_a_system_without_it_goes_on(asked, monkeypatch):
    """Elsewhere than on Linux the call is not there."""
    monkeypatch.setattr(memory, "library", object)
    assert memory.keep_freed() is False
