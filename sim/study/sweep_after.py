"""What is done with the folder of a sweep: how far it is, one run again, the table for other tools."""

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.compare.measures import Measured
from sim.history import History
from sim.store.crate import METADATA, columns_csv, metadata, when, write_csv
from sim.store.durable import LOCK
from sim.store.folder import MANIFEST, FolderError, new_folder
from sim.store.identity import IDENTITY, read_identity
from sim.store.manifest import to_json
from sim.store.reading import manifest_in
from sim.store.runs import OK, PARTS, Runs, read
from sim.store.write import put
from sim.study.progress import duration
from sim.study.run_once import run_once
from sim.study.sweeping import CONFIG, DESIGN_FILE, Asked, asked_in
from sim.sweep.plan import Plan
from sim.territory import open_network

TOLD = 5  # failed runs that a status names
EXPORT, AGAIN = "export", "reruns"


def described(plan: Plan) -> str:
    """The design in a line."""
    points, replicates, rules = plan.n_points, plan.last.replicates, len(plan.rules)
    return (
        f"{plan.method}, {len(plan.factors)} factors: {points:,} points x {replicates} replicates x {rules} rules "
        f"= {plan.n_runs:,} runs"
    )


def size_in_words(bytes_: float) -> str:
    """A size in words."""
    for unit, one in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if bytes_ >= one:
            return f"{bytes_ / one:.3g} {unit}"
    return f"{bytes_:.0f} bytes"


def status(folder: Path, known: Asked | None = None) -> str:
    """What is there, what is missing, what failed, how long the rest should take. known: what the folder is asked."""
    asked = known or asked_in(folder)
    total = asked.plan.n_runs
    if not (folder / IDENTITY).exists():
        return f"{described(asked.plan)}.\n0 made."
    runs, unread = read(folder, (), ())
    counts = Counter(runs.status.tolist())
    parts = list((folder / PARTS).glob("part-*.parquet"))
    bytes_ = sum(part.stat().st_size for part in parts)
    kinds = ", ".join(f"{n:,} {word.replace('_', ' ')}" for word, n in counts.most_common())
    lines = [
        f"{described(asked.plan)}.",
        f"{len(runs.run):,} made ({100.0 * len(runs.run) / total:.3g} %): {kinds or 'none'}.",
    ]
    if len(runs.run) < total and counts[OK]:
        cost = float(np.median(runs.seconds[runs.ok]))
        left = (total - len(runs.run)) * cost
        lines.append(f"{total - len(runs.run):,} missing: about {duration(left)} of one core ({cost:.3g} s a run).")
    lines.append(f"{len(parts)} parts, {size_in_words(bytes_)}.")
    lines += [f"Cannot be read: {reason}. It will be made again." for reason in unread]
    if holder := (folder / LOCK).read_text(encoding="utf-8").strip() if (folder / LOCK).exists() else "":
        lines.append(f"At work, or killed: {holder}.")
    return "\n".join([*lines, *failures(runs)])


def failures(runs: Runs) -> list[str]:
    """The first runs that did not end well, with their reason."""
    bad = np.flatnonzero(~runs.ok)
    lines = [f"  run {runs.run[k]}: {runs.status[k].replace('_', ' ')}: {str(runs.error[k]).strip().splitlines()[-1]}"
             for k in bad[:TOLD].tolist()]  # fmt: skip
    return [*lines, f"  and {len(bad) - TOLD} more"] if len(bad) > TOLD else lines


def rerun(folder: Path, number: int, target: Path | None = None) -> str:
    """One run again, whole, with every series, as `experiments.run` leaves it; told whether it is the same run."""
    asked = asked_in(folder)
    design = asked.design
    if not 0 <= number < len(design):
        raise FolderError(f"run = {number}: allowed: 0 to {len(design) - 1}.")
    row = design.row(number)
    scenario, where = asked.scenario_of(row), target or folder / AGAIN / f"run-{number}"
    settings = replace(asked.settings, seed=int(row["seed"]), replicates=0, workers=1)
    try:
        where.parent.mkdir(exist_ok=True)
    except OSError as reason:
        raise FolderError(f"output = {where}: cannot be written ({reason.strerror}).") from None
    network = open_network(asked.settings.territory, asked.settings.seed)
    record = run_once(settings, scenario, where, (f"rerun of run {number} of a sweep",), network)
    told = ", ".join(f"{key} = {row[key]}" for key in (*("point", "rule", "replicate", "seed"), *asked.plan.keys[:6]))
    return f"Run {number}: {told}.\n{same_run(folder, number, asked, record.history)}\nResults in {where}."


def same_run(folder: Path, number: int, asked: Asked, history: History) -> str:
    """Whether the table has exactly what this history measures."""
    runs, unread = read(folder, None, (), [number])
    if unread:
        return f"The table cannot be read there ({unread[0]})."
    place = np.flatnonzero(runs.run == number)
    if not len(place):
        return "The table does not have this run yet."
    if not runs.ok[place[0]]:
        return f"In the table it is {runs.status[place[0]]}: {str(runs.error[place[0]]).strip().splitlines()[-1]}"
    values = Measured(asked.settings.typology)(history)
    there = runs.values[place[0]]
    differ = [n for n, a, b in zip(runs.columns, there, values, strict=True) if a != b and not (a != a and b != b)]
    if differ:
        return f"It is NOT the run of the table: {len(differ)} of {len(there)} measures differ, {differ[0]} first."
    return f"It is the run of the table: {len(there)} measures, equal to the last bit."


def export(folder: Path, target: Path | None = None) -> str:
    """runs.csv, columns.csv, the design, the configuration, and the metadata of a research object (RO-Crate 1.1)."""
    asked = asked_in(folder)
    where = target or folder / EXPORT
    with new_folder(where, "export", [folder]) as made:
        n = write_csv(folder, made / "runs.csv")
        put(made / "columns.csv", columns_csv(folder))
        for name in (DESIGN_FILE, CONFIG):
            shutil.copyfile(folder / name, made / name)
        manifest = manifest_in(folder)
        about = {
            "command": f"python -m experiments.sweep export {folder}",
            "configuration": read_identity(folder).token,
        }
        put(made / MANIFEST, to_json(manifest | {"kind": "export", "export": about}))
        title = str(asked.plan.told.get("title", described(asked.plan)))
        measures = read_identity(folder).columns
        put(made / METADATA, metadata(made, when(folder), title, manifest, measures))
    return f"{n:,} runs in {where}: runs.csv, columns.csv, {METADATA}."
