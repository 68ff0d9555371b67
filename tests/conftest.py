"""What several pages of tests stand on: a browser, a laboratory, a visitor."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlparse

import pytest
from hypothesis import HealthCheck, settings
from in_browser import Visit, browser, served

from sim.config import Scenario
from sim.override import changed
from sim.simulate import simulate
from sim.world.quebec import real

# A slow machine makes no test fail: no example has a deadline, drawing them may take its time.
settings.register_profile("house", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    """One browser for a whole page of tests."""
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def address(opened: Any) -> Iterator[str]:
    """The laboratory, where there is a browser to see it; the rules are compiled before, without a limit of time."""
    simulate(changed(Scenario(), {"months": 2, "population.scale": 0.1}), real("cote_nord"), 1)
    with served() as found:
        yield found


@pytest.fixture
def visit(opened: Any) -> Iterator[Visit]:
    """A visitor with a fresh profile; at the end nothing went wrong, nothing was asked of another host."""
    found = Visit(opened)
    yield found
    assert {urlparse(u).hostname for u in found.asked if not u.startswith(("data:", "blob:"))} <= {"127.0.0.1"}
    found.leave()
