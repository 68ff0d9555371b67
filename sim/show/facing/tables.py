"""The check in words: the sentence that sums it up, each fact, where it comes from. Markdown, and JSON for machines."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from sim.facts.observed import EVERYWHERE, MEASURES, NEVER
from sim.facts.predictive import QUANTILES, Predictive, share_of
from sim.facts.reading import Fact
from sim.show.words import UNKNOWN, Words, french_spaces
from sim.world import quebec


def summary(found: Predictive, words: Words, picture: str, made: Mapping[str, str]) -> str:
    """The whole page in one language."""
    unsourced = [name for name, known in zip(found.names, found.sourced, strict=True) if not known]
    lines = [
        f"# {words('facing.page_title')}",
        sentence(found, words),
        hardest(found, words),
        words("facing.identified"),
        words("facing.not_sourced", names=words.join(unsourced)) if unsourced else "",
        f"![{words('facing.alt')}]({picture})",
        f"## {words('facing.facts')}",
        words("facing.how"),
        table(each(found, words)),
        f"## {words('facing.together')}",
        table(by_region(found, words)),
        table(together(found, words)),
        imposed(found, words),
        f"## {words('facing.sources')}",
        table(sources(found, words)),
        *held_out(found, words),
        words("facing.made", runs=found.runs, **made),
        f"    {made['command']}",
    ]
    return "\n\n".join(line for line in lines if line) + "\n"


def sentence(found: Predictive, words: Words) -> str:
    """What it comes to."""
    share, low, high = (words.percent(x, 1) for x in share_of(found.worlds.together))
    base, worlds = (arm.judged.number_met for arm in (found.base, found.worlds))
    told = {
        "mean_worlds": words.number(mean(worlds), 1), "most_worlds": words.number(mean(worlds.max(initial=0.0))),
        "mean_base": words.number(mean(base), 1), "most_base": words.number(mean(base.max(initial=0.0))),
    }  # fmt: skip
    n = int(found.base.judged.counted.sum())
    return words("facing.sentence", share=share, low=low, high=high, n=n, worlds=found.effort.worlds, **told)


def mean(values: Any) -> float:
    """Mean, NaN of nothing."""
    return float(np.mean(values)) if np.size(values) else float("nan")


def hardest(found: Predictive, words: Words, most: int = 4) -> str:
    """The facts with weight that the fewest worlds meet; nothing where no world was run."""
    met = found.worlds.met
    counted = [k for k in np.argsort(met, kind="stable") if found.facts[k].weight and math.isfinite(met[k])][:most]
    told = []
    for k in counted:
        where, said = place(found, found.facts[k], words), in_words(found.facts[k].says, words)
        told.append(words("facing.of_place", place=where, fact=said, share=words.percent(float(met[k]))))
    return "\n".join([words("facing.hardest"), "", *(f"- {line}" for line in told)]) if told else ""


def in_words(texts: Mapping[str, str], words: Words) -> str:
    """A text of the file of facts in the language of the page."""
    text = texts[words.language]
    return french_spaces(text) if words.language == "fr" else text


def listed(parts: Iterable[str], words: Words) -> str:
    """Parts with semicolons."""
    return french_spaces(" ; ".join(parts)) if words.language == "fr" else "; ".join(parts)


def place(found: Predictive, fact: Fact, words: Words) -> str:
    """The name of the region of a fact."""
    return words("facing.all") if fact.region == EVERYWHERE else found.names[found.codes.index(fact.region)]


def each(found: Predictive, words: Words) -> list[list[str]]:
    """A line a fact: what is said, how probable it is, how many runs meet it."""
    columns = ("number", "region", "says", "what", "model", "p_base", "p_worlds", "best", "met_base", "met_worlds")
    rows = [words.each("facing", columns)]
    for k, fact in enumerate(found.facts):
        p = (found.base.probability[k], found.worlds.probability[k], found.base.judged.best[k])
        met = (found.base.met[k], found.worlds.met[k])
        name, light = place(found, fact, words), "" if fact.weight else "\\*"
        said = f"{in_words(fact.says, words)} ({words(f'facing.grades.{fact.grade}')})"
        rows.append([
            f"{k + 1}{light}", name, said, words(f"facing.measures.{fact.what}"), modelled(found, fact, words),
            *(words.number(float(x), 3) for x in p), *(words.percent(float(x)) for x in met),
        ])  # fmt: skip
    return rows


def modelled(found: Predictive, fact: Fact, words: Words) -> str:
    """What worlds give: quantiles; of the base where there is no world."""
    name = "worlds" if len(found.worlds.values) else "base"
    values = found.of_measure(name, fact.region, fact.what)
    dated = MEASURES[fact.what].dated
    values = np.where(values == NEVER, np.inf, values) if dated else values[~np.isnan(values)]
    if not len(values):
        return UNKNOWN
    return listed((written(found, fact, float(x), words) for x in quantiles(values)), words)


def quantiles(values: Any) -> list[float]:
    """QUANTILES of values among which some may be infinite."""
    return [float(x) for x in np.quantile(values, QUANTILES, method="inverted_cdf")]


def written(found: Predictive, fact: Fact, x: float, words: Words) -> str:
    """A value of a measure, as a date or an amount."""
    unit = MEASURES[fact.what].unit
    if unit == "dollars":
        return words.dollars(x)
    if unit != "month":
        return words.number(x)
    if not math.isfinite(x):
        return words("facing.never")
    year, month = found.calendar(int(x))
    return words.date(month, year, short=True)


def interval(found: Predictive, fact: Fact, words: Words) -> str:
    """The interval of a fact in words."""
    low, high = (written(found, fact, x, words) if math.isfinite(x) else "" for x in (fact.low, fact.high))
    dated = MEASURES[fact.what].dated
    if low and high:
        return words.interval(low, high)
    if high:
        return words("facing.no_later", date=high) if dated else words("facing.at_most", x=high)
    return words("facing.no_sooner", date=low) if dated else words("facing.at_least", x=low)


def sources(found: Predictive, words: Words) -> list[list[str]]:
    """A line a fact: its interval, its error and why, its lag, its weight, its source."""
    rows = [words.each("facing", ("number", "interval", "error", "source"))]
    for k, fact in enumerate(found.facts):
        rows.append([str(k + 1), told_interval(found, fact, words), told_error(fact, words), linked(fact)])
    return rows


def told_interval(found: Predictive, fact: Fact, words: Words) -> str:
    """The interval, the lag and what the fact weighs."""
    parts = [interval(found, fact, words)]
    if fact.later:
        word = "later" if fact.later > 0 else "earlier"
        parts.append(words(f"facing.{word}", low=fact.lag.low, high=fact.lag.high))
    if fact.weight < 1.0:
        why = in_words(fact.why_weight, words)
        parts.append(words("facing.weightless", x=words.number(fact.weight, 0 if fact.weight == 0 else 2), why=why))
    if fact.anchors:
        parts.append(words("facing.anchors", keys=words.join(f"`{key}`" for key in fact.anchors)))
    return listed(parts, words)


def told_error(fact: Fact, words: Words) -> str:
    """The error with its unit, and why it is so."""
    unit = MEASURES[fact.what].unit
    size = words.dollars(fact.error) if unit == "dollars" else words.number(fact.error, int(fact.error % 1 > 0))
    if unit == "month":
        size = words("facing.months", x=fact.error)
    return f"± {size} ({in_words(fact.why, words)})"


def linked(fact: Fact) -> str:
    """The source, as a link if it is an address."""
    return f"<{fact.source}>" if fact.source.startswith("http") else fact.source


def together(found: Predictive, words: Words) -> list[list[str]]:
    """How many runs meet at least so many facts with weight."""
    rows = [words.each("facing", ("least", "base", "worlds"))]
    for n in range(int(found.base.judged.counted.sum()), -1, -1):
        shares = [mean(arm.judged.number_met >= n) for arm in (found.base, found.worlds)]
        if any(share > 0 for share in shares):
            rows.append([words.number(n), *(words.percent(share) for share in shares)])
        if all(share == 1 or math.isnan(share) for share in shares):
            break
    return rows


def by_region(found: Predictive, words: Words) -> list[list[str]]:
    """How many runs meet all the facts with weight of a region."""
    rows = [words.each("facing", ("region", "of_weight", "all_base", "all_worlds"))]
    for code, name in zip(found.codes, found.names, strict=True):
        mine = [k for k, f in enumerate(found.facts) if f.region == code and f.weight > 0.0]
        if mine:
            shares = [mean(arm.judged.met[:, mine].all(axis=1)) for arm in (found.base, found.worlds)]
            rows.append([name, words.number(len(mine)), *(words.percent(share) for share in shares)])
    return rows


def imposed(found: Predictive, words: Words) -> str:
    """In how many regions nobody agreed: the date of the agreement is then that of a formula."""
    shares = []
    for name in ("worlds", "base"):
        shares.append(mean(np.array([found.of_measure(name, code, "imposed") for code in found.codes])))
    return words("facing.imposed", worlds=words.percent(shares[0]), base=words.percent(shares[1]))


def held_out(found: Predictive, words: Words) -> list[str]:
    """The facts kept for the test at the end."""
    kept = [f for f in found.file.each if f.role == "held_out"]
    if not kept:
        return []
    names = {row["region"]: row["name"] for row in quebec.table("regions")}
    rows = [words.each("facing", ("region", "says", "source"))]
    rows += [[names.get(f.region, f.region), f"{in_words(f.says, words)} ({f.cycle})", linked(f)] for f in kept]
    return [f"## {words('facing.held_out')}", words("facing.held_out_note"), table(rows)]


def table(rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table, its head first."""
    lines = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * (lines[0].count(" | ") + 1), *lines[1:]])


