"""What referees read is true to the code: the table of statements in both languages, the three paths, the record."""

import re
from functools import cache

import numpy as np
import pytest
import yaml
from test_docs import DOCS, HERE, arrays, rows, ticked

from sim.config import CHOICES, Scenario
from sim.history import SERIES, History
from sim.inventory import inventory
from sim.metrics.outcomes import OUTCOMES, outcomes
from sim.override import changed
from sim.rules.influence import Influence
from sim.simulate import begin, simulate
from sim.vocabulary import PAIRS, STAKES, Role
from sim.world.quebec import real

LANGUAGES = {"statements": "the study says", "enonces": "l'étude dit"}
KINDS = {
    "figure": r"\bfigures? ",
    "series": r"\b(?:series|séries?) ",
    "outcome": r"\b(?:outcomes?|résultats?) ",
    "package": r"\b(?:packages?|trousses?) ",
    "event": r"\b(?:events?|événements?) ",
}


@cache
def statements(page: str) -> dict[str, list[str]]:
    """The lines of the table of statements by their mark (F1, M1...)."""
    found = {}
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    for line in re.findall(r"^\| [A-Z]\d+ \|.*\|$", text, re.M):
        mark, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        assert mark not in found, f"{mark} stands twice in {page}"
        found[mark] = cells
    return found


def named(text: str, kind: str) -> set[str]:
    """The names that a text gives after the word of a kind: "figures `strips`, `map_regions`"."""
    lists = re.findall(KINDS[kind] + r"((?:`\w+`(?:, | \([^)]*\)|,? (?:and|et) )*)+)", text)
    return {name for one in lists for name in ticked(one)}


@cache
def known() -> dict[str, set[str]]:
    """The names of the code, kind by kind."""
    month = "\n".join(page.read_text(encoding="utf-8") for page in (HERE / "sim" / "month").glob("*.py"))
    figures = yaml.safe_load((HERE / "sim" / "show" / "figures.yaml").read_text(encoding="utf-8"))["figures"]
    return {
        "figure": {name for name, words in figures.items() if "title" in words},
        "series": set(SERIES),
        "outcome": set(OUTCOMES),
        "package": {page.stem for page in (HERE / "configs" / "packages").glob("*.yaml")},
        "event": set(re.findall(r'"(\w+)"', "\n".join(re.findall(r"note\((.*)$", month, re.M)))),
        "key": {entry.key for entry in inventory()} | set(arrays(begin(Scenario(), real("cote_nord"), 1).state)),
    }


@pytest.mark.parametrize("page", LANGUAGES)
def test_what_the_statements_name_is_in_the_code(page):
    """Each figure, series, outcome, package, event, key, array and page of a statement exists under that name."""
    for mark, cells in statements(page).items():
        text = " | ".join(cells)
        told = set()
        for kind in KINDS:
            names = named(text, kind)
            assert names <= known()[kind], f"{page}, {mark}: no {kind} {sorted(names - known()[kind])}"
            told |= names
        for name in set(ticked(text)) - told:
            exists = name in known()["key"] or (HERE / name).exists() or "=" in name or name in known()["package"]
            assert exists, f"{page}, {mark}: `{name}` is nothing that the code has"


def test_both_languages_say_the_same():
    """Same lines in the same order; each names the same things, cites the same patterns and quotes as many words."""
    english, french = (statements(page) for page in LANGUAGES)
    assert list(english) == list(french)
    for mark in english:
        one, other = " | ".join(english[mark]), " | ".join(french[mark])
        assert sorted(ticked(one)) == sorted(ticked(other)), mark
        assert patterns(english[mark][-1]) == patterns(french[mark][-1]), mark
        assert bool(re.search("can fail", one)) == bool(re.search("peut échouer", other)), mark


def patterns(status: str) -> list[int]:
    """The patterns that a status cites."""
    return [int(number) for part in re.findall(r"(?:fail|échouer) : ?([\d, ]+)|(?:fail|échouer): ([\d, ]+)", status)
            for number in re.findall(r"\d+", "".join(part))]  # fmt: skip


def test_patterns_cited_exist_and_those_of_the_study_are_cited():
    """Of the fourteen, those that the ODD draws from the study each test some statement."""
    table = rows((DOCS / "ODD.md").read_text(encoding="utf-8"), "|pattern|source")
    from_study = {int(line[0]) for line in table if "[S]" in " ".join(line)}
    cited = {number for cells in statements("statements").values() for number in patterns(cells[-1])}
    assert cited <= {int(line[0]) for line in table}
    assert from_study <= cited


