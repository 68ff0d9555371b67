"""The mean field: what is planted is found again, counts add up, and what it says of runs is measured right."""

import json
from pathlib import Path

import numpy as np
import pytest
from tiny import network

from sim.config import Scenario
from sim.life.mean_field import (
    Course,
    Numbers,
    Starts,
    after,
    alone,
    attendance_terms,
    opening,
    simulate_mean_field,
    turn_terms,
)
from sim.life.mean_field_account import account, told
from sim.life.mean_field_fit import fit
from sim.life.mean_field_judge import WITHOUT, judge, places_of, rests_on, simulate_many
from sim.life.mean_field_pattern import dynamics_of, first_pattern
from sim.life.mean_field_read import course_of, fitted_on, recorded, relived, starts_of
from sim.metrics.typology import Typology, axes, classify, gather
from sim.simulate import simulate
from sim.validation.patterns.conflict_first import PATTERN
from sim.world.population import Population

HERE = Path(__file__).parent.parent
TRUTH = Numbers(
    come=-1.1,
    come_lived=0.4,
    come_facilitation=0.3,
    come_open=1.0,
    come_regional=1.7,
    meet=-0.9,
    meet_together=1.2,
    cooperate=-1.0,
    cooperate_trust=2.6,
    cooperate_facilitation=1.1,
    cooperate_horizontality=0.6,
    conflict=0.5,
    conflict_calm=2.7,
    conflict_heat=1.5,
    conflict_verticality=0.3,
    conflict_unsettled=0.2,
    conflict_split=0.25,
    memory=0.3,
    gain=0.05,
    loss=0.10,
    back=0.005,
    pace=0.1,
    lift=0.35,
    loosen=0.03,
    frame=0.002,
    stage_clock=-7.5,
    agree_clock=-15.0,
    patience=4.3,
)
NEVER = TRUTH._replace(come_lived=0.0, stage_clock=-99.0, agree_clock=-99.0)  # no clock rings
SMALL = Scenario(months=4, population=Population(scale=0.1))


def starts(runs: int = 10, regions: int = 4, each: int = 5, seed: int = 3) -> Starts:
    """Made-up tables, (run, table): local ones, then one a region."""
    rng, n = np.random.default_rng(seed), regions * (each + 1)
    region = np.concatenate([np.repeat(np.arange(regions), each), np.arange(regions)])
    draw = rng.uniform(0.15, 0.65, (3, runs, n))
    members = rng.integers(40, 90, (runs, n)).astype(np.int32)
    return Starts(*draw, members, 2.4 * members, np.arange(n) >= regions * each, region, launch=2)


def planted(truth: Numbers, seed: int = 5) -> tuple[Course, Starts]:
    """Courses (run, month, table) of known numbers, and their starts."""
    given = starts()
    return simulate_mean_field(truth, given, seed, 60), given


def one_table(trust: float = 0.3, ties: float = 100.0) -> Starts:
    """A single local table, (table,)."""
    share = np.array([0.5])
    members = np.array([50], dtype=np.int32)
    return Starts(np.array([trust]), share, share, members, np.array([ties]), share < 0.0, np.array([0]), launch=2)


def test_what_is_planted_is_found():
    """Every number within three standard errors of the truth, heat and memory too; and the errors say something."""
    found = fit(*planted(TRUTH))
    for name, truth, number, error in zip(Numbers._fields, TRUTH, found.numbers, found.errors, strict=True):
        assert abs(number - truth) <= 3.0 * error + 1e-9, (name, truth, number, error)
        assert error < 0.35 * max(abs(truth), 0.3), (name, error)


def test_no_heat_is_found_where_there_is_none():
    """A term that a process lacks is found to be nothing, with an error that would have seen it."""
    found = fit(*planted(TRUTH._replace(conflict_heat=0.0)))
    assert abs(found.numbers.conflict_heat) <= 3.0 * found.errors.conflict_heat
    assert found.errors.conflict_heat < 0.4


