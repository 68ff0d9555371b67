"""Calibration: planted parameters are recovered, patterns and files of worlds are read exactly or refused in words."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.compare.worlds import World, draw_worlds
from sim.compare.worlds_file import read_worlds, write_worlds, written
from sim.config import Scenario
from sim.explore.analysis import calibration
from sim.explore.calibration import Ranked, adjusted, calibrated, kept
from sim.explore.patterns import PatternError, Patterns, distances, parsed, read_patterns
from sim.explore.sample import AskedError, Measure, Sample
from sim.explore.table import space
from sim.override import changed
from sim.parameter import ParameterError
from sim.sweep.points import latin_hypercube, sobol

TRUE = np.array([0.7, 0.25])
MEASURES = ("outcome.a", "outcome.b", "outcome.first_money")


def model(x, rng):
    """(run, 2) a cheap model: two noisy results of two parameters; a third one does nothing."""
    clean = np.column_stack([x[:, 0] + 0.5 * x[:, 1], x[:, 0] * (1.0 - x[:, 1])])
    return clean + 0.02 * rng.normal(size=clean.shape)


def told(accept: float = 0.03, distance: str = "largest") -> Patterns:
    """What was seen of the truth, with a tolerance."""
    a, b = TRUE[0] + 0.5 * TRUE[1], TRUE[0] * (1.0 - TRUE[1])
    patterns = {"a": {"target": float(a), "tolerance": 0.05}, "b": {"target": float(b), "tolerance": 0.05}}
    return parsed({"patterns": patterns, "accept": accept, "distance": distance}, MEASURES)


def sample(method: str = "sobol", words: bool = False) -> Sample:
    """2,048 points of three parameters with the results of the cheap model, two runs a point."""
    x = sobol(3, 2048, 1)
    rng = np.random.default_rng(0)
    each = [model(x, rng) for _ in range(2)]
    values = {f"outcome.{name}": np.stack([y[:, k] for y in each], axis=1) for k, name in enumerate("ab")}
    measures = tuple(Measure(name, "", "") for name in values)
    labels = (("off", "on") if words else (), (), ())
    made = np.ones((2048, 2), dtype=np.bool_)
    place = space(("p", "q", "idle"), [0.0] * 3, [1.0] * 3)
    return Sample("r", method, 1, False, place, ("",) * 3, labels, x, x, measures, values, made)


# Recovery


@pytest.mark.parametrize("distance", ["largest", "mean"])
def test_planted_parameters_are_recovered(distance):
    """The kept worlds stand around the truth and are far narrower than the prior; the idle parameter learns nothing."""
    found = calibration(sample(), told(distance=distance))
    x = found.unit[found.found.accepted]
    np.testing.assert_allclose(np.median(x[:, :2], axis=0), TRUE, atol=0.05)
    low, high = np.quantile(x[:, :2], (0.05, 0.95), axis=0)
    assert ((low < TRUE) & (high > TRUE)).all()
    assert (found.found.narrowed[:2] > 0.6).all()
    assert abs(found.found.narrowed[2]) < 0.25
    assert (found.found.moved[:2] > found.found.by_chance).all()
    assert found.found.moved[2] < found.found.by_chance
    assert found.found.candidates == 4096


def test_the_regression_comes_closer_than_rejection_alone():
    """A generous share is kept; adjusted points stand closer to the truth, and closer together."""
    found = calibration(sample(), told(accept=0.2))
    before, after = found.unit[found.found.accepted][:, :2], found.adjusted[:, :2]
    assert (np.abs(np.median(after, axis=0) - TRUE) < 0.03).all()
    assert (after.std(axis=0) < 0.6 * before.std(axis=0)).all()
    assert ((found.adjusted >= 0.0) & (found.adjusted <= 1.0)).all()


def test_facts_that_no_run_shows_are_told():
    """The nearest runs are kept all the same; that none is within its tolerance is said beside."""
    tree = {"patterns": {"a": {"target": 9.0, "tolerance": 0.1}}, "accept": 0.01}
    found = calibration(sample(), parsed(tree, MEASURES)).found
    assert found.fitting == 0
    assert found.threshold > 50.0
    assert len(found.accepted) == 41


def test_a_sample_that_cannot_be_calibrated_is_refused():
    """A Morris design has dependent points on four levels; a file of worlds has no words."""
    with pytest.raises(AskedError, match="Morris"):
        calibration(sample("morris"), told())
    with pytest.raises(AskedError, match="one rule at a time"):
        calibration(sample(words=True), told()).worlds(sample(words=True))


def test_the_nearest_are_kept_with_their_equals_and_never_what_does_not_exist():
    """A run without the thing is infinitely far; equals of the last one kept are kept too."""
    far = np.array([3.0, 0.0, np.inf, 1.0, 1.0, 2.0])
    assert kept(far, 0.4).tolist() == [1, 3, 4]
    assert kept(far, 1.0).tolist() == [1, 3, 4, 5, 0]
    assert kept(np.full(3, np.inf), 0.5).tolist() == []
    assert np.isnan(calibrated(np.zeros((3, 1)), np.full(3, np.inf), 0.5).threshold)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=4, max_size=30), st.data())
def test_gaps_are_those_of_the_two_distributions(values, data):
    """Against the two step functions written out, ties included."""
    x = np.array(values, dtype=float)[:, None]
    rows = np.array(sorted(data.draw(st.sets(st.integers(0, len(values) - 1), min_size=1))), dtype=np.int32)
    naive = max(abs((x[rows, 0] <= v).mean() - (x[:, 0] <= v).mean()) for v in values)
    assert Ranked.of(x).gaps(rows)[0] == pytest.approx(naive, abs=1e-12)


def test_without_any_distance_nothing_is_adjusted():
    """Runs that all meet the patterns exactly stay where they are."""
    x = np.random.default_rng(0).random((5, 2))
    rows = np.arange(5, dtype=np.int32)
    assert (adjusted(x, np.ones((5, 1)), np.ones((5, 1)), np.zeros(5), rows) == x).all()


# Patterns


def test_distances_count_tolerances_from_the_nearest_end():
    """An interval, an exact value and a floor, by hand; what does not exist is infinitely far."""
    tree = {"patterns": {"a": {"low": 1.0, "high": 2.0, "tolerance": 0.5}, "b": {"target": 10.0, "tolerance": 2.0},
                         "first_money": {"low": 200.0, "tolerance": 50.0}}}  # fmt: skip
    values = np.array([[1.5, 10.0, 900.0], [3.0, 9.0, 200.0], [1.0, 10.0, 100.0], [1.0, np.nan, 300.0]])
    assert distances(values, parsed(tree, MEASURES)).tolist() == [0.0, 2.0, 2.0, np.inf]
    mean = distances(values, parsed({**tree, "distance": "mean"}, MEASURES))
    assert mean[1] == pytest.approx(np.sqrt((4.0 + 0.25) / 3.0))


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ({}, "`patterns:` is expected"),
        ({"patterns": {"first_mony": {"target": 1, "tolerance": 1}}}, "no such measure. Close: first_money"),
        ({"patterns": {"a": 3}}, "is expected"),
        ({"patterns": {"a": {"target": 3}}}, "tolerance = None"),
        ({"patterns": {"a": {"target": 3, "low": 1, "tolerance": 1}}}, "either `target`"),
        ({"patterns": {"a": {"low": 3, "high": 1, "tolerance": 1}}}, "above high"),
        ({"patterns": {"a": {"target": "x", "tolerance": 1}}}, "a number is expected"),
        ({"patterns": {"a": {"target": 1, "tolerance": 1, "tol": 1}}}, "patterns.a.tol"),
        ({"patterns": {"a": {"target": 1, "tolerance": 1}}, "accept": 0}, "accept = 0"),
        ({"patterns": {"a": {"target": 1, "tolerance": 1}}, "distance": "far"}, "allowed: largest, mean"),
        ({"patterns": {"a": {"target": 1, "tolerance": 1}}, "share": 1}, "share: no such key"),
    ],
)
def test_a_file_of_patterns_is_refused_with_its_key(tree, said):
    """Key, value and what is allowed, before anything is computed."""
    with pytest.raises(PatternError, match=said.replace("`", ".").replace(".", r".")):
        parsed(tree, MEASURES)


def test_a_file_of_patterns_names_itself(tmp_path):
    """So does one that is not there, or is not YAML."""
    page = tmp_path / "facts.yaml"
    page.write_text("patterns: [", encoding="utf-8")
    with pytest.raises(PatternError, match=r"in facts\.yaml: not valid YAML"):
        read_patterns(page, MEASURES)
    with pytest.raises(PatternError, match="cannot be read"):
        read_patterns(tmp_path / "none.yaml", MEASURES)


# Worlds in a file


def test_the_worlds_kept_are_points_of_the_design_and_come_back_bit_for_bit(tmp_path):
    """What a comparison reads is what the calibration kept, the nearest first."""
    s = Scenario()
    keys = ("deliberation.gain", "population.elected_maximum")
    x = np.column_stack([0.01 + 0.1 * latin_hypercube(["u"], 2048, 1)[:, 0], np.arange(2048) % 7 + 20.0, np.ones(2048)])
    base = sample()._replace(space=space((*keys, "norms.cap"), [0] * 3, [1] * 3), x=x * [1, 1, 40_000])
    found = calibration(base, told())
    worlds = found.worlds(base)
    path = tmp_path / "worlds.csv"
    write_worlds(path, worlds)
    back = read_worlds(path, s, ("norms",))
    assert back[0] == World(0, {})
    assert len(back) == 1 + len(found.found.accepted)
    first = base.x[found.point[found.found.accepted[0]]]
    assert back[1].changes == {keys[0]: first[0], keys[1]: int(first[1])}
    assert isinstance(back[1].changes[keys[1]], int)
    assert "norms.cap" not in back[1].changes
    assert changed(s, back[1].changes).deliberation.gain == first[0]


def test_drawn_worlds_survive_the_file(tmp_path):
    """Every assumed number of thirty worlds, bit for bit, base left to the reader."""
    worlds = draw_worlds(Scenario(), 30, seed=3)
    path = tmp_path / "worlds.csv"
    write_worlds(path, worlds)
    assert read_worlds(path, Scenario()) == worlds


def test_a_spreadsheet_in_french_gives_the_same_worlds(tmp_path):
    """Semicolons, decimal commas and a byte-order mark."""
    worlds = draw_worlds(Scenario(), 3)
    path = tmp_path / "worlds.csv"
    path.write_bytes(written(worlds).replace(",", ";").replace(".", ",").replace(",", ".", 0).encode("utf-8-sig"))
    text = path.read_text(encoding="utf-8-sig")
    head, _, rest = text.partition("\n")
    path.write_bytes((head.replace(",", ".") + "\n" + rest).encode("utf-8-sig"))
    assert read_worlds(path, Scenario()) == worlds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is empty"),
        ("number,norms.cap\n1,40000\n", "first line is expected"),
        ("world,norms.cap,norms.cap\n1,1,1\n", "each key once"),
        ("world,norms.cap\n", "no world"),
        ("world,norms.cap\n1,40000,3\n", "line 2: 2 cells are expected, 3 were found"),
        ("world;mobilization.usual_envelope\n1;5,000\n", "usual_envelope: '5,000': is the mark one of thousands"),
        (f"world,norms.cap\n1,{'9' * 200_000}\n", "line 2: a cell of over 32,767 characters"),
        ("world,norms.cap\n1,much\n", "line 2, norms.cap: 'much' is not a number"),
        ("world,norms.cup\n1,40000\n", "norms.cup"),
        ("world,deliberation.gain\n1,7\n", "allowed: 0 to"),
    ],
)
def test_a_file_of_worlds_is_refused_with_its_line(tmp_path, text, said):
    """Nothing is guessed: a key that no scenario has, a value out of range, a ragged line."""
    path = tmp_path / "worlds.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError, match=said):
        read_worlds(path, Scenario())


def test_a_file_whose_every_key_is_stated_by_the_rules_is_refused(tmp_path):
    """Worlds that change nothing would all be the base, without a word."""
    path = tmp_path / "worlds.csv"
    path.write_text("world,norms.cap\n1,40000\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="nothing is left to vary"):
        read_worlds(path, Scenario(), {"norms.cap"})
