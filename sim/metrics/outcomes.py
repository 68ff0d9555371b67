"""What a run came to: one number an outcome, for tables, comparisons and sweeps."""

import numpy as np

from sim.formulas import total_by
from sim.history import History
from sim.metrics import equity, partnership
from sim.metrics.typology import Dynamic, Typology, axes, classify, first_month, gather, moves, rates_of_possible
from sim.state import Flags, Floats, Ints
from sim.vocabulary import Status

# name: (unit, meaning). Every outcome can be NaN when it does not exist in a run (no project, no agreement...).
OUTCOMES: dict[str, tuple[str, str]] = {
    "cooperation_first_year": ("rate", "encounters held that turn to cooperation, months 1 to 12, all tables"),
    "cooperation_last_year": ("rate", "encounters held that turn to cooperation, last 12 months, all tables"),
    "conflict_first_year": ("rate", "encounters held that turn to conflict, months 1 to 12, all tables"),
    "conflict_last_year": ("rate", "encounters held that turn to conflict, last 12 months, all tables"),
    "participation_first_year": ("rate", "members who come, months 1 to 12, all tables"),
    "participation_last_year": ("rate", "members who come, last 12 months, all tables"),
    "regions_cooperative": ("share", "regions that end in cooperation"),
    "regions_mixed": ("share", "regions that end in cooperation-conflict"),
    "regions_conflictual": ("share", "regions that end in conflict"),
    "regions_routine": ("share", "regions that end in routine: people meet, and neither axis is high"),
    "regions_dormant": ("share", "regions that end dormant: few members come, or nobody meets"),
    "territories_cooperative": ("share", "territories that end in cooperation"),
    "moves": ("changes", "changes of dynamic, mean over regions"),
    "first_cooperation": ("months", "first month in cooperation, mean over regions that get there"),
    "cooperation_of_possible_first_year": (
        "rate",
        "old rate, over possible encounters and decisions, months 1 to 12",
    ),
    "cooperation_of_possible_last_year": (
        "rate",
        "old rate, over possible encounters and decisions, last 12 months",
    ),
    "conflict_of_possible_first_year": ("rate", "old rate, over possible encounters and decisions, months 1 to 12"),
    "conflict_of_possible_last_year": ("rate", "old rate, over possible encounters and decisions, last 12 months"),
    "failed_proposals": ("proposals", "proposals of a split that failed, all regions"),
    "plan_month": ("months", "month of the plan, mean over territories"),
    "plan_spread": ("months", "standard deviation of the month of the plan over territories"),
    "agreement_month": ("months", "month of the agreement, mean over regions"),
    "imposed": ("share", "regions whose split was imposed"),
    "first_money": ("months", "first dollar to a project, mean over regions"),
    "filed": ("projects", "projects filed"),
    "funded": ("projects", "projects awarded"),
    "multi_partner": ("share", "awarded projects with at least one partner"),
    "lasting": ("projects", "projects that left a structuring effect"),
    "lasting_share": ("share", "ended projects that left a structuring effect"),
    "filed_to_started": (
        "months",
        "from filing to the first dollar, mean over projects that started, without continuations",
    ),
    "vetoes_first_year": (
        "files",
        "files withheld by elected officials in the year after the first choice of projects",
    ),
    "vetoes": ("files", "files withheld by elected officials"),
    "unspent": ("share", "share of the envelope not awarded to anything at the end"),
    "leverage": ("ratio", "money of projects, all sources, over money of the fund"),
    "gini": ("index", "Gini of dollars awarded a person in low income, over territories"),
    "need_concentration": ("index", "concentration of dollars awarded toward territories of higher need"),
    "need_left": ("share", "need left at the end, mean"),
    "need_relieved": ("share", "need met for good by structuring projects, mean"),
    "fragile": ("share", "community organizations below viability at the end"),
    "attendance_organizations": ("persons", "community organizations present a local table, mean over the run"),
    "attendance_institutions": ("persons", "institutions present a local table, mean over the run"),
    "attendance_elected": ("persons", "elected officials present a local table, mean over the run"),
    "attendance_citizens": ("persons", "citizens present a local table, mean over the run"),
    "citizen_share": ("share", "citizens among those present at local tables, whole run"),
    "coverage": ("share", "perspectives present at a local table, of nine, mean over the run"),
    "trust_end": ("trust", "mean trust at the end, over tables"),
    "trust_elected_community": ("trust", "between elected and community at the end, local tables"),
    "verticality_end": ("share", "mean over tables at the end"),
    "partnership": ("score of 100", "simulated partnership-tool score, last month, mean over territories"),
}


def mean_or_nan(values: Floats | Ints | Flags) -> float:
    """Mean, NaN of nothing."""
    return float(np.mean(values)) if len(values) else float("nan")


def known_mean(values: Floats) -> float:
    """Mean of what exists, NaN where nothing does."""
    return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")


def first_money(history: History) -> Ints:
    """(region,) month when a project of the region first spends, -1 if never."""
    q, tables = history.final.projects, history.final.tables
    n_regions = history["unallotted"].shape[1]
    month = np.full(n_regions, -1, dtype=np.int32)
    began = q.started >= 0
    for r in range(n_regions):
        mine = q.started[began & (tables.region[q.account] == r)]
        if len(mine):
            month[r] = mine.min()
    return month


