"""Where conclusions hold when thresholds change, and which choice of reading flips them."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.show import keys
from sim.show.comparison.quantities import signed
from sim.show.explore.parts import Picture, Table, axes_at, legend, plain, sheet
from sim.show.style import CONFLICT, COOPERATION, INK, MUTED, PAPER, SMALL, WIDTH, Look, styled
from sim.show.words import Words
from sim.state import Floats
from sim.study.typology import Robustness
from sim.validation.typology.conclusions import AXES, CONCLUSIONS, Judged, Verdict, at_thresholds, shares_by
from sim.validation.typology.thresholds import (
    ATTENDED,
    CONFLICTUAL,
    COOPERATIVE,
    LEVELS,
    SETTINGS,
    USUAL,
    WINDOWS,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOOKS = {  # FAILS, OPEN, HOLDS
    Verdict.FAILS: Look(CONFLICT, hatch="////", ink="#f6d9bd"),
    Verdict.OPEN: Look("#ced4da", text=INK),
    Verdict.HOLDS: Look(COOPERATION),
}
SQUARE, ACROSS, ROWS = 1.62, 3.3, 3  # inches: a square of cells, from one to the next
VALUES: dict[str, tuple[Any, ...]] = dict(zip(AXES, (LEVELS, WINDOWS, ATTENDED, COOPERATIVE, CONFLICTUAL), strict=True))
DRAWN = AXES[:3]  # the choices of the table in colors: thresholds have their squares


def amount(k: int, x: float, words: Words) -> str:
    """The value of conclusion k: a share, or a difference in percentage points."""
    if CONCLUSIONS[k].difference:
        return signed(100.0 * x, int(0.0005 <= abs(x) < 0.01), words)  # a small difference is not none
    return words.percent(x)


def said(axis: str, value: Any, words: Words) -> str:
    """A value of a choice of reading."""
    return words(f"robustness.levels.{value}") if axis == "level" else plain(float(value), words)


def verdict_said(verdict: int, words: Words) -> str:
    """A verdict in words."""
    return words(f"robustness.verdicts.{Verdict(verdict).name.lower()}")


def name_of(k: int, words: Words) -> str:
    """The sentence of conclusion k."""
    return words(f"robustness.conclusions.{CONCLUSIONS[k].name}")


def told(r: Robustness, words: Words) -> str:
    """What holds under the usual reading."""
    usual = r.judged.verdict[SETTINGS.index(USUAL)]
    parts = [f"{name_of(k, words).lower()} : {verdict_said(v, words)}" if words.language == "fr"
             else f"{name_of(k, words).lower()}: {verdict_said(v, words)}" for k, v in enumerate(usual)]  # fmt: skip
    return words("robustness.thresholds.told", parts="; ".join(parts) if words.language == "en" else " ; ".join(parts))


def by_thresholds(r: Robustness, words: Words) -> Picture:
    """Squares: a conclusion each, a cell a pair of thresholds."""
    head = [words(f"robustness.axes.{a}") for a in ("cooperative", "conflictual")]
    rows = []
    mean: Floats = np.asarray(at_thresholds(r.judged.mean), dtype=np.float64)
    verdict = np.asarray(at_thresholds(r.judged.verdict))
    for i, j in np.ndindex(mean.shape[:2]):
        cells = [
            f"{amount(k, mean[i, j, k], words)} ({verdict_said(verdict[i, j, k], words)})"
            for k in range(len(CONCLUSIONS))
        ]
        rows.append([plain(COOPERATIVE[i], words), plain(CONFLICTUAL[j], words), *cells])
    names = [name_of(k, words) for k in range(len(CONCLUSIONS))]
    text = told(r, words)
    return Picture(
        "thresholds", words.language, squares(r, mean, verdict, words), words("robustness.thresholds.title"),
        f"{words('robustness.thresholds.caption')} {text}", words("robustness.thresholds.alt", told=text),
        Table([*head, *names], rows, 2),
    )  # fmt: skip


@styled
def squares(r: Robustness, mean: Floats, verdict: Any, words: Words) -> "Figure":
    """Every square, three a row."""
    subtitle = words("robustness.thresholds.subtitle", window=USUAL.window, attended=words.percent(USUAL.attended))
    note = words("robustness.note", seeds=r.effort.seeds)
    figure = sheet(ROWS * (SQUARE + 0.98) + 0.4, words("robustness.thresholds.title"), subtitle, note)
    for k in range(len(CONCLUSIONS)):
        left, top = 0.62 + ACROSS * (k % 3), 0.42 + (SQUARE + 0.98) * (k // 3)
        ax = axes_at(figure, left, top, ACROSS - 0.75, SQUARE)
        square(ax, k, mean[:, :, k], verdict[:, :, k], words)
    legend(figure, [keys.area(verdict_said(v, words), LOOKS[v]) for v in reversed(Verdict)])
    return figure


def square(ax: "Axes", k: int, mean: Floats, verdict: Any, words: Words) -> None:
    """One conclusion: cooperation thresholds to the right, conflict thresholds upward."""
    for i, j in np.ndindex(mean.shape):
        cell(ax, i, j, LOOKS[Verdict(int(verdict[i, j]))], amount(k, float(mean[i, j]), words))
    here = COOPERATIVE.index(USUAL.cooperative), CONFLICTUAL.index(USUAL.conflictual)
    frame(ax, *here)
    ax.set(xlim=(0, mean.shape[0]), ylim=(0, mean.shape[1]))
    ax.grid(False)
    ax.set_xticks(np.arange(len(COOPERATIVE)) + 0.5, [plain(x, words) for x in COOPERATIVE])
    ax.set_yticks(np.arange(len(CONFLICTUAL)) + 0.5, [plain(x, words) for x in CONFLICTUAL])
    ax.tick_params(length=0.0, labelsize=6.5)
    ax.set_xlabel(words("robustness.axes.cooperative"), fontsize=SMALL - 0.5, labelpad=1.5)
    if k % 3 == 0:
        ax.set_ylabel(words("robustness.axes.conflictual"), fontsize=SMALL - 0.5)
    ax.text(0.0, 1.115, name_of(k, words), transform=ax.transAxes, fontsize=SMALL, fontweight="bold", va="bottom")
    criterion = words(f"robustness.criteria.{CONCLUSIONS[k].name}")
    ax.text(0.0, 1.03, criterion, transform=ax.transAxes, fontsize=6.0, color=MUTED, va="bottom")


def cell(ax: "Axes", x: float, y: float, look: Look, text: str, alpha: float = 0.85) -> None:
    """A cell of side 1 with a number."""
    from matplotlib.patches import Rectangle

    face = {"facecolor": look.color, "edgecolor": look.ink, "hatch": look.hatch or None, "linewidth": 0.0}
    ax.add_patch(Rectangle((x, y), 1, 1, alpha=alpha, **face))  # type: ignore[arg-type]
    ax.add_patch(Rectangle((x, y), 1, 1, facecolor="none", edgecolor=PAPER, linewidth=1.2))
    box = {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.85, "boxstyle": "round,pad=0.15"}
    ax.text(x + 0.5, y + 0.5, text, fontsize=6.3, ha="center", va="center", color=INK, bbox=box)


def frame(ax: "Axes", x: float, y: float) -> None:
    """The thick frame of the usual reading."""
    from matplotlib.patches import Rectangle

    ax.add_patch(Rectangle((x, y), 1, 1, facecolor="none", edgecolor=INK, linewidth=1.8, zorder=5))


def ways(r: Robustness, words: Words) -> Picture:
    """A table in colors: a row a conclusion, a column a choice of reading, then thresholds found in the data."""
    heads, shares = columns_of(r.judged, words)
    others = [words(f"robustness.alternatives.{a.name}") for a in r.alternatives]
    rows = []
    for k in range(len(CONCLUSIONS)):
        found = [f"{amount(k, float(a.judged.mean[0, k]), words)} ({verdict_said(a.judged.verdict[0, k], words)})"
                 for a in r.alternatives]  # fmt: skip
        rows.append([name_of(k, words), *(words.percent(x) for x in shares[:, k]), *found])
    text = limits_told(r, words)
    return Picture(
        "ways", words.language, colored(r, words), words("robustness.ways.title"),
        f"{words('robustness.ways.caption')} {text}", words("robustness.ways.alt", told=text),
        Table([words("robustness.columns.conclusion"), *heads, *others], rows, 1),
    )  # fmt: skip


def columns_of(judged: Judged, words: Words) -> tuple[list[str], Floats]:
    """(names, shares (column, conclusion)) for every value of every choice, then for all settings."""
    heads, parts = [], []
    for axis, values in VALUES.items():
        heads += [f"{words(f'robustness.axes.{axis}')} {said(axis, v, words)}" for v in values]
        parts.append(shares_by(judged.verdict, axis))
    parts.append((judged.verdict == Verdict.HOLDS).mean(axis=0)[None])
    return [*heads, words("robustness.columns.all_settings")], np.concatenate(parts)


def limits_told(r: Robustness, words: Words) -> str:
    """The thresholds that were found."""
    parts = [
        words("robustness.ways.limit", method=words(f"robustness.alternatives.{a.name}"),
              cooperative=plain(a.limits[0], words), conflictual=plain(a.limits[1], words))
        for a in r.alternatives if np.isfinite(a.limits).all()
    ]  # fmt: skip
    return words("robustness.ways.limits", parts=", ".join(parts))


@styled
def colored(r: Robustness, words: Words) -> "Figure":
    """The table: paler where a conclusion holds under fewer readings."""
    note, n = words("robustness.note", seeds=r.effort.seeds), len(CONCLUSIONS)
    figure = sheet(3.75, words("robustness.ways.title"), words("robustness.ways.subtitle"), note)
    left = 2.75
    ax = axes_at(figure, left, 0.62, WIDTH - left - 0.1, 2.6)
    x = 0.0
    _, shares = columns_of(r.judged, words)
    column = 0
    for axis in DRAWN:
        values = VALUES[axis]
        ax.text(x, -0.62, words(f"robustness.axes.{axis}"), fontsize=6.5, fontweight="bold", va="bottom")
        for value in values:
            one_column(ax, x, shares[column], said(axis, value, words), words)
            x, column = x + 1.0, column + 1
        x += 0.3
    one_column(ax, x, shares[-1], words("robustness.columns.all_settings"), words)
    x += 1.3
    ax.text(x, -0.62, words("robustness.ways.found"), fontsize=6.5, fontweight="bold", va="bottom")
    for other in r.alternatives:
        ax.text(x + 0.5, -0.08, words(f"robustness.alternatives.{other.name}").replace(" ", "\n"), fontsize=5.4,
                color=MUTED, ha="center", va="bottom")  # fmt: skip
        for k in range(n):
            cell(ax, x, k, LOOKS[Verdict(int(other.judged.verdict[0, k]))],
                 amount(k, float(other.judged.mean[0, k]), words))  # fmt: skip
        x += 1.0
    ax.set(xlim=(0, x), ylim=(n, 0))
    ax.set_axis_off()
    for k in range(n):
        ax.text(-0.15, k + 0.5, name_of(k, words), fontsize=6.6, ha="right", va="center")
    legend(figure, [keys.area(verdict_said(v, words), LOOKS[v]) for v in reversed(Verdict)])
    return figure


def one_column(ax: "Axes", x: float, shares: Floats, name: str, words: Words) -> None:
    """Shares (conclusion,) of readings with one choice under which each conclusion holds."""
    ax.text(x + 0.5, -0.08, name, fontsize=5.4, color=MUTED, ha="center", va="bottom")
    for k, share in enumerate(shares.tolist()):
        cell(ax, x, k, LOOKS[Verdict.HOLDS], words.percent(share), alpha=0.05 + 0.8 * share)
