"""A full sensitivity analysis with one command: screen everything, measure what is kept, parts of the model, the rest.

folder/screening, kept, sections, rest     four ordinary sweeps, each with its analysis
folder/kept.yaml, rest.yaml                the designs that the screening decides, ordinary too
folder/summary                             what it comes to: pages, pictures, tables, small enough to be kept

The same call goes on after anything, since each sweep does. The folder is named by the code and by what is asked:
another model, or another request, is another analysis and never mixes with this one.
"""

import contextlib
import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.explore.analysis import Analysis
from sim.explore.choosing import KEPT, REST, Choice, Full, choice
from sim.explore.sample import AskedError
from sim.quoted import shown
from sim.show.words import LANGUAGES
from sim.store.code import digest_of_code
from sim.store.durable import put_over, say
from sim.store.earlier import ASIDE
from sim.store.folder import MANIFEST, FolderError, check_target, new_folder
from sim.store.identity import IDENTITY, read_identity
from sim.store.manifest import about_place, manifest_of, to_json
from sim.store.write import put
from sim.study.analyzing import USUAL, Question, analyze_sweep, tell
from sim.study.batch import ALL_WELL, NOT_ALL_WELL
from sim.study.sweeping import asked_in
from sim.territory import open_network

RESULTS = Path("results")
SUMMARY = "summary"
OURS = ("design", "points", "replicates", "output", "shard", "slurm", "dry_run")  # decided here, sweep by sweep
MEANS = ("workers", "limit", "engine", "address")  # change no number
Sweep = Callable[[Sequence[str]], int]  # makes a sweep from what would be typed after `experiments.sweep`


class Sizes(NamedTuple):
    """How far each sweep goes; two replicates, so that the part of luck is known."""

    trajectories: int  # of the screening
    kept: int  # base points of Saltelli designs
    sections: int
    rest: int
    replicates: int = 2


FULL, QUICK = Sizes(20, 512, 128, 256), Sizes(2, 4, 4, 4)


