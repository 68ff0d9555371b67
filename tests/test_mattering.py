"""What is certain and too small to matter: which smallest difference a column has, and where the verdict is said."""

from dataclasses import replace

import numpy as np
import pytest

from sim.compare.comparison import analyzed
from sim.compare.differences import differences
from sim.compare.mattering import smallest_of, smallest_of_column
from sim.compare.measures import Column, columns
from sim.compare.robustness import Verdict
from sim.metrics.interest import SMALLEST, smallest
from sim.metrics.outcomes import OUTCOMES
from sim.show.comparison import figure_marks
from sim.show.comparison.article import variant
from sim.show.comparison.figure_differences import told as told_in_figure
from sim.show.comparison.figure_reading import OF_VERDICT, ComparisonReading, seen
from sim.show.comparison.figure_verdicts import counted
from sim.show.comparison.gathered import Standing
from sim.show.comparison.quantities import Span, least_in_words, significant
from sim.show.comparison.questions import pages
from sim.show.comparison.summary import summary
from sim.show.comparison.tables import differences as differences_table
from sim.show.comparison.tables import winners
from sim.show.comparison.verdict import MARKS, sentences, tone
from sim.show.lab.behind import HEADLINE as IN_LAB
from sim.show.lab.behind import Limits, sureness, told
from sim.show.words import LANGUAGES, Words
from sim.study.telling import SIGNS, tell_comparison
from tests.versus import MONTHS, NETWORK, Effect, compared, gathered

TRIFLE = {"cooperation_last_year": Effect(0.049), "conflict_last_year": Effect(-0.051)}
WORD = {"en": "too small to matter", "fr": "trop petit pour compter"}
LEAST = {"en": "5 percentage points", "fr": "5 points de pourcentage"}


def of(g, name: str, v: int = 0) -> Standing:
    """What is said of an outcome."""
    return g.outcomes.standing[v][g.names.index(name)]


# Which columns have one


def test_every_outcome_has_that_of_the_network():
    """Counts are multiplied by the territories or regions of the comparison: four and two here."""
    theirs = [c for c in columns(NETWORK, MONTHS) if c.name.startswith("outcome.")]
    names = [c.name.removeprefix("outcome.") for c in theirs]
    found = dict(zip(names, smallest_of(theirs, NETWORK).tolist(), strict=True))
    assert set(found) == set(OUTCOMES)
    assert found == {name: smallest(name, 4, 2) for name in OUTCOMES}
    assert found["funded"] == 4 * SMALLEST["funded"].smallest
    assert found["failed_proposals"] == 2 * SMALLEST["failed_proposals"].smallest
    assert found["fragile"] == SMALLEST["fragile"].smallest


@pytest.mark.parametrize(
    ("name", "unit", "wanted"),
    [
        ("territory.x.need_left", "share", 0.01),
        ("problem.x.need_left", "share", 0.01),
        ("region.x.agreement_month", "months", 3.0),
        ("channel.vetoes", "files", 1.0),
        ("channel.imposed", "regions", None),
        ("territory.x.funded", "projects", None),
        ("territory.x.dollars_per_poor", "$ a person", None),
        ("month.000.cooperation", "rate", None),
        ("ledger.money", "conflicts per 100 encounters held", None),
    ],
)
def test_other_columns_have_that_of_the_outcome_of_the_same_name_and_unit(name, unit, wanted):
    """The same quantity in the same unit by place; not a count of a part, nor another unit, nor another name."""
    found = smallest_of_column(Column(name, unit, "", 0), NETWORK)
    assert np.isnan(found) if wanted is None else found == wanted


# The verdict


@pytest.mark.parametrize("worlds", [0, 20])
def test_a_certain_trifle_is_small_and_what_reaches_it_is_not(worlds):
    """A twentieth of a point on each side of the smallest difference, with and without plausible worlds."""
    g = gathered(effects=TRIFLE, worlds=worlds)
    assert of(g, "cooperation_last_year") is Standing.SMALL
    assert of(g, "conflict_last_year") is (Standing.HOLDS if worlds else Standing.SEEN)
    assert not Standing.SMALL.visible
    k = g.names.index("cooperation_last_year")
    assert (0, k) not in g.reasons
    assert tone(Standing.SMALL, 0.049, 1) == "neutral"
    reading = ComparisonReading(g.c, g.f, Words("en"))
    assert reading.certainty(0, k) == "small"
    assert seen(g.f.base, 0, k, np.nan) == "seen"


