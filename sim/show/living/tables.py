"""The signs of life in words and tables: Markdown in each language, and JSON for machines."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.life.record import KINDS
from sim.life.resampling import Estimate
from sim.metrics.interest import smallest
from sim.show.facing.tables import sentence as facts_sentence
from sim.show.living.figure_signs import asked_of, number
from sim.show.living.reading import mark, signs_of
from sim.show.words import Words, french_spaces
from sim.study.living import Cut, Life
from sim.validation.judge import Survival

POINTS = 100.0
FEW = 10  # seeds under which an interval that draws runs again is too short
PARTS = ("parameters", "draw", "luck")


def summary(life: Life, words: Words, pictures: Mapping[str, str], made: Mapping[str, str]) -> str:
    """The whole page in one language; pictures: file names by figure."""

    def picture(name: str, **values: object) -> str:
        return f"![{words(f'living.{name}.alt', **values)}]({pictures[name]})"

    lines = [
        f"# {words('living.title')}",
        sentence(life, words),
        picture("signs"),
        words("living.not_claimed"),
        words("living.few") if min(life.effort.seeds, life.effort.control_seeds) < FEW else "",
        table(signs_table(life, words)),
        f"## {words('living.events.head')}",
        picture("events", peaks=peaks(life, words)),
        interest_said(life, words),
        table(events_table(life, words)),
        f"## {words('living.controls.head')}",
        base_said(life, words),
        picture("controls"),
        table(controls_table(life, words)),
        f"## {words('living.luck.head')}",
        words("living.luck.note"),
        table(luck_table(life, words)),
        f"## {words('living.old.head')}",
        old_said(life, words),
        f"## {words('living.field.head')}",
        words("living.field.said", n=life.effort.field_seeds),
        table(field_table(life, words)),
        claims_said(life, words),
        f"## {words('living.facts.head')}",
        facts_sentence(life.facts, words),
        f"![{words('facing.alt')}]({pictures['timeline']})",
        words("living.facts.said"),
        words("living.made", runs=life.runs, **made),
        f"    {made['command']}",
    ]
    page = "\n\n".join(line for line in lines if line) + "\n"
    return french_spaces(page) if words.language == "fr" else page


def sentence(life: Life, words: Words) -> str:
    """What it comes to, in two sentences."""
    asked = [s for s in signs_of(life) if s.met is not None]
    met = [s for s in asked if s.met]
    names = words.join([words(f"living.sign.{s.name}") for s in met]) or words("living.none")
    numbers = life.signs.numbers
    said = words(
        "living.dispersion_said",
        x=words.number(numbers["model.dispersion"].value, 3),
        null=words.number(numbers["lumpy.dispersion"].value, 3),
        r=words.number(numbers["model.axes_correlation"].value, 2),
        luck=words.percent(life.luck["region.cooperation"].luck.value),
    )
    return f"{words('living.sentence', n=len(asked), met=len(met), list=names)} {said}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown; the first row is its head."""
    lines = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def between(e: Estimate, write: Any, words: Words) -> str:
    """A number and its interval."""
    low, high = write(e.low), write(e.high)
    return write(e.value) if not np.isfinite(e.low) else f"{write(e.value)} [{words.interval(low, high)}]"


def signs_table(life: Life, words: Words) -> list[list[str]]:
    """Every sign, what it is, its nulls, what is asked."""
    head = [words(f"living.{key}") for key in ("sign_head", "value", "nulls_head", "asked_head", "what")]
    rows = [head]
    for s in signs_of(life):

        def write(x: float, name: str = s.name) -> str:
            return number(name, x, words)

        nulls = words.join([f"{words(f'living.nulls.{null}')} {write(x)}" for null, x in s.nulls.items()]) or "—"
        wanted = asked_of(s, words).strip("()") or "—"
        rows.append([words(f"living.sign.{s.name}"), between(s.value, write, words), nulls, wanted,
                     words(f"living.means.{s.name}")])  # fmt: skip
    return rows


def points(x: float, words: Words) -> str:
    """A difference of shares in points, with its sign."""
    return "—" if not np.isfinite(x) else ("+" if x > 0 else "") + words.number(POINTS * x, 1)


def events_table(life: Life, words: Words) -> list[list[str]]:
    """One row a kind of event."""
    rows = [[words(f"living.events.{key}") for key in ("kind", "number", "quarter", "peak", "lasts")]]
    for kind in KINDS:
        p = life.signs.events[kind]["model"]
        peak = points(p.peak.height.value, words) if p.peak.months else words("living.events.no_peak")
        quarter = between(p.quarter, lambda x: points(x, words), words) if p.number else "—"
        rows.append([words(f"living.kinds.{kind}"), words.number(p.number), quarter, peak, words.number(p.peak.months)])
    return rows


def peaks(life: Life, words: Words) -> str:
    """The kinds of event around which conflict peaks."""
    found = [words(f"living.kinds.{k}") for k in KINDS if life.signs.events[k]["model"].peak.months]
    return words.join(found) or words("living.events.no_peak")


