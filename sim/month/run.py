"""What every stage of the month shares: the scenario's numbers, the luck, the state, this month's row of the record."""

from dataclasses import dataclass, field, fields
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from sim.config import Scenario
from sim.draws import Luck, Names, Uniforms
from sim.formulas import count_by, total_by
from sim.history import Happening
from sim.metrics.relations import pair_of
from sim.month.growing import Growing
from sim.parameter import values
from sim.rules.accountability import smallness
from sim.rules.endorsement import across
from sim.rules.mobilization import invite, stakes_of
from sim.rules.negotiation import opening_claims
from sim.rules.proposals import eligible, found_elsewhere
from sim.state import Cents, Flags, Floats, Indices, Ints, Rows, State
from sim.vocabulary import STAKES, Phase, Role

ADOPTED, ENDORSED = np.int8(Phase.ADOPTED), np.int8(Phase.ENDORSED)


def numbers(scenario: Scenario) -> Scenario:
    """The scenario with every group of parameters as the named tuple that compiled pages accept."""
    groups = {f.name: getattr(scenario, f.name) for f in fields(scenario)}
    tuples = {name: group if isinstance(group, int) else values(group) for name, group in groups.items()}
    return cast(Scenario, SimpleNamespace(**tuples))


def by_group(items: NDArray[Any], group: Indices, n: int) -> list[NDArray[Any]]:
    """The `items` (any,) of each group 0 to n - 1, in their order; group (any,)."""
    order = np.argsort(group, kind="stable")
    return np.split(items[order], np.searchsorted(group[order], np.arange(1, n)))


def end_to_end(parts: list[Ints]) -> tuple[Ints, Ints]:
    """(first (part + 1,), all the parts one after the other): part k stands from first[k] to first[k + 1]."""
    return np.cumsum([0, *(len(part) for part in parts)], dtype=np.int32), np.concatenate(parts)


