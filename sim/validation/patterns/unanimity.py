"""Pattern 7. Unanimity and larger groups delay agreement; failed proposers are punished."""

from sim.validation.pattern import Claim, Pattern, Text

SMALL = {
    "governance.seats_community": 7,
    "governance.seats_institution": 4,
    "governance.seats_elected": 3,
    "governance.quorum": 4,
}
LARGE = {
    "governance.seats_community": 28,
    "governance.seats_institution": 16,
    "governance.seats_elected": 10,
    "governance.quorum": 16,
}
NEARLY = {"governance.threshold": 0.9}

PATTERN = Pattern(
    number=7,
    name="unanimity",
    title=Text("Unanimity and large groups delay", "L’unanimité et les grands groupes retardent"),
    sentence=Text(
        "Unanimity and larger groups delay agreement; failed proposers are punished.",
        "L’unanimité et les grands groupes retardent l’entente ; qui propose sans succès le paie ensuite.",
    ),
    source="[L] Baranski & Morton 2022",
    experiment=Text(
        "Plans and agreements at 60 % of voices or by unanimity; a core of 14 or of 54 seats a table, at 60 % and at "
        "90 %. In the base case, who fails is looked for among who proposes next.",
        "Plans et ententes à 60 % des voix ou à l’unanimité ; un noyau de 14 ou de 54 sièges par table, à 60 % et à "
        "90 %. Dans le cas de base, on cherche qui a échoué parmi qui propose ensuite.",
    ),
    arms={
        "base": {},
        "unanimity": {"governance.threshold": 1.0},
        "small": SMALL,
        "large": LARGE,
        "small_nearly": SMALL | NEARLY,
        "large_nearly": LARGE | NEARLY,
        "no_mediator": {"governance.mediation": False},
        "forgiving": {"governance.mediation": False, "negotiation.memory": 1.0, "negotiation.grudge": 0.0},
    },
    claims=(
        Claim(
            "plans",
            Text("unanimity delays plans", "l’unanimité retarde les plans"),
            "plan",
            {"unanimity": 1, "base": -1},
        ),
        Claim("agreements", Text("and agreements", "et les ententes"), "agreement", {"unanimity": 1, "base": -1}),
        Claim(
            "not_forbidden",
            Text(
                "it delays them, it does not forbid them: most territories end with a plan",
                "elle les retarde sans les interdire : la plupart des territoires finissent avec un plan",
            ),
            "planned",
            {"unanimity": 1},
            low=0.5,
        ),
        Claim(
            "groups",
            Text("larger groups plan later", "les grands groupes planifient plus tard"),
            "plan",
            {"large": 1, "small": -1},
        ),
        Claim(
            "groups_nearly",
            Text(
                "and all the later as nearly all must agree",
                "et d’autant plus tard que presque tous doivent s’entendre",
            ),
            "plan",
            {"large_nearly": 1, "small_nearly": -1, "large": -1, "small": 1},
        ),
        Claim(
            "punished",
            Text(
                "who failed proposes again less often than if it were forgiven",
                "qui a échoué propose de nouveau moins souvent que si on lui pardonnait",
            ),
            "repeated_authors",
            {"forgiving": 1, "no_mediator": -1},
        ),
    ),
)
