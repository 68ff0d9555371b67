"""Files of facts that are refused: the key, the value, what is allowed, on one line."""

import pytest

from sim.config import Calendar
from sim.facts.predictive import Effort
from sim.facts.reading import OURS, FactError, parsed, read_facts
from sim.study.facing import faced
from tests.test_facts import LINE, fact


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"what": "agred"}, r"facts\.f\.what = 'agred': allowed \(close: agreed\): agreed, imposed"),
        ({"what": ["agreed"]}, r"facts\.f\.what = \['agreed'\]: allowed"),
        ({"grade": "guessed"}, r"facts\.f\.grade = 'guessed': allowed: read, inferred, stated, unsourced"),
        ({"role": None}, r"facts\.f\.role is missing"),
        ({"source": ""}, r"facts\.f\.source = '': an address"),
        ({"erorr": 1}, r"facts\.f\.erorr: no such key \(close: error\); allowed: region"),
        ({"error": -1}, r"facts\.f\.error = -1: a number, 0 or more, is expected"),
        ({"error": float("nan")}, r"facts\.f\.error = nan"),
        ({"low": "2012-14"}, r"facts\.f\.low = '2012-14': a year, a month or a day"),
        ({"low": 10**5000}, r"facts\.f\.low = \(a whole number"),
        ({"low": "2013"}, r"facts\.f: low = 2013 is after high = 2012-03"),
        ({"low": None, "high": None}, r"facts\.f: `low`, `high` or both"),
        ({"unit": "projects"}, r"facts\.f\.unit = 'projects': agreed is in month"),
        ({"region": 9}, r"facts\.f\.region = 9: the code of a region, between quotes"),
        ({"region": "77"}, r"facts\.f\.region = '77': no such region; allowed: all, 01, 02"),
        ({"region": "all"}, r"facts\.f\.region = 'all': agreed is of one region"),
        ({"later_by": "wai"}, r"facts\.f\.later_by = 'wai': allowed \(close: wait\): wait"),
        ({"later_by": "wait", "earlier_by": "wait"}, "either `later_by` or `earlier_by`"),
        ({"weight": 2}, r"facts\.f\.weight = 2: a number from 0 to 1"),
        ({"weight": 0}, "`why_weight` goes with a weight under 1"),
        ({"anchors": ["norms.cpa"]}, r"facts\.f\.anchors = \['norms\.cpa'\]: .*close: norms\.cap"),
        ({"anchors": "norms.cap"}, r"a list of parameters"),
        ({"says": {"en": "only"}}, r"facts\.f\.says = .*\{en: \.\.\., fr: \.\.\.\}"),
        ({"what": "first_lot", "unit": "projects", "low": 1, "high": 2, "later_by": "wait"}, "only a date has a lag"),
    ],
)
def test_a_line_is_refused_by_its_key(changes, told):
    """The key, the value, what is allowed; on one line, never long."""
    with pytest.raises(FactError, match=told) as refused:
        fact(**changes)
    assert len(str(refused.value)) < 1000
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("tree", "told"),
    [
        ([], "`facts:` is expected"),
        ({"facts": {}}, "`facts:` is expected"),
        ({"facts": {"f": 3}}, r"facts\.f = 3: \{region"),
        ({"facts": {"f": LINE}, "lag": {}}, r"lag: no such key \(close: lags\)"),
        ({"facts": {"f": LINE}, "lags": 3}, "lags = 3: one line a lag"),
        ({"facts": {"f": LINE}, "lags": {"w": {"low": 0, "high": 1.5, "why": "x"}}}, r"lags\.w\.high = 1\.5: a whole"),
        ({"facts": {"f": LINE}, "lags": {"w": {"low": 3, "high": 1, "why": "x"}}}, r"lags\.w: low = 3 is above"),
        ({"facts": {"f": LINE}, "lags": {"w": {"low": 0, "high": 1}}}, r"lags\.w\.why = None"),
    ],
)
def test_a_file_is_refused_by_its_key(tree, told):
    """The whole file too."""
    with pytest.raises(FactError, match=told):
        parsed(tree, Calendar())


def test_the_file_is_named(tmp_path):
    """A user's own file: bad YAML, no file."""
    (tmp_path / "mine.yaml").write_text("facts: {a: [}", encoding="utf-8")
    for name, told in (("mine.yaml", "not valid YAML"), ("none.yaml", "cannot be read")):
        with pytest.raises(FactError, match=rf"in {name}: .*{told}"):
            read_facts(tmp_path / name)
    assert read_facts(OURS) == read_facts()


def test_a_file_without_a_fact_that_weighs_is_refused_before_anything_runs(tmp_path):
    """Nought facts out of nought are met by every world: that is no score. Held out, without weight, or elsewhere."""
    text = OURS.read_text("utf-8").replace("role: calibration", "role: held_out")
    path = tmp_path / "held.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FactError, match=r"held\.yaml: none of its facts with weight, for calibration, is about"):
        faced(path, Effort(1, 0), tmp_path / "out", 1, False)
    assert not (tmp_path / "out").exists()
