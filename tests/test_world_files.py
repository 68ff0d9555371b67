"""Networks of territories from users' files: read, checked to the cell, refused in words, written without loss."""

import csv

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.world.check import NUMBERS, WorldError
from sim.world.files import from_files, to_files
from sim.world.graphml import from_graph, from_graphml
from sim.world.network import ENVELOPE_PER_POOR_PERSON, Network
from sim.world.quebec import real
from sim.world.synthetic import Synthetic, Topology, synthetic

NODES = """code,region,population,low_income_rate,area_km2,lat,lon,envelope_cad
A,north,1000,10,50,47.0,-72.0,5000
B,north,2000,20,60,47.1,-72.1,5000
C,south,3000,30,70,46.0,-72.2,
"""
EDGES = "code_a,code_b,kind\nA,B,land\nB,C,water\n"


def same(one: Network, other: Network) -> bool:
    """Equal in every field, numbers bit for bit."""
    pairs = ((getattr(one, f), getattr(other, f)) for f in one.__dataclass_fields__)
    return all(np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b for a, b in pairs)


@pytest.fixture
def read(tmp_path):
    """A function that reads a network from the text (or bytes) of two files."""

    def reader(nodes: str | bytes = NODES, edges: str | bytes = EDGES) -> Network:
        for name, content in (("nodes.csv", nodes), ("edges.csv", edges)):
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return from_files(tmp_path / "nodes.csv", tmp_path / "edges.csv")

    return reader


def test_a_user_file_is_read(read):
    """Two regions, one envelope given, the other extrapolated and marked; optional columns have defaults."""
    network = read()
    assert network.region_code == ("north", "south")
    assert network.name == ("A", "B", "C")
    assert network.envelope.tolist() == [500_000, round(900 * ENVELOPE_PER_POOR_PERSON * 100)]
    assert network.envelope_sourced.tolist() == [True, False]
    assert network.poor.tolist() == [100, 400, 900]
    assert network.elected.tolist() == [7, 7, 7]


def test_semicolons_marks_of_order_and_blank_lines_are_read(read):
    """What spreadsheets in French write: semicolons, a byte order mark, an empty last line."""
    nodes = "\ufeff" + NODES.replace(",", ";") + "\n"
    assert same(read(nodes, EDGES.replace(",", ";")), read())


def test_territories_are_brought_together_by_region(read):
    """Rows in any order: territories of a region are neighbors in memory, edges follow."""
    lines = NODES.splitlines()
    network = read("\n".join([lines[0], lines[1], lines[3], lines[2]]))
    assert same(network, read())


