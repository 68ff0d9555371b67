"""What the proportional rules share: whole numbers throughout, so that ties are exact and order never matters."""

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from sim.funding.contract import Call, whole_voices
from sim.state import Ints


class Ratio(NamedTuple):
    """numerator / denominator, whole numbers of any size; denominator > 0."""

    numerator: int
    denominator: int


def compare(a: Ratio, b: Ratio) -> int:
    """Negative, zero or positive as a is smaller than, equal to or greater than b, exactly."""
    return a.numerator * b.denominator - b.numerator * a.denominator


def most_approved_per_dollar(call: Call) -> Ints:
    """(any,) the projects that somebody approves, from the most voices for a dollar to the least; ties by lot."""
    voices = (whole_voices(call) @ call.approves).tolist()
    price = [Fraction(int(asks), mine) if mine else None for asks, mine in zip(call.request, voices, strict=True)]
    ranks = sorted((price[p], call.lots[p], p) for p in range(len(price)) if price[p] is not None)
    return np.array([p for *_, p in ranks], dtype=np.int32)


class Ballots(NamedTuple):
    """Who backs what, in whole numbers."""

    voice: list[int]  # (voter,) >= 1, without common factor
    backers: dict[int, list[int]]  # the voters who approve a project; projects that could be funded alone


def ballots(call: Call) -> Ballots:
    """Voters who have a voice, and the projects that some of them approve and that fit in the whole budget."""
    voice = whole_voices(call)
    there = voice > 0
    voice, approves = voice[there], call.approves[there]
    if len(voice) == 0:
        return Ballots([], {})
    voice //= np.gcd.reduce(voice)
    open_ = np.flatnonzero(approves.any(axis=0) & (call.request <= call.budget))
    return Ballots(voice.tolist(), {p: np.flatnonzero(approves[:, p]).tolist() for p in open_.tolist()})


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
