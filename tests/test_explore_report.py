"""The analysis of a sweep from end to end: a real small sweep, its folder, its figures in both languages, refusals."""

import json
import re
import shutil
import warnings
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from experiments import analyze as command
from experiments import sweep as sweep_command
from sim.compare.worlds_file import read_worlds
from sim.config import Scenario
from sim.explore.analysis import Analysis, analyze
from sim.explore.patterns import parsed
from sim.explore.sample import Measure, Sample, condition
from sim.explore.table import space
from sim.show.explore.page import article
from sim.show.explore.pictures import SECTIONS, pictures
from sim.show.words import LANGUAGES, Words
from sim.store.manifest import manifest_of
from sim.study.analyzing import Question, answered, sample_of, tell
from sim.study.sweeping import load
from sim.sweep.points import latin_hypercube, saltelli

FACTS = """
patterns:
  cooperation_last_year: {target: 0.2, tolerance: 0.05, source: "[A] a test"}
  conflict_last_year: {low: 0.02, high: 0.4, tolerance: 0.05, source: "[A] a test"}
accept: 0.2
"""
ABOUT = {"command": "", "configuration": ""}
DESIGN = """
title: a test
method: latin_hypercube
points: 40
replicates: 2
parameters: [deliberation.by_trust, deliberation.conflict, deliberation.cooperation, mobilization.base]
"""


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty points of a small region over six months, two seeds each, by the command itself."""
    folder = tmp_path_factory.mktemp("sweep")
    (folder / "design.yaml").write_text(DESIGN, encoding="utf-8")
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    asked = [str(folder / "design.yaml"), "territory=cote_nord", "months=6", "workers=1", f"output={folder / 'made'}"]
    assert sweep_command.main(asked) == 0
    return folder


def middle(folder: Path) -> float:
    """The median of a result over the runs."""
    sample = sample_of(load(folder / "made"))
    return float(np.median(sample.values["outcome.cooperation_last_year"]))


# From end to end


def test_a_sweep_is_analyzed_into_a_folder(swept, capsys):
    """The page, the figures and tables of each question, the worlds, the manifest; runs are left as they were."""
    before = {p: p.read_bytes() for p in (swept / "made").rglob("*.parquet")}
    where = f"cooperation_last_year>={middle(swept)}"
    asked = [str(swept / "made"), "--where", where, "--patterns", str(swept / "facts.yaml"), "--language", "fr"]
    assert command.main(asked) == 0
    assert "Results in" in capsys.readouterr().out
    made = swept / "made" / "analysis"
    page = (made / "report.html").read_text(encoding="utf-8")
    found = {p.stem for p in (made / "figures" / "fr").glob("*.png")}
    assert {"box", "regimes", "posterior", "patterns", "luck", "importance_conflict_last_year"} <= found
    assert {p.stem for p in (made / "csv" / "fr").glob("*.csv")} == found
    for name in found:
        assert f'id="versus-fr-{name.replace("_", "-")}' in page
    assert not re.search("https?://", re.sub(r'(xmlns(:\w+)?|rdf:\w+)="[^"]*"', "", page))
    worlds = read_worlds(made / "worlds.csv", Scenario(months=6))
    assert len(worlds) == 1 + 16  # a fifth of 80 runs
    told = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    assert told["analysis"]["command"].endswith("--language fr")
    assert told["analysis"]["runs"] == 80
    assert before == {p: p.read_bytes() for p in (swept / "made").rglob("*.parquet")}


def test_the_same_sweep_gives_the_same_analysis(swept):
    """No luck but a named one: two analyses are equal, number for number."""
    one, other = (answered(Question(swept / "made", where=f"cooperation_last_year>={middle(swept)}")) for _ in range(2))
    for a, b in zip(one.sensitivities, other.sensitivities, strict=True):
        assert (a.importance.first == b.importance.first).all()
        assert a.importance.threshold == b.importance.threshold
        np.testing.assert_array_equal(a.luck.half_width, b.luck.half_width)
    assert (one.discovery.judged.kept == other.discovery.judged.kept).all()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--measure", "conflict_lst_year"], "Close: conflict_last_year"),
        (["--rule", "none"], "allowed: as asked"),
        (["--where", "unspent>7"], "holds at 0 points of 40"),
        (["--where", "unspent=7"], "is expected"),
        (["--over", "deliberation.by_trust", "mobilization.bas"], "Close: mobilization.base"),
        (["--patterns", "none.yaml"], "cannot be read"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_a_line(swept, capsys, more, said):
    """Exit status 2, one line that says what is allowed, and no folder left."""
    assert command.main([str(swept / "made"), *more, "--output", str(swept / "refused")]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not (swept / "refused").exists()


def test_a_folder_that_is_no_sweep_is_refused(tmp_path, capsys):
    """It is named."""
    assert command.main([str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_a_changed_configuration_is_seen_by_all(swept, tmp_path, capsys):
    """Runs of 6 months would be read as runs of 12: every command about the folder says so alike; comments may go."""
    folder = tmp_path / "changed"
    shutil.copytree(swept / "made", folder)
    page = folder / "config.yaml"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("months: 6", "months: 12"), encoding="utf-8")
    before = sorted(folder.rglob("*"))
    assert command.main([str(folder)]) == 2
    for verb in ("status", "export", "resume"):
        assert sweep_command.main([verb, str(folder)]) == 2
    assert sweep_command.main(["rerun", str(folder), "--run", "0"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert sum("config.yaml was changed" in line for line in told) == 5
    assert sorted(folder.rglob("*")) == before
    page.write_text("\n".join(line for line in text.splitlines() if not line.startswith("#")), encoding="utf-8")
    assert sweep_command.main(["status", str(folder)]) == 0


def test_worlds_that_cannot_be_written_are_said():
    """With a choice among the parameters there is no worlds.csv: the terminal and the page say why."""
    found = analyzed("latin_hypercube")
    key = found.sample.space.names[0]
    assert found.choices == (key,)
    assert f"worlds.csv is not written: a choice varies ({key})" in tell(found, "en")
    assert f"un choix varie ({key})" in tell(found, "fr")
    assert "There is no worlds.csv" in article(found, Words("en"), {}, manifest_of("analysis", ABOUT))["worlds"]


# Figures


def made_up(method: str, parameters: int = 30) -> Sample:
    """A sample with long names, a choice, missing runs, and months."""
    rng = np.random.default_rng(3)
    group = np.arange(parameters, dtype=np.int32)
    x = (
        saltelli(group, 32, 1, second_order=True)  # enough for a box
        if method == "saltelli"
        else latin_hypercube([str(k) for k in group], 200, 1)
    )
    names = tuple(f"{'acquaintance' if k % 2 else 'award'}.a_rather_long_name_of_parameter_{k}" for k in group)
    labels = (("consensus", "lottery", "majority"), *[()] * (parameters - 1))
    values = x.copy()
    values[:, 0] = np.floor(3.0 * values[:, 0])
    level = (0.2 + 0.4 * x[:, 1] - 0.3 * x[:, 2] * (x[:, 0] > 0.5))[:, None] + 0.1 * rng.normal(size=(len(x), 2))
    level = np.clip(level, 0.0, 1.0)
    level[5] = np.nan
    results = {f"outcome.{n}": level for n in ("cooperation_last_year", "conflict_last_year", "need_left")}
    for k, end in enumerate(("cooperative", "conflictual", "mixed", "routine", "dormant")):
        results[f"outcome.regions_{end}"] = np.where(np.isnan(level), np.nan, (level // 0.25 == k).astype(float))
    for month in range(24):
        for axis, sign in (("cooperation", 1.0), ("conflict", -1.0)):
            results[f"month.{month:03d}.{axis}"] = (
                np.clip(0.4 + sign * (level > 0.3) * 0.01 * month, 0.0, 1.0) + 0.0 * level
            )
    measures = tuple(Measure(name, "share", name) for name in results)
    place = space(names, [0.0] * parameters, [1.0] * parameters)
    block = 2 * parameters + 2 if method == "saltelli" else 1
    return Sample("fqis_2010", method, block, True, place, ("",) * parameters, labels, x, values, measures, results,
                  np.isfinite(level))  # fmt: skip


def analyzed(method: str) -> Analysis:
    """Every question, asked of it."""
    sample = made_up(method)
    tree = {
        "patterns": {
            "need_left": {"target": 0.4, "tolerance": 0.1},
            "conflict_last_year": {"low": 0.2, "tolerance": 0.1},
        }
    }
    facts = parsed(tree, [m.name for m in sample.measures])
    where = condition("need_left>0.4", sample)
    return analyze(sample, ["need_left", "conflict_last_year"], where, (), facts)


@pytest.fixture(scope="module", params=["latin_hypercube", "saltelli"])
def analysis(request) -> Analysis:
    """An analysis of each kind of design, made once."""
    return analyzed(request.param)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_drawn_and_its_texts_hide_nothing(analysis, language):
    """A question as title; texts inside the picture, none on another; a table whose rows are whole."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = pictures(analysis, Words(language))
        named = {p.name for group in found.values() for p in group}
        assert ("pairs_need_left" in named) == (analysis.sample.method == "saltelli")
        assert list(found) == [s for s in SECTIONS if s in found] == list(SECTIONS)
        for picture in (p for group in found.values() for p in group):
            assert "?" in picture.title, picture.name
            assert picture.table.rows
            assert {len(row) for row in picture.table.rows} == {len(picture.table.head)}, picture.name
            assert "{" not in picture.caption + picture.alt
            legible(picture)


