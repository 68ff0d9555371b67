"""The award rules, one page each, and their list."""

from sim.funding.award.approval import ApprovalPerDollar
from sim.funding.award.lottery import Lottery
from sim.funding.award.majority import Majority
from sim.funding.award.ranking import CentralRanking, TableRanking
from sim.funding.contract import Award

AWARDS: tuple[type[Award], ...] = (TableRanking, CentralRanking, Majority, ApprovalPerDollar, Lottery)
