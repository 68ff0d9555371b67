"""The making of the world: a region alone is the same among others, every array is as its contract says."""

import subprocess
import sys
from typing import NamedTuple, get_type_hints

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config import Scenario
from sim.draws import Luck
from sim.parameter import ParameterError
from sim.simulate import simulate
from sim.state import Bytes, Cents, Flags, Floats, Ints, Names, Rows, State
from sim.vocabulary import CONDITIONS, Kind, Role
from sim.world.build import build
from sim.world.conditions import Conditions
from sim.world.network import Network
from sim.world.population import Population
from sim.world.quebec import real
from sim.world.synthetic import Synthetic, synthetic
from sim.world.ties import Acquaintance

GROUPS = ("territories", "actors", "ties", "tables", "regions", "money", "projects")
DTYPES = {
    Names: "uint64",
    Floats: "float64",
    Ints: "int32",
    Rows: "uint32",
    Bytes: "int8",
    Flags: "bool",
    Cents: "int64",
}
TERRITORIAL = ("claim", "conceded", "standing", "share")  # fields of Regions that are by territory
SHARES = ("conditions", "base_need", "need", "entrenchment", "influence", "efficacy", "skill", "capacity", "trust",
          "origin", "verticality", "initial_verticality", "sharing", "facilitation", "knowledge")  # fmt: skip


def world(network: Network, seed: int = 1, conditions: Conditions | None = None, **population: float) -> State:
    """The world of the base parameters, but for those given."""
    return build(network, conditions or Conditions(), Population(**population), Acquaintance(), Luck(seed))  # type: ignore[arg-type]


def arrays(state: State) -> dict[str, np.ndarray]:
    """Every array of a state by its dotted name."""
    return {f"{g}.{f}": a for g in GROUPS for f, a in getattr(state, g)._asdict().items()} | {"joint": state.joint}


@pytest.fixture(scope="module")
def network() -> Network:
    """The six regions of the study."""
    return real("six_regions")


@pytest.fixture(scope="module")
def six(network: Network) -> State:
    """The world of the six regions."""
    return world(network)


# Invariance


def part(state: State, region: int) -> dict[str, np.ndarray]:
    """What a state says of one region, its indices counted from that region's first territory and first actor."""
    n = len(state.territories.region)
    place = state.territories.region == region
    actor = place[state.actors.territory]
    tie = actor[state.ties.left]
    first_place, first_actor = int(np.argmax(place)), int(np.argmax(actor))
    table = np.append(place, np.arange(len(state.regions.name)) == region)
    table_number = np.cumsum(table) - 1
    rows = {"territories": place, "actors": actor, "ties": tie, "tables": table, "money": table}
    found = {}
    for name, array in arrays(state).items():
        group, _, field = name.partition(".")
        if group == "regions":
            found[name] = array[place] if field in TERRITORIAL else array[[region]]
        elif group in rows:
            found[name] = array[rows[group]]
    found["territories.region"] -= region
    found["tables.region"] -= region
    found["actors.territory"] -= first_place
    found["ties.left"] -= first_actor
    found["ties.right"] -= first_actor
    found["ties.table"] = table_number[found["ties.table"]]
    assert len(table) == n + len(state.regions.name)
    return found


def assert_same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> None:
    """Equal names, shapes and bits."""
    assert one.keys() == other.keys()
    for name, array in one.items():
        assert np.array_equal(array, other[name]), name


@pytest.mark.parametrize("region", ["Mauricie", "Côte-Nord", "Centre-du-Québec"])
@pytest.mark.parametrize("around", ["six_regions", "quebec"])
def test_a_region_alone_is_the_same_region_among_others(region, around):
    """Bit for bit, in every array: nothing in a region depends on which others are simulated."""
    among, alone = real(around), real(region)
    state = world(among, seed=42)
    assert_same(part(world(alone, seed=42), 0), part(state, among.region_name.index(region)))


