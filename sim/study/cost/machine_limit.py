"""How far the hot loops are from what this machine can do: each beside a loop that only touches what it must.

The bare loop reads and writes the same numbers at the same places, in the same order, and takes as many exponentials;
it decides nothing and books nothing. It is compiled and timed in the same process, turn by turn with the page. Both
are called from Python, and handing over groups of arrays takes as long as some of the loops: machine code that
receives the same columns and does nothing tells how long, so that it can be taken out.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import numpy as np

from sim.compiled import Compiled
from sim.config import Scenario
from sim.history import blank, rows
from sim.metrics import relations
from sim.month.people import mobilize
from sim.month.run import Run
from sim.rules import deliberation, influence, representativeness
from sim.simulate import advance, begin
from sim.study.cost.bare_loops import bare_meet, bare_shift, bare_talk, bare_trust, copy_of, gathered, received
from sim.world.network import Network

MONTH = 40  # of the run whose encounters are looked at: tables work, projects run
TURNS = 60  # timings of each loop
GATHERED = 4_000_000  # numbers of the memory test, 32 MB: more than the caches of one core


class Beside(NamedTuple):
    """A hot loop beside its bare loop; seconds a call from Python."""

    page: str
    items: int  # of what the loop goes through
    of: str  # what they are
    seconds: float
    passing: float  # of which to hand over its arguments
    bare: float
    bare_passing: float  # of which to hand over its arguments

    @property
    def ratio(self) -> float:
        """Times the bare loop, as called from Python."""
        return self.seconds / self.bare

    @property
    def ratio_inside(self) -> float:
        """Times the bare loop, once the passing of arguments is taken out of both; NaN where nothing is left."""
        left = self.bare - self.bare_passing
        return (self.seconds - self.passing) / left if left > 0.0 else float("nan")


@dataclass
class Call:
    """A compiled page and what it receives."""

    page: Any
    arguments: tuple[Any, ...]

    def __post_init__(self) -> None:
        self.nowhere = self.page.door_to(cast(Compiled, received).within(), kept=False)

    def __call__(self) -> Any:
        return self.page(*self.arguments)

    def passing(self) -> Any:
        """The same columns of the same arguments, handed to a page that does nothing."""
        return self.nowhere(*self.arguments)


def timed(work: Callable[[], Any]) -> float:
    """Processor seconds."""
    start = time.process_time_ns()
    work()
    return (time.process_time_ns() - start) * 1e-9


def beside(page: str, items: int, of: str, work: Call, bare: Call) -> Beside:
    """Both loops, and the passing of their arguments, turn by turn."""
    ways = (work, work.passing, bare, bare.passing)
    for way in ways:
        way()
    turns = [[timed(way) for way in ways] for _ in range(TURNS)]
    return Beside(page, items, of, *(statistics.median(cost) for cost in zip(*turns, strict=True)))


def memory() -> dict[str, float]:
    """(bytes a second in order, seconds a number read here and there) of this machine, one thread."""
    source, target = np.ones(GATHERED), np.empty(GATHERED)
    where = np.random.default_rng(1).permutation(GATHERED)
    copy_of(source, target)
    gathered(source, where)
    copy = statistics.median(timed(lambda: copy_of(source, target)) for _ in range(5))
    gather = statistics.median(timed(lambda: gathered(source, where)) for _ in range(3))
    return {"bytes a second, in order": 16.0 * GATHERED / copy, "seconds a number, anywhere": gather / GATHERED}


def lived(scenario: Scenario, network: Network, seed: int) -> Run:
    """A run in its MONTH, its people mobilized, about to deliberate."""
    run = begin(scenario, network, seed)
    *before, now = rows(blank(run.state, MONTH + 1))
    for row in before:
        advance(run, row)
    run.row = now
    mobilize(run)
    return run


def against_the_machine(scenario: Scenario, network: Network, seed: int = 1) -> list[Beside]:
    """The hot loops of one month of a real run, each beside its bare loop."""
    run = lived(scenario, network, seed)
    s, p = run.state, run.p.deliberation
    luck, turn = run.uniform("encounter", s.ties.name), run.uniform("turn", s.ties.name)
    ties, here = s.ties, s.actors.attends.astype(np.int32)
    present = run.present_tables()
    _, held = deliberation.meet(ties, s.actors, s.tables, present, p, luck)
    met = influence.among(ties, held)
    absent = representativeness.underrepresented(run.row["present"])
    splitting = np.zeros(run.n_tables, dtype=np.bool_)
    talk = (met, s.actors, s.tables, run.eligible, absent, splitting, p, turn[held])
    turns = deliberation.talk(*talk)
    strength = influence.pulls(turns.turn, turns.gap, p)
    pull, share = influence.felt(met, s.actors.entrenchment, strength)
    x, mandate, approach = s.actors.priorities, s.actors.mandate_priorities, s.actors.approach
    shift = (x, mandate, met, s.actors.entrenchment, pull, share, p)
    moved = strength != 0.0
    a, b, out, after = met.left[moved], met.right[moved], np.empty(len(held)), np.empty_like(x)
    total = np.zeros((run.n_tables, 10))
    n_ties, n_held = len(ties.left), len(held)
    pages = {
        "meet": Call(deliberation.meet, (ties, s.actors, s.tables, present, p, luck)),
        "talk": Call(deliberation.talk, talk),
        "shift": Call(influence.shift, shift),
        "mean_trust": Call(relations.mean_trust, (ties, run.pairs, run.n_tables)),
    }
    bare = {
        "meet": Call(bare_meet, (luck, ties.left, ties.right, ties.table, here, p.intensity)),
        "talk": Call(bare_talk, (met.left, met.right, x, approach, s.actors.burden, out)),
        "shift": Call(bare_shift, (a, b, x, mandate, after)),
        "mean_trust": Call(bare_trust, (ties.table, run.pairs, ties.trust, total)),
    }
    items = {"meet": (n_ties, "ties"), "talk": (n_held, "encounters")}
    items |= {"shift": (len(x), "actors"), "mean_trust": (n_ties, "ties")}
    return [beside(name, *items[name], pages[name], bare[name]) for name in pages]
