"""Who knows whom, dealt otherwise: only *who* changes, each wiring is what it says, in small worlds too."""

import itertools

import numpy as np
import pytest
import tiny

from sim.config import Scenario
from sim.override import changed
from sim.parameter import ParameterError
from sim.simulate import begin, simulate
from sim.state import State, Ties
from sim.vocabulary import Kind, Role
from sim.world import rewire
from sim.world.network import Network
from sim.world.quebec import real
from sim.world.rewire import Wiring, grouped, kinds_of, parts_of

MOVES = ("swapped", "hubs", "like_minded", "across_at_random")  # as many ties in each group as drawn
EVERY = tuple(w.name.lower() for w in Wiring)
PLACES = {"six regions": real("six_regions"), "one region": real("cote_nord"), "made up": tiny.network(2, 3, 5)}
PLACES["one territory"] = tiny.network(1, 1, 2)
each_place = pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
each_wiring = pytest.mark.parametrize("wiring", EVERY)


def world(place: Network, wiring: str, seed: int = 3, **more: float) -> State:
    """The world before its first month."""
    changes = {"acquaintance.wiring": wiring} | {key.replace("__", "."): value for key, value in more.items()}
    return begin(changed(Scenario(), changes), place, seed).state


def pairs_of(ties: Ties) -> set[tuple[int, int]]:
    """Who knows whom."""
    return set(zip(ties.left.tolist(), ties.right.tolist(), strict=True))


def group_of(s: State) -> np.ndarray:
    """(tie,) table and parts, as the page groups them."""
    left, right = s.ties.left.astype(np.int64), s.ties.right.astype(np.int64)
    return grouped(s.actors, s.territories.region, left, right).group


def degrees(s: State) -> dict[tuple[int, int, int], int]:
    """How many ties each actor has at each table with each part: counted one by one."""
    found: dict[tuple[int, int, int], int] = {}
    part = parts_of(s.actors)
    for a, b, table in zip(s.ties.left.tolist(), s.ties.right.tolist(), s.ties.table.tolist(), strict=True):
        for who, whom in ((a, b), (b, a)):
            place = (who, table, int(part[whom]))
            found[place] = found.get(place, 0) + 1
    return found


@each_place
@each_wiring
def test_ties_are_whole_sorted_and_where_they_should_be(place: Network, wiring: str) -> None:
    """Protects what every stage reads: each pair once, sorted, named, of the kind and at the table of its two ends."""
    s = world(place, wiring)
    t, a, n = s.ties, s.actors, len(place.code)
    key = t.left.astype(np.int64) * len(a.name) + t.right
    assert (np.diff(key) > 0).all(), "each pair once, by left then right"
    assert (t.left < t.right).all()
    assert len(np.unique(t.name)) == len(t.name)
    assert s.born == len(t.name)
    plain = world(place, "drawn")
    for name, field in t._asdict().items():
        assert field.dtype == getattr(plain.ties, name).dtype, name
        assert len(field) == len(t.name), name
    assert ((t.trust > 0.0) & (t.trust < 1.0) & (t.history >= 0.0)).all()
    assert np.array_equal(t.trust, t.origin)
    local = t.table < n
    home, there = a.territory[t.left], a.territory[t.right]
    office = a.office[t.left] | a.office[t.right]
    assert np.array_equal(local, (home == there) & ~office)
    assert np.array_equal(t.table[local], home[local])
    assert np.array_equal(t.table[~local], n + s.territories.region[home[~local]])
    assert (a.delegate[t.left] & a.delegate[t.right])[~local].all()
    assert np.array_equal(t.kind == Kind.HIERARCHY, office)
    assert np.array_equal(t.kind == Kind.SECTOR, ~local & ~office)


@each_place
@pytest.mark.parametrize("wiring", MOVES)
def test_only_who_changes(place: Network, wiring: str) -> None:
    """Protects the control: the same trust and history, by pair of roles and table; nothing else moves."""
    s, plain = world(place, wiring), world(place, "drawn")
    one, other = group_of(s), group_of(plain)
    assert np.array_equal(np.sort(one), np.sort(other))
    for field in ("trust", "history"):
        here, there = getattr(s.ties, field), getattr(plain.ties, field)
        assert np.array_equal(here[np.lexsort((here, one))], there[np.lexsort((there, other))]), field
    for group in ("territories", "actors", "tables", "regions", "money"):
        for x, y in zip(getattr(s, group), getattr(plain, group), strict=True):
            assert np.array_equal(x, y), group


