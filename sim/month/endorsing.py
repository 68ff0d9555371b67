"""Stage 7: elected officials ratify or withhold; money is committed to what they ratify."""

import numpy as np

from sim.draws import Names, join
from sim.formulas import count_by, extended, total_by
from sim.month.run import Run
from sim.rules import endorsement, implementation
from sim.state import Flags, Floats, Indices, Ties
from sim.vocabulary import Kind, Phase, Status


def endorse(run: Run) -> None:
    """Stage 7."""
    s, q, e = run.state, run.state.projects, run.scenario.endorsement
    waits = run.month - s.tables.plan_month
    plans = np.flatnonzero((s.tables.phase == Phase.ADOPTED) & (waits > 0) & (waits % e.delay == 0))
    waits = run.month - q.decided
    awards = np.flatnonzero((q.status == Status.SELECTED) & ((not e.awards) | ((waits > 0) & (waits % e.delay == 0))))
    plans = plans if e.plans else plans[:0]
    if len(plans) == 0 and len(awards) == 0:
        return
    table = np.concatenate([plans, q.account[awards]]).astype(np.int32)
    name = np.concatenate([s.tables.seat[plans], q.name[awards]])
    yes = np.ones(len(table), dtype=np.bool_)
    if e.plans or e.awards:
        put = np.concatenate([np.ones(len(plans), dtype=np.bool_), np.full(len(awards), e.awards)])
        yes[put] = vote(run, table[put], name[put], orientations(run, plans, awards)[put])
        passed = total_by(table[put], yes[put], run.n_tables)
        vetoed = total_by(table[put], ~yes[put], run.n_tables)
        s.ties.trust[:], s.ties.history[:] = endorsement.acquaint(s.actors, s.ties, passed, vetoed, run.p.endorsement)
        run.row["vetoed"][:] = vetoed
        for t in np.flatnonzero(vetoed):
            run.dispute(t, "elected", vetoed[t])
            run.note("vetoed", t, vetoed[t])
    s.tables.phase[plans[yes[: len(plans)]]] = Phase.ENDORSED
    s.tables.endorsed_month[plans[yes[: len(plans)]]] = run.month
    for t in plans[yes[: len(plans)]]:
        run.note("plan_endorsed", t)
    grant(run, awards[yes[len(plans) :]])
    withheld = awards[~yes[len(plans) :]]
    q.vetoes[withheld] += 1
    q.status[withheld[q.vetoes[withheld] > e.patience]] = Status.VETOED


def orientations(run: Run, plans: Indices, awards: Indices) -> Floats:
    """(file, approach) where plans and projects stand on the simplex of approaches."""
    s = run.state
    return np.concatenate([s.tables.approach[plans], np.eye(s.tables.approach.shape[1])[s.projects.approach[awards]]])


def vote(run: Run, table: Indices, name: Names, orientation: Floats) -> Flags:
    """(file,) True where the elected officials of its table endorse it."""
    s = run.state
    trust, recognition = endorsement.readiness(s.actors, s.ties, run.p.deliberation.contact)
    voters = [run.councils[t] for t in table]
    voter = np.concatenate(voters) if voters else np.zeros(0, dtype=np.int32)
    file = np.repeat(np.arange(len(table), dtype=np.int32), [len(v) for v in voters])
    return endorsement.ratify(
        s.actors,
        trust,
        recognition,
        run.agenda,
        voter,
        file,
        orientation,
        run.p.endorsement,
        run.uniform("endorsement", join(s.actors.name[voter], name[file])),
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
    partnered = (q.partner[files] >= 0).any(axis=1)
    run.row["funded"][:] = count_by(account, run.n_tables)
    run.row["partnered"][:] = count_by(account[partnered], run.n_tables)
    run.row["together"] += run.row["partnered"]
    file, slot, a, b = implementation.pairs(q.promoter[files], q.partner[files])
    found = implementation.find_ties(s.ties, s.born, a, b, len(s.actors.role))
    strangers = found < 0
    if strangers.any():
        tie_partners(run, a[strangers], b[strangers])
        found = implementation.find_ties(s.ties, s.born, a, b, len(s.actors.role))
    q.tie[files[file], slot] = found
    s.actors.projects[:] = implementation.count_projects(q, len(s.actors.role))


def tie_partners(run: Run, a: Indices, b: Indices) -> None:
    """Add ties between pairs of actors (pair,) who work together for the first time, once each."""
    s, actors = run.state, run.state.actors
    n = len(actors.role)
    pair = np.unique(np.minimum(a, b).astype(np.int64) * n + np.maximum(a, b))
    left, right = (pair // n).astype(np.int32), (pair % n).astype(np.int32)
    same = actors.territory[left] == actors.territory[right]
    place = actors.territory[left]
    start = np.full(len(left), run.p.implementation.new_tie)
    new = Ties(
        name=join(actors.name[left], actors.name[right]),
        left=left,
        right=right,
        kind=np.full(len(left), Kind.PROJECT, dtype=np.int8),
        table=np.where(same, place, run.table_of_region[run.region[place]]).astype(np.int32),
        trust=start,
        origin=start.copy(),
        history=np.zeros(len(left)),
    )
    s.ties = extended(s.ties, new)
