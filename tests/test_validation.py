"""The scorecard: planted truths are found, planted falsehoods are not; and its pages can be read."""

import json
from pathlib import Path

import numpy as np
import pytest
from judged import PLANTED, planted
from refused import refuses

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
from sim.validation.judge import Left, Under, scored
from sim.validation.pattern import scenario_of
from sim.validation.patterns import PATTERNS
from sim.validation.quantities import QUANTITIES, Observed, columns, described
from sim.validation.scorecard import Effort
from sim.world.quebec import real


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
    refuses(validate.main, typed, words, tmp_path / "new", capsys)
