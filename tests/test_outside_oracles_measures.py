"""Measures and choices beside published worked examples: Gini, concentration index, logit, log-odds, typology.

The definitions by pairs and by covariance, on any sample, are in tests/test_metrics.py; here stand numbers that others
printed. No library is asked: pysal's `inequality` has the unweighted Gini alone and brings geopandas along.
"""

from math import exp, log
from typing import Any

import numpy as np
import pytest
import tiny

from sim.formulas import logistic
from sim.metrics.equity import concentration, gini
from sim.metrics.typology import Counts, Dynamic, Typology, axes, classify, rates_of_possible
from sim.parameter import values
from sim.rules.deliberation import Deliberation, talk
from sim.rules.influence import Turn
from sim.state import Actors, Tables, Ties
from sim.vocabulary import Role

# O'Donnell, van Doorslaer, Wagstaff & Lindelow 2008, Analyzing Health Equity Using Household Survey Data (World Bank),
# table 8.1: children born and dead before five years, by fifth of wealth, the poorest first, India 1982-1992
BORN = np.array([29_939.0, 28_776.0, 26_528.0, 24_689.0, 19_739.0])
DEAD = np.array([4_632.0, 4_400.0, 3_170.0, 2_145.0, 1_072.0])


def test_a_published_concentration_index():
    """Deaths of children by wealth, India: -0.1694, more among the poor (World Bank 2008, table 8.1).

    Protects the sign and the size of `need_concentration`, and the grouping of units by rank.
    """
    assert round(concentration(DEAD, BORN, np.arange(5.0)), 4) == -0.1694
    assert round(concentration(DEAD, BORN, -np.arange(5.0)), 4) == 0.1694


def test_the_concentration_index_by_the_published_formula():
    """C = (p1 L2 - p2 L1) + (p2 L3 - p3 L2) + ... with p, L cumulated shares: the printed terms, to four figures.

    By hand: p = .2309 .4528 .6574 .8478 1, L = .3004 .5858 .7914 .9305 1; terms -.0008 -.0267 -.0592 -.0827, as in
    Fuller & Lury 1977 and the table. Protects the trapezoids under the curve.
    """
    p, curve = np.cumsum(BORN) / BORN.sum(), np.cumsum(DEAD) / DEAD.sum()
    terms = p[:-1] * curve[1:] - p[1:] * curve[:-1]
    assert np.round(terms, 4).tolist() == [-0.0008, -0.0267, -0.0592, -0.0827]
    assert concentration(DEAD, BORN, np.arange(5.0)) == pytest.approx(terms.sum(), abs=1e-12)


def test_a_weighted_gini_is_the_concentration_of_rates_in_order():
    """The same deaths a child, weighted by children: 0.1694, since the poorest fifths are those of the highest rates.

    Protects the weights of the Gini of `equity`, an amount a person over territories of unequal population.
    """
    assert round(gini(DEAD / BORN, BORN), 4) == 0.1694
    assert round(gini(np.repeat(DEAD / BORN, 100), np.repeat(BORN / 100.0, 100)), 4) == 0.1694


def test_a_published_gini():
    """Ten incomes of the examples of R's ineq and DescTools: 0.4620911; times n/(n-1) without bias, 0.5134346."""
    incomes = np.array([541.0, 1463.0, 2445.0, 3438.0, 4437.0, 5401.0, 6392.0, 8304.0, 11904.0, 22261.0])
    assert round(gini(incomes), 7) == 0.4620911
    assert round(gini(incomes) * 10 / 9, 7) == 0.5134346


def test_ginis_of_known_curves():
    """Pareto with exponent a: 1/(2a - 1); exponential: 1/2; uniform from 0: 1/3 (Gastwirth 1972, REStat 54: 306-316).

    On the quantiles of 200,000 equal shares of persons; the Pareto of a = 3, by hand 0.2, a = 1.5: 0.5, its tail cut.
    """
    at = (np.arange(200_000) + 0.5) / 200_000
    assert gini(at) == pytest.approx(1 / 3, abs=1e-5)
    assert gini(-np.log1p(-at)) == pytest.approx(1 / 2, abs=1e-5)
    assert gini((1.0 - at) ** (-1 / 3)) == pytest.approx(1 / 5, abs=1e-3)
    assert gini((1.0 - at) ** (-1 / 1.5)) == pytest.approx(1 / 2, abs=2e-2)


