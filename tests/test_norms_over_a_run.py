"""Norms that act over time: continuations one after the other, the core fund in reserves, money that comes back."""

import numpy as np
import pytest
from tiny import COMMUNITY, chained, network, projects

from sim.config import Scenario
from sim.draws import numbered
from sim.history import blank
from sim.month import STAGES, calls, envelope, people
from sim.override import changed
from sim.simulate import advance, begin
from sim.vocabulary import Agreement, Phase, Status
from sim.world.quebec import real

GONE = (Status.REFUSED, Status.VETOED)


def months_of(settings: dict, place=None, seed: int = 1, months: int = 66):
    """The run after each of its months, and the row of that month."""
    run = begin(changed(Scenario(months=months), settings), real("cote_nord") if place is None else place, seed)
    series = blank(run.state, months)
    for month in range(months):
        row = {name: monthly[month] for name, monthly in series.items()}
        advance(run, row)
        yield run, row


# Renewals

SHORT = {"norms.longest": 6, "norms.rounds": 6, "norms.cap": 15_000.0, "norms.call_minimum": 0.0, "split": "equal"}
SHORT |= {"implementation.protocols": 20.0, "endorsement": "none", "proposals.base": -2.5}


@pytest.mark.parametrize("renewals", [1, 3])
def test_continuations_follow_one_another(renewals):
    """Every month: one continuation waits or lives a project, started after its end; the chain is of one promoter."""
    for run, _ in months_of({**SHORT, "norms.renewals": renewals}):
        q = run.state.projects
        again = np.flatnonzero(q.parent >= 0)
        first = q.parent[again]
        assert (first < again).all()
        live = ~np.isin(q.status[again], GONE)
        assert len(np.unique(first[live])) == live.sum(), "two continuations of one project"
        assert (q.generation[again] == q.generation[first] + 1).all()
        for same in ("promoter", "problem", "approach", "novelty", "quality"):
            assert np.array_equal(getattr(q, same)[again], getattr(q, same)[first])
        began = q.started[again] >= 0
        assert (q.ended[first[began]] >= 0).all()
        assert (q.started[again[began]] > q.ended[first[began]]).all()
        assert (q.filed[again] > q.started[first]).all()
        assert len(np.unique(q.name)) == len(q.name)
    called = (q.filed[again] - run.state.regions.open_month[0]) * 6 % 12 < 6
    assert called.all(), "in months of call only"
    for name, month, line in zip(q.name[again], q.filed[again], calls.names_again(q, first), strict=True):
        assert name == numbered(np.array([line]), int(month))[0], "named by what it continues"
    assert q.generation.max() == renewals
    assert (q.started[again] == q.ended[first] + 1).any(), "some go on without a gap"
    assert len(np.unique(first)) < len(first), "some are asked again after a refusal"
    assert run.state.projects.months[again].max() <= 6


def test_who_sleeps_does_not_ask_again():
    """A promoter that went dormant while its project runs files no continuation; the others do."""
    asleep = np.zeros(0, dtype=np.int32)
    free = {"norms.pooling": 1.0, "viability.recovery": 0.0, "viability.revival": 12.0}  # nobody lacks its own part
    for run, _ in months_of({**SHORT, **free, "norms.renewals": 3}):
        q, actors = run.state.projects, run.state.actors
        if run.state.month == 28:
            mine = q.promoter[(q.status == Status.RUNNING) & (actors.role[q.promoter] == COMMUNITY)]
            asleep = np.unique(mine)[::2]
        actors.active[asleep], actors.reserve[asleep] = False, -3.0
    late = (q.parent >= 0) & (q.filed >= 28)
    assert len(asleep) > 5
    assert late.sum() > 10
    assert not np.isin(q.promoter[late], asleep).any()


def test_luck_of_continuations_is_named_by_what_they_continue():
    """Whatever their order; two projects of one promoter have each their own luck, and so has each generation."""
    s = begin(Scenario(), network(1, 2, 5), 1).state
    q = chained(3, projects(3, s, 12))
    names = calls.names_again(q, np.arange(12))
    backwards = np.arange(12)[::-1]
    assert np.array_equal(calls.names_again(q, backwards), names[::-1])
    assert len(np.unique(names)) == 12
    q.generation[4] += 1
    assert calls.names_again(q, np.array([4]))[0] != names[4]


