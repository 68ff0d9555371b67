"""The world before its first month: who is there, what they hold; a region alone is the same among others."""

import subprocess
import sys
from typing import NamedTuple, get_type_hints

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.draws import Luck
from sim.parameter import ParameterError
from sim.state import Bytes, Cents, Flags, Floats, Ints, Names, State
from sim.vocabulary import CONDITIONS, PROBLEMS, Kind, Role
from sim.world import profiles
from sim.world.build import build
from sim.world.conditions import Conditions
from sim.world.network import Network
from sim.world.population import Population
from sim.world.quebec import real
from sim.world.synthetic import Synthetic, synthetic
from sim.world.ties import Acquaintance

GROUPS = ("territories", "actors", "ties", "tables", "regions", "money", "projects")
DTYPES = {Names: "uint64", Floats: "float64", Ints: "int32", Bytes: "int8", Flags: "bool", Cents: "int64"}
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


def check_domains(state: State) -> None:
    """Every array has the type of sim.state, is contiguous, finite and inside its domain."""
    for group in GROUPS:
        values: NamedTuple = getattr(state, group)
        for field, kind in get_type_hints(type(values)).items():
            array = getattr(values, field)
            assert array.dtype == DTYPES[kind], f"{group}.{field}"
            assert array.flags.c_contiguous, f"{group}.{field}"
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
    assert six.projects.partner.shape == six.projects.tie.shape == (0, 4)
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


# Territories and conditions


def test_conditions_are_centered_where_asked():
    """Over many territories the median of a condition is its mean parameter; regions differ besides territories."""
    network = synthetic(Synthetic(regions=100, territories_per_region=20), 1)
    state = world(network, scale=0.05, conditions=Conditions(relations=0.3, region_spread=0.5, territory_spread=0.6))
    odds = np.log(state.territories.conditions[:, 1] / (1 - state.territories.conditions[:, 1]))
    assert np.median(odds) == pytest.approx(np.log(0.3 / 0.7), abs=0.12)
    assert odds.std() == pytest.approx(np.hypot(0.5, 0.6), abs=0.08)
    assert odds.reshape(100, 20).std(axis=1).mean() == pytest.approx(0.6, abs=0.05)


def test_compactness_comes_from_real_areas(network, six):
    """No luck in it: the smaller the more compact, one half at the median area of Québec's territories."""
    compactness = six.territories.conditions[:, -1]
    assert (np.diff(compactness[np.argsort(network.area)]) <= 0).all()
    assert np.median(real("quebec").area) == pytest.approx(Conditions().reference_area, abs=1.0)
    assert np.array_equal(compactness, world(network, seed=9).territories.conditions[:, -1])


def test_needs_rise_with_low_income():
    """Territories with twice Québec's rate need more than those with half of it; need starts where it returns to."""
    shape = {"regions": 20, "territories_per_region": 10, "low_income_spread": 0.0}
    high, low = (synthetic(Synthetic(low_income_rate=rate, **shape), 1) for rate in (33.4, 8.35))  # type: ignore[arg-type]
    needy, well = (world(n, scale=0.05).territories for n in (high, low))
    assert (needy.need > well.need).all()
    assert np.array_equal(needy.need, needy.base_need)
    assert not needy.relief.any()


def test_regional_tables_start_from_the_mean_of_their_territories(network, six):
    """Each territory counts the same, whatever its population; local tables start from their own."""
    n = len(network.code)
    for field, k in (("facilitation", 3), ("knowledge", 4), ("sharing", 2)):
        values = getattr(six.tables, field)
        assert np.array_equal(values[:n], six.territories.conditions[:, k])
        for r in range(len(network.region_code)):
            assert values[n + r] == pytest.approx(values[:n][network.region == r].mean())


def test_verticality_is_high_at_the_start_and_differs():
    """The frame came from above: six tables in ten lean to the vertical; regions and territories differ."""
    found = np.concatenate([world(real("quebec"), s, scale=0.02).tables.initial_verticality for s in range(8)])
    assert np.median(found) == pytest.approx(0.6, abs=0.05)
    assert found.std() > 0.1


