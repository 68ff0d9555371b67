"""A simulated score on the Outil diagnostique de l'action en partenariat (Bilodeau et al. 2008, 2014).

The tool asks partners 18 questions, each answered A (strongest), B or C (weakest), about six conditions of effective
partnership. The model has no questionnaire: for each condition it takes what it knows of the table over a year. The
score is a simulated analog, not the tool; the weights of the conditions are the tool's numbers of items.
"""

from typing import NamedTuple

import numpy as np

from sim.history import History
from sim.metrics.typology import trailing
from sim.state import Floats
from sim.vocabulary import Phase

WINDOW = 12


class Condition(NamedTuple):
    """One of the six conditions: its key in the words, and how many of the 18 items bear on it."""

    word: str
    items: int


CONDITIONS = (
    Condition("coverage", 2),  # items 1, 2: perspectives present
    Condition("early", 1),  # item 3: actors involved from the strategic decisions on
    Condition("influence", 1),  # item 4: actors negotiate and weigh on decisions
    Condition("strategic", 4),  # items 5, 9, 10, 11: those whom the project cannot do without are there
    Condition("equality", 4),  # items 12, 13, 14, 16: power is evened out
    Condition("coconstruction", 6),  # items 6, 7, 8, 15, 17, 18: the action is built together
)


def conditions(history: History) -> Floats:
    """(month, territory, condition) in [0, 1] for every local table.

    coverage        perspectives present, of nine
    early           members present, mean over roles, in the months before the plan (kept afterwards)
    influence       share of encounters held that were not conflictual, times horizontality
    strategic       attendance of elected officials and institutions
    equality        1 - verticality * (1 - leadership sharing)
    coconstruction  cooperative among the encounters held
    """
    n = history["need"].shape[1]
    recent = {name: trailing(history[name][:, :n], WINDOW) for name in ("cooperative", "conflictual", "held")}
    held = np.maximum(recent["held"], 1.0)
    present, members = history["present"][:, :n], history["members"][:, :n]
    attendance = trailing(present, WINDOW) / np.maximum(trailing(members, WINDOW), 1.0)
    horizontality = 1.0 - history["verticality"][:, :n]
    before = (history["phase"][:, :n] <= Phase.PRIORITIES).astype(np.float64)
    months = np.maximum(np.cumsum(before, axis=0), 1.0)
    early = np.cumsum((present / np.maximum(members, 1.0)).mean(axis=2) * before, axis=0) / months
    parts = (
        trailing(history["coverage"][:, :n], WINDOW) / np.minimum(np.arange(len(held)) + 1, WINDOW)[:, None],
        early,
        (recent["held"] - recent["conflictual"]) / held * horizontality,
        attendance[:, :, 1:3].mean(axis=2),
        1.0 - history["verticality"][:, :n] * (1.0 - history["sharing"][:, :n]),
        recent["cooperative"] / held,
    )
    return np.stack(parts, axis=2)


def score(history: History) -> Floats:
    """(month, territory) in [0, 100]: the six conditions, each weighted by its number of items."""
    weight = np.array([c.items for c in CONDITIONS], dtype=np.float64)
    score: Floats = 100.0 * conditions(history) @ (weight / weight.sum())
    return score
