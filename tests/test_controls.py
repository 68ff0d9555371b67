"""Each control cuts what it says, and nothing else: read off what is lived, not off the configuration."""

import functools

import numpy as np
import pytest
import tiny

from sim.compare.worlds import ranges
from sim.config import Scenario
from sim.history import SERIES, History
from sim.month import STAGES
from sim.month.run import Run
from sim.override import changed
from sim.parameter import ParameterError
from sim.rules import controls as page
from sim.simulate import advance, begin, blank, rows, simulate
from sim.state import Actors, Ties
from sim.study.golden import digest
from sim.validation.controls import CONTROLS, NOTHING, OF_PATTERNS, Control
from sim.validation.pattern import scenario_of
from sim.vocabulary import Role
from sim.world.alike import SHARED, averaged
from sim.world.quebec import real

NAMED = {control.name: control for control in CONTROLS}
PLACE = real("cote_nord")
FIXED = ("entrenchment", "influence", "skill", "budget", "target", "other_tables")  # of actors: nothing changes them
each_control = pytest.mark.parametrize("control", CONTROLS, ids=lambda c: c.name)


@functools.cache
def lived(name: str, months: int = 60, seed: int = 3) -> History:
    """A run under a control; under the change that its base shares, for `base of ...`; as it is, for `plain`."""
    if name.startswith("base of "):
        changes = NAMED[name.removeprefix("base of ")].alike
    else:
        changes = NAMED[name].cut if name in NAMED else {}
    return simulate(scenario_of({"months": months}, {}, changes), PLACE, seed)


@functools.cache
def in_six_regions(name: str) -> History:
    """Five years of the study's six regions under a control, or as it is, for `plain`."""
    return simulate(scenario_of({}, {}, NAMED[name].cut if name in NAMED else {}), real("six_regions"), 3)


def begun(name: str, seed: int = 3) -> Run:
    """A run under a control before its first month."""
    return begin(scenario_of({}, {}, NAMED[name].cut if name in NAMED else {}), PLACE, seed)


