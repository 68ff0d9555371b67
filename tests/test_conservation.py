"""Every month, under any rules: money is conserved to the cent, and every quantity stays in its domain."""

from functools import cache

import numpy as np
import pytest

from sim.config import CHOICES, Calendar, Scenario
from sim.funding.norms import Norms
from sim.history import SERIES, blank
from sim.month import Run
from sim.parameter import descriptions
from sim.rules.endorsement import Endorsement
from sim.rules.events import Events
from sim.rules.governance import Governance
from sim.rules.implementation import Implementation
from sim.rules.negotiation import Negotiation
from sim.rules.priorities import Priorities
from sim.rules.proposals import Proposals
from sim.simulate import advance, begin
from sim.state import State
from sim.vocabulary import Agreement, Phase, Role, Status
from sim.world.network import Network
from sim.world.population import Population
from sim.world.synthetic import Synthetic, synthetic

CONFIGURATIONS = 200
CUMULATED = ("claimed", "selected", "awarded", "spent", "leveraged", "coordination")
MAY_BE_NAN = {"trust", "trust_by_pair"}  # where no tie meets
RATES = ("verticality", "sharing", "facilitation", "scarcity", "coverage", "need", "efficacy", "trust", "trust_by_pair")
RATES += ("dispersion_priorities", "dispersion_approach")


def within(kind: type, rng: np.random.Generator, changed: float = 0.4) -> dict:
    """Some parameters of a group drawn in their declared ranges: uniformly, on the log if wide, or at an end."""
    found = {}
    for name, d in descriptions(kind).items():
        usual = getattr(kind(), name)
        if rng.random() > changed:
            continue
        if isinstance(usual, bool):
            found[name] = bool(rng.integers(2))
            continue
        u = float(rng.choice([0.0, 1.0, rng.random(), rng.random(), rng.random()]))
        wide = d.high > 100.0 * max(abs(usual), 1.0) or (d.low > 1.0 and d.high / d.low > 20.0)
        low = max(d.low, 1.0)
        value = low * (d.high / low) ** u if wide and u > 0.0 else d.low + u * (d.high - d.low)
        found[name] = round(value) if isinstance(usual, int) else min(max(value, d.low), d.high)
    return found


@cache
def network(k: int) -> Network:
    """A few small networks of one or two regions."""
    return synthetic(Synthetic(regions=1 + k % 2, territories_per_region=3 + k % 3 % 2, population_median=9000.0), k)


def lively(rng: np.random.Generator) -> dict:
    """Tables that get to their plan and actors who file, so that money moves within the few months of a test."""
    pace = {"mobilization_pace": 1.5, "consultation_pace": 1.5, "support": float(rng.uniform(-0.2, 4.0))}
    return {"priorities": Priorities(**pace), "negotiation": Negotiation(signing=float(rng.uniform(0.0, 4.0)))}


def configuration(k: int) -> tuple[Scenario, Network, int]:
    """The k-th random configuration: pieces, numbers, calendar, size."""
    rng = np.random.default_rng(k)
    kinds = {group: kinds[rng.integers(len(kinds))] for group, kinds in CHOICES.items()}
    norms = within(Norms, rng)
    norms["core_fund"] = min(norms.get("core_fund", 0.0), 1.0 - norms.get("coordination", Norms().coordination))
    norms["floor"] = max(1.0, min(norms.get("floor", 3000.0), norms.get("cap", 1e6)))  # 0: see test_rules_oracle_money
    proposals, governance = within(Proposals, rng), within(Governance, rng)
    endorsement = {n: v for n, v in within(Endorsement, rng).items() if n not in ("plans", "awards")}
    if k % 4:
        proposals["base"] = float(rng.uniform(-2.0, 3.0))
        norms |= {"letters": 0, "floor": float(rng.choice([1.0, 1000.0])), "cap": max(norms.get("cap", 1e6), 1e4)}
        norms["call_minimum"] = min(norms.get("call_minimum", 0.0), 20_000.0)
        norms["core_fund"] *= 0.5
        norms |= {"renewals": int(rng.integers(0, 6)), "longest": int(rng.integers(1, 8))} if k % 2 else {}
        governance |= {"quorum": int(rng.integers(1, 9)), "threshold": float(rng.uniform(0.5, 0.7))}
        governance["deliberation_months"] = int(rng.integers(4))
        endorsement["agreeable"] = float(rng.uniform(-1.0, 4.0))
    launch, deadline, end = (int(rng.integers(*ends)) for ends in ((0, 3), (1, 15), (18, 50)))
    norms["return_months"] = min(norms.get("return_months", 0), end - launch)
    scenario = Scenario(
        months=int(rng.integers(20, 41)),
        calendar=Calendar(launch=launch, deadline=deadline, fund_end=end),
        split=kinds["split"](),
        award=kinds["award"](),
        endorsement=kinds["endorsement"](**endorsement),
        norms=Norms(**norms),
        governance=Governance(**governance),
        proposals=Proposals(**proposals),
        implementation=Implementation(**within(Implementation, rng)),
        events=Events(envelope_month=int(rng.integers(-1, 40)), envelope_change=float(rng.uniform(-1.0, 1.0))),
        population=Population(scale=float(rng.uniform(0.05, 0.3))),
        **(lively(rng) if k % 4 else {}),
    )
    return scenario, network(int(rng.integers(4))), k


