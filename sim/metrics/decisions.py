"""Decisions as series of their own: how many of each kind, month after month, at each table.

A plan, an agreement, a veto are events of the process, not encounters: no rate of cooperation or of conflict counts
them.
"""

import numpy as np

from sim.history import History
from sim.state import Floats, Ints
from sim.vocabulary import Agreement

DECISIONS = ("plans", "agreements", "imposed", "failed_proposals", "awards", "refusals", "vetoes")


def dated(months: Ints, length: int) -> Floats:
    """(month, place) 1 in the month when each place decided; months (place,), -1 where it did not."""
    found = np.zeros((length, len(months)))
    there = (months >= 0) & (months < length)
    found[months[there], np.flatnonzero(there)] = 1.0
    return found


def decisions(history: History) -> dict[str, Floats]:
    """Numbers (month, table) of each kind of decision, in the order of DECISIONS.

    plans             adopted by a table
    agreements        on the split of a region's envelope, by its regional table; imposed: by the ministry
    failed_proposals  of a split, counted at the regional table
    awards, refusals  files awarded, files refused, continuations included
    vetoes            plans and files withheld by elected officials
    """
    s, months = history.final, history.months
    n_tables, n_regions = len(s.tables.region), len(s.regions.agreement)
    n = n_tables - n_regions
    regional = {name: np.zeros((months, n_tables)) for name in ("agreements", "imposed", "failed_proposals")}
    for name, kind in (("agreements", Agreement.AGREED), ("imposed", Agreement.IMPOSED)):
        when = np.where(s.regions.agreement == kind, s.regions.agreed_month, -1).astype(np.int32)
        regional[name][:, n:] = dated(when, months)
    for event in history.log:
        if event.word == "proposal_failed":
            table = event.table if event.table >= n else n + int(s.tables.region[event.table])
            regional["failed_proposals"][event.month, table] += 1.0
    found = {
        "plans": dated(s.tables.plan_month, months),
        **regional,
        "awards": history["funded"].astype(np.float64),
        "refusals": history["refused"].astype(np.float64),
        "vetoes": history["vetoed"].astype(np.float64),
    }
    return {name: found[name] for name in DECISIONS}