class Refused(Exception):
    """A sweep that is not made: its command has said why."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


def sensitivity(make: Sweep, typed: Sequence[str], sizes: Sizes, output: Path | None, save: Path | None = None) -> int:
    """Make it, or go on with it; the exit status of the first sweep that is not made, or whether all runs ended well.

    make: the command of sweeps. typed: choices common to all runs, such as territory=mauricie. save: a folder for a
    copy of the summary.
    """
    check_choices(typed)
    worst = [ALL_WELL]  # status of the sweeps that are made
    folder = output or RESULTS / f"sensitivity-{token(typed, sizes)}"
    if save is not None:
        check_target(save, "sensitivity")
    check_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        raise FolderError(f"output = {folder}: cannot be written ({reason.strerror}).") from reason
    try:
        found = made(make, typed, sizes, folder, worst)
    except Refused as reason:
        with contextlib.suppress(OSError):
            folder.rmdir()  # refused before anything was made
        return reason.status
    write_summary(folder, found, typed, sizes)
    if save is not None:
        with new_folder(save, "sensitivity") as copy:
            shutil.copytree(folder / SUMMARY, copy, dirs_exist_ok=True)
    for language in LANGUAGES:
        print(tell(found.kept, language), end="\n\n")
    print(f"Results in {folder}: open {SUMMARY}/README.md, and report.html in the analysis of each sweep.")
    return worst[0]


def check_folder(folder: Path) -> None:
    """Refuse a folder that holds something else than the sweeps and the summary of an earlier call."""
    if not folder.is_dir():
        return
    there = {path.name for path in folder.iterdir()}
    if there and (there & {MANIFEST, IDENTITY} or not there & {"screening", SUMMARY}):
        raise FolderError(f"output = {folder}: something else is there ({min(there)}). Choose another name.")
    check_target(folder / SUMMARY, "sensitivity")


def check_choices(typed: Sequence[str]) -> None:
    """Refuse what is no choice, and what this command decides."""
    for word in typed:
        key, equals, _ = word.partition("=")
        if not equals:
            raise AskedError(f"{shown(word)}: choices are written key=value, such as territory=mauricie (see --help)")
        if key in OURS:
            raise AskedError(
                f"{shown(word)}: {key} is decided here, sweep by sweep; make a sweep of your own to choose it"
            )


def made(make: Sweep, typed: Sequence[str], sizes: Sizes, folder: Path, worst: list[int]) -> Full:
    """The four sweeps with their analyses, one after the other; the screening decides the designs of two others."""

    def one(number: int, name: str, design: str, points: int) -> Analysis:
        say(f"{number} of 4: {name}")
        asked = [design, f"points={points}", f"replicates={sizes.replicates}", *typed, f"output={folder / name}"]
        if (status := make(asked)) not in (ALL_WELL, NOT_ALL_WELL):
            raise Refused(status)
        worst[0] = max(worst[0], status)
        return analyze_sweep(Question(folder / name), [str(folder / name)])[0]

    screened = one(1, "screening", "morris", sizes.trajectories)
    chosen = chosen_in(screened)
    write_designs(folder, chosen, sizes)
    say(f"{len(chosen.kept)} parameters of {len(chosen.groups)} are kept, in {folder / 'kept.yaml'}.")
    kept = one(2, KEPT, str(folder / "kept.yaml"), sizes.kept)
    sections = one(3, "sections", "sections", sizes.sections)
    return Full(screened, chosen, kept, sections, one(4, REST, str(folder / "rest.yaml"), sizes.rest))


def token(typed: Sequence[str], sizes: Sizes) -> str:
    """Eight letters that name the code and the request; means that change no number do not count."""
    told = [digest_of_code(), sorted(decisive(typed)), tuple(sizes)]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:8]


def decisive(typed: Sequence[str]) -> list[str]:
    """The choices that change a number."""
    return [word for word in typed if word.partition("=")[0] not in MEANS]


def chosen_in(screened: Analysis) -> Choice:
    """What the screening keeps; an AskedError if luck alone could give all that it shows."""
    found = choice([s.screening for s in screened.sensitivities if s.screening is not None])
    if not len(found.kept):
        raise AskedError("no parameter can be told from luck: nothing to measure. Ask for more, or longer, runs.")
    return found


def write_designs(folder: Path, chosen: Choice, sizes: Sizes) -> None:
    """kept.yaml and rest.yaml."""
    others = [name for name in chosen.groups if name not in set(chosen.names)]
    head = "# Written by `python -m experiments.sensitivity`, from its screening; an ordinary design.\n"
    keys = "".join(f"  - {name}\n" for name in chosen.names)
    groups = f"groups:\n  {KEPT}: [{', '.join(chosen.names)}]\n  {REST}: [{', '.join(others)}]\n"
    for name, title, points, body in (
        (KEPT, "How much each parameter that the screening keeps decides", sizes.kept, f"parameters:\n{keys}"),
        (REST, "How much all the other parameters decide together", sizes.rest, f"assumed: true\n{groups}"),
    ):
        text = f"title: {title}\n{head}method: saltelli\npoints: {points}\nreplicates: {sizes.replicates}\n{body}"
        put_over(folder / f"{name}.yaml", text, folder / ASIDE)


def command_of(typed: Sequence[str], sizes: Sizes) -> str:
    """The command that makes it again."""
    quick = ["--quick"] if sizes == QUICK else []
    return " ".join(["python -m experiments.sensitivity", *quick, *decisive(typed)])


def write_summary(folder: Path, found: Full, typed: Sequence[str], sizes: Sizes) -> None:
    """The folder `summary`: a page a language, pictures, tables, the design of what is kept, the manifest."""
    from sim.show.explore.summary import write_pages

    settings = asked_in(folder / "screening").settings
    sweeps: Mapping[str, Any] = {
        name: {
            "method": one.sample.method,
            "points": int(one.sample.made.shape[0]),
            "runs": int(one.sample.made.sum()),
            "missing_or_failed": one.sample.failed,
            "code": read_identity(folder / name).origin["code"],
        }
        for name, one in (
            ("screening", found.screening), (KEPT, found.kept), ("sections", found.sections), (REST, found.rest)
        )
    }  # fmt: skip
    about = {
        "command": command_of(typed, sizes),
        "configuration": read_identity(folder / "screening").token,
        "results": list(USUAL),
        "sweeps": sweeps,
        **about_place(open_network(settings.territory, settings.seed)),
    }
    told = manifest_of("sensitivity", about)
    target = folder / SUMMARY
    with new_folder(target, "sensitivity") as made:
        write_pages(made, found, told, LANGUAGES)
        shutil.copyfile(folder / "kept.yaml", made / "kept.yaml")
        put(made / MANIFEST, to_json(told))