def cents_of(run: Run, status: np.ndarray, cents: np.ndarray) -> np.ndarray:
    """(account,) cents of the projects with a flag."""
    found = np.zeros(run.n_tables, dtype=np.int64)
    np.add.at(found, run.state.projects.account[status], cents[status])
    return found


def check_money(run: Run) -> None:
    """Accounts add up, between themselves and with the projects, to the cent."""
    s, q = run.state, run.state.projects
    for r in range(run.n_regions):
        assert s.regions.envelope[r] == s.regions.unallotted[r] + s.money.allotted[s.tables.region == r].sum()
    assert (s.regions.unallotted >= 0).all()
    granted = q.status >= Status.AWARDED
    available, committed = s.money.allotted - s.money.awarded, s.money.awarded - s.money.spent
    assert (available - cents_of(run, q.status == Status.SELECTED, q.request) >= 0).all(), "more chosen than there is"
    assert (committed >= 0).all()
    set_aside = s.money.coordination + s.money.mission
    assert (s.money.mission >= 0).all()
    assert np.array_equal(s.money.awarded, set_aside + cents_of(run, granted, q.request))
    on_projects = cents_of(run, q.spent > 0, q.spent)
    on_the_rest = s.money.spent - on_projects
    assert (on_the_rest >= 0).all()
    assert (on_the_rest <= set_aside).all()
    over = s.tables.region >= 0
    over &= (s.regions.open_month[s.tables.region] >= 0) & (run.month + 1 >= run.scenario.calendar.fund_end)
    assert np.array_equal(on_the_rest[over], set_aside[over]), "what was set aside is spent when the fund ends"
    split = (s.regions.returned_month < 0) & (not run.scenario.split.pooled)
    assert (s.money.allotted[run.n_territories :][split] == 0).all(), "the region has what came back, or one pot"
    assert np.array_equal(s.money.claimed, cents_of(run, q.filed >= 0, q.request))
    chosen = (q.status >= Status.SELECTED) & (q.decided >= 0)
    assert np.array_equal(s.money.selected, cents_of(run, chosen, q.request))
    assert np.array_equal(s.money.leveraged, cents_of(run, granted, q.cost - q.request))


def check_projects(run: Run) -> None:
    """Each project's money and dates follow from its status."""
    q = run.state.projects
    assert (q.request > 0).all(), "a project that asks for nothing"
    assert (q.request <= q.cost).all()
    assert (q.core >= 0).all()
    assert (q.core <= q.request).all()
    assert (q.spent[q.status < Status.RUNNING] == 0).all()
    assert np.array_equal(q.spent[q.status == Status.FINISHED], q.request[q.status == Status.FINISHED])
    assert (q.spent <= q.request).all()
    assert (q.months >= 1).all()
    for status, earlier, later in (
        (Status.REFUSED, "filed", "decided"),
        (Status.AWARDED, "decided", "awarded"),
        (Status.RUNNING, "awarded", "started"),
        (Status.FINISHED, "started", "ended"),
    ):
        there = q.status >= status if status >= Status.AWARDED else q.status == status
        assert (getattr(q, earlier)[there] <= getattr(q, later)[there]).all()
    ended = q.status == Status.FINISHED
    assert np.array_equal((q.ended - q.started + 1)[ended], q.months[ended])
    assert len(np.unique(q.name)) == len(q.name)
    again = q.parent >= 0
    assert (q.generation <= run.scenario.norms.renewals).all()
    assert (q.parent < np.arange(len(q.parent))).all()
    assert np.array_equal(q.generation > 0, again)
    assert (q.status[q.parent[again & (q.started >= 0)]] == Status.FINISHED).all()


def inside(name: str, found: np.ndarray, low: float = 0.0, high: float = 1.0) -> None:
    """Refuse a NaN, an infinity or a value out of its domain, but for rounding."""
    assert np.isfinite(found).all(), name
    assert ((found >= low - 1e-12) & (found <= high + 1e-12)).all(), (name, found.min(), found.max())


