"""Stage 8: projects start, spend, end; what was set aside is paid in instalments."""

import numpy as np

from sim.formulas import count_by
from sim.month.run import Run
from sim.rules import implementation
from sim.state import Cents, Flags, Floats
from sim.vocabulary import Status


def implement(run: Run) -> None:
    """Stage 8."""
    s, q, p = run.state, run.state.projects, run.p.implementation
    s.tables.facilitation[:] = accompanied(run)
    pay_instalments(run)
    if len(q.promoter) == 0:
        return
    region = s.tables.region[q.account]
    run.room[:] = np.minimum(run.room, 1.0) + p.protocols * administering(run)
    starts = implementation.start_projects(q, region, run.room, run.uniform("start", q.name))
    run.room -= count_by(region[starts], run.n_regions)
    q.status[starts], q.started[starts] = Status.RUNNING, run.month
    if starts.any():
        s.joint = implementation.joint(q, len(s.ties.left))
    paid = implementation.spend(q, run.month)
    q.spent[:] += paid
    np.add.at(s.money.spent, q.account, paid)
    s.territories.need[:] = implementation.relieve(s.territories, q, paid, p)
    s.ties.trust[:] = implementation.work_together(s.ties.trust, s.joint, p.partner_trust)
    finish(run, (q.status == Status.RUNNING) & (run.month - q.started + 1 >= q.months))


def administering(run: Run) -> Floats:
    """(region,) full-time equivalents who start projects: the staff, or the part that follows files without a tier."""
    s = run.state
    return s.regions.staff * np.where(s.regions.present, 1.0, run.p.events.transition)


def finish(run: Run, ending: Flags) -> None:
    """Close the projects that end (project,), and keep the effect of those that last."""
    s, q, p = run.state, run.state.projects, run.p.implementation
    if not ending.any():
        return
    q.status[ending], q.ended[ending] = Status.FINISHED, run.month
    stays = implementation.last(q, ending, p, run.uniform("lasting", q.name))
    q.lasting[stays] = True
    s.territories.relief[:] = implementation.consolidate(s.territories, q, stays, p)
    s.joint = implementation.joint(q, len(s.ties.left))
    s.actors.projects[:] = implementation.count_projects(q, len(s.actors.role))
    run.row["finished"][:] = count_by(q.account[ending], run.n_tables)
    run.row["lasting"][:] = count_by(q.account[stays], run.n_tables)


def accompanied(run: Run) -> Floats:
    """(table,) facilitation this month; a regional table that was removed has none."""
    s = run.state
    years = np.maximum(run.scenario.calendar.fund_end - s.regions.open_month, 1) / 12.0
    yearly = s.money.coordination / 100.0 / years[s.tables.region]
    funded = run.month < run.scenario.calendar.fund_end
    level = implementation.accompany(run.natural, yearly * funded, run.p.implementation)
    return np.where(run.present_tables(), level, 0.0)


def instalment(run: Run, set_aside: Cents) -> Cents:
    """(table,) cents paid this month of a sum set aside (table,) when the fund opened: equal parts until it ends."""
    s = run.state
    if not set_aside.any():
        return np.zeros_like(set_aside)
    opened = s.regions.open_month[s.tables.region]
    return implementation.instalment(
        set_aside, run.month - opened, run.scenario.calendar.fund_end - opened, opened >= 0
    )


def pay_instalments(run: Run) -> None:
    """Spend coordination money, and the core fund (stage 10 puts it in reserves)."""
    money = run.state.money
    money.spent[:] += instalment(run, money.coordination) + instalment(run, money.mission)
