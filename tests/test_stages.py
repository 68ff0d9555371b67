"""The month put together: its order, the purity of its pages, and what passes from one stage to the next."""

import inspect
from importlib import import_module
from pkgutil import iter_modules

import numpy as np
import pytest
from tiny import COMMUNITY, network, projects

import sim.rules
from sim.compiled import Compiled
from sim.config import Scenario
from sim.funding.norms import Norms
from sim.history import blank
from sim.month import STAGES, Run
from sim.override import changed
from sim.simulate import advance, begin, simulate
from sim.state import Projects
from sim.vocabulary import Kind, Status
from sim.world.build import PAIRS
from sim.world.network import Network
from sim.world.quebec import real

RULES = [import_module(f"sim.rules.{page.name}") for page in iter_modules(sim.rules.__path__)]
QUICK = {"priorities.mobilization_pace": 1.5, "priorities.consultation_pace": 1.5, "priorities.support": 3.0}
QUICK |= {"negotiation.signing": 0.0, "calendar.launch": 0, "proposals.base": 2.0, "endorsement.agreeable": 4.0}


@pytest.fixture(scope="module")
def place() -> Network:
    """One small region."""
    return real("cote_nord")


def months_of(scenario: Scenario, place: Network, seed: int = 1):
    """The run after each of its months."""
    run = begin(scenario, place, seed)
    series = blank(run.state, scenario.months)
    for month in range(scenario.months):
        advance(run, {name: monthly[month] for name, monthly in series.items()})
        yield run


def arrays_in(argument: object) -> list[np.ndarray]:
    """Every array that an argument holds, named tuples opened."""
    if isinstance(argument, np.ndarray):
        return [argument]
    return [a for part in argument for a in arrays_in(part)] if isinstance(argument, tuple) else []


def test_the_month_has_its_twelve_stages_in_order():
    """As model.md says, section 4."""
    assert tuple(name for name, _ in STAGES) == (
        *("mobilization", "deliberation", "priorities", "negotiation", "proposals", "award"),
        *("endorsement", "implementation", "accountability", "viability", "adjustment", "events"),
    )


def test_rules_are_pure(monkeypatch, place):
    """Arrays and numbers in, arrays out: over a whole run no page writes in what it is given."""
    called = set()

    def watched(name, page):
        def watch(*arguments, **named):
            given = [a for argument in (*arguments, *named.values()) for a in arrays_in(argument)]
            before = [a.copy() for a in given]
            answer = page(*arguments, **named)
            for one, other in zip(given, before, strict=True):
                assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f"), f"{name} writes in its arguments"
            called.add(name)
            return answer

        return watch

    pages = {}
    for module in RULES:
        for name, page in vars(module).items():
            own = isinstance(page, Compiled) or (inspect.isfunction(page) and page.__module__ == module.__name__)
            if own and page.__module__ == module.__name__:
                pages[f"{module.__name__}.{name}"] = (module, name, page)
    scenario = changed(
        Scenario(months=50), {**QUICK, "events.election_month": 20, "award": "majority", "events.turnover": 0.1}
    )
    simulate(scenario, place, 1)  # compiled before pages are watched
    for key, (module, name, page) in pages.items():
        monkeypatch.setattr(module, name, watched(key, page))
    simulate(scenario, place, 1)
    assert len(called) >= 35, sorted(set(pages) - called)


def test_an_expected_vote_is_said_not_to_have_taken_place(place):
    """`support` is -1 in every month without a vote, those before the launch included."""
    history = simulate(Scenario(months=8), place, 1)
    assert (history["support"][2:6] >= -1.0).all()
    assert (history["support"][2:4] == -1.0).all()


def test_no_vote_before_the_launch(place):
    """`support` is -1 in every month without a vote, says history.py; 0 would be a plan that nobody supports."""
    assert (simulate(Scenario(months=2), place, 1)["support"] == -1.0).all()


@pytest.mark.parametrize("rounds", range(1, 13))
def test_as_many_calls_a_year_as_the_norms_say(place, rounds):
    """With promoters who always file and money that does not run out, files come in `rounds` months of a year."""
    many = {"proposals.base": 6.0, "proposals.by_projects": 0.0, "proposals.by_burden": 0.0}
    cheap = {"norms.cap": 1000.0, "norms.floor": 1.0, "norms.call_minimum": 0.0, "calendar.fund_end": 200}
    few = {"population.scale": 0.1, "governance.quorum": 1, "split": "equal", "endorsement": "none"}
    scenario = changed(Scenario(months=36), {**QUICK, **many, **cheap, **few, "norms.rounds": rounds})
    filed = simulate(scenario, place, 2)["filed"].sum(axis=1)
    began = int(np.argmax(filed > 0))
    assert began < 20
    assert (filed[began : began + 12] > 0).sum() == rounds


def carried(run: Run, months: int, dollars: int, core: float = 0.0) -> int:
    """Put one awarded project in the register, between the ends of a first tie; gives the tie."""
    s, q = run.state, run.state.projects
    roles = s.actors.role
    tie = int(np.flatnonzero((roles[s.ties.left] == COMMUNITY) & (roles[s.ties.right] == COMMUNITY))[0])
    partner, ties = np.full((1, 4), -1, dtype=np.int32), np.full((1, PAIRS), -1, dtype=np.int32)
    partner[0, 0], ties[0, 0] = s.ties.right[tie], tie
    one = projects(0, s, 1)._replace(
        promoter=s.ties.left[tie : tie + 1],
        partner=partner,
        tie=ties,
        months=np.array([months], dtype=np.int32),
        status=np.array([Status.AWARDED], dtype=np.int8),
        cost=np.array([100 * dollars]),
        request=np.array([100 * dollars]),
        core=np.array([round(100 * dollars * core)]),
        started=np.full(1, -1, dtype=np.int32),
    )
    s.projects = Projects(*(np.concatenate([old, new]) for old, new in zip(q, one, strict=True)))
    return tie


