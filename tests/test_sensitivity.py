"""A full sensitivity analysis: luck told from effects, the rule that chooses, its designs, the command, its pages."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import yaml
from test_explore_report import legible

from experiments import sensitivity as command
from sim.config import Scenario
from sim.explore.analysis import Analysis, sensitivity
from sim.explore.choosing import KEPT, REST, choice
from sim.explore.morris import Screening, screening
from sim.explore.sample import Measure, Sample
from sim.explore.sobol import indices
from sim.explore.table import Explored, space
from sim.inventory import entries_of, entry_of
from sim.show.explore import named
from sim.show.explore.figure_decides import decides
from sim.show.words import LANGUAGES, Words, tree
from sim.study import analyzing
from sim.study import sensitivity as study
from sim.study.sensitivity import Sizes, token, write_designs
from sim.sweep.design_file import parsed
from sim.sweep.factor import assumed
from sim.sweep.points import morris, saltelli

TINY = ["territory=synthetic_ring", "territory.synthetic.regions=1", "territory.synthetic.territories_per_region=2",
        "months=3", "workers=2"]  # fmt: skip


def space_of(n: int):
    """A space of n parameters."""
    return space(tuple("abcdefghij"[:n]), [0.0] * n, [1.0] * n)


# Luck


def test_luck_in_a_total_share_is_told_and_what_is_left_is_the_truth():
    """Half the variance is luck of each run: totals are swollen by it, and come back when it is taken away."""
    rng = np.random.default_rng(1)
    x = saltelli(np.arange(3, dtype=np.int32), 2048, 1)
    truth = 2.0 * x[:, 0] + x[:, 1]
    shared = rng.normal(0.0, 5.0, (1, 2))  # the same at every point: it must not count
    luck = rng.normal(0.0, np.sqrt(2.0 * truth.var()), (len(x), 2))
    found = indices(Explored(space_of(3), x, truth[:, None] + shared + luck))
    np.testing.assert_allclose(found.luck_in_all, 0.5, atol=0.03)
    np.testing.assert_allclose(found.luck, 0.5, atol=0.03)
    assert (found.total > 0.45).all()
    np.testing.assert_allclose(found.total - found.luck, [0.4, 0.1, 0.0], atol=0.04)
    assert np.isnan(indices(Explored(space_of(3), x, truth[:, None])).luck).all()


@pytest.mark.parametrize("copies", [2, 4])
def test_what_luck_alone_gives_to_an_effect_is_told(copies):
    """An idle parameter has the mean size of luck and no square beyond it; another has its own square, luck aside."""
    rng = np.random.default_rng(2)
    x = morris(np.arange(3, dtype=np.int32), 3000, 1)
    y = 4.0 * x[:, [0]] + rng.normal(0.0, 1.0, (len(x), copies)) + rng.normal(0.0, 9.0, (1, copies))
    found = screening(Explored(space_of(3), x, y))
    np.testing.assert_allclose(found.luck, found.mu_star[1], rtol=0.04)
    np.testing.assert_allclose(found.square, [16.0, 0.0, 0.0], atol=0.8)
    alone = screening(Explored(space_of(3), x, y[:, :1]))
    assert np.isnan(alone.luck).all()
    assert (alone.square[1:] > 3.0).all()  # without replicates, luck passes for an effect


def test_a_missing_run_leaves_the_luck_of_the_others():
    """A failed run takes away the effects that need it, no more."""
    rng = np.random.default_rng(3)
    x = morris(np.arange(3, dtype=np.int32), 400, 1)
    y = rng.normal(0.0, 1.0, (len(x), 2))
    y[7, 0] = y[20:24, :] = np.nan
    found = screening(Explored(space_of(3), x, y))
    assert np.isfinite(found.luck).all()
    blocks = saltelli(np.arange(3, dtype=np.int32), 256, 1)
    z = blocks[:, [0]] + rng.normal(0.0, 1.0, (len(blocks), 2))
    z[7, 0] = np.nan
    assert np.isfinite(indices(Explored(space_of(3), blocks, z)).luck).all()


# The rule


def screened(square: list[float], told: list[bool]) -> Screening:
    """A screening with these squared effects, told from luck or not."""
    size = np.sqrt(np.array(square))
    groups = tuple(f"p{k}" for k in range(len(square)))
    luck = np.where(told, 0.0, 2.0 * size)
    nothing = np.zeros(len(square))
    return Screening(groups, size, size, nothing, size * 0.9, size * 1.1, nothing.astype(np.int32), 0, luck,
                     np.array(square))  # fmt: skip


def test_the_rule_keeps_the_fewest_that_carry_most():
    """The union over results of the largest squares up to 80 %, the largest share of any result first."""
    first = screened([50.0, 31.0, 10.0, 5.0, 4.0], [True] * 5)
    other = screened([1.0, 0.0, 0.0, 9.0, 90.0], [True] * 5)
    found = choice([first, other])
    assert found.names == ("p4", "p0", "p1")
    assert found.wanted.tolist() == [2, 1]
    np.testing.assert_allclose(found.carried, [0.85, 0.91])


def test_an_effect_that_luck_could_give_is_never_kept():
    """However large; its share still counts against what is kept."""
    found = choice([screened([70.0, 20.0, 10.0], [False, True, True])])
    assert found.names == ("p1", "p2")
    assert found.clear.tolist() == [[False, True, True]]
    np.testing.assert_allclose(found.carried, [0.3])


def test_no_more_are_kept_than_the_limit():
    """Those with the largest share of some result."""
    found = choice([screened([float(k) for k in range(1, 41)], [True] * 40)], most=5)
    assert found.names == ("p39", "p38", "p37", "p36", "p35")
    assert found.wanted[0] > 5


# Its designs


def test_designs_are_ordinary_ones(tmp_path):
    """Read back by sweeps: what is kept, each by itself; what is kept and what is not, every assumption in one."""
    groups = tuple(f.key for f in assumed(Scenario(), 0.5, set()))
    square = [1.0] * len(groups)
    square[3] = square[40] = 1000.0
    chosen = choice([screened(square, [True] * len(groups))._replace(groups=groups)])
    write_designs(tmp_path, chosen, Sizes(2, 8, 8, 4))
    plans = {}
    for name in (KEPT, REST):
        design = yaml.safe_load((tmp_path / f"{name}.yaml").read_text("utf-8"))
        plans[name] = parsed(design, Scenario(), {"as asked": {}})
    assert plans[KEPT].keys == chosen.names == (groups[3], groups[40])
    assert plans[KEPT].last == (8, 2)
    assert set(plans[REST].groups) == {KEPT, REST}
    mine = {key for key, g in zip(plans[REST].keys, plans[REST].group, strict=True) if plans[REST].groups[g] == KEPT}
    assert mine == set(chosen.names)
    assert plans[REST].keys == groups


# Words


def test_every_parameter_has_words_in_both_languages():
    """A new parameter needs its line in sim/show/parameters.yaml; a word for a parameter that is gone is refused."""
    keys = {entry.key for entry in entries_of(Scenario(), "") if "." in entry.key}
    said = {f"{section}.{name}" for section, names in tree()["parameters"].items() for name in names}
    assert sorted(keys - said) == [], "give them words, in French and English, in sim/show/parameters.yaml"
    assert sorted(said - keys) == [], "these words are of parameters that do not exist"
    sections = {f.key.partition(".")[0] for f in assumed(Scenario(), 0.5, set())}
    assert sections <= set(tree()["parameter_sections"])
    for language in LANGUAGES:
        words = [named.name(Words(language), key) for key in sorted(keys)]
        assert len(set(words)) == len(words), "two parameters have the same words"
        assert [w for w in words if not w or len(w) > 50 or w == "None"] == []


def test_words_stand_beside_the_key():
    """A choice has its word; what has no words keeps its key."""
    french = Words("fr")
    assert named.said(french, "acquaintance.trust") == "confiance au départ (acquaintance.trust)"
    assert named.name(french, "award=lottery") == "règle d’attribution = lottery"
    assert named.said(french, "my.own") == "my.own"
    assert named.source("acquaintance.trust") == entry_of("acquaintance.trust").source


# The picture


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("negative", [False, True])
def test_the_picture_hides_nothing(language, negative):
    """With the longest words there are, twenty-five rows, and shares below zero, no text leaves it or hides another."""
    keys = sorted((f.key for f in assumed(Scenario(), 0.5, set())), key=lambda key: -len(named.name(Words("fr"), key)))
    n = 25
    place = space(keys[:n], [0.0] * n, [1.0] * n)
    x = saltelli(np.arange(n, dtype=np.int32), 16, 1)
    rng = np.random.default_rng(4)
    weight = 0.4 ** np.arange(n)
    names = ("cooperation_last_year", "conflict_last_year", "regions_cooperative")
    noise = 2.0 if negative else 0.02
    values = {f"outcome.{k}": (x @ weight)[:, None] + noise * rng.normal(size=(len(x), 2)) for k in names}
    measures = tuple(Measure(name, "share", name) for name in values)
    sample = Sample("as asked", "saltelli", n + 2, True, place, ("",) * n, ((),) * n, x, x, measures, values,
                    np.ones((len(x), 2), dtype=np.bool_))  # fmt: skip
    found = Analysis(sample, tuple(sensitivity(sample, m) for m in measures), None, None, None, None)
    ways = {name: screened([1.0] * n, [True] * n)._replace(groups=tuple(keys[:n]), mu=np.ones(n)) for name in values}
    picture = decides(found, Words(language), "decides", ways)
    assert len(picture.table.rows) == n
    assert picture.table.rows[0][1] == keys[0] or negative
    legible(picture)


# The command


def test_one_command_leaves_four_sweeps_and_a_summary_and_goes_on(tmp_path, monkeypatch, capsys):
    """On a tiny world, with the fewest points (figures of each analysis are left out: other tests draw them).

    Then a sweep is lost: it is made again, the others are not; the tables are the same, byte for byte; --save copies.
    """
    monkeypatch.setattr(study, "analyze_sweep", lambda asked, typed: (analyzing.answered(asked), asked.sweep))
    monkeypatch.setattr(command, "REFERENCE", tmp_path / "reference" / "sensitivity")
    whole, again = tmp_path / "made", ["--quick", *TINY, "--output", str(tmp_path / "made")]
    assert command.main(again) == 0
    is_whole(whole)
    before = {path.name: path.read_bytes() for path in (whole / "summary").glob("*.csv")}
    parts = {path: path.stat().st_mtime_ns for path in (whole / "screening").rglob("part-*.parquet")}
    shutil.rmtree(whole / REST)
    assert command.main([*again, "--save"]) == 0
    assert {path.name: path.read_bytes() for path in (whole / "summary").glob("*.csv")} == before
    assert {path: path.stat().st_mtime_ns for path in (whole / "screening").rglob("part-*.parquet")} == parts
    kept = {path.name for path in command.REFERENCE.iterdir()}
    assert kept == {path.name for path in (whole / "summary").iterdir()}
    printed = capsys.readouterr().out
    assert "part de la variance, en tout" in printed
    assert "share of the variance, in all" in printed


def is_whole(folder: Path) -> None:
    """The pages in both languages, picture first, every link there, tables as long as they must be."""
    summary = folder / "summary"
    told = json.loads((summary / "manifest.json").read_text("utf-8"))["sensitivity"]
    assert told["command"] == "python -m experiments.sensitivity --quick " + " ".join(TINY[:-1])
    assert set(told["sweeps"]) == {"screening", KEPT, "sections", REST}
    assert len({sweep["code"] for sweep in told["sweeps"].values()}) == 1
    assert len(told["regions"]) == 1
    for language in LANGUAGES:
        page = (summary / f"summary_{language}.md").read_text("utf-8")
        assert page.index(f"(decides.{language}.png)") < page.index("## ")
        links = [link for link in re.findall(r"\]\(([^)]+)\)", page) if not link.startswith("..")]
        assert [link for link in links if not (summary / link).exists()] == []
        assert "{" not in page
        assert str(folder) not in page
    kept = yaml.safe_load((summary / "kept.yaml").read_text("utf-8"))["parameters"]
    assert len((summary / "kept.csv").read_text("utf-8").splitlines()) == 1 + len(kept)
    assert len((summary / "screening.csv").read_text("utf-8").splitlines()) == 1 + len(assumed(Scenario(), 0.5, set()))
    assert sum(path.stat().st_size for path in summary.iterdir()) < 1_500_000


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["mauricie"], "written key=value"),
        (["points=3"], "points is decided here"),
        (["months=none"], "months"),
        (["deliberation.gain=0.05"], "it varies"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path, capsys, typed, said):
    """Exit status 2, one line on what is wrong, nothing left."""
    assert command.main([*typed, "--output", str(tmp_path / "made")]) == 2
    lines = [line for line in capsys.readouterr().err.splitlines() if not re.match(r"\d of 4", line)]
    assert said in lines[0]
    assert len(lines) == 1
    assert not (tmp_path / "made").exists()


def test_another_request_is_another_folder():
    """What changes a number names the folder; the number of processes does not."""
    sizes = Sizes(2, 8, 8, 4)
    same = {
        token(["months=3", "workers=2"], sizes),
        token(["workers=1", "months=3"], sizes),
        token(["months=3"], sizes),
    }
    assert len(same) == 1
    assert token(["months=4"], sizes) not in same
    assert token(["months=3"], sizes._replace(kept=16)) not in same
