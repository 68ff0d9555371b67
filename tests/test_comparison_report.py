"""The report of a comparison: a page that opens anywhere, tables that say the same, a README, a PDF when possible."""

import csv
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from sim.compare.comparison import analyzed
from sim.compare.feeds import FEEDS
from sim.compare.measures import columns
from sim.config import Scenario
from sim.metrics.outcomes import OUTCOMES
from sim.package import names, read
from sim.show.comparison import page as pages
from sim.show.comparison import printed
from sim.show.comparison.columns_named import name_of
from sim.show.comparison.questions import GAINED, QUESTIONS
from sim.show.comparison.tables import SHEETS
from sim.show.words import LANGUAGES, Words
from sim.simulate import simulate
from sim.store.manifest import manifest_of
from sim.study.telling import tell_comparison
from tests.versus import MONTHS, NETWORK, Effect, compared

VOID = {"meta", "input", "link", "br", "hr", "img"}
HALF = (0.2,) * 12 + (-0.1,) * 8
EFFECTS = {
    "cooperation_last_year": Effect(0.2),
    "first_money": Effect(-8.0, (-8.0,), noise=0.1),
    "fragile": Effect(0.1, HALF),
    "channel.facilitation": Effect(0.3),
    "territory.{}.dollars_per_poor": Effect(50.0),
}
ORIGIN = manifest_of("comparison", {"command": "python -m experiments.compare variants=<a&b>", "configuration": "abc"})


