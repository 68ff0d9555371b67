"""What every award rule receives and gives: one contract, so that rules can be exchanged."""

from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

import numpy as np

from sim.parameter import ParameterError, Parameters
from sim.state import Bytes, Cents, Flags, Floats, Ints

VOICE = 10**9  # parts of a voice
POINT = 10**9  # parts of a point


class Call(NamedTuple):
    """One call for projects on one account, as its jury sees it."""

    budget: int  # cents that can be awarded
    request: Cents  # (project,) cents asked; > 0, but in a file some may ask for nothing
    cost: Cents  # (project,) cents
    months: Ints  # (project,)
    partners: Ints  # (project,)
    quality: Floats  # (project,) in [0, 1]
    novelty: Floats  # (project,) in [0, 1]
    problem: Bytes  # (project,)
    approach: Bytes  # (project,)
    priorities: Floats  # (problem,) simplex, the table's
    approves: Flags  # (voter, project) those present at the table; no voter unless the rule `votes`
    voice: Floats  # (voter,) voices
    lots: Floats  # (project,) in [0, 1): breaks every tie
    person_target: float  # the ministry's preference for projects that address the person
    points: Cents | None = None  # (voter, project) in POINTs, what it is worth to the voter; None: 1 where approved


@dataclass
class Award(Parameters):
    """An award rule is a callable: a Call gives the projects that it funds (project,), within the budget."""

    section: ClassVar[str] = "award"
    votes: ClassVar[bool] = False  # whether the rule asks those present what they approve
    takes_points: ClassVar[bool] = False  # whether it can count points, where ballots give points rather than approvals
    takes_all: ClassVar[bool] = False  # whether it funds every project that a budget can pay: then it is not asked
    name: str = field(default="", init=False)

    def __call__(self, call: Call) -> Flags:
        """(project,) True where funded; the requests funded never exceed the budget."""
        raise TypeError("an award rule states how it chooses")


def whole_voices(call: Call) -> Cents:
    """(voter,) voices in billionths, 0.7 being exactly seven tenths: sums are exact, whoever is counted first."""
    return np.rint(call.voice * VOICE).astype(np.int64)


def approvals_only(call: Call, name: str) -> None:
    """Refuse, for a rule of this name that counts approvals, ballots that give points."""
    if call.points is not None:
        raise ParameterError("award", name, "it counts who approves what, and these ballots give points")


def fill(order: Ints, request: Cents, budget: int) -> Flags:
    """(project,) True for those that fit in the budget when taken in `order`; one too dear is passed over."""
    funded = np.zeros(len(request), dtype=np.bool_)
    left, asked = budget, request.tolist()
    for p in order.tolist():
        if asked[p] <= left:
            funded[p] = True
            left -= asked[p]
    return funded


def ranked(score: Floats, lots: Floats) -> Ints:
    """Projects (project,) from the highest score to the lowest; equal scores in the order of their lots."""
    return np.lexsort((lots, -score)).astype(np.int32)