def yearly(history: History, series: str) -> np.ndarray:
    """(year,) the sum of a series over places and the months of each year."""
    values = history[series].reshape(history.months // 12, 12, -1)
    return np.asarray(values.sum(axis=(1, 2)))


# The list


def test_controls_have_names_and_words_in_both_languages() -> None:
    """Protects tables and keys: one name a control, words that differ, changes that a scenario takes."""
    assert len(NAMED) == len(CONTROLS)
    assert {"no_money", "strangers", "no_trust", "frozen_positions", "no_events"} == {c.name for c in OF_PATTERNS}
    texts = [text for c in CONTROLS for text in c.text]
    assert len(set(texts)) == len(texts)
    assert all(0 < len(text) < 90 for text in texts)
    for c in CONTROLS:
        assert set(c.cut) == {*c.alike, *c.changes}
        assert not set(c.alike) & set(c.changes), "what the base shares is not what is cut"


@each_control
def test_every_change_changes_something(control: Control) -> None:
    """Protects against a key that already has the value of the control, which would then cut nothing."""
    base = scenario_of({}, {}, control.alike)
    for key, value in control.changes.items():
        assert changed(base, {key: value}) != base, key
    assert (scenario_of({}, {}, control.cut) == Scenario()) == (control.name == NOTHING)


def test_no_world_draws_a_switch_of_a_control() -> None:
    """Protects plausible worlds: what controls add is never an assumption to be swept, at its default."""
    added = {
        "population.world_seed",
        "population.individual",
        "acquaintance.wiring",
        "deliberation.history_grows",
        "deliberation.rooted",
        "deliberation.acquainted",
        "deliberation.meetings",
        "events.frozen",
    }
    assert not added & {r.key for r in ranges(Scenario())}
    assert "deliberation.intensity" in {r.key for r in ranges(Scenario())}, "the test reads the ranges"


@each_control
def test_a_control_lives_and_is_felt_or_not(control: Control) -> None:
    """Protects pairing: a control moves what is lived, `nothing` not one bit; money stays whole."""
    history = lived(control.name)
    base = lived(f"base of {control.name}") if control.alike else lived("plain")
    assert (digest(history) == digest(base)) == (control.name == NOTHING)
    assert set(history.series) == set(SERIES)
    for name in ("held", "cooperative", "conflictual", "present"):
        assert np.isfinite(history[name]).all(), name
    m = history.final.money
    assert (m.awarded <= m.allotted).all()
    assert (history["cooperative"] + history["conflictual"] <= history["held"]).all()


@each_control
@pytest.mark.parametrize("shape", [(1, 1), (2, 2)], ids=str)
def test_small_worlds_too(control: Control, shape: tuple[int, int]) -> None:
    """Protects made-up networks: one territory alone has no border, a few actors hardly any tie."""
    changes = {"months": 30, "population.scale": 0.1}
    history = simulate(scenario_of(changes, {}, control.cut), tiny.network(*shape), 2)
    assert np.isfinite(history["held"]).all()


@each_control
def test_the_world_is_the_same_but_for_what_is_cut(control: Control) -> None:
    """Protects "nothing else": territories, money, tables, places, ranks and delegates are those of the base."""
    s, plain = begun(control.name).state, begun("plain").state
    for group in ("territories", "tables", "regions", "money"):
        for x, y in zip(getattr(s, group), getattr(plain, group), strict=True):
            assert np.array_equal(x, y), group
    for name in Actors._fields:
        same = np.array_equal(getattr(s.actors, name), getattr(plain.actors, name))
        assert same or (control.name == "identical" and name in SHARED), name
    if not {"acquaintance.wiring", "acquaintance.trust_spread"} & set(control.cut):
        assert all(np.array_equal(x, y) for x, y in zip(s.ties, plain.ties, strict=True))


@each_control
def test_the_luck_of_the_first_attendance_is_that_of_the_base(control: Control) -> None:
    """Protects paired runs: in the first month the same come, where nothing that brings them was cut."""
    base = lived(f"base of {control.name}") if control.alike else lived("plain")
    same = np.array_equal(lived(control.name)["present"][0], base["present"][0])
    assert same or control.name == "identical"


# Money


@pytest.mark.parametrize("seed", [3, 4])
def test_money_is_emptied_at_the_same_attendance(seed: int) -> None:
    """Protects the comparison: no dollar, and as many come, within a few in a hundred, in the first year and after."""
    cut, base = lived("no_money", 60, seed), lived("base of no_money", 60, seed)
    assert cut["envelope"][1:].sum() == 0
    assert cut["awarded"].sum() == 0
    assert base["awarded"][-1].sum() > 0
    ratio = yearly(cut, "present") / yearly(base, "present")
    assert np.abs(ratio - 1.0).max() < 0.10
    assert abs(ratio[0] - 1.0) < 0.02
    alone = simulate(scenario_of({}, {}, NAMED["no_money"].changes), PLACE, seed)
    assert yearly(alone, "present")[0] < 0.75 * yearly(lived("plain", 60, seed), "present")[0], "the old cut"


# Learning


def test_each_learning_is_cut_alone() -> None:
    """Protects "one at a time": each cut stops one thing, and leaves the others to be learned."""
    plain = lived("plain").final
    moved = {
        "trust": lambda s: (s.ties.trust[: s.born] != s.ties.origin[: s.born]).mean() > 0.1,
        "positions": lambda s: (s.actors.priorities != s.actors.mandate_priorities).any(),
        "ways": lambda s: (s.tables.sharing != begun("plain").state.tables.sharing).any(),
    }
    stopped = {"no_trust": "trust", "frozen_positions": "positions", "no_adjustment": "ways"}
    assert all(told(plain) for told in moved.values())
    for name, what in stopped.items():
        final = lived(name).final
        assert [k for k, told in moved.items() if not told(final)] == [what], name
    assert not any(told(lived("no_learning").final) for told in moved.values())


def test_efficacy_does_not_move_without_its_learning() -> None:
    """Protects the cut: belief of the start at the end, and only then."""
    start = begun("plain").state.actors.efficacy
    assert np.allclose(lived("no_efficacy").final.actors.efficacy, start, rtol=0.0, atol=1e-12)
    assert np.abs(lived("no_trust").final.actors.efficacy - start).max() > 0.1


def test_history_never_grows_where_meeting_makes_no_acquaintance() -> None:
    """Protects the cut: it only falls, when somebody leaves; trust still learns."""
    start = begun("plain").state.ties.history
    final = lived("no_history").final
    assert (final.ties.history[: final.born] <= start).all()
    assert (lived("plain").final.ties.history[: len(start)] > start).mean() > 0.5
    assert (final.ties.trust[: final.born] != final.ties.origin[: final.born]).mean() > 0.1


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
    assert isinstance(history.final.ties, Ties)
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


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("population.world_seed", -1, "0 to 1e"),
        ("population.individual", 0, "true or false"),
        ("deliberation.meetings", 1.5, "0 to 1"),
        ("deliberation.rooted", "no", "true or false"),
        ("acquaintance.wiring", "random", "drawn, swapped, hubs"),
    ],
)
def test_what_is_not_allowed_is_refused(key: str, value: object, allowed: str) -> None:
    """Protects a person's time: the key, the value, what is allowed."""
    with pytest.raises(ParameterError, match=allowed) as refusal:
        changed(Scenario(), {key: value})
    assert key in str(refusal.value)
