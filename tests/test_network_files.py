"""Own networks as people save them, in every dialect, and damaged: read back equal, or refused in one line."""

import random
from pathlib import Path

import network_files
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from network_files import DIALECTS, EXCEL, Dialect, generated, written_in
from test_world_files import same

from sim.world.check import Row, WorldError
from sim.world.files import from_files, to_files
from sim.world.graphml import from_graphml
from sim.world.headings import FRENCH
from sim.world.network import Network, from_rows
from sim.world.quebec import real

HEADINGS = "Code;Région;Population;Taux de faible revenu;Superficie (km²);Latitude;Longitude;Enveloppe ($)"
ROWS = ("A;R;12\u202f000;14,5;300;46,1;-72,5;5\u00a0000,00\u00a0$", "B;R;8 000;9,2 %;450,25;46,3;-72,9;5000")
EDGES = "Code A;Code B;Nature\nA;B;eau\n"


def read(folder: Path, nodes: bytes | str, edges: bytes | str = EDGES, **how: object) -> Network:
    """The network of two files."""
    for name, content in (("nodes.csv", nodes), ("edges.csv", edges)):
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return from_files(folder / "nodes.csv", folder / "edges.csv", **how)  # type: ignore[arg-type]


def lines(*rows: str, headings: str = HEADINGS) -> str:
    """A file of territories."""
    return "\r\n".join((headings, *rows, ""))


def test_a_file_of_a_french_spreadsheet_is_read_as_it_is_meant(tmp_path):
    """Headings, thousands, decimals, percent and dollar signs, the nature of a border."""
    network = read(tmp_path, lines(*ROWS))
    assert network.population.tolist() == [12_000, 8_000]
    assert network.low_income_rate.tolist() == [14.5, 9.2]
    assert network.area.tolist() == [300, 450.25]
    assert (network.lat.tolist(), network.lon.tolist()) == ([46.1, 46.3], [-72.5, -72.9])
    assert network.envelope.tolist() == [500_000]
    assert network.edge_kind.tolist() == [1]


# Any network, in any dialect

WORDS = st.text(
    st.one_of(st.characters(codec="utf-8", exclude_categories=["C"]), st.sampled_from("\n\t\";,=+@<'")), max_size=12
)
SHARES = st.floats(0, 100)
COUNTS = st.integers(1, 10**8).map(float)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """A network in Québec of one to five territories, in one or two regions, of any names and numbers."""
    codes = draw(st.lists(WORDS.map(str.strip).filter(bool), min_size=1, max_size=5, unique=True))
    two = draw(st.booleans())
    rows = [
        {
            "code": code,
            "name": draw(WORDS),
            "region": "S" if two and i % 2 else "R",
            "region_name": draw(WORDS) or "R",
            "population": (people := draw(COUNTS)),
            "low_income_rate": draw(SHARES),
            "low_income_persons": people * draw(SHARES) / 100,
            "area_km2": draw(st.floats(0.01, 1e7)),
            "lat": draw(st.floats(45, 62)),
            "lon": draw(st.floats(-79, -58)),
            "note": draw(WORDS),
            "envelope_sourced": draw(st.booleans()),
        }
        for i, code in enumerate(codes)
    ]
    kinds = st.sampled_from(["land", "water", "link"])
    ends = [
        {"code_a": a, "code_b": b, "kind": draw(kinds)} for a, b in zip(codes, codes[2 if two else 1 :], strict=False)
    ]
    try:
        return from_rows([Row("row", own) for own in rows], [Row("edge", own) for own in ends])
    except WorldError:  # two codes that are one, an accent being typed in two ways
        assume(False)
        raise


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(network=networks(), which=st.sampled_from(sorted(DIALECTS)))
def test_any_network_comes_back_from_any_dialect(tmp_path, network, which):
    """Bit for bit, whatever the names hold: line breaks, separators, quotes, formulas, other alphabets."""
    dialect = DIALECTS[which]
    try:
        files = written_in(dialect, network)
    except UnicodeEncodeError:  # a name that this encoding cannot write
        assume(False)
        raise
    said = dialect.encoding if dialect.encoding in ("cp1252", "mac_roman") else ""
    assert same(read(tmp_path, files["nodes.csv"], files["edges.csv"], encoding=said), network)