@each_place
def test_swaps_keep_every_degree_role_by_role(place: Network) -> None:
    """Protects "degrees kept": counted one by one; and most ties have moved where there is room."""
    s, plain = world(place, "swapped"), world(place, "drawn")
    assert degrees(s) == degrees(plain)
    if len(place.code) > 1:
        assert len(pairs_of(s.ties) & pairs_of(plain.ties)) < 0.5 * len(plain.ties.name)


@pytest.mark.parametrize("seed", range(5))
def test_swaps_are_as_free_as_degrees_allow(seed: int) -> None:
    """Protects against swaps that hardly mix: ties kept are few more than independent draws would share."""
    place = PLACES["one region"]
    plain = pairs_of(world(place, "drawn", seed).ties)
    left = len(plain & pairs_of(world(place, "swapped", seed).ties)) / len(plain)
    assert left < 0.35


def test_hubs_know_many_and_many_know_few() -> None:
    """Protects "hubs": the largest degree of local tables is far above the drawn one, and some have no tie."""
    place = PLACES["six regions"]
    most = {}
    for wiring in ("drawn", "hubs"):
        t = world(place, wiring).ties
        local = t.table < len(place.code)
        most[wiring] = np.bincount(np.concatenate((t.left[local], t.right[local]))).max()
    assert most["hubs"] > 2 * most["drawn"]


def test_the_like_minded_stand_nearer() -> None:
    """Protects "like-minded": nearer in each kind of tie, with nearly the degrees of before."""
    place = PLACES["six regions"]
    gap = {}
    for wiring in ("drawn", "swapped", "like_minded"):
        s = world(place, wiring)
        a, t = s.actors, s.ties
        apart = sum(np.abs(x[t.left] - x[t.right]).sum(axis=1) / 2 for x in (a.priorities, a.approach))
        gap[wiring] = [apart[t.kind == kind].mean() for kind in range(3)]
    assert all(near < 0.92 * far for near, far in zip(gap["like_minded"], gap["drawn"], strict=True))
    assert np.allclose(gap["swapped"], gap["drawn"], rtol=0.05)


def test_delegates_across_territories_only() -> None:
    """Protects "borders at random": local and hierarchical ties are untouched, neighbors are no longer preferred."""
    place = PLACES["six regions"]
    s, plain = world(place, "across_at_random"), world(place, "drawn")
    still, before = s.ties.kind != Kind.SECTOR, plain.ties.kind != Kind.SECTOR
    for name in Ties._fields:
        assert np.array_equal(getattr(s.ties, name)[still], getattr(plain.ties, name)[before]), name
    borders = set(zip(place.edge_a.tolist(), place.edge_b.tolist(), strict=True))
    near = {}
    for wiring, state in (("random", s), ("drawn", plain)):
        t, home = state.ties, state.actors.territory
        sector = t.kind == Kind.SECTOR
        ends = np.sort(np.stack((home[t.left[sector]], home[t.right[sector]])), axis=0)
        near[wiring] = np.mean([tuple(pair) in borders for pair in ends.T.tolist()])
    assert near["random"] < near["drawn"] - 0.1


@each_place
def test_no_tie_across_borders(place: Network) -> None:
    """Protects "no ties across territories' borders": the others are as drawn, to the last bit."""
    s, plain = world(place, "within_borders"), world(place, "drawn")
    assert (s.ties.kind != Kind.SECTOR).all()
    kept = plain.ties.kind != Kind.SECTOR
    for name in Ties._fields:
        assert np.array_equal(getattr(s.ties, name), getattr(plain.ties, name)[kept]), name


