"""A chronicle side by side: the first difference, identical rules, aligned months, marks, languages, page and text."""

import re
from copy import deepcopy
from itertools import pairwise
from pathlib import Path

import jinja2
import numpy as np
import pytest
from tiny import network

from sim.compare.arms import arms_of
from sim.compare.comparison import Comparison
from sim.config import Scenario
from sim.history import SERIES, History
from sim.metrics.typology import Typology
from sim.settings import Comparing
from sim.show.comparison import chronicle as page
from sim.show.comparison.chronicle import Chronicle, chronicle, fitting, moments
from sim.show.comparison.chronicle_chapters import stages
from sim.show.comparison.chronicle_moments import Followed, Moment, gatherings
from sim.show.comparison.chronicle_sentences import Speaker, of, to
from sim.show.comparison.chronicle_text import plain, records
from sim.show.words import LANGUAGES, Words
from sim.simulate import simulate

PLACES = network(regions=2, territories=3, seed=4)
SCENARIO = Scenario(months=48)
VARIANTS = ["all_recommendations", "central_ranking", "lottery", "core_mission", "equal_split"]


def comparison(*variants: str) -> Comparison:
    """A comparison that measured nothing: the chronicle reads its arms and its network only."""
    arms = arms_of(SCENARIO, "fqis_2010", variants, {})
    nothing = np.zeros((len(arms), 0, 0))
    return Comparison(Comparing(), PLACES, arms, tuple(a.name for a in arms), (), np.zeros(0, dtype=np.int32), nothing,
                      (), np.zeros((len(arms), 0, 0, 0)), (), 0.0)  # fmt: skip


@pytest.fixture(scope="module")
def lived() -> dict[str, History]:
    """One run under each rule, the same luck."""
    return {arm.name: simulate(arm.scenario, PLACES, 2) for arm in comparison(*VARIANTS).arms}


@pytest.fixture(scope="module")
def told(lived) -> dict[str, Chronicle]:
    """The baseline beside three variants, in each language."""
    c = comparison(*VARIANTS[:3])
    return {language: chronicle([lived[a.name] for a in c.arms], c, Words(language)) for language in LANGUAGES}


# Where runs part


def test_a_rule_against_itself_is_identical_throughout(lived) -> None:
    """The same rule under another name: said in words, every month common, no mark anywhere."""
    c = comparison("lottery")
    c = c._replace(arms=(c.arms[0], c.arms[0]._replace(name="renamed")))
    for language, said in (("fr", "identiques du début à la fin"), ("en", "identical from start to end")):
        whole = chronicle([lived["fqis_2010"]] * 2, c, Words(language))
        section = whole.sections[0]
        assert said in section.partings[0]
        assert all(row.same for chapter in section.chapters for row in chapter.rows)
        assert not any(
            line.differs for ch in section.chapters for row in ch.rows for cell in row.cells for line in cell
        )
        assert "≠ " not in plain(whole, Words(language)).split(section.title)[-1]


