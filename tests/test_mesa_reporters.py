"""What a user asks Mesa to collect: a name that nobody has is refused with those that resemble it, not left empty."""

from typing import Any

import mesa
import numpy as np
import pytest

from sim.model import Actor, Citizen, CommunityOrganization, Concertation
from sim.parameter import ParameterError
from sim.world.network import Network
from sim.world.synthetic import Synthetic, synthetic

SHORT = {"population.scale": 0.3, "months": 2}


@pytest.fixture(scope="module")
def small() -> Network:
    """One region of two territories."""
    return synthetic(Synthetic(regions=1, territories_per_region=2))


@pytest.mark.parametrize(
    ("reporters", "said"),
    [
        ({"agent_reporters": {"e": "eficacy"}}, r"agent_reporters\['e'\] = 'eficacy': no agent .*Close: efficacy"),
        ({"agent_reporters": {"trust": "trust", "x": ""}}, r"agent_reporters\['x'\] = "),
        ({"agenttype_reporters": {Citizen: {"r": "reserv"}}}, r"\[Citizen\]\['r'\] = 'reserv': no C.*Close: reserve"),
        ({"model_reporters": {"m": "monht"}}, r"model_reporters\['m'\] = 'monht': the model .*Close: month"),
    ],
)
def test_a_name_that_nobody_has_is_refused_before_a_month_is_lived(small: Network, reporters: Any, said: str) -> None:
    model = Concertation(network=small, seed=1, overrides=SHORT, **reporters)
    with pytest.raises(ParameterError, match=said):
        model.run_model()
    assert model.month == 0


@pytest.mark.parametrize(
    ("reporters", "said"),
    [
        ({"agent_reporters": "trust"}, r"agent_reporters = 'trust': a dictionary"),
        ({"agent_reporters": {"x": 3}}, r"agent_reporters\['x'\] = 3: the name of an attribute"),
        ({"model_reporters": {"x": [3, []]}}, r"model_reporters\['x'\] = \[3, \[\]\]: the name"),
        ({"agenttype_reporters": {"Citizen": {"x": "trust"}}}, r"agenttype_reporters = 'Citizen': a class"),
        ({"agenttype_reporters": [Citizen]}, r"agenttype_reporters = .*: a dictionary"),
    ],
)
def test_what_mesa_cannot_call_is_refused_when_the_model_is_made(small: Network, reporters: Any, said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        Concertation(network=small, seed=1, overrides=SHORT, **reporters)


def test_a_batch_of_runs_refuses_it_too(small: Network) -> None:
    with pytest.raises(ParameterError, match="Close: trust"):
        mesa.batch_run(
            Concertation,
            {"network": small, "overrides": [SHORT], "agent_reporters": [{"t": "trsut"}]},
            number_processes=1,
            display_progress=False,
        )


def test_every_form_that_mesa_takes_is_taken(small: Network) -> None:
    """Names, functions, methods, [function, [arguments]]; an attribute that the user gives to agents beforehand."""

    def above(actor: Actor, least: float) -> bool:
        return actor.efficacy > least

    model = Concertation(
        network=small, seed=1, overrides=SHORT, model_reporters={"month": "month", "two": [np.add, [1, 1]]},
        agent_reporters={"trust": "trust", "mood": "mood", "high": [above, [0.5]], "who": Actor.__repr__},
        agenttype_reporters={CommunityOrganization: {"reserve": "reserve"}},
    )  # fmt: skip
    for actor in model.agents_by_type[Citizen]:
        actor.mood = 7
    model.run_model()
    table = model.datacollector.get_agent_vars_dataframe()
    assert table["mood"].dropna().unique().tolist() == [7]
    assert table["high"].isin([True, False]).all()
    assert model.datacollector.get_model_vars_dataframe()["two"].tolist() == [2, 2]


def test_nobody_to_ask_is_no_slip(small: Network) -> None:
    """A class of which this run has no agent, such as one that the user adds later on: nothing can be said of it."""

    class Stranger(mesa.Agent):  # type: ignore[misc]
        """Nobody of the model."""

    model = Concertation(network=small, seed=1, overrides=SHORT, agenttype_reporters={Stranger: {"x": "anything"}})
    model.run_model()
    assert model.month == 2
