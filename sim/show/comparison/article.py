"""What the page says in one language, as the template shows it."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.show.comparison import provisions, questions, reasons, sureness
from sim.show.comparison.columns_named import name_of
from sim.show.comparison.gathered import HEADLINE, Gathered, Standing
from sim.show.comparison.quantities import bare, unit_of, worlds_said
from sim.show.comparison.sureness import Full
from sim.show.comparison.verdict import (
    MARKS,
    Count,
    Sentence,
    certainty,
    counts,
    limits,
    mark,
    outcome_name,
    said,
    sentences,
    standing_said,
    title,
    tone,
)
from sim.show.words import Words
from sim.store.manifest import origin as told_origin

if TYPE_CHECKING:
    from sim.show.comparison.chronicle import Chronicle
    from sim.show.comparison.figure_parts import Picture

SHOWN_WITH_THEIR_PAGE = ("verdicts", "worlds", "depends", "regret", "luck", "differences")


class Variant(NamedTuple):
    """One variant on the first page, and its table of every outcome."""

    key: str
    title: str
    summary: str
    sentences: list[Sentence]
    marks: list[str]
    counts: list[Count]
    explained: bool
    full: list[Full]


class Cell(NamedTuple):
    """One difference in the matrix."""

    mark: str
    tone: str
    word: str


class Row(NamedTuple):
    """One outcome in the matrix."""

    name: str
    cells: list[Cell]


class Legend(NamedTuple):
    """One sign."""

    mark: str
    word: str
    meaning: str


def article(
    g: Gathered,
    words: Words,
    figures: "Mapping[str, Picture]",
    told: "Chronicle | None",
    origin: Mapping[str, Any],
) -> dict[str, Any]:
    """Everything, by the names that the template uses."""
    pages = questions.pages(g, words)
    shown = {*SHOWN_WITH_THEIR_PAGE, *(name for page in pages for name in page.figures)}
    return {
        "language": words.language,
        "words": words,
        "title": words("versus_report.title"),
        **opening(g, words),
        **sure(g, words),
        "pages": pages,
        "dagger": questions.unsourced_shown(pages),
        "figures": figures,
        "numbers": numbered(figures, pages),
        "other_figures": [name for name in figures if name not in shown],
        "why": reasons.why(g, words),
        "chronicle": told,
        "provisions": provisions.differing(g, words),
        "common": provisions.common(g, words),
        "elsewhere": provisions.elsewhere(g),
        "package_limits": package_limits(g, words),
        "matrix": [row(g, k, words) for k in range(len(g.names))],
        "headline": [row(g, g.names.index(name), words) for name in HEADLINE if name in g.names],
        **rerun(g, words, origin),
    }


def opening(g: Gathered, words: Words) -> dict[str, Any]:
    """The first page: what is compared, the verdicts, how sure, what limits."""
    n, net = len(g.c.variants), g.c.network
    base = title(g, 0, words)
    key = "subtitle_one" if n == 1 else "subtitle_many"
    first = title(g, 1, words)
    place = {"territories": len(net.code), "regions": len(net.region_code), "months": g.c.arms[0].scenario.months}
    seen = {one for row_of in g.outcomes.standing for one in row_of}
    return {
        "single": n == 1,
        "many": n > questions.FEW,
        "subtitle": words(f"versus_report.{key}", variant=first, base=base, n=n),
        "where": words("versus_report.where", **place),
        "exploratory": words("versus_certainty.exploratory", n=g.replicates) if g.exploratory else "",
        "baseline": {"title": base, "summary": said(g.c.arms[0].package.summary, words)},
        "variants": [variant(g, v, words) for v in range(n)],
        "n_outcomes": len(g.names),
        "legend": [
            Legend(" ".join(dict.fromkeys(MARKS[one])), words(f"versus_standing.{one.value}"),
                   words(f"versus_meaning.{one.value}"))
            for one in Standing if one in seen
        ],
        "certainty": certainty(g, words),
        "limits": limits(g, words),
    }  # fmt: skip


def variant(g: Gathered, v: int, words: Words) -> Variant:
    """One variant."""
    found = sentences(g, v, words)
    return Variant(
        f"v{v + 1}",
        title(g, v + 1, words),
        said(g.c.arms[v + 1].package.summary, words),
        found,
        [MARKS[one.standing][0] for one in found],
        counts(g, v, words),
        any(one.visible for one in g.outcomes.standing[v]),
        [full(g, v, k, words) for k in range(len(g.names))],
    )


def full(g: Gathered, v: int, k: int, words: Words) -> Full:
    """One outcome of one variant, with every number."""
    judged, column = g.outcomes, g.column("outcome", k)
    standing, gap = judged.standing[v][k], judged.gap(v, k)
    runs = sureness.needed(g, v, k, words)
    return Full(
        name_of(column, g.c.network, words),
        unit_of(column.unit, words),
        sureness.level_of(g, 0, k, words),
        sureness.level_of(g, v + 1, k, words),
        bare(gap, column.unit, words),
        worlds_said(judged.agreement(v, k), judged.worlds(v, k), words),
        mark(standing, gap.x),
        tone(standing, gap.x, column.good),
        standing_said(g, "outcome", v, k, words),
        runs.enough,
        runs.gain,
    )


def row(g: Gathered, k: int, words: Words) -> Row:
    """One outcome under every variant, as signs."""
    good, cells = g.column("outcome", k).good, []
    for v, standings in enumerate(g.outcomes.standing):
        gap = float(g.outcomes.base.mean[v, k])
        one = standings[k]
        cells.append(Cell(mark(one, gap), tone(one, gap, good), standing_said(g, "outcome", v, k, words)))
    return Row(outcome_name(g, k, words), cells)


def numbered(figures: "Mapping[str, Picture]", pages: list[questions.Page]) -> dict[str, int]:
    """The number of each figure, in the order of the page."""
    order = ["verdicts", *(name for page in pages for name in page.figures)]
    order += ["worlds", "depends", "regret", "luck", "differences"]
    order += [name for name in figures if name not in order]
    there = [name for name in order if name in figures]
    return {name: k + 1 for k, name in enumerate(there)}


def sure(g: Gathered, words: Words) -> dict[str, Any]:
    """How sure it is."""
    gain = g.f.gain[np.isfinite(g.f.gain)]
    luck = ""
    if len(gain):
        low, middle, high = (words.number(float(x), 1) for x in np.quantile(gain, (0.25, 0.5, 0.75)))
        luck = words("versus_report.luck_text", low=low, middle=middle, high=high)
    return {
        "worlds": g.n_worlds,
        "dependences": sureness.dependences(g, words),
        "losses": sureness.losses(g, words) if g.n_worlds else [],
        "met": sureness.met(g, words) if g.n_worlds else [],
        "targets": sureness.targets(g, words),
        "n_targets": len(g.f.targets),
        "luck": luck,
    }


def package_limits(g: Gathered, words: Words) -> list[str]:
    """What each package says that it cannot say."""
    texts = [(title(g, a, words), said(arm.package.limits, words)) for a, arm in enumerate(g.c.arms)]
    return [words("versus_limits.package", title=name, text=text) for name, text in texts if text]


def rerun(g: Gathered, words: Words, origin: Mapping[str, Any]) -> dict[str, Any]:
    """Everything needed to make the comparison again, and what it assumes."""
    c, s = g.c, g.c.settings
    told = told_origin(dict(origin))
    n = int(c.base.shape[0] * c.base.shape[1] + np.prod(c.spread.shape[:3]))
    made = {"n": n, "k": len(c.arms), "b": g.replicates, "w": g.n_worlds, "s": s.seeds_a_world}
    lines = [(words.get(f"provenance.{key}", key), value) for key, value in told.items() if key != "command"]
    seeds = words.interval(str(int(c.seeds[0])), str(int(c.seeds[-1])))
    lines += [
        (words("versus_report.seeds"), seeds),
        (words("versus_report.runs"), words("versus_report.runs_value", **made)),
        (words("versus_report.failed"), "; ".join(c.failed) or words("versus_report.no_failed")),
        (words("versus_report.time"), words("versus_report.time_value", x=round(c.seconds))),
    ]
    assumed = [where_worlds_come_from(g, words)] if g.n_worlds else []
    assumed.append(words("versus_report.assumption_verdicts"))
    return {"command": told["command"], "rerun": lines, "assumptions": assumed}


def where_worlds_come_from(g: Gathered, words: Words) -> str:
    """How plausible worlds were drawn, or the file that they come from."""
    number, s = len(g.c.worlds[0].changes), g.c.settings
    if s.worlds_from:
        return words("versus_report.assumption_worlds_file", n=number, file=Path(s.worlds_from).name)
    return words("versus_report.assumption_worlds", n=number, spread=words.number(s.spread, 2))
