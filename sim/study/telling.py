"""What a run or a comparison came to, in a few lines for the terminal."""

import numpy as np

from sim.compare.censoring import months_needed, shares_under_way
from sim.compare.comparison import Comparison, Findings
from sim.show.comparison.gathered import Judged, Standing, alike, judge_outcomes
from sim.show.comparison.quantities import decimals, scale, signed
from sim.show.words import MINUS, NARROW, SPACE, UNKNOWN, Words
from sim.store.write import Record
from sim.vocabulary import DYNAMICS, Status

TOLD = ("cooperation_last_year", "conflict_last_year", "first_money", "fragile")
SIGNS = {
    Standing.HOLDS: "**",
    Standing.DEPENDS: "*",
    Standing.REVERSED: "!",
    Standing.SEEN: "~",
    Standing.SMALL: "<",
    Standing.NOT_SEEN: ".",
    Standing.CENSORED: "..",
    Standing.SAME: "=",
    Standing.NOT_MEASURED: "?",
}
MOST_VARIANTS = 18  # lines of the table
LONGEST_NAME = 24


def tell(run: Record) -> str:
    """One line a region: where it ended, how many seeds end there too, its projects and its money."""
    network, q = run.network, run.history.final.projects
    ends = np.stack([s.regions[-1] for s in run.summaries])
    width = max(map(len, network.region_name))
    funded = q.status >= Status.AWARDED
    region_of = network.region[q.territory[funded]]
    lines = [f"Seed {run.settings.seed}, {run.history.months} months, {len(run.history.final.actors.role)} actors."]
    for r, name in enumerate(network.region_name[:12]):
        same = int((ends[:, r] == ends[0, r]).sum())
        mine = region_of == r
        dollars = q.request[funded][mine].sum() / 100.0
        lines.append(
            f"  {name:<{width}}  ends in {DYNAMICS[ends[0, r]].replace('_', '-'):<20}  ({same} of {len(ends)} seeds)"
            f"  {int(mine.sum()):4d} projects  {dollars:12,.0f} $"
        )
    if len(network.region_name) > 12:
        lines.append(f"  and {len(network.region_name) - 12} more regions")
    return "\n".join(lines)


def tell_comparison(c: Comparison, f: Findings, words: Words | str = "en") -> str:
    """A line a variant: the main outcomes with difference, simultaneous interval and a sign for the verdict.

    words: a language, or its Words. Only letters that every terminal has: no narrow space, no special minus.
    """
    w = Words(words) if isinstance(words, str) else words
    judged = judge_outcomes(c, f)
    names = [c.columns[k].name.partition(".")[2] for k in f.outcome]
    shown = [names.index(name) for name in TOLD if name in names]
    head = ["", *(w(f"versus_told_names.{names[k]}") for k in shown)]
    n = min(len(c.variants), MOST_VARIANTS)
    rows = [head, *(line(c, judged, v, shown, w) for v in range(n))]
    widths = [max(len(row[k]) for row in rows if k < len(row)) for k in range(len(head))]
    table = ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)).rstrip() for row in rows]
    lines = [opening(c, f, w), *table]
    if len(c.variants) > n:
        lines.append(w("versus_told.more", n=len(c.variants) - n))
    return plain_letters("\n".join([*lines, w("versus_told.legend"), *closing(c, f, w)]))


def line(c: Comparison, judged: Judged, v: int, shown: list[int], words: Words) -> list[str]:
    """One variant: its name, then a cell an outcome."""
    name = c.labels[v + 1]
    short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 3]}..."
    if alike(c, v):
        return [short, words("versus_told.same_rule")]
    return [short, *(cell(c, judged, v, k, words) for k in shown)]


def cell(c: Comparison, judged: Judged, v: int, k: int, words: Words) -> str:
    """One difference: +4.8 [+4.4, +5.3] **."""
    standing, unit = judged.standing[v][k], c.columns[int(judged.columns[k])].unit
    if standing is Standing.SAME:
        return SIGNS[standing]
    x, low, high = (scale(unit) * value for value in judged.gap(v, k))
    if not np.isfinite(low):
        return f"{UNKNOWN} {SIGNS[standing]}"
    places = decimals(low, high)
    ends = {"low": signed(low, places, words), "high": signed(high, places, words)}
    return f"{signed(x, places, words)} {words('versus_told.interval', **ends)} {SIGNS[standing]}"


def opening(c: Comparison, f: Findings, words: Words) -> str:
    """How many rules, runs, worlds; how long."""
    counts = {"k": len(c.arms), "n": int(c.base.shape[1]), "w": len(c.worlds), "seconds": round(c.seconds)}
    return words("versus_told.opening", base=c.labels[0], **counts)


def closing(c: Comparison, f: Findings, words: Words) -> list[str]:
    """Runs that would have been enough; what to be careful about."""
    found = [words("versus_told.enough", n=f.precision.enough)]
    if c.base.shape[1] < 50:
        found.append(words("versus_told.exploratory"))
    if f.early.any():
        share = float(np.nanmax(shares_under_way(c.base, c.columns)))
        counts = {"months": c.arms[0].scenario.months, "needed": months_needed(c.arms)}
        found.append(words("versus_told.too_early", share=words.percent(share), **counts))
    if c.failed:
        found.append(words("versus_told.failed", n=len(c.failed)))
    return found


def plain_letters(text: str) -> str:
    """The text in letters that the terminals of every system can write."""
    for special, usual in ((MINUS, "-"), (NARROW, " "), (SPACE, " "), (UNKNOWN, "-"), ("’", "'")):
        text = text.replace(special, usual)
    return text
