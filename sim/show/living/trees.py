"""The signs of life for machines: the headline numbers by name, then all of them with intervals."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.life.mean_field_account import told as field_told
from sim.life.record import KINDS
from sim.life.variance_shares import Shares
from sim.show.living.reading import Sign, mark, signs_of
from sim.study.living import Cut, Life


def plain(x: Any) -> Any:
    """A number as JSON has them: none for what is not finite; estimates as value, low and high."""
    if isinstance(x, tuple) and hasattr(x, "_asdict"):
        return {key: plain(value) for key, value in x._asdict().items()}
    value = float(x)
    return value if np.isfinite(value) else None


def shares_tree(found: Mapping[str, Shares]) -> dict[str, Any]:
    """Shares of variance, for machines."""
    return {name: plain(shares) for name, shares in found.items()}


def as_tree(life: Life, made: Mapping[str, Any]) -> dict[str, Any]:
    """Everything, for machines: the headline numbers by name, then all of them with intervals."""
    numbers = life.signs.numbers
    headline = {s.name: plain(s.value.value) for s in signs_of(life)}
    return {
        **made,
        **headline,
        "lumpy_null": plain(numbers["lumpy.dispersion"].value),
        "controls": {c.control.name: plain(c.cooperation.share) for c in life.cuts},
        "controls_conflict": {c.control.name: plain(c.conflict.share) for c in life.cuts},
        "events": {kind: event_tree(life, kind) for kind in KINDS},
        "effort": life.effort._asdict(),
        "runs": life.runs,
        "failed": life.failed,
        "signs": {
            s.name: {**plain(s.value), "nulls": {k: plain(v) for k, v in s.nulls.items()}, "met": s.met}
            for s in signs_of(life)
        },
        "numbers": {name: plain(e) for name, e in numbers.items()},
        "luck": shares_tree(life.luck),
        "sources": shares_tree(life.sources),
        "trust_loop": plain(life.trust_loop),
        "cuts": {c.control.name: cut_tree(c) for c in life.cuts},
        "mean_field": field_told(life.field),
    }


def sign_tree(s: Sign) -> dict[str, Any]:
    """A sign, for machines."""
    return {**plain(s.value), "nulls": {null: plain(x) for null, x in s.nulls.items()}, "met": s.met}


def cut_tree(c: Cut) -> dict[str, Any]:
    """A control, for machines."""
    left = {"cooperation": plain(c.cooperation), "conflict": plain(c.conflict)}
    moved = {"moved_cooperation_sd": plain(c.moved_cooperation), "moved_conflict_sd": plain(c.moved_conflict)}
    marks = {"cooperation_left": mark(c.cooperation), "conflict_left": mark(c.conflict)}
    return left | marks | moved | {"agreement_months": plain(c.agreement), "regions_cooperative": plain(c.cooperative)}


def event_tree(life: Life, kind: str) -> dict[str, Any]:
    """A kind of event, for machines."""
    profiles: dict[str, Any] = {}
    for rate, p in life.signs.events[kind].items():
        profiles[rate] = {
            **{part: [plain(x) for x in getattr(p, part)] for part in ("effect", "low", "high")},
            "peak": {"height": plain(p.peak.height), "lag": p.peak.lag, "months": p.peak.months},
            "quarter": plain(p.quarter), "number": p.number, "cut": p.cut,
        }  # fmt: skip
    return profiles
