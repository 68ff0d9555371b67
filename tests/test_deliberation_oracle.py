"""Deliberation against a plain-Mesa version of itself, closed forms, and the domains of its numbers."""

from typing import Any

import numpy as np
import pytest
import tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config import Scenario
from sim.override import changed
from sim.parameter import values
from sim.rules.deliberation import Deliberation, Turn, Turns, deliberate, learn
from sim.rules.influence import move, pulls
from sim.rules.representativeness import underrepresented
from sim.state import Actors, Ties
from sim.study.cost.against_mesa import Arrays, agree, copied, listen
from sim.study.cost.plain_mesa import Month, PlainDeliberation
from sim.study.cost.tutorial_mesa import TutorialDeliberation
from sim.vocabulary import STAKES
from sim.world.quebec import real

NETWORK = real("mauricie")


def months_of(changes: dict[str, Any], months: int, first: int = 5) -> tuple[Scenario, Actors, Ties, list[Month]]:
    """What `months` months of deliberation of a run in Mauricie receive, from month `first` on."""
    scenario = changed(Scenario(), changes)
    return scenario, *listen(scenario, NETWORK, 3, first, months)


def local_tables(month: Month) -> Any:
    """(table,) True for the tables of territories."""
    return np.arange(len(month.absent)) < len(NETWORK.code)


@pytest.mark.parametrize("influence", ["linear", "bounded", "repulsive"])
@pytest.mark.parametrize("more", [{}, {"deliberation.trust_learns": False, "deliberation.bound": 0.3}])
def test_plain_mesa_agrees(influence: str, more: dict[str, Any]) -> None:
    """Three months in a row, everything that deliberation changes being its own."""
    scenario, actors, ties, months = months_of({"deliberation.influence": influence} | more, 3)
    plain = PlainDeliberation(actors, ties, local_tables(months[0]), scenario.deliberation)
    arrays = Arrays(actors, ties, values(scenario.deliberation))
    assert len(months) == 3
    held = 0.0
    for month in months:
        plain.receive(month)
        arrays.receive(month)
        plain.step()
        arrays.step()
        agree(arrays.outcome(), plain.outcome())
        held += plain.outcome().conflictual.sum()
    assert held > 10.0, "hardly any conflict: the comparison says little"


def test_tutorial_mesa_agrees() -> None:
    scenario, actors, ties, months = months_of({"deliberation.influence": "repulsive"}, 1)
    tutorial = TutorialDeliberation(actors, ties, local_tables(months[0]), scenario.deliberation)
    arrays = Arrays(actors, ties, values(scenario.deliberation))
    for way in (tutorial, arrays):
        way.receive(months[0])
        way.step()
    agree(arrays.outcome(), tutorial.outcome())


def month_of(seed: int) -> tuple[Actors, Ties, Month]:
    """A small world whose every number is drawn at random, and a month of it."""
    s = tiny.state(seed, regions=2, territories=2, scale=0.15)
    rng = np.random.default_rng(seed)
    n, m, k = len(s.actors.role), len(s.ties.left), len(s.tables.region)
    splitting = (rng.random(k) < 0.5) & (np.arange(k) >= len(s.territories.region))
    present = (rng.random(k) < 0.9) | (np.arange(k) < len(s.territories.region))
    month = Month(
        s.actors, s.tables, rng.random(n) < 0.6, rng.random(k), splitting, present, rng.random(m), rng.random(m)
    )
    return s.actors, s.ties, month


def lived(actors: Actors, ties: Ties, m: Month, p: Any) -> Any:
    """One month of `deliberate`."""
    return deliberate(actors, ties, m.tables, m.promoter, m.absent, m.splitting, m.present, p, m.luck_meet, m.luck_turn)


