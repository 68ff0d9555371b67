"""The study's words, as the model counts them. Displayed names, in French and English, are in `show/words.yaml`."""

from enum import IntEnum

import numpy as np


class Role(IntEnum):
    """The four groups of actors of the study."""

    COMMUNITY = 0
    INSTITUTION = 1
    ELECTED = 2
    CITIZEN = 3


class Kind(IntEnum):
    """Why two actors meet."""

    LOCAL = 0
    SECTOR = 1
    MANDATE = 2
    HIERARCHY = 3
    PROJECT = 4


class Phase(IntEnum):
    """Where a table is: "mobilisation, consultation, priorisation", then its plan is adopted, then endorsed."""

    MOBILIZATION = 0
    CONSULTATION = 1
    PRIORITIES = 2
    ADOPTED = 3
    ENDORSED = 4


class Agreement(IntEnum):
    """Where a region's agreement on the split of its envelope is."""

    WAITING = 0
    NEGOTIATING = 1
    AGREED = 2
    IMPOSED = 3


class Status(IntEnum):
    """The life of a project."""

    FILED = 0
    REFUSED = 1
    SELECTED = 2
    VETOED = 3
    AWARDED = 4
    RUNNING = 5
    FINISHED = 6


PROBLEMS = (
    "food_security",
    "transport",
    "housing",
    "access",
    "services",
    "local_development",
    "citizen_participation",
    "integration",
    "education",
)
APPROACHES = ("individual", "living_environment", "political_structural", "integrated")
STAKES = (
    "envelope",
    "priorities",
    "orientations",
    "leadership",
    "elected",
    "representativeness",
    "management",
)
CONDITIONS = (
    "resources",
    "relations",
    "structures",
    "facilitation",
    "knowledge",
    "agenda",
    "prehistory",
    "compactness",
)
DYNAMICS = ("cooperation", "conflict", "cooperation_conflict", "routine", "dormant")
ROLES = tuple(r.name.lower() for r in Role)
PHASES = tuple(p.name.lower() for p in Phase)
PAIRS = tuple((a, b) for a in range(len(ROLES)) for b in range(a, len(ROLES)))

# Python 3.11 looks a member of an enumeration up the long way at each use, and so does numpy what members are to it at
# each comparison: plain numbers. Here, once.
for _words in (Role, Kind, Phase, Agreement, Status):
    type.__setattr__(_words, "__array_ufunc__", np.ndarray.__array_ufunc__)
    for _member in list(_words):
        type.__setattr__(_words, _member.name, _member)
