"""The command line: what a newcomer types, what is understood, and what is refused in one screen."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from experiments import parameters, run
from sim.command.guide import title_of
from sim.command.line import CONFIGS, Asked, answer
from sim.config import CHOICES, Scenario
from sim.inventory import entry_of, inventory
from sim.package import FOLDER
from sim.parameter import walk
from sim.rules.deliberation import Influence
from sim.settings import Settings
from sim.store.saved import plain
from sim.sweep.design_file import FOLDER as DESIGNS
from sim.territory import Source, open_network

PAGES = sorted(page for page in CONFIGS.glob("*/*.yaml") if page.parent not in (FOLDER, DESIGNS))
NAMES = [f"{page.parent.name}={page.stem}" for page in PAGES]
PIECES = [f"{group}={rule().name}" for group, rules in CHOICES.items() for rule in rules]  # type: ignore[attr-defined]
SCREEN = 24  # lines


def composed(*typed: str) -> tuple[Settings, Scenario, Asked]:
    """What the command line understands; nothing is run."""
    found: list[Any] = []
    status = answer(typed, "run", lambda _: "", lambda *request: found.extend(request))
    assert status == 0
    return found[0], found[1], found[2]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HYDRA_FULL_ERROR", raising=False)


def test_nothing_typed_is_the_base_scenario() -> None:
    settings, scenario, asked = composed()
    assert scenario == Scenario()
    assert settings == Settings()
    assert asked.territory == "six_regions"


def test_the_command_of_the_issue() -> None:
    settings, scenario, _ = composed("territory=mauricie", "seed=7", "months=36")
    assert settings.territory.regions == ["mauricie"]
    assert (settings.seed, scenario.months) == (7, 36)


def mixes() -> list[list[str]]:
    """Every choice of every group at least once, the k-th of each group together."""
    groups: dict[str, list[str]] = {}
    for choice in NAMES + PIECES:
        groups.setdefault(choice.partition("=")[0], []).append(choice)
    longest = max(map(len, groups.values()))
    return [[options[k % len(options)] for options in groups.values()] for k in range(longest)]


@pytest.mark.parametrize("mix", mixes(), ids=" ".join)
def test_every_choice_composes_with_others(mix: list[str]) -> None:
    paths = ["nodes", "edges"] if "territory=files" in mix else ["graphml"] if "territory=graphml" in mix else []
    settings, _, _ = composed(*mix, *(f"territory.{name}=a/path" for name in paths))
    if not paths:
        assert len(open_network(settings.territory, 1).code) > 0


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_file_says_what_it_is_in_both_languages_and_states_only_differences(page: Path) -> None:
    assert " / " in title_of(page)
    if page.stem == "fqis_2010" or page.parent.name in ("territory", "experiment"):
        return  # the reference states what its sources say, even where the code says the same
    stated = yaml.safe_load(page.read_text(encoding="utf-8")) or {}
    stated.pop("defaults", None)
    whole = "@package _global_" in page.read_text(encoding="utf-8")
    scenario = plain(Scenario())
    for group, keys in (stated if whole else {page.parent.name: stated}).items():
        for key, value in keys.items() if isinstance(keys, dict) else [(None, keys)]:
            assert value != (scenario[group] if key is None else scenario[group][key])


def test_the_reference_rule_is_what_the_code_says() -> None:
    assert composed("rules=fqis_2010")[1] == Scenario()


@pytest.mark.parametrize(
    ("typed", "where", "value"),
    [
        (["award=lottery"], "award.name", "lottery"),
        (["award=majority", "award.threshold=0.67"], "award.threshold", 0.67),
        (["conditions=hostile"], "conditions.facilitation", 0.0),
        (["governance=consensus"], "governance.threshold", 1.0),
        (["rules=equal_split"], "split.name", "equal"),
        (["rules=equal_split", "split=one_pot"], "split.name", "one_pot"),
        (["rules=participatory_budget"], "endorsement.plans", False),
        (["calendar=tier_removed_2015"], "events.removal_month", 60),
        (["calendar=tier_removed_2015", "months=66"], "months", 66),
        (["deliberation.gain=0.1"], "deliberation.gain", 0.1),
        (["norms.cap=40000"], "norms.cap", 40_000.0),
        (["deliberation.influence=bounded"], "deliberation.influence", Influence.BOUNDED),
        (["experiment=hostile_no_facilitation"], "norms.coordination", 0.0),
        (["experiment=hostile_no_facilitation", "conditions=base"], "conditions", Scenario().conditions),
    ],
    ids=lambda x: "-".join(x) if isinstance(x, list) else "",
)  # fmt: skip
def test_what_is_typed_is_what_is_run(typed: list[str], where: str, value: object) -> None:
    found: Any = composed(*typed)[1]
    for name in where.split("."):
        found = getattr(found, name)
    assert found == value


def test_lists_files_and_made_up_networks() -> None:
    assert composed("territory.regions=[mauricie,09]")[0].territory.regions == ["mauricie", "09"]
    assert composed("territory=synthetic_ring", "territory.synthetic.regions=2")[0].territory.synthetic.regions == 2
    files = composed("territory.source=files", "territory.nodes=a.csv", "territory.edges=b.csv")[0].territory
    assert (files.source, files.nodes) == (Source.FILES, "a.csv")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


RULE = "# @package _global_\ndefaults:\n  - override /award: majority\nnorms:\n  cap: 9e4\n"


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    write(tmp_path / "my/experiment/mine.yaml", RULE + "months: 9\n")
    write(tmp_path / "my/main.yaml", "defaults:\n  - run\n  - _self_\nseed: 5\n")
    _, scenario, asked = composed("--config-dir", "my", "experiment=mine", "award.threshold=0.6")
    assert (scenario.award.name, scenario.norms.cap, scenario.months) == ("majority", 90_000.0, 9)
    assert asked.config_dir.endswith("my")
    assert composed("--config-dir=my", "--config-name=main")[0].seed == 5


BAD = [
    ("deliberation.gian=3", "deliberation.gian", "deliberation.gain"),
    ("gain=0.1", "gain", "deliberation.gain"),
    ("+foo=1", "foo", "no such key"),
    ("++norms.capp=1", "norms.capp", "norms.cap"),
    ("deliberation.gain=3", "deliberation.gain = 3", "0 to 0.5"),
    ("deliberation.gain=abc", "deliberation.gain = abc", "0 to 0.5"),
    ("deliberation.influence=magic", "deliberation.influence = magic", "linear, bounded, repulsive"),
    ("norms.cap=-5", "norms.cap = -5", "1000 to 1e+08"),
    ("norms.floor=90000 norms.cap=10000", "norms.floor = 90000", "at most norms.cap"),
    ("months=0", "months = 0", "1 to 1200"),
    ("months=2.5", "months = 2.5", "whole number"),
    ("seed=-1", "seed = -1", "0 to"),
    ("replicates=many", "replicates = many", "whole number"),
    ("figures=perhaps", "figures = perhaps", "true or false"),
    ("language=de", "language = de", "en, fr, both"),
    ("territory=moricie", "territory = moricie", "mauricie"),
    ("territory.regions=[moricie]", "territory.regions: 'moricie'", "Close: mauricie"),
    ("territory.regions=mauricie", "territory.regions", "a list is expected"),
    ("territory.regions=[]", "territory.regions = []", "at least one"),
    ("territory=mauricie,estrie", "territory = mauricie,estrie", "territory.regions=[mauricie,estrie]"),
    ("territory.regions=[x", "territory.regions=[x", "key=[a,b]"),
    ("territory.source=files", "territory.nodes", "a path is expected"),
    ("territory.source=files territory.nodes=no.csv territory.edges=no.csv", "no.csv", "cannot be read"),
    ("territory.source=graphml territory.graphml=no.graphml", "no.graphml", "No such file"),
    ("territory.synthetic.regions=0", "territory.synthetic.regions = 0", "1 to 10000"),
    ("territory.synthetic.topology=star", "territory.synthetic.topology = star", "grid, ring, small_world"),
    ("award=lotery", "award = lotery", "lottery"),
    ("award=lottery award.threshold=1", "award.threshold", "majority"),
    ("award.name=lottery", "award.name = lottery", "award=lottery"),
    ("award=null", "null", "--help"),
    ("~award", "award", "table_ranking"),
    ("award=majority award.threshold=2", "award.threshold = 2", "0 to 1"),
    ("deliberation=5", "deliberation", "deliberation.<key>"),
    ("experiment=quik", "experiment = quik", "quick"),
    ("workers=-2", "workers = -2", "0 to 1024"),
    ("--config-dir=nowhere", "nowhere", "no such folder"),
    ("--config-name=nope", "nope", "no configuration"),
    ("--months=36", "--months", "months=36"),
    ("--multirun", "--multirun", "sweep"),
    ("output=/proc/here/there", "/proc/here", "cannot be written"),
    ("output=no/such/place", "no/such", "no folder"),
    ("output=taken", "taken", "file is in the way"),
    ("output=theirs", "theirs", "not one of our results"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "named", "allowed"), BAD, ids=[bad[0] for bad in BAD])
def test_bad_input_is_refused_in_one_screen_before_anything_is_written(
    typed: str, named: str, allowed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "taken", "mine")
    write(tmp_path / "theirs/thesis.txt", "ten years of work")
    before = sorted(tmp_path.rglob("*"))
    assert run.main(typed.split()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert named in err
    assert allowed in err
    assert "Traceback" not in err
    assert "hydra" not in err.lower()
    assert len(err.splitlines()) < SCREEN
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("norms:\n  capp: 1\n", "norms.capp"),
        ("norms:\n  cap: lots\n", "norms.cap = lots"),
        ("norms:\n  cap: 5\n", "norms.cap = 5"),
        ("norms: [\n", "mine.yaml"),
        ("defaults:\n  - override /award: lotery\n", "award = lotery"),
        ("defaults:\n  - override /awardd: lottery\n", "awardd"),
    ],
)
def test_a_faulty_file_of_ones_own_is_named(
    text: str, named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "my/experiment/mine.yaml", "# @package _global_\n" + text)
    assert run.main(["--config-dir=my", "experiment=mine"]) == 2
    assert named in capsys.readouterr().err


def test_a_file_without_its_first_line_is_told_to_add_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The likeliest slip of who writes a first scenario: Hydra would then look for the keys under `experiment`."""
    write(tmp_path / "my/experiment/mine.yaml", "months: 30\n")
    assert run.main(["--config-dir=my", "experiment=mine"]) == 2
    assert "# @package _global_" in capsys.readouterr().err


