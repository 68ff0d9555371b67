"""The command, on its quick plan: everything that it leaves, in both languages, and what it refuses."""

import json
import re

import numpy as np
import pytest

from experiments.typology import main
from sim.explore.analysis import ENDS, regime_map
from sim.explore.sample import Measure, Sample
from sim.explore.table import space
from sim.show.words import LANGUAGES
from sim.store.study_folder import keep_products
from sim.study.typology import MAPS, QUICK, whole
from sim.validation.typology.thresholds import SETTINGS


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder that the quick command leaves."""
    folder = tmp_path_factory.mktemp("typology") / "quick"
    assert main(["--quick", "--workers", "1", "--output", str(folder)]) == 0
    return folder


def test_everything_is_left_in_both_languages(made):
    """A page, its pictures and their tables; each picture of the page is there; nothing is left unfilled."""
    for language in LANGUAGES:
        text = (made / f"summary.{language}.md").read_text("utf-8")
        shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
        assert len(shown) == 3 + len(QUICK.maps)
        for path in shown:
            assert (made / path).stat().st_size < 150_000
            assert (made / path.replace("figures", "csv").replace(".png", ".csv")).is_file()
        assert not re.search(r"[{}]|nan|None", text)
        assert ("coopération" in text) == (language == "fr")
    lines = (made / "every_setting.csv").read_text("utf-8").splitlines()
    assert len(lines) == len(SETTINGS) + 1
    assert json.loads((made / "manifest.json").read_text("utf-8"))["typology"]["failed"] == 0


def test_the_same_command_makes_no_run_again_and_says_the_same(made, monkeypatch):
    """Runs that are there are taken as they are: no process is needed, and the page does not change by a byte."""
    before = {p.relative_to(made): p.read_bytes() for p in made.rglob("*.md")}
    monkeypatch.setattr("sim.study.batch.fill", lambda *a: pytest.fail("a run was made again"))
    assert main(["--quick", "--workers", "1", "--output", str(made)]) == 0
    assert {p.relative_to(made): p.read_bytes() for p in made.rglob("*.md")} == before


def test_interrupted_it_goes_on(made, tmp_path, monkeypatch):
    """Stopped in the third part, the first two stay, and the whole is what it would have been at once."""
    import sim.study.typology as page

    with monkeypatch.context() as m:
        m.setattr(page.hysteresis, "Followed", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
        assert main(["--quick", "--workers", "1", "--output", str(tmp_path / "cut")]) == 130
    assert not (tmp_path / "cut" / "manifest.json").exists()
    assert list((tmp_path / "cut" / "runs" / "thresholds" / "runs").iterdir())
    assert main(["--quick", "--workers", "1", "--output", str(tmp_path / "cut")]) == 0
    assert (tmp_path / "cut" / "summary.fr.md").read_bytes() == (made / "summary.fr.md").read_bytes()


@pytest.mark.parametrize(
    ("typed", "told"),
    [(["--quick", "--save"], "--save"), (["--workers", "-1"], "workers"), (["--color"], "--color")],
)
def test_refusals_are_short_and_write_nothing(typed, told, capsys, tmp_path, monkeypatch):
    """Status 2, the key named on one line, no folder made."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as refused:
        main(typed)
    assert refused.value.code == 2
    said = capsys.readouterr().err
    assert told in said
    assert len(said.splitlines()) <= 2
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path, capsys):
    """Status 2 before a run is made."""
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "mine.txt").write_text("dear")
    assert main(["--quick", "--output", str(tmp_path / "letters")]) == 2
    assert "letters" in capsys.readouterr().err
    assert [p.name for p in (tmp_path / "letters").iterdir()] == ["mine.txt"]


def test_what_is_kept_is_the_products_without_runs(made, tmp_path):
    """The folder beside the code has the pages and not the runs."""
    keep_products(made, tmp_path / "reference", "typology", but=("timing.json",))
    names = {p.name for p in (tmp_path / "reference").iterdir()}
    assert {"summary.en.md", "summary.fr.md", "figures", "csv", "manifest.json", "every_setting.csv"} == names


def test_each_map_has_a_design_of_its_two_parameters():
    """Designs of configs and the table of maps agree, and each has at least 6 runs in each of 49 cells or more."""
    from sim.config import Scenario
    from sim.sweep.design_file import read

    for name, pair in MAPS.items():
        plan, _ = read(name, Scenario(), {})
        assert set(pair) <= set(plan.keys)
        assert all(len(f.levels()) == 1 for f in plan.factors if f.key not in pair)
        assert plan.last.replicates >= 6
        assert plan.n_points >= 49


def planted_sample() -> Sample:
    """Eight by eight points, three runs each: cooperation above the diagonal, conflict under it, both upon it."""
    levels = np.linspace(0.0, 1.0, 8)
    x = np.stack([c.ravel() for c in np.meshgrid(levels, levels)], axis=1)
    end = np.where(x[:, 1] > x[:, 0] + 0.01, 0, np.where(x[:, 1] < x[:, 0] - 0.01, 1, 2))
    values = {f"outcome.regions_{e}": np.repeat((end == k)[:, None] * 1.0, 3, axis=1) for k, e in enumerate(ENDS)}
    place = space(("a", "b"), (0.0, 0.0), (1.0, 1.0))
    measures = tuple(Measure(name, "share", "") for name in values)
    return Sample("", "grid", 1, True, place, ("", ""), ((), ()), x, x, measures, values, np.ones((64, 3), np.bool_))


def test_a_map_keeps_every_value_of_a_grid():
    """A planted map of 64 cells: none is merged with its neighbor, and each has the dynamic that was planted."""
    found = regime_map(planted_sample(), ("a", "b"), cells=16)
    assert found is not None
    assert found.regimes.reigning.shape == (8, 8)
    row, column = np.indices((8, 8))
    expected = np.where(row > column, 0, np.where(row < column, 1, 2))
    np.testing.assert_array_equal(found.regimes.reigning, expected)
    assert (found.regimes.runs == 3).all()
    assert (found.regimes.strength == 1.0).all()


def test_a_failed_run_takes_its_seed_out_of_every_arm():
    """A seed that failed under one past is left out of the others too, since contrasts are paired."""
    values = np.zeros((3, 5, 2))
    values[1, 2, 0] = np.nan
    assert whole(values).shape == (3, 4, 2)
    values[:, 1:] = np.nan
    with pytest.raises(RuntimeError, match="two seeds"):
        whole(values)


def test_small_pictures_keep_their_colors(tmp_path):
    """Every dot is near what it was, even of a color that hardly appears: it says which dynamic reigns."""
    from matplotlib.figure import Figure
    from matplotlib.image import imread

    from sim.show.style import DYNAMICS, save_small_png

    figure = Figure(figsize=(4, 3))
    ax = figure.add_axes((0, 0, 1, 1))
    ax.imshow(np.random.default_rng(1).random((60, 80)), cmap="Blues", aspect="auto")
    for k, look in enumerate(DYNAMICS):
        ax.plot([10 * k + 5], [5], "s", color=look.color, markersize=4)
    figure.savefig(tmp_path / "whole.png", dpi=110)
    save_small_png(figure, tmp_path / "small.png")
    whole, small = (imread(tmp_path / f"{name}.png")[..., :3] for name in ("whole", "small"))
    assert np.abs(whole - small).max() < 0.1
    assert (tmp_path / "small.png").stat().st_size < (tmp_path / "whole.png").stat().st_size
