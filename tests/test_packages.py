"""Packages of provisions: what ours state, how they stack and clash, and what is refused with which words."""

from pathlib import Path

import pytest

from experiments import run
from sim.command.ahead import joined
from sim.command.line import answer
from sim.config import Scenario
from sim.override import changed
from sim.package import AMENDMENT, LANGUAGES, RULE, PackageError, applied, names, place, read, stack
from sim.parameter import ParameterError

OURS = names()
NAMED = {  # model.md, section 5: the real rules, the recommendations of the study, the reference points
    "fqis_2010", "transition_2016", "alliances_2017", "alliances_2024",
    "modulated_agreements", "linked_ministries", "core_mission", "five_year_plan", "equal_quality",
    "citizen_participation", "all_recommendations",
    "equal_split", "lottery", "central_ranking", "participatory_budget",
}  # fmt: skip
each = pytest.mark.parametrize("name", OURS)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are written in a folder of the test."""
    monkeypatch.chdir(tmp_path)


def written(text: str, name: str = "mine.yaml") -> str:
    """The path of a package with this text."""
    Path(name).write_text(text, encoding="utf-8")
    return name


def understood(*typed: str) -> Scenario:
    """The scenario that the command line understands."""
    found: list = []
    assert answer(typed, "run", lambda _: "", lambda *request: found.extend(request)) == 0
    return found[1]


# Ours


def test_every_package_of_the_specification_is_there():
    """A package that is announced and absent would be noticed by its user, not by us."""
    assert set(OURS) >= NAMED


@each
def test_a_package_says_what_it_is_and_where_each_provision_comes_from(name):
    """Title and summary in both languages, really two; a tagged source for each provision, and for nothing else."""
    package = read(name)
    for text in (package.title, package.summary):
        assert set(text) == set(LANGUAGES)
        assert text["en"] != text["fr"]
    assert set(package.sources) == set(package.changes)
    assert all(source.startswith(("[S]", "[L]", "[D]", "[A]")) for source in package.sources.values())


@each
def test_a_package_states_only_what_differs(name):
    """A provision equal to the value in the code says nothing; the baseline alone repeats them, with their sources."""
    package, base = read(name), Scenario()
    if name == "fqis_2010":
        assert applied(base, package) == base
        return
    for key, value in package.changes.items():
        rest = {k: v for k, v in package.changes.items() if k == key or k.startswith(f"{key}.")}
        assert changed(base, rest) != base, f"{key} = {value} is what the code says already"


@each
def test_the_command_line_and_the_library_read_a_package_alike(name):
    """`rules=` goes through Hydra, comparisons do not: the same scenario comes out."""
    assert understood(f"rules={name}") == applied(Scenario(), read(name))


def test_real_rules_and_reference_points_stand_alone_recommendations_stack():
    """The kinds decide what may be combined."""
    kinds = {name: read(name).kind for name in NAMED}
    assert {n for n, kind in kinds.items() if kind == RULE} == {
        "fqis_2010", "transition_2016", "alliances_2017", "alliances_2024",
        "equal_split", "lottery", "central_ranking", "participatory_budget",
    }  # fmt: skip


def test_all_recommendations_is_the_six_of_the_study():
    """Whoever changes one of them changes the whole."""
    six = ["modulated_agreements", "linked_ministries", "core_mission", "five_year_plan", "equal_quality"]
    six.append("citizen_participation")
    assert read("all_recommendations").changes == stack("+".join(six)).changes
    assert set(stack("+".join(six)).changes) == {key for name in six for key in read(name).changes}


# Stacking


def test_packages_stack_whatever_their_order():
    """Each provision of each is there."""
    one, other = stack("core_mission+citizen_participation"), stack("citizen_participation+core_mission")
    assert one.changes == other.changes
    assert one.changes["norms.core_share"] == 0.25
    assert one.changes["norms.citizen_support"] == 0.8
    assert one.kind == AMENDMENT
    assert one.title["fr"] == "Financer une part de la mission globale + Les citoyens à chaque étape, en transparence"


def test_an_amendment_has_the_last_word_over_a_rule_even_when_named_first():
    """It is what amending means."""
    for name in ("core_mission+fqis_2010", "fqis_2010+core_mission"):
        assert stack(name).changes["norms.core_share"] == 0.25
        assert stack(name).kind == RULE


def test_a_piece_that_replaces_another_takes_its_keys_away():
    """award.threshold belongs to the majority: under a lottery it would be an unknown key."""
    rule = written("kind: rule\naward: majority\naward.threshold: 0.67\n", "vote.yaml")
    lot = written("award: lottery\n", "lot.yaml")
    assert stack(f"{rule}+{lot}").changes == {"award": "lottery"}
    assert applied(Scenario(), stack(f"{rule}+{lot}")).award.name == "lottery"


def test_amendments_that_disagree_are_refused_by_name_key_and_values():
    """Silently, the last one would win."""
    mine = written("norms:\n  core_share: 0.5\n")
    with pytest.raises(PackageError, match=r"core_mission and mine.yaml clash: norms.core_share = 0.25 .* 0.5"):
        stack(f"core_mission+{mine}")


def test_a_file_that_includes_two_that_disagree_can_settle_the_matter():
    """What it states itself has the last word."""
    a, b = written("norms: {cap: 10000}", "a.yaml"), written("norms: {cap: 20000}", "b.yaml")
    both = written(f"includes: [{a}, {b}]\nnorms: {{cap: 15000}}\n", "both.yaml")
    assert read(both).changes == {"norms.cap": 15000}


def test_agreeing_twice_is_no_clash():
    """The recommendations overlap on the seats of evaluation."""
    assert stack("five_year_plan+citizen_participation").changes["norms.citizen_evaluation"] == 8


def test_two_whole_rules_are_refused():
    """There is one fund."""
    with pytest.raises(PackageError, match="lottery and equal_split are two whole rules"):
        stack("lottery+equal_split")


@pytest.mark.parametrize("typed", ["a", "[a]", "a+b", "[a,b]", "[a, b]", "[my/é.yaml, 'b']"])
def test_every_way_of_writing_a_list_is_understood(typed):
    """Newcomers write lists in many ways."""
    assert joined(typed).split("+")[0] in ("a", "my/é.yaml")
    assert joined(typed).split("+")[1:] in ([], ["b"])


# On the command line


def test_typed_keys_have_the_last_word_over_packages():
    """rules=... norms.cap=... is a package with one thing changed, and a piece typed beside it takes its own keys."""
    scenario = understood("rules=[participatory_budget,core_mission]", "norms.core_share=0.1", "award=majority",
                          "award.threshold=0.6")  # fmt: skip
    assert scenario.norms.core_share == 0.1
    assert scenario.award.name == "majority"
    assert scenario.award.threshold == 0.6  # type: ignore[attr-defined]
    assert not scenario.endorsement.awards


def test_a_users_own_file_with_accents_and_one_language():
    """Nothing else than a few lines is needed."""
    mine = written("title: Plafond à 15 000 $, côté région\nnorms:\n  cap: 15000\n", "plafond_été.yaml")
    assert understood(f"rules={mine}").norms.cap == 15000.0
    assert read(mine).title == dict.fromkeys(LANGUAGES, "Plafond à 15 000 $, côté région")
    assert understood(f"rules=[core_mission,{mine}]").norms.core_share == 0.25


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("norms:\n  cap: -5\n", "norms.cap = -5: allowed: 1000 to 1e+08 ($ a project)"),
        ("norms:\n  rounds: -1\n", "norms.rounds = -1: allowed: 1 to 12"),
        ("norms:\n  rounds: 2.5\n", "a whole number is expected"),
        ("norms:\n  maximum_share: 1.2\n", "norms.maximum_share = 1.2: allowed: 0 to 1"),
        ("norms:\n  cap: beaucoup\n", "norms.cap = 'beaucoup': a number is expected"),
        ("norms:\n  capp: 5\n", "norms.capp = 5: no such parameter. Close: norms.cap"),
        ("norms:\n  cap: 2000\n  floor: 3000\n", "norms.floor = 3000.0: allowed: at most norms.cap"),
        ("norms:\n  cap: 2000\n", "norms.floor = 3000.0: allowed: at most norms.cap (2000 $)"),
        ("norms:\n  coordination: 0.4\n  core_fund: 0.7\n", "norms.core_fund"),
        ("norms:\n  cap: 5000\n  cap: 6000\n", "cap is written twice"),
        ("award: lotery\n", "award = 'lotery': allowed:"),
        ("award: my/rule.py\n", "award = 'my/rule.py': allowed:"),
        ("award: lottery\naward.threshold: 0.5\n", "award.threshold = 0.5: no such parameter"),
        ("deliberation:\n  gain: 0.2\n", "deliberation: no such key."),
        ("norm:\n  cap: 5000\n", "norm: no such key. Close: norms."),
        ("norms: 5\n", "norms = 5: a group of keys is expected"),
        ("kind: law\nnorms: {cap: 5000}\n", "kind = law: allowed: rule"),
        ("title: {de: Regel}\nnorms: {cap: 5000}\n", "title = {'de': 'Regel'}"),
        ("sources: {norms.cap: x}\nnorms: {rounds: 2}\n", "sources.norms.cap: the file states no norms.cap"),
        ("includes: [mine.yaml]\n", "includes = mine.yaml: it includes this one in turn"),
        ("includes: core_mission\n", "a list is expected"),
        ("includes: [core_missio]\n", "no such package. Close: core_mission"),
        ("includes: [lottery]\n", "an amendment cannot include a rule"),
        ("title: nothing else\n", "it states nothing"),
        ("- norms\n", "a mapping is expected"),
        ("norms: {cap: 5000}\nnorms.cap: 6000\n", "norms.cap is written twice, 5000 and 6000"),
        ("norms.cap: 5000\nincludes: [core_mission]\nnorms: {cap: 5000}\n", "norms.cap is written twice"),
        ("norms: {cap: " + "[" * 3_000 + "]" * 3_000 + "}\n", "at most 32 levels are allowed"),
        ("norms: {cap: " + "9" * 400 + "}\n", "allowed: 1000 to"),
        ("award: {name: [[[majority]]]}\n", "award = [[['majority']]]"),
        ("norms: {cap: 5000\n", "not valid YAML"),
        ("norms: !!python/object/apply:os.system ['true']\n", "not valid YAML"),
    ],
)
def test_a_wrong_package_is_refused_before_anything_runs(text, said, capsys):
    """One screen that names the file, the key, the value and what is allowed; nothing is written."""
    mine = written(text)
    assert run.main([f"rules={mine}"]) == 2
    told = capsys.readouterr().err
    assert "mine.yaml" in told
    assert said in told
    assert "Traceback" not in told
    assert [p.name for p in Path().iterdir()] == [mine]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("rules=lotery", "no such package. Close: lottery"),
        ("rules=nowhere.yaml", "there is no such file"),
        ("rules=rule.py", "a package is a YAML file. Code is given with --load rule.py"),
        ("rules=[core_mission,lottery,equal_split]", "two whole rules"),
        ("rule=lottery", "rule: no such key. Close: rules"),
    ],
)
def test_a_wrong_choice_of_packages_is_refused(typed, said, capsys):
    """The mistakes of a first try."""
    assert run.main([typed]) == 2
    assert said in capsys.readouterr().err


def test_a_package_cannot_come_from_outside_by_its_name():
    """A name is one of ours or a path: nothing in between."""
    with pytest.raises(PackageError):
        place("../packages/lottery")


def test_errors_of_a_key_are_the_parameters_own():
    """One wording for a value out of range, wherever it was written."""
    with pytest.raises(ParameterError):
        changed(Scenario(), {"norms.cap": -5})
