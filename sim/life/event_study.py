"""What happens to a rate around an event: months -6 to +6, against the same months of places where it did not happen.

One regression a run and a kind of event (distributed lags: Sun & Abraham 2021 on what they need), over months m and
places i, weighted by the encounters held:

    rate[m, i] = smooth[i](m) + common[m] + sum over lags k of effect[k] * event[m - k, i] + noise

`smooth` is a cubic of the month of each place, `common` what all places share that month: the baseline of an event is
thus the place's own drift and what its neighbors in the calendar do, and events less than 13 months apart in the same
place are told from one another rather than counted twice. Where every place has the event the same month (an election),
nobody is left to be compared with in the run: `common` is left out, and the baseline is the place's own drift alone.
Each kind is read by itself: what always comes together (a round and its refusals) is not told apart.
"""

from typing import NamedTuple

import numpy as np

from sim.life.resampling import ratio
from sim.state import Floats, Ints

REACH = 6  # months on either side
LAGS = np.arange(-REACH, REACH + 1)
DEGREE = 3  # of the smooth drift of a place
TINY = 1e-8  # of the largest: below, a direction that the events of a run do not tell


class Effects(NamedTuple):
    """Of one kind of event in one run."""

    effect: Floats  # (rate, lag) added to the rate, in its unit; 0 where nothing can be told
    weight: Floats  # (lag,) encounters: inverse of the variance of the effect but for that of an encounter
    events: int
    cut: int  # of them, those whose thirteen months reach out of the run


def lagged(events: Ints, months: int, places: int) -> Floats:
    """(month, place, lag) how many events (event, 2) of month and place stand `lag` months before."""
    found = np.zeros((months, places, len(LAGS)))
    for k, lag in enumerate(LAGS):
        month, place = events[:, 0] + lag, events[:, 1]
        inside = (month >= 0) & (month < months)
        np.add.at(found[:, :, k], (month[inside], place[inside]), 1.0)
    return found


class Baseline:
    """What a rate does without events; takes it out of anything that is said of months and places."""

    def __init__(self, held: Floats) -> None:
        """held (month, place): weights."""
        months = len(held)
        self.held = held.T[:, :, None]  # (place, month, 1)
        basis = np.polynomial.legendre.legvander(np.linspace(-1.0, 1.0, months), min(DEGREE, months - 1))
        self.weighted = self.held * basis  # (place, month, power)
        self.basis, self.inner = basis, np.linalg.pinv(basis.T @ self.weighted, hermitian=True)
        shared = -(self.weighted @ self.inner @ self.weighted.transpose(0, 2, 1)).sum(axis=0)
        self.shared = np.linalg.pinv(shared + np.diag(held.sum(axis=1)), hermitian=True, rcond=TINY)

    def without_drift(self, columns: Floats) -> Floats:
        """Columns (place, month, any) less the smooth drift of each place."""
        left: Floats = columns - self.basis @ (self.inner @ (self.weighted.transpose(0, 2, 1) @ columns))
        return left

    def without(self, columns: Floats, common: bool) -> Floats:
        """Columns (place, month, any) less the drifts and, if asked, what places share in a month."""
        if common:
            months = self.shared @ (self.held * self.without_drift(columns)).sum(axis=0)
            columns = columns - months
        return self.without_drift(columns)


def same_month_everywhere(events: Ints, places: int) -> bool:
    """True where every month that has an event has it in all places: events (event, 2) of month and place."""
    return bool((np.unique(events[:, 0], return_counts=True)[1] >= places).all())


def study(events: Ints, rates: Floats, baseline: Baseline) -> Effects:
    """The effects of events (event, 2) of month and place on rates (place, month, rate), given their baseline."""
    places, months, n_rates = rates.shape
    cut = int(((events[:, 0] < REACH) | (events[:, 0] >= months - REACH)).sum())
    if len(events) == 0:
        return Effects(np.zeros((n_rates, len(LAGS))), np.zeros(len(LAGS)), 0, 0)
    common = not same_month_everywhere(events, places)
    x = baseline.without(lagged(events, months, places).transpose(1, 0, 2), common)
    flat = x.reshape(places * months, len(LAGS))
    weighted = (x * baseline.held).reshape(flat.shape).T
    inner, cross = weighted @ flat, weighted @ rates.reshape(places * months, n_rates)
    size, direction = np.linalg.eigh(inner)
    known = size > TINY * max(float(size[-1]), 1.0)
    lost = (direction[:, ~known] ** 2).sum(axis=1) > TINY  # lags that cannot be told from the baseline
    inverse = (direction[:, known] / size[known]) @ direction[:, known].T
    effect = np.where(lost[:, None], 0.0, inverse @ cross).T
    return Effects(effect, np.where(lost, 0.0, ratio(np.ones(len(LAGS)), np.diag(inverse))), len(events), cut)
