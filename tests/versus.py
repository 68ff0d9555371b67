"""A comparison made by hand, for tests: differences that are known, no simulation."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.compare.arms import arms_of
from sim.compare.comparison import Comparison, analyzed
from sim.compare.measures import columns
from sim.compare.worlds import World
from sim.config import Scenario
from sim.settings import Comparing
from sim.show.comparison.gathered import Gathered, gather
from sim.world.synthetic import Synthetic, synthetic

MONTHS = 3
NETWORK = synthetic(Synthetic(regions=2, territories_per_region=2))


class Effect(NamedTuple):
    """A difference from the baseline: at base values, with this noise between pairs; then one a world."""

    size: float
    worlds: tuple[float, ...] = ()  # given back in turn; empty: `size` everywhere
    noise: float = 0.001


def compared(
    variants: int = 1,
    replicates: int = 60,
    worlds: int = 20,
    effects: Mapping[str, Effect] | None = None,
    still: bool = False,
    labels: tuple[str, ...] | None = None,
    under_way: tuple[float, float] = (0.0, 0.0),
) -> Comparison:
    """A comparison in which the first variant has these effects, by outcome; NaN: it does not exist in the variant.

    Everything else differs by a noise of no direction; still: it does not differ at all, in any variant. under_way:
    share of awarded projects that have not ended, in the baseline, then in every variant.
    """
    scenario = Scenario(months=MONTHS)
    names = (["core_mission", "lottery", "equal_split"] * variants)[:variants]
    arms = arms_of(scenario, "fqis_2010", list(dict.fromkeys(names)), {})
    arms = (arms[0], *(arms[1 + v % (len(arms) - 1)] for v in range(variants)))
    found = columns(NETWORK, MONTHS)
    rng = np.random.default_rng(5)
    base = np.repeat(rng.normal(0.5, 0.1, (1, replicates, len(found))), 1 + variants, axis=0)
    spread = np.repeat(rng.normal(0.5, 0.1, (1, worlds, 2, len(found))), 1 + variants, axis=0)
    if not still:
        base[1:] += centered(rng.normal(0.0, 0.01, base[1:].shape), 1)
        spread[1:] += rng.normal(0.0, 0.01, spread[1:].shape)
    place = [column.name for column in found]
    for name, effect in (effects or {}).items():
        k = place.index(name if "." in name else f"outcome.{name}")
        base[1, :, k] = base[0, :, k] + effect.size + centered(rng.normal(0.0, effect.noise, replicates), 0)
        each = np.resize(effect.worlds or (effect.size,), worlds)
        spread[1, :, :, k] = spread[0, :, :, k] + each[:, None]
    base[:, :, place.index("outcome.under_way_share")] = np.repeat(under_way, (1, variants))[:, None]
    drawn = tuple(World(w + 1, {"deliberation.gain": 0.1 + 0.01 * w, "viability.gap": 0.2}) for w in range(worlds))
    named = labels or tuple(arm.name if a < 4 else f"{arm.name} ({a})" for a, arm in enumerate(arms))
    seeds = np.arange(1, replicates + 1, dtype=np.int32)
    return Comparison(Comparing(), NETWORK, arms, named, found, seeds, base, drawn, spread, (), 12.0)


def centered(noise: np.ndarray, axis: int) -> np.ndarray:
    """The noise, its mean taken away along an axis."""
    return noise - noise.mean(axis=axis, keepdims=True)


def gathered(**made: object) -> Gathered:
    """The same, worked out."""
    c = compared(**made)
    return gather(c, analyzed(c))
