"""Signs of life: a run becomes a row of sums, rows become numbers with intervals, for a life that was planted."""

import numpy as np
import pytest
from planted import drifting, episodes, lumps

from sim.life.pooling import Pooled, pooled
from sim.life.record import KINDS, Meetings, Record
from sim.life.signs import dynamics_columns, signs_of

DYNAMICS = ("calm", "hot")
MONTHS, PLACES, RUNS = 60, 30, 12
REGION_OF = np.repeat(np.arange(5), 6).astype(np.int32)


def classify(m: Meetings) -> np.ndarray:
    """Hot where more than three encounters in ten are conflicts."""
    return (m.conflictual > 0.3 * m.held).astype(np.int8)


def record(m: Meetings, seed: int, **given) -> Record:
    """A run without events or negotiation, unless `given`; regions are sums of places."""
    regions = Meetings(*(x @ np.eye(5)[REGION_OF] for x in m))
    nothing = np.full(PLACES, np.nan)
    events = {kind: np.zeros((0, 2), dtype=np.int32) for kind in KINDS}
    none = np.zeros((0, 4), dtype=np.int32)
    made = Record(seed, m, regions, REGION_OF, events, nothing, nothing, none, none[:, :3])
    return made._replace(**given)


def rows_of(process, **given) -> tuple[list[str], np.ndarray]:
    """(columns, values (run, column)) of RUNS runs of a planted process."""
    luck = np.random.default_rng(11)
    rows = [signs_of(record(process(luck), seed, **given), classify, DYNAMICS) for seed in range(RUNS)]
    assert all(list(row) == list(rows[0]) for row in rows)
    return list(rows[0]), np.array([list(row.values()) for row in rows])


def signs(process, **given) -> Pooled:
    """The signs of life of a planted process."""
    return pooled(*rows_of(process, **given), DYNAMICS)


@pytest.fixture(scope="module")
def drift() -> Pooled:
    """A pure drift."""
    return signs(lambda luck: drifting(MONTHS, PLACES, 20, luck))


def test_a_pure_drift_is_found_to_be_one(drift):
    """Dispersion of one, the lumpy null equal, moves and spells as a straight line gives, and one axis."""
    n = drift.numbers
    assert n["model.dispersion"].low < 1.0 < n["model.dispersion"].high
    assert n["dispersion_over_lumpy"].value == pytest.approx(1.0, abs=0.03)
    assert n["memory_beyond_lumpy"].low < 0.0 < n["memory_beyond_lumpy"].high
    for name in ("place.moves", "place.returned", "region.moves", "place.hot.months"):
        assert n[f"model.{name}"].value == pytest.approx(n[f"line.{name}"].value, rel=0.1, abs=0.03)
    for name in ("hot.spell", "calm.spell"):
        assert n[f"model.place.{name}"].value == n[f"line.place.{name}"].value


def test_what_is_not_there_is_no_number(drift):
    """Without event, negotiation or jury: NaN, no peak, no warning."""
    for name in ("negotiation_r2", "all_refuse_share", "juries_that_choose"):
        assert np.isnan(drift.numbers[name].value)
    for kind in KINDS:
        assert drift.events[kind]["model"].peak.months == 0
        assert drift.events[kind]["model"].number == 0


def test_lumps_without_memory_are_told_from_episodes():
    """Both are more than a coin; only episodes last beyond their own shuffle, in months and in spells."""
    lumpy = signs(lambda luck: lumps(MONTHS, PLACES, 20, 0.05, luck)).numbers
    assert lumpy["model.dispersion"].low < 1.95 < lumpy["model.dispersion"].high
    assert lumpy["memory_beyond_lumpy"].low < 0.0 < lumpy["memory_beyond_lumpy"].high
    assert lumpy["dispersion_over_lumpy"].value == pytest.approx(1.0, abs=0.04)
    lasting = signs(lambda luck: episodes(MONTHS, PLACES, 20, 0.7, luck)).numbers
    assert lasting["model.dispersion"].low > 1.3
    assert lasting["memory_beyond_lumpy"].low > 0.15
    assert lasting["drift.dispersion"].value < 1.15
    moves = [lasting[f"{version}.place.moves"] for version in ("model", "lumpy")]
    assert moves[0].high < moves[1].low


