"""The mean field fitted by maximum likelihood: each equation by itself, given what was counted the months before.

Given the past that a record shows, the likelihood is a product over equations: binomial for who came, Poisson for
encounters, multinomial for their turns, Gaussian for trust, facilitation and verticality, one draw a month for the
clocks. Each factor has one maximum. `memory` is found on top, where attendance and turns together are likeliest.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize_scalar

from sim.life.mean_field import (
    GROUPS,
    Before,
    Numbers,
    Record,
    Starts,
    attendance_terms,
    chances,
    impression,
    shares,
    sigmoid,
    trust_terms,
    turn_terms,
)
from sim.state import Flags, Floats

STEPS = 60  # of Newton's method, at most
FASTEST, SLOWEST = 0.98, 0.02  # of memory
Slope = Callable[[Floats], tuple[float, Floats, Floats]]  # numbers -> likelihood, its slope, minus its curvature


class Part(NamedTuple):
    """The numbers of one equation."""

    numbers: Floats  # (number,)
    errors: Floats  # (number,) standard errors; infinite where nothing is said of a number
    likelihood: float  # logarithm, constants left out
    observations: float


class MeanField(NamedTuple):
    """What a fit gives."""

    numbers: Numbers
    errors: Numbers  # standard errors, months and tables taken as independent given the past
    likelihood: dict[str, float]  # by equation: logarithm, constants left out
    observations: dict[str, float]  # by equation: persons, tables, encounters or months counted
    jolt: float  # standard deviation of what the equation of trust does not explain in a month


def climb(slope: Slope, start: Floats, observations: float) -> Part:
    """The maximum of a concave likelihood, by Newton's method with steps that are halved when they do not climb."""
    at, (height, gradient, curvature) = start, slope(start)
    for _ in range(STEPS):
        step = np.linalg.lstsq(curvature, gradient, rcond=1e-12)[0]
        if step @ gradient < 1e-9:
            break
        size = 1.0
        while (found := slope(at + size * step))[0] < height and size > 1e-6:
            size *= 0.5
        at, (height, gradient, curvature) = at + size * step, found
    return Part(at, errors_of(curvature), height, observations)


def errors_of(information: Floats) -> Floats:
    """(number,) standard errors from the information (number, number); infinite where there is none."""
    known = np.diag(information) > 1e-9
    found = np.full(len(information), np.inf)
    found[known] = np.sqrt(np.maximum(np.diag(np.linalg.pinv(information[np.ix_(known, known)])), 0.0))
    return found


def binomial(x: Floats, won: Floats, tried: Floats) -> Part:
    """logit chance = x @ numbers; x (observation, number), won and tried (observation,)."""

    def slope(b: Floats) -> tuple[float, Floats, Floats]:
        u = x @ b
        p = sigmoid(u)
        return (
            float(won @ u - tried @ np.logaddexp(0.0, u)),
            x.T @ (won - tried * p),
            (x * (tried * p * (1 - p))[:, None]).T @ x,
        )

    return climb(slope, np.zeros(x.shape[1]), float(tried.sum()))


def poisson(x: Floats, number: Floats, exposure: Floats) -> Part:
    """ln mean = ln exposure + x @ numbers; x (observation, number), the others (observation,)."""

    def slope(b: Floats) -> tuple[float, Floats, Floats]:
        u = x @ b
        mean = exposure * np.exp(u)
        return float(number @ u - mean.sum()), x.T @ (number - mean), (x * mean[:, None]).T @ x

    start = np.zeros(x.shape[1])
    start[0] = np.log(max(number.sum(), 1e-9) / max(exposure.sum(), 1e-9))
    return climb(slope, start, float(len(number)))


def multinomial(x: Floats, y: Floats, first: Floats, second: Floats, tried: Floats) -> Part:
    """Log-odds of the first and the second turn against the third: x @ numbers, then y @ the others.

    x, y (observation, number); first, second, tried (observation,) numbers of encounters.
    """
    n = x.shape[1]

    def slope(b: Floats) -> tuple[float, Floats, Floats]:
        u, v = x @ b[:n], y @ b[n:]
        p = chances(u, v)
        one, two = p[:, 0], p[:, 1]
        both = (x * (tried * one * two)[:, None]).T @ y
        left, right = (x * (tried * one * (1 - one))[:, None]).T @ x, (y * (tried * two * (1 - two))[:, None]).T @ y
        gradient = np.concatenate([x.T @ (first - tried * one), y.T @ (second - tried * two)])
        height = float(first @ u + second @ v + tried @ np.log(p[:, 2]))
        return height, gradient, np.block([[left, -both], [-both.T, right]])

    return climb(slope, np.zeros(n + y.shape[1]), float(tried.sum()))


def gaussian(x: Floats, change: Floats) -> tuple[Part, float]:
    """(change = x @ numbers + noise, standard deviation of the noise); x (observation, number)."""
    b = np.linalg.lstsq(x, change, rcond=None)[0]
    variance = max(float(np.mean((change - x @ b) ** 2)), 1e-30)
    height = -0.5 * len(change) * (np.log(2.0 * np.pi * variance) + 1.0)
    return Part(b, errors_of(x.T @ x / variance), float(height), float(len(change))), float(np.sqrt(variance))


def delayed(series: Floats, first: Floats) -> Floats:
    """(run, month, table) what a series at the end of each month was when the month began; first (run, table)."""
    return np.concatenate([first[:, None], series[:, :-1]], axis=1)


