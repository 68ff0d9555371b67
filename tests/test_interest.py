"""The smallest differences of interest: one for each outcome and quantity, in its own unit, with its sentence."""

import pytest

from sim.metrics.interest import SMALLEST, smallest
from sim.metrics.outcomes import OUTCOMES
from sim.validation.quantities import QUANTITIES

UNITS = {name: unit for name, (unit, _) in OUTCOMES.items()} | {name: q.unit for name, q in QUANTITIES.items()}
WHOLE = {"rate": 1.0, "share": 1.0, "trust": 1.0, "index": 1.0, "distance": 1.0, "score of 100": 100.0}


@pytest.mark.parametrize("name", UNITS)
def test_every_outcome_and_quantity_has_one_in_its_unit(name):
    """An outcome that is added says what difference would matter, before anybody looks at its effects."""
    found = SMALLEST[name]
    assert found.unit == UNITS[name]
    assert 0.0 < found.smallest < WHOLE.get(found.unit, float("inf"))
    for sentence in (found.why, found.pourquoi):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
    assert found.why != found.pourquoi


def test_none_is_for_something_that_does_not_exist():
    """A name that is taken away, or renamed, takes its smallest difference along."""
    assert set(SMALLEST) == set(UNITS)


def test_counts_grow_with_the_number_of_places():
    """Whatever is counted over all places is given for one of them; shares, months and rates are not."""
    for name, found in SMALLEST.items():
        assert (found.each != "") == (found.unit in ("projects", "files", "proposals")), name
    assert smallest("funded", 39, 6) == pytest.approx(39 / 4)
    assert smallest("failed_proposals", 39, 6) == 6.0
    assert smallest("cooperation_last_year", 39, 6) == smallest("cooperation_last_year", 1, 1) == 0.05


def test_shares_of_territories_are_one_territory_at_least():
    """A territory of the thirty-nine of the study: nothing smaller has a fate."""
    assert SMALLEST["territories_cooperative"].smallest >= 1 / 39
