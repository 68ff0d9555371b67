"""How evenly money is shared, and whether it goes where the need is."""

import numpy as np

from sim.state import Floats


def gini(amount: Floats, weight: Floats | None = None) -> float:
    """Gini index in [0, 1] of `amount` (unit,) >= 0, each unit counting for `weight` (unit,) persons (1 if absent).

        G = 1 - sum of p_k * (L_k + L_{k-1})      p_k the shares of persons, L the Lorenz curve, from the poorest unit

    Zero when everybody has the same, when there is nothing, or nobody to have it. Source: Lerman & Yitzhaki 1989,
    covariance form's equivalent. Sorted once: n log n.
    """
    people = np.ones(len(amount)) if weight is None else np.asarray(weight, dtype=np.float64)
    total = float((amount * people).sum())
    if total <= 0.0:
        return 0.0
    order = np.argsort(amount, kind="stable")
    share = people[order] / people.sum()
    lorenz = np.cumsum(amount[order] * people[order]) / total
    return float(1.0 - (share * (lorenz + np.concatenate([[0.0], lorenz[:-1]]))).sum())


def concentration(amount: Floats, people: Floats, rank: Floats) -> float:
    """Concentration index in [-1, 1] of `amount` (unit,) over `people` (unit,), ranked by `rank` (unit,), low first.

    Positive when money goes to the units of high rank: with the need as rank, a positive index is money that goes
    where the need is. Source: Kakwani, Wagstaff & van Doorslaer 1997. Units of equal rank stand together.

    Zero when there is nothing to share, or nobody among whom: no person is favored over another. It is what `gini`
    says of the same money, so that both are numbers in a world without low income.
    """
    total, everybody = float(amount.sum()), float(people.sum())
    if total <= 0.0 or everybody <= 0.0:
        return 0.0
    values, group = np.unique(rank, return_inverse=True)
    share = np.bincount(group, weights=people, minlength=len(values)) / everybody
    curve = np.cumsum(np.bincount(group, weights=amount, minlength=len(values))) / total
    return float(1.0 - (share * (curve + np.concatenate([[0.0], curve[:-1]]))).sum())
