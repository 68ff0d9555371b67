"""Every question that a sweep can answer, asked of one sample: what the report shows."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.compare.worlds import World
from sim.explore import calibration as abc
from sim.explore import tree
from sim.explore.clusters import Clusters, clusters
from sim.explore.discovery import Judged, discovered
from sim.explore.importance import Importance, importance
from sim.explore.luck import Luck, luck
from sim.explore.morris import Screening, screening
from sim.explore.patterns import Patterns, distances
from sim.explore.pawn import Pawn, pawn
from sim.explore.regimes import CELLS, Regimes, regimes
from sim.explore.sample import AskedError, Condition, Measure, Sample
from sim.explore.sobol import Indices, indices
from sim.state import Flags, Floats, Ints

ENDS = ("cooperative", "conflictual", "mixed", "routine", "dormant")  # in the order of vocabulary.DYNAMICS
AXES = ("cooperation", "conflict")
FEWEST = 30  # points under which scenario discovery is not attempted
RARE = 8  # points of interest, or not, under which it is not either


class Sensitivity(NamedTuple):
    """What moves one result."""

    measure: Measure
    screening: Screening | None  # of a Morris design
    indices: Indices | None  # of a Saltelli design
    importance: Importance | None  # of any design but a Morris one
    pawn: Pawn | None
    luck: Luck | None  # with replicates
    mean: float
    deviation: float  # over the means of points
    missing: int  # points without this result


class Discovery(NamedTuple):
    """Where a condition holds."""

    condition: Condition
    names: tuple[str, ...]  # (column,) parameters, a choice having a column a word
    x: Floats  # (point, column)
    wanted: Flags  # (point,)
    judged: Judged
    tree: tree.Node


class Map(NamedTuple):
    """Which dynamic reigns over two parameters."""

    parameters: tuple[int, int]  # positions; the first runs to the right
    regimes: Regimes


class Trajectories(NamedTuple):
    """Kinds of trajectories."""

    series: Floats  # (run, month, axis) cooperation and conflict
    clusters: Clusters
    tell: tuple[Importance, ...]  # (cluster,) which parameters go with being in it
    way: Floats  # (cluster, parameter) correlation of a parameter with being in it: its sign


class Calibration(NamedTuple):
    """What the patterns say of the parameters."""

    patterns: Patterns
    measures: tuple[Measure, ...]  # (pattern,)
    values: Floats  # (run, pattern)
    unit: Floats  # (run, parameter) positions in ranges: the prior
    found: abc.Calibrated
    adjusted: Floats  # (kept, parameter) positions, had the patterns been met exactly
    point: Ints  # (run,) the point of each run

    def worlds(self, sample: Sample) -> tuple[World, ...]:
        """The plausible worlds: the point of each run that was kept, the nearest first, numbered from 1."""
        if any(sample.labels):
            raise AskedError(
                "a choice varies in this sweep: a file of worlds has numbers only. Sweep one rule at a time."
            )
        rows = sample.x[self.point[self.found.accepted]]
        whole = [bool((sample.x[:, k] % 1.0 == 0.0).all()) for k in range(sample.x.shape[1])]
        return tuple(
            World(
                n + 1,
                {key: int(v) if w else float(v) for key, v, w in zip(sample.space.names, row, whole, strict=True)},
            )
            for n, row in enumerate(rows.tolist())
        )


class Analysis(NamedTuple):
    """Everything that was asked."""

    sample: Sample
    sensitivities: tuple[Sensitivity, ...]
    discovery: Discovery | None
    map: Map | None
    trajectories: Trajectories | None
    calibration: Calibration | None

    @property
    def choices(self) -> tuple[str, ...]:
        """The parameters that are choices: a file of worlds, which has numbers only, cannot hold them."""
        return tuple(key for key, words in zip(self.sample.space.names, self.sample.labels, strict=True) if words)


def sensitivity(sample: Sample, measure: Measure) -> Sensitivity:
    """What moves a measure, by every method that the design allows."""
    found = sample.explored(measure)
    names, mean, apart = sample.space.names, found.mean, sample.apart
    known = mean[np.isfinite(mean)]
    return Sensitivity(
        measure,
        screening(found) if sample.method == "morris" else None,
        indices(found) if sample.method == "saltelli" else None,
        importance(names, sample.x[apart], mean[apart]) if len(apart) else None,
        pawn(names, sample.x[apart], mean[apart]) if len(apart) else None,
        luck(found.y, sample.crossed) if found.y.shape[1] > 1 else None,
        float(known.mean()) if len(known) else float("nan"),
        float(known.std(ddof=1)) if len(known) > 1 else float("nan"),
        found.missing,
    )


def discovery(sample: Sample, asked: Condition) -> Discovery:
    """The box and the tree that tell where a condition holds; an AskedError if it hardly ever or nearly always does."""
    needs_independent(sample, "where a condition holds")
    mean = sample.explored(asked.measure).mean
    there = sample.apart[np.isfinite(mean[sample.apart])]
    names, x = sample.spread_out()
    x, wanted = x[there], asked.met(mean[there])
    hits = int(wanted.sum())
    if len(wanted) < FEWEST or min(hits, len(wanted) - hits) < RARE:
        name = asked.measure.name.removeprefix("outcome.")
        told = f"{name}{asked.sign}{asked.number:g} holds at {hits} points of {len(wanted)}"
        raise AskedError(
            f"{told}: at least {FEWEST} points are needed, {RARE} where it holds "
            f"and {RARE} where it does not. Change the number, or make more runs."
        )
    return Discovery(asked, names, x, wanted, discovered(x, wanted), tree.fitted(x, wanted))


def needs_independent(sample: Sample, what: str) -> None:
    """Refuse a Morris design for what it cannot tell."""
    if not len(sample.apart):
        raise AskedError(
            f"{what}: a Morris design has too few points for that; make a latin_hypercube or a sobol one instead"
        )


def two_most_telling(sample: Sample, names: Sequence[str]) -> tuple[int, int]:
    """The two parameters that explain most of these results, each result counting for its variance."""
    total = np.zeros(len(sample.space.names))
    for name in names:
        mean = sample.explored(sample.measure(name)).mean
        known = mean[np.isfinite(mean)]
        if len(known) > 3:
            total += np.nan_to_num(importance(sample.space.names, sample.x, mean, shuffles=1).first) * known.var()
    first, second = np.argsort(-total, kind="stable")[:2].tolist()
    return first, second


def regime_map(sample: Sample, names: Sequence[str] = (), cells: int = CELLS) -> Map | None:
    """Which dynamic reigns over two parameters, by default the two that tell most; None with fewer than two.

    A parameter that has at most `cells` values keeps them; one that has more is cut in so many classes.
    """
    if len(sample.space.names) < 2:
        return None
    ends = [f"outcome.regions_{end}" for end in ENDS]
    pair = tuple(sample.keys(*names)) if names else two_most_telling(sample, ends)
    shares = np.stack([sample.values[sample.measure(end).name] for end in ends], axis=2)
    points, replicates = shares.shape[:2]
    point = np.repeat(np.arange(points, dtype=np.int32), replicates)
    x = sample.x[point][:, list(pair)]
    return Map((pair[0], pair[1]), regimes(x, shares.reshape(-1, len(ENDS)), point, cells))


def trajectories(sample: Sample) -> Trajectories | None:
    """Kinds of trajectories; None without the monthly columns, or when every run is alike."""
    by_axis = [sorted(n for n in sample.values if n.startswith("month.") and n.endswith(f".{a}")) for a in AXES]
    if not by_axis[0] or len(by_axis[0]) != len(by_axis[1]):
        return None
    series = np.stack([np.stack([sample.values[n].ravel() for n in names], axis=1) for names in by_axis], axis=2)
    found = clusters(series.reshape(len(series), -1))
    if len(found.size) < 2:
        return None
    replicates = sample.made.shape[1]
    member = np.where(found.member < 0, np.nan, found.member).reshape(-1, replicates)
    tell, ways, apart = [], [], sample.apart
    for c in range(len(found.size)):
        share = np.where(np.isfinite(member), member == c, np.nan)
        there = np.isfinite(share).any(axis=1)
        mean = np.where(there, np.nan_to_num(share).sum(axis=1) / np.maximum(np.isfinite(share).sum(axis=1), 1), np.nan)
        tell.append(importance(sample.space.names, sample.x[apart], mean[apart]))
        ways.append(correlations(sample.x[there], mean[there]))
    return Trajectories(series, found, tuple(tell), np.stack(ways))


def correlations(x: Floats, y: Floats) -> Floats:
    """(parameter,) Pearson correlation of y (point,) with each column of x (point, parameter); 0 if nothing varies."""
    a, b = x - x.mean(axis=0), y - y.mean()
    size = np.sqrt((a**2).sum(axis=0) * (b**2).sum())
    return np.asarray(np.divide(b @ a, size, out=np.zeros(x.shape[1]), where=size > 0.0))


def calibration(sample: Sample, patterns: Patterns) -> Calibration:
    """The runs nearest to the patterns, and what they teach."""
    needs_independent(sample, "patterns")
    apart, replicates = sample.apart, sample.made.shape[1]
    values = np.stack([sample.values[p.measure][apart].ravel() for p in patterns.each], axis=1)
    point = np.repeat(apart, replicates)
    unit = sample.unit[point]
    far = distances(values, patterns)
    found = abc.calibrated(unit, far, patterns.accept)
    if not len(found.accepted):
        raise AskedError("in no run do all the patterns exist: none can be near them")
    low, high = (np.array([getattr(p, end) for p in patterns.each]) for end in ("low", "high"))
    moved = abc.adjusted(unit, values, np.clip(values, low, high), far, found.accepted)
    measures = tuple(sample.measure(p.measure) for p in patterns.each)
    return Calibration(patterns, measures, values, unit, found, moved, point)


def analyze(
    sample: Sample,
    measures: Sequence[str],
    where: Condition | None = None,
    over: Sequence[str] = (),
    patterns: Patterns | None = None,
) -> Analysis:
    """Ask everything: what moves `measures`, where a condition holds, who reigns over two parameters, and so on."""
    return Analysis(
        sample,
        tuple(sensitivity(sample, sample.measure(name)) for name in measures),
        discovery(sample, where) if where else None,
        regime_map(sample, over),
        trajectories(sample),
        calibration(sample, patterns) if patterns else None,
    )
