"""The folder of the signs of life: runs, then their products."""

import hashlib
import time
from pathlib import Path
from typing import Any

from sim.parameter import ParameterError
from sim.store.folder import MANIFEST, FolderError, check_target
from sim.store.manifest import about_place, manifest_of, to_json
from sim.store.study_folder import RUNS, check_study, keep_products, new_products
from sim.store.write import put
from sim.study.batch import Said, status_of
from sim.study.living import FULL, PLACE, QUICK, Effort, lived
from sim.study.progress import duration
from sim.world.quebec import real

REFERENCE = Path("results/reference/life")
KIND = "life"


def effort_of(quick: bool, seeds: int | None, controls: int | None) -> Effort:
    """The effort asked: whole or quick, then what is said of it."""
    found = QUICK if quick else FULL
    if seeds is not None:
        found = found._replace(seeds=seeds)
    if controls is not None:
        found = found._replace(control_seeds=controls)
    for key, value in (("seeds", found.seeds), ("controls", found.control_seeds)):
        if value < 2:
            raise ParameterError(key, value, "an interval needs two seeds at least")
    return found


def check_json(path: Path | None) -> None:
    """Refuse, before any run, a file that cannot be written."""
    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        raise FolderError(f"json = {path}: a file in a folder that exists is expected")


def measured(
    effort: Effort, target: Path, workers: int, keep: bool, json: Path | None = None, place: str = PLACE
) -> Said:
    """The signs measured and written at `target`; what to say of them, and the status of their runs."""
    check_study(target, KIND)
    check_json(json)
    if keep:
        check_target(REFERENCE, KIND)
    started = time.perf_counter()
    life = lived(effort, target / RUNS, workers, place)
    from sim.show.living.page import write
    from sim.show.living.tables import told
    from sim.show.words import Words

    with new_products(target, KIND) as folder:
        manifest = manifest_of(KIND, about(effort, life.runs, life.failed, place))
        write(folder, life, manifest)
        timing = {"seconds_of_runs": round(life.seconds, 1), "seconds": round(time.perf_counter() - started, 1)}
        put(folder / "timing.json", to_json(timing))
        put(folder / MANIFEST, to_json(manifest))
    if json is not None:
        put(json, (target / "life.json").read_bytes())
    if keep:
        keep_products(target, REFERENCE, KIND)
    spent = duration(time.perf_counter() - started)
    said = f"{life.runs:,} runs, {spent}. Results in {target}: open life_en.md, ou life_fr.md."
    return Said(f"{told(life, Words('en'))}\n{said}", status_of(life.failed, life.runs))


def about(effort: Effort, runs: int, failed: int, place: str) -> dict[str, Any]:
    """What the manifest says, besides where it comes from."""
    words = ["python -m experiments.life"]
    rest = effort
    if effort._replace(seeds=QUICK.seeds, control_seeds=QUICK.control_seeds) == QUICK:
        words, rest = [*words, "--quick"], QUICK
    else:
        rest = FULL
    words += [f"--seeds {effort.seeds}"] if effort.seeds != rest.seeds else []
    words += [f"--controls {effort.control_seeds}"] if effort.control_seeds != rest.control_seeds else []
    return {
        "command": " ".join(words),
        "configuration": hashlib.sha256(repr(effort).encode()).hexdigest(),
        **about_place(real(place)),
        "effort": effort._asdict(),
        "runs": runs,
        "failed": failed,
    }
