"""The signs of life as a picture: each sign on a scale of its own, beside its nulls and what is asked."""

from typing import TYPE_CHECKING

import numpy as np

from sim.show import keys
from sim.show.explore.parts import axes_at, sheet
from sim.show.living.reading import Sign, signs_of
from sim.show.style import BODY, CONFLICT, COOPERATION, INK, MUTED, PAPER, RULE, SMALL, WIDTH, styled
from sim.show.words import Words
from sim.study.living import Life

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, NAME, SAID = 0.44, 3.9, 1.75  # inches: a sign, its name at the left, its number at the right
MARKS = {"line": "|", "drift": "x", "lumpy": "^"}
SPANS = {"dispersion": (0.8, 1.8), "memory": (-0.3, 0.3), "axes_correlation": (-1.0, 1.0),
         "trust_loop_gain": (0.7, 1.3), "open_loop_ratio": (0.0, 1.6), "both_spell_median": (0.0, 12.0)}  # fmt: skip
DECIMALS = {"dispersion": 3, "memory": 2, "axes_correlation": 2, "trust_loop_gain": 3, "open_loop_ratio": 2,
            "both_spell_median": 0, "negotiation_r2": 3}  # fmt: skip


def number(sign: str, x: float, words: Words) -> str:
    """A value as it is written: a percentage unless it is an index."""
    if not np.isfinite(x):
        return words("living.never_ends") if x > 0 else "—"
    decimals = DECIMALS.get(sign)
    return words.percent(x, 1 if sign == "facts_together" else 0) if decimals is None else words.number(x, decimals)


@styled
def signs(life: Life, words: Words, note: str) -> "Figure":
    """One row a sign: the model with its interval, its nulls, and the range in which there would be life."""
    rows = signs_of(life)
    figure = sheet(ROW * len(rows) + 0.55, words("living.signs.title"), words("living.signs.subtitle"), note)
    for k, sign in enumerate(rows):
        one_sign(figure, k, sign, words)
    colors = {"model": INK, "in_range": COOPERATION, "misses": CONFLICT}
    shown = [keys.mark(words(f"living.signs.{name}"), "o", color) for name, color in colors.items()]
    shown += [keys.mark(words(f"living.nulls.{null}"), shape, MUTED, MUTED) for null, shape in MARKS.items()]
    shown.append(keys.mark(words("living.signs.asked"), "s", "#d7e6f4", "#d7e6f4", 9.0))
    keys.row(figure, shown, 0.06, SMALL)
    return figure


def one_sign(figure: "Figure", place: int, sign: Sign, words: Words) -> None:
    """The name, the scale and the number of one sign; place 0 at the top."""
    ax = axes_at(figure, NAME, ROW * place + 0.05, WIDTH - NAME - SAID - 0.25, ROW - 0.24)
    low, high = SPANS.get(sign.name, (0.0, 1.0))
    ax.set(xlim=(low, high), ylim=(0.0, 1.0), yticks=[])
    for side in ("left", "top", "right"):
        ax.spines[side].set_visible(False)
    ax.grid(False)
    ax.tick_params(labelsize=5.8, length=2, pad=1.5)
    ax.set_xticks(np.linspace(low, high, 5), [scale(sign.name, x, words) for x in np.linspace(low, high, 5)])
    if sign.met is not None:
        ax.axvspan(max(low, sign.asked.low), min(high, sign.asked.high), color="#d7e6f4", lw=0)
    for null, x in sign.nulls.items():
        ax.plot(inside(x, low, high), 0.5, MARKS[null], color=MUTED, ms=6, mew=1.3, clip_on=False)
    color = CONFLICT if sign.met is False else COOPERATION if sign.met else INK
    value = sign.value
    if np.isfinite([value.low, value.high]).all():
        ax.plot([inside(value.low, low, high), inside(value.high, low, high)], [0.5, 0.5], color=color, lw=1.4)
    ax.plot(inside(value.value, low, high), 0.5, "o", color=color, mec=PAPER, mew=0.6, ms=7, clip_on=False)
    name = words(f"living.sign.{sign.name}")
    ax.text(-0.02, 0.5, name, transform=ax.transAxes, ha="right", va="center", fontsize=BODY, color=INK)
    said = words("living.signs.said", x=number(sign.name, value.value, words), asked=asked_of(sign, words))
    ax.text(1.03, 0.5, said, transform=ax.transAxes, ha="left", va="center", fontsize=SMALL, color=color)
    ax.axhline(0.0, color=RULE, lw=0.6)


def scale(sign: str, x: float, words: Words) -> str:
    """A number on the scale."""
    if sign in SPANS:
        return words.number(x, 0 if sign == "both_spell_median" else 2)
    return words.percent(x)


def inside(x: float, low: float, high: float) -> float:
    """x within the scale."""
    return float(np.clip(np.nan_to_num(x, nan=low, posinf=high, neginf=low), low, high))


def asked_of(sign: Sign, words: Words) -> str:
    """What is asked, in a few letters; nothing where nothing is."""
    if sign.met is None:
        return ""
    low, high = sign.asked.low, sign.asked.high
    if sign.name in ("axes_correlation",):
        return words("living.signs.within", x=number(sign.name, high, words))
    if high == 1.0 or np.isinf(high):
        return words("living.signs.above", x=number(sign.name, low, words))
    return words("living.signs.below", x=number(sign.name, high, words))
