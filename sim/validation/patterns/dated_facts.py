"""Pattern 13. Dated facts: what sources date, region by region, and nothing that no source says."""

from sim.facts.reading import read_facts
from sim.validation.pattern import Claim, Pattern, Text
from sim.validation.quantities import FACT, FACTS, TOGETHER

PATTERN = Pattern(
    number=13,
    name="dated_facts",
    title=Text("Dated facts", "Faits datés"),
    sentence=Text(
        "Each dated fact of the six regions is met in more than half of the runs, and all of them together in a "
        "fifth: early agreements, a long wait for the signature and the first money, then a fast spending.",
        "Chaque fait daté des six régions est respecté dans plus de la moitié des simulations, et tous ensemble dans "
        "une sur cinq : des ententes tôt, une longue attente de la signature et du premier argent, puis une dépense "
        "rapide.",
    ),
    source=f"[D] sim/facts/facts.yaml: {read_facts().title}",
    experiment=Text(
        "The base case alone; a fact is met when its probability, its own error and lag counted, is more than half "
        "of the largest that any run could give it.",
        "Le cas de base seul ; un fait est respecté quand sa probabilité, son erreur et son délai comptés, dépasse "
        "la moitié de la plus grande qu’une simulation puisse lui donner.",
    ),
    arms={"base": {}},
    claims=(
        *(Claim(f.name, Text(f.says["en"], f.says["fr"]), f"{FACT}{f.name}", {"base": 1}, low=0.5) for f in FACTS),
        Claim(
            "together",
            Text("all of them in one run of five", "tous ensemble dans une simulation sur cinq"),
            TOGETHER,
            {"base": 1},
            low=0.2,
        ),
    ),
    relies_on=("no_money",),
)
