"""The folder of the statements: runs of every toggle, then what each given line moves."""

import hashlib
import time
from pathlib import Path
from typing import Any

from sim.parameter import ParameterError
from sim.store.folder import MANIFEST, check_target
from sim.store.manifest import about_place, manifest_of, to_json
from sim.store.study_folder import RUNS, check_study, keep_products, new_products
from sim.store.write import put
from sim.study.batch import Said, status_of
from sim.study.living import PLACE
from sim.study.progress import duration
from sim.study.statements import QUICK, SEEDS, switch_each
from sim.validation.given import TOGGLES
from sim.world.quebec import real

REFERENCE = Path("results/reference/statements")
KIND = "statements"


def seeds_of(quick: bool, seeds: int | None) -> int:
    """The seeds asked, of every arm."""
    found = seeds if seeds is not None else QUICK if quick else SEEDS
    if found < 2:
        raise ParameterError("seeds", found, "an interval needs two seeds at least")
    return found


def switched(seeds: int, target: Path, workers: int, keep: bool, place: str = PLACE) -> Said:
    """Every toggle made, measured and written at `target`; what to say of it, and the status of its runs."""
    check_study(target, KIND)
    if keep:
        check_target(REFERENCE, KIND)
    started = time.perf_counter()
    found = switch_each(seeds, target / RUNS, workers, place)
    from sim.show.stating.page import told, write
    from sim.show.words import Words

    with new_products(target, KIND) as folder:
        manifest = manifest_of(KIND, about(seeds, found.runs, found.failed, place))
        write(folder, found, manifest)
        timing = {"seconds_of_runs": round(found.seconds, 1), "seconds": round(time.perf_counter() - started, 1)}
        put(folder / "timing.json", to_json(timing))
        put(folder / MANIFEST, to_json(manifest))
    if keep:
        keep_products(target, REFERENCE, KIND)
    spent = duration(time.perf_counter() - started)
    said = f"{found.runs:,} runs, {spent}. Results in {target}: open statements_en.md, ou statements_fr.md."
    return Said(f"{told(found, Words('en'))}\n{told(found, Words('fr'))}\n{said}", status_of(found.failed, found.runs))


def about(seeds: int, runs: int, failed: int, place: str) -> dict[str, Any]:
    """What the manifest says, besides where it comes from."""
    words = ["python -m experiments.statements"]
    words += ["--quick"] if seeds == QUICK else [f"--seeds {seeds}"] if seeds != SEEDS else []
    asked = [seeds, *((t.name, sorted(t.cut.items())) for t in TOGGLES)]
    return {
        "command": " ".join(words),
        "configuration": hashlib.sha256(repr(asked).encode()).hexdigest(),
        **about_place(real(place)),
        "seeds": seeds,
        "runs": runs,
        "failed": failed,
    }
