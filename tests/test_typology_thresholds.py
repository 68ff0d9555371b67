"""The typology under other thresholds: planted histories whose classification is known, and plain oracles."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config import Scenario
from sim.metrics.typology import Counts, Dynamic, Typology, axes, classify
from sim.override import changed
from sim.simulate import simulate
from sim.validation.readings import HALF_YEAR, came_back
from sim.validation.typology import breaks
from sim.validation.typology.arms import ARMS, BASE, FAVORABLE, HOSTILE
from sim.validation.typology.conclusions import (
    CONCLUSIONS,
    Verdict,
    at_thresholds,
    judged,
    neighbors,
    shares_by,
)
from sim.validation.typology.thresholds import (
    CONFLICTUAL,
    COOPERATIVE,
    READ,
    SETTINGS,
    USUAL,
    UnderThresholds,
    columns,
    territory_years,
    under_settings,
    under_thresholds,
    unpacked,
)
from sim.world.quebec import real

MONTHS = 60


def planted(cooperation: list[float], conflict: list[float], places: int = 2) -> Counts:
    """Counts (month, place) of tables where half of the members come, from a rate a month."""
    held = np.full((MONTHS, places), 1000.0)
    rates = (np.repeat(np.array(r)[:, None], places, axis=1) for r in (cooperation, conflict))
    return Counts(held, held, *(1000.0 * rate for rate in rates), *np.zeros((2, MONTHS, places)), 0.5 * held, held)


def reading(found, name: str, cooperative: float, conflictual: float) -> float:
    """One reading of under_thresholds."""
    return float(found[COOPERATIVE.index(cooperative), CONFLICTUAL.index(conflictual), READ.index(name)])


def test_a_place_that_never_changes_is_named_by_its_thresholds():
    """Cooperation .47 and conflict .22 for five years: the name depends on thresholds, nothing moves under any."""
    found = under_thresholds(planted([0.47] * MONTHS, [0.22] * MONTHS), 6, 0.1)
    for i, c in enumerate(COOPERATIVE):
        for j, k in enumerate(CONFLICTUAL):
            high, hot = c <= 0.47, k <= 0.22
            name = {(True, True): "mixed", (True, False): "cooperative", (False, True): "conflictual"}
            expected = name.get((high, hot), "routine")
            for end in ("cooperative", "conflictual", "mixed", "routine", "dormant"):
                assert found[i, j, READ.index(end)] == float(end == expected), (c, k, end)
    assert not found[:, :, :4].any()


def test_a_rate_at_the_threshold_is_high():
    """As in the typology: from the threshold on, not above it."""
    found = under_thresholds(planted([0.50] * MONTHS, [0.20] * MONTHS), 6, 0.1)
    assert reading(found, "mixed", 0.50, 0.20) == 1.0
    assert reading(found, "routine", 0.55, 0.25) == 1.0


@pytest.mark.parametrize("window", [3, 6, 12])
def test_conflict_first_holds_only_under_thresholds_that_see_it(window):
    """Conflict .28 for three years then .02; cooperation .30 then .70: thresholds above the peak see no conflict."""
    found = under_thresholds(planted([0.30] * 36 + [0.70] * 24, [0.28] * 36 + [0.02] * 24), window, 0.05)
    for k in CONFLICTUAL:
        assert reading(found, "conflict_first", 0.50, k) == (1.0 if k <= 0.28 else 0.0), k
    for c in COOPERATIVE:
        assert reading(found, "cooperation_later", c, 0.20) == 1.0
        assert reading(found, "movers", c, 0.30) == 1.0


def test_what_happens_between_the_first_and_last_year_counts_as_a_move_alone():
    """A fight in the third year: a mover, but neither conflict first nor more cooperation later."""
    found = under_thresholds(planted([0.6] * MONTHS, [0.02] * 24 + [0.5] * 6 + [0.02] * 30), 3, 0.05)
    assert reading(found, "movers", 0.50, 0.20) == reading(found, "returns", 0.50, 0.20) == 1.0
    assert reading(found, "conflict_first", 0.50, 0.20) == reading(found, "cooperation_later", 0.50, 0.20) == 0.0


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([3, 6, 12]), st.sampled_from([0.05, 0.1, 0.2]))
def test_every_threshold_reads_as_the_typology_does(seed, window, attended):
    """One pass over all thresholds gives what `classify` gives for each of them, on any counts."""
    rng = np.random.default_rng(seed)
    held = rng.integers(0, 60, (30, 3)) * (rng.random((30, 3)) < 0.7)
    cooperative = rng.binomial(held, rng.uniform(0.3, 0.7, (30, 3)))
    conflictual = rng.binomial(held - cooperative, rng.uniform(0.1, 0.6, (30, 3)))
    present = rng.binomial(20, rng.uniform(0.0, 0.3, (30, 3)))
    none = np.zeros((30, 3))
    told = (held, held, cooperative, conflictual, none, none, present, none + 20)
    counts = Counts(*(np.asarray(x, dtype=float) for x in told))
    found = under_thresholds(counts, window, attended)
    for i, c in enumerate(COOPERATIVE):
        for j, k in enumerate(CONFLICTUAL):
            p = Typology(window=window, attended=attended, cooperative=c, conflictual=k)
            d = classify(axes(counts, p), p)
            hot = (d == Dynamic.CONFLICT) | (d == Dynamic.COOPERATION_CONFLICT)
            calm = d == Dynamic.COOPERATION
            ends = [(d[-1] == x).mean() for x in (0, 1, 2, 3, 4)]
            back = np.mean([came_back(path) for path in d[HALF_YEAR:].T])
            expected = [hot[:12].mean() - hot[-12:].mean(), calm[-12:].mean() - calm[:12].mean(),
                        (d[1:] != d[:-1]).any(axis=0).mean(),
                        back, *ends]  # fmt: skip
            np.testing.assert_allclose(found[i, j], expected, atol=1e-12)


def test_the_usual_reading_is_that_of_the_model():
    """The thresholds of the model are one of the ways of reading, and the favorable past is the one of configs."""
    assert USUAL in SETTINGS
    p = Typology()
    assert tuple(USUAL) == ("region", p.window, p.attended, p.cooperative, p.conflictual)
    page = Path(__file__).parent.parent / "configs" / "conditions" / "favorable.yaml"
    kept = {f"conditions.{key}": value for key, value in yaml.safe_load(page.read_text("utf-8")).items()}
    assert kept == ARMS[FAVORABLE]
    for changes in ARMS.values():
        changed(Scenario(), changes)


def test_the_vector_of_a_run_is_what_its_columns_say():
    """The measure gives as many numbers as are described, and they come apart as they went together."""
    history = simulate(changed(Scenario(), {"months": 24}), real("cote_nord"), 3)
    codes = real("cote_nord").code
    values = UnderThresholds()(history)
    names = [c.name for c in columns(codes, 24)]
    assert len(values) == len(names) == len(set(names))
    readings, rates = unpacked(np.stack([values, values]), len(codes))
    np.testing.assert_array_equal(readings[1], under_settings(history))
    np.testing.assert_array_equal(rates[0], territory_years(history))
    whole = rates[0][..., 0].mean()
    assert 0.0 < whole < 1.0
    assert values[names.index(f"year.2.{codes[1]}.conflict")] == rates[0][1, 1, 1]


# Conclusions


def arms(base: float, hostile: float, favorable: float, spread: float = 0.0, seeds: int = 20) -> dict:
    """Readings (seed, way, reading), all alike but for luck of a given spread."""
    luck = spread * np.linspace(-1.0, 1.0, seeds)[:, None, None] * np.ones((1, len(SETTINGS), len(READ)))
    return {arm: x + luck for arm, x in ((BASE, base), (HOSTILE, hostile), (FAVORABLE, favorable))}


def verdicts(found) -> dict[str, set[Verdict]]:
    """Every verdict on each conclusion."""
    return {c.name: {Verdict(v) for v in found.verdict[:, k].tolist()} for k, c in enumerate(CONCLUSIONS)}


def test_verdicts_of_planted_readings():
    """Above the bound for sure holds, under it for sure fails, across it is undecided."""
    sure = verdicts(judged(arms(0.6, 0.2, 0.6)))
    assert sure["most_cooperative"] == sure["fewer_hostile"] == {Verdict.HOLDS}
    assert sure["movers"] == {Verdict.FAILS}
    assert sure["more_favorable"] == {Verdict.FAILS}, "no difference is not a difference"
    assert verdicts(judged(arms(0.51, 0.2, 0.9, spread=0.45)))["most_cooperative"] == {Verdict.OPEN}


def test_contrasts_are_paired_by_seed():
    """Luck that both arms share takes no sureness away from their difference."""
    found = judged(arms(0.50, 0.49, 0.9, spread=0.4))
    k = [c.name for c in CONCLUSIONS].index("fewer_hostile")
    assert (found.verdict[:, k] == Verdict.HOLDS).all()
    np.testing.assert_allclose(found.high[:, k] - found.low[:, k], 0.0, atol=1e-12)


def test_intervals_stay_within_what_is_possible():
    """No share above one, no difference below minus one."""
    share = [k for k, c in enumerate(CONCLUSIONS) if not c.difference]
    for base in (0.03, 0.97):
        found = judged(arms(base, 0.0, 1.0, spread=0.5, seeds=3))
        assert found.high.max() <= 1.0
        assert found.low.min() >= -1.0
        assert found.low[:, share].min() >= 0.0


def test_where_a_conclusion_flips_is_found():
    """Verdicts that depend on the conflict threshold alone: shares, squares and neighbors say so."""
    verdict = np.full((len(SETTINGS), len(CONCLUSIONS)), Verdict.HOLDS, dtype=np.int8)
    verdict[[s.conflictual == CONFLICTUAL[-1] for s in SETTINGS], 0] = Verdict.FAILS
    verdict[[s.conflictual == 0.15 for s in SETTINGS], 1] = Verdict.FAILS
    assert shares_by(verdict, "conflictual")[:, 0].tolist() == [1.0, 1.0, 1.0, 1.0, 0.0]
    np.testing.assert_allclose(shares_by(verdict, "window")[:, 0], 0.8)
    square = at_thresholds(verdict)[:, :, 0]
    assert (square[:, -1] == Verdict.FAILS).all()
    assert (square[:, :-1] == Verdict.HOLDS).all()
    assert neighbors(verdict).tolist() == [True, False, True, True, True, True, True]


# Thresholds found in the runs


@given(st.lists(st.integers(0, 40), min_size=2, max_size=12))
def test_two_groups_are_the_most_alike(values):
    """The cut is the one of least scatter among all of them, tried one by one."""
    x = np.sort(np.array(values, dtype=float))
    if x[0] == x[-1]:
        assert breaks.two_groups(x) == x[0]
        return

    def scatter(limit: float) -> float:
        sides = [side for side in (x[x < limit], x[x >= limit]) if len(side)]
        return sum(float(((side - side.mean()) ** 2).sum()) for side in sides)

    best = min(scatter(v) for v in np.unique(x)[1:])
    assert scatter(breaks.two_groups(x)) == pytest.approx(best)


def test_years_are_named_by_thresholds_or_by_the_larger_rate():
    """Two territories over three years, planted: one turns from conflict to cooperation, the other stays."""
    rates = np.array([[[[0.1, 0.3], [0.4, 0.1]], [[0.3, 0.2], [0.4, 0.1]], [[0.5, 0.0], [0.4, 0.1]]]])
    found = dict(zip(READ, breaks.by_year(rates, (0.35, 0.15))[0], strict=True))
    assert found == {"conflict_first": 0.5, "cooperation_later": 0.5, "movers": 0.5, "returns": 0.0, "cooperative": 1.0,
                     "conflictual": 0.0, "mixed": 0.0, "routine": 0.0, "dormant": 0.0}  # fmt: skip
    nan = breaks.thresholds(breaks.BALANCE, rates)
    alone = dict(zip(READ, breaks.by_year(rates, nan)[0], strict=True))
    assert (alone["conflict_first"], alone["movers"], alone["cooperative"]) == (0.5, 0.5, 1.0)


def test_half_are_high_above_the_median_and_a_third_above_the_upper_tercile():
    """Thresholds cut the values that they come from in the shares that they are named after."""
    base = np.random.default_rng(1).random((10, 5, 6, 2))
    for method, share in (("median", 0.5), ("top_third", 1.0 / 3.0)):
        high, hot = breaks.states(base, breaks.thresholds(method, base))
        assert high.mean() == pytest.approx(share, abs=0.01)
        assert hot.mean() == pytest.approx(share, abs=0.01)
