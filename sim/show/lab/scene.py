"""What the page shows of a run: pure functions of its history, as small whole numbers that a browser can draw.

Places are the local tables (territories), then the regions, then everything together: the rows of every series. Rates
and shares are in thousandths, money in dollars, conflicts in tenths. Monthly, so that any month is there at once.
"""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.history import History
from sim.metrics.outcomes import first_money, outcomes
from sim.metrics.typology import Axes, Typology, axes, classify, gather
from sim.state import Bytes, Floats, Indices

LEVELS = ("territory", "region", "all")
MONEY = ("allotted", "claimed", "awarded", "coordination", "spent")
ROUND = "awarded"  # the event of a choice of projects


@dataclass(frozen=True)
class Scene:
    """`scene` of a history as JSON; it travels to the workers."""

    typology: Typology

    def __call__(self, history: History) -> bytes:
        """The text of the scene."""
        return json.dumps(scene(history, self.typology), separators=(",", ":")).encode()


@dataclass(frozen=True)
class Sample:
    """What is kept of a replicate: outcomes, and the two axes everywhere together and by region."""

    typology: Typology

    def __call__(self, history: History) -> tuple[Floats, Floats]:
        """((outcome,), (axis, month, region + 1))."""
        region = history.final.tables.region
        found = [axes(gather(history, level, region), self.typology) for level in ("region", "all")]
        both = [np.concatenate([getattr(a, name) for a in found], axis=1) for name in ("cooperation", "conflict")]
        return np.array(list(outcomes(history, self.typology).values())), np.stack(both).astype(np.float32)


def mill(values: NDArray[Any]) -> Any:
    """Thousandths, whole; -1 where nothing exists."""
    return np.rint(np.nan_to_num(np.asarray(values, dtype=np.float64), nan=-1e-3) * 1000).astype(int).tolist()


def membership(region: Indices, n_regions: int) -> Floats:
    """(table, place) which tables count for a territory, a region, everything."""
    n = len(region)
    return np.concatenate([np.eye(n)[:, : n - n_regions], np.eye(n_regions)[region], np.ones((n, 1))], axis=1)


def scene(history: History, typology: Typology) -> dict[str, Any]:
    """Everything that the page draws of a run."""
    final, region = history.final, history.final.tables.region
    n_regions = len(final.regions.envelope)
    member = membership(region, n_regions)
    return {
        "seed": history.seed,
        "months": history.months,
        "n": len(region) - n_regions,
        "r": n_regions,
        "window": typology.window,
        "high": typology.cooperative,
        "hot": typology.conflictual,
        **dynamics(history, typology),
        **people(history, member),
        **amounts(history, member),
        **states(history, member),
        **moments(history),
        "outcomes": {name: value for name, value in outcomes(history, typology).items() if np.isfinite(value)},
    }


def dynamics(history: History, typology: Typology) -> dict[str, Any]:
    """coop, conf, part (participation) [place][month] thousandths, -1 where there is none.

    dyn [month] a digit a territory, then a region, then everything.
    """
    region = history.final.tables.region
    found = [axes(gather(history, level, region), typology) for level in LEVELS]
    kinds: Bytes = np.concatenate([classify(a, typology) for a in found], axis=1)
    coop, conf, part = (np.concatenate([getattr(a, name) for a in found], axis=1) for name in Axes._fields)
    return {
        "coop": mill(coop.T),
        "conf": mill(conf.T),
        "part": mill(part.T),
        "dyn": ["".join(map(str, row)) for row in kinds.tolist()],
    }


def people(history: History, member: Floats) -> dict[str, Any]:
    """ledger [place][month * stake] tenths of a conflict; present, members [place][month * role] persons."""
    found = {}
    for name, times in (("ledger", 10), ("present", 1), ("members", 1)):
        by_place = np.einsum("mtk,tp->pmk", history[name], member)
        found[name] = np.rint(by_place * times).astype(int).reshape(member.shape[1], -1).tolist()
    return found


def amounts(history: History, member: Floats) -> dict[str, Any]:
    """Money [place][month] in dollars, cumulated (MONEY); envelope [region][month] dollars."""
    found = {name: np.rint((history[name] / 100.0) @ member).astype(int).T.tolist() for name in MONEY}
    return found | {"envelope": np.rint(history["envelope"] / 100.0).astype(int).T.tolist()}


def states(history: History, member: Floats) -> dict[str, Any]:
    """need, trust, facilitation, verticality [place][month] thousandths, means over tables; phase [table][month]."""
    n_regions = len(history.final.regions.envelope)
    n = member.shape[0] - n_regions
    local = member[:n]
    need = history["need"].mean(axis=2) @ (local / np.maximum(local.sum(axis=0), 1.0))
    found = {"need": mill(need.T), "phase": history["phase"].T.tolist()}
    for name in ("trust", "facilitation", "verticality"):
        there = np.isfinite(history[name])
        total, count = np.where(there, history[name], 0.0) @ member, there @ member
        found[name] = mill(np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0).T)
    return found


def moments(history: History) -> dict[str, Any]:
    """Dated events: elections and rounds by month, agreements and first money by region, plans, the whole log."""
    final, n_regions = history.final, len(history.final.regions.envelope)
    words = sorted({event.word for event in history.log})
    region = final.tables.region
    rounds: list[list[int]] = [[] for _ in range(n_regions)]
    for event in history.log:
        if event.word == ROUND and event.month not in rounds[region[event.table]]:
            rounds[region[event.table]].append(event.month)
    return {
        "elections": sorted({event.month for event in history.log if event.word == "election"}),
        "rounds": rounds,
        "agreed": final.regions.agreed_month.tolist(),
        "imposed": (final.regions.agreement == 3).tolist(),
        "money": first_money(history).tolist(),
        "plan": final.tables.plan_month.tolist(),
        "words": words,
        "log": [[e.month, words.index(e.word), int(e.table), round(float(e.amount), 4)] for e in history.log],
    }
