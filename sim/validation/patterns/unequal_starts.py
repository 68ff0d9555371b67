"""Pattern 3. Unequal conditions, unequal timing and quality; facilitation narrows the gap."""

from sim.validation.pattern import Claim, Pattern, Text

UNEQUAL = {"conditions.region_spread": 1.2, "conditions.territory_spread": 1.2}
EQUAL = {"conditions.region_spread": 0.0, "conditions.territory_spread": 0.0}

PATTERN = Pattern(
    number=3,
    name="unequal_starts",
    title=Text("Unequal starts, unequal paths", "Départs inégaux, parcours inégaux"),
    sentence=Text(
        "Unequal starting conditions give unequal timing and quality; facilitation narrows the gap at constant money.",
        "Des conditions de départ inégales donnent des rythmes et une qualité inégaux ; l’accompagnement réduit "
        "l’écart, à argent constant.",
    ),
    source="[S]",
    experiment=Text(
        "Territories equal in their starting conditions, or far apart; far apart, little facilitation or much at the "
        "start, then the same money for facilitation shared like the rest or sent where it lacks.",
        "Des territoires égaux par leurs conditions de départ, ou très inégaux ; très inégaux, peu ou beaucoup "
        "d’accompagnement au départ, puis le même argent d’accompagnement réparti comme le reste ou envoyé là où il "
        "en manque.",
    ),
    arms={
        "equal": EQUAL,
        "unequal": UNEQUAL,
        "little": UNEQUAL | {"conditions.facilitation": 0.2},
        "much": UNEQUAL | {"conditions.facilitation": 0.7},
        "leveled": UNEQUAL | {"norms.leveling": 1.0},
    },
    claims=(
        Claim(
            "timing",
            Text("plans come at more unequal times", "les plans viennent à des moments plus inégaux"),
            "plan_gap",
            {"unequal": 1, "equal": -1},
        ),
        Claim(
            "quality",
            Text("territories cooperate more unequally", "les territoires coopèrent plus inégalement"),
            "cooperation_gap",
            {"unequal": 1, "equal": -1},
        ),
        Claim(
            "narrower_timing",
            Text("facilitation brings the plans closer in time", "l’accompagnement rapproche les plans dans le temps"),
            "plan_gap",
            {"little": 1, "much": -1},
        ),
        Claim(
            "narrower_quality",
            Text(
                "and cooperation closer between territories, when its money goes where it lacks",
                "et la coopération plus proche d’un territoire à l’autre, quand son argent va là où il en manque",
            ),
            "cooperation_gap",
            {"unequal": 1, "leveled": -1},
        ),
    ),
)