def legible(picture) -> None:
    """No text leaves the picture, or covers a sixth of another."""
    from matplotlib.text import Text

    drawn: list = []
    keep = Text.draw
    try:
        Text.draw = lambda self, renderer: drawn.append((self, renderer))
        picture.figure.draw_without_rendering()
    finally:
        Text.draw = keep
    seen = [(text, renderer) for text, renderer in drawn if text.get_visible() and text.get_text()]
    texts = [(text.get_text(), text.get_window_extent(renderer), text.get_rotation()) for text, renderer in seen]
    width, height = picture.figure.bbox.width, picture.figure.bbox.height
    for text, box, _ in texts:
        assert min(box.x0, box.y0, width - box.x1, height - box.y1) > -1.0, (picture.name, text)
    level = [(text, box) for text, box, angle in texts if angle == 0.0 and len(text) > 2]
    for (one, a), (other, b) in combinations(level, 2):
        across, up = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        smaller = min(a.width * a.height, b.width * b.height)
        assert max(across, 0) * max(up, 0) <= smaller / 6, (picture.name, one, other)


def test_the_points_that_are_judged_by_chance_are_independent():
    """A and B of each block of a Saltelli design, all points of a hypercube."""
    sample = made_up("saltelli")
    assert sample.apart.tolist()[:4] == [0, 61, 62, 123]
    assert len(made_up("latin_hypercube").apart) == 200


