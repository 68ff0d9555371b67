"""Make the atlas: the runs of the grid, resumable, then the one file that holds them all."""

import hashlib
import time
from collections.abc import Sequence
from pathlib import Path

from sim.config import Scenario
from sim.metrics.outcomes import OUTCOMES
from sim.show.atlas.grid import Jobs, design_of, read_grid
from sim.show.atlas.measure import HEADLINE, Measure, columns
from sim.show.atlas.packing import packed_all
from sim.show.atlas.page import page_of
from sim.store.durable import say
from sim.store.folder import MANIFEST
from sim.store.manifest import about_place, digest_of, manifest_of, to_json, version
from sim.store.study_folder import RUNS, check_study, new_products
from sim.store.write import put
from sim.study.batch import run_batch, tell_failures
from sim.study.progress import duration
from sim.study.run_once import RunFailed
from sim.territory import Territory, open_network

PAGE = "atlas.html"
LEAST, MOST = 5, 1_000  # seeds


class AtlasError(ValueError):
    """What was asked of the atlas is refused."""


def make_atlas(
    output: Path, seeds: int = 20, regions: Sequence[str] = (), rules: Sequence[str] = (), workers: int = 0
) -> Path:
    """Write `atlas.html` in a folder, whose runs are kept beside it; the path of the page."""
    if not LEAST <= seeds <= MOST:
        raise AtlasError(f"seeds = {seeds}: allowed: {LEAST} to {MOST} (runs a scenario).")
    check_study(output, "atlas")
    began = time.monotonic()
    grid, months = read_grid(rules), Scenario().months
    network = open_network(Territory(regions=list(regions)) if regions else Territory(), 1)
    jobs = Jobs(grid, network)
    design = design_of(grid, seeds)
    told = hashlib.sha256(repr(jobs.scenarios).encode()).hexdigest()
    runs = run_batch(design, jobs, Measure(), columns(months, network.code), output / RUNS,
                     {"configuration": told, "network": digest_of(network)}, workers)  # fmt: skip
    if not runs.ok.all():
        tell_failures(runs)
        raise RunFailed("the atlas is not written, since some of its runs did not end well; the others are kept")
    units = [OUTCOMES[name][0] for name in HEADLINE]
    points = packed_all(runs.values, runs.design["point"], months, len(network.code), units)
    words = [f"--seeds {seeds}", *(f"--{k} {','.join(v)}" for k, v in (("territory", regions), ("rules", rules)) if v)]
    about = {
        "command": " ".join(["python -m experiments.atlas", *words]),
        "configuration": told,
        "runs": len(design),
        **about_place(network),
    }
    with new_products(output, "atlas") as folder:
        put(folder / PAGE, page_of(grid, network, points, seeds, version("concertation")))
        put(folder / MANIFEST, to_json(manifest_of("atlas", about)))
    path = output / PAGE
    say(f"{len(design)} runs, {path.stat().st_size / 1e6:.2f} MB, {duration(time.monotonic() - began)}")
    return path
