"""Stages that move money: negotiation, proposals, award, endorsement, implementation."""

import numpy as np

from sim.draws import join, numbered
from sim.formulas import apportion
from sim.funding.contract import Call
from sim.month.run import Run
from sim.rules import approval, endorsement, implementation, negotiation, proposals
from sim.state import Cents, Flags, Floats, Ints, Projects, Ties
from sim.vocabulary import Agreement, Kind, Phase, Status


def negotiate(run: Run) -> None:
    """Stage 4."""
    s, c = run.state, run.scenario.calendar
    if run.month < c.launch:
        return
    for r in range(run.n_regions):
        if s.regions.agreement[r] >= Agreement.AGREED:
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


def formula(run: Run, mine: Ints) -> Floats:
    """(territory,) shares that the split's own formula gives to the territories of one region."""
    t = run.state.territories
    return run.scenario.split(t.population[mine], t.poor[mine])


def bargain(run: Run, r: int, mine: Ints) -> None:
    """One sitting of the delegates of region r."""
    s, p = run.state, run.p
    table = run.n_territories + r
    here, sent, seat = run.between[r], run.sent[r], run.seat_in_region
    ends = seat[s.actors.territory[s.ties.left[here]]], seat[s.actors.territory[s.ties.right[here]]]
    d = negotiation.delegations(
        *ends, s.ties.trust[here], s.actors.entrenchment[sent], seat[s.actors.territory[sent]], len(mine)
    )
    _, least = negotiation.opening_claims(s.territories.population[mine], s.territories.poor[mine], p.negotiation.slack)
    luck = float(run.uniform("author", s.regions.name[r : r + 1])[0])
    sitting = negotiation.sit(
        s.regions.claim[mine], least, d.trust, d.stubborn, s.regions.standing[mine], s.regions.conceded[mine],
        d.between, float(s.tables.facilitation[table]), p.governance, p.negotiation, luck,
    )
    s.regions.claim[mine], s.regions.standing[mine] = sitting.claim, sitting.standing
    s.regions.conceded[mine] = sitting.conceded
    run.row["together"][table] += float(sitting.reciprocated)
    if sitting.accepted:
        run.row["together"][table] += 1.0
        conclude(run, r, mine, sitting.share, imposed=False)
        return
    dispute(run, table, "envelope", 1.0 + sitting.walkouts)
    run.note("proposal_failed", table if sitting.author < 0 else mine[sitting.author], float(sitting.refused.sum()))
    if sitting.author >= 0:
        author, refused = sitting.author, sitting.refused
        bitter = here[(ends[0] == author) & refused[ends[1]] | (ends[1] == author) & refused[ends[0]]]
        s.ties.trust[bitter] *= 1.0 - p.negotiation.grudge


def impose(run: Run, r: int, mine: Ints) -> None:
    """The ministry's deadline: its formula, at a price in trust and verticality."""
    s, p = run.state, run.p.negotiation
    table = run.n_territories + r
    s.ties.trust[s.ties.table == table] *= 1.0 - p.imposed_price
    s.tables.verticality[table] += p.imposed_verticality * (1.0 - s.tables.verticality[table])
    dispute(run, table, "leadership", 1.0)
    conclude(run, r, mine, formula(run, mine), imposed=True)


def conclude(run: Run, r: int, mine: Ints, share: Floats, imposed: bool) -> None:
    """Write the agreement of region r, and when its fund will open."""
    s = run.state
    s.regions.share[mine] = share
    s.regions.agreement[r] = Agreement.IMPOSED if imposed else Agreement.AGREED
    s.regions.agreed_month[r] = run.month
    s.regions.open_month[r] = run.month + negotiation.signature(float(s.regions.staff[r]), run.p.negotiation)
    run.note("agreement_imposed" if imposed else "agreement_reached", run.n_territories + r)


def dispute(run: Run, table: int, stake: str, size: float) -> None:
    """Book decisions taken against one another at a table to a stake."""
    run.row["against"][table] += size
    run.row["ledger"][table, run.stake[stake]] += size


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
        kept = np.floor(parts * run.p.norms.coordination).astype(np.int64)
        s.money.coordination[tables] += kept
        s.money.awarded[tables] += kept
        run.note("fund_opens", run.n_territories + r, parts.sum() / 100.0)


