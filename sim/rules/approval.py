"""Stage 6. Award: what those present at the table approve; the funding rule then chooses (see `funding/award`)."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import compiled
from sim.formulas import logistic
from sim.parameter import Parameters, parameter
from sim.state import Actors, Bytes, Flags, Floats, Indices, Ints, Projects
from sim.vocabulary import Role


@dataclass
class Approval(Parameters):
    """What makes somebody at the table approve a project."""

    base: float = parameter(-0.8, -6.0, 6.0, "log-odds", "[A]")
    by_priority: float = parameter(1.2, 0.0, 8.0, "log-odds", "[A] own priority for its problem, 1 for an even spread")
    by_quality: float = parameter(1.5, 0.0, 8.0, "log-odds", "[A]")
    own: float = parameter(3.0, 0.0, 8.0, "log-odds", "[A] one's own project, as promoter or partner")


@compiled
def approve(actors: Actors, projects: Projects, voter: Ints, files: Indices, p: Approval, luck: Floats) -> Flags:
    """(voter, file) True where the voter approves.

        log-odds = base + by_priority*(priorities * 9 - 1) + by_quality*(quality - 1/2) + own [promoter or partner]

    voter (voter,) actors present; files (file,) projects put to them; luck (voter, file).
    """
    yes = np.zeros((len(voter), len(files)), dtype=np.bool_)
    for v in range(len(voter)):
        i = voter[v]
        for f in range(len(files)):
            q = files[f]
            u = p.base + p.by_priority * (9.0 * actors.priorities[i, projects.problem[q]] - 1.0)
            u += p.by_quality * (projects.quality[q] - 0.5)
            mine = projects.promoter[q] == i
            for k in range(projects.partner.shape[1]):
                mine = mine or projects.partner[q, k] == i
            if mine:
                u += p.own
            yes[v, f] = luck[v, f] < logistic(u)
    return yes


def voices(role: Bytes, citizen: float) -> Floats:
    """(voter,) one voice each, `citizen` for a citizen (norm `citizen_voice`)."""
    return np.where(role == Role.CITIZEN, citizen, 1.0)
