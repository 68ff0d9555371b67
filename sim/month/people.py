"""Stages that move people: mobilization, deliberation, priorities, accountability, finance, adjustment, events."""

import numpy as np

from sim.draws import numbered
from sim.formulas import count_by
from sim.metrics import relations
from sim.month.calls import uncommitted
from sim.month.run import Run
from sim.rules import (
    accountability,
    adjustment,
    controls,
    deliberation,
    events,
    mobilization,
    priorities,
    proposals,
    representativeness,
    viability,
)
from sim.state import Flags, Floats
from sim.vocabulary import Agreement, Phase, Role, Status

AGREED, ADOPTED, REFUSED = np.int8(Agreement.AGREED), np.int8(Phase.ADOPTED), np.int8(Status.REFUSED)


def mobilize(run: Run) -> None:
    """Stage 1."""
    s, p = run.state, run.p
    s.actors.attends[:], s.actors.attends_region[:], s.actors.invited[:] = mobilization.mobilize(
        s.actors,
        s.territories,
        s.tables,
        s.regions,
        run.extent,
        run.stakes,
        run.seats[run.reports][s.tables.phase],
        p.norms.citizen_support,
        p.mobilization,
        *run.uniforms(("mobilization", "mobilization/region"), s.actors.name),
    )
    seen = mobilization.turnout(s.actors, run.n_territories, s.tables.region, p.mobilization.memory)
    s.actors.voice[:], run.row["coverage"][: run.n_territories] = seen.voice, seen.coverage
    run.row["present"][:], run.row["members"][:] = seen.present, seen.members


def deliberate(run: Run) -> None:
    """Stage 2."""
    s, row = run.state, run.row
    deal_again(run)
    s.tables.scarcity[:] = felt_scarcity(run)
    splitting = np.zeros(run.n_tables, dtype=np.bool_)
    splitting[run.n_territories :] = s.regions.agreement < AGREED
    p, who, lucks = run.p.deliberation, s.actors, run.uniforms(("encounter", "turn"), s.ties.name)
    fixed = p.meetings > 0.0
    if fixed:
        p, who = controls.as_often(p), controls.all_there(s.actors)
    met = deliberation.deliberate(
        who,
        s.ties,
        s.tables,
        run.eligible,
        representativeness.underrepresented(row["present"]),
        splitting,
        run.present_tables(),
        p,
        *lucks,
    )
    s.ties.trust[:] = met.trust
    if p.history_grows:
        s.ties.history[:] = met.history
    s.actors.priorities[:], s.actors.approach[:] = met.priorities, met.approach
    s.actors.efficacy[:] = met.efficacy
    for name in ("possible", "held", "cooperative", "conflictual", "ledger"):
        row[name][:] = getattr(met, name)
    if fixed:
        could, _ = deliberation.meet(s.ties, who, s.tables, run.present_tables(), run.p.deliberation, lucks[0])
        row["possible"][:] = count_by(s.ties.table[could], run.n_tables)


def deal_again(run: Run) -> None:
    """Controls: what was lived goes to others of the table, or of the whole network, before anybody meets."""
    s, p = run.state, run.p.deliberation
    if not p.rooted:
        s.ties.trust[:], s.ties.origin[:], s.ties.history[:] = controls.uproot(
            s.ties, run.uniform("redeal", s.ties.name)
        )
    elif not p.acquainted:
        s.ties.trust[:], s.ties.history[:] = controls.redeal(s.ties, run.uniform("redeal", s.ties.name))


def felt_scarcity(run: Run) -> Floats:
    """(table,) in [0, 1) how scarce money seems at each table this month."""
    s, end, expected = run.state, run.p.calendar.fund_end, run.p.proposals.expected_scarcity
    return proposals.felt_scarcity(s.tables, s.regions, s.money, run.pooled(), end, expected)


def set_priorities(run: Run) -> None:
    """Stage 3."""
    s, p = run.state, run.p
    if run.month < p.calendar.launch or not np.count_nonzero(s.tables.phase < ADOPTED):
        run.row["support"][:] = -1.0
        return
    before = s.tables.phase.copy()
    plans = priorities.set_priorities(
        s.actors,
        s.tables,
        run.row["present"],
        run.structures,
        relations.trust_of_actor(s.ties, len(s.actors.role)),
        run.month,
        p.norms.citizen_voice,
        p.governance,
        p.priorities,
        *run.uniforms(("support", "support/region"), s.actors.name),
    )
    s.tables.phase[:], s.tables.progress[:] = plans.phase, plans.progress
    s.tables.priorities[:], s.tables.approach[:] = plans.priorities, plans.approach
    s.tables.since[plans.phase != before] = run.month
    run.row["support"][:] = plans.support
    won = plans.adopted.nonzero()[0]
    if len(won):
        run.row["together"][won] += 1.0
        s.tables.plan_month[won] = run.month
        s.ties.trust[:] = priorities.celebrate(s.actors, s.ties, run.n_territories, plans.adopted, p.priorities.win)
    for table in won:
        run.note("plan_adopted", table, plans.support[table])
    if not run.scenario.endorsement.plans:
        s.tables.endorsed_month[plans.adopted] = run.month


