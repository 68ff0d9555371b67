"""The mean field fitted by maximum likelihood: each equation by itself, given what was counted the months before.

Given the past that a run shows, the likelihood is a product over equations: binomial for who came, Poisson for
encounters, multinomial for their turns, Gaussian for trust, facilitation and verticality, one draw a month for the
clocks. Each factor has one maximum. `memory` is found on top, where attendance and turns together are likeliest.
"""

from collections.abc import Callable, Collection
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from sim.life.mean_field import (
    GROUPS,
    Before,
    Course,
    Numbers,
    Starts,
    attendance_terms,
    chances,
    facilitation_terms,
    impression,
    shares,
    sigmoid,
    trust_terms,
    turn_terms,
    verticality_terms,
)
from sim.state import Flags, Floats, Indices

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
    errors: Numbers  # standard errors, months and tables independent given the past; 0 for what is held at zero
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
    """(change = x @ numbers + noise, standard deviation of the noise); x (observation, number); zeros of none."""
    if not len(change):
        return Part(np.zeros(x.shape[1]), np.full(x.shape[1], np.inf), 0.0, 0.0), 0.0
    b = np.asarray(np.linalg.lstsq(x, change, rcond=None)[0], dtype=np.float64)
    variance = max(float(np.mean((change - x @ b) ** 2)), 1e-30)
    height = -0.5 * len(change) * (np.log(2.0 * np.pi * variance) + 1.0)
    return Part(b, errors_of(x.T @ x / variance), float(height), float(len(change))), float(np.sqrt(variance))


def delayed(series: NDArray[Any], first: NDArray[Any]) -> NDArray[Any]:
    """(run, month, table) what a series at the end of each month was when the month began; first (run, table)."""
    return np.concatenate([first[:, None], series[:, :-1]], axis=1)


def befores(course: Course, starts: Starts, memory: float) -> Before:
    """Where tables are when each month begins, each (run, month, table)."""
    fought, mood = shares(course.cooperative, course.conflictual, course.held)
    heat, lived = np.zeros((2, *course.held.shape))
    for month in range(1, course.held.shape[1]):
        held = course.held[:, month - 1]
        heat[:, month] = impression(heat[:, month - 1], fought[:, month - 1], held, memory)
        lived[:, month] = impression(lived[:, month - 1], mood[:, month - 1], held, memory)
    none = np.zeros_like(course.stage[:, 0])
    return Before(
        trust=delayed(course.trust, starts.trust),
        facilitation=delayed(course.facilitation, starts.facilitation),
        verticality=delayed(course.verticality, starts.verticality),
        heat=heat,
        lived=lived,
        stage=delayed(course.stage, none),
        agreed=delayed(course.agreed, none > 0),
    )


def flat(terms: Floats) -> Floats:
    """(observation, term) from (run, month, table, term)."""
    return terms.reshape(-1, terms.shape[-1])


def kept(group: str, without: Collection[str]) -> Floats:
    """(number,) 1 for the numbers of a group that are fitted, 0 for those that are held at zero."""
    return np.array([float(name not in without) for name in Numbers._fields[GROUPS[group]]])


def fit_attendance(course: Course, at: Before, starts: Starts, without: Collection[str] = ()) -> Part:
    """come, come_lived, come_facilitation, come_open, come_regional."""
    x = attendance_terms(at, starts.regional) * kept("attendance", without)
    return binomial(flat(x), course.present.ravel(), course.members.ravel())


def fit_encounters(course: Course, starts: Starts) -> Part:
    """meet, meet_together."""
    ties = np.broadcast_to(starts.ties[:, None], course.held.shape)
    there = (course.present > 0) & (ties > 0)
    x = np.stack([np.ones(there.sum()), np.log(course.present[there] / course.members[there])], axis=1)
    return poisson(x, course.held[there], ties[there])


def fit_turns(course: Course, at: Before, starts: Starts, without: Collection[str] = ()) -> Part:
    """The numbers of cooperation, then those of conflict."""
    x, y = turn_terms(at, starts.regional)
    x, y = flat(x * kept("cooperation", without)), flat(y * kept("conflict", without))
    return multinomial(x, y, course.cooperative.ravel(), course.conflictual.ravel(), course.held.ravel())


def fit_trust(course: Course, at: Before, starts: Starts, without: Collection[str] = ()) -> tuple[Part, float]:
    """gain, loss, back, and the deviation of the noise. The first month, whose start is not recorded, is left out."""
    start, ties = starts.trust[:, None], starts.ties[:, None]
    x = trust_terms(course.cooperative, course.conflictual, ties, at.trust, start)[:, 1:] * kept("trust", without)
    change = (course.trust - at.trust)[:, 1:]
    there = np.isfinite(change)
    return gaussian(x[there], change[there])


