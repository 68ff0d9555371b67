"""The laboratory in a real browser: start, play, change, compare, click, language, link, files, several at once."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from urllib.parse import urlparse

import pytest
import yaml
from in_browser import Visit, open_link, until

from sim.show.lab.link import asked_of, ready
from sim.show.reading import read
from sim.show.story import log
from sim.show.words import Words
from sim.simulate import simulate
from sim.world.quebec import real

SMALL = "territory=cote_nord&months=30&n=20"


def go(visit, address, query=SMALL):
    """Open a link, and wait for the pictures."""
    return open_link(visit, address, query)


def again(page, act):
    """Do something, and wait for the new run to be drawn."""
    before = int(page.evaluate("+document.documentElement.dataset.ready"))
    act()
    until(page, f"document.documentElement.dataset.ready > {before}")


CURVE = "#axes .drawing svg > path[stroke='#2166ac'][stroke-width='2.4']"


SETTLED = (
    "(d => Math.abs(d.clientWidth - d.dataset.width) <= 1 && Math.abs(d.clientHeight - d.dataset.height) <= 1)"
    "(document.querySelector('#axes .drawing'))"
)


def curve(page):
    """The drawn line of cooperation, once it is drawn at the size of its frame."""
    until(page, SETTLED)
    return page.get_attribute(CURVE, "d")


def drawn_again(page, before):
    """Wait until the line is the one of `before`: a picture whose frame has changed size is drawn a second time."""
    until(page, f"document.querySelector({json.dumps(CURVE)}).getAttribute('d') === {json.dumps(before)}")


def test_it_opens_in_french_with_every_picture(visit, address):
    """The base, without any key: six regions, 39 territories, all the pictures, the warning."""
    page = go(visit, address, "n=0")
    assert page.get_attribute("html", "lang") == "fr"
    assert page.locator(".territory").count() == 39
    assert "ne prédit pas" in visit.text("header")
    for name in ("map", "axes", "why", "money", "tables"):
        assert page.locator(f"#{name} .drawing svg").count() == 1
        assert len(page.get_attribute(f"#{name} .drawing svg", "aria-label")) > 20
    assert "extrapolée" in visit.text("#money")


def test_play_step_and_back_to_any_month(visit, address):
    """Play goes on by itself; keys and the range go to any month; what is shown is that month's."""
    page = go(visit, address)
    first = page.get_attribute("#map .drawing svg", "aria-label")
    page.select_option("#speed", "24")
    page.click("#play")
    until(page, "+document.getElementById('month').value === 29")
    assert "Jouer" in visit.text("#play")
    assert page.get_attribute("#map .drawing svg", "aria-label") != first
    page.focus("body")
    page.keyboard.press("ArrowLeft")
    assert page.input_value("#month") == "28"
    page.evaluate("var m = document.getElementById('month'); m.value = 0; m.dispatchEvent(new Event('input'))")
    assert page.get_attribute("#map .drawing svg", "aria-label") == first
    until(page, "location.search.indexOf('month=1') > 0")


def test_a_slider_makes_another_trajectory_and_comes_back(visit, address):
    """Moving a condition changes the curve; putting it back gives the same curve again."""
    page = go(visit, address)
    before = curve(page)
    again(page, lambda: page.fill("#s-conditions-prehistory", "0.05"))
    assert curve(page) != before
    again(page, lambda: page.click(".reset[data-key='conditions.prehistory']"))
    assert curve(page) == before


def test_a_territory_shows_its_own_reasons(visit, address):
    """A click, or Enter, looks at one territory: its name, its log; another click comes back."""
    page = go(visit, address, SMALL + "&month=30")
    name = real("cote_nord").name[2]
    page.click(".territory[data-place='2']")
    assert name in visit.text("#why")
    assert page.get_attribute(".territory[data-place='2']", "aria-pressed") == "true"
    assert all(name in line or "régionale" in line for line in page.locator("#log li").all_inner_texts())
    page.focus(".territory[data-place='2']")
    page.keyboard.press("Enter")
    assert "Ensemble" in visit.text("#why")


