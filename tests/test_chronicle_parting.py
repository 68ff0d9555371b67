"""Where two runs with the same luck part, and which territory tells it best."""

import re
from copy import deepcopy

import numpy as np
import pytest
from tiny import network

from sim.config import Scenario
from sim.history import SERIES, History
from sim.metrics.typology import Typology
from sim.show.comparison.chronicle_moments import settled
from sim.show.comparison.chronicle_parting import ORDER, parting, same_throughout
from sim.show.comparison.chronicle_place import chosen
from sim.show.comparison.chronicle_sentences import Speaker
from sim.show.words import LANGUAGES, Words, entries
from sim.simulate import simulate

PLACES = network(regions=2, territories=3, seed=4)


@pytest.fixture(scope="module")
def base() -> History:
    """Four years of two small regions."""
    return simulate(Scenario(months=48), PLACES, 2)


def test_the_first_difference_is_the_earliest_in_the_order_of_the_month(base: History) -> None:
    """One number changed by hand is found, with its place; what the month makes earlier is told first."""
    other = deepcopy(base)
    other["efficacy"][7, 2, 3] += 0.25
    found = parting(base, other)
    assert (found.month, found.series, found.level, found.place, found.key) == (
        7,
        "efficacy",
        "territory",
        2,
        "citizen",
    )
    assert (found.spots, found.variant - found.baseline) == (1, pytest.approx(0.25))
    other["present"][7, 4, 1] += 2
    other["present"][7, 1, 0] += 1
    found = parting(base, other)
    assert (found.series, found.place, found.key, found.spots) == ("present", 4, "institution", 2)
    places = {"table": np.array([0]), "region": np.array([0]), "territory": np.array([2])}
    assert parting(base, other, places).series == "efficacy"
    assert parting(base, other, places, least=0.3) is None
    other["agreement"][6, 1] += 1
    assert (parting(base, other).month, parting(base, other).level) == (6, "region")


def test_values_that_do_not_exist_are_equal(base: History) -> None:
    """Trust between roles that have no tie is not a number in both runs: it is no difference."""
    base, other = deepcopy(base), deepcopy(base)
    base["trust_by_pair"][3, 0, 0] = other["trust_by_pair"][3, 0, 0] = np.nan
    assert parting(base, other) is None
    assert same_throughout(base, other)
    other["trust_by_pair"][4, 0, 0] = np.nan
    assert parting(base, other).month == 4
    other = deepcopy(base)
    other.final.projects.core[0] += 1
    assert parting(base, other) is None
    assert not same_throughout(base, other)


def test_every_series_can_be_told() -> None:
    """What differs first may be any series: all are in the order of the month and have words."""
    names = [name for stage in ORDER for name in stage]
    assert sorted(names) == sorted(SERIES)
    for language in LANGUAGES:
        assert not [name for name in SERIES if f"versus_chronicle.series.{name}" not in entries(language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_series_is_told_with_two_values_that_differ(language: str, base: History) -> None:
    """Whatever differs, even by little, its two values do not read alike."""
    for name, series in SERIES.items():
        other = deepcopy(base)
        where = (-1, *(0 for _ in series.axes))
        other[name][where] += 10**6 if series.kind == "i8" else 0.004
        if name == "support":
            other[name][where] = 0.5  # -1 is the month without a vote
        if name in ("phase", "agreement"):
            other[name][where] = 1 - min(int(base[name][where]), 1)
        text = Speaker(Words(language), PLACES, 0).fact(parting(base, other))
        old, new = re.search(r" ?: (.+) (?:au lieu de|rather than) (.+)$", text.replace("\u00a0", " ")).groups()
        assert old != new, text
        assert "{" not in text


# The place


def test_the_place_is_where_runs_differ_most(base: History) -> None:
    """Encounters of territory 4 turned to conflict by hand: it is followed; with equal runs, where most happens."""
    other = deepcopy(base)
    other["conflictual"][:, 4] = other["possible"][:, 4]
    other["cooperative"][:, 4] = 0.0
    choice = chosen(base, [other], Typology())
    assert (choice.place, choice.alike) == (4, False)
    assert choice.apart.conflict[4] > 0.3
    assert not choice.apart.conflict[:4].any()
    alike = chosen(base, [base, base], Typology())
    lines = np.bincount([e.table for e in base.log], minlength=8)[:6]
    assert (alike.place, alike.alike) == (int(lines.argmax()), True)


def test_money_counts_too(base: History) -> None:
    """Two runs that only differ by a grant: the territory of the grant is followed."""
    other = deepcopy(base)
    k = int(np.flatnonzero(base.final.projects.awarded >= 0)[-1])
    other.final.projects.request[k] *= 2
    choice = chosen(base, [other], Typology())
    place = int(base.final.projects.territory[k])
    assert choice.place == place
    gained = base.final.projects.request[k] / 100 / base.final.territories.poor[place]
    assert choice.apart.dollars[place] == pytest.approx(gained)


def test_dynamics_that_do_not_last_are_not_told() -> None:
    """A change holds three months or it is passed over; the first told is where the table starts."""
    assert settled(np.array([3, 1, 2, 1, 1, 0, 0, 0, 1, 1, 2, 2, 2], dtype=np.int8), 1) == [
        (1, -1, 1),
        (5, 1, 0),
        (10, 0, 2),
    ]
    assert settled(np.array([1, 1, 0, 0], dtype=np.int8), 1) == [(1, -1, 1)]
    assert settled(np.array([1], dtype=np.int8), 5) == []
