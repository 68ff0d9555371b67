"""Stage 9. Accountability: reporting eats capacity; transparency makes a refusal easier to accept."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.formulas import count_by
from sim.parameter import Parameters, parameter
from sim.state import Actors, Flags, Floats, Ints, Ties
from sim.vocabulary import Role


@dataclass
class Accountability(Parameters):
    """ "Reddition de comptes" and the answer given to those who are refused."""

    base: float = parameter(0.15, 0.0, 1.0, "burden", "[A] of knowing and following the norms, at full load")
    a_project: float = parameter(0.35, 0.0, 2.0, "burden a project", "[A] of reporting on one project, at full load")
    yearly: float = parameter(1.6, 1.0, 5.0, "ratio", "[A] burden in the month of the yearly report")
    small: float = parameter(0.8, 0.0, 2.0, "elasticity", "[S] heavier for small organizations; size [A]")
    typical: float = parameter(150_000.0, 1e4, 1e7, "$ a year", "[A] budget for which the burden is as written")
    report_month: int = parameter(11, 0, 11, "month of the fiscal year", "[D] fiscal year April to March: March")
    loss: float = parameter(
        0.15, 0.0, 1.0, "share of trust", "[A] lost by a refused promoter when nothing is explained"
    )
    discouraged: float = parameter(0.08, 0.0, 1.0, "efficacy", "[A] lost by a refused promoter, likewise")
    encouraged: float = parameter(0.06, 0.0, 1.0, "efficacy", "[A] won by an awarded promoter")


@compiled
def smallness(actors: Actors, p: Accountability) -> Floats:
    """(actor,) (typical/budget)^small, how much heavier reporting is for a small organization; 1 for a typical one.

    A budget counts between a tenth and ten times the typical one. Budgets do not change: once a run is enough.
    """
    factor = np.ones(len(actors.role))
    for i in range(len(factor)):
        factor[i] = max(0.1, min(10.0, actors.budget[i] / 100.0 / p.typical)) ** (-p.small)
    return factor


@compiled
def report(actors: Actors, smaller: Floats, load: float, reports: bool, p: Accountability) -> tuple[Floats, Floats]:
    """(burden, capacity), each (actor,) in [0, 1].

        burden   = load * (base + a_project*projects in hand) * (typical/budget)^small, at most 1
        capacity = skill * (1 - burden)

    smaller (actor,) is (typical/budget)^small, see `smallness`; load in [0, 1] is the norm `reporting`, which counts
    `yearly` times in the month of the yearly report. Elected officials and citizens carry the base alone.
    """
    burden = np.empty(len(actors.role))
    season = p.yearly if reports else 1.0
    for i in range(len(burden)):
        weight = p.base
        if actors.role[i] == Role.COMMUNITY or actors.role[i] == Role.INSTITUTION:
            weight = (p.base + p.a_project * actors.projects[i]) * smaller[i]
        burden[i] = min(1.0, load * season * weight)
    return burden, actors.skill * (1.0 - burden)


@compiled
def refuse(actors: Actors, ties: Ties, refusals: Ints, fairness: float, p: Accountability) -> Floats:
    """(tie,) trust after refusals (actor,), counted by promoter.

        T <- T * (1 - loss*(1 - fairness))^refusals    on the promoter's ties with institutions and elected officials

    Procedural justice: a refusal that is explained costs less (Lind & Tyler 1988). fairness in [0, 1].
    """
    trust = ties.trust.copy()
    kept = 1.0 - p.loss * (1.0 - fairness)
    for t in range(len(trust)):
        if refusals[ties.left[t]] == 0 and refusals[ties.right[t]] == 0:
            continue
        for a, b in ((ties.left[t], ties.right[t]), (ties.right[t], ties.left[t])):
            if refusals[a] > 0 and (actors.role[b] == Role.INSTITUTION or actors.role[b] == Role.ELECTED):
                trust[t] *= kept ** refusals[a]
    return trust


def hearten(efficacy: Floats, refusals: Ints, awards: Ints, fairness: float, p: Accountability) -> Floats:
    """(actor,) efficacy after answers: refusals take a part of it, awards add a part of what lacks."""
    told, after = (refusals + awards).nonzero()[0], efficacy.copy()
    disheartened = efficacy[told] * (1.0 - p.discouraged * (1.0 - fairness)) ** refusals[told]
    after[told] = 1.0 - (1.0 - disheartened) * (1.0 - p.encouraged) ** awards[told]
    return after


def counted(actors: Ints, chosen: Flags, n_actors: int) -> Ints:
    """(actor,) how many times each appears among `actors` (project,) where `chosen` (project,)."""
    return count_by(actors[chosen], n_actors)
