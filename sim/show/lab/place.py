"""Where a run takes place, for the page: names, where symbols stand, borders, what envelopes are worth."""

import functools
from typing import Any

import numpy as np

from sim.show import labels
from sim.show.layout import Layout, whole
from sim.show.maps import NAMED, region_spots
from sim.state import Flags, Floats
from sim.world.network import Network

FRAME = (540.0, 290.0)  # points, about what the page gives to the map; only names depend on it
LETTERS = 10.0  # points
AMBIGUOUS = 200.0  # cost of a name that could be read as another's


def names(network: Network, at: Layout) -> list[list[Any]]:
    """[text, x, y, across, up] of regions, or of territories when there is one small region; places in map units."""
    x, y = at.x - at.x.mean(), at.y - at.y.mean()
    scale = min(FRAME[0] / (np.ptp(x) + 0.1), FRAME[1] / (np.ptp(y) + 0.1))
    x, y, radius = x * scale, y * scale, at.radius * scale + 3.0
    lines = labels.along(x, y, network.edge_a.tolist(), network.edge_b.tolist())
    busy = np.concatenate([labels.round_boxes(x, y, radius), lines])
    one, r = len(network.region_name) == 1, network.region
    if len(network.name) == 1 or len(network.name if one else network.region_name) > NAMED:
        return []
    spots = [labels.around(*p) for p in zip(x.tolist(), y.tolist(), radius.tolist(), strict=True)] if one else [
        region_spots(x[r == k], y[r == k], float(radius.max())) for k in range(len(network.region_name))
    ]  # fmt: skip
    texts = network.name if one else network.region_name
    group = np.arange(len(x)) if one else r
    spots = [
        [nearer(s, t, group != k, x, y) for s in mine] for k, (t, mine) in enumerate(zip(texts, spots, strict=True))
    ]
    wide, tall = FRAME
    found = labels.place(texts, spots, LETTERS, busy, (-wide / 2, -tall / 2, wide / 2, tall / 2), bold=not one)
    return [[t, s.x / scale + at.x.mean(), s.y / scale + at.y.mean(), s.across, s.up]
            for t, s in zip(texts, found.spots, strict=True)]  # fmt: skip


def nearer(spot: labels.Spot, text: str, others: Flags, x: Floats, y: Floats) -> labels.Spot:
    """The spot, at a higher cost when its name would stand nearer a symbol of another group."""
    left, low, right, high = labels.boxes_of([spot], labels.width(text, LETTERS, True), LETTERS)[0]
    away = np.hypot(x - np.clip(x, left, right), y - np.clip(y, low, high))
    return spot._replace(
        cost=spot.cost + (AMBIGUOUS if away[others].min(initial=np.inf) < away[~others].min() else 0.0)
    )


@functools.lru_cache(maxsize=32)
def place(network: Network) -> dict[str, Any]:
    """Everything that the page knows of a network; x and y grow to the right and down, in thousandths."""
    at = whole(network)
    left, top = float((at.x - at.radius).min()), float((at.y + at.radius).max())

    def on_page(x: float, y: float) -> list[int]:
        return [round((x - left) * 1000), round((top - y) * 1000)]

    return {
        "labels": [[text, *on_page(x, y), *how] for text, x, y, *how in names(network, at)],
        "code": list(network.code),
        "name": list(network.name),
        "region": network.region.tolist(),
        "regions": list(network.region_name),
        "sourced": network.envelope_sourced.tolist(),
        "x": np.rint((at.x - left) * 1000).astype(int).tolist(),
        "y": np.rint((top - at.y) * 1000).astype(int).tolist(),
        "radius": np.rint(at.radius * 1000).astype(int).tolist(),
        "width": round(float((at.x + at.radius).max() - left) * 1000),
        "height": round(float(top - (at.y - at.radius).min()) * 1000),
        "population": np.rint(network.population).astype(int).tolist(),
        "poor": np.rint(network.poor).astype(int).tolist(),
        "edges": [
            [int(a), int(b), int(k)] for a, b, k in zip(network.edge_a, network.edge_b, network.edge_kind, strict=True)
        ],
    }
