"""Which intermediate quantities feed which outcome, and by which stage of the month: read off the rules themselves.

A feed is a path that exists in the model, not proof that a difference went that way: several move together, and
outcomes act back on them. Stages are those of `sim/month`.
"""

from typing import NamedTuple

from sim.vocabulary import STAKES


class Feed(NamedTuple):
    """A column that feeds an outcome: the stage that links them, and how."""

    column: str
    stage: str
    because: str


def feeds(stage: str, because: str, *names: str) -> tuple[Feed, ...]:
    """The same link for several columns; a name without a dot is a channel."""
    return tuple(Feed(name if "." in name else f"channel.{name}", stage, because) for name in names)


TALK = "deliberation"
PEERS = ("trust_community_community", "trust_community_institution", "trust_community_elected")
COMING = feeds("mobilization", "who believes that it changes something, is accompanied and little burdened comes",
               "efficacy_community", "efficacy_institution", "efficacy_elected", "efficacy_citizen",
               "facilitation", "burden")  # fmt: skip
HELD = feeds(TALK, "an encounter that was possible is held when both come", "role.community.attendance",
             "role.institution.attendance", "role.elected.attendance", "role.citizen.attendance")  # fmt: skip
TRUST_TALKS = feeds(TALK, "trust turns encounters to cooperation, and away from conflict", *PEERS)
COOPERATION = (
    *TRUST_TALKS,
    *feeds(TALK, "an accompanied encounter turns to cooperation", "facilitation"),
    *feeds(TALK, "a horizontal table turns to cooperation", "verticality"),
    *feeds(TALK, "actors of different roles with near priorities complete one another", "dispersion_priorities"),
)
COOPERATION_OF_POSSIBLE = (
    *COOPERATION,
    *feeds("endorsement", "projects with partners are counted as decisions taken together", "outcome.multi_partner"),
    *HELD,
)
CONFLICT = (
    *TRUST_TALKS,
    *feeds(TALK, "stake of the envelope: rivalry for scarce money", "scarcity"),
    *feeds(TALK, "stake of priorities: distance between them", "dispersion_priorities"),
    *feeds(TALK, "stake of orientations: distance between approaches", "dispersion_approach"),
    *feeds(TALK, "stake of leadership: influence weighs at a vertical table whose leadership is not shared",
           "verticality", "sharing"),
    *feeds(TALK, "stake of representativeness: roles that are missing", "outcome.citizen_share"),
    *feeds(TALK, "stake of management: burden of norms and reporting", "burden"),
)  # fmt: skip
CONFLICT_OF_POSSIBLE = (
    *CONFLICT,
    *feeds("accountability", "an unexplained refusal is a decision against somebody", "refusals"),
    *feeds("endorsement", "a file withheld is a decision against somebody", "vetoes"),
    *feeds("negotiation", "so are a failed proposal, a walk-out and an imposed split", "failed_proposals", "walkouts",
           "imposed"),
)  # fmt: skip
NAMED = {feed.column for feed in COOPERATION}
AXES = (*COOPERATION, *(feed for feed in CONFLICT if feed.column not in NAMED))  # a column keeps its first link
PLAN = (
    *feeds("priorities", "who trusts the others supports their plan", *PEERS),
    *feeds("priorities", "who stands far from the plan does not support it", "dispersion_priorities"),
    *feeds("priorities", "an accompanied table supports its plan", "facilitation"),
    *feeds("priorities", "recent conflict withholds support", "outcome.conflict_first_year"),
    *feeds("priorities", "a table works at full pace when enough come, of every role", "outcome.coverage",
           "outcome.attendance_organizations"),
)  # fmt: skip
AGREEMENT = (
    *feeds("negotiation", "a region negotiates once enough of its territories have a plan", "outcome.plan_month"),
    *feeds("negotiation", "each failed proposal is a month lost", "failed_proposals", "walkouts"),
    *feeds("negotiation", "delegates concede faster to those whom they trust", "trust_elected_elected",
           "trust_community_elected", "trust_community_community"),
    *feeds("negotiation", "a mediator's single text where the table is accompanied", "facilitation"),
)  # fmt: skip
MONEY_COMES = (
    *feeds("negotiation", "the fund opens some months after the agreement", "outcome.agreement_month"),
    *feeds("priorities", "an account takes projects once its table has a plan", "outcome.plan_month"),
    *feeds("endorsement", "a withheld file waits for another sitting", "vetoes"),
)
WAITING = (
    *feeds("endorsement", "a withheld file waits for another sitting", "vetoes"),
    *feeds("implementation", "staff start so many projects a month: more awards, a longer line", "outcome.funded"),
)
FILES = (
    *feeds("proposals", "who is able, believes in it and is little burdened files", "capacity", "efficacy_community",
           "burden"),
    *feeds("proposals", "calls follow one another while the fund is open", "months_open"),
    *feeds("viability", "a dormant organization files nothing", "dormant"),
)  # fmt: skip
AWARDS = (
    *feeds("proposals", "only what is filed can be chosen", "outcome.filed"),
    *feeds("award", "smaller requests, more projects for the same money", "request"),
    *feeds("award", "the rule refuses files, for want of money or of merit", "refused_share"),
    *feeds("endorsement", "elected officials may withhold what was chosen", "vetoes"),
)
PARTNERS = feeds("proposals", "partners are those whom one trusts", "trust_community_community",
                 "trust_community_institution", "trust_community_elected")  # fmt: skip
