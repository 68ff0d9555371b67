"""What the command line asks of a sweep: say what it would cost, write a script for a cluster, or make its runs."""

import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from sim.compare.measures import columns
from sim.config import Scenario
from sim.memory import peak_memory
from sim.settings import Sweeping
from sim.store.design import Design
from sim.store.durable import say
from sim.store.identity import identity_of
from sim.store.runs import part_bytes, rows_together
from sim.study.batch import Said, part_size, status_of
from sim.study.progress import duration
from sim.study.runner import cores
from sim.study.slurm import Need, memory, write_script
from sim.study.sweep_after import described, size_in_words, status
from sim.study.sweep_making import Means, asked_of, engine_of, make, prepare, settle, share_of, trial
from sim.study.sweeping import Asked
from sim.sweep.estimate import Cost, cost
from sim.sweep.factor import DesignError
from sim.territory import open_network


def sweep(settings: Sweeping, scenario: Scenario, target: Path, asked: Sequence[str], typed: Mapping[str, str]) -> Said:
    """Do what is asked; what to say of it. asked: the words that decide the results; typed: keys chosen by hand."""
    share = share_of(settings.shard)
    if settings.slurm and share:
        raise DesignError("slurm and shard: one of them; the script that slurm writes gives each task its share.")
    found = asked_of(settings, scenario, typed)
    workers = settings.workers or cores()
    means = Means(workers, share, settings.engine, settings.address)
    if settings.dry_run:
        return Said(dry_run(found, workers, settings.slurm or (share.total if share else 1)))
    engine_of(means)
    found = prepare(found, target, " ".join(["python -m experiments.sweep", *asked]))
    if settings.slurm:
        return Said(for_slurm(found, target, settings.slurm))
    say(f"{described(found.plan)}, in {target}.")
    return made(found, target, means)


def made(asked: Asked, target: Path, means: Means) -> Said:
    """Make the runs of a prepared folder; how far it is, and a status that says whether runs ended well."""
    runs = make(asked, target, means)
    failed = int((~runs.ok).sum())
    return Said(f"{status(target, asked)}\nResults in {target}.", status_of(failed, len(runs.run)))


def dry_run(asked: Asked, workers: int, shares: int = 1) -> str:
    """How many runs, how long, how big; nothing is made."""
    found = expected(asked, shares)
    return (
        f"{described(asked.plan)}.\n"
        f"{found.seconds / found.runs:.3g} s a run here: about {duration(found.seconds / workers)} on {workers} "
        f"processes ({duration(found.seconds)} of one core).\n"
        f"At most {size_in_words(found.bytes)} on disk. Nothing was made."
    )


def expected(asked: Asked, shares: int = 1) -> Cost:
    """What the whole sweep should cost, from one run of it, made here after another that pays for what is paid once."""
    network = open_network(asked.settings.territory, asked.settings.seed)
    trial(asked, network)  # compiles, where the model has never run
    row, design = trial(asked, network), asked.design
    first = Design(design.rows(np.array([0])))
    size = part_size(len(design), shares)
    identity = identity_of(first, columns(network, asked.scenario.months), {})._replace(size=size)
    numbers = len(identity.names) + len(identity.design) + 2
    one = part_bytes(rows_together([row], first.columns, identity.names), identity)
    return cost(len(design), row.seconds, numbers, len(one) - 8.0 * numbers, size, len(design.kept))


def for_slurm(asked: Asked, target: Path, tasks: int) -> str:
    """Prepare the folder and write the script; what to type then. The rules are compiled here, before the tasks begin:
    they find the code where the home folder is shared and the processors are alike."""
    found = expected(asked, tasks)
    settle(asked, target, tasks)
    need = Need(found.seconds, peak_memory())
    path = write_script(target, tasks, need, loaded_files())
    return (
        f"{described(asked.plan)}, {duration(found.seconds)} of one core, {memory(need.bytes):,} MB a core.\n"
        f"Submit with: sbatch {shlex.quote(str(path))}"
    )


def loaded_files() -> list[str]:
    """The user's own files of rules that are loaded (`sim.user_rules` names their modules)."""
    modules = [module for name, module in sys.modules.items() if name.startswith("user_rule_")]
    return [str(module.__file__) for module in modules]