def test_what_is_not_known_yet_or_the_same_is_not_small():
    """Censored comes first; a rule against itself is the same; what does not exist is not measured."""
    effects = {"lasting": Effect(0.1), "first_cooperation": Effect(float("nan"))}
    assert of(gathered(effects=effects), "lasting") is Standing.SMALL
    late = gathered(effects=effects, under_way=(0.3, 0.3))
    assert of(late, "lasting") is Standing.CENSORED
    assert of(late, "first_cooperation") is Standing.NOT_MEASURED
    assert of(gathered(still=True), "cooperation_last_year") is Standing.SAME


def test_a_larger_network_asks_for_more_projects():
    """Five projects more matter on four territories, not on forty."""
    c = compared(effects={"funded": Effect(5.0)})
    k = [column.name for column in c.columns].index("outcome.funded")
    few = analyzed(c)
    assert few.verdicts[0][list(few.outcome).index(k)] is Verdict.HOLDS
    many = replace(NETWORK, code=tuple(f"t{i}" for i in range(40)))
    f = analyzed(c._replace(network=many))
    assert f.verdicts[0][list(f.outcome).index(k)] is Verdict.SMALL


def test_needs_by_place_are_small_too():
    """By territory, in tables and figures: half a need in a hundred would not be seen."""
    name = f"territory.{NETWORK.code[0]}.need_left"
    g = gathered(effects={name: Effect(0.005)})
    judged = g.judged["territory"]
    k = [g.column("territory", k).name for k in range(len(judged.columns))].index(name)
    assert judged.standing[0][k] is Standing.SMALL
    reading = ComparisonReading(g.c, g.f, Words("en"))
    things = reading.things([name], ["x"], [""])
    assert things.sure == [["small"]]
    assert told_in_figure(reading, things) == (
        "Of 1 differences, 1 has an interval that leaves zero out, but is too small to matter."
    )
    group = pages(g, Words("en"))[2].gains[0].groups[3]
    assert "0 up, 0 down, 1 too small to matter, 3 without" in group.summary
    least = next(one for one in winners(g, Words("en")) if one.key.endswith(".smallest"))
    assert np.nanmin(least.values) == 0.01


# Where it is said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verdict_has_its_words_and_signs_everywhere(language):
    """Report, summary, terminal, figures, laboratory: a verdict that is added has no place without a word."""
    words = Words(language)
    assert {one.name for one in Verdict} | {"SEEN"} == {one.name for one in Standing}
    assert set(MARKS) == set(SIGNS) == set(Standing)
    assert set(OF_VERDICT) == set(Verdict)
    for one in Standing:
        for group in ("versus_standing", "versus_meaning"):
            assert words(f"{group}.{one.value}")
        assert "3" in words(f"versus_counted.{one.value}", n=3)
        assert SIGNS[one] in words("versus_told.legend").split()
    assert set(figure_marks.ORDER) == {*OF_VERDICT.values(), "untested"}
    for word in figure_marks.ORDER:
        assert words(f"versus_figures.marks.{word}")
        assert "3" in words(f"versus_figures.verdicts.count_{word}", n=3)
        assert figure_marks.handle("x", "gray", word).get_label() == "x"
    for word in ("clear", "small", "unclear", "censored", "same"):
        assert words(f"lab.sure_{word}", least="x")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_with_the_smallest_difference(language):
    """First page, questions, summary, terminal, tables, figure: the word, and what would have mattered, in its unit."""
    words, g = Words(language), gathered(effects=TRIFLE)
    word, least = WORD[language], LEAST[language]
    found = {one.standing: one.text for one in sentences(g, 0, words)}
    assert least in found[Standing.SMALL]
    assert words("outcomes.cooperation_last_year") in found[Standing.SMALL]
    assert words("outcomes.cooperation_last_year") not in found[Standing.HOLDS]
    line = next(one for one in summary(g, words).splitlines() if words("outcomes.cooperation_last_year") in one)
    assert f"≈ {word} (" in line
    assert least in line
    page = next(page for page in pages(g, words) if page.word == "cooperation")
    said = [line.word for block in page.blocks for line in block.lines]
    assert any(text.startswith(f"{word} (") and least in text for text in said)
    interest = SMALLEST["cooperation_last_year"]
    assert any(text.endswith(interest.pourquoi if language == "fr" else interest.why) for text in page.least)
    assert len(page.least) == 1
    shown = variant(g, 0, words)
    assert [one.text for one in shown.counts if one.mark == "≈"] == [words("versus_counted.small", n=1)]
    assert any(word in one.word and least in one.word for one in shown.full)
    assert " <" in tell_comparison(g.c, g.f, words)
    table = {one.key: one.values for one in differences_table(g, words)}
    k = g.names.index("cooperation_last_year")
    assert (table["versus_columns.verdict"][k], table["versus_columns.smallest"][k]) == (word, 0.05)
    reading = ComparisonReading(g.c, g.f, words)
    things = reading.outcomes()
    assert least in things.said(0, 0, words)
    assert words("versus_figures.verdicts.count_small", n=1) in counted(reading, things)


