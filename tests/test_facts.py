"""Facts: each has a source and an interval; P(fact | run) by hand; what is wrong in a file is refused by its key."""

import datetime
import math
import re
from pathlib import Path

import numpy as np
import pytest
import yaml

from sim.compare.measures import columns as measured
from sim.config import Calendar, Scenario
from sim.explore.patterns import read_patterns
from sim.facts.dates import span_of
from sim.facts.likelihood import best, judged_facts, probability
from sim.facts.observed import MEASURES, facts_columns, observed_facts, study_codes
from sim.facts.reading import CYCLE, parsed, read_facts
from sim.simulate import simulate
from sim.world.quebec import FOLDER, real

LINE = {
    "region": "09", "what": "agreed", "says": "agreed", "low": "2012-01", "high": "2012-03", "unit": "month",
    "error": 2, "why": "about", "source": "https://a.b", "grade": "read", "role": "calibration",
}  # fmt: skip
LOT = {**LINE, "what": "first_lot", "unit": "projects", "low": 5, "high": 9, "by": "2013-08"}
LAGS = {"wait": {"low": 0, "high": 2, "why": "nobody knows"}}
END = 60  # months


def fact(**changes):
    """A fact from a line; None leaves a key out."""
    line = {key: value for key, value in {**LINE, **changes}.items() if value is not None}
    return parsed({"lags": LAGS, "facts": {"f": line}}, Calendar()).each[0]


def p(asked, *values):
    """P of some values."""
    return probability(asked, np.array(values, dtype=float), END)


