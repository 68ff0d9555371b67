"""Inputs of every kind, drawn from a seed, each with the files of its sandbox."""

import random
from collections.abc import Callable
from pathlib import Path

from tests import network_files, pb_files
from tests.fuzz import folders, texts, words
from tests.fuzz.trial import HERE, Input

MADE = {"sweep": "SWEEP", "result": "RESULT"}  # what is made once, and copied into the sandboxes that ask for it
ABOUT = ("status", "analyze", "export", "rerun", "resume", "extend")
Kind = Callable[[random.Random, Path], Input]  # a random state, the folder of the sandbox where the command runs


def command_line(rng: random.Random, place: Path) -> Input:
    """`run`, or a dry `compare` or `sweep`, with words of any kind."""
    typed = words.without_endless(words.words(rng))
    return Input("command line", "run", tuple(typed), {"mine.txt": b"mine"})


def of_a_study(rng: random.Random, place: Path) -> Input:
    """`compare` and `sweep`: something is always wrong, or nothing is made."""
    if rng.random() < 0.5:
        typed = [
            *words.TINY,
            *words.without_endless([words.word(rng) for _ in range(2)]),
            "design=sections",
            "dry_run=true",
        ]
        return Input("command line", "sweep", tuple(typed), {})
    wrong = rng.choice(
        ["variants=[nope]", "targets=[fragile<=1.2.3]", "worlds_from=w.csv", "baseline=a+b", "spread=[1]"]
    )
    return Input(
        "command line", "compare", (*words.TINY, words.word(rng), wrong), {"w.csv": texts.damaged(rng, b"a;b\n1;2\n")}
    )


def options(rng: random.Random, place: Path) -> Input:
    """Commands with options of their own."""
    command = rng.choice(sorted(words.BY_ARGUMENTS))
    return Input(
        "options", command, tuple(words.arguments(rng, command, Path("nowhere"))), {"call.pb": texts.CALL.encode()}
    )


def package(rng: random.Random, place: Path) -> Input:
    """A package of one's own."""
    return Input(
        "package", "run", (*words.TINY, "output=out", "rules=p.yaml"), {"p.yaml": texts.tree(rng, texts.PACKAGE)}
    )


def design(rng: random.Random, place: Path) -> Input:
    """A design."""
    typed = ("d.yaml", "territory=cote_nord", "months=2", "workers=1", "output=out", "--dry-run")
    return Input("design", "sweep", typed, {"d.yaml": texts.tree(rng, texts.DESIGN)})


def patterns(rng: random.Random, place: Path) -> Input:
    """Known facts, for a calibration."""
    folders.copied(place / MADE["sweep"], place / "S")
    return Input(
        "patterns",
        "analyze",
        ("S", "--patterns", "f.yaml", "--language", "en"),
        {"f.yaml": texts.tree(rng, texts.PATTERNS)},
    )


def experiment(rng: random.Random, place: Path) -> Input:
    """A folder of configurations of one's own."""
    files = {"my/experiment/mine.yaml": b"# @package _global_\n" + texts.tree(rng, texts.PACKAGE)}
    return Input("configuration", "run", (*words.TINY[1:], "output=out", "--config-dir=my", "experiment=mine"), files)


def network(rng: random.Random, place: Path) -> Input:
    """Territories in CSV or GraphML."""
    files = network_files.generated(rng)
    graph = next((name for name in files if name.startswith("network.")), "")
    told = f"territory.source=graphml territory.graphml={graph}".split()
    if not graph:
        told = ["territory.source=files", "territory.nodes=nodes.csv", "territory.edges=edges.csv"]
    return Input("GraphML" if graph else "CSV", "run", (*words.TINY[1:], "output=out", *told), files)


def worlds(rng: random.Random, place: Path) -> Input:
    """Worlds of a comparison in CSV: the file is always wrong, as a right one would be compared for minutes."""
    rows = [["world", "norms.cap", "deliberation.gain"], ["1", "20000", "0.1"], ["2", "3000000000", "x"]]
    typed = (
        *words.TINY[:2],
        "variants=[core_mission]",
        "replicates=2",
        "worlds_from=w.csv",
        "output=out",
        "targets=[no]",
    )
    return Input("CSV", "compare", typed, {"w.csv": texts.sheet(rng, rows)})


