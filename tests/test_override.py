"""A scenario changed by dotted keys: what is taken, what is refused and named."""

from typing import Any

import numpy as np
import pytest

from sim.config import CHOICES, Scenario
from sim.funding.award.majority import Majority
from sim.override import changed
from sim.parameter import ParameterError, walk
from sim.rules.deliberation import Influence


def test_changes_of_the_scenario() -> None:
    start = Scenario()
    new = changed(
        start,
        {
            "months": np.int64(12),
            "award": "majority",
            "award.threshold": np.float64(0.67),
            "deliberation.influence": "bounded",
            "norms.cap": 5_000,
            "norms.floor": 4_000,
        },
    )
    assert (new.months, new.award, new.norms.cap) == (12, Majority(threshold=0.67), 5_000.0)
    assert new.deliberation.influence is Influence.BOUNDED
    assert start == Scenario()
    assert changed(start, {"award": Majority()}).award == Majority()
    assert changed(start, {"deliberation.influence": "REPULSIVE"}).deliberation.influence is Influence.REPULSIVE


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"deliberation.gane": 0.1}, "deliberation.gain"),
        ({"deliberatoin.gain": 0.1}, "deliberation"),
        ({"deliberation.gain": 3.0}, "0 to 0.5"),
        ({"deliberation.influence": "wild"}, "linear, bounded, repulsive"),
        ({"deliberation": 0.1}, "deliberation."),
        ({"award": "beauty"}, "majority"),
        ({"award": 3}, "majority"),
        ({"months": 0}, "1 to 1200"),
        ({"months": 1.5}, "whole number"),
        ({"months.gain": 1}, "months"),
        ({"award.name": "x"}, "award.name"),
        ({"norms.floor": 2_000, "norms.cap": 1_000}, "norms.floor"),
    ],
)
def test_bad_changes_are_named(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        changed(Scenario(), changes)


def test_every_parameter_can_be_changed_by_its_key() -> None:
    """Each key of the table of parameters, set to the low end of its range, is what the scenario then holds."""
    start = Scenario()
    for key, _, described in walk(start):
        if key in ("norms.cap", "norms.floor"):
            continue
        found = {k: value for k, value, _ in walk(changed(start, {key: described.low}))}
        assert found[key] == described.low, key


def test_every_kind_can_be_chosen_by_its_name() -> None:
    for group, kinds in CHOICES.items():
        for kind in kinds:
            name = kind().name  # type: ignore[attr-defined]
            assert type(getattr(changed(Scenario(), {group: name}), group)) is kind
