"""The ODD page does not drift from the code: submodels, pages named, letters of formulas, values quoted."""

import re

import pytest
from test_docs import HERE, ODD, PAGES, rows, section, ticked

from sim.config import Scenario
from sim.inventory import entry_of
from sim.month import STAGES
from sim.simulate import begin
from sim.vocabulary import CONDITIONS, STAKES
from sim.world.quebec import real

SUBMODELS = re.findall(r"^### (7\.\d+) (.+)$", ODD, re.M)
TITLES = {"priorities": "Priority setting", "viability": "Finance of organizations"}
INDEX = set("ijkt")  # actors, axes, territories: they number, they do not measure
TOKEN = re.compile(r"[^\W\d_½¼¾]+\d*(?:_[^\W\d_]+)?")
# Sentences that give a number of the base case, and the key where the code declares it
QUOTED = {
    r"a run has (\d+) months unless": "months",
    r"Trust starts low \((0\.\d+)\)": "acquaintance.trust",
    r"A sample of (\d+) a territory": "population.citizens_per_territory",
}
# Sentences that say of a norm that it is off in the base case
OFF = {
    r"\*leveling\* \(none by default\)": "norms.leveling",
    r"\(\"core and projects\"; none by default": "norms.core_fund",
    r"\*return\* \(never by default\)": "norms.return_months",
    r"renewal\.py`; none by default\)": "norms.renewals",
    r"off by default: a run of 60 months": "events.removal_month",
}


def letters(text: str) -> set[str]:
    """The letters of formulas in a text: one letter or a numbered name, with or without an index (a0, c_T, δ_L, T0)."""
    words = re.sub(r"[’']s\b|\ba (?=[a-z]{2})|`[^`]*`", "", text.replace("```", ""))
    found = set()
    for token in TOKEN.findall(words):
        base, _, index = token.partition("_")
        token = base if index and set(index) <= INDEX else token
        if len(re.sub(r"\d", "", base)) == 1 or ("_" in token and len(base) < 3) or re.search(r"\d", token):
            found.add(token)
    return found - INDEX


def formulas(text: str) -> str:
    """What stands in the blocks of a section."""
    return "\n".join(re.findall(r"^```\n(.*?)^```", text, re.M | re.S))


def defined(text: str) -> set[str]:
    """The letters that a section's formulas define themselves: on the left of = or ←, or before a colon."""
    found = re.findall(r"([^\W\d_]+\d*(?:_\w+)?)(?:\([^)]*\))?\s*\+?[=←]|((?:[^\W\d_]\d*, )*[^\W\d_]\d*):", text)
    return set().union(*(letters(a or b) for a, b in found))


def tabled(text: str) -> set[str]:
    """The letters of a section's tables of symbols."""
    return set().union(*(letters(line[0]) for line in rows(text, "symbol|key")))


SECTIONS = {"5": section("5. Initialization")} | {number: section(f"{number} {title}") for number, title in SUBMODELS}
KNOWN = set(re.findall(r"\*(\w)\*", section("7. Submodels").partition("###")[0]))
each_section = pytest.mark.parametrize("number", SECTIONS)


def test_submodels_follow_the_schedule():
    """Sections 7.1 to 7.12 are the twelve stages, in the order of the month, and each names the page of its rule."""
    for (name, _), (number, title) in zip(STAGES, SUBMODELS, strict=False):
        assert title == TITLES.get(name, name.capitalize()), f"section {number} is not the stage {name}"
        page = "sim/funding/award/" if name == "award" else f"sim/rules/{name}.py"
        assert f"`{page}`" in SECTIONS[number], f"section {number} does not name {page}"


def test_every_rule_has_its_page_in_the_odd():
    """A new page of rules that no section describes is told; governance has no rule of its own, only numbers."""
    pages = {f"sim/rules/{page.name}" for page in (HERE / "sim" / "rules").glob("[a-z]*.py")}
    missing = pages - {"sim/rules/governance.py"} - set(ticked(section("7. Submodels").replace("```", "")))
    assert not missing, f"section 7 names no {sorted(missing)}"