def test_every_stake_condition_and_recommendation_has_its_line():
    """Seven stakes by their weight, eight conditions by their mean (compactness: its area), six recommendations."""
    text = " ".join(" ".join(cells) for cells in statements("statements").values())
    assert all(f"`deliberation.by_{stake}`" in text for stake in STAKES)
    conditions = [entry.key for entry in inventory() if entry.key.startswith("conditions.")][:7]
    assert all(f"`{key}`" in text for key in (*conditions, "conditions.reference_area"))
    page = yaml.safe_load((HERE / "configs" / "packages" / "all_recommendations.yaml").read_text(encoding="utf-8"))
    assert set(page["includes"]) <= named(text, "package")


# The three paths: what their pages say of Mauricie, seed 1


@cache
def lived(**change: object) -> History:
    """The run of a path; keys with __ for a dot."""
    return simulate(changed(Scenario(), {k.replace("__", "."): v for k, v in change.items()}), real("mauricie"), 1)


def share_of_envelope(history: History, months: slice = slice(None)) -> float:
    """Share of the conflicts booked to the envelope."""
    ledger = history["ledger"][months].sum(axis=(0, 1))
    return float(ledger[STAKES.index("envelope")] / ledger.sum())


def test_first_path_the_envelope_is_a_third_of_conflicts_then_nearly_none():
    """About a third; without the stake nothing before the negotiation opens, a few percent in all, fewer conflicts."""
    base, without = lived(), lived(deliberation__by_envelope=0.0)
    opens = next(h.month for h in without.log if h.word == "negotiation_opens")
    assert 0.25 < share_of_envelope(base) < 0.45
    assert share_of_envelope(without, slice(0, opens)) < 1e-6
    assert 0.0 < share_of_envelope(without) < 0.06
    assert without["ledger"].sum() < base["ledger"].sum()


def test_second_path_the_election_is_a_step_down():
    """Identical until the election; then trust between elected and community falls at once, and ends lower."""
    base, without = lived(), lived(events__election_month=-1)
    pair = PAIRS.index((Role.COMMUNITY, Role.ELECTED))
    trust, quiet = (h["trust_by_pair"][:, :-1, pair].mean(axis=1) for h in (base, without))
    assert (trust[:43] == quiet[:43]).all()
    assert np.diff(trust).argmin() == 42, "the step of the election is the largest fall of the five years"
    assert trust[43] < trust[42] - 0.01
    assert quiet[43] > quiet[42] - 0.005
    assert trust[-1] < quiet[-1]


def test_third_path_core_money_leaves_fewer_fragile_and_moves_little_else():
    """Over ten seeds: fewer fragile organizations; organizations present differ by a tenth of a person at most."""
    found = []
    for seed in range(1, 11):
        arms = ({}, {"norms.core_share": 0.25})
        found.append([outcomes(simulate(changed(Scenario(), arm), real("mauricie"), seed)) for arm in arms])
    gap = {key: float(np.mean([b[key] - a[key] for a, b in found])) for key in ("fragile", "attendance_organizations")}
    assert gap["fragile"] < -0.04
    assert 0.0 < gap["attendance_organizations"] < 0.1


def test_the_record_counts_right():
    """How many statements, and how many interchangeable rules of each kind, the record of tests says that there are."""
    text = (DOCS / "trace.md").read_text(encoding="utf-8")
    assert int(re.search(r"(\d+) statements of the study", text)[1]) == len(statements("statements"))
    numbers = {"three": 3, "seven": 7, "nine": 9}
    said = re.search(r"(\w+) rules of influence, (\w+) of award, (\w+) splits, (\w+) endorsements", text).groups()
    pieces = (Influence, CHOICES["award"], CHOICES["split"], CHOICES["endorsement"])
    assert [numbers[word] for word in said] == [len(kind) for kind in pieces]


@pytest.mark.parametrize(("one", "other"), [("statements", "enonces"), ("three_paths", "trois_chemins")])
def test_pages_in_two_languages_lead_to_each_other(one, other):
    """And show the same commands."""
    here, there = ((DOCS / f"{page}.md").read_text(encoding="utf-8") for page in (one, other))
    assert f"({other}.md)" in here
    assert f"({one}.md)" in there
    assert re.findall(r"^python .*$", here, re.M) == re.findall(r"^python .*$", there, re.M)
