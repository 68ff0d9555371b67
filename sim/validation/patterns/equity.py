"""Pattern 11. Money concentrates without an equity rule; equal shares spread it."""

from sim.validation.pattern import Claim, Pattern, Text

POT = {"split": "one_pot"}
SCARCE = {
    "events.envelope_month": 0,
    "events.envelope_change": -0.7,
}  # files must compete: at base, two in three are funded

PATTERN = Pattern(
    number=11,
    name="equity",
    title=Text("Money concentrates without equity", "Sans équité, l’argent se concentre"),
    sentence=Text(
        "Money concentrates without an equity rule; equal shares spread it.",
        "L’argent se concentre sans règle d’équité ; les parts égales le répartissent.",
    ),
    source="[L] Zia & Koliba 2017; participatory budgeting",
    experiment=Text(
        "One regional pot, files ranked on merit, against envelopes split by need. In one pot with three tenths of "
        "the envelope, so that files compete, the most approved files a dollar against the method of equal shares. "
        "Gini of dollars a person in low income, over territories.",
        "Une seule enveloppe régionale, dossiers classés au mérite, contre des enveloppes réparties selon les "
        "besoins. Dans l’enveloppe unique réduite aux trois dixièmes, pour que les dossiers se disputent l’argent, les "
        "plus approuvés par dollar contre la méthode des parts égales. Indice de Gini des dollars par personne à "
        "faible revenu, entre territoires.",
    ),
    arms={
        "merit": POT | {"award": "central_ranking"},
        "split": {"split": "by_need", "award": "central_ranking"},
        "approval": POT | SCARCE | {"award": "approval_per_dollar"},
        "equal_shares": POT | SCARCE | {"award": "equal_shares"},
    },
    claims=(
        Claim(
            "concentrates",
            Text(
                "one pot on merit concentrates money more than a split by need",
                "une enveloppe unique au mérite concentre plus l’argent qu’un partage selon les besoins",
            ),
            "gini",
            {"merit": 1, "split": -1},
        ),
        Claim(
            "equal_shares",
            Text(
                "equal shares spread it more than the most approved files",
                "les parts égales le répartissent mieux que les dossiers les plus approuvés",
            ),
            "gini",
            {"approval": 1, "equal_shares": -1},
        ),
    ),
    relies_on=("no_money",),
)