def group_of(seed: int) -> Deliberation:
    """Parameters drawn over their ranges."""
    kind = tiny.drawn(Deliberation, seed)
    names = [name for name in kind._fields if name != "influence"]
    members = list(type(Deliberation().influence))
    return Deliberation(**{name: getattr(kind, name) for name in names}, influence=members[seed % len(members)])


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_plain_mesa_agrees_on_any_world(seed: int) -> None:
    actors, ties, month = month_of(seed)
    p = group_of(seed)
    plain = PlainDeliberation(actors, ties, np.arange(len(month.absent)) < 4, p)
    plain.receive(month)
    plain.step()
    agree(lived(actors, ties, month, values(p)), plain.outcome())


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_domains(seed: int) -> None:
    """Positions stay on their simplexes, trust and efficacy in [0, 1], conflicts are booked once."""
    actors, ties, month = month_of(seed)
    before = copied(actors), copied(ties)
    met = lived(actors, ties, month, values(group_of(seed)))
    for position in (met.priorities, met.approach):
        assert (position >= 0.0).all()
        np.testing.assert_allclose(position.sum(axis=1), 1.0, rtol=0, atol=1e-12)
    for share in (met.trust, met.efficacy):
        assert ((share >= 0.0) & (share <= 1.0)).all()
    np.testing.assert_allclose(met.ledger.sum(axis=1), met.conflictual, rtol=0, atol=1e-9)
    assert (met.ledger >= 0.0).all()
    assert met.ledger.shape[1] == len(STAKES)
    assert (met.conflictual + met.cooperative <= met.held).all()
    assert (met.held <= met.possible).all()
    lived_now = met.history - ties.history
    assert (np.isclose(lived_now, 1.0, rtol=0, atol=1e-9) | (lived_now == 0.0)).all()
    for one, other in zip((*before[0], *before[1]), (*actors, *ties), strict=True):
        np.testing.assert_array_equal(one, other)


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_order_of_encounters_is_nothing(seed: int) -> None:
    """Ties in another order: the same trust and positions. Efficacy alone follows the order, within a hair."""
    actors, ties, month = month_of(seed)
    order = np.random.default_rng(seed).permutation(len(ties.left))
    p = values(group_of(seed))
    shuffled = month._replace(luck_meet=month.luck_meet[order], luck_turn=month.luck_turn[order])
    one = lived(actors, ties, month, p)
    other = lived(actors, Ties(*(values_[order] for values_ in ties)), shuffled, p)
    np.testing.assert_allclose(one.trust[order], other.trust, rtol=0, atol=1e-12)
    np.testing.assert_allclose(one.priorities, other.priorities, rtol=0, atol=1e-12)
    np.testing.assert_allclose(one.approach, other.approach, rtol=0, atol=1e-12)
    np.testing.assert_allclose(one.ledger, other.ledger, rtol=0, atol=1e-9)


def three() -> tuple[Actors, Ties]:
    """Three actors who all know one another."""
    s = tiny.state(1, scale=0.2)
    ties = Ties(*(v[:3].copy() for v in s.ties))
    ties.left[:], ties.right[:], ties.trust[:] = (0, 0, 1), (1, 2, 2), (0.2, 0.5, 0.9)
    return Actors(*(v[:3].copy() for v in s.actors)), ties


@pytest.mark.parametrize("mandate", [0.05, 0.6])
def test_fixed_point_of_friedkin_and_johnsen(mandate: float) -> None:
    """Met every month by the same others, actors rest where x = (1 - b) A x + b m: Friedkin & Johnsen 1990."""
    _, ties = three()
    p = values(Deliberation(mandate=mandate, pull=0.3))
    stubborn = np.array([0.3, 0.9, 0.5])
    mandates = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.2, 0.3, 0.5]])
    strength = np.full(3, p.pull)
    weight = np.zeros((3, 3))
    for left, right, trust in zip(ties.left, ties.right, ties.trust, strict=True):
        weight[left, right] = p.pull * trust * (1.0 - stubborn[left])
        weight[right, left] = p.pull * trust * (1.0 - stubborn[right])
    total = weight.sum(axis=1)
    step = (1.0 - np.exp(-total)) / total
    influence = np.eye(3) + step[:, None] * (weight - np.diag(total))
    back = mandate * stubborn
    rest = np.linalg.solve(np.eye(3) - (1.0 - back)[:, None] * influence, back[:, None] * mandates)
    x = np.full((3, 3), 1.0 / 3.0)
    for _ in range(5_000):
        x = move(x, mandates, ties, stubborn, strength, p)
    np.testing.assert_allclose(x, rest, rtol=0, atol=1e-10)


