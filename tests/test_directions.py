"""Directions in the study's words, on a few seeds with common luck: effects so large that each seed must show them.

The patterns of the literature, over hundreds of seeds and many worlds, are another matter (see `sim/study`).
"""

from functools import cache

import numpy as np
import pytest

from sim.config import Scenario
from sim.formulas import apportion
from sim.history import SERIES, History
from sim.metrics.outcomes import outcomes
from sim.override import changed
from sim.simulate import simulate
from sim.vocabulary import PAIRS, Phase, Role
from sim.world.network import Network
from sim.world.quebec import real

SEEDS = (1, 2, 3)
NEVER = 60
ARMS = {
    "base": {},
    "hostile": {
        "conditions.prehistory": 0.1,
        "conditions.relations": 0.1,
        "conditions.facilitation": 0.0,
        "norms.coordination": 0.0,
    },
    "favorable": {"conditions.prehistory": 0.8, "conditions.relations": 0.8, "conditions.facilitation": 0.7},
    "nobody endorses": {"endorsement": "none"},
    "unanimity": {"governance.threshold": 1.0},
    "majority": {"governance.threshold": 0.5},
    "no report": {"norms.reporting": 0.0},
    "heavy report": {"norms.reporting": 1.0},
    "core mission": {"norms.core_share": 0.6},
    "no election": {"events.election_month": -1},
    "everybody replaced": {"events.replaced": 1.0},
    "tier removed": {"events.removal_month": 30},
    "equal": {"split": "equal"},
    "per capita": {"split": "per_capita"},
    "seats for citizens": {
        "norms.citizen_consultation": 30,
        "norms.citizen_priorities": 30,
        "norms.citizen_projects": 30,
        "norms.citizen_evaluation": 30,
        "norms.citizen_support": 1.0,
    },
    "closed": {"governance.open_consultation": False, "norms.citizen_consultation": 0, "norms.citizen_priorities": 0}
    | {"norms.citizen_projects": 0, "norms.citizen_evaluation": 0, "norms.citizen_support": 0.0},
    "slow staff": {"implementation.protocols": 0.05},
}
TWO = ["mauricie", "cote_nord"]
each_seed = pytest.mark.parametrize("seed", SEEDS)


@cache
def place() -> Network:
    """Two regions of the study, twelve territories."""
    return real(TWO)


@cache
def lived(arm: str, seed: int) -> History:
    """One run of an arm; arms share their luck."""
    return simulate(changed(Scenario(), ARMS[arm]), place(), seed)


@cache
def came_to(arm: str, seed: int) -> dict[str, float]:
    """Its outcomes."""
    return outcomes(lived(arm, seed))


def plan_months(history: History) -> np.ndarray:
    """(territory,) month of the plan, 60 where there is none: a plan never made is not an early one."""
    month = history.final.tables.plan_month[: len(history.final.territories.region)]
    return np.where(month < 0, NEVER, month)


def agreement_months(history: History) -> np.ndarray:
    """(region,) month of the agreement or of the imposed formula."""
    return np.where(history.final.regions.agreed_month < 0, NEVER, history.final.regions.agreed_month)


def trust_with_elected(history: History) -> np.ndarray:
    """(month, pair) mean trust between the elected and another role, local tables."""
    n = len(history.final.territories.region)
    with_elected = [k for k, (a, b) in enumerate(PAIRS) if (a == Role.ELECTED) != (b == Role.ELECTED)]
    return np.nanmean(history["trust_by_pair"][:, :n][:, :, with_elected], axis=1)


@each_seed
def test_a_hostile_past_without_facilitation_makes_conflict_and_late_plans(seed):
    """ "L'antériorité": more conflict from the first year to the last, less cooperation, later plans, less money."""
    base, hostile = came_to("base", seed), came_to("hostile", seed)
    for year in ("first", "last"):
        assert hostile[f"conflict_{year}_year"] > 1.1 * base[f"conflict_{year}_year"]
        assert hostile[f"cooperation_{year}_year"] < 0.8 * base[f"cooperation_{year}_year"]
    assert plan_months(lived("hostile", seed)).mean() > plan_months(lived("base", seed)).mean() + 6
    assert hostile["funded"] < base["funded"]


@each_seed
def test_a_favorable_past_does_the_reverse(seed):
    """Less conflict, more cooperation, earlier plans."""
    base, favorable = came_to("base", seed), came_to("favorable", seed)
    for year in ("first", "last"):
        assert favorable[f"conflict_{year}_year"] < 0.8 * base[f"conflict_{year}_year"]
        assert favorable[f"cooperation_{year}_year"] > 1.1 * base[f"cooperation_{year}_year"]
    assert plan_months(lived("favorable", seed)).mean() < plan_months(lived("base", seed)).mean()


