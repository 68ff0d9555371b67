"""Award by ranking: projects are scored, the best are funded until the money runs out."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from sim.funding.contract import Award, Call, fill, ranked
from sim.parameter import parameter
from sim.state import Flags


@dataclass
class TableRanking(Award):
    """The table's priorities decide, and quality among projects of the same problem.

        score = priority of the project's problem, relative to the highest, + by_quality * quality

    Source: 2010-2015, territorial projects must fit the priorities set by the actors (Mauricie guide, 2013).
    """

    takes_all: ClassVar[bool] = True
    name: str = field(default="table_ranking", init=False)
    by_quality: float = parameter(1.0, 0.0, 10.0, "ratio", "[A] weight of quality against fit to priorities")

    def __call__(self, call: Call) -> Flags:
        """(project,) funded."""
        fit = call.priorities[call.problem] / max(*call.priorities.tolist(), 1e-12)
        return fill(ranked(fit + self.by_quality * call.quality, call.lots), call.request, call.budget)


@dataclass
class CentralRanking(Award):
    """The ministry's criteria decide: quality, leverage, novelty, and how far the project addresses the person.

        score = quality + by_leverage * (1 - request/cost) + by_novelty * novelty + by_target * target

    target is person_target for an individual project, 1 - person_target for one on structures or integrated, and
    halfway for one on living environments. A reference point: nobody in the territory is asked.
    """

    takes_all: ClassVar[bool] = True
    name: str = field(default="central_ranking", init=False)
    by_leverage: float = parameter(0.5, 0.0, 10.0, "ratio", "[A] money brought by others")
    by_novelty: float = parameter(0.5, 0.0, 10.0, "ratio", "[S] innovation is asked for; weight [A]")
    by_target: float = parameter(0.5, 0.0, 10.0, "ratio", "[A] weight of the target")

    def __call__(self, call: Call) -> Flags:
        """(project,) funded."""
        t = call.person_target
        target = np.array([t, 0.5, 1.0 - t, 1.0 - t])[call.approach]
        leverage = 1.0 - call.request / np.maximum(call.cost, 1)  # one that costs nothing asks for nothing
        score = call.quality + self.by_leverage * leverage + self.by_novelty * call.novelty + self.by_target * target
        return fill(ranked(score, call.lots), call.request, call.budget)
