"""Where a result happens: the box, its way from wide to dense, and the tree."""

from typing import TYPE_CHECKING

import numpy as np

from sim.explore import tree
from sim.explore.analysis import Discovery
from sim.show import keys
from sim.show.comparison.figure_parts import shortened
from sim.show.explore.parts import (
    CHANCE,
    DARK,
    FONT,
    LIGHT,
    PAIR,
    Picture,
    Shown,
    Table,
    axes_at,
    beside,
    legend,
    margin_for,
    plain,
    rows_axes,
    sheet,
)
from sim.show.style import INK, MUTED, PAPER, RULE, SMALL, WIDTH, Look, styled
from sim.state import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT = 3.1  # inches of the panel of the way
TALL = 2.6


def said(shown: Shown, d: Discovery) -> str:
    """The condition in words."""
    c = d.condition
    return shown(f"conditions.{ {'<=': 'most', '>=': 'least', '<': 'below', '>': 'above'}[c.sign] }",
                 result=shown.result(c.measure), x=shown.amount(c.measure, c.number))  # fmt: skip


def restricted(d: Discovery) -> list[int]:
    """The columns of the box, those that the halves find again first."""
    where = np.flatnonzero(d.judged.box.restricted)
    return [int(k) for k in where[np.argsort(-d.judged.kept[where], kind="stable")]]


def range_said(shown: Shown, d: Discovery, k: int) -> str:
    """The range of a column in words: between, at least, at most; yes or no for a word of a choice."""
    low, high = d.judged.box.low[k], d.judged.box.high[k]
    if "=" in d.names[k]:
        return shown("box.yes" if low > 0.0 else "box.no")
    a, b = plain(low, shown.words), plain(high, shown.words)
    if np.isfinite(low) and np.isfinite(high):
        return shown("box.between", low=a, high=b)
    return shown("box.at_least", low=a) if np.isfinite(low) else shown("box.at_most", high=b)


def box(shown: Shown) -> Picture | None:
    """The way of the peeling, and the chosen box."""
    d, words = shown.a.discovery, shown.words
    if d is None:
        return None
    j = d.judged
    rows = [
        [*shown.cells_of(d.names[k]), range_said(shown, d, k), words.number(j.quasi_p[k], 4), words.percent(j.kept[k])]
        for k in restricted(d)
    ]
    sentence = words.join([f"{shown.in_words([row[0]])} {row[3]}" for row in rows]) or shown("box.nothing")
    told = shown(
        "box.told", box=sentence, coverage=words.percent(j.coverage), density=words.percent(j.density),
        base=words.percent(j.base), mass=words.percent(j.mass), apart=words.percent(j.density_apart),
    )  # fmt: skip
    title = shown("box.title", condition=said(shown, d))
    head = [*shown.head_of_cells, *(shown(f"columns.{c}") for c in ("range", "quasi_p", "halves"))]
    return Picture("box", words.language, box_drawn(shown, d), title, f"{shown('box.caption')} {told}",
                   shown("box.alt", told=told), Table(head, rows, 2))  # fmt: skip


@styled
def box_drawn(shown: Shown, d: Discovery) -> "Figure":
    """On the left, coverage against density along the way; on the right, the ranges of the chosen box."""
    rows = restricted(d)
    names, under = shown.named([d.names[k] for k in rows])
    tall = max(TALL, len(rows) * PAIR + 0.4)
    figure = sheet(tall + 0.8, shown("box.title", condition=said(shown, d)), shown("box.subtitle"), shown.note())
    way(axes_at(figure, 0.6, 0.15, LEFT - 0.75, TALL - 0.35), shown, d)
    left = LEFT + 0.25 + margin_for(names, under) if rows else LEFT + 0.6
    wide = WIDTH - left - 2.15
    ax = rows_axes(figure, names, left, 0.3, wide, under)
    low, high = d.x.min(axis=0), d.x.max(axis=0)
    for row, k in enumerate(rows):
        reach = high[k] - low[k]
        a = min((max(d.judged.box.low[k], low[k]) - low[k]) / reach, 0.985)
        b = (min(d.judged.box.high[k], high[k]) - low[k]) / reach
        ax.hlines(row + 0.5, 0.0, 1.0, color=RULE, linewidth=5.0)
        ax.hlines(row + 0.5, a, max(b, a + 0.012), color=DARK, linewidth=5.0)
        beside(ax, row, range_said(shown, d, k), color=INK)
        beside(ax, row, shown.words.percent(d.judged.kept[k]), x=1.0 + 1.55 / wide)
    if not rows:
        ax.text(0.5, 0.5, shown("box.nothing"), fontsize=FONT, ha="center", va="center", color=INK)
    ax.set_xlim(0.0, 1.0)
    ax.grid(False)
    ax.spines[["bottom"]].set_visible(False)
    ax.set_xticks([0.0, 1.0], [shown("box.least"), shown("box.most")])
    for x, word in ((1.02, "box.range"), (1.0 + 1.55 / wide, "box.halves")):
        ax.text(x, -0.2, shown(word), transform=ax.get_yaxis_transform(), fontsize=6.3, color=MUTED, va="bottom")
    legend(
        figure,
        [
            keys.line(shown("box.inside"), Look(DARK), 5.0),
            keys.line(shown("box.explored"), Look(RULE), 5.0),
            keys.mark(shown("box.chosen"), "D", CHANCE, CHANCE, 5.5),
            keys.mark(shown("box.pasted"), "*", PAPER, CHANCE, 8.0),
        ],
    )
    return figure