def interest_said(life: Life, words: Words) -> str:
    """The peaks whose first quarter reaches the smallest effect of interest."""
    least = smallest("conflict_last_year", 1, 1)
    found = [words(f"living.kinds.{k}") for k in KINDS if life.signs.events[k]["model"].quarter.low > least]
    listed = words.join(found) or words("living.none")
    return words("living.events.interest", x=words.number(POINTS * least), list=listed)


def base_said(life: Life, words: Words) -> str:
    """The base effect, in points and in standard deviations of luck."""
    told: dict[str, object] = {"seeds": life.effort.control_seeds}
    for name, values in (("rise", life.rise), ("fall", life.fall)):
        there = values[np.isfinite(values)]
        told[name] = words.number(POINTS * float(there.mean()), 1)
        told[f"{name}_sd"] = words.number(float(there.mean() / there.std(ddof=1)), 1)
    return words("living.controls.base", **told)


def left_said(left: Survival, words: Words) -> str:
    """What is left, its interval and its name."""
    name = words(f"living.controls.{mark(left)}")
    if not np.isfinite(left.share):
        return name
    share, low, high = (words.percent(x) for x in (left.share, left.low, left.high))
    return f"{share} [{words.interval(low, high)}], {name}"


def controls_table(life: Life, words: Words) -> list[list[str]]:
    """One row a control."""
    keys = ("control", "left_cooperation", "left_conflict", "end", "agreement", "cooperative")
    return [[words(f"living.controls.{key}") for key in keys], *(control_row(c, words) for c in life.cuts)]


def control_row(c: Cut, words: Words) -> list[str]:
    """What one control leaves."""
    moved = [("+" if x > 0 else "") + words.number(x, 1) for x in (c.moved_cooperation, c.moved_conflict)]
    months = "—" if not np.isfinite(c.agreement) else ("+" if c.agreement > 0 else "") + words.number(c.agreement, 1)
    return [
        getattr(c.control.text, words.language),
        left_said(c.cooperation, words),
        left_said(c.conflict, words),
        "; ".join(moved),
        months,
        words.percent(c.cooperative),
    ]


def luck_table(life: Life, words: Words) -> list[list[str]]:
    """One row an end: at base parameters, then with parameters drawn."""
    head = [words("living.luck.end"), words("living.luck.draw"), words("living.luck.process")]
    head += [
        f"{words(f'living.luck.{k}')} {words('living.luck.with_parameters')}" for k in ("parameters", "draw", "process")
    ]
    rows = [head]
    for name, shares in life.luck.items():
        row = [words(f"living.luck.ends.{name.replace('.', '_')}")]
        row += [between(e, words.percent, words) for e in (shares.draw, shares.luck)]
        other = life.sources.get(name)
        cells = ["—"] * 3 if other is None else [between(getattr(other, part), words.percent, words) for part in PARTS]
        rows.append(row + cells)
    return rows


def old_said(life: Life, words: Words) -> str:
    """What the first published rates were made of."""
    n = life.signs.numbers
    return words(
        "living.old.said",
        old=words.number(n["possible.cooperation_with_attendance"].value, 2),
        axes=words.number(n["possible.axes_correlation"].value, 2),
        new=words.number(n["model.cooperation_with_attendance"].value, 2),
    )


def field_table(life: Life, words: Words) -> list[list[str]]:
    """The mean field against worlds that it has not seen."""
    keys = ("level", "axis", "when", "runs", "field", "explained", "other_luck", "knowable")
    rows = [[words(f"living.field.{key}") for key in keys]]
    for v in life.field.verdicts:
        told = [words.percent(v.runs, 1), words.percent(v.field, 1)]
        told += [words.number(x, 2) for x in (v.explained, v.other_luck, v.knowable)]
        rows.append(
            [
                words(f"living.field.levels.{v.level}"),
                words(f"dynamics.{v.axis}"),
                words(f"living.field.{v.when}"),
                *told,
            ]
        )
    return rows


def claims_said(life: Life, words: Words) -> str:
    """Which claims of pattern 1 the mean field passes."""
    from sim.validation.patterns.conflict_first import PATTERN

    texts = {c.name: getattr(c.text, words.language) for c in PATTERN.claims}
    passed = [texts[name] for name, who in life.field.claims.items() if who["field"].holds]
    missed = [texts[name] for name, who in life.field.claims.items() if not who["field"].holds]
    none = words("living.none")
    return words("living.field.claims", passed="; ".join(passed) or none, missed="; ".join(missed) or none)


def told(life: Life, words: Words) -> str:
    """The signs in a few lines, for a terminal."""
    lines = [sentence(life, words)]
    for s in signs_of(life):
        ends = "" if s.met is None else (" ✓" if s.met else " ✗")
        value = f"{number(s.name, s.value.value, words):>10} {asked_of(s, words)}{ends}"
        lines.append(f"  {words(f'living.sign.{s.name}'):52} {value}")
    return "\n".join(lines)
