"""What each control leaves of the passage from conflict to cooperation."""

from typing import TYPE_CHECKING

import numpy as np

from sim.show import keys, labels
from sim.show.explore.parts import axes_at, sheet
from sim.show.style import CONFLICT, COOPERATION, FAINT, INK, MUTED, PAPER, RULE, SMALL, WIDTH, styled
from sim.show.words import Words
from sim.study.living import Cut, Life
from sim.validation.judge import HALF, Survival

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW, SAID = 0.27, 2.2  # inches
LOW, HIGH = -0.25, 1.75  # share of the base effect, on paper


@styled
def controls(life: Life, words: Words, note: str) -> "Figure":
    """One row a control: the share of the rise of cooperation and of the fall of conflict that is left."""
    rows = life.cuts
    figure = sheet(ROW * len(rows) + 0.75, words("living.controls.title"), words("living.controls.subtitle"), note)
    names = [getattr(c.control.text, words.language) for c in rows]
    left = min(labels.margin(names, 7.2), 4.9)
    ax = axes_at(figure, left, 0.05, WIDTH - left - SAID, ROW * len(rows))
    ax.set(xlim=(LOW, HIGH), ylim=(len(rows) - 0.5, -0.5))
    ax.axvspan(LOW, HALF, color="#f3f4f6", lw=0, zorder=0)
    for x, color in ((0.0, RULE), (HALF, MUTED), (1.0, INK)):
        ax.axvline(x, color=color, lw=0.9, ls="-" if x != HALF else (0, (3, 2)), zorder=1)
    for y, cut in enumerate(rows):
        one_share(ax, y - 0.16, cut.cooperation, COOPERATION, "o")
        one_share(ax, y + 0.16, cut.conflict, CONFLICT, "^")
        ax.text(1.02, y, said(cut, words), transform=ax.get_yaxis_transform(), va="center", fontsize=6.8, color=MUTED)
    ax.set_yticks(range(len(rows)), names, fontsize=7.2, color=INK)
    ticks = np.arange(0.0, HIGH, 0.5)
    ax.set_xticks(ticks, [words.percent(float(x)) for x in ticks], fontsize=SMALL)
    ax.grid(False)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    shown = [
        keys.mark(words("living.controls.rise"), "o", COOPERATION),
        keys.mark(words("living.controls.fall"), "^", CONFLICT),
    ]
    keys.row(figure, shown, 0.06, SMALL)
    return figure


def one_share(ax: "Axes", y: float, left: Survival, color: str, shape: str) -> None:
    """A share and its interval; an arrow head where it leaves the scale."""
    if not np.isfinite(left.share):
        ax.plot(0.0, y, "_", color=FAINT, ms=5)
        return
    low, x, high = (float(np.clip(v, LOW, HIGH)) for v in (left.low, left.share, left.high))
    ax.plot([low, high], [y, y], color=color, lw=1.1)
    ax.plot(x, y, shape, color=color, mec=PAPER, mew=0.5, ms=5.5, clip_on=False)


def said(cut: Cut, words: Words) -> str:
    """How far the end is moved, in standard deviations of luck."""
    both = (("+" if x > 0 else "") + words.number(x, 1) for x in (cut.moved_cooperation, cut.moved_conflict))
    return words("living.controls.moved", **dict(zip(("cooperation", "conflict"), both, strict=True)))