@dataclass
class Run:
    """One run under way. Stages read and write `state`, and note what happened in `row` and `log`."""

    scenario: Scenario
    luck: Luck
    state: State
    row: dict[str, NDArray[Any]] = field(default_factory=dict)
    log: list[Happening] = field(default_factory=list)

    def __post_init__(self) -> None:
        s = self.state
        self.p = numbers(self.scenario)
        self.n_tables, self.n_regions = len(s.tables.region), len(s.regions.envelope)
        self.n_territories = self.n_tables - self.n_regions
        self.region = s.territories.region
        self.all_tables: Flags = np.ones(self.n_tables, dtype=np.bool_)
        self.poor: Floats = total_by(self.region, s.territories.poor, self.n_regions)
        self.extent: Floats = 1.0 - s.territories.conditions[:, 7]
        self.agenda: Floats = s.territories.conditions[:, 5].copy()
        self.structures: Floats = self.by_table(s.territories.conditions[:, 2])
        self.natural: Floats = s.tables.facilitation.copy()
        self.eligible: Flags = eligible(s.actors, self.scenario.norms)
        self.table_of_region: Rows = np.arange(self.n_territories, self.n_tables, dtype=np.uint32)
        pots = np.full(self.n_regions, self.scenario.split.pooled)
        self.opened_account = self.accounts(pots)  # where the fund opens: the core fund is paid from there
        self.account = self.accounts(self.pooled())  # whose money the projects of each actor ask for
        self.stakes = self.see_stakes()
        self.smaller = smallness(s.actors, self.p.accountability)
        self.found = found_elsewhere(self.p.norms, self.p.proposals)
        elected = s.actors.role == Role.ELECTED
        self.staff: Flags = (s.actors.role == Role.COMMUNITY) | (s.actors.role == Role.INSTITUTION)
        self.councils = end_to_end(self.seated(np.flatnonzero(elected).astype(np.int32)))  # who endorses at each table
        self.bridges = across(s.actors, s.ties)  # ties between an elected official and another role
        self.pairs = pair_of(s.actors, s.ties)  # of roles, that each tie joins
        self.register, self.acquaintances = Growing(), Growing()  # room for projects, and for ties born of joint work
        self.members = self.seated(np.arange(len(elected), dtype=np.int32))  # who may sit at each table
        self.territories_of = by_group(np.arange(self.n_territories), self.region, self.n_regions)
        community = s.actors.role == Role.COMMUNITY
        self.organizations = count_by(self.opened_account[community], self.n_tables)  # of each account
        budgets = s.actors.budget[community] / 100.0  # they do not change
        self.past = total_by(s.actors.territory[community], budgets, self.n_territories)  # what each receives already
        self.fair = [self.fairness(mine) for mine in self.territories_of]  # the most and the least that each claims
        self.sent, self.between = self.find_delegations()
        seat = self.number_seats()[s.actors.territory]
        self.seat_of_sent = [seat[sent] for sent in self.sent]  # their territories, numbered within the region
        self.ends = [(seat[s.ties.left[here]], seat[s.ties.right[here]]) for here in self.between]  # likewise
        self.room: Floats = np.zeros(self.n_regions)
        self.core_paid: Cents = np.zeros(self.n_tables, dtype=np.int64)  # of the core fund, this month
        self.seats = [self.seats_by_phase(reports) for reports in (False, True)]

    def seats_by_phase(self, reports: bool) -> Ints:
        """(phase, role) seats at a local table, in the month of the yearly report or in another."""
        p = self.p
        return np.array([invite(phase, reports, p.governance, p.norms) for phase in range(len(Phase))], dtype=np.int32)

    def see_stakes(self) -> Floats:
        """(region,) what there is to win; changes with the envelope."""
        return stakes_of(self.state.regions.envelope, self.poor, self.p.mobilization)

    def by_table(self, of_territory: Floats) -> Floats:
        """(table,) a territory's value for its local table, the mean of its territories for a regional table."""
        total = total_by(self.region, of_territory, self.n_regions)
        return np.concatenate([of_territory, total / count_by(self.region, self.n_regions)])

    def pooled(self) -> Flags:
        """(region,) where projects ask for the money of the region: it was not split, or it has come back."""
        returned: Flags = self.state.regions.returned_month >= 0
        return returned | self.scenario.split.pooled

    def accounts(self, pooled: Flags) -> Rows:
        """(actor,) the account of each: that of its region where money is pooled (region,), else of its territory."""
        own: Rows = np.arange(self.n_territories, dtype=np.uint32)
        account: Rows = np.where(pooled[self.region], self.table_of_region[self.region], own)
        return account[self.state.actors.territory]

    def seated(self, who: Ints) -> list[Ints]:
        """Those of `who` (any,), in order, by table: everybody of the territory, the delegates of the region."""
        actors = self.state.actors
        bounds = np.searchsorted(actors.territory[who], np.arange(self.n_territories + 1))
        local = [who[a:b] for a, b in pairwise(bounds)]
        sent = who[actors.delegate[who]]
        return local + by_group(sent, self.region[actors.territory[sent]], self.n_regions)

    def fairness(self, mine: Indices) -> tuple[Floats, Floats]:
        """(aspiration, reservation), each (territory,), of the territories `mine` of one region."""
        t = self.state.territories
        return opening_claims(t.population[mine], t.poor[mine], self.p.negotiation.slack)

    def number_seats(self) -> Ints:
        """(territory,) the place of each territory among those of its region, 0 first."""
        seat = np.zeros(self.n_territories, dtype=np.int64)
        for mine in self.territories_of:
            seat[mine] = np.arange(len(mine))
        return seat.astype(np.int32)

    def find_delegations(self) -> tuple[list[Ints], list[Ints]]:
        """For each region: the delegates of its territories, and the ties between those of different territories."""
        s = self.state
        place = s.actors.territory
        sent = np.flatnonzero(s.actors.delegate & ~s.actors.office).astype(np.int32)
        office = s.actors.office[s.ties.left] | s.actors.office[s.ties.right]
        elsewhere = place[s.ties.left] != place[s.ties.right]
        apart = np.flatnonzero((s.ties.table >= self.n_territories) & elsewhere & ~office)
        table = s.ties.table[apart] - self.n_territories
        delegates = by_group(sent, self.region[place[sent]], self.n_regions)
        return delegates, by_group(apart.astype(np.int32), table, self.n_regions)

    @property
    def month(self) -> int:
        """The current month, 0 first."""
        return self.state.month

    @property
    def reports(self) -> bool:
        """True in the month of the yearly report."""
        return self.month % 12 == self.scenario.accountability.report_month

    def uniform(self, purpose: str, who: Names) -> Uniforms:
        """(who,) this month's luck for a purpose, in [0, 1)."""
        return self.luck.uniform(self.month, purpose, who)

    def uniforms(self, purposes: tuple[str, ...], who: Names) -> Uniforms:
        """(purpose, who) this month's luck for several purposes, in [0, 1)."""
        return self.luck.uniforms(self.month, purposes, who)

    def normal(self, purpose: str, who: Names) -> Uniforms:
        """(who,) this month's luck for a purpose, standard normal."""
        return self.luck.normal(self.month, purpose, who)

    def present_tables(self) -> Flags:
        """(table,) tables that exist: local ones, and regional ones while the regional tier does."""
        there: Flags = self.all_tables.copy()
        there[self.n_territories :] = self.state.regions.present
        return there

    def open_accounts(self) -> Flags:
        """(table,) accounts that can receive projects: agreement in force and administered, plan adopted (endorsed)."""
        s = self.state
        opened = (s.regions.open_month >= 0) & (self.month >= s.regions.open_month) & s.regions.present
        needed = ENDORSED if self.scenario.endorsement.plans else ADOPTED
        now = opened if self.month < self.scenario.calendar.fund_end else opened & False
        return now[s.tables.region] & (s.tables.phase >= needed)

    def dispute(self, table: Any, stake: str, size: Any) -> None:
        """Book decisions taken against one another to a stake: at one table, or at several with a size for each."""
        self.row["against"][table] += size
        self.row["ledger"][table, STAKES.index(stake)] += size

    def note(self, word: str, table: Any, amount: float = 0.0) -> None:
        """Add a line to the log."""
        self.log.append(Happening(self.month, word, int(table), float(amount)))
