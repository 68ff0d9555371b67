"""Negative controls: each cuts one thing, by configuration keys that any command takes, and nothing else.

A pattern that survives every control is not explained by what was cut: the scorecard says so. Some cuts can only be
read beside a base that shares a change: emptying the envelopes at the same attendance asks for a base where the
envelope brings nobody. That is `alike`.
"""

from typing import Any, NamedTuple

from sim.validation.pattern import Changes, Text


class Control(NamedTuple):
    """What is cut, by name, in words, and how."""

    name: str
    text: Text
    changes: Changes  # what is cut
    alike: Changes = {}  # noqa: RUF012 (never written): what the base of comparison changes too
    of_patterns: bool = False  # the scorecard puts every pattern to it

    @property
    def cut(self) -> Changes:
        """Everything that the control changes of a scenario: what its base shares, and what is cut."""
        return {**self.alike, **self.changes}


PLACEBO = "placebo"  # every arm is the same scenario under other seeds: what luck alone gives
NOTHING = "nothing"  # the control that changes nothing, and must be said to do nothing

HELD = 0.11  # share of the ties met in a month, base scenario, six regions, seeds 1 to 5: 0.108 to 0.117
POSSIBLE = 0.23  # likewise of ties whose two ends have a seat: 0.225 to 0.232
# When everybody at a table knows everybody, ties are 14 times as many, most of them between members who rarely come:
# with these, as many encounters and as many partners a project as in the base (six regions, seeds 1 to 3)
SPARSE, PICKY = 0.076, -4.6

NO_TRUST: dict[str, Any] = {
    "deliberation.trust_learns": False,
    "priorities.win": 0.0,
    "implementation.partner_trust": 0.0,
    "endorsement.bridge": 0.0,
    "endorsement.irritation": 0.0,
    "negotiation.grudge": 0.0,
    "negotiation.imposed_price": 0.0,
    "accountability.loss": 0.0,
}
NO_EFFICACY: dict[str, Any] = {
    "deliberation.efficacy_gain": 0.0,
    "deliberation.efficacy_loss": 0.0,
    "accountability.discouraged": 0.0,
    "accountability.encouraged": 0.0,
}
FROZEN_POSITIONS: dict[str, Any] = {"deliberation.pull": 0.0, "deliberation.mandate": 0.0}
NO_HISTORY: dict[str, Any] = {"deliberation.history_grows": False, "endorsement.contact": 0.0}
NO_ADJUSTMENT: dict[str, Any] = {"adjustment.step": 0.0, "adjustment.sharing": 0.0}
NO_RECIPROCITY: dict[str, Any] = {"negotiation.reciprocity": 0.0}
NO_GRUDGE: dict[str, Any] = {"negotiation.grudge": 0.0, "negotiation.memory": 1.0}
NO_VOICE: dict[str, Any] = {"priorities.by_voice": 0.0}

LEARNING = (
    Control(
        "no_trust",
        Text("nothing that is lived changes trust", "rien de ce qui est vécu ne change la confiance"),
        NO_TRUST,
        of_patterns=True,
    ),
    Control(
        "no_efficacy",
        Text(
            "nothing that is lived changes the belief that taking part is of use",
            "rien de ce qui est vécu ne change le sentiment que participer sert",
        ),
        NO_EFFICACY,
    ),
    Control(
        "frozen_positions",
        Text("nobody changes position", "personne ne change de position"),
        FROZEN_POSITIONS,
        of_patterns=True,
    ),
    Control(
        "no_history",
        Text("meeting does not make acquaintance", "se rencontrer ne fait pas se connaître"),
        NO_HISTORY,
    ),
    Control(
        "no_voice",
        Text("having taken part weighs nothing in a vote", "avoir participé ne pèse rien dans un vote"),
        NO_VOICE,
    ),
    Control(
        "no_adjustment",
        Text("tables do not revise how they work", "les tables ne révisent pas leurs façons de faire"),
        NO_ADJUSTMENT,
    ),
    Control(
        "no_reciprocity",
        Text("no concession answers another", "aucune concession ne répond à une autre"),
        NO_RECIPROCITY,
    ),
    Control(
        "no_grudge",
        Text("a failed proposal is not held against its author", "on ne tient pas rigueur d’une proposition refusée"),
        NO_GRUDGE,
    ),
    Control(
        "no_learning",
        Text(
            "nothing that is lived changes anybody, nor how tables work",
            "rien de ce qui est vécu ne change personne, ni les façons de faire",
        ),
        NO_TRUST | NO_EFFICACY | FROZEN_POSITIONS | NO_HISTORY | NO_VOICE | NO_ADJUSTMENT | NO_RECIPROCITY | NO_GRUDGE,
    ),
)

