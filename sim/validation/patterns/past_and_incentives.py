"""Pattern 4. The past matters; strong incentives can override it."""

from sim.validation.pattern import Claim, Pattern, Text

POOR, GOOD = {"conditions.prehistory": 0.10}, {"conditions.prehistory": 0.80}
MONEY = {"events.envelope_month": 0, "events.envelope_change": 2.0}  # three times the envelope, from the start

PATTERN = Pattern(
    number=4,
    name="past_and_incentives",
    title=Text("The past, and incentives", "Le passé, et les incitations"),
    sentence=Text(
        "The past of concertation matters; strong incentives can override it.",
        "Le passé de concertation compte ; de fortes incitations peuvent l’emporter sur lui.",
    ),
    source="[L] Ansell & Gash 2008",
    experiment=Text(
        "An antagonistic past or a good one, with the envelope of the base case or three times as much: more to win "
        "together, less to fight over.",
        "Un passé antagoniste ou bon, avec l’enveloppe du cas de base ou trois fois plus : plus à gagner ensemble, "
        "moins à se disputer.",
    ),
    arms={"poor": POOR, "good": GOOD, "poor_rich": POOR | MONEY},
    claims=(
        Claim(
            "past",
            Text("a good past gives more cooperation at the end", "un bon passé donne plus de coopération à la fin"),
            "cooperation_last_year",
            {"good": 1, "poor": -1},
        ),
        Claim(
            "past_conflict",
            Text("and less conflict", "et moins de conflit"),
            "conflict_last_year",
            {"poor": 1, "good": -1},
        ),
        Claim(
            "override",
            Text(
                "with strong incentives an antagonistic past does as well as a good one without",
                "avec de fortes incitations, un passé antagoniste fait aussi bien qu’un bon passé sans elles",
            ),
            "cooperation_last_year",
            {"poor_rich": 1, "good": -1},
        ),
    ),
    relies_on=("no_money",),
)
