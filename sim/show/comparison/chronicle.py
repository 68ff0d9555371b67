"""The readable log of one run under each rule, side by side: what the table heard, decided, who blocked, who left.

`chronicle` gives a structure of plain texts that `chronicle.html` shows as a table with a column for each rule (the
page that includes it inlines `chronicle.css`); `chronicle_text.py` gives the same as a table of records and as text.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.compare.arms import Arm
from sim.compare.comparison import Comparison
from sim.history import History
from sim.show.comparison import chronicle_moments, chronicle_projects, chronicle_split
from sim.show.comparison.chronicle_chapters import Stage, stages
from sim.show.comparison.chronicle_moments import KINDS, Followed, Moment
from sim.show.comparison.chronicle_parting import parting, same_throughout
from sim.show.comparison.chronicle_place import Choice, chosen
from sim.show.comparison.chronicle_sentences import Speaker, of
from sim.show.words import Words
from sim.world.network import Network

PAGES = (chronicle_moments, chronicle_split, chronicle_projects)
SIDE_BY_SIDE = 3  # variants that share one table with the baseline
VISIBLE = 1e-6  # smaller differences are not told at the place that is followed
MOST_LINES = 60  # moments a column, as far as leaving out the least telling kinds allows
DROPPED = {  # what is left out of a column that is too long, first to last
    "regional_encounters": ("encounters",),
    "started": ("started",),
    "filed": ("filed",),  # the choice says how many there were, and for how much
    "votes": ("votes_fail",),
    "awake": ("awake_again",),
    "attendance": ("crowd", "few_came"),
    "adjusted": ("adjusted",),
}


class Line(NamedTuple):
    """One moment, told."""

    text: str
    regional: bool  # at the regional table
    kind: str
    differs: bool  # in a variant: the baseline does not have it that month; in the baseline: a variant does not


class Row(NamedTuple):
    """One month: the lines of each column."""

    month: int
    date: str
    cells: tuple[tuple[Line, ...], ...]  # (column,)
    alike: tuple[bool, ...]  # (column,) equal to the baseline, which is alike by nature

    @property
    def same(self) -> bool:
        """All columns are equal: one cell is enough."""
        return all(self.alike)


class Chapter(NamedTuple):
    """A stage of the process, as the baseline lives it."""

    title: str
    period: str
    rows: tuple[Row, ...]


class Section(NamedTuple):
    """Some rules side by side at one place."""

    title: str
    place: str
    why: str  # this place
    partings: tuple[str, ...]  # (variant,) the first month in which it differs from the baseline, and with what
    columns: tuple[str, ...]  # titles, the baseline first
    chapters: tuple[Chapter, ...]
    left_out: str  # what was left out for want of room; "" if nothing


class Chronicle(NamedTuple):
    """The whole log, in one language."""

    language: str
    title: str
    intro: str
    legend: str
    sections: tuple[Section, ...]


def chronicle(histories: Sequence[History], c: Comparison, words: Words) -> Chronicle:
    """The log of one run under each arm of a comparison: one history an arm, in the arms' order, all of one seed.

    Up to three variants are side by side with the baseline; with more, each has a section of its own.
    """
    seeds = {(h.seed, h.months) for h in histories}
    if len(histories) != len(c.arms) or len(seeds) != 1:
        raise ValueError(
            f"one history an arm ({len(c.arms)}), all of one seed and length; got {len(histories)}: {seeds}"
        )
    variants = range(1, len(histories))
    groups = [list(variants)] if len(variants) <= SIDE_BY_SIDE else [[v] for v in variants]
    return Chronicle(
        words.language,
        words("versus_chronicle.title"),
        words("versus_chronicle.intro", seed=str(histories[0].seed)),
        words("versus_chronicle.legend"),
        tuple(section(histories, c, group, words) for group in groups),
    )


def section(histories: Sequence[History], c: Comparison, group: Sequence[int], words: Words) -> Section:
    """The baseline and the variants of a group (positions of arms), at the place where they differ most."""
    typology, baseline = c.settings.typology, histories[0]
    choice = chosen(baseline, [histories[v] for v in group], typology)
    columns = [Followed(histories[k], c.arms[k].scenario, typology, choice.place) for k in (0, *group)]
    speaker = Speaker(words, c.network, choice.place)
    told, omitted = fitting([moments(f) for f in columns])
    name = c.network.name[choice.place]
    single = title_of(c.arms[group[0]], words)
    kinds = words.join(words(f"versus_chronicle.kinds.{kind}") for kind in omitted)
    return Section(
        words("versus_chronicle.section", title=single, place=name)
        if len(group) == 1
        else words("versus_chronicle.section_all", place=name),
        name,
        why_here(choice, c.network, words),
        tuple(told_parting(columns[0], columns[k + 1], c.arms[v], speaker) for k, v in enumerate(group)),
        (
            words("versus_chronicle.baseline", title=title_of(c.arms[0], words)),
            *(words("versus_chronicle.variant", title=title_of(c.arms[v], words)) for v in group),
        ),
        tuple(chapters(told, columns[0], speaker)),
        words("versus_chronicle.left_out", kinds=kinds) if omitted else "",
    )


def title_of(arm: Arm, words: Words) -> str:
    """What a rule is called in a language; its name if it has no title there."""
    return arm.package.title.get(words.language) or arm.name


def moments(f: Followed) -> list[Moment]:
    """Everything that is told of a column, in the order of months; within a month in that of KINDS, locally first."""
    found = [m for page in PAGES for tell in page.TOLD for m in tell(f)]
    return sorted(found, key=lambda m: (m.month, KINDS.index(m.kind), m.regional))


def fitting(columns: Sequence[list[Moment]]) -> tuple[list[list[Moment]], list[str]]:
    """The columns without the least telling kinds, alike in all, until none is too long; and what was left out."""
    omitted, kept = list[str](), [list(column) for column in columns]
    for name, kinds in DROPPED.items():
        if max(map(len, kept)) <= MOST_LINES:
            break
        only_regional = name == "regional_encounters"
        without = [[m for m in col if m.kind not in kinds or (only_regional and not m.regional)] for col in kept]
        if without != kept:
            omitted.append(name)
        kept = without
    return kept, omitted


def chapters(columns: Sequence[list[Moment]], baseline: Followed, speaker: Speaker) -> list[Chapter]:
    """The months of every column, by stage of the baseline; months in which nothing is told are left out."""
    found = []
    for stage in stages(baseline):
        rows = [row(columns, month, baseline, speaker) for month in range(stage.first, stage.last + 1)]
        kept = tuple(r for r in rows if any(r.cells))
        if kept:
            title = speaker.words(f"versus_chronicle.chapters.{stage.name}")
            found.append(Chapter(title, period(stage, baseline, speaker.words), kept))
    return found


def row(columns: Sequence[list[Moment]], month: int, baseline: Followed, speaker: Speaker) -> Row:
    """One month of every column, the baseline first; two moments are the same when they are said alike."""
    said = [[(speaker(m), m.regional, m.kind) for m in column if m.month == month] for column in columns]
    texts = [{told[:2] for told in cell} for cell in said]
    shared = set.intersection(*texts)
    cells = tuple(
        tuple(Line(*told, differs=told[:2] not in (texts[0] if k else shared)) for told in cell)
        for k, cell in enumerate(said)
    )
    return Row(month, date(month, baseline, speaker.words), cells, tuple(t == texts[0] for t in texts))


def date(month: int, f: Followed, words: Words, short: bool = True) -> str:
    """A month of the run as a date."""
    calendar = f.scenario.calendar
    years, rest = divmod(calendar.start_month - 1 + month, 12)
    return words.date(rest + 1, calendar.start_year + years, short)


def period(stage: Stage, f: Followed, words: Words) -> str:
    """April 2010 to October 2010."""
    return words.interval(date(stage.first, f, words, short=False), date(stage.last, f, words, short=False))


def why_here(choice: Choice, network: Network, words: Words) -> str:
    """Why this territory: how far apart the runs are there, and at the median territory."""
    place, w = choice.place, words
    facts: dict[str, object] = {
        "of_place": of(network.name[place], words.language),
        "region": network.region_name[network.region[place]],
        "n": len(network.name),
    }
    if choice.alike:
        return w("versus_chronicle.place_alike", **facts)
    for name in ("cooperation", "conflict", "dollars"):
        gap = getattr(choice.apart, name)
        for key, x in ((name, float(gap[place])), (f"{name}_median", float(np.median(gap)))):
            facts[key] = w.dollars(x) if name == "dollars" else points(x, w)
    told = w("versus_chronicle.place_apart", **facts)
    sourced = network.envelope_sourced[network.region[place]]
    return told if sourced else f"{told} {w('versus_chronicle.place_unsourced')}"


def points(rate: float, words: Words) -> str:
    """A difference of rates, in points of percentage."""
    return words("versus_chronicle.points", x=words.number(100.0 * rate, 1), n=round(100.0 * rate, 1))


def told_parting(baseline: Followed, variant: Followed, arm: Arm, speaker: Speaker) -> str:
    """Until when the two runs are identical, what differs first anywhere, then at the place that is followed."""
    w, title = speaker.words, title_of(arm, speaker.words)
    a, b = baseline.history, variant.history
    found = parting(a, b)
    if found is None:
        key = "identical" if same_throughout(a, b) else "identical_but_projects"
        return w(f"versus_chronicle.{key}", title=title)
    facts = {"title": title, "fact": speaker.fact(found), "date": date(found.month, baseline, w, short=False)}
    if found.month == 0:
        first = w("versus_chronicle.parts_at_once", **facts)
    else:
        before = date(found.month - 1, baseline, w, short=False)
        first = w("versus_chronicle.parts_later", before=before, **facts)
    tables = np.array([baseline.place, baseline.regional])
    places = {"table": tables, "region": np.array([baseline.region]), "territory": np.array([baseline.place])}
    here = parting(a, b, places, VISIBLE)
    if here is None:
        return f"{first} {w('versus_chronicle.never_here')}"
    if here.month == found.month and here.place == found.place and here.level == found.level:
        return first
    key = "parts_here_too" if here.month == found.month else "parts_here"
    told = w(f"versus_chronicle.{key}", date=date(here.month, baseline, w, short=False), fact=speaker.fact(here))
    return f"{first} {told}"
