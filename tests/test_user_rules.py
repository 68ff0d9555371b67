"""A rule of one's own in a Python file: loaded from the command line, checked, chosen by name, carried to workers."""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from experiments import compare, run, sweep
from sim import config, user_rules
from sim.inventory import inventory
from sim.user_rules import UserRuleError, load

HOUSE = Path(__file__).parent.parent
GUIDE = HOUSE / "docs" / "adding_a_rule.md"
AWARD = '''
from dataclasses import dataclass, field

import numpy as np

from sim.funding.contract import Award, Call, fill, ranked
from sim.parameter import parameter


@dataclass
class SmallestFirst(Award):
    """The smallest requests first."""

    name: str = field(default="smallest_first", init=False)
    by_quality: float = parameter(0.2, 0.0, 10.0, "ratio", "[A] weight of quality")

    def __call__(self, call: Call):
        """(project,) funded."""
        {body}
'''
GOOD = """size = call.request / call.request.max(initial=1)
        return fill(ranked(self.by_quality * call.quality - size, call.lots), call.request, call.budget)"""


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Files in a folder of the test; what is loaded is forgotten at its end."""
    monkeypatch.chdir(tmp_path)
    before = dict(config.CHOICES)
    yield
    config.CHOICES.update(before)
    user_rules.LOADED.clear()
    inventory.cache_clear()


def rule_file(body: str = GOOD, name: str = "smallest.py") -> str:
    """A Python file with an award rule."""
    Path(name).write_text(AWARD.replace("{body}", body), encoding="utf-8")
    return name


def test_a_rule_of_ones_own_is_chosen_by_its_name_with_its_own_keys():
    """Loaded and run, with its parameter, by the command itself; the manifest keeps its code."""
    typed = ["--load", rule_file(), "award=smallest_first", "award.by_quality=0.5", "territory=cote_nord", "months=30"]
    assert run.main([*typed, "replicates=1", "figures=false", "output=out"]) == 0
    assert "by_quality: 0.5" in Path("out/config.yaml").read_text(encoding="utf-8")
    manifest = Path("out/manifest.json").read_text(encoding="utf-8")
    assert "class SmallestFirst" in manifest


def test_a_loaded_rule_travels_to_another_process():
    """A worker has never heard of the file: the rule carries its path and its digest."""
    load(rule_file())
    rule = config.CHOICES["award"][-1](by_quality=3.0)  # type: ignore[call-arg]
    Path("rule.bin").write_bytes(pickle.dumps(rule))
    code = (
        "import pickle; r = pickle.load(open('rule.bin', 'rb')); print(type(r).__name__, r.by_quality)\n"
        "import numpy as np; from sim.funding.contract_check import check_award; check_award(r)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(HOUSE)}
    )
    assert told.stdout.split() == ["SmallestFirst", "3.0"]


def test_a_file_that_changed_on_the_way_is_refused():
    """Half of the runs under one rule and half under another would be worse than an error."""
    name = rule_file()
    load(name)
    packed = pickle.dumps(config.CHOICES["award"][-1]())
    rule_file(GOOD.replace("- size", "+ size"))
    user_rules.LOADED.clear()
    with pytest.raises(UserRuleError, match="changed while"):
        pickle.loads(packed)


def test_loading_twice_is_loading_once():
    """`--load` repeated, or a worker that gets two rules of one file."""
    load(rule_file())
    count = len(config.CHOICES["award"])
    load("smallest.py")
    assert len(config.CHOICES["award"]) == count


def test_a_split_of_ones_own():
    """The other kind of piece."""
    Path("root.py").write_text(
        "from dataclasses import dataclass, field\nimport numpy as np\nfrom sim.funding.splits import Places, Split\n"
        "@dataclass\nclass SquareRoot(Split):\n    '''Between equal and per capita.'''\n"
        "    name: str = field(default='square_root', init=False)\n"
        "    def __call__(self, places: Places):\n"
        "        root = np.sqrt(places.population)\n        return root / root.sum()\n",
        encoding="utf-8",
    )
    typed = ["--load=root.py", "split=square_root", "territory=cote_nord", "months=30", "replicates=0"]
    assert run.main([*typed, "figures=false", "output=out"]) == 0


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return np.ones(len(call.request), dtype=bool)", "breaks the contract"),
        ("return call.request", "breaks the contract"),
        ("call.request[:] = 0\n        return np.zeros(len(call.request), dtype=bool)", "breaks the contract"),
        ("return np.random.random(len(call.request)) < 0.0 if len(call.request) else 1 / 0", "breaks the contract"),
        ("return fill(np.arange(len(call.request)), call.request, call.budget)", "breaks the contract"),
    ],
)
def test_a_rule_that_breaks_the_contract_is_refused_before_anything_runs(body, said, capsys):
    """Overspending, wrong type, writing in the call, an error of its own, a preference for the order of files."""
    assert run.main(["--load", rule_file(body), "award=smallest_first", "output=out"]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "smallest.py: SmallestFirst" in told
    assert "Traceback" not in told
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\n", "no rule in this file"),
        ("def f(:\n", "line 1: SyntaxError"),
        ("import nowhere_to_be_found\n", "line 1: ModuleNotFoundError"),
        ("\nprint(undefined)\n", "line 2: NameError"),
        (AWARD.replace("@dataclass", "").replace("{body}", GOOD), "put @dataclass above the class"),
        (AWARD.replace("smallest_first", "lottery").replace("{body}", GOOD), "has a rule of this name already"),
        (AWARD.replace("smallest_first", "Smallest First").replace("{body}", GOOD), "a word in small letters"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(text, said, capsys):
    """The errors of a first try."""
    Path("mine.py").write_text(text, encoding="utf-8")
    assert run.main(["--load", "mine.py"]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "mine.py" in told


LATER = """import traceback
        if not any(frame.name == "check_award" for frame in traceback.extract_stack()):
            {end}
        {good}"""
ENDS = ["import sys; sys.exit(0)", "raise SystemExit(3)", "raise KeyboardInterrupt", "exit('bye')"]


@pytest.mark.parametrize(
    ("place", "end"),
    [*(("import", end) for end in ENDS), ("default", ENDS[2]), ("contract", ENDS[0]), ("contract", ENDS[2]),
     ("run", ENDS[0])],
)  # fmt: skip
def test_a_file_that_would_end_python_is_an_error_like_another(place, end, capsys):
    """A pasted script with sys.exit(0): status 0 without a result would tell a shell script that all went well."""
    text = AWARD.replace("{body}", end if place == "contract" else GOOD)
    if place == "import":
        text = f"\n{end}\n"
    elif place == "default":
        text = text.replace("    name: str", f"    def __post_init__(self):\n        {end}\n\n    name: str")
    elif place == "run":
        text = AWARD.replace("{body}", LATER.replace("{end}", end).replace("{good}", GOOD))
    Path("mine.py").write_text(text, encoding="utf-8")
    typed = ["--load", "mine.py", *(["award=smallest_first"] if place != "import" else [])]
    where = ["territory=cote_nord", "months=38", "replicates=0", "figures=false", "output=out"]
    line = next(k for k, one in enumerate(text.splitlines(), start=1) if end in one)
    assert run.main([*typed, *where]) == 2
    told = capsys.readouterr().err
    assert f"mine.py, line {line}" in told or (place == "contract" and f"line {line}" in told)
    assert end.partition("(")[0].split()[-1].replace("sys.exit", "SystemExit").replace("exit", "SystemExit") in told
    assert not Path("out").exists()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_rule_that_would_end_a_worker_fails_its_runs_with_their_reason(workers, capsys):
    """Neither a process that dies three times without a word, nor a sweep that stops in the middle."""
    body = LATER.replace("{end}", "raise SystemExit(0)").replace("{good}", GOOD)
    Path("design.yaml").write_text("method: list\npoints: [{norms.cap: 20000}, {norms.cap: 30000}]\n", encoding="utf-8")
    typed = ["design.yaml", "--load", rule_file(body), "award=smallest_first", "territory=cote_nord", "months=38"]
    sweep.main([*typed, "output=out", f"workers={workers}"])
    assert sweep.main(["status", "out", "--load", "smallest.py"]) == 0
    told = capsys.readouterr().out
    assert "2 failed" in told
    line = next(
        k for k, one in enumerate(Path("smallest.py").read_text(encoding="utf-8").splitlines(), 1) if "Exit" in one
    )
    assert f"smallest.py, line {line}: SmallestFirst: SystemExit" in told


def test_a_request_to_terminate_passes_through_a_rule():
    """The exit that a scheduler asks for while a rule is at work is not the rule's."""
    page = Path("x.py")
    assert user_rules.asked_from_outside(SystemExit(user_rules.TERMINATED), page)
    assert not user_rules.asked_from_outside(SystemExit(0), page)
    with pytest.raises(KeyboardInterrupt) as pressed:
        raise KeyboardInterrupt
    assert user_rules.asked_from_outside(pressed.value, page)


