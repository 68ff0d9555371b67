"""What is kept of a replicate: enough for bands over replicates, small enough to travel between processes."""

from typing import NamedTuple

import numpy as np

from sim.formulas import total_by
from sim.history import History
from sim.metrics.outcomes import outcomes
from sim.metrics.typology import Typology, axes, classify, gather, occupancy
from sim.state import Bytes, Floats


class Summary(NamedTuple):
    """One replicate."""

    seed: int
    outcomes: dict[str, float]  # see metrics/outcomes.py
    cooperation: Floats  # (month, region + 1) share of encounters held; the last column is all regions together
    conflict: Floats  # (month, region + 1) share of encounters held, likewise
    participation: Floats  # (month, region + 1) share of members who come, likewise
    regions: Bytes  # (month, region) dynamic
    occupancy: Floats  # (month, dynamic) share of territories
    ledger: Floats  # (month, stake) conflicts, all tables
    attendance: Floats  # (month, role) share of members present, local tables
    awarded: Floats  # (territory,) dollars awarded to projects at the end


def summarize(history: History, p: Typology | None = None) -> Summary:
    """The summary of a run."""
    p = p or Typology()
    region, n = history.final.tables.region, history["need"].shape[1]
    by_region = axes(gather(history, "region", region), p)
    overall = axes(gather(history, "all", region), p)
    places = classify(axes(gather(history, "territory", region), p), p)
    present, members = history["present"][:, :n].sum(axis=1), history["members"][:, :n].sum(axis=1)
    q = history.final.projects
    dollars = total_by(q.territory, np.where(q.awarded >= 0, q.request, 0) / 100.0, n)
    return Summary(
        seed=history.seed,
        outcomes=outcomes(history, p),
        cooperation=np.concatenate([by_region.cooperation, overall.cooperation], axis=1),
        conflict=np.concatenate([by_region.conflict, overall.conflict], axis=1),
        participation=np.concatenate([by_region.participation, overall.participation], axis=1),
        regions=classify(by_region, p),
        occupancy=occupancy(places),
        ledger=history["ledger"].sum(axis=1),
        attendance=present / np.maximum(members, 1.0),
        awarded=dollars,
    )