def test_a_made_up_region_alone_is_the_same_among_others():
    """The same on a synthetic network with twice as many actors."""
    few, many = (synthetic(Synthetic(regions=r, territories_per_region=9), 3) for r in (1, 4))
    assert_same(part(world(few, 8, scale=2.0), 0), part(world(many, 8, scale=2.0), 0))


def test_same_seed_same_world(network, six):
    """Two builds are equal bit for bit and share no memory with each other nor with the network."""
    again = world(network)
    assert_same(arrays(six), arrays(again))
    for name, array in arrays(again).items():
        assert array.flags.writeable and not np.shares_memory(array, arrays(six)[name]), name  # noqa: PT018
    other = arrays(world(network, seed=2))
    drawn = ("territories.conditions", "actors.priorities", "ties.trust", "actors.budget", "tables.verticality")
    assert not any(np.array_equal(arrays(six)[name], other[name]) for name in drawn)


def test_no_two_arrays_of_a_world_share_memory(six):
    """A month that writes in one array must not change another: mandates, targets, needs are copies."""
    every = arrays(six)
    names = list(every)
    for i, one in enumerate(names):
        assert not any(np.shares_memory(every[one], every[other]) for other in names[i + 1 :]), one


def test_more_actors_leave_the_first_ones_as_they_were(network, six):
    """`scale` adds actors at the end of each group: the first community organization stays itself."""
    large = world(network, scale=3.0)
    for role in Role:
        one, other = (
            {int(n): i for i, n in enumerate(s.actors.name) if s.actors.role[i] == role} for s in (six, large)
        )
        assert one.keys() <= other.keys()
        before, after = list(one.values()), [other[n] for n in one]
        assert np.array_equal(six.actors.priorities[before], large.actors.priorities[after])
        assert np.array_equal(six.actors.budget[before], large.actors.budget[after])


def test_changing_one_condition_leaves_the_luck_of_the_others(network, six):
    """Common luck: other facilitation, same relations, same positions, same ties."""
    other = world(network, conditions=Conditions(facilitation=0.9))
    k = CONDITIONS.index("facilitation")
    moved = (six.territories.conditions != other.territories.conditions).any(axis=0)
    assert moved.nonzero()[0].tolist() == [k]
    assert np.array_equal(six.ties.trust, other.ties.trust)
    assert np.array_equal(six.actors.priorities, other.actors.priorities)


# Shapes and domains


def check_types(group: str, values: NamedTuple) -> None:
    """Every array of a group has the type of sim.state and is contiguous: pages are compiled for these types alone."""
    for field, kind in get_type_hints(type(values)).items():
        array = getattr(values, field)
        assert array.dtype == DTYPES[kind], f"{group}.{field}"
        assert array.flags.c_contiguous, f"{group}.{field}"


def check_domains(state: State) -> None:
    """Every array has the type of sim.state, is contiguous, finite and inside its domain."""
    for group in GROUPS:
        values: NamedTuple = getattr(state, group)
        check_types(group, values)
        for field, array in values._asdict().items():
            if array.dtype == np.float64:
                assert np.isfinite(array).all(), f"{group}.{field}"
            if field in SHARES:
                assert ((array >= 0.0) & (array <= 1.0)).all(), f"{group}.{field}"
            if field in ("priorities", "approach", "mandate_priorities", "mandate_approach") and group != "projects":
                assert (array >= 0.0).all(), field
                assert array.sum(axis=1) == pytest.approx(1.0, abs=1e-12), field
    assert (state.actors.budget >= 0).all()
    assert (state.actors.reserve >= 0).all()
    assert (state.ties.history >= 0).all()


def test_arrays_keep_their_types(network):
    """Five years of projects filed and ties born of joint work: no array of the state has changed type."""
    lived = simulate(Scenario(), network, 1).final
    assert len(lived.projects.name) > 0
    assert len(lived.ties.name) > lived.born
    for group in GROUPS:
        check_types(group, getattr(lived, group))


