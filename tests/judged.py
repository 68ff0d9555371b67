"""A planted experiment: two arms whose plan comes at known months, for tests of the judge and of the scorecard."""

import numpy as np

from sim.validation.judge import PLACE
from sim.validation.pattern import Claim, Pattern, Text
from sim.validation.quantities import columns

SAID = Text("a", "b")
MORE = Claim("more", SAID, "plan", {"high": 1, "low": -1}, low=0.0)
EFFECT = MORE._replace(name="effect", low=None)
PLANTED = Pattern(1, "planted", SAID, SAID, "[A]", SAID, {"high": {}, "low": {"months": 12}}, (MORE,))


def planted(high: float, low: float, spread: float, shape: tuple[int, ...] = (200,), seed: int = 0) -> dict:
    """Runs of two arms whose plan comes at these months on average, with common luck and some of its own."""
    rng = np.random.default_rng(seed)
    common = rng.normal(0.0, 5.0, shape)
    found = {}
    for arm, month in (("high", high), ("low", low)):
        values = np.zeros((*shape, len(columns())))
        values[..., PLACE["plan"]] = month + common + rng.normal(0.0, spread, shape)
        found[arm] = values
    return found
