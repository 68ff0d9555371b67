"""One scenario: its main run with every series, its replicates for bands, its folder."""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sim.compiled import cache_folder
from sim.config import Scenario
from sim.history import History
from sim.metrics.summary import Summary, summarize
from sim.metrics.typology import Typology
from sim.settings import Settings
from sim.simulate import simulate
from sim.store.folder import check_target, new_folder
from sim.store.manifest import origin, to_json
from sim.store.write import Record, languages, put, write_run
from sim.study.progress import Progress, announce
from sim.study.rehearsal import rehearsed
from sim.study.runner import cores, run_all
from sim.study.worker import Done, Job
from sim.territory import files_of, open_network
from sim.world.network import Network

WHOLE = "whole"  # in the folder of compiled rules: a run has ended, so they are all there
WORTH_A_PROCESS = 2.0  # seconds of work under which starting processes costs more than it brings


class RunFailed(RuntimeError):
    """A run that could not be finished: a fault of ours, not of what was asked."""


@dataclass(frozen=True)
class Measure:
    """Summarize a history by a typology; it travels to the workers."""

    typology: Typology

    def __call__(self, history: History) -> Summary:
        """The summary of a run."""
        return summarize(history, self.typology)


def mark_of_compilation() -> Path | None:
    """The file that says that the rules are compiled; None if that is not our business."""
    plain = os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")
    folder = "" if plain else cache_folder()
    return Path(folder) / WHOLE if folder else None


def main_run(settings: Settings, scenario: Scenario, network: Network) -> tuple[History, Summary]:
    """The run of the seed that was asked."""
    mark = mark_of_compilation()
    first = mark is not None and not mark.exists()
    if first:
        print("First run of this version: its rules are compiled, once (20 to 40 s).", file=sys.stderr, flush=True)
    progress = Progress(scenario.months, "months")
    with rehearsed(first):
        history = simulate(scenario, network, settings.seed, progress.to)
    progress.close()
    if mark is not None:
        with contextlib.suppress(OSError):
            mark.touch()
    return history, summarize(history, settings.typology)


def in_turn(jobs: Sequence[Job], measure: Measure, workers: int, count: Callable[[Done], None]) -> Iterator[Done]:
    """The first run here, which tells what one costs; the others on as many processes as that is worth."""
    cost = 0.0
    for done in run_all(jobs[:1], measure, 1, count):
        cost = done.seconds
        yield done
    others = jobs[1:]
    wanted = workers or (cores() if cost * len(others) > WORTH_A_PROCESS else 1)
    yield from run_all(others, measure, min(wanted, len(others)), count)


def replicate_runs(settings: Settings, scenario: Scenario, network: Network) -> list[Summary]:
    """The summaries of the seeds that follow, in their order."""
    progress = Progress(settings.replicates, "replicates")
    finished: list[Done] = []

    def count(done: Done) -> None:
        finished.append(done)
        progress.to(len(finished))

    jobs = [Job(scenario, network, settings.seed + k) for k in range(1, settings.replicates + 1)]
    found = []
    for job, done in zip(jobs, in_turn(jobs, Measure(settings.typology), settings.workers, count), strict=True):
        if done.error:
            failure = RunFailed(f"the run of seed {job.seed} failed: {done.error.strip().splitlines()[-1]}")
            failure.add_note(done.error)
            raise failure
        found.append(done.value)
    progress.close()
    return found


def run_once(
    settings: Settings,
    scenario: Scenario,
    target: Path,
    asked: Sequence[str] = (),
    network: Network | None = None,
    sources: Sequence[Path] = (),
) -> Record:
    """Make the runs and leave their folder at `target`, whole or not at all. Everything is checked before it is made.

    asked: the choices as they were typed, for the manifest. network: another than the one of these settings (a
    synthetic one is drawn from their seed). sources: what else the run is read from.
    """
    started, clock = datetime.now(UTC), [time.perf_counter()]

    def lap() -> float:
        clock.append(time.perf_counter())
        return round(clock[-1] - clock[-2], 3)

    check_target(target, "run", [*sources, *files_of(settings.territory)])
    network = network or open_network(settings.territory, settings.seed)
    with new_folder(target, "run", sources) as folder:
        seconds = {"opening": lap()}
        history, summary = main_run(settings, scenario, network)
        seconds["main_run"] = lap()
        summaries = [summary, *replicate_runs(settings, scenario, network)]
        seconds["replicates"] = lap()
        record = Record(settings, scenario, network, history, summaries, asked)
        from sim.show.words import Words

        found = write_run(folder, record, {language: Words(language) for language in languages(settings)})
        seconds["tables"] = lap()
        if settings.figures:
            from sim.show.report import write_report

            announce("Drawing the report.")
            language, others = settings.language.value, summaries[1:]
            write_report(folder, history, network, scenario, others, origin(found), language, settings.typology)
            seconds["report"] = lap()
        timing = {"started": started.isoformat(timespec="seconds"), "seconds": seconds, "workers": settings.workers}
        put(folder / "timing.json", to_json(timing))
    return record