# The model itself


@pytest.mark.slow
def test_parameters_of_the_model_are_recovered_from_one_of_its_runs(tmp_path):
    """The mean of twenty runs at known values plays the part of the real process; the worlds kept surround them."""
    from sim.metrics.outcomes import outcomes
    from sim.metrics.typology import Typology
    from sim.override import changed
    from sim.simulate import simulate
    from sim.world.quebec import real

    truth, net = {"deliberation.conflict": -0.25, "mobilization.by_efficacy": 2.9}, real("cote_nord")
    known = changed(Scenario(months=24), truth)
    runs = [outcomes(simulate(known, net, s), Typology()) for s in range(900, 920)]
    keys = ("cooperation_last_year", "conflict_first_year", "conflict_last_year", "attendance_organizations",
            "attendance_citizens")  # fmt: skip
    seen = {key: np.array([run[key] for run in runs]) for key in keys}
    facts = {key: {"target": float(v.mean()), "tolerance": float(v.std(ddof=1))} for key, v in seen.items()}
    design = tmp_path / "design.yaml"
    design.write_text(
        "method: sobol\npoints: 512\nparameters: [deliberation.conflict, mobilization.by_efficacy]\n", "utf-8"
    )
    made = tmp_path / "made"
    assert sweep_command.main([str(design), "territory=cote_nord", "months=24", "workers=2", f"output={made}"]) == 0
    (tmp_path / "facts.yaml").write_text(json.dumps({"patterns": facts, "accept": 0.05, "distance": "mean"}), "utf-8")
    found = answered(Question(made, patterns=tmp_path / "facts.yaml"))
    kept = np.array([list(w.changes.values()) for w in found.calibration.worlds(found.sample)])
    low, high = np.quantile(kept, (0.025, 0.975), axis=0)
    assert ((low <= list(truth.values())) & (np.array(list(truth.values())) <= high)).all()
    assert (found.calibration.found.moved > found.calibration.found.by_chance).all()
