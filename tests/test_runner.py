"""The runner: same results whatever the number of processes, and nothing lost when one of them dies."""

import io
import itertools
import os
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from sim.config import Scenario
from sim.history import History
from sim.metrics.summary import summarize
from sim.study import runner
from sim.study.progress import Progress, duration
from sim.study.runner import run_all
from sim.study.worker import Done, Job
from sim.world.network import Network
from sim.world.synthetic import Synthetic, synthetic

SHORT = Scenario(months=2)


ALONE = """
import sys
from sim.config import Scenario
from sim.study.runner import run_all
from sim.study.worker import Job
from sim.world.synthetic import Synthetic, synthetic

HEAVY = ("mesa", "matplotlib", "hydra", "omegaconf", "pandas", "pyarrow", "networkx")

def loaded(history):
    return [name for name in HEAVY if name in sys.modules]

if __name__ == "__main__":
    network = synthetic(Synthetic(regions=1, territories_per_region=2))
    print(*(done.value for done in run_all([Job(Scenario(months=1), network, 0)], loaded, workers=2)))
"""


@pytest.fixture(scope="module")
def network() -> Network:
    return synthetic(Synthetic(regions=1, territories_per_region=2), seed=3)


def jobs(network: Network, n: int) -> list[Job]:
    return [Job(SHORT, network, seed) for seed in range(n)]


def seed_of(history: History) -> int:
    return history.seed


def fail_on_two(history: History) -> int:
    if history.seed == 2:
        raise ArithmeticError("two")
    return history.seed


def die_on_two(history: History) -> int:
    if history.seed == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return history.seed


def die_once(history: History) -> int:
    mark = Path(os.environ["MARK_OF_DEATH"])
    if history.seed == 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return history.seed


@pytest.mark.parametrize("workers", [1, 3])
def test_results_come_in_the_order_of_the_jobs(network: Network, workers: int) -> None:
    seen: list[int] = []
    done = list(run_all(jobs(network, 7), seed_of, workers, lambda d: seen.append(d.number)))
    assert [d.value for d in done] == list(range(7)) == [d.number for d in done]
    assert sorted(seen) == list(range(7))
    assert not any(d.error for d in done)


def test_the_number_of_workers_changes_no_result(network: Network) -> None:
    one, two = (list(run_all(jobs(network, 4), summarize, workers)) for workers in (1, 2))
    for a, b in zip(one, two, strict=True):
        assert str(a.value.outcomes) == str(b.value.outcomes)
        assert (a.value.cooperation == b.value.cooperation).all()


def test_a_worker_imports_the_model_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "alone.py"
    page.write_text(ALONE, encoding="utf-8")
    answer = subprocess.run([sys.executable, str(page)], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_that_fails_is_reported_and_loses_no_other(network: Network, workers: int) -> None:
    done = list(run_all(jobs(network, 4), fail_on_two, workers))
    assert [d.value for d in done] == [0, 1, None, 3]
    assert "ArithmeticError: two" in done[2].error
    assert [d.ending.value for d in done] == ["ok", "ok", "failed", "ok"]


def test_a_run_that_kills_its_worker_twice_is_reported_and_loses_no_other(network: Network) -> None:
    done = list(run_all(jobs(network, 5), die_on_two, workers=2))
    assert [d.value for d in done] == [0, 1, None, 3, 4]
    assert "died 2 times" in done[2].error
    assert done[2].ending.value == "died"


def test_a_worker_killed_once_costs_only_time(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARK_OF_DEATH", str(tmp_path / "mark"))
    done = list(run_all(jobs(network, 5), die_once, workers=2))
    assert (tmp_path / "mark").exists()
    assert [d.value for d in done] == list(range(5))


def linger(history: History) -> int:
    time.sleep(1000.0 if history.seed == 1 else 2.5)
    return history.seed


def test_a_run_that_hangs_is_stopped_and_the_first_has_time_to_compile(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects from a run without end, and protects the first run, slower than the limit because it compiles."""
    monkeypatch.setattr(runner, "COMPILING", 60.0)
    done = list(run_all(jobs(network, 2), linger, workers=1, limit=2.0))
    assert [d.value for d in done] == [0, None]
    assert [d.ending.value for d in done] == ["ok", "timed_out"]
    assert "limit, 2 s" in done[1].error
    assert done[0].seconds > 2.5
    assert 2.0 <= done[1].seconds < 30.0
    assert not active_children()


def test_jobs_may_be_endless_and_stopping_stops_the_workers(network: Network) -> None:
    endless = (Job(SHORT, network, seed) for seed in itertools.count())
    results = run_all(endless, seed_of, workers=2)
    assert [next(results).value for _ in range(5)] == list(range(5))
    results.close()  # type: ignore[attr-defined]
    assert not active_children()


def test_a_worker_changes_network_between_jobs(network: Network) -> None:
    other = synthetic(Synthetic(regions=2, territories_per_region=1), seed=4)
    mixed = [Job(SHORT, net, 0) for net in (network, other, network, other)]
    found = [d.value.regions.shape[1] for d in run_all(mixed, summarize, workers=2)]
    assert found == [1, 2, 1, 2]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_silent_under_two_seconds() -> None:
    out = Terminal()
    progress = Progress(10, "runs", out)
    progress.to(10)
    progress.close()
    assert out.getvalue() == ""


def test_progress_says_the_rate_and_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    screen, file = Terminal(), io.StringIO()
    for out in (screen, file):
        now[0] = 100.0
        progress = Progress(100, "runs", out)
        now[0] = 110.0
        progress.to(20)
        progress.close()
    assert "20 of 100 runs, 2 a second, 40 s left" in screen.getvalue()
    assert file.getvalue() == "20 runs in 10 s, 2 a second\n"
    assert [duration(s) for s in (8, 200, 7500)] == ["8 s", "3 min 20 s", "2 h 05 min"]


def test_done_tells_how_long_a_run_took(network: Network) -> None:
    [done] = run_all(jobs(network, 1), seed_of)
    assert isinstance(done, Done)
    assert done.seconds > 0.0


def test_a_script_that_cannot_be_read_again_is_told_what_to_do():
    """Python typed on standard input has no file that a worker could read: one error, not a run lost after another."""
    script = (
        "from sim.config import Scenario; from sim.metrics.outcomes import outcomes\n"
        "from sim.study.runner import run_all; from sim.study.worker import Job; from sim.world.quebec import real\n"
        "list(run_all([Job(Scenario(months=2), real('laval'), seed) for seed in (1, 2)], outcomes, 2))\n"
    )
    end = subprocess.run([sys.executable, "-"], input=script, capture_output=True, text=True, timeout=120)
    assert end.returncode == 1
    assert end.stderr.strip().splitlines()[-1].startswith("RuntimeError: the processes that share the runs cannot")