def fit_facilitation(course: Course, at: Before, starts: Starts) -> Part:
    """pace, lift: the regression gives pace * lift and pace; the error of lift is that of a ratio."""
    paid = (at.agreed & ~starts.regional)[:, 1:]
    start = np.broadcast_to(starts.facilitation[:, None], at.facilitation.shape)
    x = facilitation_terms(at.facilitation, start)[:, 1:][paid]
    part, _ = gaussian(x, (course.facilitation - at.facilitation)[:, 1:][paid])
    (both, pace), (of_both, of_pace) = part.numbers, part.errors
    if pace == 0.0 or both == 0.0:  # no region agreed, or nothing came of it
        return part
    lift = both / pace
    ratio = abs(lift) * float(np.hypot(of_both / both, of_pace / pace))
    return part._replace(numbers=np.array([pace, lift]), errors=np.array([of_pace, ratio]))


def fit_verticality(course: Course, at: Before) -> Part:
    """loosen, frame."""
    fought, _ = shares(course.cooperative, course.conflictual, course.held)
    x = verticality_terms(at.verticality, fought)[:, 1:]
    part, _ = gaussian(flat(x), (course.verticality - at.verticality)[:, 1:].ravel())
    return part


def fit_clocks(course: Course, at: Before, starts: Starts) -> Part:
    """stage_clock, agree_clock, patience."""
    month = np.arange(course.stage.shape[1])[None, :, None]
    one = np.unique(starts.region, return_index=True)[1]  # a table of each region: a region agrees once
    rows = [waits(at.stage == k, course.stage > k, month, starts.launch) for k in (0, 1)]
    rows += [waits(~at.agreed[..., one], course.agreed[..., one], month, starts.launch)]
    clock = (0, 0, 1)
    x = np.concatenate(
        [np.column_stack([np.eye(2)[np.full(len(w), k)], w]) for k, (w, _) in zip(clock, rows, strict=True)]
    )
    rung = np.concatenate([ring for _, ring in rows]).astype(np.float64)
    return binomial(x, rung, np.ones(len(rung)))


def waits(waiting: Flags, rings: Flags, month: Indices, launch: int) -> tuple[Floats, Flags]:
    """(ln of the months waited, whether it comes) for each month from the launch in which something is waited for.

    waiting, rings (run, month, table).
    """
    counted = waiting & (month >= launch)
    since = np.cumsum(counted, axis=1)
    return np.log(since[counted]), rings[counted]


def fit(course: Course, starts: Starts, without: Collection[str] = (), memory: float | None = None) -> MeanField:
    """The mean field likeliest to give what was counted; course (run, month, table), starts (run, table).

    memory: share a month, if it is known.

    without: names of Numbers held at zero, among those of attendance, cooperation, conflict and trust. Without all
    those of trust, nothing is learned: encounters turn as the trust of the start has it.
    """
    learned = not set(Numbers._fields[GROUPS["trust"]]) <= set(without)

    def seen(memory: float) -> Before:
        at = befores(course, starts, memory)
        return at if learned else at._replace(trust=np.broadcast_to(starts.trust[:, None], at.trust.shape))

    def cost(memory: float) -> float:
        at = seen(memory)
        people = fit_attendance(course, at, starts, without).likelihood
        return -people - fit_turns(course, at, starts, without).likelihood

    found, error = (memory, 0.0) if memory is not None else least(cost)
    at = seen(found)
    parts = {"attendance": fit_attendance(course, at, starts, without), "encounters": fit_encounters(course, starts)}
    parts["turns"] = fit_turns(course, at, starts, without)
    parts["memory"] = Part(np.array([found]), np.array([error]), 0.0, 0.0)
    parts["trust"], jolt = fit_trust(course, befores(course, starts, found), starts, without)
    parts["facilitation"], parts["verticality"] = fit_facilitation(course, at, starts), fit_verticality(course, at)
    parts["clocks"] = fit_clocks(course, at, starts)
    return MeanField(
        Numbers(*np.concatenate([p.numbers for p in parts.values()]).tolist())._replace(**dict.fromkeys(without, 0.0)),
        Numbers(*np.concatenate([p.errors for p in parts.values()]).tolist())._replace(**dict.fromkeys(without, 0.0)),
        {name: p.likelihood for name, p in parts.items() if name != "memory"},
        {name: p.observations for name, p in parts.items() if name != "memory"},
        jolt,
    )


def least(cost: Callable[[float], float]) -> tuple[float, float]:
    """(memory at which the cost, minus a log-likelihood, is least; its standard error, infinite where it is flat)."""
    at = float(minimize_scalar(cost, bounds=(SLOWEST, FASTEST), method="bounded", options={"xatol": 1e-3}).x)
    step = min(0.01, 0.5 * at)
    bend = (cost(at + step) - 2.0 * cost(at) + cost(at - step)) / step**2
    return at, float(bend**-0.5) if bend > 1e-6 else float("inf")
