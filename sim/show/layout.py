"""Where territories stand on a picture: projected, empty stretches shortened, symbols moved apart until they show."""

from typing import NamedTuple

import numpy as np

from sim.state import Floats, Ints
from sim.world.network import Network

KM = 111.2  # a degree of latitude
EMPTY = 0.09  # of the whole extent: a longer stretch without any territory is shortened to this
PACKED = 0.5  # 0: distances as they are; 1: territories at even steps


class Stretch(NamedTuple):
    """From kilometers to places on the picture, along one axis, always increasing."""

    real: Floats  # (knot,) km
    drawn: Floats  # (knot,)

    def __call__(self, km: Floats) -> Floats:
        """Where these kilometers are drawn; beyond the last knots, at the scale of the nearest stretch."""
        return np.interp(km, self.real, self.drawn)


class Layout(NamedTuple):
    """Symbols' places and sizes, in one unit for both axes, and how each axis was stretched."""

    x: Floats  # (territory,)
    y: Floats  # (territory,)
    radius: Floats  # (territory,)
    east: Stretch
    north: Stretch


def project(network: Network, who: Ints | None = None) -> tuple[Floats, Floats]:
    """(x, y) in km from the middle: equirectangular, true along the mean latitude."""
    lat, lon = (network.lat, network.lon) if who is None else (network.lat[who], network.lon[who])
    middle = float(lat.min() + lat.max()) / 2
    return (lon - (lon.min() + lon.max()) / 2) * KM * float(np.cos(np.radians(middle))), (lat - middle) * KM


def shorten(km: Floats, unit: float, packed: float = PACKED) -> Stretch:
    """The stretch of one axis: long empty stretches are cut to `EMPTY` of `unit`, then mixed with even steps."""
    real = np.unique(km)
    if len(real) < 2:
        return Stretch(np.array([real[0] - 1.0, real[0] + 1.0]), np.array([-1.0, 1.0]))
    steps = np.minimum(np.diff(real), EMPTY * unit)
    even = steps.sum() / len(steps)
    drawn = np.concatenate([[0.0], np.cumsum((1.0 - packed) * steps + packed * even)])
    return Stretch(real, drawn - drawn.mean())


def apart(x: Floats, y: Floats, radius: Floats, gap: float, rounds: int = 300) -> tuple[Floats, Floats]:
    """Places pushed apart until no two symbols overlap, each as little as possible; n^2 pairs, some hundred rounds.

    Two symbols that overlap share the push equally; a weak spring draws each back to where it belongs.
    """
    at = np.stack([x, y], axis=1)
    home = at.copy()
    need = radius[:, None] + radius[None, :] + gap
    for step in range(rounds):
        between = at[:, None, :] - at[None, :, :]
        distance = np.sqrt((between**2).sum(axis=2))
        lack = np.maximum(need - distance, 0.0)
        np.fill_diagonal(lack, 0.0)
        if step > rounds // 2 and lack.max() < 0.02 * radius.max():
            break
        towards = between / np.maximum(distance, 1e-9)[:, :, None]
        at += 0.4 * (lack[:, :, None] * towards).sum(axis=1)
        at += 0.02 * (home - at) * (1.0 - step / rounds)
    return at[:, 0], at[:, 1]


def sizes(network: Network, smallest: float, largest: float) -> Floats:
    """(territory,) radius: the area of a symbol grows with population."""
    share = network.population / network.population.max()
    return np.asarray(np.sqrt(smallest**2 + (largest**2 - smallest**2) * share))


def whole(network: Network) -> Layout:
    """The whole network, on a picture one unit wide or high."""
    x, y = project(network)
    unit = max(float(np.ptp(x)), float(np.ptp(y)), 1.0)
    n = len(x)
    packed = PACKED if n > 12 else 0.0
    east, north = shorten(x, unit, packed), shorten(y, unit, packed)
    span = max(float(np.ptp(east.drawn)), float(np.ptp(north.drawn)))
    east, north = (Stretch(s.real, s.drawn / span) for s in (east, north))
    radius = sizes(network, *(np.array([0.5, 1.0]) * 0.21 / np.sqrt(max(n, 6) + 6)))
    x, y = apart(east(x), north(y), radius, 0.25 * float(radius.min()))
    return Layout(x, y, radius, east, north)
