"""Tables for other people's tools: never empty in silence."""

import numpy as np
import pytest

from sim.explore.exports import to_ema, to_salib
from sim.explore.sample import AskedError
from sim.explore.table import Explored, space
from sim.sweep.points import saltelli

SPACE = space(("a", "b", "c"), [0.0] * 3, [1.0] * 3)


def test_a_table_that_would_be_empty_for_other_tools_is_refused():
    """An empty table goes through SALib and the workbench without a word, and gives indices of nothing."""
    x = saltelli(np.arange(3, dtype=np.int32), 16, 1)
    y = x.sum(axis=1, keepdims=True)
    y[::5] = np.nan  # the first point of each block
    with pytest.raises(AskedError, match="16 points of 80 lack it"):
        to_salib(Explored(SPACE, x, y), 5)
    columns = {"point": np.arange(3), "norms.cap": np.array([1, 2, 3])}
    with pytest.raises(AskedError, match="y in 3, never in 0"):
        to_ema(columns, {"y": np.ones(3), "never": np.full(3, np.nan)})
    with pytest.raises(AskedError, match="one at least"):
        to_ema(columns, {})
