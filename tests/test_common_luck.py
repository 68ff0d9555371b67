"""Common luck: what is changed changes what it touches, from when it touches it, and nothing else, to the last bit."""

import numpy as np
import pytest

from sim.config import Scenario
from sim.funding.award import AWARDS
from sim.history import SERIES, History
from sim.override import changed
from sim.simulate import simulate
from sim.state import State
from sim.vocabulary import Phase
from sim.world.network import Network
from sim.world.population import Population
from sim.world.quebec import real

GROUPS = ("territories", "actors", "ties", "tables", "regions", "money", "projects")
TERRITORIAL = ("claim", "conceded", "standing", "share")  # fields of Regions that are by territory
ALL = 10_000  # every month


@pytest.fixture(scope="module")
def place() -> Network:
    """One small region."""
    return real("cote_nord")


@pytest.fixture(scope="module")
def base(place) -> History:
    """It, under the rules of the time."""
    return simulate(Scenario(), place, 5)


def arrays(state: State) -> dict[str, np.ndarray]:
    """Every array of a state by its dotted name."""
    return {f"{g}.{f}": a for g in GROUPS for f, a in getattr(state, g)._asdict().items()} | {"joint": state.joint}


def same_bits(one: np.ndarray, other: np.ndarray) -> bool:
    """Equal to the last bit, NaN included."""
    return one.shape == other.shape and one.dtype == other.dtype and one.tobytes() == other.tobytes()


def assert_same_until(one: History, other: History, month: int, but: tuple[str, ...] = ()) -> None:
    """Every series of two runs is the same before this month, and so is the log."""
    for name in SERIES:
        if name not in but:
            assert same_bits(one[name][:month], other[name][:month]), (name, month)
    before = [[h for h in history.log if h.month < month] for history in (one, other)]
    assert before[0] == before[1]


def assert_identical(one: History, other: History) -> None:
    """Two runs are the same: series, log, final state."""
    assert_same_until(one, other, ALL)
    left, right = arrays(one.final), arrays(other.final)
    for name, array in left.items():
        assert same_bits(array, right[name]), name


# The same again


def test_the_same_seed_twice_gives_the_same_run_and_another_seed_another(place, base):
    """Bit for bit; the seed is all the luck there is."""
    assert_identical(base, simulate(Scenario(), place, 5))
    other = simulate(Scenario(), place, 6)
    assert not any(same_bits(base[name], other[name]) for name in ("trust", "cooperative", "present", "need"))


def test_runs_do_not_depend_on_the_runs_before_them(place, base):
    """After other seeds, other rules, another network in the same process: still the same; nothing is left behind."""
    simulate(changed(Scenario(), {"award": "lottery", "endorsement": "none", "months": 30}), place, 8)
    simulate(Scenario(months=12), real("mauricie"), 5)
    assert_identical(base, simulate(Scenario(), place, 5))


def test_fewer_months_are_the_first_of_more(place, base):
    """A run stopped early is the beginning of the long one."""
    short = simulate(Scenario(months=40), place, 5)
    for name in SERIES:
        assert same_bits(short[name], base[name][:40]), name


def test_a_network_is_not_written_in(place, base):
    """A network is shared by all runs on it: a run that pays its envelope out leaves it full."""
    assert place.envelope.tolist() == base["envelope"][0].tolist()
    assert not np.shares_memory(place.envelope, base.final.regions.envelope)


# A region alone


def part(history: History, region: int) -> dict[str, np.ndarray]:
    """What a run says of one region: its series, its projects and its final state, whatever stands around it."""
    s = history.final
    place = s.territories.region == region
    table = np.append(place, np.arange(len(s.regions.name)) == region)
    actor = place[s.actors.territory]
    rows = {"territories": place, "actors": actor, "ties": actor[s.ties.left], "tables": table, "money": table}
    rows["projects"] = actor[s.projects.promoter]
    by = {"table": table, "territory": place, "region": np.arange(len(s.regions.name)) == region}
    found = {f"series.{name}": history[name][:, by[series.axes[0]]] for name, series in SERIES.items()}
    numbers = ("region", "territory", "left", "right", "table", "promoter", "partner", "tie", "account", "parent")
    for name, array in arrays(s).items():
        group, _, field = name.partition(".")
        if group in rows and field not in numbers:
            found[name] = array[rows[group]]
        elif group == "regions":
            found[name] = array[place] if field in TERRITORIAL else array[[region]]
    q = s.projects
    names = np.append(s.actors.name, np.uint64(0))
    found["promoters"], found["partners"] = names[q.promoter[rows["projects"]]], names[q.partner[rows["projects"]]]
    found["left"], found["right"] = s.actors.name[s.ties.left[rows["ties"]]], s.actors.name[s.ties.right[rows["ties"]]]
    return found


