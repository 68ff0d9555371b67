"""The main outcomes of a comparison as a page of Markdown: to be kept beside the code, put in a wiki, sent by mail."""

from sim.show.comparison.gathered import HEADLINE, Gathered, Standing
from sim.show.comparison.quantities import bare, level, unit_of, worlds_said
from sim.show.comparison.verdict import mark, outcome_name, standing_said, title, too_early
from sim.show.words import Words

WITHOUT_WORLDS = (Standing.SAME, Standing.CENSORED)  # no world is counted for or against


def summary(g: Gathered, words: Words) -> str:
    """One section a variant, one line a main outcome: baseline, difference, worlds for and against, verdict."""
    w = words
    opening = w(
        "versus_summary.opening",
        base=title(g, 0, w),
        k=len(g.c.variants),
        n=g.replicates,
        w=g.n_worlds,
        s=w.percent(g.c.settings.spread),
    )
    lines = [f"# {w('versus_summary.title')}", "", opening, ""]
    lines += [part for text in too_early(g, w) for part in (text, "")]
    kept = [g.names.index(name) for name in HEADLINE if name in g.names]
    for v in range(len(g.c.variants)):
        lines += [
            f"## {title(g, v + 1, w)} (`{g.c.labels[v + 1]}`)",
            "",
            g.c.arms[v + 1].package.summary[w.language],
            "",
        ]
        if g.same_rule[v]:
            lines += [w("versus_summary.same"), ""]
            continue
        lines += [w("versus_summary.head"), "|---|---|---|---|---|---|"]
        lines += [row(g, v, k, w) for k in kept]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def row(g: Gathered, v: int, k: int, words: Words) -> str:
    """One outcome of one variant."""
    o, unit = g.outcomes, g.column("outcome", k).unit
    standing, gap = o.standing[v][k], o.gap(v, k)
    named = (
        f"{outcome_name(g, k, words)} ({unit_of(unit, words)})" if unit_of(unit, words) else outcome_name(g, k, words)
    )
    against = float(o.shares.negative[v, k] if gap.x > 0.0 else o.shares.positive[v, k])
    cells = [
        named,
        level(o.level.at(0, k), unit, words),
        bare(gap, unit, words),
        worlds_said(o.agreement(v, k), o.worlds(v, k), words) if standing not in WITHOUT_WORLDS else "",
        words.percent(against) if standing not in WITHOUT_WORLDS else "",
        f"{mark(standing, gap.x)} {standing_said(g, 'outcome', v, k, words)}",
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
