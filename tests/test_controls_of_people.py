"""Controls of relations, individuals and meetings: what is dealt again, averaged or held stays what they say."""

import numpy as np
import pytest
import tiny
from controlled import NAMED, PLACE, begun, in_six_regions, lived

from sim.config import Scenario
from sim.month import STAGES
from sim.override import changed
from sim.rules import controls as page
from sim.simulate import advance, begin, blank, rows, simulate
from sim.state import Actors
from sim.validation.pattern import scenario_of
from sim.vocabulary import Role
from sim.world.alike import SHARED, averaged
from sim.world.quebec import real

FIXED = ("entrenchment", "influence", "skill", "budget", "target", "other_tables")  # of actors: nothing changes them

# Relations


def test_relations_go_over_the_whole_network() -> None:
    """Protects the wide deal: the same trust, starts and histories, together; levels of tables do not survive it."""
    run = begin(changed(Scenario(), {"conditions.territory_spread": 2.0}), real("six_regions"), 3)
    ties = run.state.ties
    history = ties.history + np.arange(len(ties.name))  # to know them again
    ties = ties._replace(history=history, origin=ties.trust * 0.5)
    trust, origin, past = page.uproot(ties, np.random.default_rng(1).random(len(history)))
    order, before = np.argsort(past), np.argsort(history)
    for dealt, own in ((trust, ties.trust), (origin, ties.origin), (past, history)):
        assert np.array_equal(dealt[order], own[before])

    def spread(values: np.ndarray) -> float:
        number = np.bincount(ties.table)
        return float((np.bincount(ties.table, values) / number).std())

    assert spread(trust) < 0.3 * spread(ties.trust)
    within, _ = page.redeal(ties, np.random.default_rng(1).random(len(history)))
    assert spread(within) == pytest.approx(spread(ties.trust))


@pytest.mark.parametrize("name", ["strangers", "strangers_everywhere"])
def test_relations_are_dealt_again_before_anybody_meets(name: str) -> None:
    """Protects the stage: with encounters that leave no trace, a month only permutes relations."""
    scenario = scenario_of({"deliberation.trust_learns": False}, {}, NAMED[name].cut)
    run = begin(scenario, PLACE, 3)
    before = run.state.ties.trust.copy()
    run.row = next(iter(rows(blank(run.state, 1))))
    for stage, live in STAGES[:2]:
        live(run)
        assert stage
    after, table = run.state.ties.trust, run.state.ties.table
    assert (after == before).mean() < 0.2
    assert np.array_equal(np.sort(after), np.sort(before))
    each = all(np.array_equal(np.sort(after[table == t]), np.sort(before[table == t])) for t in np.unique(table))
    assert each == (name == "strangers")


# Individuals


def spreads(actors: Actors, names: tuple[str, ...]) -> dict[str, float]:
    """The largest spread within a role of each field."""
    roles = [actors.role == role for role in Role]
    return {name: max(float(np.ptp(getattr(actors, name)[here], axis=0).max()) for here in roles) for name in names}


@pytest.mark.parametrize("place", ["six_regions", "cote_nord"])
def test_identical_actors_have_no_spread_within_their_role(place: str) -> None:
    """Protects the cut: none at the start, nor after five years in what nothing changes; means stay."""
    scenario = scenario_of({}, {}, NAMED["identical"].cut)
    start, plain = begin(scenario, real(place), 3).state.actors, begin(Scenario(), real(place), 3).state.actors
    assert set(spreads(start, SHARED).values()) == {0.0}
    assert min(spreads(plain, SHARED).values()) > 0.0
    final = simulate(scenario, real(place), 3).final.actors
    mandates = ("mandate_priorities", "mandate_approach")
    assert max(spreads(final, (*FIXED, *mandates)).values()) < 1e-12, "elections included"
    assert spreads(final, ("priorities",))["priorities"] > 0.0, "what is lived makes them differ"
    for role in Role:
        here = plain.role == role
        for name in SHARED:
            mean = getattr(plain, name)[here].mean(axis=0)
            assert np.allclose(
                getattr(start, name)[here][0], mean, atol=0.5 if name in ("budget", "other_tables") else 1e-9
            )
    assert np.allclose(start.priorities.sum(axis=1), 1.0)


def test_averaging_leaves_place_and_role() -> None:
    """Protects what stays different, and the types that stages expect."""
    s = tiny.state(4, 2, 2)
    same = averaged(s.actors)
    for name in Actors._fields:
        one, other = getattr(same, name), getattr(s.actors, name)
        assert one.dtype == other.dtype, name
        assert name in SHARED or np.array_equal(one, other), name


# Meetings


def attendance_and_meetings(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Share present and share of ties met, each (month, table), each table about its own mean."""
    history = lived(name)
    present = history["present"].sum(axis=2) / np.maximum(history["members"].sum(axis=2), 1)
    held = history["held"] / np.maximum(history["held"].mean(axis=0), 1e-9)
    return present - present.mean(axis=0), held - held.mean(axis=0)


def test_fixed_meetings_do_not_follow_attendance() -> None:
    """Protects the cut: months when more came have no more encounters; in the base they have."""
    found = {}
    for name in ("plain", "fixed_meetings"):
        present, held = attendance_and_meetings(name)
        found[name] = np.corrcoef(present.ravel(), held.ravel())[0, 1]
    assert found["plain"] > 0.3
    assert abs(found["fixed_meetings"]) < 0.12


def test_fixed_meetings_are_as_many_when_nobody_comes() -> None:
    """Protects "whoever comes": the same encounters when attendance alone falls; and as many as the base."""
    cut = NAMED["fixed_meetings"].cut
    few = simulate(scenario_of({"months": 1}, {}, {**cut, "mobilization.base": -6.0}), PLACE, 3)
    many = simulate(scenario_of({"months": 1}, {}, {**cut, "mobilization.base": 3.0}), PLACE, 3)
    assert few["present"].sum() < 0.1 * many["present"].sum()
    for name in ("held", "possible"):
        assert np.array_equal(few[name], many[name]), name
    assert (lived("fixed_meetings")["held"] <= lived("fixed_meetings")["possible"]).all()
    total = {name: in_six_regions(name)["held"].sum() for name in ("plain", "fixed_meetings")}
    assert total["fixed_meetings"] == pytest.approx(total["plain"], rel=0.12)


def test_fixed_meetings_leave_attendance_to_other_stages() -> None:
    """Protects the votes: who came is still who came, once the encounters are over."""
    run = begun("fixed_meetings")
    series = blank(run.state, 1)
    advance(run, next(iter(rows(series))))
    a, plain = run.state.actors, lived("plain", 1).final.actors
    for name in ("attends", "attends_region", "invited"):
        assert np.array_equal(getattr(a, name), getattr(plain, name)), name


def test_nobody_meets_where_nobody_knows_anybody() -> None:
    """Protects the empty network: people come, none meets, and no tie is born."""
    history = lived("nobody")
    assert history["held"].sum() == 0.0
    assert history["present"].sum() > 0
    assert len(history.final.ties.name) == 0


def test_everybody_meets_as_often_as_before() -> None:
    """Protects the comparison: as many encounters among fourteen times as many ties, as many partners a project."""
    found = {}
    for name in ("plain", "everybody"):
        history = in_six_regions(name)
        q = history.final.projects
        found[name] = history["held"].sum(), (q.partner >= 0).sum() / len(q.name)
    assert found["everybody"][0] == pytest.approx(found["plain"][0], rel=0.1)
    assert found["everybody"][1] == pytest.approx(found["plain"][1], rel=0.2)