# Actors


def test_numbers_of_actors(network, six):
    """About 3,000 actors over the six regions, every group in every territory, offices only in the seats."""
    assert 2500 <= len(six.actors.name) <= 3500
    local = ~six.actors.office
    counts = np.bincount(six.actors.territory[local] * 4 + six.actors.role[local], minlength=39 * 4).reshape(39, 4)
    assert counts.min() >= 1
    assert (counts[:, Role.ELECTED] == np.clip(network.municipalities, 5, 25)).all()
    assert np.bincount(six.actors.territory[six.actors.office], minlength=39)[network.seat].tolist() == [6] * 6
    assert six.actors.office.sum() == 36


def test_community_organizations_follow_their_two_sources():
    """0.62 organizations per 1,000 persons for a territory of 76,000, 1.34 for one of 29,100 (all active)."""
    p = Population()
    for persons, per_thousand in ((76_000, 0.62), (29_100, 1.34)):
        found = p.community_count * (persons / p.community_reference) ** p.community_exponent
        assert found == pytest.approx(per_thousand * persons / 1000, rel=0.02)


@pytest.mark.parametrize("scale", [0.2, 5.0, 40.0])
def test_scale_multiplies_actors_and_ties(network, six, scale):
    """Ten times more actors have ten times more local ties; 500 to 500,000 actors can be made."""
    state = world(network, scale=scale)
    assert len(state.actors.name) == pytest.approx(scale * len(six.actors.name), rel=0.05)
    if scale > 1:
        assert len(state.ties.name) == pytest.approx(scale * len(six.ties.name), rel=0.15)


def test_actors_are_laid_out_by_territory_role_and_rank(six):
    """Neighbors in the network are neighbors in memory; ranks run from 0 without holes; names are unique."""
    a = six.actors
    key = (a.territory.astype(np.int64) * 4 + a.role) * 100_000 + a.rank
    assert (np.diff(key) > 0).all()
    first = np.flatnonzero(np.diff(np.append(-1, a.territory * 4 + a.role)))
    assert (a.rank[first] == 0).all()
    assert (np.diff(a.rank)[np.setdiff1d(np.arange(len(key) - 1), first - 1)] == 1).all()
    assert len(np.unique(a.name)) == len(a.name)


def test_names_are_unique_in_a_large_world():
    """Two actors of one name would share their luck."""
    state = world(synthetic(Synthetic(regions=40, territories_per_region=40), 1))
    for names in (state.actors.name, state.territories.name, state.tables.seat, state.ties.name):
        assert len(np.unique(names)) == len(names)


def test_delegates_fill_the_seats_of_the_regional_table(six):
    """Two community organizations, one institution, one elected official a territory, no citizen, and every office."""
    local = six.actors.delegate & ~six.actors.office
    seats = np.bincount(six.actors.territory[local] * 4 + six.actors.role[local], minlength=39 * 4).reshape(39, 4)
    assert (seats == (2, 1, 1, 0)).all()
    assert six.actors.delegate[six.actors.office].all()
    assert (six.actors.role[six.actors.office] == Role.INSTITUTION).all()


def test_citizens_stand_for_the_whole_population(network, six):
    """Weights add up to each territory's population, and to its persons in low income for those who lived poverty."""
    citizen = six.actors.role == Role.CITIZEN
    total = np.bincount(six.actors.territory[citizen], six.actors.weight[citizen])
    assert total == pytest.approx(network.population)
    lived = six.actors.lived
    some = np.unique(six.actors.territory[lived])
    poor = np.bincount(six.actors.territory[lived], six.actors.weight[lived], minlength=39)
    assert poor[some] == pytest.approx(network.poor[some])
    assert (six.actors.weight[~citizen] == 1).all()
    assert not lived[~citizen].any()