def test_a_term_left_out_is_held_at_zero_and_missed():
    """`without` holds numbers at zero, and the likelihood says what they were worth."""
    course, given = planted(TRUTH)
    whole, cold = fit(course, given, memory=0.3), fit(course, given, ["conflict_heat"], memory=0.3)
    assert cold.numbers.conflict_heat == cold.errors.conflict_heat == 0.0
    assert whole.likelihood["turns"] - cold.likelihood["turns"] > 20.0
    assert cold.likelihood["trust"] == whole.likelihood["trust"]


def test_where_nothing_is_learned_encounters_follow_the_trust_of_the_start():
    """Without the numbers of trust, it is the trust of the start that turns encounters: a worse account of learning."""
    course, given = planted(TRUTH)
    whole, dull = fit(course, given, memory=0.3), fit(course, given, ("gain", "loss", "back"), memory=0.3)
    assert dull.numbers[18:21] == (0.0, 0.0, 0.0)
    assert dull.likelihood["turns"] < whole.likelihood["turns"] - 20.0
    still = simulate_mean_field(dull.numbers, alone(given, 0), seed=1)
    assert np.array_equal(still.trust, np.broadcast_to(given.trust[0], still.trust.shape))


def test_counts_add_up():
    """Nobody comes who is no member, no encounter turns that was not held, and every table has its luck."""
    course, given = planted(TRUTH)
    assert course.held.shape == (10, 60, 24)
    assert (course.present <= course.members).all()
    assert (course.cooperative + course.conflictual <= course.held).all()
    assert (course.held[course.present == 0] == 0).all()
    assert (np.diff(course.stage, axis=1) >= 0).all()
    assert (np.diff(course.agreed.astype(int), axis=1) >= 0).all()
    first = np.unique(given.region, return_index=True)[1]
    assert np.array_equal(course.agreed, course.agreed[..., first][..., given.region])  # a region agrees as one
    assert not course.agreed[:, :3].any()
    assert course.stage[:, :2].max() == 0


def test_the_same_seed_gives_the_same_course():
    """Luck is the seed's."""
    given = alone(starts(), 0)
    one, same, other = (simulate_mean_field(TRUTH, given, seed) for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(one, same, strict=True))
    assert not np.array_equal(one.held, other.held)


def test_trust_by_hand():
    """All cooperate: 1 - T = (1 - T0)*(1 - gain*encounters/ties)^months; all quarrel: T = T0*(1 - loss*...)^months."""
    plain = NEVER._replace(back=0.0, come=99.0, meet=float(np.log(0.5)), loosen=0.0, frame=0.0)
    friends = plain._replace(cooperate=99.0, cooperate_trust=0.0, conflict=-99.0)
    foes = plain._replace(conflict=99.0, conflict_calm=0.0, cooperate=-99.0)
    given, months = one_table(ties=1e7), 24
    up, down = (simulate_mean_field(n, given, 1, months).trust[-1, 0] for n in (friends, foes))
    assert up == pytest.approx(1.0 - 0.7 * (1.0 - 0.05 * 0.5) ** months, abs=1e-4)
    assert down == pytest.approx(0.3 * (1.0 - 0.10 * 0.5) ** months, abs=1e-4)


def test_a_month_by_hand():
    """Each equation of what encounters leave, on numbers that can be worked out on paper."""
    given = one_table(trust=0.4)
    at = opening(given)._replace(trust=np.array([0.5]), heat=np.array([0.2]), agreed=np.array([True]))
    end = after(at, TRUTH, given, np.array([[20.0, 10.0, 10.0]]))
    assert end.trust[0] == pytest.approx(0.5 + 0.05 * 0.5 * 0.2 - 0.10 * 0.5 * 0.1 + 0.005 * (0.4 - 0.5))
    assert end.heat[0] == pytest.approx(0.2 + 0.3 * (0.25 - 0.2))
    assert end.lived[0] == pytest.approx(0.3 * 0.25)
    assert end.facilitation[0] == pytest.approx(0.5 + 0.1 * 0.35 * 0.5)
    assert end.verticality[0] == pytest.approx(0.5 - 0.03 * 0.5 * 0.25 + 0.002 * 0.5)
    quiet = after(at, TRUTH, given, np.zeros((1, 3)))
    assert (quiet.heat[0], quiet.lived[0]) == (0.2, 0.0)  # nothing was held: nothing is felt