BAD_NODES = {
    "missing column": (NODES.replace("area_km2", "surface"), ("nodes.csv line 1", "'area_km2' is missing")),
    "misspelled column": (NODES.replace("envelope_cad", "envelope_cda"), ("'envelope_cda'", "Did you mean")),
    "column twice": (NODES.replace("envelope_cad", "region"), ("nodes.csv line 1", "'region' is given twice")),
    "duplicate code": (NODES.replace("B,north", "A,north"), ("nodes.csv line 3", "'A'", "nodes.csv line 2")),
    "empty code": (NODES.replace("B,north", " ,north"), ("nodes.csv line 3", "code")),
    "empty region": (NODES.replace("C,south", "C,"), ("nodes.csv line 4", "region")),
    "not a number": (NODES.replace("3000", "many"), ("nodes.csv line 4", "population", "'many'", "number is expected")),
    "thousands or decimals": (NODES.replace("3000", '"3,000"'), ("nodes.csv line 4", "'3,000'", "Write 3000, or 3;")),
    "empty number": (NODES.replace("3000", ""), ("nodes.csv line 4", "population", "''")),
    "not finite": (NODES.replace("3000", "nan"), ("nodes.csv line 4", "population", "nan")),
    "negative population": (NODES.replace("3000", "-3000"), ("nodes.csv line 4", "population = -3000", "1 to")),
    "negative area": (NODES.replace(",70,", ",-70,"), ("nodes.csv line 4", "area_km2 = -70")),
    "no area": (NODES.replace(",70,", ",0,"), ("nodes.csv line 4", "area_km2 = 0")),
    "negative envelope": (NODES.replace("5000", "-1"), ("nodes.csv line 2", "envelope_cad = -1")),
    "two envelopes": (NODES.replace("-72.1,5000", "-72.1,6000"), ("nodes.csv line 3", "6000", "5000", "'north'")),
    "low income over 100": (NODES.replace(",30,", ",130,"), ("nodes.csv line 4", "low_income_rate = 130", "0 to 100")),
    "low income under 0": (NODES.replace(",30,", ",-3,"), ("nodes.csv line 4", "low_income_rate = -3")),
    "latitude": (NODES.replace("46.0", "96.0"), ("nodes.csv line 4", "lat = 96.0", "-90 to 90")),
    "longitude": (NODES.replace("-72.2", "-272.2"), ("nodes.csv line 4", "lon = -272.2", "-180 to 180")),
    "ragged": (NODES.replace("30,70", "30"), ("nodes.csv line 4", "8 cells are expected, 7 were found")),
    "too long": (NODES.replace("30,70", "30,70,1"), ("nodes.csv line 4", "9 were found")),
    "broken quote": (NODES.replace("C,south", 'C,"south'), ("nodes.csv line", "not a valid CSV")),
    "empty file": ("", ("nodes.csv", "empty")),
    "no territory": (NODES.splitlines()[0], ("no territory",)),
    "not utf-8": (NODES.replace("south", "Québec").encode("latin-1"), ("nodes.csv", "UTF-8")),
    "half a person": (
        NODES.replace("envelope_cad", "elected").replace("5000", "2.5"),
        ("elected = 2.5", "whole number"),
    ),
    "more poor than people": (
        NODES.replace("envelope_cad", "low_income_persons"),
        ("nodes.csv line 2", "low_income_persons = 5000", "1000"),
    ),
    "not a truth": (NODES.replace("envelope_cad", "note,envelope_cad,envelope_sourced").replace(",5000", ",,5000,maybe")
                    .replace("-72.2,", "-72.2,,,"), ("envelope_sourced = 'maybe'", "true or false")),
}  # fmt: skip

BAD_EDGES = {
    "missing column": (EDGES.replace("code_b", "to"), ("edges.csv line 1", "'code_b' is missing")),
    "unknown territory": (EDGES.replace("B,C", "B,D"), ("edges.csv line 3", "'D'")),
    "loop": (EDGES.replace("B,C", "C,C"), ("edges.csv line 3", "'C' borders itself")),
    "twice": (EDGES + "B,A,land\n", ("edges.csv line 4", "already given")),
    "unknown kind": (EDGES.replace("water", "air"), ("edges.csv line 3", "'air'", "land, water, link")),
    "empty end": (EDGES.replace("B,C", "B,"), ("edges.csv line 3", "code_b")),
    "region cut in two": (EDGES.replace("A,B,land\n", ""), ("'north'", "'B'", "'A'", "link")),
    "ragged": (EDGES.replace("A,B,land", "A,B"), ("edges.csv line 2", "3 cells are expected, 2 were found")),
}


@pytest.mark.parametrize("what", BAD_NODES)
def test_a_bad_territory_is_refused(read, what):
    """The error names the file, the line, the column, the value and what is allowed."""
    nodes, expected = BAD_NODES[what]
    with pytest.raises(WorldError) as error:
        read(nodes)
    for words in expected:
        assert words in str(error.value)


@pytest.mark.parametrize("what", BAD_EDGES)
def test_a_bad_border_is_refused(read, what):
    """The same for borders, and for a region whose territories nothing joins."""
    edges, expected = BAD_EDGES[what]
    with pytest.raises(WorldError) as error:
        read(edges=edges)
    for words in expected:
        assert words in str(error.value)


def test_a_missing_file_is_refused(tmp_path):
    """Not a stack of Python lines: the path, and why."""
    with pytest.raises(WorldError, match=r"nowhere\.csv: cannot be read"):
        from_files(tmp_path / "nowhere.csv", tmp_path / "edges.csv")
    with pytest.raises(WorldError, match="cannot be read"):
        from_files(tmp_path, tmp_path)