def test_the_runs_are_said_identical_until_the_month_before(lived) -> None:
    """The first month is the first in which the arrays of the runs differ; the month before, they are equal."""
    c = comparison("equal_split")
    a, b = (lived[arm.name] for arm in c.arms)
    month = min(m for m in range(48) for name in SERIES if not np.array_equal(a[name][m], b[name][m], equal_nan=True))
    assert month > 0
    words = Words("en")
    text = chronicle([a, b], c, words).sections[0].partings[0]

    def date(m: int) -> str:
        return words.date((3 + m) % 12 + 1, 2010 + (3 + m) // 12)

    assert f"identical until {date(month - 1)}; they part in {date(month)}" in text


# Side by side


def test_months_are_aligned_and_marks_are_right(lived, told) -> None:
    """Every moment that is kept is told once, in its month and column; ≠ and = mean what the legend says."""
    section = told["en"].sections[0]
    place = PLACES.name.index(section.place)
    speaker = Speaker(Words("en"), PLACES, place)
    c = comparison(*VARIANTS[:3])
    columns = [moments(Followed(lived[a.name], a.scenario, Typology(), place)) for a in c.arms]
    kept, _ = fitting(columns)
    rows = [row for chapter in section.chapters for row in chapter.rows]
    assert [row.month for row in rows] == sorted({m.month for column in kept for m in column})
    for row in rows:
        cells = [[(speaker(m), m.regional) for m in column if m.month == row.month] for column in kept]
        assert [[(line.text, line.regional) for line in cell] for cell in row.cells] == cells
        assert row.alike == tuple(set(cell) == set(cells[0]) for cell in cells)
        for k, cell in enumerate(row.cells):
            for line in cell:
                others = [cells[0]] if k else cells[1:]
                assert line.differs is not all((line.text, line.regional) in other for other in others)


def test_chapters_follow_one_another(lived) -> None:
    """Every month belongs to one chapter, whatever the run; the last twelve have their own."""
    for arm in comparison(*VARIANTS).arms:
        for place in range(6):
            parts = stages(Followed(lived[arm.name], arm.scenario, Typology(), place))
            assert (parts[0].first, parts[-1].last) == (0, 47)
            assert all(a.last + 1 == b.first for a, b in pairwise(parts))
            assert parts[-1].name == "last_year"
            assert parts[-1].first == 36


def test_many_variants_have_a_section_each(lived) -> None:
    """Up to three stand beside the baseline; more are told one by one, at their own place."""
    c = comparison(*VARIANTS)
    whole = chronicle([lived[a.name] for a in c.arms], c, Words("fr"))
    assert [len(s.columns) for s in whole.sections] == [2] * 5
    assert all(c.arms[k + 1].package.title["fr"] in s.title for k, s in enumerate(whole.sections))
    with pytest.raises(ValueError, match="one history an arm"):
        chronicle([lived["fqis_2010"]], c, Words("fr"))


def test_a_column_that_is_too_long_loses_what_tells_least(monkeypatch) -> None:
    """Kinds go one after the other, alike in all columns, no more of them than it takes."""
    monkeypatch.setattr(page, "MOST_LINES", 4)
    long = [
        Moment(k, k % 2 == 0, kind, {}) for k, kind in enumerate(["encounters"] * 4 + ["started", "filed", "awarded"])
    ]
    kept, omitted = fitting([long, long[3:5]])
    assert omitted == ["regional_encounters", "started"]
    assert [m.kind for m in kept[0]] == ["encounters", "encounters", "filed", "awarded"]
    assert [m.kind for m in kept[1]] == ["encounters"]
    assert fitting([long[:4]]) == ([long[:4]], [])


# Words


def test_an_unusual_meeting_stands_out(lived) -> None:
    """Ten persons as usual, then forty, of which thirty-one citizens; then ten; then none."""
    history = deepcopy(lived["fqis_2010"])
    history["present"][:, 0] = [5, 2, 2, 1]
    history["present"][20, 0] = [5, 2, 2, 31]
    history["present"][40, 0] = 0
    ms = gatherings(Followed(history, SCENARIO, Typology(), 0))
    assert [(m.month, m.kind, m.facts) for m in ms if m.kind != "first_meeting"] == [
        (20, "crowd", {"n": 40, "usual": 10, "role": "citizen", "count": 31}),
        (40, "few_came", {"n": 0, "usual": 10, "role": "community", "count": 0}),
    ]


def test_french_names_take_their_article() -> None:
    """« des Basques », « du Golfe », « d’Arthabaska », but « de La Matanie »."""
    names = ("Les Basques", "Le Golfe", "Arthabaska", "La Matanie", "L’Érable", "Éclair")
    assert [of(n, "fr") for n in names] == [
        "des Basques", "du Golfe", "d’Arthabaska", "de La Matanie", "de L’Érable", "d’Éclair"
    ]  # fmt: skip
    assert [to(n, "fr") for n in names[:4]] == ["aux Basques", "au Golfe", "à Arthabaska", "à La Matanie"]
    assert (of(names[0], "en"), to(names[0], "en")) == ("of Les Basques", "to Les Basques")


def test_both_languages_tell_the_same(told) -> None:
    """Same place, months, kinds and marks: only the words change."""
    shapes = [
        [(s.place, r.month, [[(ln.kind, ln.regional, ln.differs) for ln in cell] for cell in r.cells])
         for s in one.sections for ch in s.chapters for r in ch.rows]
        for one in told.values()
    ]  # fmt: skip
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_table_and_text_say_all_of_it(language: str, told) -> None:
    """The page, the records and the text hold every sentence; the page leaves no word unfilled and escapes names."""
    words, whole = Words(language), told[language]
    folder = Path(page.__file__).parent
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder), autoescape=True, undefined=jinja2.StrictUndefined
    )
    html = str(environment.get_template("chronicle.html").module.chronicle_of(whole, words, language))
    text = re.sub(r"\s+", " ", plain(whole, words))
    table = records(whole, words)
    assert all(len(row) == len(table.head) for row in table.rows)
    lines = [ln for s in whole.sections for ch in s.chapters for r in ch.rows for cell in r.cells for ln in cell]
    assert len(table.rows) == len(lines)
    for line in lines:
        assert re.sub(r"\s+", " ", line.text) in text
        assert str(jinja2.filters.escape(line.text)) in html
    rows = [r for s in whole.sections for ch in s.chapters for r in ch.rows]
    assert html.count('class="same"') == sum(r.same for r in rows)
    assert html.count(words("versus_chronicle.as_baseline")) == sum(sum(r.alike[1:]) for r in rows if not r.same)
    assert html.count('<th scope="row">') == len(rows)
