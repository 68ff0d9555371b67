"""A comparison from end to end on one small region: pairs, exact zeros, worlds, interruptions, refusals."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments import compare
from sim.compare.arms import arms_of, in_world, provisions
from sim.compare.comparison import Comparison, analyzed, read_targets
from sim.compare.robustness import Verdict
from sim.config import Scenario
from sim.package import PackageError
from sim.parameter import ParameterError
from sim.settings import Comparing
from sim.simulate import simulate
from sim.store.folder import FolderError
from sim.store.runs import digest
from sim.study.comparing import compared, plausible_worlds
from sim.territory import Territory

SHORT = Scenario(months=30)
FEW = {"replicates": 3, "most": 3, "worlds": 2, "seeds_a_world": 1, "workers": 1}


def asked(*variants: str, **changed) -> Comparing:
    """A tiny comparison on the Côte-Nord."""
    return Comparing(territory=Territory(regions=["cote_nord"]), variants=list(variants), **(FEW | changed))


def package(text: str, name: str = "mine.yaml") -> str:
    """A file with this text."""
    Path(name).write_text(text, encoding="utf-8")
    return name


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is written in a folder of the test."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """The baseline, itself again, another name for it, and a real variant."""
    folder = tmp_path_factory.mktemp("made")
    renamed = folder / "renamed.yaml"
    renamed.write_text("title: The same under another name\nkind: rule\naward: table_ranking\n", encoding="utf-8")
    settings = asked("fqis_2010", str(renamed), "citizen_participation")
    return compared(settings, SHORT, folder / "out", {})


def test_a_rule_against_itself_is_exactly_zero(made):
    """Every column, at base parameters and in every world: not nearly, exactly."""
    for arm in (1, 2):
        assert np.array_equal(made.base[arm], made.base[0], equal_nan=True)
        assert np.array_equal(made.spread[arm], made.spread[0], equal_nan=True)
    f = analyzed(made)
    there = np.isfinite(f.base.mean[:2])
    assert there.any()
    assert (f.base.mean[:2][there] == 0.0).all()
    known = [v for row in f.verdicts[:2] for v in row]
    assert set(known) <= {Verdict.SAME, Verdict.NOT_MEASURED}
    assert Verdict.SAME in known


def test_a_real_variant_differs_and_arms_are_paired(made):
    """Run k of every arm is the run of seed k: what the library computes for this seed, alone."""
    k = made.place("outcome.attendance_citizens")
    assert (made.base[3, :, k] > made.base[0, :, k]).all()
    history = simulate(made.arms[3].scenario, made.network, int(made.seeds[1]))
    n = made.base.shape[2] - 2 * SHORT.months  # the last columns are the months
    assert made.base[3, 1, k] == history["present"][:, : history["need"].shape[1], 3].mean()
    assert n > 100


def test_labels_tell_a_rule_from_itself(made):
    """Two columns of a table with the same name would be merged by whoever reads it."""
    assert made.labels[:2] == ("fqis_2010", "fqis_2010 (again)")
    assert len(set(made.labels)) == 4


def test_a_world_changes_what_no_arm_states(made):
    """A world that overwrote a provision would compare something else than the packages."""
    stated = {key for arm in made.arms for key in arm.package.changes}
    for world in made.worlds:
        assert world.changes
        assert not stated & set(world.changes)
    one, other = (in_world(arm, made.worlds[0].changes) for arm in (made.arms[0], made.arms[3]))
    assert one.deliberation == other.deliberation != made.arms[0].scenario.deliberation
    assert other.norms == made.arms[3].scenario.norms


def test_the_same_whatever_the_workers_and_after_an_interruption():
    """One process, two, and a comparison stopped after its first part: one digest."""
    from sim.compare.comparison import outcomes_of

    settings = asked("lottery", worlds=1)
    first = compared(settings, SHORT, Path("one"), {})
    other = compared(replace(settings, workers=2), SHORT, Path("two"), {})
    assert np.array_equal(first.base, other.base, equal_nan=True)
    assert np.array_equal(first.spread, other.spread, equal_nan=True)
    parts = sorted(Path("two/runs/base/runs").glob("*.parquet"))
    parts[-1].unlink()
    again = compared(settings, SHORT, Path("two"), {})
    assert np.array_equal(first.base, again.base, equal_nan=True)
    assert len(outcomes_of(first.columns)) > 30
    assert digest is not None


def test_more_replicates_keep_those_that_were_made():
    """Adding runs is going on, not starting again."""
    few = compared(asked("lottery", worlds=0), SHORT, Path("out"), {})
    more = compared(asked("lottery", worlds=0, replicates=5, most=5), SHORT, Path("out"), {})
    assert np.array_equal(few.base, more.base[:, :3], equal_nan=True)
    assert more.base.shape[1] == 5


def test_another_comparison_in_the_same_folder_is_refused():
    """Runs of two comparisons must not be mixed, and those that are there not lost."""
    compared(asked("lottery", worlds=0), SHORT, Path("out"), {})
    with pytest.raises(FolderError, match="other runs"):
        compared(asked("equal_split", worlds=0), SHORT, Path("out"), {})
    assert list(Path("out/runs/base/runs").glob("*.parquet"))


def test_an_amendment_changes_the_baseline_and_a_rule_replaces_it():
    """`baseline=alliances_2017 variants=[core_mission,lottery]`."""
    arms = arms_of(Scenario(), "alliances_2017", ["core_mission", "lottery"], {})
    assert arms[1].scenario.norms.maximum_share == arms[0].scenario.norms.maximum_share == 0.9
    assert arms[1].scenario.norms.core_share == 0.25
    assert arms[2].scenario.norms.maximum_share == 0.8
    assert arms[2].scenario.award.name == "lottery"


def test_all_is_every_package_besides_the_baseline():
    """Whoever adds a package gets it compared."""
    from sim.package import names

    arms = arms_of(Scenario(), "fqis_2010", ["all"], {})
    assert sorted(arm.name for arm in arms) == sorted(names())
    assert arms[0].name == "fqis_2010"


def test_provisions_are_what_differs_with_its_sources():
    """The table of provisions is read off the scenarios, not off the files: nothing that differs is left out."""
    arms = arms_of(Scenario(), "fqis_2010", ["participatory_budget", "core_mission"], {})
    found = {p.key: p for p in provisions(arms)}
    assert found["award"].values == ("table_ranking", "approval_per_dollar", "table_ranking")
    assert found["norms.core_share"].values == (0.0, 0.0, 0.25)
    assert found["norms.core_share"].sources[2].startswith("[S]")
    assert "norms.rounds" not in found
    assert found["endorsement"].values[1] == "none"


def test_a_key_that_every_arm_would_share_but_a_package_states_is_refused():
    """norms.cap=... beside a package that states norms.cap: which one would hold?"""
    with pytest.raises(PackageError, match=r"norms.core_share = 0.1: it would be the same in every arm"):
        arms_of(Scenario(), "lottery", ["core_mission"], {"norms.core_share": "0.1"})
    arms_of(Scenario(), "lottery", ["core_mission"], {"norms.cap": "50000"})


def test_targets_are_read_or_refused():
    """An outcome, a direction, a number."""
    names = ["fragile", "gini"]
    assert read_targets(["fragile<=0.2", "gini >= .1"], names)["fragile"] == ("<=", 0.2)
    for wrong in ("fragile<0.2", "fragil<=0.2", "gini>=high", "gini"):
        with pytest.raises(ValueError, match="targets"):
            read_targets([wrong], names)


def test_worlds_follow_the_seed_and_their_number():
    """World 3 is the same world whether 5 or 50 are asked: a comparison can be extended."""
    arms = arms_of(Scenario(), "fqis_2010", ["lottery"], {})
    few, many = (plausible_worlds(arms, Scenario(), asked("lottery", worlds=n)) for n in (5, 9))
    assert many[:5] == few
    assert plausible_worlds(arms, Scenario(), asked("lottery", worlds=5, seed=2)) != few


# The command


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ([], "variants = []: name one at least, or all"),
        (["variants=lotery"], "no such package. Close: lottery"),
        (["variants=[lottery,lottery+equal_split]"], "two whole rules"),
        (["variants=core_mission", "norms.core_share=0.5"], "it would be the same in every arm"),
        (["variants=lottery", "replicates=1"], "replicates = 1: allowed: 2 to 100000"),
        (["variants=lottery", "targets=[fragile<0.2]"], "targets"),
        (["variants=lottery", "worlds=many"], "worlds = many: a whole number is expected"),
        (["variants=lottery", "rules=core_mission"], "write baseline=core_mission or variants=core_mission"),
        (["variants=lottery", "baseline=nothing"], "rules = nothing: no such package"),
        (["variants=lottery", "territory=mauricy"], "territory = mauricy: no such choice"),
        (["variants=lottery", "spread=1.5"], "spread = 1.5: allowed: 0 to 1"),
    ],
)
def test_a_wrong_request_is_refused_before_anything_runs(typed, said, capsys):
    """One screen, status 2, nothing written."""
    assert compare.main(typed) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told
    assert not list(Path().iterdir())


def test_the_command_leaves_a_folder_that_says_where_it_comes_from(capsys):
    """Tables and manifest without the report; what a person has put there stays when it is made again."""
    mine = package("norms: {cap: 20000}\ntitle: Petits projets d’été\n", "été.yaml")
    typed = [f"variants={mine}", "territory=cote_nord", "months=30", "figures=false", "output=out"]
    typed += [f"{key}={value}" for key, value in FEW.items()]
    assert compare.main(typed) == 0
    found = json.loads(Path("out/manifest.json").read_text(encoding="utf-8"))
    assert found["comparison"]["rules"]["été.yaml"] == {"norms.cap": 20000}
    assert found["comparison"]["runs"] == 2 * (3 + 2)
    Path("out/note.txt").write_text("mine", encoding="utf-8")
    before = {p.name for p in Path("out").iterdir()}
    assert compare.main(typed) == 0
    assert {p.name for p in Path("out").iterdir()} == before
    assert "été" in capsys.readouterr().out


def test_nothing_can_be_asked_of_no_variant():
    """The library refuses it as the command does."""
    with pytest.raises(ParameterError, match="variants"):
        arms_of(Scenario(), "fqis_2010", [], {})


def test_targets_that_nobody_asked_are_the_five_that_the_fund_is_for(made):
    """Not every outcome at once, which no rule meets; those that were asked replace them."""
    f = analyzed(made)
    names = [made.columns[k].name.removeprefix("outcome.") for k in f.outcome]
    found = {names[k]: target.sense for k, target in f.targets.items()}
    assert found.items() <= {
        "cooperation_last_year": ">=", "conflict_last_year": "<=", "lasting": ">=", "need_concentration": ">=",
        "fragile": "<=",
    }.items()  # fmt: skip
    assert {"cooperation_last_year", "fragile"} <= set(found)
    asked_one = made._replace(settings=replace(made.settings, targets=["gini<=0.3"]))
    assert [names[k] for k in analyzed(asked_one).targets] == ["gini"]


def test_runs_of_another_spread_are_never_taken_for_these():
    """The worlds of two spreads have the same numbers and seeds, and nothing else in common."""
    compared(asked("lottery", spread=0.3), SHORT, Path("out"), {})
    with pytest.raises(FolderError, match="drawn = "):
        compared(asked("lottery", spread=0.4), SHORT, Path("out"), {})


def test_worlds_may_come_from_a_file():
    """A calibration gives the worlds that a comparison uses, fewer if fewer are asked; a wrong file is refused."""
    rows = "world,deliberation.gain,norms.cap\n1,0.05,20000\n2,0.07,30000\n3,0.08,30000\n"
    Path("worlds.csv").write_text(rows, encoding="utf-8")
    made = compared(asked("alliances_2024", worlds_from="worlds.csv"), SHORT, Path("out"), {})
    assert [world.changes for world in made.worlds] == [{"deliberation.gain": 0.05}, {"deliberation.gain": 0.07}]
    Path("worlds.csv").write_text("world,deliberation.gian\n1,0.05\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="gian"):
        compared(asked("alliances_2024", worlds_from="worlds.csv"), SHORT, Path("other"), {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot be read"),
        ("world,deliberation.gain\n1;0.05\n", "line 2"),
        ("world;deliberation.gain\n1;9,5\n", "line 2: deliberation.gain = 9.5"),
        ("world;norms.floor\n1;40,000\n", "Write 40000"),
    ],
)
def test_a_file_of_worlds_is_read_before_anything_runs(text, said):
    """Half an hour of base runs, then a refusal: what can be checked is checked first."""
    if text is not None:
        Path("worlds.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError, match=said):
        compared(asked("lottery", worlds_from="worlds.csv"), SHORT, Path("new"), {})
    assert not Path("new").exists()


def test_worlds_from_a_file_and_no_worlds_contradict_each_other():
    """A file that would be read by nothing is no request."""
    Path("worlds.csv").write_text("world,deliberation.gain\n1,0.05\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="leave one out"):
        compared(asked("lottery", worlds_from="worlds.csv", worlds=0), SHORT, Path("new"), {})
