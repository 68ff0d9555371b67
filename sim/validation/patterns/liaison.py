"""Pattern 12. A liaison speeds decisions without moving the collective position."""

from sim.validation.pattern import Claim, Pattern, Text

PATTERN = Pattern(
    number=12,
    name="liaison",
    title=Text("A liaison speeds decisions", "Un agent de liaison accélère"),
    sentence=Text(
        "A liaison speeds decisions without moving the collective position.",
        "Un agent de liaison accélère les décisions sans déplacer la position collective.",
    ),
    source="[L] Zellner et al. 2014",
    experiment=Text(
        "Little facilitation or much (0.2 or 0.7 on average), same money. The collective position is the mean plan "
        "of territories: none of its nine shares may move by more than half a point.",
        "Peu ou beaucoup d’accompagnement (0,2 ou 0,7 en moyenne), même argent. La position collective est le plan "
        "moyen des territoires : aucune de ses neuf parts ne doit bouger de plus d’un demi-point.",
    ),
    arms={"little": {"conditions.facilitation": 0.2}, "much": {"conditions.facilitation": 0.7}},
    claims=(
        Claim("plans", Text("plans come earlier", "les plans viennent plus tôt"), "plan", {"little": 1, "much": -1}),
        Claim(
            "agreements",
            Text("agreements come earlier", "les ententes viennent plus tôt"),
            "agreement",
            {"little": 1, "much": -1},
        ),
        Claim(
            "same_plan",
            Text("the mean plan stays where it was", "le plan moyen reste où il était"),
            "mean_plan",
            {"much": 1, "little": -1},
            low=-0.005,
            high=0.005,
            every=True,
        ),
    ),
)
