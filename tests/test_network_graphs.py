"""Own networks in GraphML files: codes in an attribute, values as people write them, nothing that expands."""

import re
from pathlib import Path

import pytest

from sim.world.check import WorldError
from sim.world.graphml import from_graphml
from sim.world.network import Network

KEYS = ("region", "population", "low_income_rate", "area_km2", "lat", "lon", "code", "label", "name", "nom")
NODE = ("R", "12 000", "14,5", "300", "46,1", "-72,5")


def graph(nodes: dict[str, dict[str, str]], edges: str = "", head: str = "", directed: str = "undirected") -> str:
    """A GraphML file: attributes by name for each node."""
    keys = "".join(f'<key id="{name}" for="node" attr.name="{name}" attr.type="string"/>' for name in KEYS)
    usual = dict(zip(KEYS, NODE, strict=False))
    body = "".join(
        f'<node id="{node}">' + "".join(f'<data key="{k}">{v}</data>' for k, v in (usual | own).items()) + "</node>\n"
        for node, own in nodes.items()
    )
    return f'{head}<graphml>\n{keys}\n<graph edgedefault="{directed}">\n{body}{edges}</graph></graphml>'


def from_text(folder: Path, text: str, **how: bool) -> Network:
    """The network of a GraphML text."""
    (folder / "network.graphml").write_text(text, encoding="utf-8")
    return from_graphml(str(folder / "network.graphml"), **how)


EDGE = '<edge source="n0" target="n1"/>'


@pytest.mark.parametrize(
    ("nodes", "codes", "names"),
    [
        ({"n0": {"code": "A"}, "n1": {"code": "B"}}, ("A", "B"), ("A", "B")),
        ({"n0": {"code": "A", "label": "Aa"}, "n1": {"code": "B", "label": "Bb"}}, ("A", "B"), ("Aa", "Bb")),
        ({"n0": {"label": "A"}, "n1": {"label": "B"}}, ("A", "B"), ("A", "B")),
        ({"n0": {"name": "A"}, "n1": {"name": "B"}}, ("A", "B"), ("A", "B")),
        ({"n0": {"label": "A"}, "n1": {"label": "A"}}, ("n0", "n1"), ("A", "A")),
        ({"n0": {}, "n1": {}}, ("n0", "n1"), ("n0", "n1")),
    ],
)
def test_the_codes_of_a_graph_stand_in_an_attribute(tmp_path, nodes, codes, names):
    """`code` first; then labels, where identities are numbers of a program; borders follow."""
    network = from_text(tmp_path, graph(nodes, EDGE))
    assert (network.code, network.name) == (codes, names)
    assert (network.population.tolist(), network.lat.tolist(), len(network.edge_a)) == ([12_000] * 2, [46.1] * 2, 1)


def test_identities_that_are_codes_remain(tmp_path):
    """A label beside them is a name."""
    network = from_text(tmp_path, graph({"371": {"label": "Trois-Rivières"}}))
    assert (network.code, network.name) == (("371",), ("Trois-Rivières",))


