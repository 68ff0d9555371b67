"""Replicates behind the page: bands of luck, and how surely what was changed makes a difference.

Asked again and again by the page while it shows their progress: each time a few more runs are ordered, so that what
nobody looks at any more is never made. Reference and scenario have the same seeds, hence the same luck.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from sim.compare.differences import Differences, differences
from sim.compare.robustness import mean_over, too_small
from sim.metrics.horizon import AT_THEIR_END, MOST_UNDER_WAY, UNDER_WAY
from sim.metrics.interest import smallest
from sim.metrics.outcomes import OUTCOMES
from sim.metrics.typology import Typology
from sim.parameter import ParameterError
from sim.show.comparison.quantities import Span, in_words, least_in_words
from sim.show.lab.computing import BEHIND, Computing, RunFailed
from sim.show.lab.link import Asked, Ready
from sim.show.lab.scene import Sample, mill
from sim.show.words import LANGUAGES, Words
from sim.state import Floats
from sim.study.worker import Job

MOST, USUAL, LEAST = 200, 40, 10  # replicates: most that may be asked, usual, least for an interval
FIRST = 3  # differences that the page shows at once; the others are one click away
AHEAD = 6  # runs ordered beyond those that are known
SHARES = (0.05, 0.5, 0.95)
HEADLINE = (
    "cooperation_last_year", "conflict_last_year", "first_money", "funded", "lasting", "need_concentration", "fragile",
    "attendance_citizens",
)  # fmt: skip


class Made(NamedTuple):
    """Replicates of one scenario that are there."""

    values: Floats  # (replicate, outcome) NaN where a run failed
    axes: Floats  # (replicate, axis, month, region + 1)
    done: int


def wanted(n: int) -> int:
    """How many replicates are asked, if that is allowed."""
    if not 0 <= n <= MOST:
        raise ParameterError("replicates", n, f"allowed on this page: 0 to {MOST} (runs)")
    return n


def seed_of(asked: Asked, k: int) -> int:
    """The seed of the k-th replicate, the same in every scenario that starts from the same seed."""
    return (asked.seed + k) % 10**9


def order(computing: Computing, request: Ready, n: int) -> Made:
    """The replicates that are there; some of those that lack are ordered."""
    measure, ahead = Sample(Typology()), 0
    found: list[tuple[Floats, Floats] | RunFailed | None] = []
    for k in range(1, n + 1):
        seed = seed_of(request.asked, k)
        key = ("sample", request.asked._replace(seed=seed).digest)
        known = computing.known(key)
        if known is None and ahead < AHEAD:
            ahead += 1
            future = computing.ask(key, Job(request.scenario, request.network, seed), measure, BEHIND)
            known = future.result() if future.done() and not future.exception() else None
        found.append(known)
    whole = [one for one in found if isinstance(one, tuple)]
    done = sum(one is not None for one in found)  # those that failed included: they would only fail again
    months, n_columns = request.scenario.months, len(request.network.region_code) + 1
    missing = np.full(len(OUTCOMES), np.nan)
    values = np.array([one[0] if isinstance(one, tuple) else missing for one in found]).reshape(n, len(OUTCOMES))
    axes = np.array([one[1] for one in whole]).reshape(len(whole), 2, months, n_columns)
    return Made(values, axes, done)


def bands(made: Made) -> list[Any] | None:
    """[axis][place][share][month] thousandths: nine tenths and median; places are regions, then everything."""
    if len(made.axes) < LEAST:
        return None
    found = np.quantile(made.axes, SHARES, axis=0)  # (share, axis, month, place)
    return list(mill(found.transpose(1, 3, 0, 2)))


def behind(computing: Computing, mine: Ready, reference: Ready | None, n: int) -> dict[str, Any]:
    """How far the replicates are, their bands, and once they are all there what differs from the reference."""
    arms = [order(computing, one, wanted(n)) for one in ([mine] if reference is None else [reference, mine])]
    done, total = sum(arm.done for arm in arms), n * len(arms)
    found: dict[str, Any] = {"done": done, "total": total, "bands": bands(arms[-1])}
    if reference is not None and done == total and n >= LEAST:
        found["reference"] = bands(arms[0])
        columns = [list(OUTCOMES).index(name) for name in HEADLINE]
        values = np.stack([arm.values[:, columns] for arm in arms])
        places = len(mine.network.code), len(mine.network.region_code)
        limits = Limits(unknown_yet(arms), {name: smallest(name, *places) for name in HEADLINE})
        found["difference"] = {one: told(differences(values), limits, Words(one)) for one in LANGUAGES}
    return found


def unknown_yet(arms: list[Made]) -> tuple[str, ...]:
    """Outcomes of which nothing can be said yet: too many of the projects that make them are under way at the end."""
    share = mean_over(np.stack([arm.values[:, list(OUTCOMES).index(UNDER_WAY)] for arm in arms]), 1)
    return AT_THEIR_END if bool((share > MOST_UNDER_WAY).any()) else ()


class Limits(NamedTuple):
    """What cannot be said of an outcome, however certain its difference."""

    unknown: tuple[str, ...]  # outcomes read too early
    smallest: Mapping[str, float]  # outcome: the smallest difference of interest, in its unit


def sureness(name: str, gap: Span, limits: Limits) -> str:
    """censored, same, unclear, small or clear: how sure the difference of an outcome is, and whether it matters."""
    if name in limits.unknown:
        return "censored"
    if gap.low == gap.high == 0.0:
        return "same"
    if not (gap.low > 0.0 or gap.high < 0.0):
        return "unclear"
    return "small" if too_small(gap.x, limits.smallest[name]) else "clear"


def told(d: Differences, limits: Limits, words: Words) -> dict[str, Any]:
    """What differs, in sentences and in lines, with simultaneous intervals."""
    lines: list[dict[str, Any]] = []
    found: dict[str, list[tuple[str, str]]] = {"clear": [], "small": [], "unclear": [], "same": [], "censored": []}
    for k, name in enumerate(HEADLINE):
        gap = Span(float(d.mean[0, k]), float(d.low_all[0, k]), float(d.high_all[0, k]))
        title = words(f"outcomes.{name}")
        if not np.isfinite(gap.x):
            continue
        unit, sure = OUTCOMES[name][0], sureness(name, gap, limits)
        text, least = in_words(gap, unit, words, name), least_in_words(limits.smallest[name], unit, words)
        found[sure].append((title, text))
        lines.append({"name": title, "gap": text, "sure": sure, "least": least, "n": int(d.pairs[0, k])})
    n = int(d.pairs.max(initial=0))
    first = [list(one) for one in found["clear"][:FIRST]]
    return {"first": first, "sentence": sentence(found, n, words), "lines": lines}


def sentence(found: Mapping[str, list[tuple[str, str]]], n: int, words: Words) -> str:
    """How sure what differs is, or that nothing does; found: differences by how sure they are."""
    clear = found["clear"]
    if not clear:
        word = "nothing_matters" if found["small"] else "nothing_clear" if found["unclear"] else "nothing_differs"
        return words(f"lab.{word}", n=n, k=len(found["small"]))
    more = f" {words('lab.and_more', n=len(clear) - FIRST)}" if len(clear) > FIRST else ""
    return words("lab.clear", more=more, n=n)