def told(found: Predictive) -> str:
    """The check in a few lines, for a terminal: in English, then what it comes to in both languages."""
    words = Words("en")
    lines = [
        f"{k + 1:3}  {place(found, f, words):18} {f.name:28} met: base {words.percent(float(found.base.met[k])):>4}, "
        f"worlds {words.percent(float(found.worlds.met[k])):>4}{'' if f.weight else '  (no weight)'}"
        for k, f in enumerate(found.facts)
    ]
    return "\n".join([*lines, *(sentence(found, Words(language)).replace("**", "") for language in ("en", "fr"))])


def as_tree(found: Predictive, made: Mapping[str, str]) -> dict[str, Any]:
    """Every number of the page, for machines. Dates are months of the model; null: open, or not measured."""
    facts = [
        {
            "number": k + 1, "name": f.name, "region": f.region, "what": f.what, "unit": MEASURES[f.what].unit,
            "says": dict(f.says), "low": number(f.low), "high": number(f.high), "error": f.error,
            "lag_months": [f.later * f.lag.low, f.later * f.lag.high] if f.later else None, "weight": f.weight,
            "grade": f.grade, "source": f.source, "anchors": list(f.anchors),
            "best": number(found.base.judged.best[k]),
            **{name: {"probability": number(arm.probability[k]), "met": number(arm.met[k]),
                      "quantiles": model_of(found, name, f)} for name, arm in found.arms.items()},
        }
        for k, f in enumerate(found.facts)
    ]  # fmt: skip
    share = dict(zip(("share", "low", "high"), map(number, share_of(found.worlds.together)), strict=True))
    arms = {name: {"mean": number(mean(arm.judged.number_met)), "most": number(arm.judged.number_met.max(initial=0.0)),
                   "together": number(mean(arm.together))} for name, arm in found.arms.items()}  # fmt: skip
    return {
        "made": dict(made), **found.effort._asdict(), "runs": found.runs, "failed": found.failed,
        "facts_with_weight": int(found.base.judged.counted.sum()), "met": arms, "worlds_that_meet_all": share,
        "facts": facts,
    }  # fmt: skip


def model_of(found: Predictive, name: str, fact: Fact) -> list[float | None]:
    """QUANTILES of what an arm gives; null: after the end, or nothing."""
    values = found.of_measure(name, fact.region, fact.what)
    values = np.where(values == NEVER, np.inf, values) if MEASURES[fact.what].dated else values[~np.isnan(values)]
    return [number(x) for x in quantiles(values)] if len(values) else [None] * len(QUANTILES)


def number(x: Any) -> float | None:
    """A number that JSON can write."""
    return round(float(x), 6) if math.isfinite(x) else None
