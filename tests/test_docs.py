"""The documents say what the code does: copied tables, stages, symbols, switches, commands and links."""

import importlib.util
import itertools
import re
import shlex
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import pytest

from sim.command.line import answer
from sim.config import CHOICES, Scenario
from sim.history import SERIES, blank
from sim.inventory import inventory
from sim.month import STAGES
from sim.override import changed
from sim.simulate import begin
from sim.world.quebec import real

HERE = Path(__file__).resolve().parent.parent
DOCS = HERE / "docs"
ODD = (DOCS / "ODD.md").read_text(encoding="utf-8")
PAGES = [*sorted(DOCS.rglob("*.md")), *sorted(HERE.glob("README*.md"))]
FRENCH = {"teacher", "public_servant", "lab"}
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(HERE)))


def refresh_page():
    """docs/refresh.py, which is no package."""
    spec = importlib.util.spec_from_file_location("refresh", DOCS / "refresh.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def section(title: str) -> str:
    """The text of the ODD from a heading that begins with `title` to the next heading of its rank."""
    rank = re.search(rf"^(#+) {re.escape(title)}", ODD, re.M)
    rest = ODD[rank.end() :]
    end = re.search(rf"^#{{1,{len(rank[1])}}} ", rest, re.M)
    return rest[: end.start()] if end else rest


def rows(text: str, heading: str) -> list[list[str]]:
    """The lines of every table whose head begins with `heading`, as lists of cells."""
    found, inside = [], False
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] if line.startswith("|") else []
        if cells and [cell.lower() for cell in cells[: len(heading.split("|"))]] == heading.split("|"):
            inside = True
        elif not cells:
            inside = False
        elif inside and not set(cells[0]) <= set("-: "):
            found.append(cells)
    return found


def ticked(cell: str) -> list[str]:
    """What stands between backquotes."""
    return re.findall(r"`([^`]+)`", cell)


# What is copied


@pytest.mark.parametrize("page", refresh_page().SECTIONS)
def test_copied_sections_are_those_of_the_code(page):
    """`python docs/refresh.py` would change nothing."""
    text = (DOCS / page).read_text(encoding="utf-8")
    assert refresh_page().refreshed(page, text) == text, f"docs/{page} is behind the code: run python docs/refresh.py"


# The schedule


def test_the_schedule_has_the_stages_in_their_order():
    """Section 3 lists the twelve stages, and the series that each records exist."""
    table = rows(section("3. Process"), "stage|in one line")
    assert [line[0] for line in table] == [name for name, _ in STAGES]
    assert {name for line in table for name in ticked(line[4])} <= set(SERIES)


def arrays(state) -> dict[str, np.ndarray]:
    """A copy of every array of the state, by the name that the ODD gives it."""
    groups = ("territories", "actors", "ties", "tables", "regions", "money", "projects")
    found = {f"{g}.{f}": np.copy(v) for g in groups for f, v in getattr(state, g)._asdict().items()}
    return found | {"state.joint": np.copy(state.joint)}


def test_stages_write_only_what_the_schedule_says():
    """Every array that a stage changes, in 66 months with events, stands in its line of section 3."""
    said = {line[0]: ticked(line[3]) for line in rows(section("3. Process"), "stage|in one line")}
    loose = {"events.turnover": 0.05, "events.removal_month": 60, "events.envelope_month": 50, "calendar.deadline": 20}
    for extra in ({}, {"endorsement": "none", "events.envelope_change": -0.3, "governance.threshold": 1.0}):
        scenario = changed(Scenario(), {**loose, "months": 66, **extra})
        run = begin(scenario, real("cote_nord"), 3)
        series = blank(run.state, scenario.months)
        for month in range(scenario.months):
            run.row = {name: values[month] for name, values in series.items()}
            for name, stage in STAGES:
                before = arrays(run.state)
                stage(run)
                after = arrays(run.state)
                written = [k for k, v in after.items() if v.tobytes() != before[k].tobytes()]
                unsaid = [k for k in written if not any(fnmatchcase(k, pattern) for pattern in said[name])]
                assert not unsaid, f"{name} writes {unsaid}, which section 3 of the ODD does not say"
            run.state.month += 1


def test_state_variables_named_in_the_text_exist():
    """Every `group.array` of the schedule is an array of the state."""
    known = set(arrays(begin(Scenario(), real("cote_nord"), 1).state))
    for line in rows(section("3. Process"), "stage|in one line"):
        for pattern in ticked(line[3]):
            assert any(fnmatchcase(k, pattern) for k in known), f"no array {pattern} in sim/state.py"


# Symbols and switches


