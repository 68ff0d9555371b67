"""Kinds of trajectories: how cooperation and conflict went, month by month, in runs that lived alike."""

from typing import TYPE_CHECKING

import numpy as np

from sim.explore.analysis import AXES, Trajectories
from sim.show import keys
from sim.show.explore.parts import Picture, Shown, Table, axes_at, capital, legend, sheet
from sim.show.style import MUTED, SMALL, WIDTH, Look, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LOOKS = (
    Look("#2166ac", "o", dash="-"),
    Look("#b35806", "^", dash=(0, (6, 2))),
    Look("#1f2933", "s", dash=(0, (2, 1.2))),
    Look("#c2367d", "D", dash=(0, (7, 2, 1.5, 2))),
    Look("#1b7f5c", "v", dash=(0, (1, 1))),
    Look("#8a6d00", "P", dash=(0, (9, 3))),
)
TALL = 2.7
TELLING = 3  # parameters named a kind


def said(shown: Shown, t: Trajectories, c: int) -> str:
    """The parameters that go with being in a kind, or that none is told from chance."""
    found = t.tell[c]
    clear = [k for k in found.order.tolist() if found.first[k] > found.threshold][:TELLING]
    signs = ["+" if t.way[c, k] > 0.0 else "−" for k in clear]
    names = [
        f"{shown.named([found.names[k]])[0][0]} {s} ({shown.words.percent(found.first[k])})"
        for k, s in zip(clear, signs, strict=True)
    ]
    return ", ".join(names) if names else shown("clusters.no_parameter")


def clusters(shown: Shown) -> Picture | None:
    """The typical run of each kind, in the band of nine runs of ten."""
    t, words = shown.a.trajectories, shown.words
    if t is None:
        return None
    rows = []
    total = int(t.clusters.size.sum())
    for c, medoid in enumerate(t.clusters.medoid.tolist()):
        ends = [words.percent(float(t.series[medoid, m, a])) for a in range(2) for m in (0, -1)]
        size = int(t.clusters.size[c])
        rows.append([str(c + 1), words.number(size), words.percent(size / total), *ends, said(shown, t, c)])
    clear = t.clusters.clear
    told = shown(
        f"clusters.{'distinct' if clear >= 0.5 else 'loose' if clear >= 0.25 else 'none'}",
        n=len(rows), silhouette=words.number(clear, 2),
    )  # fmt: skip
    columns = (
        "kind",
        "runs",
        "share",
        "cooperation_first",
        "cooperation_last",
        "conflict_first",
        "conflict_last",
        "tell",
    )
    return Picture(
        "trajectories",
        words.language,
        drawn(shown, t),
        shown("clusters.title"),
        f"{shown('clusters.caption')} {told}",
        shown("clusters.alt", told=told),
        Table([shown(f"columns.{c}") for c in columns], rows),
    )


@styled
def drawn(shown: Shown, t: Trajectories) -> "Figure":
    """A panel an axis."""
    words, months = shown.words, t.series.shape[1]
    n = len(t.clusters.size)
    figure = sheet(TALL + 0.62 + 0.19 * n, shown("clusters.title"), shown("clusters.subtitle"), shown.note())
    wide = (WIDTH - 0.55 - 0.6 - 0.2) / 2
    top = 1.05 * float(np.nanquantile(t.series, 0.995))
    for a, axis in enumerate(AXES):
        ax = axes_at(figure, 0.55 + a * (wide + 0.6), 0.15, wide, TALL - 0.45)
        for c in range(n):
            here, look = t.series[t.clusters.member == c, :, a], LOOKS[c]
            low, high = np.quantile(here, (0.05, 0.95), axis=0)
            ax.fill_between(np.arange(months) + 1, low, high, color=look.color, alpha=0.12, linewidth=0.0)
        for c, medoid in enumerate(t.clusters.medoid.tolist()):
            look = LOOKS[c]
            ax.plot(np.arange(months) + 1, t.series[medoid, :, a], color=look.color, linestyle=look.dash, linewidth=1.7,
                    marker=look.shape, markevery=max(months // 8, 1), markersize=4.0)  # fmt: skip
        ax.set_xlim(1, max(months, 2))
        ax.set_ylim(0.0, max(top, 0.05))
        ax.yaxis.set_major_formatter(lambda y, _: words.percent(y))
        ax.set_title(capital(words(f"dynamics.{axis}")), fontsize=8.0)
        ax.set_xlabel(shown("clusters.months"), fontsize=SMALL, color=MUTED)
    total = int(t.clusters.size.sum())
    for c in reversed(range(n)):
        share = words.percent(int(t.clusters.size[c]) / total)
        label = shown("clusters.kind", k=c + 1, share=share, tell=said(shown, t, c))
        look = LOOKS[c]
        one = keys.line(label, look, 1.7)
        one.set_marker(look.shape)
        one.set_markersize(4.0)
        legend(figure, [one], 0.1 + 0.19 * (n - 1 - c))
    return figure
