"""A process that simulates what it is sent. It imports the model and nothing else: no mesa, matplotlib or hydra."""

import multiprocessing as mp
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

import numpy as np

from sim.config import Scenario
from sim.draws import Luck
from sim.history import History
from sim.simulate import simulate
from sim.study.same_code import statement
from sim.world.kept import Worlds
from sim.world.network import Network

WORLDS = Worlds()  # arms on the same seed come one after the other
ASKED_TO_END = 128 + signal.SIGTERM  # with what a process leaves that is asked to; a user's rule may leave otherwise


class Ending(Enum):
    """How a run ended."""

    OK = "ok"
    FAILED = "failed"  # it raised an error
    DIED = "died"  # its process was killed, each time that it was tried
    TIMED_OUT = "timed_out"  # it lasted longer than the limit that was set


class Job(NamedTuple):
    """One run to make."""

    scenario: Scenario
    network: Network
    seed: int


class Done(NamedTuple):
    """What became of a job: what was measured on its history, or why it failed."""

    number: int  # of the job, in the order given, 0 first
    value: Any
    seconds: float
    error: str = ""
    ending: Ending = Ending.OK


class Order(NamedTuple):
    """A job as it travels: the network only if the worker does not have it yet."""

    number: int
    scenario: Scenario
    network: Network | None
    seed: int
    measure: Callable[[History], Any]


def carry_out(number: int, job: Job, measure: Callable[[History], Any]) -> Done:
    """Simulate and measure; an error is reported, not raised, so that one bad run does not lose the others."""
    start = time.perf_counter()
    try:
        value = measure(simulate(*job, worlds=WORLDS))
    except (Exception, SystemExit) as error:
        if isinstance(error, SystemExit) and error.code == ASKED_TO_END:
            raise
        return Done(number, None, time.perf_counter() - start, traceback.format_exc(), Ending.FAILED)
    return Done(number, value, time.perf_counter() - start)


def end_with_parent() -> None:
    """End this process when the one that gives orders has ended, however it did, even in the middle of a run."""
    parent = mp.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def serve(orders: Connection) -> None:
    """Carry out orders until the other end closes. Ctrl-C is the business of the process that gives orders."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    network: Network | None = None
    with suppress(BrokenPipeError):  # who gives orders is gone already
        Luck(0).uniform(0, "start", np.zeros(1, dtype=np.uint64))  # loads what compiled pages need, or never is ready
        orders.send(statement())
    while True:
        try:
            order: Order = orders.recv()
            network = order.network or network
            assert network is not None
            orders.send(carry_out(order.number, Job(order.scenario, network, order.seed), order.measure))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return
