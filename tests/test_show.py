"""What a person sees: words complete in both languages, pictures of any run, a page that opens anywhere."""

import re
import subprocess
import sys
import warnings
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from sim.config import Scenario
from sim.funding.award import AWARDS
from sim.funding.splits import SPLITS
from sim.metrics import partnership
from sim.metrics.outcomes import OUTCOMES
from sim.metrics.summary import summarize
from sim.rules.endorsement import ENDORSEMENTS
from sim.show import labels, layout, pictures, story, vector
from sim.show.reading import Reading, mean_of, quantiles, read
from sim.show.report import differences, page, write_report
from sim.show.words import LANGUAGES, UNKNOWN, Words, entries, leaves
from sim.simulate import simulate
from sim.vocabulary import APPROACHES, CONDITIONS, DYNAMICS, PHASES, PROBLEMS, ROLES, STAKES, Agreement, Status
from sim.world import quebec
from sim.world.synthetic import Synthetic, synthetic

HERE = Path(__file__).parent.parent
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


# Words


def test_every_entry_has_both_languages_and_the_same_names() -> None:
    for key, words in leaves():
        assert set(words) == set(LANGUAGES), key
        names = [sorted(set(re.findall(r"\{(\w+)", str(words[language])))) for language in LANGUAGES]
        assert all(str(words[language]).strip() for language in LANGUAGES), key
        assert names[0] == names[1], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_model_is_displayed(language: str) -> None:
    known = entries(language)
    groups = {
        "roles": ROLES, "roles_short": ROLES, "roles_among": ROLES, "problems": PROBLEMS, "approaches": APPROACHES,
        "stakes": STAKES, "conditions": CONDITIONS, "phases": PHASES, "dynamics": DYNAMICS, "outcomes": OUTCOMES,
        "agreement": [a.name.lower() for a in Agreement], "status": [s.name.lower() for s in Status],
        "partnership": [c.word for c in partnership.CONDITIONS], "units": {unit for unit, _ in OUTCOMES.values()},
        "rules": [vars(kind)["name"] for kind in (*SPLITS, *AWARDS, *ENDORSEMENTS)],
        "months": map(str, range(1, 13)), "months_short": map(str, range(1, 13)),
    }  # fmt: skip
    missing = [f"{group}.{key}" for group, keys in groups.items() for key in keys if f"{group}.{key}" not in known]
    assert not missing


def test_every_event_and_fact_has_words() -> None:
    noted = set()
    for path in (HERE / "sim").rglob("*.py"):
        for call in re.findall(r"\.note\(([^,]+),", path.read_text(encoding="utf-8")):
            noted |= set(re.findall(r'"(\w+)"', call))
    assert len(noted) > 10
    assert not [word for word in noted if f"events.{word}" not in entries("fr")]
    facts = [" ".join(filter(None, (row["date"], row["region"]))) for row in quebec.table("timeline")]
    assert not [fact for fact in facts if f"facts.{fact}" not in entries("fr")]


def test_french_spaces_do_not_break() -> None:
    for key, word in entries("fr").items():
        assert not re.search(r"[^\u00a0\u202f] ?[»]| [:;?!%$»]|« ", word), (key, word)
        assert "'" not in word, (key, word)


@pytest.mark.parametrize(
    ("language", "number", "percent", "dollars", "million", "date"),
    [
        ("fr", "−1 234,50", "45,2 %", "1 234 $", "4,50 M$", "avril 2010"),
        ("en", "−1,234.50", "45.2%", "$1,234", "$4.50M", "April 2010"),
    ],
)
def test_numbers_and_dates(language: str, number: str, percent: str, dollars: str, million: str, date: str) -> None:
    w = Words(language)
    found = (w.number(-1234.5, 2), w.percent(0.4521, 1), w.dollars(1234), w.dollars(4.5e6), w.date(4, 2010))
    assert [text.replace("\u00a0", " ") for text in found] == [number, percent, dollars, million, date]
    assert w.number(float("nan")) == w.percent(float("nan")) == w.dollars(float("nan")) == UNKNOWN
    assert w.number(-0.001, 1) == w.number(0.0, 1)


def test_plurals() -> None:
    fr, en = Words("fr"), Words("en")
    assert [fr.fill("{n} {n|plan|plans}", {"n": n}) for n in (0, 1, 2)] == ["0 plan", "1 plan", "2 plans"]
    assert [en.fill("{n} {n|plan|plans}", {"n": n}) for n in (0, 1, 2)] == ["0 plans", "1 plan", "2 plans"]


# Reading and places


def test_quantiles_leave_out_what_does_not_exist() -> None:
    values = np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, np.nan]])
    middle = quantiles(values, (0.5,))[0]
    assert middle[0] == 2.0
    assert np.isnan(middle[1])
    assert mean_of(values, 0)[0] == 2.0


def test_symbols_do_not_overlap_and_order_is_kept() -> None:
    network = quebec.real("six_regions")
    at = layout.whole(network)
    distance = np.hypot(at.x[:, None] - at.x, at.y[:, None] - at.y) + 1e9 * np.eye(len(at.x))
    assert (distance - at.radius[:, None] - at.radius).min() > -0.1 * at.radius.min()
    km = np.sort(layout.project(network)[0])
    assert (np.diff(at.east(km)) >= 0.0).all()


def test_names_avoid_one_another() -> None:
    spots = [labels.around(0.0, 0.0, 3.0), labels.around(8.0, 0.0, 3.0)]
    placed = labels.place(["first place", "second place"], spots, 7.0, labels.round_boxes(*np.zeros((3, 1))))
    assert labels.overlap(placed.boxes[:1], placed.boxes[1:])[0] == 0.0


# Pictures


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("picture", pictures.PICTURES, ids=lambda picture: picture.name)
def test_every_picture_draws_three_months_of_two_territories(
    picture: pictures.Picture, language: str, alone: Reading
) -> None:
    words = Words(language)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = picture.draw(alone, words, pictures.note(alone, words))
        markup = vector.markup(figure)
        table, alt = picture.table(alone, words), picture.alt(alone, words)
    assert f">{picture.title(words)}<" in markup
    assert "nan" not in alt
    assert alt
    assert all(len(row) == len(table.head) for row in table.rows)


def test_a_region_that_is_real_shows_its_facts() -> None:
    network, scenario = quebec.real("cote-nord"), Scenario(months=48)
    reading = read(simulate(scenario, network, 3), network, scenario, [])
    timing = next(p for p in pictures.PICTURES if p.name == "timing")
    assert "sept premiers projets (août\u00a02013)" in timing.table(reading, Words("fr")).rows[0][-1]
    assert "first seven projects" in vector.markup(timing.draw(reading, Words("en"), ""))


def test_drawing_leaves_the_readers_settings_alone(alone: Reading) -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    pictures.PICTURES[2].draw(alone, Words("fr"), "")
    assert dict(matplotlib.rcParams) == before


def test_matplotlib_waits_until_a_picture_is_drawn() -> None:
    code = "import sys, sim.show.report; sys.exit('matplotlib' in sys.modules or 'jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=HERE, check=False).returncode == 0


# The page


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
    article = {"language": "fr", "words": Words("fr"), "subtitle": "<script>alert(1)</script>", "run": [], "story": []}
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
