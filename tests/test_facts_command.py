"""`python -m experiments.facts` on a tiny effort: what it leaves, in both languages, refuses and counts."""

import json
import re

import numpy as np
import pytest

from experiments.facts import main
from sim.facts.observed import NEVER
from sim.facts.predictive import arm, in_order, share_of, spread
from sim.facts.reading import read_facts
from sim.show.words import LANGUAGES
from sim.study import facing

MINE = """
facts:
  mine:
    {region: "09", what: agreed, says: mine, low: 2010-04, unit: month, error: 0, why: mine, source: mine,
     grade: stated, role: calibration}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder that a tiny check leaves: two seeds and two worlds of one region."""
    folder = tmp_path_factory.mktemp("facts") / "tiny"
    said = facing.faced(None, facing.Effort(2, 2), folder, 1, False, place="cote_nord")
    assert said.status == 0
    assert "cote_nord_signed" in said.text
    assert "mondes plausibles" in said.text
    return folder


def test_everything_is_left_in_both_languages(made):
    """A page with its picture, each fact with its source; numbers for machines; nothing unfilled."""
    tree = json.loads((made / "facts.json").read_text("utf-8"))
    assert [f["name"] for f in tree["facts"]] == [f.name for f in read_facts().of() if f.region == "09"]
    for language in LANGUAGES:
        text = (made / f"facts_{language}.md").read_text("utf-8")
        assert (made / f"timeline.{language}.png").stat().st_size > 10_000
        assert f"(timeline.{language}.png)" in text
        assert all(f"<{f['source']}>" in text for f in tree["facts"])
        assert "Saguenay" in text
        assert not re.search(r"[{}]|\bnan\b|None", text)
        assert ("monde" in text) == (language == "fr")
    french = (made / "facts_fr.md").read_text("utf-8")
    assert not re.search(r"\d\.\d{3} ", french), "decimal commas"
    assert json.loads((made / "manifest.json").read_text("utf-8"))["facts"]["runs"] == 4


def test_other_facts_judge_the_same_runs(made, tmp_path, monkeypatch):
    """No run is made again for a file of one's own."""
    (tmp_path / "mine.yaml").write_text(MINE, encoding="utf-8")
    monkeypatch.setattr("sim.study.batch.fill", lambda *a: pytest.fail("a run was made again"))
    said = facing.faced(tmp_path / "mine.yaml", facing.Effort(2, 2), made, 1, False, place="cote_nord")
    assert "100.0% of the 2 plausible worlds" in said.text
    again = facing.faced(None, facing.Effort(2, 2), made, 1, False, place="cote_nord")
    assert "cote_nord_signed" in again.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["--seeds", "0"], "seeds = 0: 1 or more is expected"),
        (["--worlds", "-1"], "worlds = -1: 0 or more is expected"),
        (["--workers", "-1"], "workers"),
        (["--facts", "mine.yaml"], "in mine.yaml: facts.mine.low = 'soon': a year, a month or a day"),
        (["--facts", "nowhere.yaml"], "in nowhere.yaml: it cannot be read"),
    ],
)
def test_refusals_are_short_and_write_nothing(typed, told, capsys, tmp_path, monkeypatch):
    """Status 2, the key named on one line, no folder made."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text(MINE.replace("2010-04", "soon"), encoding="utf-8")
    try:
        status = main(typed)
    except SystemExit as refused:
        status = refused.code
    assert status == 2
    said = capsys.readouterr().err
    assert told in said
    assert len(said.splitlines()) <= 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]


def test_what_never_came_is_later_than_any_date():
    """Quantiles of dates, and the share that gets there."""
    dates, came = spread(np.array([10.0, 20.0, NEVER, NEVER]))
    assert (dates.tolist(), came) == ([10.0, 20.0, np.inf], 0.5)
    assert np.isnan(spread(np.zeros(0))[0]).all()


def test_facts_are_counted_together_run_by_run():
    """Two halves that meet one fact each are no run that meets both."""
    facts = [f for f in read_facts().of() if f.name in ("cote_nord_nothing_paid", "cote_nord_first_projects")]
    columns = ["facts.09.first_dollar", "facts.09.first_award", "facts.09.projects"]
    late, early, right, failed = [50, 50, 1], [20, 20, 1], [40, 38, 1], [np.nan] * 3
    found = arm(np.array([late, early, late, early], dtype=float), columns, facts, 60)
    assert found.met.tolist() == [0.5, 0.5]
    assert share_of(found.together)[0] == 0.0
    found = arm(np.array([late, early, right, failed], dtype=float), columns, facts, 60)
    assert found.together.tolist() == [False, False, True]


def test_facts_stand_region_by_region():
    """In the order of the regions asked; the others are left out."""
    found = in_order(read_facts().of(), ["15", "09"])
    assert [f.region for f in found] == ["15"] + ["09"] * 5 + ["all"]
