"""Territory networks in graphs: a GraphML file, read line by line, or a networkx graph that a program made."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.parsers import expat

from sim.quoted import shown
from sim.spreadsheet.reading import LONGEST_CELL, MOST_COLUMNS, SpreadsheetError, content_of
from sim.world.check import (
    MOST_EDGES,
    MOST_TERRITORIES,
    NEEDED,
    NUMBERS,
    TEXTS,
    Row,
    WorldError,
    check_columns,
    near,
    text,
)
from sim.world.headings import FRENCH, column_of
from sim.world.network import Network, from_rows
from sim.world.places import check_place

if TYPE_CHECKING:
    import networkx as nx

LABEL = "label"  # what graph editors call what they show of a node
DEEPEST = 100  # elements inside one another
MOST_ELEMENTS = 4_000_000
VALUES = ("data", "default", "NodeLabel")  # elements whose text counts
NUMBERED = re.compile(r"n[0-9]+")  # the identity that a program gives to a node: it says nothing of it


class Item(NamedTuple):
    """A node or an edge."""

    ends: tuple[str, ...]  # the node's identity, or those of its two ends
    row: Row


class Reading:
    """What has been read of a GraphML file so far. Entities, which expand without end, are refused."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.inside: list[str] = []  # elements that are open
        self.keys: dict[str, tuple[str, str]] = {}  # id: (node, edge or all; name)
        self.usual: dict[str, str] = {}  # id: value where none is given
        self.items: dict[str, list[Item]] = {"node": [], "edge": []}
        self.directed, self.graphs, self.count = False, 0, 0
        self.key, self.words, self.length = "", [""], 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.write
        self.parser.EntityDeclHandler = self.parser.SkippedEntityHandler = self.refuse_entity

    @property
    def here(self) -> str:
        """The file and the line."""
        return f"{self.place} line {self.parser.CurrentLineNumber}"

    def refuse_entity(self, *declared: object) -> None:
        """An entity stands for a text that is elsewhere."""
        raise WorldError(f"{self.here}: entity {shown(declared[0], quotes=True)}: write the text itself.")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        self.count += 1
        if len(self.inside) > DEEPEST or self.count > MOST_ELEMENTS or len(self.keys) > MOST_COLUMNS:
            most = f"{MOST_ELEMENTS:,} elements, {DEEPEST} inside one another, {MOST_COLUMNS:,} keys"
            raise WorldError(f"{self.here}: the file is too large; allowed: up to {most}.")
        name = name.rpartition(" ")[2]
        if not self.inside and name != "graphml":
            raise WorldError(f"{self.here}: not a GraphML file (it begins with <{shown(name)}>).")
        if name == "hyperedge" or (name == "graph" and self.graphs):
            what = "an edge of more than two ends" if name == "hyperedge" else "a second graph"
            raise WorldError(f"{self.here}: <{name}>: {what} is not a network of territories.")
        if name == "graph":
            self.graphs += 1
            self.directed = attributes.get("edgedefault") == "directed"
        elif name == "key":
            identity = attributes.get("id", "")
            self.keys[identity] = (attributes.get("for", "all"), attributes.get("attr.name", identity))
        elif name in self.items:
            self.open_item(name, attributes)
        if name == "data" or name == "key":
            self.key = attributes.get("key" if name == "data" else "id", "")
        if name in VALUES:
            self.words, self.length = [], 0
        self.inside.append(name)

    def open_item(self, name: str, attributes: dict[str, str]) -> None:
        """A node or an edge opens."""
        most = MOST_TERRITORIES if name == "node" else MOST_EDGES
        if len(self.items[name]) >= most:
            raise WorldError(f"{self.here}: too many {name}s; allowed: up to {most:,}.")
        if self.inside[-1:] != ["graph"]:
            raise WorldError(f"{self.here}: <{name}> stands outside of <graph>.")
        names = ("id",) if name == "node" else ("source", "target")
        for end in names:
            if not attributes.get(end):
                raise WorldError(f"{self.here}: <{name}>: the attribute '{end}' is missing.")
        ends = tuple(attributes[end] for end in names)
        said = ", ".join(shown(end, quotes=True) for end in ends)
        self.items[name].append(Item(ends, Row(f"{self.here}, {name} {said}", {})))

    def write(self, words: str) -> None:
        """Text; only that of a value counts."""
        if self.inside[-1] not in VALUES:
            return
        self.length += len(words)
        if self.length > LONGEST_CELL:
            raise WorldError(f"{self.here}: a value of over {LONGEST_CELL:,} characters.")
        self.words.append(words)

    def end(self, name: str) -> None:
        """An element closes: a value is known."""
        name = self.inside.pop()
        words = "".join(self.words).strip()
        if name == "default":
            self.usual[self.key] = words
        elif name == "NodeLabel" and "node" in self.inside:
            self.put("node", LABEL, words)
        elif name == "data" and self.inside[-1:] in (["node"], ["edge"]):
            if self.key not in self.keys:
                raise WorldError(f"{self.here}: key = {shown(self.key, quotes=True)}: the file declares no such key.")
            if words:
                self.put(self.inside[-1], self.keys[self.key][1], words)
        if name in VALUES:
            self.words, self.length = [], 0

    def put(self, kind: str, name: str, value: str) -> None:
        """One value of the node or of the edge that is open."""
        column = name if name == LABEL else column_of(name)
        row = self.items[kind][-1].row
        cells = dict(row.cells)
        if column in cells and column in FRENCH:
            raise WorldError(f"{row.place}: '{column}' is given twice.")
        cells.setdefault(column, value)
        self.items[kind][-1] = self.items[kind][-1]._replace(row=row._replace(cells=cells))

    def found(self, kind: str) -> list[Item]:
        """Nodes or edges, with the usual values of their keys."""
        usual = {
            column_of(name): self.usual[key]
            for key, (of, name) in self.keys.items()
            if of in (kind, "all") and key in self.usual
        }
        return [item._replace(row=item.row._replace(cells=usual | dict(item.row.cells))) for item in self.items[kind]]


