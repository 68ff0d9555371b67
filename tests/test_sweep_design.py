"""A design in a short file: what it says, what is refused, and the runs that it makes, which only grow."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.compare.worlds import ranges
from sim.config import Scenario
from sim.sweep import design_file
from sim.sweep.design_file import parsed, read, text_of, tree_of
from sim.sweep.estimate import cost
from sim.sweep.factor import DesignError, bounded, factor
from sim.sweep.layout import at_point, columns_of, scenarios, try_points
from sim.sweep.plan import Plan, extended

HEAD = "method: sobol\npoints: 8\nparameters: "
SOBOL = """
method: sobol
points: 8
replicates: 2
parameters:
  deliberation.gain:
  norms.cap: {low: 10000, high: 80000}
  award: [majority, lottery]
rules: [modulated_agreements, five_year_plan]
"""


def plan(text: str, points: int = 0, replicates: int = 0, typed: dict[str, str] | None = None) -> Plan:
    """The plan of a text, its points tried."""
    page = Path("design.yaml")
    page.write_text(text, encoding="utf-8")
    found, changes = read(str(page), Scenario(), typed or {}, points, replicates)
    try_points(found, scenarios(Scenario(), changes))
    return found


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is written in a folder of the test."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", design_file.names())
def test_our_designs_are_designs(name: str) -> None:
    """Protects the files of configs/designs from a parameter that changes its name or its range."""
    found, changes = read(name, Scenario(), {})
    try_points(found, scenarios(Scenario(), changes))
    assert found.n_runs > 100
    assert found.told["title"]


def test_rows_go_by_point_replicate_rule_with_common_luck() -> None:
    """Protects pairs: at one point and replicate every rule has the same values and the same seed."""
    found = plan(SOBOL)
    table = columns_of(found, 100)
    assert (found.n_points, found.n_runs) == (8, 32)
    assert table["point"].tolist() == np.repeat(np.arange(8), 4).tolist()
    assert table["replicate"].tolist() == [0, 0, 1, 1] * 8
    assert table["rule"].tolist() == ["modulated_agreements", "five_year_plan"] * 16
    for key in ("seed", *found.keys):
        pairs = table[key].reshape(-1, 2)
        assert (pairs[:, 0] == pairs[:, 1]).all(), key
    assert len(set(table["seed"].tolist())) == 16
    assert table["seed"][0] == 100
    assert set(table["award"].tolist()) == {"majority", "lottery"}
    shared = columns_of(plan(SOBOL + "luck: shared\n"), 100)
    assert set(shared["seed"].tolist()) == {100, 101}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from([1, 2, 4, 8]), st.integers(1, 4)), min_size=1, max_size=4))
def test_an_extended_design_begins_with_what_it_was(steps: list[tuple[int, int]]) -> None:
    """Protects runs from changing their number: rows are only added, and end as those of the direct way, unordered."""
    now = plan(SOBOL, 1, 1)
    before = columns_of(now, 1)
    for points, replicates in steps:
        now = extended(now, max(points, now.last.points), max(replicates, now.last.replicates))
        after = columns_of(now, 1)
        for name, values in before.items():
            assert (after[name][: len(values)] == values).all(), name
        assert len(after["point"]) == now.n_runs
        before = after
    direct = columns_of(plan(SOBOL, now.last.points, now.last.replicates), 1)
    rows = [list(zip(*(table[name].tolist() for name in direct), strict=True)) for table in (direct, before)]
    assert sorted(rows[0]) == sorted(rows[1])
    assert len(set(rows[1])) == len(rows[1])


def test_a_sweep_only_grows() -> None:
    """Protects from a smaller request that would seem to lose runs."""
    now = extended(plan(SOBOL), 16, 2)
    assert extended(now, 8, 2) is now  # the request of the beginning, typed again
    with pytest.raises(DesignError, match=r"points = 4: the sweep has 16 already; a sweep only grows"):
        extended(now, 4, 3)
    with pytest.raises(DesignError, match=r"points = 7: the points of a grid are those of its file"):
        extended(plan("method: grid\nparameters: {award: [lottery, majority]}"), 7, 1)


def test_what_is_kept_of_a_design_gives_it_back() -> None:
    """Protects a sweep from meaning something else when it is resumed from its folder."""
    for text in (
        SOBOL,
        "method: list\npoints: [{norms.cap: 20000, award: lottery}, {norms.cap: 1e4, award: majority}]",
    ):
        one = extended(plan(text), 0, 5)
        changes: dict[str, Any] = {rule: {} for rule in one.rules}
        again = parsed(tree_of(text_of(one)), Scenario(), changes)
        assert again._replace(told={}) == one._replace(told={})
        assert columns_of(again, 1)["seed"].tolist() == columns_of(one, 1)["seed"].tolist()


def test_assumed_numbers_have_their_plausible_ranges_and_rules_keep_what_they_state() -> None:
    """Protects `assumed: true`: every number of the worlds of a comparison, except what is named or stated."""
    found = plan(
        "method: morris\npoints: 2\nassumed: true\nparameters: {governance.threshold: [0.5, 0.6]}\n"
        "left_alone: [events, deliberation.gain]\nspread: 0.2\ngroups: by_section"
    )
    worlds = {r.key: r for r in ranges(Scenario(), 0.2)}
    gone = {key for key in worlds if key.startswith("events.") or key == "deliberation.gain"}
    assert set(found.keys) == set(worlds) - gone | {"governance.threshold"}
    assert all(f.range == worlds[f.key] for f in found.factors if f.range)
    assert found.groups[: len(set(found.groups))] == tuple(dict.fromkeys(k.partition(".")[0] for k in found.keys))
    assert found.n_points == 2 * (len(found.groups) + 1)


def test_ends_are_reached_and_never_passed() -> None:
    """Protects the ends of a range: a whole number at position 1 is the highest, not one above."""
    gain = factor(Scenario(), "deliberation.gain", {"low": 0.1, "high": 0.3}, 0.5)
    assert (gain.at(0.0), gain.at(1.0)) == (0.1, pytest.approx(0.3))
    whole = factor(Scenario(), "norms.rounds", {"low": 10, "high": 12}, 0.5)
    assert [whole.at(p) for p in (0.0, 0.34, 0.67, 1.0)] == [10, 11, 12, 12]
    assert bounded(whole.range, np.nextafter(1.0, 0.0)) == 12  # type: ignore[arg-type]
    words = factor(Scenario(), "award", ["majority", "lottery"], 0.5)
    assert [words.at(p) for p in (0.0, 0.49, 0.5, 1.0)] == ["majority", "majority", "lottery", "lottery"]
    assert [words.number(v) for v in words.values] == [0.0, 1.0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("method: sobool\npoints: 8", "method = sobool:.*sobol"),
        ("metod: sobol", "metod: no such key"),
        ("method: sobol\nparameters: [norms.cap]", "points: how many"),
        ("method: sobol\npoints: 100\nparameters: [norms.cap]", "points = 100: allowed with sobol: a power of two"),
        ("method: sobol\npoints: many\nparameters: [norms.cap]", "points = 'many': a whole number of 1 or more"),
        ("method: sobol\npoints: 8", "parameters: nothing varies"),
        ("method: sobol\npoints: 8\nparameters: [norms.capp]", "parameters: norms.capp: no such parameter.*norms.cap"),
        ("method: sobol\npoints: 8\nparameters: [months]", "months: the same in every run"),
        ("method: sobol\npoints: 8\nparameters: [norms.core_share]", "no plausible range follows from its value, 0"),
        ("method: sobol\npoints: 8\nparameters: {norms.cap: {low: 5}}", "parameters.norms.cap.low = 5: allowed: "),
        ("method: sobol\npoints: 8\nparameters: {norms.cap: {low: 9e4, high: 8e4}}", "low is expected to be below"),
        ("method: sobol\npoints: 8\nparameters: {norms.cap: {hi: 9}}", "norms.cap.hi: no such key; allowed: low, high"),
        ("method: sobol\npoints: 8\nparameters: {norms.cap: [1, 2]}", "parameters.norms.cap = 1: allowed: "),
        ("method: sobol\npoints: 8\nparameters: {award: [majority, best]}", "parameters.award = 'best': allowed: "),
        ("method: sobol\npoints: 8\nparameters: {award: {low: 1}}", "a list of values is expected; allowed: "),
        ("method: sobol\npoints: 8\nparameters: {award: [majority, majority]}", "different values are expected"),
        ("method: grid\nparameters: {norms.cap: {low: 1e4, high: 2e4}}", "a grid needs a list of values, or"),
        ("method: grid\nparameters: {norms.cap: {steps: 1}}", "steps = 1: a whole number from 2 to 1,000,000"),
        ("method: sobol\npoints: 8\nparameters: {norms.cap: {steps: 3}}", "only a grid has steps"),
        ("method: list\npoints: [{norms.cap: 2e4}, {award: lottery}]", "point 1 .* does not give the same keys"),
        ("method: list\npoints: 7", "a list of points is expected"),
        ("method: grid\nrules: [fqis_2011]", "fqis_2011: no such package"),
        ("method: grid\nrules: [lottery, lottery]", "lottery is there twice"),
        ("method: grid\nrules: [lottery]\nparameters: {award: [majority]}", "award: a rule of the design states award"),
        ("method: grid\nparameters: {award: [lottery, majority], award.threshold: [0.6]}", "point 0: award.threshold"),
        ("method: grid\nparameters: {norms.floor: [5e4], norms.cap: [2e4]}", r"floor = 50000.*norms.cap = 20000"),
        ("method: sobol\npoints: 8\nassumed: yess", "assumed = 'yess': allowed: true or false"),
        ("method: sobol\npoints: 8\nassumed: true\nspread: 1.5", "spread = 1.5: allowed: between 0 and 1"),
        (HEAD + "[norms.cap]\ngroups: {a: [award]}", "groups.a: award: it does not vary"),
        (HEAD + "[norms.cap]\nluck: bad", "luck = bad: allowed: shared, own"),
        (HEAD + "[norms.cap]\nreplicates: 2000", "replicates = 2000: allowed: 1 to 1000"),
        ("method: morris\npoints: 9999999\nassumed: true", "a design has at most"),
        ("method: list\npoints: [{norms.cap: [1]}]", r"point 0, norms.cap = \[1\]: a number or a word is expected"),
        ("method: list\npoints: [{norms.cap: " + "9" * 400 + "}]", r"cap = \(a whole number of some 400 digits\)"),
        (HEAD + "{norms.cap: {low: 2e4, high: " + "9" * 400 + "}}", r"high = \(a whole number of some 400 digits\)"),
        (HEAD + "{norms.cap: {low: 2e4, high: .inf}}", "high = inf: a number is expected"),
        (HEAD + "[norms.cap, norms.cap]", "parameters: norms.cap is there twice"),
        (HEAD + "[norms.cap]\nseed: " + "9" * 400, "allowed: 0 to 1,000,000,000"),
        *(
            (HEAD + f"[norms.cap]\nextents: {told}", "extents = .*: pairs of points and replicates that grow")
            for told in ("3", "[[1]]", "[]", "[[a,b]]", "[[8,1],[4,1]]", "[[8,0]]", "{a: 1}")
        ),
        ("method: list\npoints: [{norms.cap: 2e4}]\nextents: [[2,1]]", "extents = "),
        ("method: sobol\npoints: " + "[" * 3_000 + "]" * 3_000, "at most 32 levels"),
        ("method: grid\nparameters: {norms.cap: {low: 1, high: 9, steps: 1000000000000}}", "steps = 10{12}: a whole"),
        (f"method: sobol\npoints: 1{'0' * 300}\nparameters: [norms.cap]", r"points = \(a whole number of some 30"),
        ("method: grid\nmethod: list", "method is written twice"),
        ("method: [", "not valid YAML"),
        ("7", "a mapping is expected"),
    ],
)  # fmt: skip
def test_a_bad_design_is_refused_before_anything(text: str, why: str) -> None:
    """Protects hours: the file, the key, the value and what is allowed are said at once."""
    with pytest.raises(DesignError, match=why) as refusal:
        plan(text)
    assert str(refusal.value).startswith("in design.yaml: ") or "point 0" in why or "floor" in why


def test_what_is_asked_for_every_run_cannot_vary() -> None:
    """Protects a value that was typed from being silently replaced."""
    with pytest.raises(DesignError, match=r"parameters.norms.cap: it varies, and norms.cap=3e4 was asked"):
        plan(SOBOL, typed={"norms.cap": "3e4"})


def test_every_point_is_a_scenario() -> None:
    """Protects runs from failing one by one: the first, the last and those between are built."""
    found = plan(SOBOL)
    for row in found.cells():
        made = at_point(Scenario(), found.keys, row)
        assert (made.deliberation.gain, made.norms.cap, made.award.name) == row  # type: ignore[attr-defined]


def test_a_grid_and_a_list_have_positions_too() -> None:
    """Protects analyses that read positions: the middle of the part that each value takes."""
    grid = plan("method: grid\nparameters: {norms.cap: {low: 1e4, high: 3e4, steps: 3}, award: [majority, lottery]}")
    assert grid.unit().tolist() == [[(i + 0.5) / 3, (j + 0.5) / 2] for i in range(3) for j in range(2)]
    assert [row[0] for row in grid.cells()] == [1e4, 1e4, 2e4, 2e4, 3e4, 3e4]
    several = plan("method: list\npoints: [{norms.cap: 2e4}, {norms.cap: 1e4}, {norms.cap: 2e4}]")
    assert several.unit().ravel().tolist() == [0.25, 0.75, 0.25]


def test_the_cost_is_that_of_its_formula() -> None:
    """Protects the dry run."""
    assert cost(1000, 0.5, 10, 2e5, 400) == (1000, 500.0, 1000 * 96.0 + 3 * 2e5)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ("deliberaton.gain", "Close: deliberation.gain"),
        ("deliberatin", "no such parameter or section"),
        ("norms.cap", "`parameters` names it too"),
    ],
)
def test_what_is_left_alone_must_be_there(left: str, said: str) -> None:
    """A slip would let vary, in silence, what was to stay as it is."""
    with pytest.raises(DesignError, match=said):
        plan(f"method: sobol\npoints: 2\nparameters: [norms.cap]\nassumed: true\nleft_alone: [{left}]")
