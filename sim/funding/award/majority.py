"""Award by vote of the table, project by project."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from sim.funding.contract import Award, Call, approval, fill, ranked
from sim.parameter import parameter
from sim.state import Flags


@dataclass
class Majority(Award):
    """Those present approve or not; projects at the threshold or above are funded, the most approved first.

    Threshold 0.5 is a majority, 0.67 a supermajority, 1 the consensus of the table. With nobody present nothing is
    funded: the money waits for the next round.
    """

    votes: ClassVar[bool] = True
    name: str = field(default="majority", init=False)
    threshold: float = parameter(0.5, 0.0, 1.0, "share of voices", "[A] 0.5 majority, 1 consensus")

    def __call__(self, call: Call) -> Flags:
        """(project,) funded."""
        voices = float(call.voice.sum())
        if voices <= 0.0:
            return np.zeros(len(call.request), dtype=np.bool_)
        share = approval(call) / voices
        order = ranked(share, call.lots)
        return fill(order[share[order] >= self.threshold - 1e-12], call.request, call.budget)
