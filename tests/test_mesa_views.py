"""Actors as Mesa agents: what a view reads, what may be written, and the verbs of sets of agents."""

from typing import Any

import mesa
import numpy as np
import pytest

from sim.config import Scenario
from sim.model import Actor, Citizen, Concertation
from sim.parameter import ParameterError
from sim.state import Ties
from sim.vocabulary import PROBLEMS, ROLES, Kind
from sim.world.network import Network
from sim.world.synthetic import Synthetic, synthetic

SHORT = {"population.scale": 0.3, "months": 6}


@pytest.fixture
def small() -> Network:
    """Two regions of two territories."""
    return synthetic(Synthetic(regions=2, territories_per_region=2))


@pytest.fixture
def model(small: Network) -> Concertation:
    """A small model after two months."""
    found = Concertation(network=small, seed=3, overrides=SHORT)
    found.step()
    found.step()
    return found


def test_a_view_reads_the_arrays(model: Concertation) -> None:
    s = model.state
    for i, actor in enumerate(model.agents):
        assert (actor.index, actor.unique_id) == (i, i + 1)
        assert actor.role == ROLES[s.actors.role[i]]
        assert actor.territory == model.network.name[s.actors.territory[i]]
        assert actor.region == model.network.region_name[model.network.region[s.actors.territory[i]]]
        assert actor.priorities == dict(zip(PROBLEMS, s.actors.priorities[i], strict=True))
        for name in ("attends", "efficacy", "reserve", "budget", "projects", "lived", "weight", "active"):
            assert getattr(actor, name) == getattr(s.actors, name)[i]
        mine = (s.ties.left == i) | (s.ties.right == i)
        assert actor.trust == pytest.approx(s.ties.trust[mine].mean() if mine.any() else 0.0, abs=1e-15)
        others = {(s.ties.left + s.ties.right)[t] - i for t in np.flatnonzero(mine)}
        assert {other.index for other in actor.neighbors()} == others


def test_trust_and_neighbors_by_kind(model: Concertation) -> None:
    ties = model.state.ties
    for t in (0, len(ties.left) // 2, len(ties.left) - 1):
        one, other = model.actor(int(ties.left[t])), model.actor(int(ties.right[t]))
        assert one.trust_in(other) == other.trust_in(one) == ties.trust[t]
        assert other in one.neighbors(Kind(ties.kind[t]))
        assert other in one.neighbors(Kind(ties.kind[t]).name.lower())
    assert one.trust_in(one) is None


def test_neighbors_follow_ties_born_later(model: Concertation) -> None:
    s = model.state
    one, other = model.actor(0), model.actor(len(s.actors.role) - 1)
    assert one.trust_in(other) is None
    new = Ties(*(values[:1].copy() for values in s.ties))
    new.left[0], new.right[0], new.kind[0], new.trust[0] = one.index, other.index, Kind.PROJECT, 0.625
    s.ties = Ties(*(np.concatenate([old, added]) for old, added in zip(s.ties, new, strict=True)))
    assert one.trust_in(other) == other.trust_in(one) == 0.625
    assert other in one.neighbors("project")


def test_what_is_written_is_lived(small: Network) -> None:
    plain, written = (Concertation(network=small, seed=3, overrides=SHORT) for _ in range(2))
    actor = written.actor(0)
    actor.efficacy, actor.reserve, actor.active = 0.125, 7, True
    actor.priorities = dict.fromkeys(PROBLEMS, 1 / 9)
    actor.approach = (0.0, 0.0, 1.0, 0.0)
    arrays = written.state.actors
    assert (arrays.efficacy[0], arrays.reserve[0]) == (0.125, 7.0)
    assert arrays.approach[0].tolist() == [0.0, 0.0, 1.0, 0.0]
    for model in (plain, written):
        model.agents.select(lambda a: a.index > 0).set("efficacy", 0.5)
        model.run_model()
    assert not np.array_equal(plain.history["support"], written.history["support"]) or not np.array_equal(
        plain.state.actors.priorities, written.state.actors.priorities
    )


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("efficacy", 1.5, ParameterError),
        ("efficacy", "high", ParameterError),
        ("influence", float("nan"), ParameterError),
        ("reserve", -4.0, ParameterError),
        ("priorities", [1.0, 2.0], ParameterError),
        ("priorities", {"housing": 1.0}, ParameterError),
        ("approach", [0.5, 0.5, 0.5, -0.5], ParameterError),
        ("attends", True, AttributeError),
        ("capacity", 0.2, AttributeError),
        ("rank", 0, AttributeError),
        ("role", "citizen", AttributeError),
        ("trust", 0.5, AttributeError),
    ],
)
def test_what_cannot_be_written_is_refused(model: Concertation, name: str, value: Any, error: type) -> None:
    before = [a.copy() for a in model.state.actors]
    with pytest.raises(error, match=name):
        setattr(model.actor(0), name, value)
    for a, b in zip(before, model.state.actors, strict=True):
        np.testing.assert_array_equal(a, b)


def test_an_actor_is_not_removed(model: Concertation) -> None:
    with pytest.raises(TypeError, match="active = False"):
        model.actor(0).remove()
    with pytest.raises(AttributeError, match="Concertation"):
        model.scenario = Scenario()


def test_verbs_of_agent_sets(model: Concertation) -> None:
    agents, arrays = model.agents, model.state.actors
    assert agents.get("efficacy") == arrays.efficacy.tolist()
    assert agents.agg("efficacy", [min, max]) == [arrays.efficacy.min(), arrays.efficacy.max()]
    assert len(agents.select(lambda a: a.attends)) == arrays.attends.sum()
    assert len(agents.select(agent_type=Citizen, at_most=3)) == 3
    assert agents.groupby("role").count() == dict(zip(ROLES, np.bincount(arrays.role).tolist(), strict=True))
    assert agents.map(lambda a: a.index) == list(range(len(agents)))
    assert all(isinstance(near, Actor) for near in agents.map("neighbors")[0])
    agents.set("skill", 0.25)
    assert (arrays.skill == 0.25).all()
    agents.do(lambda a: setattr(a, "skill", a.skill * 2.0))
    assert (arrays.skill == 0.5).all()
    assert [a.skill for a in agents.sort("index", ascending=False)][:1] == [0.5]


def test_agents_of_the_user_keep_their_own_numbers(small: Network) -> None:
    class Journalist(mesa.Agent):  # type: ignore[misc]
        """Somebody that the model does not know."""

    model = Concertation(network=small, seed=1, overrides=SHORT)
    early = Journalist(model)
    actors = model.agents.select(agent_type=Actor)
    late = Journalist(model)
    numbers = [agent.unique_id for agent in model.agents]
    assert len(set(numbers)) == len(numbers) == len(actors) + 2
    assert min(early.unique_id, late.unique_id) > len(actors)
    early.remove()
    model.run_model()
    assert len(model.agents_by_type[Journalist]) == 1