@pytest.mark.parametrize(("factor", "expected"), [(0.0, 0.0), (1.0, 0.15), (5.0, 0.81)])
def test_lived_experience_follows_low_income(network, factor, expected):
    """The share of citizens with lived experience is the low-income rate times a factor; weights still add up."""
    state = world(network, lived_factor=factor)
    citizen = state.actors.role == Role.CITIZEN
    assert state.actors.lived[citizen].mean() == pytest.approx(expected, abs=0.03)
    assert state.actors.weight[citizen].sum() == pytest.approx(network.population.sum())


def test_groups_hold_the_positions_of_their_profiles():
    """Elected officials lead with local development, institutions with services; without contrast, nobody differs."""
    state = world(real("quebec"))
    a = state.actors
    for role, problem in ((Role.ELECTED, "local_development"), (Role.INSTITUTION, "services")):
        mean = np.array([a.priorities[a.role == r, PROBLEMS.index(problem)].mean() for r in Role])
        assert mean.argmax() == role
    political = [a.approach[(a.role == Role.CITIZEN) & (a.lived == lived), 2].mean() for lived in (True, False)]
    assert political[0] > political[1]
    flat = world(real("quebec"), role_contrast=0.0, position_spread=0.0).actors
    assert np.abs(flat.priorities[flat.territory == 5] - flat.priorities[flat.territory == 5][0]).max() == 0
    assert profiles.PRIORITIES.shape == (5, 9)
    assert profiles.APPROACHES.shape == (5, 4)


def test_what_is_needed_more_weighs_more():
    """In each territory, priorities go with needs; not when `need_pull` is nil."""

    def correlation(pull: float) -> float:
        state = world(real("quebec"), need_pull=pull, place_spread=0.0)
        held = np.stack([state.actors.priorities[state.actors.territory == t].mean(axis=0) for t in range(104)])
        need = state.territories.need
        return float(np.corrcoef((held - held.mean(0)).ravel(), (need - need.mean(0)).ravel())[0, 1])

    assert correlation(3.0) > 0.6
    assert abs(correlation(0.0)) < 0.15


def test_money_of_actors(six):
    """Only organizations and institutions have a budget, only organizations a reserve; medians are those asked."""
    a = six.actors
    assert np.median(a.budget[a.role == Role.COMMUNITY]) == pytest.approx(150_000_00, rel=0.1)
    assert np.median(a.budget[a.role == Role.INSTITUTION]) == pytest.approx(2_000_000_00, rel=0.2)
    assert not a.budget[(a.role == Role.ELECTED) | (a.role == Role.CITIZEN)].any()
    assert np.median(a.reserve[a.role == Role.COMMUNITY]) == pytest.approx(3.0, rel=0.1)
    assert not a.reserve[a.role != Role.COMMUNITY].any()


def test_other_tables_follow_a_poisson_law():
    """Mean and variance of the number of other concertations are the parameter's; citizens sit at none."""
    a = world(real("six_regions"), scale=20.0).actors
    for role, mean in ((Role.COMMUNITY, 1.8), (Role.INSTITUTION, 1.5), (Role.ELECTED, 0.6), (Role.CITIZEN, 0.0)):
        found = a.other_tables[a.role == role]
        assert found.mean() == pytest.approx(mean, abs=0.05)
        assert found.var() == pytest.approx(mean, abs=0.1)


def test_the_agenda_moves_elected_officials_only(network):
    """A favorable political context raises the efficacy of elected officials and of nobody else."""
    for_, against = (world(network, conditions=Conditions(agenda=m)).actors for m in (0.9, 0.1))
    elected = for_.role == Role.ELECTED
    assert (for_.efficacy[elected] > against.efficacy[elected]).all()
    assert np.array_equal(for_.efficacy[~elected], against.efficacy[~elected])


# Ties