def befores(record: Record, starts: Starts, memory: float) -> Before:
    """Where tables are when each month begins, each (run, month, table)."""
    fought, mood = shares(record.cooperative, record.conflictual, record.held)
    heat, lived = np.zeros((2, *record.held.shape))
    for month in range(1, record.held.shape[1]):
        held = record.held[:, month - 1]
        heat[:, month] = impression(heat[:, month - 1], fought[:, month - 1], held, memory)
        lived[:, month] = impression(lived[:, month - 1], mood[:, month - 1], held, memory)
    none = np.zeros_like(record.stage[:, 0])
    return Before(
        delayed(record.trust, starts.trust),
        delayed(record.facilitation, starts.facilitation),
        delayed(record.verticality, starts.verticality),
        heat,
        lived,
        delayed(record.stage, none),
        delayed(record.agreed, none.astype(np.bool_)),
    )


def flat(terms: Floats) -> Floats:
    """(observation, term) from (run, month, table, term)."""
    return terms.reshape(-1, terms.shape[-1])


def fit_attendance(record: Record, at: Before, starts: Starts) -> Part:
    """come, come_lived, come_facilitation, come_open, come_regional."""
    return binomial(flat(attendance_terms(at, starts.regional)), record.present.ravel(), record.members.ravel())


def fit_encounters(record: Record) -> Part:
    """meet, meet_together."""
    there = (record.present > 0) & np.isfinite(record.trust)
    present, members = record.present[there], record.members[there]
    x = np.stack([np.ones(len(present)), np.log(present / members)], axis=1)
    return poisson(x, record.held[there], members)


def fit_turns(record: Record, at: Before) -> Part:
    """The numbers of cooperation, then those of conflict."""
    x, y = (flat(terms) for terms in turn_terms(at))
    return multinomial(x, y, record.cooperative.ravel(), record.conflictual.ravel(), record.held.ravel())


def fit_trust(record: Record, at: Before, starts: Starts) -> tuple[Part, float]:
    """gain, loss, back, and the deviation of the noise. The first month, whose start is not recorded, is left out."""
    start = np.broadcast_to(starts.trust[:, None], at.trust.shape)
    x = trust_terms(record.cooperative, record.conflictual, record.members, at.trust, start)[:, 1:]
    change = (record.trust - at.trust)[:, 1:]
    there = np.isfinite(change)
    return gaussian(x[there], change[there])


def fit_ways(record: Record, at: Before, starts: Starts) -> tuple[Part, Part]:
    """rise; loosen."""
    paid = (at.agreed & ~starts.regional)[:, 1:]
    above = (1.0 - at.facilitation)[:, 1:][paid]
    fought, _ = shares(record.cooperative, record.conflictual, record.held)
    changes = record.facilitation - at.facilitation, record.verticality - at.verticality
    rise, _ = gaussian(above[:, None], changes[0][:, 1:][paid])
    loosen, _ = gaussian((-at.verticality * fought)[:, 1:].reshape(-1, 1), changes[1][:, 1:].ravel())
    return rise, loosen


def fit_clocks(record: Record, at: Before, starts: Starts) -> Part:
    """open_clock, close_clock, agree_clock, patience."""
    month = np.arange(record.stage.shape[1])[None, :, None]
    one = np.unique(starts.region, return_index=True)[1]  # a table of each region: a region agrees once
    stage_rows = [waits(at.stage == k, record.stage > k, month, starts.launch) for k in (0, 1)]
    rows = [*stage_rows, waits(~at.agreed[..., one], record.agreed[..., one], month, starts.launch)]
    x = np.concatenate([np.column_stack([np.eye(3)[np.full(len(w), k)], w]) for k, (w, _) in enumerate(rows)])
    rung = np.concatenate([ring for _, ring in rows]).astype(np.float64)
    return binomial(x, rung, np.ones(len(rung)))


def waits(waiting: Flags, rings: Flags, month: Floats, launch: int) -> tuple[Floats, Floats]:
    """(ln of the months waited, whether it comes) for each month from the launch in which something is waited for.

    waiting, rings (run, month, table).
    """
    counted = waiting & (month >= launch)
    since = np.cumsum(counted, axis=1)
    return np.log(since[counted]), rings[counted]


def fit(record: Record, starts: Starts) -> MeanField:
    """The mean field likeliest to give what was counted; record (run, month, table), starts (run, table)."""

    def cost(memory: float) -> float:
        at = befores(record, starts, memory)
        return -fit_attendance(record, at, starts).likelihood - fit_turns(record, at).likelihood

    found = minimize_scalar(cost, bounds=(SLOWEST, FASTEST), method="bounded", options={"xatol": 1e-3})
    memory, step = float(found.x), 0.01
    bend = (cost(memory + step) - 2.0 * cost(memory) + cost(memory - step)) / step**2
    at = befores(record, starts, memory)
    parts = {"attendance": fit_attendance(record, at, starts), "encounters": fit_encounters(record)}
    parts["turns"] = fit_turns(record, at)
    parts["memory"] = Part(np.array([memory]), np.array([bend**-0.5 if bend > 1e-6 else np.inf]), 0.0, 0.0)
    parts["trust"], jolt = fit_trust(record, at, starts)
    parts["facilitation"], parts["verticality"] = fit_ways(record, at, starts)
    parts["clocks"] = fit_clocks(record, at, starts)
    return MeanField(
        Numbers(*np.concatenate([p.numbers for p in parts.values()]).tolist()),
        Numbers(*np.concatenate([p.errors for p in parts.values()]).tolist()),
        {name: p.likelihood for name, p in parts.items() if name != "memory"},
        {name: p.observations for name, p in parts.items() if name != "memory"},
        jolt,
    )
