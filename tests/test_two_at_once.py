"""Two languages drawn at once are what one process draws, and a process that fails costs nothing but time."""

import operator
import os

import pytest

from sim.show import two_at_once
from sim.show.two_at_once import in_each

WHO = "__import__('os').getpid()"


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    """Whatever the machine has."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)


def drawn_here(what, language):
    """A function that no other process can import: it lives in a test."""
    return f"{what} {language} {os.getpid()}"


def test_the_second_language_is_drawn_by_another_process():
    """The first by this one; the answers come in the order of the languages."""
    first, second = in_each(eval, WHO, [{}, {}])
    assert first == os.getpid() != second
    assert in_each(operator.concat, "en ", ["français", "anglais"]) == ["en français", "en anglais"]


def test_what_the_other_process_cannot_do_is_done_here(monkeypatch):
    """A rule that only this process knows, what cannot travel, no such program: the same articles."""
    mine = [f"page fr {os.getpid()}", f"page en {os.getpid()}"]
    assert in_each(drawn_here, "page", ["fr", "en"]) == mine
    assert in_each(lambda what, language: drawn_here(what, language), "page", ["fr", "en"]) == mine
    monkeypatch.setattr(two_at_once.sys, "executable", "/bin/false")
    assert in_each(operator.concat, "en ", ["français", "anglais"]) == ["en français", "en anglais"]
    monkeypatch.setattr(two_at_once.sys, "executable", "/nowhere/python")
    assert in_each(operator.concat, "en ", ["français", "anglais"]) == ["en français", "en anglais"]


def test_one_core_or_one_language_needs_no_other_process(monkeypatch):
    """No process is started."""
    monkeypatch.setattr(two_at_once.subprocess, "Popen", None)
    assert in_each(drawn_here, "page", ["fr"]) == [f"page fr {os.getpid()}"]
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    assert in_each(drawn_here, "page", ["fr", "en"])[1] == f"page en {os.getpid()}"


def test_an_error_of_the_drawing_is_told_here():
    """Both processes fail: the reader sees the error of this one."""
    with pytest.raises(ZeroDivisionError):
        in_each(operator.truediv, 1, [1, 0])
