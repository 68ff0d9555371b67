"""Québec with one actor per inhabitant, beside the sampled default: time, memory, and whether they agree.

With `population.everyone` the inhabitants whom the process does not reach are actors too. Two things are compared: the
process (every monthly series, which must be the same to the bit, since nobody who is not reached acts on it), and what
the sample says of the inhabitants (mean priorities and approaches, weighted), which must differ by sampling error.
"""

import hashlib
import math
import time
from typing import NamedTuple

import numpy as np

from sim.config import Scenario
from sim.history import blank, rows
from sim.simulate import advance, begin, simulate
from sim.state import Actors, Floats
from sim.study.cost.growth import LIVED, apart, peak_megabytes
from sim.vocabulary import Role
from sim.world.population import Population
from sim.world.quebec import real

EVERYWHERE = "quebec"


class Whole(NamedTuple):
    """A run of a whole network, with a sample of its inhabitants or with all."""

    actors: int
    ties: int
    months: int
    build_seconds: float
    seconds: float  # the months, recording included
    megabytes: float
    series: dict[str, str]  # name of the series -> digest of its bytes
    means: Floats  # (axis,) mean position of the inhabitants: nine problems, four approaches
    errors: Floats  # (axis,) standard errors of these means: a sample stratified by territory


class OneToOne(NamedTuple):
    """Both runs, and how far they agree."""

    sample: Whole
    everyone: Whole

    @property
    def same(self) -> int:
        """Monthly series that are the same to the bit."""
        return sum(self.sample.series[name] == digest for name, digest in self.everyone.series.items())

    @property
    def gaps(self) -> Floats:
        """(axis,) what the sample says of the inhabitants less the truth, in standard errors of the sample."""
        return (self.sample.means - self.everyone.means) / np.maximum(self.sample.errors, 1e-12)


def inhabitants(actors: Actors, n_territories: int) -> tuple[Floats, Floats]:
    """(means, standard errors), each (axis,), of the citizens' starting positions, weighted by persons represented.

    Territories are strata: the variance is the sum over territories of share^2 * variance between citizens / citizens
    (weights differ little inside a territory; the finite population is neglected).
    """
    citizen = actors.role == Role.CITIZEN
    positions = np.concatenate([actors.mandate_priorities[citizen], actors.mandate_approach[citizen]], axis=1)
    weight, place = actors.weight[citizen], actors.territory[citizen]
    means, variance = np.zeros(positions.shape[1]), np.zeros(positions.shape[1])
    for t in range(n_territories):
        here = place == t
        share = weight[here].sum() / weight.sum()
        mean = np.average(positions[here], axis=0, weights=weight[here])
        means += share * mean
        variance += share**2 * np.average((positions[here] - mean) ** 2, axis=0, weights=weight[here]) / here.sum()
    return means, np.sqrt(variance)


def live(everyone: bool, months: int, region: str) -> Whole:
    """One run, seed 1; to be called in a process of its own."""
    simulate(Scenario(months=min(LIVED, months)), real("02"), 1)  # compiles
    network = real(region)
    scenario = Scenario(months=months, population=Population(everyone=everyone))
    start = time.process_time()
    run = begin(scenario, network, 1)
    built = time.process_time() - start
    actors, ties = len(run.state.actors.role), len(run.state.ties.left)
    start = time.process_time()
    series = blank(run.state, months)
    for row in rows(series):
        advance(run, row)
    lived = time.process_time() - start
    peak = peak_megabytes()
    digests = {name: hashlib.sha256(values.tobytes()).hexdigest() for name, values in series.items()}
    found = inhabitants(run.state.actors, run.n_territories)
    return Whole(actors, ties, months, built, lived, peak, digests, *found)


def one_to_one(months: int = 60, region: str = EVERYWHERE) -> OneToOne:
    """The sampled default, then every inhabitant."""
    return OneToOne(apart(live, False, months, region), apart(live, True, months, region))


def describe(found: OneToOne) -> list[str]:
    """In words and a table."""
    s, e = found.sample, found.everyone
    far = float(np.abs(found.gaps).max())
    expected = math.sqrt(2.0 * math.log(2.0 * len(found.gaps)))
    lines = [
        "## One actor per inhabitant",
        "",
        "| citizens | actors | ties | months | build | months lived | peak memory |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, w in (("a sample, 35 a territory", s), ("every inhabitant", e)):
        cells = f"{w.months} | {w.build_seconds:.1f} s | {w.seconds:.1f} s | {w.megabytes / 1024:.2f} GB"
        lines.append(f"| {name} | {w.actors:,} | {w.ties:,} | {cells} |")
    return [
        *lines,
        "",
        f"**{found.same} of {len(e.series)} monthly series are the same to the bit.** Inhabitants whom the process",
        "does not reach live their months under the same code (seats, luck, positions, reports); as they know",
        "nobody and do not come, they change nothing for the others. What one actor per inhabitant adds is the",
        "inhabitants themselves: their mean priorities and approaches, as the sample estimates them, are at most",
        f"{far:.1f} standard errors away from the truth (of {len(found.gaps)}, {expected:.1f} expected by chance).",
        "",
    ]
