"""How a comparison adds replicates until its outcomes are known precisely enough; runs are numbers made up here."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.compare.arms import arms_of
from sim.compare.comparison import outcomes_of
from sim.compare.differences import Differences
from sim.compare.measures import columns
from sim.compare.precision import GROWTH, LEAST, judge
from sim.config import Scenario
from sim.settings import Comparing
from sim.store.design import Design
from sim.store.runs import Runs
from sim.study.comparing import Bench, at_base
from sim.world.synthetic import Synthetic, synthetic

ARMS = arms_of(Scenario(months=2), "fqis_2010", ["lottery"], {})


class Table(Bench):
    """A bench whose runs are drawn: `apart` times an outcome's own spread between a rule and the baseline's luck."""

    def __init__(self, apart: float, **asked: Any) -> None:
        settings = replace(Comparing(variants=["lottery"]), **asked)
        super().__init__(settings, synthetic(Synthetic(regions=1, territories_per_region=1)), ARMS, Path())
        self.columns = columns(self.network, 2)
        self.apart = apart
        self.looks: list[list[int]] = []

    def make(self, name: str, design: Design, scenario_of: Any = None) -> Runs:
        """Luck of the seed, the same in both arms, and luck of its own for the variant."""
        seeds, arms = (design.columns[key].tolist() for key in ("seed", "arm"))
        assert name == "base"
        self.looks.append(seeds[:: len(ARMS)])
        n = len(self.columns)
        values = np.stack(
            [
                np.random.default_rng(s).normal(size=n) + self.apart * a * np.random.default_rng([s, 1]).normal(size=n)
                for s, a in zip(seeds, arms, strict=True)
            ]
        )
        told = np.full(len(seeds), "ok")
        return Runs(
            np.arange(len(seeds)), dict(design.columns), told, told.astype(object), np.zeros(len(seeds)),
            tuple(c.name for c in self.columns), values,
        )  # fmt: skip


def made(apart: float, **asked: int) -> list[int]:
    """How many replicates there are at each look; those of each look are the first ones of the next."""
    bench = Table(apart, **asked)
    found = at_base(bench)
    last = bench.looks[-1]
    assert last == list(range(bench.settings.seed, bench.settings.seed + len(last)))
    assert all(look == last[: len(look)] for look in bench.looks)
    assert found.shape == (len(ARMS), len(last), len(bench.columns))
    kept = outcomes_of(bench.columns)[0]
    assert found[0, -1, kept] == np.random.default_rng(last[-1]).normal(size=len(bench.columns))[kept]
    return [len(look) for look in bench.looks]


def test_replicates_are_added_up_to_the_most_that_is_allowed() -> None:
    """Two arms as far apart as two seeds: a quarter of the spread would take hundreds; 130 are allowed.

    Protects the precision that `experiments.compare` promises: with fewer, every interval of its report is too wide.
    """
    assert made(1.0, replicates=2, most=130) == [2, LEAST, int(GROWTH * LEAST), 130]


def test_replicates_stop_as_soon_as_they_are_precise() -> None:
    """Arms that hardly differ: what the first look of fifty says is enough, though 400 are allowed."""
    assert made(1e-3, replicates=10, most=400) == [10, LEAST]
    assert made(1e-3, replicates=60, most=400) == [60]


@pytest.mark.parametrize("most", [2, 60])
def test_replicates_that_were_asked_are_made_whatever_the_most(most: int) -> None:
    """`most` says where adding stops; it takes away nothing of what was asked."""
    assert made(1.0, replicates=60, most=most) == [60]


@pytest.mark.parametrize(
    ("half", "following"),
    [(1.25, 157), (1.375, 190), (2.0, 200), (1e6, 200), (0.99, 100)],
)
def test_as_many_as_would_be_enough_and_at_most_twice_as_many(half: float, following: int) -> None:
    """A half-width falls as the square root: 1.25 times the target at 100 runs asks for 157, not for 200 at once.

    Protects the time of whoever compares: a quarter too wide must not double the runs.
    """
    one = np.ones((1, 1))
    found = Differences(
        mean=0.0 * one, deviation=one, error=one, low=-half * one, high=half * one, low_all=-half * one,
        high_all=half * one, pairs=np.full((1, 1), 100, dtype=np.int32), critical=2.0,
    )  # fmt: skip
    said = judge(found, np.ones(1), 100, 1_000)
    assert said.following == following
    assert said.go_on == (half > 1.0)
    assert judge(found, np.ones(1), 100, 110).following == min(following, 110)
