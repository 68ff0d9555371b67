"""The figures of a comparison: readable whatever the number of variants, true to the numbers, absent when empty."""

import re
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.compare.comparison import analyzed
from sim.compare.measures import columns
from sim.show.comparison import figure_panels
from sim.show.comparison.figure_parts import difference, with_unit
from sim.show.comparison.figure_reading import HEADLINE
from sim.show.comparison.pictures import FIGURES, pictures, save
from sim.show.words import LANGUAGES, UNKNOWN, Words
from tests.compared import comparison, drawn, place

SIGNS = ("=", "?")  # drawn as marks


def written(figure: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any, float]]:
    """(text, box in pixels, angle) of every text that a figure draws."""
    from matplotlib.text import Text

    found: list[tuple[Any, Any]] = []
    with monkeypatch.context() as patched:
        patched.setattr(Text, "draw", lambda self, renderer: found.append((self, renderer)))
        figure.draw_without_rendering()
    shown = [(text, renderer) for text, renderer in found if text.get_visible() and text.get_text().strip()]
    return [(text.get_text(), text.get_window_extent(renderer), text.get_rotation()) for text, renderer in shown]


def hidden(texts: list[tuple[str, Any, float]]) -> list[tuple[str, str]]:
    """Pairs of level texts of which one covers a sixth of the other or more."""
    level = [(text, box) for text, box, angle in texts if angle == 0.0 and text not in SIGNS]
    boxes = np.array([box.extents for _, box in level])
    across = np.minimum(boxes[:, None, 2], boxes[:, 2]) - np.maximum(boxes[:, None, 0], boxes[:, 0])
    up = np.minimum(boxes[:, None, 3], boxes[:, 3]) - np.maximum(boxes[:, None, 1], boxes[:, 1])
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    covered = np.maximum(across, 0.0) * np.maximum(up, 0.0) / np.minimum(area[:, None], area)
    np.fill_diagonal(covered, 0.0)
    return [(level[i][0], level[j][0]) for i, j in np.argwhere(covered > 1 / 6) if i < j]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("variants", [1, 3, 16])
