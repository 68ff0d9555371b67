"""Award by lot."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from sim.funding.contract import Award, Call, fill
from sim.state import Flags


@dataclass
class Lottery(Award):
    """Projects are taken in the order of their lots: a reference point, blind to merit, priorities and standing."""

    takes_all: ClassVar[bool] = True
    name: str = field(default="lottery", init=False)

    def __call__(self, call: Call) -> Flags:
        """(project,) funded."""
        return fill(np.argsort(call.lots, kind="stable").astype(np.int32), call.request, call.budget)