def test_ties_are_well_formed(network, six):
    """6,000 to 8,000 ties; each pair once, left before right, sorted; each meets at the table of its kind."""
    t, a, n = six.ties, six.actors, len(network.code)
    assert 6000 <= len(t.name) <= 8000
    assert (t.left < t.right).all()
    assert (np.diff(t.left.astype(np.int64) * len(a.name) + t.right) > 0).all()
    assert (np.diff(a.territory[t.left]) >= 0).all()
    here, there = a.territory[t.left], a.territory[t.right]
    assert (network.region[here] == network.region[there]).all()
    local = (t.kind == Kind.LOCAL) | (t.kind == Kind.MANDATE)
    assert (here[local] == there[local]).all()
    assert (t.table[local] == here[local]).all()
    assert (t.table[~local] == n + network.region[here[~local]]).all()
    sector, hierarchy = t.kind == Kind.SECTOR, t.kind == Kind.HIERARCHY
    assert (here[sector] != there[sector]).all()
    assert (a.delegate[t.left] & a.delegate[t.right])[~local].all()
    assert (a.office[t.left] | a.office[t.right])[hierarchy].all()
    assert not (a.office[t.left] | a.office[t.right])[~hierarchy].any()
    elected = (a.role[t.left] == Role.ELECTED) | (a.role[t.right] == Role.ELECTED)
    assert np.array_equal(elected[local], t.kind[local] == Kind.MANDATE)
    assert set(t.kind.tolist()) == {Kind.LOCAL, Kind.SECTOR, Kind.MANDATE, Kind.HIERARCHY}


def test_almost_everybody_knows_somebody(six):
    """An actor without ties would be outside the process."""
    known = np.bincount(np.concatenate((six.ties.left, six.ties.right)), minlength=len(six.actors.name))
    assert (known == 0).mean() < 0.01


@pytest.mark.parametrize(("level", "trust"), [(0.1, 0.2), (0.45, 0.4), (0.9, 0.66)])
def test_trust_at_the_start_follows_relations_and_prehistory(network, level, trust):
    """Low, middling and high starting conditions give about .2, .4 and .65."""
    conditions = Conditions(relations=level, prehistory=level)
    found = np.mean([world(network, seed, conditions).ties.trust.mean() for seed in range(12)])
    assert found == pytest.approx(trust, abs=0.04)


def test_peers_trust_more_and_the_elected_have_not_met_community_organizations(six):
    """Trust is highest among peers, lowest between community organizations and elected officials, without history."""
    t, a = six.ties, six.actors
    low, high = np.minimum(a.role[t.left], a.role[t.right]), np.maximum(a.role[t.left], a.role[t.right])
    peers, strangers = low == high, (low == Role.COMMUNITY) & (high == Role.ELECTED)
    assert t.trust[peers].mean() > t.trust.mean() > t.trust[strangers].mean()
    assert t.history[strangers].mean() < 0.1 * t.history[~strangers].mean()
    assert np.array_equal(t.trust, t.origin)


def test_history_grows_with_prehistory_and_structures(network):
    """No past concertation and no structure: no encounter at all."""
    histories = [
        world(network, conditions=Conditions(prehistory=level, structures=level)).ties.history.mean()
        for level in (0.0, 0.3, 0.8)
    ]
    assert histories[0] == 0.0
    assert histories[0] < histories[1] < histories[2]


def test_delegates_know_their_neighbors_and_those_who_want_the_same():
    """Sector ties are more frequent across a border, and between delegates who lead with the same problem."""
    network = real("quebec")
    state = world(network, 3)
    a, t = state.actors, state.ties
    delegates = np.flatnonzero(a.delegate & ~a.office)
    one, other = np.triu_indices(len(delegates), 1)
    i, j = delegates[one], delegates[other]
    here, there = a.territory[i], a.territory[j]
    inside = (network.region[here] == network.region[there]) & (here != there)
    i, j, here, there = i[inside], j[inside], here[inside], there[inside]
    touching = {(int(x), int(y)) for x, y in zip(network.edge_a, network.edge_b, strict=True)}
    border = np.array([(int(x), int(y)) in touching for x, y in zip(here, there, strict=True)])
    cause = a.priorities.argmax(axis=1)
    tied = np.isin(i * len(a.name) + j, (t.left * len(a.name) + t.right)[t.kind == Kind.SECTOR])
    assert tied[border].mean() > 1.5 * tied[~border].mean()
    alike = cause[i] == cause[j]
    assert tied[alike & ~border].mean() > 1.5 * tied[~alike & ~border].mean()


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
