"""Stage 5 and after. Renewal: projects that near their end are asked again."""

import numpy as np

from sim.compiled import compiled
from sim.formulas import count_by
from sim.funding.norms import Norms
from sim.rules.partners import number_of
from sim.rules.proposals import Filed, Proposals, price, purse
from sim.state import PARTNERS, Actors, Flags, Floats, Indices, Ints, Projects, Ties
from sim.vocabulary import Status

NOT_REFUSED = np.array([status not in (Status.REFUSED, Status.VETOED) for status in Status])  # (status,)
GRANTED = np.array([status in (Status.AWARDED, Status.RUNNING, Status.FINISHED) for status in Status])  # (status,)


def near_end(projects: Projects, can_file: Flags, answer: int, renewals: int) -> Indices:
    """(again,) the projects whose promoters ask again in this round, in the order of the register.

    Those that run, and will have ended by the month `answer` when a file of the next round could start: to wait for
    that round would be to stop. can_file (actor,): awake, eligible, and its account takes files. A project is renewed
    at most `renewals` times, and asked again only when no continuation of it waits for an answer or was granted. The
    study: short projects that are not recurrent limit lasting effects.
    """
    q = projects
    if renewals == 0 or len(q.promoter) == 0:
        return np.zeros(0, dtype=np.int64)
    asks = (q.status == Status.RUNNING) & (q.started + q.months <= answer) & (q.generation < renewals)
    return np.flatnonzero(asks & can_file[q.promoter] & ~continued(q, NOT_REFUSED))


@compiled
def continued(projects: Projects, counted: Flags) -> Flags:
    """(project,) True for those that have a continuation whose status is `counted` (status,)."""
    has = np.zeros(len(projects.parent), dtype=np.bool_)
    for q in range(len(has)):
        if projects.parent[q] >= 0 and counted[projects.status[q]]:
            has[projects.parent[q]] = True
    return has


@compiled
def followed(projects: Projects) -> Flags:
    """(project,) True for those whose continuation has been awarded: it goes on after them."""
    return continued(projects, GRANTED)


def signatures(ties: Ties, n_actors: int, letter_trust: float) -> Ints:
    """(actor,) acquaintances who would sign a letter of support: those whose trust reaches `letter_trust`."""
    signs = ties.trust >= letter_trust
    return count_by(ties.left[signs], n_actors) + count_by(ties.right[signs], n_actors)


@compiled
def carriers(actors: Actors, projects: Projects, parent: Indices) -> Ints:
    """(again, 4) the partners of the projects `parent` (again,), less the organizations that went dormant."""
    partner = np.full((len(parent), PARTNERS), -1, dtype=np.int32)
    for s in range(len(parent)):
        k = 0
        for b in projects.partner[parent[s]]:
            if b >= 0 and actors.active[b]:
                partner[s, k] = b
                k += 1
    return partner


@compiled
def ask_again(
    actors: Actors,
    projects: Projects,
    parent: Indices,
    letters: Ints,
    soonest: int,
    fund_end: int,
    n: Norms,
    p: Proposals,
    luck_share: Floats,
) -> Filed:
    """The continuations that are filed for the projects `parent` (again,).

        start     the month after the last one of the project, or the month of the answer (`soonest`) if it is later
        months    those of the project, cut at the end of the fund
        cost      that of the project a month; then share, cap and own contribution as for a first file (`price`)
        the same  promoter, problem, approach, novelty, quality, partners that are not dormant

    Not filed: what asks for less than the floor, is shorter than the shortest project, or lacks letters of support.
    letters (actor,) that acquaintances would sign now, luck_share (again,) in [0, 1). It competes like any other file:
    no preference is given. Left out: a continuation that improves on what it continues.
    """
    partner = carriers(actors, projects, parent)
    many = len(parent)
    cost, request = np.zeros(many, dtype=np.int64), np.zeros(many, dtype=np.int64)
    months = np.zeros(many, dtype=np.int32)
    keep = np.zeros(many, dtype=np.bool_)
    for s in range(many):
        k = parent[s]
        i = projects.promoter[k]
        start = max(soonest, projects.started[k] + projects.months[k])
        months[s] = min(projects.months[k], fund_end - start)
        if months[s] < max(1, min(p.shortest, n.longest)) or letters[i] < n.letters:
            continue
        number = number_of(partner, s)
        total = projects.cost[k] / 100.0 * months[s] / projects.months[k]
        cost[s], request[s] = price(total, number, purse(actors, i, p), n, p, luck_share[s])
        keep[s] = request[s] >= max(1.0, n.floor * 100.0)
    again = parent[keep]
    promoter = projects.promoter[again]
    return Filed(
        promoter,
        partner[keep],
        projects.problem[again],
        projects.approach[again],
        cost[keep],
        request[keep],
        months[keep],
        projects.novelty[again],
        projects.quality[again],
        letters[promoter],
        again.astype(np.int32),
    )
