"""The judge of claims: planted truths are found, planted falsehoods are not, and halves are told apart."""

import numpy as np
import pytest
from judged import EFFECT, MORE, PLANTED, SAID, planted

from sim.validation.judge import PLACE, Left, Verdict, judged, left_of, placebo, scored, surviving, under
from sim.validation.pattern import Claim
from sim.validation.quantities import described


def test_what_is_planted_is_found_and_its_contrary_is_told() -> None:
    """Protects the verdict: a difference, none, and the contrary."""
    assert judged(MORE, planted(21.0, 20.0, 0.5), None).holds
    assert not judged(MORE, planted(20.0, 20.0, 0.5), None).holds
    contrary = judged(MORE, planted(19.0, 20.0, 0.5), None)
    assert contrary.contrary
    assert not contrary.holds
    assert not judged(MORE, planted(20.0, 20.0, 0.5), None).contrary


def test_nothing_planted_is_rarely_found() -> None:
    """Protects against false patterns: one-sided, at most one in forty; 400 trials."""
    found = sum(judged(MORE, planted(20.0, 20.0, 1.0, seed=k), None).holds for k in range(400))
    assert found / 400 < 0.05


def test_common_luck_cancels() -> None:
    """Protects the pairing: luck common to both arms, ten times the difference, does not hide it."""
    assert judged(MORE, planted(20.5, 20.0, 0.1, (12,)), None).holds


def test_every_claim_must_hold_and_most_worlds_agree() -> None:
    """Protects the words: holds, holds in some worlds, does not hold; and the share of worlds, claims together."""
    base = planted(21.0, 20.0, 0.5)
    shifts = np.where(np.arange(100) < 60, 1.0, -1.0)  # six worlds in ten
    worlds = {arm: v + 0.0 for arm, v in planted(20.0, 20.0, 0.0, (100, 2)).items()}
    worlds["high"][..., PLACE["plan"]] += shifts[:, None]
    found = scored(PLANTED, base, worlds)
    assert (found.verdict, found.share) == (Verdict.HOLDS_IN_SOME, 0.6)
    assert found.low < 0.6 < found.high
    below = MORE._replace(name="below", low=-2.0, high=0.0)
    both = PLANTED._replace(claims=(MORE, below))
    assert scored(both, base, worlds).share == 0.0
    assert scored(both, base, worlds).verdict is Verdict.FAILS
    worlds["high"][..., PLACE["plan"]] = worlds["low"][..., PLACE["plan"]] + 1.0
    assert scored(PLANTED, base, worlds).verdict is Verdict.HOLDS


def test_what_does_not_exist_is_left_out() -> None:
    """Protects seeds in which nothing happened: they are not zero; under two of them, nothing is said."""
    base = planted(21.0, 20.0, 0.5)
    base["high"][5:, PLACE["plan"]] = np.nan
    assert judged(MORE, base, None).seeds == 5
    base["high"][1:, PLACE["plan"]] = np.nan
    assert scored(PLANTED, base).verdict is Verdict.UNKNOWN


def test_an_effect_asks_for_the_smallest_of_interest() -> None:
    """Protects a referee from a certain trifle: three months is the smallest delay of interest, one month is not."""
    assert pytest.approx(3.0) == EFFECT.bound
    assert judged(EFFECT, planted(25.0, 20.0, 0.5), None).holds
    trifle = judged(EFFECT, planted(21.0, 20.0, 0.5), None)
    assert not trifle.holds
    assert not trifle.contrary
    assert judged(EFFECT, planted(19.0, 20.0, 0.5), None).contrary
    assert judged(EFFECT, planted(25.0, 20.0, 0.5), None).size == pytest.approx(1.0, abs=0.15)


@pytest.mark.parametrize(
    ("left", "mark"),
    [(1.0, Left.STANDS), (0.8, Left.STANDS), (0.5, Left.OPEN), (0.2, Left.DESTROYED), (0.0, Left.DESTROYED)],
)
def test_a_control_is_survived_by_half_of_the_effect(left: float, mark: Left) -> None:
    """Protects "survives": a share of a planted effect is found within its interval, and named by halves."""
    base, cut = planted(30.0, 20.0, 2.0, (60,)), planted(20.0 + 10.0 * left, 20.0, 2.0, (60,), seed=1)
    found, share = left_of(EFFECT, base, cut)
    assert found is mark
    assert share.low <= left <= share.high
    assert share.high - share.low < 0.4


def test_a_control_that_does_nothing_is_said_to_do_nothing() -> None:
    """Protects the controls from being believed whatever they give: the same runs leave the whole effect."""
    base = planted(30.0, 20.0, 2.0, (60,))
    assert surviving(EFFECT, base, base) == (1.0, 1.0, 1.0)
    assert under(PLANTED._replace(claims=(EFFECT,)), base, base).left is Left.STANDS


def test_a_claim_on_a_path_is_withdrawn_when_a_null_goes_the_same_way() -> None:
    """Protects against what a straight line and noise do as well: it holds, and says nothing."""
    claim = Claim("back", SAID, "returns", {"high": 1}, low=0.5, path=True)
    base = planted(20.0, 20.0, 0.5)
    base["high"][:, PLACE["returns"]] = 0.9
    alive = scored(PLANTED._replace(claims=(claim,)), base)
    assert alive.verdict is Verdict.HOLDS
    base["high"][:, PLACE["returns@line"]] = 0.8
    dead = scored(PLANTED._replace(claims=(claim,)), base)
    assert dead.verdict is Verdict.NO_BETTER
    assert dead.claims[0].nulls == {"line": True, "drift": False, "lumpy": False}
    level = scored(PLANTED._replace(claims=(claim._replace(path=False),)), base)
    assert level.verdict is Verdict.HOLDS, "a level is not withdrawn by what keeps levels"


def test_a_claim_on_several_parts_asks_for_all() -> None:
    """Protects "without moving the collective position": one share out of nine is enough to fail."""
    claim = Claim("same", SAID, "mean_plan", {"high": 1, "low": -1}, low=-0.01, high=0.01, every=True)
    base = planted(20.0, 20.0, 0.1)
    names = described("mean_plan")[2]
    assert judged(claim, base, None).holds
    base["high"][:, PLACE[names[4]]] += 0.02
    assert not judged(claim, base, None).holds
    assert judged(claim, base, None).contrary


def test_the_placebo_is_luck_alone() -> None:
    """Protects the placebo: a contrast between the arms is destroyed, the runs are the same ones in another order."""
    base = planted(21.0, 20.0, 0.5)
    shuffled = placebo(PLANTED, base["high"])
    assert not scored(PLANTED, shuffled).claims[0].holds
    assert sorted(shuffled["low"][:, PLACE["plan"]]) == sorted(base["high"][:, PLACE["plan"]])