# Choices


def test_log_odds_by_hand():
    """Odds of 1, 3, 9 to 1: probabilities 1/2, 3/4, 9/10; the other way for their inverses (Berkson 1944, JASA 39)."""
    assert [logistic(u) for u in (0.0, log(3.0), log(9.0), -log(3.0))] == pytest.approx([0.5, 0.75, 0.9, 0.25])


def one_pair() -> tuple[Actors, Ties, Tables]:
    """An elected official and a community organization who met 12 times; table 0 half vertical, led by one.

    Priorities (.6, .4) and (.2, .8): distance .4; approaches (1, 0) and (.5, .5): distance .5. Trust .5.
    Influence .9 and .4; burdens .2 and .6; facilitation .4; scarcity .5.
    """
    s = tiny.state(2)
    actors, ties = Actors(*(f[:2].copy() for f in s.actors)), Ties(*(f[:1].copy() for f in s.ties))
    actors.role[:], actors.territory[:] = (Role.ELECTED, Role.COMMUNITY), 0
    actors.priorities[:], actors.approach[:] = 0.0, 0.0
    actors.priorities[:, :2], actors.approach[:, :2] = [[0.6, 0.4], [0.2, 0.8]], [[1.0, 0.0], [0.5, 0.5]]
    actors.influence[:], actors.burden[:] = (0.9, 0.4), (0.2, 0.6)
    ties.left[:], ties.right[:], ties.table[:], ties.trust[:], ties.history[:] = 0, 1, 0, 0.5, 12.0
    s.tables.verticality[0], s.tables.sharing[0], s.tables.facilitation[0], s.tables.scarcity[0] = 0.5, 0.0, 0.4, 0.5
    return actors, ties, s.tables


def turns(p: Deliberation, draws: int) -> tuple[Any, Any]:
    """(shares of routine, cooperation, conflict; (stake,) conflicts booked a conflict), over evenly spread luck."""
    actors, ties, tables = one_pair()
    n = len(tables.region)
    many = Ties(*(np.repeat(f, draws, axis=0) for f in ties))
    found = talk(
        many, actors, tables, np.ones(2, bool), np.full(n, 0.25), np.zeros(n, bool), values(p),
        (np.arange(draws) + 0.5) / draws,
    )  # fmt: skip
    share = [float((found.turn == kind).mean()) for kind in (Turn.ROUTINE, Turn.COOPERATIVE, Turn.CONFLICTUAL)]
    return share, found.ledger[0] / max(float((found.turn == Turn.CONFLICTUAL).sum()), 1.0)


def alone(cooperation: float, conflict: float) -> Deliberation:
    """Constants alone: every other coefficient at zero."""
    others = {name: 0.0 for name in vars(Deliberation()) if name.startswith("by_")}
    return Deliberation(cooperation=log(cooperation), conflict=log(conflict), calm=0.0, **others)


def test_three_ways_in_proportion_to_their_odds():
    """Odds 1 : 2 : 3 give 1/6, 1/3, 1/2; without the third, 1 : 2 give 1/3, 2/3 (McFadden 1974, conditional logit).

    Luce 1959: the ratio of two ways does not depend on the third. Protects the draw of turns and its order.
    """
    assert turns(alone(2.0, 3.0), 600)[0] == pytest.approx([1 / 6, 2 / 6, 3 / 6], abs=1e-9)
    routine, cooperation, conflict = turns(alone(2.0, exp(-6.0)), 60_000)[0]
    assert conflict < 0.001
    assert cooperation / routine == pytest.approx(2.0, abs=1e-3)


