"""Award by vote of the table, project by project: a qualified majority."""

from dataclasses import dataclass, field

from sim.funding.award.majority import Majority
from sim.parameter import parameter


@dataclass
class Supermajority(Majority):
    """As `majority`, with two thirds of the voices: a minority of one third can refuse, and must be won over.

    Source: Choi & Robertson 2014, where a supermajority helps when power is unequal.
    """

    name: str = field(default="supermajority", init=False)
    threshold: float = parameter(2 / 3, 0.5, 1.0, "share of voices", "[L] Choi & Robertson 2014; two thirds [A]")
