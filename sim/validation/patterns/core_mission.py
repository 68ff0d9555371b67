"""Pattern 9. Excluding core mission weakens existing action, at equal money."""

from sim.validation.pattern import Claim, Pattern, Text

PATTERN = Pattern(
    number=9,
    name="core_mission",
    title=Text("Core mission excluded weakens", "Exclure la mission affaiblit"),
    sentence=Text(
        "Excluding core mission weakens existing action: more fragile organizations, less participation, at equal "
        "money.",
        "Exclure la mission globale affaiblit l’action existante : plus d’organismes fragiles, moins de "
        "participation, à argent égal.",
    ),
    source="[S]",
    experiment=Text(
        "The same envelopes; no money for core mission, or a quarter of each grant to a community organization.",
        "Les mêmes enveloppes ; aucun argent pour la mission globale, ou le quart de chaque subvention à un "
        "organisme communautaire.",
    ),
    arms={"excluded": {"norms.core_share": 0.0}, "included": {"norms.core_share": 0.25}},
    claims=(
        Claim(
            "fragile",
            Text("more organizations are fragile at the end", "plus d’organismes sont fragiles à la fin"),
            "fragile",
            {"excluded": 1, "included": -1},
        ),
        Claim(
            "participation",
            Text("fewer organizations come to the tables", "moins d’organismes viennent aux tables"),
            "attendance_organizations",
            {"included": 1, "excluded": -1},
        ),
    ),
    relies_on=("no_money",),
)
