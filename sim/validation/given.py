"""Every line of the statements that is *given*: what switches it, or why no key does."""

from collections.abc import Mapping

from sim.validation.pattern import Text
from sim.validation.toggles import CLOCK, CONTINUATION, FRAME, HIGH, LAST, LOW, WAYS_OF_TABLES, Toggle


def stake(mark: str, key: str, english: str, french: str, *lines: str) -> Toggle:
    """A stake that makes no conflict."""
    text = Text(f"{english} makes no conflict", f"{french} ne crée pas de conflit")
    return Toggle(f"no_{key}", (mark, *lines), text, {f"deliberation.by_{key}": 0.0})


def ends(mark: str, name: str, english: str, french: str, own: tuple[str, ...] = ()) -> tuple[Toggle, Toggle]:
    """A condition to act at both ends, everywhere."""
    return (
        Toggle(
            f"low_{name}",
            (mark,),
            Text(f"{english} low everywhere (0.1)", f"{french} au plus bas partout (0,1)"),
            {f"conditions.{name}": LOW},
            own,
        ),
        Toggle(
            f"high_{name}",
            (mark,),
            Text(f"{english} high everywhere (0.9)", f"{french} au plus haut partout (0,9)"),
            {f"conditions.{name}": HIGH},
            own,
        ),
    )


STAKES = (
    stake("E1", "envelope", "the envelope", "l’enveloppe"),
    Toggle(
        "plenty",
        ("E1",),
        Text("scarcity is not expected before calls", "on n’attend pas de rareté avant les appels"),
        {"proposals.expected_scarcity": 0.0},
    ),
    stake("E2", "leadership", "leadership", "le leadership", "Y7"),
    stake("E3", "representativeness", "who represents whom", "la représentativité"),
    Toggle(
        "absent_support",
        ("E3",),
        Text("who took no part supports as much", "qui n’a pas participé appuie autant"),
        {"priorities.by_voice": 0.0},
        CLOCK,
    ),
    stake("E4", "elected", "meeting elected officials", "rencontrer les élus"),
    stake("E5", "priorities", "the choice of priorities", "le choix des priorités"),
    stake("E6", "orientations", "the orientation of action", "l’orientation de l’action", "D7"),
    stake("E7", "management", "the fund’s management", "la gestion du fonds", "A1"),
)

CONDITIONS = (
    *ends("C1", "resources", "resources", "les ressources"),
    *ends("C2", "relations", "relations at the start", "les rapports au départ"),
    *ends("C3", "structures", "recognized structures", "les structures reconnues", (*CLOCK, "partnership")),
    *ends("C5", "knowledge", "knowledge of the territory", "la connaissance du territoire", CLOCK),
    Toggle(
        "no_distance",
        ("C8",),
        Text("a large territory keeps nobody away", "un vaste territoire n’éloigne personne"),
        {"mobilization.by_extent": 0.0},
    ),
)

ADVANCES = (
    Toggle(
        "no_agent",
        ("A8",),
        Text("a liaison agent is paid, and changes nothing", "un agent pivot est payé, et ne change rien"),
        {"implementation.agent_gain": 0.0},
    ),
    Toggle(
        "partners_leave_nothing",
        ("A10",),
        Text("partners do not make effects last", "les partenaires ne font pas durer les effets"),
        {"implementation.by_partners": 0.0},
        LAST,
    ),
    Toggle(
        "years_leave_nothing",
        ("A10",),
        Text("years do not make effects last", "les années ne font pas durer les effets"),
        {"implementation.by_years": 0.0},
        LAST,
    ),
    Toggle(
        "pooled",
        ("A14",),
        Text(
            "other ministries bring half of what promoters must find",
            "d’autres ministères apportent la moitié de ce que les promoteurs doivent trouver",
        ),
        {"norms.pooling": 0.5},
    ),
    Toggle(
        "nobody_endorses",
        ("L2",),
        Text("nothing is put to elected officials", "rien n’est soumis aux élus"),
        {"endorsement": "none"},
        ("vetoes", "vetoes_first_year"),
    ),
    Toggle(
        "no_municipal_project",
        ("L8",),
        Text("municipalities are not eligible", "les municipalités ne sont pas admissibles"),
        {"norms.municipalities_eligible": False},
    ),
    Toggle(
        "sitting_is_free",
        ("R4",),
        Text("sitting at tables costs organizations nothing", "siéger ne coûte rien aux organismes"),
        {"viability.attending": 0.0},
        ("fragile",),
    ),
    Toggle(
        "full_reserves",
        ("R4",),
        Text("organizations start with a year of reserve", "les organismes partent avec un an de réserve"),
        {"population.reserve_months": 12.0},
        ("fragile",),
    ),
    Toggle(
        "tier_removed",
        ("R15",),
        Text(
            "the regional tier is removed in April 2015 (both arms run to March 2016)",
            "le palier régional est aboli en avril 2015 (les deux bras vont jusqu’à mars 2016)",
        ),
        {"events.removal_month": 60},
        alike=CONTINUATION,
    ),
)

TOGGLES: tuple[Toggle, ...] = (*FRAME, *WAYS_OF_TABLES, *STAKES, *CONDITIONS, *ADVANCES)

NO_KEY: Mapping[str, Text] = {
    "F2": Text("the six regions are where every run takes place", "les six régions sont le lieu de chaque simulation"),
    "M10": Text(
        "one table, one account and one set of ties a territory is how the model is built",
        "une table, un compte et un réseau par territoire : le modèle est bâti ainsi",
    ),
    "Y2": Text(
        "the typology reads runs and changes none",
        "la typologie lit les simulations et n’en change aucune",
    ),
}


def of_line(mark: str) -> tuple[Toggle, ...]:
    """The toggles of a line of the statements."""
    return tuple(t for t in TOGGLES if mark in t.lines)


MARKS: tuple[str, ...] = tuple(dict.fromkeys([*(mark for t in TOGGLES for mark in t.lines), *NO_KEY]))