def test_every_symbol_is_a_key_and_every_key_has_its_symbol():
    """The tables of symbols and the parameters of the code cover each other exactly."""
    lines = rows(ODD, "symbol|key") + rows(ODD, "what|key")
    patterns = {p for line in lines for p in ticked(line[1])}
    keys = {entry.key for entry in inventory()}
    unknown = sorted(p for p in patterns if not any(fnmatchcase(k, p) for k in keys))
    assert not unknown, f"symbols without a key in the code: {unknown}"
    missing = sorted(k for k in keys if not any(fnmatchcase(k, p) for p in patterns))
    assert not missing, f"keys of the code that no table of symbols has: {missing}"


def test_every_award_rule_has_its_line():
    """Section 7.6 names the award rules of the code, all of them."""
    named = {ticked(line[0])[0] for line in rows(section("7.6"), "rule|how it chooses")}
    assert named == {rule().name for rule in CHOICES["award"]}


def test_every_switch_is_accepted():
    """Section 10: each key=value that switches a mechanism off is one that a scenario takes."""
    settings = [s for line in rows(section("10."), "mechanism|state of the evidence") for s in ticked(line[2])]
    pairs = [pair.split("=") for pair in " ".join(settings).split() if "=" in pair]
    assert len(pairs) > 15
    for key, word in pairs:
        value = {"true": True, "false": False}.get(word, float(word) if re.fullmatch(r"[\d.]+", word) else word)
        changed(Scenario(), {key: value})


def test_words_of_the_glossary_are_words_of_the_code():
    """Each name that the glossary gives between backquotes in the column of the code stands in the code."""
    code = "\n".join(page.read_text(encoding="utf-8") for page in [*(HERE / "sim").rglob("*.py")])
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    for line in rows(glossary, "français|english|in the code"):
        for name in ticked(line[2]):
            for word in re.split(r"[.=]", name.removesuffix(".*")):
                assert re.search(rf"\b{word}\b", code), f"{name}, in the glossary, is not in the code"


# Commands, links, files


def commands(page: Path) -> list[str]:
    """The requests to experiments.run that a page shows, but those that need a folder or a rule of the reader's."""
    text = page.read_text(encoding="utf-8").replace("\\|", "|")
    found = re.findall(r"python -m experiments\.run\b([^`\n]*)", text)
    kept = [re.split(r"  +", f.strip())[0].rstrip(" :.,;") for f in found]
    return [k for k in kept if not re.search(r"--help|--config-dir|--load|<|\.\.\.|smallest_first|\.yaml", k)]


QUICK = "replicates=10 most=10 worlds=0"  # keys of a comparison: tests/test_comparing.py


def suggestions(page: Path) -> list[str]:
    """The `key=value` that a page of tutorials tells to add to a command, of keys that the code has."""
    heads = {entry.key.partition(".")[0] for entry in inventory()} | {"governance", "conditions", "rules", "experiment"}
    spans = re.findall(r"`([a-z_.]+=[^`<>*]+)`", page.read_text(encoding="utf-8"))
    return [s for s in spans if re.split(r"[.=]", s)[0] in heads | set(CHOICES) and ".yaml" not in s and s != QUICK]


REQUESTS = sorted({c for page in PAGES for c in itertools.chain(commands(page), suggestions(page))})


@pytest.mark.parametrize("request_", REQUESTS)
def test_every_command_is_understood(request_, capsys):
    """Composed and checked, not run: every choice and key that a document types exists, every value is in its range."""
    status = answer(shlex.split(request_), "run", lambda typed: "", lambda settings, scenario, asked: None)
    assert status == 0, capsys.readouterr().err


def test_the_documents_show_commands():
    """The search for commands finds them."""
    assert len(REQUESTS) > 20


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    heads = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower().replace("`", "")).strip().replace(" ", "-") for head in heads}


@each_page
def test_links_resolve(page):
    """Every relative link leads to a file or folder, and to a heading where it names one."""
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link} leads nowhere"
        assert HERE in (target, *target.parents), f"{page.name}: {link} leaves the project"
        if anchor:
            assert anchor in anchors(target), f"{page.name}: {link}: no such heading"


@each_page
def test_named_files_exist(page):
    """Every path of the code that a page names between backquotes is there."""
    written_by_the_reader = {"sim/funding/award/smallest.py"}
    for path in re.findall(r"`((?:sim|configs|tests|docs|experiments)/[\w./]*)`", page.read_text(encoding="utf-8")):
        assert path in written_by_the_reader or (HERE / path).exists(), f"{page.name}: {path} does not exist"


@each_page
def test_pages_can_be_read(page):
    """No path of a machine; no page but the ODD and the table of parameters beyond 450 lines."""
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.])/(?:home|work|tmp|root|Users)/", text)
    assert page.name in ("ODD.md", "parameters.md") or len(text.splitlines()) <= 450


def test_every_tutorial_for_people_has_both_languages():
    """Teachers and public servants read French or English; each version leads to the other."""
    for name in FRENCH:
        for language, other in (("fr", "en"), ("en", "fr")):
            text = (DOCS / "tutorials" / f"{name}.{language}.md").read_text(encoding="utf-8")
            assert f"({name}.{other}.md)" in text