def propose(run: Run) -> None:
    """Stage 5."""
    s, p, c = run.state, run.p, run.scenario.calendar
    s.tables.demand[:] = proposals.fade(s.tables.demand)
    opened = run.open_accounts()
    since = run.month - s.regions.open_month[s.tables.region]
    left = uncommitted(run)
    call = opened & (since % max(12 // p.norms.rounds, 1) == 0) & (left >= 100 * max(p.norms.call_minimum, p.norms.floor))
    can_file = run.eligible & call[run.account]
    if not call.any():
        return
    who = proposals.promote(s.actors, can_file, p.proposals, run.uniform("proposal/file", s.actors.name))
    wait = p.norms.decision_months + (run.scenario.endorsement.delay if run.scenario.endorsement.awards else 0) + 1
    name = s.actors.name[who]
    lucks = proposals.Lucks(
        *(run.uniform(f"proposal/{w}", name) for w in ("problem", "approach", "months", "share", "novelty")),
        run.normal("proposal/cost", name), run.normal("proposal/quality", name),
        run.uniform("proposal/partner", s.ties.name),
    )
    months = c.fund_end - run.month - wait
    filed = proposals.propose(s.actors, s.ties, s.tables, who, run.account, months, p.norms, p.proposals, lucks)
    if len(filed.promoter) == 0:
        return
    append(run, filed)
    account = run.account[filed.promoter]
    asked = np.bincount(account, weights=filed.request, minlength=run.n_tables)
    s.money.claimed[:] += asked.astype(np.int64)
    s.tables.demand[:] += asked
    run.row["filed"][:] = np.bincount(account, minlength=run.n_tables)


def append(run: Run, filed: proposals.Filed) -> None:
    """Add new projects to the register."""
    s, n = run.state, len(filed.promoter)
    never = np.full(n, -1, dtype=np.int32)
    core = np.floor(filed.request * run.p.norms.core_share).astype(np.int64)
    new = Projects(
        name=numbered(s.actors.name[filed.promoter], run.month), promoter=filed.promoter, partner=filed.partner,
        tie=np.full_like(filed.partner, -1), account=run.account[filed.promoter],
        territory=s.actors.territory[filed.promoter], problem=filed.problem, approach=filed.approach, cost=filed.cost,
        request=filed.request, months=filed.months, novelty=filed.novelty, quality=filed.quality,
        letters=filed.letters, status=np.full(n, Status.FILED, dtype=np.int8),
        filed=np.full(n, run.month, dtype=np.int32), decided=never, awarded=never, started=never, ended=never,
        vetoes=np.zeros(n, dtype=np.int32), spent=np.zeros(n, dtype=np.int64), core=core,
        lasting=np.zeros(n, dtype=np.bool_),
    )
    s.projects = Projects(*(np.concatenate([old, added]) for old, added in zip(s.projects, new, strict=True)))


def award(run: Run) -> None:
    """Stage 6."""
    s, q = run.state, run.state.projects
    due = np.flatnonzero((q.status == Status.FILED) & (q.filed + run.p.norms.decision_months <= run.month))
    if len(due) == 0:
        return
    left = uncommitted(run)
    for account in np.unique(q.account[due]):
        files = due[q.account[due] == account]
        funded = run.scenario.award(call_for(run, int(account), files, int(left[account])))
        q.status[files] = np.where(funded, Status.SELECTED, Status.REFUSED)
        q.decided[files] = run.month
        s.money.selected[account] += q.request[files[funded]].sum()
        run.note("awarded", account, float(funded.sum()))


def uncommitted(run: Run) -> Cents:
    """(table,) cents that can still be awarded: neither awarded nor reserved for files that wait for endorsement."""
    s, q = run.state, run.state.projects
    waiting = q.status == Status.SELECTED
    reserved = np.bincount(q.account[waiting], weights=q.request[waiting], minlength=run.n_tables).astype(np.int64)
    return s.money.allotted - s.money.awarded - reserved


def call_for(run: Run, account: int, files: Ints, budget: int) -> Call:
    """The call as the jury of one account sees it: its files (file,), and who approves what among those present."""
    s, q = run.state, run.state.projects
    local = account < run.n_territories
    there = s.actors.attends if local else s.actors.attends_region
    voter = run.members[account]
    voter = voter[there[voter]]
    if not run.scenario.award.votes:
        voter = voter[:0]
    approves = opinions(run, voter, files)
    voice = approval.voices(s.actors.role[voter], run.p.norms.citizen_voice)
    return Call(
        budget, q.request[files], q.cost[files], q.months[files], (q.partner[files] >= 0).sum(axis=1).astype(np.int32),
        q.quality[files], q.novelty[files], q.problem[files], q.approach[files], s.tables.priorities[account],
        approves, voice, run.uniform("lots", q.name[files]), run.p.norms.person_target,
    )


def opinions(run: Run, voter: Ints, files: Ints) -> Flags:
    """(voter, file) True where the actor approves the project."""
    s, q = run.state, run.state.projects
    if len(voter) == 0:
        return np.zeros((0, len(files)), dtype=np.bool_)
    pairs = join(np.repeat(s.actors.name[voter], len(files)), np.tile(q.name[files], len(voter)))
    luck = run.uniform("approval", pairs).reshape(len(voter), len(files))
    return approval.approve(
        s.actors, voter, q.promoter[files], q.partner[files], q.problem[files], q.quality[files], run.p.approval, luck
    )


def endorse(run: Run) -> None:
    """Stage 7."""
    s, q, e = run.state, run.state.projects, run.scenario.endorsement
    waits = run.month - s.tables.plan_month
    plans = np.flatnonzero((s.tables.phase == Phase.ADOPTED) & (waits > 0) & (waits % e.delay == 0))
    waits = run.month - q.decided
    awards = np.flatnonzero((q.status == Status.SELECTED) & (~e.awards | ((waits > 0) & (waits % e.delay == 0))))
    plans = plans if e.plans else plans[:0]
    if len(plans) == 0 and len(awards) == 0:
        return
    table = np.concatenate([plans, q.account[awards]]).astype(np.int32)
    name = np.concatenate([s.tables.seat[plans], q.name[awards]])
    yes = np.ones(len(table), dtype=np.bool_)
    if e.plans or e.awards:
        put = np.concatenate([np.ones(len(plans), dtype=np.bool_), np.full(len(awards), e.awards)])
        yes[put] = vote(run, table[put], name[put], orientations(run, plans, awards)[put])
        passed = np.bincount(table[put], weights=yes[put], minlength=run.n_tables)
        vetoed = np.bincount(table[put], weights=~yes[put], minlength=run.n_tables)
        s.ties.trust[:], s.ties.history[:] = endorsement.acquaint(s.actors, s.ties, passed, vetoed, run.p.endorsement)
        run.row["vetoed"][:] = vetoed
        for t in np.flatnonzero(vetoed):
            dispute(run, t, "elected", vetoed[t])
            run.note("vetoed", t, vetoed[t])
    s.tables.phase[plans[yes[: len(plans)]]] = Phase.ENDORSED
    s.tables.endorsed_month[plans[yes[: len(plans)]]] = run.month
    for t in plans[yes[: len(plans)]]:
        run.note("plan_endorsed", t)
    grant(run, awards[yes[len(plans) :]])
    withheld = awards[~yes[len(plans) :]]
    q.vetoes[withheld] += 1
    q.status[withheld[q.vetoes[withheld] > e.patience]] = Status.VETOED


def orientations(run: Run, plans: Ints, awards: Ints) -> Floats:
    """(file, approach) where plans and projects stand on the simplex of approaches."""
    s = run.state
    return np.concatenate([s.tables.approach[plans], np.eye(s.tables.approach.shape[1])[s.projects.approach[awards]]])


def vote(run: Run, table: Ints, name: "np.ndarray", orientation: Floats) -> Flags:  # type: ignore[type-arg]
    """(file,) True where the elected officials of its table endorse it."""
    s = run.state
    trust, recognition = endorsement.readiness(s.actors, s.ties, run.p.deliberation.contact)
    voters = [run.councils[t] for t in table]
    voter = np.concatenate(voters) if voters else np.zeros(0, dtype=np.int32)
    file = np.repeat(np.arange(len(table), dtype=np.int32), [len(v) for v in voters])
    return endorsement.ratify(
        s.actors, trust, recognition, run.agenda, voter, file, orientation, run.p.endorsement,
        run.uniform("endorsement", join(s.actors.name[voter], name[file])),
    )


def grant(run: Run, files: Ints) -> None:
    """Award projects: commit the money, and tie partners who had no tie."""
    s, q = run.state, run.state.projects
    if len(files) == 0:
        return
    q.status[files], q.awarded[files] = Status.AWARDED, run.month
    account = q.account[files]
    np.add.at(s.money.awarded, account, q.request[files])
    np.add.at(s.money.leveraged, account, q.cost[files] - q.request[files])
    partnered = (q.partner[files] >= 0).any(axis=1)
    run.row["funded"][:] = np.bincount(account, minlength=run.n_tables)
    run.row["partnered"][:] = np.bincount(account[partnered], minlength=run.n_tables)
    run.row["together"] += run.row["partnered"]
    file, slot = np.nonzero(q.partner[files] >= 0)
    a, b = q.promoter[files[file]], q.partner[files[file], slot]
    missing = implementation.find_ties(s.ties, s.born, a, b, len(s.actors.role)) < 0
    tie_partners(run, a[missing], b[missing])
    q.tie[files[file], slot] = implementation.find_ties(s.ties, s.born, a, b, len(s.actors.role))
    s.actors.projects[:] = implementation.count_projects(q, len(s.actors.role))


def tie_partners(run: Run, a: Ints, b: Ints) -> None:
    """Add ties between pairs of actors (pair,) who work together for the first time, once each."""
    s, actors = run.state, run.state.actors
    if len(a) == 0:
        return
    ends = np.unique(np.stack([np.minimum(a, b), np.maximum(a, b)]), axis=1).astype(np.int32)
    left, right = ends[0], ends[1]
    same = actors.territory[left] == actors.territory[right]
    place = actors.territory[left]
    start = np.full(len(left), run.p.implementation.new_tie)
    new = Ties(
        name=join(actors.name[left], actors.name[right]), left=left, right=right,
        kind=np.full(len(left), Kind.PROJECT, dtype=np.int8),
        table=np.where(same, place, run.table_of_region[run.region[place]]).astype(np.int32),
        trust=start, origin=start.copy(), history=np.zeros(len(left)),
    )
    s.ties = Ties(*(np.concatenate([old, added]) for old, added in zip(s.ties, new, strict=True)))


def implement(run: Run) -> None:
    """Stage 8."""
    s, q, p = run.state, run.state.projects, run.p.implementation
    s.tables.facilitation[:] = accompanied(run)
    pay_coordination(run)
    if len(q.promoter) == 0:
        return
    region = s.tables.region[q.account]
    run.room[:] = np.minimum(run.room, 1.0) + p.protocols * s.regions.staff * s.regions.present
    starts = implementation.start_projects(q, region, run.room, run.uniform("start", q.name))
    run.room -= np.bincount(region[starts], minlength=run.n_regions)
    q.status[starts], q.started[starts] = Status.RUNNING, run.month
    paid = implementation.spend(q, run.month)
    q.spent[:] += paid
    np.add.at(s.money.spent, q.account, paid)
    s.territories.need[:] = implementation.relieve(s.territories, q, paid, p)
    s.ties.trust[:] = implementation.work_together(s.ties.trust, s.joint, p.partner_trust)
    finish(run, (q.status == Status.RUNNING) & (run.month - q.started + 1 >= q.months))
    if starts.any() or (q.ended == run.month).any():
        pairs = q.tie[q.status == Status.RUNNING].ravel()
        s.joint = np.unique(pairs[pairs >= 0])
        s.actors.projects[:] = implementation.count_projects(q, len(s.actors.role))


def finish(run: Run, ending: Flags) -> None:
    """Close the projects that end (project,), and keep the effect of those that last."""
    s, q, p = run.state, run.state.projects, run.p.implementation
    if not ending.any():
        return
    q.status[ending], q.ended[ending] = Status.FINISHED, run.month
    stays = implementation.last(q, ending, p, run.uniform("lasting", q.name))
    q.lasting[stays] = True
    s.territories.relief[:] = implementation.consolidate(s.territories, q, stays, p)
    run.row["finished"][:] = np.bincount(q.account[ending], minlength=run.n_tables)
    run.row["lasting"][:] = np.bincount(q.account[stays], minlength=run.n_tables)


def accompanied(run: Run) -> Floats:
    """(table,) facilitation this month; a regional table that was removed has none."""
    s = run.state
    years = np.maximum(run.scenario.calendar.fund_end - s.regions.open_month, 1) / 12.0
    yearly = s.money.coordination / 100.0 / years[s.tables.region]
    funded = run.month < run.scenario.calendar.fund_end
    level = implementation.accompany(run.natural, yearly * funded, run.p.implementation)
    return np.where(run.present_tables(), level, 0.0)


def pay_coordination(run: Run) -> None:
    """Spend coordination money in equal instalments until the fund ends."""
    s = run.state
    opened = s.regions.open_month[s.tables.region]
    s.money.spent[:] += implementation.instalment(
        s.money.coordination, run.month - opened, run.scenario.calendar.fund_end - opened, opened >= 0
    )


