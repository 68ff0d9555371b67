"""Pattern 1. Conflict first, cooperation later, not in a straight line; conditions decide who gets there."""

from sim.validation.pattern import Claim, Pattern, Text

HOSTILE = {
    "conditions.prehistory": 0.10,
    "conditions.relations": 0.15,
    "conditions.facilitation": 0.0,
    "norms.coordination": 0.0,
    "governance.mediation": False,
}

PATTERN = Pattern(
    number=1,
    name="conflict_first",
    title=Text("Conflict first, cooperation later", "Le conflit d’abord, la coopération ensuite"),
    sentence=Text(
        "Conflict first, cooperation later, not in a straight line; regions move between dynamics and most end more "
        "cooperative; fewer do without facilitation and with an antagonistic past.",
        "Le conflit d’abord, la coopération ensuite, sans ligne droite ; les régions passent d’une dynamique à "
        "l’autre et la plupart finissent plus coopératives ; moins y arrivent sans accompagnement et avec un passé "
        "antagoniste.",
    ),
    source="[S]",
    experiment=Text(
        "The base case alone; then the same seeds with an antagonistic past and no facilitation, now or later.",
        "Le cas de base seul ; puis les mêmes graines avec un passé antagoniste et sans accompagnement, ni au départ "
        "ni ensuite.",
    ),
    arms={"base": {}, "hostile": HOSTILE},
    claims=(
        Claim(
            "conflict_first",
            Text(
                "more conflict in the first year than in the last", "plus de conflit la première année que la dernière"
            ),
            "conflict_first",
            {"base": 1},
        ),
        Claim(
            "cooperation_later",
            Text(
                "more cooperation in the last year than in the first",
                "plus de coopération la dernière année que la première",
            ),
            "cooperation_later",
            {"base": 1},
        ),
        Claim(
            "not_straight",
            Text(
                "most regions come back to a dynamic that they had left",
                "la plupart des régions reviennent à une dynamique qu’elles avaient quittée",
            ),
            "returns",
            {"base": 1},
            low=0.5,
            path=True,
        ),
        Claim(
            "all_move",
            Text("nine regions in ten or more change dynamic", "neuf régions sur dix ou plus changent de dynamique"),
            "movers",
            {"base": 1},
            low=0.9,
            path=True,
        ),
        Claim(
            "most_improve",
            Text("most end more cooperative than they began", "la plupart finissent plus coopératives qu’au début"),
            "improved",
            {"base": 1},
            low=0.5,
        ),
        Claim(
            "conditions",
            Text(
                "fewer regions end in cooperation when conditions are hostile",
                "moins de régions finissent en coopération quand les conditions sont hostiles",
            ),
            "regions_cooperative",
            {"base": 1, "hostile": -1},
        ),
    ),
    relies_on=("no_trust",),
)
