"""What a person sees: words complete in both languages, pictures of any run."""

import re
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from sim.config import Scenario
from sim.funding.award import AWARDS
from sim.funding.splits import SPLITS
from sim.metrics import partnership
from sim.metrics.outcomes import OUTCOMES
from sim.rules.endorsement import ENDORSEMENTS
from sim.show import labels, layout, pictures, vector
from sim.show.reading import Reading, mean_of, quantiles, read
from sim.show.words import LANGUAGES, UNKNOWN, Words, entries, leaves
from sim.simulate import simulate
from sim.vocabulary import APPROACHES, CONDITIONS, DYNAMICS, PHASES, PROBLEMS, ROLES, STAKES, Agreement, Status
from sim.world import quebec
from sim.world.synthetic import Synthetic, synthetic

HERE = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def alone() -> Reading:
    """Three months, one region of two territories, no replicate."""
    network, scenario = synthetic(Synthetic(regions=1, territories_per_region=2)), Scenario(months=3)
    return read(simulate(scenario, network, 1), network, scenario, [])


# Words


def test_every_entry_has_both_languages_and_the_same_names() -> None:
    """What is written in one language is written in the other; what only chooses a plural may serve one alone."""
    for key, words in leaves():
        assert set(words) == set(LANGUAGES), key
        names = [sorted(set(re.findall(r"\{(\w+)\}", str(words[language])))) for language in LANGUAGES]
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
