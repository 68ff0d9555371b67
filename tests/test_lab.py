"""The laboratory without a browser: links, caps, files, what is shown at a month, what is computed once."""

import json
import re
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.catalog import register
from sim.metrics.typology import Typology, axes, classify, gather
from sim.parameter import ParameterError
from sim.show.lab import files
from sim.show.lab.link import MOST_ACTORS, LinkError, asked_of, both, ready
from sim.show.lab.offered import assumptions, contents, offered, situation
from sim.show.lab.page import embedded
from sim.show.lab.refusal import refused
from sim.show.lab.scene import scene
from sim.show.words import LANGUAGES
from sim.simulate import simulate

TINY = {"territory": "cote_nord", "months": "14", "population.scale": "0.3"}


def test_a_link_comes_back_to_what_it_was_made_of():
    """Whatever is asked survives the link: same seed, same scenario."""
    asked = asked_of(TINY | {"seed": "7", "rules": "core_mission", "norms.cap": "40000", "award": "lottery"})
    assert both(asked.query)[0] == asked
    assert ready(both(asked.query)[0]).scenario == ready(asked).scenario


@given(st.floats(0.0, 1.0), st.integers(0, 10**9), st.booleans())
@settings(max_examples=40, deadline=None)
def test_any_value_of_a_link_survives(share, seed, on):
    """Numbers, whole numbers and switches, at ten figures."""
    asked = asked_of({"conditions.facilitation": repr(share), "seed": seed, "governance.staged": on})
    assert asked_of(dict(both(asked.query)[0].changes) | {"seed": asked.seed}).query == both(asked.query)[0].query
    assert dict(both(asked.query)[0].changes)["governance.staged"] is on
    assert dict(both(asked.query)[0].changes)["conditions.facilitation"] == pytest.approx(share, abs=1e-9)


def understood(query):
    """Check everything that a link asks for."""
    return [ready(asked) for asked in both(query) if asked is not None]


REFUSED = (
    "territory=nowhere", "conditions.facilitation=3", "no.such=1", "rules=../../etc/passwd", "rules=/etc/x.yaml",
    "seed=abc", "seed=-1", "months=121", "months=0", "award=os.system", "award.threshold=0.5", "typology.window=2",
    "territory=quebec&population.scale=30", "population.citizens_per_territory=1000&territory=quebec", "norms.cap=nan",
    "acquaintance.community_community=50", "governance.staged=maybe", "seed=1&seed=2", "ref.territory=mauricie",
    "ref.conditions.facilitation=2", "conditions=1", "territory.nodes=/etc/passwd", "x" * 7000,
    "&".join(f"a{k}=1" for k in range(200)), "deliberation.influence=magic", "output=/tmp/x", "workers=64",
    "norms.longest=inf", "norms.longest=nan", "norms.longest=1e400", "events.envelope_month=1e309", "months=1e400",
    f"seed={'9' * 400}", f"seed={'9' * 5000}", f"months={'9' * 400}", f"n={'9' * 400}&seed=x", f"{'k' * 3000}=1",
    f"rules={'r' * 3000}", f"territory={'t' * 3000}", f"seed=1&ref.seed={'9' * 3000}", f"norms.cap={'9' * 3000}",
)  # fmt: skip


ENGLISH = r"\b(allowed|Allowed|no such|expected|this page|of the|most|written|and tags)\b"


@pytest.mark.parametrize("query", REFUSED, ids=[q[:30] for q in REFUSED])
def test_wrong_links_are_refused_in_both_languages(query):
    """A clear message, never a stack nor a run."""
    with pytest.raises(Exception) as caught:  # noqa: PT011
        understood(query)
    status, message = refused(caught.value)
    assert status == 400, caught.value
    assert set(message) == set(LANGUAGES)
    assert all(30 < len(text) < 1_300 and "Traceback" not in text for text in message.values())
    assert not re.search(ENGLISH, message["fr"]), message["fr"]


@given(st.text(max_size=80), st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=4))
@settings(max_examples=150, deadline=None)
def test_no_link_breaks_the_page(raw, pairs):
    """Any text as a link is understood or refused: 400, never a fault of ours."""
    for query in (raw, urlencode(pairs)):
        status = 200
        try:
            understood(query)
        except Exception as error:
            status = refused(error)[0]
        assert status in (200, 400), query


