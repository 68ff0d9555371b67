"""Whether a monthly count out of encounters held is more than the coin of a slowly moving rate."""

from typing import NamedTuple

import numpy as np

from sim.life.resampling import ratio
from sim.state import Floats

WINDOW = 13  # months: half a year on either side


class Around(NamedTuple):
    """Monthly counts around their trend, each (month, place)."""

    rate: Floats  # of the trend, in [0, 1]; 0 where nothing was held in the window
    residual: Floats  # encounters: the count less what the trend expects
    expected: Floats  # encounters squared: variance of the residual, were the count binomial
    whole: Floats  # 1 where the window is whole, 0 in the first and last months


def centered(monthly: Floats, window: int = WINDOW) -> Floats:
    """(month, place) sums over the months of a centered window, cut at both ends of the run."""
    months, half = len(monthly), window // 2
    total = np.concatenate([np.zeros((1, *monthly.shape[1:])), np.cumsum(monthly, axis=0)])
    here = np.arange(months)
    sums: Floats = total[np.minimum(here + half + 1, months)] - total[np.maximum(here - half, 0)]
    return sums


def around_trend(count: Floats, held: Floats, window: int = WINDOW) -> Around:
    """`count` out of `held`, each (month, place), around the rate of a centered window.

        q = sum of counts / N, N = sum of held, both over the window
        residual = count - held*q,   expected = q*(1 - q) * held * (N - held) / (N - 1)

    A month counts in its own trend, so that its residual varies less than a binomial count by (N - held)/N; and
    q*(1 - q) falls short of the true p*(1 - p) by (N - 1)/N. With a rate that does not move within the window the
    expectation is exact.
    """
    below, months = centered(held, window), len(count)
    rate = np.nan_to_num(ratio(centered(count, window), below))
    spread = held * (below - held) / np.maximum(below - 1.0, 1.0)
    here = np.arange(months)
    whole = ((here >= window // 2) & (here < months - window // 2)).astype(float)[:, None]
    return Around(rate, count - held * rate, rate * (1.0 - rate) * spread, whole * np.ones(count.shape[1]))


def residual_sums(count: Floats, held: Floats) -> dict[str, float]:
    """What a run adds to the dispersion of `count` out of `held` (month, place), and to its memory.

    `square`, `expected`: sums of squared residuals and of their binomial expectation. `next`, `before`, `after`: sums
    of z*z', z*z and z'*z', of the standardized residual z = residual / sqrt(expected) of a month and z' of the next.
    Months whose window is not whole, or where no spread can be expected, are left out.
    """
    found = around_trend(count, held)
    seen = (found.whole > 0.0) & (found.expected > 1e-9)
    z = np.where(seen, found.residual / np.sqrt(np.where(seen, found.expected, 1.0)), 0.0)
    both = seen[1:] & seen[:-1]
    first, second = z[:-1][both], z[1:][both]
    return {
        "square": float((found.residual[seen] ** 2).sum()),
        "expected": float(found.expected[seen].sum()),
        "next": float((first * second).sum()),
        "before": float((first**2).sum()),
        "after": float((second**2).sum()),
    }


def dispersion(square: Floats, expected: Floats) -> Floats:
    """Index of dispersion: variance around the trend over that of a binomial count (Cox & Lewis 1966). 1: a coin."""
    return ratio(square, expected)


def memory(following: Floats, before: Floats, after: Floats) -> Floats:
    """Lag-1 autocorrelation of the standardized residual. The trend's own months make it -0.09 without memory."""
    return ratio(following, np.sqrt(before * after))
