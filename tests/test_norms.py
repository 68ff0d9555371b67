"""Every norm bites, in the direction that its name tells; norms that contradict each other are refused."""

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest

from sim.config import Calendar, Scenario
from sim.funding.norms import Norms
from sim.history import SERIES, History
from sim.override import changed
from sim.parameter import ParameterError
from sim.simulate import simulate
from sim.vocabulary import Phase, Role
from sim.world.quebec import real

SEEDS = (1, 2, 3)
MONTHS = 66


@cache
def lived(arm: tuple, seed: int) -> History:
    """One small region under changed norms; arms share their luck."""
    return simulate(changed(Scenario(months=MONTHS), dict(arm)), real("cote_nord"), seed)


def at_end(history: History, name: str) -> np.ndarray:
    """(organization,) a field of the community organizations at the end."""
    actors = history.final.actors
    return getattr(actors, name)[actors.role == Role.COMMUNITY]


def of_files(value: Callable) -> Callable[[History], float]:
    """The mean over every file of something of the register; 0 without files."""
    return lambda h: float(np.mean(value(h.final.projects))) if len(h.final.projects.status) else 0.0


def files(history: History) -> float:
    """Projects filed."""
    return float(len(history.final.projects.status))


def filed_by(role: Role) -> Callable[[History], float]:
    """Projects filed by actors of a role."""
    return lambda h: float((h.final.actors.role[h.final.projects.promoter] == role).sum())


def reserves(history: History) -> float:
    """Mean months of reserve of community organizations at the end."""
    return float(at_end(history, "reserve").mean())


def months_to_answer(history: History) -> float:
    """Mean months from filing to the jury's answer."""
    q = history.final.projects
    return float((q.decided - q.filed)[q.decided >= 0].mean())


def funded_facilitation(history: History) -> np.ndarray:
    """(territory,) facilitation in the last month of the fund."""
    return history["facilitation"][Calendar().fund_end - 1, : history["need"].shape[1]]


def citizens(*phases: Phase, report: bool | None = None) -> Callable[[History], float]:
    """Citizens present a table and month, at local tables in these phases (of the yearly report, or of the others)."""

    def present(history: History) -> float:
        n = history["need"].shape[1]
        before = np.vstack([np.zeros((1, n)), history["phase"][:-1, :n]])  # stage 1 reads the phase of the month before
        here = np.isin(before, phases)
        if report is not None:
            here &= (np.arange(MONTHS) % 12 == 11)[:, None] == report
        return float(history["present"][:, :n, Role.CITIZEN][here].mean())

    return present


def far_from_citizens(history: History) -> float:
    """Mean distance from the priorities of a territory's plan to the mean mandate of its citizens."""
    s = history.final
    found = []
    for t in range(len(s.territories.region)):
        mine = (s.actors.role == Role.CITIZEN) & (s.actors.territory == t)
        found.append(0.5 * np.abs(s.tables.priorities[t] - s.actors.mandate_priorities[mine].mean(axis=0)).sum())
    return float(np.mean(found))


class Bite(NamedTuple):
    """What grows or falls when a norm goes from `low` to `high`; other changes that let it act."""

    low: float | bool
    high: float | bool
    measure: Callable[[History], float]
    grows: bool
    given: tuple = ()


SEATS = (("norms.citizen_support", 1.0),)
TARGETED = (("governance.open_consultation", False), *SEATS)
AFTER = (Phase.ADOPTED, Phase.ENDORSED)
BITES = {
    "maximum_share": Bite(0.5, 0.9, of_files(lambda q: q.request / q.cost), True),
    "cap": Bite(15_000.0, 1_000_000.0, of_files(lambda q: q.request), True),
    "floor": Bite(1_000.0, 40_000.0, files, False),
    "call_minimum": Bite(0.0, 150_000.0, files, False),
    "core_share": Bite(0.0, 0.8, reserves, True),
    "longest": Bite(6, 30, of_files(lambda q: q.months), True),
    "renewals": Bite(0, 3, of_files(lambda q: q.generation), True),
    "rounds": Bite(1, 12, lambda h: float(len(np.unique(h.final.projects.filed))), True),
    "decision_months": Bite(0, 6, months_to_answer, True),
    "letters": Bite(0, 8, files, False),
    "coordination": Bite(0.0, 0.4, lambda h: float(funded_facilitation(h).mean()), True),
    "leveling": Bite(0.0, 1.0, lambda h: float(funded_facilitation(h).std()), False),
    "core_fund": Bite(0.0, 0.5, reserves, True),
    "return_months": Bite(0, 24, lambda h: float(h.final.money.allotted[h["need"].shape[1] :].sum()), True),
    "reporting": Bite(0.0, 1.0, lambda h: float(at_end(h, "burden").mean()), True),
    "transparency": Bite(0.0, 1.0, lambda h: float(h["against"].sum()), False),
    "modulation": Bite(0.0, 1.0, lambda h: float(h["verticality"][-1].mean()), False),
    "pooling": Bite(0.0, 1.0, reserves, True),
    "person_target": Bite(0.0, 1.0, of_files(lambda q: q.approach == 0), True),
    "institutions_eligible": Bite(False, True, filed_by(Role.INSTITUTION), True),
    "municipalities_eligible": Bite(False, True, filed_by(Role.ELECTED), True),
    "citizen_consultation": Bite(0, 60, citizens(Phase.CONSULTATION), True, TARGETED),
    "citizen_priorities": Bite(0, 60, citizens(Phase.PRIORITIES), True, SEATS),
    "citizen_projects": Bite(0, 60, citizens(*AFTER, report=False), True, SEATS),
    "citizen_evaluation": Bite(0, 60, citizens(*AFTER, report=True), True, SEATS),
    "citizen_support": Bite(0.0, 1.0, citizens(*Phase), True),
    "citizen_voice": Bite(0.0, 2.0, far_from_citizens, False, (*SEATS, ("norms.citizen_priorities", 60))),
}


