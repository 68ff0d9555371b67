"""Stages 5 and 6: calls for projects, and the award rule's choice."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.draws import Names, join, numbered
from sim.formulas import count_by, total_by
from sim.funding.contract import Call
from sim.month.run import Run
from sim.rules import approval, proposals, renewal
from sim.state import PAIRS, Cents, Flags, Indices, Ints, Projects
from sim.vocabulary import Status

FILED, SELECTED, REFUSED = np.int8(Status.FILED), np.int8(Status.SELECTED), np.int8(Status.REFUSED)
NEVER = np.int32(-1)
NO_VOICE = np.zeros(0)
DRAWN = tuple(f"proposal/{what}" for what in ("problem", "approach", "months", "share", "novelty"))  # as in Lucks


def propose(run: Run) -> None:
    """Stage 5."""
    s, p = run.state, run.p
    s.tables.demand[:] = proposals.fade(s.tables.demand)
    call = called(run)
    if not np.count_nonzero(call):
        return
    can_file = run.eligible & s.actors.active & call.take(run.account)
    awarding = run.scenario.endorsement.delay if run.scenario.endorsement.awards else 0
    wait = p.norms.decision_months + awarding + 1
    register(run, first_files(run, can_file, wait))
    if p.norms.renewals > 0:
        register(run, continuations(run, can_file, wait))


def called(run: Run) -> Flags:
    """(table,) accounts that take files this month: open, in a month of call, with enough money left."""
    s, p = run.state, run.p
    rounds, opened = p.norms.rounds, s.regions.open_month.tolist()
    calling = [0 <= month <= run.month and (run.month - month) * rounds % 12 < rounds for month in opened]
    if True not in calling:
        return ~run.all_tables
    enough = uncommitted(run) >= 100 * max(p.norms.call_minimum, p.norms.floor)
    calls: Flags = np.array(calling)[s.tables.region] & enough & run.open_accounts()
    return calls


def first_files(run: Run, can_file: Flags, wait: int) -> proposals.Filed:
    """New projects. can_file (actor,); wait: months from filing to a start."""
    s, p = run.state, run.p
    might = can_file.nonzero()[0]
    luck = run.uniform("proposal/file", s.actors.name[might])
    who = proposals.promote(s.actors, might, p.proposals, luck)
    name = s.actors.name[who]
    problem, approach, length, share, novelty = run.uniforms(DRAWN, name)
    cost, quality = run.luck.normals(run.month, ("proposal/cost", "proposal/quality"), name)
    partner = run.uniform("proposal/partner", s.ties.name)
    lucks = proposals.Lucks(problem, approach, length, share, novelty, cost, quality, partner)
    months = run.scenario.calendar.fund_end - run.month - wait
    return proposals.propose(s.actors, s.ties, s.tables, who, run.account, months, p.norms, p.proposals, lucks)


def continuations(run: Run, can_file: Flags, wait: int) -> proposals.Filed:
    """Projects asked again. can_file (actor,); wait: months from filing to a start."""
    s, q, p = run.state, run.state.projects, run.p
    next_round = -(-12 // p.norms.rounds)
    parent = renewal.near_end(q, can_file, run.month + next_round + wait, p.norms.renewals)
    return renewal.ask_again(
        s.actors,
        q,
        parent,
        renewal.signatures(s.ties, len(s.actors.role), p.proposals.letter_trust),
        run.month + wait,
        run.scenario.calendar.fund_end,
        p.norms,
        p.proposals,
        run.uniform("renewal/share", names_again(q, parent)),
    )


def names_again(projects: Projects, parent: Indices) -> Names:
    """(again,) the luck's names of the continuations of `parent` (again,): by the name of each and its generation."""
    name, generation = projects.name[parent], projects.generation[parent] + 1
    for k in np.unique(generation):
        name[generation == k] = numbered(name[generation == k], int(k))
    return name


def register(run: Run, filed: proposals.Filed) -> None:
    """Enter files in the register, and in what was asked of each account."""
    if len(filed.promoter) == 0:
        return
    s = run.state
    append(run, filed)
    account = run.account[filed.promoter]
    asked = total_by(account, filed.request, run.n_tables)
    s.money.claimed[:] += asked.astype(np.int64)
    s.tables.demand[:] += asked
    run.row["filed"] += count_by(account, run.n_tables)


@lru_cache(maxsize=64)
def undecided(n: int) -> Mapping[str, NDArray[Any]]:
    """What n projects have in common on the day when they are filed; copied into the register, never written."""
    never = np.full(n, NEVER)
    return {
        "tie": np.full((n, PAIRS), NEVER),
        "status": np.full(n, FILED),
        **dict.fromkeys(("decided", "awarded", "started", "ended"), never),
        "vetoes": np.zeros(n, dtype=np.int32),
        "spent": np.zeros(n, dtype=np.int64),
        "lasting": np.zeros(n, dtype=np.bool_),
    }