def test_the_log_says_what_the_report_says(visit, address):
    """The sentences of the page are those of the report, in both languages."""
    request = ready(asked_of({"territory": "cote_nord", "months": "30"}))
    history = simulate(request.scenario, request.network, 1)
    reading = read(history, request.network, request.scenario, [])
    page = go(visit, address, SMALL + "&month=30")
    for language in ("fr", "en"):
        told = [f"{e.place} {e.sentence}" for e in log(reading, Words(language))][::-1][:40]
        shown = [
            re.sub(r"^\S+\s\d{4} ", "", line.replace("\n", " ")) for line in page.locator("#log li").all_inner_texts()
        ]
        clean = [" ".join(t.split()) for t in told]
        assert [" ".join(s.split()) for s in shown[:40]] == clean
        page.click("#language")


def test_reference_and_comparison(visit, address):
    """Both are drawn, replicates are made behind, a sentence says the difference and how sure."""
    page = go(visit, address)
    again(page, lambda: page.click("#reference"))
    assert "identique" in visit.text("#verdict")
    again(page, lambda: page.fill("#s-conditions-facilitation", "0.95"))
    assert page.locator("#axes .drawing path[stroke-dasharray='2 3']").count() == 2
    assert page.locator("#map .ring[stroke]").count() == real("cote_nord").population.size
    page.wait_for_selector("#sure", timeout=60_000)
    assert "20 paires" in visit.text("#verdict")
    assert 1 <= page.locator("#verdict li b").count() <= 3
    assert page.locator("#axes path[opacity='0.17']").count() == 2
    page.click("#sure")
    assert page.locator("#dialog tbody tr").count() >= 7
    page.keyboard.press("Escape")
    page.click("#language")
    assert "20 pairs" in visit.text("#verdict")


def test_the_other_language_is_one_click_away(visit, address):
    """Every text changes, numbers and dates take the other habits, nothing is left without a word."""
    page = go(visit, address, SMALL + "&month=20")
    assert "novembre 2011" in " ".join(visit.text("#date").lower().split())
    page.click("#language")
    assert page.get_attribute("html", "lang") == "en"
    assert "november 2011" in " ".join(visit.text("#date").lower().split())
    everything = visit.text("body")
    assert not re.search(r"\{\w+\}|undefined|NaN|lab\.|Garder|\s[:;]\s", everything)


def test_a_link_restores_everything_in_a_fresh_session(visit, opened, address):
    """Scenario, reference, seed, month, place, language: the second visitor sees what the first one saw."""
    page = go(
        visit, address, SMALL + "&seed=5&rules=lottery&conditions.relations=0.2&ref.rules=fqis_2010&month=17&lang=en"
    )
    page.click(".territory[data-place='1']")
    page.click("#share")
    link = page.input_value("#link")
    other = Visit(opened)
    there = go(other, address, urlparse(link).query)
    assert there.input_value("#month") == "16"
    for drawn in ("#map .drawing svg", "#axes .drawing svg"):
        assert there.get_attribute(drawn, "aria-label") == page.get_attribute(drawn, "aria-label")
    drawn_again(there, curve(page))
    assert curve(there) == curve(page)
    assert there.input_value("#rules") == "lottery"
    other.leave()


def saved(page, selector):
    """The content of what a click saves, with its name."""
    with page.expect_download() as told:
        page.click(selector)
    with open(told.value.path(), "rb") as file:
        return told.value.suggested_filename, file.read()