def test_without_renewals_nothing_is_asked_again():
    """The default of 2010."""
    *_, (run, _) = months_of(SHORT)
    assert len(run.state.projects.parent) > 20
    assert (run.state.projects.parent == -1).all()


def reserve_at_the_end(answer: Status) -> tuple[float, float, float]:
    """A promoter's reserve before and after the end of a project whose continuation got this answer; a gap's cost."""
    still = {"deliberation.intensity": 0.0, "events.frozen": True, "calendar.launch": 100}
    still |= {"viability.recovery": 0.0, "viability.attending": 0.0, "viability.gap": 0.5}
    run = begin(changed(Scenario(months=2), still), network(1, 2, 5), 1)
    s = run.state
    promoter = int(np.flatnonzero(s.actors.role == COMMUNITY)[0])
    two = chained(1, projects(0, s, 2))
    two.promoter[:], two.parent[:], two.partner[:], two.account[:] = promoter, (-1, 0), -1, 0
    two.status[:], two.months[:], two.started[:] = (Status.RUNNING, answer), 1, (0, -1)
    two.cost[:] = two.request[:] = 120_000
    two.core[:], two.decided[:] = 0, 0
    s.projects = run.register.extended(s.projects, two)
    run.row = {name: monthly[0] for name, monthly in blank(s, 1).items()}
    before = float(s.actors.reserve[promoter])
    for _, stage in STAGES:
        stage(run)
    assert run.state.projects.status[0] == Status.FINISHED
    gap = 0.5 * 1200.0 / (s.actors.budget[promoter] / 1200.0)
    return before, float(run.state.actors.reserve[promoter]), gap


@pytest.mark.parametrize("answer", [Status.AWARDED, Status.REFUSED, Status.VETOED, Status.SELECTED])
def test_the_gap_is_the_price_of_a_stop(answer):
    """A project whose continuation has been awarded ends without a gap; refused or without an answer yet, with it."""
    before, after, gap = reserve_at_the_end(answer)
    assert gap > 0.0
    assert after == pytest.approx(before - (0.0 if answer == Status.AWARDED else gap))


# Core fund

CALM = {"viability.recovery": 0.0, "viability.attending": 0.0, "viability.gap": 0.0, "norms.call_minimum": 1e7}


@pytest.mark.parametrize("split", ["equal", "one_pot"])
@pytest.mark.parametrize("returned", [0.0, 0.6])
def test_the_core_fund_ends_in_reserves(split, returned):
    """As much as core_return says, in equal parts, where it was allotted: even after other money went to the region."""
    settings = {**CALM, "split": split, "norms.core_fund": 0.2, "viability.core_return": returned}
    settings["norms.return_months"] = 30
    lived = months_of(settings, months=68)
    run, _ = next(lived)
    a = run.state.actors
    mine = a.role == COMMUNITY
    first = a.reserve[mine].copy()
    *_, (run, _) = lived
    assert run.state.money.mission.sum() == pytest.approx(0.2 * run.state.regions.envelope.sum(), abs=10)
    assert np.array_equal(run.state.money.spent, run.state.money.mission + run.state.money.coordination)
    dollars = (run.state.actors.reserve[mine] - first) * a.budget[mine] / 1200.0
    assert dollars.sum() == pytest.approx(returned * run.state.money.mission.sum() / 100.0)
    for account in np.unique(run.opened_account[mine]):
        alike = dollars[run.opened_account[mine] == account]
        assert alike == pytest.approx(np.full(len(alike), alike.mean()))


def test_scarcity_is_felt_against_the_money_of_projects():
    """What is set aside for coordination and core mission is not there to be asked for."""
    *_, (run, _) = months_of({"norms.core_fund": 0.4}, months=50)
    s = run.state
    years = (run.scenario.calendar.fund_end - s.regions.open_month[0]) / 12.0
    there = (s.money.allotted - s.money.coordination - s.money.mission)[:-1] / years
    asked = s.tables.demand[:-1]
    assert (asked > 0).any()
    assert people.felt_scarcity(run)[:-1] == pytest.approx(asked / (asked + there))


def test_a_dormant_organization_is_woken_by_the_core_fund():
    """It has its part, and starts again when its reserve is back."""
    awake = []
    for core in (0.0, 0.5):
        lived = months_of({**CALM, "norms.core_fund": core, "split": "equal"})
        run, _ = next(lived)
        actors = run.state.actors
        asleep = np.flatnonzero(actors.role == COMMUNITY)[:20]
        actors.active[asleep], actors.reserve[asleep] = False, -1.0
        *_, (run, _) = lived
        awake.append(int(run.state.actors.active[asleep].sum()))
    assert awake[0] == 0
    assert awake[1] > 0