def test_odds_by_hand():
    """What draws people, what makes encounters cooperative and what makes them conflictual, term by term."""
    given = one_table(trust=0.4)
    heat, lived, open_now = np.array([0.2]), np.array([0.3]), np.array([1], dtype=np.int32)
    at = opening(given)._replace(heat=heat, lived=lived, stage=open_now)
    come = attendance_terms(at, given.regional)[0] @ TRUTH[:5]
    assert come == pytest.approx(-1.1 + 0.4 * 0.3 + 0.3 * 0.5 + 1.0)
    assert attendance_terms(at, ~given.regional)[0] @ TRUTH[:5] == pytest.approx(come - 1.0 + 1.7)
    cooperation, conflict = turn_terms(at, given.regional)
    assert cooperation[0] @ TRUTH[7:11] == pytest.approx(-1.0 + 2.6 * 0.4 + 1.1 * 0.5 + 0.6 * 0.5)
    quarrel = 0.5 - 2.7 * 0.4 + 1.5 * 0.2 + 0.3 * 0.5 + 0.2
    assert conflict[0] @ TRUTH[11:17] == pytest.approx(quarrel)
    assert turn_terms(at, ~given.regional)[1][0] @ TRUTH[11:17] == pytest.approx(quarrel + 0.25)
    settled = at._replace(agreed=np.array([True]))
    assert turn_terms(settled, given.regional)[1][0] @ TRUTH[11:17] == pytest.approx(quarrel - 0.2)


def test_a_table_without_ties_holds_nothing():
    """Trust that does not exist stops nothing elsewhere, in a course and in a fit."""
    given = starts(runs=2)
    given.trust[:, 0], given.ties[:, 0] = np.nan, 0.0
    course = simulate_mean_field(TRUTH, given, 1)
    assert course.held[..., 0].sum() == 0.0
    assert course.held[..., 1:].min(axis=(0, 1)).max() > 0.0
    assert np.isfinite(fit(course, given, memory=0.3).numbers).all()


def test_the_mean_field_is_found_to_reproduce_itself():
    """Judged on its own courses it explains all that can be; numbers that are wrong do not."""
    given = starts()
    runs = simulate_many(TRUTH, given, 4, seed=9, months=60)
    right, wrong = judge(TRUTH, runs, given, draws=48), judge(TRUTH._replace(cooperate=0.0), runs, given)
    for verdict, other in zip(right, wrong, strict=True):
        assert verdict.explained == pytest.approx(verdict.knowable, abs=0.08), verdict
        assert verdict.field == pytest.approx(verdict.runs, abs=0.006)
        assert verdict.luck_of_field == pytest.approx(verdict.luck_of_runs, rel=0.25)
        assert verdict.axis == "conflict" or verdict.when == "change" or other.explained < verdict.explained - 0.3
    with pytest.raises(ValueError, match="level = 'town': allowed: table, territory, region"):
        places_of(given, "town")


def test_what_the_equations_rest_on():
    """Planted heat is missed when it is taken out; what was never there is not."""
    course, given = planted(TRUTH._replace(come_lived=0.0))
    found = rests_on(course, given, fit(course, given))
    assert found["nothing"].likelihood == pytest.approx(0.0, abs=1e-9)
    assert found["heat"].likelihood < -1e-4 < found["lived"].likelihood <= 0.0
    assert found["learning"].rise < found["nothing"].rise - 0.1


