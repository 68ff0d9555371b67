"""Award to the most approved per dollar."""

from dataclasses import dataclass, field
from typing import ClassVar

from sim.funding.award.exact import most_approved_per_dollar
from sim.funding.contract import Award, Call, fill
from sim.state import Flags


@dataclass
class ApprovalPerDollar(Award):
    """Greedy approval: voices for a project over its request, the highest first, until the money runs out.

    The usual rule of participatory budgeting (Rey & Maly 2023, "greedy cost welfare per unit of cost"). Projects that
    nobody approves are not funded. Where ballots give points, points count instead of voices ("additive cardinal").
    """

    votes: ClassVar[bool] = True
    takes_points: ClassVar[bool] = True
    name: str = field(default="approval_per_dollar", init=False)

    def __call__(self, call: Call) -> Flags:
        """(project,) funded."""
        return fill(most_approved_per_dollar(call), call.request, call.budget)
