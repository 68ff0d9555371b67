"""Which territory a chronicle follows: the one where runs differ most, on the two axes and in money."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.compare.lived import Lived
from sim.compare.places import dollars_per_poor
from sim.history import History
from sim.metrics.typology import Typology, axes, gather
from sim.state import Floats


class Apart(NamedTuple):
    """How far runs are from the baseline in each territory, mean over the variants."""

    cooperation: Floats  # (territory,) rate, mean over months of the absolute difference
    conflict: Floats  # (territory,) likewise
    dollars: Floats  # (territory,) awarded to projects a person in low income, absolute difference
    money: Floats  # (territory,) the same difference over the mean of the two amounts, in [0, 2]


class Choice(NamedTuple):
    """The territory that is followed, and how far apart runs are there."""

    place: int
    apart: Apart
    alike: bool  # nothing differs anywhere: the territory is the one where most happens


def apart(baseline: History, variants: Sequence[History], typology: Typology) -> Apart:
    """How far each territory is, over the local table and the typology's window."""

    def measured(h: History) -> tuple[Floats, Floats, Floats]:
        local = axes(gather(h, "territory", h.final.tables.region), typology)
        return local.cooperation, local.conflict, dollars_per_poor(Lived(h, typology))[None]

    base, each = measured(baseline), [measured(h) for h in variants]
    gaps = [[np.abs(x - y).mean(axis=0) for x, y in zip(found, base, strict=True)] for found in each]
    middle = [(found[2] + base[2])[0] / 2.0 for found in each]
    ratio = [gap[2] / np.maximum(mean, 1e-12) for gap, mean in zip(gaps, middle, strict=True)]
    cooperation, conflict, dollars = (np.mean([gap[k] for gap in gaps], axis=0) for k in range(3))
    return Apart(cooperation, conflict, dollars, np.mean(ratio, axis=0))


def chosen(baseline: History, variants: Sequence[History], typology: Typology) -> Choice:
    """The territory to follow: the first of those with the largest score.

        score = sum over cooperation, conflict and money of (difference / largest difference over territories)

    where that largest difference is not zero; without any, the territory with the most lines in the log.
    """
    gaps = apart(baseline, variants, typology)
    three = (gaps.cooperation, gaps.conflict, gaps.money)
    score = sum((gap / gap.max() for gap in three if gap.max() > 0.0), np.zeros(len(gaps.money)))
    alike = not score.any()
    if alike:
        score = np.bincount([e.table for e in baseline.log], minlength=len(score))[: len(score)].astype(np.float64)
    return Choice(int(np.argmax(score)), gaps, alike)