def test_many_variants_share_a_line_that_says_it():
    """With many variants, those whose difference is too small are named together, with what would have mattered."""
    g = gathered(variants=5, effects=TRIFLE)
    page = next(page for page in pages(g, Words("en")) if page.word == "cooperation")
    block = next(one for one in page.blocks if "last" in one.name and "ooperation" in one.name)
    assert "too small to matter (less than 5 percentage points): " in block.rest


@pytest.mark.parametrize(
    ("y", "places"), [(5.0, 0), (0.05, 2), (2.6, 1), (9.75, 2), (10.0, 0), (5.6, 1), (0.02, 2), (1.0, 0), (11.0, 0)]
)
def test_the_smallest_difference_is_written_without_zeros(y, places):
    """As many decimals as it has."""
    assert significant(y) == places


def test_the_smallest_difference_has_words_in_every_unit():
    """Every outcome's unit is told, in both languages."""
    for language in LANGUAGES:
        for name, (unit, _) in OUTCOMES.items():
            text = least_in_words(smallest(name, 39, 6), unit, Words(language))
            assert text[0].isdigit()
            assert text[0] != "0" or "0" < text.strip("0,.")[0] <= "9"


# The laboratory


@pytest.mark.parametrize(
    ("gap", "wanted"),
    [
        (Span(0.04, 0.03, 0.05), "small"),
        (Span(0.05, 0.03, 0.07), "clear"),
        (Span(-0.06, -0.07, -0.05), "clear"),
        (Span(0.04, -0.01, 0.09), "unclear"),
        (Span(0.0, 0.0, 0.0), "same"),
    ],
)
def test_the_laboratory_says_what_is_too_small(gap, wanted):
    """The same rule on the page: certain and below the smallest difference is not `sure in the model`."""
    limits = Limits((), {"fragile": 0.05})
    assert sureness("fragile", gap, limits) == wanted
    assert sureness("fragile", gap, limits._replace(unknown=("fragile",))) == "censored"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_laboratory_tells_a_trifle_without_showing_it_first(language):
    """A trifle is not among what the page shows at once; its line gives what would have mattered."""
    words = Words(language)
    values = np.repeat(np.random.default_rng(1).normal(0.5, 0.1, (1, 12, len(IN_LAB))), 2, axis=0)
    values[1, :, 0] += 0.01
    limits = Limits((), {name: smallest(name, 4, 2) for name in IN_LAB})
    found = told(differences(values), limits, words)
    assert found["first"] == []
    assert found["sentence"] == words("lab.nothing_matters", n=12, k=1)
    line = found["lines"][0]
    assert (line["sure"], line["least"]) == ("small", LEAST[language])