@each_seed
def test_endorsement_is_an_irritant_then_a_bridge(seed):
    """Without it no veto; with it vetoes, and in the end more trust between elected and community."""
    assert came_to("nobody endorses", seed)["vetoes"] == 0
    assert (lived("nobody endorses", seed)["phase"] < Phase.ENDORSED).all()
    assert came_to("base", seed)["vetoes"] > 0
    ends = [came_to(arm, seed)["trust_elected_community"] for arm in ("base", "nobody endorses")]
    assert ends[0] > ends[1]


@each_seed
def test_unanimity_delays_agreement(seed):
    """Plans and agreements come later than under a majority, in every territory and region."""
    all_of_them, half = lived("unanimity", seed), lived("majority", seed)
    assert (plan_months(all_of_them) >= plan_months(half)).all()
    assert plan_months(all_of_them).mean() > plan_months(half).mean() + 6
    assert (agreement_months(all_of_them) >= agreement_months(half)).all()
    assert agreement_months(all_of_them).mean() > agreement_months(half).mean()


@each_seed
def test_reporting_weighs(seed):
    """No load, no burden; more load, more burden, and fewer files."""
    none, usual, heavy = (lived(arm, seed) for arm in ("no report", "base", "heavy report"))
    assert (none.final.actors.burden == 0.0).all()
    assert none.final.actors.burden.mean() < usual.final.actors.burden.mean() < heavy.final.actors.burden.mean()
    assert none["filed"].sum() > heavy["filed"].sum()
    assert none["ledger"][:, :, 6].sum() < heavy["ledger"][:, :, 6].sum(), "conflicts about the management of the fund"


@each_seed
def test_funding_the_core_mission_leaves_fewer_fragile_organizations(seed):
    """ "La mission de base": the same money, part of it to what organizations are for."""
    base, core = came_to("base", seed), came_to("core mission", seed)
    assert core["fragile"] < base["fragile"]


@each_seed
def test_an_election_perturbs_trust_in_the_elected_in_its_month(seed):
    """Nothing before month 43; then less trust with the elected, less still when all are replaced; others untouched."""
    quiet, usual, all_new = (lived(arm, seed) for arm in ("no election", "base", "everybody replaced"))
    for name in SERIES:
        assert np.array_equal(quiet[name][:43], usual[name][:43], equal_nan=SERIES[name].kind == "f8"), name
    trust = [trust_with_elected(h)[43].mean() for h in (all_new, usual, quiet)]
    assert trust[0] < trust[1] < trust[2]
    others = [k for k, pair in enumerate(PAIRS) if Role.ELECTED not in pair]
    same = [h["trust_by_pair"][43][:, others] for h in (quiet, usual)]
    assert np.array_equal(*same, equal_nan=True)


@each_seed
def test_no_regional_encounter_once_the_tier_is_removed(seed):
    """From the month after: no seat, no encounter, no call at the regional table, while it lived on without removal."""
    n = len(place().code)
    gone, still = lived("tier removed", seed), lived("base", seed)
    for name in ("possible", "held", "present"):
        assert gone[name][31:, n:].sum() == 0, name
        assert still[name][31:, n:].sum() > 0, name
    assert gone["filed"][31:].sum() == 0
    assert gone["possible"][31:, :n].sum() > 0, "local tables go on"


def test_splits_give_the_shares_that_they_say():
    """Equal or by population, to the cent, where the seed cannot matter."""
    for arm, weight in (("equal", np.ones(len(place().code))), ("per capita", place().population)):
        history = lived(arm, 1)
        for r in range(2):
            mine = place().region == r
            share = weight[mine] / weight[mine].sum()
            assert history.final.regions.share[mine] == pytest.approx(share)
            allotted = history["allotted"][-1][: len(mine)][mine]
            assert allotted.tolist() == apportion(int(place().envelope[r]), share).tolist()


@each_seed
def test_citizens_come_when_seats_and_support_make_it_possible(seed):
    """More citizens at the tables with seats and their costs met than without."""
    assert came_to("seats for citizens", seed)["attendance_citizens"] > came_to("base", seed)["attendance_citizens"]
    assert came_to("base", seed)["attendance_citizens"] > came_to("closed", seed)["attendance_citizens"]


@each_seed
def test_little_staff_slows_money_down(seed):
    """The same decisions, less spent by the end: projects wait for the administration."""
    usual, slow = lived("base", seed), lived("slow staff", seed)
    spent = [h["spent"][-1].sum() / h["awarded"][-1].sum() for h in (usual, slow)]
    assert spent[1] < spent[0]


@pytest.mark.parametrize("arm", ["base", "hostile", "favorable"])
def test_needs_fall_where_money_is_spent_and_nowhere_else(arm):
    """Need never rises above what it was; over the run it is lower where more was spent a poor person."""
    history = lived(arm, 1)
    t = history.final.territories
    assert (history["need"] <= t.base_need[None] + 1e-12).all()
    assert (history["need"][-1] < t.base_need).any()
    untouched = np.ones_like(t.base_need, dtype=np.bool_)
    q = history.final.projects
    untouched[q.territory[q.started >= 0], q.problem[q.started >= 0]] = False
    assert history["need"][-1][untouched] == pytest.approx(t.base_need[untouched])