def account_for(run: Run) -> None:
    """Stage 9."""
    s, p = run.state, run.p
    n = len(s.actors.role)
    q = s.projects
    refused = (q.decided == run.month) & (q.status == REFUSED)
    awarded = q.awarded == run.month
    fairness = p.norms.transparency
    any_refused = np.count_nonzero(refused) > 0
    if any_refused or np.count_nonzero(awarded):
        refusals = accountability.counted(q.promoter, refused, n)
        awards = accountability.counted(q.promoter, awarded, n)
        s.actors.efficacy[:] = accountability.hearten(s.actors.efficacy, refusals, awards, fairness, p.accountability)
    if any_refused:
        s.ties.trust[:] = accountability.refuse(s.actors, s.ties, refusals, fairness, p.accountability)
        run.row["refused"][:] = count_by(q.account[refused], run.n_tables)
        run.dispute(slice(None), "envelope", run.row["refused"] * (1.0 - fairness))
    s.actors.burden[:], s.actors.capacity[:] = accountability.report(
        s.actors, run.smaller, p.norms.reporting, run.reports, p.accountability
    )


def balance_books(run: Run) -> None:
    """Stage 10."""
    s, p = run.state, run.p
    books = viability.settle(s.projects, s.actors, run.month, run.found, run.core_paid, run.opened_account, p.viability)
    asleep = (s.actors.active & ~books.active).nonzero()[0]
    s.actors.reserve[:], s.actors.active[:] = books.reserve, books.active
    for i in asleep:
        run.note("dormant", s.actors.territory[i])


def adjust(run: Run) -> None:
    """Stage 11."""
    s, row, p = run.state, run.row, run.p
    possible = np.maximum(row["possible"], 1.0)
    ways = adjustment.adjust(
        s.tables,
        row["conflictual"] / possible,
        row["cooperative"] / possible,
        row["possible"] > 0.0,
        run.reports,
        p.norms.reporting,
        p.norms.modulation,
        p.adjustment,
    )
    s.tables.verticality[:], s.tables.sharing[:] = ways.verticality, ways.sharing
    s.tables.patience[:], s.tables.conflict[:] = ways.patience, ways.conflict
    s.tables.cooperation[:] = ways.cooperation
    for table in ways.adjusted.nonzero()[0]:
        run.note("adjusted", table, ways.verticality[table])


def happen(run: Run) -> None:
    """Stage 12."""
    s, p = run.state, run.p
    if p.events.frozen:
        return
    if events.election_now(run.month, p.events):
        out = (s.actors.role == Role.ELECTED) & (run.uniform("election", s.actors.name) < p.events.replaced)
        replace(run, out, elected=True)
        for table, seats in enumerate(count_by(s.actors.territory[out], run.n_territories).tolist()):
            run.note("election", table, float(seats))
    leaves = run.staff & (run.uniform("turnover", s.actors.name) < p.events.turnover)
    if np.count_nonzero(leaves):
        replace(run, leaves, elected=False)
    if run.month == p.events.removal_month:
        s.regions.present[:] = False
        for table in run.table_of_region:
            run.note("tier_removed", table)
    if run.month == p.events.envelope_month:
        revise_envelopes(run)


def revise_envelopes(run: Run) -> None:
    """Add to, or take from, what is neither awarded nor reserved: in the accounts, and before they open."""
    s, change = run.state, run.p.events.envelope_change
    accounts, waiting = events.revise(uncommitted(run), change), events.revise(s.regions.unallotted, change)
    s.money.allotted[:] += accounts
    s.regions.unallotted[:] += waiting
    for r in range(run.n_regions):
        total = int(waiting[r] + accounts[s.tables.region == r].sum())
        s.regions.envelope[r] += total
        run.stakes = run.see_stakes()
        run.note("envelope_changed", run.n_territories + r, total / 100.0)


def replace(run: Run, leaves: Flags, elected: bool) -> None:
    """Give the seats of those who leave (actor,) to newcomers."""
    s = run.state
    which, trust, history = events.replace(s.ties, leaves, elected, run.p.events)
    s.ties.trust[which], s.ties.history[which] = trust, history
    if elected:
        who, p = np.flatnonzero(leaves), run.p.events
        for word, positions, mandates in (
            ("priorities", s.actors.priorities, s.actors.mandate_priorities),
            ("approach", s.actors.approach, s.actors.mandate_approach),
        ):
            axes = np.stack([numbered(s.actors.name[who], k) for k in range(positions.shape[1])], axis=1)
            noise = run.normal(f"newcomer/{word}", axes.ravel()).reshape(axes.shape)
            positions[who] = mandates[who] = events.renew(mandates[who], noise, p.newcomer_spread)
