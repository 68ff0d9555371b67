"""The robustness of the typology as a page of Markdown, every number of it from the runs."""

import numpy as np

from sim.show.comparison.figure_parts import Picture
from sim.show.explore.parts import plain
from sim.show.validation.figure_hysteresis import cells_of, memory_told
from sim.show.validation.figure_thresholds import VALUES, amount, limits_told, name_of, said, verdict_said
from sim.show.words import Words
from sim.study.typology import Robustness
from sim.validation.typology.conclusions import CONCLUSIONS, Verdict, neighbors, shares_by
from sim.validation.typology.drivers import BY_NAME, HIGH, LOW, RENEWALS, RENEWED, STARTS
from sim.validation.typology.hysteresis import CLOSED, CURVES
from sim.validation.typology.thresholds import SETTINGS, USUAL


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines] + [""]


def summary(r: Robustness, pictures: dict[str, Picture], command: str, words: Words) -> str:
    """The page; pictures are in figures/<language>/."""
    w = words
    opening = w("robustness.opening", runs=r.runs, failed=r.failed, place=w.join(r.network.region_name))
    lines = [f"# {w('robustness.title')}", "", opening, "", w("robustness.explains"), "",
             w("robustness.again", command=command), ""]  # fmt: skip
    lines += thresholds_part(r, pictures, w)
    lines += [f"## {w('robustness.maps.head')}", "", w("robustness.maps.intro"), ""]
    for name in r.maps:
        lines += shown(pictures, name, w)
    lines += starts_part(r, pictures, w) + cautions(r, w)
    return "\n".join(lines).rstrip() + "\n"


def shown(pictures: dict[str, Picture], name: str, words: Words) -> list[str]:
    """A picture with what it says; nothing if it could not be drawn."""
    if name not in pictures:
        return []
    p = pictures[name]
    return [f"![{p.title}](figures/{words.language}/{name}.png)", "", f"*{p.caption}*", ""]


def usual_said(words: Words) -> str:
    """The usual reading in words."""
    two = {name: plain(getattr(USUAL, name), words) for name in ("cooperative", "conflictual")}
    return words("robustness.thresholds.usual", window=USUAL.window, attended=words.percent(USUAL.attended), **two)


def thresholds_part(r: Robustness, pictures: dict[str, Picture], w: Words) -> list[str]:
    """What holds, what flips, where."""
    n, j, at = len(SETTINGS), r.judged, SETTINGS.index(USUAL)
    rows = []
    for k in range(len(CONCLUSIONS)):
        x = [amount(k, float(part[at, k]), w) for part in (j.mean, j.low, j.high)]
        counts = [w("robustness.places", n=int((j.verdict[:, k] == v).sum()), all=n) for v in reversed(Verdict)]
        near = w("robustness.yes" if neighbors(j.verdict)[k] else "robustness.no")
        rows.append([name_of(k, w), f"{x[0]} [{w.interval(x[1], x[2])}]", verdict_said(j.verdict[at, k], w), *counts,
                     near, weakest(r, k, w)])  # fmt: skip
    head = [w(f"robustness.columns.{c}") for c in
            ("conclusion", "usual", "verdict", "holds", "open", "fails", "near", "weakest")]  # fmt: skip
    intro = w("robustness.thresholds.intro", n=n, usual=usual_said(w))
    lines = [f"## {w('robustness.thresholds.head')}", "", intro, "", *table(head, rows), f"{steady(r, w)}", ""]
    lines += shown(pictures, "thresholds", w) + shown(pictures, "ways", w)
    return [*lines, f"### {w('robustness.ways.head')}", "", *alternatives(r, w), limits_told(r, w), ""]


