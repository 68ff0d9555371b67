"""Pattern 13. Orders of magnitude: projects, first money, time to agreement."""

from sim.validation.pattern import Claim, Pattern, Text

PATTERN = Pattern(
    number=13,
    name="magnitudes",
    title=Text("Orders of magnitude", "Ordres de grandeur"),
    sentence=Text(
        "More than 200 projects over the six regions; first money 12 to 36 months after the plan starts; median time "
        "to agreement 24 to 72 months.",
        "Plus de 200 projets dans les six régions ; premier argent 12 à 36 mois après le lancement ; temps médian "
        "jusqu’à l’entente de 24 à 72 mois.",
    ),
    source="[S] projects; [D] timeline.csv, first money; [L] Leach et al. 2002, agreement",
    experiment=Text("The base case alone.", "Le cas de base seul."),
    arms={"base": {}},
    claims=(
        Claim(
            "projects",
            Text("more than 200 projects are awarded", "plus de 200 projets sont retenus"),
            "funded",
            {"base": 1},
            low=200.0,
        ),
        Claim(
            "money",
            Text(
                "first money 12 to 36 months after the launch, median region",
                "premier argent 12 à 36 mois après le lancement, région médiane",
            ),
            "money_since_launch",
            {"base": 1},
            low=12.0,
            high=36.0,
        ),
        Claim(
            "agreement",
            Text(
                "agreement 24 to 72 months after the launch, median region",
                "entente 24 à 72 mois après le lancement, région médiane",
            ),
            "agreement_since_launch",
            {"base": 1},
            low=24.0,
            high=72.0,
        ),
    ),
    relies_on=("no_money",),
)
