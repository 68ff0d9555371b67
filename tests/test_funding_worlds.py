"""Every award with every split and every endorsement, lived in a tiny world: money, eligibility, empty accounts."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import tiny

from sim.config import CHOICES, Scenario
from sim.funding.award import AWARDS
from sim.funding.award.equal_shares import Completion, EqualShares
from sim.funding.award.phragmen import Phragmen
from sim.funding.splits import SPLITS
from sim.history import blank
from sim.month import Run
from sim.month.envelope import formula
from sim.override import changed
from sim.rules.endorsement import ENDORSEMENTS
from sim.simulate import advance, begin
from sim.vocabulary import Role, Status
from sim.world.synthetic import Synthetic, synthetic

MONTHS = 15
LIVELY = {
    "months": MONTHS,
    "calendar.launch": 0,
    "calendar.deadline": 3,
    "calendar.fund_end": 14,
    "priorities.mobilization_pace": 2.0,
    "priorities.consultation_pace": 2.0,
    "priorities.support": 6.0,
    "governance.deliberation_months": 0,
    "negotiation.signing": 0.0,
    "endorsement.agreeable": 4.0,
    "endorsement.delay": 1,
    "norms.institutions_eligible": False,
    "norms.call_minimum": 0.0,
    "norms.floor": 1.0,
    "norms.rounds": 6,
    "proposals.base": 2.0,
    "proposals.institution": 3.0,
    "population.scale": 0.15,
}
RULES = [
    *(kind() for kind in AWARDS),
    *(EqualShares(completion) for completion in Completion if completion is not Completion.GREEDY),
    Phragmen(exhaustive=True),
]
NETWORK = tiny.network(regions=1, territories=3, seed=2)


def lived(award, split, endorsement, network=NETWORK, **more) -> Run:
    """A run of some months whose accounts are checked every month."""
    scenario = changed(Scenario(endorsement=endorsement), LIVELY | more)
    run = begin(replace(scenario, award=award, split=split), network, 5)
    series = blank(run.state, scenario.months)
    for month in range(scenario.months):
        advance(run, {name: values[month] for name, values in series.items()})
        check_accounts(run)
    return run


def check_accounts(run: Run) -> None:
    """No cent is made or lost, no account is overspent, what waits for endorsement included; only those who may."""
    s, q = run.state, run.state.projects
    for r in range(run.n_regions):
        assert s.regions.envelope[r] == s.regions.unallotted[r] + s.money.allotted[s.tables.region == r].sum()
    assert (s.regions.unallotted >= 0).all()
    granted = s.money.coordination.copy()
    for status in (Status.AWARDED, Status.RUNNING, Status.FINISHED):
        np.add.at(granted, q.account[q.status == status], q.request[q.status == status])
    assert granted.tolist() == s.money.awarded.tolist()
    waiting = np.zeros_like(granted)
    np.add.at(waiting, q.account[q.status == Status.SELECTED], q.request[q.status == Status.SELECTED])
    assert (granted + waiting <= s.money.allotted).all(), "an account is overspent"
    assert (s.money.spent <= s.money.awarded).all()
    assert (s.actors.role[q.promoter] != Role.INSTITUTION).all(), "somebody who may not file has filed"


@pytest.mark.parametrize("split", [kind() for kind in SPLITS], ids=lambda s: s.name)
def test_money_is_kept_whatever_the_rules(split):
    """Every award, completion and endorsement with this split: accounts hold every month, and money does move."""
    moved = {}
    for award, endorsement in product(RULES, ENDORSEMENTS):
        run = lived(award, split, endorsement())
        moved[award.name, endorsement().name] = (run.state.projects.status >= Status.AWARDED).any()
    assert np.mean(list(moved.values())) > 0.8, moved


def test_institutions_would_be_there_if_they_might():
    """The check of eligibility is not hollow: with the norm on, institutions file and are funded."""
    run = begin(changed(Scenario(), LIVELY | {"norms.institutions_eligible": True}), NETWORK, 5)
    series = blank(run.state, MONTHS)
    for month in range(MONTHS):
        advance(run, {name: values[month] for name, values in series.items()})
    q = run.state.projects
    theirs = run.state.actors.role[q.promoter] == Role.INSTITUTION
    assert (q.status[theirs] >= Status.AWARDED).any()


@pytest.mark.parametrize("kind", [kind for kind in AWARDS if kind.takes_all], ids=lambda kind: kind().name)
def test_a_jury_that_can_pay_for_everything_need_not_be_asked(kind):
    """A rule that takes all, asked each time, leaves the same register; there are juries of both sorts."""

    class Asked(kind):
        """The same rule, never spared a call."""

        takes_all = False

        def __call__(self, call):
            """Its answer, and whether there was something to choose."""
            easy.append(call.request.sum() <= call.budget)
            return super().__call__(call)

    easy: list[bool] = []
    spared, asked = (lived(award, SPLITS[0](), ENDORSEMENTS[0]()) for award in (kind(), Asked()))
    assert {True, False} <= set(easy)
    for one, other in zip(spared.state.projects, asked.state.projects, strict=True):
        assert np.array_equal(one, other)
    assert spared.log == asked.log


def test_an_empty_envelope_funds_nobody_and_stops_nobody():
    """Every award with every split where the region has no money: no error, nothing awarded, no share lost."""
    poor = synthetic(Synthetic(regions=1, territories_per_region=2, envelope_per_poor_person=0.0), 1)
    for award, split in product(RULES, SPLITS):
        run = lived(award, split(), ENDORSEMENTS[-1](), poor, months=8, **{"calendar.fund_end": 7})
        assert run.state.money.allotted.sum() == run.state.money.awarded.sum() == 0
        assert run.state.regions.share.sum() == pytest.approx(1.0)


def test_the_menu_is_whole():
    """The splits and awards of the specification, each under its own name."""
    assert {kind().name for kind in SPLITS} == {
        "equal", "per_capita", "by_need", "by_need_fixed", "historical", "negotiated", "one_pot"
    }  # fmt: skip
    assert {kind().name for kind in AWARDS} >= {
        "central_ranking", "table_ranking", "consensus", "majority", "supermajority", "approval_per_dollar",
        "equal_shares", "phragmen", "lottery",
    }  # fmt: skip
    assert set(CHOICES["award"]) >= set(AWARDS)


def test_historical_shares_follow_the_budgets_of_community_organizations():
    """In a run: in proportion to the budgets of community organizations, dormant or not; institutions left out."""
    run = begin(changed(Scenario(), LIVELY | {"split": "historical"}), NETWORK, 5)
    a = run.state.actors
    group = np.flatnonzero(a.role == Role.COMMUNITY)
    past = np.array([a.budget[group[a.territory[group] == t]].sum() for t in range(run.n_territories)])
    assert np.ptp(past) > 0
    assert a.budget[a.role == Role.INSTITUTION].sum() > 0
    a.active[group[::2]] = False
    assert formula(run, run.territories_of[0]) == pytest.approx(past / past.sum(), rel=1e-12)
    series = blank(run.state, MONTHS)
    for month in range(6):
        advance(run, {name: values[month] for name, values in series.items()})
    assert run.state.regions.share == pytest.approx(past / past.sum(), rel=1e-12)
