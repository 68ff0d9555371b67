"""Award by sequential Phragmén: those present earn money as time goes by, and buy as soon as they can."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar

import numpy as np

from sim.funding.award.exact import Ratio, ballots, smallest
from sim.funding.contract import Award, Call, approvals_only
from sim.parameter import switch
from sim.state import Flags


@dataclass
class Phragmen(Award):
    """Each voice earns a dollar a unit of time; the first backers who have together what a project asks buy it.

        time when a project can be bought = (request + sum over its backers of voice * time of their last purchase)
                                            / voices of its backers

    The earliest is bought, its backers have nothing left, and time goes on. The rule stops as soon as a project whose
    time has come, or one that ties with it, no longer fits in the budget; the rest waits for the next round. With
    `exhaustive` that project is passed over instead, and the others go on. A project dearer than the whole budget is
    set aside from the start; one that nobody approves is not funded. A voice of 2 is two voters who vote alike. Ballots
    that give points are refused: the rule is defined on approvals.
    Source: Los, Christoff & Grossi 2022, after Brill, Freeman, Janson & Lackner 2017; `exhaustive` is ours.
    """

    votes: ClassVar[bool] = True
    name: str = field(default="phragmen", init=False)
    exhaustive: bool = switch(False, "[L] Los, Christoff & Grossi 2022 stop at the first that does not fit; on: [A]")

    def __call__(self, call: Call) -> Flags:
        """(project,) funded. Times are counted in a unit that is made finer when needed: nothing is rounded."""
        approvals_only(call, self.name)
        voted, funded = ballots(call), np.zeros(len(call.request), dtype=np.bool_)
        voices = {p: sum(voted.voice[v] for v in own) for p, own in voted.backers.items()}
        least = {p: int(call.request[p]) / whole for p, whole in voices.items()}
        unit, spent, left = 1, [0] * len(voted.voice), call.budget  # spent: (voter,) voice * time of the last purchase

        def time(p: int) -> Ratio:
            before = sum(map(spent.__getitem__, voted.backers[p]))
            return Ratio(int(call.request[p]) * unit + before, voices[p] * unit)

        while True:
            tied, now = smallest(least, time)
            dear = [p for p in tied if call.request[p] > left]
            if now is None or (dear and not self.exhaustive):
                return funded
            for p in dear:
                del least[p]
            if len(dear) == len(tied):
                continue
            chosen = min((p for p in tied if p in least), key=call.lots.__getitem__)
            funded[chosen] = True
            del least[chosen]
            left -= int(call.request[chosen])
            when, finer = Fraction(now.numerator, now.denominator // unit).as_integer_ratio()
            unit, spent = unit * finer, [s * finer for s in spent]
            for v in voted.backers[chosen]:
                spent[v] = voted.voice[v] * when
