"""Computing for many visitors: once what is asked twice, failures told, processes replaced, replicates paired."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from sim.config import Scenario
from sim.metrics.typology import Typology
from sim.parameter import ParameterError
from sim.show.lab.behind import behind
from sim.show.lab.computing import Computing, Kept, RunFailed
from sim.show.lab.link import asked_of, ready
from sim.show.lab.refusal import Busy, refused
from sim.show.lab.scene import Sample, Scene
from sim.study.worker import Job

TINY = {"territory": "cote_nord", "months": "14", "population.scale": "0.3"}


@pytest.fixture(scope="module")
def computing() -> Iterator[Computing]:
    """One process that simulates."""
    made = Computing(1)
    yield made
    made.close()


def test_what_is_asked_twice_is_made_once(computing):
    """Thirty students who ask for the same thing cost one run."""
    request = ready(asked_of(TINY | {"seed": "11"}))
    job, before = Job(request.scenario, request.network, 11), computing.made
    with ThreadPoolExecutor(12) as pool:
        asked = [pool.submit(lambda: computing.ask("same", job, Scene(Typology())).result(120)) for _ in range(30)]
        found = {a.result() for a in asked}
    assert len(found) == 1
    assert computing.made == before + 1


def test_a_run_that_fails_is_told_and_the_next_one_works(computing):
    """An error in a process is a failure of that run alone."""
    request = ready(asked_of(TINY))
    with pytest.raises(RunFailed, match="broken"):
        computing.ask("broken", Job(request.scenario, request.network, 1), broken).result(120)
    assert computing.ask("fine", Job(request.scenario, request.network, 1), Scene(Typology())).result(120)


def broken(history):
    """A measure that fails."""
    raise ValueError("broken")


def died(history):
    """A measure that kills its process."""
    import os

    os._exit(9)


def test_a_process_that_dies_is_replaced(computing):
    """Twice dead is a failure; the page goes on."""
    request = ready(asked_of(TINY))
    with pytest.raises(RunFailed, match="died"):
        computing.ask("died", Job(request.scenario, request.network, 1), died).result(120)
    assert computing.ask("after", Job(request.scenario, request.network, 2), Sample(Typology())).result(120)


def test_too_much_at_once_is_said(computing, monkeypatch):
    """A full queue is a message, 503."""
    monkeypatch.setattr("sim.show.lab.computing.MOST_WAITING", 0)
    with pytest.raises(Busy) as caught:
        computing.ask("late", Job(Scenario(), ready(asked_of(TINY)).network, 1), Scene(Typology()))
    assert refused(caught.value)[0] == 503


def test_what_is_kept_stays_under_its_size():
    """The oldest read is forgotten first."""
    kept = Kept(most=3_000)
    for k in range(20):
        kept.put(k, b"x" * 500)
        kept.get(0)
    assert kept.size <= 3_000
    assert kept.get(0) is not None
    assert kept.get(1) is None


def test_replicates_of_reference_and_scenario_share_their_luck(computing):
    """A scenario against itself differs in nothing; against another, lines come with intervals."""
    mine, lock = ready(asked_of(TINY | {"conditions.facilitation": "0.9"})), threading.Event()
    for reference in (mine, ready(asked_of(TINY))):
        for _ in range(600):
            found = behind(computing, mine, reference, 12)
            if found["done"] == found["total"]:
                break
            lock.wait(0.1)
        sure = {line["sure"] for line in found["difference"]["fr"]["lines"]}
        assert (sure == {"same"}) == (reference is mine)
    with pytest.raises(ParameterError, match="0 to 200"):
        behind(computing, mine, None, 5_000)


def test_closing_leaves_no_process():
    """Processes end with the page, even those that never had anything to do."""
    from multiprocessing import active_children

    before = {child.pid for child in active_children()}
    made, request = Computing(2), ready(asked_of(TINY))
    assert made.ask("one", Job(request.scenario, request.network, 1), Scene(Typology())).result(120)
    assert {child.pid for child in active_children()} > before
    made.close()
    assert {child.pid for child in active_children()} <= before
