"""Pattern 10. Short projects that are not renewed limit lasting effects."""

from sim.metrics.horizon import horizon
from sim.validation.pattern import Claim, Pattern, Text, scenario_of

ARMS = {
    "short": {"norms.longest": 12, "norms.renewals": 0},
    "long": {"norms.longest": 36, "norms.renewals": 0},
    "renewed": {"norms.longest": 12, "norms.renewals": 2},
}
MONTHS = max(horizon(scenario_of(changes)) for changes in ARMS.values())  # when the projects of every arm have ended

PATTERN = Pattern(
    number=10,
    name="short_projects",
    title=Text("Short projects leave little", "Les projets courts laissent peu"),
    sentence=Text(
        "Short, non-recurrent projects limit lasting effects.",
        "Des projets courts et non récurrents limitent les effets durables.",
    ),
    source="[S]",
    experiment=Text(
        "The same envelopes over the same fund; projects of 12 months at most, or of 36; never renewed, or twice. "
        f"Read after {MONTHS} months, when every project has ended: at five years long projects have not left "
        "anything yet.",
        "Les mêmes enveloppes et le même fonds ; des projets de 12 mois au plus, ou de 36 ; jamais renouvelés, ou "
        f"deux fois. Lu après {MONTHS} mois, quand tous les projets sont finis : à cinq ans, les longs n’ont encore "
        "rien laissé.",
    ),
    arms={name: {"months": MONTHS, **changes} for name, changes in ARMS.items()},
    claims=(
        Claim(
            "share",
            Text(
                "a smaller share of short projects leaves a structuring effect",
                "une plus petite part des projets courts laisse un effet structurant",
            ),
            "lasting_share",
            {"long": 1, "short": -1},
        ),
        Claim(
            "need",
            Text("less need is met for good", "moins de besoins sont comblés pour de bon"),
            "need_relieved",
            {"long": 1, "short": -1},
        ),
        Claim(
            "renewed",
            Text("renewal raises that share too", "le renouvellement accroît aussi cette part"),
            "lasting_share",
            {"renewed": 1, "short": -1},
        ),
        Claim(
            "renewed_need",
            Text("and what is met for good", "et ce qui est comblé pour de bon"),
            "need_relieved",
            {"renewed": 1, "short": -1},
        ),
    ),
    relies_on=("no_money",),
)
