"""The benchmark runs and says what it must; how fast is nobody's test."""

import io
import json
import math
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from experiments import benchmark as command
from sim.config import Scenario
from sim.month import STAGES
from sim.parameter import values
from sim.show.growth import Curve, draw_growth, plain, ticks
from sim.simulate import begin, simulate
from sim.study.cost import bare_loops, history, machine_limit
from sim.study.cost.against_mesa import Arrays, against_mesa, agree, listen
from sim.study.cost.benchmark import ALONE, SHARED, Plan, Step, measure
from sim.study.cost.growth import (
    ACTORS,
    MONTHS,
    TERRITORIES,
    Point,
    Size,
    measure_size,
    peak_megabytes,
    shape_of,
    slope,
)
from sim.study.cost.one_to_one import describe, inhabitants, live, one_to_one
from sim.study.cost.under_way import UnderWay
from sim.study.cost.ways import ARRAYS, CAREFUL, NUMPY, TUTORIAL
from sim.vocabulary import Role
from sim.world.population import Population
from sim.world.quebec import real
from sim.world.synthetic import Synthetic, synthetic

TINY = Plan(region="02", months=2, runs=1, mesa_months=1, points=(Point(ACTORS, 500), Point(ACTORS, 900)), cold=False)


def test_one_page_from_one_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Plan, "quick", classmethod(lambda cls: TINY))
    monkeypatch.setattr(sys, "argv", ["benchmark", "--quick", "--save"])
    command.main()
    page = (tmp_path / "results/reference/benchmark.md").read_text(encoding="utf-8")
    assert page in capsys.readouterr().out
    assert (tmp_path / "results/reference/benchmark_growth.png").stat().st_size > 10_000
    assert len(history.read(tmp_path / "results/reference/benchmark_history.csv")) == 1
    for word in (
        *(name for name, _ in STAGES),
        "observe",
        "build",
        "measure",
        "warm",
        ALONE,
        SHARED,
        ARRAYS,
        CAREFUL,
        TUTORIAL,
        "a month",
        "meet",
        "talk",
    ):
        assert f"| {word} |" in page
    found = json.loads((tmp_path / "results/reference/benchmark.json").read_text(encoding="utf-8"))
    assert found["machine"]["python"] in page
    assert [size["axis"] for size in found["growth"]] == [ACTORS, ACTORS]
    assert found["growth"][0]["megabytes"] > 10.0
    assert not [word for word in (str(Path.home()), str(Path(command.__file__).parent.parent)) if word in page]


def test_shares_of_work_grow_to_one() -> None:
    """Each measure has a name before it begins; the end has none."""
    plan = Plan(region="02", months=1, runs=1, mesa_months=1, points=(Point(ACTORS, 500),), cold=False)
    steps = [step for step, _ in measure(plan)]
    shares = [step.share for step in steps]
    assert shares[0] == 0.0
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert [bool(step.name) for step in steps] == [True] * (len(steps) - 1) + [False]
    assert "500 actors" in steps[-2].name


class Terminal(io.StringIO):
    """A stream that a person looks at."""

    def isatty(self) -> bool:
        return True


def test_progress_says_what_is_measured_and_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal each measure, the time before it and the time left; elsewhere only what it came to."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    screen, file = Terminal(), io.StringIO()
    for out in (screen, file):
        now[0] = 100.0
        under_way = UnderWay(out)
        under_way.to(Step(0.0, "one run", 2))
        now[0] = 110.0
        under_way.to(Step(0.25, "cold start", 2))
        now[0] = 150.0
        under_way.to(Step(1.0, "", 2))
    assert "measure 1 of 2: one run\r" in screen.getvalue()
    assert "measure 2 of 2: cold start (10 s before it, about 30 s to go)" in screen.getvalue()
    assert file.getvalue() == "2 measures in 50 s; the longest, cold start: 40 s\n"
    assert screen.getvalue().rpartition("\r")[2].split() == file.getvalue().split()


def test_slope_of_a_linear_cost_is_one() -> None:
    """Along each axis by itself, from the size asked on."""
    sizes = [Size(ACTORS, 9, n, 2 * n, 10, 0.0, 3e-6 * n, 1.0) for n in (500, 5_000, 50_000, 500_000)]
    sizes += [Size(MONTHS, 9, 500, 900, n, 0.0, 1e-6 * n**2, 1.0) for n in (12, 60, 600)]
    assert slope(sizes, ACTORS) == pytest.approx(1.0)
    assert slope(sizes, MONTHS) == pytest.approx(2.0)
    assert sizes[0].microseconds == pytest.approx(0.3)
    assert math.isnan(slope(sizes, ACTORS, 100_000))
    assert math.isnan(slope(sizes, TERRITORIES))


def test_what_grows_is_what_was_asked() -> None:
    """A point along each axis has the size that was asked for, and the rest as said."""
    found = {axis: measure_size(Point(axis, n)) for axis, n in ((ACTORS, 900), (TERRITORIES, 6), (MONTHS, 3))}
    assert found[ACTORS].actors == pytest.approx(900, rel=0.2)
    assert found[TERRITORIES].territories == 6
    assert (found[MONTHS].months, found[MONTHS].territories) == (3, 39)
    assert all(size.seconds > 0.0 and size.build_seconds > 0.0 for size in found.values())


@pytest.mark.parametrize("actors", [500, 5_000, 500_000])
def test_made_up_networks_hold_about_as_many_actors_as_asked(actors: int) -> None:
    shape = shape_of(actors)
    assert shape.regions * shape.territories_per_region * 150 == pytest.approx(actors, rel=0.15)