def test_an_error_of_ours_is_short_and_says_how_to_see_more(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError("by nought")

    assert answer(["seed=2"], "run", lambda _: "", break_down) == 1
    err = capsys.readouterr().err
    assert "ZeroDivisionError: by nought" in err
    assert "HYDRA_FULL_ERROR=1" in err
    assert len(err.splitlines()) < SCREEN
    monkeypatch.setenv("HYDRA_FULL_ERROR", "1")
    with pytest.raises(ZeroDivisionError):
        answer(["seed=2"], "run", lambda _: "", break_down)


def test_help_is_light_and_complete() -> None:
    code = (
        "import sys; from experiments.run import main; status = main(['--help']);"
        "print([m for m in ('numba', 'mesa', 'pandas', 'pyarrow', 'hydra', 'matplotlib') if m in sys.modules], status)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.splitlines()[-1] == "[] 0"
    for choice in NAMES + PIECES:
        assert choice.partition("=")[2] in out
    assert "Exemples" in out


def test_help_lists_ones_own_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "my/experiment/mine.yaml", "# @package _global_\n# Ours / La nôtre\n")
    assert run.main(["--config-dir", "my", "--help"]) == 0
    assert "La nôtre" in capsys.readouterr().out


def test_hydra_shows_the_configuration_and_leaves_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["award=lottery", "--cfg", "job"]) == 0
    shown = yaml.safe_load(capsys.readouterr().out)
    assert shown["award"] == {"name": "lottery"}
    assert list(tmp_path.iterdir()) == []
    assert os.getcwd() == str(tmp_path)


