"""A test that lacks something is skipped at home, and fails where all must run."""

import pytest
from needed import NO_SKIP, module, program

from sim.config import Scenario


@pytest.mark.parametrize(
    "lacks", [lambda: module("no_such_module.at_all"), lambda: program("NO_SUCH", "no_such_program")]
)
def test_what_is_lacking_is_a_skip_or_a_failure(lacks, monkeypatch):
    """Without the variable, or with 0, a skip with the reason; with it, a failure that says what is lacking."""
    for value in ("", "0"):
        monkeypatch.setenv(NO_SKIP, value)
        with pytest.raises(pytest.skip.Exception, match="no_such"):
            lacks()
    monkeypatch.setenv(NO_SKIP, "1")
    with pytest.raises(pytest.fail.Exception, match="no_such"):
        lacks()


def test_what_is_there_is_given(monkeypatch):
    """A module, a program by its variable."""
    monkeypatch.setenv(NO_SKIP, "1")
    monkeypatch.setenv("NO_SUCH", "/opt/it")
    assert module("sim.config").Scenario is Scenario
    assert program("NO_SUCH", "no-such-program") == "/opt/it"