RULES = {"of 2010": {}, "one pot": {"split": "one_pot", "award": "majority", "endorsement": "awards"}}
RULES["renewed"] = {"norms.renewals": 3, "norms.longest": 8, "norms.core_fund": 0.2, "norms.leveling": 0.5}
RULES["renewed"] |= {"norms.return_months": 20}


@pytest.mark.parametrize("rules", RULES)
def test_a_region_alone_lives_the_same_months_as_among_others(rules):
    """Over a whole run, in every series, project, tie and actor, bit for bit."""
    scenario, six = changed(Scenario(), RULES[rules]), real("six_regions")
    among = simulate(scenario, six, 11)
    for name in ("Mauricie", "Côte-Nord"):
        alone = part(simulate(scenario, real(name), 11), 0)
        other = part(among, six.region_name.index(name))
        for key, array in alone.items():
            assert same_bits(array, other[key]), (name, key)


def test_more_actors_leave_the_luck_of_the_first_ones(place):
    """Twice the population: the actors that were there attend the first month as before; their luck is theirs."""
    few, many = (
        simulate(Scenario(months=1, population=Population(scale=k)), place, 3).final.actors for k in (1.0, 2.0)
    )
    where = np.flatnonzero(np.isin(many.name, few.name))
    assert np.array_equal(many.name[where], few.name)
    local = ~few.office
    assert np.array_equal(many.attends[where][local], few.attends[local])


# Another rule


def first(history: History, word: str) -> int:
    """The first month in which something happened, ALL if never."""
    return min((h.month for h in history.log if h.word == word), default=ALL)


def first_of(months: np.ndarray) -> int:
    """The smallest month of those that came, ALL if none."""
    return int(months[months >= 0].min()) if (months >= 0).any() else ALL


@pytest.mark.parametrize("kind", AWARDS, ids=lambda kind: kind().name)
def test_another_award_rule_changes_nothing_before_the_first_award(place, base, kind):
    """Attendance, trust, positions, plans, proposals: the same bits until the jury's first answer."""
    other = simulate(Scenario(award=kind()), place, 5)
    answer = first(base, "awarded")
    assert 12 < answer < 48
    assert first(other, "awarded") == answer
    assert_same_until(base, other, answer)
    filed = base.final.projects.filed < answer
    for field in ("name", "promoter", "partner", "cost", "request", "quality", "novelty", "months"):
        one, another = getattr(base.final.projects, field)[filed], getattr(other.final.projects, field)
        assert same_bits(one, another[: len(one)]), field


UNRELATED = {  # a change, and the first month that it may touch, as the base run tells
    "endorsement.patience": (0, lambda h: first(h, "vetoed")),
    "endorsement.bridge": (0.3, lambda h: first(h, "plan_adopted")),
    "implementation.partner_trust": (0.2, lambda h: first_of(h.final.projects.started)),
    "implementation.lasting": (3.0, lambda h: first_of(h.final.projects.ended)),
    "accountability.encouraged": (0.5, lambda h: first_of(h.final.projects.awarded)),
    "negotiation.concession": (0.9, lambda h: first(h, "negotiation_opens")),
    "negotiation.tolerance": (0.5, lambda h: first(h, "negotiation_opens")),
    "proposals.cost": (20_000.0, lambda h: first(h, "fund_opens")),
    "norms.cap": (10_000.0, lambda h: first(h, "fund_opens")),
    "priorities.win": (0.3, lambda h: first(h, "plan_adopted")),
    "events.replaced": (1.0, lambda h: 43),
    "events.removal_month": (30, lambda h: 30),
    "accountability.yearly": (4.0, lambda h: 11),
    "approval.base": (3.0, lambda h: ALL),  # the base rule does not ask for approvals
}


@pytest.mark.parametrize("key", UNRELATED)
def test_a_change_is_felt_only_from_when_it_acts(place, base, key):
    """Each parameter leaves every earlier month as it was, to the last bit, and does act afterwards."""
    value, since = UNRELATED[key]
    other = simulate(changed(Scenario(), {key: value}), place, 5)
    month = since(base)
    assert month > 5
    assert_same_until(base, other, month)
    if month < ALL:
        assert any(not same_bits(base[name], other[name]) for name in SERIES), "it never acted"


def test_a_measure_changes_nothing_but_itself(place, base):
    """From which reserve an organization counts as fragile is a question of counting: nobody lives otherwise."""
    other = simulate(changed(Scenario(), {"viability.fragile": 3.0}), place, 5)
    assert_same_until(base, other, ALL, but=("fragile",))
    assert (other["fragile"] > base["fragile"]).any()


def test_a_formula_for_a_split_waits_for_no_sitting(place, base):
    """Another split leaves every month until enough territories have their plan as it was."""
    other = simulate(changed(Scenario(), {"split": "equal"}), place, 5)
    opening = first(base, "negotiation_opens")
    assert first(other, "agreement_reached") == opening
    assert_same_until(base, other, opening)
    assert (base["phase"][opening - 1] < Phase.ENDORSED).any()
