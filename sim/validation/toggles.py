"""Switches of what the study says and the rules state, and the lines of the statements that no key can switch.

A line that is *given* (docs/statements.md) is written into the rules: a run cannot confirm it. What it moves can be
measured: each toggle takes the mechanism off, or to the other end, by configuration keys that any command takes.
"""

from typing import NamedTuple

from sim.validation.pattern import Changes, Text


class Toggle(NamedTuple):
    """What is switched, by name, for which lines of the statements, in words, and how."""

    name: str
    lines: tuple[str, ...]  # marks of the statements
    text: Text
    changes: Changes
    own: tuple[str, ...] = ()  # outcomes that state the mechanism: counted from it, or it is their clock
    alike: Changes = {}  # noqa: RUF012 (never written): what the base of comparison changes too

    @property
    def cut(self) -> Changes:
        """Everything that differs from the base scenario."""
        return {**self.alike, **self.changes}


WAYS = ("verticality_end", "partnership")  # both are computed from the verticality of tables
CLOCK = ("plan_month", "plan_spread")
BARGAIN = ("agreement_month", "failed_proposals", "imposed")
LAST = ("lasting", "lasting_share", "need_relieved")
SEATED = (  # counted over those who have a seat
    "attendance_organizations", "attendance_institutions", "attendance_elected", "attendance_citizens",
    "citizen_share", "coverage", "participation_first_year", "participation_last_year",
    "cooperation_of_possible_first_year", "cooperation_of_possible_last_year",
    "conflict_of_possible_first_year", "conflict_of_possible_last_year",
)  # fmt: skip
CONTINUATION = {"months": 72}  # the calendar that removes the regional tier runs to March 2016
ROLES = ("community", "institution", "elected", "citizen")
LOW, HIGH = 0.1, 0.9  # ends to which a condition is taken

FRAME = (
    Toggle(
        "central",
        ("F1",),
        Text("the ministry splits and ranks alone", "le ministère répartit et classe seul"),
        {"split": "by_need", "award": "central_ranking", "endorsement": "none"},
        (*BARGAIN, "vetoes", "vetoes_first_year"),
    ),
    Toggle(
        "central_award",
        ("F1",),
        Text("the ministry chooses projects, nothing else", "le ministère choisit les projets, rien d’autre"),
        {"award": "central_ranking"},
    ),
    Toggle(
        "signed_at_once",
        ("F3",),
        Text("the fund opens the month of the agreement", "le fonds s’ouvre le mois de l’entente"),
        {"negotiation.signing": 0.0},
        ("first_money",),
    ),
    Toggle(
        "no_coordination",
        ("F4",),
        Text("nothing of the envelope supports coordination", "rien de l’enveloppe ne soutient la coordination"),
        {"norms.coordination": 0.0},
    ),
    Toggle(
        "needs_unheard",
        ("M4",),
        Text("needs do not set priorities", "les besoins ne dictent pas les priorités"),
        {"population.need_pull": 0.0},
    ),
    Toggle(
        "rigid_frame",
        ("M6",),
        Text("the frame leaves no room", "le cadre ne laisse aucune marge"),
        {"norms.modulation": 0.0},
        WAYS,
    ),
    Toggle(
        "open_frame",
        ("M6",),
        Text("the frame leaves all the room", "le cadre laisse toute la marge"),
        {"norms.modulation": 1.0},
        WAYS,
    ),
    Toggle(
        "same_groups",
        ("D4",),
        Text("groups do not differ in what they hold", "les groupes ne diffèrent pas par ce qu’ils pensent"),
        {"population.role_contrast": 0.0},
    ),
    Toggle(
        "same_positions",
        ("D4", "D5"),
        Text("nobody differs on any axis or problem", "personne ne diffère sur aucun axe ni problème"),
        {
            "population.role_contrast": 0.0,
            "population.place_spread": 0.0,
            "population.position_spread": 0.0,
            "events.newcomer_spread": 0.0,
        },
    ),
    Toggle(
        "any_axis",
        ("D5",),
        Text("the frame has no axis of its own", "le cadre n’a pas d’axe à lui"),
        {"norms.person_target": 0.0},
    ),
)