TWO = {"n0": {"code": "A"}, "n1": {"code": "B"}}
BAD_GRAPHS = {
    "an encoding that is none": (graph(TWO, EDGE, "<?xml version='1.0' encoding='klingon'?>"), "not a GraphML file"),
    "an encoding that is no text": (graph(TWO, EDGE, "<?xml version='1.0' encoding='hex'?>"), "not a GraphML file"),
    "entities": (graph(TWO, EDGE, '<!DOCTYPE g [<!ENTITY a "a"><!ENTITY b "&a;&a;">]>'), "line 1: entity 'a'"),
    "an entity from elsewhere": (
        graph({"n0": {"code": "&x;"}}, "", '<!DOCTYPE g SYSTEM "file:///etc/passwd">'), "line 4: entity 'x'"
    ),
    "a code left out": (graph({"n0": {"code": "A"}, "n1": {}}, EDGE), "node 'n1': column 'code' is empty"),
    "a node twice": (graph(TWO).replace('"n1"', '"n0"'), "node 'n0': this node was already given"),
    "an unknown end": (graph(TWO, EDGE.replace("n1", "n2")), "edge 'n0', 'n2': no node is 'n2'"),
    "an end left out": (graph(TWO, EDGE.replace("target", "to")), "line 6: <edge>: the attribute 'target' is missing"),
    "an undeclared key": (graph(TWO, EDGE).replace('key="lat"', 'key="d9"'), "line 4: key = 'd9'"),
    "a value twice": (graph({"n0": {"name": "a", "nom": "b"}}), "line 4, node 'n0': 'name' is given twice"),
    "a hyperedge": (graph(TWO, "<hyperedge/>"), "<hyperedge>"),
    "two graphs": (graph(TWO, "<graph/>"), "a second graph"),
    "nodes in a node": (graph({}, "<node id='a'><node id='b'/></node>"), "<node> stands outside of <graph>"),
    "a long value": (graph({"n0": {"code": "x" * 40_000}}), "line 4: a value of over 32,767 characters"),
    "thousands or decimals": (graph({"n0": {"population": "12,000"}}), "node 'n0': population = '12,000': is the mark"),
    "exchanged": (graph({"n0": {"lat": "-72,5", "lon": "46,1"}}), "node 'n0': lat = -72.5, lon = 46.1: were latitude"),
    "no bottom": ("<graphml>" + "<a>" * 200, "up to 4,000,000 elements, 100 inside one another"),
    "keys without end": ("<graphml>" + "".join(f"<key id='{i}'/>" for i in range(1_100)), "1,000 keys"),
    "another page": ("<html/>", "not a GraphML file (it begins with <html>)"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD_GRAPHS)
def test_a_bad_graph_is_refused(tmp_path, what):
    """With the file, the line and the node."""
    text, said = BAD_GRAPHS[what]
    with pytest.raises(WorldError, match=re.escape(said)):
        from_text(tmp_path, text)


def test_a_directed_graph_gives_a_border_once(tmp_path):
    """Both directions are one border; in a graph without directions, a border given twice is refused."""
    both = EDGE + '<edge source="n1" target="n0"/>'
    assert len(from_text(tmp_path, graph(TWO, both, directed="directed")).edge_a) == 1
    with pytest.raises(WorldError, match="already given"):
        from_text(tmp_path, graph(TWO, both))


def test_labels_of_an_editor_and_usual_values_are_read(tmp_path):
    """yEd writes labels inside what it draws; a key may state the value of nodes that give none."""
    text = graph({"n0": {}, "n1": {}}, EDGE).replace(
        "<graphml>", '<graphml xmlns:y="http://y"><key id="note" for="node"><default>weak</default></key><key id="g"/>'
    )
    for node, label in (("n0", "A"), ("n1", "B")):
        drawn = f'<data key="g"><y:ShapeNode><y:NodeLabel>{label}<y:X/></y:NodeLabel></y:ShapeNode></data>'
        text = text.replace(f'<node id="{node}">', f'<node id="{node}">{drawn}')
    network = from_text(tmp_path, text)
    assert (network.code, network.note) == (("A", "B"), ("weak", "weak"))


def test_a_graph_elsewhere_can_be_meant(tmp_path):
    """As in two files."""
    assert from_text(tmp_path, graph({"n0": {"lon": "72,5"}}), elsewhere=True).lon.tolist() == [72.5]


@pytest.mark.parametrize("kind", ["node", "edge"])
def test_a_huge_graph_is_refused_before_it_is_built(tmp_path, kind, monkeypatch):
    """At the first node or border beyond the bound, whatever follows."""
    monkeypatch.setattr(f"sim.world.graphml.MOST_{'TERRITORIES' if kind == 'node' else 'EDGES'}", 3)
    nodes = {f"n{i}": {"code": str(i)} for i in range(5 if kind == "node" else 2)}
    with pytest.raises(WorldError, match=f"too many {kind}s; allowed: up to 3"):
        from_text(tmp_path, graph(nodes, EDGE * 4 + "<broken"))
