"""The page as people use it: contrast, what is behind each number one click away, the month in words, keys, titles."""

import re
import subprocess
import sys

import yaml
from in_browser import CONTRAST, Visit, open_link

from sim.config import Scenario
from sim.show.lab.offered import assumptions, contents, offered, situation
from sim.show.lab.server import screen
from sim.show.words import LANGUAGES, entries
from sim.world.quebec import real

SMALL = "territory=cote_nord&months=30&n=0"


def go(visit, address, query=SMALL):
    """Open a link, and wait for the pictures."""
    return open_link(visit, address, query)


def test_every_text_stands_out_from_what_is_under_it(visit, address):
    """Contrast of 4.5 or more: page, comparison, message, guide, dialogs."""
    page = go(visit, address, SMALL + "&month=25&conditions.facilitation=0.9&ref.rules=fqis_2010")
    page.click("#card summary")
    page.evaluate("document.getElementById('message').hidden = false")
    page.evaluate("document.getElementById('message').textContent = 'x'")
    page.focus("#s-norms-coordination")
    assert page.evaluate(CONTRAST) == []
    page.click("#tour")
    assert page.evaluate(CONTRAST) == []
    page.click("#tour-end")
    for button in ("#glossary", "#assumptions", "#share"):
        page.click(button)
        page.wait_for_selector("#dialog[open]")
        assert page.evaluate(CONTRAST) == []
        page.keyboard.press("Escape")


def test_assumptions_are_one_click_from_any_number(visit, address):
    """Each picture opens the numbers that are behind it, in words, changed ones marked; nothing English but sources."""
    page = go(visit, address, SMALL + "&norms.cap=40000")
    for name in ("map", "axes", "why", "money", "tables", "log"):
        page.click(f"#{name} .behind")
        page.wait_for_selector("#dialog table")
        assert page.input_value("#subject") == f"@{name}"
        assert page.locator("#dialog tbody tr").count() > 3
        if name == "money":
            row = page.locator("#dialog tr", has_text="norms.cap").inner_text()
            assert "Plafond par projet" in row
            assert "● 40\u00a0000" in row
            assert "$ par projet" in row
        page.keyboard.press("Escape")
    page.click("#assumptions")
    page.wait_for_selector("#dialog table")
    cells = page.locator("#dialog tbody tr td:not([lang=en])").all_inner_texts()
    assert not [c for c in cells if re.search(r"\bto\b|\bshare\b|\bmonths\b|[a-z]_[a-z]", c)]
    assert "2010" in cells


def test_the_month_is_told_in_words(visit, address):
    """How many territories live in what is the model's own count; the reference's beside it; a territory's own."""
    page = go(visit, address, SMALL + "&month=25&ref.rules=fqis_2010&conditions.facilitation=0.9")
    counts = page.evaluate("[...document.querySelectorAll('#map .legend b')].map(b => +b.textContent)")
    told = " ".join(visit.text("#told").split())
    n = real("cote_nord").population.size
    assert sum(counts) == n
    assert f"{n} territoires" in told
    names = ("en coopération", "en conflit", "en coopération-conflit", "en routine", "en dormance")
    mine = told.split("Référence")[0]
    for count, name in zip(counts, names, strict=True):
        assert (re.search(rf"\b{count} {name}(?!-)", mine) is not None) == (count > 0), (count, name, told)
    assert "Référence" in told
    page.click(".territory[data-place='1']")
    assert real("cote_nord").name[1] in visit.text("#told")
    assert page.text_content("#map .chosen") == real("cote_nord").name[1]


def test_keys_play_and_focus_is_seen(visit, address):
    """Space plays and pauses, arrows step, a slider keeps its own arrows; what has the focus is outlined."""
    page = go(visit, address)
    page.focus("body")
    page.keyboard.press("Space")
    assert "Pause" in visit.text("#play")
    page.keyboard.press("Space")
    assert "Jouer" in visit.text("#play")
    month = int(page.input_value("#month"))
    page.keyboard.press("ArrowRight")
    assert int(page.input_value("#month")) == month + 1
    before = page.input_value("#s-norms-coordination")
    page.focus("#s-norms-coordination")
    page.keyboard.press("ArrowRight")
    assert page.input_value("#s-norms-coordination") != before
    assert int(page.input_value("#month")) == month + 1
    assert page.is_visible("#s-norms-coordination-m")
    page.focus(".territory[data-place='2']")
    page.set_viewport_size({"width": 1300, "height": 860})
    page.wait_for_timeout(300)
    assert page.evaluate("document.activeElement.dataset.place") == "2"
    for _ in range(3):
        page.keyboard.press("Tab")
        width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert float(width.removesuffix("px")) >= 2


