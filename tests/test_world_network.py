"""The network of territories: real data as sourced, made-up networks as asked."""

import statistics

import numpy as np
import pytest

from sim.parameter import ParameterError
from sim.world import quebec
from sim.world.check import WorldError
from sim.world.network import ENVELOPE_PER_POOR_PERSON, Network, kilometers
from sim.world.quebec import real
from sim.world.synthetic import Synthetic, Topology, synthetic

SIX = ("Bas-Saint-Laurent", "Mauricie", "Côte-Nord", "Lanaudière", "Laurentides", "Centre-du-Québec")


def same(one: Network, other: Network) -> bool:
    """Equal in every field, numbers bit for bit."""
    pairs = ((getattr(one, f), getattr(other, f)) for f in one.__dataclass_fields__)
    return all(np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b for a, b in pairs)


# Real data


def test_the_six_regions_are_those_of_the_study():
    """39 territories, 68 land and 11 water borders, in six regions: nothing lost when the data were cleaned."""
    network = real("six_regions")
    graph = network.graph()
    kinds = [kind for _, _, kind in graph.edges(data="kind")]
    assert network.region_name == SIX
    assert (graph.number_of_nodes(), kinds.count("land"), kinds.count("water")) == (39, 68, 11)
    assert np.bincount(network.region).tolist() == [8, 6, 6, 6, 8, 5]


def test_quebec_is_whole():
    """104 territories, 271 borders, one connected graph, and the population of the 2011 census to the person."""
    import networkx as nx

    network = real("quebec")
    assert (len(network.code), len(network.edge_a), len(network.region_code)) == (104, 271, 17)
    assert network.population.sum() == 7_903_001
    assert nx.is_connected(network.graph())
    assert network.municipalities.sum() == 1126


def test_every_region_is_connected_and_only_islands_need_water():
    """L'Île-d'Orléans and the Îles-de-la-Madeleine are the only territories that land does not join to their region."""
    import networkx as nx

    network = real("quebec")
    cut_off = []
    for r, name in enumerate(network.region_name):
        inside = network.graph().subgraph([c for c, s in zip(network.code, network.region, strict=True) if s == r])
        assert nx.is_connected(inside), name
        land = nx.Graph(inside.edge_subgraph([(a, b) for a, b, k in inside.edges(data="kind") if k == "land"]))
        land.add_nodes_from(inside)
        cut_off += [network.name[network.code.index(c)] for c in land if len(land) > 1 and land.degree(c) == 0]
    assert sorted(cut_off) == ["Communauté maritime des Îles-de-la-Madeleine", "L’Île-d’Orléans"]


def test_persons_in_low_income_add_up_to_the_regions():
    """Territories that share a census division share its persons: the pack's regional totals are found again."""
    network = real("quebec")
    found = np.bincount(network.region, network.poor)
    published = [float(row["low_income_persons_2010"]) for row in quebec.table("regions")]
    assert found == pytest.approx(published, abs=1e-6)
    assert network.low_income_rate.min() > 0
    assert (network.poor <= network.population).all()


def test_envelopes_without_a_source_are_marked():
    """Only the seven printed envelopes count as sourced; the extrapolation is the median of their ratios."""
    network = real("quebec")
    sourced = [n for n, s in zip(network.region_name, network.envelope_sourced, strict=True) if s]
    assert len(sourced) == 7
    assert not {"Lanaudière", "Centre-du-Québec", "Estrie"} & set(sourced)
    rows = [row for row in quebec.table("regions") if row["envelope_cad"]]
    median = statistics.median(float(row["envelope_cad"]) / float(row["low_income_persons_2010"]) for row in rows)
    assert pytest.approx(median, abs=0.005) == ENVELOPE_PER_POOR_PERSON
    dollars = dict(zip(network.region_name, (network.envelope / 100).tolist(), strict=True))
    assert (dollars["Laurentides"], dollars["Lanaudière"]) == (3_715_359, 4_480_000)
    assert dollars["Estrie"] == round(ENVELOPE_PER_POOR_PERSON * 54_305)
    assert all("no source" in n for n, s in zip(network.envelope_note, network.envelope_sourced, strict=True) if not s)


@pytest.mark.parametrize(
    "words",
    ["mauricie", "MAURICIE", ["Mauricie"], "04", "4", 4, ["04", "mauricie"]],
)
def test_a_region_is_found_however_it_is_written(words):
    """Case, code with or without zero, list or not: the same region, once."""
    assert real(words).region_name == ("Mauricie",)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("cote-nord", "Côte-Nord"),
        ("Côte Nord", "Côte-Nord"),
        ("bas st laurent", "Bas-Saint-Laurent"),
        ("Les Laurentides", "Laurentides"),
        ("saguenay-lac-saint-jean", "Saguenay–Lac-Saint-Jean"),
        ("GASPÉSIE ÎLES DE LA MADELEINE", "Gaspésie–Îles-de-la-Madeleine"),
    ],
)
def test_accents_hyphens_and_articles_do_not_matter(word, name):
    """As the study and its readers write them."""
    assert real([word]).region_name == (name,)


def test_the_order_of_regions_does_not_depend_on_the_order_asked():
    """Same regions, same network: a configuration may list them in any order."""
    assert same(real(["côte-nord", "mauricie"]), real(["mauricie", "09"]))


