"""Stage 4. Negotiation: how the territories of a region share its envelope."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.compiled import compiled
from sim.formulas import total
from sim.parameter import Parameters, parameter
from sim.rules.governance import Governance
from sim.state import Flags, Floats, Indices, Ints


@dataclass
class Negotiation(Parameters):
    """Claims, concessions and what is remembered of a failed proposal."""

    quorum: float = parameter(0.5, 0.0, 1.0, "share of territories with a plan", "[A] from which the region negotiates")
    presence: float = parameter(0.6, 0.0, 1.0, "share of territories", "[A] whose delegates must be there to sit")
    concession: float = parameter(0.30, 0.0, 1.0, "share of the claim's margin a month", "[A] at full trust")
    reciprocity: float = parameter(0.5, 0.0, 1.0, "share", "[L] concessions answer concessions (Osgood 1962); size [A]")
    slack: float = parameter(0.10, 0.0, 1.0, "share", "[A] how far below its least fair share a delegate may go")
    tolerance: float = parameter(0.03, 0.0, 0.5, "share of the claim", "[A] shortfall that anybody accepts")
    by_trust: float = parameter(0.15, 0.0, 0.5, "share of the claim", "[A] more shortfall accepted from who is trusted")
    memory: float = parameter(0.5, 0.0, 1.0, "ratio", "[L] failed proposers are passed over, Baranski & Morton 2022")
    grudge: float = parameter(0.10, 0.0, 1.0, "share of trust", "[L] and less trusted by those who refused; size [A]")
    imposed_price: float = parameter(
        0.15, 0.0, 1.0, "share of trust", "[A] trust lost at the table when a formula is imposed"
    )
    imposed_verticality: float = parameter(0.15, 0.0, 1.0, "verticality", "[A] imposing is vertical by nature")
    signing: float = parameter(5.0, 0.0, 36.0, "months", "[A] from agreement to open fund, for a staff of 4")


class Sitting(NamedTuple):
    """One month of negotiation in one region."""

    claim: Floats  # (territory,)
    standing: Floats  # (territory,)
    share: Floats  # (territory,) of the proposal
    author: int  # territory of the author within the region, -1 for a mediator's single text
    refused: Flags  # (territory,) who refused
    accepted: bool  # enough accepted
    conceded: Floats  # (territory,) share of the envelope conceded this month
    reciprocated: bool  # at least two territories conceded a hundredth of their claim
    walkouts: int  # territories offered less than they can go home with


def opening_claims(population: Floats, poor: Floats, slack: float) -> tuple[Floats, Floats]:
    """(aspiration, reservation), each (territory,): the most and the least that a territory holds to be fair.

    Three ideas of fairness compete: equal, by population, by persons in low income. Each delegate aspires to the one
    that serves it best (self-serving fairness: Babcock & Loewenstein 1997) and cannot go home with less than the
    worst of them, less `slack`.
    """
    n = len(population)
    ideas = np.stack([np.full(n, 1.0 / n), population / population.sum(), poor / max(float(poor.sum()), 1e-12)])
    return ideas.max(axis=0), (1.0 - slack) * ideas.min(axis=0)


@compiled
def concede(claim: Floats, least: Floats, trust: Floats, stubborn: Floats, last: Floats, p: Negotiation) -> Floats:
    """Claims (territory,) after this month's concession step.

        step = concession * trust * (1 - entrenchment) * (1 - reciprocity + reciprocity * r) * (claim - least)

    r in [0, 1]: whether the others conceded last month, relative to the most generous (1 at the first sitting).
    Slower when trust is low or entrenchment high.
    """
    most, n = last.max(), len(claim)
    others = (total(last) - last) / max(n - 1, 1) / most if most > 0.0 else np.ones(n)
    pace = p.concession * trust * (1.0 - stubborn) * (1.0 - p.reciprocity + p.reciprocity * others)
    after: Floats = claim - pace * np.maximum(0.0, claim - least)
    return after


@compiled
def sit(
    claim: Floats,
    least: Floats,
    trust: Floats,
    stubborn: Floats,
    standing: Floats,
    last: Floats,
    between: Floats,
    facilitation: float,
    g: Governance,
    p: Negotiation,
    luck: float,
) -> Sitting:
    """One sitting: concessions, a proposal, a vote of the territories (one voice each).

    Without a mediator an author is drawn in proportion to `standing`; it takes its own claim and shares the rest in
    proportion to the others' claims. With facilitation at `mediation_level` or more, a mediator puts a single text:
    all claims scaled down alike. A territory accepts a share of at least claim*(1 - tolerance - by_trust*trust in the
    author); a mediator is trusted to the extent of the facilitation. All arrays (territory,) of one region; between
    (territory, territory) trust of row in column.

    The study's "répartition de l'enveloppe financière". Left out: side payments and coalitions.
    """
    n, claim_now = len(claim), concede(claim, least, trust, stubborn, last, p)
    if g.mediation and facilitation >= g.mediation_level:
        author, share = -1, claim_now / total(claim_now)
        confidence = np.full(n, facilitation)
    else:
        heard = standing if total(standing) > 0.0 else np.ones(n)
        reached = np.cumsum(heard) / total(heard)
        author = min(int(np.searchsorted(reached, luck, side="right")), n - 1)
        rest = np.concatenate((claim_now[:author], claim_now[author + 1 :]))
        own = min(1.0, claim_now[author])
        share = (1.0 - own) * claim_now / max(total(rest), 1e-12)
        share[author] = own if n > 1 else 1.0
        confidence = between[:, author].copy()
        confidence[author] = 1.0
    refused = share < claim_now * (1.0 - p.tolerance - p.by_trust * confidence) - 1e-12
    accepted = (n - refused.sum()) / n >= g.threshold - 1e-12
    standing_now = standing.copy()
    if not accepted and author >= 0:
        standing_now[author] *= p.memory
    conceded = claim - claim_now
    reciprocated = (conceded >= 0.01 * claim).sum() >= 2
    walkouts = (refused & (share < least)).sum()
    return Sitting(claim_now, standing_now, share, author, refused, accepted, conceded, reciprocated, walkouts)


@compiled
def delegations(
    left: Indices, right: Indices, trust: Floats, entrenchment: Floats, delegate: Ints, n: int, usual: float
) -> tuple[Floats, Floats, Floats]:
    """(trust, stubborn, between): how far the delegates of the n territories of one region trust those of the others,
    (territory,) in the mean, how entrenched they are (territory,), and trust of row in column (territory, territory).

    left, right (tie,) territories within the region of the ties between delegates of different territories, trust
    (tie,), entrenchment (delegate,), delegate (delegate,) territory within the region. Pairs without a tie are given
    the `usual` trust.
    """
    between, number = np.zeros((n, n)), np.zeros((n, n))
    for a, b in ((left, right), (right, left)):
        for t in range(len(trust)):
            between[a[t], b[t]] += trust[t]
            number[a[t], b[t]] += 1.0
    stubborn, seats = np.zeros(n), np.zeros(n)
    for d in range(len(delegate)):
        stubborn[delegate[d]] += entrenchment[d]
        seats[delegate[d]] += 1.0
    mean = np.full(n, usual)
    for i in range(n):
        stubborn[i] = stubborn[i] / seats[i] if seats[i] > 0.0 else 0.5
        for j in range(n):
            between[i, j] = between[i, j] / number[i, j] if number[i, j] > 0.0 else usual
        if n > 1:
            mean[i] = total(np.concatenate((between[i, :i], between[i, i + 1 :]))) / (n - 1)
    return mean, stubborn, between


@compiled
def meet(
    claim: Floats,
    least: Floats,
    standing: Floats,
    last: Floats,
    left: Indices,
    right: Indices,
    trust: Floats,
    entrenchment: Floats,
    delegate: Ints,
    usual: float,
    facilitation: float,
    g: Governance,
    p: Negotiation,
    luck: float,
) -> tuple[Sitting, Floats]:
    """One sitting of the delegates of a region, and trust (tie,) after it: less between a failed author and those who
    refused. See `sit`, and `delegations` for what they think of one another."""
    mean, stubborn, between = delegations(left, right, trust, entrenchment, delegate, len(claim), usual)
    sitting = sit(claim, least, mean, stubborn, standing, last, between, facilitation, g, p, luck)
    author, refused, after = sitting.author, sitting.refused, trust.copy()
    if author >= 0 and not sitting.accepted:
        for t in range(len(trust)):
            if (left[t] == author and refused[right[t]]) or (right[t] == author and refused[left[t]]):
                after[t] *= 1.0 - p.grudge
    return sitting, after


def can_sit(seat: Ints, n: int, p: Negotiation) -> bool:
    """True when enough of the n territories of a region have a delegate there: seat (present,) their territories."""
    return len(set(seat.tolist())) >= p.presence * n - 1e-12


def signature(staff: float, p: Negotiation) -> int:
    """Months from agreement to open fund: `signing` for a staff of four, in inverse proportion to staff, rounded up."""
    return int(np.ceil(p.signing * 4.0 / max(staff, 0.25)))