def test_files_are_opened_and_read_back(visit, address):
    """YAML, CSV, SVG, PNG; the YAML opens again in the page."""
    page = go(visit, address, SMALL + "&conditions.relations=0.2&month=10")
    page.click("#share")
    name, scenario = saved(page, "#yaml")
    assert yaml.safe_load(scenario)["conditions"]["relations"] == 0.2
    _, numbers = saved(page, "#csv")
    rows = list(csv.reader(io.StringIO(numbers.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 1 + 30 * (real("cote_nord").population.size + 2)
    for which in ("map", "axes", "why", "money", "tables"):
        page.select_option("#which", which)
        _, drawn = saved(page, "#svg")
        inside = " ".join(ET.fromstring(drawn).itertext())
        assert {"map": "dormance", "axes": "partage imposé", "why": "disputé"}.get(which, "graine") in inside
    _, picture = saved(page, "#png")
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(picture) > 10_000
    before = curve(page)
    page.keyboard.press("Escape")
    again(page, lambda: page.click("#base"))
    page.click("#share")
    again(page, lambda: page.set_input_files("#file", {"name": name, "mimeType": "text/yaml", "buffer": scenario}))
    drawn_again(page, before)


def test_wrong_links_and_files_leave_the_page_alive(visit, address):
    """A message names what is wrong; the page still answers."""
    page = go(visit, address, "territory=cote_nord&months=30&conditions.facilitation=7&n=0")
    page.wait_for_selector("#message:not([hidden])")
    assert "conditions.facilitation = 7" in visit.text("#message")
    assert "permis de 0 à 1" in visit.text("#message")
    again(page, lambda: page.select_option("#territory", "cote_nord"))
    assert page.is_hidden("#message")
    page.click("#share")
    for text in ("!!python/object/apply:os.system ['id']", "norms: {cap: -4}", "territory: {nodes: /etc/passwd}"):
        page.set_input_files("#file", {"name": "x.yaml", "mimeType": "text/yaml", "buffer": text.encode()})
        until(page, "document.getElementById('opened').textContent.length > 20")
        page.evaluate("document.getElementById('opened').textContent = ''")
    page.keyboard.press("Escape")
    again(page, lambda: page.fill("#s-conditions-relations", "0.9"))


def test_two_visitors_do_not_mix(visit, opened, address):
    """Each has its own scenario, whatever the other does meanwhile."""
    page, other = go(visit, address, SMALL + "&n=0"), Visit(opened)
    there = go(other, address, SMALL + "&n=0&conditions.prehistory=0.1")
    mine, theirs = curve(page), curve(there)
    assert mine != theirs
    again(there, lambda: there.fill("#s-conditions-facilitation", "0.9"))
    assert curve(page) == mine
    again(page, lambda: page.click("#base"))
    assert curve(there) != theirs
    other.leave()


def test_by_keyboard_and_for_screen_readers(visit, address):
    """Every control has a name, the whole page is reached by Tab, pictures have a table of numbers."""
    page = go(visit, address, SMALL + "&n=0")
    nameless = page.evaluate(
        """[...document.querySelectorAll('button,select,input,[role=button]')]
        .filter(e => e.offsetParent !== null || e.closest('svg'))
        .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || (e.labels && e.labels.length)))
        .map(e => e.outerHTML)"""
    )
    assert nameless == []
    reached = set()
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className.baseVal || ''"))
    assert {"reference", "territory", "rules", "month", "play", "language"} <= reached
    for name in ("map", "axes", "why", "money", "tables"):
        page.click(f"#{name} .numbers")
        assert page.locator(f"#{name} table tbody tr").count() >= 4
    page.click("#tour")
    for _ in range(5):
        page.click("#tour-next")
    assert page.is_hidden("#guide")
    page.click("#assumptions")
    page.wait_for_selector("#dialog table")
    page.fill("#search", "facilitation")
    assert page.locator("#dialog tbody tr").count() < 40


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1024, 768), (1920, 1080)])
def test_nothing_sticks_out(opened, address, width, height):
    """Phone, projector, large screen: no sideways scrolling, pictures have room."""
    found = Visit(opened, width, height)
    page = go(found, address, SMALL + "&n=0")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    for name in ("map", "axes"):
        box = page.evaluate(
            f"(b => [b.width, b.height])(document.querySelector('#{name} .drawing svg').getBoundingClientRect())"
        )
        assert box[0] >= 300, name
        assert box[1] >= 150, name
    found.leave()


def test_a_situation_leaves_the_rule_alone(visit, address):
    """A rule and a situation combine; going back to the base drops both."""
    page = go(visit, address, SMALL + "&n=0&rules=lottery")
    again(page, lambda: page.select_option("#preset", "antagonistic_alone"))
    assert (page.input_value("#rules"), page.input_value("#s-conditions-facilitation")) == ("lottery", "0")
    again(page, lambda: page.click("#base"))
    assert (page.input_value("#rules"), page.input_value("#preset")) == ("fqis_2010", "base")
