"""What the given lines of the statements move: every line has its switch, the measure is right, the command tells."""

import json
import re
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from test_referee_pages import statements

from experiments.statements import main
from sim.config import Scenario
from sim.inventory import inventory
from sim.metrics.outcomes import OUTCOMES
from sim.override import changed
from sim.show.stating.reading import line_said, short
from sim.show.words import LANGUAGES, Words
from sim.study import statements_folder
from sim.study.living import Bench
from sim.study.statements import COLUMNS, Effect, Switched, Verdict, effects, smallest_of, switch_each
from sim.validation.given import MARKS, NO_KEY, TOGGLES, of_line
from sim.validation.toggles import Toggle

STATUS = {"statements": "given", "enonces": "donné"}
SEEDS = 30


def given_marks(page: str) -> list[str]:
    """The marks of the lines whose status begins with "given"."""
    return [mark for mark, cells in statements(page).items() if cells[-1].startswith(STATUS[page])]


@pytest.mark.parametrize("page", STATUS)
def test_every_given_line_has_a_toggle_or_says_that_it_has_no_key(page):
    """And no other line has; a line without a key has no toggle, and says why in both languages."""
    assert set(given_marks(page)) == set(MARKS)
    for mark in MARKS:
        assert (mark in NO_KEY) != bool(of_line(mark)), mark
    assert all(text.en != text.fr for text in NO_KEY.values())


@pytest.mark.parametrize("page", STATUS)
def test_what_a_line_moves_stands_in_its_own_line(page):
    """Copied sections are kept true by test_docs; here, each stands in its line, and says something."""
    for mark in MARKS:
        copied = re.search(rf"<!-- {mark}:begin -->(.*)<!-- {mark}:end -->$", statements(page)[mark][-1])
        assert copied, mark
        assert copied[1], mark


def value_of(key: str, scenario: Scenario) -> object:
    """The value of a dotted key; of a group with several kinds, the name of its kind."""
    found = scenario
    for name in key.split("."):
        found = getattr(found, name)
    return getattr(found, "name", found)


@pytest.mark.parametrize("toggle", TOGGLES, ids=lambda t: t.name)
def test_a_toggle_differs_from_the_base_by_each_of_its_keys(toggle):
    """Every key exists, takes its value, and has another one at base; outcomes that state it are outcomes."""
    keys = {entry.key for entry in inventory()}
    scenario = changed(Scenario(), toggle.cut)
    for key, value in toggle.cut.items():
        assert key in keys or "." not in key, key
        assert value_of(key, scenario) == value
        assert value_of(key, Scenario()) != value, f"{toggle.name}: {key} = {value} is the base"
    assert set(toggle.own) <= set(OUTCOMES)
    assert toggle.text.en != toggle.text.fr
    assert toggle.changes


def test_names_of_toggles_are_unique_and_tell_different_things():
    """A name is a folder of runs: two would share it."""
    for told in ([t.name for t in TOGGLES], [str(t.cut) for t in TOGGLES], [t.text.en for t in TOGGLES],
                 [t.text.fr for t in TOGGLES]):  # fmt: skip
        assert len(set(told)) == len(told)


# What is measured: planted differences


def planted(**shift: float) -> tuple[Effect, ...]:
    """The effects on outcomes of noise, where some are moved by so many smallest effects of interest."""
    luck = np.random.default_rng(5)
    sizes = smallest_of(39, 6)
    base = luck.normal(0.0, 1.0, (SEEDS, len(COLUMNS))) * [sizes[name] for name in COLUMNS]
    found = base + luck.normal(0.0, 0.5, base.shape) * [sizes[name] for name in COLUMNS]
    for name, times in shift.items():
        found[:, COLUMNS.index(name)] += times * sizes[name]
    found[:, COLUMNS.index("imposed")] = np.nan
    toggle = Toggle("planted", ("F1",), TOGGLES[0].text, {"months": 3}, ("fragile",))
    return effects(toggle, base, found, sizes)


def test_a_planted_effect_is_moved_a_small_one_is_still_and_one_at_the_edge_is_open():
    """By the whole interval, in both senses; in its unit, and in standard deviations of luck."""
    found = {e.outcome: e for e in planted(conflict_last_year=-3.0, funded=2.0, gini=1.0, fragile=4.0)}
    assert found["conflict_last_year"].verdict is Verdict.MOVED
    assert found["conflict_last_year"].mean == pytest.approx(-0.15, abs=0.02)
    assert found["conflict_last_year"].deviations == pytest.approx(-3.0, rel=0.35)
    assert found["funded"].verdict is Verdict.MOVED
    assert found["funded"].mean == pytest.approx(2.0 * 39 / 4, rel=0.2)
    assert found["gini"].verdict is Verdict.OPEN
    assert found["plan_month"].verdict is Verdict.STILL
    assert found["imposed"].verdict is Verdict.UNKNOWN
    switched = Switched(TOGGLES[0], tuple(found.values()))
    assert [e.outcome for e in switched.having(Verdict.MOVED)] == ["fragile", "conflict_last_year", "funded"]
    assert [e.own for e in switched.having(Verdict.MOVED)] == [True, False, False]


def test_a_toggle_that_changes_nothing_moves_nothing():
    """No difference at all is still, not open and not unknown; an outcome that never varies has no luck."""
    base = np.random.default_rng(5).normal(0.0, 1.0, (SEEDS, len(COLUMNS)))
    base[:, 0] = 0.25
    found = effects(TOGGLES[0], base, base.copy(), smallest_of(39, 6))
    assert {e.verdict for e in found} == {Verdict.STILL}
    assert np.isnan(found[0].deviations)


