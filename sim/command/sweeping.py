"""The words of `experiments.sweep`: a design file and options as keys, and the verbs about a folder that is there."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.command.door import Asks, Refused, between, through, whole
from sim.command.line import LOAD, VALUED, Asked
from sim.quoted import shown
from sim.world.check import near

OPTIONS = {"--shard": "shard", "--slurm": "slurm", "--limit": "limit", "--workers": "workers", "--engine": "engine"}
FLAGS = {"--dry-run": "dry_run=true"}
VERBS = ("status", "resume", "extend", "rerun", "export")


def in_keys(typed: Sequence[str]) -> list[str]:
    """my/design.yaml as design=my/design.yaml, --shard 1/3 as shard=1/3; the other words as they are."""
    found: list[str] = []
    design, words = "", iter(typed)
    for word in words:
        name, equals, value = word.partition("=")
        if name in OPTIONS:
            value = value if equals else next(words, "")
            if name == "--slurm" and value.strip() in ("", "0"):
                raise Refused(f"--slurm {value or 'nothing'}: a number of tasks is expected: 1 or more.")
            found.append(f"{OPTIONS[name]}={value}")
        elif word in FLAGS:
            found.append(FLAGS[word])
        elif word in (*VALUED, LOAD):
            found += [word, next(words, "")]
        elif word.startswith("-") or (equals and not os.path.isfile(word)):
            found.append(word)
        elif design:
            close = near(design, VERBS)
            told = f"{shown(design)} {shown(word)}: one design is expected, or a verb: {', '.join(VERBS)}.{close}"
            raise Refused(told)
        else:
            design = word
            found.append(f"design={word}")
    return found


def folder_of(settings: Any, asked: Asked) -> Path:
    """The folder that was given, or one named by the design and the choices; more points go on in the same folder."""
    from sim.command.naming import folder_for

    kept = [word for word in asked.overrides if word.partition("=")[0] not in ("points", "replicates", "design")]
    return folder_for(settings, asked._replace(overrides=(f"design={Path(settings.design).stem}", *kept)))


def parser() -> argparse.ArgumentParser:
    """The verbs."""
    main = Asks(prog="python -m experiments.sweep", description="About the folder of a sweep.")
    verbs = main.add_subparsers(dest="verb", required=True)
    helps = {
        "status": "what is there, what is missing, what failed",
        "resume": "make the runs that are missing",
        "extend": "more points or replicates; the runs that are there are kept",
        "rerun": "one run again, exactly, with every series",
        "export": "CSV and a research object (RO-Crate)",
    }
    for verb in VERBS:
        one = verbs.add_parser(verb, help=helps[verb], description=helps[verb])
        one.add_argument("folder", type=Path, help="folder of the sweep")
        one.add_argument("--load", action="append", default=[], metavar="FILE", help="a Python file with your own rule")
        if verb in ("resume", "extend"):
            one.add_argument("--workers", type=whole(0, 1024), default=0, help="processes; 0: one a core")
            one.add_argument("--shard", default="", metavar="I/N", help="only this share, such as 2/5")
            one.add_argument("--engine", choices=("local", "dask"), default="local")
            one.add_argument("--address", default="", help="of a running Dask scheduler")
            one.add_argument("--limit", type=between(0.0, 1e7), default=None, help="seconds a run; 0: none")
            one.add_argument(
                "--again", default="", metavar="STATUS,...", help="failed, died, timed_out: make those again"
            )
        if verb == "extend":
            one.add_argument("--points", type=whole(0, 10**7), default=0)
            one.add_argument("--replicates", type=whole(0, 100_000), default=0)
        if verb == "rerun":
            one.add_argument("--run", type=whole(0, 10**9), required=True, help="its number")
        if verb in ("rerun", "export"):
            one.add_argument("--output", type=Path, default=None, help="folder of the results")
    return main


def follow(typed: Sequence[str]) -> int:
    """Do what a verb says; the exit status."""
    asked = parser().parse_args(list(typed))
    return through(lambda: carry_out(asked))


def carry_out(asked: argparse.Namespace) -> int:
    """One verb; the exit status."""
    from sim.study import sweep_after
    from sim.user_rules import load

    for path in asked.load:
        load(path)
    if asked.verb == "status":
        print(sweep_after.status(asked.folder))
    elif asked.verb == "rerun":
        print(sweep_after.rerun(asked.folder, asked.run, asked.output))
    elif asked.verb == "export":
        print(sweep_after.export(asked.folder, asked.output))
    else:
        return go_on(asked)
    return 0


def go_on(asked: argparse.Namespace) -> int:
    """Make what is missing, after an extension if that is asked; everything is checked before the folder changes."""
    from sim.settings import Engine
    from sim.study.sweep_making import Means, endings, engine_of, prepare, share_of
    from sim.study.sweep_request import made
    from sim.study.sweeping import asked_in
    from sim.sweep.layout import scenarios, try_points
    from sim.sweep.plan import extended

    means = Means(asked.workers, share_of(asked.shard), Engine(asked.engine), asked.address, endings(asked.again))
    engine_of(means)
    there = asked_in(asked.folder)
    if asked.limit is not None:
        there = there._replace(limit=asked.limit)
    if asked.verb == "extend":
        there = there._replace(plan=extended(there.plan, asked.points, asked.replicates))
        try_points(there.plan, scenarios(there.scenario, there.changes))
    words = " ".join(["python -m experiments.sweep", asked.verb, str(asked.folder)])
    there = prepare(there, asked.folder, words)
    said = made(there, asked.folder, means)
    print(said.text)
    return said.status
