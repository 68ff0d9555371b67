"""What several pages of tests stand on: a browser, a laboratory, a visitor."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlparse

import pytest
from in_browser import Visit, browser, served


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    """One browser for a whole page of tests."""
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def address(opened: Any) -> Iterator[str]:
    """The laboratory, where there is a browser to see it."""
    with served() as found:
        yield found


@pytest.fixture
def visit(opened: Any) -> Iterator[Visit]:
    """A visitor with a fresh profile; at the end nothing went wrong, nothing was asked of another host."""
    found = Visit(opened)
    yield found
    assert {urlparse(u).hostname for u in found.asked if not u.startswith(("data:", "blob:"))} <= {"127.0.0.1"}
    found.leave()
