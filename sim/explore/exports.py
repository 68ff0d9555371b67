"""The same tables for other people's tools: SALib (sensitivity) and the EMA workbench (scenario discovery)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.explore.sample import AskedError
from sim.explore.table import Explored, Space
from sim.state import Floats

if TYPE_CHECKING:
    import pandas as pd


def problem_of(space: Space) -> dict[str, Any]:
    """What SALib calls a problem: names, bounds and, where some parameters move together, groups.

    `bounds` are the ends that were explored. A range of odds is not uniform between them: pass positions in [0, 1]
    with bounds of 0 and 1 to a method that must know the distribution; the methods of SALib that analyze do not.
    """
    found: dict[str, Any] = {
        "num_vars": len(space.names),
        "names": list(space.names),
        "bounds": [[float(low), float(high)] for low, high in zip(space.low, space.high, strict=True)],
    }
    if not space.alone.all():
        found["groups"] = [space.groups[k] for k in space.group.tolist()]
    return found


def to_salib(found: Explored, block: int = 1) -> tuple[dict[str, Any], Floats, Floats]:
    """(problem, X (point, parameter), Y (point,) means over replicates), in the order of the design, without a NaN.

    SALib answers NaN everywhere when one result is. block: points that stand or fall together: groups + 1 for a Morris
    design, groups + 2 (or 2 groups + 2) for a Saltelli design, 1 for any other. A block that misses a result is left
    out whole, so that the order that SALib expects is kept; an AskedError if none is left.
    """
    y = found.mean
    if len(y) % block:
        raise ValueError(f"{len(y)} points are no whole number of blocks of {block}")
    well = np.repeat(np.isfinite(y).reshape(-1, block).all(axis=1), block)
    if not well.any():
        raise AskedError(
            f"no block of {block} points has this result at each of them ({found.missing} points of {len(y)} lack it): "
            "the table would be empty. Make the runs that are missing, or ask for another result."
        )
    return problem_of(found.space), found.x[well], y[well]


def to_ema(
    columns: Mapping[str, NDArray[Any]], outcomes: Mapping[str, Floats], model: str = "concertation"
) -> "tuple[pd.DataFrame, dict[str, Floats]]":
    """(experiments, outcomes) as ema_workbench's `perform_experiments` returns them: a row a run, failed ones left out.

    columns (run,) each: the parameters, and `point`, which becomes the scenario, and `rule`, which becomes the policy.
    Whole numbers become floating ones: the workbench's own PRIM fails on integers with recent pandas. An AskedError if
    no run has every outcome, or if none is asked.
    """
    import pandas as pd

    if not outcomes:
        raise AskedError("outcomes: one at least is expected, such as {'conflict': (run,) values}")
    n = len(next(iter(outcomes.values())))
    well = np.ones(n, dtype=np.bool_)
    for values in outcomes.values():
        well &= np.isfinite(values).reshape(n, -1).all(axis=1)
    if not well.any():
        there = {name: int(np.isfinite(v).reshape(n, -1).all(axis=1).sum()) for name, v in outcomes.items()}
        told = ", ".join(f"{name} in {k}" for name, k in there.items())
        raise AskedError(f"no run of {n} has every outcome ({told}): the table would be empty. Leave one out.")
    left = {"point", "rule", "replicate", "seed"}
    table: dict[str, Any] = {
        key: values[well].astype(np.float64) if values.dtype.kind in "iub" else values[well]
        for key, values in columns.items()
        if key not in left
    }
    frame = pd.DataFrame(table)
    frame["scenario"] = (
        columns["point"][well].astype(str) if "point" in columns else np.arange(int(well.sum())).astype(str)
    )
    frame["policy"] = columns["rule"][well] if "rule" in columns else "None"
    frame["model"] = model
    return frame, {name: values[well] for name, values in outcomes.items()}