@each_section
def test_letters_of_formulas_are_defined(number):
    """Each letter of a formula stands in the table below it, in the list that opens section 7, or is defined there."""
    text = formulas(SECTIONS[number])
    unknown = letters(text) - tabled(SECTIONS[number]) - KNOWN - defined(text) - {"Σ"}
    assert not unknown, f"section {number}: {sorted(unknown)} are in a formula and defined nowhere"


@each_section
def test_letters_of_tables_are_used(number):
    """A letter of a table of symbols that no formula nor sentence of its section uses is left from another version."""
    text = re.sub(r"^\|.*$", "", SECTIONS[number], flags=re.M)
    assert tabled(SECTIONS[number]) <= letters(text), f"section {number}"


def test_the_parser_sees_letters():
    """It is not blind: the letters of one formula, none of its words, and a letter without a line is found."""
    assert letters("u = m0 + m_E·E − x_i·quorum   a month's rate") == {"u", "m0", "m_E", "E", "x"}
    assert len(set().union(*(letters(formulas(text)) for text in SECTIONS.values()))) > 90
    assert "ζ" in letters(formulas(SECTIONS["7.4"])) - defined(formulas(SECTIONS["7.4"]))


def test_stakes_and_conditions_are_those_of_the_code():
    """The seven stakes stand beside their terms, in the order of the ledger; the conditions in that of the state."""
    assert re.findall(r"^ .*c\d · .* (\w+)$", formulas(SECTIONS["7.2"]), re.M) == list(STAKES)
    keys = ticked(next(line[1] for line in rows(SECTIONS["5"], "symbol|key") if line[0] == "mean_k"))
    assert [*(key.partition(".")[2] for key in keys), "compactness"] == list(CONDITIONS)


def test_the_size_of_the_six_regions():
    """39 territories, about 2,750 actors and 6,900 ties: within one per cent for the first seeds."""
    said = re.search(r"(\d+) in the six regions.*?about ([\d,]+) actors and ([\d,]+) ties", ODD, re.S)
    territories, actors, ties = (int(number.replace(",", "")) for number in said.groups())
    for seed in (1, 2):
        state = begin(Scenario(), real("six_regions"), seed).state
        assert len(state.territories.region) == territories
        assert len(state.actors.role) == pytest.approx(actors, rel=0.01)
        assert len(state.ties.left) == pytest.approx(ties, rel=0.01)


@pytest.mark.parametrize(("sentence", "key"), QUOTED.items())
def test_values_quoted_in_sentences_are_the_defaults(sentence, key):
    """A number that a sentence gives for the base case is the one that the code declares."""
    assert float(re.search(sentence, ODD)[1]) == entry_of(key).value


@pytest.mark.parametrize(("sentence", "key"), OFF.items())
def test_what_is_said_to_be_off_is_off(sentence, key):
    """ "None by default": the default is zero, or -1 for a month that never comes."""
    assert re.search(sentence, ODD)
    assert entry_of(key).value in (0, -1)


def test_choices_said_to_be_defaults_are_the_defaults():
    """\"off by default: `key=value`\" of section 10, and the award rule of the base case in section 7.6."""
    for key, word in re.findall(r"off by default: `([\w.]+)=(\w+)`", ODD):
        assert entry_of(key).value == word
    assert [ticked(line[0])[0] for line in rows(section("7.6"), "rule|how it chooses") if "base case" in line[0]] == [
        Scenario().award.name
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(HERE)))
def test_defaults_written_after_a_key_are_those_of_the_code(page):
    """Wherever a page writes a key between backquotes and then `= number`, that number is its default."""
    for key, number in re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)` = ([−-]?[\d.,]*\d)", page.read_text(encoding="utf-8")):
        entry = entry_of(key)
        assert entry is not None, f"{page.name}: no key {key}"
        assert float(number.replace("−", "-").replace(",", "")) == entry.value, f"{page.name}: {key} = {entry.value}"