@pytest.mark.parametrize("which", DIALECTS)
def test_the_six_regions_come_back_from_every_dialect(tmp_path, which):
    """Real names and numbers."""
    dialect, network = DIALECTS[which], real("six_regions")
    files = written_in(dialect, network)
    said = dialect.encoding if dialect.encoding in ("cp1252", "mac_roman") else ""
    assert same(read(tmp_path, files["nodes.csv"], files["edges.csv"], encoding=said), network)


def test_names_are_read_as_they_are(tmp_path):
    """Formulas, line breaks, code of a page: a name is a name."""
    rows = [
        {
            "code": f"{i}",
            "name": name,
            "region": "R",
            "population": 9,
            "low_income_rate": 9,
            "area_km2": 9,
            "lat": 46,
            "lon": -72,
        }
        for i, name in enumerate(network_files.NAMES)
    ]
    edges = [Row("edge", {"code_a": "0", "code_b": str(i)}) for i in range(1, len(rows))]
    network = from_rows([Row("row", own) for own in rows], edges)
    to_files(network, tmp_path / "n.csv", tmp_path / "e.csv")
    expected = tuple(name.strip() or str(i) for i, name in enumerate(network_files.NAMES))
    assert from_files(tmp_path / "n.csv", tmp_path / "e.csv").name == expected


# What is asked

FIRST = ROWS[0]
ASKED = {
    "thousands or decimals": (FIRST.replace("12\u202f000", "12,000"), ("population = '12,000'", "Write 12000, or 12;")),
    "dollars": (FIRST.replace("5\u00a0000,00", "250,000"), ("envelope_cad = '250,000", "Write 250000, or 250;")),
    "points among commas": (FIRST.replace(";300;", ";1.234;"), ("area_km2 = '1.234'", "Write 1234, or 1.2340;")),
    "a part of a person": (FIRST.replace("12\u202f000", "12000,7"), ("population = 12000,7", "a whole number")),
    "percent of persons": (FIRST.replace("12\u202f000", "12 %"), ("population = '12 %'", "a number is expected")),
    "error of a formula": (FIRST.replace("14,5", "#VALEUR!"), ("low_income_rate = '#VALEUR!'", "0 to 100 (percent)")),
    "coordinates in words": (FIRST.replace("-72,5", "72,5 O"), ("lon = '72,5 O'", "degrees east")),
    "exchanged": (FIRST.replace("46,1;-72,5", "-72,5;46,1"), ("exchanged?", "lat = 46.1, lon = -72.5", "elsewhere")),
    "no minus": (FIRST.replace("-72,5", "72,5"), ("lon = 72.5: is the sign right?", "lon = -72.5", "elsewhere=true")),
    "both": (FIRST.replace("46,1;-72,5", "72,5;46,1"), ("exchanged?", "lat = 46.1, lon = -72.5")),
    "long code": (FIRST.replace("A;", "A" * 101 + ";", 1), ("code = 'AAA", "up to 100 characters")),
}  # fmt: skip


@pytest.mark.parametrize("what", ASKED)
def test_what_can_be_read_in_two_ways_is_asked(tmp_path, what):
    """The file, the line, the cell, and what to write."""
    row, expected = ASKED[what]
    with pytest.raises(WorldError) as error:
        read(tmp_path, lines(row, ROWS[1]))
    for words in ("nodes.csv line 2: ", *expected):
        assert words in str(error.value)


def test_a_place_elsewhere_can_be_meant(tmp_path):
    """By the key that the question names; a place that no sign puts in Québec is not asked."""
    nodes = lines(ROWS[0].replace("-72,5", "72,5"), ROWS[1].replace("46,3", "48,9").replace("-72,9", "2,3"))
    assert read(tmp_path, nodes, elsewhere=True).lon.tolist() == [72.5, 2.3]
    assert read(tmp_path, nodes.replace("72,5", "2,5")).lon.tolist() == [2.5, 2.3]


