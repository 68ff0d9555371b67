"""Small made-up worlds whose every number is drawn at random, for oracles written in plain Python."""

import math
from typing import Any

import numpy as np

from sim.config import Scenario
from sim.draws import Luck
from sim.parameter import descriptions, values
from sim.state import Projects, State
from sim.vocabulary import Phase, Role, Status
from sim.world.build import PAIRS, build
from sim.world.network import Network
from sim.world.population import Population
from sim.world.synthetic import Synthetic, synthetic

SHARES = ("progress", "verticality", "sharing", "scarcity")  # of tables
COMMUNITY, INSTITUTION, ELECTED, CITIZEN = (int(r) for r in Role)


def network(regions: int = 1, territories: int = 2, seed: int = 0) -> Network:
    """A made-up network of a few territories."""
    return synthetic(Synthetic(regions=regions, territories_per_region=territories), seed)


def simplexes(rng: np.random.Generator, rows: int, axes: int) -> Any:
    """(rows, axes) random points of a simplex, some of them at a corner."""
    points = rng.dirichlet(np.full(axes, 0.7), rows)
    points[rng.random(rows) < 0.1] = np.eye(axes)[0]
    return points


def state(seed: int, regions: int = 1, territories: int = 2, scale: float = 0.08) -> State:
    """About eight actors a territory; every field that a rule may read is drawn over its whole domain."""
    rng = np.random.default_rng(seed)
    s = Scenario(population=Population(scale=scale))
    made = build(network(regions, territories, seed), s.conditions, s.population, s.acquaintance, Luck(seed))
    a, t, k = made.actors, made.ties, made.tables
    n = len(a.role)
    for name in ("entrenchment", "influence", "efficacy", "skill", "capacity", "burden"):
        getattr(a, name)[:] = rng.random(n)
    for name in ("priorities", "approach", "mandate_priorities", "mandate_approach"):
        getattr(a, name)[:] = simplexes(rng, n, getattr(a, name).shape[1])
    a.active[:] = (rng.random(n) < 0.8) | (a.role == CITIZEN) | (a.role == ELECTED)
    a.attends[:] = (rng.random(n) < 0.6) & a.active & ~a.office
    a.attends_region[:] = (rng.random(n) < 0.7) & a.active & a.delegate
    a.voice[:] = np.random.default_rng(n).random(n)
    a.invited[:] = (rng.random(n) < 0.7) & ~a.office
    a.reserve[:] = np.where(a.role == COMMUNITY, rng.uniform(-3.0, 6.0, n), 0.0)
    a.projects[:] = rng.integers(0, 4, n)
    a.other_tables[:] = rng.integers(0, 5, n)
    t.trust[:], t.origin[:] = rng.random(len(t.left)), rng.random(len(t.left))
    t.history[:] = rng.exponential(5.0, len(t.left))
    for name in (*SHARES, "facilitation", "knowledge", "conflict", "cooperation"):
        getattr(k, name)[:] = rng.random(len(k.region))
    k.priorities[:], k.approach[:] = simplexes(rng, len(k.region), 9), simplexes(rng, len(k.region), 4)
    k.phase[:] = rng.integers(0, len(Phase), len(k.region))
    k.patience[:] = rng.integers(0, 8, len(k.region))
    made.territories.need[:] = rng.random(made.territories.need.shape)
    made.territories.relief[:] = rng.random(made.territories.need.shape)
    return made


def projects(seed: int, s: State, n: int = 8) -> Projects:
    """Projects of every status between the actors of a state, their dates in order."""
    rng = np.random.default_rng(seed)
    actors = len(s.actors.role)
    status = rng.integers(0, len(Status), n).astype(np.int8)
    partner = np.full((n, 4), -1, dtype=np.int32)
    for q in range(n):
        few = rng.permutation(actors)[: rng.integers(0, 5)]
        partner[q, : len(few)] = few
    cost = rng.integers(100, 20_000_000, n).astype(np.int64)
    request = np.maximum(1, (cost * rng.uniform(0.2, 1.0, n)).astype(np.int64))
    ints = {name: rng.integers(0, 10, n).astype(np.int32) for name in ("filed", "letters", "vetoes")}
    promoter = rng.integers(0, actors, n).astype(np.int32)
    decided = (ints["filed"] + rng.integers(0, 3, n)).astype(np.int32)
    started = (decided + rng.integers(0, 3, n)).astype(np.int32)
    return Projects(
        name=rng.integers(0, 2**63, n).astype(np.uint64),
        promoter=promoter,
        partner=partner,
        tie=np.full((n, PAIRS), -1, dtype=np.int32),
        account=s.actors.territory[promoter].astype(np.int32),
        territory=s.actors.territory[promoter].astype(np.int32),
        problem=rng.integers(0, 9, n).astype(np.int8),
        approach=rng.integers(0, 4, n).astype(np.int8),
        cost=cost,
        request=request,
        months=rng.integers(1, 30, n).astype(np.int32),
        novelty=rng.random(n),
        quality=rng.random(n),
        status=status,
        decided=decided,
        awarded=decided.copy(),
        started=started,
        ended=np.full(n, -1, dtype=np.int32),
        spent=np.zeros(n, dtype=np.int64),
        core=(request * rng.random(n)).astype(np.int64),
        lasting=np.zeros(n, dtype=np.bool_),
        parent=np.full(n, -1, dtype=np.int32),
        generation=np.zeros(n, dtype=np.int32),
        **ints,
    )


def chained(seed: int, q: Projects) -> Projects:
    """The same projects, about half of them the continuation of an earlier one, at most one a project."""
    rng = np.random.default_rng(seed)
    for k in range(1, len(q.status)):
        free = [j for j in range(k) if j not in q.parent[:k]]
        if free and rng.random() < 0.5:
            q.parent[k] = rng.choice(free)
            q.generation[k] = q.generation[q.parent[k]] + 1
    return q


def drawn(kind: Any, seed: int, **fixed: Any) -> Any:
    """A group of parameters drawn uniformly over its declared ranges (at most from -50 to 50), as its page reads it."""
    rng = np.random.default_rng(seed)
    found: dict[str, Any] = {}
    for name, d in descriptions(kind).items():
        default = getattr(kind(), name)
        if isinstance(default, bool):
            found[name] = bool(rng.integers(2))
        elif isinstance(default, int):
            found[name] = int(rng.integers(int(max(d.low, -50)), int(min(d.high, 50)) + 1))
        else:
            found[name] = float(rng.uniform(max(d.low, -50.0), min(d.high, 50.0) if d.low < 50.0 else d.high))
    return values(kind(**{**found, **fixed}))


def logistic(x: float) -> float:
    """Log-odds to probability, in plain Python."""
    return 1.0 / (1.0 + math.exp(-x)) if x > -700 else 0.0


def apart(x: Any, y: Any) -> float:
    """Half the L1 distance of two positions."""
    return 0.5 * sum(abs(float(p) - float(q)) for p, q in zip(x, y, strict=True))
