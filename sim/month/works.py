"""Stage 8: projects start, spend, end; what was set aside is paid in instalments."""

import numpy as np

from sim.formulas import count_by
from sim.month.run import Run
from sim.rules import implementation
from sim.state import Flags, Floats
from sim.vocabulary import Status


def implement(run: Run) -> None:
    """Stage 8."""
    s, p = run.state, run.p.implementation
    accompany(run)
    q = s.projects
    if len(q.promoter) == 0:
        return
    region = s.tables.region[q.account]
    run.room[:] = np.minimum(run.room, 1.0) + p.protocols * administering(run)
    starts = implementation.start_projects(q, region, run.room, run.uniform("start", q.name))
    run.room -= count_by(region[starts], run.n_regions)
    q.status[starts], q.started[starts] = Status.RUNNING, run.month
    done = implementation.work(s.territories, q, s.ties, run.n_tables, run.month, p)
    q.spent[:] += done.paid
    s.money.spent[:] += done.spent
    s.territories.need[:], s.ties.trust[done.joint], s.joint = done.need, done.trust, done.joint
    finish(run, done.ending)


def accompany(run: Run) -> None:
    """Accompany the tables, and pay the instalments of what was set aside (stage 10 puts core money in reserves)."""
    s = run.state
    s.tables.facilitation[:], coordination, run.core_paid = implementation.support(
        s.tables,
        s.regions,
        s.money,
        run.natural,
        run.present_tables(),
        run.month,
        run.scenario.calendar.fund_end,
        run.p.implementation,
    )
    s.money.spent[:] += coordination + run.core_paid


def administering(run: Run) -> Floats:
    """(region,) full-time equivalents who start projects: the staff, or the part that follows files without a tier."""
    s = run.state
    return s.regions.staff * np.where(s.regions.present, 1.0, run.p.events.transition)


def finish(run: Run, ending: Flags) -> None:
    """Close the projects that end (project,), and keep the effect of those that last."""
    s, q, p = run.state, run.state.projects, run.p.implementation
    if not np.count_nonzero(ending):
        return
    q.status[ending], q.ended[ending] = Status.FINISHED, run.month
    luck = run.uniform("lasting", q.name)
    stays = implementation.last(q, ending, p, luck)
    q.lasting[stays] = True
    s.territories.relief[:] = implementation.consolidate(s.territories, q, stays, p)
    s.joint, s.actors.projects[:] = implementation.in_hand(q, len(s.ties.left), len(s.actors.role))
    run.row["finished"][:] = count_by(q.account[ending], run.n_tables)
    run.row["lasting"][:] = count_by(q.account[stays], run.n_tables)