def steady(r: Robustness, w: Words) -> str:
    """Which conclusions hold under every reading, and which fail under some."""
    verdict = r.judged.verdict
    always = [name_of(k, w).lower() for k in range(len(CONCLUSIONS)) if (verdict[:, k] == Verdict.HOLDS).all()]
    some = [name_of(k, w).lower() for k in range(len(CONCLUSIONS)) if (verdict[:, k] == Verdict.FAILS).any()]
    first = w("robustness.thresholds.all", n=len(SETTINGS), names=w.join(f"« {x} »" if w.language == "fr" else f"“{x}”"
              for x in always)) if always else w("robustness.thresholds.none", n=len(SETTINGS))  # fmt: skip
    parts = [first]
    if some:
        quoted = [f"« {x} »" if w.language == "fr" else f"“{x}”" for x in some]
        parts.append(w("robustness.thresholds.flips", names=w.join(quoted)))
    text = (" ; " if w.language == "fr" else "; ").join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def weakest(r: Robustness, k: int, w: Words) -> str:
    """The choice of reading under which conclusion k holds least, with its share; nothing if it always holds."""
    found = [(float(share[k]), axis, value) for axis, values in VALUES.items()
             for value, share in zip(values, shares_by(r.judged.verdict, axis), strict=True)]  # fmt: skip
    share, axis, value = min(found, key=lambda one: one[0])
    if share == 1.0:
        return ""
    told = said(axis, value, w)
    return w("robustness.weakest", axis=w(f"robustness.axes.{axis}"), value=told, share=w.percent(share))


def alternatives(r: Robustness, w: Words) -> list[str]:
    """The conclusions under thresholds found in the runs."""
    head = [w("robustness.columns.conclusion"), *(w(f"robustness.alternatives.{a.name}") for a in r.alternatives)]
    rows = [
        [name_of(k, w), *(f"{amount(k, float(a.judged.mean[0, k]), w)} ({verdict_said(a.judged.verdict[0, k], w)})"
                          for a in r.alternatives)]
        for k in range(len(CONCLUSIONS))
    ]  # fmt: skip
    return table(head, rows)


def starts_part(r: Robustness, pictures: dict[str, Picture], w: Words) -> list[str]:
    """Where the gap between two starts closes, and how fast."""
    two = {s: plain(STARTS[s]["acquaintance.trust"], w) for s in (LOW, HIGH)}
    base = [s.awarded[start] for s in r.sides if s.renewal == RENEWED and s.value == nearest(s.driver, r)
            for start in STARTS]  # fmt: skip
    spent = float(np.mean([a[(len(a) - 1) // 2] for a in base]))
    intro = w("robustness.starts.intro", months=r.effort.months, closed=plain(CLOSED, w), spent=w.percent(spent), **two)
    lines = [f"## {w('robustness.starts.head')}", "", intro, "", *shown(pictures, "starts", w)]
    for renewal in RENEWALS:
        lines += [
            f"**{w(f'robustness.starts.{renewal}')}** " + " ".join(memory_told(r, c, renewal, w) for c in CURVES),
            "",
        ]
    columns = ("driver", "value", "curve", "first", "last", "fate", "half", "pace")
    rows = [
        [w(f"robustness.starts.drivers.{s.driver}"), plain(s.value, w), w(f"robustness.starts.curves.{curve}"),
         *cells_of(s.memory[curve], r.effort.months, w)]
        for s in r.sides if s.renewal == RENEWED and s.value in told_values(s.driver, r)
        for curve in ("cooperation", "trust")
    ]  # fmt: skip
    where = w("robustness.starts.table", file=f"csv/{w.language}/starts.csv")
    return [*lines, where, "", *table([w(f"robustness.columns.{c}") for c in columns], rows)]


def told_values(driver: str, r: Robustness) -> tuple[float, ...]:
    """The values of a driver that the page shows: the least, the base, the greatest."""
    values = [s.value for s in r.sides if s.driver == driver]
    return min(values), nearest(driver, r), max(values)


def nearest(driver: str, r: Robustness) -> float:
    """The value of a driver that stands for the base case."""
    values = [s.value for s in r.sides if s.driver == driver]
    return min(values, key=lambda value: abs(value - BY_NAME[driver].base))


def cautions(r: Robustness, w: Words) -> list[str]:
    """What this does not show."""
    told = [w("robustness.cautions.intervals", n=len(SETTINGS))]
    told += [w(f"robustness.cautions.{c}") for c in ("turnover", "not_two_states", "starts")]
    return [f"## {w('robustness.cautions.head')}", "", *(f"- {line}" for line in told), ""]