def check_domains(s: State) -> None:
    """Every field of the state where state.py says that it is."""
    for name in ("entrenchment", "influence", "efficacy", "skill", "capacity", "burden"):
        inside(name, getattr(s.actors, name))
    for name in ("priorities", "approach", "mandate_priorities", "mandate_approach"):
        inside(name, getattr(s.actors, name))
        assert np.allclose(getattr(s.actors, name).sum(axis=1), 1.0, atol=1e-9), name
    for name in ("priorities", "approach"):
        inside(name, getattr(s.tables, name))
        assert np.allclose(getattr(s.tables, name).sum(axis=1), 1.0, atol=1e-9), name
    for name in (
        "verticality",
        "sharing",
        "facilitation",
        "knowledge",
        "scarcity",
        "conflict",
        "cooperation",
        "progress",
    ):
        inside(name, getattr(s.tables, name))
    for name in ("trust", "origin"):
        inside(name, getattr(s.ties, name))
    inside("history", s.ties.history, 0.0, np.inf if not len(s.ties.history) else float(s.ties.history.max()))
    for name in ("need", "relief", "base_need"):
        inside(name, getattr(s.territories, name))
    inside("reserve", s.actors.reserve, -3.0, 1e9)
    for name in ("claim", "conceded", "standing", "share"):
        inside(name, getattr(s.regions, name))
    assert (s.actors.projects >= 0).all()
    assert s.actors.active[s.actors.role != Role.COMMUNITY].all()
    for r, status in enumerate(s.regions.agreement):
        share = s.regions.share[s.territories.region == r]
        assert share.sum() == pytest.approx(1.0 if status >= Agreement.AGREED else 0.0)
    assert (s.tables.phase <= Phase.ENDORSED).all()


def check_series(series: dict, months: int) -> None:
    """What is recorded: cumulated sums never fall, conflicts are booked once, no NaN where none is announced."""
    for name in CUMULATED:
        assert (np.diff(series[name], axis=0) >= 0).all(), name
    booked = series["ledger"].sum(axis=2)
    assert np.allclose(booked, series["conflictual"] + series["against"], atol=1e-6)
    assert (series["ledger"] >= 0.0).all()
    for name, monthly in series.items():
        assert len(monthly) == months
        assert name in MAY_BE_NAN or np.isfinite(monthly).all(), name
    for name in RATES:
        inside(name, series[name][np.isfinite(series[name])])
    assert (series["cooperative"] + series["conflictual"] <= series["held"]).all()
    assert (series["held"] <= series["possible"]).all()
    assert (series["present"] <= series["members"]).all()
    assert (series["fragile"] >= 0).all()
    assert set(series) == set(SERIES)


def live(k: int) -> tuple[Run, dict]:
    """A random configuration, checked month by month."""
    scenario, net, seed = configuration(k)
    run = begin(scenario, net, seed)
    series = blank(run.state, scenario.months)
    for month in range(scenario.months):
        advance(run, {name: monthly[month] for name, monthly in series.items()})
        run.state.month -= 1  # the checks speak of the month that was lived
        check_money(run)
        check_projects(run)
        check_domains(run.state)
        run.state.month += 1
    check_series(series, scenario.months)
    return run, series


@pytest.mark.parametrize("tens", range(CONFIGURATIONS // 10))
def test_money_and_domains_in_any_configuration(tens):
    """Ten random configurations: any pieces, any norms, any governance, checked every month."""
    for k in range(10 * tens, 10 * tens + 10):
        live(k)


def test_the_configurations_are_worth_checking():
    """In a good part of them projects are funded, withheld, finished, from one pot too: the test is not hollow."""
    found = [live(k) for k in range(0, CONFIGURATIONS, 5)]
    ever = {
        "funded": [(run.state.projects.awarded >= 0).any() for run, _ in found],
        "finished": [(run.state.projects.ended >= 0).any() for run, _ in found],
        "refused": [series["refused"].any() for _, series in found],
        "withheld": [series["vetoed"].any() for _, series in found],
        "imposed": [(run.state.regions.agreement == Agreement.IMPOSED).any() for run, _ in found],
        "dormant": [not run.state.actors.active.all() for run, _ in found],
    }
    ever["renewed"] = [(run.state.projects.generation[run.state.projects.started >= 0] > 0).any() for run, _ in found]
    ever["core"] = [(run.state.money.mission > 0).any() for run, _ in found]
    ever["back"] = [any(line.word == "money_returned" for line in run.log) for run, _ in found]
    ever["pooled"] = [run.scenario.split.pooled and f for (run, _), f in zip(found, ever["funded"], strict=True)]
    assert {name: np.mean(often) >= 0.05 for name, often in ever.items()} == dict.fromkeys(ever, True)
