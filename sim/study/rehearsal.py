"""A second process that compiles what comes late in a run, while the first compiles what comes early.

At the first run of a version every page is compiled once, which takes longer than the run. Pages of people are needed
from the first month, pages of money not before the fund opens; so another process rehearses the stages of money on a
small world whose fund is open at once. Nothing of it is kept but the compiled code, which both find on disk.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from sim.config import Scenario
from sim.history import blank, rows
from sim.month import STAGES
from sim.simulate import begin
from sim.study.runner import cores
from sim.vocabulary import Agreement, Phase, Status
from sim.world.quebec import real

PLACE, MONTHS = "09", 16
OF_PEOPLE = ("mobilization", "deliberation", "priorities")  # compiled by the first process meanwhile


def rehearse() -> int:
    """Live the stages of money and what follows them, everybody being present; how many projects have run."""
    run = begin(Scenario(months=MONTHS), real(PLACE), 1)
    s = run.state
    s.actors.attends[:], s.actors.attends_region[:] = True, s.actors.delegate
    s.tables.phase[:], s.tables.plan_month[:] = Phase.ADOPTED, 0
    s.regions.agreement[:] = Agreement.NEGOTIATING
    s.regions.claim[:] = np.concatenate([most for most, _ in run.fair])
    stages = [stage for name, stage in STAGES if name not in OF_PEOPLE]
    series = blank(s, MONTHS)
    for month, run.row in enumerate(rows(series)):
        if month == run.scenario.calendar.launch + 1:  # they have sat once: agreed, the fund opens
            s.regions.share[:] = 1.0 / len(s.regions.share)
            s.regions.agreement[:], s.regions.open_month[:] = Agreement.AGREED, month
        for stage in stages:
            stage(run)
        s.month += 1
    return int((s.projects.status == Status.RUNNING).sum() + (s.projects.status == Status.FINISHED).sum())


@contextmanager
def rehearsed(wanted: bool) -> Iterator[None]:
    """While it lasts, the other process compiles, if wanted and if there is a second core for it."""
    if not wanted or cores() < 2:
        yield
        return
    quiet = subprocess.DEVNULL
    other = subprocess.Popen([sys.executable, "-m", "sim.study.rehearsal"], stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        yield
    finally:
        other.kill()
        other.wait()


if __name__ == "__main__":
    rehearse()
