"""Award by vote of the table, project by project: a majority."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from sim.funding.contract import Award, Call, approvals_only, fill, ranked, whole_voices
from sim.parameter import parameter
from sim.state import Flags


@dataclass
class Majority(Award):
    """Those present approve or not; projects at the threshold or above are funded, the most approved first.

    Threshold 0.5 is a majority; see `supermajority` and `consensus` for more. With nobody present nothing is funded:
    the money waits for the next round.
    """

    votes: ClassVar[bool] = True
    name: str = field(default="majority", init=False)
    threshold: float = parameter(0.5, 0.0, 1.0, "share of voices", "[A] half or more, 1 consensus")

    def __call__(self, call: Call) -> Flags:
        """(project,) funded."""
        approvals_only(call, self.name)
        return approved_by(self.threshold, call)


def approved_by(threshold: float, call: Call) -> Flags:
    """(project,) funded among those that a share of the voices approves, the most approved first."""
    voice = whole_voices(call)
    if voice.sum() == 0:
        return np.zeros(len(call.request), dtype=np.bool_)
    share = (voice @ call.approves) / voice.sum()
    order = ranked(share, call.lots)
    return fill(order[share[order] >= threshold - 1e-12], call.request, call.budget)
