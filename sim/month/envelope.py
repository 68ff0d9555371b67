"""Stage 4: the territories negotiate the split of their region's envelope; the fund opens."""

import numpy as np

from sim.formulas import apportion, total_by
from sim.funding.splits import Places
from sim.month.calls import uncommitted
from sim.month.run import Run
from sim.rules import allotment, negotiation
from sim.state import Cents, Floats, Indices
from sim.vocabulary import Agreement, Phase, Status

WAITING, NEGOTIATING = np.int8(Agreement.WAITING), np.int8(Agreement.NEGOTIATING)
AGREED, IMPOSED = np.int8(Agreement.AGREED), np.int8(Agreement.IMPOSED)
ADOPTED = np.int8(Phase.ADOPTED)


def negotiate(run: Run) -> None:
    """Stage 4."""
    s, c = run.state, run.scenario.calendar
    if run.month < c.launch:
        return
    undecided = ((s.regions.agreement < AGREED) & s.regions.present).nonzero()[0].tolist()
    if undecided:
        settle(run, undecided, late=run.month >= c.launch + c.deadline)
    open_funds(run)
    return_money(run)


def settle(run: Run, undecided: list[int], late: bool) -> None:
    """A month of the regions that have no agreement yet; late: the ministry waits no longer."""
    s, p = run.state, run.p.negotiation
    planned = total_by(run.region, s.tables.phase[: run.n_territories] >= ADOPTED, run.n_regions).tolist()
    luck = run.uniform("author", s.regions.name).tolist()
    for r in undecided:
        mine = run.territories_of[r]
        if s.regions.agreement[r] == WAITING:
            ready = planned[r] / len(mine) >= p.quorum
            if (ready or late) and not run.scenario.split.negotiated:
                conclude(run, r, mine, formula(run, mine), imposed=False)
            elif ready and not late:
                s.regions.agreement[r] = Agreement.NEGOTIATING
                ideal, _ = run.fair[r]
                s.regions.claim[mine] = ideal
                run.note("negotiation_opens", run.n_territories + r, float(ideal.sum()))
        if s.regions.agreement[r] == NEGOTIATING and not late:
            bargain(run, r, mine, luck[r])
        if late and s.regions.agreement[r] < AGREED:
            impose(run, r, mine)
    imposed = [run.n_territories + r for r in undecided if s.regions.agreement[r] == IMPOSED]
    if imposed:
        s.ties.trust[np.isin(s.ties.table, imposed)] *= 1.0 - p.imposed_price


def formula(run: Run, mine: Indices) -> Floats:
    """(territory,) shares that the split's own formula gives to the territories of one region."""
    t = run.state.territories
    return run.scenario.split(Places(t.population[mine], t.poor[mine], run.past[mine]))


def bargain(run: Run, r: int, mine: Indices, luck: float) -> None:
    """One sitting of the delegates of region r. luck in [0, 1): who makes the proposal."""
    s, p = run.state, run.p
    table = run.n_territories + r
    here, sent, ends, seat = run.between[r], run.sent[r], run.ends[r], run.seat_of_sent[r]
    if not negotiation.can_sit(seat[s.actors.attends_region[sent]], len(mine), p.negotiation):
        run.note("no_quorum", table)
        return
    trust = s.ties.trust[here]
    usual = float(np.add.reduce(trust)) / len(trust) if len(trust) else 0.5
    sitting, s.ties.trust[here] = negotiation.meet(
        s.regions.claim[mine],
        run.fair[r][1],
        s.regions.standing[mine],
        s.regions.conceded[mine],
        *ends,
        trust,
        s.actors.entrenchment[sent],
        seat,
        usual,
        float(s.tables.facilitation[table]),
        p.governance,
        p.negotiation,
        luck,
    )
    s.regions.claim[mine], s.regions.standing[mine] = sitting.claim, sitting.standing
    s.regions.conceded[mine] = sitting.conceded
    run.row["together"][table] += float(sitting.reciprocated)
    if sitting.accepted:
        run.row["together"][table] += 1.0
        conclude(run, r, mine, sitting.share, imposed=False)
        return
    run.dispute(table, "envelope", 1.0 + sitting.walkouts)
    place = table if sitting.author < 0 else mine[sitting.author]
    run.note("proposal_failed", place, float(np.count_nonzero(sitting.refused)))


