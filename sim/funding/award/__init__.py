"""The award rules, one page each, and their list."""

from sim.funding.award.approval import ApprovalPerDollar
from sim.funding.award.consensus import Consensus
from sim.funding.award.equal_shares import EqualShares
from sim.funding.award.lottery import Lottery
from sim.funding.award.majority import Majority
from sim.funding.award.phragmen import Phragmen
from sim.funding.award.ranking import CentralRanking, TableRanking
from sim.funding.award.supermajority import Supermajority
from sim.funding.contract import Award

AWARDS: tuple[type[Award], ...] = (
    TableRanking,
    CentralRanking,
    Majority,
    Supermajority,
    Consensus,
    ApprovalPerDollar,
    EqualShares,
    Phragmen,
    Lottery,
)
