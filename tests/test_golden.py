"""The golden run: no result changes without somebody saying so, and plain pages give what compiled ones give."""

import copy
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from experiments.golden import main
from sim.history import SERIES
from sim.metrics.outcomes import OUTCOMES
from sim.study import golden

HOUSE = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def now() -> dict:
    """The golden run, lived here and now."""
    return golden.record()


def test_the_golden_run_is_as_recorded(now):
    """To the last bit on the kind of machine where it was recorded, within tolerance elsewhere.

    Refreshed only by `python -m experiments.golden`, with a CHANGELOG entry marked **changes results**.
    """
    assert golden.FILE.exists(), "record it: python -m experiments.golden"
    assert golden.differences(golden.read(), now) == []


def test_it_is_the_run_that_the_study_speaks_of(now):
    """Six regions, five years, every series, every outcome."""
    assert now["run"] == {"territory": "six_regions", "months": 60, "seed": 1}
    assert set(now["series"]) == {*SERIES, "log"}
    assert list(now["outcomes"]) == list(OUTCOMES)
    assert golden.record() == now


def test_a_difference_is_told_by_name(now):
    """One series, one outcome, another run; on another machine only outcomes that moved beyond tolerance."""
    other = copy.deepcopy(now)
    other["series"]["trust"] = "0" * 64
    assert golden.differences(now, other) == ["trust: not the recorded bits"]
    elsewhere = copy.deepcopy(other)
    elsewhere["machine"]["numpy"] = "0"
    assert golden.differences(now, elsewhere) == []
    elsewhere["outcomes"]["filed"] *= 1.01
    assert golden.differences(now, elsewhere) == []
    elsewhere["outcomes"]["filed"] *= 1.5
    elsewhere["outcomes"]["gini"] = None
    assert [line.split(":")[0] for line in golden.differences(now, elsewhere)] == ["filed", "gini"]
    elsewhere["run"]["seed"] = 2
    assert len(golden.differences(now, elsewhere)) == 1


def test_only_its_command_records_it(now, tmp_path, monkeypatch, capsys):
    """`--check` records nothing and tells by its exit status; without it the file is written whole, and read back."""
    file = tmp_path / "reference" / "golden.json"
    for module in ("experiments.golden", "sim.study.golden"):
        monkeypatch.setattr(f"{module}.FILE", file)
    monkeypatch.setattr("experiments.golden.record", lambda: now)
    monkeypatch.setattr("experiments.golden.write", lambda found: golden.write(found, file))
    monkeypatch.setattr("experiments.golden.read", lambda: golden.read(file))
    assert main(["--check"]) == 1
    assert not file.exists()
    assert main([]) == 0
    assert "changes results" in capsys.readouterr().out
    assert golden.read(file) == now
    assert [p.name for p in file.parent.iterdir()] == ["golden.json"]
    assert main(["--check"]) == 0


PLAIN = """
import sys
import numpy as np
from sim.history import SERIES
from sim.override import changed
from sim.config import Scenario
from sim.simulate import simulate
from sim.world.synthetic import Synthetic, synthetic
quick = {"priorities.mobilization_pace": 2.0, "priorities.consultation_pace": 2.0, "priorities.support": 6.0}
quick |= {"governance.deliberation_months": 0, "negotiation.signing": 0.0, "calendar.launch": 0, "split": "equal"}
quick |= {"proposals.base": 3.0, "norms.decision_months": 0, "implementation.protocols": 9.0, "population.scale": 2.0}
quick |= {"events.election_month": 8, "endorsement.agreeable": 4.0, "months": int(sys.argv[2])}
history = simulate(changed(Scenario(), quick), synthetic(Synthetic(regions=1, territories_per_region=3), 4), 4)
assert history["spent"][-1].sum() > 0, "money must move, or half of the pages were not run"
assert history["held"].sum(axis=1).max() > 127, "more encounters than a byte counts"
np.savez(sys.argv[1], **{name: history[name] for name in SERIES})
"""


def test_plain_pages_give_what_compiled_ones_give(tmp_path):
    """NUMBA_DISABLE_JIT=1 runs the pages as they are written: the same numbers, and no warning."""
    found = []
    for disabled in ("0", "1"):
        file = tmp_path / f"{disabled}.npz"
        subprocess.run(
            [sys.executable, "-W", "error", "-c", PLAIN, str(file), "12"],
            env={**os.environ, "NUMBA_DISABLE_JIT": disabled},
            cwd=HOUSE,
            check=True,
        )
        found.append(np.load(file))
    for name in SERIES:
        np.testing.assert_allclose(found[1][name], found[0][name], rtol=1e-9, atol=1e-9, err_msg=name)
