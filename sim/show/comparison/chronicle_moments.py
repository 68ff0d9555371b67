"""What happened at one place and at the table of its region, read in the record of a run, without words.

A moment is a month, a table (local or regional), a kind and its facts: counts, shares in [0, 1], dollars. Its sentence
is written by `chronicle_sentences.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from sim.config import Scenario
from sim.history import Happening, History
from sim.metrics.typology import Typology, axes, classify, gather
from sim.state import Bytes, Floats, Indices
from sim.vocabulary import DYNAMICS, PHASES, ROLES, STAKES, Phase, Role

PERIODS = 10  # sums over a run
HALF_YEAR = 6  # months: the shortest sum, and the past to which attendance is compared
LASTING = 3  # months that a dynamic must last to be told
UNUSUAL = (3.0, 5.0)  # deviations, persons: how far from usual attendance must be to be told
COUNTED = ("possible", "held", "cooperative", "conflictual")
KINDS = (  # of moments, in the order in which a month tells them
    *("first_meeting", "launch", "crowd", "few_came", "passes_to_consultation", "passes_to_priorities"),
    *("vote_fails", "plan_adopted", "plan_adopted_at_once", "plan_withheld", "plan_endorsed"),
    *("negotiation_opens", "no_quorum", "proposal_fails", "agreed", "agreed_at_once", "split_by_formula"),
    *("split_imposed", "split_pooled", "fund_opens", "fund_opens_pooled", "money_returned"),
    *("filed", "chosen", "withheld", "dropped", "awarded", "first_money", "started", "ended_lasting", "ended"),
    *("dormant", "awake_again", "adjusted", "election", "election_all_stay", "tier_removed"),
    *("envelope_changed", "envelope_cut", "dynamic_first", "dynamic_changes"),
    *("encounters", "votes_fail", "sittings_fail", "balance"),
)


class Moment(NamedTuple):
    """Something that happened in a month."""

    month: int
    regional: bool  # at the regional table, rather than at the local one
    kind: str  # key of `versus_chronicle` in chronicle.yaml
    facts: dict[str, Any]


@dataclass(frozen=True)
class Followed:
    """A run, read at one territory and at the table of its region. Months count from 0."""

    history: History
    scenario: Scenario
    typology: Typology
    place: int  # territory, which is also its local table

    @property
    def months(self) -> int:
        """Months lived."""
        return self.history.months

    @cached_property
    def region(self) -> int:
        """The region of the place."""
        return int(self.history.final.territories.region[self.place])

    @cached_property
    def regional(self) -> int:
        """The table of the region."""
        return len(self.history.final.territories.region) + self.region

    @cached_property
    def neighbors(self) -> Indices:
        """The territories of the region, the place among them."""
        return np.flatnonzero(self.history.final.territories.region == self.region)

    @cached_property
    def tables(self) -> tuple[tuple[int, bool], ...]:
        """(table, whether it is regional): the local one, then the regional one."""
        return (self.place, False), (self.regional, True)

    def stretches(self, regional: bool) -> list[tuple[int, int]]:
        """(first, last) months of the stretches over which encounters are summed up: twice as long for the region."""
        size = max(HALF_YEAR, -(-self.months // PERIODS)) * (2 if regional else 1)
        return [(m, min(m + size, self.months) - 1) for m in range(0, self.months, size)]

    def noted(self, *words: str, at: int | None = None, month: int | None = None) -> list[Happening]:
        """Lines of the log with one of these words, at a table or anywhere, in a month or at any time."""
        log = self.history.log
        return [e for e in log if e.word in words and at in (None, e.table) and month in (None, e.month)]


def people(counts: Floats) -> dict[str, int]:
    """Persons by role, counts (role,)."""
    return {role: int(x) for role, x in zip(ROLES, counts, strict=True)}


def gatherings(f: Followed) -> list[Moment]:
    """The first meeting of each table; then the local meetings where many more, or many fewer, came than usual.

    Usual: the mean of the six months before; a meeting stands out by three deviations of those months, five persons
    at least. The role told is the one that moved most the same way.
    """
    found = [Moment(0, regional, "first_meeting", people(f.history["present"][0, t])) for t, regional in f.tables]
    came = f.history["present"][:, f.place].astype(np.float64)
    for m in range(HALF_YEAR, f.months):
        past = came[m - HALF_YEAR : m]
        usual, whole = float(past.sum(axis=1).mean()), float(came[m].sum())
        if abs(whole - usual) < max(UNUSUAL[0] * float(past.sum(axis=1).std()), UNUSUAL[1]):
            continue
        moved = (came[m] - past.mean(axis=0)) * np.sign(whole - usual)
        role = int(np.argmax(moved))
        facts = {"n": int(whole), "usual": round(usual), "role": ROLES[role], "count": int(came[m, role])}
        found.append(Moment(m, False, "crowd" if whole > usual else "few_came", facts))
    return found


def phases(f: Followed) -> list[Moment]:
    """When the local table passes to consultation, then to priority setting, after how many months."""
    phase, found, since = f.history["phase"][:, f.place], list[Moment](), -1
    for m in range(1, f.months):
        if phase[m] != phase[m - 1]:
            if phase[m] in (Phase.CONSULTATION, Phase.PRIORITIES):
                found.append(Moment(m, False, f"passes_to_{PHASES[phase[m]]}", {"n": m - since}))
            since = m
    return found


def votes(f: Followed) -> list[Moment]:
    """Votes on the plan of each table: the first that fails, and the one that adopts it, its rank among all votes.

    Shares in [0, 1]: the support of the voices present, and what was needed.
    """
    found = []
    for t, regional in f.tables:
        support = f.history["support"][:, t]
        adopted = {e.month for e in f.noted("plan_adopted", at=t)}
        for rank, m in enumerate(np.flatnonzero(support >= 0.0).tolist(), start=1):
            facts = {"share": float(support[m]), "needed": f.scenario.governance.threshold, "n": rank}
            if m in adopted:
                found.append(Moment(m, regional, "plan_adopted_at_once" if rank == 1 else "plan_adopted", facts))
            elif rank == 1:
                found.append(Moment(m, regional, "vote_fails", facts))
    return found


def endorsements(f: Followed) -> list[Moment]:
    """Plans that elected officials endorse, or withhold: a table whose plan waits has no project to withhold."""
    found = []
    for t, regional in f.tables:
        found += [Moment(e.month, regional, "plan_endorsed", {}) for e in f.noted("plan_endorsed", at=t)]
        waits = f.history["phase"][:, t] == Phase.ADOPTED
        if f.scenario.endorsement.plans:
            held = [e.month for e in f.noted("vetoed", at=t) if waits[e.month]]
            found += [Moment(m, regional, "plan_withheld", {"n": k + 1}) for k, m in enumerate(held)]
    return found


def organizations(f: Followed) -> list[Moment]:
    """Community organizations of the place that go dormant, or start again (awake + gone dormant - awake before)."""
    awake = f.history["organizations"][:, f.place].astype(int)
    asleep = np.bincount([e.month for e in f.noted("dormant", at=f.place)], minlength=f.months)
    found = [Moment(m, False, "dormant", {"n": int(asleep[m])}) for m in np.flatnonzero(asleep).tolist()]
    for m in range(1, f.months):
        again = int(awake[m] - awake[m - 1] + asleep[m])
        if again > 0:
            found.append(Moment(m, False, "awake_again", {"n": again}))
    return found


def adjustments(f: Followed) -> list[Moment]:
    """Tables that revise their way of working, and elections."""
    found = [Moment(e.month, regional, "adjusted", {"level": round(100.0 * e.amount)})
             for t, regional in f.tables for e in f.noted("adjusted", at=t)]  # fmt: skip
    for e in f.noted("election", at=f.place):
        found.append(Moment(e.month, False, "election" if e.amount else "election_all_stay", {"n": round(e.amount)}))
    return found


def settled(dynamics: Bytes, first: int) -> list[tuple[int, int, int]]:
    """(month, from, to) the dynamics that last: `from` is -1 for the one told first; dynamics (month,)."""
    if len(dynamics) <= first:
        return []
    now, found = int(dynamics[first]), [(first, -1, int(dynamics[first]))]
    for m in range(first + 1, len(dynamics) - LASTING + 1):
        if dynamics[m] != now and (dynamics[m : m + LASTING] == dynamics[m]).all():
            found.append((m, now, int(dynamics[m])))
            now = int(dynamics[m])
    return found


def changes(f: Followed) -> list[Moment]:
    """The dynamics of the local table that last three months at least, over the window of the typology."""
    at = gather(f.history, "territory", f.history.final.tables.region)
    dynamics = classify(axes(at, f.typology), f.typology)[:, f.place]
    found = []
    for m, old, new in settled(dynamics, min(f.typology.window, f.months) - 1):
        facts = {"to": DYNAMICS[new]} | ({"from": DYNAMICS[old]} if old >= 0 else {})
        found.append(Moment(m, False, "dynamic_changes" if old >= 0 else "dynamic_first", facts))
    return found


def sums(f: Followed) -> list[Moment]:
    """Encounters of each stretch: how many, how they turned, over what first (stake of the ledger), among how many."""
    found, h = [], f.history
    for t, regional in f.tables:
        for a, b in f.stretches(regional):
            facts: dict[str, Any] = {name: int(h[name][a : b + 1, t].sum()) for name in COUNTED}
            facts |= {"months": b - a + 1, "persons": float(h["present"][a : b + 1, t].sum()) / (b - a + 1)}
            facts |= {"citizens": float(h["present"][a : b + 1, t, Role.CITIZEN].sum()) / (b - a + 1)}
            ledger = h["ledger"][a : b + 1, t].sum(axis=0)
            facts |= {"stake": STAKES[int(np.argmax(ledger))], "share": float(ledger.max() / max(ledger.sum(), 1e-12))}
            found.append(Moment(b, regional, "encounters", facts))
    return found


def votes_that_fail(f: Followed) -> list[Moment]:
    """Votes on the plan that fail after the first, counted over each stretch, with the best support they met.

    Left out of the stretch in which the plan is adopted, where the rank of the vote says how many there were.
    """
    found = []
    for t, regional in f.tables:
        support = f.history["support"][:, t]
        lost = np.flatnonzero(support >= 0.0).tolist()[1:]
        plan = [e.month for e in f.noted("plan_adopted", at=t)]
        for a, b in f.stretches(False):
            mine = [float(support[m]) for m in lost if a <= m <= b]
            if mine and not any(a <= m <= b for m in plan):
                facts = {"n": len(mine), "share": max(mine), "needed": f.scenario.governance.threshold}
                found.append(Moment(b, regional, "votes_fail", facts | {"months": b - a + 1}))
    return found


TOLD: tuple[Callable[[Followed], list[Moment]], ...] = (
    gatherings,
    phases,
    votes,
    endorsements,
    organizations,
    adjustments,
    changes,
    sums,
    votes_that_fail,
)
