"""What the world holds at the start: conditions and needs of territories, actors of four groups, ties and trust."""

import numpy as np
import pytest

from sim.draws import Luck
from sim.state import State
from sim.vocabulary import PROBLEMS, Kind, Role
from sim.world import profiles
from sim.world.build import build
from sim.world.conditions import Conditions
from sim.world.network import Network
from sim.world.population import Population
from sim.world.quebec import real
from sim.world.synthetic import Synthetic, synthetic
from sim.world.ties import Acquaintance


def world(network: Network, seed: int = 1, conditions: Conditions | None = None, **population: float) -> State:
    """The world of the base parameters, but for those given."""
    return build(network, conditions or Conditions(), Population(**population), Acquaintance(), Luck(seed))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def network() -> Network:
    """The six regions of the study."""
    return real("six_regions")


@pytest.fixture(scope="module")
def six(network: Network) -> State:
    """The world of the six regions."""
    return world(network)


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


@pytest.mark.parametrize(("level", "least", "most"), [(0.1, 0.10, 0.25), (0.45, 0.25, 0.45), (0.9, 0.50, 0.72)])
def test_trust_at_the_start_follows_relations_and_prehistory(network, level, least, most):
    """Poor, middling and good starting conditions give little, some and much trust, whatever the seed."""
    conditions = Conditions(relations=level, prehistory=level)
    found = np.mean([world(network, seed, conditions).ties.trust.mean() for seed in range(12)])
    assert least < found < most


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