LASTING = (
    *feeds("implementation", "more partners, more chance of a lasting effect", "partners"),
    *feeds(
        "implementation",
        "short projects leave little, a chain of continuations counts whole",
        "length",
        "continuations",
    ),
    *feeds("implementation", "better projects leave more", "quality"),
    *feeds("implementation", "new ones too", "novelty"),
)
ENDED = feeds("implementation", "the more projects end, the more may last", "outcome.funded", "months_open")
VETOES = (
    *feeds("endorsement", "officials ratify what comes from those whom they trust", "trust_community_elected",
           "trust_institution_elected", "trust_elected_citizen"),
    *feeds("endorsement", "they withhold what stands far from them", "dispersion_approach"),
    *feeds("award", "the more is chosen, the more may be withheld", "outcome.funded"),
)  # fmt: skip
UNSPENT = (
    *feeds("proposals", "money waits for files", "outcome.filed"),
    *feeds("award", "a fund that opens late has fewer calls", "months_open"),
    *feeds("award", "what the rule refuses stays in the account", "refused_share"),
    *feeds("endorsement", "so does what is withheld", "vetoes"),
)
SHARES = (
    *feeds("proposals", "money goes where projects are filed", "outcome.filed", "capacity"),
    *feeds("award", "and where they are chosen", "refused_share", "request"),
)
NEEDS = (
    *feeds("implementation", "money meets needs while it lasts", "project_money"),
    *feeds("implementation", "good projects meet more", "quality"),
    *feeds("implementation", "needs come back, but for what was met for good", "outcome.need_relieved"),
    *feeds("implementation", "a fund that opens late has had less time", "months_open"),
)
RESERVES = (
    *feeds("viability", "own contributions draw on reserves", "contributions"),
    *feeds("viability", "money for core mission feeds them", "core_money"),
    *feeds("viability", "each project that ends leaves a gap", "outcome.funded"),
    *feeds("viability", "taking part is not paid", "role.community.attendance"),
    *feeds("viability", "longer projects, or continued ones, leave a gap less often", "length", "continuations"),
)
TRUST = (
    *feeds(TALK, "cooperation raises trust, conflict lowers it", "outcome.cooperation_last_year",
           "outcome.conflict_last_year", "outcome.cooperation_first_year", "outcome.conflict_first_year"),
    *feeds("implementation", "joint work raises trust among partners", "partners"),
    *feeds("accountability", "a refusal that is not explained costs trust", "refusals"),
    *feeds("negotiation", "a failed proposal leaves a grudge, an imposed split more", "failed_proposals", "imposed"),
)  # fmt: skip
ELECTED = (
    *feeds("endorsement", "ratifying builds a bridge, withholding irritates", "vetoes", "outcome.funded"),
    *feeds(TALK, "who meets gets to know the other", "role.elected.attendance", "role.community.attendance"),
    *TRUST,
)
VERTICAL = (
    *feeds("adjustment", "a table that lives in conflict revises its way of working", "outcome.conflict_first_year",
           "outcome.conflict_last_year"),
    *feeds("negotiation", "imposing a split is vertical by nature", "imposed"),
)  # fmt: skip
PARTNERSHIP = (
    *feeds(TALK, "conditions of the tool: encounters that turn to cooperation, or to conflict",
           "outcome.cooperation_last_year", "outcome.conflict_last_year"),
    *feeds("mobilization", "perspectives present, officials and institutions who come", "outcome.coverage",
           "role.elected.attendance", "role.institution.attendance"),
    *feeds("adjustment", "power evened out", "verticality", "sharing"),
)  # fmt: skip

FEEDS: dict[str, tuple[Feed, ...]] = {
    **dict.fromkeys(("cooperation_first_year", "cooperation_last_year", "first_cooperation"), COOPERATION),
    **dict.fromkeys(("conflict_first_year", "conflict_last_year"), CONFLICT),
    **dict.fromkeys(("regions_cooperative", "regions_mixed", "regions_conflictual", "regions_routine"), AXES),
    "regions_dormant": COMING,
    **dict.fromkeys(("participation_first_year", "participation_last_year"), COMING),
    **dict.fromkeys(
        ("cooperation_of_possible_first_year", "cooperation_of_possible_last_year"), COOPERATION_OF_POSSIBLE
    ),
    **dict.fromkeys(("conflict_of_possible_first_year", "conflict_of_possible_last_year"), CONFLICT_OF_POSSIBLE),
    "failed_proposals": AGREEMENT,
    **dict.fromkeys(("territories_cooperative", "moves"), AXES),
    **dict.fromkeys(("plan_month", "plan_spread"), PLAN),
    **dict.fromkeys(("agreement_month", "imposed"), AGREEMENT),
    "first_money": MONEY_COMES,
    "filed": FILES,
    "funded": AWARDS,
    "multi_partner": PARTNERS,
    "lasting": (*LASTING, *ENDED),
    "lasting_share": LASTING,
    "filed_to_started": WAITING,
    **dict.fromkeys(("vetoes_first_year", "vetoes"), VETOES),
    "unspent": UNSPENT,
    "leverage": feeds(
        "proposals", "what projects bring besides the fund", "contributions", "project_money", "partners"
    ),
    **dict.fromkeys(("gini", "need_concentration"), SHARES),
    "need_left": NEEDS,
    "need_relieved": (
        *feeds("implementation", "structuring projects meet needs for good", "outcome.lasting"),
        *LASTING,
    ),
    "fragile": RESERVES,
    "attendance_organizations": (*COMING, *feeds("viability", "a dormant organization sits nowhere", "dormant")),
    **dict.fromkeys(("attendance_institutions", "attendance_elected", "attendance_citizens"), COMING),
    **dict.fromkeys(("citizen_share", "coverage"), (*COMING, *HELD)),
    "trust_end": TRUST,
    "trust_elected_community": ELECTED,
    "verticality_end": VERTICAL,
    "partnership": PARTNERSHIP,
}
LEDGER = tuple(f"ledger.{stake}" for stake in STAKES)