def call(rng: random.Random, place: Path) -> Input:
    """A call for projects."""
    return Input(
        ".pb", "round", ("c.pb",), {"c.pb": pb_files.generated(rng) if rng.random() < 0.5 else texts.call(rng)}
    )


def own_rule(rng: random.Random, place: Path) -> Input:
    """A rule of one's own."""
    content = rng.choice(texts.RULES).encode("utf-8", errors="surrogateescape")
    return Input("rule", "run", (*words.TINY, "output=out", "--load", "r.py"), {"r.py": content}, apart=True)


def edited_sweep(rng: random.Random, place: Path) -> Input:
    """A sweep of which one file or two were edited, then each command about it."""
    folders.copied(place / MADE["sweep"], place / "S")
    note = ", ".join(folders.hurt(rng, place / "S") for _ in range(rng.choice([1, 1, 2])))
    verb = rng.choice(ABOUT)
    if verb == "analyze":
        return Input("edited folder", "analyze", ("S", "--output", "out", "--language", "en"), {}, note=note)
    more = {"rerun": ("--run", "0", "--output", "out"), "export": ("--output", "out"), "resume": ("--workers", "1")}
    typed = (verb, "S", *more.get(verb, ()))
    return Input("edited folder", "sweep", typed, {}, apart=verb in ("resume", "extend"), note=note)


def edited_result(rng: random.Random, place: Path) -> Input:
    """The folder of a run that was edited: read as a configuration, or replaced by the same run."""
    folders.copied(place / MADE["result"], place / "R")
    note = folders.hurt(rng, place / "R")
    if rng.random() < 0.5:
        return Input("edited folder", "run", (*words.TINY, "output=R"), {}, note=note)
    return Input("edited folder", "run", ("--config-dir=R", "--config-name=config", "output=out"), {}, note=note)


def wrong_folder(rng: random.Random, place: Path) -> Input:
    """A folder that is not the command's, given to it as the place of its results."""
    kind = rng.choice(["sweep", "result", "theirs"])
    folders.theirs(rng, place / "X") if kind == "theirs" else folders.copied(place / MADE[kind], place / "X")
    folders.copied(place / MADE["sweep"], place / "S")
    typed = {
        "run": (*words.TINY, "output=X"),
        "analyze": ("S", "--language", "en", "--output", rng.choice(["X", "S", "S/runs"])),
        "sweep": rng.choice([
            ("export", "S", "--output", rng.choice(["X", "S"])),
            ("rerun", "S", "--run", "0", "--output", rng.choice(["X", "S"])),
            ("d.yaml", "territory=cote_nord", "months=2", "workers=1", "output=X", "engine=dask"),
        ]),
        "round": ("--simulate", "cote_nord", "--save", "X", "--set", "months=2"),
        "typology": ("--quick", "--output", "X", "--no"),
    }  # fmt: skip
    command = rng.choice(sorted(typed))
    return Input(
        "wrong folder",
        command,
        typed[command],
        {"d.yaml": b"method: grid\nparameters: {norms.cap: [2e4]}\n"},
        note=kind,
    )


KINDS: tuple[tuple[Kind, int], ...] = (
    (command_line, 30), (of_a_study, 6), (options, 12), (package, 12), (design, 12), (patterns, 5), (experiment, 8),
    (network, 12), (worlds, 5), (call, 14), (own_rule, 1), (edited_sweep, 14), (edited_result, 6), (wrong_folder, 6),
)  # fmt: skip


def drawn(rng: random.Random, sandbox: Path, apart: float) -> Input:
    """An input, its files written in the sandbox. apart: share of the inputs that have a process of their own."""
    kinds, weights = zip(*KINDS, strict=True)
    place = sandbox.joinpath(*HERE)
    one: Input = rng.choices(kinds, weights)[0](rng, place)
    for name, content in one.files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    legible = all("\0" not in word for word in one.words)
    return one._replace(apart=legible and (one.apart or rng.random() < apart))