def test_every_array_is_as_the_contract_says(network, six):
    """Types, contiguity, domains, lengths by axis, and an untouched start: no money, no project, no plan."""
    check_domains(six)
    n, r = len(network.code), len(network.region_code)
    axis = {
        "territories": n,
        "actors": len(six.actors.name),
        "ties": len(six.ties.name),
        "tables": n + r,
        "money": n + r,
    }
    for name, array in arrays(six).items():
        group, _, field = name.partition(".")
        expected = (n if field in TERRITORIAL else r) if group == "regions" else axis.get(group, 0)
        assert len(array) == expected, name
    assert six.projects.partner.shape == (0, 4)
    assert six.projects.tie.shape == (0, 10)
    assert (six.month, six.born) == (0, len(six.ties.name))
    assert all((account == 0).all() for account in six.money)
    assert np.array_equal(six.regions.unallotted, network.envelope)
    assert set(six.tables.plan_month.tolist()) == {-1}
    assert six.regions.present.all()
    assert six.regions.staff.tolist() == [2 + 0.25 * k for k in (8, 6, 6, 6, 8, 5)]


MEANS = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0.0, 1.0))


@settings(deadline=None, max_examples=40)
@given(
    means=st.lists(MEANS, min_size=7, max_size=7),
    spreads=st.tuples(st.floats(0, 3), st.floats(0, 3)),
    need=MEANS,
    scale=st.floats(0.02, 3.0),
    seed=st.integers(0, 2**40),
)
def test_any_admissible_parameters_give_a_valid_world(means, spreads, need, scale, seed):
    """Extreme means and spreads stay in their domains; a mean of exactly 0 or 1 is exactly 0 or 1 everywhere."""
    named = dict(zip(CONDITIONS, means, strict=False))
    conditions = Conditions(**named, region_spread=spreads[0], territory_spread=spreads[1], need=need, verticality=need)
    state = world(real("mauricie"), seed, conditions, scale=scale)
    check_domains(state)
    for k, mean in enumerate(means):
        if mean in (0.0, 1.0):
            assert (state.territories.conditions[:, k] == mean).all()
    if need in (0.0, 1.0):
        assert (state.territories.need == need).all()
        assert (state.tables.verticality == need).all()


@pytest.mark.parametrize(
    ("group", "asked"),
    [
        (Conditions, {"facilitation": 1.2}),
        (Conditions, {"reference_area": 0}),
        (Conditions, {"relations": "high"}),
        (Population, {"scale": 0}),
        (Population, {"delegates_elected": 1.5}),
        (Acquaintance, {"trust": 1.0}),
        (Acquaintance, {"citizen_community": -1}),
    ],
)
def test_parameters_out_of_range_are_refused(group, asked):
    """The error names the section and the key."""
    with pytest.raises(ParameterError) as error:
        group(**asked)
    assert error.value.key == f"{group.__name__.lower()}.{next(iter(asked))}"


# Smallness


def test_one_territory_is_a_world():
    """Montréal alone, or a hamlet alone: a table, actors, ties, no sector tie."""
    for network in (real("montreal"), synthetic(Synthetic(regions=1, territories_per_region=1), 0)):
        state = world(network)
        check_domains(state)
        assert len(state.tables.phase) == 2
        assert not (state.ties.kind == Kind.SECTOR).any()


def test_a_world_without_offices_or_ties():
    """Offices and every kind of tie can be nil: arrays of length zero, no crash."""
    nothing = {name: 0.0 for name in Acquaintance.__dataclass_fields__ if "_" in name and not name.startswith("by")}
    nothing |= {"same_role": 0.0}
    state = build(
        real("mauricie"), Conditions(), Population(offices_per_region=0), Acquaintance(**nothing), Luck(1)
    )  # fmt: skip
    assert len(state.ties.name) == 0
    assert not state.actors.office.any()
    check_domains(state)


def test_building_a_world_imports_neither_networkx_nor_pandas():
    """Start-up stays small: a command that draws no graph does not pay for the libraries of graphs."""
    code = (
        "import sys, sim.world.build, sim.world.quebec, sim.world.files, sim.world.synthetic;"
        "sim.world.quebec.real('quebec');"
        "print([m for m in ('networkx', 'pandas', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
