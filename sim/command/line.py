"""From what was typed to a checked request, then to an exit status: 0 done, 1 failed, 2 refused, 130 interrupted."""

import contextlib
import os
import re
import signal
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from sim.quoted import shown

CONFIGS = Path(__file__).parent.parent.parent / "configs"
DEBUG = "HYDRA_FULL_ERROR"  # set to 1, errors are shown with everything that led to them
LONGEST_CHOICE = 10_000  # characters; Hydra takes seconds to read as many
STOPPED = "Nothing was written; earlier results are as they were."
KEPT = "The runs made so far are kept: the same command goes on from there."
FLAGS = (
    "--help", "-h", "--cfg", "-c", "--resolve", "--package", "-p", "--info", "-i", "--config-dir", "-cd",
    "--config-name", "-cn", "--load", "--config-path", "-cp", "--hydra-help", "--version", "--shell-completion", "-sc",
)  # fmt: skip


class Asked(NamedTuple):
    """A request as it was typed."""

    overrides: tuple[str, ...]  # choices and keys
    config_name: str
    config_dir: str
    territory: str  # the choice of this group, typed or not


Action = Callable[[Any, Any, Asked], None]  # settings, scenario, what was typed


class Refused(Exception):
    """A request that cannot be understood. The message is what the person reads."""


def answer(arguments: Sequence[str] | None, primary: str, guide: Callable[[Sequence[str]], str], action: Action) -> int:
    """Do what is asked; give the exit status. primary: name of the configuration; guide: the text of --help."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    if "--help" in typed or "-h" in typed:
        with contextlib.suppress(BrokenPipeError):
            print(guide(typed), flush=True)
        return 0
    if "--version" in typed:
        print(f"concertation {version('concertation')}")
        return 0
    debug, argv, end = os.environ.get(DEBUG) == "1", sys.argv, signal.getsignal(signal.SIGTERM)
    try:
        check_flags(typed)
        check_lengths(typed)
        listen_to_the_end()
        compose(primary, typed, argv[0], action)
    except KeyboardInterrupt:
        print(f"\nStopped. {STOPPED if primary == 'run' else KEPT}", file=sys.stderr)
        return 130
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    except Exception as error:
        if debug:
            raise
        from sim.command.refusal import explain

        status, message = explain(error)
        print(message, file=sys.stderr)
        return status
    finally:
        sys.argv = argv
        if not debug:
            os.environ.pop(DEBUG, None)
        if signal.getsignal(signal.SIGTERM) is not end:
            signal.signal(signal.SIGTERM, end)
    return 0


def quoted(word: str) -> str:
    """A choice whose value has accents, in the quotes that Hydra needs: territory.regions=[Côte-Nord]."""
    key, equals, value = word.partition("=")
    if not equals or value.isascii() or "'" in value or '"' in value:
        return word
    return f"{key}=" + re.sub(r"[^\[\],]+", lambda part: part[0] if part[0].isascii() else f'"{part[0]}"', value)


def check_lengths(typed: Sequence[str]) -> None:
    """Refuse choices that would take minutes to be understood; a long list belongs in a file."""
    for word in typed:
        if len(word) > LONGEST_CHOICE:
            key, _, value = word.partition("=")
            raise Refused(
                f"{shown(key)} = {shown(value)}: allowed: up to {LONGEST_CHOICE:,} characters. "
                "Write a long list in a YAML file, and choose it by --config-dir."
            )


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


def own_folders(typed: Sequence[str]) -> list[Path]:
    """The folders of choices: ours, and that of --config-dir."""
    found = [CONFIGS]
    for word, following in zip(typed, [*typed, ""][1:], strict=True):
        name, equals, value = word.partition("=")
        if name in ("--config-dir", "-cd"):
            found.append(Path(value if equals else following))
    return found


def check_flags(typed: Sequence[str]) -> None:
    """Refuse an option that does not exist; choices are written without dashes."""
    for word in typed:
        name = word.partition("=")[0]
        if name in ("-m", "--multirun"):
            raise Refused(f"{word}: one command makes one run; several scenarios are the work of a sweep.")
        if word.startswith("-") and name not in FLAGS and not word.lstrip("-").replace(".", "").isdigit():
            key = word.lstrip("-")
            hint = f" Choices have no dashes: {key}" + ("" if "=" in key else "=<value>") + "."
            raise Refused(f"{word}: no such option.{hint} See --help.")


def listen_to_the_end() -> None:
    """A request to terminate (a cluster's scheduler, `kill`) cleans up as Ctrl-C does."""

    def leave(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    try:
        signal.signal(signal.SIGTERM, leave)
    except ValueError:
        return  # not in the main thread: whoever called us answers for signals


def compose(primary: str, typed: Sequence[str], command: str, action: Action) -> None:
    """Load the user's own code, read the packages, let Hydra compose the configuration, check every value, act."""
    import hydra
    from hydra.core.hydra_config import HydraConfig

    from sim.catalog import register, to_settings
    from sim.command.ahead import load_code, shelve

    choices = load_code(typed)
    register()
    understood = shelve([place_of(word, own_folders(choices)) for word in choices], primary)
    said = dict(zip(map(quoted, understood), choices, strict=True))
    sys.argv = [command, *said]
    os.environ[DEBUG] = "1"  # Hydra then lets errors reach us instead of printing them its way

    composed: list[tuple[Any, Asked]] = []

    def task(cfg: Any) -> None:
        told = HydraConfig.get()
        sources = [s.path for s in told.runtime.config_sources if s.provider == "command-line"]
        words = tuple(said.get(word, word) for word in told.overrides.task)
        place = str(told.runtime.choices.get("territory", "run"))
        composed.append((cfg, Asked(words, str(told.job.config_name), sources[0] if sources else "", place)))

    hydra.main(version_base="1.3", config_path=str(CONFIGS), config_name=primary)(task)()
    for cfg, asked in composed:  # none after --cfg and the like; outside of Hydra, which comments on errors
        action(*to_settings(cfg), asked)
