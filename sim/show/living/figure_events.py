"""What happens around events: conflict per encounter held, six months before to six after, with bands and nulls."""

from typing import TYPE_CHECKING

import numpy as np

from sim.life.event_study import LAGS
from sim.life.record import KINDS
from sim.show import keys
from sim.show.explore.parts import axes_at, sheet
from sim.show.style import CONFLICT, COOPERATION, INK, MUTED, RULE, SMALL, Look, styled
from sim.show.words import Words
from sim.state import Floats
from sim.study.living import Life

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMNS, TALL, ACROSS = 4, 1.35, 2.4  # panels a row; inches
POINTS = 100.0  # a share in points


@styled
def events(life: Life, words: Words, note: str) -> "Figure":
    """One panel a kind of event: points of conflict above the six months before, against matched months elsewhere."""
    rows = -(-len(KINDS) // COLUMNS)
    step = TALL + 0.62
    figure = sheet(step * rows + 0.5, words("living.events.title"), words("living.events.subtitle"), note)
    top = max(3.0, *(float(np.nanmax(np.abs(band(life, kind)), initial=0.0)) for kind in KINDS))
    for k, kind in enumerate(KINDS):
        across, down = k % COLUMNS, k // COLUMNS
        ax = axes_at(figure, 0.45 + across * ACROSS, 0.3 + down * step, ACROSS - 0.45, TALL)
        found = life.signs.events[kind]
        model = found["model"]
        if np.isfinite(model.effect).any():
            ax.fill_between(LAGS, POINTS * model.low, POINTS * model.high, color=CONFLICT, alpha=0.2, lw=0)
            ax.plot(LAGS, POINTS * model.effect, color=CONFLICT, lw=1.8)
            ax.plot(LAGS, POINTS * found["cooperation"].effect, color=COOPERATION, lw=1.1, ls=(0, (5, 1.4)))
            ax.plot(LAGS, POINTS * found["lumpy"].effect, color=MUTED, lw=1.0, ls=(0, (1, 1.2)))
        else:
            ax.text(0.5, 0.5, words("living.events.none"), transform=ax.transAxes, ha="center", color=MUTED)
        ax.axvline(0.0, color=INK, lw=0.7, ls=(0, (4, 2)))
        ax.axhline(0.0, color=RULE, lw=0.9, zorder=0)
        ax.set(xlim=(-6, 6), ylim=(-top, top), xticks=(-6, -3, 0, 3, 6))
        ax.tick_params(labelsize=6.5, labelleft=across == 0)
        ax.grid(False)
        number = words.number(model.number)
        ax.set_title(
            words("living.events.panel", kind=words(f"living.kinds.{kind}"), n=number), fontsize=SMALL, color=INK
        )
    handles = [
        keys.line(words("living.events.conflict"), Look(CONFLICT)),
        keys.line(words("living.events.cooperation"), Look(COOPERATION, dash=(0, (5, 1.4))), 1.1),
        keys.line(words("living.events.null"), Look(MUTED, dash=(0, (1, 1.2))), 1.0),
        keys.area(words("living.events.band"), Look(CONFLICT), 0.2),
    ]
    keys.row(figure, handles, 0.06, SMALL)
    return figure


def band(life: Life, kind: str) -> Floats:
    """The ends of the band of one kind, in points; zero where there is none."""
    model = life.signs.events[kind]["model"]
    return np.nan_to_num(POINTS * np.concatenate([model.low, model.high]))
