"""The folder of the study of the typology: runs, then its products."""

import hashlib
import time
from pathlib import Path

from sim.store.folder import MANIFEST
from sim.store.manifest import about_place, manifest_of, to_json
from sim.store.study_folder import RUNS, check_study, new_products
from sim.store.write import put
from sim.study.typology import Effort, Robustness, robustness
from sim.validation.typology.arms import ARMS
from sim.validation.typology.thresholds import SETTINGS


def study_typology(effort: Effort, target: Path, command: str, workers: int = 0) -> Robustness:
    """Everything, left in a folder: runs, then summary.*.md, figures/, csv/, manifest.json."""
    from sim.show.validation.typology_page import write_robustness

    check_study(target, "typology")
    started = time.perf_counter()
    found = robustness(effort, target / RUNS, workers)
    with new_products(target, "typology") as folder:
        write_robustness(folder, found, command)
        told = repr((effort, SETTINGS, ARMS)).encode()
        about = {"command": command, "configuration": hashlib.sha256(told).hexdigest(),
                 "runs": found.runs, "failed": found.failed, **about_place(found.network)}  # fmt: skip
        manifest = manifest_of("typology", about)
        timing = {"seconds_of_runs": round(found.seconds, 1), "seconds": round(time.perf_counter() - started, 1)}
        put(folder / "timing.json", to_json(timing))
        put(folder / MANIFEST, to_json(manifest))
    return found
