"""The questions that the report answers, one page each: which outcomes, which quantities besides, which figures."""

from typing import NamedTuple

from sim.metrics.interest import SMALLEST
from sim.show.comparison.columns_named import UNSOURCED, key_name, name_of
from sim.show.comparison.gathered import Gathered, Judged, Standing
from sim.show.comparison.quantities import bare, least_in_words, level, unit_of, worlds_said
from sim.show.comparison.verdict import mark, outcome_name, standing_said, title, told, tone
from sim.show.words import Words

FEW = 3  # variants up to which every line is shown
MOST_IN_ANSWER = 5


class Question(NamedTuple):
    """One page: a word of the vocabulary, outcomes, other columns by family, names of figures."""

    word: str
    outcomes: tuple[str, ...]
    family: str = ""  # of the other columns
    others: tuple[str, ...] = ()  # how their names end
    figures: tuple[str, ...] = ()


QUESTIONS = (
    Question(
        "cooperation",
        ("cooperation_first_year", "cooperation_last_year", "conflict_first_year", "conflict_last_year",
         "regions_cooperative", "regions_mixed", "regions_conflictual", "regions_routine", "regions_dormant",
         "territories_cooperative", "moves", "first_cooperation",
         "cooperation_of_possible_first_year", "cooperation_of_possible_last_year", "conflict_of_possible_first_year",
         "conflict_of_possible_last_year"),
        "ledger", ("",), ("axes", "ledger"),
    ),
    Question(
        "money",
        ("plan_month", "plan_spread", "failed_proposals", "agreement_month", "imposed", "first_money",
         "filed_to_started", "filed", "funded", "vetoes_first_year", "vetoes", "unspent", "leverage"),
        "channel", ("walkouts", "months_open", "refused_share", "request", "project_money"),
    ),
    Question(
        "winners", ("gini", "need_concentration", "need_left"), "", (),
        ("winners_map", "winners_territories", "winners_roles", "winners_problems", "winners_needs"),
    ),
    Question(
        "organizations", ("fragile", "attendance_organizations", "trust_elected_community"),
        "channel", ("reserve", "dormant", "burden", "capacity", "contributions", "core_money"),
    ),
    Question(
        "participation",
        ("participation_first_year", "participation_last_year", "attendance_institutions", "attendance_elected",
         "attendance_citizens", "citizen_share", "coverage"),
        "channel",
        ("efficacy_community", "efficacy_institution", "efficacy_elected", "efficacy_citizen", "facilitation"),
    ),
    Question(
        "lasting",
        ("lasting", "lasting_share", "under_way", "under_way_share", "under_way_money", "multi_partner",
         "need_relieved", "trust_end", "verticality_end", "partnership"),
        "channel", ("length", "partners", "quality", "novelty"),
    ),
)  # fmt: skip


class Line(NamedTuple):
    """One difference as a table shows it."""

    name: str  # of the variant, or of the outcome when there is one variant
    key: str  # anchor of the variant
    unit: str
    baseline: str
    gap: str
    worlds: str
    mark: str
    word: str
    tone: str


class Block(NamedTuple):
    """One quantity: its lines, and the variants in which nothing is seen."""

    name: str
    unit: str
    baseline: str
    lines: list[Line]
    rest: str


def line(g: Gathered, family: str, v: int, k: int, name: str, words: Words) -> Line:
    """One difference: baseline, gap with its interval, worlds that agree, verdict."""
    judged, column = g.judged[family], g.column(family, k)
    standing, gap = judged.standing[v][k], judged.gap(v, k)
    return Line(
        name,
        f"v{v + 1}",
        unit_of(column.unit, words),
        baseline_of(judged, k, column.unit, words),
        bare(gap, column.unit, words),
        worlds_said(judged.agreement(v, k), judged.worlds(v, k), words),
        mark(standing, gap.x),
        standing_said(g, family, v, k, words),
        tone(standing, gap.x, column.good),
    )


def baseline_of(judged: Judged, k: int, unit: str, words: Words) -> str:
    """The mean of the baseline, with its interval."""
    return level(judged.level.at(0, k), unit, words)


def block(g: Gathered, family: str, k: int, words: Words) -> Block:
    """One quantity under every variant; with many variants, those in which nothing is seen share a line."""
    judged, column = g.judged[family], g.column(family, k)
    n = len(judged.standing)
    shown = [v for v in range(n) if n <= FEW or judged.standing[v][k].visible]
    lines = [line(g, family, v, k, title(g, v + 1, words), words) for v in shown]
    name, unit = name_of(column, g.c.network, words), unit_of(column.unit, words)
    return Block(name, unit, baseline_of(judged, k, column.unit, words), lines, rest(g, family, k, shown, words))


def rest(g: Gathered, family: str, k: int, shown: list[int], words: Words) -> str:
    """The variants that are not shown, by what is said of them."""
    found, standing = [], g.judged[family].standing
    for one in Standing:
        mine = [v for v in range(len(standing)) if v not in shown and standing[v][k] is one]
        if not mine:
            continue
        word = standing_said(g, family, mine[0], k, words)
        if len(mine) == len(standing):
            found.append(words("versus.rest_all", word=word))
        else:
            found.append(words("versus.rest", word=word, names=words.join(title(g, v + 1, words) for v in mine)))
    return " ".join(found)


def others_of(g: Gathered, q: Question) -> list[int]:
    """Positions, in the question's family, of its other columns."""
    columns = [g.c.columns[k].name.removeprefix(f"{q.family}.") for k in g.judged[q.family].columns]
    return [k for k, name in enumerate(columns) if q.others == ("",) or name in q.others]