@each_place
def test_complete_is_complete_and_empty_is_empty(place: Network) -> None:
    """Protects both ends: every pair that may meet, listed another way; drawn pairs keep their trust and history."""
    s, plain = world(place, "complete"), world(place, "drawn")
    a, region = s.actors, s.territories.region
    expected = set()
    for i, j in itertools.combinations(range(len(a.name)), 2) if len(a.name) < 700 else []:
        same = a.territory[i] == a.territory[j]
        office = a.office[i] or a.office[j]
        both = a.delegate[i] and a.delegate[j] and region[a.territory[i]] == region[a.territory[j]]
        if (same and not office) or (both and (office or not same)):
            expected.add((i, j))
    found = pairs_of(s.ties)
    assert not expected or found == expected
    assert pairs_of(plain.ties) <= found
    key = {name: k for k, name in enumerate(s.ties.name.tolist())}
    where = [key[name] for name in plain.ties.name.tolist()]
    assert np.array_equal(s.ties.trust[where], plain.ties.trust)
    assert np.array_equal(s.ties.kind[where], plain.ties.kind)
    assert len(world(place, "empty").ties.name) == 0


def test_the_kind_of_a_drawn_tie_is_that_of_its_ends() -> None:
    """Protects moved ties from a kind that drawn ones of their group would not have."""
    s = world(PLACES["six regions"], "drawn")
    t = s.ties
    pairs = grouped(s.actors, s.territories.region, t.left.astype(np.int64), t.right.astype(np.int64))
    assert np.array_equal(kinds_of(s.actors, s.territories.region, pairs), t.kind)
    assert np.array_equal(pairs.table, t.table)


@pytest.mark.parametrize("wiring", [w for w in EVERY if w != "drawn"])
def test_a_region_alone_is_wired_as_among_others(wiring: str) -> None:
    """Protects the house's promise: what stands around a region changes nothing of it."""
    six, alone = world(PLACES["six regions"], wiring), world(PLACES["one region"], wiring)
    name = {int(n): k for k, n in enumerate(six.ties.name)}
    where = [name[int(n)] for n in alone.ties.name]
    assert np.array_equal(six.ties.trust[where], alone.ties.trust)
    here = np.isin(six.actors.name[six.ties.left], alone.actors.name)
    assert here.sum() == len(alone.ties.name)


@each_place
@each_wiring
def test_every_wiring_lives(place: Network, wiring: str) -> None:
    """Protects every stage from a strange network: two years and a half, and ties born of projects where they can."""
    h = simulate(changed(Scenario(months=30), {"acquaintance.wiring": wiring}), place, 2)
    assert (h["held"] >= h["cooperative"] + h["conflictual"]).all()
    if wiring == "empty":
        assert h["held"].sum() == 0.0
        assert len(h.final.ties.name) == 0, "nobody finds a partner: no tie is born"
    assert (h["envelope"].sum(axis=1) == h["envelope"][0].sum()).all()


def test_luck_of_others_does_not_move() -> None:
    """Protects pairing: a rewired world has the attendance of its base until something is lived otherwise."""
    place = PLACES["one region"]
    one, other = (
        simulate(changed(Scenario(months=1), {"acquaintance.wiring": w}), place, 4) for w in ("drawn", "hubs")
    )
    assert np.array_equal(one["present"], other["present"])
    assert not np.array_equal(one["held"], other["held"])


def test_too_many_pairs_are_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Protects memory: the key, the value and what is allowed, before anything is laid out."""
    monkeypatch.setattr(rewire, "MOST_PAIRS", 1_000)
    with pytest.raises(ParameterError, match=r"acquaintance\.wiring = 'complete': allowed where at most 1,000 pairs"):
        world(PLACES["one region"], "complete")
    assert len(world(PLACES["one region"], "swapped").ties.name)
    with pytest.raises(ParameterError, match=r"wiring = 'magic'.*drawn, swapped, hubs"):
        world(PLACES["one region"], "magic")


def test_elected_officials_know_each_other_only_in_a_complete_world() -> None:
    """Protects the kind of a pair that no drawn tie has."""
    s = world(PLACES["one region"], "complete")
    both = (s.actors.role[s.ties.left] == Role.ELECTED) & (s.actors.role[s.ties.right] == Role.ELECTED)
    assert set(s.ties.kind[both].tolist()) == {int(Kind.LOCAL), int(Kind.SECTOR)}
