"""The network of territories: what is known of them, which ones touch, how far they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.quoted import shown
from sim.state import Bytes, Cents, Flags, Floats, Ints, Rows
from sim.world.check import (
    BORDERS,
    NUMBERS,
    Row,
    WorldError,
    check_connected,
    checked_codes,
    checked_edges,
    number,
    required_text,
    text,
    truth,
)

if TYPE_CHECKING:
    import networkx as nx

ENVELOPE_PER_POOR_PERSON = (
    135.48  # dollars; [D] data/regions.csv: median of seven sourced envelopes, see data/README.md
)
SEATS_OF_COUNCIL = 7  # elected persons a municipality; [D] data/territories.csv: 8,153 persons, 1,126 municipalities
SEMI_MAJOR, FLATTENING = 6378.137, 1 / 298.257223563  # km, none; WGS 84


@dataclass(frozen=True, eq=False)
class Network:
    """Territories by region, in the order of their first appearance; one regional table ("CRÉ") joins each region."""

    code: tuple[str, ...]  # (territory,) official code; it names the territory's luck
    name: tuple[str, ...]  # (territory,)
    region: Rows  # (territory,)
    population: Floats  # (territory,) persons
    low_income_rate: Floats  # (territory,) percent
    poor: Floats  # (territory,) persons in low income
    area: Floats  # (territory,) km2
    lat: Floats  # (territory,) degrees north
    lon: Floats  # (territory,) degrees east
    municipalities: Ints  # (territory,)
    elected: Ints  # (territory,) municipal elected persons
    note: tuple[str, ...]  # (territory,) what is weak in its figures
    region_code: tuple[str, ...]  # (region,) it names the region's luck
    region_name: tuple[str, ...]  # (region,)
    envelope: Cents  # (region,) cents
    envelope_sourced: Flags  # (region,) False: an extrapolation, to be shown as such
    envelope_note: tuple[str, ...]  # (region,)
    edge_a: Ints  # (edge,) territory, lower index
    edge_b: Ints  # (edge,) territory, higher index
    edge_kind: Bytes  # (edge,) index in check.BORDERS

    @cached_property
    def seat(self) -> Ints:
        """(region,) territory where the regional table sits: the most populous. [A] no list of seats was found."""
        order = np.lexsort((np.arange(len(self.code)), -self.population, self.region))
        first = np.searchsorted(self.region[order], np.arange(len(self.region_code)))
        return order[first].astype(np.int32)

    @cached_property
    def distance(self) -> Floats:
        """(territory,) km to the seat of the regional table."""
        seat = self.seat[self.region]
        return kilometers(self.lat, self.lon, self.lat[seat], self.lon[seat])

    def node_rows(self) -> list[dict[str, Any]]:
        """One dictionary a territory, in the columns that `from_rows` reads; a region's envelope is on each."""
        rows = []
        for i, r in enumerate(self.region.tolist()):
            rows.append(
                {
                    "code": self.code[i],
                    "name": self.name[i],
                    "region": self.region_code[r],
                    "region_name": self.region_name[r],
                    "population": float(self.population[i]),
                    "low_income_rate": float(self.low_income_rate[i]),
                    "low_income_persons": float(self.poor[i]),
                    "area_km2": float(self.area[i]),
                    "lat": float(self.lat[i]),
                    "lon": float(self.lon[i]),
                    "municipalities": int(self.municipalities[i]),
                    "elected": int(self.elected[i]),
                    "note": self.note[i],
                    "envelope_cad": float(self.envelope[r] / 100),
                    "envelope_sourced": bool(self.envelope_sourced[r]),
                    "envelope_note": self.envelope_note[r],
                }
            )
        return rows

    def edge_rows(self) -> list[dict[str, Any]]:
        """One dictionary a border: code_a, code_b, kind."""
        edges = zip(self.edge_a.tolist(), self.edge_b.tolist(), self.edge_kind.tolist(), strict=True)
        return [{"code_a": self.code[a], "code_b": self.code[b], "kind": BORDERS[kind]} for a, b, kind in edges]

    def graph(self) -> "nx.Graph[str]":
        """The same network as a networkx graph: a node is a territory's code, an edge is a border."""
        import networkx as nx

        graph: nx.Graph[str] = nx.Graph()
        for row in self.node_rows():
            graph.add_node(row.pop("code"), **row)
        for row in self.edge_rows():
            graph.add_edge(row["code_a"], row["code_b"], kind=row["kind"])
        return graph

    def write_graphml(self, path: str) -> None:
        """Write a GraphML file that `from_graphml` reads back without loss."""
        import networkx as nx

        nx.write_graphml(self.graph(), path)