def append(run: Run, filed: proposals.Filed) -> None:
    """Add new projects to the register."""
    s, n = run.state, len(filed.promoter)
    again = filed.parent >= 0
    name, generation = s.actors.name[filed.promoter], np.zeros(n, dtype=np.int32)
    if np.count_nonzero(again):
        name[again] = names_again(s.projects, filed.parent[again])
        generation[again] = s.projects.generation[filed.parent[again]] + 1
    core = np.floor(filed.request * run.p.norms.core_share).astype(np.int64)
    new = Projects(
        name=numbered(name, run.month),
        promoter=filed.promoter,
        partner=filed.partner,
        account=run.account[filed.promoter],
        territory=s.actors.territory[filed.promoter],
        problem=filed.problem,
        approach=filed.approach,
        cost=filed.cost,
        request=filed.request,
        months=filed.months,
        novelty=filed.novelty,
        quality=filed.quality,
        letters=filed.letters,
        filed=np.full(n, run.month, dtype=np.int32),
        core=core,
        parent=filed.parent,
        generation=generation,
        **undecided(n),
    )
    s.projects = run.register.extended(s.projects, new)


def award(run: Run) -> None:
    """Stage 6."""
    s, q = run.state, run.state.projects
    due = ((q.status == FILED) & (q.filed + run.p.norms.decision_months <= run.month)).nonzero()[0]
    if len(due) == 0:
        return
    due = due[q.account[due].argsort(kind="stable")]
    files, account = put_forward(run, due), q.account[due]
    ends = np.concatenate([[0], (account[1:] != account[:-1]).nonzero()[0] + 1, [len(due)]])
    first, juries = ends[:-1], account[ends[:-1]]
    left = uncommitted(run)[juries]
    easy = (np.add.reduceat(files[0], first) <= left) & run.scenario.award.takes_all
    funded = easy.repeat(ends[1:] - first)
    q.status[due[funded]], q.decided[due] = SELECTED, run.month
    for k in (~easy).nonzero()[0].tolist():
        here = slice(ends[k], ends[k + 1])
        call = call_for(run, int(juries[k]), due[here], [f[here] for f in files], int(left[k]))
        funded[here] = run.scenario.award(call)
        q.status[due[here]] = np.where(funded[here], SELECTED, REFUSED)  # a rule may look up who was judged before it
    s.money.selected[juries] += np.add.reduceat(np.where(funded, files[0], 0), first)
    for jury, many in zip(juries.tolist(), np.add.reduceat(funded, first, dtype=np.float64).tolist(), strict=True):
        run.note("awarded", jury, many)


def put_forward(run: Run, due: Indices) -> tuple[NDArray[Any], ...]:
    """What juries know of the files `due` (file,), in the order of `Call`, from `request` to `approach`, then lots."""
    q = run.state.projects
    partners = np.add.reduce(q.partner[due] >= 0, axis=1, dtype=np.int32)
    known = q.request[due], q.cost[due], q.months[due], partners, q.quality[due], q.novelty[due]
    return *known, q.problem[due], q.approach[due], run.uniform("lots", q.name[due])


def call_for(run: Run, account: int, files: Indices, known: Sequence[NDArray[Any]], budget: int) -> Call:
    """The call as the jury of one account sees it: its files (file,), what is `known` of them (see `put_forward`), and
    who approves what among those present."""
    s, votes = run.state, run.scenario.award.votes
    approves, voice = np.zeros((0, len(files)), dtype=np.bool_), NO_VOICE
    if votes:
        there = s.actors.attends if account < run.n_territories else s.actors.attends_region
        voter = run.members[account]
        voter = voter[there[voter]]
        approves = opinions(run, voter, files)
        voice = approval.voices(s.actors.role[voter], run.p.norms.citizen_voice)
    request, cost, months, partners, quality, novelty, problem, approach, lots = known
    project = request, cost, months, partners, quality, novelty, problem, approach
    return Call(budget, *project, s.tables.priorities[account], approves, voice, lots, run.p.norms.person_target)


def uncommitted(run: Run) -> Cents:
    """(table,) cents that can still be awarded: neither awarded nor reserved for files that wait for endorsement."""
    s, q = run.state, run.state.projects
    left: Cents = s.money.allotted - s.money.awarded
    waiting = (q.status == SELECTED).nonzero()[0]
    if len(waiting):
        left -= total_by(q.account[waiting], q.request[waiting], run.n_tables).astype(np.int64)
    return left


def opinions(run: Run, voter: Ints, files: Indices) -> Flags:
    """(voter, file) True where the actor approves the project."""
    s, q = run.state, run.state.projects
    if len(voter) == 0:
        return np.zeros((0, len(files)), dtype=np.bool_)
    pairs = join(np.repeat(s.actors.name[voter], len(files)), np.tile(q.name[files], len(voter)))
    luck = run.uniform("approval", pairs).reshape(len(voter), len(files))
    return approval.approve(s.actors, q, voter, files, run.p.approval, luck)
