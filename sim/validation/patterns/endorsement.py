"""Pattern 8. Endorsement by elected officials: a short-run irritant, a long-run bridge."""

from sim.validation.pattern import Claim, Pattern, Text

PATTERN = Pattern(
    number=8,
    name="endorsement",
    title=Text("Endorsement: irritant, then bridge", "L’entérinement : irritant, puis pont"),
    sentence=Text(
        "Endorsement by elected officials: vetoes and delay in the first year, more trust between elected and "
        "community at the end.",
        "L’entérinement par les élus : des refus et des délais la première année, plus de confiance entre élus et "
        "communautaire à la fin.",
    ),
    source="[S]",
    experiment=Text(
        "Plans and awards endorsed by elected officials, or nobody asks them.",
        "Plans et projets entérinés par les élus, ou les élus ne sont pas consultés.",
    ),
    arms={"endorsed": {"endorsement": "plans_and_awards"}, "none": {"endorsement": "none"}},
    claims=(
        Claim(
            "vetoes",
            Text(
                "some files are withheld in the first year of calls",
                "des dossiers sont bloqués la première année des appels",
            ),
            "vetoes_first_year",
            {"endorsed": 1},
            low=1.0,
        ),
        Claim(
            "delay",
            Text("from filing to the first dollar takes longer", "du dépôt au premier dollar, c’est plus long"),
            "filed_to_started",
            {"endorsed": 1, "none": -1},
        ),
        Claim(
            "bridge",
            Text(
                "elected officials and community trust each other more at the end",
                "élus et communautaire se font plus confiance à la fin",
            ),
            "trust_elected_community",
            {"endorsed": 1, "none": -1},
        ),
    ),
    relies_on=("no_trust", "no_money"),
)