def alone(months: int, core: float = 0.0, **changes) -> tuple[Run, int, float]:
    """A run in which one project lives and nothing else moves trust or reserves; its tie, its first reserve."""
    still = {"deliberation.intensity": 0.0, "events.frozen": True, "implementation.protocols": 20.0}
    still |= {"viability.recovery": 0.0, "viability.attending": 0.0, "viability.gap": 0.0, "calendar.launch": 100}
    run = begin(changed(Scenario(months=months + 3), {**still, **changes}), network(1, 2, 5), 1)
    tie = carried(run, months, 1200, core)
    series = blank(run.state, months + 3)
    first = float(run.state.actors.reserve[run.state.ties.left[tie]])
    for month in range(months + 3):
        advance(run, {name: monthly[month] for name, monthly in series.items()})
    assert run.state.projects.status.tolist() == [Status.FINISHED]
    return run, tie, first


@pytest.mark.parametrize("months", [1, 3])
def test_partners_work_together_in_every_month_of_a_project(months):
    """`partner_trust` is trust a month: a project of n months counts n times."""
    run, tie, _ = alone(months, **{"implementation.partner_trust": 0.1})
    missing = 1.0 - run.state.ties.origin[tie]
    assert 1.0 - run.state.ties.trust[tie] == pytest.approx(missing * 0.9**months)


@pytest.mark.parametrize("months", [1, 4])
def test_core_money_reaches_the_reserve_to_the_last_instalment(months):
    """The core share of every instalment: over the life of a project, the whole of its core money."""
    run, tie, first = alone(months, core=0.5)
    actors, promoter = run.state.actors, int(run.state.ties.left[tie])
    monthly = actors.budget[promoter] / 100.0 / 12.0
    assert (actors.reserve[promoter] - first) * monthly == pytest.approx(600.0)


def test_each_instalment_but_the_last_brings_core_money():
    """The others do: three of four instalments of 300 $, half of each."""
    run, tie, first = alone(4, core=0.5)
    actors, promoter = run.state.actors, int(run.state.ties.left[tie])
    assert (actors.reserve[promoter] - first) * actors.budget[promoter] / 1200.0 >= 450.0 - 1e-6


def test_an_award_heartens_whoever_starts_at_once(place):
    """Efficacy rises with an award, whether the staff can start the project in the same month or not."""
    at_once = {"implementation.protocols": 20.0, "accountability.encouraged": 1.0, "endorsement": "none"}
    for run in months_of(changed(Scenario(months=40), {**QUICK, **at_once}), place):
        q = run.state.projects
        here = q.awarded == run.month - 1
        if here.any():
            assert (q.started[here] == run.month - 1).any()
            assert run.state.actors.efficacy[q.promoter[here]] == pytest.approx(np.ones(here.sum()))
            return
    raise AssertionError("nothing was awarded")


def test_joint_projects_add_ties():
    """model.md, section 2: "joint projects add ties": partners of one project who had none."""
    history = simulate(changed(Scenario(), {"proposals.partnership": 2.0}), real("mauricie"), 1)
    q = history.final.projects
    assert ((q.partner >= 0).sum(axis=1)[q.awarded >= 0] >= 2).sum() > 5
    assert (history.final.ties.kind == Kind.PROJECT).any()


def test_territories_negotiate_through_their_own_delegates(place):
    """Trust between two territories is that of their delegates: ties with regional offices are not counted in it."""
    run = begin(Scenario(), place, 1)
    office, ties = run.state.actors.office, run.state.ties
    assert not (office[ties.left[run.between[0]]] | office[ties.right[run.between[0]]]).any()


def test_no_call_without_money_nor_after_the_end(place):
    """Files come only between the opening of the fund and its end, and only where something is left."""
    history = simulate(changed(Scenario(months=50), {**QUICK, "calendar.fund_end": 30}), place, 1)
    filed = np.flatnonzero(history["filed"].sum(axis=1))
    assert filed.min() >= history.final.regions.open_month.min()
    assert filed.max() < 30
    minimum = changed(Scenario(months=30), {**QUICK, "norms.call_minimum": 1e7})
    assert simulate(minimum, place, 1)["filed"].sum() == 0


def test_norms_without_effect_on_what_they_do_not_rule(place):
    """Letters of support asked of every project leave only projects that have them."""
    history = simulate(changed(Scenario(months=50), {**QUICK, "norms.letters": 3}), place, 1)
    assert len(history.final.projects.letters) > 0
    assert history.final.projects.letters.min() >= 3
    assert Norms().letters == 0


def test_a_table_that_is_gone_revises_nothing():
    """Nothing is possible there any more: no month lived in conflict, no way of working to revise."""
    calm = {"adjustment.unbearable": 0.05, "adjustment.patience": 3.0, "events.removal_month": 20}
    history = simulate(changed(Scenario(months=40), calm), real("mauricie"), 1)
    assert not [line for line in history.log if line.word == "adjusted" and line.month > 22 and line.table == 6]


def test_no_sitting_once_the_regional_tier_is_gone(place):
    """Delegates sit at the regional table; when it is removed before the agreement, nobody proposes nor refuses."""
    gone = {"events.removal_month": 10, "priorities.support": 2.0}
    history = simulate(changed(Scenario(months=30), gone), place, 1)
    sittings = ("negotiation_opens", "proposal_failed", "agreement_reached")
    assert not [line for line in history.log if line.word in sittings and line.month > 10]
