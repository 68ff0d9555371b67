"""The Mesa face: the same run as `simulate`, and everything that a Mesa user expects of a model."""

import gc
import pickle
import subprocess
import sys
import warnings
import weakref
from typing import Any

import mesa
import numpy as np
import pytest

from sim.config import Scenario
from sim.history import History
from sim.metrics.typology import Typology, axes, gather
from sim.model import Citizen, CommunityOrganization, Concertation, ElectedOfficial, Institution
from sim.override import changed
from sim.parameter import ParameterError
from sim.simulate import simulate
from sim.world.network import Network
from sim.world.quebec import real
from sim.world.synthetic import Synthetic, synthetic

SMALL = Synthetic(regions=2, territories_per_region=2)
SHORT = {"population.scale": 0.3, "months": 6}


@pytest.fixture
def small() -> Network:
    """Two regions of two territories."""
    return synthetic(SMALL)


@pytest.fixture
def model(small: Network) -> Concertation:
    """A small model after two months."""
    found = Concertation(network=small, seed=3, overrides=SHORT)
    found.step()
    found.step()
    return found


def same(one: History, other: History) -> None:
    """Refuse two histories that differ by a bit."""
    assert one.series.keys() == other.series.keys()
    for name, values in one.series.items():
        np.testing.assert_array_equal(values, other[name], err_msg=name)
    for group in ("territories", "actors", "ties", "tables", "regions", "money", "projects"):
        mine, theirs = getattr(one.final, group), getattr(other.final, group)
        for name, a, b in zip(mine._fields, mine, theirs, strict=True):
            np.testing.assert_array_equal(a, b, err_msg=f"{group}.{name}")
    assert one.log == other.log
    assert (one.seed, one.months) == (other.seed, other.months)


@pytest.mark.parametrize(("region", "seed", "months"), [("mauricie", 7, 48), ("02", 1, 20)])
def test_equal_to_simulate_array_for_array(region: str, seed: int, months: int) -> None:
    model = Concertation(Scenario(months=months), territory=region, seed=seed)
    model.run_model()
    assert (model.month, model.steps, model.running) == (months, months, False)
    same(model.history, simulate(Scenario(months=months), real(region), seed))


def test_record_so_far_is_that_of_a_shorter_run(small: Network) -> None:
    model = Concertation(network=small, seed=5, overrides=SHORT)
    for _ in range(4):
        model.step()
    same(model.history, simulate(changed(model.scenario, {"months": 4}), small, 5))


def test_a_step_beyond_the_end_lives_on(small: Network) -> None:
    model = Concertation(network=small, seed=5, overrides=SHORT)
    running = []
    for _ in range(20):
        model.step()
        running.append(model.running)
    assert running == [True] * 5 + [False] * 15
    same(model.history, simulate(changed(model.scenario, {"months": 20}), small, 5))


def test_no_agent_is_made_before_it_is_asked_for(small: Network) -> None:
    model = Concertation(network=small, seed=5, overrides=SHORT)
    model.run_model()
    assert len(model._all_agents) == 0
    assert len(model.agents) == len(model.state.actors.role)
    kinds = (CommunityOrganization, Institution, ElectedOfficial, Citizen)
    counts = np.bincount(model.state.actors.role)
    assert {kind: len(model.agents_by_type[kind]) for kind in kinds} == dict(zip(kinds, counts.tolist(), strict=True))
    assert set(model.agent_types) == set(kinds)


def test_shuffling_disturbs_no_luck(small: Network) -> None:
    quiet, busy = (Concertation(network=small, seed=11, overrides=SHORT) for _ in range(2))
    for _ in range(6):
        quiet.step()
        busy.agents.shuffle_do(lambda a: a.trust)
        busy.random.random()
        busy.rng.random()
        busy.step()
    same(quiet.history, busy.history)


def test_data_collector(small: Network) -> None:
    reporters = {"attending": lambda m: int(m.state.actors.attends.sum())}
    model = Concertation(network=small, seed=2, overrides=SHORT, model_reporters=reporters)
    model.run_model()
    table = model.datacollector.get_model_vars_dataframe()
    assert len(table) == 6
    assert len(model._all_agents) == 0
    history, region = model.history, model.state.tables.region
    for level, names in (("all", ("",)), ("region", [f" | {name}" for name in small.region_name])):
        rates = axes(gather(history, level, region), Typology())
        for r, name in enumerate(names):
            np.testing.assert_allclose(table[f"cooperation{name}"], rates.cooperation[:, r], rtol=0, atol=1e-12)
            np.testing.assert_allclose(table[f"conflict{name}"], rates.conflict[:, r], rtol=0, atol=1e-12)
    np.testing.assert_allclose(table["awarded"], history["awarded"].sum(axis=1) / 100.0)
    assert table["attending"].iloc[-1] == model.state.actors.attends.sum()
    long = model.region_dataframe()
    assert len(long) == 12
    assert set(long["region"]) == set(small.region_name)
    assert {"cooperation", "conflict", "dynamic", "trust", "spent"} <= set(long.columns)


