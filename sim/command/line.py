"""From what was typed to a checked request of `run`, `compare` and `sweep`, through Hydra, then to an exit status."""

import contextlib
import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from sim.command.confined import check_reach, confined
from sim.command.door import DEBUG, KEPT, STOPPED, Leaving, Refused, through
from sim.quoted import shown

CONFIGS = Path(__file__).parent.parent.parent / "configs"
LONGEST, MOST = 8_000, 1_000  # characters of a word, words: Hydra reads 8,000 characters in a second
DEEPEST, DIGITS = 32, 300  # brackets inside of one another, digits of a number
FLAGS = (
    "--help", "-h", "--cfg", "-c", "--resolve", "--package", "-p", "--info", "-i", "--config-dir", "-cd",
    "--config-name", "-cn", "--load", "--config-path", "-cp", "--hydra-help", "--version", "--shell-completion", "-sc",
)  # fmt: skip


LOAD = "--load"
VALUED = (  # the word that follows is theirs
    "--config-dir", "-cd", "--config-name", "-cn", "--config-path", "-cp", "--package", "-p", "--cfg", "-c",
)  # fmt: skip


class Asked(NamedTuple):
    """A request as it was typed."""

    overrides: tuple[str, ...]  # choices and keys
    config_name: str
    config_dir: str
    territory: str  # the choice of this group, typed or not


Action = Callable[[Any, Any, Asked], int | None]  # of settings, scenario, what was typed; the status, or 0


