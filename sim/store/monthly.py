"""The tables for people that follow the months: by region, by territory, conflicts by stake."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.metrics import partnership
from sim.metrics.decisions import DECISIONS, decisions
from sim.metrics.typology import axes, classify, gather
from sim.store.headings import other
from sim.store.sheets import MONEY, Column, Told, words
from sim.store.tables import dates, places_of
from sim.vocabulary import DYNAMICS, PHASES, ROLES, STAKES, Agreement

AGREEMENTS = tuple(a.name.lower() for a in Agreement)


def by_month(t: Told, names: Sequence[str]) -> tuple[list[Column], NDArray[np.int64]]:
    """The columns month and date, and the index of the place, of a table (month, place) read month by month."""
    months, n = t.history.months, len(names)
    month = np.repeat(np.arange(months), n)
    calendar = dates(t.calendar, months)
    return [Column("month", month), Column("date", [calendar[m] for m in month.tolist()])], np.tile(
        np.arange(n), months
    )


def dynamics(t: Told, level: str) -> list[Column]:
    """The dynamic, its two axes and participation at a level."""
    rates = axes(gather(t.history, level, t.history.final.tables.region), t.typology)
    return [
        Column("dynamic", words(t, "dynamics", DYNAMICS, classify(rates, t.typology))),
        Column("cooperation", rates.cooperation.ravel(), 4),
        Column("conflict", rates.conflict.ravel(), 4),
        Column("participation", rates.participation.ravel(), 4),
    ]


def regions_by_month(t: Told) -> list[Column]:
    """Each region each month: its local tables and its regional table together."""
    h, region = t.history, t.history.final.tables.region
    n_regions = len(t.network.region_code)
    whole = np.eye(n_regions)[region]
    mean = whole / whole.sum(axis=0)
    local = np.eye(n_regions)[t.network.region]
    first, place = by_month(t, t.network.region_code)
    columns = [*first, Column("region", [t.network.region_name[r] for r in place.tolist()]), *dynamics(t, "region")]
    columns.append(Column("agreement", words(t, "agreement", AGREEMENTS, h["agreement"])))
    n = len(t.network.code)
    for k, role in enumerate(ROLES):
        columns.append(Column(f"present_{role}", (h["present"][:, :n, k] @ local).ravel(), 0))
    columns += [Column(name, (h[name] @ mean).ravel(), 4) for name in ("verticality", "facilitation")]
    columns.append(Column("conflicts", (h["ledger"].sum(axis=2) @ whole).ravel(), 0))
    columns.append(Column("unallotted", h["unallotted"].ravel() / 100.0, 2))
    columns += [Column(name, (h[name] @ whole.astype(np.int64)).ravel() / 100.0, 2) for name in MONEY]
    return columns + [Column(name, (h[name] @ whole).ravel(), 0) for name in ("filed", "funded", "refused", "vetoed")]


def territories_by_month(t: Told) -> list[Column]:
    """Each territory each month: its local table."""
    h, n = t.history, len(t.network.code)
    first, place = by_month(t, t.network.code)
    where = places_of(t.network)["territory"]
    columns = [
        *first,
        Column("region", [where.region[i] for i in place.tolist()]),
        Column("code", [where.code[i] for i in place.tolist()]),
        Column("territory", [where.name[i] for i in place.tolist()]),
        *dynamics(t, "territory"),
        Column("phase", words(t, "phases", PHASES, h["phase"][:, :n])),
    ]
    columns += [Column(f"present_{role}", h["present"][:, :n, k].ravel(), 0) for k, role in enumerate(ROLES)]
    columns += [Column(name, h[name][:, :n].ravel(), 4) for name in ("trust", "verticality", "facilitation")]
    columns.append(Column("partnership", partnership.score(h).ravel(), 1))
    columns.append(Column("need", h["need"].mean(axis=2).ravel(), 4))
    columns += [Column(name, h[name].ravel(), 0) for name in ("organizations", "fragile")]
    columns += [Column(name, h[name][:, :n].ravel() / 100.0, 2) for name in MONEY]
    return columns + [Column(name, h[name][:, :n].ravel(), 0) for name in ("filed", "funded", "refused", "vetoed")]


def decisions_by_month(t: Told) -> list[Column]:
    """Each region each month: how many decisions of each kind, its local tables and its regional table together."""
    region = t.history.final.tables.region
    first, place = by_month(t, t.network.region_code)
    columns = [*first, Column("region", [t.network.region_name[r] for r in place.tolist()])]
    whole = np.eye(len(t.network.region_code))[region]
    found = decisions(t.history)
    return [*columns, *(Column(f"decisions.{name}", (found[name] @ whole).ravel(), 0) for name in DECISIONS)]


def conflict_ledger(t: Told) -> list[Column]:
    """Why each table was in conflict, month by month: conflicts booked to the seven stakes."""
    where = places_of(t.network)["table"]
    first, place = by_month(t, where.code)
    level = [other(word, t.language) for word in where.level]
    columns = [
        *first,
        Column("region", [where.region[i] for i in place.tolist()]),
        Column("level", [level[i] for i in place.tolist()]),
        Column("place", [where.name[i] for i in place.tolist()]),
    ]
    for k, stake in enumerate(STAKES):
        columns.append(Column(f"stakes.{stake}", t.history["ledger"][:, :, k].ravel(), 2))
    return [*columns, Column("conflicts", t.history["ledger"].sum(axis=2).ravel(), 2)]
