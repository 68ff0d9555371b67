"""Negative controls: each cuts one mechanism, and must destroy the patterns that depend on it.

A pattern that survives every control is not explained by the mechanisms that were cut: the scorecard says so.
"""

from typing import NamedTuple

from sim.validation.pattern import Changes, Text


class Control(NamedTuple):
    """What is cut, by name, in words, and how."""

    name: str
    text: Text
    changes: Changes


PLACEBO = "placebo"  # every arm is the same scenario under other seeds: what luck alone gives

CONTROLS = (
    Control(
        "strangers",
        Text("who meets whom is dealt again every month", "qui rencontre qui est redistribué chaque mois"),
        {"deliberation.acquainted": False},
    ),
    Control(
        "no_trust",
        Text("nothing that is lived changes trust", "rien de ce qui est vécu ne change la confiance"),
        {
            "deliberation.trust_learns": False,
            "priorities.win": 0.0,
            "implementation.partner_trust": 0.0,
            "endorsement.bridge": 0.0,
            "endorsement.irritation": 0.0,
            "negotiation.grudge": 0.0,
            "negotiation.imposed_price": 0.0,
            "accountability.loss": 0.0,
        },
    ),
    Control(
        "no_money",
        Text("the envelopes are empty", "les enveloppes sont vides"),
        {"events.envelope_month": 0, "events.envelope_change": -1.0},
    ),
    Control(
        "frozen_positions",
        Text("nobody changes position", "personne ne change de position"),
        {"deliberation.pull": 0.0, "deliberation.mandate": 0.0},
    ),
    Control(
        "no_events",
        Text("no election, no turnover", "ni élection, ni roulement"),
        {"events.frozen": True},
    ),
)
