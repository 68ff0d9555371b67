"""The tables for people that tell how a run ended: money, projects, events, outcomes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.history import AMOUNTS, SHARES, Happening
from sim.metrics.outcomes import OUTCOMES
from sim.store.headings import other
from sim.store.sheets import MONEY, Column, Told, words
from sim.store.tables import dates, places_of
from sim.vocabulary import APPROACHES, PROBLEMS, ROLES, Status

STATUSES = tuple(s.name.lower() for s in Status)


def money_by_territory(t: Told) -> list[Column]:
    """Accounts at the end, one line an account; regional accounts come last. Adds up to the envelopes."""
    h, net, n = t.history, t.network, len(t.network.code)
    where, region = places_of(net)["table"], t.history.final.tables.region
    mean = np.eye(len(net.region_code))[net.region]
    mean = mean / mean.sum(axis=0)
    start = h.final.territories.base_need.mean(axis=1)
    people, poor = (
        np.concatenate([v, np.eye(len(net.region_code))[net.region].T @ v]) for v in (net.population, net.poor)
    )
    note = [
        other("sourced", t.language) if known else other("unsourced", t.language) + words_
        for known, words_ in zip(net.envelope_sourced.tolist(), net.envelope_note, strict=True)
    ]
    end = {name: h[name][-1] for name in MONEY}
    columns = [
        Column("region", where.region),
        Column("level", [other(word, t.language) for word in where.level]),
        Column("place", where.name),
        Column("population", people, 0),
        Column("poor", poor, 0),
        Column("need_start", np.concatenate([start, start @ mean]), 4),
        Column("need", np.concatenate([h["need"][-1].mean(axis=1), h["need"][-1].mean(axis=1) @ mean]), 4),
    ]
    columns += [Column(name, cents / 100.0, 2) for name, cents in end.items()]
    columns.append(Column("committed", (end["awarded"] - end["spent"]) / 100.0, 2))
    columns.append(Column("available", (end["allotted"] - end["awarded"]) / 100.0, 2))
    waiting = np.concatenate([np.zeros(n), h["unallotted"][-1] / 100.0])
    columns.append(Column("unallotted", waiting, 2))
    per_poor = np.where(np.arange(len(poor)) < n, end["awarded"] / 100.0 / np.maximum(poor, 1.0), np.nan)
    return [*columns, Column("per_poor", per_poor, 2), Column("envelope", [note[r] for r in region.tolist()])]


def projects(t: Told) -> list[Column]:
    """Every project ever filed, in the order of filing."""
    q, actors = t.history.final.projects, t.history.final.actors
    where, calendar = places_of(t.network), [*dates(t.calendar, t.history.months), ""]

    def on(month: NDArray[Any]) -> list[str]:
        return [calendar[m] if m < t.history.months else "" for m in month.tolist()]

    place = q.territory.tolist()
    return [
        Column("number", np.arange(1, len(q.status) + 1)),
        Column("region", [where["territory"].region[i] for i in place]),
        Column("territory", [where["territory"].name[i] for i in place]),
        Column("account", [where["table"].name[i] for i in q.account.tolist()]),
        Column("promoter", words(t, "roles_short", ROLES, actors.role[q.promoter])),
        Column("problem", words(t, "problems", PROBLEMS, q.problem)),
        Column("approach", words(t, "approaches", APPROACHES, q.approach)),
        Column("partners", (q.partner >= 0).sum(axis=1)),
        Column("cost", q.cost / 100.0, 2),
        Column("request", q.request / 100.0, 2),
        Column("spent_project", q.spent / 100.0, 2),
        Column("months", q.months),
        Column("quality", q.quality, 3),
        Column("novelty", q.novelty, 3),
        Column("letters", q.letters),
        Column("vetoes", q.vetoes),
        Column("status", words(t, "status", STATUSES, q.status)),
        *(Column(f"{w}_on", on(getattr(q, w))) for w in ("filed", "decided", "awarded", "started", "ended")),
        Column("lasting", q.lasting.astype(np.int8)),
    ]


def sentence(t: Told, happening: Happening) -> str:
    """An event as the study would tell it, its number written as what it is."""
    x, word = happening.amount, happening.word
    shown = {word in SHARES: f"{100 * x:.0f} %", word in AMOUNTS: f"{x:.0f} $"}.get(True, f"{x:.2f}")
    return t.say(f"events.{word}", n=round(x), x=shown.replace(".", ",") if t.language == "fr" else shown)


def events(t: Told) -> list[Column]:
    """What happened, in order."""
    where, calendar, log = places_of(t.network)["table"], dates(t.calendar, t.history.months), t.history.log
    return [
        Column("month", [h.month for h in log]),
        Column("date", [calendar[h.month] for h in log]),
        Column("region", [where.region[h.table] for h in log]),
        Column("level", [other(where.level[h.table], t.language) for h in log]),
        Column("place", [where.name[h.table] for h in log]),
        Column("event", [sentence(t, h) for h in log]),
        Column("key", [h.word for h in log]),
        Column("amount", [h.amount for h in log], 2),
    ]


def outcomes(t: Told) -> list[Column]:
    """What the run came to, beside the same over its replicates, as in the report."""
    main, *others = ([s.outcomes[name] for name in OUTCOMES] for s in t.summaries)
    values = np.array(others).reshape(-1, len(OUTCOMES))
    known = [column[column == column] for column in values.T]
    enough = [column if len(column) else np.array([np.nan]) for column in known]
    return [
        Column("outcome", [t.say(f"outcomes.{name}") for name in OUTCOMES]),
        Column("key", list(OUTCOMES)),
        Column("unit", [unit for unit, _ in OUTCOMES.values()]),
        Column("main", main, 4),
        Column("mean", [c.mean() for c in enough], 4),
        Column("deviation", [c.std(ddof=1) if len(c) > 1 else np.nan for c in enough], 4),
        Column("low", [np.quantile(c, 0.05) for c in enough], 4),
        Column("high", [np.quantile(c, 0.95) for c in enough], 4),
        Column("replicates", [len(c) for c in known]),
    ]