def answer(arguments: Sequence[str] | None, primary: str, guide: Callable[[Sequence[str]], str], action: Action) -> int:
    """Do what is asked; give the exit status. primary: name of the configuration; guide: the text of --help."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    debug, argv = os.environ.get(DEBUG) == "1", sys.argv

    def work() -> int:
        if "--help" in typed or "-h" in typed:
            print(guide(typed))
        elif "--version" in typed:
            print(f"concertation {version('concertation')}")
        else:
            check_words(typed)
            check_reach(typed)
            return compose(primary, typed, argv[0], action)
        return 0

    try:
        return through(work, STOPPED if primary == "run" else KEPT)
    finally:
        sys.argv = argv
        if not debug:
            os.environ.pop(DEBUG, None)


def place_of(word: str, folders: Sequence[Path]) -> str:
    """territory=Côte-Nord as territory=cote_nord: a place may be named as we print it. Other words as they are.

    folders: where choices lie; one of exactly this name comes first.
    """
    from sim.world.quebec import fold

    key, equals, name = word.partition("=")
    if key != "territory" or not equals or any(mark in name for mark in "/\\\0"):
        return word
    known = {page.stem for folder in folders for page in (folder / key).glob("*.yaml")}
    close = [choice for choice in sorted(known) if fold(choice) == fold(name.strip("'\" "))]
    return f"{key}={close[0]}" if close and name not in known else word


def check_words(typed: Sequence[str]) -> None:
    """Refuse an option that does not exist (choices are written without dashes), and what is too long to be read."""
    if len(typed) > MOST:
        raise Refused(f"{len(typed):,} words: allowed: at most {MOST:,}; a file of --config-dir holds any number.")
    for word in typed:
        name = shown(word.partition("=")[0])
        if len(word) > LONGEST:
            told = f"{name}: a value of {len(word) - len(name):,} characters: allowed: at most {LONGEST:,}"
            raise Refused(f"{told}; longer ones go in a file of --config-dir.")
        check_value(name, word.partition("=")[2])
        if word.startswith("="):
            raise Refused(f"{shown(word)}: a key is expected before the sign =.")
        if name in ("-m", "--multirun"):
            raise Refused(f"{name}: one command makes one run; several scenarios are the work of a sweep.")
        if word.startswith("-") and name not in FLAGS and not word.lstrip("-").replace(".", "").isdigit():
            key = shown(word.lstrip("-"))
            hint = f" Choices have no dashes: {key}" + ("" if "=" in key else "=<value>") + "."
            raise Refused(f"{shown(word)}: no such option.{hint} See --help.")
    asked = {word.partition("=")[0] for word in typed}
    if {"--shell-completion", "-sc"} & asked and len({"install", "uninstall", "query"} & asked) != 1:
        raise Refused("--shell-completion: one of install=bash, uninstall=bash and query=bash is expected after it.")
    if "--resolve" in typed and not {"--cfg", "-c"} & asked:
        raise Refused("--resolve: it only goes with --cfg job, which shows the configuration without running.")


def check_value(key: str, value: str) -> None:
    """Refuse what Hydra, or a float, could not hold: brackets in brackets, whole numbers of hundreds of digits."""
    levels = accumulate((c in "[{(") - (c in "]})") for c in value)
    if max(levels, default=0) > DEEPEST:
        raise Refused(f"{key} = {shown(value)}: lists inside of one another: at most {DEEPEST} levels are allowed.")
    digits = max(map(len, re.findall(r"[0-9_]+", value)), default=0)
    if digits > DIGITS:
        from sim.command.refusal import allowed_of

        raise Refused(f"{key} = (a number of {digits:,} digits): {allowed_of(key)}.")


def compose(primary: str, typed: Sequence[str], command: str, action: Action) -> int:
    """Load the user's own code, read the packages, let Hydra compose the configuration, check every value, act; the
    exit status."""
    from hydra.core.hydra_config import HydraConfig
    from omegaconf import OmegaConf
    from omegaconf.errors import InterpolationResolutionError

    from sim.catalog import register, to_settings
    from sim.command.ahead import check_files, load_code, shelve
    from sim.command.guide import folders
    from sim.command.typed import for_hydra

    choices = load_code(typed)
    check_files(choices)
    register()
    understood = shelve([place_of(word, folders(choices)) for word in choices], primary)
    said = dict(zip(for_hydra(understood), choices, strict=True))
    sys.argv = [command, *options_first(list(said))]
    os.environ[DEBUG] = "1"  # Hydra then lets errors reach us instead of printing them its way

    composed: list[tuple[Any, Asked]] = []

    def task(cfg: Any) -> None:
        told = HydraConfig.get()
        sources = [s.path for s in told.runtime.config_sources if s.provider == "command-line"]
        typed_by_hand: Any = OmegaConf.to_container(
            told.overrides.task, resolve=False
        )  # ${x} in a path stays what it is
        words = tuple(said.get(word, word) for word in map(str, typed_by_hand))
        place = str(told.runtime.choices.get("territory", "run"))
        composed.append((cfg, Asked(words, str(told.job.config_name), sources[0] if sources else "", place)))

    try:
        through_hydra(primary, task)
        requests = [(to_settings(cfg), asked) for cfg, asked in composed]  # none after --cfg and the like
    except InterpolationResolutionError as error:
        told = next((shown(word) for word in choices if "${" in word), "configuration")
        why = shown(str(error).splitlines()[0])
        raise Refused(f"{told}: {why}: ${{key}} stands for a key that exists.") from None
    for request, asked in requests:  # outside of Hydra, which comments on errors
        return action(*request, asked) or 0
    return 0


def options_first(words: Sequence[str]) -> list[str]:
    """Options, each with the value that follows it, then the choices: Hydra reads them in this order only."""
    options: list[str] = []
    choices: list[str] = []
    value = False
    for word in words:
        chosen = not value and not word.startswith("-") and ("=" in word or word.startswith("~"))
        (choices if chosen else options).append(word)
        value = word in VALUED and not value
    return [*options, *choices]


def through_hydra(primary: str, task: Callable[[Any], None]) -> None:
    """Let Hydra compose; what it says of its own options, in a usage of ten lines, is a refusal of one."""
    import hydra

    heard = io.StringIO()
    try:
        with contextlib.redirect_stderr(heard), confined(CONFIGS):
            hydra.main(version_base="1.3", config_path=str(CONFIGS), config_name=primary)(task)()
    except SystemExit as leaving:
        if leaving.code:
            raise Refused(f"{shown(heard.getvalue().rpartition('error: ')[2].strip())}. See --help.") from None
        raise Leaving(0) from None
    print(heard.getvalue(), end="", file=sys.stderr)