def normal(x):
    """P(a standard normal is under x), by another way than the page's."""
    return (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0


# The file


def test_every_fact_says_where_it_comes_from():
    """An interval, an error and its reason, a source; in both languages; none is about what nobody measured."""
    for f in read_facts().each:
        assert math.isfinite(f.low) or math.isfinite(f.high), f.name
        assert all([*f.why.values(), *f.says.values()]), f.name
        assert f.source.startswith("http") or f.grade == "stated", f.name
        assert not re.search("cooperation|conflict|trust", f.what + f.name), f.name
        assert f.what in MEASURES
    assert {f.name for f in read_facts().each if f.grade == "unsourced"} == set()


def test_sources_are_those_of_the_data():
    """Every address of a fact of the first cycle stands in the house's own data."""
    told = "".join(path.read_text("utf-8") for path in sorted(FOLDER.glob("*")) if path.suffix in (".csv", ".md"))
    for f in read_facts().each:
        if f.cycle == CYCLE and f.source.startswith("http"):
            assert f.source in told, f.name


def test_what_is_held_out_is_not_judged():
    """Saguenay and the next cycle never enter a likelihood unless they are asked by name."""
    held = {f.name for f in read_facts().each if f.region == "02" or f.cycle != CYCLE}
    assert len(held) == 7
    assert not held & {f.name for f in read_facts().of()}
    assert {f.role for f in read_facts().each if f.name in held} == {"held_out"}


def test_what_tests_nothing_weighs_nothing():
    """A number of projects is the envelopes over a size of grants; rounds are set from the guide that tells them."""
    light = {f.name for f in read_facts().each if f.weight == 0.0}
    assert {"six_regions_projects", "mauricie_rounds", "mauricie_first_round"} <= light


def test_the_example_of_a_calibration_is_made_of_facts():
    """docs/tutorials/facts.yaml says of a region what the facts say, lags included; tolerances are their errors."""
    page = Path(__file__).parent.parent / "docs" / "tutorials" / "facts.yaml"
    tree = yaml.safe_load(page.read_text("utf-8"))
    kept = read_patterns(page, [c.name for c in measured(real("six_regions"), END)])  # what a sweep keeps of each run
    assert len(kept.each) == len(tree["patterns"]) > 5
    columns = {"agreement_month": "agreed", "first_money": "first_dollar"}
    facts = {f.name: f for f in read_facts().of()}
    for key, told in tree["patterns"].items():
        _, code, name = key.split(".")
        f = facts[told["source"].partition(":")[0]]
        assert (f.region, f.what, f.weight, f.error) == (code, columns[name], 1.0, told["tolerance"])
        low, high = told.get("target", told.get("low", -math.inf)), told.get("target", told.get("high", math.inf))
        assert low == f.low - f.lag.high * (f.later < 0), key
        assert high == f.high + f.lag.high * (f.later > 0), key


@pytest.mark.parametrize(
    ("told", "first", "last"),
    [
        (2010, -3, 8), (2012, 21, 32), ("2012-03", 23, 23), (datetime.date(2013, 3, 27), 35, 35), ("2010-04", 0, 0),
        ("2013-08-09", 40, 40),
    ],
)  # fmt: skip
def test_dates_become_months(told, first, last):
    """Month 0 is April 2010; a year has twelve of them."""
    assert span_of(told, Calendar()) == (first, last)


NO_DATES = ["2012-13", "2013-02-30", "12", "March", 12, True, None, 2012.5, "2012-3", "0000", 10**5]


@pytest.mark.parametrize("told", NO_DATES)
def test_what_is_no_date_is_none(told):
    """Never a guess."""
    assert span_of(told, Calendar()) is None


# P(fact | run)


def test_probability_by_hand():
    """January to March 2012 are months 21 to 23; two months of error; a whole month fills half on each side."""
    assert p(fact(), 22)[0] == pytest.approx(normal(1.5 / 2) - normal(-1.5 / 2))
    assert p(fact(), 26)[0] == pytest.approx(normal(-2.5 / 2) - normal(-5.5 / 2))
    assert p(fact(high=None), 20)[0] == pytest.approx(normal(-0.5 / 2))  # 20.5 would be enough
    assert p(fact(low=None), 25)[0] == pytest.approx(normal(-1.5 / 2))


def test_without_error_it_is_yes_or_no():
    """Inside or not, both ends included."""
    assert p(fact(error=0), 20, 21, 23, 24).tolist() == [0.0, 1.0, 1.0, 0.0]


def test_far_away_stays_above_nothing():
    """Tails keep their size: a likelihood must rank runs that are all far."""
    near, far = p(fact(error=1), 40, 50)
    assert 0.0 < far < near < 1e-50


def test_farther_is_less_probable():
    """On each side, and for a bound only on its own."""
    values = np.arange(60.0)
    inside, bound = p(fact(), *values), p(fact(low=None), *values)
    assert (np.diff(inside[:23]) > 0.0).all()
    assert (np.diff(inside[23:]) < 0.0).all()
    assert (np.diff(bound) <= 0.0).all()
    assert bound[0] == pytest.approx(1.0)


@pytest.mark.parametrize(("key", "sign"), [("later_by", 1), ("earlier_by", -1)])
def test_a_lag_is_integrated_by_hand(key, sign):
    """The mean over its three months; the model's event comes later, or earlier, than what is dated."""
    asked = fact(**{key: "wait", "error": 1})
    for month in (19, 22, 26):
        each = [normal(23.5 + sign * m - month) - normal(20.5 + sign * m - month) for m in (0, 1, 2)]
        assert p(asked, month)[0] == pytest.approx(sum(each) / 3)


def test_what_never_came():
    """The probability that the date lies after the end: nothing for "by then", all for "not before"."""
    assert p(fact(error=1), -1)[0] == pytest.approx(normal(23.5 - END))
    assert p(fact(high=None), -1)[0] == 1.0
    assert p(fact(low="2015-01", high="2015-03", error=1), -1)[0] == pytest.approx(normal(-0.5))
    assert p(fact(low=None, high="2014-01", error=0), -1)[0] == 0.0
    assert p(fact(low=None, high="2016-01", error=0), -1)[0] == 1.0


def test_an_amount_that_does_not_exist():
    """A lot that is counted within the run is not there: impossible. After its end: nothing is known against it."""
    lot = parsed({"facts": {"f": LOT}}, Calendar()).each[0]
    assert probability(lot, np.array([np.nan]), END)[0] == 0.0
    assert probability(lot, np.array([np.nan]), 24)[0] == 1.0


def test_the_best_is_the_best():
    """No value does better, lag or not; an open interval can have it all."""
    for asked in (fact(), fact(high="2012-01"), fact(later_by="wait"), fact(earlier_by="wait", error=0)):
        assert best(asked) == pytest.approx(p(asked, *np.arange(60.0)).max())
    assert best(fact(high=None)) == 1.0


def judged(*values, **changes):
    """Two facts on one region, one of them a count without weight if asked so."""
    told = {"a": LINE, "b": {**LOT, **changes}}
    columns = ["facts.09.agreed", "facts.09.first_lot", "facts.09.projects"]
    return judged_facts(np.array(values, dtype=float), columns, parsed({"facts": told}, Calendar()).each, END)


def test_a_run_that_meets_everything_is_the_most_probable():
    """Sum of logs; facts met; by region; a run that failed has nothing."""
    found = judged([22, 7, 9], [22, 30, 9], [40, 30, 9], [np.nan] * 3)
    assert found.met[:3].tolist() == [[True, True], [True, False], [False, False]]
    assert found.number_met[:3].tolist() == [2, 1, 0]
    assert found.log_likelihood[0] > found.log_likelihood[1] > found.log_likelihood[2]
    assert found.log_likelihood[0] == pytest.approx(np.log(found.probability[0]).sum())
    np.testing.assert_array_equal(found.by_region["09"], found.log_likelihood)
    assert np.isnan(found.log_likelihood[3])
    assert not found.met[3].any()


def test_a_day_can_be_met():
    """Its P is small at best: a run meets it when its own is more than half of that."""
    asked = fact(high="2012-01", error=3)
    found = judged_facts(np.array([[21.0, 0], [24, 0], [25, 0]]), [asked.column, "facts.09.projects"], [asked], END)
    assert found.best[0] < 0.14
    assert found.met[:, 0].tolist() == [True, True, False]


def test_a_fact_without_weight_is_judged_and_counts_for_nothing():
    """Even an impossible one."""
    found = judged([22, 30, 9], weight=0, why_weight="tests nothing", error=0)
    assert found.probability[0, 1] == 0.0
    assert found.log_likelihood[0] == pytest.approx(math.log(found.probability[0, 0]))
    assert found.number_met.tolist() == [1]


# What a run gives


def test_what_is_observed_is_what_the_history_says():
    """A region alone: the log, the projects and the money tell the same, month by month."""
    h = simulate(Scenario(), real("cote_nord"), 3)
    seen = dict(zip((c.name for c in facts_columns(["09"])), observed_facts(h, ["09"]), strict=True))
    q, tell = h.final.projects, {n.word: n.month for n in reversed(h.log)}
    awarded = [k for k in range(len(q.awarded)) if q.awarded[k] >= 0]
    first = min(q.awarded[k] for k in awarded)
    lot = [int(q.request[k]) / 100 for k in awarded if q.awarded[k] == first]
    assert seen["facts.09.agreed"] == h.final.regions.agreed_month[0] == tell["agreement_reached"]
    assert (seen["facts.09.imposed"], seen["facts.09.opened"]) == (0, tell["fund_opens"])
    assert seen["facts.09.first_award"] == first
    assert seen["facts.09.first_lot"] == len(lot)
    assert seen["facts.09.first_lot_mean"] == pytest.approx(sum(lot) / len(lot))
    assert seen["facts.09.projects"] == len(awarded)
    assert seen["facts.09.first_dollar"] == min(m for m in q.started if m >= 0)
    for level in (50, 75, 90, 95):
        there = [m for m in range(60) if h["awarded"][m].sum() >= level / 100 * h["envelope"][m, 0]]
        assert seen[f"facts.09.committed_{level}"] == (there[0] if there else -1)


def test_columns_are_fixed_and_a_region_that_is_not_there_has_nothing():
    """The six of the study by default, whatever the run."""
    h = simulate(Scenario(months=2), real("cote_nord"), 1)
    values = dict(zip((c.name for c in facts_columns()), observed_facts(h), strict=True))
    assert len(values) == len(study_codes()) * len(MEASURES) + 2
    assert math.isnan(values["facts.04.agreed"])
    assert math.isnan(values["facts.all.projects"])
    assert (values["facts.09.agreed"], values["facts.09.opened"], values["facts.09.projects"]) == (-1, -1, 0)
