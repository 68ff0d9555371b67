"""Award to the most approved per dollar."""

from dataclasses import dataclass, field
from typing import ClassVar

from sim.funding.contract import Award, Call, approval, fill, ranked
from sim.state import Flags


@dataclass
class ApprovalPerDollar(Award):
    """Greedy approval: voices for a project over its request, the highest first, until the money runs out.

    The usual rule of participatory budgeting (Rey & Maly 2023, "greedy cost welfare per unit of cost"). Projects that
    nobody approves are not funded.
    """

    votes: ClassVar[bool] = True
    name: str = field(default="approval_per_dollar", init=False)

    def __call__(self, call: Call) -> Flags:
        """(project,) funded."""
        voices = approval(call)
        order = ranked(voices / call.request, call.lots)
        return fill(order[voices[order] > 0.0], call.request, call.budget)