def test_the_tour_has_five_steps(visit, address):
    """Each points at what it speaks of, in both languages; it ends where it began."""
    page = go(visit, address)
    page.click("#tour")
    for k in range(1, 6):
        assert f"{k} sur 5" in visit.text("#guide")
        assert page.locator(".pointed").count() >= 1
        page.click("#tour-next")
    assert page.is_hidden("#guide")
    assert page.evaluate("document.activeElement.id") == "tour"


def test_titles_are_whole_on_every_screen(opened, address):
    """No title of a picture is cut, no bar's name runs into its number, in both languages."""
    for width, height in ((1400, 900), (1280, 720), (1024, 768), (390, 844)):
        found = Visit(opened, width, height)
        for language in LANGUAGES:
            page = go(found, address, f"{SMALL}&month=25&lang={language}")
            cut = page.evaluate(
                "[...document.querySelectorAll('.head h2')].filter(e => e.scrollWidth > e.clientWidth + 1)"
                ".map(e => e.textContent)"
            )
            assert cut == [], (width, language)
            over = page.evaluate(
                """[...document.querySelectorAll('#why, #money, #tables')].flatMap(box => {
                  const texts = [...box.querySelectorAll('.drawing text')]
                    .map(e => [e.textContent, e.getBoundingClientRect()]);
                  return texts.filter(([_, a], k) => texts.some(([__, b], j) => j > k && a.left < b.right - 1
                    && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3)).map(t => t[0]);
                })"""
            )
            assert over == [], (width, language)
        found.leave()


def test_what_the_issue_asks_to_be_offered_is_offered():
    """Six regions and each one, each recommendation, situations to teach, five steps, meanings, a glossary."""
    found = offered()
    assert len(found["territories"]["studied"]) == 6
    assert len(found["recommendations"]) == 7
    assert len(found["presets"]) >= 8
    for language in LANGUAGES:
        words = found["words"][language]
        assert sum(k.startswith("lab_tour.") for k in words) == 5
        assert sum(k.startswith("lab_glossary.") for k in words) >= 12
    hostile, helped = situation("antagonistic_alone"), situation("antagonistic_facilitated")
    assert dict(hostile.changes)["conditions.prehistory"] == dict(helped.changes)["conditions.prehistory"]
    assert set(contents()["sliders"]) == {
        k.removeprefix("lab_meanings.") for k in entries("fr") if k.startswith("lab_meanings.")
    }


def test_every_unit_and_number_of_the_assumptions_has_french_words():
    """A new unit, or a new parameter, needs its words."""
    french = entries("fr")
    rows = assumptions(Scenario())
    assert {r[3] for r in rows if r[3] and f"lab_units.{r[3]}" not in french} == set()
    known = ("parameters.", "versus_provisions.", "lab_")
    assert {r[0] for r in rows if not any(f"{k}{r[0]}" in french for k in known)} == {"months"}


def test_a_saved_scenario_is_run_by_the_command(visit, address, tmp_path):
    """What the page saves, `experiments.run` runs as the page says, with the money that the page showed."""
    page = go(visit, address, "territory=laval&months=14&seed=3&rules=lottery&norms.cap=40000&n=0&month=14")
    page.click("#share")
    with page.expect_download() as told:
        page.click("#yaml")
    name = told.value.suggested_filename
    told.value.save_as(tmp_path / name)
    asked = ["--config-dir", str(tmp_path), "--config-name", name.removesuffix(".yaml")]
    done = subprocess.run(
        [sys.executable, "-m", "experiments.run", *asked, f"output={tmp_path / 'out'}", "figures=false"],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    saved = yaml.safe_load((tmp_path / name).read_text(encoding="utf-8"))
    assert (saved["seed"], saved["months"], saved["norms"]["cap"]) == (3, 14, 40000)
    assert any((tmp_path / "out").rglob("*"))


def test_a_terminal_without_a_screen_is_not_held(monkeypatch):
    """`--open` opens nothing where there is no screen."""
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not screen()
    monkeypatch.setenv("DISPLAY", ":0")
    assert screen()


def test_names_stay_on_the_map(opened, address):
    """No name of a place is cut by the edge of a narrow map; a region of one territory is named."""
    found = Visit(opened, 390, 844)
    for place in ("cote_nord", "six_regions", "montreal"):
        page = go(found, address, f"territory={place}&months=12&n=0")
        out = page.evaluate(
            """(m => [...document.querySelectorAll('#map .drawing text')].filter(e => e.textContent).filter(e => {
              const b = e.getBoundingClientRect(); return b.left < m.left - 1 || b.right > m.right + 1;
            }).map(e => e.textContent))(document.querySelector('#map .drawing').getBoundingClientRect())"""
        )
        assert out == [], place
    assert page.text_content("#map .chosen") == "Montréal"
    assert "Ce mois-ci, Montréal" in found.text("#told")
    found.leave()
