"""The scorecard: planted truths are found, planted falsehoods are not; and its pages can be read."""

import json
from pathlib import Path

import numpy as np
import pytest

from experiments import validate
from sim.compare.worlds import World
from sim.config import Scenario
from sim.history import SERIES, History
from sim.metrics.typology import Dynamic
from sim.override import changed
from sim.rules.controls import redeal
from sim.show.validation.reading import left_under, survivors
from sim.simulate import simulate
from sim.study import validating
from sim.study.validating import design_of, distinct
from sim.validation import readings
from sim.validation.controls import CONTROLS, OF_PATTERNS, PLACEBO
from sim.validation.judge import PLACE, Left, Under, Verdict, judged, left_of, placebo, scored, surviving, under
from sim.validation.pattern import Claim, Pattern, Text, scenario_of
from sim.validation.patterns import PATTERNS
from sim.validation.quantities import QUANTITIES, Observed, columns, described
from sim.validation.scorecard import Effort
from sim.world.quebec import real

SAID = Text("a", "b")
MORE = Claim("more", SAID, "plan", {"high": 1, "low": -1}, low=0.0)
EFFECT = MORE._replace(name="effect", low=None)
PLANTED = Pattern(1, "planted", SAID, SAID, "[A]", SAID, {"high": {}, "low": {"months": 12}}, (MORE,))
HALF = 50


def planted(high: float, low: float, spread: float, shape: tuple[int, ...] = (200,), seed: int = 0) -> dict:
    """Runs of two arms whose plan comes at these months on average, with common luck and some of its own."""
    rng = np.random.default_rng(seed)
    common = rng.normal(0.0, 5.0, shape)
    found = {}
    for arm, month in (("high", high), ("low", low)):
        values = np.zeros((*shape, len(columns())))
        values[..., PLACE["plan"]] = month + common + rng.normal(0.0, spread, shape)
        found[arm] = values
    return found


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


def test_the_pages_are_whole() -> None:
    """Protects the scorecard from a pattern that tests nothing: numbers, arms, quantities, weights, both languages."""
    assert [p.number for p in PATTERNS] == list(range(1, 15))
    names = {c.name for c in OF_PATTERNS}
    for p in PATTERNS:
        assert p.claims
        assert set(p.relies_on) <= names
        assert set(p.used) == set(p.arms), f"{p.name}: an arm that no claim reads"
        for text in (p.title, p.sentence, p.experiment, *(c.text for c in p.claims)):
            assert text.en
            assert text.fr
            assert text.en != text.fr
        for c in p.claims:
            assert described(c.quantity)
            assert set(c.weights) <= set(p.arms)
            assert c.bound < c.high
            level = sum(c.weights.values()) != 0
            assert level or c.effect or c.bound <= 0.0 <= c.high, (
                f"{p.name}.{c.name}: a contrast that a null effect could not refute"
            )
        for changes in p.arms.values():
            assert scenario_of(changes) is not None


def test_a_world_never_undoes_an_experiment() -> None:
    """Protects the contrast between arms: the world comes under the arm, the control over both."""
    found = scenario_of(
        {"norms.cap": 5000.0}, {"norms.cap": 7000.0, "deliberation.gain": 0.1}, {"deliberation.gain": 0.0}
    )
    assert (found.norms.cap, found.deliberation.gain) == (5000.0, 0.0)


def test_the_same_arm_is_run_once_and_rows_say_what_they_change() -> None:
    """Protects time, and rows of another experiment from being taken for these."""
    arms = distinct(iter([{}, {"norms.cap": 1e4}, {}, {"norms.cap": 1e4}]))
    assert len(arms) == 2
    control = CONTROLS[0]._replace(changes={})
    one = design_of(arms, range(1, 4), [World(0, {})], control)
    other = design_of(arms, range(1, 4), [World(0, {"deliberation.gain": 0.1})], control)
    assert len(one) == 6
    assert len(set(one.columns["states"])) == 2
    assert not set(one.columns["states"]) & set(other.columns["states"])
    spread = design_of(arms, range(1, 7), [World(1, {}), World(2, {})], control)
    assert spread.columns["world"].tolist() == [1] * 6 + [2] * 6
    assert spread.columns["seed"].tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]


def test_a_path_that_comes_back() -> None:
    """Protects "not in a straight line"."""
    assert not readings.came_back(np.array([1, 1, 2, 2, 0, 0]))
    assert readings.came_back(np.array([1, 2, 2, 1, 0]))
    assert not readings.came_back(np.array([3, 3]))


@pytest.fixture(scope="module")
def run() -> History:
    """A run of one small region."""
    return simulate(Scenario(), real("cote_nord"), 3)


def test_readings_agree_with_the_record(run: History) -> None:
    """Protects the numbers that claims are about: read again, another way, from the series and the final state."""
    found = dict(zip([c.name for c in columns()], Observed()(run), strict=True))
    n = run["need"].shape[1]
    votes = run["support"][:, :n]
    plan = run.final.tables.plan_month[:n]
    firsts = [column[column >= 0][0] for column in votes.T if (column >= 0).any()]
    assert found["first_support"] == pytest.approx(np.mean(firsts))
    assert found["votes_needed"] == pytest.approx(np.mean([(c >= 0).sum() for c in votes.T if (c >= 0).any()]))
    assert found["planned"] == np.mean(plan >= 0)
    assert found["plan"] == pytest.approx(np.mean([m if m >= 0 else run.months for m in plan]))
    here = [t for t in range(n) if plan[t] >= 0]
    assert found["support"] == pytest.approx(np.mean([votes[plan[t], t] for t in here]))
    assert found["mean_plan.housing"] == pytest.approx(run.final.tables.priorities[here, 2].mean())
    gaps = []
    for i, role in enumerate(run.final.actors.role):
        t = run.final.actors.territory[i]
        if role in (0, 3) and plan[t] >= 0:
            gaps.append(np.abs(run.final.actors.mandate_priorities[i] - run.final.tables.priorities[t]).sum() / 2)
    assert found["distance_weak"] == pytest.approx(np.mean(gaps))
    dynamics = readings.dynamics(readings.Lived(run, Observed().typology))
    stormy = np.isin(dynamics, (Dynamic.CONFLICT, Dynamic.COOPERATION_CONFLICT))
    assert found["conflict_first"] == pytest.approx(stormy[:12].mean() - stormy[-12:].mean())
    assert set(QUANTITIES) <= {name.partition(".")[0] for name in found}