def dynamics_outcomes(history: History, p: Typology) -> dict[str, float]:
    """Outcomes on the two axes, participation and the dynamics; the old rates, to compare."""
    region = history.final.tables.region
    whole = gather(history, "all", region)
    year = Typology(**{**p.__dict__, "window": min(12, history.months)})
    rates = axes(whole, year)
    old_cooperation, old_conflict = rates_of_possible(whole, year)
    first, last = min(11, history.months - 1), history.months - 1
    regions = classify(axes(gather(history, "region", region), p), p)
    places = classify(axes(gather(history, "territory", region), p), p)
    reached = first_month(regions, Dynamic.COOPERATION)
    return {
        "cooperation_first_year": float(rates.cooperation[first, 0]),
        "cooperation_last_year": float(rates.cooperation[last, 0]),
        "conflict_first_year": float(rates.conflict[first, 0]),
        "conflict_last_year": float(rates.conflict[last, 0]),
        "participation_first_year": float(rates.participation[first, 0]),
        "participation_last_year": float(rates.participation[last, 0]),
        "cooperation_of_possible_first_year": float(old_cooperation[first, 0]),
        "cooperation_of_possible_last_year": float(old_cooperation[last, 0]),
        "conflict_of_possible_first_year": float(old_conflict[first, 0]),
        "conflict_of_possible_last_year": float(old_conflict[last, 0]),
        "regions_cooperative": float((regions[-1] == Dynamic.COOPERATION).mean()),
        "regions_mixed": float((regions[-1] == Dynamic.COOPERATION_CONFLICT).mean()),
        "regions_conflictual": float((regions[-1] == Dynamic.CONFLICT).mean()),
        "regions_routine": float((regions[-1] == Dynamic.ROUTINE).mean()),
        "regions_dormant": float((regions[-1] == Dynamic.DORMANT).mean()),
        "territories_cooperative": float((places[-1] == Dynamic.COOPERATION).mean()),
        "moves": float(moves(regions).mean()),
        "first_cooperation": mean_or_nan(reached[reached >= 0]),
    }


def process_outcomes(history: History) -> dict[str, float]:
    """Outcomes on plans, agreements, endorsement and relations."""
    s, n = history.final, history["need"].shape[1]
    plans = s.tables.plan_month[:n]
    plans = plans[plans >= 0]
    agreed = s.regions.agreed_month[s.regions.agreed_month >= 0]
    spent = first_money(history)
    vetoes = history["vetoed"].sum(axis=1)
    asked = s.projects.decided[s.projects.decided >= 0]
    first = int(asked.min()) if len(asked) else history.months
    pair = history["trust_by_pair"][-1, :n, 2]
    return {
        "plan_month": mean_or_nan(plans),
        "plan_spread": float(np.std(plans)) if len(plans) else float("nan"),
        "agreement_month": mean_or_nan(agreed),
        "imposed": float((s.regions.agreement == 3).mean()),
        "first_money": mean_or_nan(spent[spent >= 0]),
        "vetoes_first_year": float(vetoes[first : first + 12].sum()),
        "vetoes": float(vetoes.sum()),
        "failed_proposals": float(sum(event.word == "proposal_failed" for event in history.log)),
        "trust_end": known_mean(history["trust"][-1]),
        "trust_elected_community": known_mean(pair),
        "verticality_end": float(history["verticality"][-1].mean()),
        "partnership": float(partnership.score(history)[-1].mean()),
    }


def participation_outcomes(history: History) -> dict[str, float]:
    """Outcomes on who came to local tables."""
    n = history["need"].shape[1]
    present = history["present"][:, :n]
    organizations, institutions, elected, citizens = (float(present[:, :, role].mean()) for role in range(4))
    everybody = float(present.sum())
    return {
        "attendance_organizations": organizations,
        "attendance_institutions": institutions,
        "attendance_elected": elected,
        "attendance_citizens": citizens,
        "citizen_share": float(present[:, :, 3].sum()) / everybody if everybody > 0.0 else float("nan"),
        "coverage": float(history["coverage"][:, :n].mean()),
    }


def money_outcomes(history: History) -> dict[str, float]:
    """Outcomes on projects, money, need and organizations."""
    s, q = history.final, history.final.projects
    awarded = q.status >= Status.AWARDED
    dollars = total_by(q.territory[awarded], q.request[awarded] / 100.0, len(s.territories.poor))
    envelope = float(s.regions.envelope.sum())
    committed = float(s.money.awarded.sum())
    asked = float(q.request[awarded].sum())
    members = np.maximum((s.actors.role == 0).sum(), 1)
    began, ended = (q.started >= 0) & (q.parent < 0), q.ended >= 0
    return {
        "filed": float(len(q.status)),
        "funded": float(awarded.sum()),
        "multi_partner": mean_or_nan(np.any(q.partner[awarded] >= 0, axis=1)),
        "lasting": float(q.lasting.sum()),
        "lasting_share": mean_or_nan(q.lasting[ended]),
        "filed_to_started": mean_or_nan(q.started[began] - q.filed[began]),
        "unspent": 1.0 - committed / envelope if envelope > 0.0 else float("nan"),
        "leverage": float(q.cost[awarded].sum()) / asked if asked > 0.0 else float("nan"),
        "gini": equity.gini(dollars / np.maximum(s.territories.poor, 1.0), s.territories.poor),
        "need_concentration": equity.concentration(dollars, s.territories.poor, s.territories.base_need.mean(axis=1)),
        "need_left": float(history["need"][-1].mean()),
        "need_relieved": float(s.territories.relief.mean()),
        "fragile": float(history["fragile"][-1].sum() / members),
    }


def outcomes(history: History, p: Typology | None = None) -> dict[str, float]:
    """Every outcome of OUTCOMES, in its order."""
    p = p or Typology()
    found = dynamics_outcomes(history, p) | process_outcomes(history) | money_outcomes(history)
    found |= participation_outcomes(history)
    return {name: found[name] for name in OUTCOMES}
