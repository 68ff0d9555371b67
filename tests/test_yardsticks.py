"""Deliberation as Mesa's tutorials, or numpy, would have it gives what the pages give; arrays are timed as in a run."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_deliberation_oracle import group_of, lived, local_tables, month_of, months_of

from sim.parameter import values
from sim.state import Ties
from sim.study.cost.against_mesa import Arrays, NumpyArrays, agree
from sim.study.cost.tutorial_mesa import TutorialDeliberation


@pytest.mark.parametrize("influence", ["linear", "bounded", "repulsive"])
def test_tutorial_agrees_month_after_month(influence: str) -> None:
    """Three months in a row, everything that deliberation changes being its own; each tie is lived once a month."""
    scenario, actors, ties, months = months_of({"deliberation.influence": influence, "deliberation.bound": 0.3}, 3)
    tutorial = TutorialDeliberation(actors, ties, local_tables(months[0]), scenario.deliberation)
    arrays, numpy_alone = (kind(actors, ties, values(scenario.deliberation)) for kind in (Arrays, NumpyArrays))
    conflicts = 0.0
    for month in months:
        for way in (arrays, numpy_alone, tutorial):
            way.receive(month)
            way.step()
        agree(arrays.outcome(), tutorial.outcome())
        agree(arrays.outcome(), numpy_alone.outcome())
        conflicts += tutorial.outcome().conflictual.sum()
    assert conflicts > 10.0, "hardly any conflict: the comparison says little"


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_tutorial_agrees_on_any_world(seed: int) -> None:
    """Also where tables are missing, regions split their envelope and parameters are anywhere in their ranges."""
    actors, ties, month = month_of(seed)
    p = group_of(seed)
    tutorial = TutorialDeliberation(actors, ties, np.arange(len(month.absent)) < 4, p)
    for way in (tutorial, NumpyArrays(actors, ties, values(p))):
        way.receive(month)
        way.step()
        agree(lived(actors, ties, month, values(p)), way.outcome())


def test_what_was_collected_does_not_change_later() -> None:
    """The records of a month keep the positions of that month: a position is replaced, never written over."""
    scenario, actors, ties, months = months_of({}, 2)
    tutorial = TutorialDeliberation(actors, ties, local_tables(months[0]), scenario.deliberation)
    for month in months:
        tutorial.receive(month)
        tutorial.step()
    collected: Any = tutorial.datacollector.get_agent_vars_dataframe()
    by_month = [np.stack(list(collected["priorities"].xs(k, level="Step"))) for k in range(3)]
    np.testing.assert_array_equal(by_month[0], actors.priorities)
    assert not np.array_equal(by_month[1], by_month[2])


def test_a_graph_refuses_two_ties_of_the_same_actors() -> None:
    """An edge would silently take the place of the other, and the comparison would be of another world."""
    actors, ties, month = month_of(1)
    twice = Ties(*(np.concatenate([values_, values_[:1]]) for values_ in ties))
    with pytest.raises(ValueError, match="two ties join the same two actors"):
        TutorialDeliberation(actors, twice, np.arange(len(month.absent)) < 4, group_of(1))


def test_arrays_are_those_of_the_month_before() -> None:
    """As in a run: values change, arrays do not, and nothing of what was heard is written over."""
    scenario, actors, ties, months = months_of({}, 2)
    arrays = Arrays(actors, ties, values(scenario.deliberation))
    before = months[1].actors.priorities.copy(), ties.trust.copy()
    arrays.receive(months[0])
    kept = arrays.month
    arrays.step()
    after = arrays.outcome()
    arrays.receive(months[1])
    assert arrays.month is kept
    assert kept is not None
    np.testing.assert_array_equal(kept.luck_meet, months[1].luck_meet)
    np.testing.assert_array_equal(kept.actors.attends, months[1].actors.attends)
    np.testing.assert_array_equal(kept.actors.priorities, after.priorities)
    arrays.step()
    np.testing.assert_array_equal(months[1].actors.priorities, before[0])
    np.testing.assert_array_equal(ties.trust, before[1])