def test_agent_reporters(small: Network) -> None:
    model = Concertation(
        network=small, seed=2, overrides=SHORT, agent_reporters={"trust": "trust", "here": lambda a: a.attends},
        agenttype_reporters={CommunityOrganization: {"reserve": "reserve"}},
    )  # fmt: skip
    model.run_model()
    table = model.datacollector.get_agent_vars_dataframe()
    assert len(table) == 6 * len(model.agents)
    assert table.loc[6, "trust"].tolist() == model.agents.get("trust")
    reserves = model.datacollector.get_agenttype_vars_dataframe(CommunityOrganization)
    community = model.state.actors.role == 0
    assert reserves.loc[6, "reserve"].tolist() == model.state.actors.reserve[community].tolist()


def test_batch_run(small: Network) -> None:
    found = mesa.batch_run(
        Concertation,
        {"network": small, "deliberation__gain": [0.0, 0.2], "rng": [1, 2], "months": 4, "population__scale": 0.3},
        display_progress=False,
    )
    assert len(found) == 4
    for row in found:
        changes = {"deliberation.gain": row["deliberation__gain"], "months": 4, "population.scale": 0.3}
        history = simulate(changed(Scenario(), changes), small, row["rng"])
        assert row["trust"] == pytest.approx(np.nanmean(history["trust"][-1]), abs=1e-15)
    low, high = ([r["trust"] for r in found if r["deliberation__gain"] == g] for g in (0.0, 0.2))
    assert low != high


def test_batch_run_over_territories_and_dictionaries() -> None:
    found = mesa.batch_run(
        Concertation,
        {
            "territory": ["02", "mauricie"],
            "overrides": [{"award": "majority", "months": 2}, {"award": "lottery", "months": 2}],
            "seed": 1,
        },
        data_collection_period=1,
        display_progress=False,
    )
    assert len(found) == 2 * 2 * 2
    assert {row["territory"] for row in found} == {"02", "mauricie"}


@pytest.mark.parametrize(
    ("key", "value", "said"), [("deliberation__gane", 0.1, "gain"), ("award", "beauty", "majority")]
)
def test_a_parameter_that_does_not_exist_is_named(key: str, value: Any, said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        Concertation(territory="02", seed=1, **{key: value})


def test_seeds(small: Network) -> None:
    def lived(**luck: Any) -> Concertation:
        model = Concertation(network=small, overrides=SHORT | {"months": 2}, **luck)
        model.run_model()
        return model

    same(lived(seed=9).history, lived(seed=9).history)
    same(lived(seed=9).history, lived(rng=np.int64(9)).history)
    same(lived(rng=np.random.default_rng(4)).history, lived(rng=np.random.default_rng(4)).history)
    one, other = lived(), lived()
    assert one.seed != other.seed
    same(one.history, lived(seed=one.seed).history)
    with pytest.raises(ValueError, match="not both"):
        lived(seed=1, rng=1)
    with pytest.raises(ParameterError, match="whole number"):
        lived(seed="seven")


def test_a_network_or_a_territory_not_both(small: Network) -> None:
    with pytest.raises(ParameterError, match="one of the two"):
        Concertation(network=small, territory="mauricie")
    with pytest.raises(ValueError, match="atlantis"):
        Concertation(territory="atlantis")
    with pytest.raises(ParameterError, match="list of them"):
        Concertation(network=small, overrides="deliberation.gain")  # type: ignore[arg-type]


def test_a_model_is_saved_halfway_and_resumed(model: Concertation) -> None:
    saved = pickle.dumps(model)
    model.run_model()
    again = pickle.loads(saved)
    assert again.month == 2
    again.run_model()
    same(model.history, again.history)
    assert again.datacollector.model_vars == model.datacollector.model_vars


def test_a_run_without_mesa_does_not_import_it() -> None:
    code = "import sys, sim.simulate, sim.override; sys.exit('mesa' in sys.modules or 'pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_models_are_freed_and_nothing_warns(small: Network) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = Concertation(network=small, seed=1, overrides=SHORT, agent_reporters={"trust": "trust"})
        model.run_model()
        model.agents.shuffle_do("neighbors")
    gone = weakref.ref(model)
    view = weakref.ref(model.actor(0))
    del model
    gc.collect()
    assert gone() is None
    assert view() is None
