"""The smallest difference that would matter, for each outcome and each quantity of the patterns, in its own unit.

Set by what the unit means to those who decide or live it, never by what the runs give: a difference below it may be
certain and change nothing for anybody. All are assumptions [A], written before any effect was looked at with them; a
reader who would be moved by less, or only by more, changes them here. Counts grow with the number of places: theirs are
given for one territory, or for one region.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Interest(NamedTuple):
    """A smallest difference of interest."""

    smallest: float  # above 0, in the unit; for one place where `each` is not empty
    unit: str  # that of the outcome or quantity
    why: str  # what the difference is, in a sentence
    pourquoi: str  # the same in French
    each: str = ""  # territory or region: how many there are multiplies it


def same(names: str, *interest: float | str) -> dict[str, Interest]:
    """The same smallest difference for several names, separated by spaces."""
    return dict.fromkeys(names.split(), Interest(*interest))  # type: ignore[arg-type]


RELATIONS = {
    **same(
        "cooperation_first_year cooperation_last_year conflict_first_year conflict_last_year largest_fall "
        "after_election_conflict after_election_cooperation cooperation_gap",
        0.05, "rate",
        "One encounter in twenty turns out otherwise: about one a month at a table of twenty persons.",
        "Une rencontre sur vingt tourne autrement : environ une par mois à une table de vingt personnes.",
    ),
    **same(
        "cooperation_of_possible_first_year cooperation_of_possible_last_year conflict_of_possible_first_year "
        "conflict_of_possible_last_year",
        0.025, "rate",
        "One encounter held in twenty, where half of the possible ones are held.",
        "Une rencontre tenue sur vingt, quand la moitié des rencontres possibles ont lieu.",
    ),
    **same(
        "participation_first_year participation_last_year", 0.05, "rate",
        "One member in twenty comes or stays away: one chair at a table of twenty.",
        "Un membre sur vingt vient ou ne vient pas : une chaise à une table de vingt.",
    ),
    **same(
        "absentees", 0.05, "share",
        "One member in twenty comes or stays away: one chair at a table of twenty.",
        "Un membre sur vingt vient ou ne vient pas : une chaise à une table de vingt.",
    ),
    **same(
        "trust_end trust_elected_community after_election_trust", 0.05, "trust",
        "Half a step on a scale of ten, between no trust and full trust.",
        "Un demi-échelon sur une échelle de dix, entre aucune confiance et une confiance entière.",
    ),
    **same(
        "verticality_end", 0.10, "share",
        "One decision in ten is taken together rather than from above, or the reverse.",
        "Une décision sur dix est prise ensemble plutôt que d’en haut, ou l’inverse.",
    ),
    **same(
        "partnership", 5.6, "score of 100",
        "One item of the eighteen of the partnership tool.",
        "Un énoncé sur les dix-huit de l’outil de partenariat.",
    ),
}  # fmt: skip
DYNAMICS = {
    **same(
        "regions_cooperative regions_mixed regions_conflictual regions_routine regions_dormant imposed movers improved "
        "returns",
        0.10, "share",
        "One region in ten has another fate: less would not be noticed among six.",
        "Une région sur dix a un autre sort : moins ne se remarquerait pas parmi six.",
    ),
    **same(
        "territories_cooperative planned", 0.026, "share",
        "One territory of the thirty-nine that were studied.",
        "Un territoire sur les trente-neuf étudiés.",
    ),
    **same(
        "conflict_first cooperation_later", 0.10, "share",
        "One month in ten, a little more than a month a year.",
        "Un mois sur dix, un peu plus d’un mois par an.",
    ),
    **same(
        "moves", 1.0, "changes",
        "One change of dynamic more, or less, in the life of a region.",
        "Un changement de dynamique de plus, ou de moins, dans la vie d’une région.",
    ),
}  # fmt: skip
DELAYS = {
    **same(
        "plan_month plan_spread agreement_month first_money plan plan_gap agreement ",
        3.0, "months",
        "One call for projects, of four a year; a month of delay in a five-year program matters little.",
        "Un appel de projets, sur quatre par an ; un mois de retard compte peu dans un plan de cinq ans.",
    ),
    **same(
        "first_cooperation", 3.0, "months",
        "One season of meetings, of the twenty of a five-year program.",
        "Une saison de rencontres, sur les vingt d’un plan de cinq ans.",
    ),
    **same(
        "filed_to_started", 1.0, "months",
        "One month of salaries that an organization without reserve must find meanwhile.",
        "Un mois de salaires à trouver entre-temps, pour un organisme sans réserve.",
    ),
    **same(
        "failed_proposals", 1.0, "proposals",
        "One sitting of the region for nothing.",
        "Une séance de la région pour rien.", "region",
    ),
    **same(
        "votes_needed", 0.5, "votes",
        "One table in two votes once more on its plan.",
        "Une table sur deux vote une fois de plus sur son plan.",
    ),
    **same(
        "first_support support", 0.05, "share",
        "One voice in twenty for the plan: what makes or unmakes a qualified majority.",
        "Une voix sur vingt pour le plan : de quoi faire ou défaire une majorité qualifiée.",
    ),
    **same(
        "repeated_authors", 0.10, "share",
        "One failed proposal in ten comes again from the author of the one before.",
        "Une proposition rejetée sur dix vient encore de l’auteur de la précédente.",
    ),
}  # fmt: skip
PROJECTS = {
    **same(
        "filed", 0.5, "projects",
        "One more file in every second territory, over the whole fund.",
        "Un dossier de plus dans un territoire sur deux, sur toute la durée du fonds.", "territory",
    ),
    **same(
        "funded under_way", 0.25, "projects",
        "One more project in every fourth territory, over the whole fund.",
        "Un projet de plus dans un territoire sur quatre, sur toute la durée du fonds.", "territory",
    ),
    **same(
        "lasting", 0.1, "projects",
        "One more project that leaves something in every tenth territory.",
        "Un projet de plus qui laisse quelque chose dans un territoire sur dix.", "territory",
    ),
    **same(
        "multi_partner lasting_share under_way_share", 0.05, "share",
        "One project in twenty.",
        "Un projet sur vingt.",
    ),
    **same(
        "vetoes vetoes_first_year", 0.25, "files",
        "One more file withheld in every fourth territory.",
        "Un dossier bloqué de plus dans un territoire sur quatre.", "territory",
    ),
}  # fmt: skip
MONEY = {
    **same(
        "unspent under_way_money", 0.01, "share",
        "One dollar in a hundred: some four grants of the six regions’ fund.",
        "Un dollar sur cent : environ quatre subventions du fonds des six régions.",
    ),
    **same(
        "leverage", 0.05, "ratio",
        "Five cents from others for each dollar of the fund.",
        "Cinq cents venus d’ailleurs pour chaque dollar du fonds.",
    ),
    **same(
        "gini need_concentration", 0.02, "index",
        "Some two dollars in a hundred go to other territories.",
        "Environ deux dollars sur cent vont à d’autres territoires.",
    ),
    **same(
        "need_left need_relieved", 0.01, "share",
        "One need in a hundred: less would not be seen by those who meet needs.",
        "Un besoin sur cent : moins ne se verrait pas chez ceux qui y répondent.",
    ),
    **same(
        "fragile", 0.05, "share",
        "One community organization in twenty: one or two a territory.",
        "Un organisme communautaire sur vingt : un ou deux par territoire.",
    ),
}  # fmt: skip
PRESENCE = {
    **same(
        "attendance_organizations", 1.0, "persons",
        "One more organization at each meeting.",
        "Un organisme de plus à chaque rencontre.",
    ),
    **same(
        "attendance_institutions attendance_elected attendance_citizens", 0.5, "persons",
        "One more person at every second meeting.",
        "Une personne de plus à une rencontre sur deux.",
    ),
    **same(
        "citizen_share", 0.05, "share",
        "One more citizen among twenty persons present.",
        "Un citoyen de plus parmi vingt personnes présentes.",
    ),
    **same(
        "coverage", 0.11, "share",
        "One perspective of the nine.",
        "Un point de vue sur les neuf.",
    ),
}  # fmt: skip
PLANS = {
    **same(
        "distance_weak", 0.05, "distance",
        "A twentieth of the plan changes problem.",
        "Un vingtième du plan change de problématique.",
    ),
    **same(
        "mean_plan", 0.02, "share",
        "A fifth of what each of nine problems would have if all had the same.",
        "Un cinquième de ce qu’aurait chacune des neuf problématiques, à parts égales.",
    ),
    **same(
        "dispersion", 0.10, "ratio",
        "Positions come closer, or part, by a tenth of what separated them.",
        "Les positions se rapprochent, ou s’éloignent, d’un dixième de ce qui les séparait.",
    ),
}  # fmt: skip
SMALLEST: Mapping[str, Interest] = {**RELATIONS, **DYNAMICS, **DELAYS, **PROJECTS, **MONEY, **PRESENCE, **PLANS}


def smallest(name: str, territories: int, regions: int) -> float:
    """The smallest difference of interest of an outcome or quantity, in its unit, on a network of this size."""
    found = SMALLEST[name]
    return found.smallest * {"": 1, "territory": territories, "region": regions}[found.each]
