"""How many runs share a part, when parts are written, what is given back, what status is left."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from test_batch import MEASURES, ORIGIN, design, job_of, made, measure

from sim.store.design import Cell
from sim.store.runs import digest, read
from sim.study import batch
from sim.study.batch import part_size, run_batch, status_of
from sim.study.worker import Job


@pytest.mark.parametrize(
    ("runs", "shares", "size"),
    [(16, 1, 500), (10**6, 1, 500), (2 * 10**7, 1, 5000), (16, 2, 8), (964, 2, 120), (10**6, 20, 500),
     (10**4, 100, 50), (50, 100, 1), (10**6, 10**4, 50)],
)  # fmt: skip
def test_the_size_of_parts_is_a_matter_of_counts(runs: int, shares: int, size: int) -> None:
    """Protects a disk from a file for every two runs, which a first run that compiles once decided: 500 runs a part, no
    more than 4,000 parts, four a share if these have 50 runs each."""
    assert part_size(runs, shares) == size
    assert -(-runs // size) <= 4000 or shares > 80


def test_an_incomplete_part_is_written_now_and_then(tmp_path: Path) -> None:
    """Protects the work of minutes from a death without warning, however long a part takes: written at once here, each
    row is there when the next one comes; seldom when writing is slow."""
    seen: list[int] = []

    def job_and_look(row: Mapping[str, Cell]) -> Job:
        seen.append(len(read(tmp_path / "o")[0].run))
        return job_of(row)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "LASTING", 0.0)
        patch.setattr(batch, "SELDOM", 0.0)
        runs = run_batch(design(24), job_and_look, measure, MEASURES, tmp_path / "o", ORIGIN, 1, progress=False)
    assert seen == list(range(24))
    assert digest(runs) == digest(made(tmp_path / "quiet"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "LASTING", 0.0)
        patch.setattr(batch, "SELDOM", 1e9)
        seen.clear()
        run_batch(design(48), job_and_look, measure, MEASURES, tmp_path / "o", ORIGIN, 1, progress=False)
    assert seen == [24] + [25] * 23


def test_what_is_not_wanted_is_not_kept_in_memory(tmp_path: Path) -> None:
    """Protects the end of a long sweep: its measures are checked on the disk and only how runs ended is given back."""
    runs = made(tmp_path, measured=False)
    assert runs.ok.all()
    assert (runs.values.shape, runs.design) == ((24, 0), {})


def test_a_status_says_whether_runs_ended_well() -> None:
    """Protects a script that reads the exit status."""
    assert [status_of(*pair) for pair in ((0, 5), (5, 5), (1, 5), (0, 0))] == [0, 1, 3, 0]
