"""What any model must leave to be judged alive or not, as plain arrays; and how a history of ours is read as such.

`record_of` is the only function of this room that knows the model. Places are local tables, one a territory; regions
are the local tables of a region and its regional table together.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.history import Happening, History
from sim.metrics.typology import Counts, gather
from sim.rules.negotiation import opening_claims
from sim.state import Flags, Floats, Ints

KINDS = ("split", "veto", "award", "refusal", "election", "departure", "plan", "imposed")
LOCAL = {"plan_adopted": "plan", "election": "election", "dormant": "departure"}  # word of the log: kind
BOTH = {"agreement_reached": "split", "agreement_imposed": "imposed", "vetoed": "veto", "awarded": "award"}


class Meetings(NamedTuple):
    """Monthly numbers of encounters and of persons, each (month, place)."""

    held: Floats  # encounters that took place
    cooperative: Floats  # of them, those that turned to cooperation
    conflictual: Floats  # of them, those that turned to conflict
    possible: Floats  # encounters of those who had a seat, came or not
    present: Floats  # persons
    members: Floats  # persons who have a place there


class Record(NamedTuple):
    """One run, whatever the model that made it."""

    seed: int
    places: Meetings  # (month, place)
    regions: Meetings  # (month, region) the local tables of a region and its regional table
    region_of: Ints  # (place,)
    events: dict[str, Ints]  # by kind of KINDS: (event, 2) month and place
    claims: Floats  # (place,) opening claims, any unit, not normalized; NaN where nothing was negotiated
    shares: Floats  # (place,) shares agreed, 0 to 1; NaN where nothing was agreed by negotiation
    proposals: Ints  # (failed proposal, 4) region, how many others had to agree, how many refused, 1 for a mediator's
    juries: Ints  # (round decided, 3) account, files put to it, files chosen


def record_of(history: History) -> Record:
    """The record of a run of this model.

    Events at a regional table (a round of pooled money, a file of the region withheld) are events of every place of the
    region. `departure` is an organization that falls dormant: staff who leave a table are in no series and no line of
    the log, and an election is the same month everywhere.
    """
    s = history.final
    region_of = s.territories.region.astype(np.int32)
    claims, shares = negotiated(history, region_of)
    return Record(
        seed=history.seed,
        places=meetings_of(gather(history, "territory", s.tables.region)),
        regions=meetings_of(gather(history, "region", s.tables.region)),
        region_of=region_of,
        events=events_of(history, region_of),
        claims=claims,
        shares=shares,
        proposals=failed_proposals(history.log, region_of),
        juries=rounds_decided(history),
    )


def meetings_of(counts: Counts) -> Meetings:
    """What is counted at a level, without its decisions."""
    return Meetings(*(getattr(counts, name) for name in Meetings._fields))


def events_of(history: History, region_of: Ints) -> dict[str, Ints]:
    """(event, 2) month and place of each kind, once a month and place, in order; region_of (place,)."""
    n = len(region_of)
    found: dict[str, list[tuple[int, int]]] = {kind: [] for kind in KINDS}
    refused = [("refusal", int(month), int(table)) for month, table in np.argwhere(history["refused"] > 0.0)]
    noted = [(BOTH[h.word], h.month, h.table) for h in history.log if h.word in BOTH]
    for kind, month, table in refused + noted:
        where = [table] if table < n else np.flatnonzero(region_of == table - n).tolist()
        found[kind] += [(month, place) for place in where]
    for h in history.log:
        if h.word in LOCAL and h.table < n:
            found[LOCAL[h.word]].append((h.month, h.table))
    return {kind: np.array(sorted(set(pairs)), dtype=np.int32).reshape(-1, 2) for kind, pairs in found.items()}


def negotiated(history: History, region_of: Ints) -> tuple[Floats, Floats]:
    """(claims, shares), each (place,), of the regions that reached an agreement; NaN elsewhere."""
    s, n_regions = history.final, history.final.regions.envelope.size
    claims, shares = np.full(len(region_of), np.nan), np.full(len(region_of), np.nan)
    bargained = {h.table - len(region_of) for h in history.log if h.word == "negotiation_opens"}
    agreed = {h.table - len(region_of) for h in history.log if h.word == "agreement_reached"}
    for r in sorted(bargained & agreed & set(range(n_regions))):
        mine: Flags = region_of == r
        claims[mine], _ = opening_claims(s.territories.population[mine], s.territories.poor[mine], 0.0)
        shares[mine] = s.regions.share[mine]
    return claims, shares


def failed_proposals(log: list[Happening], region_of: Ints) -> Ints:
    """(failed proposal, 4): see `Record.proposals`. A mediator is no territory: all of them have to agree."""
    n, size = len(region_of), np.bincount(region_of)
    found = []
    for h in log:
        if h.word == "proposal_failed":
            mediated = h.table >= n
            region = h.table - n if mediated else int(region_of[h.table])
            found.append((region, int(size[region]) - (not mediated), int(h.amount), int(mediated)))
    return np.array(found, dtype=np.int32).reshape(-1, 4)


def rounds_decided(history: History) -> Ints:
    """(round decided, 3): account, files that its jury judged that month, files that it chose."""
    q = history.final.projects
    judged: NDArray[Any] = np.stack([q.decided, q.account.astype(np.int32)], axis=1)
    rounds = [(h.month, h.table, int(h.amount)) for h in history.log if h.word == "awarded"]
    found = [(table, int((judged == (month, table)).all(axis=1).sum()), chosen) for month, table, chosen in rounds]
    return np.array(found, dtype=np.int32).reshape(-1, 3)
