"""What pictures and tables of the signs of life read: one row a sign, with its nulls and what is asked."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.facts.predictive import share_of
from sim.life.asked import SIGNS, Asked
from sim.life.pooling import Pooled
from sim.life.resampling import Estimate
from sim.life.surrogates import NULLS
from sim.study.living import Life
from sim.validation.judge import HALF, Survival

UNASKED = Asked("", -np.inf, np.inf)
BOTH = "region.cooperation_conflict.spell"


class Sign(NamedTuple):
    """One sign of life."""

    name: str
    value: Estimate
    nulls: Mapping[str, float]  # by null, where one can be read
    asked: Asked

    @property
    def met(self) -> bool | None:
        """Whether the value lies in the range asked; None where nothing is asked."""
        if self.asked is UNASKED:
            return None
        return bool(self.asked.low < self.value.value < self.asked.high)


def of_nulls(signs: Pooled, name: str) -> dict[str, float]:
    """The same number under each null."""
    return {null: signs.numbers[f"{null}.{name}"].value for null in NULLS}


def signs_of(life: Life) -> tuple[Sign, ...]:
    """Every sign, in the order in which it is told."""
    numbers, asked = life.signs.numbers, {a.sign: a for a in SIGNS}
    share, low, high = share_of(life.facts.worlds.together)
    rows: list[tuple[str, Estimate, dict[str, float]]] = [
        ("dispersion", numbers["model.dispersion"], of_nulls(life.signs, "dispersion")),
        ("memory", numbers["model.memory"], of_nulls(life.signs, "memory")),
        ("axes_correlation", numbers["model.axes_correlation"], {}),
        ("participation_share", numbers["model.participation_share"], {}),
        ("attendance_share", numbers["model.attendance_share"], {}),
        ("both_spell_median", numbers[f"model.{BOTH}"], of_nulls(life.signs, BOTH)),
        ("returns", numbers["model.region.returned"], of_nulls(life.signs, "region.returned")),
        ("process_luck_share", life.luck["region.cooperation"].luck, {}),
        ("trust_loop_gain", life.trust_loop.ratio, {}),
        ("open_loop_ratio", life.open_loop, {}),
        ("negotiation_r2", numbers["negotiation_r2"], {}),
        ("all_refuse_share", numbers["all_refuse_share"], {}),
        ("juries_that_choose", numbers["juries_that_choose"], {}),
        ("facts_together", Estimate(share, low, high), {}),
    ]
    return tuple(Sign(name, value, nulls, asked.get(name, UNASKED)) for name, value, nulls in rows)


def mark(left: Survival) -> str:
    """What is left by halves: stands, open or destroyed; unknown without an effect."""
    if not np.isfinite(left.share):
        return "unknown"
    return "stands" if left.low >= HALF else "destroyed" if left.high < HALF else "open"