def test_relations_are_dealt_again_within_each_table(run: History) -> None:
    """Protects the control: every table keeps its own trust, pairs with their history, and hardly anybody the same."""
    ties = run.final.ties
    trust, history = redeal(ties, np.random.default_rng(1).random(len(ties.trust)))
    for table in np.unique(ties.table):
        here = ties.table == table
        before = sorted(zip(ties.trust[here], ties.history[here], strict=True))
        assert sorted(zip(trust[here], history[here], strict=True)) == before
    assert (trust == ties.trust).mean() < 0.2


def test_controls_cut_what_they_say(run: History) -> None:
    """Protects the controls: trust does not move, no money, no change of position, nobody replaced."""
    network = real("cote_nord")
    cut = {c.name: simulate(scenario_of({"months": 30}, {}, c.cut), network, 3) for c in OF_PATTERNS}
    plain = simulate(changed(Scenario(), {"months": 30}), network, 3)
    assert np.array_equal(cut["no_money"]["envelope"][1:], np.zeros_like(plain["envelope"][1:]))
    still = cut["frozen_positions"].final.actors
    assert np.array_equal(still.priorities, still.mandate_priorities)
    frozen = cut["no_trust"].final.ties
    staff_left = frozen.trust != frozen.origin
    assert staff_left.mean() < 0.01, "only ties born of projects may differ: a successor inherits the start"
    assert all(not np.array_equal(cut[c.name]["trust"], plain["trust"]) for c in OF_PATTERNS)
    assert set(plain.series) == set(SERIES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scorecard of two patterns, one region, few runs."""
    target = tmp_path_factory.mktemp("card") / "card"
    chosen = [p for p in PATTERNS if p.number in (8, 12)]
    said = validating.validated(chosen, Effort(3, 2, 1, 2), target, 1, False, place="cote_nord")
    assert "Endorsement" in said.text
    assert said.status == 0
    return target


def test_the_scorecard_is_written_in_both_languages(folder: Path) -> None:
    """Protects what a referee reads: what fails first, every claim with its interval, the controls, the command."""
    for language, word in (("en", "What does not hold"), ("fr", "Ce qui ne tient pas")):
        text = (folder / f"scorecard_{language}.md").read_text(encoding="utf-8")
        assert word in text
        assert f"scorecard.{language}.png" in text
        assert "python -m experiments.validate --patterns 8 12 --seeds 3 --worlds 2 --controls 2" in text
        assert (folder / f"scorecard.{language}.png").stat().st_size > 20_000
    tree = json.loads((folder / "scorecard.json").read_text(encoding="utf-8"))
    assert [p["number"] for p in tree["patterns"]] == [8, 12]
    assert set(tree["controls"]) == {*(c.name for c in OF_PATTERNS), PLACEBO}
    assert tree["failed"] == 0
    beside = sum(bool(c.alike) for c in OF_PATTERNS)  # bases of their own
    assert tree["runs"] == 4 * 3 + 4 * 2 + 4 * 2 * (len(OF_PATTERNS) + beside)


def test_runs_already_made_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Protects half an hour: the same call makes nothing again."""
    monkeypatch.setattr("sim.study.batch.fill", lambda *_, **__: pytest.fail("a run was made again"))
    chosen = [p for p in PATTERNS if p.number in (8, 12)]
    validating.validated(chosen, Effort(3, 2, 1, 2), folder, 1, False, place="cote_nord")


def test_survivors_and_marks() -> None:
    """Protects the reading of the controls: destroyed, left, or never there."""
    held, lost = scored(PLANTED, planted(21.0, 20.0, 0.5)), scored(PLANTED, planted(20.0, 20.0, 0.5))
    stands, gone = Under(Left.STANDS, ()), Under(Left.DESTROYED, ())
    card = validating.Scorecard(Effort(), (held,), {"no_trust": (stands,), PLACEBO: (gone,)}, 0, 0, 0.0)
    assert left_under(card, held) == {"no_trust": "stands", PLACEBO: "destroyed"}
    assert survivors(card) == [held]
    card = card._replace(patterns=(lost,))
    assert set(left_under(card, lost).values()) == {"nothing_to_destroy"}
    assert not survivors(card)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["--patterns", "15"], ("patterns = 15", "1 to 14")),
        (["--seeds", "1"], ("seeds = 1", "two seeds")),
        (["--worlds", "-3"], ("-3", "0 or more")),
        (["--seeds", "many"], ("--seeds", "many")),
    ],
)
def test_wrong_requests(
    typed: list[str], words: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Protects a person's time: key, value, what is allowed; nothing written."""
    target = tmp_path / "new"
    try:
        status = validate.main([*typed, "--output", str(target)])
    except SystemExit as end:
        status = int(end.code or 0)
    said = capsys.readouterr().err
    assert status == 2
    assert all(word in said for word in words), said
    assert not target.exists()
