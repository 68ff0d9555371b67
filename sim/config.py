"""The configuration of a run: one typed tree of parameters. Defaults live beside the rule that they govern."""

from dataclasses import dataclass, field, fields
from typing import ClassVar

from sim.funding.award import AWARDS
from sim.funding.award.ranking import TableRanking
from sim.funding.contract import Award
from sim.funding.norms import Norms
from sim.funding.splits import SPLITS, Negotiated, Split
from sim.parameter import ParameterError, Parameters, parameter
from sim.rules.accountability import Accountability
from sim.rules.adjustment import Adjustment
from sim.rules.approval import Approval
from sim.rules.deliberation import Deliberation
from sim.rules.endorsement import ENDORSEMENTS, Endorsement
from sim.rules.events import Events
from sim.rules.governance import Governance
from sim.rules.implementation import Implementation
from sim.rules.mobilization import Mobilization
from sim.rules.negotiation import Negotiation
from sim.rules.priorities import Priorities
from sim.rules.proposals import Proposals
from sim.rules.viability import Viability
from sim.world.conditions import Conditions
from sim.world.population import Population
from sim.world.ties import Acquaintance

CHOICES: dict[str, tuple[type[Parameters], ...]] = {"split": SPLITS, "award": AWARDS, "endorsement": ENDORSEMENTS}


@dataclass
class Calendar(Parameters):
    """When things happen, in months from the start. Month 0 is April 2010."""

    start_year: int = parameter(2010, 1900, 2200, "year", "[S] PAGSIS 2010-2015")
    start_month: int = parameter(4, 1, 12, "month of the year", "[S] fiscal year, from April")
    launch: int = parameter(2, 0, 1200, "month", "[D] timeline.csv: plan launched in June 2010")
    deadline: int = parameter(31, 0, 1200, "months after launch", "[A] as the last protocol seen: Saguenay, Jan. 2013")
    fund_end: int = parameter(66, 1, 1200, "month", "[D] timeline.csv: agreements end on 30 September 2015")


@dataclass
class Scenario(Parameters):
    """Everything that decides a run, besides the network of territories and the seed."""

    section: ClassVar[str] = "scenario"
    months: int = parameter(60, 1, 1200, "months", "[S] five years")
    calendar: Calendar = field(default_factory=Calendar)
    conditions: Conditions = field(default_factory=Conditions)
    population: Population = field(default_factory=Population)
    acquaintance: Acquaintance = field(default_factory=Acquaintance)
    governance: Governance = field(default_factory=Governance)
    split: Split = field(default_factory=Negotiated)
    award: Award = field(default_factory=TableRanking)
    endorsement: Endorsement = field(default_factory=Endorsement)
    norms: Norms = field(default_factory=Norms)
    mobilization: Mobilization = field(default_factory=Mobilization)
    deliberation: Deliberation = field(default_factory=Deliberation)
    priorities: Priorities = field(default_factory=Priorities)
    negotiation: Negotiation = field(default_factory=Negotiation)
    proposals: Proposals = field(default_factory=Proposals)
    approval: Approval = field(default_factory=Approval)
    implementation: Implementation = field(default_factory=Implementation)
    accountability: Accountability = field(default_factory=Accountability)
    viability: Viability = field(default_factory=Viability)
    adjustment: Adjustment = field(default_factory=Adjustment)
    events: Events = field(default_factory=Events)

    def __post_init__(self) -> None:
        super().__post_init__()
        for f in fields(self):
            value = getattr(self, f.name)
            if f.name != "months" and not isinstance(value, Parameters):
                raise ParameterError(f.name, value, f"a group of parameters is expected, such as {f.type}")
        self.norms_agree()

    def norms_agree(self) -> None:
        """Refuse norms that contradict each other, or the calendar."""
        n, lasts = self.norms, self.calendar.fund_end - self.calendar.launch
        if n.floor > n.cap:
            raise ParameterError("norms.floor", n.floor, f"allowed: at most norms.cap ({n.cap:g} $)")
        if n.coordination + n.core_fund > 1.0 + 1e-9:
            left = f"what norms.coordination ({n.coordination:g}) leaves, {1.0 - n.coordination:g}"
            raise ParameterError("norms.core_fund", n.core_fund, f"allowed: at most {left} (share of the envelope)")
        if n.return_months > max(lasts, 0):
            why = "allowed: 0 (never) to the months from calendar.launch to calendar.fund_end"
            raise ParameterError("norms.return_months", n.return_months, f"{why} ({lasts})")
