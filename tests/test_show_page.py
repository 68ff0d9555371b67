"""The report: a page that opens anywhere, in both languages, the same bytes each time."""

import re
import warnings
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sim.config import Scenario
from sim.funding.award import AWARDS
from sim.metrics.summary import summarize
from sim.show import pictures, story
from sim.show.reading import Reading, read
from sim.show.report import differences, page, write_report
from sim.show.words import LANGUAGES, Words
from sim.simulate import simulate
from sim.world.synthetic import Synthetic, synthetic

PROVENANCE = {"command": "python -m experiments.run months=3", "digest": "abc", "numpy": "2.4"}
VOID = {"meta", "input", "link", "br", "hr", "img"}


def tiny(months: int = 3, regions: int = 1, territories: int = 2, replicates: int = 0) -> Reading:
    """A small run on a made-up network."""
    network = synthetic(Synthetic(regions=regions, territories_per_region=territories))
    scenario = Scenario(months=months)
    others = [summarize(simulate(scenario, network, seed)) for seed in range(2, 2 + replicates)]
    return read(simulate(scenario, network, 1), network, scenario, others)


@pytest.fixture(scope="module")
def alone() -> Reading:
    """Three months, one region of two territories, no replicate."""
    return tiny()


@pytest.fixture(scope="module")
def small() -> Reading:
    """Four years, two regions of three territories, three replicates: money flows."""
    return tiny(48, 2, 3, 3)


def written(reading: Reading, folder: Path, language: str = "both") -> Path:
    """The report of a reading."""
    return write_report(
        folder, reading.history, reading.network, reading.scenario, reading.replicates, PROVENANCE, language
    )


@pytest.fixture(scope="module")
def report(small: Reading, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report in both languages."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return written(small, tmp_path_factory.mktemp("report"))


class Page(HTMLParser):
    """What a browser would find: tags in balance, identifiers, references, headings, text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.headings: list[int] = []
        self.svgs: list[dict[str, str | None]] = []
        self.languages: list[str | None] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [str(found["id"])] if "id" in found else []
        self.references += [str(v) for k, v in attrs if k in ("href", "src", "xlink:href", "data", "action")]
        self.references += [f"#{found['for']}"] if "for" in found else []
        self.headings += [int(tag[1])] if re.fullmatch(r"h\d", tag) else []
        self.svgs += [found] if tag == "svg" else []
        self.languages += [found.get("lang")] if tag == "article" else []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_well_formed_and_needs_nothing_else(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    found = Page(text)
    assert found.open == []
    assert found.languages == ["fr", "en"]
    assert len(found.ids) == len(set(found.ids))
    assert all(r.startswith("#") and r[1:] in found.ids for r in found.references)
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(found.ids)
    assert not re.search(r"@import|url\((?!#)|https?://|<script src|<iframe|<link", text)
    assert all(b - a <= 1 for a, b in zip(found.headings, found.headings[1:], strict=False))
    assert str(report.parent) not in text
    assert "nan" not in re.sub(r"<svg.*?</svg>", "", text, flags=re.S).lower().split()


def test_every_picture_is_on_the_page_in_words_too(report: Path, small: Reading) -> None:
    found = Page(report.read_text(encoding="utf-8"))
    assert len(found.svgs) == 2 * len(pictures.PICTURES)
    assert all(svg["role"] == "img" and len(svg["aria-label"] or "") > 30 for svg in found.svgs)
    text = report.read_text(encoding="utf-8")
    for language in LANGUAGES:
        words = Words(language)
        for picture in pictures.PICTURES:
            assert f'id="{language}-{picture.name}"' in text
            for kind in ("png", "svg"):
                assert (report.parent / "figures" / f"{picture.name}.{language}.{kind}").stat().st_size > 2000
        assert words("report.limits") in text
        assert words("events.election").split("{")[0] in text or not small.elections
    assert "explains and compares" in text
    assert "explique et compare" in text
    assert report.stat().st_size < 4_000_000


def test_same_run_same_bytes(alone: Reading, tmp_path: Path) -> None:
    one, other = (written(alone, tmp_path / name, "fr") for name in ("one", "other"))
    names = sorted(path.relative_to(one.parent) for path in one.parent.rglob("*") if path.is_file())
    assert len(names) == 1 + 2 * len(pictures.PICTURES)
    assert all((one.parent / name).read_bytes() == (other.parent / name).read_bytes() for name in names)


def test_names_of_a_user_cannot_break_the_page(alone: Reading) -> None:
    article = {
        "language": "fr",
        "title": "t",
        "words": Words("fr"),
        "subtitle": "<script>alert(1)</script>",
        "run": [],
        "story": [],
    }
    article |= {
        "outcomes": [],
        "figures": [],
        "limits": [],
        "events": [],
        "n_events": 0,
        "most_events": 1,
        "places": [],
    }
    text = page([article | {"differences": [], "command": "", "provenance": []}])
    assert "<script>alert" not in text
    assert 'class="switch"' not in text


def test_the_story_never_gives_a_bare_number(small: Reading, alone: Reading) -> None:
    told = " ".join(story.Teller(small, Words("en")).paragraphs())
    assert "median of 3 replicates" in told
    assert told.count("(") >= 12
    assert "no interval" in " ".join(story.Teller(alone, Words("en")).paragraphs())


def test_the_log_says_where_and_how_much(small: Reading) -> None:
    told = story.log(small, Words("fr"))
    assert len(told) == len(small.history.log)
    assert not [entry for entry in told if "{" in entry.sentence or not entry.place]
    assert any("Le fonds s’ouvre" in entry.sentence and "$" in entry.sentence for entry in told)


def test_parameters_that_differ_are_listed() -> None:
    scenario = Scenario(months=7, award=AWARDS[-1]())
    scenario.deliberation.gain = 0.08
    found = {d.key: (d.value, d.default) for d in differences(scenario, Words("en"))}
    assert found["months"] == ("7", "60")
    assert found["deliberation.gain"] == ("0.08", "0.06")
    assert "award" in found
    assert differences(Scenario(), Words("fr")) == []