WAYS_OF_TABLES = (
    Toggle(
        "no_phases",
        ("Y1",),
        Text(
            "consultation does not open, reporting does not frame", "consulter n’ouvre pas, rendre compte ne cadre pas"
        ),
        {"adjustment.opening": 0.0, "adjustment.framing": 0.0},
        WAYS,
    ),
    Toggle(
        "no_hierarchy",
        ("Y3",),
        Text("verticality gives no weight to influence", "la verticalité ne donne aucun poids à l’influence"),
        {"governance.hierarchy": 0.0},
    ),
    Toggle(
        "equal_influence",
        ("Y3",),
        Text("all have the same influence and a full voice", "tous ont la même influence et une voix entière"),
        {**{f"population.influence_{role}": 0.5 for role in ROLES}, "norms.citizen_voice": 1.0},
    ),
    Toggle(
        "equal_seats",
        ("Y3",),
        Text("as many seats for each group at tables", "autant de sièges pour chaque groupe aux tables"),
        {
            "governance.seats_community": 7,
            "governance.seats_institution": 7,
            "governance.seats_elected": 7,
            "norms.citizen_consultation": 7,
            "norms.citizen_priorities": 7,
            "norms.citizen_projects": 7,
            "norms.citizen_evaluation": 7,
        },
        SEATED,
    ),
    Toggle(
        "simple_majority",
        ("Y4",),
        Text("half of the voices adopt a plan", "la moitié des voix adopte un plan"),
        {"governance.threshold": 0.5},
        CLOCK,
    ),
    Toggle(
        "near_unanimity",
        ("Y4",),
        Text("nine voices in ten adopt a plan", "neuf voix sur dix adoptent un plan"),
        {"governance.threshold": 0.9},
        CLOCK,
    ),
    Toggle(
        "no_deliberation_time",
        ("Y4",),
        Text("a plan may be voted at once", "un plan peut être voté aussitôt"),
        {"governance.deliberation_months": 0},
        CLOCK,
    ),
    Toggle(
        "formula",
        ("Y4",),
        Text("a formula splits the envelope, by need", "une formule répartit l’enveloppe, selon les besoins"),
        {"split": "by_need"},
        BARGAIN,
    ),
    Toggle(
        "targeted",
        ("Y5",),
        Text("only those invited come, seats are few", "seules les personnes invitées viennent, peu de sièges"),
        {
            "governance.open_consultation": False,
            "governance.seats_community": 8,
            "governance.seats_institution": 6,
        },
        SEATED,
    ),
    Toggle(
        "all_from_the_start",
        ("Y5",),
        Text("everybody is there from the start", "tout le monde est là dès le départ"),
        {"governance.staged": False},
        SEATED,
    ),
    Toggle(
        "unshared_leadership",
        ("Y7",),
        Text("leadership is never shared further", "le leadership n’est jamais partagé davantage"),
        {"adjustment.sharing": 0.0},
        ("partnership",),
    ),
    Toggle(
        "horizontal",
        ("Y8",),
        Text("tables start horizontal (0.1)", "les tables partent horizontales (0,1)"),
        {"conditions.verticality": LOW},
        WAYS,
    ),
    Toggle(
        "vertical",
        ("Y8",),
        Text("tables start vertical (0.9)", "les tables partent verticales (0,9)"),
        {"conditions.verticality": HIGH},
        WAYS,
    ),
    Toggle(
        "deaf_to_verticality",
        ("Y8",),
        Text("cooperation does not depend on verticality", "la coopération ne dépend pas de la verticalité"),
        {"deliberation.by_horizontality": 0.0},
    ),
    Toggle(
        "no_reporting",
        ("M6", "Y10", "A1"),
        Text("no reporting", "aucune reddition de comptes"),
        {"norms.reporting": 0.0},
    ),
    Toggle(
        "heavy_reporting",
        ("M6", "Y10", "A1"),
        Text("the heaviest reporting", "la reddition de comptes la plus lourde"),
        {"norms.reporting": 1.0},
    ),
    Toggle(
        "light_projects",
        ("Y10",),
        Text("a project adds no burden", "un projet n’ajoute aucune charge"),
        {"accountability.a_project": 0.0},
    ),
    Toggle(
        "no_adjustment",
        ("Y17",),
        Text("tables do not revise how they work", "les tables ne révisent pas leurs façons de faire"),
        {"adjustment.step": 0.0, "adjustment.sharing": 0.0},
        WAYS,
    ),
)