def test_two_ways_that_differ_are_not_compared() -> None:
    scenario, network = Scenario(), real("02")
    assert set(against_mesa(scenario, network, 1)) == {ARRAYS, NUMPY, CAREFUL, TUTORIAL}
    actors, ties, months = listen(scenario, network, 1, 1, 1)
    arrays = Arrays(actors, ties, values(scenario.deliberation))
    arrays.receive(months[0])
    arrays.step()
    met = arrays.outcome()
    agree(met, met)
    with pytest.raises(AssertionError, match="trust"):
        agree(met, met._replace(trust=np.nextafter(met.trust, 2.0) + 1e-9))


def test_peak_memory_is_a_number_of_megabytes() -> None:
    assert 10.0 < peak_megabytes() < 1e6


def test_every_inhabitant_changes_nothing_for_those_who_are_reached() -> None:
    """Every series of the process is the same to the bit; and the sample tells the inhabitants apart from its error."""
    sample, everyone = live(False, 3, "02"), live(True, 3, "02")
    assert everyone.actors > 50 * sample.actors
    assert everyone.ties == sample.ties
    assert everyone.series == sample.series
    assert everyone.errors.max() < 0.2 * sample.errors.max()
    assert np.abs((sample.means - everyone.means) / sample.errors).max() < 4.0


def test_more_persons_reached_do_change_the_process() -> None:
    """The comparison of series can fail: with twice the sample, the process is another."""
    network = synthetic(Synthetic(regions=1, territories_per_region=3))
    one, other = (
        simulate(Scenario(months=4, population=Population(citizens_per_territory=n)), network, 1) for n in (35.0, 70.0)
    )
    assert not np.array_equal(one.series["present"], other.series["present"])


def test_one_to_one_says_what_it_found() -> None:
    found = one_to_one(2, "02")
    page = "\n".join(describe(found))
    assert found.same == len(found.everyone.series)
    assert f"{found.same} of {len(found.everyone.series)}" in page
    assert f"{found.everyone.actors:,}" in page


def test_means_of_inhabitants_are_weighted_by_those_they_stand_for() -> None:
    """By hand: two territories, weights and strata."""
    state = begin(Scenario(), real("02"), 1).state
    means, errors = inhabitants(state.actors, len(state.territories.region))
    citizen = state.actors.role == Role.CITIZEN
    weight = state.actors.weight[citizen]
    assert means[:9] == pytest.approx(weight @ state.actors.mandate_priorities[citizen] / weight.sum())
    assert (errors > 0.0).all()


def test_bare_loops_are_compared_with_the_pages_they_stand_for() -> None:
    """Four hot loops, each with a time for both; what the bare loop of trust adds up is what there is."""
    found = machine_limit.against_the_machine(Scenario(), real("02"))
    assert [b.page for b in found] == ["meet", "talk", "shift", "mean_trust"]
    assert all(b.seconds > b.passing > 0.0 and b.bare > b.bare_passing > 0.0 and b.items > 0 for b in found)
    by_hand = machine_limit.Beside("meet", 10, "ties", 25e-6, 10e-6, 6e-6, 1e-6)
    assert (by_hand.ratio, by_hand.ratio_inside) == (pytest.approx(25 / 6), pytest.approx(3.0))
    assert math.isnan(by_hand._replace(bare_passing=6e-6).ratio_inside)
    assert bare_loops.received.page(1.0, found[0].items) == 2  # type: ignore[attr-defined]
    total, table, pairs = np.zeros((2, 10)), np.array([0, 1], dtype=np.uint32), np.array([1, 4], dtype=np.int8)
    bare_loops.bare_trust(table, pairs, np.array([0.25, 0.5]), total)
    assert (total[0, 1], total[1, 4]) == (0.25, 0.5)


def test_history_tells_a_regression(tmp_path: Path) -> None:
    """Lines are kept one a commit, and a cost that rises beyond noise is called slower."""
    path = tmp_path / "history.csv"
    line = history.Line("2026-11-01", "a" * 40, "AMD EPYC", 80.0, 12.0, 4.0, 65.0, 104.0, 30.0, 190.0)
    assert "first" in history.verdict(history.add(path, line))
    slower = line._replace(commit="b" * 40, in_mesa_months=5.0)
    assert "slower" in history.verdict(history.add(path, slower))
    again = history.add(path, slower._replace(in_mesa_months=4.1))
    assert len(again) == 2
    assert "about the same" in history.verdict(again)
    assert history.read(path) == again


def test_ticks_are_round_numbers_in_words() -> None:
    """Two at least on any axis; decades alone where there are many; no mathematics, no power of ten."""
    assert ticks(400, 9e6) == [1e3, 1e4, 1e5, 1e6]
    assert ticks(11, 650) == [20, 50, 100, 200, 500]
    assert ticks(0.0048, 0.09) == [0.005, 0.01, 0.02, 0.05]
    assert ticks(480, 950) == [500, 600, 700, 800, 900]
    written = [plain(1e6), plain(100_000), plain(0.01, "s"), plain(0.5, "s"), plain(100, "s")]
    assert written == ["1 million", "100,000", "0.01 s", "0.5 s", "100 s"]


def test_picture_of_growth_has_plain_ticks(tmp_path: Path) -> None:
    """Text of the picture, as SVG: the ticks are there, and nothing that mathematics would need to be read."""
    curve = Curve("More actors", ACTORS, [500, 5_000, 8_000_000], [0.01, 0.05, 75.0], 1.0)
    draw_growth([curve], tmp_path / "growth.svg")
    text = (tmp_path / "growth.svg").read_text(encoding="utf-8")
    assert "mathdefault" not in text
    for word in ("1 million", "1,000", "0.1 s", "10 s", "More actors"):
        assert f">{word}<" in text
