"""Made-up comparisons of funding rules, without any run: every number is drawn, the structure is the real one."""

import warnings
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import cache

import numpy as np

from sim.compare.arms import Arm
from sim.compare.comparison import Comparison, analyzed
from sim.compare.measures import Column, columns
from sim.compare.worlds import draw_worlds
from sim.config import Scenario
from sim.package import names, stack
from sim.settings import Comparing
from sim.show.comparison.figure_reading import ComparisonReading
from sim.show.comparison.pictures import FIGURES, Picture, pictures
from sim.show.words import Words
from sim.world import quebec
from sim.world.network import Network
from tests.tiny import network as made_up

MONTHS, SEED = 15, 5
SCALES = {"$": 2e5, "$ a person": 40.0, "months": 8.0, "projects": 30.0, "files": 10.0, "persons": 2.0}


@cache
def place(where: str) -> Network:
    """A network, built once."""
    return made_up(2, 3) if where == "made up" else quebec.real(where)


def by_name(told: Sequence[Column], draw: Callable[[np.random.Generator], np.ndarray]) -> np.ndarray:
    """(..., column) what `draw` gives to each column: by its name, so that another outcome changes none of them."""
    return np.stack([draw(np.random.default_rng([SEED, zlib.crc32(c.name.encode())])) for c in told], axis=-1)


@cache
def comparison(
    variants: int, where: str = "made up", worlds: int = 24, effect: float = 1.0, only: str = ""
) -> Comparison:
    """A comparison whose numbers are drawn: an effect by variant and column, of which some vanish in other worlds.

    effect: times the effects; 0: every rule is the baseline. only: the one column that differs.
    """
    net = place(where)
    told = columns(net, MONTHS)
    scale = np.array([SCALES.get(c.unit, 0.1) for c in told])
    n = variants + 1
    size = effect * by_name(told, lambda rng: rng.choice([0.0, 0.3, 1.5, 6.0], n) * rng.choice([-1.0, 1.0], n))
    size[0] = 0.0
    if only:
        size[:, [c.name != only for c in told]] = 0.0
    kept = by_name(told, lambda rng: rng.choice([1.0, 0.4, -1.0], n, p=[0.6, 0.25, 0.15]))
    luck, own = by_name(told, lambda rng: rng.normal(size=20)), by_name(told, lambda rng: rng.normal(size=(n, 20)))
    moving = (size != 0.0)[:, None, :]
    base = scale * (4.0 + luck + size[:, None] + 0.3 * own * moving)
    moved = (
        (by_name(told, lambda rng: rng.random((n, worlds))) < np.abs(kept)[:, None])
        * np.sign(kept)[:, None]
        * size[:, None]
    )
    many = by_name(told, lambda rng: rng.normal(size=(worlds, 2))) + moved[:, :, None]
    spread = scale * (4.0 + many + 0.1 * moving[:, None] * by_name(told, lambda rng: rng.normal(size=(n, worlds, 2))))
    base[:, :, [c.name for c in told].index("outcome.under_way_share")] = 0.0
    rules = ("fqis_2010", *(name for name in names() if name != "fqis_2010"))[: variants + 1]
    arms = tuple(Arm(name, stack(name), Scenario(months=MONTHS)) for name in rules)
    drawn = draw_worlds(Scenario(), worlds)[1:]
    return Comparison(
        Comparing(), net, arms, rules, told, np.arange(1, 21, dtype=np.int32), base, drawn, spread, (), 1.0
    )


def drawn(variants: int, language: str, only: Iterable[str] = FIGURES, where: str = "made up") -> dict[str, Picture]:
    """The figures of such a comparison; a warning is an error. They are heavy: not kept."""
    c = comparison(variants, where)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return pictures(c, analyzed(c), Words(language), only)


def reading(c: Comparison, language: str = "en") -> ComparisonReading:
    """A comparison, read in a language."""
    return ComparisonReading(c, analyzed(c), Words(language))
