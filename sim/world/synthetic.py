"""Made-up networks of territories, of any size, drawn once from a seed: grid, ring or small world."""

from dataclasses import dataclass
from enum import Enum
from math import ceil, exp, floor, isqrt

import numpy as np

from sim.draws import Luck, Names, numbered, word
from sim.parameter import ParameterError, Parameters, parameter
from sim.state import Floats
from sim.world.check import MOST_TERRITORIES, NUMBERS, Row
from sim.world.network import ENVELOPE_PER_POOR_PERSON, Network, from_rows
from sim.world.spread import WORLD, around

KM_PER_DEGREE = 111.2
NORTH_WEST = (52.0, -80.0)  # degrees; where the first territory lies
MOST_PEOPLE = NUMBERS["population"].high
MOST_MUNICIPALITIES = NUMBERS["municipalities"].high
MOST_DOLLARS = NUMBERS["envelope_cad"].high
TAIL = 3.0  # standard deviations: what lies beyond, a territory in 740, is drawn back to the bound of its column


class Topology(Enum):
    """Which territories of a region touch."""

    GRID = "grid"
    RING = "ring"
    SMALL_WORLD = "small_world"


@dataclass
class Synthetic(Parameters):
    """The size and the shape of a made-up network. Medians are close to those of the 104 real territories."""

    topology: Topology = Topology.GRID
    regions: int = parameter(6, 1, 10_000, "regions", "[A] as many as in the study")
    territories_per_region: int = parameter(
        6, 1, 2000, "territories", "[D] median of the 17 regions, data/territories.csv"
    )
    population_median: float = parameter(32_000.0, 100.0, 1e6, "persons", "[D] territories.csv: median 32,065 in 2011")
    population_spread: float = parameter(1.0, 0.0, 2.0, "log", "[D] territories.csv: deviation of the logarithm 1.00")
    low_income_rate: float = parameter(15.4, 0.0, 100.0, "percent", "[D] territories.csv: median")
    low_income_spread: float = parameter(0.34, 0.0, 2.0, "log-odds", "[D] territories.csv: deviation of the log-odds")
    area_median: float = parameter(1725.0, 1.0, 1e5, "km2", "[D] territories.csv: median of the 104")
    area_spread: float = parameter(
        1.3, 0.0, 3.0, "log", "[D] territories.csv: deviation of the logarithm under 50,000 km2"
    )
    persons_per_municipality: float = parameter(
        7_000.0, 10.0, 1e6, "persons", "[D] 7,903,001 over 1,126 municipalities"
    )
    shortcuts: float = parameter(0.2, 0.0, 1.0, "a territory", "[A] links across the ring; small_world only")
    envelope_per_poor_person: float = parameter(
        ENVELOPE_PER_POOR_PERSON, 0.0, 10_000.0, "$ a person", "[D] regions.csv: median of the sourced envelopes"
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        self.topology = topology_of(self.topology)
        total = self.regions * self.territories_per_region
        if total > MOST_TERRITORIES:
            allowed = f"allowed: at most {MOST_TERRITORIES} territories in all"
            raise ParameterError("synthetic.territories_per_region", self.territories_per_region, allowed)
        self.check_bounds()

    def check_bounds(self) -> None:
        """Refuse medians and spreads that, taken together, ask for more than a network can hold, whatever the seed."""
        tail = exp(TAIL * self.population_spread)
        people = MOST_PEOPLE / tail
        if self.population_median > people:
            allowed = f"with population_spread={self.population_spread:g}: allowed: up to {people:.0f} (persons)"
            raise ParameterError("synthetic.population_median", self.population_median, allowed)
        smallest = self.population_median * tail / MOST_MUNICIPALITIES
        if self.persons_per_municipality < smallest:
            allowed = f"with these populations: allowed: from {ceil(smallest)} (persons)"
            raise ParameterError("synthetic.persons_per_municipality", self.persons_per_municipality, allowed)
        mean = self.population_median * exp(self.population_spread**2 / 2) * self.low_income_rate / 100
        poor = mean * self.territories_per_region
        if poor * self.envelope_per_poor_person > MOST_DOLLARS:
            allowed = f"with these populations: allowed: up to {floor(MOST_DOLLARS / poor)} ($ a person)"
            raise ParameterError("synthetic.envelope_per_poor_person", self.envelope_per_poor_person, allowed)


def topology_of(word: object) -> Topology:
    """The topology of this name, in any case."""
    try:
        return word if isinstance(word, Topology) else Topology(str(word).lower())
    except ValueError:
        allowed = f"allowed: {', '.join(t.value for t in Topology)}"
        raise ParameterError("synthetic.topology", word, allowed) from None


def spiral(k: int) -> tuple[int, int]:
    """(row, column) of the k-th region: growing squares, so that adding regions moves none of the first ones."""
    n = isqrt(k)
    beyond = k - n * n
    return (beyond, n) if beyond < n else (n, beyond - n)


def cells_of(p: Synthetic, region: int) -> list[tuple[int, int]]:
    """(row, column) of each territory of a region, filled line by line in its block of the plane."""
    width = isqrt(p.territories_per_region - 1) + 1
    height = -(-p.territories_per_region // width)
    row, column = spiral(region)
    return [(row * height + i // width, column * width + i % width) for i in range(p.territories_per_region)]


def grid_edges(cells: dict[tuple[int, int], str]) -> list[tuple[str, str, str]]:
    """(code, code, kind) of territories side by side, inside regions and between them."""
    sides = (((row, column), (row + down, column + 1 - down)) for row, column in cells for down in (0, 1))
    return [(cells[here], cells[there], "land") for here, there in sides if there in cells]


def ring_edges(codes: list[str], p: Synthetic, luck: Luck) -> list[tuple[str, str, str]]:
    """(code, code, kind) of one region: a closed line; in a small world, some territories also have a shortcut.

    Shortcuts are added and the ring kept (Newman & Watts 1999), so that a region never falls apart.
    """
    n = len(codes)
    pairs = {tuple(sorted((i, (i + 1) % n))): "land" for i in range(n) if n > 1}
    if p.topology is Topology.SMALL_WORLD and n > 3:
        names = np.array([word(f"territory {code}") for code in codes], dtype=np.uint64)
        has = luck.uniform(WORLD, "synthetic/shortcut", names) < p.shortcuts
        ahead = 2 + (luck.uniform(WORLD, "synthetic/end", names) * (n - 3)).astype(int)
        for i in np.flatnonzero(has).tolist():
            pairs.setdefault(tuple(sorted((i, int(i + ahead[i]) % n))), "link")
    return [(codes[a], codes[b], kind) for (a, b), kind in pairs.items()]


def edges_of(p: Synthetic, codes: list[list[str]], luck: Luck) -> list[tuple[str, str, str]]:
    """(code, code, kind) of the whole network; rings of neighboring regions touch at their first territories."""
    if p.topology is Topology.GRID:
        return grid_edges(
            {cell: code for r, own in enumerate(codes) for cell, code in zip(cells_of(p, r), own, strict=True)}
        )
    inside = [edge for own in codes for edge in ring_edges(own, p, luck)]
    between = grid_edges({spiral(r): own[0] for r, own in enumerate(codes)})
    return inside + between


def point(p: Synthetic, row: float, column: float) -> tuple[float, float]:
    """(lat, lon) of a cell of the plane, cells being as wide as the median area says."""
    side = p.area_median**0.5 / KM_PER_DEGREE
    lat = NORTH_WEST[0] - side * row
    lon = NORTH_WEST[1] + side * column / float(np.cos(np.radians(45.0)))
    return max(lat, -89.0), (lon + 180.0) % 360.0 - 180.0


def points_of(p: Synthetic, region: int) -> list[tuple[float, float]]:
    """(lat, lon) of each territory of a region: on its grid, or around a circle of the same density."""
    cells = cells_of(p, region)
    if p.topology is Topology.GRID:
        return [point(p, *cell) for cell in cells]
    n = len(cells)
    middle = np.mean(np.array(cells), axis=0)
    radius = 0.5 / np.sin(np.pi / n) if n > 1 else 0.0
    angles = 2 * np.pi * np.arange(n) / n
    return [point(p, middle[0] + radius * np.sin(a), middle[1] + radius * np.cos(a)) for a in angles.tolist()]


def log_normal(median: float, spread: float, purpose: str, names: Names, luck: Luck) -> Floats:
    """(territory,) log-normal numbers around a median."""
    return median * np.exp(spread * luck.normal(WORLD, purpose, names))


def synthetic(shape: Synthetic | None = None, seed: int = 0) -> Network:
    """A made-up network, the same for the same shape and seed; its first regions do not change when more are added.

    Populations and areas are log-normal, low-income rates logit-normal; each region's envelope follows its persons
    in low income. None of it is sourced, and the notes say so.
    """
    p = shape or Synthetic()
    luck = Luck(seed)
    codes = [[f"{r + 1}-{i + 1}" for i in range(p.territories_per_region)] for r in range(p.regions)]
    flat = [code for own in codes for code in own]
    names = numbered(np.array([word(f"territory {code}") for code in flat], dtype=np.uint64), 0)
    drawn = log_normal(p.population_median, p.population_spread, "synthetic/people", names, luck)
    people = np.clip(np.rint(drawn), 1.0, MOST_PEOPLE)
    area = np.clip(log_normal(p.area_median, p.area_spread, "synthetic/area", names, luck), 0.1, 1e6)
    rate = 100.0 * around(p.low_income_rate / 100.0, p.low_income_spread * luck.normal(WORLD, "synthetic/rate", names))
    municipalities = np.clip(np.rint(people / p.persons_per_municipality), 1, MOST_MUNICIPALITIES).astype(int)
    points = [place for r in range(p.regions) for place in points_of(p, r)]
    poor = (people * rate / 100.0).reshape(p.regions, -1)
    envelope = [round(min(p.envelope_per_poor_person * sum(own.tolist()), MOST_DOLLARS)) for own in poor]
    nodes = []
    for k, code in enumerate(flat):
        region = k // p.territories_per_region
        cells: dict[str, object] = {
            "code": code,
            "name": f"Territory {code}",
            "region": f"R{region + 1}",
            "region_name": f"Region {region + 1}",
            "population": people[k],
            "low_income_rate": rate[k],
            "area_km2": area[k],
            "lat": points[k][0],
            "lon": points[k][1],
            "municipalities": municipalities[k],
            "note": "made up",
            "envelope_cad": envelope[region],
            "envelope_sourced": "false",
            "envelope_note": "made up",
        }
        nodes.append(Row(f"synthetic territory {code}", cells))
    edges = [Row(f"edge {a}, {b}", {"code_a": a, "code_b": b, "kind": kind}) for a, b, kind in edges_of(p, codes, luck)]
    return from_rows(nodes, edges)
