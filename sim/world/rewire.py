"""Who knows whom, dealt otherwise before the first month: controls in which only *who* changes.

Ties stand in groups: those of one table between one role and another (offices apart). Every wiring but the last three
of `Wiring` keeps the number of ties of each group; each moved tie takes over the trust and the history of one of its
group, so that no table and no pair of roles trusts more or less than before.
"""

from enum import IntEnum
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.draws import Luck, join
from sim.parameter import ParameterError
from sim.state import Actors, Bytes, Flags, Floats, Rows, Ties
from sim.vocabulary import Kind, Role
from sim.world.spread import WORLD

Indices = NDArray[np.int64]
OFFICE = 4  # the part of a regional office; the other parts are the roles
PARTS = 5
ROUNDS = 20  # of swaps; in each, every tie is offered one
MOST_PAIRS = 3_000_000  # that are laid out one by one: some 2,000 actors at one table, or 40 times the real number


class Wiring(IntEnum):
    """Who knows whom at the start."""

    DRAWN = 0  # as `acquaintance` draws them
    SWAPPED = 1  # each actor keeps as many ties with each role, with others
    HUBS = 2  # some know nearly everybody: fitness 1/rank, rank drawn (static model: Goh, Kahng & Kim 2001)
    LIKE_MINDED = 3  # as `SWAPPED`, but with those whose positions are the nearest
    ACROSS_AT_RANDOM = 4  # only delegates of different territories are dealt again, among all those of the region
    WITHIN_BORDERS = 5  # no tie between delegates of different territories
    COMPLETE = 6  # everybody at a table knows everybody there
    EMPTY = 7  # nobody knows anybody


class Pairs(NamedTuple):
    """Pairs of actors, and the group in which each tie may move."""

    left: Indices  # (pair,) actor
    right: Indices  # (pair,) actor, after the left one
    table: Indices  # (pair,) where they meet
    group: Indices  # (pair,) table, then part of the one, then part of the other


def parts_of(actors: Actors) -> Indices:
    """(actor,) the role, or OFFICE."""
    return np.where(actors.office, OFFICE, actors.role).astype(np.int64)


def grouped(actors: Actors, region: Rows, left: Indices, right: Indices) -> Pairs:
    """The pairs of actors `left` and `right` (pair,) with the table where they meet and their group.

    Two actors meet at their local table, those of different territories and the offices at the regional one; region
    (territory,)."""
    part = parts_of(actors)
    one, other = np.minimum(part[left], part[right]), np.maximum(part[left], part[right])
    home = actors.territory[left].astype(np.int64)
    apart = (home != actors.territory[right]) | (other == OFFICE)
    table = np.where(apart, len(region) + region[home].astype(np.int64), home)
    return Pairs(left, right, table, (table * PARTS + one) * PARTS + other)


