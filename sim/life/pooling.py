"""Rows of many runs put together: the signs of life, each with its interval over runs."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from sim.life.bargaining import claims_r2
from sim.life.correlation import NAMES, correlation, principal_share
from sim.life.dispersion import dispersion, memory
from sim.life.event_study import LAGS
from sim.life.profiles import Profile, profile
from sim.life.record import KINDS
from sim.life.resampling import Estimate, draw_again, estimate, ratio
from sim.life.signs import EVENT_NULLS
from sim.life.spells import STARTS, median_spell
from sim.life.surrogates import ECHO, NULLS
from sim.state import Floats

VERSIONS = ("model", *NULLS)
Numbers = dict[str, Floats]  # by name, (1 + times,): of all runs, then of runs drawn again
Sums = Callable[[str], Floats]  # (1 + times,) the sum of a column over runs


class Pooled(NamedTuple):
    """The signs of life of a set of runs."""

    numbers: dict[str, Estimate]  # `version.what`, or `what` where there is no null
    events: dict[str, dict[str, Profile]]  # by kind, then `model`, EVENT_NULLS (conflict), `cooperation`


def pooled(columns: Sequence[str], values: Floats, dynamics: Sequence[str], times: int = 400, seed: int = 0) -> Pooled:
    """Signs of life of runs whose rows are values (run, column), columns as of `signs.signs_of`."""
    if len(values) == 0:
        raise ValueError("values of 0 runs: at least 1 is expected")
    weights, place = draw_again(len(values), times, seed), {name: k for k, name in enumerate(columns)}

    def sums(name: str) -> Floats:
        total: Floats = weights @ values[:, place[name]]
        return total

    found: Numbers = negotiation_numbers(sums)
    for version in VERSIONS:
        found |= {f"{version}.{name}": x for name, x in axes_numbers(sums, version).items()}
        for level in ("place", "region"):
            numbers = dynamics_numbers(sums, f"{version}/{level}", dynamics)
            found |= {f"{version}.{level}.{name}": x for name, x in numbers.items()}
    found |= old_numbers(sums)
    found["dispersion_over_lumpy"] = ratio(found["model.dispersion"], found["lumpy.dispersion"])
    found["memory_beyond_lumpy"] = found["model.memory"] - found["lumpy.memory"]
    rates = ("model", *EVENT_NULLS, "cooperation")
    events = {kind: {rate: event_profile(sums, kind, rate) for rate in rates} for kind in KINDS}
    return Pooled({name: estimate(x) for name, x in found.items()}, events)


def axes_numbers(sums: Sums, version: str) -> Numbers:
    """Dispersion, memory, correlations of the axes, and what participation explains of cooperation. The memory of the
    lumpy null is given less the echo of the trend that it is made around (see `surrogates.ECHO`)."""
    found: Numbers = {}
    for axis, before in (("conflict", ""), ("cooperation", "cooperation_")):
        at = f"{version}/place/{axis}"
        found[f"{before}dispersion"] = dispersion(sums(f"{at}/square"), sums(f"{at}/expected"))
        lag = memory(sums(f"{at}/next"), sums(f"{at}/before"), sums(f"{at}/after"))
        found[f"{before}memory"] = lag - ECHO * (version == "lumpy")
    return found | correlations(sums, f"{version}/place/years")


def correlations(sums: Sums, prefix: str) -> Numbers:
    """Of cooperation, conflict, participation and attendance over place-years, from the moments under a prefix;
    `participation_share`, `attendance_share`: R2 of cooperation on each."""
    pairs = [f"{first}*{second}" for i, first in enumerate(NAMES) for second in NAMES[i:]]
    moments = {name: sums(f"{prefix}/{name}") for name in ("number", *NAMES, *pairs)}
    axes = correlation(moments, "cooperation", "conflict")
    found = {"axes_correlation": axes, "principal_share": principal_share(axes)}
    for cause in ("participation", "attendance"):
        with_cooperation = correlation(moments, "cooperation", cause)
        found[f"cooperation_with_{cause}"] = with_cooperation
        found[f"conflict_with_{cause}"] = correlation(moments, "conflict", cause)
        found[f"{cause}_share"] = with_cooperation**2
    return found


def old_numbers(sums: Sums) -> Numbers:
    """The same correlations for rates taken over possible encounters, as they were published before."""
    return {f"possible.{name}": x for name, x in correlations(sums, "model/possible").items()}


def dynamics_numbers(sums: Sums, prefix: str, dynamics: Sequence[str]) -> Numbers:
    """Median spell and share of months of each dynamic; moves a place, shares of places that change and come back."""
    places = sums(f"{prefix}/places")
    found = {name: ratio(sums(f"{prefix}/{name}"), places) for name in ("moves", "changed", "returned")}
    months = {name: sums(f"{prefix}/{name}/months") for name in dynamics}
    total: Floats = np.sum(list(months.values()), axis=0)
    for name in dynamics:
        ended, censored = (
            np.stack([sums(f"{prefix}/{name}/{how}/{start}") for start in STARTS.tolist()], axis=-1)
            for how in ("ended", "censored")
        )
        found |= {f"{name}.spell": median_spell(ended, censored), f"{name}.months": ratio(months[name], total)}
    return found


def negotiation_numbers(sums: Sums) -> Numbers:
    """R2 of shares on claims and their mean distance, failed proposals refused by all, and what juries do."""
    claims = {name: sums(f"negotiation/{name}") for name in ("claim*claim", "share*share", "claim*share")}
    failed, mediated, rounds = sums("proposals/failed"), sums("proposals/mediated"), sums("juries/rounds")
    all_refuse = sums("proposals/mediated_refused_by_all")
    return {
        "negotiation_r2": claims_r2(claims),
        "negotiation_error": ratio(sums("negotiation/error"), sums("negotiation/places")),
        "all_refuse_share": ratio(sums("proposals/refused_by_all"), failed),
        "mediated_all_refuse_share": ratio(all_refuse, mediated),
        "juries_fund_all": ratio(sums("juries/fund_all"), rounds),
        "juries_fund_none": ratio(sums("juries/fund_none"), rounds),
        "juries_that_choose": ratio(sums("juries/choose"), rounds),
        "juries_that_choose_of_two_files": ratio(sums("juries/choose"), sums("juries/two_files")),
    }


def event_profile(sums: Sums, kind: str, rate: str) -> Profile:
    """Effect of a kind of event on a rate, month by month, runs weighed by what they can tell."""
    effect = [ratio(sums(f"event/{kind}/{rate}/{lag}"), sums(f"event/{kind}/weight/{lag}")) for lag in LAGS.tolist()]
    number, cut = sums(f"event/{kind}/number")[0], sums(f"event/{kind}/cut")[0]
    return profile(np.stack(effect, axis=1), int(number), int(cut))
