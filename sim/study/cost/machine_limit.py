"""How far the hot loops are from what this machine can do: each beside a loop that only touches what it must.

The bare loop reads and writes the same numbers at the same places, in the same order, and takes as many exponentials;
it decides nothing and books nothing. It is compiled and timed in the same process, turn by turn with the page.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from sim.config import Scenario
from sim.history import blank
from sim.metrics import relations
from sim.month.people import mobilize
from sim.rules import deliberation, influence, representativeness
from sim.simulate import advance, begin
from sim.study.cost.bare_loops import bare_meet, bare_shift, bare_talk, bare_trust, copy_of, gathered
from sim.world.network import Network

MONTH = 40  # of the run whose encounters are looked at: tables work, projects run
TURNS = 60  # timings of each loop
GATHERED = 4_000_000  # numbers of the memory test, 32 MB: more than the caches of one core


class Beside(NamedTuple):
    """A hot loop beside its bare loop."""

    page: str
    items: int  # of what the loop goes through
    of: str  # what they are
    seconds: float
    bare: float

    @property
    def ratio(self) -> float:
        """Times the bare loop."""
        return self.seconds / self.bare


def timed(work: Callable[[], Any]) -> float:
    """Processor seconds."""
    start = time.process_time_ns()
    work()
    return (time.process_time_ns() - start) * 1e-9


def beside(page: str, items: int, of: str, work: Callable[[], Any], bare: Callable[[], Any]) -> Beside:
    """Both loops, turn by turn."""
    work()
    bare()
    turns = [(timed(work), timed(bare)) for _ in range(TURNS)]
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


def against_the_machine(scenario: Scenario, network: Network, seed: int = 1) -> list[Beside]:
    """The hot loops of one month of a real run, each beside its bare loop."""
    run = begin(scenario, network, seed)
    series = blank(run.state, MONTH + 1)
    for month in range(MONTH):
        advance(run, {name: values[month] for name, values in series.items()})
    run.row = {name: values[MONTH] for name, values in series.items()}
    mobilize(run)
    s, p = run.state, run.p.deliberation
    luck, turn = run.uniform("encounter", s.ties.name), run.uniform("turn", s.ties.name)
    ties, here, role = s.ties, s.actors.attends.astype(np.int32), s.actors.role.astype(np.int32)
    present = run.present_tables()
    _, held = deliberation.meet(ties, s.actors, s.tables, present, p, luck)
    met = deliberation.among(ties, held)
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
    return [
        beside("meet", n_ties, "ties", lambda: deliberation.meet(ties, s.actors, s.tables, present, p, luck),
               lambda: bare_meet(luck, ties.left, ties.right, ties.table, here, p.intensity)),
        beside("talk", n_held, "encounters", lambda: deliberation.talk(*talk),
               lambda: bare_talk(met.left, met.right, x, approach, s.actors.burden, out)),
        beside("shift", len(x), "actors", lambda: influence.shift(*shift),
               lambda: bare_shift(a, b, x, mandate, after)),
        beside("mean_trust", n_ties, "ties", lambda: relations.mean_trust(s.actors, ties, run.n_tables),
               lambda: bare_trust(ties.left, ties.right, ties.table, ties.trust, role, total)),
    ]  # fmt: skip