def test_what_is_too_large_says_the_limit():
    """The message of a cap names it."""
    with pytest.raises(ParameterError, match=str(MOST_ACTORS)):
        ready(asked_of({"territory": "quebec", "population.scale": "50"}))


def test_a_reference_elsewhere_is_refused():
    """Another place or luck could not be paired."""
    with pytest.raises(LinkError, match="seed"):
        both("seed=3&ref.seed=4")


def test_situations_are_what_they_say():
    """Every preset is ready to run, and the files of configs that it names are in it."""
    for name in contents()["presets"]:
        ready(situation(name))
    hostile = ready(situation("antagonistic_alone")).scenario
    assert hostile.conditions.facilitation == 0.0
    assert not hostile.governance.mediation
    assert set(contents()["presets"]) == set(contents()["contents"])


def test_everything_offered_exists_in_both_languages():
    """Sliders, rules and situations have words; nothing is empty."""
    found = offered()
    for language in LANGUAGES:
        words = found["words"][language]
        for slider in found["sliders"]:
            assert words[f"parameters.{slider['key']}"]
            assert words[f"lab_meanings.{slider['key']}"]
        assert all(preset["title"][language] for preset in found["presets"])
        assert all(rule[language]["title"] and rule[language]["summary"] for rule in found["rules"])
    assert {rule["name"] for rule in found["rules"]} >= set(found["recommendations"])
    said = [line[1] for rule in found["rules"] for line in rule["en"]["lines"]]
    assert "1 month" in said
    assert not [text for text in said if re.match(r"1 \w+s\b", text)]


def test_a_page_cannot_be_closed_by_its_own_words():
    """JSON inside HTML: no text ends the element."""
    assert "<" not in embedded({"a": "</script><script>alert(1)</script>"})
    assert json.loads(embedded({"a": "</b> & é"})) == {"a": "</b> & é"}


# Files


def test_a_saved_scenario_opens_again_and_runs_from_the_command_line(tmp_path):
    """YAML out, back in: the same scenario; and `experiments.run` reads the same file."""
    from sim.catalog import read

    asked = asked_of(TINY | {"seed": "4", "rules": "participatory_budget", "norms.cap": "50000"})
    text = files.to_file(ready(asked), "mine")
    again = ready(files.asked_in(text))
    assert again.scenario == ready(asked).scenario
    assert (again.asked.seed, again.asked.regions) == (4, ("cote_nord",))
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    register()
    settings_read, scenario = read(str(tmp_path / "mine.yaml"))
    assert scenario == ready(asked).scenario
    assert settings_read.seed == 4


WRONG_FILES = (
    "!!python/object/apply:os.system ['id']", "a: &x 1\nb: *x", "- 1\n- 2", "seed: [1, 2]", "seed: 1\nseed: 2",
    "norms: {cap: '${oc.env:HOME}'}", "territory: {source: files, nodes: /etc/passwd, edges: /etc/passwd}",
    "territory: {nodes: /etc/passwd}", "conditions: {facilitation: 9}", "unknown: 3", "award: {name: os.system}",
    "[" * 3000, "a: " + "{" * 500, "defaults: [{override /conditions: hostile}]", "# " + "x" * 70_000, "\x00\x01", "",
    "rules: ../../x.yaml", "months: 500", "{1: 2}",
    "defaults: 3", "defaults: {a: 1}", "norms: {longest: .inf}", "norms: {longest: .nan}", f"seed: {'9' * 5000}",
    f"seed: {'9' * 400}", f"seed: 0x{'f' * 60_000}", f"norms: {{cap: 0x{'f' * 60_000}}}", "seed: 2001-99-99",
    "territory: {regins: [mauricie]}", "territory: {regions: {a: 1}}", f"rules: {'r' * 60_000}", "seed: =", "<<: 3",
    "? {a: 1}\n: 3", f"award: {{name: {'x' * 60_000}}}", "territory: {regions: [[1], {a: 1}]}",
)  # fmt: skip