def test_a_link_joins_what_does_not_touch(read):
    """The way out that the error on a region cut in two proposes."""
    assert read(edges="code_a,code_b,kind\nA,B,link\n").edge_kind.tolist() == [2]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(column=st.sampled_from(sorted(NUMBERS)), cell=st.one_of(st.floats().map(str), st.text(max_size=8)))
def test_any_cell_is_read_or_refused(read, column, cell):
    """Whatever stands in a numeric cell, the result is a network in range or an error on that column: no crash."""
    rows = list(csv.reader(NODES.splitlines()))
    names = [n for n in rows[0] if n != column] + [column]
    table = [[*(v for n, v in zip(rows[0], row, strict=True) if n != column), "1"] for row in rows[1:]]
    table[2][-1] = cell.replace("\r", " ").replace("\n", " ")
    lines = [",".join('"' + v.replace('"', '""') + '"' for v in row) for row in (names, *table)]
    try:
        network = read("\n".join(lines).encode("utf-8", "surrogatepass"))
    except WorldError as refusal:
        message = str(refusal)
    else:
        message = f"{column} was read"
        assert network.population.min() >= 1
        assert np.isfinite(network.area).all()
    assert column in message or "UTF-8" in message


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(content=st.binary(max_size=200))
def test_any_file_is_read_or_refused(read, content):
    """Bytes that are no table at all are refused in words."""
    with pytest.raises(WorldError):
        read(content)


NETWORKS = {
    "six regions": lambda: real("six_regions"),
    "quebec": lambda: real("quebec"),
    "small world": lambda: synthetic(Synthetic(topology=Topology.SMALL_WORLD, regions=3, territories_per_region=9), 5),
    "one territory": lambda: synthetic(Synthetic(regions=1, territories_per_region=1), 5),
}


@pytest.mark.parametrize("which", NETWORKS)
def test_files_round_trip(tmp_path, which):
    """Written as CSV or GraphML and read again, a network is the same, bit for bit, accents and notes included."""
    network = NETWORKS[which]()
    to_files(network, tmp_path / "nodes.csv", tmp_path / "edges.csv")
    network.write_graphml(str(tmp_path / "network.graphml"))
    assert same(network, from_files(tmp_path / "nodes.csv", tmp_path / "edges.csv"))
    assert same(network, from_graphml(str(tmp_path / "network.graphml")))
    assert same(network, from_graph(network.graph()))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(name=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12))
def test_any_name_survives_a_round_trip(read, tmp_path, name):
    """Commas, quotes, other alphabets: a user's names come back as they were, but for blanks around them."""
    network = from_graph(read().graph())
    renamed = Network(**{**{f: getattr(network, f) for f in network.__dataclass_fields__}, "name": (name, "b", "c")})
    to_files(renamed, tmp_path / "n.csv", tmp_path / "e.csv")
    assert from_files(tmp_path / "n.csv", tmp_path / "e.csv").name[0] == (name.strip() or "A")


def test_bad_graphs_are_refused(tmp_path):
    """A missing file, a file that is not XML, XML that is not GraphML, a node without its attributes."""
    import networkx as nx

    path = tmp_path / "network.graphml"
    with pytest.raises(WorldError, match=r"network\.graphml: cannot be read"):
        from_graphml(str(path))
    for content in ("not xml", "<graphml>", "<other/>", ""):
        path.write_text(content)
        with pytest.raises(WorldError):
            from_graphml(str(path))
    nx.write_graphml(nx.path_graph(3), path)
    with pytest.raises(WorldError, match="node '0': column 'region' is missing"):
        from_graphml(str(path))
    with pytest.raises(WorldError, match="no territory"):
        from_graph(nx.Graph())


def test_a_directed_graph_is_a_network(read):
    """Borders have no direction: a directed graph with both directions gives one border."""
    network = read()
    assert same(from_graph(network.graph().to_directed()), network)