RELATIONS = (
    Control(
        "strangers",
        Text(
            "relations are dealt again every month at each table",
            "les relations sont redistribuées à chaque table, chaque mois",
        ),
        {"deliberation.acquainted": False},
        of_patterns=True,
    ),
    Control(
        "strangers_everywhere",
        Text(
            "relations are dealt again every month over the whole network",
            "les relations sont redistribuées dans tout le réseau, chaque mois",
        ),
        {"deliberation.rooted": False},
        of_patterns=True,
    ),
    Control(
        "even_trust",
        Text(
            "ties start with the trust usual between their roles",
            "les liens partent de la confiance usuelle entre leurs groupes",
        ),
        {"acquaintance.trust_spread": 0.0},
    ),
)

NETWORKS = (
    Control(
        "rewired",
        Text("each knows as many, others", "chacun connaît autant de monde, d’autres personnes"),
        {"acquaintance.wiring": "swapped"},
        of_patterns=True,
    ),
    Control(
        "hubs",
        Text("a few know nearly everybody", "quelques-uns connaissent presque tout le monde"),
        {"acquaintance.wiring": "hubs"},
    ),
    Control(
        "like_minded",
        Text("each knows those who think alike", "chacun connaît qui pense comme lui"),
        {"acquaintance.wiring": "like_minded"},
    ),
    Control(
        "borders_at_random",
        Text(
            "delegates know delegates of any territory of the region",
            "les délégués connaissent ceux de n’importe quel territoire de la région",
        ),
        {"acquaintance.wiring": "across_at_random"},
    ),
    Control(
        "no_borders",
        Text("no delegate knows one of another territory", "aucun délégué n’en connaît d’un autre territoire"),
        {"acquaintance.wiring": "within_borders"},
    ),
    Control(
        "everybody",
        Text(
            "everybody at a table knows everybody, for as many encounters and partners",
            "à une table tous se connaissent, pour autant de rencontres et de partenaires",
        ),
        {
            "acquaintance.wiring": "complete",
            "deliberation.intensity": SPARSE,
            "proposals.partnership": PICKY,
        },
    ),
    Control(
        "nobody",
        Text("nobody knows anybody", "personne ne connaît personne"),
        {"acquaintance.wiring": "empty"},
    ),
)

CONTROLS = (
    Control(NOTHING, Text("nothing is cut", "rien n’est coupé"), {}),
    Control(
        "no_money",
        Text("the envelopes are empty, at the same attendance", "les enveloppes sont vides, à participation égale"),
        {"events.envelope_month": 0, "events.envelope_change": -1.0},
        alike={"mobilization.by_stakes": 0.0},
        of_patterns=True,
    ),
    *LEARNING,
    *RELATIONS,
    *NETWORKS,
    Control(
        "identical",
        Text("all actors of a role are the same", "tous les acteurs d’un groupe sont pareils"),
        {"population.individual": False, "events.newcomer_spread": 0.0},
        of_patterns=True,
    ),
    Control(
        "fixed_meetings",
        Text("as many encounters whoever comes", "autant de rencontres, peu importe qui vient"),
        {"deliberation.meetings": HELD, "deliberation.intensity": POSSIBLE},
    ),
    Control(
        "no_events",
        Text("no election, no turnover", "ni élection, ni roulement"),
        {"events.frozen": True},
        of_patterns=True,
    ),
)
OF_PATTERNS = tuple(control for control in CONTROLS if control.of_patterns)
