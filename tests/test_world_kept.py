"""Worlds that are kept: a run on a kept world is the run on a new one, and no world is taken for another."""

import dataclasses

import numpy as np
import pytest

from sim.config import Scenario
from sim.override import changed
from sim.simulate import begin, simulate
from sim.state import State
from sim.study.golden import digest
from sim.world import kept
from sim.world.kept import Worlds, copied
from sim.world.quebec import real

PLACE = real("estrie")


def arrays(state: State) -> list[np.ndarray]:
    """Every array of a state."""
    fields = [getattr(state, f.name) for f in dataclasses.fields(state)]
    return [a for f in fields if isinstance(f, tuple) for a in f] + [state.joint]


def test_a_kept_world_gives_the_same_run_to_the_last_bit():
    """Whatever was lived on it before, under whatever rules: nothing of a run stays in the world that is kept."""
    worlds, rules = Worlds(), [Scenario(months=30), changed(Scenario(months=30), {"award": "lottery"})]
    for scenario in (*rules, *rules):
        one, other = simulate(scenario, PLACE, 3, worlds=worlds), simulate(scenario, PLACE, 3)
        assert digest(one) == digest(other)
    assert len(worlds.kept) == 1


def test_a_copy_shares_no_array():
    """To write in one changes nothing in the other."""
    state = begin(Scenario(), PLACE, 1).state
    for one, other in zip(arrays(state), arrays(copied(state)), strict=True):
        assert np.array_equal(one, other)
        assert not np.shares_memory(one, other)


@pytest.mark.parametrize(
    "other",
    [
        {"conditions.prehistory": 0.2},
        {"population.citizens_per_territory": 20.0},
        {"acquaintance.trust": 0.4},
    ],
    ids=str,
)
def test_another_world_is_not_taken_for_it(other):
    """Another seed, another network, any parameter of the world."""
    worlds, scenario = Worlds(), Scenario()
    base = begin(scenario, PLACE, 1, worlds).state
    for made in (
        begin(scenario, PLACE, 2, worlds),
        begin(changed(scenario, other), PLACE, 1, worlds),
        begin(scenario, real("mauricie"), 1, worlds),
    ):
        assert not all(map(np.array_equal, arrays(base), arrays(made.state)))
        alone = begin(made.scenario, real("mauricie") if len(made.region) != len(PLACE.code) else PLACE, made.luck.seed)
        assert all(map(np.array_equal, arrays(alone.state), arrays(made.state)))


def test_one_world_lives_several_lives():
    """`population.world_seed`: the world of that seed to the last bit under any run's luck, kept once."""
    scenario = changed(Scenario(months=12), {"population.world_seed": 7})
    own = arrays(begin(Scenario(), PLACE, 7).state)
    worlds = Worlds()
    lives = [simulate(scenario, PLACE, seed, worlds=worlds) for seed in (1, 2)]
    for seed in (1, 2, 7):
        assert all(map(np.array_equal, own, arrays(begin(scenario, PLACE, seed, worlds).state)))
    assert len(worlds.kept) == 1
    assert not np.array_equal(lives[0]["present"][0], lives[1]["present"][0])
    assert digest(simulate(scenario, PLACE, 7)) == digest(simulate(Scenario(months=12), PLACE, 7)), "its own world"
    assert digest(lives[0]) == digest(simulate(scenario, PLACE, 1))


def test_few_worlds_are_kept_and_no_large_one(monkeypatch):
    """The last ones asked; memory is bounded."""
    worlds = Worlds(most=2)
    for seed in (1, 2, 1, 3):
        begin(Scenario(), PLACE, seed, worlds)
    assert [key[0] for _, key, _ in worlds.kept] == [1, 3]
    monkeypatch.setattr(kept, "LARGEST", 1e3)
    begin(Scenario(), PLACE, 4, worlds)
    assert [key[0] for _, key, _ in worlds.kept] == [1, 3]