@pytest.mark.parametrize("words", ["Mauricy", ["mauricie", "Ontario"], "18", [], "", None])
def test_an_unknown_region_says_what_exists(words):
    """A slip of the pen gets the list of regions, and the close ones."""
    with pytest.raises(WorldError) as error:
        real(words)
    assert "six_regions" in str(error.value)
    if words == "Mauricy":
        assert "Close: mauricie" in str(error.value)
        assert "09 Côte-Nord" in str(error.value)


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [  # rows of the distances that came with the data, from neighbors to the two ends of the country
        ("07", "08", 41.9),
        ("07", "12", 164.9),
        ("371", "38", 16.9),
        ("982", "79", 1300.2),
        ("972", "39", 920.9),
        ("90", "372", 136.4),
    ],
)
def test_distances_are_geodesic(a, b, km):
    """Ellipsoid, not sphere: within 0.2 km of the distances computed apart."""
    network = real("six_regions")
    i, j = network.code.index(a), network.code.index(b)
    found = kilometers(network.lat[[i]], network.lon[[i]], network.lat[[j]], network.lon[[j]])[0]
    assert found == pytest.approx(km, abs=0.2)


def test_distance_to_the_seat():
    """The most populous territory is the seat, at distance zero; only Côte-Nord has places 500 km away."""
    network = real("six_regions")
    assert [network.name[i] for i in network.seat][:2] == ["Rimouski-Neigette", "Trois-Rivières"]
    assert (network.distance[network.seat] == 0).all()
    far = network.distance > 300
    assert {network.region_name[r] for r in network.region[far]} == {"Côte-Nord"}


def test_a_shared_network_cannot_be_written():
    """`real` gives the same object twice; a run that wrote in it would change the next one."""
    network = real("mauricie")
    assert network is real("Mauricie")
    with pytest.raises(ValueError, match="read-only"):
        network.population[0] = 0


# Made-up networks


@pytest.mark.parametrize("topology", Topology)
@pytest.mark.parametrize(("regions", "size"), [(1, 1), (1, 2), (2, 3), (5, 7), (6, 12)])
def test_a_synthetic_network_is_what_was_asked(topology, regions, size):
    """As many regions and territories as asked, connected as a whole, notes that say that it is made up."""
    import networkx as nx

    network = synthetic(Synthetic(topology=topology, regions=regions, territories_per_region=size), seed=3)
    assert np.bincount(network.region).tolist() == [size] * regions
    assert nx.is_connected(network.graph())
    assert not network.envelope_sourced.any()
    assert set(network.note) == {"made up"}
    assert (network.envelope > 0).all()


def test_topologies_differ_as_their_names_say():
    """A ring has two borders a territory, a small world has shortcuts besides, a grid has up to four."""

    def graph(topology: str):
        return synthetic(Synthetic(topology=topology, regions=1, territories_per_region=16), seed=1).graph()  # type: ignore[arg-type]

    assert {d for _, d in graph("ring").degree()} == {2}
    assert graph("grid").number_of_edges() == 24
    kinds = [kind for _, _, kind in graph("small_world").edges(data="kind")]
    assert kinds.count("land") == 16
    assert 0 < kinds.count("link") < 16


def test_a_synthetic_network_follows_its_seed():
    """Same seed, same network; another seed, another one; its medians near those asked."""
    shape = Synthetic(regions=20, territories_per_region=20)
    one = synthetic(shape, 1)
    assert same(one, synthetic(shape, 1))
    assert not same(one, synthetic(shape, 2))
    assert np.median(one.population) == pytest.approx(shape.population_median, rel=0.2)
    assert np.median(one.area) == pytest.approx(shape.area_median, rel=0.25)
    assert np.median(one.low_income_rate) == pytest.approx(shape.low_income_rate, abs=1.0)


@pytest.mark.parametrize("topology", Topology)
def test_more_regions_leave_the_first_ones_alone(topology):
    """A region alone is the same region among others, in made-up networks too."""
    few, many = (synthetic(Synthetic(topology=topology, regions=r, territories_per_region=8), 9) for r in (2, 7))
    for field in ("population", "low_income_rate", "poor", "area", "lat", "lon", "municipalities"):
        assert np.array_equal(getattr(few, field), getattr(many, field)[:16]), field
    assert np.array_equal(few.envelope, many.envelope[:2])
    assert np.array_equal(few.distance, many.distance[:16])
    inside = (many.edge_b < 16).nonzero()
    assert np.array_equal(few.edge_a, many.edge_a[inside])
    assert np.array_equal(few.edge_b, many.edge_b[inside])


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({"topology": "star"}, "synthetic.topology"),
        ({"topology": 3}, "synthetic.topology"),
        ({"regions": 0}, "synthetic.regions"),
        ({"regions": 2.5}, "synthetic.regions"),
        ({"regions": 500, "territories_per_region": 500}, "synthetic.territories_per_region"),
        ({"low_income_rate": 101}, "synthetic.low_income_rate"),
        ({"population_median": -1}, "synthetic.population_median"),
        ({"area_median": float("nan")}, "synthetic.area_median"),
    ],
)
def test_an_impossible_shape_is_refused(asked, key):
    """The error names the key and what is allowed."""
    with pytest.raises(ParameterError, match="allowed") as error:
        Synthetic(**asked)
    assert error.value.key == key


def test_extremes_stay_in_range():
    """No low income, a single huge region: still a network."""
    assert synthetic(Synthetic(low_income_rate=0.0), 0).poor.sum() == 0
    assert len(synthetic(Synthetic(regions=1, territories_per_region=2000), 0).code) == 2000
