"""The one source of randomness: luck is named by (seed, month, purpose, who), never by the order of calls.

Changing a rule therefore leaves the luck of everything else bit-identical, and a region simulated alone lives the
same months as the same region among others. A number is the SplitMix64 finalizer of a counter (Steele, Lea & Flood
2014), the counter being the name of who draws and the start of the sequence being made of seed, month and purpose.
"""

import functools
import zlib
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compiled import compiled

MASK = (1 << 64) - 1
WEYL, FIRST, SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
WEYL_, FIRST_, SECOND_ = np.uint64(WEYL), np.uint64(FIRST), np.uint64(SECOND)
S30, S27, S31, S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
UNIT = 2.0**-53

Names = NDArray[np.uint64]
Uniforms = NDArray[np.float64]


def mix(number: int) -> int:
    """SplitMix64's finalizer on one Python integer: a bijection of the 64-bit integers."""
    number &= MASK
    number = ((number ^ (number >> 30)) * FIRST) & MASK
    number = ((number ^ (number >> 27)) * SECOND) & MASK
    return number ^ (number >> 31)


@functools.cache
def word(text: str) -> int:
    """A 64-bit name for a word (a purpose, a territory's code): the same on every machine."""
    data = text.encode()
    return mix((zlib.crc32(data) << 32) | zlib.crc32(data[::-1] + b"|"))


@functools.cache
def purposed(*purposes: str) -> Names:
    """(purpose,) the names of one or several purposes, as compiled pages receive them."""
    return np.array([word(purpose) for purpose in purposes], dtype=np.uint64)


@functools.lru_cache(maxsize=64)
def opening(seed: int, month: int) -> Names:
    """(1,) where the luck of a month begins, whatever its purpose (month -1: the making of the world)."""
    return np.array([mix(mix(seed + WEYL) + month * FIRST)], dtype=np.uint64)


@compiled
def finished(z: np.uint64) -> np.uint64:
    """SplitMix64's finalizer: `mix`, compiled."""
    z = (z ^ (z >> S30)) * FIRST_
    z = (z ^ (z >> S27)) * SECOND_
    return z ^ (z >> S31)


@compiled
def scatters(month: Names, purposes: Names, who: Names) -> Uniforms:
    """(purpose, who): uniform in [0, 1), one for each of the `purposes` (any,) and names `who`, in a `month` (1,)."""
    found = np.empty((len(purposes), len(who)))
    for k in range(len(purposes)):
        start = finished(month[0] ^ purposes[k])
        for i in range(len(who)):
            found[k, i] = (finished((who[i] + start) * WEYL_) >> S11) * UNIT
    return found


class Luck(NamedTuple):
    """The luck of one run."""

    seed: int

    def uniform(self, month: int, purpose: str, who: Names) -> Uniforms:
        """(who,) uniform in [0, 1)."""
        found: Uniforms = scatters(opening(self.seed, month), purposed(purpose), who)[0]
        return found

    def uniforms(self, month: int, purposes: tuple[str, ...], who: Names) -> Uniforms:
        """(purpose, who) what `uniform` gives, for several purposes at once."""
        return scatters(opening(self.seed, month), purposed(*purposes), who)

    def normal(self, month: int, purpose: str, who: Names) -> Uniforms:
        """(who,) standard normal, by the Box-Muller transform."""
        found: Uniforms = self.normals(month, (purpose,), who)[0]
        return found

    def normals(self, month: int, purposes: tuple[str, ...], who: Names) -> Uniforms:
        """(purpose, who) what `normal` gives, for several purposes at once."""
        lucks = self.uniforms(month, (*purposes, *(f"{purpose}/angle" for purpose in purposes)), who)
        radius = np.sqrt(-2.0 * np.log1p(-lucks[: len(purposes)]))
        found: Uniforms = radius * np.cos(2.0 * np.pi * lucks[len(purposes) :])
        return found


@compiled
def join(left: Names, right: Names) -> Names:
    """(pair,) a name for each pair of `left` and `right` (pair,), whichever end is called left."""
    name = np.empty(len(left), dtype=np.uint64)
    for k in range(len(left)):
        low, high = min(left[k], right[k]), max(left[k], right[k])
        z = (low ^ (low >> S30)) * FIRST_ + high
        name[k] = (z ^ (z >> S27)) * SECOND_
    return name


def numbered(who: Names, index: int) -> Names:
    """A name for the index-th thing of each of `who` (its third citizen, its second problem)."""
    return (who ^ np.uint64(mix(index + 1))) * WEYL_