def test_pattern_one_on_counts():
    """A passage written by hand is read as one; the same courses backward are not."""
    given = starts(runs=4)
    held = np.full((4, 60, 24), 20.0)
    share = np.linspace(0.2, 0.8, 60)[None, :, None] * np.ones((4, 60, 24))
    none = np.zeros_like(held)
    course = Course(held, held, held, held * share, held * (0.9 - share), *[none] * 3, none.astype(np.int32), none > 0)
    back = Course(*(series[:, ::-1] for series in course))
    found, reverse = (first_pattern({"base": c}, given, Typology(conflictual=0.3)) for c in (course, back))
    assert set(found) == {"conflict_first", "cooperation_later", "not_straight", "all_move", "most_improve"}
    assert found["conflict_first"].mean == 1.0
    assert found["cooperation_later"].mean == 1.0
    assert found["all_move"].holds
    assert not reverse["conflict_first"].holds
    assert reverse["most_improve"].mean == 0.0
    assert found["not_straight"].mean == 0.0  # one way only


def test_the_account_is_whole_and_can_be_written():
    """From runs to what reproduces them in one call; what is without end or unknown is written as null."""
    found = account(SMALL, network(), [1, 2], [3, 4], lucks=2, p=Typology(window=2))
    written = json.loads(json.dumps(told(found), allow_nan=False))
    assert tuple(written["numbers"]) == Numbers._fields
    assert written["numbers"]["lift"] == {"number": 0.0, "error": None}  # no region agrees in four months
    assert set(written["pattern_1"]) == {claim.name for claim in PATTERN.claims}
    assert sum(written["ends"]["hostile"]["field"].values()) == pytest.approx(1.0)
    assert set(written["passages"]["no_trust"]) == {"runs", "field"}
    assert len(written["verdicts"]) == 8
    assert set(written["rests_on"]) == {"nothing", *WITHOUT}


def test_runs_are_read_as_they_were_lived():
    """Counts are those of the history; a world relived with its own luck is the same run, with another it is not."""
    made, (course, given) = network(), recorded(SMALL, network(), [1, 2])
    history = simulate(SMALL, made, 2)
    assert np.array_equal(course.held[1], history["held"])
    assert np.array_equal(course.trust[1], history["trust"])
    assert np.array_equal(course.present[1], history["present"].sum(axis=2))
    assert given.regional.sum() == 1
    assert (given.ties[1] >= 0).all()
    assert given.launch == SMALL.calendar.launch
    assert np.array_equal(starts_of(history, 2).members, course.members[1, 0])
    usual = Typology()
    place = gather(history, "region", history.final.tables.region)
    assert np.array_equal(dynamics_of(course, given, usual)[1], classify(axes(place, usual), usual))
    same, other = relived(SMALL, made, 2, 2), relived(SMALL, made, 2, 3)
    assert all(np.array_equal(a, b) for a, b in zip(course_of(same), course_of(history), strict=True))
    assert not np.array_equal(other["held"], history["held"])
    assert np.isfinite(fitted_on(SMALL, made, [1, 2, 3]).numbers.cooperate)


def test_the_kept_numbers_are_of_these_equations():
    """The file of reference names every number, in order, and the document quotes it."""
    kept = json.loads((HERE / "results/reference/mean_field.json").read_text(encoding="utf-8"))
    page = (HERE / "docs/mean_field.md").read_text(encoding="utf-8")
    assert tuple(kept["numbers"]) == Numbers._fields
    assert [name for name in Numbers._fields if name not in page] == []
    for arm, who, what in (("base", "runs", "rise"), ("base", "field", "fall"), ("no_trust", "field", "rise")):
        assert f"{kept['passages'][arm][who][what]:.3f}".lstrip("0") in page, (arm, who, what)
    assert all(passed["field"]["holds"] for passed in kept["pattern_1"].values())  # as the page says
