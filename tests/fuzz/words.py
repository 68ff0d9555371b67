"""Command lines: real keys with values that no one should type, and that someone will."""

import functools
import random
from collections.abc import Sequence
from pathlib import Path

from sim.command.line import CONFIGS
from sim.inventory import inventory

TINY = ("territory=cote_nord", "months=2", "replicates=0", "figures=false", "workers=1", "language=en")
HOSTILE = (
    "", " ", "null", "~", "true", "nan", "inf", "-inf", "1e400", "9" * 309, "-" + "9" * 400, "9" * 5_000, "-1", "0",
    "1e-320", "1.2.3", "0x10", "1_000", "²", "٣", "[1]", "[[1]]", "[" * 150, "[" * 3_000, "{a: 1}", "${y}", "/x/${y}",
    "${oc.env:HOME}", "é", "Côte-Nord", "'", '"', "\\", "a b", "a=b", "*", "../..", "x" * 3_000, "x" * 9_000, "a\nb",
    "\t", "--", "%s", "{0}", "<script>alert(1)</script>", "$(id)", "日本", "\u202eabc", "1,5", "1\u202f000", "1;2",
    "no/such/place", "mine.txt", ".", "NUL", "caf\udce9", "[mauricie,mauricie]",
    "[" + ",".join(["mauricie"] * 700) + "]",
)  # fmt: skip
OPTIONS = (
    "--resolve", "--cfg", "--cfg=job", "--cfg=nope", "--help", "--info", "--info=all", "--package=a", "--version", "-c",
    "--load", "--load=none.py", "--config-dir", "--config-dir=none", "--config-name=none", "--config-path=none", "-x",
    "--hydra-help", "--shell-completion", "-sc=install=nope", "--multirun", "--shard=9", "--slurm=x", "--engine=x",
    "--" + "y" * 3_000, "-", "--=", "--seeds=-1", "--workers=" + "9" * 400, "--save", "--quick",
)  # fmt: skip
BY_ARGUMENTS = {  # options of the commands that do not go through Hydra, and take long if nothing is wrong
    "analyze": ("--measure", "--rule", "--where", "--patterns", "--language", "--output"),
    "atlas": ("--seeds", "--territory", "--rules", "--workers"),
    "base_case": ("--seeds",), "benchmark": ("--nope",), "golden": ("--nope",), "lab": ("--port", "--workers"),
    "parameters": ("--to", "--nope"), "round": ("--award", "--set", "--seed", "--simulate", "--save"),
    "sensitivity": ("--nope",), "typology": ("--workers",), "validate": ("--patterns", "--seeds", "--workers"),
}  # fmt: skip
ENDLESS = ("atlas", "base_case", "benchmark", "golden", "lab", "sensitivity", "typology", "validate")
CONDITIONS = ("fragile<=1.2.3", "fragile<=.", "<=.", "fragile<=1e999", "fragile<=0.2", "fragile", "a.b.c>1", "(" * 500)


@functools.cache
def choices() -> tuple[str, ...]:
    """group=name of every file of configs."""
    return tuple(f"{page.parent.name}={page.stem}" for page in sorted(CONFIGS.glob("*/*.yaml")))


def key(rng: random.Random) -> str:
    """A key of the configuration, now and then one that is not."""
    known = rng.choice(inventory()).key
    return rng.choices([known, known[:-1], rng.choice(HOSTILE), f"+{known}", f"~{known}"], [20, 1, 1, 1, 1])[0]


def value(rng: random.Random, of: str) -> str:
    """A value: of its kind, at the edge of its range, or none that anybody expects."""
    entry = next((e for e in inventory() if e.key == of), None)
    kinds = [rng.choice(HOSTILE)]
    if entry is not None and not entry.choices:
        kinds += [str(entry.low), str(entry.high), str(entry.value), str(entry.high * 2 + 1)]
    elif entry is not None:
        kinds += [rng.choice(entry.choices)]
    return rng.choice(kinds)


def word(rng: random.Random) -> str:
    """One word of a command line of Hydra's."""
    if rng.random() < 0.1:
        return rng.choice(OPTIONS)
    if rng.random() < 0.15:
        return rng.choice(choices())
    of = key(rng)
    return f"{of}={value(rng, of)}" if rng.random() < 0.95 else of


def words(rng: random.Random) -> list[str]:
    """The words of `run`, small enough to be made where they are right."""
    found = [*TINY, f"output={rng.choice(['out', *HOSTILE]) if rng.random() < 0.2 else 'out'}"]
    return [*found, *(word(rng) for _ in range(rng.choice([1, 1, 1, 2, 4])))]


def arguments(rng: random.Random, command: str, folder: Path) -> list[str]:
    """The words of a command that has options of its own; those that would take long have one that is wrong."""
    found = [str(folder)] if command == "analyze" else ["call.pb"] if command == "round" else []
    for _ in range(rng.choice([1, 1, 2])):
        option = rng.choice(BY_ARGUMENTS[command])
        told = rng.choice(CONDITIONS) if option == "--where" else rng.choice(HOSTILE)
        found += rng.choice([[option, told], [f"{option}={told}"], [rng.choice(OPTIONS)]])
    return [*found, "--surely-wrong"] if command in ENDLESS else found


def without_endless(typed: Sequence[str]) -> list[str]:
    """Words without those that ask for a large run: what is tried is the door, not the engine."""
    large = (
        "months=",
        "territory.synthetic.",
        "population.",
        "territory=",
        "replicates=",
        "experiment=",
        "acquaintance.",
    )
    return [
        w
        for k, w in enumerate(typed)
        if k < len(TINY) or not w.lstrip("+").startswith(large) or w[-1:] not in "0123456789"
    ]