# Money that comes back

BACK = {"norms.return_months": 24, "calendar.fund_end": 60}


def test_what_is_not_committed_goes_back_to_the_region():
    """From the month of the norm on: local accounts keep what waiting files ask for, files ask the regional account."""
    n, moved = len(real("cote_nord").code), 0
    for run, row in months_of({**BACK, "norms.decision_months": 3}):
        s, q, month = run.state, run.state.projects, run.state.month - 1
        assert s.money.allotted.sum() + s.regions.unallotted.sum() == s.regions.envelope.sum()
        if s.regions.returned_month[0] < 0:
            assert s.money.allotted[n] == 0
            continue
        assert s.regions.returned_month[0] >= 36
        free = (s.money.allotted - s.money.awarded)[:n]
        waits = np.isin(q.status, (Status.FILED, Status.SELECTED))
        asked = np.bincount(q.account[waits], q.request[waits], n + 1)[:n]
        refused = np.isin(q.status, GONE) & (q.decided >= 0)
        answered = np.bincount(q.account[refused], q.request[refused], n + 1)[:n]
        assert (free <= asked + answered).all()
        late = q.filed >= s.regions.returned_month[0]
        assert (q.account[late] == n).all()
        moved += late.sum()
        if s.tables.demand[n] > 0 and month < 59:
            assert (row["scarcity"][:n] == row["scarcity"][n]).all(), "everybody feels how little the region has"
    assert moved > 0
    assert (q.awarded[q.account == n] >= 0).any(), "the regional table awards"
    assert (free == 0).all()


def test_what_waiting_files_ask_for_stays():
    """In the month of the norm: accounts keep it, when there is that much, and give back the rest to the cent."""
    *_, (run, _) = months_of({**BACK, "norms.decision_months": 3, "norms.rounds": 12}, months=36)
    s, q, n = run.state, run.state.projects, len(real("cote_nord").code)
    waits = q.status == Status.FILED
    asked = np.bincount(q.account[waits], q.request[waits], n + 1)[:n].astype(np.int64)
    before, free = s.money.allotted.copy(), calls.uncommitted(run)[:n]
    assert ((asked > 0) & (asked < free)).any()
    envelope.return_money(run)
    moved = before[:n] - s.money.allotted[:n]
    assert np.array_equal(moved, np.maximum(free - asked, 0))
    assert s.money.allotted[n] == moved.sum() > 0


def test_nothing_comes_back_without_the_regional_tier():
    """Removed before the date of the norm: money stays where it was allotted. Nothing moves in one pot either."""
    for settings in ({"events.removal_month": 33}, {"split": "one_pot"}):
        *_, (run, _) = months_of({**BACK, **settings})
        assert (run.state.regions.returned_month == -1).all()
        assert not [line for line in run.log if line.word == "money_returned"]
        assert (run.state.money.allotted.sum() > 0) == (run.state.regions.agreement[0] >= Agreement.AGREED)


def test_nothing_comes_back_to_a_table_that_cannot_award():
    """As long as the regional table has no plan, money stays with the territories."""
    for run, _ in months_of(BACK, months=50):
        run.state.tables.phase[-1] = min(run.state.tables.phase[-1], Phase.PRIORITIES)
        run.state.tables.progress[-1] = 0.0
    assert (run.state.regions.returned_month == -1).all()
    assert run.state.money.allotted[:-1].sum() > 0


def test_coordination_leveled_leaves_the_money_of_projects():
    """Territories that lack accompaniment get more of it; what each has for projects does not change by a cent."""
    opened = []
    for leveling in (0.0, 1.0):
        for run, _ in months_of({"norms.leveling": leveling, "split": "equal"}, months=45):
            if run.state.regions.open_month[0] == run.state.month - 1:
                break
        opened.append(run)
    usual, level = (run.state.money for run in opened)
    assert np.array_equal(usual.allotted - usual.coordination, level.allotted - level.coordination)
    assert usual.coordination.sum() == level.coordination.sum() > 0
    lacking = 1.0 - opened[0].natural[:-1]
    assert np.array_equal(np.argsort(level.coordination[:-1]), np.argsort(lacking))
    assert level.coordination[:-1] / level.coordination.sum() == pytest.approx(lacking / lacking.sum(), abs=1e-6)