@pytest.mark.parametrize("text", WRONG_FILES, ids=[t[:24].encode("unicode_escape").decode() for t in WRONG_FILES])
def test_wrong_files_are_refused(text):
    """Code, anchors, references, paths, absurd sizes: a message; nothing is run, nothing is opened."""
    with pytest.raises(Exception) as caught:  # noqa: PT011
        ready(files.asked_in(text))
    status, message = refused(caught.value)
    assert status == 400, caught.value
    assert max(map(len, message.values())) < 1_300
    assert not re.search(ENGLISH, message["fr"].partition("YAML")[0]), message["fr"]


def test_a_region_said_twice_is_one_region():
    """Six thousand times in a file is once in the link that it becomes."""
    asked = files.asked_in(f"territory: {{regions: [{', '.join(['mauricie'] * 6_000)}]}}")
    assert asked.query == "territory=mauricie"


# What is shown


@pytest.fixture(scope="module")
def lived():
    """A short run with its scene."""
    request = ready(asked_of(TINY | {"months": "40", "population.scale": "0.6"}))
    history = simulate(request.scenario, request.network, 1)
    return request, history, scene(history, Typology())


def test_the_scene_says_what_the_history_says(lived):
    """Dynamics, conflicts, money, attendance: the numbers of the page are the model's."""
    _, history, shown = lived
    region, n = history.final.tables.region, shown["n"]
    rates = axes(gather(history, "territory", region), Typology())
    assert np.allclose(np.array(shown["coop"][:n]).T / 1000, rates.cooperation, atol=5.1e-4)
    assert [row[:n] for row in shown["dyn"]] == ["".join(map(str, r)) for r in classify(rates, Typology()).tolist()]
    ledger = np.array(shown["ledger"]).reshape(-1, 40, 7) / 10
    assert np.allclose(ledger[-1], history["ledger"].sum(axis=1), atol=0.051)
    assert np.allclose(ledger[:n].sum(axis=0) + history["ledger"][:, n:].sum(axis=1), ledger[-1], atol=0.1 * n)
    assert shown["awarded"][-1][-1] == round(history["awarded"][-1].sum() / 100)
    assert np.array(shown["present"]).reshape(-1, 40, 4)[-1].sum() == history["present"].sum()
    assert [e[:1] + e[2:3] for e in shown["log"]] == [[e.month, e.table] for e in history.log]


def test_a_month_is_not_changed_by_those_after_it(lived):
    """What is shown of month m is what a run stopped at m shows: the page may go back without lying."""
    request, _, shown = lived
    short = scene(simulate(request.scenario.__class__(**{**vars(request.scenario), "months": 20}), request.network, 1),
                  Typology())  # fmt: skip
    for name in ("coop", "conf", "claimed", "awarded", "spent", "need", "trust"):
        assert [row[:20] for row in shown[name]] == short[name], name
    assert shown["dyn"][:20] == short["dyn"]


def test_numbers_as_a_table_of_each_language(lived):
    """Semicolons and decimal commas in French, commas and points in English; a line a place and month."""
    request, _, shown = lived
    french, english = (files.to_csv(shown, request, one).decode("utf-8-sig").splitlines() for one in LANGUAGES)
    assert len(french) == len(english) == 1 + 40 * (shown["n"] + shown["r"] + 1)
    assert ";" in french[0]
    assert "Coopération" in french[0]
    assert "," in english[1]
    assert "0," in french[1]


def test_every_number_of_the_scenario_is_there():
    """Assumptions: each parameter, what is changed marked."""
    rows = assumptions(ready(asked_of({"norms.cap": "40000"})).scenario)
    assert [row[0] for row in rows if row[5] and row[0].startswith("norms.")] == ["norms.cap"]
    assert len(rows) > 250


def test_a_refusal_in_french_says_what_the_english_says():
    """Numbers as one writes them; a key that exists but is not for links is not called unknown."""
    for query, french in (
        ("population.scale=30&territory=quebec", "acteurs ; permis sur cette page : au plus 20 000"),
        ("typology.window=2", "cette page ne lit pas"),
        ("award.threshold=0.5", "Elle a : by_quality"),
        ("months=500", "de 1 à 120 (mois)"),
        ("rules=lotery", "Proches : lottery"),
        ("governance.staged=maybe", "true ou false"),
    ):
        with pytest.raises(ValueError) as caught:  # noqa: PT011
            understood(query)
        assert french in re.sub(r"\s", " ", refused(caught.value)[1]["fr"])
