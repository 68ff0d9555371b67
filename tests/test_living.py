"""The signs of life by command: what is made and kept, what is said, what a control that does nothing leaves."""

import json
from pathlib import Path

import numpy as np
import pytest
from refused import refuses

from experiments import life
from sim.config import Scenario
from sim.life.measured import Ends, Signs, end_columns, sign_columns
from sim.life.record import KINDS
from sim.metrics.outcomes import OUTCOMES
from sim.show.living.reading import mark, signs_of
from sim.simulate import simulate
from sim.study import living, living_folder
from sim.study.living import Effort, EndsOfRuns, Row, cut, nested
from sim.study.living_folder import effort_of
from sim.validation.controls import CONTROLS, NOTHING
from sim.validation.judge import Survival
from sim.world.quebec import real

SMALL = Effort(seeds=3, draws=2, lucks=2, worlds=2, draws_a_world=2, lucks_a_draw=2, shifted=2, control_seeds=2,
               fact_seeds=2, fact_worlds=2, field_seeds=2)  # fmt: skip
ASKED = (
    *("dispersion", "lumpy_null", "axes_correlation", "participation_share", "process_luck_share", "trust_loop_gain"),
    *("both_spell_median", "negotiation_r2", "all_refuse_share", "juries_that_choose", "events", "controls"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The signs of one region, few runs, three controls."""
    target = tmp_path_factory.mktemp("life") / "life"
    with pytest.MonkeyPatch.context() as patch:
        some = [c for c in CONTROLS if c.name in (NOTHING, "no_money", "nobody")]
        patch.setattr(living, "CONTROLS", tuple(some))
        said = living_folder.measured(SMALL, target, 1, False, target.parent / "signs.json", place="cote_nord")
    assert said.status == 0
    assert "life_en.md" in said.text
    return target


def test_what_machines_are_promised_is_there(folder: Path) -> None:
    """Protects who judges the second model: every name of the issue, numbers or none, shares by control."""
    found = json.loads((folder.parent / "signs.json").read_text("utf-8"))
    assert found == json.loads((folder / "life.json").read_text("utf-8"))
    assert set(ASKED) <= set(found)
    for name in ASKED[:-2]:
        assert found[name] is None or isinstance(found[name], float), name
    assert set(found["events"]) == set(KINDS)
    assert len(found["events"]["election"]["model"]["effect"]) == 13
    assert found["controls"][NOTHING] == found["controls_conflict"][NOTHING] == 1.0
    assert found["controls"]["nobody"] is None
    assert found["failed"] == 0
    base, shared = SMALL.seeds + 4 + 8 + 4 * 2, 2 * (3 + 2)  # controls, the base beside them, that of no_money
    assert found["runs"] == base + shared + SMALL.fact_seeds + SMALL.fact_worlds


def test_pages_say_it_in_both_languages(folder: Path) -> None:
    """Protects who reads: the sentence, the limits, every picture, the command; nothing left unfilled."""
    for language, words in (("en", "Signs of life"), ("fr", "Signes de vie")):
        text = (folder / f"life_{language}.md").read_text("utf-8")
        assert text.startswith(f"# {words}")
        assert "nan" not in text.lower().split()
        assert "{" not in text
        assert "python -m experiments.life" in text
        for name in ("signs", "events", "controls", "timeline"):
            assert f"({name}.{language}.png)" in text
            assert (folder / f"{name}.{language}.png").stat().st_size > 20_000


def test_runs_already_made_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Protects minutes: the same call makes nothing again."""
    monkeypatch.setattr("sim.study.batch.fill", lambda *_, **__: pytest.fail("a run was made again"))
    monkeypatch.setattr(living, "CONTROLS", tuple(c for c in CONTROLS if c.name in (NOTHING, "no_money", "nobody")))
    living.lived(SMALL, folder / "runs", 1, "cote_nord")


def test_columns_and_numbers_go_together() -> None:
    """Protects rows from being read under another name: as many columns as numbers, outcomes first, each once."""
    network = real("cote_nord")
    history = simulate(Scenario(months=36), network, 3)
    signs, ends = sign_columns(network, 36), end_columns(network)
    assert Signs()(history).shape == (len(signs),)
    values = Ends()(history)
    assert values.shape == (len(ends),)
    assert len({c.name for c in signs}) == len(signs)
    assert len({c.name for c in ends}) == len(ends)
    table = EndsOfRuns(values[None, :], tuple(c.name for c in ends))
    assert table.names[: len(OUTCOMES)] == tuple(OUTCOMES)
    held, good = (history[name][-12:, :6].sum(axis=0) for name in ("held", "cooperative"))
    assert table.many("territory.", ".cooperation")[0] == pytest.approx(good / held)
    assert table["trust_start"][0] == pytest.approx(float(np.nanmean(history["trust"][0])))


def test_worlds_have_lucks_of_their_own() -> None:
    """Protects the parting of variance: no luck is lived twice, a world is the same under each of its lucks."""
    rows = nested([{}, {"deliberation.gain": 0.1}], 3, 4)
    assert len(rows) == len({row.seed for row in rows}) == 24
    worlds = [row.changes[living.WORLD_SEED] for row in rows]
    assert worlds == [w for w in range(1, 7) for _ in range(4)]
    assert 0 not in worlds, "0 is the world of the run's own seed"
    assert rows[12].changes["deliberation.gain"] == 0.1


def test_a_control_leaves_what_was_planted() -> None:
    """Protects shares: half of the rise is half, none moved is none, in standard deviations of the base."""
    luck = np.random.default_rng(1).normal(0.0, 0.01, 40)
    names = ("cooperation_first_year", "cooperation_last_year", "conflict_first_year", "conflict_last_year",
             "agreement_month", "regions_cooperative")  # fmt: skip

    def table(rise: float) -> EndsOfRuns:
        told = [0.4 + luck, 0.4 + rise + 2 * luck, 0.3 + luck, 0.2 + luck, 20 + luck, 0.5 + luck]
        return EndsOfRuns(np.stack(told, axis=1), names)

    found = cut(CONTROLS[0], table(0.2), table(0.1))
    assert found.cooperation.share == pytest.approx(0.5, abs=0.01)
    assert found.conflict == (1.0, 1.0, 1.0)
    assert found.moved_cooperation == pytest.approx(-0.1 / float(np.std(2 * luck, ddof=1)))
    assert found.moved_conflict == found.agreement == 0.0


def test_halves_have_their_words() -> None:
    """Protects the words under a control: stands, open, destroyed, nothing to cut."""
    nan = float("nan")
    cases = {(0.8, 0.5, 1.0): "stands", (0.5, 0.4, 0.6): "open", (0.2, 0.1, 0.49): "destroyed", (nan,) * 3: "unknown"}
    for left, word in cases.items():
        assert mark(Survival(*left)) == word
    assert signs_of.__doc__


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["--seeds", "1"], ("seeds = 1", "two seeds")),
        (["--controls", "0"], ("controls = 0", "two seeds")),
        (["--json", "nowhere/at/all.json"], ("json = nowhere/at/all.json", "a folder that exists")),
        (["--seeds", "many"], ("--seeds", "many")),
    ],
)
def test_wrong_requests(
    typed: list[str], words: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Protects a person's time: key, value, what is allowed; nothing written."""
    refuses(life.main, typed, words, tmp_path / "new", capsys)


def test_the_command_says_what_was_asked() -> None:
    """Protects who makes it again: the words of the command give the effort back."""
    for typed in ({}, {"quick": True}, {"quick": True, "seeds": 9}, {"controls": 7}):
        effort = effort_of(typed.get("quick", False), typed.get("seeds"), typed.get("controls"))
        command = living_folder.about(effort, 1, 0, "six_regions")["command"]
        assert ("--quick" in command) == typed.get("quick", False)
        assert ("--seeds 9" in command) == ("seeds" in typed)
        assert ("--controls 7" in command) == ("controls" in typed)
    assert Row({}, 1).seed == 1
