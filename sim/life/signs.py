"""One run as a row of sums: everything that the signs of life are made of, for the run and for its three nulls.

Sums, so that thousands of runs can be kept as columns and put together: `pooling` adds rows and takes ratios at the
end. Names go `version/level/what/...`, version `model` or one of `surrogates.NULLS`.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from sim.life.bargaining import claim_sums, jury_sums, proposal_sums
from sim.life.correlation import NAMES, moment_sums, yearly_rates
from sim.life.dispersion import residual_sums
from sim.life.event_study import LAGS, Baseline, study
from sim.life.record import KINDS, Meetings, Record
from sim.life.resampling import ratio
from sim.life.spells import STARTS, spell_counts, spells
from sim.life.surrogates import NULLS
from sim.state import Bytes, Floats

Classify = Callable[[Meetings], Bytes]  # (month, place) the dynamic of each, as a small whole number
Column = tuple[str, float]
EVENT_NULLS = ("drift", "lumpy")  # around an event a straight line is flat by construction
LUCK = 0x51F5  # sets the nulls' luck apart from that of any run


def signs_of(record: Record, classify: Classify, dynamics: Sequence[str]) -> dict[str, float]:
    """The row of one run, always with the same columns for the same places, regions, years and dynamics.

    classify: the dynamic of each month and place of `Meetings`, a number below the length of `dynamics`, their names.
    About 1,900 columns for 39 places, 6 regions, 5 years and 5 dynamics.
    """
    levels = {"place": record.places, "region": record.regions}
    luck = np.random.default_rng([record.seed, LUCK])
    versions = {"model": levels} | {
        name: {level: null(m, luck) for level, m in levels.items()} for name, null in NULLS.items()
    }
    row: dict[str, float] = {"runs": 1.0}
    for version, of_level in versions.items():
        row |= axes_columns(version, of_level["place"])
        for level, m in of_level.items():
            row |= dynamics_columns(f"{version}/{level}", classify(m), dynamics)
    row |= named("model/possible", moment_sums(yearly_rates(record.places, per_possible=True)))
    row |= event_columns(record, {version: of_level["place"] for version, of_level in versions.items()})
    row |= named("negotiation", claim_sums(record.claims, record.shares, record.region_of))
    row |= named("proposals", proposal_sums(record.proposals))
    row |= named("juries", jury_sums(record.juries))
    return row | dict(levels_of(levels))


def named(prefix: str, sums: dict[str, float]) -> dict[str, float]:
    """The sums under `prefix/`."""
    return {f"{prefix}/{name}": value for name, value in sums.items()}


def axes_columns(version: str, m: Meetings) -> dict[str, float]:
    """Dispersion of both axes, and their moments over place-years."""
    return (
        named(f"{version}/place/conflict", residual_sums(m.conflictual, m.held))
        | named(f"{version}/place/cooperation", residual_sums(m.cooperative, m.held))
        | named(f"{version}/place/years", moment_sums(yearly_rates(m)))
    )


def dynamics_columns(prefix: str, found: Bytes, dynamics: Sequence[str]) -> dict[str, float]:
    """Months and spells in each dynamic, and how places move; found (month, place).

    `moves`: changes of dynamic; `changed`: places that change at least once; `returned`: places that come back to a
    dynamic that they had left.
    """
    if found.size and not 0 <= int(found.min()) <= int(found.max()) < len(dynamics):
        raise ValueError(f"dynamics from {found.min()} to {found.max()}: 0 to {len(dynamics) - 1} are expected")
    moves = (found[1:] != found[:-1]).sum(axis=0)
    distinct = sum((found == k).any(axis=0).astype(int) for k in range(len(dynamics)))
    row = {"places": found.shape[1], "moves": moves.sum(), "changed": (moves > 0).sum()}
    row |= {"returned": (moves + 1 > distinct).sum()}
    ended, censored = spell_counts(spells(found), len(dynamics))
    for k, name in enumerate(dynamics):
        row[f"{name}/months"] = (found == k).sum()
        for c, start in enumerate(STARTS.tolist()):
            row |= {f"{name}/ended/{start}": ended[k, c], f"{name}/censored/{start}": censored[k, c]}
    return named(prefix, {name: float(value) for name, value in row.items()})


def event_columns(record: Record, versions: dict[str, Meetings]) -> dict[str, float]:
    """Effects of each kind of event, month by month, times what they weigh: on conflict, in the run and in two of its
    nulls, and on cooperation, in the run."""
    held = record.places.held
    counts = {version: versions[version].conflictual for version in ("model", *EVENT_NULLS)}
    counts["cooperation"] = record.places.cooperative
    rates: Floats = np.stack([np.nan_to_num(ratio(count, held)).T for count in counts.values()], axis=2)
    row: dict[str, float] = {}
    baseline = Baseline(held)
    for kind in KINDS:
        found = study(record.events[kind], rates, baseline)
        row |= {f"event/{kind}/number": float(found.events), f"event/{kind}/cut": float(found.cut)}
        for k, lag in enumerate(LAGS.tolist()):
            row[f"event/{kind}/weight/{lag}"] = float(found.weight[k])
            for name, effect in zip(counts, found.effect[:, k].tolist(), strict=True):
                row[f"event/{kind}/{name}/{lag}"] = effect * float(found.weight[k])
    return row


def levels_of(levels: dict[str, Meetings]) -> Iterator[Column]:
    """Rates of the first and last years of each place, and of every year of each region; NaN where nobody met."""
    for level, m in levels.items():
        for rate, values in zip(NAMES[:3], yearly_rates(m), strict=False):
            years = {f"year/{y + 1}": y for y in range(len(values))} if level == "region" else {"start": 0, "end": -1}
            for when, y in years.items():
                for i, value in enumerate(values[y].tolist() if len(values) else []):
                    yield f"{level}/{i}/{when}/{rate}", value
