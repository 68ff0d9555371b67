"""Pattern 2. Who sits changes, and the process is perturbed, the more so as more are replaced."""

from sim.validation.pattern import Claim, Pattern, Text

PATTERN = Pattern(
    number=2,
    name="newcomers",
    title=Text("Newcomers perturb", "Les nouveaux venus perturbent"),
    sentence=Text(
        "An election or a change of actors perturbs the process, the more so as more are replaced.",
        "Une élection ou un changement d’acteurs perturbe le processus, d’autant plus que plus de gens sont remplacés.",
    ),
    source="[S]",
    experiment=Text(
        "No election; then an election in month 43 that replaces 20 % or 80 % of elected officials; no turnover of "
        "staff, or 5 % a month. The months before the election are the same to the bit.",
        "Aucune élection ; puis, au mois 43, une élection qui remplace 20 % ou 80 % des élus ; aucun roulement du "
        "personnel, ou 5 % par mois. Les mois d’avant l’élection sont identiques au bit près.",
    ),
    arms={
        "none": {"events.election_month": -1, "events.turnover": 0.01},
        "few": {"events.election_month": 43, "events.replaced": 0.2, "events.turnover": 0.01},
        "many": {"events.election_month": 43, "events.replaced": 0.8, "events.turnover": 0.01},
        "stable": {"events.election_month": -1, "events.turnover": 0.0},
        "turning": {"events.election_month": -1, "events.turnover": 0.05},
    },
    claims=(
        Claim(
            "trust",
            Text(
                "an election lowers trust between elected and community",
                "une élection abaisse la confiance entre élus et communautaire",
            ),
            "after_election_trust",
            {"none": 1, "few": -1},
        ),
        Claim(
            "conflict",
            Text(
                "an election brings conflict in the six months that follow",
                "une élection amène du conflit dans les six mois qui suivent",
            ),
            "after_election_conflict",
            {"few": 1, "none": -1},
        ),
        Claim(
            "cooperation",
            Text("and takes cooperation away", "et retire de la coopération"),
            "after_election_cooperation",
            {"none": 1, "few": -1},
        ),
        Claim(
            "dose",
            Text("more conflict when more are replaced", "plus de conflit quand plus de gens sont remplacés"),
            "after_election_conflict",
            {"many": 1, "few": -1},
        ),
        Claim(
            "dose_cooperation",
            Text("less cooperation when more are replaced", "moins de coopération quand plus de gens sont remplacés"),
            "after_election_cooperation",
            {"few": 1, "many": -1},
        ),
        Claim(
            "turnover",
            Text("turnover of staff lowers cooperation too", "le roulement du personnel abaisse aussi la coopération"),
            "cooperation_last_year",
            {"stable": 1, "turning": -1},
        ),
    ),
    relies_on=("no_trust", "no_events"),
)