def test_each_toggle_is_set_beside_a_base_that_shares_what_is_not_switched(monkeypatch, tmp_path):
    """One base for all, on the same seeds; another for the toggle whose runs last to March 2016, which is made once."""
    asked: dict[str, list] = {}

    def ends(bench, name, rows):
        assert name not in asked, "made once"
        asked[name] = rows
        return SimpleNamespace(values=np.zeros((len(rows), len(COLUMNS) + 5)))

    monkeypatch.setattr(Bench, "ends", ends)
    longer = next(t for t in TOGGLES if t.alike)
    found = switch_each(3, tmp_path, 1, "cote_nord", [TOGGLES[0], longer, TOGGLES[1]])
    assert [s.toggle for s in found.switched] == [TOGGLES[0], longer, TOGGLES[1]]
    wanted = {"base": {}, "base_months_72": {"months": 72}, longer.name: {"months": 72, "events.removal_month": 60}}
    for t in TOGGLES[:2]:
        wanted[t.name] = t.changes
    assert {name: rows[0].changes for name, rows in asked.items()} == wanted
    assert all([row.seed for row in rows] == [1, 2, 3] for rows in asked.values())


# What is told


FEW = partial(switch_each, toggles=[t for t in TOGGLES if t.name in ("signed_at_once", "no_envelope", "tier_removed")])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of three toggles, two seeds, one region."""
    folder = tmp_path_factory.mktemp("statements") / "tiny"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(statements_folder, "switch_each", FEW)
        said = statements_folder.switched(2, folder, 1, False, place="cote_nord")
    assert said.status == 0
    assert "3 switches" in said.text
    assert "3 coupures" in said.text
    return folder


def test_everything_is_left_in_both_languages(made):
    """A page in each language, numbers for machines that say the same, a manifest; nothing unfilled."""
    tree = json.loads((made / "statements.json").read_text("utf-8"))
    assert tree["runs"] == 2 * (3 + 2)  # three toggles, and two bases: one runs to March 2016
    assert list(tree["lines"]) == list(MARKS)
    for language in LANGUAGES:
        text = (made / f"statements_{language}.md").read_text("utf-8")
        assert not re.search(r"[{}]|\bnan\b|None|\.:", text)
        assert "`months=72, events.removal_month=60`" in text.replace("`, `", ", ")
        assert text.count("\n| ") == 2 + 3
    french = (made / "statements_fr.md").read_text("utf-8")
    assert not re.search(r"\d\.\d+ (?:point|mois|projet)", french), "decimal commas"
    table = (made / "statements.csv").read_text("utf-8").splitlines()
    assert len(table) == 1 + 3 * len(OUTCOMES)
    assert json.loads((made / "manifest.json").read_text("utf-8"))["statements"]["failed"] == 0


def test_the_fund_that_opens_at_once_pays_sooner(made):
    """The toggle does what its words say."""
    tree = json.loads((made / "statements.json").read_text("utf-8"))
    effect = tree["toggles"]["signed_at_once"]["effects"]["first_money"]
    assert effect["mean"] < -3.0
    assert effect["stated"]
    assert tree["toggles"]["signed_at_once"]["effects"]["plan_month"]["mean"] == 0.0


def test_a_folder_is_gone_on_with(made, monkeypatch):
    """No run is made again by the same call."""
    monkeypatch.setattr(statements_folder, "switch_each", FEW)
    monkeypatch.setattr("sim.study.batch.fill", lambda *a: pytest.fail("a run was made again"))
    assert statements_folder.switched(2, made, 1, False, place="cote_nord").status == 0


def test_one_seed_is_refused_before_anything_runs(tmp_path, capsys):
    """The message names the key, the value and what is asked."""
    assert main(["--seeds", "1", "--output", str(tmp_path / "x")]) == 2
    assert "seeds" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def toggle_tree(**effects: tuple[float, bool]) -> dict:
    """A toggle of the tree that moves these outcomes by so much; (mean, whether the outcome states it)."""
    found = {
        name: {"mean": mean, "low": mean, "high": mean, "luck": 0.01, "sd": mean / 0.01, "times": abs(mean) / 0.05,
               "stated": stated, "verdict": "moved"}
        for name, (mean, stated) in effects.items()
    }  # fmt: skip
    stated = sum(e["stated"] for e in found.values())
    return {"text": {"en": "cut", "fr": "coupé"}, "moved": len(found), "moved_stated": stated, "open": 0,
            "effects": found}  # fmt: skip


def test_a_document_says_in_a_few_words_what_moves():
    """The two largest, those that state the mechanism last; nothing is said as nothing; commas in French."""
    tree = toggle_tree(conflict_last_year=(-0.115, False), fragile=(0.4, True), cooperation_last_year=(0.06, False))
    said = short(tree, 52, Words("en"))
    assert said.startswith("3 of 52: encounters held that turn to conflict, last year: −12 percentage points")
    assert "(−11.5 sd)" in said
    assert "fragile" not in said
    assert "(−11,5 é.-t.)" in short(tree, 52, Words("fr"))
    assert short(toggle_tree(fragile=(0.4, True)), 52, Words("en")).startswith("only what states it: ")
    nothing = toggle_tree()
    assert short(nothing, 52, Words("fr")) == "rien"
    assert short(nothing | {"open": 2}, 52, Words("en")) == "nothing shown, 2 open"
    lines = {"F1": {"toggles": ["a"], "no_key": None}, "F2": {"toggles": [], "no_key": {"en": "why", "fr": "pourquoi"}}}
    whole = {"lines": lines, "toggles": {"a": nothing}, "outcomes": 52}
    assert line_said(whole, "F1", Words("en")) == ". Measured: *cut*: nothing"
    assert "pas de clé (pourquoi)" in line_said(whole, "F2", Words("fr"))