def test_every_norm_is_tried():
    """A norm that is added says here what it does."""
    assert set(BITES) == {f.name for f in fields(Norms)}


@pytest.mark.parametrize("name", BITES)
def test_a_norm_bites(name):
    """The mean over three seeds goes the way of its name, no seed goes the other way, and what is recorded differs."""
    bite = BITES[name]
    arms = [((f"norms.{name}", value), *bite.given) for value in (bite.low, bite.high)]
    pairs = [(lived(arms[0], seed), lived(arms[1], seed)) for seed in SEEDS]
    for low, high in pairs:
        assert any(not np.array_equal(low[s], high[s], equal_nan=SERIES[s].kind == "f8") for s in SERIES)
    change = np.array([bite.measure(high) - bite.measure(low) for low, high in pairs])
    change = change if bite.grows else -change
    assert change.mean() > 0.0, change
    assert (change >= 0.0).all(), change


def test_who_is_not_eligible_never_files():
    """Not one file; regional offices never promote."""
    arm = (("norms.institutions_eligible", False), ("norms.municipalities_eligible", False))
    for seed in SEEDS:
        history = lived(arm, seed)
        assert files(history) > 0
        assert filed_by(Role.COMMUNITY)(history) == files(history)


def test_explained_refusals_keep_trust():
    """The same refusals, of the first month that has some, cost less trust when they are explained."""
    for seed in SEEDS:
        mute, clear = (lived((("norms.transparency", value),), seed) for value in (0.0, 1.0))
        month = int(np.argmax(mute["refused"].sum(axis=1) > 0))
        assert np.array_equal(mute["refused"][month], clear["refused"][month])
        table = mute["refused"][month] > 0
        assert (mute["trust"][month][table] < clear["trust"][month][table]).all()


def test_pooled_money_lightens_own_contributions():
    """Nothing of a contribution is left to the organizations when everything is found elsewhere: bigger projects."""
    for seed in SEEDS:
        alone, pooled = (lived((("norms.pooling", value),), seed).final.projects for value in (0.0, 1.0))
        first = min(alone.filed.min(), pooled.filed.min())
        cost = [dict(zip(q.name[q.filed == first], q.cost[q.filed == first], strict=True)) for q in (alone, pooled)]
        assert set(cost[0]) <= set(cost[1]), "those who could carry their part alone still can"
        assert all(cost[1][name] >= cost[0][name] for name in cost[0])


# Norms that contradict each other

CONTRADICTIONS = {
    "floor above the cap": ({"norms.floor": 50_000.0, "norms.cap": 40_000.0}, ("norms.floor", "norms.cap", "40000")),
    "cap below the smallest project": ({"norms.cap": 2_000.0}, ("norms.floor", "norms.cap", "2000")),
    "more than the envelope": ({"norms.core_fund": 0.85}, ("norms.core_fund", "norms.coordination", "0.85", "0.8")),
    "back before there is a fund": (
        {"norms.return_months": 40, "calendar.fund_end": 30},
        ("norms.return_months", "40", "calendar.fund_end", "28"),
    ),
    "renewed too often": ({"norms.renewals": 11}, ("norms.renewals", "11", "0 to 10")),
    "half a renewal": ({"norms.renewals": 0.5}, ("norms.renewals", "0.5", "whole")),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_contradictory_norms_are_refused(case):
    """Before anything runs; the message names the keys, the value and what is allowed."""
    change, words = CONTRADICTIONS[case]
    with pytest.raises(ParameterError) as refused:
        changed(Scenario(), change)
    assert [w for w in words if w not in str(refused.value)] == []
    assert refused.value.key == words[0]


def test_norms_at_the_edge_are_accepted():
    """The whole envelope out of projects; a return over the whole life of the fund; floor at the cap."""
    changed(Scenario(), {"norms.coordination": 0.3, "norms.core_fund": 0.7})
    changed(Scenario(), {"norms.return_months": 28, "calendar.fund_end": 30})
    changed(Scenario(), {"norms.floor": 40_000.0, "norms.cap": 40_000.0})


def test_nothing_left_for_projects():
    """With the whole envelope kept, nothing is filed, and all is spent in the end but for roundings."""
    arm = (("norms.coordination", 0.3), ("norms.core_fund", 0.7))
    history = lived(arm, 1)
    assert files(history) == 0
    money = history.final.money
    assert money.allotted.sum() == history.final.regions.envelope.sum()
    assert (money.spent == money.coordination + money.mission).all()
    assert (money.allotted - money.spent <= 1).all()
