"""Synthetic processes whose signs of life are known, for the tests of `sim.life`: no model, no simulation."""

import numpy as np

from sim.life.record import Meetings
from sim.state import Floats


def meetings(cooperative: Floats, conflictual: Floats, held: Floats) -> Meetings:
    """Meetings (month, place) of which half of the possible encounters are held, by a third of forty members."""
    persons = np.full(held.shape, 40.0)
    return Meetings(held, cooperative, conflictual, 2.0 * held, persons / 3.0, persons)


def drawn(cooperation: Floats, conflict: Floats, n: int, luck: np.random.Generator) -> Meetings:
    """Counts out of n encounters a month, for rates (month, place)."""
    held = np.full(conflict.shape, float(n))
    cooperative = luck.binomial(n, cooperation)
    conflictual = luck.binomial(n - cooperative, np.clip(conflict / (1.0 - cooperation), 0.0, 1.0))
    return meetings(cooperative.astype(float), conflictual.astype(float), held)


def drifting(months: int, places: int, n: int, luck: np.random.Generator) -> Meetings:
    """A pure drift: each place its own slow rates, conflict falls and cooperation rises, no memory of anything."""
    along = np.linspace(0.0, 1.0, months)[:, None]
    start, end = luck.uniform(0.25, 0.35, places), luck.uniform(0.1, 0.2, places)
    return drawn(0.35 + 0.2 * along * np.ones(places), start + along * (end - start), n, luck)


def lumps(months: int, places: int, n: int, rho: float, luck: np.random.Generator) -> Meetings:
    """Quarrels in lumps without memory: conflict is beta-binomial of mean 0.3, overdispersion rho."""
    a, b = 0.3 * (1 - rho) / rho, 0.7 * (1 - rho) / rho
    return drawn(np.full((months, places), 0.2), np.minimum(luck.beta(a, b, (months, places)), 0.75), n, luck)


def episodes(months: int, places: int, n: int, stay: float, luck: np.random.Generator) -> Meetings:
    """Quarrels that last: log-odds of conflict follow an autoregression of order one."""
    state, rates = np.zeros(places), np.zeros((months, places))
    for month in range(months):
        state = stay * state + luck.normal(0.0, 0.5, places)
        rates[month] = 0.8 / (1.0 + np.exp(1.0 - state))
    return drawn(np.full(rates.shape, 0.2), rates, n, luck)