class Page(HTMLParser):
    """What a browser would find: tags in balance, identifiers, references, cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.references += [v for k, v in attrs if k in ("href", "src", "xlink:href", "action")]

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def effects():
    """EFFECTS, on the first territory of the network."""
    return {name.format(NETWORK.code[0]): effect for name, effect in EFFECTS.items()}


def written(folder, c, histories=(), languages=None, pictured=False):
    """The text of the report of a comparison, without pictures or PDF unless asked."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "print_page", lambda *_: False)
        if not pictured:
            patch.setattr("sim.show.comparison.pictures.pictures", lambda *_: {})
        return pages.write_comparison(folder, c, analyzed(c), histories, ORIGIN, languages).read_text("utf-8")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The folder of a report in both languages on two variants, one region without a sourced envelope."""
    folder = tmp_path_factory.mktemp("report")
    network = replace(NETWORK, envelope_sourced=np.array([False, True]))
    c = compared(2, effects=effects())._replace(network=network, failed=("lottery, world 3, seed 2: lost",))
    histories = [simulate(arm.scenario, NETWORK, 1) for arm in c.arms]
    return folder, c, written(folder, c, histories)


def rows(folder: Path, language: str, name: str) -> list[dict[str, str]]:
    """A table as a spreadsheet reads it."""
    raw = (folder / "csv" / language / f"{name}.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "a spreadsheet needs the mark to read accents"
    text = raw.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";" if language == "fr" else ","))


def test_the_page_is_sound_and_asks_for_nothing(whole):
    """Tags balance, identifiers are unique, every reference is inside the page, nothing is fetched, text is escaped."""
    _, _, text = whole
    found = Page(text)
    assert found.open == []
    assert len(found.ids) == len(set(found.ids))
    assert {ref for ref in found.references if not ref.startswith("#")} == set()
    assert {ref[1:] for ref in found.references if len(ref) > 1} <= set(found.ids)
    assert "://" not in text
    assert "default-src 'none'" in text
    assert "variants=&lt;a&amp;b&gt;" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_was_asked_of_it(whole, language):
    """Warning, verdict, every question, the failed run, the command, the seeds, the envelope without a source."""
    _, c, text = whole
    w, article = Words(language), re.split(r"(?=<article lang=)", text)
    mine = next(part for part in article if part.startswith(f'<article lang="{language}"'))
    assert w("versus_report.warning") in mine
    for question in QUESTIONS:
        assert f'id="{language}-{question.word}"' in mine
    for name in ("sure", "why", "story", "provisions", "all_outcomes", "rerun"):
        assert f'id="{language}-{name}"' in mine
    assert "lottery, world 3, seed 2: lost" in mine
    assert "1 à 60" in mine or "1 to 60" in mine
    assert f"{NETWORK.name[0]}*" in mine
    for arm in c.arms:
        assert arm.package.title[language].replace("'", "&#39;") in mine
    words_only = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", mine, flags=re.S)
    assert not re.search(r"\{\w+[|}]|\bnan\b|Undefined", words_only)


def test_no_difference_stands_without_its_interval(whole):
    """Every cell of a difference, of a level or of a share of worlds has an interval, or says why it has none."""
    _, _, text = whole
    heads = ("difference", "level", "level_variant", "worlds")
    labels = {Words(language)(f"versus_report.{head}") for language in LANGUAGES for head in heads}
    cells = re.findall(r'<td[^>]*data-label="([^"]*)"[^>]*>([^<]*)</td>', text)
    told = [body for label, body in cells if label in labels]
    assert len(told) > 300
    for body in told:
        assert re.search(r"\(.*\)", body) or body == "—", body


@pytest.mark.parametrize(("variants", "worlds"), [(1, 0), (3, 1), (16, 20)])
def test_any_number_of_variants_and_worlds(tmp_path, variants, worlds):
    """One variant without worlds reads as a brief; sixteen still make a sound page, whose variants are folded."""
    text = written(tmp_path, compared(variants, 50, worlds, effects()), languages=("fr",))
    found = Page(text)
    assert found.open == []
    assert len(found.ids) == len(set(found.ids))
    assert {ref[1:] for ref in found.references if len(ref) > 1} <= set(found.ids)
    assert ('<details class="variant"' in text) == (variants > 3)
    assert ("worlds=0" in text) == (worlds == 0)
    assert 'id="choose-' not in text


def test_paper_opens_what_is_folded(tmp_path):
    """On paper nothing can be unfolded: all is open, except what is for the screen and is left out."""
    text = written(tmp_path, compared(5, 50, 0), languages=("en",))
    assert "<details" in pages.unfolded(text)
    for tag in re.findall(r"<details[^>]*>", pages.unfolded(text)):
        assert " open" in tag or "screen" in tag, tag


def test_tables_say_what_was_found(whole):
    """The English and French tables hold the findings, number by number, in each language's way."""
    folder, c, _ = whole
    f = analyzed(c)
    english, french = rows(folder, "en", "differences"), rows(folder, "fr", "differences")
    assert len(english) == len(french) == 2 * len(OUTCOMES)
    k = list(OUTCOMES).index("cooperation_last_year")
    mine = next(row for row in english if row["Key"] == "cooperation_last_year")
    assert float(mine["Difference"]) == pytest.approx(float(f.base.mean[0, k]), abs=1e-6)
    assert float(mine["Low (simultaneous 95% interval)"]) == pytest.approx(float(f.base.low_all[0, k]), abs=1e-6)
    assert (mine["Verdict"], float(mine["Share of worlds that agree"])) == ("holds", 1.0)
    theirs = next(row for row in french if row["Clé"] == "cooperation_last_year")
    assert theirs["Différence"] == mine["Difference"].replace(".", ",")
    gained = [row for row in rows(folder, "en", "winners") if row["Unit"].startswith("$ a person")]
    assert {row["Where the envelope comes from"] for row in gained} == {"sourced", "not sourced, extrapolated"}
    assert gained[0]["Who"] == NETWORK.name[0]
    assert float(gained[0]["Difference"]) == pytest.approx(50.0, abs=0.1)
    needed = rows(folder, "en", "seeds_needed")
    assert all(
        float(row["Runs enough with common luck"]) >= 50 for row in needed if row["Runs enough with common luck"]
    )
    assert len(rows(folder, "en", "worlds")) == 2 * len(OUTCOMES) * 20
    assert "inf" not in (folder / "csv" / "en" / "seeds_needed.csv").read_text("utf-8-sig")


def test_tables_without_a_report(tmp_path):
    """figures=false leaves the tables and a README that does not speak of a report."""
    c = compared(1, 50, 0)
    pages.write_tables(tmp_path, c, analyzed(c), ("en",))
    assert {p.stem for p in (tmp_path / "csv" / "en").iterdir()} == set(SHEETS)
    assert "report.html" not in (tmp_path / "README.txt").read_text("utf-8")