class Item(NamedTuple):
    """One visible outcome, told."""

    mark: str
    tone: str
    text: str


class Answer(NamedTuple):
    """What a question's page says of one variant."""

    title: str
    key: str
    items: list[Item]
    left: str


class Page(NamedTuple):
    """A question's page, ready to show."""

    word: str
    family: str  # of the other quantities
    answers: list[Answer]
    quiet: str  # the variants in which nothing is seen
    blocks: list[Block]
    others: list[Block]
    least: list[str]  # the smallest difference that would matter, for each outcome of which some are smaller
    figures: tuple[str, ...]
    gains: list["Gains"]


def pages(g: Gathered, words: Words) -> list[Page]:
    """Every question's page."""
    return [answered(g, q, words) for q in QUESTIONS]


def answered(g: Gathered, q: Question, words: Words) -> Page:
    """One question's page: a sentence a variant, then the numbers."""
    places = [g.names.index(name) for name in q.outcomes if name in g.names]
    answers = [answer(g, v, places, words) for v in range(len(g.c.variants))]
    quiet = [one.title for one in answers if not one.items]
    blocks = [block(g, "outcome", k, words) for k in places]
    others = [block(g, q.family, k, words) for k in others_of(g, q)] if q.family else []
    gained = gains(g, words) if q.word == "winners" else []
    shown = [one for one in answers if one.items]
    least = [interest(g, k, words) for k in places if any(row[k] is Standing.SMALL for row in g.outcomes.standing)]
    return Page(q.word, q.family, shown, words.join(quiet), blocks, others, least, q.figures, gained)


def interest(g: Gathered, k: int, words: Words) -> str:
    """The smallest difference of an outcome that would matter, and what it is."""
    found = SMALLEST[g.names[k]]
    least = least_in_words(float(g.outcomes.smallest[k]), g.column("outcome", k).unit, words)
    why = found.pourquoi if words.language == "fr" else found.why
    return words("versus.least", name=outcome_name(g, k, words), least=least, why=why)


def answer(g: Gathered, v: int, places: list[int], words: Words) -> Answer:
    """What one variant visibly changes among some outcomes, the surest first."""
    visible = (Standing.HOLDS, Standing.SEEN, Standing.DEPENDS, Standing.REVERSED)
    mine = [k for one in visible for k in g.of(one, v) if k in places]
    items = []
    for k in mine[:MOST_IN_ANSWER]:
        standing, gap = g.outcomes.standing[v][k], float(g.outcomes.base.mean[v, k])
        word = words(f"versus_standing.{standing.value}")
        text = words("versus.told", told=told(g, v, k, words), word=word)
        items.append(Item(mark(standing, gap), tone(standing, gap, g.column("outcome", k).good), text))
    left = len(mine) - len(items)
    more = words("versus_verdict.others", n=left) if left else ""
    return Answer(title(g, v + 1, words), f"v{v + 1}", items, more)


class Gains(NamedTuple):
    """Who gains and who loses under one variant: by territory, region, role and problem."""

    title: str
    key: str
    groups: list["Group"]


class Group(NamedTuple):
    """One quantity over territories, roles...: how many go up and down, the largest, and what is left out."""

    name: str
    unit: str
    summary: str
    lines: list[Line]
    left: int


GAINED = (
    ("territory", "dollars_per_poor"), ("territory", "cooperation"), ("territory", "conflict"),
    ("territory", "need_left"), ("territory", "fragile"), ("region", "agreement_month"), ("region", "first_money"),
    ("role", "dollars"), ("role", "attendance"), ("role", "efficacy"),
    ("problem", "dollars"), ("problem", "need_left"),
)  # fmt: skip
MOST_GAINS = 6


def gains(g: Gathered, words: Words) -> list[Gains]:
    """Who gains and who loses, a variant at a time."""
    return [
        Gains(title(g, v + 1, words), f"v{v + 1}", [group(g, v, family, what, words) for family, what in GAINED])
        for v in range(len(g.c.variants))
    ]


def group(g: Gathered, v: int, family: str, quantity: str, words: Words) -> Group:
    """One quantity over the keys of a family: what visibly moves, the largest difference first."""
    judged = g.judged[family]
    mine = [k for k in range(len(judged.columns)) if g.column(family, k).name.endswith(f".{quantity}")]
    seen = [k for k in mine if judged.standing[v][k].visible]
    up, down = (sum(bool(judged.base.mean[v, k] > 0.0) is (way > 0) for k in seen) for way in (1, -1))
    seen.sort(key=lambda k: -abs(float(judged.base.mean[v, k])))
    net = g.c.network
    lines = [line(g, family, v, k, key_name(g.column(family, k), net, words), words) for k in seen[:MOST_GAINS]]
    small = sum(judged.standing[v][k] is Standing.SMALL for k in mine)
    counts = {"up": up, "down": down, "small": small, "still": len(mine) - len(seen) - small, "n": len(mine)}
    counted = words(f"versus_families.{'moved_some' if small else 'moved'}", **counts)
    unit = unit_of(g.column(family, mine[0]).unit, words) if mine else ""
    return Group(words(f"versus_families.{family}_{quantity}"), unit, counted, lines, len(seen) - len(lines))


def unsourced_shown(found: list[Page]) -> bool:
    """Whether a place whose envelope has no source is named."""
    return any(
        line.name.endswith(UNSOURCED)
        for page in found
        for g in page.gains
        for group in g.groups
        for line in group.lines
    )