STATED = Deliberation(
    cooperation=-1.2, by_trust=2.6, by_facilitation=0.9, by_horizontality=0.5, by_complementarity=0.5, conflict=-0.6,
    calm=2.6, by_envelope=1.2, by_priorities=0.8, by_orientations=0.8, by_leadership=1.4, by_elected=0.6,
    by_representativeness=0.8, by_management=0.8, contact=6.0,
)  # fmt: skip


def test_one_encounter_by_hand():
    """An elected official and an organization, both promoters, away from the regional split: term by term.

        u_coop = -1.2 + 2.6*.5 + .9*.4 + .5*(1 - .5) + .5*(1 - .4)                                  =  1.01
        envelope  1.2*(1 - .4)*.5 = .36    priorities  .8*.4 = .32     orientations  .8*.5 = .40
        leadership 1.4*.5*.5 = .35         elected  .6*exp(-12/6) = .0812   represented  .8*.25 = .20
        management .8*(.2 + .6)/2 = .32    u_conf = -.6 - 2.6*.5 + 2.0312                           =  0.1312
        odds 1 : 2.7456 : 1.1402, sum 4.8858: routine .2047, cooperation .5620, conflict .2334

    Protects every coefficient of the logit and the shares of the ledger (.36/2.0312 = .1772 to the envelope).
    """
    share, booked = turns(STATED, 100_000)
    assert np.round(share, 4) == pytest.approx([0.2047, 0.5620, 0.2334], abs=1.1e-4)
    assert np.round(booked, 4).tolist() == [0.1772, 0.1575, 0.1969, 0.1723, 0.0400, 0.0985, 0.1575]


# Typology


def test_five_tables_by_hand():
    """A quarter at one table of each kind: both axes, the old rates, then the dynamic (Bourque 2003; two are ours).

        40 possible, 20 held, 14 cooperative, 2 conflictual, one plan together:  14/20, 2/20;   (14 + 2)/(40 + 2), 2/42
        40 possible, 20 held, 4 cooperative, 10 conflictual, two refusals:       4/20, 10/20;   4/44, (10 + 4)/44
        40 possible, 20 held, 12 cooperative, 6 conflictual, a plan and a veto:  12/20, 6/20;   (12 + 2)/44, (6 + 2)/44
        40 possible, 20 held, 2 cooperative, 1 conflictual, nothing else:        2/20, 1/20;    2/40, 1/40
        the same as the first, where 1 member in 20 comes:                       14/20, 2/20;   16/42, 2/42

    against thresholds of one encounter in two, one in five, and one member in ten (the others have one in two).
    """
    told = {
        "possible": [40] * 5, "held": [20] * 5, "cooperative": [14, 4, 12, 2, 14], "conflictual": [2, 10, 6, 1, 2],
        "together": [1, 0, 1, 0, 1], "against": [0, 2, 1, 0, 0], "present": [30, 30, 30, 30, 3], "members": [60] * 5,
    }  # fmt: skip
    monthly = Counts(**{name: np.repeat(np.array([row]) / 3.0, 3, axis=0) for name, row in told.items()})
    p = Typology(window=3)
    rates, old = axes(monthly, p), rates_of_possible(monthly, p)
    assert np.round(rates.cooperation[2], 3).tolist() == [0.7, 0.2, 0.6, 0.1, 0.7]
    assert np.round(rates.conflict[2], 3).tolist() == [0.1, 0.5, 0.3, 0.05, 0.1]
    assert np.round(rates.participation[2], 3).tolist() == [0.5, 0.5, 0.5, 0.5, 0.05]
    assert np.round(old[0][2], 3).tolist() == [0.381, 0.091, 0.318, 0.050, 0.381]
    assert np.round(old[1][2], 3).tolist() == [0.048, 0.318, 0.182, 0.025, 0.048]
    assert classify(rates, p)[2].tolist() == [
        Dynamic.COOPERATION, Dynamic.CONFLICT, Dynamic.COOPERATION_CONFLICT, Dynamic.ROUTINE, Dynamic.DORMANT,
    ]  # fmt: skip
