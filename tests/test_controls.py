"""Each control cuts what it says, and nothing else: read off what is lived, not off the configuration."""

import numpy as np
import pytest
import tiny
from controlled import NAMED, PLACE, begun, lived

from sim.command.line import answer
from sim.compare.worlds import ranges
from sim.config import Scenario
from sim.history import SERIES, History
from sim.override import changed
from sim.parameter import ParameterError
from sim.simulate import simulate
from sim.state import Actors
from sim.study.golden import digest
from sim.validation.controls import CONTROLS, NOTHING, OF_PATTERNS, Control
from sim.validation.pattern import scenario_of
from sim.world.alike import SHARED
from sim.world.rewire import Wiring

each_control = pytest.mark.parametrize("control", CONTROLS, ids=lambda c: c.name)


def yearly(history: History, series: str) -> np.ndarray:
    """(year,) the sum of a series over places and the months of each year."""
    values = history[series].reshape(history.months // 12, 12, -1)
    return np.asarray(values.sum(axis=(1, 2)))


# The list


def test_controls_have_names_and_words_in_both_languages() -> None:
    """Protects tables and keys: one name a control, words that differ, changes that a scenario takes."""
    assert len(NAMED) == len(CONTROLS)
    asked = {"no_money", "strangers", "strangers_everywhere", "rewired", "identical", "no_trust", "frozen_positions"}
    assert {*asked, "no_events"} == {c.name for c in OF_PATTERNS}
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


@pytest.mark.parametrize("wiring", [w.name.lower() for w in Wiring])
def test_a_wiring_is_typed_as_it_is_read(wiring: str) -> None:
    """Protects the command line: the names of the table of parameters, in small letters."""
    asked = []
    keep = lambda settings, scenario, _: asked.append(scenario.acquaintance.wiring)  # noqa: E731
    assert answer([f"acquaintance.wiring={wiring}"], "run", lambda _: "", keep) == 0
    assert [w.name.lower() for w in asked] == [wiring]