def test_readme_names_every_file_and_column(whole):
    """Every table that was written, and every heading in it, is in the README, in both languages."""
    folder, _, _ = whole
    text = (folder / "README.txt").read_text("utf-8")
    for language in LANGUAGES:
        for path in (folder / "csv" / language).iterdir():
            assert path.name in text
            head = path.read_text("utf-8-sig").splitlines()[0]
            for name in next(csv.reader([head], delimiter=";" if language == "fr" else ",")):
                assert name in text, (path.name, name)


def test_every_outcome_has_one_page():
    """An outcome that is added belongs to a question, and to one only."""
    shown = [name for question in QUESTIONS for name in question.outcomes]
    assert sorted(shown) == sorted(OUTCOMES)
    there = {column.name for column in columns(NETWORK, MONTHS)}
    for question in QUESTIONS:
        for other in question.others:
            assert not other or f"{question.family}.{other}" in there


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_there(language):
    """Columns, units, feeds, stages, provisions of our packages: nothing falls back on the code's own words."""
    w = Words(language)
    for column in columns(NETWORK, MONTHS):
        assert w(f"versus_units_short.{column.unit}")
        if column.name.startswith("channel.") and not re.search(r"trust_|efficacy_", column.name):
            assert w(column.name.replace("channel", "versus_channels", 1))
        assert name_of(column, NETWORK, w)
    for feed in {feed for feeds in FEEDS.values() for feed in feeds}:
        assert w(f"versus_because.{feed.because}")
        assert w(f"versus_stages.{feed.stage}")
    for family, quantity in GAINED:
        assert w(f"versus_families.{family}_{quantity}")
    for unit, _ in OUTCOMES.values():
        assert w(f"versus_units.{unit}", x="1", n=1.0)
    for key in {key for name in names() for key in read(name).changes}:
        assert w(f"versus_provisions.{key}")


def test_pictures_are_saved_and_shown(tmp_path):
    """The real pictures of one language: inline in the page and saved as SVG and PNG."""
    text = written(tmp_path, compared(1, 50, 4, effects()), languages=("en",), pictured=True)
    assert Page(text).open == []
    saved = {p.name for p in (tmp_path / "figures" / "en").iterdir()}
    assert {"verdicts.svg", "verdicts.png"} <= saved
    assert text.count("<figure>") == len(saved) // 2


def fake_browser(folder: Path, body: str) -> str:
    """A program that stands for a browser."""
    path = folder / "browser.sh"
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_printing_is_never_fatal(tmp_path, monkeypatch):
    """No browser, one that fails, hangs or writes half a file: False, and nothing left; a sound one: True."""
    target = tmp_path / "report.pdf"
    monkeypatch.setattr(printed, "BROWSERS", ())
    assert not printed.print_page("<p>", target)
    get = 'for a in "$@"; do case "$a" in --print-to-pdf=*) out="${a#--print-to-pdf=}";; esac; done'
    for body in ("exit 3", "exec sleep 20", f"{get}; printf '%%PDF-1.4 half' > \"$out\""):
        assert not printed.print_page("<p>", target, fake_browser(tmp_path, body), seconds=0.5)
        assert not target.exists()
    assert not printed.print_page("<p>", target, str(tmp_path / "nothing"))
    sound = fake_browser(tmp_path, f"{get}; printf '%%PDF-1.4\\n%%%%EOF\\n' > \"$out\"")
    assert printed.print_page("<p>", target, sound)
    assert target.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_gets_a_short_table(language):
    """At most 25 lines, in letters that every terminal has; signs are those of the verdicts."""
    c = compared(16, 30, 20, effects())
    told = tell_comparison(c, analyzed(c), language)
    lines = told.splitlines()
    assert len(lines) <= 25
    assert max(map(len, lines)) <= 120
    told.encode("cp1252")
    mine = next(line for line in lines if line.startswith("core_mission"))
    assert mine.count("**") == 2
    assert re.search(r"\] \*$", mine)
    assert re.search(r"\+20[.,]0\d* \[", mine)
    assert Words(language)("versus_told.exploratory").replace("\u00a0", " ") in told
    same = compared(1, still=True)
    assert Words(language)("versus_told.same_rule") in tell_comparison(same, analyzed(same), language)


def test_scenario_is_short():
    """The builder of these tests speaks of the model's own columns."""
    assert columns(NETWORK, MONTHS) == compared().columns
    assert Scenario(months=MONTHS).months == MONTHS
