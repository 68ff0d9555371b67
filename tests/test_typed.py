"""What is typed is what is meant: paths letter for letter, numbers and yes or no as in French, or a refusal."""

from pathlib import Path
from typing import Any

import pytest
from hydra.core.override_parser.overrides_parser import OverridesParser
from hypothesis import given
from hypothesis import strategies as st
from omegaconf import OmegaConf

from experiments import run
from sim.catalog import read
from sim.command.line import answer
from sim.command.typed import for_hydra, literal, parted
from sim.config import Scenario
from sim.numerals import EitherWayError, number, with_point
from sim.places import home
from sim.settings import Settings
from sim.store.saved import to_yaml
from sim.territory import Source, Territory

NAMES = (
    "a b", "a(b)", "a&b", "l'été", "a[b]", "a#b", "a=b", "~a", "a{b}", "a,b", "$a", "${seed}", "$${seed}", "a:b", "a;b",
    'a"b', "a%b", "a!b", "a\\b", "a'b\\", "1e3", "null", "true", "[a]", "{a: 1}", "été – œuvre", "a\tb",
)  # fmt: skip
READ = OverridesParser.create()


def composed(*typed: str, primary: str = "run") -> tuple[Any, Any, Any]:
    """What the command line understands; nothing is run."""
    found: list[Any] = []
    assert answer(typed, primary, lambda _: "", lambda *request: found.extend(request)) == 0
    return found[0], found[1], found[2]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of the test."""
    monkeypatch.chdir(tmp_path)


def kept(value: object) -> Any:
    """What a configuration gives back of a value that Hydra read."""
    return OmegaConf.to_object(OmegaConf.create({"it": value}))["it"]  # type: ignore[call-overload,index]


@given(st.text(min_size=1))
def test_any_text_passes_hydra_and_omegaconf_as_it_is(text: str) -> None:
    """Whatever letters a folder has: no interpolation, no list, no number, no comment, alone or in a list."""
    assert kept(READ.parse_override(f"output={literal(text)}").value()) == text
    assert kept(READ.parse_override(f"variants=[{literal(text)},{literal(text)}]").value()) == [text, text]


@pytest.mark.parametrize("first", range(0, len(NAMES), 3))
def test_a_path_is_taken_letter_for_letter(first: int) -> None:
    """Output and networks: the one door quotes them all; the request says what was typed."""
    one, two, three = (NAMES * 2)[first : first + 3]
    typed = (f"output=out/{one}", "territory.source=files", f"territory.nodes={two}", f"territory.edges={three}")
    settings, _, asked = composed(*typed)
    assert (settings.output, settings.territory.nodes, settings.territory.edges) == (f"out/{one}", two, three)
    assert asked.overrides == typed


def test_designs_and_worlds_too() -> None:
    """The keys of the other commands."""
    name = "l'été (1) & [2] #3 = ~ {4} ${seed}"
    assert composed(f"design={name}", primary="sweep")[0].design == name
    assert composed(f"worlds_from={name}", primary="compare")[0].worlds_from == name


@pytest.mark.parametrize("name", ["my (rules) & [co]", "l'été = #1", "a+b, c", "~notes {x}"])
def test_files_of_ones_own_in_any_folder(name: str) -> None:
    """A package, a folder of configurations, a rule: each where a person keeps them."""
    folder = Path(name)
    (folder / "experiment").mkdir(parents=True)
    (folder / "one.yaml").write_text("norms: {cap: 41000}\n", encoding="utf-8")
    (folder / "experiment/mine.yaml").write_text("# @package _global_\nmonths: 9\n", encoding="utf-8")
    assert composed(f"rules={name}/one.yaml")[1].norms.cap == 41_000.0
    assert composed(f"--config-dir={name}", "experiment=mine")[1].months == 9
    assert composed("--config-dir", name, "experiment=mine")[1].months == 9
    around = '"' if "'" in name else "'"
    listed = f"variants=[core_mission,{around}{name}/one.yaml{around}]"
    found = composed(listed, primary="compare")[0].variants
    assert found[-1] == f"{name}/one.yaml"


def test_the_home_folder_is_where_a_shell_would_find_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """`~/x` at the head; a name that begins with the letter is a name."""
    monkeypatch.setenv("HOME", "/home/somebody")
    monkeypatch.setenv("USERPROFILE", "/home/somebody")
    assert home("~/x y").as_posix() == "/home/somebody/x y"
    assert home("~") == Path("/home/somebody")
    for name in ("~notes", "~nobody/x", "./~", "a/~/b"):
        assert home(name) == Path(name)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("40 000", 40_000.0), ("40\u00a0000", 40_000.0), ("40\u202f000,5", 40_000.5), ("0,1", 0.1), ("-0,25", -0.25),
        ("\u22122", -2.0), ("1.234,5", 1_234.5), ("1,234.5", 1_234.5), ("1,234,567", 1_234_567.0), ("1,5e3", 1_500.0),
        ("0,125", 0.125), ("12,5", 12.5), ("1234,567", 1_234.567), ("3", 3.0), ("1e4", 1e4), ("12,3456", 12.3456),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_written(text: str, value: float) -> None:
    """Spaces between thousands, decimal commas; English as it was."""
    assert number(text) == value


@pytest.mark.parametrize("text", ["40,000", "1,234", "999,999"])
def test_a_number_of_two_meanings_is_no_number(text: str) -> None:
    """Forty thousand, or forty: what to write for each."""
    with pytest.raises(EitherWayError, match=text.replace(",", "")):
        with_point(text)


@pytest.mark.parametrize("text", ["1.2.3", ".", "4 00", "1 2", "0,1,2", "a", "", "1,2 3"])
def test_what_is_no_number_stays_what_it_is(text: str) -> None:
    """Nothing is made up."""
    with pytest.raises(ValueError, match="could not convert"):
        number(text)


def test_french_words_and_numbers_on_the_command_line() -> None:
    """As a French keyboard types them."""
    typed = (
        "norms.cap=40 000",
        "deliberation.gain=0,1",
        "figures=non",
        "months=36",
        "territory.regions=[Côte-Nord, 03]",
    )
    settings, scenario, asked = composed(*typed)
    assert (scenario.norms.cap, scenario.deliberation.gain, settings.figures) == (40_000.0, 0.1, False)
    assert settings.territory.regions == ["Côte-Nord", "03"]
    assert "deliberation.gain=0,1" in asked.overrides
    assert [composed(f"figures={word}")[0].figures for word in ("oui", "vrai", "Non", "faux")] == [
        True,
        True,
        False,
        False,
    ]
    assert composed("targets=[fragile<=0,2, unspent>=1]", primary="compare")[0].targets == [
        "fragile<=0.2",
        "unspent>=1",
    ]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("norms.cap=40,000", "Write 40000, or 40"),
        ("deliberation.gain=0.1,0.2", "one number is expected"),
        ("figures=peut-être", "true or false"),
        ("months=trois", "whole number"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(word: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With what to write, status 2."""
    assert run.main([word, "output=x"]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert word.partition("=")[2] in told
    assert not Path("x").exists()


def test_the_elements_of_a_list() -> None:
    """An apostrophe inside a word opens nothing."""
    assert parted("a, l'été, 'd, e', f<=0,5") == ["a", "l'été", "'d, e'", "f<=0.5"]


def test_options_keep_their_values() -> None:
    """The word after --config-dir is a folder, not a choice."""
    assert for_hydra(["--config-dir", "a=é(1)", "output=b"]) == ["--config-dir", "a=é(1)", "output='b'"]


def test_a_path_that_looks_like_a_key_comes_back_from_a_saved_configuration() -> None:
    """config.yaml of a run on ${seed}.csv: read again, it is that file, not 1.csv."""
    files = Territory(source=Source.FILES, regions=["six_regions"], nodes="${seed}.csv", edges="a\\${b}")
    Path("config.yaml").write_text(to_yaml(Settings(territory=files), Scenario()), encoding="utf-8")
    assert read("config.yaml")[0].territory == files
