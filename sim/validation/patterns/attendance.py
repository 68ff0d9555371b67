"""Pattern 14. Everyone must attend at some stage: gaps in attendance delay consensus."""

from sim.validation.pattern import Claim, Pattern, Text

OPEN = {"governance.open_consultation": True, "mobilization.base": 0.2}

PATTERN = Pattern(
    number=14,
    name="attendance",
    title=Text("Everyone must attend at some stage", "Chacun doit être là à un moment"),
    sentence=Text(
        "Everyone must attend at some stage: gaps in attendance delay consensus.",
        "Chacun doit être là à un moment : les absences retardent le consensus.",
    ),
    source="[L] Bernardo et al. 2021",
    experiment=Text(
        "The base case; the same people coming less often (log-odds lower by one); consultation by invitation only, "
        "so that some never come.",
        "Le cas de base ; les mêmes gens qui viennent moins souvent (log-cotes abaissées de un) ; une consultation "
        "sur invitation seulement, de sorte que certains ne viennent jamais.",
    ),
    arms={
        "open": OPEN,
        "gaps": OPEN | {"mobilization.base": -0.8},
        "invited": OPEN | {"governance.open_consultation": False},
    },
    claims=(
        Claim(
            "gaps",
            Text("more members are absent", "plus de membres sont absents"),
            "absentees",
            {"gaps": 1, "open": -1},
        ),
        Claim(
            "later",
            Text(
                "plans come later when people come less often",
                "les plans viennent plus tard quand on vient moins souvent",
            ),
            "plan",
            {"gaps": 1, "open": -1},
        ),
        Claim(
            "dispersed",
            Text(
                "positions come less close when people come less often",
                "les positions se rapprochent moins quand on vient moins souvent",
            ),
            "dispersion",
            {"gaps": 1, "open": -1},
        ),
        Claim(
            "invited",
            Text("and when some are never invited", "et quand certains ne sont jamais invités"),
            "dispersion",
            {"invited": 1, "open": -1},
        ),
        Claim(
            "invited_later",
            Text(
                "plans come later too when some are never invited",
                "les plans viennent aussi plus tard quand certains ne sont jamais invités",
            ),
            "plan",
            {"invited": 1, "open": -1},
        ),
    ),
    relies_on=("frozen_positions",),
)