def kilometers(lat_a: Floats, lon_a: Floats, lat_b: Floats, lon_b: Floats) -> Floats:
    """Length of the shortest path over the Earth's ellipsoid between points in degrees, arrays of one shape.

    Great circle between reduced latitudes, corrected to first order in the flattening (Andoyer 1932, Lambert 1942),
    WGS 84. Checked against 741 distances between real territories: never 0.05 km away, where a sphere errs by 3 km.
    Close to antipodes, where the correction diverges, it is left out.
    """
    low, high = (np.arctan((1 - FLATTENING) * np.tan(np.radians(lat))) for lat in (lat_a, lat_b))
    turn = np.radians(lon_b - lon_a)
    mean, half = (low + high) / 2, (high - low) / 2
    haversine = np.sin(half) ** 2 + np.cos(low) * np.cos(high) * np.sin(turn / 2) ** 2
    haversine = np.clip(haversine, 0.0, 1.0)
    arc = 2 * np.arcsin(np.sqrt(haversine))
    regular = (haversine > 0.0) & (haversine < 0.999)
    safe = np.where(regular, haversine, 0.5)
    x = (arc - np.sin(arc)) * (np.sin(mean) * np.cos(half)) ** 2 / (1 - safe)
    y = (arc + np.sin(arc)) * (np.cos(mean) * np.sin(half)) ** 2 / safe
    return np.asarray(SEMI_MAJOR * (arc - np.where(regular, FLATTENING / 2 * (x + y), 0.0)))


def fixed(values: Sequence[Any], dtype: Any) -> Any:
    """A read-only array: a network is shared by all the runs on it."""
    array = np.array(values, dtype=dtype)
    array.flags.writeable = False
    return array


def envelope_of(region: str, rows: Sequence[Row], poor: float) -> tuple[int, bool, str]:
    """(cents, sourced, note) of a region: what its rows say, or an extrapolation from its persons in low income."""
    given = [row for row in rows if text(row, "envelope_cad")]
    amounts = {number(row, "envelope_cad"): row for row in given}
    if len(amounts) > 1:
        a, b = list(amounts.items())[:2]
        raise WorldError(
            f"{b[1].place}: envelope_cad = {b[0]:g}, but {a[0]:g} at {a[1].place}: "
            f"all territories of region {shown(region, quotes=True)} must give the envelope of the whole region."
        )
    if not given:
        note = f"extrapolated: {ENVELOPE_PER_POOR_PERSON} $ a person in low income"
        return round(ENVELOPE_PER_POOR_PERSON * 100 * poor), False, note
    sourced = truth(given[0], "envelope_sourced", True)
    return round(next(iter(amounts)) * 100), sourced, text(given[0], "envelope_note", "given by the user")


def persons_in_low_income(row: Row) -> float:
    """The count if it is given, else the rate times the population."""
    population = number(row, "population")
    persons = number(row, "low_income_persons", population * number(row, "low_income_rate") / 100)
    if persons > population:
        raise WorldError(
            f"{row.place}: low_income_persons = {persons:g}: allowed: 0 to the population, {population:g}."
        )
    return persons


def by_region(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows of each region, regions and rows in the order of their first appearance."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(required_text(row, "region"), []).append(row)
    return found


def from_rows(nodes: Iterable[Row], edges: Iterable[Row]) -> Network:
    """The network that rows describe, checked; territories are brought together by region, stably."""
    regions = by_region(list(nodes))
    rows = [row for own in regions.values() for row in own]
    region = [code for code, own in regions.items() for _ in own]
    index = checked_codes(rows)
    numbers = {n: [number(row, n) for row in rows] for n, column in NUMBERS.items() if column.required}
    poor = [persons_in_low_income(row) for row in rows]
    municipalities = [int(number(row, "municipalities", 1)) for row in rows]
    elected = [int(number(r, "elected", SEATS_OF_COUNCIL * m)) for r, m in zip(rows, municipalities, strict=True)]
    found = checked_edges(edges, index)
    check_connected(list(index), region, found)
    of_region = dict(zip(regions, range(len(regions)), strict=True))
    poor_of_region = np.bincount([of_region[code] for code in region], poor).tolist()
    money = [envelope_of(c, own, p) for (c, own), p in zip(regions.items(), poor_of_region, strict=True)]
    return Network(
        code=tuple(index),
        name=tuple(text(row, "name", code) for row, code in zip(rows, index, strict=True)),
        region=fixed([of_region[code] for code in region], np.uint32),
        population=fixed(numbers["population"], np.float64),
        low_income_rate=fixed(numbers["low_income_rate"], np.float64),
        poor=fixed(poor, np.float64),
        area=fixed(numbers["area_km2"], np.float64),
        lat=fixed(numbers["lat"], np.float64),
        lon=fixed(numbers["lon"], np.float64),
        municipalities=fixed(municipalities, np.int32),
        elected=fixed(elected, np.int32),
        note=tuple(text(row, "note") for row in rows),
        region_code=tuple(regions),
        region_name=tuple(text(own[0], "region_name", code) for code, own in regions.items()),
        envelope=fixed([cents for cents, _, _ in money], np.int64),
        envelope_sourced=fixed([sourced for _, sourced, _ in money], np.bool_),
        envelope_note=tuple(note for _, _, note in money),
        edge_a=fixed([a for a, _, _ in found], np.int32),
        edge_b=fixed([b for _, b, _ in found], np.int32),
        edge_kind=fixed([kind for _, _, kind in found], np.int8),
    )
