"""Award by consensus of the table."""

from dataclasses import dataclass, field
from typing import ClassVar

from sim.funding.award.majority import approved_by
from sim.funding.contract import Award, Call, approvals_only
from sim.state import Flags


@dataclass
class Consensus(Award):
    """Projects that all those present approve, one voice being enough to refuse; which one is funded first is by lot.

    Nobody deliberates again here: a project refused waits for nothing and may be filed anew. With nobody present
    nothing is funded.
    """

    votes: ClassVar[bool] = True
    name: str = field(default="consensus", init=False)

    def __call__(self, call: Call) -> Flags:
        """(project,) funded."""
        approvals_only(call, self.name)
        return approved_by(1.0, call)
