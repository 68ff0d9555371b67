"""Pattern 5. Small early wins raise later trust, most where trust starts low."""

from sim.validation.pattern import Claim, Pattern, Text

LOW, HIGH = {"acquaintance.trust": 0.2}, {"acquaintance.trust": 0.5}
WINS, NONE = {"priorities.win": 0.06}, {"priorities.win": 0.0}

PATTERN = Pattern(
    number=5,
    name="small_wins",
    title=Text("Small early wins", "Petits succès précoces"),
    sentence=Text(
        "Small early wins raise later trust, most where trust starts low.",
        "De petits succès précoces élèvent la confiance plus tard, surtout là où elle part de bas.",
    ),
    source="[L] Ansell & Gash 2008",
    experiment=Text(
        "Trust that starts low or high; a plan adopted together gives a little trust (6 % of what is missing) or "
        "none. Trust is read at the end, years after the plans.",
        "Une confiance basse ou haute au départ ; un plan adopté ensemble donne un peu de confiance (6 % de ce qui "
        "manque) ou rien. La confiance se lit à la fin, des années après les plans.",
    ),
    arms={"low": LOW | NONE, "low_wins": LOW | WINS, "high": HIGH | NONE, "high_wins": HIGH | WINS},
    claims=(
        Claim(
            "later_trust",
            Text(
                "trust is higher at the end where trust started low",
                "la confiance est plus haute à la fin là où elle partait de bas",
            ),
            "trust_end",
            {"low_wins": 1, "low": -1},
        ),
        Claim(
            "cooperation",
            Text("so is cooperation", "la coopération aussi"),
            "cooperation_last_year",
            {"low_wins": 1, "low": -1},
        ),
        Claim(
            "most_where_low",
            Text("by more than where trust started high", "et davantage que là où elle partait de haut"),
            "trust_end",
            {"low_wins": 1, "low": -1, "high_wins": -1, "high": 1},
        ),
    ),
    relies_on=("no_trust",),
)