def test_consensus_without_entrenchment() -> None:
    """DeGroot: nobody entrenched, everybody tied, all end at one position, inside the hull of the first ones."""
    _, ties = three()
    p = values(Deliberation(pull=0.5))
    x = np.eye(3)
    for _ in range(2_000):
        x = move(x, np.eye(3), ties, np.zeros(3), np.full(3, p.pull), p)
    np.testing.assert_allclose(x, np.broadcast_to(x[0], (3, 3)), rtol=0, atol=1e-9)
    assert (x > 0.0).all()


def test_one_encounter_is_nearly_the_linear_rule() -> None:
    """x_i += mu*T*(1 - entrenchment_i)*(x_j - x_i), to the second order."""
    _, ties = three()
    one = Ties(*(v[:1] for v in ties))
    p = values(Deliberation(pull=0.01, mandate=0.0))
    x = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]])
    after = move(x, x.copy(), one, np.array([0.25, 0.0, 0.0]), np.array([p.pull]), p)
    w = 0.01 * one.trust[0] * 0.75
    np.testing.assert_allclose(after[0], x[0] + w * (x[1] - x[0]), rtol=0, atol=w**2)
    np.testing.assert_array_equal(after[2], x[2])


def rise(start: float, gain: float) -> float:
    """Where twelve gains of a share of what is missing lead."""
    return 1.0 - (1.0 - start) * (1.0 - gain) ** 12


@pytest.mark.parametrize("asymmetry", [1.0, 1.3, 2.0, 2.25])
def test_trust_by_hand(asymmetry: float) -> None:
    """n cooperative encounters: 1 - (1 - T)(1 - g)^n; n conflicts: T (1 - lambda g)^n. Efficacy likewise."""
    actors, ties = three()
    alone = Ties(*(v[:1] for v in ties))
    g = Deliberation().gain
    p = values(Deliberation(asymmetry=asymmetry))
    trust, efficacy = float(alone.trust[0]), float(actors.efficacy[0])
    expected = {
        Turn.COOPERATIVE: (rise(trust, g), rise(efficacy, p.efficacy_gain)),
        Turn.CONFLICTUAL: (trust * (1.0 - asymmetry * g) ** 12, efficacy * (1.0 - p.efficacy_loss) ** 12),
        Turn.ROUTINE: (trust, efficacy),
        Turn.POSSIBLE: (trust, efficacy),
    }
    for turn, (end, heart) in expected.items():
        t, a = copied(alone), copied(actors)
        for _ in range(12):
            found, history, now = learn(t, a, np.array([turn], dtype=np.int8), p)
            t, a = t._replace(trust=found, history=history), a._replace(efficacy=now)
        assert t.trust[0] == pytest.approx(end, abs=1e-14)
        assert a.efficacy[0] == pytest.approx(heart, abs=1e-14)
        assert t.history[0] == pytest.approx(alone.history[0] + 12 * (turn >= Turn.ROUTINE))


def test_variants_of_influence() -> None:
    """Bounded: beyond the bound nothing moves. Repulsive: a conflict moves apart. Linear: a conflict moves nothing."""
    _, ties = three()
    turn = np.array([Turn.ROUTINE, Turn.COOPERATIVE, Turn.CONFLICTUAL], dtype=np.int8)
    turns = Turns(turn, np.array([0.4, 0.6, 0.6]), np.zeros((1, 7)))
    kinds = {member.name: member for member in type(Deliberation().influence)}
    for name, expected in (
        ("LINEAR", [0.1, 0.1, 0.0]),
        ("BOUNDED", [0.1, 0.0, 0.0]),
        ("REPULSIVE", [0.1, 0.1, -0.05]),
    ):
        p = values(Deliberation(influence=kinds[name]))
        np.testing.assert_array_equal(pulls(turns.turn, turns.gap, p), expected)
    x = np.array([[0.5, 0.5], [0.6, 0.4], [0.3, 0.7]])
    after = move(x, x.copy(), ties, np.zeros(3), np.array([0.0, 0.0, -0.05]), values(Deliberation(mandate=0.0)))
    assert after[1, 0] > x[1, 0]
    assert after[2, 0] < x[2, 0]


def test_underrepresentation_by_hand() -> None:
    present = np.array([[5, 5, 5, 5], [0, 0, 0, 0], [8, 0, 0, 0], [4, 4, 0, 0], [6, 3, 1, 0]])
    np.testing.assert_allclose(underrepresented(present), [0.0, 0.75, 0.75, 0.5, 0.25 * (0.6 + 1.0)])