def test_every_figure_draws_and_nothing_is_cut_off(
    variants: int, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects: all thirteen figures, from one variant to sixteen; no text cut off or hidden; tables complete."""
    found = drawn(variants, language)
    assert list(found) == list(FIGURES)
    for name, picture in found.items():
        whole = picture.figure.bbox
        texts = written(picture.figure, monkeypatch)
        assert not hidden(texts), name
        for text, box, _ in texts:
            inside = box.x0 >= -1.0 and box.y0 >= -1.0 and box.x1 <= whole.x1 + 1.0 and box.y1 <= whole.y1 + 1.0
            assert inside, (name, text, box.extents, whole.extents)
        assert picture.title in {text for text, _, _ in texts}
        assert picture.table.rows
        assert {len(row) for row in picture.table.rows} == {len(picture.table.head)}
        for said in (picture.caption, picture.alt):
            assert len(said) > 40
            assert not re.search(r"\bnan\b|[{}]|\binf\b", said), (name, said)


def test_104_territories_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Protects: the figures of territories with the whole of Québec, where names are smallest and most numerous."""
    for variants in (1, 16):
        c = comparison(variants, "quebec", worlds=4)
        found = pictures(c, analyzed(c), Words("fr"), ("winners_map", "winners_territories"))
        assert len(found) == 2
        for picture in found.values():
            texts = written(picture.figure, monkeypatch)
            assert not hidden(texts)
            assert min(box.x0 for _, box, _ in texts) >= 0.0
            assert max(box.x1 for _, box, _ in texts) <= picture.figure.bbox.x1
            assert len(picture.table.rows) == 104 * variants


def test_a_picture_goes_into_a_page() -> None:
    """Protects: identifiers of several pictures on one page do not clash, and the alternative text is in the SVG."""
    found = drawn(1, "fr", ("verdicts", "worlds", "winners_map", "luck")).values()
    identifiers = [set(re.findall(r' id="([^"]+)"', picture.svg)) for picture in found]
    assert any(identifiers)
    assert not any(a & b for a, b in combinations(identifiers, 2))
    assert all('role="img"' in picture.svg and "<title" not in picture.svg for picture in found)


def test_saving_writes_each_picture_twice_with_the_same_bytes(tmp_path: Any) -> None:
    """Protects: `save` leaves SVG and PNG, and a second drawing of the same comparison gives the same files."""
    c = comparison(1)
    first, second = (
        [path.read_bytes() for path in save(pictures(c, analyzed(c), Words("en"), ("axes", "worlds")), tmp_path / k)]
        for k in "ab"
    )
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [
        "axes.png",
        "axes.svg",
        "worlds.png",
        "worlds.svg",
    ]
    assert first == second
    assert first[1].startswith(b"\x89PNG")


# What is absent, and what is said when little is known


def test_without_worlds_nothing_is_said_of_them() -> None:
    """Protects: worlds=0 leaves out worlds, depends and regret; what is seen is said not to be tested elsewhere."""
    c = comparison(3, worlds=0)
    found = pictures(c, analyzed(c), Words("en"))
    assert set(FIGURES) - set(found) == {"worlds", "depends", "regret"}
    sure = {row[6] for row in found["verdicts"].table.rows}
    assert "seen, not tested over worlds" in sure
    small = {one for one in sure if one.startswith("too small to matter (less than ")}
    assert small
    assert sure - small <= {"seen, not tested over worlds", "no difference seen", "identical"}
    assert "No plausible world was drawn." in found["verdicts"].caption
    assert {row[7] for row in found["verdicts"].table.rows} == {""}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_against_itself(language: str) -> None:
    """Protects: identical rules give no figure of winners or worlds, and verdicts say that everything is identical."""
    c = comparison(1, effect=0.0)
    words = Words(language)
    found = pictures(c, analyzed(c), words)
    assert list(found) == ["verdicts", "differences", "axes"] or list(found) == [
        "verdicts",
        "differences",
        "axes",
        "regret",
    ]
    assert {row[6] for row in found["verdicts"].table.rows} == {words("versus_figures.marks.same")}
    assert words("versus_figures.axes.still_conflict") in found["axes"].caption


def test_an_asterisk_marks_envelopes_without_a_source() -> None:
    """Protects: Lanaudière and Centre-du-Québec are marked in the table, on the figure and in the caption."""
    c = comparison(1, "six_regions", worlds=4)
    found = pictures(c, analyzed(c), Words("fr"), ("winners_map", "winners_territories"))
    for picture in found.values():
        weak = {row[1] for row in picture.table.rows if row[-1] == "non"}
        assert weak == {"Lanaudière *", "Centre-du-Québec *"}
        assert all(name in picture.markup for name in weak)
    assert "sans source" in found["winners_territories"].caption
    assert found["winners_map"].markup.count("sans source") == 1


# Parts


def test_an_interval_beyond_the_axis_ends_in_an_arrowhead() -> None:
    """Protects: a difference too large for the common axis is drawn at its edge and pointed outward, never lost."""
    from matplotlib.figure import Figure

    ax = Figure().add_subplot()
    ax.set_xlim(-4.0, 4.0)
    figure_panels.interval(ax, 0.5, (9.0, 8.0, 10.0), "better", "holds", 4.0)
    figure_panels.interval(ax, 1.5, (-9.0, -10.0, -8.0), "worse", "seen", 4.0)
    figure_panels.interval(ax, 2.5, (3.5, 2.0, 5.0), "better", "holds", 4.0)
    shown = [(line.get_marker(), float(line.get_xdata()[0]), float(line.get_xdata()[-1])) for line in ax.lines]
    assert (">", 4.0, 4.0) in shown
    assert ("<", -4.0, -4.0) in shown
    assert ("None", 2.0, 4.0) in shown
    assert max(abs(x) for _, *ends in shown for x in ends) == 4.0
    assert [marker for marker, *_ in shown].count(">") == 1


@given(st.floats(-1e6, 1e6), st.just(0.0) | st.floats(1e-3, 1e5), st.sampled_from(LANGUAGES))
@settings(max_examples=60, deadline=None)
def test_a_difference_is_written_with_its_interval_and_its_sign(mean: float, half: float, language: str) -> None:
    """Protects: no bare number, no interval whose rounding moves the mean outside of it, zero never signed."""
    column = columns(place("made up"), 1)[0]._replace(unit="months")
    text = difference(column, mean, mean - half, mean + half, Words(language))
    plain = text.replace("\u00a0", "").replace("\u202f", "").replace("\u2212", "-")
    separator = ";" if language == "fr" else ","
    plain = plain.replace(",", ".") if language == "fr" else re.sub(r"(?<=\d),(?=\d{3})", "", plain)
    told = re.fullmatch(rf"([+-]?[\d.]+) ?\[([+-]?[\d.]+){separator} ?([+-]?[\d.]+)\]", plain)
    assert told is not None, text
    middle, low, high = (float(part) for part in told.groups())
    assert low <= middle <= high
    assert not re.search(r"[+-]0(?![\d.])", plain)
    coarse = 0.51 * half if half else 0.051 * abs(mean)  # never coarser than the interval is wide
    rounding = max(coarse, 5.1e-5) + 1e-9 * abs(mean)
    for number, exact in ((middle, mean), (low, mean - half), (high, mean + half)):
        assert abs(number - exact) <= rounding


def test_what_does_not_exist_is_a_dash() -> None:
    """Protects: a quantity that no run has is not drawn as a number."""
    c = comparison(1)
    gone = c.family("outcome")[0]
    base, spread = c.base.copy(), c.spread.copy()
    base[:, :, c.place("outcome.first_money")] = spread[:, :, :, c.place("outcome.first_money")] = np.nan
    c = c._replace(base=base, spread=spread)
    row = next(
        r for r in pictures(c, analyzed(c), Words("en"), ("verdicts",))["verdicts"].table.rows if "dollar" in r[2]
    )
    assert row[4] == UNKNOWN
    assert row[6] == "not measured"
    assert row[5] == ""
    assert gone != c.place("outcome.first_money")


def test_targets_are_written_with_their_unit() -> None:
    """Protects: a share is a percentage, months are months, an index is a bare number."""
    told = {c.name: c for c in columns(place("made up"), 1)}
    fr = Words("fr")
    assert with_unit(told["outcome.fragile"], 0.2156, fr) == "21,6\u00a0%"
    assert with_unit(told["outcome.first_money"], 34.04, fr) == "34,0\u00a0mois"
    assert with_unit(told["outcome.gini"], 0.302, fr) == "0,302"


def test_headline_outcomes_exist_and_are_named() -> None:
    """Protects: a renamed outcome does not silently leave the first page; each has a short name in both languages."""
    known = {c.name for c in columns(place("made up"), 1)}
    several = [name for group in HEADLINE.values() for name in group]
    assert len(several) == 14
    assert not [name for name in several if f"outcome.{name}" not in known]
    for language in LANGUAGES:
        words = Words(language)
        assert all(f"versus_figures.outcomes.{name}" in words.entries for name in several)
        assert all(
            f"versus_figures.units.{c.unit}" in words.entries for c in columns(place("made up"), 1) if used(c.name)
        )


def used(name: str) -> bool:
    """Whether a figure may show a column."""
    return name.split(".")[0] in ("outcome", "ledger", "ledger_last", "role", "problem", "territory")
