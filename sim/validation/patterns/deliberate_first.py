"""Pattern 6. To deliberate before deciding raises success and acceptability; a supermajority helps under imbalance."""

from sim.validation.pattern import Claim, Pattern, Text

UNBALANCED = {"conditions.verticality": 0.85, "governance.hierarchy": 1.0}
BALANCED = {"conditions.verticality": 0.85, "governance.hierarchy": 0.0}
MAJORITY, SUPER = {"governance.threshold": 0.5}, {"governance.threshold": 2.0 / 3.0}

PATTERN = Pattern(
    number=6,
    name="deliberate_first",
    title=Text("Deliberate before deciding", "Délibérer avant de décider"),
    sentence=Text(
        "To deliberate before deciding raises success and acceptability; a supermajority helps under imbalance of "
        "power.",
        "Délibérer avant de décider accroît le succès et l’acceptabilité ; une majorité qualifiée aide quand le "
        "pouvoir est inégal.",
    ),
    source="[L] Choi & Robertson 2014",
    experiment=Text(
        "A vote at once, or after six months of deliberation. A majority or two thirds, where the plan is weighed by "
        "influence or by equal voices, verticality high in both. Acceptability: support at adoption, and the "
        "distance of groups and citizens to the plan.",
        "Un vote tout de suite, ou après six mois de délibération. La majorité ou les deux tiers, là où le plan se "
        "pèse selon l’influence ou à voix égales, la verticalité étant forte dans les deux cas. Acceptabilité : "
        "l’appui à l’adoption, et la distance des groupes et des citoyens au plan.",
    ),
    arms={
        "at_once": {"governance.deliberation_months": 0},
        "deliberated": {"governance.deliberation_months": 6},
        "unequal": UNBALANCED | MAJORITY,
        "unequal_super": UNBALANCED | SUPER,
        "equal": BALANCED | MAJORITY,
        "equal_super": BALANCED | SUPER,
    },
    claims=(
        Claim(
            "success",
            Text("fewer votes are needed to adopt a plan", "il faut moins de votes pour adopter un plan"),
            "votes_needed",
            {"at_once": 1, "deliberated": -1},
        ),
        Claim(
            "acceptability",
            Text("the first text put to the vote has more support", "le premier texte mis aux voix a plus d’appui"),
            "first_support",
            {"deliberated": 1, "at_once": -1},
        ),
        Claim(
            "super_support",
            Text(
                "under imbalance, two thirds bring plans with more support",
                "quand le pouvoir est inégal, les deux tiers amènent des plans mieux appuyés",
            ),
            "support",
            {"unequal_super": 1, "unequal": -1},
        ),
        Claim(
            "super_distance",
            Text(
                "under imbalance, two thirds bring the plan closer to groups and citizens",
                "quand le pouvoir est inégal, les deux tiers rapprochent le plan des groupes et des citoyens",
            ),
            "distance_weak",
            {"unequal": 1, "unequal_super": -1},
        ),
        Claim(
            "more_under_imbalance",
            Text("and more so than with equal voices", "et davantage qu’à voix égales"),
            "distance_weak",
            {"unequal": 1, "unequal_super": -1, "equal": -1, "equal_super": 1},
        ),
    ),
    relies_on=("frozen_positions",),
)