def read_items(path: str) -> Reading:
    """The nodes and the edges of a GraphML file."""
    try:
        reading = Reading(shown(str(path)))
        content = content_of(Path(path))
        reading.parser.Parse(content, True)
    except SpreadsheetError as reason:
        raise WorldError(str(reason)) from None
    except (expat.ExpatError, LookupError, ValueError) as reason:
        if isinstance(reason, WorldError):
            raise
        raise WorldError(f"{reading.here}: not a GraphML file that can be read ({shown(str(reason))}).") from None
    return reading


def codes_of(nodes: Sequence[Item]) -> list[str]:
    """The code of each node: its attribute `code`; else its label or name, if all identities are n0, n1...; else its
    identity."""
    if any("code" in item.row.cells for item in nodes):
        return [text(item.row, "code") for item in nodes]
    if all(NUMBERED.fullmatch(item.ends[0]) for item in nodes):
        for column in (LABEL, "name"):
            words = [text(item.row, column) for item in nodes]
            if all(words) and len(set(words)) == len(words):
                return words
    return [item.ends[0] for item in nodes]


def network_of(nodes: Sequence[Item], edges: Iterable[Item], directed: bool, elsewhere: bool) -> Network:
    """The network of nodes and edges: edges name identities, borders name codes. A border has no direction."""
    codes, rows = codes_of(nodes), []
    of_identity: dict[str, str] = {}
    checked: set[tuple[str, ...]] = set()
    for item, code in zip(nodes, codes, strict=True):
        identity = item.ends[0]
        if identity in of_identity:
            raise WorldError(f"{item.row.place}: this node was already given.")
        of_identity[identity] = code
        name = item.row.cells.get("name") or item.row.cells.get(LABEL, "")
        rows.append(item.row._replace(cells={**item.row.cells, "name": name, "code": code}))
        columns = ("code", *(column for column in item.row.cells if column != "code"))
        if columns not in checked:
            check_columns(item.row.place, columns, NEEDED, (*TEXTS, *NUMBERS))
            checked.add(columns)
    borders: dict[tuple[object, ...], Row] = {}
    for item in edges:
        for end in item.ends:
            if end not in of_identity:
                close = near(end, of_identity)
                raise WorldError(f"{item.row.place}: no node is {shown(end, quotes=True)}.{close}")
        a, b = (of_identity[end] for end in item.ends)
        key = (*sorted((a, b)), text(item.row, "kind")) if directed else (len(borders),)
        borders.setdefault(key, item.row._replace(cells={**item.row.cells, "code_a": a, "code_b": b}))
    network = from_rows(rows, borders.values())
    for row in () if elsewhere else rows:
        check_place(row)
    return network


def from_graph(graph: "nx.Graph[Any]", place: str = "graph", elsewhere: bool = False) -> Network:
    """The network that a networkx graph describes: nodes are codes, attributes are the columns of `check.NUMBERS`.

    elsewhere: coordinates are taken as they are, even where another sign or order would put them in Québec.
    """
    nodes = [
        Item((str(node),), Row(f"{place}, node {shown(str(node), quotes=True)}", named(cells)))
        for node, cells in graph.nodes(data=True)
    ]
    edges = [
        Item(
            (str(a), str(b)),
            Row(f"{place}, edge {shown(str(a), quotes=True)}, {shown(str(b), quotes=True)}", named(cells)),
        )
        for a, b, cells in graph.edges(data=True)
    ]
    return network_of(nodes, edges, graph.is_directed(), elsewhere)


def named(cells: dict[Any, Any]) -> dict[str, object]:
    """The attributes of a node or of an edge by column."""
    return {
        name if name == LABEL else column_of(name): value for name, value in ((str(k), v) for k, v in cells.items())
    }


def from_graphml(path: str, elsewhere: bool = False) -> Network:
    """The network in a GraphML file, whose nodes carry the columns of `check.NUMBERS` as attributes.

    A node's code is its attribute `code` if it has one (or its label, where identities are n0, n1...), else its
    identity. elsewhere: as in `from_graph`.
    """
    reading = read_items(path)
    return network_of(reading.found("node"), reading.found("edge"), reading.directed, elsewhere)
