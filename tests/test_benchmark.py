"""The benchmark runs and says what it must; how fast is nobody's test."""

import json
import math
import sys
from pathlib import Path

import numpy as np
import pytest

from experiments import benchmark as command
from sim.config import Scenario
from sim.month import STAGES
from sim.parameter import values
from sim.study.against_mesa import Arrays, against_mesa, agree, listen
from sim.study.benchmark import (
    ALONE,
    ARRAYS,
    CAREFUL,
    SHARED,
    TUTORIAL,
    Findings,
    Plan,
    Size,
    measure,
    peak_megabytes,
    shape_of,
)
from sim.world.quebec import real

TINY = Plan(region="02", months=2, runs=1, mesa_months=1, sizes=(500,), cold=False)


def test_one_page_from_one_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Plan, "quick", classmethod(lambda cls: TINY))
    monkeypatch.setattr(sys, "argv", ["benchmark", "--quick", "--save"])
    command.main()
    page = (tmp_path / "results/reference/benchmark.md").read_text(encoding="utf-8")
    assert page in capsys.readouterr().out
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
    ):
        assert f"| {word} |" in page
    found = json.loads((tmp_path / "results/reference/benchmark.json").read_text(encoding="utf-8"))
    assert found["machine"]["python"] in page
    assert [size["months"] for size in found["growth"]] == [2]
    assert found["growth"][0]["megabytes"] > 10.0
    assert not [word for word in (str(Path.home()), str(Path(command.__file__).parent.parent)) if word in page]


def test_shares_of_work_grow_to_one() -> None:
    plan = Plan(region="02", months=1, runs=1, mesa_months=1, sizes=(), cold=False)
    shares = [share for share, _ in measure(plan)]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_slope_of_a_linear_cost_is_one() -> None:
    sizes = [Size(n, 2 * n, 10, 0.0, 3e-6 * n, 1.0) for n in (500, 5_000, 50_000, 500_000)]
    assert Findings(growth=sizes).slope == pytest.approx(1.0)
    assert sizes[0].microseconds == pytest.approx(0.3)
    assert math.isnan(Findings(growth=sizes[:2]).slope)


@pytest.mark.parametrize("actors", [500, 5_000, 500_000])
def test_made_up_networks_hold_about_as_many_actors_as_asked(actors: int) -> None:
    shape = shape_of(actors)
    assert shape.regions * shape.territories_per_region * 150 == pytest.approx(actors, rel=0.15)


def test_two_ways_that_differ_are_not_compared() -> None:
    scenario, network = Scenario(), real("02")
    assert set(against_mesa(scenario, network, 1)) == {ARRAYS, CAREFUL, TUTORIAL}
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