def test_a_file_in_another_encoding_is_kept_as_it_reads():
    """An old file with its line `coding: latin-1`: the manifest keeps its text."""
    text = "# -*- coding: latin-1 -*-\n# règle\n" + AWARD.replace("{body}", GOOD)
    Path("old.py").write_bytes(text.encode("latin-1"))
    assert "règle" in load("old.py").text


def test_no_file_no_name_no_rule(capsys):
    """A path that is not there, an option without its value, a name without its file."""
    assert run.main(["--load", "nowhere.py"]) == 2
    assert run.main(["--load"]) == 2
    assert run.main(["award=smallest_first"]) == 2
    told = capsys.readouterr().err
    assert "there is none there" in told
    assert "--load my/rule.py" in told
    assert "smallest_first" in told


def blocks(kind: str) -> list[str]:
    """The fenced blocks of the guide in a language, in order."""
    text = GUIDE.read_text(encoding="utf-8")
    return [part.split("```")[0] for part in text.split(f"```{kind}\n")[1:]]


def test_the_guide_followed_literally_works():
    """Each file as written, each command as written, in an empty folder; the lines of contributors left out."""
    my = Path("my")
    my.mkdir()
    for page, text in zip(("small_grants.yaml", "smallest.yaml"), blocks("yaml"), strict=True):
        (my / page).write_text(text, encoding="utf-8")
    for page, text in zip(("smallest.py", "square_root.py"), blocks("python"), strict=True):
        (my / page).write_text(text, encoding="utf-8")
    typed = [
        line.split()[2:] for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith("python -m")
    ]
    quick = ["months=24", "figures=false"]
    more = {"experiments.run": ["replicates=0"], "experiments.compare": ["replicates=2", "most=2", "worlds=0"]}
    commands = {"experiments.run": run.main, "experiments.compare": compare.main}
    asked = [(command, words) for command, *words in typed if command in commands]
    assert len(asked) == 4
    for k, (command, words) in enumerate(asked):
        kept = [w for w in words if w.partition("=")[0] not in ("replicates", "most", "worlds")]
        assert commands[command]([*kept, *quick, *more[command], f"output=out{k}"]) == 0