def impose(run: Run, r: int, mine: Indices) -> None:
    """The ministry's deadline: its formula, at a price in verticality, and in trust (see `settle`)."""
    s, p = run.state, run.p.negotiation
    table = run.n_territories + r
    s.tables.verticality[table] += p.imposed_verticality * (1.0 - s.tables.verticality[table])
    run.dispute(table, "leadership", 1.0)
    conclude(run, r, mine, formula(run, mine), imposed=True)


def conclude(run: Run, r: int, mine: Indices, share: Floats, imposed: bool) -> None:
    """Write the agreement of region r, and when its fund will open."""
    s = run.state
    s.regions.share[mine] = share
    s.regions.agreement[r] = Agreement.IMPOSED if imposed else Agreement.AGREED
    s.regions.agreed_month[r] = run.month
    s.regions.open_month[r] = run.month + negotiation.signature(float(s.regions.staff[r]), run.p.negotiation)
    run.note("agreement_imposed" if imposed else "agreement_reached", run.n_territories + r)


def open_funds(run: Run) -> None:
    """Share the envelope of regions whose fund opens this month; what is not for projects is committed at once."""
    s = run.state
    for r in (s.regions.open_month == run.month).nonzero()[0]:
        mine = run.territories_of[r]
        tables = run.table_of_region[r : r + 1] if run.scenario.split.pooled else mine
        share = np.ones(1) if run.scenario.split.pooled else s.regions.share[mine]
        parts = apportion(int(s.regions.unallotted[r]), share)
        s.money.allotted[tables] += parts
        s.regions.unallotted[r] -= parts.sum()
        if run.month < run.scenario.calendar.fund_end:
            set_aside(run, tables, parts)
        run.note("fund_opens", run.n_territories + r, parts.sum() / 100.0)


def set_aside(run: Run, tables: Indices, parts: Cents) -> None:
    """Commit what the norms keep out of projects, of the `parts` (table,) of the accounts `tables` of one region."""
    s, n = run.state, run.p.norms
    coordination, mission = allotment.keep(parts, run.organizations[tables] > 0, n.coordination, n.core_fund)
    leveled = coordination
    if n.leveling > 0.0:
        leveled = allotment.level(coordination, 1.0 - run.natural[tables], n.leveling)
    s.money.allotted[tables] += leveled - coordination
    s.money.coordination[tables] += leveled
    s.money.mission[tables] += mission
    s.money.awarded[tables] += leveled + mission


def return_money(run: Run) -> None:
    """Give back to the whole region what its territories have not committed, once the date of the norm has come.

    From then on, every month until the fund ends, provided that the account of the region takes files: without a
    regional tier, or before the regional table has its plan, nothing moves. What the files that wait for an answer ask
    for stays where they were filed, and goes back too if they are refused.
    """
    s, end = run.state, run.scenario.calendar.fund_end
    due = end - run.p.norms.return_months <= run.month < end  # never, when return_months is 0
    if not due or run.scenario.split.pooled:
        return
    waiting = s.projects.status == Status.FILED
    asked = total_by(s.projects.account[waiting], s.projects.request[waiting], run.n_tables)
    free = allotment.given_back(uncommitted(run), asked.astype(np.int64))
    for r in np.flatnonzero(run.open_accounts()[run.n_territories :]):
        mine, table = run.territories_of[r], run.table_of_region[r]
        back = int(free[mine].sum())
        s.money.allotted[mine] -= free[mine]
        s.money.allotted[table] += back
        if s.regions.returned_month[r] < 0:
            s.regions.returned_month[r] = run.month
        if back > 0:
            run.note("money_returned", table, back / 100.0)
    run.account = run.accounts(run.pooled())