def test_two_axes_and_what_participation_explains():
    """Planted over place-years: cooperation = participation plus as much of its own, conflict on its own."""

    def process(luck) -> Meetings:
        years = np.repeat(luck.normal(0.0, 1.0, (3, 5, PLACES)), 12, axis=1)
        held = np.full((MONTHS, PLACES), 2000.0)
        cooperation = 0.4 + 0.04 * years[0] + 0.04 * years[1]
        members = np.full_like(held, 100.0)
        present = members * (0.5 + 0.05 * years[0])
        return Meetings(held, held * cooperation, held * (0.2 + 0.03 * years[2]), 2 * held, present, members)

    n = signs(process).numbers
    assert n["model.participation_share"].value == pytest.approx(0.5, abs=0.06)
    assert n["model.axes_correlation"].value == pytest.approx(0.0, abs=0.07)
    assert n["model.principal_share"].value == pytest.approx(0.5, abs=0.04)
    assert np.isnan(n["model.attendance_share"].value)  # the same everywhere
    drifted = signs(lambda luck: drifting(MONTHS, PLACES, 400, luck)).numbers
    assert drifted["model.axes_correlation"].high < -0.5
    assert drifted["model.principal_share"].value == pytest.approx(0.5 - 0.5 * drifted["model.axes_correlation"].value)


def test_an_event_shows_in_the_run_and_not_in_its_nulls():
    """Conflict is raised by 0.1 for three months after each departure, and nothing is said of the other kinds."""
    events = np.array([(20 + 3 * REGION_OF[p], p) for p in range(PLACES)], dtype=np.int32)

    def process(luck) -> Meetings:
        m = drifting(MONTHS, PLACES, 40, luck)
        raised = m.conflictual.copy()
        for month, place in events:
            raised[month : month + 3, place] += luck.binomial(40, 0.1, 3)
        return m._replace(conflictual=np.minimum(raised, m.held - m.cooperative))

    none = {kind: np.zeros((0, 2), dtype=np.int32) for kind in KINDS}
    read = signs(process, events=none | {"departure": events}).events
    assert read["split"]["model"].number == 0
    found = read["departure"]
    assert found["model"].number == PLACES * RUNS
    assert found["model"].peak.months == 3
    assert found["model"].quarter.value == pytest.approx(0.1, abs=0.02)
    assert found["lumpy"].quarter.value < 0.05
    assert found["cooperation"].peak.months == 0


def test_negotiations_and_juries_are_put_together():
    """Shares that are the claims scaled down; half of the failed proposals refused by all; one jury in four chooses."""
    claims = np.random.default_rng(2).uniform(0.1, 0.4, PLACES)
    shares = claims / np.bincount(REGION_OF, claims)[REGION_OF]
    n = signs(
        lambda luck: drifting(MONTHS, PLACES, 20, luck),
        claims=claims,
        shares=shares,
        proposals=np.array([[0, 5, 5, 0], [1, 5, 3, 0]]),
        juries=np.array([[0, 4, 4], [0, 4, 0], [1, 4, 2], [1, 4, 4]]),
    ).numbers
    assert n["negotiation_r2"].value == pytest.approx(1.0)
    assert n["negotiation_error"].value == pytest.approx(0.0)
    assert n["all_refuse_share"].value == 0.5
    assert (n["juries_fund_all"].value, n["juries_fund_none"].value, n["juries_that_choose"].value) == (0.5, 0.25, 0.25)


def test_moves_and_returns_by_hand():
    """Of four places: one stays, one moves for good, one comes back to its first dynamic and one to its second."""
    paths = np.array([[0, 0, 0, 0], [0, 1, 1, 1], [0, 1, 0, 0], [0, 1, 2, 1]], dtype=np.int8).T
    row = dynamics_columns("x", paths, ("a", "b", "c"))
    assert [row[f"x/{name}"] for name in ("places", "moves", "changed", "returned")] == [4.0, 6.0, 3.0, 2.0]
    assert (row["x/a/months"], row["x/c/months"]) == (9.0, 1.0)
    assert (row["x/c/ended/1"], row["x/a/censored/4"], row["x/b/censored/3"]) == (1.0, 1.0, 1.0)


def test_rows_are_narrow_and_say_the_same_twice():
    """The luck of the nulls is that of the run's seed; rates of first and last years are kept as they are."""
    m = drifting(MONTHS, PLACES, 20, np.random.default_rng(1))
    row = signs_of(record(m, 3), classify, DYNAMICS)
    assert row == signs_of(record(m, 3), classify, DYNAMICS)
    assert len(row) < 1500
    assert row["place/4/end/conflict"] == m.conflictual[-12:, 4].sum() / m.held[-12:, 4].sum()
    other = signs_of(record(m, 4), classify, DYNAMICS)
    assert other["line/place/moves"] != row["line/place/moves"]
    assert other["model/place/moves"] == row["model/place/moves"]


def test_what_cannot_be_read_is_refused():
    """A dynamic without a name, and no run at all."""
    m = drifting(MONTHS, PLACES, 20, np.random.default_rng(1))
    with pytest.raises(ValueError, match="0 to 1 are expected"):
        signs_of(record(m, 1), lambda m: 2 * classify(m), DYNAMICS)
    with pytest.raises(ValueError, match="0 runs"):
        pooled([], np.zeros((0, 0)), DYNAMICS)