def test_the_inventory_has_every_parameter() -> None:
    keys = [entry.key for entry in inventory()]
    assert {key for key, _, _ in walk(Scenario())} <= set(keys)
    assert {key for key, _, _ in walk(Settings())} <= set(keys)
    threshold = entry_of("award.threshold")
    assert threshold is not None
    assert "majority" in threshold.rules


def test_the_table_of_parameters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert parameters.main(["deliberation", "gain"]) == 0
    assert "deliberation.gain = 0.06    [0 to 0.5]  trust an encounter" in capsys.readouterr().out
    assert parameters.main(["--markdown"]) == 0
    assert capsys.readouterr().out.count("\n") == len(inventory()) + 2
    assert parameters.main(["--csv", "--to", "all.csv"]) == 0
    assert (tmp_path / "all.csv").read_bytes().startswith(b"\xef\xbb\xbfkey,value,range")
    for form in ("--csv", "--markdown"):  # a table of ours is replaced by another; a thesis is not
        assert parameters.main([form, "--to", "all.csv"]) == 0
    (tmp_path / "thesis.txt").write_text("precious")
    assert parameters.main(["--csv", "--to", "thesis.txt"]) == 2
    assert (tmp_path / "thesis.txt").read_text() == "precious"
    assert parameters.main(["--csv", "--to", "no/such/all.csv"]) == 2
