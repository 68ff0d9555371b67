"""The golden run: one run known to the last bit, so that no result changes without somebody saying so.

Exact on the kind of machine where it was recorded. Elsewhere the last bits of exponentials differ, a threshold may be
crossed the other way, and only the outcomes are compared, with tolerance.
"""

import hashlib
import json
import math
import os
import platform
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from sim.config import Scenario
from sim.history import SERIES, History
from sim.metrics.outcomes import outcomes
from sim.simulate import simulate
from sim.world.quebec import real

PLACE, MONTHS, SEED = "six_regions", 60, 1
FILE = Path(__file__).parent.parent.parent / "results" / "reference" / "golden.json"
RELATIVE, ABSOLUTE = 0.10, 0.03  # of an outcome, on another kind of machine


def machine() -> dict[str, Any]:
    """What the last bits may depend on: processor, system library, numerical libraries."""
    features = import_module("numpy._core._multiarray_umath").__cpu_features__
    return {
        "processor": platform.machine(),
        "system": platform.system(),
        "library": " ".join(platform.libc_ver()),
        "numpy": version("numpy"),
        "numba": version("numba"),
        "compiled": os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0"),
        "features": sorted(name for name, there in features.items() if there),
    }


def digest(history: History) -> dict[str, str]:
    """SHA-256 of every series, type and shape included, and of the log: where two runs part is told by name."""
    found = {}
    for name in SERIES:
        values = np.ascontiguousarray(history[name])
        told = f"{values.dtype.str} {values.shape} ".encode()
        found[name] = hashlib.sha256(told + values.tobytes()).hexdigest()
    found["log"] = hashlib.sha256(repr([tuple(line) for line in history.log]).encode()).hexdigest()
    return found


def record() -> dict[str, Any]:
    """The golden run, lived now: what it is, where it was lived, its digests, its outcomes."""
    history = simulate(Scenario(months=MONTHS), real(PLACE), SEED)
    found = digest(history)
    whole = hashlib.sha256("".join(found.values()).encode()).hexdigest()
    numbers = {name: None if math.isnan(x) else x for name, x in outcomes(history).items()}
    run = {"territory": PLACE, "months": MONTHS, "seed": SEED}
    return {"run": run, "machine": machine(), "digest": whole, "series": found, "outcomes": numbers}


def differences(recorded: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What is not as recorded, one line each: series by series on the same kind of machine, outcomes with tolerance
    on another."""
    if recorded["run"] != found["run"]:
        return [f"another run: {recorded['run']} was recorded"]
    if recorded["machine"] == found["machine"]:
        names = sorted(recorded["series"].keys() | found["series"].keys())
        parted = [name for name in names if recorded["series"].get(name) != found["series"].get(name)]
        return [f"{name}: not the recorded bits" for name in parted]
    lines = []
    for name in sorted(recorded["outcomes"].keys() | found["outcomes"].keys()):
        before, now = recorded["outcomes"].get(name), found["outcomes"].get(name)
        if (before is None) != (now is None):
            lines.append(f"{name}: {now}, {before} was recorded")
        elif before is not None and not math.isclose(before, now, rel_tol=RELATIVE, abs_tol=ABSOLUTE):
            lines.append(f"{name}: {now:.6g}, {before:.6g} was recorded")
    return lines


def read(file: Path = FILE) -> dict[str, Any]:
    """What was recorded."""
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


def write(found: dict[str, Any], file: Path = FILE) -> None:
    """Record it, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    os.replace(unfinished, file)
