"""What the proportional rules share: whole numbers throughout, so that ties are exact and order never matters."""

from collections.abc import Callable
from fractions import Fraction
from operator import mul
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.funding.contract import Call, whole_voices
from sim.state import Cents, Ints

MANY = 500  # voters from which those who say the same are counted together: a call of the model has fewer
SAFE = 2**62  # what 64 bits hold with room


class Ratio(NamedTuple):
    """numerator / denominator, whole numbers of any size; denominator > 0."""

    numerator: int
    denominator: int


def compare(a: Ratio, b: Ratio) -> int:
    """Negative, zero or positive as a is smaller than, equal to or greater than b, exactly."""
    return a.numerator * b.denominator - b.numerator * a.denominator


def most_approved_per_dollar(call: Call) -> Ints:
    """(any,) the projects that somebody approves, from the most voices for a dollar to the least; ties by lot.

    Where ballots give points: those that have more than none in all, from the most points for a dollar to the least.
    """
    voices = (whole_voices(call) @ call.approves).tolist() if call.points is None else all_points(call)
    price = [Fraction(int(asks), mine) if mine > 0 else None for asks, mine in zip(call.request, voices, strict=True)]
    ranks = sorted((price[p], call.lots[p], p) for p in range(len(price)) if price[p] is not None)
    return np.array([p for *_, p in ranks], dtype=np.int32)


def all_points(call: Call) -> list[int]:
    """(project,) points times voices, in whole numbers without common factor; negative notes are taken off."""
    voice, points = without_factor(whole_voices(call)), without_factor(call.points)
    if int(voice.sum()) * int(np.abs(points).max(initial=0)) >= SAFE:
        voice, points = voice.astype(object), points.astype(object)
    return [int(total) for total in (voice @ points).tolist()]


def without_factor(whole: Cents | None) -> Cents:
    """Whole numbers divided by what divides them all."""
    assert whole is not None
    factor = int(np.gcd.reduce(whole, axis=None)) if whole.size else 0
    return whole // factor if factor > 1 else whole


class Ballots(NamedTuple):
    """Who backs what, in whole numbers."""

    voice: list[int]  # (voter,) >= 1, without common factor
    backers: dict[
        int, list[int]
    ]  # the voters to whom a project is worth something; projects that could be funded alone
    worth: dict[int, list[int]] | None = None  # what a project is worth to each of its backers, >= 1; None: 1 to all

    def weight(self, project: int) -> int:
        """Voices of the backers of a project, each times what it is worth to them."""
        voices = map(self.voice.__getitem__, self.backers[project])
        return sum(voices) if self.worth is None else sum(map(mul, voices, self.worth[project]))


def ballots(call: Call) -> Ballots:
    """Voters who have a voice, and the projects that some of them back and that fit in the whole budget.

    A voter backs what it approves or, where ballots give points, what it gives more than 0 points to.
    """
    voice = whole_voices(call)
    there = voice > 0
    voice = voice[there]
    said: NDArray[Any] = call.approves[there]
    if call.points is not None:
        said = np.maximum(without_factor(call.points[there]), 0)
    if len(voice) == 0:
        return Ballots([], {})
    if len(voice) > MANY:
        voice, said = alike(voice, said)
    voice //= np.gcd.reduce(voice)
    open_ = np.flatnonzero(said.any(axis=0) & (call.request <= call.budget)).tolist()
    backers = {p: np.flatnonzero(said[:, p]).tolist() for p in open_}
    worth = None if call.points is None else {p: said[backers[p], p].tolist() for p in open_}
    return Ballots(voice.tolist(), backers, worth)


def alike(voice: Cents, said: NDArray[Any]) -> tuple[Cents, NDArray[Any]]:
    """Voters who say the same as one voter who has the voices of all: in the same order, and nothing else changes."""
    _, first, group = np.unique(said, axis=0, return_index=True, return_inverse=True)
    whole = np.zeros(len(first), dtype=np.int64)
    np.add.at(whole, group.ravel(), voice)
    order = np.argsort(first)
    return whole[order], said[first[order]]


def smallest(least: dict[int, float], measure: Callable[[int], Ratio | None]) -> tuple[list[int], Ratio | None]:
    """The projects whose measure is the smallest, all those that tie exactly, and that measure; None: no project.

    least: for each project a number that its measure cannot be under; those that are too high are not measured. It is
    brought up to date, and a project whose measure is None leaves it: it will never have one again. Python divides
    whole numbers to the nearest float, so a smaller float is a smaller ratio; equal floats are compared exactly.
    """
    best, first, tied = float("inf"), None, list[int]()
    for p in sorted(least, key=least.__getitem__):
        if least[p] > best:
            break
        found = measure(p)
        if found is None:
            del least[p]
            continue
        least[p] = found.numerator / found.denominator
        order = -1 if first is None else compare(found, first)
        if order < 0:
            best, first, tied = least[p], found, [p]
        elif order == 0:
            tied.append(p)
    return tied, first
