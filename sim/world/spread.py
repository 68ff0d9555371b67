"""How the numbers of the world scatter around their means: logit-normal inside [0, 1], logistic-normal on a simplex."""

import numpy as np
from numpy.typing import NDArray

from sim.draws import FIRST_, S27, S30, S31, SECOND_, WEYL_, Names
from sim.state import Floats, Indices

WORLD = -1  # the month whose luck makes the world


def around(mean: float | Floats, shift: Floats) -> Floats:
    """logistic(logit(mean) + shift): in [0, 1], and exactly 0 or 1 wherever the mean is.

    mean: one number or an array like shift; shift: log-odds, any shape.
    """
    grown = mean * np.exp(shift)
    return np.asarray(grown / (grown + (1.0 - mean)))


def simplex(scores: Floats) -> Floats:
    """Softmax of each row of scores (who, axis), summed axis by axis so that a row never depends on the other rows.

    Normal scores give the logistic-normal law on the simplex (Aitchison 1986). Works in place.
    """
    np.exp(scores, out=scores)
    total = scores[:, 0].copy()
    for k in range(1, scores.shape[1]):
        total += scores[:, k]
    scores /= total[:, None]
    return scores


def ranked(who: Names, rank: NDArray[np.int64]) -> Names:
    """`sim.draws.numbered` for a different index each: the name of the rank-th thing of each of `who`."""
    z = (rank + 1).astype(np.uint64)
    z = (z ^ (z >> S30)) * FIRST_
    z = (z ^ (z >> S27)) * SECOND_
    return (who ^ (z ^ (z >> S31))) * WEYL_


def region_means(values: Floats, region: Indices, n_regions: int) -> Floats:
    """(region,) mean over the territories of each region, each territory counting the same; values (territory,)."""
    return np.bincount(region, values, n_regions) / np.bincount(region, minlength=n_regions)
