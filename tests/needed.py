"""What a test needs besides the project: without it the test is skipped, or fails where all must run.

Continuous integration sets CONCERTATION_NO_SKIP=1: the tests of the page are the only ones that execute its scripts,
and a skip there would let a blank page through.
"""

import importlib
import os
import shutil
from typing import Any, NoReturn

import pytest

NO_SKIP = "CONCERTATION_NO_SKIP"


def lacking(what: str) -> NoReturn:
    """Skip with the reason, or fail with it."""
    if os.environ.get(NO_SKIP, "") not in ("", "0"):
        pytest.fail(f"{what}; {NO_SKIP}=1 wants every test to run", pytrace=False)
    pytest.skip(what, allow_module_level=True)


def module(name: str) -> Any:
    """A module of the development environment."""
    try:
        return importlib.import_module(name)
    except ImportError:
        lacking(f"{name.partition('.')[0]} is not there: pip install -e '.[dev]'")


def program(variable: str, *names: str) -> str:
    """The path of a program: what the variable says, or the first of these names that is installed."""
    found = os.environ.get(variable) or next((path for name in names if (path := shutil.which(name))), "")
    return found or lacking(f"none of {', '.join(names)} on this machine, nor the variable {variable}")
