"""Stage 4: the territories negotiate the split of their region's envelope; the fund opens."""

import numpy as np

from sim.formulas import apportion
from sim.month.run import Run
from sim.rules import negotiation
from sim.state import Floats, Indices
from sim.vocabulary import Agreement, Phase


def negotiate(run: Run) -> None:
    """Stage 4."""
    s, c = run.state, run.scenario.calendar
    if run.month < c.launch:
        return
    for r in range(run.n_regions):
        if s.regions.agreement[r] >= Agreement.AGREED or not s.regions.present[r]:
            continue
        mine = run.territories_of[r]
        late = run.month >= c.launch + c.deadline
        if s.regions.agreement[r] == Agreement.WAITING:
            ready = (s.tables.phase[mine] >= Phase.ADOPTED).mean() >= run.p.negotiation.quorum
            if (ready or late) and not run.scenario.split.negotiated:
                conclude(run, r, mine, formula(run, mine), imposed=False)
            elif ready and not late:
                s.regions.agreement[r] = Agreement.NEGOTIATING
                ideal, _ = negotiation.opening_claims(
                    s.territories.population[mine], s.territories.poor[mine], run.p.negotiation.slack
                )
                s.regions.claim[mine] = ideal
                run.note("negotiation_opens", run.n_territories + r, float(ideal.sum()))
        if s.regions.agreement[r] == Agreement.NEGOTIATING and not late:
            bargain(run, r, mine)
        if s.regions.agreement[r] < Agreement.AGREED and late:
            impose(run, r, mine)
    open_funds(run)


def formula(run: Run, mine: Indices) -> Floats:
    """(territory,) shares that the split's own formula gives to the territories of one region."""
    t = run.state.territories
    return run.scenario.split(t.population[mine], t.poor[mine])


def bargain(run: Run, r: int, mine: Indices) -> None:
    """One sitting of the delegates of region r."""
    s, p = run.state, run.p
    table = run.n_territories + r
    here, sent, seat = run.between[r], run.sent[r], run.seat_in_region
    if not negotiation.can_sit(seat[s.actors.territory[sent[s.actors.attends_region[sent]]]], len(mine), p.negotiation):
        run.note("no_quorum", table)
        return
    ends = seat[s.actors.territory[s.ties.left[here]]], seat[s.actors.territory[s.ties.right[here]]]
    d = negotiation.delegations(
        *ends, s.ties.trust[here], s.actors.entrenchment[sent], seat[s.actors.territory[sent]], len(mine)
    )
    _, least = negotiation.opening_claims(s.territories.population[mine], s.territories.poor[mine], p.negotiation.slack)
    luck = float(run.uniform("author", s.regions.name[r : r + 1])[0])
    sitting = negotiation.sit(
        s.regions.claim[mine],
        least,
        d.trust,
        d.stubborn,
        s.regions.standing[mine],
        s.regions.conceded[mine],
        d.between,
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
    run.note("proposal_failed", table if sitting.author < 0 else mine[sitting.author], float(sitting.refused.sum()))
    if sitting.author >= 0:
        author, refused = sitting.author, sitting.refused
        bitter = here[(ends[0] == author) & refused[ends[1]] | (ends[1] == author) & refused[ends[0]]]
        s.ties.trust[bitter] *= 1.0 - p.negotiation.grudge


def impose(run: Run, r: int, mine: Indices) -> None:
    """The ministry's deadline: its formula, at a price in trust and verticality."""
    s, p = run.state, run.p.negotiation
    table = run.n_territories + r
    s.ties.trust[s.ties.table == table] *= 1.0 - p.imposed_price
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
    """Share the envelope of regions whose fund opens this month; coordination money is committed at once."""
    s = run.state
    for r in np.flatnonzero(s.regions.open_month == run.month):
        mine = run.territories_of[r]
        tables = run.table_of_region[r : r + 1] if run.scenario.split.pooled else mine
        share = np.ones(1) if run.scenario.split.pooled else s.regions.share[mine]
        parts = apportion(int(s.regions.unallotted[r]), share)
        s.money.allotted[tables] += parts
        s.regions.unallotted[r] -= parts.sum()
        share_kept = run.p.norms.coordination if run.month < run.scenario.calendar.fund_end else 0.0
        kept = np.floor(parts * share_kept).astype(np.int64)
        s.money.coordination[tables] += kept
        s.money.awarded[tables] += kept
        run.note("fund_opens", run.n_territories + r, parts.sum() / 100.0)