@pytest.mark.parametrize(
    ("area", "others", "found"),
    [
        ("1,234", "46,1", 1.234),
        ("1.234", "46.1", 1.234),
        ("1,234", "46", None),
        ("1.234", "46", None),
        ("1,234", "46.1", None),
    ],
)
def test_the_rest_of_a_file_tells_its_decimal_mark(tmp_path, area, others, found):
    """A latitude of 46,1 says that 1,234 km2 are a little over one; without it, it is asked."""
    row = f"A;R;900;14;{area};{others};-72;"
    if found is None:
        with pytest.raises(WorldError, match="is the mark one of thousands, or of decimals"):
            read(tmp_path, lines(row), "code_a;code_b")
    else:
        assert read(tmp_path, lines(row), "code_a;code_b").area.tolist() == [found]


def test_a_latitude_of_three_decimals_is_not_asked(tmp_path):
    """Thousands of degrees are no latitude."""
    assert read(tmp_path, lines("A;R;900;14;1;46,123;-72,456;"), "code_a;code_b").lat.tolist() == [46.123]


def test_rates_that_look_like_shares_are_asked(tmp_path):
    """A spreadsheet keeps 14,5 % as 0,145; the sign, a rate over one, or none at all say that percents are meant."""
    rows = [row.replace("14,5", "0,145").replace("9,2 %", "0,092") for row in ROWS]
    with pytest.raises(WorldError, match=r"line 2: low_income_rate = 0,145: .* Write 14\.5 .* 0,145 % if"):
        read(tmp_path, lines(*rows))
    assert read(tmp_path, lines(rows[0].replace("145", "145 %"), rows[1])).low_income_rate.tolist() == [0.145, 0.092]
    assert read(tmp_path, lines(rows[0], ROWS[1])).low_income_rate.tolist() == [0.145, 9.2]
    zero = [row.replace("0,145", "0").replace("0,092", "0") for row in rows]
    network = read(tmp_path, lines(*zero))
    assert network.poor.sum() == 0
    small = read(tmp_path, lines(rows[0].replace("145", "145 %"), rows[1]))
    to_files(small, tmp_path / "n.csv", tmp_path / "e.csv")
    assert same(from_files(tmp_path / "n.csv", tmp_path / "e.csv"), small)


@pytest.mark.parametrize(
    ("words", "value"), [("VRAI", True), ("faux", False), ("Oui", True), ("NON", False), ("true", True), ("0", False)]
)
def test_a_truth_is_read_in_both_languages(tmp_path, words, value):
    """As a spreadsheet writes it, as people do."""
    nodes = lines(f"{ROWS[0]};{words}", headings=f"{HEADINGS};Enveloppe sourcée")
    assert read(tmp_path, nodes, "code_a;code_b").envelope_sourced.tolist() == [value]


def test_an_accent_is_one_letter_however_it_is_typed(tmp_path):
    """Files that pass through a Mac may write e and an accent: a border finds its territory."""
    assert (
        len(read(tmp_path, lines(ROWS[0].replace("A", "e\u0301", 1), ROWS[1]), EDGES.replace("A;B", "é;B")).edge_a) == 1
    )


# Damaged files


@pytest.mark.parametrize("seed", range(300))
def test_a_damaged_file_is_read_or_refused_in_one_line(tmp_path, seed):
    """Never another error, never a message of many lines, never one that floods the screen."""
    for name, content in generated(random.Random(seed)).items():
        (tmp_path / name).write_bytes(content)
    try:
        if (tmp_path / "nodes.csv").exists():
            network = from_files(tmp_path / "nodes.csv", tmp_path / "edges.csv")
        else:
            network = from_graphml(str(next(tmp_path.iterdir())))
        said = f"{network.population.sum():g} persons"
    except WorldError as refusal:
        said = str(refusal)
    assert said.isprintable()
    assert len(said) < 1_000


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_column_is_documented_in_both_languages(language):
    """With its heading in French, as the code reads it."""
    page = (Path(__file__).parent.parent / f"docs/tutorials/own_network.{language}.md").read_text(encoding="utf-8")
    for column, heading in FRENCH.items():
        assert heading in page, heading
        assert column in page or column in ("code_a", "code_b", "kind"), column


def test_a_dialect_differs_from_another():
    """The generator writes what its name says."""
    network = real("mauricie")
    texts = {name: written_in(dialect, network)["nodes.csv"] for name, dialect in DIALECTS.items()}
    assert len(set(texts.values())) == len(texts)
    assert isinstance(EXCEL, Dialect)
    assert texts["French"].startswith(b"\xef\xbb\xbfCode;")