def way(ax: "Axes", shown: Shown, d: Discovery) -> None:
    """Coverage to the right, density up: the whole space at the right end, the smallest box at the top left."""
    w, words = d.judged.way, shown.words
    ax.plot(w.coverage, w.density, color=LIGHT, linewidth=1.2, zorder=2)
    ax.scatter(w.coverage, w.density, s=14, c=w.restricted, cmap="cividis", zorder=3, linewidths=0.0)
    ax.plot(w.coverage[d.judged.place], w.density[d.judged.place], "D", color=CHANCE, markersize=5.5, zorder=4)
    ax.plot(d.judged.coverage, d.judged.density, "*", color=PAPER, markeredgecolor=CHANCE, markersize=9.0, zorder=5)
    ax.axhline(d.judged.base, color=MUTED, linewidth=0.8, linestyle=(0, (2, 2)))
    ax.set_xlim(0.0, 1.04)
    ax.set_ylim(0.0, 1.04)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(lambda x, _: words.percent(x))
    ax.set_xlabel(shown("box.coverage"), fontsize=SMALL)
    ax.set_title(shown("box.density"), fontsize=7.2, fontweight="normal", color=MUTED)
    seen: set[int] = set()
    for c, y, n in zip(w.coverage, w.density, w.restricted.tolist(), strict=True):
        if n not in seen:
            ax.annotate(str(n), (c, y), (4, 3), textcoords="offset points", fontsize=6.2, color=INK)
            seen.add(n)


def questions(shown: Shown) -> Picture | None:
    """The tree."""
    d, words = shown.a.discovery, shown.words
    if d is None or d.tree.below is None:
        return None
    rows = [[path_said(shown, d, leaf.path), *(words.percent(x) for x in (leaf.density, leaf.coverage, leaf.mass))]
            for leaf in tree.leaves(d.tree)]  # fmt: skip
    best = rows[0]
    told = shown("tree.told", path=best[0], density=best[1], coverage=best[2], base=words.percent(d.judged.base))
    head = [shown(f"columns.{c}") for c in ("path", "density", "coverage", "mass")]
    return Picture("tree", words.language, tree_drawn(shown, d), shown("tree.title", condition=said(shown, d)),
                   f"{shown('tree.caption')} {told}", shown("tree.alt", told=told), Table(head, rows))  # fmt: skip


def answer(shown: Shown, name: str, sign: str, at: float) -> str:
    """One answer of a path."""
    said = shown.in_words([name])
    if "=" in name:
        return shown("tree.answer", name=said, answer=shown("tree.no" if sign == "<=" else "tree.yes"))
    return f"{said} {'≤' if sign == '<=' else '>'} {plain(at, shown.words)}"


def path_said(shown: Shown, d: Discovery, path: tuple[tuple[int, str, float], ...]) -> str:
    """The answers that lead to a leaf."""
    return "; ".join(answer(shown, d.names[k], sign, at) for k, sign, at in path)


@styled
def tree_drawn(shown: Shown, d: Discovery) -> "Figure":
    """Questions from top to bottom; a leaf says its share of wanted points, and is as dark as that share."""
    deep = depth_of(d.tree)
    figure = sheet(
        deep * 0.95 + 0.75, shown("tree.title", condition=said(shown, d)), shown("tree.subtitle"), shown.note()
    )
    ax = axes_at(figure, 0.3, 0.0, WIDTH - 0.6, deep * 0.95 + 0.4)
    ax.set_axis_off()
    ax.set_xlim(0.0, 1.0)
    ax.set_ylim(-deep - 0.35, 0.3)
    branch(ax, shown, d, d.tree, 0.0, 1.0, 0)
    return figure


def depth_of(node: tree.Node) -> int:
    """Questions on the longest path."""
    if node.below is None or node.above is None:
        return 0
    return 1 + max(depth_of(node.below), depth_of(node.above))


def branch(ax: "Axes", shown: Shown, d: Discovery, node: tree.Node, low: float, high: float, level: int) -> float:
    """Draw a node and what is under it between two ends; gives where the node stands."""
    words, middle = shown.words, (low + high) / 2.0
    if node.below is None or node.above is None:
        leaf_box(ax, shown, node, middle, -level)
        return middle
    name = d.names[node.parameter]
    asked = f"{name} ?" if "=" in name else f"{name} ≤ {plain(node.at, words)} ?"
    for child, a, b, word in ((node.below, low, middle, "yes"), (node.above, middle, high, "no")):
        if "=" in name:
            word = {"yes": "no", "no": "yes"}[word]
        place = branch(ax, shown, d, child, a, b, level + 1)
        ax.plot([middle, place], [-level - 0.16, -level - 0.78], color=MUTED, linewidth=0.8, zorder=1)
        ax.text((middle + place) / 2.0, -level - 0.47, shown(f"tree.{word}"), fontsize=6.5, color=MUTED, ha="center",
                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8})  # fmt: skip
    told = shown("tree.share", x=words.percent(node.wanted), n=node.points)
    ax.text(middle, -level, f"{shortened(asked, 50)}\n{told}", fontsize=FONT - 0.4, ha="center", va="center", zorder=3,
            bbox={"facecolor": PAPER, "edgecolor": MUTED, "linewidth": 0.7, "boxstyle": "round,pad=0.35"})  # fmt: skip
    return middle


def leaf_box(ax: "Axes", shown: Shown, node: tree.Node, x: float, y: float) -> None:
    """A leaf."""
    shade = np.array([0x21, 0x66, 0xAC]) / 255.0
    face: Floats = 1.0 - (1.0 - shade) * node.wanted
    told = shown("tree.share_leaf", x=shown.words.percent(node.wanted), n=node.points)
    around = {"facecolor": tuple(face.tolist()), "edgecolor": INK, "linewidth": 0.6, "boxstyle": "square,pad=0.4"}
    ink = PAPER if node.wanted > 0.55 else INK
    ax.text(x, y, told, fontsize=FONT, ha="center", va="center", color=ink, zorder=3, bbox=around)
