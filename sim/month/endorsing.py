"""Stage 7: elected officials ratify or withhold; money is committed to what they ratify."""

import numpy as np

from sim.draws import Names, join
from sim.formulas import count_by
from sim.metrics.relations import pair_of
from sim.month.run import Run
from sim.rules import endorsement, implementation, partners
from sim.state import Flags, Floats, Indices, Ints, Rows, Ties
from sim.vocabulary import APPROACHES, Kind, Phase, Status

ADOPTED, SELECTED, PROJECT = np.int8(Phase.ADOPTED), np.int8(Status.SELECTED), np.int8(Kind.PROJECT)

PURE = np.eye(len(APPROACHES))  # (approach, approach) the point of the simplex where a project on one axis stands


def endorse(run: Run) -> None:
    """Stage 7."""
    s, q, e = run.state, run.state.projects, run.scenario.endorsement
    adopted = (s.tables.phase == ADOPTED).nonzero()[0]
    plans = due(run, adopted, s.tables.plan_month) if e.plans else adopted[:0]
    selected = (q.status == SELECTED).nonzero()[0]
    if not e.awards and len(plans) == 0:
        grant(run, selected)
        return
    awards = due(run, selected, q.decided) if e.awards else selected[:0]
    if len(plans) == 0 and len(awards) == 0:
        return
    yes = sitting(run, plans, awards)
    endorsed, ratified = plans[yes[: len(plans)]], yes[len(plans) :]
    s.tables.phase[endorsed], s.tables.endorsed_month[endorsed] = Phase.ENDORSED, run.month
    for t in endorsed.tolist():
        run.note("plan_endorsed", t)
    grant(run, awards[ratified] if e.awards else selected)
    withheld = awards[~ratified]
    q.vetoes[withheld] += 1
    q.status[withheld[q.vetoes[withheld] > e.patience]] = Status.VETOED


def due(run: Run, waiting: Indices, since: Ints) -> Indices:
    """Those of `waiting` on which elected officials sit this month, every `delay` months after `since` (all,)."""
    if len(waiting) == 0:
        return waiting
    waits = run.month - since[waiting]
    now: Indices = waiting[(waits > 0) & (waits % run.scenario.endorsement.delay == 0)]
    return now


def sitting(run: Run, plans: Indices, awards: Indices) -> Flags:
    """(file,) True where elected officials endorse the plans, then the awards, that are put to them; they meet."""
    s, q = run.state, run.state.projects
    table = np.concatenate([plans, q.account[awards]]).astype(np.int32)
    name = np.concatenate([s.tables.seat[plans], q.name[awards]])
    yes = vote(run, table, name, orientations(run, plans, awards))
    after = endorsement.acquaint(s.ties, run.bridges, run.n_tables, table, yes, run.p.endorsement)
    s.ties.trust[after.tie], s.ties.history[after.tie] = after.trust, after.history
    run.row["vetoed"][:] = after.vetoed
    run.dispute(slice(None), "elected", after.vetoed)
    for t in after.vetoed.nonzero()[0].tolist():
        run.note("vetoed", t, after.vetoed[t])
    return yes


def orientations(run: Run, plans: Indices, awards: Indices) -> Floats:
    """(file, approach) where plans and projects stand on the simplex of approaches."""
    s = run.state
    return np.concatenate([s.tables.approach[plans], PURE[s.projects.approach[awards]]])


def vote(run: Run, table: Indices, name: Names, orientation: Floats) -> Flags:
    """(file,) True where the elected officials of its table endorse it."""
    actors = run.state.actors
    voter, file = endorsement.ballots(table, *run.councils)
    return endorsement.consent(
        actors,
        run.state.ties,
        run.bridges,
        run.agenda,
        voter,
        file,
        orientation,
        run.p.deliberation.contact,
        run.p.endorsement,
        run.uniform("endorsement", join(actors.name[voter], name[file])),
    )


def grant(run: Run, files: Indices) -> None:
    """Award projects: commit the money, and tie those who will work together and had no tie."""
    s, q = run.state, run.state.projects
    if len(files) == 0:
        return
    q.status[files], q.awarded[files] = Status.AWARDED, run.month
    account = q.account[files]
    np.add.at(s.money.awarded, account, q.request[files])
    np.add.at(s.money.leveraged, account, q.cost[files] - q.request[files])
    partnered = q.partner[files, 0] >= 0  # partners come first
    run.row["funded"][:] = count_by(account, run.n_tables)
    run.row["partnered"][:] = count_by(account[partnered], run.n_tables)
    run.row["together"] += run.row["partnered"]
    found = partners.carry_together(s.actors, s.ties, s.territories, q.promoter[files], q.partner[files], s.born)
    q.tie[files[found.project], found.slot] = found.tie
    if len(found.left):
        tie_partners(run, found.left, found.right, found.table)
    s.actors.projects[:] = implementation.count_projects(q, len(s.actors.role))


def tie_partners(run: Run, left: Rows, right: Rows, table: Rows) -> None:
    """New ties (made,) between actors who work together for the first time: their ends, and where they meet."""
    s, actors, known = run.state, run.state.actors, len(run.state.ties.left)
    name, kind = join(actors.name[left], actors.name[right]), np.full(len(left), PROJECT)
    trust = np.full(len(left), run.p.implementation.new_tie)
    made = Ties(name, left, right, kind, table, trust, trust, np.zeros(len(left)))
    run.bridges = np.concatenate([run.bridges, endorsement.across(actors, made) + known], dtype=np.int32)
    run.pairs = np.concatenate([run.pairs, pair_of(actors, made)])
    s.ties = run.acquaintances.extended(s.ties, made)
