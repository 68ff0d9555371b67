"""The same months of deliberation written four ways, in one process: compiled, numpy, careful Mesa, tutorial Mesa."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from sim.config import Scenario
from sim.history import blank, rows
from sim.parameter import values
from sim.rules import deliberation
from sim.simulate import advance, begin
from sim.state import Actors, Tables, Ties
from sim.study.cost import numpy_arrays
from sim.study.cost.plain_mesa import Month, PlainDeliberation
from sim.study.cost.tutorial_mesa import TutorialDeliberation
from sim.study.cost.ways import ARRAYS, CAREFUL, NUMPY, TUTORIAL
from sim.world.network import Network

FIRST = 4  # month from which deliberation is listened to: tables have begun to consult
ROUNDS = 5  # times that the same months are lived, each way
LIVES = 5  # times a round for the arrays
CHANGED = ("priorities", "approach", "efficacy")  # of actors, by deliberation itself


@contextmanager
def listened(heard: list[Any]) -> Iterator[None]:
    """While it lasts, every month of deliberation leaves a copy of what it received in `heard`."""
    room: Any = deliberation
    plain = room.deliberate

    def deliberate(*received: Any) -> Any:
        heard.append([copied(r) if isinstance(r, (Actors, Ties, Tables, np.ndarray)) else r for r in received])
        return plain(*received)

    room.deliberate = deliberate
    try:
        yield
    finally:
        room.deliberate = plain


def copied(arrays: Any) -> Any:
    """The same array, or named tuple of arrays, with numbers of its own."""
    return type(arrays)(*map(copied, arrays)) if isinstance(arrays, tuple) else arrays.copy()


def write(kept: Any, given: Any) -> None:
    """Put the numbers of an array, or of a named tuple of arrays, into those of another, in place."""
    if isinstance(kept, tuple):
        for one, other in zip(kept, given, strict=True):
            write(one, other)
    else:
        kept[:] = given


def listen(
    scenario: Scenario, network: Network, seed: int, first: int, months: int
) -> tuple[Actors, Ties, list[Month]]:
    """(actors, ties) before month `first` of a real run, and what its months of deliberation received.

    The number of ties must not change meanwhile: it stops at the first joint project that adds some.
    """
    run = begin(scenario, network, seed)
    heard: list[Any] = []
    series = blank(run.state, first + months)
    with listened(heard):
        for row in rows(series):
            advance(run, row)
    actors, ties = heard[first][0], heard[first][1]
    found = []
    for a, t, tables, promoter, absent, splitting, present, _, luck_meet, luck_turn in heard[first:]:
        if len(t.left) == len(ties.left):
            found.append(Month(a, tables, promoter, absent, splitting, present, luck_meet, luck_turn))
    return actors, ties, found


class Arrays:
    """The deliberation of `sim.rules` over several months, with the verbs of `PlainDeliberation`.

    Its arrays are the same ones every month, as a run's are: the stages before write into them, then deliberation reads
    them while they are still in the processor's cache. Handing it fresh copies instead would charge it for fetching
    them from memory, which no run pays.
    """

    def __init__(self, actors: Actors, ties: Ties, p: Any) -> None:
        self.actors, self.ties, self.p = copied(actors), copied(ties), p
        self.month: Month | None = None

    def receive(self, m: Month) -> None:
        """Write a month into the arrays that are kept; what deliberation itself changes stays as it left it."""
        own = {name: getattr(self.actors, name) for name in CHANGED}
        self.month = self.month or copied(m)._replace(actors=self.actors)
        write(self.month, m._replace(actors=m.actors._replace(**own)))

    def step(self) -> None:
        """One month of encounters, written back as `sim.month` does."""
        assert self.month is not None, "a month is received before it is lived"
        a, t, met = self.actors, self.ties, self.meet(self.month)
        t.trust[:], t.history[:], a.efficacy[:] = met.trust, met.history, met.efficacy
        a.priorities[:], a.approach[:] = met.priorities, met.approach
        self.met = met

    def meet(self, m: Month) -> deliberation.Encounters:
        """What the month gives."""
        luck = m.luck_meet, m.luck_turn
        where = m.tables, m.promoter, m.absent, m.splitting, m.present
        return deliberation.deliberate(self.actors, self.ties, *where, self.p, *luck)

    def outcome(self) -> deliberation.Encounters:
        """What the last month gave."""
        return self.met


class NumpyArrays(Arrays):
    """The same arrays, without compiled loops."""

    def meet(self, m: Month) -> deliberation.Encounters:
        """What the month gives."""
        return numpy_arrays.deliberate(m, self.ties, self.p)


def against_mesa(scenario: Scenario, network: Network, months: int, seed: int = 1) -> dict[str, float]:
    """Median seconds a month of deliberation, for each way of writing it; refuses to compare if they do not agree.

    Every way lives the same months in each of ROUNDS rounds, one way after the other, so that another program on the
    machine slows all alike. Timed: from what a month received to what it leaves in the way's own objects (collecting
    included, for the tutorial). Not timed: handing over what other stages give, reading the outcome to compare it.
    The arrays live them LIVES times a round: objects that were there before push them out of the processor's cache,
    and a run's months follow months of the same kind. So counted, a month costs what it costs inside a run.
    """
    p = scenario.deliberation
    actors, ties, heard = listen(scenario, network, seed, FIRST, months)
    local = np.arange(len(heard[0].absent)) < len(network.code)
    ways: dict[str, Callable[[], Any]] = {
        ARRAYS: lambda: Arrays(actors, ties, values(p)),
        NUMPY: lambda: NumpyArrays(actors, ties, values(p)),
        CAREFUL: lambda: PlainDeliberation(actors, ties, local, p),
        TUTORIAL: lambda: TutorialDeliberation(actors, ties, local, p),
    }
    for name in (NUMPY, CAREFUL, TUTORIAL):
        compare(ways[ARRAYS](), ways[name](), heard)
    cost: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, make in ways.items():
            gc.collect()  # the objects of the way before
            for _ in range(LIVES if name in (ARRAYS, NUMPY) else 1):
                cost[name] += lived(make(), heard)
    return {name: statistics.median(seconds) for name, seconds in cost.items()}


def compare(one: Any, other: Any, heard: list[Month]) -> None:
    """Refuse two ways that do not give the same outcome every month."""
    for month in heard:
        for way in (one, other):
            way.receive(month)
            way.step()
        agree(one.outcome(), other.outcome())


def lived(way: Any, heard: list[Month]) -> list[float]:
    """Seconds of each month of deliberation. Outcomes are let go, as in a run: to keep them would take new memory."""
    seconds = []
    for month in heard:
        way.receive(month)
        start = time.process_time_ns()
        way.step()
        seconds.append((time.process_time_ns() - start) * 1e-9)
    return seconds


def agree(one: deliberation.Encounters, other: deliberation.Encounters) -> None:
    """Refuse two outcomes that differ by more than rounding."""
    for name, a, b in zip(one._fields, one, other, strict=True):
        if not np.allclose(a, b, rtol=0.0, atol=1e-12):
            raise AssertionError(f"{name}: the two ways of writing deliberation differ by {np.abs(a - b).max():.3g}")
