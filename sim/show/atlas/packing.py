"""From the table of runs to what the page holds: bands over seeds, the commonest dynamic, outcomes seed by seed."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.show.atlas.measure import HEADLINE, dates
from sim.show.lab.scene import mill
from sim.state import Floats
from sim.vocabulary import DYNAMICS, STAKES

SHARES = (0.05, 0.5, 0.95)
DIGITS = {"rate": 4, "share": 4, "index": 4, "persons": 3}  # decimals kept of an outcome; 2 otherwise


def share_out(values: Floats, months: int, n: int) -> dict[str, Floats]:
    """(run, column) by family, each with its own axes after the run."""
    k, found = 0, {}
    shapes = {
        "cooperation": (months,), "conflict": (months,), "participation": (months,),
        "dynamic": (len(dates(months)), n),
        "stake": (len(dates(months)), len(STAKES)), "money": (n,), "outcome": (len(HEADLINE),),
    }  # fmt: skip
    for name, shape in shapes.items():
        size = int(np.prod(shape))
        found[name] = values[:, k : k + size].reshape(len(values), *shape)
        k += size
    return found


def commonest(dynamic: Floats) -> tuple[list[str], list[str]]:
    """([date] a digit a territory, [date] in how many tenths of seeds), of dynamic (seed, date, territory)."""
    count = np.stack([(dynamic == d).sum(axis=0) for d in range(len(DYNAMICS))])
    best = count.argmax(axis=0)
    tenths = np.minimum(np.rint(10.0 * count.max(axis=0) / len(dynamic)), 10).astype(int)
    return (["".join(map(str, row)) for row in best.tolist()],
            ["".join("0123456789a"[x] for x in row) for row in tenths.tolist()])  # fmt: skip


def packed(values: Floats, months: int, n: int, decimals: list[int]) -> dict[str, Any]:
    """One scenario, of values (seed, column); runs that failed are NaN and left out of bands."""
    there = values[np.isfinite(values[:, 0])]
    part = share_out(there, months, n)
    dynamic, tenths = commonest(part["dynamic"])
    stakes = part["stake"].sum(axis=0)
    every = share_out(values, months, n)["outcome"]
    return {
        "coop": mill(np.quantile(part["cooperation"], SHARES, axis=0)),
        "conf": mill(np.quantile(part["conflict"], SHARES, axis=0)),
        "part": mill(np.quantile(part["participation"], SHARES, axis=0)),
        "dyn": dynamic,
        "often": tenths,
        "stakes": mill(stakes / np.maximum(stakes.sum(axis=1, keepdims=True), 1e-9)),
        "money": np.rint(part["money"].mean(axis=0)).astype(int).tolist(),
        "out": [[None if not np.isfinite(x) else trimmed(x, d) for x in column]
                for column, d in zip(every.T.tolist(), decimals, strict=True)],
    }  # fmt: skip


def trimmed(x: float, decimals: int) -> float | int:
    """A number without decimals that say nothing."""
    y = round(x, decimals)
    return int(y) if y == int(y) else y


def packed_all(values: Floats, point: NDArray[Any], months: int, n: int, units: list[str]) -> list[dict[str, Any]]:
    """Every scenario, in the order of the grid; values (run, column), point (run,)."""
    decimals = [DIGITS.get(unit, 2) for unit in units]
    return [packed(values[point == k], months, n, decimals) for k in range(int(point.max()) + 1)]