def everybody(actors: Actors, region: Rows, wiring: int) -> Pairs:
    """Every pair that may meet: actors of a territory, delegates of different territories of a region and its offices.

    Sorted by left then right; region (territory,). A world where more than MOST_PAIRS may meet is refused, in the name
    of the `wiring` that asks for them.
    """
    who = np.flatnonzero(actors.active)
    home = actors.territory[who].astype(np.int64)
    members = by_table(who[~actors.office[who]], home[~actors.office[who]], len(region))
    sent = who[actors.delegate[who]]
    members += by_table(sent, region[actors.territory[sent]].astype(np.int64), int(region.max()) + 1)
    n_pairs = sum(len(some) * (len(some) - 1) // 2 for some in members)
    if n_pairs > MOST_PAIRS:
        allowed = f"allowed where at most {MOST_PAIRS:,} pairs of actors may meet (here {n_pairs:,}): fewer actors, or "
        raise ParameterError("acquaintance.wiring", Wiring(wiring).name.lower(), allowed + "drawn, swapped, empty")
    ends = [tuple(some[side] for side in np.triu_indices(len(some), 1)) for some in members]
    left, right = (np.concatenate([np.zeros(0, dtype=np.int64), *(pair[side] for pair in ends)]) for side in (0, 1))
    apart = actors.territory[left] != actors.territory[right]
    local = np.arange(len(left)) < sum(len(pair[0]) for pair in ends[: len(region)])
    kept = local | apart | actors.office[left] | actors.office[right]
    left, right = left[kept], right[kept]
    order = np.lexsort((right, left))
    return grouped(actors, region, left[order], right[order])


def by_table(who: Indices, table: Indices, n: int) -> list[Indices]:
    """Those of `who` (any,) at each of n tables, in order; table (any,)."""
    order = np.argsort(table, kind="stable")
    bounds = np.searchsorted(table[order], np.arange(n + 1))
    return [who[order[a:b]] for a, b in pairwise(bounds.tolist())]


def kinds_of(actors: Actors, region: Rows, pairs: Pairs) -> Bytes:
    """(pair,) why two actors meet, see vocabulary.Kind; region (territory,)."""
    office = actors.office[pairs.left] | actors.office[pairs.right]
    one_elected = (actors.role[pairs.left] == Role.ELECTED) != (actors.role[pairs.right] == Role.ELECTED)
    local = np.where(one_elected, Kind.MANDATE, Kind.LOCAL)
    above = np.where(office, Kind.HIERARCHY, Kind.SECTOR)
    return np.where(pairs.table < len(region), local, above).astype(np.int8)


def kept_of(wiring: int, kind: Indices | Bytes) -> Flags:
    """(tie,) those of the drawn ties, of a `kind` each (tie,), that this wiring leaves."""
    if wiring == Wiring.EMPTY:
        return np.zeros(len(kind), dtype=np.bool_)
    return kind != Kind.SECTOR if wiring == Wiring.WITHIN_BORDERS else np.ones(len(kind), dtype=np.bool_)


def rewired(wiring: int, ties: Ties, actors: Actors, region: Rows, luck: Luck) -> Ties:
    """The drawn ties, dealt otherwise; region (territory,)."""
    now = grouped(actors, region, ties.left.astype(np.int64), ties.right.astype(np.int64))
    if wiring == Wiring.SWAPPED:
        return moved(ties, actors, region, swapped(now, ties, actors, luck), np.arange(len(ties.name)))
    pairs = everybody(actors, region, wiring)
    number = np.bincount(now.group, minlength=int(pairs.group.max(initial=-1)) + 1)
    if wiring == Wiring.LIKE_MINDED:
        chosen = nearest(pairs, number, now, actors)
    else:
        lot = luck.uniform(WORLD, "rewire", join(actors.name[pairs.left], actors.name[pairs.right]))
        weight = fitness(pairs, actors, len(region), luck) if wiring == Wiring.HUBS else np.ones(len(lot))
        chosen = first_of_groups(pairs.group, -np.log1p(-lot) / weight, number)
    if wiring == Wiring.ACROSS_AT_RANDOM:
        across = kinds_of(actors, region, pairs) == Kind.SECTOR
        drawn = np.isin(key_of(pairs, actors), key_of(now, actors))
        chosen = np.where(across, chosen, drawn)
    new = Pairs(*(field[chosen] for field in pairs))
    past = np.empty(len(ties.name), dtype=np.int64)
    lot = luck.uniform(WORLD, "rewire/past", ties.name)
    past[np.argsort(new.group, kind="stable")] = np.lexsort((lot, now.group))
    if wiring == Wiring.ACROSS_AT_RANDOM:
        past = same_where_same(past, key_of(new, actors), key_of(now, actors), ~across[chosen])
    return moved(ties, actors, region, new, past)


def same_where_same(past: Indices, key: Indices, before: Indices, still: Flags) -> Indices:
    """(tie,) whose past each tie has: its own where it is `still` (tie,) there; key, before (tie,) sorted names."""
    return np.where(still, np.searchsorted(before, key), past)


def key_of(pairs: Pairs, actors: Actors) -> Indices:
    """(pair,) one number for each pair of actors, in the order of left, then right."""
    return np.minimum(pairs.left, pairs.right) * len(actors.name) + np.maximum(pairs.left, pairs.right)


def first_of_groups(group: Indices, key: Floats, number: Indices) -> Flags:
    """(pair,) True for the `number` (group,) pairs of each group (pair,) whose key (pair,) is the lowest."""
    order = np.lexsort((key, group))
    place = np.arange(len(group)) - np.searchsorted(group[order], group[order])
    chosen = np.zeros(len(group), dtype=np.bool_)
    chosen[order] = place < number[group[order]]
    return chosen


def fitness(pairs: Pairs, actors: Actors, n_territories: int, luck: Luck) -> Floats:
    """(pair,) weight of each pair: the product over its ends of 1 / (rank at the table), the rank being drawn."""
    regional = pairs.table >= n_territories
    weight = np.ones(len(pairs.left))
    lot = luck.uniform(WORLD, "rewire/rank", actors.name)
    for here in (regional, ~regional):
        ends = np.stack((pairs.left[here], pairs.right[here]))
        who, first = np.unique(ends.ravel(), return_index=True)
        table = np.tile(pairs.table[here], 2)[first]
        order = np.lexsort((lot[who], table))
        rank = np.empty(len(who))
        rank[order] = np.arange(len(who)) - np.searchsorted(table[order], table[order]) + 1.0
        weight[here] = 1.0 / (rank[np.searchsorted(who, ends[0])] * rank[np.searchsorted(who, ends[1])])
    return weight


def nearest(pairs: Pairs, number: Indices, now: Pairs, actors: Actors) -> Flags:
    """(pair,) ties between those who stand the nearest: the nearest pairs first, each actor keeping as many ties with
    each role at each table as it has `now`; what finds no partner so goes to the nearest pairs that are left, whatever
    the actor. number (group,) of ties."""
    gap = np.zeros(len(pairs.left))
    for positions in (actors.priorities, actors.approach):
        for k in range(positions.shape[1]):
            gap += np.abs(positions[pairs.left, k] - positions[pairs.right, k])
    n_groups, order = len(number), np.lexsort((gap, pairs.group))
    slots = np.concatenate((now.left, now.right)) * n_groups + np.tile(now.group, 2)
    which, left_over = np.unique(slots, return_counts=True)
    room = dict(zip(which.tolist(), left_over.tolist(), strict=True))  # (actor, group): ties that it may still have
    one, other = (ends * n_groups + pairs.group for ends in (pairs.left, pairs.right))
    chosen = np.zeros(len(pairs.left), dtype=np.bool_)
    for pair, a, b in zip(order.tolist(), one[order].tolist(), other[order].tolist(), strict=True):
        if room.get(a, 0) and room.get(b, 0):
            room[a], room[b], chosen[pair] = room[a] - 1, room[b] - 1, True
    missing = number - np.bincount(pairs.group[chosen], minlength=n_groups)
    free = np.flatnonzero(~chosen)
    chosen[free[first_of_groups(pairs.group[free], gap[free], missing)]] = True
    return chosen


def swapped(now: Pairs, ties: Ties, actors: Actors, luck: Luck) -> Pairs:
    """The same ties after ROUNDS of double edge swaps within groups: every degree stays, role by role.

    (a, b) and (c, d) become (a, d) and (c, b), unless somebody would be tied to itself, to one whom it already knows,
    or across territories to its own (Maslov & Sneppen 2002).
    """
    part, n = parts_of(actors), np.int64(len(actors.name))
    turn = part[now.left] > part[now.right]
    one, other = np.where(turn, now.right, now.left), np.where(turn, now.left, now.right)
    alike, abroad = part[one] == part[other], ~actors.office[other] & (actors.territory[one] != actors.territory[other])
    for k in range(ROUNDS):
        lot, side = luck.uniforms(WORLD, (f"rewire/{k}", f"rewire/{k}/side"), ties.name)
        order = np.lexsort((lot, now.group))
        place = np.arange(len(order)) - np.searchsorted(now.group[order], now.group[order])
        first = np.flatnonzero((place[:-1] % 2 == 0) & (place[1:] == place[:-1] + 1))
        s, t = order[first], order[first + 1]
        flip = alike[t] & (side[t] < 0.5)
        c, d = np.where(flip, other[t], one[t]), np.where(flip, one[t], other[t])
        new = np.stack((np.stack((one[s], d)), np.stack((c, other[s]))))  # (tie, end, swap)
        key = new.min(axis=1) * n + new.max(axis=1)
        found, where, times = np.unique(key, return_inverse=True, return_counts=True)
        taken = np.isin(found, np.minimum(one, other) * n + np.maximum(one, other)) | (times > 1)
        place_of = actors.territory[new]
        good = ~taken[where.reshape(key.shape)] & (new[:, 0] != new[:, 1])
        good &= ~abroad[s] | (place_of[:, 0] != place_of[:, 1])
        kept = good.all(axis=0)
        one[s[kept]], other[s[kept]] = new[0, 0, kept], new[0, 1, kept]
        one[t[kept]], other[t[kept]] = new[1, 0, kept], new[1, 1, kept]
    return Pairs(np.minimum(one, other), np.maximum(one, other), now.table, now.group)


def moved(ties: Ties, actors: Actors, region: Rows, new: Pairs, past: Indices) -> Ties:
    """Ties between the `new` pairs, each with the trust and history of the tie whose `past` (tie,) it takes over;
    sorted by left then right."""
    order = np.argsort(key_of(new, actors), kind="stable")
    new, past = Pairs(*(field[order] for field in new)), past[order]
    return Ties(
        name=join(actors.name[new.left], actors.name[new.right]),
        left=new.left.astype(np.uint32),
        right=new.right.astype(np.uint32),
        kind=kinds_of(actors, region, new),
        table=new.table.astype(np.uint32),
        trust=ties.trust[past],
        origin=ties.origin[past],
        history=ties.history[past],
    )
