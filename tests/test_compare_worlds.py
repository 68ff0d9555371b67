"""Plausible worlds: what is drawn and what is not, how evenly, and that every one of them can be lived."""

import math

import numpy as np
import pytest
from tiny import network

from sim.compare.worlds import BLOCK, KEPT, Range, draw_worlds, plausible, point, ranges, table
from sim.config import Scenario
from sim.override import changed
from sim.parameter import Description, walk
from sim.simulate import simulate

BASE = Scenario()
KNOWN = {key: (value, described) for key, value, described in walk(BASE)}


def drawn(value, low, high, unit="unit", spread=0.5):
    """Ends of the range of one made-up parameter."""
    found = plausible("a.b", value, Description(low, high, unit, "[A]"), spread)
    return None if found is None else (found.at(0.0), found.at(1.0 - 1e-12))


def test_the_rule_of_ranges():
    """One line of the docstring after the other, by hand."""
    assert drawn(True, False, True) is None
    assert drawn(-1, -1, 1200, "month, -1 never") is None
    assert drawn(0, 0, 10) is None
    assert drawn(0.0, -1.0, 5.0) is None
    assert drawn(8, 1, 200) == (4, 12)
    assert drawn(5, 1, 200) == (3, 8)
    assert drawn(1, 0, 10) == (1, 2)
    assert drawn(-1.2, -6.0, 6.0) == pytest.approx((-1.7, -0.7))
    odds = math.exp(0.5)
    assert drawn(0.5, 0.0, 1.0) == pytest.approx((1 / (1 + odds), odds / (1 + odds)))
    assert drawn(1.0, 0.0, 1.0) == pytest.approx((0.5, 1.0))
    assert drawn(2.0, 0.0, 8.0) == pytest.approx((1.0, 3.0))
    assert drawn(0.3, 0.0, 0.4) == pytest.approx((0.15, 0.4))
    assert drawn(0.6, 0.5, 1.0) == pytest.approx((0.5, 0.9))
    assert drawn(2.0, 0.0, 8.0, spread=0.1) == pytest.approx((1.8, 2.2))
    assert drawn(2.0, 0.0, 8.0, spread=0.0) is None


def test_every_whole_number_of_a_range_is_as_likely():
    """From 3 to 8, each a sixth of the way."""
    found = Range("a.b", 3, 8, False, True)
    assert [found.at((k + 0.5) / 6) for k in range(6)] == [3, 4, 5, 6, 7, 8]
    assert all(isinstance(found.at(x), int) for x in (0.0, 0.3, 0.999999))


def test_what_is_drawn():
    """Assumed numbers of conditions and behavior, some of each group; nothing that a funding rule states."""
    keys = {found.key for found in ranges(BASE)}
    groups = {key.partition(".")[0] for key in keys}
    assert len(keys) > 200
    assert {"conditions", "population", "acquaintance", "governance", "deliberation", "viability", "events"} <= groups
    assert not groups & {"months", "norms", "award", "split", "calendar"}
    assert not keys & set(KEPT)
    assert all(KNOWN[key][1].assumed for key in keys)
    assert "[A]" not in KNOWN["deliberation.asymmetry"][1].source
    assert "deliberation.asymmetry" not in keys
    fewer = {found.key for found in ranges(BASE, stated=("governance", "viability.gap"))}
    assert keys - fewer == {key for key in keys if key.startswith("governance.")} | {"viability.gap"}


def test_worlds_are_plausible_and_valid():
    """200 worlds at the usual spread, 40 at a wide one: admissible, accepted by the scenario, whose values are those
    drawn, around the default."""
    for spread, n in ((0.5, 200), (0.9, 40)):
        worlds = draw_worlds(BASE, n, 3, spread)
        assert [world.number for world in worlds] == list(range(n + 1))
        for world in worlds[1:]:
            lived = {key: value for key, value, _ in walk(changed(BASE, world.changes))}
            for key, value in world.changes.items():
                assert lived[key] == pytest.approx(value), key
                assert KNOWN[key][1].low <= value <= KNOWN[key][1].high, key
        keys, values = table(worlds)
        usual = np.array([KNOWN[key][0] for key in keys], dtype=float)
        assert (values.min(axis=0) < usual).mean() > 0.97
        assert (values.max(axis=0) > usual).mean() > 0.95


def test_world_zero_is_the_base():
    """Nothing changes there, and it is not in the table."""
    worlds = draw_worlds(BASE, 3)
    assert worlds[0] == (0, {})
    assert changed(BASE, worlds[0].changes) == BASE
    keys, values = table(worlds)
    assert values.shape == (3, len(keys))
    assert values[1, 0] == worlds[2].changes[keys[0]]
    assert table(worlds[:1])[0] == ()


def test_a_world_depends_on_its_number_alone():
    """Neither on how many are drawn, nor on what else is; on the seed, yes."""
    few, many = draw_worlds(BASE, 7, 1), draw_worlds(BASE, 30, 1)
    assert few == many[:8]
    fewer = draw_worlds(BASE, 7, 1, stated=("population",))
    assert all(fewer[7].changes[key] == few[7].changes[key] for key in fewer[7].changes)
    assert len(fewer[7].changes) < len(few[7].changes)
    assert draw_worlds(BASE, 7, 2)[1:] != few[1:]
    assert len({tuple(world.changes.values()) for world in many}) == 31


def test_each_block_is_a_latin_hypercube():
    """In each block of 20 worlds, each twentieth of each range is taken once; parameters are not in step."""
    points = np.array([[point(key, k, 5) for key in ("a.b", "a.c")] for k in range(1, 2 * BLOCK + 1)])
    assert ((points >= 0.0) & (points < 1.0)).all()
    for block in (points[:BLOCK], points[BLOCK:]):
        for column in block.T:
            assert sorted(np.floor(column * BLOCK).astype(int)) == list(range(BLOCK))
    assert not np.array_equal(points[:BLOCK], points[BLOCK:])
    many = np.array([[point(key, k, 5) for key in ("a.b", "a.c")] for k in range(1, 401)])
    assert abs(np.corrcoef(many.T)[0, 1]) < 0.15


def test_plausible_worlds_can_be_lived():
    """A few months of some of them: they run, and they differ."""
    ends = []
    for world in draw_worlds(changed(BASE, {"months": 8, "population.scale": 0.2}), 6, 2):
        run = simulate(changed(BASE, {"months": 8, "population.scale": 0.2, **world.changes}), network(1, 2), 1)
        ends.append(float(run["trust"][-1].mean()))
    assert np.isfinite(ends).all()
    assert len(set(ends)) == 7


def test_refused():
    """A spread of one would allow zero and infinite odds; numbers of worlds are whole."""
    with pytest.raises(ValueError, match="spread = 1"):
        ranges(BASE, 1.0)
    with pytest.raises(ValueError, match="n = -1"):
        draw_worlds(BASE, -1)
