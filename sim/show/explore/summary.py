"""A full sensitivity analysis as pages of Markdown: a picture first, then what decides, what can be fixed, how much is
luck, what falls short; in French and in English, small enough to be kept beside the code."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.explore.analysis import Analysis
from sim.explore.choosing import CARRIED, KEPT, MOST, REST, Full
from sim.explore.morris import Screening
from sim.explore.sobol import Indices
from sim.show.explore import figure_luck, named
from sim.show.explore.figure_decides import Ways, beyond_luck, decides, measured, order_of, way
from sim.show.explore.page import save_csv
from sim.show.explore.parts import Picture, Shown, plain
from sim.show.explore.summary_tables import effects_table, shares_table
from sim.show.style import save_png
from sim.show.words import Words
from sim.store.manifest import origin
from sim.store.write import put

DECIDES = 0.05  # of the variance, from which an assumption is named as one that decides
LIMITS = ("ranges", "base", "morris", "sixths", "intervals")


class Page(NamedTuple):
    """What a page is made from, in a language."""

    full: Full
    shown: Shown  # of the sweep of what is kept
    ways: Ways
    manifest: Mapping[str, Any]

    def __call__(self, key: str, **values: object) -> str:
        """A word of this page."""
        return self.shown.words(f"full.page.{key}", **values)

    @property
    def words(self) -> Words:
        """The language."""
        return self.shown.words

    @property
    def others(self) -> int:
        """Assumptions that are not kept."""
        return len(self.full.choice.groups) - len(self.full.choice.kept)


def write_pages(folder: Path, full: Full, manifest: Mapping[str, Any], languages: Sequence[str]) -> None:
    """README.md (which leads to both), summary_<language>.md, pictures, tables for a spreadsheet."""
    ways: dict[str, Screening] = {s.measure.name: s.screening for s in full.screening.sensitivities if s.screening}
    titles = []
    for language in languages:
        words = Words(language)
        page = Page(full, Shown(full.kept, words), ways, manifest)
        drawn = {"decides": decides(full.kept, words, "decides", ways)}
        drawn["sections"] = decides(full.sections, words, "sections", {})
        if (luck := figure_luck.luck(page.shown)) is not None:
            drawn["luck"] = luck
        for name, picture in drawn.items():
            save_png(picture.figure, folder / f"{name}.{language}.png")
        put(folder / f"summary_{language}.md", written(page, drawn))
        titles.append(f"- [{words('full.page.title')}](summary_{language}.md)")
    put(folder / "README.md", "\n".join(["# Sensitivity / Sensibilité", "", *titles, ""]))
    save_csv(folder / "screening.csv", effects_table(full), ",")
    for name, one in (("kept", full.kept), ("sections", full.sections), ("rest", full.rest)):
        save_csv(folder / f"{name}.csv", shares_table(one), ",")


def written(page: Page, drawn: Mapping[str, Picture]) -> str:
    """The page."""
    parts = [
        [f"# {page('title')}", page("other"), opening(page), image(drawn["decides"])],
        [f"## {page('short')}", in_short(page)],
        [f"## {page('table')}", page("table_told"), kept_table(page)],
        [f"## {page('parts')}", page("parts_told", all=len(page.full.choice.groups)), image(drawn["sections"]),
         sections_table(page)],
        [f"## {page('fixed')}", page("fixed_told", kept=len(page.full.choice.kept), rest=page.others,
                                      n=measured(page.full.rest)[0][1].blocks), fixed(page)],
        [f"## {page('luck')}", page("luck_told", replicates=replicates(page.full.kept)),
         *([image(drawn["luck"])] if "luck" in drawn else []), luck(page)],
        [f"## {page('seen')}", page("seen_told"), seen(page)],
        [f"## {page('chosen')}", chosen(page)],
        [f"## {page('short_of')}", limits(page)],
        [f"## {page('again')}", f"```\n{page.manifest[page.manifest['kind']]['command']}\n```", page("again_told"),
         provenance(page)],
    ]  # fmt: skip
    return "\n\n".join(text for part in parts for text in part) + "\n"


def image(picture: Picture) -> str:
    """A picture with its caption."""
    alt = picture.alt.replace("[", "(").replace("]", ")")
    return f"![{alt}]({picture.name}.{picture.language}.png)\n\n*{picture.caption}*"


def table(head: str, rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown; head: titles between bars."""
    lines = [head, "|".join(["---"] * len(head.split("|"))), *(" | ".join(map(cell, row)) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)


def cell(text: str) -> str:
    """A cell of Markdown."""
    return text.replace("|", "\\|").strip()


def replicates(a: Analysis) -> int:
    """Runs a point."""
    return int(a.sample.made.shape[1])


def results(page: Page) -> list[tuple[str, Indices]]:
    """(name, indices of what is kept) of each result."""
    return [(page.shown.result(s.measure), found) for s, found in measured(page.full.kept)]


def opening(page: Page) -> str:
    """How many assumptions and runs."""
    full = page.full
    every = (full.screening, full.kept, full.sections, full.rest)
    runs = sum(int(a.sample.made.sum()) for a in every)
    typed = [word for word in page.manifest[page.manifest["kind"]]["command"].split() if "=" in word]
    where = page("choices", typed=" ".join(typed)) if typed else page("six_regions")
    return page("opening", all=len(full.choice.groups), runs=runs, place=where)


def in_short(page: Page) -> str:
    """Which assumptions decide each result, what can be fixed."""
    words, lines = page.words, []
    for result, found in results(page):
        rest = beyond_luck(found)
        top = [k for k in np.argsort(-np.nan_to_num(rest, nan=-1.0)).tolist() if rest[k] >= DECIDES]
        names = [
            words(
                "full.named", name=named.name(words, found.groups[k]) or found.groups[k], share=words.percent(rest[k])
            )
            for k in top
        ]
        alone = words.percent(min(float(np.clip(found.first, 0.0, None).sum()), 1.0))
        told = {"result": result, "least": words.percent(DECIDES)}
        key = "decide" if top else "none"
        lines.append(f"- {page(key, n=len(top), names=words.join(names), alone=alone, **told)}")
    shares = [max(float(beyond_luck(i)[i.groups.index(REST)]), 0.0) for _, i in measured(page.full.rest)]
    span = words.interval(words.percent(min(shares)), words.percent(max(shares)))
    return "\n".join([*lines, f"- {page('fixed_short', n=page.others, span=span)}"])


def share_cell(page: Page, found: Indices, k: int, arrow: str = "") -> str:
    """alone / in all [interval] and the way."""
    p = page.words.percent
    low, high = (page.words.number(100.0 * x) for x in (found.total_low[k], found.total_high[k]))
    return page("cell", first=p(found.first[k]), total=p(found.total[k]), low=low, high=high, way=arrow).strip()


def kept_table(page: Page) -> str:
    """A line an assumption, the largest share of some result first."""
    sample, rows = page.full.kept.sample, []
    for k in order_of(page.full.kept).tolist():
        key = sample.space.names[k]
        ends = [plain(float(x), page.words) for x in (sample.space.low[k], sample.space.high[k])]
        shares = [share_cell(page, found, k, way(page.ways, s, found, k)) for s, found in measured(page.full.kept)]
        text = named.name(page.words, key)
        rows.append([text, f"`{key}`", page("range", low=ends[0], high=ends[1]), *shares, named.source(key)])
    return table(" | ".join([page("head"), *(name for name, _ in results(page)), page("source")]), rows)


def sections_table(page: Page) -> str:
    """A line a part of the model."""
    a = page.full.sections
    sizes = np.bincount(a.sample.space.group)
    rows = [
        [named.name(page.words, group), f"`{group}`", str(sizes[k]), *(share_cell(page, i, k) for _, i in measured(a))]
        for k in order_of(a).tolist()
        for group in [a.sample.space.groups[k]]
    ]
    return table(" | ".join([page("parts_head"), *(name for name, _ in results(page))]), rows)


def fixed(page: Page) -> str:
    """What is lost by fixing the assumptions that are not kept: a line a result."""
    p, rows = page.words.percent, []
    for (result, _), (_, found) in zip(results(page), measured(page.full.rest), strict=True):
        k, r = found.groups.index(KEPT), found.groups.index(REST)
        alone, ends = (
            page.words.interval(p(low), p(high))
            for low, high in ((found.first_low[k], found.first_high[k]), (found.total_low[r], found.total_high[r]))
        )
        rows.append([result, f"{p(found.first[k])} ({alone})", f"{p(found.total[r])} ({ends})", p(found.luck[r]),
                     p(beyond_luck(found)[r])])  # fmt: skip
    return table(page("fixed_head"), rows)


def luck(page: Page) -> str:
    """Shares of luck: a line a result."""
    p, rows = page.words.percent, []
    for s, found in measured(page.full.kept):
        if (part := s.luck) is None:
            continue
        enough = figure_luck.enough(part.enough, page.shown)
        rows.append([page.shown.result(s.measure), p(part.parameters), p(part.shared), p(part.own), enough,
                     p(found.luck_in_all, 1)])  # fmt: skip
    return table(page("luck_head"), rows)


def seen(page: Page) -> str:
    """Importance and PAWN beside: a line a result."""
    lines = []
    for s, _ in measured(page.full.kept):
        if s.importance is None or s.pawn is None:
            continue
        clear, other = s.importance.first > s.importance.threshold, s.pawn.median > s.pawn.threshold
        only = [page.shown.named([s.pawn.names[k]])[0][0] for k in np.flatnonzero(other & ~clear).tolist()]
        counts = {"n": int(clear.sum()), "m": int(other.sum())}
        more = page.words.join(only) or page("nothing")
        lines.append(f"- {page('seen_result', result=page.shown.result(s.measure), more=more, **counts)}")
    return "\n".join(lines)


def chosen(page: Page) -> str:
    """The rule, and what it gave."""
    c, p = page.full.choice, page.words.percent
    clear = int(c.clear.any(axis=0).sum())
    counts = {"kept": len(c.kept), "all": len(c.groups), "clear": clear, "idle": len(c.groups) - clear}
    lines = [
        f"- {page('chosen_result', result=result, wanted=int(c.wanted[k]), kept=len(c.kept), carried=p(c.carried[k]))}"
        for k, (result, _) in enumerate(results(page))
    ]
    told = page("chosen_told", **counts) + (" " + page("cut", most=MOST) if len(c.kept) == MOST else "")
    rule = page("rule", replicates=replicates(page.full.screening), carried=p(CARRIED), most=MOST)
    return "\n\n".join([rule, told, "\n".join(lines)])


def limits(page: Page) -> str:
    """What falls short."""
    full = page.full
    every = (full.screening, full.kept, full.sections, full.rest)
    trajectories = len(full.screening.sample.x) // full.screening.sample.block
    n = sum(2 * len(i.groups) for a in every[1:] for _, i in measured(a))
    numbers = {"morris": trajectories, "intervals": n}
    lines = [page(f"limits.{key}", n=numbers.get(key, 0)) for key in LIMITS]
    if failed := sum(a.sample.failed for a in every):
        lines.append(page("limits.failed", n=failed))
    return "\n".join(f"- {line}" for line in lines)


def provenance(page: Page) -> str:
    """Commit, digest, versions, machine."""
    told = origin(dict(page.manifest))
    rows = [[page.words.get(f"provenance.{key}", key), str(value)] for key, value in told.items() if key != "command"]
    return "\n".join(
        f"- {key}: {value}" if page.words.language == "en" else f"- {key} : {value}" for key, value in rows
    )
